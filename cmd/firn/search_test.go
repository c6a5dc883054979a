package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// folded makes hits of pairs: an id, and the id that it is folded under.
func folded(pairs ...uint64) (hits []*firnv1.SearchHit) {
	for i := 0; i < len(pairs); i += 2 {
		hits = append(hits, &firnv1.SearchHit{ConceptId: pairs[i], FoldedUnder: pairs[i+1]})
	}
	return hits
}

func TestFoldedOrder(t *testing.T) {
	for _, test := range []struct {
		name string
		hits []*firnv1.SearchHit
		want string // ids in order, each after a dot for each hit that it is under
	}{
		{"none", nil, ""},
		{"flat", folded(3, 0, 1, 0, 2, 0), "3 1 2"},
		{"behind it", folded(1, 0, 2, 0, 3, 1), "1 .3 2"},
		{"before it", folded(3, 1, 2, 0, 1, 0), "2 1 .3"},
		{"two deep", folded(1, 0, 4, 0, 3, 2, 2, 1, 5, 1), "1 .2 ..3 .5 4"},
		{"under what isn't there", folded(1, 9, 2, 0), "1 2"},
		{"under each other", folded(1, 2, 2, 1, 3, 0), "3 1 .2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, placed := range foldedOrder(test.hits) {
				got = append(got, fmt.Sprint(strings.Repeat(".", placed.depth), placed.hit.GetConceptId()))
			}
			if text := strings.Join(got, " "); text != test.want {
				t.Errorf("got %q, want %q", text, test.want)
			}
		})
	}
}

// TestFoldedOrderLosesNone checks that each hit is printed once, whatever it is
// folded under.
func TestFoldedOrderLosesNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(0, 12).Draw(t, "hits")
		var hits []*firnv1.SearchHit
		for id := uint64(1); id <= n; id++ {
			hits = append(hits, &firnv1.SearchHit{ConceptId: id, FoldedUnder: rapid.Uint64Range(0, n+1).Draw(t, "under")})
		}
		seen := map[uint64]int{}
		for _, placed := range foldedOrder(hits) {
			seen[placed.hit.GetConceptId()]++
		}
		for id := uint64(1); id <= n; id++ {
			if seen[id] != 1 {
				t.Fatalf("hit %d is printed %d times", id, seen[id])
			}
		}
	})
}

func TestWideningMark(t *testing.T) {
	for _, test := range []struct {
		widening *firnv1.Widening
		want     string
	}{
		{nil, ""},
		{&firnv1.Widening{Step: firnv1.WidenStep_WIDEN_STEP_AS_TYPED}, ""},
		{&firnv1.Widening{Step: firnv1.WidenStep_WIDEN_STEP_EQUIVALENTS, Text: "renal failure"}, "≈ equivalent: renal failure"},
		{&firnv1.Widening{Step: firnv1.WidenStep_WIDEN_STEP_SPELLING, Words: []*firnv1.RespelledWord{
			{Typed: "diabtes", Found: "diabetes"}, {Typed: "melitus", Found: "mellitus"},
		}}, "≈ by spelling: diabtes → diabetes, melitus → mellitus"},
	} {
		if got := wideningMark(test.widening); got != test.want {
			t.Errorf("%v: got %q, want %q", test.widening, got, test.want)
		}
	}
}

// TestSearchTotals checks how people are told of totals.
func TestSearchTotals(t *testing.T) {
	for _, test := range []struct {
		total   uint32
		capped  bool
		printed int
		want    string
	}{
		{1, false, 1, "1 concept\n"},
		{5000, false, 20, "20 of 5,000 concepts; --limit 0 prints all\n"},
		{10_000, true, 20, "20 of more than 10,000 concepts; --limit 0 prints all\n"},
		{10_000, true, 12_345, "12,345 concepts\n"}, // all of them, though nobody counted
	} {
		var stderr bytes.Buffer
		p := newProcess(t.Context(), "firn", nil, &bytes.Buffer{}, &stderr)
		a := searchAnswer{command: &searchCommand{}, p: p, printed: test.printed, first: &firnv1.SearchResponse{TotalSize: test.total, TotalCapped: test.capped}}
		if err := a.finish(); err != nil {
			t.Fatal(err)
		}
		if stderr.String() != test.want {
			t.Errorf("%+v: got %q", test, &stderr)
		}
	}
}
