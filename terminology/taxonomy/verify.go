package taxonomy

import (
	"cmp"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Verify checks the taxonomy against itself: every identifier is found and once
// and in order, inactive concepts ascend, parents and children mirror each other, lists are in
// their documented order, the graph has no cycle, depths agree with parents,
// the intervals cover exactly the descendants that a walk finds, and attributes
// by source agree with sources by value. It takes about a second for a release
// of International size. The error is a [*DamageError].
func (t *Taxonomy) Verify() error {
	if err := t.check(len(t.ids), func() {}); err != nil {
		return err
	}
	for _, step := range []func() error{t.verifyIDs, t.verifyGraph, t.verifyIntervals, t.verifyAttributes} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (t *Taxonomy) verifyIDs() error {
	for i, id := range t.ids {
		// Found at its own ordinal, an identifier cannot stand there twice.
		if o, ok := findID(t.slots, t.ids, id); !ok || int(o) != i {
			return damaged("slots", "concept %d of ordinal %d is not found there", id, i)
		}
		if i > int(t.active) && t.ids[i-1] >= id {
			return damaged("ids", "inactive concept %d after %d: expected ascending identifiers", id, t.ids[i-1])
		}
	}
	// As many as there are concepts, and ascending, so each of them.
	for i := 1; i < len(t.byID); i++ {
		if t.ids[t.byID[i-1]] >= t.ids[t.byID[i]] {
			return damaged("by-id", "element %d is concept %d, after %d", i, t.ids[t.byID[i]], t.ids[t.byID[i-1]])
		}
	}
	return nil
}

func (t *Taxonomy) verifyGraph() error {
	byID := func(list []Ordinal) bool {
		for i := 1; i < len(list); i++ {
			if t.ids[list[i-1]] >= t.ids[list[i]] {
				return false
			}
		}
		return true
	}
	// The lists have as many elements on both sides, without repetition in a
	// list, so if each parent is mirrored by a child then each child is too.
	for o := range t.active {
		if !byID(t.Parents(o)) {
			return damaged("parents", "the parents of concept %d are not in ascending identifier", t.ids[o])
		}
		if !byID(t.Children(o)) {
			return damaged("children", "the children of concept %d are not in ascending identifier", t.ids[o])
		}
		longest, shortest := -1, len(t.ids)
		for _, p := range t.Parents(o) {
			if !t.hasChild(p, o) {
				return damaged("children", "concept %d has parent %d, which does not have it as a child", t.ids[o], t.ids[p])
			}
			longest = max(longest, t.LongestDepth(p))
			shortest = min(shortest, t.ShortestDepth(p))
		}
		if longest < 0 {
			longest, shortest = -1, -1 // a root
		}
		const most = 1<<16 - 1
		if t.LongestDepth(o) != min(longest+1, most) || t.ShortestDepth(o) != min(shortest+1, most) {
			return damaged("longest", "the depths of concept %d, %d and %d, do not follow from its parents'", t.ids[o], t.LongestDepth(o), t.ShortestDepth(o))
		}
	}
	return nil
}

// hasChild searches the children of p, which are in ascending identifier.
func (t *Taxonomy) hasChild(p, child Ordinal) bool {
	_, ok := slices.BinarySearchFunc(t.Children(p), t.ids[child], func(c Ordinal, id sctid.ID) int {
		return cmp.Compare(t.ids[c], id)
	})
	return ok
}

// verifyIntervals proves the intervals right without making any set of
// descendants. Each pair of a concept and an ancestor that a walk finds must be
// covered; the intervals of a concept are disjoint, see check; so if the numbers
// of pairs agree, nothing else is covered.
func (t *Taxonomy) verifyIntervals() error {
	var walked, covered int
	var ancestors []Ordinal
	for o := range t.active {
		covered += t.DescendantCount(o)
		ancestors = t.AppendAncestors(ancestors[:0], o)
		walked += len(ancestors)
		for _, a := range ancestors {
			if a == o {
				return damaged("parents", "concept %d is an ancestor of itself", t.ids[o])
			}
			if !t.Subsumes(a, o) {
				return damaged("cover", "concept %d is not covered by its ancestor %d", t.ids[o], t.ids[a])
			}
		}
	}
	if walked != covered {
		return damaged("cover", "the intervals cover %d pairs of concept and ancestor: expected %d", covered, walked)
	}
	return nil
}

func (t *Taxonomy) verifyAttributes() error {
	// Each source by value must have the attribute, and their number must be
	// that of the distinct (source, type, value).
	distinct := 0
	var pairs []Attribute
	for o := range t.active {
		list := t.Attributes(o)
		pairs = pairs[:0]
		for i, a := range list {
			if i > 0 && list[i-1].compare(a) >= 0 {
				return damaged("attributes", "the attributes of concept %d are not in ascending order", t.ids[o])
			}
			a.Group = 0
			pairs = append(pairs, a)
		}
		slices.SortFunc(pairs, Attribute.compare)
		pairs = slices.Compact(pairs)
		distinct += len(pairs)
		for _, a := range pairs {
			if _, ok := slices.BinarySearch(t.Sources(a.Type, a.Value), o); !ok {
				return damaged("sources", "concept %d has attribute %d but is not among its sources", t.ids[o], t.ids[a.Type])
			}
		}
	}
	if distinct != len(t.sources) {
		return damaged("sources", "%d sources: expected %d", len(t.sources), distinct)
	}
	for _, kind := range t.types {
		previous := Value(0)
		values := t.Values(kind)
		for i, v := range values {
			if i > 0 && previous >= v {
				return damaged("values", "the values of attribute %d are not in ascending order", t.ids[kind])
			}
			previous = v
			sources := t.Sources(kind, v)
			for j := 1; j < len(sources); j++ {
				if sources[j-1] >= sources[j] {
					return damaged("sources", "the sources of attribute %d are not in ascending order", t.ids[kind])
				}
			}
		}
		if len(values) == 0 {
			return damaged("types", "attribute %d has no values", t.ids[kind])
		}
	}
	for i := 1; i < len(t.concrete); i++ {
		if t.concrete[i-1].Compare(t.concrete[i]) >= 0 {
			return damaged("concrete-text", "element %d is not in ascending order", i)
		}
	}
	return nil
}
