package terminology

import (
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

func TestInactivationWords(t *testing.T) {
	for value, want := range map[sctid.ID]string{
		0:                  "",
		900000000000482003: "Duplicate",
		900000000000492006: "Pending move",
		1186919006:         "Meaning of component unknown",
		900000000000495008: "Concept non-current",
		404684003:          "Inactivation value 404684003", // none of them
	} {
		if got := InactivationWords(value); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
	for value := range inactivationWords {
		if value.Kind() != sctid.KindConcept {
			t.Errorf("%s is no concept id", value)
		}
		if _, err := sctid.Parse(value.String()); err != nil {
			t.Errorf("%s: %v", value, err)
		}
	}
}
