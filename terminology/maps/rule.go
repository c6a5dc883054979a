package maps

import (
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Rule is a map rule: the conditions under which a row is chosen, all of which must
// hold. Without a condition it always holds. Rules are shared and must not be
// changed.
type Rule struct {
	Text       string // as it stands in the release
	Otherwise  bool   // OTHERWISE TRUE: for when no row before it is chosen
	Conditions []Condition
	// Err says what can't be understood; then there are no conditions, and the rule
	// is always [Undecided]. It is a [*RuleError].
	Err error
}

// Condition is a part of a rule: that the patient's record has a concept, or that
// an observable of the patient compares with a value in a way.
type Condition struct {
	ConceptID sctid.ID
	Term      string     // as in the rule; may be empty
	Compare   Comparison // None for the presence of the concept
	Value     string     // the decimal number to compare with
	Unit      Unit
}

// Comparison is how an observable compares with a value.
type Comparison uint8

// The comparisons.
const (
	None Comparison = iota
	Less
	LessOrEqual
	Equal
	GreaterOrEqual
	Greater
)

// String returns the operator: "<", "<=", "=", ">=" or ">"; "" for None.
func (c Comparison) String() string { return [...]string{"", "<", "<=", "=", ">=", ">"}[c] }

// Unit is a unit of time.
type Unit uint8

// The units.
const (
	NoUnit Unit = iota
	Hours
	Days
	Weeks
	Months
	Years
)

// String returns the unit in the plural, such as "days"; "" for NoUnit.
func (u Unit) String() string {
	return [...]string{"", "hours", "days", "weeks", "months", "years"}[u]
}

// days returns how many days a number of the units is. A year is 365.25 days and a
// month a twelfth of that: both have few binary digits, so that whole numbers of
// them compare exactly.
func (u Unit) days(n float64) float64 {
	return n * [...]float64{0, 1.0 / 24, 1, 7, 365.25 / 12, 365.25}[u]
}

// RuleError says what of a rule can't be understood.
type RuleError struct {
	Rule   string
	Offset int    // of the fault, in bytes
	Want   string // what could stand there
}

// Error implements error.
func (e *RuleError) Error() string {
	return "map rule " + strconv.Quote(e.Rule) + ": expected " + e.Want + " at byte " + strconv.Itoa(e.Offset+1)
}

// String writes the rule in the form that releases have: keywords in capitals, one
// blank between words.
func (r *Rule) String() string {
	switch {
	case r.Err != nil:
		return r.Text
	case r.Otherwise:
		return "OTHERWISE TRUE"
	case len(r.Conditions) == 0:
		return "TRUE"
	}
	var b strings.Builder
	for i := range r.Conditions {
		if i > 0 {
			b.WriteString(" AND ")
		}
		c := &r.Conditions[i]
		b.WriteString("IFA " + c.ConceptID.String())
		if c.Term != "" {
			b.WriteString(" | " + c.Term + " |")
		}
		if c.Compare != None {
			b.WriteString(" " + c.Compare.String() + " " + c.Value + " " + c.Unit.String())
		}
	}
	return b.String()
}

// ruleDictionary keeps one rule a text.
type ruleDictionary struct {
	byText map[string]*Rule
	dictionary[*Rule]
}

// rule reads a rule, or finds it; without a dictionary it reads it.
func (d *ruleDictionary) rule(text string) *Rule {
	if d == nil {
		rule, _ := ParseRule(text)
		return rule
	}
	if rule, ok := d.byText[text]; ok {
		return rule
	}
	if d.byText == nil {
		d.byText = map[string]*Rule{}
	}
	text = strings.Clone(text)
	rule, _ := ParseRule(text)
	d.byText[text] = rule
	return rule
}
