package maps_test

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Every row of every map of a synthetic release is found by its code and by its
// concept, as the text files have it, whatever goroutine asks first; and every rule
// can be read.
func TestSyntheticRelease(t *testing.T) {
	dir := t.TempDir()
	if _, err := synth.Generate(t.Context(), synth.Config{Seed: 7}, synth.NewDirSink(dir)); err != nil {
		t.Fatal(err)
	}
	text, err := naive.ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	summary, err := importer.Import(context.Background(), importer.Options{DataDir: t.TempDir(), Paths: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := catalog.OpenRelease(summary.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rules := 0
	if all := maps.Of(r).All(); len(all) != 3 {
		t.Fatalf("%d maps", len(all))
	}
	for _, m := range maps.Of(r).All() {
		var want []maps.Row
		for _, member := range text.MembersIn(uint64(m.Refset.ID), false) {
			number := func(column string) int { n, _ := strconv.Atoi(member.Field(column)); return n }
			id := func(column string) sctid.ID { n, _ := sctid.Parse(member.Field(column)); return n }
			row := maps.Row{
				ComponentID: sctid.ID(member.ReferencedComponentID), Code: cmp.Or(member.Field("mapTarget"), member.Field("mapSource")),
				Group: number("mapGroup"), Priority: number("mapPriority"), Advice: member.Field("mapAdvice"),
				CorrelationID: id("correlationId"), CategoryID: id("mapCategoryId"),
			}
			if m.Kind != maps.Simple {
				row.Rule = &maps.Rule{Text: member.Field("mapRule")}
			}
			want = append(want, row)
		}
		order := func(a, b maps.Row) int {
			return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ComponentID, b.ComponentID), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Priority, b.Priority))
		}
		slices.SortFunc(want, order)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if _, err := m.ByCode(t.Context(), want[0].Code, maps.Exact); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		codes, err := m.ByCode(t.Context(), "", maps.Prefix)
		if err != nil {
			t.Fatal(err)
		}
		if codes.Len() != len(want) || len(want) < 100 {
			t.Fatalf("%v has %d rows, want %d", m.Refset.ID, codes.Len(), len(want))
		}
		byConcept := map[sctid.ID]int{}
		for i := range want {
			got := codes.Row(i)
			text := ""
			if got.Rule != nil {
				if text = got.Rule.Text; got.Rule.Err != nil {
					t.Errorf("%v", got.Rule.Err)
				}
				rules++
				got.Rule = nil
			}
			if want[i].Rule != nil && want[i].Rule.Text != text {
				t.Errorf("row %d has the rule %q, want %q", i, text, want[i].Rule.Text)
			}
			want[i].Rule = nil
			if got != want[i] {
				t.Fatalf("row %d is %+v, want %+v", i, got, want[i])
			}
			byConcept[got.ComponentID]++
		}
		for id, n := range byConcept {
			rows, err := m.AppendRows(nil, ordinal(t, r, id))
			if err != nil || len(rows) != n {
				t.Fatalf("%v has %d rows, %v; want %d", id, len(rows), err, n)
			}
		}
	}
	if rules == 0 {
		t.Error("no rule was read")
	}
}
