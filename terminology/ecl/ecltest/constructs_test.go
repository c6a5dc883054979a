package ecltest_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/firn-sct/firn/internal/ecldata"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/ecl/ecltest"
)

// TestGeneratorMakesAll counts the constructs in the first few thousand queries of
// each of the generators that tests use: over made-up identifiers, and over the
// vocabulary of a release. All there are must be among them, and no others. The
// numbers are the same in every run; -short looks at too few queries to demand all.
func TestGeneratorMakesAll(t *testing.T) {
	dir := t.TempDir()
	if err := ecldata.Random(1).Write(dir); err != nil {
		t.Fatal(err)
	}
	release, err := naive.ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	vocabulary := ecldata.NewVocabulary(release)
	for name, query := range map[string]func(*rand.Rand) *ecl.Query{
		"made up":    func(r *rand.Rand) *ecl.Query { return ecltest.New(r.IntN).Query() },
		"vocabulary": func(r *rand.Rand) *ecl.Query { return vocabulary.Query(r.IntN, 0) },
	} {
		queries := 30_000
		if testing.Short() {
			queries = 3_000
		}
		random := rand.New(rand.NewPCG(1, 2))
		in := map[string]int{} // how many queries have a construct
		for range queries {
			had := map[string]bool{}
			ecltest.Constructs(query(random), func(construct string) { had[construct] = true })
			for construct := range had {
				in[construct]++
			}
		}
		all := ecltest.AllConstructs()
		for _, construct := range all {
			if in[construct] == 0 && !testing.Short() {
				t.Errorf("%s: %d of %d queries have %s", name, in[construct], queries, construct)
			}
		}
		for construct := range in {
			if !slices.Contains(all, construct) {
				t.Errorf("%s: %s isn't known", name, construct)
			}
		}
	}
}
