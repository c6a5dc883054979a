package ecl

import "strconv"

// Refinement is what stands behind the colon, or in the braces of a group: one
// of [*Attribute], [*AttributeGroup], [*RefinementList] and [*NestedRefinement].
// Each is true or false of a concept, or of one of its role groups.
// (Specification: eclRefinement, eclAttributeSet.)
type Refinement interface {
	Node
	refinement()
}

// RefinementList is refinements joined by AND (or commas), or joined by OR.
type RefinementList struct {
	Span
	Operator LogicalOperator
	Items    []Refinement // two or more; none is itself a *RefinementList
}

// NestedRefinement is a refinement in brackets.
type NestedRefinement struct {
	Span
	Refinement Refinement
}

// AttributeGroup is the test that, in a number of the concept's role groups, the
// attributes in the braces hold together. (Specification: eclAttributeGroup.)
type AttributeGroup struct {
	Span
	Cardinality *Cardinality // of groups; nil means [1..*]
	Attributes  Refinement   // without an *AttributeGroup in it: groups don't nest
}

// Attribute is the test of one attribute: name, comparison and value.
// (Specification: eclAttribute.)
type Attribute struct {
	Span
	Cardinality *Cardinality // nil means [1..*]

	// Reverse is set for R N = V: the concept is the value of attribute N of a
	// concept in V. Its value is then a *SubExpression.
	Reverse     bool
	ReverseSpan Span // of the flag, if set

	Name     *SubExpression
	Operator ComparisonOperator // Equal and NotEqual only, but for a *Number

	// Value is a [*SubExpression], [*Number], [*Strings] or [*Boolean]; or
	// [*SearchTerms] for match: and wild: in front of a string, which ECL 2.2
	// had and 2.3 has no more. The parser warns of them.
	Value Value
}

// Unbounded is the Max of a [Cardinality] without a greatest number.
const Unbounded = -1

// Cardinality says how many attributes or groups there may be: [Min..Max].
type Cardinality struct {
	Span
	Min int // 0 or more, MaxCardinality at most
	Max int // Min or more, MaxCardinality at most; or Unbounded
}

// MaxCardinality is the greatest bound of a cardinality that the parser takes.
const MaxCardinality = 1<<31 - 1

// Contains reports whether a count lies within the bounds.
func (c Cardinality) Contains(count int) bool {
	return count >= c.Min && (c.Max == Unbounded || count <= c.Max)
}

// String returns the brief form, as [1..*].
func (c Cardinality) String() string {
	most := "*"
	if c.Max != Unbounded {
		most = strconv.Itoa(c.Max)
	}
	return "[" + strconv.Itoa(c.Min) + ".." + most + "]"
}

func (*Attribute) refinement()        {}
func (*AttributeGroup) refinement()   {}
func (*RefinementList) refinement()   {}
func (*NestedRefinement) refinement() {}
