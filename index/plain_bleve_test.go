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

	"github.com/firn-sct/firn/terminology"
)

// TestCandidatesAreThoseOfPlainBleve compares what the index takes from bleve's
// parts with what bleve itself answers: an ordinary index of the same terms,
// asked by ordinary prefix queries, from many batches that are never merged.
func TestCandidatesAreThoseOfPlainBleve(t *testing.T) {
	if testing.Short() {
		t.Skip("one after the other: TestConcurrentSearches and TestGoroutinesMakeTheSameFiles are for races")
	}
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
	var texts textBuffer
	for row := range x.rows.count {
		words := fieldTerms(x.rows.folded(row, &texts))[wordField]
		if err := batch.Index(strconv.Itoa(row), map[string]any{fieldNames[x.rows.language(row).alphabet][wordField]: words}); err != nil {
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
	for range 5 * someRounds(t) {
		lookups := make([][]string, 1+random.IntN(3))
		conjunction := bleve.NewConjunctionQuery()
		a := alphabet(random.IntN(int(alphabetCount)))
		for i := range lookups {
			disjunction := bleve.NewDisjunctionQuery()
			for range 1 + random.IntN(2) {
				folded := x.rows.folded(random.IntN(x.rows.count), &texts)
				text := string(folded[:min(len(folded), 1+random.IntN(6))])
				if slices.Contains([]byte(text), apart) {
					text = text[:1]
				}
				lookups[i] = append(lookups[i], text)
				p := blevequery.NewPrefixQuery(text)
				p.SetField(fieldNames[a][wordField])
				disjunction.AddQuery(p)
			}
			conjunction.AddQuery(disjunction)
		}
		var got []int
		s := newSearch(x)
		s.ctx, s.q, s.scope = bg, &terminology.TermQuery{}, x.scope(&terminology.TermQuery{})
		st := stream{alphabet: a}
		for _, texts := range lookups {
			c, err := s.prefixClause(a, shortest(texts))
			if err != nil {
				t.Fatal(err)
			}
			st.prefixes = append(st.prefixes, c)
		}
		if s.addStream(st); len(s.streams) > 0 {
			for chunk := range s.all.chunks {
				s.gatherChunk().each(func(at int) bool { got = append(got, chunk*chunkRows+at); return true })
			}
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
