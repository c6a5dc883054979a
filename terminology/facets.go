package terminology

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Facets are counts over all concepts that a search found, on all pages.
type Facets struct {
	// Tags are the semantic tags of the concepts, most frequent first, then in
	// ascending byte order. Concepts without a tag are counted under "". nil unless
	// asked for.
	Tags []TagCount
	// Hierarchies are the children of 138875005 |SNOMED CT Concept| that are or
	// subsume a concept found, most of them first, then in ascending order of id. A
	// concept in two hierarchies counts in both; the root and inactive concepts count
	// in none. nil unless asked for.
	Hierarchies []HierarchyCount
}

// TagCount is how many concepts have a semantic tag.
type TagCount struct {
	Tag   string
	Count int
}

// HierarchyCount is how many concepts are in a top-level hierarchy.
type HierarchyCount struct {
	ConceptID     sctid.ID
	PreferredTerm string // in the dialects of the search
	Count         int
}

// facets counts a set of concepts.
func (r *Release) facets(found *roaring.Bitmap, q *SearchQuery, terms *Terms) (*Facets, error) {
	f := &Facets{}
	if q.CountTags {
		f.Tags = r.countTags(found)
	}
	if q.CountHierarchies {
		f.Hierarchies = []HierarchyCount{}
		for _, h := range r.partitions.topLevel(r) {
			n := found.AndCardinality(h.concepts)
			if n == 0 {
				continue
			}
			term, err := terms.Of(h.top)
			if err != nil {
				return nil, err
			}
			f.Hierarchies = append(f.Hierarchies, HierarchyCount{r.taxonomy.ID(h.top), term, int(n)})
		}
		slices.SortFunc(f.Hierarchies, func(a, b HierarchyCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.ConceptID, b.ConceptID))
		})
	}
	return f, nil
}

func (r *Release) countTags(found *roaring.Bitmap) []TagCount {
	tags := []TagCount{}
	known := r.store.SemanticTags()
	untagged := int(found.GetCardinality())
	for i, concepts := range r.partitions.tags(r) {
		if n := int(found.AndCardinality(concepts)); n > 0 {
			tags = append(tags, TagCount{known[i], n})
			untagged -= n
		}
	}
	if untagged > 0 {
		tags = append(tags, TagCount{"", untagged})
	}
	slices.SortFunc(tags, func(a, b TagCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Tag, b.Tag))
	})
	return tags
}
