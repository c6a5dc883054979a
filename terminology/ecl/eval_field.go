package ecl

import (
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// fieldJudge returns the test of one column's values. A value of another type
// than what it is compared with never passes.
func fieldJudge(t *fieldTest, id func(sctid.ID) bool) func(terminology.Field) bool {
	switch t.kind {
	case valueConcepts:
		return func(f terminology.Field) bool { return f.Kind == terminology.FieldComponent && id(f.ID) }
	case valueNumber:
		return func(f terminology.Field) bool {
			return f.Kind == terminology.FieldInteger &&
				t.operator.Holds(taxonomy.CompareNumbers(strconv.FormatInt(f.Integer, 10), t.number))
		}
	case valueBoolean:
		return func(f terminology.Field) bool {
			value, ok := booleanOf(f)
			return ok && (value == t.boolean) == (t.operator == Equal)
		}
	case valueDates:
		return t.acceptsTime
	default:
		if t.dates != nil && isTime(t.field) {
			return t.acceptsTime
		}
		condition := terminology.TermCondition{Negate: t.operator == NotEqual, Patterns: t.terms}
		return func(f terminology.Field) bool {
			if f.Kind != terminology.FieldString {
				return false
			}
			var text terminology.TermText
			text.Fold("", f.Text)
			return condition.Holds(&text)
		}
	}
}

// isTime reports whether a column of texts holds effective times. RF2 has no type
// for them; their names say it: sourceEffectiveTime.
func isTime(field string) bool { return strings.HasSuffix(field, "effectivetime") }

// acceptsTime compares a text as a time: eight digits, or nothing. Any other text
// passes with != only.
func (t *fieldTest) acceptsTime(f terminology.Field) bool {
	if f.Kind != terminology.FieldString {
		return false
	}
	date, ok := terminology.Date(0), true
	if f.Text != "" {
		date, ok = dateOf(f.Text)
	}
	if !ok {
		return t.operator == NotEqual
	}
	return dateTest{t.operator, t.dates}.accepts(date)
}

func booleanOf(f terminology.Field) (value, ok bool) {
	switch f.Kind {
	case terminology.FieldInteger:
		return f.Integer == 1, f.Integer == 0 || f.Integer == 1
	case terminology.FieldString:
		switch strings.ToLower(f.Text) {
		case "1", "true":
			return true, true
		case "0", "false":
			return false, true
		}
	}
	return false, false
}
