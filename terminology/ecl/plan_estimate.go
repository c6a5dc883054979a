package ecl

import "github.com/firn-sct/firn/terminology/taxonomy"

// estimate guesses how many concepts a node's set has, in a microsecond or less.
// Hierarchies of one concept, named concepts and plain memberships are exact. The
// shares of filters are guesses from an international edition; they only decide
// what is done first.
func (p *planner) estimate(n *node) int {
	t := p.engine.tax
	total := t.Len()
	of := func(i int) int { return n.args[i].estimate }
	switch n.op {
	case opEmpty:
		return 0
	case opAll:
		return total
	case opConcepts:
		return len(n.concepts)
	case opHasParent:
		return max(0, t.ActiveCount()-1)
	case opHasChild:
		return t.ActiveCount() / 4
	case opHierarchy:
		return p.estimateHierarchy(n)
	case opAnd:
		return of(0) // the smallest stands first
	case opOr:
		sum := 0
		for i := range n.args {
			sum += of(i)
		}
		return min(sum, total)
	case opMinus:
		return of(0)
	case opMembers:
		return p.estimateMembers(n)
	case opRefsets:
		return min(20, len(p.engine.store.Refsets()))
	case opRefine:
		return of(0)/10 + 1
	case opDotted:
		return min(of(0), total/20) + 1
	case opConceptFilter:
		if n.test.states == (states{}) {
			return 0
		}
		if len(n.test.sets)+len(n.test.times) == 0 {
			return of(0)
		}
		return of(0)/2 + 1
	case opDescriptionFilter:
		if len(n.description.terms) > 0 {
			return min(of(0), total/100) + 1
		}
		return of(0)
	case opHistory:
		return min(total, of(0)+of(0)/8)
	default:
		return total
	}
}

func (p *planner) estimateHierarchy(n *node) int {
	t := p.engine.tax
	x := n.args[0]
	// What one concept has; for sets, what an average one has.
	one := func(count func(taxonomy.Ordinal) int, average int) int {
		if x.op == opConcepts && len(x.concepts) <= 8 {
			sum := 0
			for _, o := range x.concepts {
				sum += count(o)
			}
			return min(sum, t.Len())
		}
		return min(average*x.estimate, t.Len())
	}
	switch n.hierarchy {
	case DescendantOf:
		return one(t.DescendantCount, 10)
	case DescendantOrSelfOf:
		return one(func(o taxonomy.Ordinal) int { return t.DescendantCount(o) + 1 }, 10)
	case ChildOf:
		return one(func(o taxonomy.Ordinal) int { return len(t.Children(o)) }, 2)
	case ChildOrSelfOf:
		return one(func(o taxonomy.Ordinal) int { return len(t.Children(o)) + 1 }, 2)
	case ParentOf:
		return one(func(o taxonomy.Ordinal) int { return len(t.Parents(o)) }, 1)
	case ParentOrSelfOf:
		return one(func(o taxonomy.Ordinal) int { return len(t.Parents(o)) + 1 }, 2)
	case AncestorOf, AncestorOrSelfOf:
		return min(t.ActiveCount()/4, 15*x.estimate)
	default: // top and bottom
		return x.estimate/2 + 1
	}
}

func (p *planner) estimateMembers(n *node) int {
	x := n.args[0]
	if x.op != opConcepts {
		return p.engine.tax.Len() / 4
	}
	sum := 0
	for _, o := range x.concepts {
		set, err := p.engine.store.MemberConcepts(p.engine.tax.ID(o))
		if err != nil {
			continue // whoever asks for the members gets the error
		}
		sum += int(set.GetCardinality())
	}
	if !n.members.plain() {
		sum = sum/4 + 1
	}
	return min(sum, p.engine.tax.Len())
}
