package maps

import (
	"math"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Concepts that rules give a meaning of their own.
const (
	female           sctid.ID = 248152002
	male             sctid.ID = 248153007
	ageAtOnset       sctid.ID = 445518008
	chronologicalAge sctid.ID = 424144002
)

// Sex is a patient's sex, as far as map rules ask for it.
type Sex uint8

// The sexes.
const (
	SexUnknown Sex = iota
	Female
	Male
	OtherSex // neither: rules for females and for males don't hold
)

// Age is an age in completed units: of 12 years, anything from 12 years to just below
// 13. The zero value is an unknown age.
type Age struct {
	Number int
	Unit   Unit
}

// ParseAge reads an age such as "12y", "12 years", "28d", "6 months" or "2w". The
// error is of kind [terminology.KindInvalidArgument].
func ParseAge(text string) (Age, error) {
	trimmed := strings.ToLower(strings.TrimSpace(text))
	digits := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, "0123456789"))]
	name := strings.TrimSpace(trimmed[len(digits):])
	n, err := strconv.Atoi(digits)
	if err == nil && len(digits) <= mostDigits && name != "" {
		for u := Hours; u <= Years; u++ {
			if name == u.String() || name+"s" == u.String() || name == u.String()[:1] {
				return Age{n, u}, nil
			}
		}
	}
	e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldInvalid, "%.40q is no age", text)
	e.Hint = "expected a whole number and a unit, such as 12y, 6 months, 2w, 28d or 5h"
	return Age{}, e
}

// Record is what is known of a patient, for the rules of maps. The zero value is
// nothing.
type Record struct {
	// Age is the patient's age at the time of what is mapped. It stands for the age
	// at onset (445518008) as well as for the current chronological age (424144002).
	Age Age
	Sex Sex
	// Concepts are other concepts of the record. The concept that is mapped need not
	// be among them.
	Concepts []taxonomy.Ordinal
	// Complete says that Concepts are all of them, so that a rule about another one
	// doesn't hold. Without it such a rule is [Undecided]. It says nothing of the
	// sex.
	Complete bool
}

// Outcome is whether a rule holds.
type Outcome uint8

// The outcomes.
const (
	Undecided Outcome = iota // the record doesn't tell
	Holds
	Fails
)

// String returns "undecided", "holds" or "fails".
func (o Outcome) String() string { return [...]string{"undecided", "holds", "fails"}[o] }

// Evaluate tells whether a rule holds for a concept in a record; nil is a rule that
// always does.
func (r *Rule) Evaluate(t *taxonomy.Taxonomy, concept taxonomy.Ordinal, record *Record) Outcome {
	switch {
	case r == nil:
		return Holds
	case r.Err != nil:
		return Undecided
	}
	outcome := Holds
	for i := range r.Conditions {
		switch r.Conditions[i].evaluate(t, concept, record) {
		case Fails:
			return Fails
		case Undecided:
			outcome = Undecided
		}
	}
	return outcome
}

func (c *Condition) evaluate(t *taxonomy.Taxonomy, concept taxonomy.Ordinal, record *Record) Outcome {
	if c.Compare != None {
		if c.ConceptID != ageAtOnset && c.ConceptID != chronologicalAge {
			return Undecided // no other observable is part of a record
		}
		return c.evaluateAge(record.Age)
	}
	wanted, known := t.Ordinal(c.ConceptID)
	if known {
		if has(t, wanted, concept) {
			return Holds
		}
		for _, other := range record.Concepts {
			if has(t, wanted, other) {
				return Holds
			}
		}
	}
	if c.ConceptID == female || c.ConceptID == male {
		switch {
		case record.Sex == SexUnknown:
			return Undecided // few records have the sex as a concept
		case record.Sex != OtherSex && (record.Sex == Female) == (c.ConceptID == female):
			return Holds
		}
		return Fails
	}
	if record.Complete {
		return Fails
	}
	return Undecided
}

// has reports whether a recorded concept is the wanted one or a subtype.
func has(t *taxonomy.Taxonomy, wanted, recorded taxonomy.Ordinal) bool {
	return wanted == recorded || t.Subsumes(wanted, recorded)
}

// evaluateAge compares an age with the rule's value. In the unit of the rule a number
// of completed units is compared as it is, because that is how rules are written:
// "<= 28.0 days" holds for 28 days. In another unit, or with a fraction, it is all
// that the age may be, from low to just below high, that must compare so.
func (c *Condition) evaluateAge(age Age) Outcome {
	if age.Unit == NoUnit {
		return Undecided
	}
	number, err := strconv.ParseFloat(c.Value, 64)
	if err != nil {
		return Undecided
	}
	var holds, fails bool
	if n := float64(age.Number); age.Unit == c.Unit && number == math.Trunc(number) {
		switch c.Compare {
		case Less:
			holds = n < number
		case LessOrEqual:
			holds = n <= number
		case Equal:
			holds = n == number
		case GreaterOrEqual:
			holds = n >= number
		case Greater:
			holds = n > number
		}
		fails = !holds
	} else {
		value := c.Unit.days(number)
		low, high := age.Unit.days(n), age.Unit.days(n+1)
		switch c.Compare {
		case Less:
			holds, fails = high <= value, low >= value
		case LessOrEqual:
			holds, fails = high <= value, low > value
		case GreaterOrEqual:
			holds, fails = low >= value, high <= value
		case Greater:
			holds, fails = low > value, high <= value
		case Equal:
			fails = low > value || high <= value
		}
	}
	switch {
	case holds:
		return Holds
	case fails:
		return Fails
	}
	return Undecided
}
