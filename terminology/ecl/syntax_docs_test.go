package ecl

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
)

// Every reason stands in the page that promises that they are stable.
func TestReasonsAreDocumented(t *testing.T) {
	source, err := os.ReadFile("error.go")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(testenv.Root(), "docs", "ecl.md"))
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]bool{}
	for _, match := range regexp.MustCompile(`terminology\.Reason = "(ECL_[A-Z_]+)"`).FindAllSubmatch(source, -1) {
		reasons[string(match[1])] = true
	}
	if len(reasons) < 30 {
		t.Fatalf("found %d reasons in error.go", len(reasons))
	}
	documented := map[string]bool{}
	for _, match := range regexp.MustCompile("`(ECL_[A-Z_]+)`").FindAllSubmatch(page, -1) {
		documented[string(match[1])] = true
	}
	for reason := range reasons {
		if !documented[reason] {
			t.Errorf("docs/ecl.md doesn't have %s", reason)
		}
	}
}
