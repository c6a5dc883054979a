package naiveecl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology/ecl"
)

// Result is what a query gives: a set of concepts, or rows.
type Result struct {
	Concepts Set

	// Columns and Rows are set for a query that asks for fields, ^ [a, b] X or
	// ^ [*] X, or for a single one that doesn't hold concepts. Rows are in
	// ascending order of their reference set, referenced component and member;
	// those of a single field are its different values.
	Columns []string
	Rows    [][]string
}

// Error is a query that the release can't answer. Reason is the stable code of
// docs/ecl.md.
type Error struct{ Reason, Message string }

// Error implements error.
func (e *Error) Error() string { return e.Reason + ": " + e.Message }

// Evaluate evaluates a query. An identifier that the release doesn't have gives
// the empty set. The error is an [*Error]: the first that turns up anywhere in
// the query, also where it can make no difference. There is a result besides it,
// in which the part at fault gives the empty set.
func (m *Model) Evaluate(q *ecl.Query) (Result, error) {
	m.subs, m.errors = map[*ecl.SubExpression]Set{}, nil
	var result Result
	s, ok := ecl.Unwrap(q.Constraint).(*ecl.SubExpression)
	switch {
	case q.Rows() != nil:
		result.Columns, result.Rows = m.fields(s.Membership, s.Atom)
	case ok && s.Membership != nil && len(s.Membership.Fields) == 1 && s.Hierarchy == ecl.NoHierarchy &&
		len(s.Filters) == 0 && s.History == nil && !m.holdsConcepts(s.Membership, s.Atom):
		result.Columns, result.Rows = []string{s.Membership.Fields[0].Name}, m.fieldValues(s.Membership, s.Atom)
	default:
		result.Concepts = m.constraint(q.Constraint)
	}
	if len(m.errors) > 0 {
		return result, m.errors[0]
	}
	return result, nil
}

// fail notes an error down.
func (m *Model) fail(reason, format string, arguments ...any) {
	m.errors = append(m.errors, &Error{reason, fmt.Sprintf(format, arguments...)})
}

func (m *Model) constraint(c ecl.Constraint) Set {
	switch c := c.(type) {
	case *ecl.SubExpression:
		return m.sub(c)
	case *ecl.Compound:
		result := m.sub(c.Operands[0])
		for _, operand := range c.Operands[1:] {
			other := m.sub(operand)
			if c.Operator == ecl.And {
				result = keep(result, func(id uint64) bool { return other[id] })
			} else {
				result = union(result, other)
			}
		}
		return result
	case *ecl.Minus:
		right := m.sub(c.Right)
		return keep(m.sub(c.Left), func(id uint64) bool { return !right[id] })
	case *ecl.Dotted:
		result := m.sub(c.Focus)
		for _, attribute := range c.Attributes {
			result = m.values(result, m.sub(attribute))
		}
		return result
	case *ecl.Refined:
		return m.refine(m.sub(c.Focus), c.Refinement)
	}
	panic(fmt.Sprintf("constraint %T", c))
}

// values are the concepts that attributes of some types have as values.
func (m *Model) values(sources, types Set) Set {
	found := Set{}
	for source := range sources {
		for _, t := range m.tuples[source] {
			if types[t.typeID] && m.concepts[t.concept] {
				found[t.concept] = true
			}
		}
	}
	return found
}

func (m *Model) sub(s *ecl.SubExpression) Set {
	result := m.atom(s.Atom)
	if s.Membership != nil {
		result = m.membership(s.Membership, result)
	}
	result = m.hierarchy(s.Hierarchy, result)
	for _, f := range s.Filters {
		result = m.filter(f, result)
	}
	if s.History != nil {
		result = m.history(s.History, result)
	}
	return result
}

func (m *Model) atom(a ecl.Atom) Set {
	switch a := a.(type) {
	case *ecl.ConceptReference:
		return keep(Set{uint64(a.ID): true}, func(id uint64) bool { return m.concepts[id] })
	case *ecl.Wildcard:
		return union(Set{}, m.concepts)
	case *ecl.AlternateIdentifier:
		scheme, ok := m.Schemes[strings.ToUpper(a.Scheme)]
		if !ok {
			m.fail("ECL_SCHEME_UNKNOWN", "scheme %q", a.Scheme)
		}
		found := Set{}
		for _, i := range m.release.Identifiers {
			if i.Active && i.IdentifierSchemeID == scheme && i.AlternateIdentifier == a.Code && m.concepts[i.ReferencedComponentID] {
				found[i.ReferencedComponentID] = true
			}
		}
		return found
	case *ecl.Nested:
		return m.constraint(a.Constraint)
	}
	panic(fmt.Sprintf("atom %T", a))
}

func (m *Model) hierarchy(o ecl.HierarchyOperator, x Set) Set {
	switch o {
	case ecl.NoHierarchy:
		return x
	case ecl.DescendantOf:
		return reach(x, m.descendants)
	case ecl.DescendantOrSelfOf:
		return union(x, reach(x, m.descendants))
	case ecl.ChildOf:
		return reach(x, m.release.Children)
	case ecl.ChildOrSelfOf:
		return union(x, reach(x, m.release.Children))
	case ecl.AncestorOf:
		return reach(x, m.above)
	case ecl.AncestorOrSelfOf:
		return union(x, reach(x, m.above))
	case ecl.ParentOf:
		return reach(x, m.release.Parents)
	case ecl.ParentOrSelfOf:
		return union(x, reach(x, m.release.Parents))
	case ecl.Top: // no other member above
		return keep(x, func(id uint64) bool {
			return !slices.ContainsFunc(m.above(id), func(above uint64) bool { return x[above] })
		})
	case ecl.Bottom: // no other member below
		return keep(x, func(id uint64) bool {
			return !slices.ContainsFunc(m.descendants(id), func(below uint64) bool { return x[below] })
		})
	}
	panic(fmt.Sprintf("operator %d", o))
}

// historyProfiles are the reference sets of the history profiles, which stand
// for themselves: it doesn't matter whether the release has their concepts.
var historyProfiles = map[ecl.HistoryProfile][]uint64{
	ecl.HistoryMin: {900000000000527005},
	ecl.HistoryMod: {900000000000527005, 900000000000526001, 900000000000528000, 1186924009},
}

func (m *Model) history(h *ecl.History, x Set) Set {
	refsets := Set{}
	switch h.Profile {
	case ecl.HistoryMin, ecl.HistoryMod:
		for _, id := range historyProfiles[h.Profile] {
			refsets[id] = true
		}
	case ecl.HistoryMax:
		refsets = m.historical()
	case ecl.HistorySubset:
		if refsets = m.constraint(h.Refsets); anything(h.Refsets) { // HISTORY (*) is HISTORY-MAX
			refsets = m.historical()
		}
	}
	result := union(Set{}, x)
	for _, r := range m.rows(refsets) {
		target, ok := r.columns["targetcomponentid"]
		if ok && r.Active && x[number(target.text)] && m.concepts[r.ReferencedComponentID] {
			result[r.ReferencedComponentID] = true
		}
	}
	return result
}

// historical are the reference sets of HISTORY-MAX: those below |Historical
// association| and, where the release lacks their concepts, those of HISTORY-MOD.
func (m *Model) historical() Set {
	refsets := reach(Set{naive.HistoricalAssociation: true}, m.descendants)
	for _, id := range historyProfiles[ecl.HistoryMod] {
		refsets[id] = true
	}
	return refsets
}

func reach(x Set, from func(uint64) []uint64) Set {
	found := Set{}
	for id := range x {
		for _, other := range from(id) {
			found[other] = true
		}
	}
	return found
}

func union(a, b Set) Set {
	result := Set{}
	for _, set := range []Set{a, b} {
		for id := range set {
			result[id] = true
		}
	}
	return result
}

func keep(x Set, test func(uint64) bool) Set {
	result := Set{}
	for id := range x {
		if test(id) {
			result[id] = true
		}
	}
	return result
}
