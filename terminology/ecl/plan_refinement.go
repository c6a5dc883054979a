package ecl

import (
	"fmt"
	"slices"
	"strings"
)

// logic is what a node of a planned refinement does.
type logic uint8

const (
	logicTrue  logic = iota
	logicFalse       // of no concept
	logicAnd
	logicOr
	logicAttribute
	logicGroup // items[0] is what must hold in a group
)

// refinement is a planned refinement: true or false of a concept, or of a role
// group. What can't matter is gone: [0..*] is logicTrue, and brackets are too.
type refinement struct {
	logic       logic
	items       []*refinement
	cardinality Cardinality // of logicAttribute and logicGroup
	attribute   *attribute
	key         string
}

// attribute is a planned attribute constraint.
type attribute struct {
	reverse  bool
	name     *node // opAll for any
	operator ComparisonOperator

	// value is what is compared with: set for concepts, where opAll with Equal
	// means any value, even a concrete one; else one of the others.
	set     *node
	any     bool // "*" as it stands: a concrete value too
	source  Value
	number  string
	texts   []string
	terms   []*SearchTerm
	boolean *bool
	key     string
}

func (r *refinement) each(f func(*node)) {
	if r == nil {
		return
	}
	for _, item := range r.items {
		item.each(f)
	}
	if a := r.attribute; a != nil {
		f(a.name)
		if a.set != nil {
			f(a.set)
		}
	}
}

func (p *planner) refine(focus *node, r *refinement) *node {
	switch {
	case focus.op == opEmpty || r.logic == logicTrue:
		return focus
	case r.logic == logicFalse:
		return p.empty()
	case focus.op == opRefine:
		// (X : a) : b is X : a, b.
		return p.refine(focus.args[0], combine(logicAnd, []*refinement{focus.refinement, r}))
	}
	return p.intern(&node{op: opRefine, args: []*node{focus}, refinement: r}, focus.key+":"+r.key)
}

// combine joins refinements by AND or OR.
func combine(l logic, items []*refinement) *refinement {
	// An AND has no use for what is true, and none for the rest if one is false;
	// an OR likewise.
	neutral, decides := logicTrue, logicFalse
	if l == logicOr {
		neutral, decides = logicFalse, logicTrue
	}
	var flat []*refinement
	var keys []string
	var seen distinct[string]
	for _, item := range items {
		parts := []*refinement{item}
		if item.logic == l {
			parts = item.items
		}
		for _, part := range parts {
			switch {
			case part.logic == neutral:
			case part.logic == decides:
				return part
			case seen.add(part.key):
				flat = append(flat, part)
				keys = append(keys, part.key)
			}
		}
	}
	switch len(flat) {
	case 0:
		return constant(neutral)
	case 1:
		return flat[0]
	}
	slices.Sort(keys)
	operator := "&"
	if l == logicOr {
		operator = "|"
	}
	return &refinement{logic: l, items: flat, key: shorten(operator + "(" + strings.Join(keys, ",") + ")")}
}

func constant(l logic) *refinement { return &refinement{logic: l, key: fmt.Sprint("!", l)} }

func (p *planner) refinement(r Refinement) (*refinement, error) {
	switch r := r.(type) {
	case *NestedRefinement:
		return p.refinement(r.Refinement)
	case *RefinementList:
		items := make([]*refinement, len(r.Items))
		for i, item := range r.Items {
			var err error
			if items[i], err = p.refinement(item); err != nil {
				return nil, err
			}
		}
		if r.Operator == Or {
			return combine(logicOr, items), nil
		}
		return combine(logicAnd, items), nil
	case *AttributeGroup:
		inner, err := p.refinement(r.Attributes)
		if err != nil {
			return nil, err
		}
		c := cardinalityOf(r.Cardinality)
		switch {
		case c.Min == 0 && c.Max == Unbounded:
			return constant(logicTrue), nil
		case inner.logic == logicFalse:
			return truth(c.Contains(0)), nil
		}
		return &refinement{logic: logicGroup, cardinality: c, items: []*refinement{inner}, key: shorten(c.String() + "{" + inner.key + "}")}, nil
	case *Attribute:
		return p.attribute(r)
	default:
		return nil, fmt.Errorf("ecl: a refinement of type %T", r)
	}
}

func truth(holds bool) *refinement {
	if holds {
		return constant(logicTrue)
	}
	return constant(logicFalse)
}

// cardinalityOf is a cardinality with its default, and without its place.
func cardinalityOf(c *Cardinality) Cardinality {
	if c == nil {
		return Cardinality{Min: 1, Max: Unbounded}
	}
	return Cardinality{Min: c.Min, Max: c.Max}
}

func (p *planner) attribute(r *Attribute) (*refinement, error) {
	name, err := p.subExpression(r.Name)
	if err != nil {
		return nil, err
	}
	a := &attribute{reverse: r.Reverse, name: name, operator: r.Operator, source: r.Value}
	value := ""
	switch v := r.Value.(type) {
	case *SubExpression:
		if a.set, err = p.subExpression(v); err != nil {
			return nil, err
		}
		_, a.any = bare(Unwrap(v)).(*Wildcard)
		value = a.set.key
		if a.any {
			value += "any"
		}
	case *Number:
		a.number = v.Text
		value = "#" + v.Text
	case *Strings:
		for _, s := range v.Values {
			a.texts = append(a.texts, s.Text)
			value += fmt.Sprintf("%q", s.Text)
		}
	case *Boolean:
		a.boolean = &v.Value
		value = fmt.Sprint(v.Value)
	case *SearchTerms:
		a.terms = v.Terms
		for _, t := range v.Terms {
			value += fmt.Sprintf("%d%q", t.Type, t.Text)
		}
	default:
		return nil, fmt.Errorf("ecl: a value of type %T in a refinement", v)
	}
	reverse := ""
	if a.reverse {
		reverse = "R"
	}
	a.key = shorten(reverse + name.key + a.operator.Brief() + value)

	c := cardinalityOf(r.Cardinality)
	switch {
	case c.Min == 0 && c.Max == Unbounded:
		return constant(logicTrue), nil
	case name.op == opEmpty, a.set != nil && a.set.op == opEmpty && a.operator == Equal, a.any && a.operator == NotEqual:
		return truth(c.Contains(0)), nil // nothing can match
	}
	return &refinement{logic: logicAttribute, cardinality: c, attribute: a, key: shorten(c.String() + a.key)}, nil
}
