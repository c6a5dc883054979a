package index

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// What was written comes back, concept by concept.
func TestEntriesAreTheDocuments(t *testing.T) {
	checkSome(t, func(t *rapid.T) {
		documents := someDocuments(t)
		var want []string
		for _, d := range documents {
			// A naive reading of what a group keeps: each reference set once, and
			// preferred where any row says so.
			accepted := map[sctid.ID]bool{}
			for _, a := range d.Acceptability {
				if a.Active {
					accepted[a.RefsetID] = accepted[a.RefsetID] || a.AcceptabilityID == terminology.Preferred
				}
			}
			want = append(want, fmt.Sprint(d.Concept, d.ConceptActive, d.DescriptionID, d.Active, d.TypeID, d.LanguageCode, d.Term, accepted))
		}
		dir, err := os.MkdirTemp("", "firn-entries-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		x := build(t, dir, documents)
		defer x.Close()
		of, release, err := x.Entries()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for o := range taxonomy.Ordinal(14) { // two more than there may be
			for e := range of(o) {
				if e.Concept != o {
					t.Fatalf("an entry of concept %d among those of %d", e.Concept, o)
				}
				accepted := map[sctid.ID]bool{}
				if !slices.IsSortedFunc(e.Acceptability, func(a, b EntryAcceptability) int { return cmp.Compare(a.RefsetID, b.RefsetID) }) {
					t.Fatalf("acceptabilities out of order: %v", e.Acceptability)
				}
				for _, a := range e.Acceptability {
					accepted[a.RefsetID] = a.Preferred
				}
				if len(accepted) != len(e.Acceptability) {
					t.Fatalf("a reference set twice: %v", e.Acceptability)
				}
				got = append(got, fmt.Sprint(e.Concept, e.ConceptActive, e.DescriptionID, e.Active, e.TypeID, e.LanguageCode, string(e.Term), accepted))
			}
		}
		release()
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		if n, err := x.Len(); err != nil || n != len(documents) {
			t.Fatalf("%d descriptions, %v; want %d", n, err, len(documents))
		}
	})
}

func TestEntriesOfAClosedIndex(t *testing.T) {
	x := build(t, t.TempDir(), nil)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := x.Entries(); !errors.Is(err, ErrClosed) {
		t.Errorf("entries: %v, want ErrClosed", err)
	}
	if _, err := x.Len(); !errors.Is(err, ErrClosed) {
		t.Errorf("length: %v, want ErrClosed", err)
	}
}
