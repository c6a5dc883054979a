package index

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// TestSubsetPreferredTerms: every preferred term of the real subset, typed in
// full, finds its concept as a whole term.
func TestSubsetPreferredTerms(t *testing.T) {
	if testing.Short() {
		t.Skip("one search after the other: TestConcurrentSearches is for races")
	}
	documents := subset(t)
	x := buildTemp(t, documents)
	tried := 0
	for _, d := range documents {
		if !d.Active || !d.ConceptActive || d.TypeID != terminology.Synonym || len(strings.Fields(d.Term)) > terminology.MaxQueryWords {
			continue
		}
		for _, a := range d.Acceptability {
			if !a.Active || a.AcceptabilityID != terminology.Preferred {
				continue
			}
			result, err := x.Search(bg, terminology.TermQuery{Text: d.Term, LanguageRefsets: []sctid.ID{a.RefsetID}, Limit: 100})
			if err != nil {
				if len(d.Term) > terminology.MaxQueryCharacters {
					continue
				}
				t.Fatalf("%q: %v", d.Term, err)
			}
			tried++
			ok := false
			for _, h := range result.Hits {
				ok = ok || h.Concept == d.Concept && h.Class == terminology.MatchWholeTerm
			}
			if !ok {
				t.Errorf("%q doesn't find %d as a whole term, but %q", d.Term, d.ConceptID, found(result))
			}
		}
	}
	if tried < 4000 { // 2,254 active concepts, two dialects
		t.Errorf("only %d preferred terms tried", tried)
	}
}

// TestSubsetEqualsNaiveScan compares a hundred queries made from real terms, or
// more as someRounds says, with the plain way.
func TestSubsetEqualsNaiveScan(t *testing.T) {
	if testing.Short() {
		t.Skip("one after the other: TestConcurrentSearches and TestGoroutinesMakeTheSameFiles are for races")
	}
	documents := subset(t)
	x := buildTemp(t, documents)
	n := newNaive(documents)
	random := rand.New(rand.NewPCG(1, 2))
	hits := 0
	queries := 4 * someRounds(t)
	for i := range queries {
		q := terminology.TermQuery{Limit: 1 + random.IntN(30)}
		words := strings.Fields(documents[random.IntN(len(documents))].Term)
		random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		for _, w := range words[:min(len(words), 1+i%3)] {
			r := []rune(w)
			q.Text += " " + string(r[:min(len(r), 1+random.IntN(8))])
		}
		if random.IntN(2) == 0 {
			q.LanguageRefsets = []sctid.ID{terminology.GBEnglish, terminology.USEnglish}[:1+random.IntN(2)]
		}
		if random.IntN(4) == 0 {
			q.TypeIDs = []sctid.ID{terminology.TextDefinition, terminology.Synonym}[:1+random.IntN(2)]
		}
		if random.IntN(3) == 0 {
			q.Within = roaring.New()
			for range []int{3, 300, 3000}[random.IntN(3)] {
				q.Within.Add(random.Uint32N(2300))
			}
		}
		want, err := n.search(q)
		if err != nil {
			if _, got := x.Search(bg, q); reasonOf(got) != reasonOf(err) {
				t.Errorf("%q: %v, want %v", q.Text, got, err)
			}
			continue
		}
		got, err := x.Search(bg, q)
		if err != nil {
			t.Fatalf("%q: %v", q.Text, err)
		}
		hits += len(got.Hits)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%+v: (-naive +index)\n%s", q, diff)
		}
	}
	if hits < queries {
		t.Errorf("only %d hits compared", hits)
	}
	t.Log(fmt.Sprint(hits, " hits compared"))
}
