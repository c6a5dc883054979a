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
	// inactivation value, whose concept has a term.
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
	terms    bool
}

// NewValidator makes a validator. With terms, [Validation.PreferredTerm] is
// filled for every known code; without it, only where a display was given.
// Errors are those of [Release.LimitSet].
func (r *Release) NewValidator(dialects Dialects, limit Limit, terms bool) (*Validator, error) {
	set, err := r.LimitSet(limit)
	if err != nil {
		return nil, err
	}
	return &Validator{release: r, dialects: dialects, limit: set, terms: terms}, nil
}

// Validate judges a code as it was recorded, and its display, which may be
// empty for none. Blanks around the code are not taken away. A bad code is a
// verdict, never an error; errors are internal.
func (v *Validator) Validate(code, display string) (Validation, error) {
	id, err := sctid.Parse(code)
	if err != nil {
		malformed, _ := err.(*sctid.Error)
		return v.bad(Validation{Verdict: Malformed, Reason: string(malformed.Reason), Message: err.Error()}, display), nil
	}
	return v.judge(id, display)
}

// ValidateID is [Validator.Validate] for a code that is a number already.
func (v *Validator) ValidateID(id sctid.ID, display string) (Validation, error) {
	if _, ok := v.release.taxonomy.Ordinal(id); !ok {
		if err := id.Check(); err != nil {
			malformed, _ := err.(*sctid.Error)
			return v.bad(Validation{Verdict: Malformed, Reason: string(malformed.Reason), Message: err.Error()}, display), nil
		}
	}
	return v.judge(id, display)
}

func (v *Validator) judge(id sctid.ID, display string) (Validation, error) {
	r := v.release
	o, ok := r.taxonomy.Ordinal(id)
	if !ok {
		// Ordinal words the two ways of not being there.
		_, err := r.Ordinal(id)
		bad := Validation{Verdict: Unknown, Reason: NotInRelease, ConceptID: id, Message: err.Error()}
		if KindOf(err) == KindInvalidArgument {
			bad.Verdict, bad.Reason, bad.ConceptID = Malformed, NotAConceptID, 0
		}
		return v.bad(bad, display), nil
	}
	found := Validation{ConceptID: id, Ordinal: o}
	if v.limit != nil {
		found.Limit = NotInLimit
		if v.limit.Contains(uint32(o)) {
			found.Limit = InLimit
		}
	}
	if !r.active(o) {
		found.Verdict = Inactive
		why, _, err := r.ConceptInactivation(id)
		if err != nil {
			return Validation{}, err
		}
		found.Inactivation = why
		found.Reason = NoReasonGiven
		if why.ReasonID != 0 {
			found.Reason = why.ReasonID.String()
		} else {
			found.Message = "the release gives no reason"
		}
	}
	return found, v.checkDisplay(&found, display)
}

// bad completes the judgement of a code that is no concept of the release.
func (v *Validator) bad(judged Validation, display string) Validation {
	if display != "" {
		judged.Display = DisplayNoConcept
	}
	if v.limit != nil {
		judged.Limit = NotInLimit
	}
	return judged
}

func (v *Validator) checkDisplay(judged *Validation, display string) error {
	if display == "" && !v.terms {
		return nil
	}
	parts := PartNames
	if display != "" {
		parts |= PartInactive
	}
	c, err := v.release.store.Concept(judged.Ordinal, parts)
	if err != nil {
		return err
	}
	names := v.release.chooseNames(c.Descriptions, v.dialects)
	if names.PreferredTerm == "" && parts&PartInactive == 0 {
		if names, err = v.release.Names(judged.Ordinal, v.dialects); err != nil {
			return err
		}
	}
	judged.PreferredTerm = names.PreferredTerm
	if display != "" {
		judged.Display = compareDisplay(c.Descriptions, names.PreferredTerm, v.dialects, normalDisplay(display))
	}
	return nil
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
