package index

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	blevequery "github.com/blevesearch/bleve/v2/search/query"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestCandidatesAreThoseOfPlainBleve compares what the index takes from bleve's
// parts with what bleve itself answers: an ordinary index of the same terms,
// asked by ordinary prefix queries, from many batches that are never merged.
func TestCandidatesAreThoseOfPlainBleve(t *testing.T) {
	documents := manyDescriptions(2000)
	for i := range documents {
		if i%3 > 0 {
			documents[i].LanguageCode = []string{"", "sv", "da"}[i%3]
		}
	}
	dir := t.TempDir()
	x := buildWith(t, dir, documents, Options{batchSize: 300})
	defer x.Close()

	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = keyword.Name
	plain, err := bleve.NewMemOnly(mapping)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	batch := plain.NewBatch()
	for row := range x.rows.count {
		g := x.rows.groups[x.rows.uint32(groupSection, row)]
		var words []string
		indexedTerms(x.rows.folded(row), func(term []byte) { words = append(words, string(term)) })
		if err := batch.Index(strconv.Itoa(row), map[string]any{wordFields[languageOf(g.language).alphabet]: words}); err != nil {
			t.Fatal(err)
		}
		if batch.Size() == 250 || row == x.rows.count-1 {
			if err := plain.Batch(batch); err != nil {
				t.Fatal(err)
			}
			batch.Reset()
		}
	}

	random := rand.New(rand.NewPCG(5, 5))
	found := 0
	for range 300 {
		lookups := make([][]string, 1+random.IntN(3))
		conjunction := bleve.NewConjunctionQuery()
		a := alphabet(random.IntN(int(alphabetCount)))
		for i := range lookups {
			disjunction := bleve.NewDisjunctionQuery()
			for range 1 + random.IntN(2) {
				folded := x.rows.folded(random.IntN(x.rows.count))
				text := string(folded[:min(len(folded), 1+random.IntN(6))])
				if slices.Contains([]byte(text), apart) {
					text = text[:1]
				}
				lookups[i] = append(lookups[i], text)
				p := blevequery.NewPrefixQuery(text)
				p.SetField(wordFields[a])
				disjunction.AddQuery(p)
			}
			conjunction.AddQuery(disjunction)
		}
		var got []int
		if err := x.words.candidates(bg, a, lookups, func(row int) bool { got = append(got, row); return true }); err != nil {
			t.Fatal(err)
		}
		result, err := plain.Search(bleve.NewSearchRequestOptions(conjunction, 5000, 0, false))
		if err != nil {
			t.Fatal(err)
		}
		var want []int
		for _, hit := range result.Hits {
			row, err := strconv.Atoi(hit.ID)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, row)
		}
		slices.Sort(want)
		found += len(want)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%v: (-plain +index)\n%s", lookups, diff)
		}
	}
	if found == 0 {
		t.Fatal("no query found anything")
	}
}

// A visit that has enough ends the walk.
func TestCandidatesStop(t *testing.T) {
	x := buildTemp(t, manyTerms(100))
	n := 0
	if err := x.words.candidates(bg, latinAlphabet, [][]string{{"te"}}, func(int) bool { n++; return n < 3 }); err != nil || n != 3 {
		t.Errorf("%d visits, %v", n, err)
	}
}
