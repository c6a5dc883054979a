package taxonomy

import (
	"cmp"
	"iter"
	"slices"
)

// Attribute is one attribute relationship of a concept.
type Attribute struct {
	Group uint32 // the relationship group; 0 is ungrouped
	Type  Ordinal
	Value Value
}

// Value is the value of an attribute: a concept or a concrete value. Values of
// concepts order by ordinal and come before concrete values, which order as
// [ConcreteValue.Compare] does.
type Value uint32

// concreteBit marks a concrete value; the other bits are its index.
const concreteBit Value = 1 << 31

// ConceptValue returns the value that stands for a concept.
func ConceptValue(o Ordinal) Value { return Value(o) }

// Concept returns the concept, or false for a concrete value.
func (v Value) Concept() (Ordinal, bool) { return Ordinal(v), v&concreteBit == 0 }

// Concrete returns the index of a concrete value, for
// [Taxonomy.ConcreteValue], or false for a concept.
func (v Value) Concrete() (int, bool) { return int(v &^ concreteBit), v&concreteBit != 0 }

// Attributes returns the attribute relationships of a concept, in ascending
// group, then type by ordinal, then [Value]; each combination once. Is-a
// relationships are not attributes, see [Taxonomy.Parents].
func (t *Taxonomy) Attributes(o Ordinal) []Attribute {
	if o >= t.active {
		return nil
	}
	return t.attributes[t.attributeStart[o]:t.attributeStart[o+1]:t.attributeStart[o+1]]
}

// AttributeTypes returns the concepts that are the type of an attribute, in
// ascending ordinal.
func (t *Taxonomy) AttributeTypes() []Ordinal { return t.types }

// Values returns the distinct values that attributes of a type have, ascending:
// concepts by ordinal, then concrete values.
func (t *Taxonomy) Values(attributeType Ordinal) []Value {
	from, to := t.valuesOf(attributeType)
	return t.values[from:to:to]
}

// Sources returns the concepts that have an attribute of this type and value, in
// ascending ordinal. It binary-searches the types and the type's values.
func (t *Taxonomy) Sources(attributeType Ordinal, value Value) []Ordinal {
	from, to := t.valuesOf(attributeType)
	i, ok := slices.BinarySearch(t.values[from:to], value)
	if !ok {
		return nil
	}
	return t.sourcesAt(from + uint32(i))
}

// SourcesByValue walks the values of a type in ascending order, each with its
// sources in ascending ordinal. A concept that has several values comes under
// each. Nothing is allocated.
func (t *Taxonomy) SourcesByValue(attributeType Ordinal) iter.Seq2[Value, []Ordinal] {
	return func(yield func(Value, []Ordinal) bool) {
		from, to := t.valuesOf(attributeType)
		for i := from; i < to; i++ {
			if !yield(t.values[i], t.sourcesAt(i)) {
				return
			}
		}
	}
}

// valuesOf returns the range of a type's values in the column of values.
func (t *Taxonomy) valuesOf(attributeType Ordinal) (from, to uint32) {
	i, ok := slices.BinarySearch(t.types, attributeType)
	if !ok {
		return 0, 0
	}
	return t.typeStart[i], t.typeStart[i+1]
}

func (t *Taxonomy) sourcesAt(i uint32) []Ordinal {
	return t.sources[t.valueStart[i]:t.valueStart[i+1]:t.valueStart[i+1]]
}

// ConcreteValueCount returns the number of distinct concrete values.
func (t *Taxonomy) ConcreteValueCount() int { return len(t.concrete) }

// ConcreteValue returns a concrete value by its index, see [Value.Concrete]; the
// zero ConcreteValue if there is none. Ascending indexes are in the order of
// [ConcreteValue.Compare], so the numbers in a range are one run of indexes.
func (t *Taxonomy) ConcreteValue(index int) ConcreteValue {
	if index < 0 || index >= len(t.concrete) {
		return ConcreteValue{}
	}
	return t.concrete[index]
}

// FindConcreteValue returns the value with exactly this kind and text, if an
// attribute has it. The number 5 does not find 5.0: to find equal numbers,
// search the table with [CompareNumbers].
func (t *Taxonomy) FindConcreteValue(v ConcreteValue) (Value, bool) {
	if v.problem() != "" {
		return 0, false
	}
	i, ok := slices.BinarySearchFunc(t.concrete, v, ConcreteValue.Compare)
	return Value(i) | concreteBit, ok
}

func (a Attribute) compare(b Attribute) int {
	return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Value, b.Value))
}
