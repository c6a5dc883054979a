package taxonomy

import "slices"

// The columns by type and value are in ascending order of value, and what a
// concept subsumes is a few ranges of ordinals. So the sources whose value lies
// below a concept are a few stretches of one column, found by binary search: no
// value is looked at, and the number of them is known before any is read.

// SourcesBetween returns the sources of an attribute type whose value lies
// between first and last, both included: in ascending value, and for one value in
// ascending ordinal. A concept that has several of the values comes once for each.
func (t *Taxonomy) SourcesBetween(attributeType Ordinal, first, last Value) []Ordinal {
	from, to := t.valuesBetween(attributeType, first, last)
	if from >= to {
		return nil
	}
	begin, end := t.valueStart[from], t.valueStart[to]
	return t.sources[begin:end:end]
}

// ValuesBetween returns the part of [Taxonomy.Values] that lies between first
// and last, both included.
func (t *Taxonomy) ValuesBetween(attributeType Ordinal, first, last Value) []Value {
	from, to := t.valuesBetween(attributeType, first, last)
	if from >= to {
		return nil
	}
	return t.values[from:to:to]
}

func (t *Taxonomy) valuesBetween(attributeType Ordinal, first, last Value) (from, to uint32) {
	from, to = t.valuesOf(attributeType)
	values := t.values[from:to]
	begin, _ := slices.BinarySearch(values, first)
	end, found := slices.BinarySearch(values[begin:], last)
	end += begin
	if found {
		end++
	}
	return from + uint32(begin), from + uint32(end)
}

// ConcreteValueOf returns the value that stands for a concrete value by its
// index, see [Taxonomy.ConcreteValue]: the inverse of [Value.Concrete].
func ConcreteValueOf(index int) Value { return Value(index) | concreteBit }
