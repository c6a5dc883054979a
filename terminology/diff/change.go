package diff

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Kind is what changed of a concept.
type Kind uint8

// The kinds, in the order in which the changes of one concept come.
const (
	// NotFound: neither release has the concept. Only for a list of codes.
	NotFound Kind = iota
	// Vanished: the old release has the concept, and the new one hasn't. A release
	// never drops a concept of its own: it moved to another edition, or the new
	// release was imported without a package that the old one had.
	Vanished
	// Added: the new release has the concept, active or not, and the old one hasn't.
	Added
	// Retired: active in the old release, inactive in the new one.
	Retired
	// Reactivated: inactive in the old release, active in the new one.
	Reactivated
	// LostMember: in the value set by the old release, and not by the new one.
	LostMember
	// NewMember: in the value set by the new release, and not by the old one.
	NewMember
	// FullySpecifiedName: both have the concept, under another name.
	FullySpecifiedName
	// PreferredTerm: both have the concept, with another preferred term in one or
	// more dialects; also with one where there was none, or the other way round.
	PreferredTerm
	// Moved: active in both, with other parents.
	Moved
	// DefinitionStatus: active in both, and primitive in one and defined in the other.
	DefinitionStatus

	kindCount
)

var kindWords = [kindCount]string{
	"not-found", "vanished", "added", "retired", "reactivated", "lost-member", "new-member",
	"fully-specified-name", "preferred-term", "moved", "definition-status",
}

// String returns a stable word, such as "retired" or "lost-member".
func (k Kind) String() string {
	if k >= kindCount {
		return ""
	}
	return kindWords[k]
}

// Kinds is a set of kinds. The zero value is the empty set.
type Kinds uint16

// AllKinds is the set of all kinds.
const AllKinds Kinds = 1<<kindCount - 1

// KindsOf returns the set of the kinds.
func KindsOf(kinds ...Kind) Kinds {
	var set Kinds
	for _, k := range kinds {
		set |= 1 << k
	}
	return set & AllKinds
}

// Has reports whether a kind is in the set.
func (s Kinds) Has(k Kind) bool { return s>>k&1 != 0 }

func (s Kinds) hasAny(other Kinds) bool { return s&other != 0 }

// Why is the reason for which a concept left a value set, or came to be in it.
type Why uint8

// The reasons. Of several that hold it is the first.
const (
	_ Why = iota
	// WhyVanished: the new release doesn't have the concept.
	WhyVanished
	// WhyRetired: it was retired.
	WhyRetired
	// WhyMovedOut: it stands in another place of the hierarchy as to a concept that
	// the value set's constraint names, see [ValueSet.Anchors].
	WhyMovedOut
	// WhyNoLongerMatches: none of that; its attributes, descriptions or memberships
	// don't meet the constraint any more.
	WhyNoLongerMatches
	// WhyAdded: the old release didn't have the concept.
	WhyAdded
	// WhyReactivated: it was active again.
	WhyReactivated
	// WhyMovedIn is WhyMovedOut for a new member.
	WhyMovedIn
	// WhyNowMatches is WhyNoLongerMatches for a new member.
	WhyNowMatches
)

// String returns a stable word, such as "retired" or "moved-out".
func (w Why) String() string {
	return [...]string{
		"", "vanished", "retired", "moved-out", "no-longer-matches", "added", "reactivated", "moved-in", "now-matches",
	}[w]
}

// Change is one thing that changed of a concept. Which fields have a value depends
// on the kind. A change belongs to the caller, but for Resolution, which is a view of
// the new release's history.
type Change struct {
	Kind      Kind
	ConceptID sctid.ID
	// Old and New are the concept's ordinals in the releases,
	// [taxonomy.NoOrdinal] where a release doesn't have it.
	Old, New taxonomy.Ordinal
	// OldActive and NewActive are its states; false where a release doesn't have it.
	OldActive, NewActive bool

	// Why is the reason of LostMember and NewMember; AnchorID is the concept that
	// WhyMovedOut and WhyMovedIn are about, else 0.
	Why      Why
	AnchorID sctid.ID

	// Inactivation and Resolution, of Retired and of a LostMember that was retired:
	// why it was, since when, and what to use instead, in the new release.
	Inactivation terminology.Inactivation
	Resolution   history.Resolution

	// OldTerm and NewTerm of FullySpecifiedName and PreferredTerm; "" for none.
	OldTerm, NewTerm string
	// Dialects are the language reference sets in which OldTerm and NewTerm are
	// preferred, in the order of [Options.Dialects]; of PreferredTerm only.
	Dialects []sctid.ID

	// LostParents and GainedParents of Moved, each in ascending order.
	LostParents, GainedParents []sctid.ID

	// OldStatusID and NewStatusID of DefinitionStatus, such as [terminology.Defined].
	OldStatusID, NewStatusID sctid.ID
}
