package history

import (
	"cmp"
	"context"
	"slices"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// checkEvery is how many rows are read between two looks at the context.
const checkEvery = 4096

// build makes the index of a release.
func build(ctx context.Context, release *terminology.Release) (*Index, error) {
	tax := release.Taxonomy()
	x := &Index{
		release: release, tax: tax, store: release.Store(),
		active: node(tax.ActiveCount()), retired: tax.Len() - tax.ActiveCount(),
		tooMany: map[uint32]struct{}{},
	}
	if err := x.readReasons(ctx); err != nil {
		return nil, err
	}
	if err := x.readEdges(ctx); err != nil {
		return nil, err
	}
	if err := x.resolveAll(ctx); err != nil {
		return nil, err
	}
	return x, nil
}

// readReasons fills the inactivation reasons. Where a concept has more than one
// active row, the first by member id counts, as in
// [terminology.Release.ConceptInactivation].
func (x *Index) readReasons(ctx context.Context) error {
	x.reasonID = []sctid.ID{0}
	x.reasons = make([]uint16, x.retired)
	known := map[sctid.ID]uint16{0: 0}
	n := 0
	for m, err := range x.store.Members(terminology.ConceptInactivation, terminology.MemberKey{}) {
		if err != nil {
			return err
		}
		if n++; n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		o, ok := x.tax.Ordinal(m.ReferencedComponentID)
		if !m.Active || !ok || node(o) < x.active || x.reasons[node(o)-x.active] != 0 {
			continue
		}
		value := m.Component(0)
		place, ok := known[value]
		if !ok {
			if len(x.reasonID) > 1<<16-1 {
				continue // no such release: there are about ten values
			}
			place = uint16(len(x.reasonID))
			known[value] = place
			x.reasonID = append(x.reasonID, value)
		}
		x.reasons[node(o)-x.active] = place
	}
	return nil
}

// readEdges fills the associations of retired concepts.
func (x *Index) readEdges(ctx context.Context) error {
	absent := map[sctid.ID]node{}
	n := 0
	for _, refset := range x.release.HistoricalAssociations() {
		kind := uint16(len(x.kinds))
		x.kinds = append(x.kinds, refset.ID)
		x.exact = append(x.exact, exact(refset.ID))
		for m, err := range x.store.Members(refset.ID, terminology.MemberKey{}) {
			if err != nil {
				return err
			}
			if n++; n%checkEvery == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			source, ok := x.tax.Ordinal(m.ReferencedComponentID)
			id := m.Component(0)
			if !m.Active || !ok || node(source) < x.active || id == 0 {
				continue
			}
			e := edge{source: node(source), kind: kind, since: m.EffectiveTime}
			if target, ok := x.tax.Ordinal(id); ok {
				e.target = node(target)
			} else if e.target, ok = absent[id]; !ok {
				e.target = node(x.tax.Len() + len(x.absent))
				absent[id] = e.target
				x.absent = append(x.absent, id)
			}
			x.edges = append(x.edges, e)
		}
	}
	slices.SortFunc(x.edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.kind, b.kind), cmp.Compare(x.id(a.target), x.id(b.target)), cmp.Compare(a.since, b.since))
	})
	// The same association twice is one, and as old as the older row.
	x.edges = slices.CompactFunc(x.edges, func(a, b edge) bool {
		return a.source == b.source && a.kind == b.kind && a.target == b.target
	})
	x.edges = slices.Clip(x.edges)
	x.edgeAt = make([]uint32, x.retired+1)
	for _, e := range x.edges {
		x.edgeAt[e.source-x.active+1]++
	}
	for i := range x.retired {
		x.edgeAt[i+1] += x.edgeAt[i]
	}
	x.byTarget = make([]uint32, len(x.edges))
	for i := range x.byTarget {
		x.byTarget[i] = uint32(i)
	}
	slices.SortFunc(x.byTarget, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(x.edges[a].target, x.edges[b].target), cmp.Compare(a, b))
	})
	return nil
}

// Steps in all that the index remembers, in a release of so many associations. A
// real release has about as many as associations; content whose chains are made to
// multiply would take memory without end.
func mostSteps(edges int) int { return 1<<20 + 16*edges }

// resolveAll follows the associations of every retired concept.
func (x *Index) resolveAll(ctx context.Context) error {
	x.outcomeAt = make([]uint32, x.retired+1)
	s := search{index: x, goal: noNode}
	most := mostSteps(len(x.edges))
	for i := range x.retired {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		start := x.active + node(i)
		if len(x.steps) >= most || !s.run(start) {
			x.tooMany[uint32(start)] = struct{}{}
		} else {
			x.keep(&s)
		}
		x.outcomeAt[i+1] = uint32(len(x.outcomes))
	}
	x.outcomes, x.steps = slices.Clip(x.outcomes), slices.Clip(x.steps)
	x.byNode = make([]uint32, len(x.outcomes))
	for i := range x.byNode {
		x.byNode[i] = uint32(i)
	}
	slices.SortFunc(x.byNode, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(x.outcomes[a].node, x.outcomes[b].node), cmp.Compare(a, b))
	})
	return nil
}

// keep appends what a search found.
func (x *Index) keep(s *search) {
	slices.SortFunc(s.found, func(a, b outcome) int {
		if c := cmp.Compare(a.end, b.end); c != 0 {
			return c
		}
		if a.end != noEnd {
			return cmp.Compare(x.id(a.node), x.id(b.node))
		}
		return cmp.Or(cmp.Compare(a.weakest, b.weakest), cmp.Compare(a.length, b.length), cmp.Compare(x.id(a.node), x.id(b.node)))
	})
	for _, o := range s.found {
		way := s.steps[o.wayAt : o.wayAt+uint32(o.length)]
		o.wayAt = uint32(len(x.steps))
		x.steps = append(x.steps, way...)
		x.outcomes = append(x.outcomes, o)
	}
}

// reason returns the inactivation reason of a retired concept.
func (x *Index) reason(n node) sctid.ID { return x.reasonID[x.reasons[n-x.active]] }

// judge judges a way that ends at an active concept.
func (x *Index) judge(start node, way []uint32) Judgement {
	for _, step := range way {
		if !x.exact[x.edges[step].kind] {
			return NotExact
		}
	}
	at := start
	disagrees := false
	for _, step := range way {
		from, to := x.edgesOf(at)
		for _, e := range x.edges[from:to] {
			if e.target != x.edges[step].target {
				return SeveralTargets
			}
		}
		disagrees = disagrees || !keepsMeaning(x.reason(at))
		at = x.edges[step].target
	}
	if disagrees {
		return ReasonDisagrees
	}
	return Safe
}
