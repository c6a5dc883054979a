package history

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Judgement says whether a replacement may be made without asking anybody, and if
// not, why. Where several reasons hold it is the first in the order of the
// constants.
type Judgement uint8

// The judgements.
const (
	// Safe: each step is SAME AS or REPLACED BY, each retired concept on the way
	// leads to one concept alone, and the inactivation reason of none of them says
	// that its meaning was unclear.
	Safe Judgement = iota
	// NotExact: a step is an association that doesn't say that the two concepts mean
	// the same.
	NotExact
	// SeveralTargets: a retired concept on the way has associations to more than one
	// concept, of which one is to be chosen, or all are to be recorded.
	SeveralTargets
	// ReasonDisagrees: a retired concept on the way has an inactivation reason under
	// which there is no replacement of the same meaning, or one that isn't known.
	ReasonDisagrees
	// TargetUnusable: nothing of that, but the concept at the end of the way isn't an
	// active concept of the release. No [Replacement] has it, only a [Predecessor].
	TargetUnusable
)

// String returns a stable word: "safe", "not-exact", "several-targets",
// "reason-disagrees" or "target-unusable".
func (j Judgement) String() string {
	return [...]string{"safe", "not-exact", "several-targets", "reason-disagrees", "target-unusable"}[j]
}

// Inactivation values of concepts under which an editor names a concept of the
// same meaning as the replacement. Editorial Guide, "Inactivation".
const (
	duplicate             sctid.ID = 900000000000482003
	outdated              sctid.ID = 900000000000483008
	erroneous             sctid.ID = 900000000000485001
	classificationDerived sctid.ID = 1186917008
	nonconformance        sctid.ID = 723277005
)

// keepsMeaning reports whether an inactivation reason agrees with a single SAME AS
// or REPLACED BY. No reason, as old content has it, doesn't speak against it.
func keepsMeaning(reason sctid.ID) bool {
	switch reason {
	case 0, duplicate, outdated, erroneous, classificationDerived, nonconformance:
		return true
	}
	return false
}

// exact reports whether an association says that the target has the meaning of the
// retired concept.
func exact(association sctid.ID) bool {
	return association == terminology.SameAs || association == terminology.ReplacedBy
}

// associationWords are the historical association reference sets, in the words of
// the Reference Set Files.
var associationWords = map[sctid.ID]string{
	terminology.SameAs:                "SAME AS",
	terminology.ReplacedBy:            "REPLACED BY",
	terminology.PossiblyReplacedBy:    "POSSIBLY REPLACED BY",
	terminology.PossiblyEquivalentTo:  "POSSIBLY EQUIVALENT TO",
	terminology.PartiallyEquivalentTo: "PARTIALLY EQUIVALENT TO",
	terminology.Alternative:           "ALTERNATIVE",
	terminology.WasA:                  "WAS A",
	terminology.SimilarTo:             "SIMILAR TO",
	terminology.MovedTo:               "MOVED TO",
}

// AssociationWords returns English words for an association reference set, such as
// "SAME AS", for releases that have its members and not its concept, as subsets
// often do. Another reference set is told by its id.
func AssociationWords(refset sctid.ID) string {
	if words, ok := associationWords[refset]; ok {
		return words
	}
	return refset.String()
}
