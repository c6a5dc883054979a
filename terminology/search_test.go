package terminology

import (
	"context"
	"slices"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func TestSearchSet(t *testing.T) {
	w := &world{}
	w.concept(Root, true).describe(1001, FullySpecifiedName, "en", "Top (thing)", true)
	w.concept(id(201), true, Root).describe(1002, FullySpecifiedName, "en", "A (finding)", true)
	w.concept(id(202), true, id(201)).describe(1003, FullySpecifiedName, "en", "B (disorder)", true)
	w.concept(id(203), true, id(201))
	w.concept(id(301), false).describe(1004, FullySpecifiedName, "en", "Old (disorder)", true)
	w.concept(id(401), true, Root)
	w.join(id(401), id(202))
	w.join(id(401), id(301))
	r := w.release(t)
	all := []sctid.ID{id(201), id(202), id(203), id(301), id(401), Root}
	for _, tt := range []struct {
		name string
		q    SearchQuery
		want []sctid.ID // nil: no limit
	}{
		{"all active concepts", SearchQuery{}, nil},
		{"all concepts", SearchQuery{Status: AllConcepts}, all},
		{"inactive ones", SearchQuery{Status: InactiveConcepts}, []sctid.ID{id(301)}},
		{"below", SearchQuery{Limit: Limit{DescendantsOf: []sctid.ID{id(201)}}}, []sctid.ID{id(202), id(203)}},
		{"members", SearchQuery{Limit: Limit{MembersOf: []sctid.ID{id(401)}}}, []sctid.ID{id(202)}},
		{"members of either state", SearchQuery{Limit: Limit{MembersOf: []sctid.ID{id(401)}}, Status: AllConcepts}, []sctid.ID{id(202), id(301)}},
		{"inactive members", SearchQuery{Limit: Limit{MembersOf: []sctid.ID{id(401)}}, Status: InactiveConcepts}, []sctid.ID{id(301)}},
		{"tags", SearchQuery{SemanticTags: []string{"DISORDER", "thing"}}, []sctid.ID{id(202), Root}},
		{"tags of either state", SearchQuery{SemanticTags: []string{"disorder"}, Status: AllConcepts}, []sctid.ID{id(202), id(301)}},
		{"tags below", SearchQuery{SemanticTags: []string{"finding"}, Limit: Limit{DescendantsOf: []sctid.ID{id(201)}}}, []sctid.ID{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := r.Search(context.Background(), tt.q); err != nil {
				t.Fatal(err)
			}
			within := w.asked.Within
			if (within == nil) != (tt.want == nil) {
				t.Fatalf("within %v, want %v", within, tt.want)
			}
			if within == nil {
				return
			}
			if got := r.PageOf(within, 0, 100).IDs; !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if members, _ := w.MemberConcepts(id(401)); members.GetCardinality() != 2 {
		t.Error("a search changed a shared set")
	}
	_, err := r.Search(context.Background(), SearchQuery{SemanticTags: []string{"disease"}})
	if e, _ := err.(*Error); e == nil || e.Reason != ReasonSemanticTagNotFound || e.Field != "semantic_tags" {
		t.Errorf("an unknown tag: %v", err)
	}
}

func TestSearchFillsHits(t *testing.T) {
	w := &world{}
	c := w.concept(Root, true)
	c.describe(1001, FullySpecifiedName, "en", "Top (thing)", true, preferredIn(USEnglish)...)
	c.describe(1002, Synonym, "sv", "Topp", false)
	r := w.release(t)
	o, err := r.Ordinal(Root)
	if err != nil {
		t.Fatal(err)
	}
	w.result = TermResult{Total: 7, Hits: []TermHit{{Concept: taxonomy.Ordinal(o), DescriptionID: descriptionID(1002), Term: "Topp", LanguageCode: "sv"}}}
	page, err := r.Search(context.Background(), SearchQuery{Text: "to", Dialects: Dialects{USEnglish}, Offset: 3, Size: 5})
	if err != nil || page.Total != 7 || len(page.Hits) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	if h := page.Hits[0]; h.LanguageCode != "sv" || h.Summary.PreferredTerm != "Top" || h.Summary.ConceptID != Root || h.Term != "Topp" {
		t.Errorf("%+v", h)
	}
	if w.asked.Offset != 3 || w.asked.Limit != 5 || w.asked.Text != "to" || !slices.Equal(w.asked.LanguageRefsets, []sctid.ID{USEnglish}) {
		t.Errorf("asked %+v", w.asked)
	}
}
