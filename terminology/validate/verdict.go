package validate

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Verdict is what a code is.
type Verdict uint8

// The verdicts.
const (
	Valid         Verdict = iota // an active concept of the release
	Malformed                    // neither an id of a concept or description nor an expression
	DescriptionID                // the id of a description of the release: its concept is meant
	Unknown                      // a well-formed id that the release doesn't have
	Inactive                     // an inactive concept of the release
	Expression                   // a post-coordinated expression, or the id of one
	NotGiven                     // no code, where none need be

	Verdicts = int(NotGiven) + 1 // how many there are
)

var verdictWords = [Verdicts]string{"valid", "malformed", "description-id", "unknown", "inactive", "expression", "not-given"}

// String returns a stable word: "valid", "malformed", "description-id", "unknown",
// "inactive", "expression" or "not-given".
func (v Verdict) String() string { return verdictWords[v] }

// Reason says why a verdict is as it is. It is NoReason for a valid code, and for
// an inactive concept of which the release gives the reason, see
// [Result.Inactivation].
type Reason uint8

// The reasons. The first seven are those of [sctid.Reason].
const (
	NoReason Reason = iota
	Empty
	NotDigits
	Length
	LeadingZero
	CheckDigit
	Partition
	Namespace
	NotAConceptID       // the id of a relationship
	InactiveDescription // the description was withdrawn, so that its concept may not be what was meant
	InactiveConcept     // the description's concept is inactive
	NotInRelease        // neither this nor another loaded release has it
	InOtherRelease      // another loaded release has it
	InDependency        // so, and in a module that this release depends on and was imported without
	NoReasonGiven       // the release doesn't say why the concept is inactive
	NotSupportedYet     // expressions aren't judged yet

	Reasons = int(NotSupportedYet) + 1 // how many there are
)

var reasonWords = [Reasons]string{
	"", "empty", "not-digits", "length", "leading-zero", "check-digit", "partition", "namespace", "not-a-concept-id",
	"inactive-description", "inactive-concept", "not-in-release", "in-other-release", "in-dependency", "no-reason-given", "not-supported-yet",
}

// String returns a stable word, such as "check-digit".
func (r Reason) String() string { return reasonWords[r] }

// reasonOf returns the reason of an error of package sctid.
func reasonOf(err error) Reason {
	e, _ := err.(*sctid.Error)
	if e == nil {
		return NotDigits
	}
	for r := Empty; r <= Namespace; r++ {
		if reasonWords[r] == string(e.Reason) {
			return r
		}
	}
	return NotDigits
}

// Display is what a display is. Where several values would do, it is the first of
// them in this order.
type Display uint8

// The displays. Blanks at the ends don't count, nor does Unicode's normal form.
const (
	DisplayNotGiven            Display = iota // there is none
	DisplayPreferred                          // the preferred term, or a synonym preferred in one of the dialects
	DisplayAcceptable                         // a synonym that one of the dialects accepts
	DisplayFullySpecifiedName                 // an active fully specified name, tag included
	DisplayAnotherDialect                     // an active description, but for none of the dialects
	DisplayInactiveDescription                // an inactive description of the concept
	DisplayDiffersInCase                      // a description but for the case of its letters
	DisplayDiffersInSpacing                   // so, and but for white space within it
	DisplayDiffersInFolding                   // so, and but for marks on letters, width, and forms of dashes and quotes
	DisplayAnotherConcept                     // a description of another concept, in the same sense
	DisplayNotADescription                    // no description of the release
	DisplayNoConcept                          // the code stands for no concept of the release

	Displays = int(DisplayNoConcept) + 1 // how many there are
)

var displayWords = [Displays]string{
	"not-given", "preferred", "acceptable", "fully-specified-name", "another-dialect", "inactive-description",
	"differs-in-case", "differs-in-spacing", "differs-in-folding", "another-concept", "not-a-description", "no-concept",
}

// String returns a stable word, such as "another-concept".
func (d Display) String() string { return displayWords[d] }

// Wrong reports whether the display disagrees with its code: it is an inactive
// description, another concept's, or none.
func (d Display) Wrong() bool {
	return d == DisplayInactiveDescription || d == DisplayAnotherConcept || d == DisplayNotADescription
}

// Day is what is to be said of a concept on the day of the record.
type Day uint8

// The days.
const (
	DayNotGiven Day = iota // there is no date
	DayActive              // the concept was active
	DayInactive            // the concept had been retired
	// DayBefore: the day is before the effective time of the concept's newest row. A
	// Snapshot doesn't tell what the row before it said.
	DayBefore
	DayMalformed // neither YYYYMMDD nor YYYY-MM-DD
	DayNoConcept // the code stands for no concept of the release

	Days = int(DayNoConcept) + 1 // how many there are
)

var dayWords = [Days]string{"not-given", "active", "retired", "before-newest-row", "not-a-date", "no-concept"}

// String returns a stable word: "not-given", "active", "retired",
// "before-newest-row", "not-a-date" or "no-concept".
func (d Day) String() string { return dayWords[d] }

// Wrong reports whether the concept wasn't there to be recorded, or the date can't
// be read.
func (d Day) Wrong() bool { return d == DayInactive || d == DayMalformed }

// Row is a coded entry. Its bytes are read while it is judged and not kept.
type Row struct {
	Code    []byte // as it was recorded
	Display []byte // empty for none
	Date    []byte // YYYYMMDD or YYYY-MM-DD, with anything behind a T or a blank; empty for none
}

// Result is the judgement of a row.
type Result struct {
	Verdict Verdict
	Reason  Reason
	// Release is the place among the checker's other releases of the one that has
	// the code, where Reason is InOtherRelease or InDependency.
	Release uint16
	// ConceptID is the code where that is the id of a concept, and the description's
	// concept where it is the id of a description; else 0.
	ConceptID sctid.ID
	Ordinal   taxonomy.Ordinal // of ConceptID, or [taxonomy.NoOrdinal]
	// Inactivation and Resolution are why, since when and what instead, where the
	// concept is inactive.
	Inactivation terminology.Inactivation
	Resolution   history.Resolution

	Limit   terminology.LimitCheck
	Display Display
	// DisplayConceptID is another concept that has the display: an active one if
	// there is any, and of those the one of the lowest id. It is there where Display
	// is DisplayAnotherConcept, and may be where it is DisplayNoConcept.
	DisplayConceptID sctid.ID
	// PreferredTerm is the right display, where displays are checked and ConceptID is
	// of the release.
	PreferredTerm string
	Day           Day
}

// Fails reports whether anything is wrong: the code isn't valid (or left out where it
// may be), out of the limit, or its display or day is wrong.
func (r *Result) Fails() bool {
	return r.Verdict != Valid && r.Verdict != NotGiven || r.Limit == terminology.NotInLimit || r.Display.Wrong() || r.Day.Wrong()
}

// Swap returns the concept to put in the code's place if a program may do that
// without asking anybody: the safe replacement of a retired concept, or the concept
// of an active description; of an active description of a retired concept, that
// concept's safe replacement.
func (r *Result) Swap() (sctid.ID, bool) {
	switch {
	case r.Verdict == Inactive, r.Verdict == DescriptionID && r.Reason == InactiveConcept:
		replacement, safe := r.Resolution.Swap()
		return replacement.TargetID, safe
	case r.Verdict == DescriptionID && r.Reason == NoReason:
		return r.ConceptID, true
	}
	return 0, false
}
