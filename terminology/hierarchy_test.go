package terminology

import (
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func TestRelated(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	w.concept(id(201), true, Root)
	w.concept(id(202), true, Root)
	w.concept(id(203), true, id(201), id(202))
	w.concept(id(204), true, id(203))
	w.concept(id(205), false)
	r := w.release(t)
	for _, tt := range []struct {
		name     string
		concept  sctid.ID
		relation Relation
		after    sctid.ID
		limit    int
		want     []sctid.ID
		total    int
		more     bool
	}{
		{"parents", id(203), Parents, 0, 10, []sctid.ID{id(201), id(202)}, 2, false},
		{"children", Root, Children, 0, 10, []sctid.ID{id(201), id(202)}, 2, false},
		{"ancestors", id(204), Ancestors, 0, 10, []sctid.ID{id(201), id(202), id(203), Root}, 4, false},
		{"descendants", Root, Descendants, 0, 10, []sctid.ID{id(201), id(202), id(203), id(204)}, 4, false},
		{"first page", Root, Descendants, 0, 3, []sctid.ID{id(201), id(202), id(203)}, 4, true},
		{"second page", Root, Descendants, id(203), 3, []sctid.ID{id(204)}, 4, false},
		{"behind the end", Root, Descendants, id(204), 3, nil, 4, false},
		{"a leaf", id(204), Children, 0, 10, nil, 0, false},
		{"the root", Root, Ancestors, 0, 10, nil, 0, false},
		{"an inactive concept", id(205), Ancestors, 0, 10, nil, 0, false},
		{"only the total", Root, Children, 0, 0, nil, 2, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := r.Related(tt.concept, tt.relation, tt.after, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.IDs, tt.want) || got.Total != tt.total || got.More != tt.more {
				t.Errorf("got %+v, want %v of %d, more %v", got, tt.want, tt.total, tt.more)
			}
		})
	}
}

func TestOrdinalErrors(t *testing.T) {
	w := &world{}
	c := w.concept(Root, true)
	c.describe(1001, Synonym, "en", "Root", true)
	r := w.release(t)
	for _, tt := range []struct {
		id     sctid.ID
		kind   Kind
		reason Reason
		hint   string
	}{
		{138875006, KindInvalidArgument, ReasonSCTIDMalformed, ""},
		{0, KindInvalidArgument, ReasonSCTIDMalformed, ""},
		{descriptionID(1001), KindInvalidArgument, ReasonNotAConceptID, "its concept is 138875005"},
		{descriptionID(1002), KindInvalidArgument, ReasonNotAConceptID, ""},
		{404684003, KindNotFound, ReasonConceptNotFound, ""},
	} {
		_, err := r.Ordinal(tt.id)
		e, _ := err.(*Error)
		if e == nil || e.Kind != tt.kind || e.Reason != tt.reason || e.Hint != tt.hint {
			t.Errorf("%v: %v", tt.id, err)
		}
	}
}

func TestSubsumes(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	w.concept(id(201), true, Root)
	w.concept(id(202), true, Root)
	w.concept(id(203), false)
	r := w.release(t)
	for _, tt := range []struct {
		a, b sctid.ID
		want string
	}{
		{Root, Root, "equivalent"},
		{Root, id(201), "subsumes"},
		{id(201), Root, "subsumed-by"},
		{id(201), id(202), "not-subsumed"},
		{Root, id(203), "not-subsumed"},
		{id(203), id(203), "equivalent"},
	} {
		got, err := r.Subsumes(tt.a, tt.b)
		if err != nil || got.String() != tt.want {
			t.Errorf("Subsumes(%v, %v) = %v, %v; want %s", tt.a, tt.b, got, err, tt.want)
		}
	}
	_, err := r.Subsumes(Root, 404684003)
	if e, _ := err.(*Error); e == nil || e.Field != "b" || e.Kind != KindNotFound {
		t.Errorf("an absent b: %v", err)
	}
}

// Pages of any size over any set stitch together to the sorted set, by the way
// that sorts and by the way that marks ranks.
func TestPageOfStitches(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	const n = smallSet + 500
	for i := range uint64(n) {
		// Ids that don't follow the hierarchy's order.
		w.concept(id(1000+(i*7919)%100_000), true, Root)
	}
	r := w.release(t)
	rapid.Check(t, func(t *rapid.T) {
		set := roaring.New()
		if rapid.Bool().Draw(t, "large") {
			set.AddRange(0, uint64(r.taxonomy.Len()))
			for range rapid.IntRange(0, 5).Draw(t, "holes") {
				set.Remove(rapid.Uint32Range(0, n).Draw(t, "hole"))
			}
		} else {
			set.AddMany(rapid.SliceOf(rapid.Uint32Range(0, n)).Draw(t, "set"))
		}
		var want []sctid.ID
		for _, o := range set.ToArray() {
			want = append(want, r.taxonomy.ID(taxonomy.Ordinal(o)))
		}
		slices.Sort(want)
		size := rapid.IntRange(1, 2000).Draw(t, "size")
		var got []sctid.ID
		var after sctid.ID
		for {
			page := r.PageOf(set, after, size)
			if page.Total != len(want) || len(page.IDs) > size {
				t.Fatalf("total %d, %d ids; want %d, at most %d", page.Total, len(page.IDs), len(want), size)
			}
			got = append(got, page.IDs...)
			if !page.More {
				break
			}
			after = page.IDs[len(page.IDs)-1]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %d ids, want %d", len(got), len(want))
		}
	})
}

func TestInbound(t *testing.T) {
	const site, morphology = sctid.ID(363698007), sctid.ID(116676008)
	w := &world{}
	w.concept(Root, true)
	w.concept(site, true, Root)
	w.concept(morphology, true, Root)
	target := w.concept(id(201), true, Root).ID
	child := w.concept(id(202), true, target)
	child.attribute(1, site, target)
	other := w.concept(id(203), true, Root)
	other.attribute(1, site, target)
	other.attribute(2, site, target)
	other.attribute(2, morphology, target)
	other.attribute(1, site, Root)
	w.concept(id(204), true, target) // sources with one relationship each:
	w.concept(id(205), true, target) // a page of one ends between them
	w.concept(id(206), true, target)
	r := w.release(t)
	print := func(p InboundPage) (list []string) {
		for _, rel := range p.Relationships {
			list = append(list, rel.SourceID.String()+" "+rel.TypeID.String())
		}
		return list
	}
	s, m, a, b := site.String(), morphology.String(), id(202).String()+" ", id(203).String()+" "
	all := []string{a + IsA.String(), a + s, b + s, b + m, b + s}
	for item := uint64(204); item <= 206; item++ {
		all = append(all, id(item).String()+" "+IsA.String())
	}
	for size := 1; size <= 9; size++ {
		var got []string
		q := InboundQuery{ConceptID: target, Limit: size}
		for {
			page, err := r.Inbound(q)
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != 8 {
				t.Fatalf("total %d", page.Total)
			}
			got = append(got, print(page)...)
			if !page.More {
				break
			}
			q.After = page.Last
		}
		if !slices.Equal(got, all) {
			t.Errorf("pages of %d: got %q, want %q", size, got, all)
		}
	}
	page, err := r.Inbound(InboundQuery{ConceptID: target, TypeIDs: []sctid.ID{morphology}, Limit: 10})
	if err != nil || page.Total != 1 || !slices.Equal(print(page), []string{b + m}) {
		t.Errorf("by type: %+v, %v", page, err)
	}
	_, err = r.Inbound(InboundQuery{ConceptID: target, TypeIDs: []sctid.ID{404684003}, Limit: 10})
	if e, _ := err.(*Error); e == nil || e.Field != "type_ids" {
		t.Errorf("unknown type: %v", err)
	}
}
