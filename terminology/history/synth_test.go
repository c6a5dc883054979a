package history_test

import (
	"cmp"
	"slices"
	"sync"
	"testing"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// For every concept of a synthetic release, the active concepts that replace it are
// those that the naive reading of the text files follows the associations to,
// whatever goroutine asks first; and the other way round.
func TestSyntheticRelease(t *testing.T) {
	dir := t.TempDir()
	if _, err := synth.Generate(t.Context(), synth.Config{Seed: 7}, synth.NewDirSink(dir)); err != nil {
		t.Fatal(err)
	}
	text, err := naive.ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := testrelease.Import(t, importer.Options{Paths: []string{dir}})
	var group sync.WaitGroup
	indexes := make([]*history.Index, 4)
	for i := range indexes {
		group.Go(func() { indexes[i], _ = history.Of(t.Context(), r) })
	}
	group.Wait()
	x := indexOf(t, r)
	for _, other := range indexes {
		if other != x {
			t.Fatal("there is more than one index")
		}
	}
	replaced := map[sctid.ID][]sctid.ID{}
	retired, safe := 0, 0
	for concept := range text.Concepts {
		id := sctid.ID(concept)
		var want []sctid.ID
		for _, replacement := range text.Replacements(concept) {
			if replacement.Active {
				want = append(want, sctid.ID(replacement.TargetID))
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		for _, target := range want {
			replaced[target] = append(replaced[target], id)
		}
		got, err := x.Resolve(ordinal(t, r, id))
		if err != nil {
			t.Fatal(err)
		}
		var targets []sctid.ID
		for i := range got.Len() {
			targets = append(targets, got.Replacement(i).TargetID)
		}
		slices.Sort(targets)
		if !slices.Equal(targets, want) {
			t.Errorf("%v is replaced by %v, want %v", id, targets, want)
		}
		if !text.Concepts[concept].Active {
			retired++
		}
		if _, ok := got.Swap(); ok {
			safe++
		}
	}
	if retired < 100 || safe < 30 || safe == retired {
		t.Errorf("%d retired concepts, of which %d are safe to swap: not much of a test", retired, safe)
	}
	for o := range taxonomy.Ordinal(r.Taxonomy().ActiveCount()) {
		var sources []sctid.ID
		list := x.Replaced(o)
		for i := range list.Len() {
			p, err := list.At(i)
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, p.ConceptID)
		}
		want := replaced[r.Taxonomy().ID(o)]
		slices.SortFunc(want, cmp.Compare[sctid.ID])
		if !slices.Equal(sources, want) {
			t.Errorf("%v took the place of %v, want %v", r.Taxonomy().ID(o), sources, want)
		}
	}
}
