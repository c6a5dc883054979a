package history

import (
	"slices"
	"sort"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Predecessor is a retired concept whose associations lead to a concept.
type Predecessor struct {
	ConceptID sctid.ID
	Ordinal   taxonomy.Ordinal
	// AssociationID is the weakest association on the way.
	AssociationID sctid.ID
	// Judgement is that of the replacement of this concept by the one asked about.
	// It is [Safe] only where the latter is active.
	Judgement Judgement
	Way       Way // from the retired concept to the one asked about
}

// Predecessors is the list of all retired concepts that a concept took the place
// of, in ascending order of their ids.
type Predecessors struct {
	index    *Index
	goal     node
	outcomes []uint32 // places in the index's outcomes, where the goal ends all ways
	sources  []node   // otherwise
}

// Replaced lists the retired concepts from which the associations lead to a
// concept, through other retired concepts or at once. Of an active concept they are
// those that it is a [Replacement] of. A retired concept has them as well: those
// whose ways go through it, or end there; itself is never among them. A concept
// outside the release may be asked about: see [Index.ReplacedID].
func (x *Index) Replaced(o taxonomy.Ordinal) Predecessors {
	if int(o) >= x.tax.Len() {
		return Predecessors{}
	}
	return x.replaced(node(o))
}

// ReplacedID is [Index.Replaced] for a concept that the release may not hold.
func (x *Index) ReplacedID(id sctid.ID) Predecessors {
	if o, ok := x.tax.Ordinal(id); ok {
		return x.replaced(node(o))
	}
	if i := slices.Index(x.absent, id); i >= 0 {
		return x.replaced(node(x.tax.Len() + i))
	}
	return Predecessors{}
}

func (x *Index) replaced(goal node) Predecessors {
	p := Predecessors{index: x, goal: goal}
	if !x.isRetired(goal) && len(x.tooMany) == 0 {
		from := sort.Search(len(x.byNode), func(i int) bool { return x.outcomes[x.byNode[i]].node >= goal })
		to := from + sort.Search(len(x.byNode)-from, func(i int) bool { return x.outcomes[x.byNode[from+i]].node > goal })
		p.outcomes = x.byNode[from:to]
		return p
	}
	// Ways go on behind a retired concept, and concepts with too many outcomes have
	// none in the columns: walk against the associations.
	seen, queue := map[node]bool{goal: true}, []node{goal}
	for at := 0; at < len(queue); at++ {
		for _, i := range x.edgesTo(queue[at]) {
			if source := x.edges[i].source; !seen[source] {
				seen[source] = true
				queue = append(queue, source)
			}
		}
	}
	p.sources = queue[1:]
	slices.Sort(p.sources)
	return p
}

// edgesTo returns the associations that lead to a node.
func (x *Index) edgesTo(n node) []uint32 {
	from := sort.Search(len(x.byTarget), func(i int) bool { return x.edges[x.byTarget[i]].target >= n })
	to := from
	for to < len(x.byTarget) && x.edges[x.byTarget[to]].target == n {
		to++
	}
	return x.byTarget[from:to]
}

// Len returns the number of concepts.
func (p Predecessors) Len() int { return len(p.outcomes) + len(p.sources) }

// After returns the place of the first concept whose id is greater than one: where
// a list goes on.
func (p Predecessors) After(id sctid.ID) int {
	return sort.Search(p.Len(), func(i int) bool { return p.index.id(p.source(i)) > id })
}

func (p Predecessors) source(i int) node {
	if p.sources != nil {
		return p.sources[i]
	}
	return p.index.outcomes[p.outcomes[i]].source
}

// At returns a concept by its place, from 0. The error is
// [terminology.ReasonBudgetExceeded], see [Index.Resolve].
func (p Predecessors) At(i int) (Predecessor, error) {
	x := p.index
	if p.sources == nil {
		o := &x.outcomes[p.outcomes[i]]
		return Predecessor{
			ConceptID: x.id(o.source), Ordinal: taxonomy.Ordinal(o.source), AssociationID: x.kinds[o.weakest],
			Judgement: x.judgeTo(o.source, p.goal, x.way(o).steps), Way: x.way(o),
		}, nil
	}
	return x.wayTo(p.sources[i], p.goal)
}

// judgeTo judges a way that may lead to a concept that isn't active.
func (x *Index) judgeTo(source, goal node, way []uint32) Judgement {
	judged := x.judge(source, way)
	if judged == Safe && goal >= x.active {
		return TargetUnusable
	}
	return judged
}

// wayTo finds the best way from a retired concept to another.
func (x *Index) wayTo(source, goal node) (Predecessor, error) {
	s := search{index: x, goal: goal, place: map[node]uint32{}}
	for kind := range x.kinds {
		if !s.visit(source, uint16(kind)) {
			return Predecessor{}, x.tooManyError(taxonomy.Ordinal(source))
		}
		place, reached := s.place[goal]
		if !reached {
			continue
		}
		s.appendWay(place)
		return Predecessor{
			ConceptID: x.id(source), Ordinal: taxonomy.Ordinal(source), AssociationID: x.kinds[kind],
			Judgement: x.judgeTo(source, goal, s.steps), Way: Way{index: x, steps: s.steps},
		}, nil
	}
	return Predecessor{}, terminology.Errorf(terminology.KindInternal, "", "no way from %s to %s", x.id(source), x.id(goal))
}
