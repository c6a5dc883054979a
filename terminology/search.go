package terminology

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/equivalents"
	"github.com/firn-sct/firn/terminology/sctid"
)

// ConceptStatus limits a search by the state of the concept.
type ConceptStatus uint8

// The states to look for.
const (
	ActiveConcepts   ConceptStatus = iota // only active concepts
	InactiveConcepts                      // only inactive ones
	AllConcepts                           // both
)

// DefaultTotalCap is the number of concepts up to which a search counts them,
// unless [SearchQuery.ExactTotal] is set.
const DefaultTotalCap = 1000

// SearchQuery is a search for concepts by the words of their descriptions. The
// zero value of everything but Text and Size is what a search box wants.
type SearchQuery struct {
	Text string // see [TermQuery]
	// Dialects rank descriptions and choose the terms shown.
	Dialects     Dialects
	OnlyDialects bool // leave out descriptions that no dialect of Dialects accepts
	Limit        Limit
	// SemanticTags is one more limit like that of [Limit], for a search alone: its
	// errors name the field "semantic_tags".
	SemanticTags         []string
	TypeIDs              []sctid.ID // see [TermQuery]
	Status               ConceptStatus
	InactiveDescriptions bool

	// Widen says when to look for more than what was typed.
	Widen WidenMode
	// Equivalents is the table of word equivalents; nil is [equivalents.English].
	Equivalents *equivalents.Table
	// Boost says what comes first among hits that match equally well.
	Boost Boost

	// ExactTotal counts all concepts found instead of [DefaultTotalCap] at most.
	ExactTotal bool
	// CountTags and CountHierarchies ask for [SearchPage.Facets]. They make the
	// total exact.
	CountTags, CountHierarchies bool
	// FoldSubsumed asks for [SearchHit.FoldedUnder].
	FoldSubsumed bool

	Offset, Size int // the page
}

// SearchPage is a page of a search's answer, best first.
type SearchPage struct {
	// Total is the number of concepts found, over all pages; exact, unless
	// TotalCapped is set: then there are more than that.
	Total       int
	TotalCapped bool
	// More is set if there are hits behind this page. A page of size 0 only counts
	// and doesn't tell.
	More bool
	// Step is the last step that was needed to find hits, over all pages:
	// [AsTyped] if each hit matches the text as it was typed. With nothing found at
	// all it is the last step that was tried.
	Step WidenStep
	Hits []SearchHit
	// Facets are counts over all hits, on all pages; nil unless asked for.
	Facets *Facets
}

// SearchHit is a concept found.
type SearchHit struct {
	// TermHit is the description that matches best. Its class says how it matches
	// the text that was searched for: the one typed, or the one that Widened names.
	TermHit
	Summary Summary
	// Widened says how the concept was found if not by the text as it was typed.
	Widened HitWidening
	// Boost says which boost the concept has; the zero value for none.
	Boost HitBoost
	// Replacements tell what takes the place of an inactive concept, in the order
	// of [Release.Replacements].
	Replacements []Replacement
	// FoldedUnder is the concept of another hit of the page under which this one is
	// to be shown; 0 for none, and unless [SearchQuery.FoldSubsumed] was asked for.
	FoldedUnder sctid.ID
}

// Search finds concepts. The order of the hits is documented at [MatchClass] and,
// for widened searches, at [WidenMode]. A text that is the id of a concept or
// description finds that concept, without matches.
// Errors: of kind [KindInvalidArgument] for a text without words or too long;
// those of [Release.LimitSet]; for boosts, those of [Release.Refset] and
// [ReasonTooManyItems].
func (r *Release) Search(ctx context.Context, q SearchQuery) (SearchPage, error) {
	within, err := r.searchSet(q)
	if err != nil {
		return SearchPage{}, err
	}
	boosts, err := r.boosts(q.Boost)
	if err != nil {
		return SearchPage{}, err
	}
	if page, ok, err := r.searchID(q, within); ok || err != nil {
		return page, err
	}
	s := searching{
		ctx: ctx, release: r, query: &q, table: q.Equivalents,
		terms: TermQuery{
			Text:                 q.Text,
			Within:               within,
			TypeIDs:              q.TypeIDs,
			InactiveDescriptions: q.InactiveDescriptions,
			LanguageRefsets:      q.Dialects,
			OnlyDialects:         q.OnlyDialects,
			Boosts:               boosts.sets,
			Collect:              q.CountTags || q.CountHierarchies,
			Offset:               q.Offset,
			Limit:                q.Size,
		},
	}
	if s.table == nil {
		s.table = equivalents.English()
	}
	if !q.ExactTotal {
		s.terms.TotalCap = DefaultTotalCap
	}
	found, err := s.run()
	if err != nil {
		return SearchPage{}, InField(err, "text")
	}
	page := SearchPage{Total: found.Total, TotalCapped: found.TotalCapped, Step: found.step, Hits: make([]SearchHit, 0, len(found.hits))}
	page.More = len(found.hits) > 0 && (found.TotalCapped || q.Offset+len(found.hits) < found.Total)
	terms := r.PreferredTerms(q.Dialects)
	for i := range found.hits {
		h := &found.hits[i]
		h.Boost = boosts.of(h.Rank.Boost)
		if err := r.fillSummary(h, terms); err != nil {
			return SearchPage{}, err
		}
		page.Hits = append(page.Hits, *h)
	}
	if q.FoldSubsumed {
		r.foldSubsumed(page.Hits)
	}
	if found.Concepts != nil {
		page.Facets, err = r.facets(found.Concepts, &q, terms)
	}
	return page, err
}

// fillSummary adds to a hit its concept's summary and what replaces it.
func (r *Release) fillSummary(h *SearchHit, terms *Terms) (err error) {
	if h.Summary, err = terms.Summary(h.Concept); err != nil || h.Summary.Active {
		return err
	}
	h.Replacements, err = r.Replacements(h.Summary.ConceptID)
	return err
}

// searchSet returns the concepts to search in; nil means all active ones.
func (r *Release) searchSet(q SearchQuery) (*roaring.Bitmap, error) {
	set, err := r.LimitSet(q.Limit)
	if err != nil {
		return nil, err
	}
	n := narrowing{set, true}
	if len(q.SemanticTags) > 0 {
		tagged, shared, err := r.tagSet(q.SemanticTags)
		if err != nil {
			return nil, InField(err, "semantic_tags")
		}
		n.by(tagged, shared)
	}
	switch q.Status {
	case InactiveConcepts:
		n.by(r.taxonomy.Inactive(), false)
	case AllConcepts:
		if n.set == nil {
			n.by(r.taxonomy.All(), false)
		}
	default:
		if n.set != nil {
			n.by(r.taxonomy.Active(), false)
		}
	}
	return n.set, nil
}
