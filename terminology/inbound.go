package terminology

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// InboundQuery is a question about the relationships that lead to a concept.
type InboundQuery struct {
	ConceptID sctid.ID
	TypeIDs   []sctid.ID // empty for all types, is-a among them
	// After is the last relationship of the page before; the zero value begins
	// with the first.
	After InboundKey
	Limit int
}

// InboundKey is a place in the order of inbound relationships.
type InboundKey struct {
	SourceID sctid.ID
	// Index counts the source's relationships to the concept, in the order of
	// [Concept.Relationships].
	Index int
}

// InboundPage is a part of a list of inbound relationships.
type InboundPage struct {
	Total         int
	Relationships []Relationship
	Last          InboundKey // of the last relationship on the page
	More          bool
}

// Inbound lists the defining relationships whose destination is a concept, in
// ascending order of source, and for one source in the order of
// [Concept.Relationships]. Rows that repeat a source's group, type and
// destination are listed once, by the lowest id. Errors are those of
// [Release.Ordinal].
func (r *Release) Inbound(q InboundQuery) (InboundPage, error) {
	destination, err := r.Ordinal(q.ConceptID)
	if err != nil {
		return InboundPage{}, err
	}
	for _, id := range q.TypeIDs {
		if _, err := r.Ordinal(id); err != nil {
			return InboundPage{}, InField(err, "type_ids")
		}
	}
	wanted := func(typeID sctid.ID) bool {
		return len(q.TypeIDs) == 0 || slices.Contains(q.TypeIDs, typeID)
	}
	sources, total := r.inboundSources(destination, wanted)
	page := InboundPage{Total: total}

	after := q.After.SourceID
	if after > 0 {
		after-- // the last source may have further relationships
	}
	// Two more than the limit: the last source may have none left, and one behind
	// the page tells that there is more.
	for _, source := range r.PageOf(sources, after, q.Limit+2).IDs {
		c, err := r.Concept(source, PartRelationships)
		if err != nil {
			return InboundPage{}, err
		}
		index := 0
		var last *Relationship
		for i := range c.Relationships {
			rel := &c.Relationships[i]
			if rel.DestinationID != q.ConceptID || !rel.Defining() || !wanted(rel.TypeID) {
				continue
			}
			if last != nil && last.TypeID == rel.TypeID && (last.Group == rel.Group || rel.TypeID == IsA) {
				continue // says again what the one before said
			}
			last = rel
			index++
			if source == q.After.SourceID && index <= q.After.Index {
				continue
			}
			if len(page.Relationships) == q.Limit {
				page.More = true
				return page, nil
			}
			page.Relationships = append(page.Relationships, *rel)
			page.Last = InboundKey{source, index}
		}
	}
	return page, nil
}

// inboundSources returns the concepts that have a defining relationship to the
// destination, and how many such relationships there are in all.
func (r *Release) inboundSources(destination taxonomy.Ordinal, wanted func(sctid.ID) bool) (sources *roaring.Bitmap, total int) {
	sources = roaring.New()
	if wanted(IsA) {
		children := r.taxonomy.Children(destination)
		for _, child := range children {
			sources.Add(uint32(child))
		}
		total += len(children)
	}
	value := taxonomy.ConceptValue(destination)
	for _, attributeType := range r.taxonomy.AttributeTypes() {
		if !wanted(r.taxonomy.ID(attributeType)) {
			continue
		}
		for _, source := range r.taxonomy.Sources(attributeType, value) {
			sources.Add(uint32(source))
			for _, a := range r.taxonomy.Attributes(source) {
				if a.Type == attributeType && a.Value == value {
					total++
				}
			}
		}
	}
	return sources, total
}
