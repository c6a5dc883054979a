package naiveecl

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/ecldata"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology/ecl"
)

// The model gives the answers that were reasoned by hand.
func TestCases(t *testing.T) {
	dir := filepath.Join(testenv.Root(), "testdata", "ecl")
	table, err := ecldata.ReadCases(dir)
	if err != nil {
		t.Fatal(err)
	}
	release, err := naive.ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := New(release)
	m.Schemes = table.Schemes
	for _, c := range table.Cases {
		q, _, err := ecl.Parse(c.Query, ecl.Options{})
		if err != nil {
			t.Errorf("line %d: %s: %v", c.Line, c.Written, err)
			continue
		}
		got, err := m.Evaluate(q)
		switch {
		case c.Error != "":
			if err == nil || !strings.HasPrefix(err.Error(), c.Error) {
				t.Errorf("line %d: %s: error %v, want %s", c.Line, c.Written, err, c.Error)
			}
		case err != nil:
			t.Errorf("line %d: %s: %v", c.Line, c.Written, err)
		case c.Rows != nil:
			slices.SortFunc(got.Rows, slices.Compare)
			slices.SortFunc(c.Rows, slices.Compare)
			if diff := cmp.Diff(c.Rows, append([][]string{}, got.Rows...)); diff != "" {
				t.Errorf("line %d: %s (-want +got):\n%s", c.Line, c.Written, diff)
			}
		default:
			if diff := cmp.Diff(table.Named(c.Concepts), table.Named(got.Concepts.Sorted())); diff != "" {
				t.Errorf("line %d: %s (-want +got):\n%s", c.Line, c.Written, diff)
			}
		}
	}
}
