package terminology

import (
	"context"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// ConceptStatus limits a search by the state of the concept.
type ConceptStatus uint8

// The states to look for.
const (
	ActiveConcepts   ConceptStatus = iota // only active concepts
	InactiveConcepts                      // only inactive ones
	AllConcepts                           // both
)

// SearchQuery is a search for concepts by the words of their descriptions.
type SearchQuery struct {
	Text string // see [TermQuery]
	// Dialects rank descriptions and choose the terms shown.
	Dialects     Dialects
	OnlyDialects bool // leave out descriptions that no dialect of Dialects accepts
	Limit        Limit
	// SemanticTags limits the answer to concepts whose fully specified name in
	// the release's default language has one of these tags, such as "disorder"; case doesn't count.
	SemanticTags         []string
	TypeIDs              []sctid.ID // see [TermQuery]
	Status               ConceptStatus
	InactiveDescriptions bool
	Offset, Size         int // the page
}

// SearchPage is a page of a search's answer, best first.
type SearchPage struct {
	Total int // concepts found, over all pages
	Hits  []SearchHit
}

// SearchHit is a concept found.
type SearchHit struct {
	TermHit
	Summary Summary
	// LanguageCode is that of the matched description.
	LanguageCode string
}

// Search finds concepts. The order of the hits is documented at [MatchClass]. A
// text that is the id of a concept or description finds that concept, without
// matches.
// Errors: of kind [KindInvalidArgument] for a text without words or too long,
// and those of [Release.LimitSet]; [ReasonSemanticTagNotFound] for a tag that
// no concept of the release has.
func (r *Release) Search(ctx context.Context, q SearchQuery) (SearchPage, error) {
	within, err := r.searchSet(q)
	if err != nil {
		return SearchPage{}, err
	}
	if page, ok, err := r.searchID(q, within); ok || err != nil {
		return page, err
	}
	result, err := r.searcher.Search(ctx, TermQuery{
		Text:                 q.Text,
		Within:               within,
		TypeIDs:              q.TypeIDs,
		InactiveDescriptions: q.InactiveDescriptions,
		LanguageRefsets:      q.Dialects,
		OnlyDialects:         q.OnlyDialects,
		Offset:               q.Offset,
		Limit:                q.Size,
	})
	if err != nil {
		return SearchPage{}, InField(err, "text")
	}
	page := SearchPage{Total: result.Total, Hits: make([]SearchHit, 0, len(result.Hits))}
	terms := r.PreferredTerms(q.Dialects)
	for _, hit := range result.Hits {
		h, err := r.searchHit(hit, terms)
		if err != nil {
			return SearchPage{}, err
		}
		page.Hits = append(page.Hits, h)
	}
	return page, nil
}

// searchHit adds to a hit what is shown of its concept.
func (r *Release) searchHit(hit TermHit, terms *Terms) (SearchHit, error) {
	h := SearchHit{TermHit: hit}
	b := r.buffer()
	defer r.buffers.Put(b)
	parts := PartNames
	if !hit.Active {
		parts |= PartInactive
	}
	if err := r.store.ReadConcept(hit.Concept, parts, b); err != nil {
		return SearchHit{}, err
	}
	h.LanguageCode = languageOf(b, hit.DescriptionID)
	var err error
	h.Summary, err = terms.Summary(hit.Concept)
	return h, err
}

// languageOf returns the language code of a description in a buffer.
func languageOf(b *ConceptBuffer, description sctid.ID) string {
	for i := range b.Descriptions {
		if b.Descriptions[i].ID == description {
			return b.Descriptions[i].LanguageCode
		}
	}
	return ""
}

// searchSet returns the concepts to search in; nil means all active ones.
func (r *Release) searchSet(q SearchQuery) (*roaring.Bitmap, error) {
	set, err := r.LimitSet(q.Limit)
	if err != nil {
		return nil, err
	}
	shared := true // set may not be changed yet
	narrow := func(by *roaring.Bitmap) {
		switch {
		case set == nil:
			set, shared = by, false
		case shared:
			set, shared = roaring.And(set, by), false
		default:
			set.And(by)
		}
	}
	if len(q.SemanticTags) > 0 {
		tagged, err := r.taggedConcepts(q.SemanticTags)
		if err != nil {
			return nil, err
		}
		narrow(tagged)
	}
	active, all := uint64(r.taxonomy.ActiveCount()), uint64(r.taxonomy.Len())
	status := roaring.New()
	switch q.Status {
	case InactiveConcepts:
		status.AddRange(active, all)
		narrow(status)
	case AllConcepts:
		if set == nil {
			status.AddRange(0, all)
			narrow(status)
		}
	default:
		if set != nil {
			status.AddRange(0, active)
			narrow(status)
		}
	}
	return set, nil
}

// taggedConcepts returns the concepts that have one of the tags.
func (r *Release) taggedConcepts(tags []string) (*roaring.Bitmap, error) {
	known := r.store.SemanticTags()
	wanted := make([]bool, len(known))
	for _, tag := range tags {
		found := false
		for i := range known {
			if strings.EqualFold(known[i], tag) {
				wanted[i], found = true, true
			}
		}
		if !found {
			e := Errorf(KindNotFound, ReasonSemanticTagNotFound, "no concept of release %s has the semantic tag %.60q", r.info.URI, tag)
			e.Hint = "a tag is the text within the last brackets of a fully specified name, such as disorder"
			return nil, e.WithField("semantic_tags")
		}
	}
	set := roaring.New()
	for o := range r.taxonomy.Len() {
		if tag := r.store.SemanticTag(taxonomy.Ordinal(o)); tag >= 0 && wanted[tag] {
			set.Add(uint32(o))
		}
	}
	return set, nil
}
