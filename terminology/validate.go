package terminology

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Verdict is what is to be said of a recorded code.
type Verdict uint8

// The verdicts.
const (
	Valid     Verdict = iota // an active concept of the release
	Malformed                // no concept id
	Unknown                  // a well-formed concept id that the release doesn't have
	Inactive                 // an inactive concept of the release
)

// String returns the verdict in lower case.
func (v Verdict) String() string {
	return [...]string{"valid", "malformed", "unknown", "inactive"}[v]
}

// Reasons of a [Validation] beside those of [sctid.Reason].
const (
	// NotAConceptID: the code is the id of another kind of component.
	NotAConceptID = "not-a-concept-id"
	// NotInRelease: the release doesn't have the concept.
	NotInRelease = "not-in-release"
	// NoReasonGiven: the release doesn't say why the concept is inactive.
	NoReasonGiven = "no-reason-given"
)

// DisplayCheck is what is to be said of a display that came with a code.
// Where several values would do, it is the first of them in this order.
type DisplayCheck uint8

// The display checks.
const (
	DisplayNotGiven            DisplayCheck = iota // there is none
	DisplayPreferred                               // the preferred term, or a synonym preferred in one of the dialects
	DisplayAcceptable                              // a synonym that one of the dialects accepts
	DisplayFullySpecifiedName                      // an active fully specified name, tag included
	DisplayAnotherDialect                          // an active description, but for none of the dialects
	DisplayInactiveDescription                     // an inactive description of the concept
	DisplayDiffersInCase                           // a description of the concept but for the case of its letters
	DisplayNotADescription                         // none of the concept's descriptions
	DisplayNoConcept                               // the code is malformed or unknown
)

// LimitCheck is whether a code is in the limiting set.
type LimitCheck uint8

// The limit checks.
const (
	LimitNotAsked LimitCheck = iota
	InLimit
	NotInLimit // so is every malformed or unknown code
)

// Validation is the judgement of one code.
type Validation struct {
	Verdict Verdict
	// Reason says why the verdict isn't Valid: a value of [sctid.Reason],
	// [NotAConceptID], [NotInRelease], the decimal SCTID of the inactivation
	// value, or [NoReasonGiven].
	Reason string
	// Message says the same for people; empty for a valid code and for an
	// inactivation value, whose concept has a term (see [InactivationWords]).
	Message      string
	ConceptID    sctid.ID         // 0 for a malformed code
	Ordinal      taxonomy.Ordinal // of the concept, where Verdict is Valid or Inactive
	Inactivation Inactivation     // where Verdict is Inactive
	Display      DisplayCheck
	// PreferredTerm is the right display, where it was asked for or a display
	// was given; empty for a malformed or unknown code.
	PreferredTerm string
	Limit         LimitCheck
}

// Validator judges codes against one release, for one choice of dialects and
// one limit. It is safe for use by many goroutines at once.
type Validator struct {
	release  *Release
	dialects Dialects
	limit    *roaring.Bitmap
	terms    *Terms
	fill     bool // PreferredTerm for every known code
}

// NewValidator makes a validator. With terms, [Validation.PreferredTerm] is
// filled for every known code; without it, only where a display was given.
// Errors are those of [Release.LimitSet].
func (r *Release) NewValidator(dialects Dialects, limit Limit, terms bool) (*Validator, error) {
	set, err := r.LimitSet(limit)
	if err != nil {
		return nil, err
	}
	return &Validator{release: r, dialects: dialects, limit: set, terms: r.PreferredTerms(dialects), fill: terms}, nil
}

// Validate judges a code as it was recorded, and its display, which may be
// empty for none. Blanks around the code are not taken away. A bad code is a
// verdict, never an error; errors are internal.
func (v *Validator) Validate(code, display string) (judged Validation, err error) {
	id, parsed := sctid.Parse(code)
	if parsed != nil {
		malformed, _ := parsed.(*sctid.Error)
		v.bad(&judged, Validation{Verdict: Malformed, Reason: string(malformed.Reason), Message: parsed.Error()}, display)
		return judged, nil
	}
	o, known := v.release.taxonomy.Ordinal(id)
	err = v.ValidateOrdinal(id, o, known, display, &judged)
	return judged, err
}

// ValidateID is [Validator.Validate] for a code that is a number already.
func (v *Validator) ValidateID(id sctid.ID, display string) (judged Validation, err error) {
	o, known := v.release.taxonomy.Ordinal(id)
	err = v.ValidateOrdinal(id, o, known, display, &judged)
	return judged, err
}

// ValidateOrdinal is [Validator.ValidateID] for who has looked for the ordinal
// already, as one does for many codes at a time, and uses the memory of one
// judgement over and over.
func (v *Validator) ValidateOrdinal(id sctid.ID, o taxonomy.Ordinal, known bool, display string, judged *Validation) error {
	if !known {
		v.unknown(id, display, judged)
		return nil
	}
	*judged = Validation{ConceptID: id, Ordinal: o}
	if v.limit != nil {
		judged.Limit = NotInLimit
		if v.limit.Contains(uint32(o)) {
			judged.Limit = InLimit
		}
	}
	if !v.release.active(o) {
		if err := v.inactive(id, judged); err != nil {
			return err
		}
	}
	if display == "" && !v.fill {
		return nil
	}
	return v.checkDisplay(judged, display)
}

// Prepare is called with the ordinals of some hundreds of codes, or
// [taxonomy.NoOrdinal], before they are judged one after the other with their
// displays, which it makes faster.
func (v *Validator) Prepare(ordinals []taxonomy.Ordinal) { v.terms.Prepare(ordinals) }

// unknown judges a number that is no concept of the release.
func (v *Validator) unknown(id sctid.ID, display string, judged *Validation) {
	if err := id.Check(); err != nil {
		malformed, _ := err.(*sctid.Error)
		v.bad(judged, Validation{Verdict: Malformed, Reason: string(malformed.Reason), Message: err.Error()}, display)
		return
	}
	// Ordinal words the two ways of not being there.
	_, err := v.release.Ordinal(id)
	if KindOf(err) == KindInvalidArgument {
		v.bad(judged, Validation{Verdict: Malformed, Reason: NotAConceptID, Message: err.Error()}, display)
		return
	}
	v.bad(judged, Validation{Verdict: Unknown, Reason: NotInRelease, ConceptID: id, Message: err.Error()}, display)
}

// inactive says why a concept is inactive.
func (v *Validator) inactive(id sctid.ID, judged *Validation) error {
	judged.Verdict = Inactive
	why, _, err := v.release.ConceptInactivation(id)
	if err != nil {
		return err
	}
	judged.Inactivation = why
	judged.Reason = NoReasonGiven
	if why.ReasonID != 0 {
		judged.Reason = why.ReasonID.String()
	} else {
		judged.Message = "the release gives no reason"
	}
	return nil
}

// bad completes the judgement of a code that is no concept of the release.
func (v *Validator) bad(judged *Validation, is Validation, display string) {
	*judged = is
	if display != "" {
		judged.Display = DisplayNoConcept
	}
	if v.limit != nil {
		judged.Limit = NotInLimit
	}
}

// checkDisplay fills in the right display and compares.
func (v *Validator) checkDisplay(judged *Validation, display string) (err error) {
	judged.Display, judged.PreferredTerm, err = v.CheckDisplay(judged.Ordinal, display)
	return err
}

// CheckDisplay compares a display, which may be empty for none, with a concept's
// descriptions, and returns the right one. The ordinal must be below the taxonomy's
// length. Nearly all displays are the preferred term, letter by letter, and need no
// look at the descriptions.
func (v *Validator) CheckDisplay(o taxonomy.Ordinal, display string) (check DisplayCheck, preferredTerm string, err error) {
	preferredTerm, err = v.terms.Of(o)
	switch {
	case err != nil, display == "":
		return DisplayNotGiven, preferredTerm, err
	case display == preferredTerm:
		return DisplayPreferred, preferredTerm, nil
	}
	b := v.release.buffer()
	defer v.release.buffers.Put(b)
	if err := v.release.store.ReadConcept(o, PartNames|PartInactive, b); err != nil {
		return DisplayNotGiven, preferredTerm, err
	}
	return compareDisplay(b.Descriptions, preferredTerm, v.dialects, normalDisplay(display)), preferredTerm, nil
}

// normalDisplay is the form in which displays are compared: Unicode's normal
// form C, without blanks at the ends.
func normalDisplay(s string) string {
	return norm.NFC.String(strings.TrimSpace(s))
}

func compareDisplay(descriptions []Description, preferredTerm string, dialects Dialects, display string) DisplayCheck {
	best := DisplayNotADescription
	if normalDisplay(preferredTerm) == display {
		return DisplayPreferred
	}
	for i := range descriptions {
		d := &descriptions[i]
		if d.TypeID == TextDefinition {
			continue
		}
		term := normalDisplay(d.Term)
		check := DisplayNotADescription
		switch {
		case term == display:
			check = standing(d, dialects)
		case strings.EqualFold(term, display):
			check = DisplayDiffersInCase
		}
		best = min(best, check)
	}
	return best
}

// standing is what is said of a display that is exactly the description's term.
func standing(d *Description, dialects Dialects) DisplayCheck {
	switch {
	case !d.Active:
		return DisplayInactiveDescription
	case d.TypeID == FullySpecifiedName:
		return DisplayFullySpecifiedName
	}
	best := DisplayAnotherDialect
	for _, refset := range dialects {
		switch d.AcceptabilityIn(refset) {
		case Preferred:
			best = min(best, DisplayPreferred)
		case Acceptable:
			best = min(best, DisplayAcceptable)
		}
	}
	return best
}
