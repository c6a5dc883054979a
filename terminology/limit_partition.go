package terminology

import (
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// partitions are the concepts of a release parted by module, by definition
// status and by semantic tag. Each is made when it is first asked for, in one
// pass over the concepts (some milliseconds for a national edition), and kept.
// Every concept is in one part of each, so that they are bounded: two bytes a
// concept and partition at most, and far less as a rule.
type partitions struct {
	moduleOnce, statusOnce, tagOnce, hierarchyOnce sync.Once

	byModule, byStatus map[sctid.ID]*roaring.Bitmap
	byTag              []*roaring.Bitmap // by index in Store.SemanticTags
	hierarchies        []hierarchy
}

// hierarchy is a concept right below the root, and all below it.
type hierarchy struct {
	top      taxonomy.Ordinal
	concepts *roaring.Bitmap // itself and its descendants
}

func (p *partitions) modules(r *Release) map[sctid.ID]*roaring.Bitmap {
	p.moduleOnce.Do(func() {
		p.byModule = r.part(func(o taxonomy.Ordinal) sctid.ID { return r.store.ConceptStamp(o).ModuleID })
	})
	return p.byModule
}

func (p *partitions) statuses(r *Release) map[sctid.ID]*roaring.Bitmap {
	p.statusOnce.Do(func() { p.byStatus = r.part(r.store.DefinitionStatus) })
	return p.byStatus
}

func (p *partitions) tags(r *Release) []*roaring.Bitmap {
	p.tagOnce.Do(func() {
		p.byTag = make([]*roaring.Bitmap, len(r.store.SemanticTags()))
		for i := range p.byTag {
			p.byTag[i] = roaring.New()
		}
		for o := range r.taxonomy.Len() {
			if tag := r.store.SemanticTag(taxonomy.Ordinal(o)); tag >= 0 {
				p.byTag[tag].Add(uint32(o))
			}
		}
		for _, set := range p.byTag {
			set.RunOptimize()
		}
	})
	return p.byTag
}

// topLevel returns the hierarchies right below 138875005 |SNOMED CT Concept|, in
// ascending order of id; none where the release doesn't have it.
func (p *partitions) topLevel(r *Release) []hierarchy {
	p.hierarchyOnce.Do(func() {
		root, ok := r.taxonomy.Ordinal(Root)
		if !ok {
			return
		}
		for _, child := range r.taxonomy.Children(root) {
			p.hierarchies = append(p.hierarchies, hierarchy{child, r.taxonomy.DescendantsOrSelf(child)})
		}
	})
	return p.hierarchies
}

// part parts the concepts by a property of each.
func (r *Release) part(property func(taxonomy.Ordinal) sctid.ID) map[sctid.ID]*roaring.Bitmap {
	parts := map[sctid.ID]*roaring.Bitmap{}
	for o := range r.taxonomy.Len() {
		id := property(taxonomy.Ordinal(o))
		set := parts[id]
		if set == nil {
			set = roaring.New()
			parts[id] = set
		}
		set.Add(uint32(o))
	}
	for _, set := range parts {
		set.RunOptimize()
	}
	return parts
}

// tagSet unites the concepts of semantic tags.
func (r *Release) tagSet(tags []string) (set *roaring.Bitmap, shared bool, err error) {
	known := r.store.SemanticTags()
	parts := r.partitions.tags(r)
	var sets []*roaring.Bitmap
	for _, tag := range tags {
		found := false
		for i := range known {
			if strings.EqualFold(known[i], tag) {
				sets, found = append(sets, parts[i]), true
			}
		}
		if !found {
			e := Errorf(KindNotFound, ReasonSemanticTagNotFound, "no concept of release %s has the semantic tag %.60q", r.info.URI, tag)
			e.Hint = "a tag is the text within the last brackets of a fully specified name, such as disorder"
			return nil, false, e
		}
	}
	return unite(sets)
}
