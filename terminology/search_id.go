package terminology

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// searchID answers a search whose text is the id of a concept or a description:
// with that one concept, if it is within the set (nil means all active
// concepts). ok is false where the text is something else, or names nothing
// within the set; then it is searched for as words.
func (r *Release) searchID(q SearchQuery, within *roaring.Bitmap) (page SearchPage, ok bool, err error) {
	id, err := sctid.Parse(strings.TrimSpace(q.Text))
	if err != nil {
		return page, false, nil
	}
	var o taxonomy.Ordinal
	switch id.Kind() {
	case sctid.KindConcept:
		o, ok = r.taxonomy.Ordinal(id)
	case sctid.KindDescription:
		if o, ok, err = r.store.DescriptionConcept(id); err != nil {
			return page, false, err
		}
	}
	if !ok || within == nil && !r.active(o) || within != nil && !within.Contains(uint32(o)) {
		return page, false, nil
	}
	page.Total = 1
	if q.CountTags || q.CountHierarchies {
		if page.Facets, err = r.facets(roaring.BitmapOf(uint32(o)), &q, r.PreferredTerms(q.Dialects)); err != nil {
			return page, false, err
		}
	}
	if q.Offset > 0 || q.Size < 1 {
		return page, true, nil
	}
	hit := SearchHit{TermHit: TermHit{Concept: o, Class: MatchWholeTerm}}
	terms := r.PreferredTerms(q.Dialects)
	if err = r.fillSummary(&hit, terms); err != nil {
		return page, false, err
	}
	if id.Kind() == sctid.KindConcept {
		id = hit.Summary.PreferredDescriptionID
		if id == 0 {
			id = hit.Summary.FullySpecifiedNameID
		}
	}
	c, err := r.store.Concept(o, PartDescriptions|PartInactive)
	if err != nil {
		return page, false, err
	}
	for i := range c.Descriptions {
		if d := &c.Descriptions[i]; d.ID == id {
			hit.DescriptionID, hit.Term, hit.TypeID, hit.TermHit.Active, hit.LanguageCode = d.ID, d.Term, d.TypeID, d.Active, d.LanguageCode
		}
	}
	page.Hits = []SearchHit{hit}
	return page, true, nil
}
