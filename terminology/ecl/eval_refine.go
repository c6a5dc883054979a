package ecl

import (
	"cmp"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

func (x *execution) refine(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	focus := n.args[0]
	if focus.op != opAll {
		var err error
		if w, err = x.within(focus, w); err != nil || w.IsEmpty() {
			return w, err
		}
	}
	return x.satisfying(n.refinement, w)
}

// satisfying returns the part of w, or of all concepts if w is nil, for which a
// refinement holds.
func (x *execution) satisfying(r *refinement, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	switch r.logic {
	case logicTrue:
		return x.orAll(w), nil
	case logicFalse:
		return roaring.New(), nil
	case logicAnd:
		items, err := x.bySize(r.items)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			if w, err = x.satisfying(item.refinement, w); err != nil || w.IsEmpty() {
				return w, err
			}
		}
		return w, nil
	case logicOr:
		parts := make([]*roaring.Bitmap, len(r.items))
		for i, item := range r.items {
			var err error
			if parts[i], err = x.satisfying(item, w); err != nil {
				return nil, err
			}
		}
		return roaring.FastOr(parts...), nil
	case logicGroup:
		return x.counted(r.cardinality, w, func(c Cardinality) (*roaring.Bitmap, error) { return x.withGroups(r.items[0], c, w) })
	default:
		a := r.attribute
		if a.reverse {
			return x.counted(r.cardinality, w, func(c Cardinality) (*roaring.Bitmap, error) { return x.withSources(a, c, w) })
		}
		return x.counted(r.cardinality, w, func(c Cardinality) (*roaring.Bitmap, error) { return x.withAttributes(a, c, w) })
	}
}

func (x *execution) orAll(w *roaring.Bitmap) *roaring.Bitmap {
	if w == nil {
		return x.engine.derived.all(x.engine.tax)
	}
	return w
}

// counted finds the concepts whose count lies within a cardinality by a function
// that takes only those from one up. None, or at most n, is all without those
// that have more.
func (x *execution) counted(c Cardinality, w *roaring.Bitmap, some func(Cardinality) (*roaring.Bitmap, error)) (*roaring.Bitmap, error) {
	if c.Min > 0 {
		return some(c)
	}
	tooMany, err := some(Cardinality{Min: c.Max + 1, Max: Unbounded})
	if err != nil {
		return nil, err
	}
	return roaring.AndNot(x.orAll(w), tooMany), nil
}

// measured is a refinement with the number of attributes that it has to look at.
type measured struct {
	refinement *refinement
	size       int
}

// bySize orders refinements so that what leaves little comes first.
func (x *execution) bySize(items []*refinement) ([]measured, error) {
	list := make([]measured, len(items))
	for i, item := range items {
		size, err := x.size(item)
		if err != nil {
			return nil, err
		}
		list[i] = measured{item, size}
	}
	slices.SortStableFunc(list, func(a, b measured) int { return cmp.Compare(a.size, b.size) })
	return list, nil
}

// size is about how many concepts a refinement leaves of all: exact, but for
// concepts that come several times, for an attribute.
func (x *execution) size(r *refinement) (int, error) {
	const large = math.MaxInt / 4
	switch r.logic {
	case logicFalse:
		return 0, nil
	case logicTrue:
		return large, nil
	case logicAnd, logicOr:
		total := 0
		for i, item := range r.items {
			size, err := x.size(item)
			if err != nil {
				return 0, err
			}
			switch {
			case r.logic == logicOr:
				total = min(large, total+size)
			case i == 0 || size < total:
				total = size
			}
		}
		return total, nil
	case logicGroup:
		if r.cardinality.Min == 0 {
			return large, nil
		}
		// What a group needs is looked at one by one: later than what is sets.
		size, err := x.size(r.items[0])
		return min(large, 2*size), err
	default:
		switch {
		case r.cardinality.Min == 0:
			return large, nil
		case r.attribute.reverse:
			return x.engine.tax.Len() / 8, nil
		}
		t, err := x.test(r.attribute)
		if err != nil {
			return 0, err
		}
		return t.tuples, nil
	}
}

// withAttributes returns the concepts of w, or of all, with a number of fitting
// attributes, from one up.
func (x *execution) withAttributes(a *attribute, c Cardinality, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	t, err := x.test(a)
	if err != nil {
		return nil, err
	}
	some, err := x.withSome(t, w)
	if err != nil || c.Min == 1 && c.Max == Unbounded {
		return some, err
	}
	// Counting can matter only now, and only for these.
	return x.filter(some, func(o taxonomy.Ordinal) (bool, error) {
		list := x.engine.tax.Attributes(o)
		if len(list) < c.Min {
			return false, nil
		}
		count := 0
		for i := range list {
			if t.matches(&list[i]) {
				if count++; c.Max == Unbounded && count == c.Min {
					return true, nil
				}
			}
		}
		return c.Contains(count), x.step(len(list))
	})
}

// withSome returns the concepts of w, or of all, with a fitting attribute. It
// either marks the sources of the values, or looks at the members of w, whichever
// is less work.
func (x *execution) withSome(t *attributeTest, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	if t.tuples == 0 {
		return roaring.New(), nil
	}
	const perSource, perTuple, perMark = 30, 1, 15_000 // about nanoseconds
	if w != nil && w.GetCardinality()*perSource < uint64(t.tuples*perTuple+perMark) {
		return x.filter(w, func(o taxonomy.Ordinal) (bool, error) {
			list := x.engine.tax.Attributes(o)
			for i := range list {
				if t.matches(&list[i]) {
					return true, nil
				}
			}
			return false, x.step(len(list))
		})
	}
	set, err := x.sourcesOf(t)
	if err != nil || w == nil {
		return set, err
	}
	return roaring.And(set, w), nil
}

// sourcesOf returns all concepts with a fitting attribute.
func (x *execution) sourcesOf(t *attributeTest) (*roaring.Bitmap, error) {
	if t.anyValue {
		parts := make([]*roaring.Bitmap, len(t.indexes))
		for i, index := range t.indexes {
			parts[i] = x.engine.derived.sourcesOf(x.engine, index)
			if err := x.step(int(parts[i].GetCardinality())); err != nil {
				return nil, err
			}
		}
		if len(parts) == 1 {
			return parts[0], nil
		}
		return roaring.FastOr(parts...), nil
	}
	if t.tuples <= 1024 {
		list := make([]uint32, 0, t.tuples)
		err := x.eachSources(t, func(sources []taxonomy.Ordinal) error {
			for _, o := range sources {
				list = append(list, uint32(o))
			}
			return x.step(len(sources))
		})
		slices.Sort(list)
		set := roaring.New()
		set.AddMany(list)
		return set, err
	}
	marks := x.engine.dense.get()
	err := x.eachSources(t, func(sources []taxonomy.Ordinal) error {
		for len(sources) > 0 {
			n := min(len(sources), stepsPerCheck)
			marks.addAll(sources[:n])
			if err := x.step(n); err != nil {
				return err
			}
			sources = sources[n:]
		}
		return nil
	})
	if err != nil {
		x.engine.dense.put(marks)
		return nil, err
	}
	return x.engine.dense.bitmap(marks), nil
}

// filter returns the members of a set for which keep holds.
func (x *execution) filter(set *roaring.Bitmap, keep func(taxonomy.Ordinal) (bool, error)) (*roaring.Bitmap, error) {
	kept := roaring.New()
	var in, out [512]uint32
	n := 0
	for it := set.ManyIterator(); ; {
		got := it.NextMany(in[:])
		if got == 0 {
			break
		}
		if err := x.step(got); err != nil {
			return nil, err
		}
		for _, o := range in[:got] {
			ok, err := keep(taxonomy.Ordinal(o))
			if err != nil {
				return nil, err
			}
			if ok {
				out[n] = o
				if n++; n == len(out) {
					kept.AddMany(out[:])
					n = 0
				}
			}
		}
	}
	kept.AddMany(out[:n])
	return kept, nil
}
