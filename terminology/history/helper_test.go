package history_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

var id, component = testrelease.ID, testrelease.Component

// associations are all that the package knows, best first.
var associations = []sctid.ID{
	terminology.SameAs, terminology.ReplacedBy, terminology.PossiblyReplacedBy, terminology.PossiblyEquivalentTo,
	terminology.PartiallyEquivalentTo, terminology.Alternative, terminology.WasA, terminology.SimilarTo, terminology.MovedTo,
}

var short = map[sctid.ID]string{
	terminology.SameAs: "same", terminology.ReplacedBy: "replaced", terminology.PossiblyReplacedBy: "possiblyReplaced",
	terminology.PossiblyEquivalentTo: "possibly", terminology.PartiallyEquivalentTo: "partially", terminology.Alternative: "alternative",
	terminology.WasA: "wasA", terminology.SimilarTo: "similar", terminology.MovedTo: "moved",
}

// showWay writes a way as >association:item…
func showWay(w history.Way) string {
	var b strings.Builder
	for i := range w.Len() {
		s := w.Step(i)
		name := short[s.AssociationID]
		if name == "" {
			name = s.AssociationID.String()
		}
		fmt.Fprintf(&b, ">%s:%d", name, s.ConceptID.Item())
	}
	return b.String()
}

// show writes a resolution as lines: judgement or end, and the way.
func show(r history.Resolution) string {
	var lines []string
	for i := range r.Len() {
		replacement := r.Replacement(i)
		lines = append(lines, fmt.Sprintf("%v %s", replacement.Judgement, showWay(replacement.Way)))
	}
	for i := range r.Ends() {
		end := r.End(i)
		lines = append(lines, fmt.Sprintf("%v %s", end.Kind, showWay(end.Way)))
	}
	return strings.Join(lines, "\n")
}

func ordinal(t testing.TB, r *terminology.Release, id sctid.ID) taxonomy.Ordinal {
	t.Helper()
	o, err := r.Ordinal(id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func indexOf(t testing.TB, r *terminology.Release) *history.Index {
	t.Helper()
	x, err := history.Of(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
