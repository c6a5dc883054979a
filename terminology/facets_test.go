package terminology

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func taxonomySet(r *Release, ordinals []int) *roaring.Bitmap {
	set := roaring.New()
	for _, o := range ordinals {
		set.Add(uint32(o % r.taxonomy.Len()))
	}
	return set
}

// clinic is a world of two hierarchies that share a concept, with tags.
func clinic() *world {
	w := &world{}
	w.concept(Root, true)
	add := func(item uint64, active bool, fsn string, parents ...sctid.ID) *Concept {
		c := w.concept(id(item), active, parents...)
		c.describe(item*10, FullySpecifiedName, "en", fsn, true)
		c.describe(item*10+1, Synonym, "en", WithoutSemanticTag(fsn), true, preferredIn(USEnglish)...)
		return c
	}
	add(101, true, "Clinical finding (finding)", Root)
	add(102, true, "Body structure (body structure)", Root)
	add(103, true, "Heart disease (disorder)", id(101))
	add(104, true, "Heart failure (disorder)", id(103))
	add(105, true, "Congestive heart failure (disorder)", id(104))
	add(106, true, "Heart (body structure)", id(102))
	add(107, true, "Heart finding (finding)", id(101), id(102))
	add(108, false, "Heart, unspecified (disorder)")
	add(109, true, "Heart without tag", id(102))
	return w
}

func TestFacets(t *testing.T) {
	r, _ := clinic().searchable(t)
	page, err := r.Search(context.Background(), SearchQuery{
		Text: "heart", Status: AllConcepts, Size: 1, CountTags: true, CountHierarchies: true, Dialects: Dialects{USEnglish},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := &Facets{
		Tags: []TagCount{{"disorder", 4}, {"", 1}, {"body structure", 1}, {"finding", 1}},
		Hierarchies: []HierarchyCount{
			{id(101), "Clinical finding", 4}, {id(102), "Body structure", 3},
		},
	}
	if diff := cmp.Diff(want, page.Facets); diff != "" || page.Total != 7 || !page.More || len(page.Hits) != 1 {
		t.Errorf("%+v %s", page, diff)
	}
	for _, q := range []SearchQuery{{Text: "heart", Size: 1}, {Text: id(104).String(), Size: 1}} {
		if page, err := r.Search(context.Background(), q); err != nil || page.Facets != nil {
			t.Errorf("facets that nobody asked for: %+v, %v", page.Facets, err)
		}
	}
	page, err = r.Search(context.Background(), SearchQuery{Text: id(104).String(), Size: 1, CountTags: true})
	if diff := cmp.Diff(&Facets{Tags: []TagCount{{"disorder", 1}}}, page.Facets); err != nil || diff != "" {
		t.Errorf("of a concept found by its id: %v %s", err, diff)
	}
	page, err = r.Search(context.Background(), SearchQuery{Text: "nothing at all", Size: 1, CountTags: true, CountHierarchies: true})
	if diff := cmp.Diff(&Facets{Tags: []TagCount{}, Hierarchies: []HierarchyCount{}}, page.Facets); err != nil || diff != "" {
		t.Errorf("of nothing: %v %s", err, diff)
	}
}

// A release without the root, as a flat list of names makes, has no hierarchies.
func TestFacetsWithoutRoot(t *testing.T) {
	w := &world{}
	w.concept(id(101), true).describe(1000, Synonym, "en", "Heart", true)
	r, _ := w.searchable(t)
	page, err := r.Search(context.Background(), SearchQuery{Text: "heart", Size: 1, CountHierarchies: true})
	if err != nil || len(page.Facets.Hierarchies) != 0 || page.Total != 1 {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestFold(t *testing.T) {
	r, _ := clinic().searchable(t)
	page, err := r.Search(context.Background(), SearchQuery{Text: "heart", Status: AllConcepts, Size: 10, FoldSubsumed: true})
	if err != nil {
		t.Fatal(err)
	}
	var tell func(forest []FoldedHit, depth int) string
	tell = func(forest []FoldedHit, depth int) (s string) {
		for _, f := range forest {
			s += strings.Repeat(" ", depth) + WithoutSemanticTag(f.Hit.Term) + "\n" + tell(f.Under, depth+1)
		}
		return s
	}
	const want = `Heart
Heart disease
 Heart failure
  Congestive heart failure
Heart finding
Heart without tag
Heart, unspecified
`
	got := strings.Split(tell(page.Folded(), 0), "\n")
	wanted := strings.Split(want, "\n")
	slices.Sort(got) // the order of the page is the searcher's
	slices.Sort(wanted)
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Error(diff)
	}
	page, err = r.Search(context.Background(), SearchQuery{Text: "heart", Size: 10})
	if err != nil || len(page.Folded()) != len(page.Hits) {
		t.Errorf("folded unasked: %+v, %v", page, err)
	}
}

// TestFoldProperty: on random hierarchies every hit is folded under its nearest
// subsumer of the page, and the forest holds every hit once, in the page's order.
func TestFoldProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{}
		w.concept(Root, true)
		n := rapid.IntRange(2, 9).Draw(t, "concepts")
		for i := 1; i <= n; i++ {
			parents := []sctid.ID{Root}
			for j := 1; j < i; j++ {
				if rapid.IntRange(0, 2).Draw(t, "edge") == 0 {
					parents = append(parents, id(uint64(100+j)))
				}
			}
			w.concept(id(uint64(100+i)), true, parents...).describe(uint64(1000+i), Synonym, "en", fmt.Sprint("Heart ", rapid.IntRange(0, 9).Draw(t, "name")), true)
		}
		r, _ := w.searchable(t)
		page, err := r.Search(context.Background(), SearchQuery{Text: "heart", Size: rapid.IntRange(1, n).Draw(t, "size"), FoldSubsumed: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Hits {
			h := &page.Hits[i]
			var over []sctid.ID // naive: subsumers on the page that subsume no other such
			for _, a := range page.Hits {
				if a.Concept == h.Concept || !r.taxonomy.Subsumes(a.Concept, h.Concept) {
					continue
				}
				nearest := true
				for _, b := range page.Hits {
					nearest = nearest && (b.Concept == a.Concept || b.Concept == h.Concept || !r.taxonomy.Subsumes(a.Concept, b.Concept) || !r.taxonomy.Subsumes(b.Concept, h.Concept))
				}
				if nearest {
					over = append(over, a.Summary.ConceptID)
				}
			}
			if len(over) == 0 && h.FoldedUnder != 0 || len(over) > 0 && !slices.Contains(over, h.FoldedUnder) {
				t.Fatalf("%d folded under %d, want one of %d", h.Summary.ConceptID, h.FoldedUnder, over)
			}
		}
		place := map[sctid.ID]int{}
		for i, id := range page.ids() {
			place[id] = i
		}
		count := 0
		var walk func(forest []FoldedHit)
		walk = func(forest []FoldedHit) {
			last := -1
			for _, f := range forest {
				count++
				at := place[f.Hit.Summary.ConceptID]
				if at <= last {
					t.Fatal("siblings out of order")
				}
				last = at
				walk(f.Under)
			}
		}
		walk(page.Folded())
		if count != len(page.Hits) {
			t.Fatalf("%d of %d hits in the forest", count, len(page.Hits))
		}
	})
}

// TestLimitProperty compares the set of a limit with a look at every concept.
func TestLimitProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{}
		w.concept(Root, true).describe(1000, FullySpecifiedName, "en", "Root (root)", true)
		n := rapid.IntRange(1, 12).Draw(t, "concepts")
		tags := []string{"disorder", "finding", ""}
		modules := []sctid.ID{CoreModule, ModelModule}
		for i := 1; i <= n; i++ {
			active := rapid.IntRange(0, 3).Draw(t, "active") > 0
			var parents []sctid.ID
			if active {
				parents = append(parents, Root)
				for j := 1; j < i; j++ {
					if w.concepts[j].Active && rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
						parents = append(parents, id(uint64(100+j)))
					}
				}
			}
			c := w.concept(id(uint64(100+i)), active, parents...)
			c.ModuleID = rapid.SampledFrom(modules).Draw(t, "module")
			c.DefinitionStatusID = rapid.SampledFrom([]sctid.ID{Primitive, Defined}).Draw(t, "status")
			term := fmt.Sprint("C", i)
			if tag := rapid.SampledFrom(tags).Draw(t, "tag"); tag != "" {
				term += " (" + tag + ")"
			}
			c.describe(uint64(1000+i), FullySpecifiedName, "en", term, true)
			for k := range 2 {
				if rapid.IntRange(0, 2).Draw(t, "member") == 0 {
					w.join(id(uint64(500+k)), c.ID)
				}
			}
		}
		w.join(id(500), Root)
		w.join(id(501), Root)
		r := w.release(t)
		some := func(label string, ids ...sctid.ID) []sctid.ID {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, 2, rapid.ID).Draw(t, label)
		}
		all := []sctid.ID{Root}
		for i := 1; i <= n; i++ {
			all = append(all, id(uint64(100+i)))
		}
		l := Limit{
			DescendantsOf: some("below", all...), DescendantsOrSelfOf: some("below or self", all...),
			MembersOf: some("members", id(500), id(501)), ExcludeMembersOf: some("excluded", id(500), id(501)),
			ModuleIDs: some("modules", r.store.ConceptStamp(0).ModuleID), DefinitionStatusIDs: some("statuses", Primitive, Defined),
			SemanticTags: rapid.SliceOfN(rapid.SampledFrom(w.tags), 0, 2).Draw(t, "tags"),
		}
		if rapid.Bool().Draw(t, "given") {
			l.Set = taxonomySet(r, rapid.SliceOfN(rapid.IntRange(0, n), 0, 6).Draw(t, "set"))
		}
		var before []byte
		if l.Set != nil {
			before, _ = l.Set.ToBytes()
		}
		got, err := r.LimitSet(l)
		if err != nil {
			t.Fatal(err)
		}
		if (got == nil) != l.IsZero() {
			t.Fatalf("%+v is %v", l, got)
		}
		if l.Set != nil {
			if after, _ := l.Set.ToBytes(); !slices.Equal(before, after) {
				t.Fatal("the given set was changed")
			}
		}
		if got == nil {
			return
		}
		for o := range taxonomy.Ordinal(r.taxonomy.Len()) {
			if want := allowed(t, r, w, &l, o); got.Contains(uint32(o)) != want {
				t.Fatalf("%+v: %d is in it %v, want %v", l, r.taxonomy.ID(o), !want, want)
			}
		}
		again, err := r.LimitSet(l) // nothing shared was changed
		if err != nil || !again.Equals(got) {
			t.Fatalf("the second time %v, %v, want %v", again, err, got)
		}
	})
}

// allowed looks at one concept.
func allowed(t failer, r *Release, w *world, l *Limit, o taxonomy.Ordinal) bool {
	c := w.find(o)
	member := func(refsets []sctid.ID) bool {
		return slices.ContainsFunc(w.members, func(m Member) bool {
			return m.Active && m.ReferencedComponentID == c.ID && slices.Contains(refsets, m.RefsetID)
		})
	}
	below := func(tops []sctid.ID, self bool) bool {
		return slices.ContainsFunc(tops, func(top sctid.ID) bool {
			over, err := r.Ordinal(top)
			if err != nil {
				t.Fatal(err)
			}
			return over == o && self || over != o && r.taxonomy.Subsumes(over, o)
		})
	}
	tag := SemanticTag(c.Descriptions[0].Term)
	return (len(l.DescendantsOf)+len(l.DescendantsOrSelfOf) == 0 || below(l.DescendantsOf, false) || below(l.DescendantsOrSelfOf, true)) &&
		(len(l.MembersOf) == 0 || member(l.MembersOf)) && !member(l.ExcludeMembersOf) &&
		(len(l.SemanticTags) == 0 || slices.Contains(l.SemanticTags, tag)) &&
		(len(l.ModuleIDs) == 0 || slices.Contains(l.ModuleIDs, c.ModuleID)) &&
		(len(l.DefinitionStatusIDs) == 0 || slices.Contains(l.DefinitionStatusIDs, c.DefinitionStatusID)) &&
		(l.Set == nil || l.Set.Contains(uint32(o)))
}

func TestLimitSetErrors(t *testing.T) {
	w := clinic()
	w.join(id(501), id(103))
	r := w.release(t)
	for _, tt := range []struct {
		l      Limit
		reason Reason
		field  string
	}{
		{Limit{DescendantsOf: []sctid.ID{id(177)}}, ReasonConceptNotFound, "limit.descendants_of"},
		{Limit{DescendantsOrSelfOf: []sctid.ID{12}}, ReasonSCTIDMalformed, "limit.descendants_or_self_of"},
		{Limit{MembersOf: []sctid.ID{id(103)}}, ReasonRefsetNotFound, "limit.members_of"},
		{Limit{ExcludeMembersOf: []sctid.ID{id(103)}}, ReasonRefsetNotFound, "limit.exclude_members_of"},
		{Limit{SemanticTags: []string{"illness"}}, ReasonSemanticTagNotFound, "limit.semantic_tags"},
		{Limit{ModuleIDs: []sctid.ID{id(177)}}, ReasonConceptNotFound, "limit.module_ids"},
		{Limit{ModuleIDs: []sctid.ID{id(103)}}, ReasonFieldInvalid, "limit.module_ids"},
		{Limit{DefinitionStatusIDs: []sctid.ID{id(103)}}, ReasonFieldInvalid, "limit.definition_status_ids"},
		{Limit{SemanticTags: make([]string, MaxLimitIDs+1)}, ReasonTooManyItems, "limit"},
	} {
		_, err := r.LimitSet(tt.l)
		if e, _ := err.(*Error); e == nil || e.Reason != tt.reason || e.Field != tt.field {
			t.Errorf("%+v: %#v", tt.l, err)
		}
	}
	// A status that no concept has is a status all the same.
	if set, err := r.LimitSet(Limit{DefinitionStatusIDs: []sctid.ID{Defined}}); err != nil || !set.IsEmpty() {
		t.Errorf("%v, %v", set, err)
	}
	// An empty set lets nothing through.
	page, err := r.Search(context.Background(), SearchQuery{Text: "heart", Limit: Limit{Set: roaring.New()}, Size: 3})
	if err != nil || w.asked.Within == nil || !w.asked.Within.IsEmpty() || page.Total != 0 {
		t.Errorf("%+v, %v", w.asked.Within, err)
	}
}
