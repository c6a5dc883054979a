package ecltest

import (
	"github.com/firn-sct/firn/terminology/ecl"
)

// Refinement returns a random refinement, with groups or without.
func (g *Generator) Refinement(depth int, groups bool) ecl.Refinement {
	n := 1
	if g.one(2) {
		n = g.count(2)
	}
	list := &ecl.RefinementList{Operator: []ecl.LogicalOperator{ecl.And, ecl.Or}[g.IntN(2)]}
	for range n {
		list.Items = append(list.Items, g.refinementItem(depth, groups))
	}
	if n == 1 {
		return list.Items[0]
	}
	return list
}

func (g *Generator) refinementItem(depth int, groups bool) ecl.Refinement {
	switch g.IntN(6) {
	case 1, 2:
		if groups {
			group := &ecl.AttributeGroup{Cardinality: g.cardinality()}
			group.Attributes = g.Refinement(depth-1, false)
			return group
		}
	case 3:
		if depth > 0 {
			return &ecl.NestedRefinement{Refinement: g.Refinement(depth-1, groups)}
		}
	}
	return g.attribute(depth)
}

func (g *Generator) cardinality() *ecl.Cardinality {
	if !g.allowed(Cardinalities) || !g.one(3) {
		return nil
	}
	c := &ecl.Cardinality{Min: g.IntN(3)}
	c.Max = c.Min + g.IntN(3)
	if g.one(2) {
		c.Max = ecl.Unbounded
	}
	return c
}

func (g *Generator) name(depth int) *ecl.SubExpression {
	if depth > 0 && g.one(8) {
		return g.SubExpression(depth - 1)
	}
	s := &ecl.SubExpression{Atom: g.concept(g.Attributes)}
	if g.one(8) {
		s.Atom = &ecl.Wildcard{}
	} else if g.allowed(Hierarchy) && g.one(4) {
		s.Hierarchy = ecl.DescendantOrSelfOf
	}
	return s
}

func (g *Generator) attribute(depth int) *ecl.Attribute {
	a := &ecl.Attribute{Cardinality: g.cardinality()}
	a.Reverse = g.allowed(Reversed) && g.one(6)
	a.Name = g.name(depth)
	a.Operator = g.equality()
	switch n := g.IntN(12); {
	case a.Reverse || n < 8:
		if a.Value = (&ecl.SubExpression{Atom: &ecl.Wildcard{}}); !g.one(6) {
			a.Value = g.SubExpression(depth - 1)
		}
	case n == 8 && g.allowed(TypedStrings) && g.one(4):
		terms := g.searchTerms()
		a.Value = terms
	case !g.allowed(ConcreteValues):
		a.Value = g.SubExpression(depth - 1)
	case n < 10:
		a.Operator = ecl.ComparisonOperator(g.IntN(6))
		a.Value = &ecl.Number{Text: pick(g, g.Numbers)}
	case n == 10:
		s := &ecl.Strings{}
		for range g.count(1) {
			s.Values = append(s.Values, &ecl.String{Text: pick(g, g.Strings)})
		}
		a.Value = s
	default:
		a.Value = &ecl.Boolean{Value: g.one(2)}
	}
	return a
}

func (g *Generator) equality() ecl.ComparisonOperator {
	return ecl.ComparisonOperator(g.IntN(2))
}
