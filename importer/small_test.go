package importer

import (
	"cmp"
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// What is clever in a release, against its naive twins, on a synthetic release of
// the real shape: everybody can run these tests, and they hold for all of its
// 10,800 concepts. The twins read the RF2 files themselves.

// small is that release, made and imported once for all tests that only ask it.
var small struct {
	once   sync.Once
	folder string // of the package and of the data directory
	dir    string // the release's
	plain  *naive.Release
	err    error
}

func makeSmall() (err error) {
	if small.folder, err = os.MkdirTemp("", "firn-small-"); err != nil {
		return err
	}
	pack, data := small.folder+"/package", small.folder+"/data"
	if _, err = synth.Generate(context.Background(), synth.Config{Seed: 7, Profile: synth.ProfileSmall}, synth.NewDirSink(pack)); err != nil {
		return err
	}
	s, err := Import(context.Background(), Options{DataDir: data, Paths: []string{pack}})
	if err != nil {
		return err
	}
	if err = catalog.Check(context.Background(), s.Dir); err != nil {
		return err
	}
	small.dir = s.Dir
	small.plain, err = naive.ReadSnapshot(pack)
	return err
}

func importSmall(t *testing.T) (*naive.Release, *terminology.Release) {
	t.Helper()
	if testing.Short() {
		t.Skip("about content, and slow with the race detector")
	}
	small.once.Do(func() { small.err = makeSmall() })
	if small.err != nil {
		t.Fatal(small.err)
	}
	return small.plain, openImported(t, small.dir)
}

// The closure: ancestors and descendants of every concept, and subsumption both
// of all pairs that hold and of pairs at random, which mostly don't.
func TestSmallClosure(t *testing.T) {
	plain, r := importSmall(t)
	tax := r.Taxonomy()
	descendants := map[uint64]int{}
	pairs := 0
	above := map[uint64][]uint64{}
	var ancestors []taxonomy.Ordinal
	for _, id := range plain.ConceptIDs() {
		o := mustOrdinal(t, tax, id)
		want := plain.Ancestors(id)
		above[id] = want
		pairs += len(want)
		ancestors = tax.AppendAncestors(ancestors[:0], o)
		got := make([]uint64, len(ancestors))
		for i, a := range ancestors {
			got[i] = uint64(tax.ID(a))
			descendants[got[i]]++
			if !tax.Subsumes(a, o) || tax.Subsumes(o, a) {
				t.Fatalf("%d is above %d, the taxonomy says otherwise", got[i], id)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("ancestors of %d: %d, want %d", id, got, want)
		}
		if n := tax.AncestorCount(o); n != len(want) {
			t.Fatalf("%d ancestors of %d, want %d", n, id, len(want))
		}
	}
	if pairs < 60_000 {
		t.Errorf("only %d pairs were compared", pairs)
	}
	for _, id := range plain.ConceptIDs() {
		if n := tax.DescendantCount(mustOrdinal(t, tax, id)); n != descendants[id] {
			t.Fatalf("%d descendants of %d, want %d", n, id, descendants[id])
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	ids := plain.ConceptIDs()
	for range 20_000 {
		a, b := ids[random.IntN(len(ids))], ids[random.IntN(len(ids))]
		want := a == b || slices.Contains(above[b], a)
		if got := tax.Subsumes(mustOrdinal(t, tax, a), mustOrdinal(t, tax, b)); got != want {
			t.Fatalf("%d subsumes %d: %t, want %t", a, b, got, want)
		}
	}
}

// The runs of descendants: the intervals of a concept cover what a walk finds,
// nothing else and nothing twice, and are the concept's own subtree and no more than a run
// of ordinals each.
func TestSmallRuns(t *testing.T) {
	plain, r := importSmall(t)
	tax := r.Taxonomy()
	runs, most := 0, 0
	for _, id := range plain.ConceptIDs() {
		o := mustOrdinal(t, tax, id)
		var want []taxonomy.Ordinal
		for _, below := range plain.Descendants(id) {
			want = append(want, mustOrdinal(t, tax, below))
		}
		slices.Sort(want)
		wantRuns := 0
		for i := range want {
			if i == 0 || want[i] != want[i-1]+1 {
				wantRuns++
			}
		}
		var got []taxonomy.Ordinal
		intervals, touching := 0, 0
		for first, last := range tax.Intervals(o) {
			if first > last || len(got) > 0 && first <= got[len(got)-1] {
				t.Fatalf("intervals of %d aren't in order at %d–%d", id, first, last)
			}
			if len(got) > 0 && first == got[len(got)-1]+1 {
				touching++
			}
			intervals++
			for d := first; d <= last; d++ {
				got = append(got, d)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("intervals of %d have %d concepts, a walk finds %d", id, len(got), len(want))
		}
		if intervals-touching != wantRuns {
			t.Fatalf("%d: %d intervals, %d of them touching, for %d runs", id, intervals, touching, wantRuns)
		}
		bitmap := tax.Descendants(o).ToArray()
		if len(bitmap) != len(want) || len(want) > 0 && !slices.EqualFunc(bitmap, want, func(a uint32, b taxonomy.Ordinal) bool { return a == uint32(b) }) {
			t.Fatalf("the bitmap of descendants of %d differs from the walk", id)
		}
		runs += wantRuns
		most = max(most, wantRuns)
	}
	if most < 20 {
		t.Errorf("%d runs, %d of one concept at the most: there are hardly any second parents to test", runs, most)
	}
}

// The ordinals: numbered again as the documentation of package taxonomy says it,
// and looked up by the identifiers of concepts and by those of none.
func TestSmallOrdinals(t *testing.T) {
	plain, r := importSmall(t)
	tax := r.Taxonomy()
	depths := map[uint64]int{}
	var depth func(id uint64) int // the longest path from a root
	depth = func(id uint64) int {
		d, known := depths[id]
		if !known {
			for _, p := range plain.Parents(id) {
				d = max(d, depth(p)+1)
			}
			depths[id] = d
		}
		return d
	}
	treeChildren := map[uint64][]uint64{}
	var roots, inactive []uint64
	for _, id := range plain.ConceptIDs() {
		parents := slices.Clone(plain.Parents(id))
		switch {
		case !plain.Concepts[id].Active:
			inactive = append(inactive, id)
		case len(parents) == 0:
			roots = append(roots, id)
		default:
			slices.SortFunc(parents, func(a, b uint64) int { return cmp.Or(cmp.Compare(depth(b), depth(a)), cmp.Compare(a, b)) })
			treeChildren[parents[0]] = append(treeChildren[parents[0]], id)
		}
	}
	slices.SortStableFunc(roots, func(a, b uint64) int {
		switch {
		case a == b:
			return 0
		case a == naive.Root:
			return -1
		case b == naive.Root:
			return 1
		}
		return cmp.Compare(a, b)
	})
	var want []uint64
	var visit func(id uint64)
	visit = func(id uint64) {
		want = append(want, id)
		for _, child := range treeChildren[id] {
			visit(child)
		}
	}
	for _, root := range roots {
		visit(root)
	}
	want = append(want, inactive...)
	if tax.Len() != len(want) {
		t.Fatalf("%d concepts, want %d", tax.Len(), len(want))
	}
	place := map[uint64]taxonomy.Ordinal{}
	for i, id := range want {
		if got := uint64(tax.ID(taxonomy.Ordinal(i))); got != id {
			t.Fatalf("the ordinal %d is concept %d, want %d", i, got, id)
		}
		place[id] = taxonomy.Ordinal(i)
	}
	// Identifiers of concepts, of descriptions and relationships, and the next numbers.
	asked := slices.Concat(want, slices.Sorted(maps.Keys(plain.Descriptions)), slices.Sorted(maps.Keys(plain.Relationships)))
	for _, id := range want {
		asked = append(asked, id+1, id-1, id<<1, id^1<<40)
	}
	got := make([]taxonomy.Ordinal, len(asked))
	tax.Ordinals(asked, got)
	for i, id := range asked {
		wanted, exists := place[id]
		if !exists {
			wanted = taxonomy.NoOrdinal
		}
		if o, ok := tax.Ordinal(sctid.ID(id)); ok != exists || ok && o != wanted || got[i] != wanted {
			t.Fatalf("identifier %d: ordinal %d (%t) alone and %d among others, want %d (%t)", id, o, ok, got[i], wanted, exists)
		}
	}
}

// The packed records: every row of every file is in the store, in the words of the
// file.
func TestSmallRecords(t *testing.T) {
	_, r := importSmall(t)
	files := naiveRows(t, small.folder+"/package")
	rows, acceptabilities := storedRows(t, r)
	letters := map[string]string{
		"Concept": "C", "Description": "D", "TextDefinition": "D", "Relationship": "R", "RelationshipConcreteValues": "R",
		"OWLExpression": "AM", "Identifier": "I",
	}
	checked := 0
	for kind, list := range files {
		for _, row := range list {
			for _, letter := range cmp.Or(letters[kind], "M") {
				checked++
				if want := string(letter) + strings.Join(row, "\t"); !rows[want] {
					t.Fatalf("%s: the store has no %q", kind, want)
				}
			}
			if kind == "Language" {
				if want := strings.Join([]string{row[2], row[4], row[5], row[6]}, "\t"); !acceptabilities[want] {
					t.Fatalf("no description has the acceptability %q", want)
				}
			}
		}
	}
	if checked < 220_000 || checked != len(rows) {
		t.Errorf("%d rows were compared, the store has %d", checked, len(rows))
	}
}

func mustOrdinal(t *testing.T, tax *taxonomy.Taxonomy, id uint64) taxonomy.Ordinal {
	t.Helper()
	o, ok := tax.Ordinal(sctid.ID(id))
	if !ok {
		t.Fatalf("concept %d has no ordinal", id)
	}
	return o
}
