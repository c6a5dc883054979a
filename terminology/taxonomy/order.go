package taxonomy

import (
	"slices"
)

// sortTopologically fills order, longest and shortest, or returns a cycle.
func (b *builder) sortTopologically() *CycleError {
	b.order = make([]uint32, 0, b.active)
	b.longest = make([]uint32, b.active)
	b.shortest = make([]uint32, b.active)
	waiting := make([]uint32, b.active) // parents not yet placed
	for rank := range uint32(b.active) {
		waiting[rank] = uint32(len(b.parentsOf(rank)))
		if waiting[rank] == 0 {
			b.order = append(b.order, rank)
			if id := b.ids[rank]; id != Root {
				b.tally.add(FindingOrphan, [5]uint64{uint64(id)}, func(k [5]uint64) string {
					return "concept " + sctidText(k[0])
				})
			}
		} else {
			b.shortest[rank] = none
		}
	}
	for i := 0; i < len(b.order); i++ {
		rank := b.order[i]
		for _, c := range b.childrenOf(rank) {
			b.longest[c] = max(b.longest[c], b.longest[rank]+1)
			b.shortest[c] = min(b.shortest[c], b.shortest[rank]+1)
			if waiting[c]--; waiting[c] == 0 {
				b.order = append(b.order, c)
			}
		}
	}
	if len(b.order) < b.active {
		return b.findCycle(waiting)
	}
	return nil
}

// chooseTree makes the deepest parent of each concept its tree parent: that
// leaves few extra intervals, and none that addCover would have to cut.
func (b *builder) chooseTree() {
	b.treeParent = make([]uint32, b.active)
	for rank := range uint32(b.active) {
		best := uint32(none)
		for _, p := range b.parentsOf(rank) {
			if best == none || b.longest[p] > b.longest[best] {
				best = p // among equals the first, the lowest identifier
			}
		}
		b.treeParent[rank] = best
	}
}

// numberConcepts gives active concepts their ordinals: pre-order over the tree,
// without recursion because a chain may be as long as the release.
func (b *builder) numberConcepts() {
	b.rankOf = make([]uint32, 0, b.active)
	b.ordinalOf = make([]uint32, b.active)
	var stack []uint32
	push := func(ranks []uint32, parent uint32) {
		for _, r := range slices.Backward(ranks) {
			if b.treeParent[r] == parent {
				stack = append(stack, r)
			}
		}
	}
	roots := b.order[:0:0]
	for rank := range uint32(b.active) {
		if b.treeParent[rank] == none {
			roots = append(roots, rank)
		}
	}
	if i := slices.IndexFunc(roots, func(r uint32) bool { return b.ids[r] == Root }); i > 0 {
		root := roots[i]
		copy(roots[1:i+1], roots[:i])
		roots[0] = root
	}
	push(roots, none)
	for len(stack) > 0 {
		rank := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		b.ordinalOf[rank] = uint32(len(b.rankOf))
		b.rankOf = append(b.rankOf, rank)
		push(b.childrenOf(rank), rank)
	}

	// In pre-order a subtree ends where the last of its parts does.
	b.last = make([]Ordinal, b.active)
	for o := range b.last {
		b.last[o] = Ordinal(o)
	}
	for o, rank := range slices.Backward(b.rankOf) {
		if p := b.treeParent[rank]; p != none {
			p := b.ordinalOf[p]
			b.last[p] = max(b.last[p], b.last[o])
		}
	}
}
