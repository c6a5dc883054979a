package naiveecl

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/firn-sct/firn/terminology/ecl"
)

// refiner tests concepts with a refinement. It works each attribute's names and
// values out once.
type refiner struct {
	*Model
	attributes map[*ecl.Attribute]attribute
}

type attribute struct {
	types   Set
	sources Set              // of a reverse attribute: the concepts in, or outside of, its value
	matches func(tuple) bool // of any other: the comparison with the value
}

func (m *Model) refine(x Set, r ecl.Refinement) Set {
	f := refiner{m, map[*ecl.Attribute]attribute{}}
	ecl.Walk(r, func(n ecl.Node) bool {
		if a, ok := n.(*ecl.Attribute); ok {
			f.attributes[a] = f.prepare(a)
		}
		// What stands in a name or a value is another query's.
		_, isSub := n.(*ecl.SubExpression)
		return !isSub
	})
	return keep(x, func(id uint64) bool { return f.satisfies(id, m.tuples[id], r) })
}

func (f *refiner) prepare(a *ecl.Attribute) attribute {
	p := attribute{types: f.sub(a.Name)}
	if a.Reverse {
		p.sources = f.sub(a.Value.(*ecl.SubExpression))
		if a.Operator == ecl.NotEqual {
			inside := p.sources
			p.sources = keep(f.concepts, func(id uint64) bool { return !inside[id] })
		}
		return p
	}
	equal := a.Operator == ecl.Equal
	switch v := a.Value.(type) {
	case *ecl.SubExpression:
		if anything(v) {
			p.matches = func(tuple) bool { return equal } // concrete values too
			break
		}
		set := f.sub(v)
		p.matches = func(t tuple) bool { return t.concept != 0 && set[t.concept] == equal }
	case *ecl.Number:
		want := rational(v.Text)
		p.matches = func(t tuple) bool {
			text, ok := strings.CutPrefix(t.text, "#")
			return ok && a.Operator.Holds(rational(text).Cmp(want))
		}
	case *ecl.Boolean:
		p.matches = func(t tuple) bool {
			return (t.text == "true" || t.text == "false") && (t.text == fmt.Sprint(v.Value)) == equal
		}
	case *ecl.Strings:
		p.matches = func(t tuple) bool {
			text, ok := unquoted(t.text)
			for _, s := range v.Values {
				if text == s.Text {
					return ok && equal
				}
			}
			return ok && !equal
		}
	case *ecl.SearchTerms: // of ECL 2.2
		p.matches = func(t tuple) bool {
			text, ok := unquoted(t.text)
			return ok && anyTerm(v, text, "") == equal
		}
	default:
		panic(fmt.Sprintf("value %T", v))
	}
	return p
}

// anything reports whether a value is * and nothing else, which stands for a concrete value as
// well as for a concept.
func anything(c ecl.Constraint) bool {
	bare, ok := ecl.Unwrap(c).(*ecl.SubExpression)
	if !ok || bare.Hierarchy != ecl.NoHierarchy || bare.Membership != nil || len(bare.Filters) > 0 || bare.History != nil {
		return false
	}
	_, ok = bare.Atom.(*ecl.Wildcard)
	return ok
}

// satisfies tests a concept, of whose attributes only the given ones count: all,
// or those of one group.
func (f *refiner) satisfies(id uint64, tuples []tuple, r ecl.Refinement) bool {
	switch r := r.(type) {
	case *ecl.NestedRefinement:
		return f.satisfies(id, tuples, r.Refinement)
	case *ecl.RefinementList:
		for _, item := range r.Items {
			if f.satisfies(id, tuples, item) != (r.Operator == ecl.And) {
				return r.Operator == ecl.Or
			}
		}
		return r.Operator == ecl.And
	case *ecl.AttributeGroup:
		groups := map[int][]tuple{}
		for _, t := range f.tuples[id] {
			if t.group != 0 {
				groups[t.group] = append(groups[t.group], t)
			}
		}
		count := 0
		for _, group := range groups {
			if f.satisfies(id, group, r.Attributes) {
				count++
			}
		}
		return within(r.Cardinality, count)
	case *ecl.Attribute:
		p, count := f.attributes[r], 0
		if r.Reverse { // distinct sources count
			for source := range p.sources {
				for _, t := range f.Model.tuples[source] {
					if t.concept == id && p.types[t.typeID] {
						count++
						break
					}
				}
			}
			return within(r.Cardinality, count)
		}
		for _, t := range tuples {
			if p.types[t.typeID] && p.matches(t) {
				count++
			}
		}
		return within(r.Cardinality, count)
	}
	panic(fmt.Sprintf("refinement %T", r))
}

func within(c *ecl.Cardinality, count int) bool {
	if c == nil {
		return count >= 1
	}
	return count >= c.Min && (c.Max == ecl.Unbounded || count <= c.Max)
}

func rational(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("no number: " + text)
	}
	return r
}

// unquoted reads a string value as it stands in the file.
func unquoted(value string) (string, bool) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return "", false
	}
	var b strings.Builder
	for i := 1; i < len(value)-1; i++ {
		if value[i] == '\\' && i+1 < len(value)-1 {
			i++
		}
		b.WriteByte(value[i])
	}
	return b.String(), true
}
