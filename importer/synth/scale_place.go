package synth

import "slices"

// place enters a finished concept into the tables.
func (g *grower) place(i, p int32, m mod) {
	w := g.w
	n := &w.nodes[i]
	for _, q := range n.parents {
		o := &w.nodes[q]
		if q >= g.lo || slices.Contains(g.roots, q) && !o.is(nodeParent) {
			if !o.is(nodeParent) {
				g.leaves--
			}
		}
		if q >= g.lo || q < int32(w.core) {
			o.flags |= nodeParent
		}
		n.depth = min(n.depth, o.depth+1)
		g.kids[g.local(q)] = append(g.kids[g.local(q)], i)
		g.slots = append(g.slots, q)
	}
	g.table.put(pairKey(p, m), i)
	old := w.nodes[p].above
	for _, a := range n.above {
		if a == p || contains(old, a) {
			g.mark(a, m)
			continue
		}
		for _, x := range n.mods {
			g.mark(a, x)
		}
	}
	for _, x := range n.mods {
		g.mark(i, x)
	}
	g.leaves++
	g.made++
	g.sumUp += len(n.above)
	g.sumParent += len(n.parents)
}

// hits calls visit for every concept that stands under a and x or what x
// implies, until visit returns false.
func (g *grower) hits(a int32, x mod, visit func(d int32) bool, mods []mod, above []int32) bool {
	if !g.hit(a, x, visit, mods, above) {
		return false
	}
	if x.isWord() {
		return true
	}
	for _, v := range g.w.nodes[x.value()].above {
		if !g.hit(a, newMod(x.kind(), v), visit, mods, above) {
			return false
		}
	}
	return true
}

func (g *grower) hit(a int32, x mod, visit func(d int32) bool, mods []mod, above []int32) bool {
	key := pairKey(a, x)
	if a < int32(g.w.core) {
		for _, d := range g.cores[key] {
			if g.covers(d, mods, above) && !visit(d) {
				return false
			}
		}
	}
	if d, ok := g.table.get(key); ok {
		return visit(d)
	}
	return true
}

// covers reports whether the core concept d is above what is below those and
// means these: all its parents are there and all its mods are implied.
func (g *grower) covers(d int32, mods []mod, above []int32) bool {
	n := &g.w.nodes[d]
	for _, p := range n.parents {
		if !contains(above, p) {
			return false
		}
	}
	for _, m := range n.mods {
		if !slices.ContainsFunc(mods, func(x mod) bool { return g.w.implies(x, m) }) {
			return false
		}
	}
	return true
}

// same reports whether the concept d, which is known to be above, means all
// of these: then it is the very concept.
func (g *grower) same(d int32, mods []mod, above []int32) bool {
	n := &g.w.nodes[d]
	if len(n.mods) < len(mods) {
		return false
	}
	for _, m := range mods {
		if !slices.Contains(n.mods, m) {
			return false
		}
	}
	// It is below all that the new one is below.
	for _, a := range above {
		if a != d && !contains(n.above, a) {
			return false
		}
	}
	return true
}

func contains(sorted []int32, x int32) bool {
	_, found := slices.BinarySearch(sorted, x)
	return found
}

func insert(sorted []int32, x int32) []int32 {
	at, found := slices.BinarySearch(sorted, x)
	if found {
		return sorted
	}
	return slices.Insert(sorted, at, x)
}

// pairTable maps pairs of concept and mod to a concept: open addressing, no
// deletions. Zero keys don't occur, for no mod is zero.
type pairTable struct {
	keys   []uint64
	values []int32
	mask   uint64
}

func (t *pairTable) init(n int) {
	size := 1024
	for size < 2*n {
		size *= 2
	}
	t.keys, t.values, t.mask = make([]uint64, size), make([]int32, size), uint64(size-1)
}

func (t *pairTable) put(key uint64, value int32) {
	for at := mix(key) & t.mask; ; at = (at + 1) & t.mask {
		if t.keys[at] == 0 {
			t.keys[at], t.values[at] = key, value
			return
		}
	}
}

func (t *pairTable) get(key uint64) (int32, bool) {
	for at := mix(key) & t.mask; ; at = (at + 1) & t.mask {
		switch t.keys[at] {
		case key:
			return t.values[at], true
		case 0:
			return 0, false
		}
	}
}
