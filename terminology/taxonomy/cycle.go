package taxonomy

import (
	"slices"
	"strconv"

	"github.com/firn-sct/firn/terminology/sctid"
)

func sctidText(id uint64) string { return strconv.FormatUint(id, 10) }

// cycleSearchBudget bounds the search for a shorter cycle than the first one
// found, in edges looked at. Releases with cycles have a handful of concepts on
// them; the bound is for input made to hurt.
const cycleSearchBudget = 20_000_000

// findCycle returns a cycle among the concepts that sortTopologically could not
// place; waiting is the number of their parents that it could not place either.
//
// First everything below cycles is peeled off, so that each concept left has a
// parent and a child that are left: walking from parent to parent then must
// come back, and gives one cycle. After that a breadth-first search from each
// concept looks for a shorter one.
func (b *builder) findCycle(waiting []uint32) *CycleError {
	left := make([]bool, b.active)
	childrenLeft := make([]uint32, b.active)
	var peel []uint32
	for rank := range uint32(b.active) {
		left[rank] = waiting[rank] > 0
	}
	for rank := range uint32(b.active) {
		for _, c := range b.childrenOf(rank) {
			if left[c] {
				childrenLeft[rank]++
			}
		}
		if left[rank] && childrenLeft[rank] == 0 {
			peel = append(peel, rank)
		}
	}
	for len(peel) > 0 {
		rank := peel[len(peel)-1]
		peel = peel[:len(peel)-1]
		left[rank] = false
		for _, p := range b.parentsOf(rank) {
			if childrenLeft[p]--; left[p] && childrenLeft[p] == 0 {
				peel = append(peel, p)
			}
		}
	}

	best := b.anyCycle(left)
	budget := cycleSearchBudget
	from := make([]uint32, b.active) // the concept that the search came from, where seen is current
	seen := make([]uint32, b.active) // the number of the search that last saw the concept
	for start := uint32(0); int(start) < b.active && len(best) > 2 && budget > 0; start++ {
		if left[start] {
			if c := b.cycleThrough(start, left, from, seen, len(best)-1, &budget); c != nil {
				best = c
			}
		}
	}

	ids := make([]sctid.ID, len(best))
	for i, rank := range best {
		ids[i] = b.ids[rank]
	}
	lowest := slices.Index(ids, slices.Min(ids))
	return &CycleError{Concepts: append(slices.Clone(ids[lowest:]), ids[:lowest]...)}
}

// anyCycle walks from the first concept that is left to its first parent that is
// left, and so on, until it meets its own path.
func (b *builder) anyCycle(left []bool) []uint32 {
	at := make(map[uint32]int)
	var path []uint32
	rank := uint32(slices.Index(left, true))
	for {
		if i, ok := at[rank]; ok {
			return path[i:]
		}
		at[rank] = len(path)
		path = append(path, rank)
		parents := b.parentsOf(rank)
		rank = parents[slices.IndexFunc(parents, func(p uint32) bool { return left[p] })]
	}
}

// cycleThrough returns a shortest cycle through start if it has at most the
// given number of concepts, or nil.
func (b *builder) cycleThrough(start uint32, left []bool, from, seen []uint32, most int, budget *int) []uint32 {
	search := start + 1 // never zero
	level := []uint32{start}
	seen[start] = search
	for length := 1; length <= most && len(level) > 0; length++ {
		var next []uint32
		for _, rank := range level {
			parents := b.parentsOf(rank)
			*budget -= len(parents)
			for _, p := range parents {
				if p == start {
					cycle := []uint32{rank}
					for rank != start {
						rank = from[rank]
						cycle = append(cycle, rank)
					}
					slices.Reverse(cycle)
					return cycle
				}
				if left[p] && seen[p] != search {
					seen[p] = search
					from[p] = rank
					next = append(next, p)
				}
			}
		}
		if *budget <= 0 {
			return nil
		}
		level = next
	}
	return nil
}
