package ecl

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// withGroups returns the concepts of w, or of all, with a number of role groups,
// from one up, in each of which a refinement holds. Group 0 is no role group.
//
// Sets give the candidates: concepts that have all of it, in whatever group. Only
// those are looked at group by group.
func (x *execution) withGroups(r *refinement, c Cardinality, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	x.engine.derived.groups(x.engine.tax)
	candidates, bounded, err := x.candidates(r, w)
	if err != nil {
		return nil, err
	}
	if !bounded {
		candidates = x.engine.derived.grouped
		if w != nil {
			candidates = roaring.And(candidates, w)
		}
	}
	if candidates.IsEmpty() {
		return candidates, nil
	}
	single, err := x.alwaysGrouped(r)
	if err != nil || single && c.Min == 1 && c.Max == Unbounded {
		return candidates, err
	}
	if err := x.prepareGroup(r); err != nil {
		return nil, err
	}
	return x.filter(candidates, func(o taxonomy.Ordinal) (bool, error) {
		list := x.engine.tax.Attributes(o)
		count := 0
		for i := 0; i < len(list); {
			end := i + 1
			for end < len(list) && list[end].Group == list[i].Group {
				end++
			}
			if list[i].Group != 0 && x.holdsInGroup(r, o, list[i:end]) {
				if count++; c.Max == Unbounded && count >= c.Min || c.Max != Unbounded && count > c.Max {
					break
				}
			}
			i = end
		}
		return c.Contains(count), x.step(len(list))
	})
}

// alwaysGrouped reports whether the refinement is one attribute whose types are
// never in group 0, so that to have it is to have it in a group.
func (x *execution) alwaysGrouped(r *refinement) (bool, error) {
	if r.logic != logicAttribute || r.attribute.reverse || r.cardinality != (Cardinality{Min: 1, Max: Unbounded}) {
		return false, nil
	}
	t, err := x.test(r.attribute)
	if err != nil {
		return false, err
	}
	for _, i := range t.indexes {
		if x.engine.derived.ungrouped[i] {
			return false, nil
		}
	}
	return true, nil
}

// candidates returns concepts of w, or of all, beyond which the refinement can
// hold in no group; bounded is false where it can in any.
func (x *execution) candidates(r *refinement, w *roaring.Bitmap) (set *roaring.Bitmap, bounded bool, err error) {
	switch r.logic {
	case logicTrue:
		return nil, false, nil
	case logicFalse:
		return roaring.New(), true, nil
	case logicAnd:
		items, err := x.bySize(r.items)
		if err != nil {
			return nil, false, err
		}
		for _, item := range items {
			part, ok, err := x.candidates(item.refinement, w)
			if err != nil {
				return nil, false, err
			}
			if ok {
				w, bounded = part, true
				if w.IsEmpty() {
					break
				}
			}
		}
		return w, bounded, nil
	case logicOr:
		parts := make([]*roaring.Bitmap, len(r.items))
		for i, item := range r.items {
			part, ok, err := x.candidates(item, w)
			if err != nil || !ok {
				return nil, false, err
			}
			parts[i] = part
		}
		return roaring.FastOr(parts...), true, nil
	default:
		if r.cardinality.Min == 0 {
			return nil, false, nil
		}
		if r.attribute.reverse {
			set, err = x.satisfying(r, w)
			return set, true, err
		}
		t, err := x.test(r.attribute)
		if err != nil {
			return nil, false, err
		}
		set, err = x.withSome(t, w)
		return set, true, err
	}
}

// prepareGroup evaluates what holdsInGroup needs.
func (x *execution) prepareGroup(r *refinement) error {
	for _, item := range r.items {
		if err := x.prepareGroup(item); err != nil {
			return err
		}
	}
	if r.logic != logicAttribute {
		return nil
	}
	if !r.attribute.reverse {
		_, err := x.test(r.attribute)
		return err
	}
	if x.reverse[r] != nil {
		return nil
	}
	set, err := x.satisfying(r, nil)
	if err != nil {
		return err
	}
	if x.reverse == nil {
		x.reverse = map[*refinement]*roaring.Bitmap{}
	}
	x.reverse[r] = set
	return nil
}

// holdsInGroup reports whether a refinement holds where a concept has only the
// attributes of one of its groups. A reverse attribute isn't the concept's own,
// so that it is in no group of it: it holds in each if it holds of the concept.
func (x *execution) holdsInGroup(r *refinement, o taxonomy.Ordinal, group []taxonomy.Attribute) bool {
	switch r.logic {
	case logicTrue:
		return true
	case logicFalse:
		return false
	case logicAnd:
		for _, item := range r.items {
			if !x.holdsInGroup(item, o, group) {
				return false
			}
		}
		return true
	case logicOr:
		for _, item := range r.items {
			if x.holdsInGroup(item, o, group) {
				return true
			}
		}
		return false
	}
	if r.attribute.reverse {
		return x.reverse[r].Contains(uint32(o))
	}
	t := x.tests[r.attribute]
	c := r.cardinality
	count := 0
	for i := range group {
		if t.matches(&group[i]) {
			if count++; c.Max == Unbounded && count >= c.Min {
				return true
			}
		}
	}
	return c.Contains(count)
}
