package ecl_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/ecldata"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology/ecl"
)

// The engine gives the answers that stand in testdata/ecl/cases.txt, with a cache
// and without, and tells of each concept whether it is in the set.
func TestCases(t *testing.T) {
	dir := filepath.Join(testenv.Root(), "testdata", "ecl")
	table, err := ecldata.ReadCases(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Cases) < 150 {
		t.Errorf("only %d cases", len(table.Cases))
	}
	s := newSubject(t, dir, ecldata.RandomRelease)
	for _, c := range table.Cases {
		got, err := s.answer(c.Query)
		if c.Error != "" {
			var e *ecl.Error
			if !errors.As(err, &e) || string(e.Reason) != c.Error {
				t.Errorf("line %d: %s: error %v, want %s", c.Line, c.Written, err, c.Error)
			}
			continue
		}
		if err != nil {
			t.Errorf("line %d: %s: %v", c.Line, c.Written, err)
			continue
		}
		if c.Rows != nil {
			slices.SortFunc(got.rows, slices.Compare)
			slices.SortFunc(c.Rows, slices.Compare)
			if diff := cmp.Diff(c.Rows, got.rows); diff != "" {
				t.Errorf("line %d: %s (-want +got):\n%s", c.Line, c.Written, diff)
			}
			continue
		}
		if diff := cmp.Diff(table.Named(c.Concepts), table.Named(got.concepts)); diff != "" {
			t.Errorf("line %d: %s (-want +got):\n%s", c.Line, c.Written, diff)
		}
		if err := s.contains(context.Background(), c.Query, c.Concepts); err != nil {
			t.Errorf("line %d: %s: %v", c.Line, c.Written, err)
		}
	}
}
