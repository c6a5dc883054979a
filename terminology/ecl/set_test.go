package ecl_test

import (
	"context"
	"errors"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
)

func TestSet(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	for text, want := range map[string]terminology.Reason{
		"^ 1069999999108":             "",
		"1409999999101":               "", // inactive
		"404684003 AND(*)":            "", // a leniency
		"<":                           ecl.ReasonSyntax,
		"<< 22298006":                 ecl.ReasonConceptUnknown,
		"* MINUS 22298007":            ecl.ReasonConceptMalformed,
		"^ 64572001":                  ecl.ReasonNoMembers,
		"* {{ D id = 680946014 }}":    ecl.ReasonDescriptionUnknown,
		"^ [*] 1099999999101":         ecl.ReasonRowsNotASet,
		"^ [mapTarget] 1099999999101": ecl.ReasonRowsNotASet,
	} {
		set, err := engine.Set(context.Background(), text)
		var domain *terminology.Error
		got := terminology.Reason("")
		if errors.As(err, &domain) {
			got = domain.Reason
		}
		if got != want || (set == nil) != (want != "") {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
