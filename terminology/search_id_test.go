package terminology

import (
	"context"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

func TestSearchByID(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	frost := w.concept(id(301), true, Root)
	frost.describe(302, FullySpecifiedName, "en", "Frost (finding)", true, preferredIn(USEnglish)...)
	frost.describe(303, Synonym, "en", "Frost", true, preferredIn(USEnglish)...)
	frost.describe(304, Synonym, "sv", "Frosten", false)
	named := w.concept(id(305), true, frost.ID) // has no synonym
	named.describe(306, FullySpecifiedName, "en", "Rime (finding)", true, preferredIn(USEnglish)...)
	old := w.concept(id(307), false)
	old.describe(308, Synonym, "en", "Hoar", true)
	bare := w.concept(id(309), true, frost.ID)
	r := w.release(t)
	absent := id(999).String()
	for name, test := range map[string]struct {
		query       SearchQuery
		concept     sctid.ID // 0: the text is searched for as words
		description sctid.ID
		term        string
	}{
		"concept":              {SearchQuery{Text: frost.ID.String()}, frost.ID, descriptionID(303), "Frost"},
		"blanks":               {SearchQuery{Text: " " + frost.ID.String() + "\t"}, frost.ID, descriptionID(303), "Frost"},
		"description":          {SearchQuery{Text: descriptionID(302).String()}, frost.ID, descriptionID(302), "Frost (finding)"},
		"inactive description": {SearchQuery{Text: descriptionID(304).String()}, frost.ID, descriptionID(304), "Frosten"},
		"without synonym":      {SearchQuery{Text: named.ID.String()}, named.ID, descriptionID(306), "Rime (finding)"},
		"without description":  {SearchQuery{Text: bare.ID.String()}, bare.ID, 0, ""},
		"within":               {SearchQuery{Text: named.ID.String(), Limit: Limit{DescendantsOf: []sctid.ID{frost.ID}}}, named.ID, descriptionID(306), "Rime (finding)"},
		"outside":              {SearchQuery{Text: frost.ID.String(), Limit: Limit{DescendantsOf: []sctid.ID{frost.ID}}}, 0, 0, ""},
		"retired":              {SearchQuery{Text: old.ID.String()}, 0, 0, ""},
		"retired and wanted":   {SearchQuery{Text: old.ID.String(), Status: AllConcepts}, old.ID, descriptionID(308), "Hoar"},
		"active unwanted":      {SearchQuery{Text: frost.ID.String(), Status: InactiveConcepts}, 0, 0, ""},
		"absent":               {SearchQuery{Text: absent}, 0, 0, ""},
		"bad check digit":      {SearchQuery{Text: (frost.ID + 1).String()}, 0, 0, ""},
		"more than an id":      {SearchQuery{Text: frost.ID.String() + " mg"}, 0, 0, ""},
	} {
		test.query.Size, test.query.Dialects = 10, Dialects{USEnglish}
		w.asked = TermQuery{}
		page, err := r.Search(context.Background(), test.query)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if asWords := w.asked.Text != ""; asWords != (test.concept == 0) {
			t.Errorf("%s: searched for as words: %t", name, asWords)
		}
		if test.concept == 0 {
			continue
		}
		if page.Total != 1 || len(page.Hits) != 1 {
			t.Errorf("%s: %d hits of %d", name, len(page.Hits), page.Total)
			continue
		}
		hit := page.Hits[0]
		if hit.Summary.ConceptID != test.concept || hit.DescriptionID != test.description || hit.Term != test.term || hit.Matches != nil || hit.Class != MatchWholeTerm {
			t.Errorf("%s: %+v", name, hit)
		}
	}
	behind, err := r.Search(context.Background(), SearchQuery{Text: frost.ID.String(), Offset: 1, Size: 10})
	if err != nil || behind.Total != 1 || behind.Hits != nil {
		t.Errorf("the page behind the only hit: %+v, %v", behind, err)
	}
}
