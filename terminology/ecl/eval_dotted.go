package ecl

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// sourceTest says which concepts count as sources of an attribute: those of a
// set, or with negate all others.
type sourceTest struct {
	set    *roaring.Bitmap // nil: every concept
	bits   dense           // the set once more, if it is asked often
	negate bool
}

func (s *sourceTest) has(o taxonomy.Ordinal) bool {
	switch {
	case s.set == nil:
		return !s.negate
	case s.bits != nil:
		return s.bits.has(o) != s.negate
	default:
		return s.set.Contains(uint32(o)) != s.negate
	}
}

// dotted returns the concepts that are values of attributes over a set.
func (x *execution) dotted(n *node) (*roaring.Bitmap, error) {
	t := &attributeTest{}
	if err := x.types(n.args[1], t); err != nil {
		return nil, err
	}
	sources := &sourceTest{}
	if n.args[0].op != opAll {
		var err error
		if sources.set, err = x.set(n.args[0]); err != nil {
			return nil, err
		}
	}
	return x.targets(t, sources)
}

// targets returns the concepts that are values of fitting types of some source.
// It goes from the sources, or through the columns of the types, whichever is
// shorter.
func (x *execution) targets(t *attributeTest, sources *sourceTest) (*roaring.Bitmap, error) {
	columns := 0
	for _, o := range t.types {
		columns += len(x.engine.tax.SourcesBetween(o, 0, lastConcept))
	}
	marks := x.engine.dense.get()
	bitmap := func() *roaring.Bitmap { return x.engine.dense.bitmap(marks) }
	const attributesPerConcept = 8
	if sources.set != nil && !sources.negate && sources.set.GetCardinality()*attributesPerConcept < uint64(columns) {
		_, err := x.filter(sources.set, func(o taxonomy.Ordinal) (bool, error) {
			list := x.engine.tax.Attributes(o)
			for i := range list {
				if value, ok := list[i].Value.Concept(); ok && t.fitsType(list[i].Type) {
					marks.add(value)
				}
			}
			return false, x.step(len(list))
		})
		return bitmap(), err
	}
	if sources.set != nil {
		sources.bits = x.engine.dense.denseOf(sources.set)
		defer x.engine.dense.put(sources.bits)
	}
	for _, kind := range t.types {
		for value, list := range x.engine.tax.SourcesByValue(kind) {
			target, ok := value.Concept()
			if !ok {
				break // concrete values come last
			}
			if marks.has(target) {
				continue
			}
			looked := 0
			for _, o := range list {
				looked++
				if sources.has(o) {
					marks.add(target)
					break
				}
			}
			if err := x.step(looked); err != nil {
				x.engine.dense.put(marks)
				return nil, err
			}
		}
	}
	sources.bits = nil
	return bitmap(), nil
}

// lastConcept is the greatest value that can be a concept.
const lastConcept = taxonomy.Value(1<<31 - 1)

// withSources returns the concepts of w, or of all, that are the value of a
// fitting attribute of a number of different concepts, from one up.
func (x *execution) withSources(a *attribute, c Cardinality, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	t, err := x.test(a)
	if err != nil || len(t.types) == 0 {
		return roaring.New(), err
	}
	sources := &sourceTest{negate: a.operator == NotEqual}
	if a.set.op != opAll {
		if sources.set, err = x.set(a.set); err != nil {
			return nil, err
		}
	}
	some := w
	const few = 2000
	if w == nil || w.GetCardinality() > few {
		if some, err = x.targets(t, sources); err != nil {
			return nil, err
		}
		if w != nil {
			some = roaring.And(some, w)
		}
		if c.Min == 1 && c.Max == Unbounded {
			return some, nil
		}
	}
	var all []taxonomy.Ordinal
	return x.filter(some, func(o taxonomy.Ordinal) (bool, error) {
		count := 0
		all = all[:0]
		for _, kind := range t.types {
			list := x.engine.tax.Sources(kind, taxonomy.ConceptValue(o))
			if err := x.step(len(list)); err != nil {
				return false, err
			}
			for _, source := range list {
				if !sources.has(source) {
					continue
				}
				if c.Max == Unbounded && c.Min == 1 {
					return true, nil
				}
				count++
				if len(t.types) > 1 {
					all = append(all, source)
				}
			}
		}
		if len(t.types) > 1 { // one source may have the value by several types
			slices.Sort(all)
			count = len(slices.Compact(all))
		}
		return c.Contains(count), nil
	})
}
