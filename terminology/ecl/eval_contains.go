package ecl

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// cheapToAsk reports whether one concept can be tested without making the set,
// in about a microsecond.
func (n *node) cheapToAsk() bool {
	switch n.op {
	case opEmpty, opAll, opConcepts, opHasParent, opHasChild:
		return true
	case opHierarchy:
		return n.hierarchy <= ParentOrSelfOf && n.args[0].op == opConcepts && len(n.args[0].concepts) <= 8
	case opAnd, opOr, opMinus:
		for _, a := range n.args {
			if !a.cheapToAsk() {
				return false
			}
		}
		return len(n.args) <= 16
	case opConceptFilter:
		return len(n.test.sets)+len(n.test.times) == 0 && n.args[0].cheapToAsk()
	default:
		return false
	}
}

func (x *execution) containsRoot(o taxonomy.Ordinal) (bool, error) {
	if x.plan.root == nil {
		return false, (&planner{query: x.plan.query}).fail(x.plan.query.Span, ReasonRowsNotASet, "", "the query gives rows or values, and no set of concepts")
	}
	if int64(o) >= int64(x.engine.tax.Len()) {
		return false, nil
	}
	in, err := x.contains(x.plan.root, o)
	return in, exhausted(err)
}

// contains reports whether a concept is in the set of a node. It makes the sets
// of those parts only that can't be asked.
func (x *execution) contains(n *node, o taxonomy.Ordinal) (bool, error) {
	if x.sets != nil {
		if s := x.sets[n.index]; s != nil {
			return s.Contains(uint32(o)), nil
		}
	}
	if x.plan.shared != nil {
		if s := x.plan.shared[n.index].Load(); s != nil {
			return s.Contains(uint32(o)), nil
		}
	}
	t := x.engine.tax
	switch n.op {
	case opEmpty:
		return false, nil
	case opAll:
		return true, nil
	case opConcepts:
		_, found := slices.BinarySearch(n.concepts, o)
		return found, nil
	case opHasParent:
		return len(t.Parents(o)) > 0, nil
	case opHasChild:
		return len(t.Children(o)) > 0, nil
	case opHierarchy:
		return x.hierarchyContains(n, o)
	case opAnd:
		for _, a := range n.args {
			if in, err := x.contains(a, o); err != nil || !in {
				return false, err
			}
		}
		return true, nil
	case opOr:
		for _, a := range n.args {
			if in, err := x.contains(a, o); err != nil || in {
				return in, err
			}
		}
		return false, nil
	case opMinus:
		in, err := x.contains(n.args[0], o)
		if err != nil || !in {
			return false, err
		}
		in, err = x.contains(n.args[1], o)
		return !in, err
	case opMembers, opRefine, opConceptFilter, opDescriptionFilter:
		if n.op != opMembers {
			if in, err := x.contains(n.args[0], o); err != nil || !in {
				return false, err
			}
		}
		one := roaring.BitmapOf(uint32(o))
		s, err := x.compute(n, one)
		if err != nil {
			return false, err
		}
		return !s.IsEmpty(), x.check()
	default:
		s, err := x.set(n)
		if err != nil {
			return false, err
		}
		return s.Contains(uint32(o)), nil
	}
}

func (x *execution) hierarchyContains(n *node, o taxonomy.Ordinal) (bool, error) {
	t := x.engine.tax
	arg := n.args[0]
	if n.cheapToAsk() {
		for _, a := range arg.concepts {
			if related(t, n.hierarchy, a, o) {
				return true, nil
			}
		}
		return false, nil
	}
	self := false
	switch n.hierarchy {
	case DescendantOrSelfOf, ChildOrSelfOf, AncestorOrSelfOf, ParentOrSelfOf, Top, Bottom:
		var err error
		if self, err = x.contains(arg, o); err != nil {
			return false, err
		}
		if top := n.hierarchy >= Top; top != self {
			return !top, nil // in it as itself, or no top or bottom as it isn't there
		}
	}
	switch n.hierarchy {
	case ChildOf, ChildOrSelfOf:
		return x.containsAny(arg, t.Parents(o))
	case ParentOf, ParentOrSelfOf:
		if children := t.Children(o); len(children) <= 256 {
			return x.containsAny(arg, children)
		}
	case DescendantOf, DescendantOrSelfOf:
		return x.containsAny(arg, t.AppendAncestors(nil, o))
	case Top:
		above, err := x.containsAny(arg, t.AppendAncestors(nil, o))
		return !above, err
	}
	s, err := x.set(n)
	if err != nil {
		return false, err
	}
	return s.Contains(uint32(o)), nil
}

func (x *execution) containsAny(n *node, list []taxonomy.Ordinal) (bool, error) {
	for _, o := range list {
		if in, err := x.contains(n, o); err != nil || in {
			return in, err
		}
	}
	return false, x.step(len(list))
}

// related reports whether o is in the set of an operator over a alone.
func related(t *taxonomy.Taxonomy, op HierarchyOperator, a, o taxonomy.Ordinal) bool {
	switch op {
	case DescendantOf:
		return a != o && t.Subsumes(a, o)
	case DescendantOrSelfOf:
		return t.Subsumes(a, o)
	case ChildOf:
		return slices.Contains(t.Parents(o), a)
	case ChildOrSelfOf:
		return a == o || slices.Contains(t.Parents(o), a)
	case AncestorOf:
		return a != o && t.Subsumes(o, a)
	case AncestorOrSelfOf:
		return t.Subsumes(o, a)
	case ParentOf:
		return slices.Contains(t.Parents(a), o)
	default: // ParentOrSelfOf
		return a == o || slices.Contains(t.Parents(a), o)
	}
}
