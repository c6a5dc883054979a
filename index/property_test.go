package index

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Few letters, so that prefixes, repeated words and equal terms are common.
var (
	someWord      = rapid.StringMatching(`[ab]{1,3}|[ab]{1,3}|[ab]{5}|[ab]{4}[12]|a[ab]{8}|[ab]{0,2}[12][ab]?|[ab]{1,2}'s|[12]\+|å[ab]?|aa|[ab]ø|æ|ä|ab\x{301}|µ|β`)
	someSeparator = rapid.SampledFrom([]string{" ", " ", " ", "-", "/", " - ", "'"})
	someLanguage  = rapid.SampledFrom([]string{"en", "en", "en", "sv", "da", "de"})
	someType      = rapid.SampledFrom([]sctid.ID{terminology.FullySpecifiedName, terminology.Synonym, terminology.Synonym, terminology.TextDefinition})
	someRefset    = rapid.SampledFrom([]sctid.ID{terminology.USEnglish, terminology.GBEnglish, 46011000052107})
)

func someText(t *rapid.T, label string, maxWords int) string {
	var b strings.Builder
	for i := range rapid.IntRange(1, maxWords).Draw(t, label+" words") {
		if i > 0 {
			b.WriteString(someSeparator.Draw(t, label+" separator"))
		}
		b.WriteString(someWord.Draw(t, label+" word"))
	}
	return b.String()
}

func someDocuments(t *rapid.T) []Document {
	concepts := rapid.IntRange(1, 12).Draw(t, "concepts")
	ids := rapid.Permutation(slices.Collect(func(yield func(int) bool) {
		for i := range concepts {
			if !yield(i) {
				return
			}
		}
	})).Draw(t, "concept ids")
	active := rapid.SliceOfN(rapid.Bool(), concepts, concepts).Draw(t, "active")
	var documents []Document
	for i := range rapid.IntRange(0, 40).Draw(t, "descriptions") {
		concept := rapid.IntRange(0, concepts-1).Draw(t, "concept")
		d := Document{
			Concept:       taxonomy.Ordinal(concept),
			ConceptID:     sctid.ID(1000 + ids[concept]),
			ConceptActive: active[concept] || concept%3 > 0,
			DescriptionID: sctid.ID(5000 + i*7919%1000),
			Active:        rapid.IntRange(0, 3).Draw(t, "description active") > 0,
			TypeID:        someType.Draw(t, "type"),
			LanguageCode:  someLanguage.Draw(t, "language"),
			Term:          someText(t, "term", 5),
		}
		if d.TypeID == terminology.FullySpecifiedName {
			d.Term += " (a b)"
		}
		for range rapid.IntRange(0, 2).Draw(t, "acceptabilities") {
			a := terminology.Acceptability{
				RefsetID:        someRefset.Draw(t, "refset"),
				AcceptabilityID: rapid.SampledFrom([]sctid.ID{terminology.Preferred, terminology.Acceptable}).Draw(t, "acceptability"),
				Active:          rapid.IntRange(0, 4).Draw(t, "member active") > 0,
			}
			d.Acceptability = append(d.Acceptability, a)
		}
		documents = append(documents, d)
	}
	return documents
}

func someQuery(t *rapid.T, documents []Document) terminology.TermQuery {
	q := terminology.TermQuery{
		Text:                 someText(t, "query", 4),
		InactiveDescriptions: rapid.Bool().Draw(t, "inactive descriptions"),
		LanguageRefsets:      rapid.SliceOfNDistinct(someRefset, 0, 2, rapid.ID).Draw(t, "dialects"),
		TypeIDs:              rapid.SliceOfNDistinct(someType, 0, 2, rapid.ID).Draw(t, "types"),
	}
	if len(q.LanguageRefsets) > 0 {
		q.OnlyDialects = rapid.IntRange(0, 3).Draw(t, "only dialects") == 0
	}
	if len(documents) > 0 && rapid.IntRange(0, 2).Draw(t, "from a term") > 0 {
		// Some of a term's words in some order find more than chance does.
		term := rapid.SampledFrom(documents).Draw(t, "document").Term
		words := rapid.Permutation(strings.Fields(strings.TrimSuffix(term, " (a b)"))).Draw(t, "order")
		words = words[:rapid.IntRange(1, len(words)).Draw(t, "words")]
		for i, w := range words {
			if len(w) > 1 && w[len(w)-1] < 0x80 && rapid.Bool().Draw(t, "cut") {
				words[i] = w[:len(w)-1]
			}
		}
		q.Text = strings.Join(words, " ")
		if strings.Trim(q.Text, " -/'") == "" {
			q.Text = "a"
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "repeated") == 0 {
		q.Text = strings.TrimSpace(strings.Repeat(rapid.SampledFrom([]string{"a ", "b ", "ab "}).Draw(t, "word"), rapid.IntRange(3, 5).Draw(t, "times")))
	}
	for range rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "widened") {
		q.Widened = append(q.Widened, someText(t, "widened", 3))
	}
	q.Fuzzy = rapid.IntRange(0, 3).Draw(t, "fuzzy") == 0
	for range rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "boosts") {
		q.Boosts = append(q.Boosts, roaring.BitmapOf(rapid.SliceOfN(rapid.Uint32Range(0, 15), 0, 6).Draw(t, "boosted")...))
	}
	if rapid.IntRange(0, 3).Draw(t, "within") == 0 {
		q.Within = roaring.BitmapOf(rapid.SliceOfN(rapid.Uint32Range(0, 15), 0, 12).Draw(t, "concepts within")...)
	}
	return q
}

// sameAnswer compares answers. Which words were taken for others the naive scan
// doesn't say: TestRespelledWords does.
var sameAnswer = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(terminology.Widening{}, "Words")}

// everyTuning takes every way to an answer.
var everyTuning = []tuning{defaultTuning, {}, {smallSet: 1000}, {fewConcepts: 1000}, {fewRows: 3}}

// checkCounting compares totals, capped and not, and the set of all concepts.
func checkCounting(t *rapid.T, x *Index, q terminology.TermQuery, want terminology.TermResult) {
	t.Helper()
	limit := rapid.IntRange(0, 3).Draw(t, "page to count with")
	q.Limit = limit
	q.TotalCap = rapid.IntRange(1, 6).Draw(t, "cap")
	wanted := terminology.TermResult{Total: want.Total, Hits: want.Hits[:min(limit, len(want.Hits))]}
	if want.Total > q.TotalCap {
		wanted.Total, wanted.TotalCapped = q.TotalCap, true
	}
	if got, err := x.Search(bg, q); err != nil || !cmp.Equal(wanted, got, sameAnswer) {
		t.Fatalf("%+v: %v (-want +got)\n%s", q, err, cmp.Diff(wanted, got, sameAnswer))
	}
	q.Collect = true
	got, err := x.Search(bg, q)
	if err != nil || got.Total != want.Total || got.TotalCapped || int(got.Concepts.GetCardinality()) != want.Total {
		t.Fatalf("collecting %+v: %d of %d, in a set of %d (%v)", q, got.Total, want.Total, got.Concepts.GetCardinality(), err)
	}
	for _, h := range want.Hits {
		if !got.Concepts.Contains(uint32(h.Concept)) {
			t.Fatalf("collecting %+v: concept %d isn't in the set", q, h.Concept)
		}
	}
}

// TestEqualsNaiveScan: the same hits, totals, order, classes and ranges as the
// plain way, on random vocabularies; and pages stitch together.
func TestEqualsNaiveScan(t *testing.T) {
	root := t.TempDir()
	hits := 0
	checkSome(t, func(t *rapid.T) {
		documents := someDocuments(t)
		dir, err := os.MkdirTemp(root, "index")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		x := buildWith(t, dir, rapid.Permutation(documents).Draw(t, "written"), Options{
			batchSize: rapid.IntRange(1, 50).Draw(t, "batch size"),
		})
		defer x.Close()
		n := newNaive(documents)
		for range 10 {
			q := someQuery(t, documents)
			q.Limit, q.TotalCap = 1000, 0
			want, err := n.search(q)
			if err != nil {
				t.Fatal(err)
			}
			hits += len(want.Hits)
			for _, x.tuning = range everyTuning {
				got, err := x.Search(bg, q)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got, sameAnswer); diff != "" {
					t.Fatalf("%+v: (-naive +index)\n%s", q, diff)
				}
			}
			x.tuning = rapid.SampledFrom(everyTuning).Draw(t, "tuning")
			checkCounting(t, x, q, want)
			stitched := terminology.TermResult{Total: want.Total}
			q.Limit = rapid.IntRange(1, 4).Draw(t, "page size")
			for ; q.Offset < want.Total; q.Offset += q.Limit {
				page, err := x.Search(bg, q)
				if err != nil {
					t.Fatal(err)
				}
				if page.Total != want.Total {
					t.Fatalf("%+v: total %d, want %d", q, page.Total, want.Total)
				}
				stitched.Hits = append(stitched.Hits, page.Hits...)
			}
			if diff := cmp.Diff(want, stitched, sameAnswer); diff != "" {
				t.Fatalf("pages of %+v: (-naive +stitched)\n%s", q, diff)
			}
			q.Offset, q.Limit = 0, 0
			if count, err := x.Search(bg, q); err != nil || count.Total != want.Total || len(count.Hits) != 0 {
				t.Fatalf("counting %+v: %d with %d hits (%v), want %d", q, count.Total, len(count.Hits), err, want.Total)
			}
		}
	})
	if hits == 0 {
		t.Fatal("no query found anything")
	}
	t.Log(fmt.Sprint(hits, " hits compared"))
}
