package ecl

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// attributeTest is an attribute constraint whose name and value were evaluated:
// the attribute types that fit, and the values that fit as ranges. Concept values
// are ordinals and what a concept subsumes is a few ranges of them; concrete values
// are numbered in their order, so that a comparison of numbers is a range too.
type attributeTest struct {
	types     []taxonomy.Ordinal // ascending
	indexes   []int              // of types, in AttributeTypes
	every     bool               // all types of the release
	values    []valueRange       // ascending, disjoint
	anyValue  bool
	tuples    int    // how many (type, value, source) fit
	concepts  dense  // the concept values among values, if those are many ranges; else nil
	typeBits  uint64 // for a quick no: bit (type mod 64)
	firstType taxonomy.Ordinal
}

// valueRange is a range of values; both ends belong to it.
type valueRange struct{ first, last taxonomy.Value }

const lastValue = taxonomy.Value(math.MaxUint32)

// manyRanges is the number of ranges from which on values are looked up in a
// dense set.
const manyRanges = 8

// matches reports whether an attribute fits.
func (a *attributeTest) matches(t *taxonomy.Attribute) bool {
	return a.fitsType(t.Type) && a.fitsValue(t.Value)
}

func (a *attributeTest) fitsType(o taxonomy.Ordinal) bool {
	if a.every {
		return true
	}
	if len(a.types) == 1 {
		return o == a.firstType
	}
	if a.typeBits>>(o&63)&1 == 0 {
		return false
	}
	_, ok := slices.BinarySearch(a.types, o)
	return ok
}

func (a *attributeTest) fitsValue(v taxonomy.Value) bool {
	if a.anyValue {
		return true
	}
	if a.concepts != nil {
		if o, ok := v.Concept(); ok {
			return a.concepts.has(o)
		}
	}
	ranges := a.values
	for len(ranges) > 4 {
		half := len(ranges) / 2
		if ranges[half-1].last < v {
			ranges = ranges[half:]
		} else {
			ranges = ranges[:half]
		}
	}
	for _, r := range ranges {
		if r.last >= v {
			return r.first <= v
		}
	}
	return false
}

// test evaluates the name and the value of an attribute constraint, once.
func (x *execution) test(a *attribute) (*attributeTest, error) {
	if t, ok := x.tests[a]; ok {
		return t, nil
	}
	t := &attributeTest{}
	if err := x.types(a.name, t); err != nil {
		return nil, err
	}
	if !a.reverse && len(t.types) > 0 {
		if err := x.values(a, t); err != nil {
			return nil, err
		}
	}
	if x.tests == nil {
		x.tests = map[*attribute]*attributeTest{}
	}
	x.tests[a] = t
	return t, nil
}

// types fills in the attribute types that a name stands for. It asks for each
// type, of which there are a hundred or two, and never makes the name's set if
// asking is cheap.
func (x *execution) types(name *node, t *attributeTest) error {
	all := x.engine.tax.AttributeTypes()
	if name.op == opAll {
		t.every, t.types = true, all
		for i := range all {
			t.indexes = append(t.indexes, i)
		}
		return nil
	}
	ask := func(o taxonomy.Ordinal) (bool, error) { return x.contains(name, o) }
	if !name.cheapToAsk() {
		set, err := x.set(name)
		if err != nil {
			return err
		}
		ask = func(o taxonomy.Ordinal) (bool, error) { return set.Contains(uint32(o)), nil }
	}
	if name.op == opConcepts && len(name.concepts) < 8 {
		for _, o := range name.concepts {
			if i, ok := slices.BinarySearch(all, o); ok {
				t.types = append(t.types, o)
				t.indexes = append(t.indexes, i)
			}
		}
	} else {
		for i, o := range all {
			in, err := ask(o)
			if err != nil {
				return err
			}
			if in {
				t.types = append(t.types, o)
				t.indexes = append(t.indexes, i)
			}
		}
	}
	for _, o := range t.types {
		t.typeBits |= 1 << (o & 63)
	}
	if len(t.types) > 0 {
		t.firstType = t.types[0]
	}
	return nil
}

// values fills in the values that fit, and how many attributes have them.
func (x *execution) values(a *attribute, t *attributeTest) (err error) {
	switch {
	case a.any:
		if t.anyValue = a.operator == Equal; t.anyValue {
			t.values = []valueRange{{0, lastValue}}
		}
	case a.set != nil:
		t.values, err = x.conceptRanges(a.set)
		if err == nil && a.operator == NotEqual {
			t.values = complement(t.values, 0, taxonomy.Value(x.engine.tax.Len()))
		}
	default:
		t.values = x.concreteRanges(a)
	}
	if err != nil {
		return err
	}
	many := len(t.values) > manyRanges
	if many && a.set != nil {
		t.concepts = make(dense, x.engine.dense.words)
		for _, r := range t.values {
			t.concepts.fill(r)
		}
		if err := x.charge(uint64(8*len(t.concepts) + 8*len(t.values))); err != nil {
			return err
		}
	}
	for _, o := range t.types {
		if many && len(t.values) > len(x.engine.tax.Values(o)) {
			for v, sources := range x.engine.tax.SourcesByValue(o) {
				if t.fitsValue(v) {
					t.tuples += len(sources)
				}
			}
			continue
		}
		for _, r := range t.values {
			t.tuples += len(x.engine.tax.SourcesBetween(o, r.first, r.last))
		}
	}
	return x.step(len(t.types) * len(t.values))
}

func (d dense) fill(r valueRange) {
	first, last := r.first, r.last
	for ; first <= last && first&63 != 0; first++ {
		d[first>>6] |= 1 << (first & 63)
	}
	for ; first+63 <= last && first <= last; first += 64 {
		d[first>>6] = ^uint64(0)
	}
	for ; first <= last; first++ {
		d[first>>6] |= 1 << (first & 63)
	}
}

// eachSources calls f with the sources of every fitting type and value, in
// stretches; a source may come several times.
func (x *execution) eachSources(t *attributeTest, f func([]taxonomy.Ordinal) error) error {
	for _, o := range t.types {
		if len(t.values) > manyRanges && len(t.values) > len(x.engine.tax.Values(o)) {
			for v, sources := range x.engine.tax.SourcesByValue(o) {
				if t.fitsValue(v) {
					if err := f(sources); err != nil {
						return err
					}
				}
			}
			continue
		}
		for _, r := range t.values {
			if err := f(x.engine.tax.SourcesBetween(o, r.first, r.last)); err != nil {
				return err
			}
		}
	}
	return nil
}

// conceptRanges returns the set of a node as ranges of values.
func (x *execution) conceptRanges(n *node) ([]valueRange, error) {
	t := x.engine.tax
	switch {
	case n.op == opAll:
		return rangesUpTo(t.Len()), nil
	case n.op == opConcepts:
		ranges := make([]valueRange, len(n.concepts))
		for i, o := range n.concepts {
			ranges[i] = valueRange{taxonomy.ConceptValue(o), taxonomy.ConceptValue(o)}
		}
		return ranges, nil
	case n.op == opHierarchy && n.args[0].op == opConcepts && len(n.args[0].concepts) == 1 &&
		(n.hierarchy == DescendantOf || n.hierarchy == DescendantOrSelfOf):
		intervals := t.Intervals
		if n.hierarchy == DescendantOrSelfOf {
			intervals = t.IntervalsOrSelf
		}
		var ranges []valueRange
		for first, last := range intervals(n.args[0].concepts[0]) {
			ranges = append(ranges, valueRange{taxonomy.ConceptValue(first), taxonomy.ConceptValue(last)})
		}
		return ranges, nil
	}
	set, err := x.set(n)
	if err != nil {
		return nil, err
	}
	return rangesOf(set), nil
}

func rangesUpTo(n int) []valueRange {
	if n == 0 {
		return nil
	}
	return []valueRange{{0, taxonomy.Value(n - 1)}}
}

func rangesOf(set *roaring.Bitmap) []valueRange {
	var ranges []valueRange
	for first, end := range set.Ranges() {
		ranges = append(ranges, valueRange{taxonomy.Value(first), taxonomy.Value(end - 1)})
	}
	return ranges
}

// complement returns what lies from first up to, and without, end and in none of
// the ranges.
func complement(ranges []valueRange, first, end taxonomy.Value) []valueRange {
	var rest []valueRange
	for _, r := range ranges {
		if first < r.first {
			rest = append(rest, valueRange{first, r.first - 1})
		}
		first = r.last + 1
	}
	if first < end {
		rest = append(rest, valueRange{first, end - 1})
	}
	return rest
}

// concreteRanges returns the concrete values that fit. Only values of the kind
// compared with can: a number differs from 5 only if it is a number.
func (x *execution) concreteRanges(a *attribute) []valueRange {
	t := x.engine.tax
	count := t.ConcreteValueCount()
	find := func(before func(taxonomy.ConcreteValue) bool) int {
		low, high := 0, count
		for low < high {
			middle := int(uint(low+high) >> 1)
			if before(t.ConcreteValue(middle)) {
				low = middle + 1
			} else {
				high = middle
			}
		}
		return low
	}
	// The values of a kind stand together.
	ofKind := func(kind taxonomy.ConcreteKind) (first, end int) {
		first = find(func(v taxonomy.ConcreteValue) bool { return v.Kind < kind })
		end = find(func(v taxonomy.ConcreteValue) bool { return v.Kind <= kind })
		return first, end
	}
	run := func(first, end int) []valueRange {
		if first >= end {
			return nil
		}
		return []valueRange{{taxonomy.ConcreteValueOf(first), taxonomy.ConcreteValueOf(end - 1)}}
	}
	switch {
	case a.number != "":
		first, end := ofKind(taxonomy.ConcreteNumber)
		less := find(func(v taxonomy.ConcreteValue) bool {
			return v.Kind == taxonomy.ConcreteNumber && taxonomy.CompareNumbers(v.Text, a.number) < 0
		})
		notMore := find(func(v taxonomy.ConcreteValue) bool {
			return v.Kind == taxonomy.ConcreteNumber && taxonomy.CompareNumbers(v.Text, a.number) <= 0
		})
		switch a.operator {
		case Equal:
			return run(less, notMore)
		case NotEqual:
			return append(run(first, less), run(notMore, end)...)
		case Less:
			return run(first, less)
		case LessOrEqual:
			return run(first, notMore)
		case Greater:
			return run(notMore, end)
		default:
			return run(less, end)
		}
	case a.boolean != nil:
		first, end := ofKind(taxonomy.ConcreteBoolean)
		return x.concreteWhere(first, end, func(text string) bool {
			return (text == "true") == (*a.boolean == (a.operator == Equal))
		})
	case a.terms != nil:
		patterns := make([]*terminology.TermPattern, len(a.terms))
		for i, term := range a.terms {
			patterns[i] = patternOf(term)
		}
		condition := terminology.TermCondition{Negate: a.operator == NotEqual, Patterns: patterns}
		var folded terminology.TermText
		first, end := ofKind(taxonomy.ConcreteString)
		return x.concreteWhere(first, end, func(text string) bool {
			folded.Fold("", text)
			return condition.Holds(&folded)
		})
	default:
		first, end := ofKind(taxonomy.ConcreteString)
		return x.concreteWhere(first, end, func(text string) bool {
			return slices.Contains(a.texts, text) == (a.operator == Equal)
		})
	}
}

// concreteWhere returns those of some concrete values whose text fits.
func (x *execution) concreteWhere(first, end int, fits func(text string) bool) []valueRange {
	var ranges []valueRange
	for i := first; i < end; i++ {
		if !fits(x.engine.tax.ConcreteValue(i).Text) {
			continue
		}
		v := taxonomy.ConcreteValueOf(i)
		if n := len(ranges); n > 0 && ranges[n-1].last+1 == v {
			ranges[n-1].last = v
		} else {
			ranges = append(ranges, valueRange{v, v})
		}
	}
	return ranges
}
