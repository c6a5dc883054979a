package ecl_test

import (
	"errors"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
)

// lacking are the reasons for which an expression that is good can't be answered
// over the real subset: it has few reference sets, and no schemes.
var lacking = map[terminology.Reason]bool{
	ecl.ReasonSchemeUnknown: true, ecl.ReasonDialectUnknown: true, ecl.ReasonFieldUnknown: true,
}

// TestSharedCasesEvaluated takes every row of the shared table through the parser
// and the engine, over the real subset: what is invalid doesn't parse; what means
// nothing is refused or warned about; all else is answered, as the model answers
// it.
func TestSharedCasesEvaluated(t *testing.T) {
	cases := ecl.SharedCases(t)
	s := realSubset(t)
	counts := map[string]int{}
	for _, c := range cases {
		query, parseWarnings, err := ecl.Parse(c.Text, ecl.Options{})
		if err != nil {
			if c.Verdict == "valid" || c.Verdict == "lenient" {
				t.Errorf("row %s, %q: %v", c.Number, c.Text, err)
			}
			counts["not parsed"]++
			continue
		}
		if c.Verdict == "invalid" {
			t.Errorf("row %s, %q: invalid, and parsed", c.Number, c.Text)
			continue
		}
		result, err := s.plain.Evaluate(t.Context(), query, ecl.EvaluateOptions{})
		var e *ecl.Error
		switch refused := errors.As(err, &e); {
		case err != nil && !refused:
			t.Errorf("row %s, %q: %v", c.Number, c.Text, err)
		case refused && c.Verdict != "semantic" && !lacking[e.Reason]:
			t.Errorf("row %s, %q is %s, and the engine says %v", c.Number, c.Text, c.Verdict, err)
		case refused:
			counts["refused"]++
		case c.Verdict == "semantic" && len(result.Warnings)+len(parseWarnings) == 0:
			t.Errorf("row %s, %q: neither parser nor engine has anything to say", c.Number, c.Text)
		default:
			counts["answered"]++
		}
		if testing.Short() {
			continue
		}
		if difference := s.disagreement(c.Text, false); difference != "" {
			t.Errorf("row %s, %q:\n%s", c.Number, c.Text, difference)
		}
	}
	t.Logf("%d rows: %v", len(cases), counts)
}
