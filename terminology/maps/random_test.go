package maps_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// column names a column.
func column(name string, kind terminology.FieldKind) terminology.RefsetColumn {
	return terminology.RefsetColumn{Name: name, Kind: kind}
}

// hierarchy adds a random hierarchy of n concepts below the root, items from 200.
func hierarchy(t *rapid.T, w *testrelease.World, n int) {
	w.Concept(terminology.Root, true)
	for i := range n {
		var parents []sctid.ID
		for range rapid.IntRange(0, 3).Draw(t, "parents") {
			if i > 0 {
				if p := id(200 + rapid.IntRange(0, i-1).Draw(t, "parent")); !slices.Contains(parents, p) {
					parents = append(parents, p)
				}
			}
		}
		if len(parents) == 0 {
			parents = []sctid.ID{terminology.Root}
		}
		w.Concept(id(200+i), true, parents...)
	}
}

// Rows of random maps are those that a look at every member gives, whether they come
// from the store or from the table, and whether by concept or by code; and of each
// group the row is chosen that trying one rule after the other gives.
func TestRandomMaps(t *testing.T) {
	const refset = sctid.ID(447562003)
	rapid.Check(t, func(t *rapid.T) {
		w := testrelease.New()
		hierarchy(t, w, 6)
		w.Concept(id(300), false)
		grouped := rapid.Bool().Draw(t, "grouped")
		columns := []terminology.RefsetColumn{column("mapTarget", terminology.FieldString)}
		if grouped {
			columns = append(columns, column("mapGroup", terminology.FieldInteger), column("mapPriority", terminology.FieldInteger),
				column("mapRule", terminology.FieldString), column("correlationId", terminology.FieldComponent), column("mapBlock", terminology.FieldInteger))
		}
		w.Refset(refset, terminology.ExtendedMapRefsetType, columns...)
		var want []maps.Row // in the order of members
		components := []sctid.ID{id(200), id(201), id(202), id(203), id(300), id(999)}
		for range rapid.IntRange(0, 25).Draw(t, "rows") {
			row := maps.Row{ComponentID: rapid.SampledFrom(components).Draw(t, "component"), Code: rapid.StringMatching(`[AB]?[0-2]{0,2}`).Draw(t, "code")}
			fields := []terminology.Field{testrelease.Text(row.Code)}
			if grouped {
				row.Group, row.Priority = rapid.IntRange(1, 2).Draw(t, "group"), rapid.IntRange(1, 3).Draw(t, "priority")
				row.Block, row.CorrelationID = rapid.IntRange(0, 1).Draw(t, "block"), 447561005
				row.Rule, _ = maps.ParseRule(rapid.SampledFrom([]string{"TRUE", "OTHERWISE TRUE", "", "IFA 248152002", "IFA 248153007", "nonsense"}).Draw(t, "rule"))
				fields = append(fields, testrelease.Integer(int64(row.Group)), testrelease.Integer(int64(row.Priority)), testrelease.Text(row.Rule.Text),
					testrelease.Component(row.CorrelationID), testrelease.Integer(int64(row.Block)))
			}
			active := rapid.IntRange(0, 4).Draw(t, "active") > 0
			w.Member(refset, row.ComponentID, active, fields...)
			if active {
				want = append(want, row)
			}
		}
		if len(want) == 0 {
			return
		}
		r := w.Release(t)
		// The test world's member ids aren't ascending: take the order from the store.
		want = want[:0]
		for m := range r.Store().Members(refset, terminology.MemberKey{}) {
			if !m.Active {
				continue
			}
			row := maps.Row{ComponentID: m.ReferencedComponentID, Code: m.Fields[0].Text}
			if grouped {
				row.Group, row.Priority, row.CorrelationID, row.Block = int(m.Fields[1].Integer), int(m.Fields[2].Integer), m.Fields[4].ID, int(m.Fields[5].Integer)
				row.Rule, _ = maps.ParseRule(m.Fields[3].Text)
			}
			want = append(want, row)
		}
		slices.SortStableFunc(want, func(a, b maps.Row) int {
			return cmp.Or(cmp.Compare(a.ComponentID, b.ComponentID), cmp.Compare(a.Block, b.Block), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Priority, b.Priority))
		})
		m, err := maps.Of(r).ByID(refset)
		if err != nil {
			t.Fatal(err)
		}
		compareByConcept(t, r, m, want)
		compareByCode(t, m, want) // makes the table
		compareByConcept(t, r, m, want)
	})
}

func sameRow(a, b maps.Row) bool {
	rule := func(r *maps.Rule) string {
		if r == nil {
			return "none"
		}
		return r.Text
	}
	if rule(a.Rule) != rule(b.Rule) {
		return false
	}
	a.Rule, b.Rule = nil, nil
	return a == b
}

func compareByConcept(t *rapid.T, r *terminology.Release, m *maps.Map, all []maps.Row) {
	for o := range taxonomy.Ordinal(r.Taxonomy().Len()) {
		var want []maps.Row
		for _, row := range all {
			if row.ComponentID == r.Taxonomy().ID(o) {
				want = append(want, row)
			}
		}
		got, err := m.AppendRows(nil, o)
		if err != nil || !slices.EqualFunc(got, want, sameRow) {
			t.Fatalf("%v has rows %+v, %v; want %+v", r.Taxonomy().ID(o), got, err, want)
		}
		record := maps.Record{Sex: maps.Sex(rapid.IntRange(0, 2).Draw(t, "sex"))}
		groups, err := m.Translate(o, &record)
		if err != nil {
			t.Fatal(err)
		}
		compareGroups(t, m.Kind == maps.Simple, groups, want, &record)
	}
}

// compareGroups tries the rules one after the other.
func compareGroups(t *rapid.T, simple bool, groups []maps.Group, rows []maps.Row, record *maps.Record) {
	type key struct{ block, group, row int }
	var keys []key
	byKey := map[key][]maps.Row{}
	for i, row := range rows {
		k := key{row.Block, row.Group, 0}
		if simple {
			k.row = i
		}
		if byKey[k] == nil {
			keys = append(keys, k)
		}
		byKey[k] = append(byKey[k], row)
	}
	if len(groups) != len(keys) {
		t.Fatalf("%d groups, want %d", len(groups), len(keys))
	}
	for i, k := range keys {
		g, chosen, decision := groups[i], -1, maps.NoRow
		for j, row := range byKey[k] {
			var holds, open bool
			switch text := ""; {
			case row.Rule == nil:
				holds = true
			default:
				text = row.Rule.Text
				holds = text == "" || strings.HasSuffix(text, "TRUE") || text == "IFA 248152002" && record.Sex == maps.Female || text == "IFA 248153007" && record.Sex == maps.Male
				open = text == "nonsense" || strings.HasPrefix(text, "IFA") && record.Sex == maps.SexUnknown
			}
			if open {
				decision = maps.Open
			}
			if holds {
				chosen = j
				if decision == maps.NoRow {
					decision = maps.Decided
				}
				break
			}
		}
		if g.Block != k.block || g.Number != k.group || g.Chosen != chosen || g.Decision != decision || !slices.EqualFunc(g.Rows, byKey[k], sameRow) {
			t.Fatalf("group %+v, want row %d, %v", g, chosen, decision)
		}
	}
}

func compareByCode(t *rapid.T, m *maps.Map, all []maps.Row) {
	sorted := slices.Clone(all) // by component, block, group, priority already
	slices.SortStableFunc(sorted, func(a, b maps.Row) int { return cmp.Compare(a.Code, b.Code) })
	for range 4 {
		code := rapid.StringMatching(`[AB]?[0-2]{0,2}`).Draw(t, "asked")
		for _, match := range []maps.Match{maps.Exact, maps.Prefix} {
			var want []maps.Row
			for _, row := range sorted {
				if row.Code == code || match == maps.Prefix && strings.HasPrefix(row.Code, code) {
					want = append(want, row)
				}
			}
			codes, err := m.ByCode(context.Background(), code, match)
			if err != nil {
				t.Fatal(err)
			}
			var got []maps.Row
			for i := range codes.Len() {
				got = append(got, codes.Row(i))
			}
			if !slices.EqualFunc(got, want, sameRow) {
				t.Fatalf("%q, %v: rows %+v, want %+v", code, match, got, want)
			}
		}
	}
}

// The climber finds what a look at all ancestors finds.
func TestRandomMostSpecific(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := testrelease.New()
		n := rapid.IntRange(1, 120).Draw(t, "concepts")
		hierarchy(t, w, n)
		w.Concept(id(900), false)
		r := w.Release(t)
		tax := r.Taxonomy()
		climber := maps.NewClimber(r)
		for range 5 {
			set := roaring.New()
			for range rapid.IntRange(0, 10).Draw(t, "members") {
				set.Add(uint32(rapid.IntRange(0, tax.Len()-1).Draw(t, "member")))
			}
			o := taxonomy.Ordinal(rapid.IntRange(0, tax.Len()-1).Draw(t, "concept"))
			want := naiveMostSpecific(tax, set, o)
			if got := climber.MostSpecific(set, o); !slices.Equal(got, want) {
				t.Fatalf("of %v in %v: got %+v, want %+v", o, set, got, want)
			}
		}
		if got := climber.MostSpecific(roaring.BitmapOf(0), taxonomy.NoOrdinal); len(got) != 0 {
			t.Fatalf("of no concept: %+v", got)
		}
	})
}

func naiveMostSpecific(tax *taxonomy.Taxonomy, set *roaring.Bitmap, o taxonomy.Ordinal) []maps.Ancestor {
	distance := map[taxonomy.Ordinal]int{o: 0}
	for grown := true; grown; {
		grown = false
		for at, d := range distance {
			for _, parent := range tax.Parents(at) {
				if old, ok := distance[parent]; !ok || d+1 < old {
					distance[parent], grown = d+1, true
				}
			}
		}
	}
	var found []maps.Ancestor
	for at, d := range distance {
		if !set.Contains(uint32(at)) {
			continue
		}
		specific := true
		for other := range distance {
			specific = specific && !(set.Contains(uint32(other)) && tax.Subsumes(at, other) && at != other)
		}
		if specific {
			found = append(found, maps.Ancestor{ConceptID: tax.ID(at), Ordinal: at, Distance: d})
		}
	}
	slices.SortFunc(found, func(a, b maps.Ancestor) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.ConceptID, b.ConceptID))
	})
	return found
}

// A map between concepts gives their ids as codes; a question that is called off
// leaves nothing behind.
func TestComponentTargets(t *testing.T) {
	w := testrelease.New()
	w.Concept(terminology.Root, true)
	w.Concept(id(201), true, terminology.Root)
	w.Refset(id(400), 0, column("mapTarget", terminology.FieldComponent), column("correlationId", terminology.FieldComponent))
	w.Member(id(400), id(201), true, testrelease.Component(terminology.Root), testrelease.Component(447557004))
	r := w.Release(t)
	m, err := maps.Of(r).ByID(id(400))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.ByCode(ctx, "138875005", maps.Exact); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
	codes, err := m.ByCode(t.Context(), "138875005", maps.Exact)
	if err != nil || codes.Len() != 1 {
		t.Fatal(codes.Len(), err)
	}
	want := maps.Row{ComponentID: id(201), Code: "138875005", CorrelationID: 447557004}
	if row := codes.Row(0); row != want {
		t.Errorf("got %+v", row)
	}
}
