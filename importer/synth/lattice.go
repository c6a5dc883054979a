package synth

import "slices"

// A lattice finds the parents of composed concepts.
//
// A composed concept is a point: a base (a primitive concept such as asthma,
// or just disease) and a value on each of some axes (site, morphology,
// organism, course …), or none where it says nothing. One point is above
// another if it is above or equal on every axis. The parents of a point are
// the lowest of the points in use above it, found by walking up one axis at a
// time and stopping at points in use. That is what a description logic
// classifier would infer from the definitions, at a few map look-ups a
// concept; the tests check it against a naive classifier.
const axes = 9

type point [axes]int32

var emptyPoint = point{none, none, none, none, none, none, none, none, none}

type lattice struct {
	b *builder
	// bases are the bases directly above each base.
	bases map[int32][]int32

	// ordered are axes whose values stand in an order of their own: all values
	// above each one. Values that aren't there have none above them.
	ordered map[int]map[int32][]int32

	used    map[point]int32 // concept index
	points  []point         // in order of use
	indexes []int32

	baseMemo map[int32][]int32
}

func newLattice(b *builder) *lattice {
	return &lattice{b: b, ordered: map[int]map[int32][]int32{}, bases: map[int32][]int32{}, used: map[point]int32{}, baseMemo: map[int32][]int32{}}
}

// baseAxis is the axis of primitive bases; the others hold concepts of other
// hierarchies, or words below none, numbered by the caller, which are flat.
const baseAxis = 0

// up returns what is directly above a value; nothing means "says nothing".
func (l *lattice) up(axis int, value int32) []int32 {
	switch {
	case axis == baseAxis:
		return l.bases[value]
	case value < none:
		return nil
	case l.ordered[axis] != nil:
		return append([]int32{none}, l.ordered[axis][value]...)
	}
	return l.b.concepts[value].parents
}

func (l *lattice) taken(p point) bool {
	_, ok := l.used[p]
	return ok
}

func (l *lattice) use(p point, concept int32) {
	l.used[p] = concept
	l.points = append(l.points, p)
	l.indexes = append(l.indexes, concept)
}

// addBase makes a concept a base below others.
func (l *lattice) addBase(base int32, above ...int32) { l.bases[base] = above }

// leq reports whether point a is below or equal to b.
func (l *lattice) leq(a, b point) bool {
	for axis := range axes {
		if !l.axisLeq(axis, a[axis], b[axis]) {
			return false
		}
	}
	return true
}

func (l *lattice) axisLeq(axis int, low, high int32) bool {
	if high == none || low == high {
		return true
	}
	if low == none {
		return false
	}
	if axis == baseAxis {
		return slices.Contains(l.baseAncestors(low), high)
	}
	if low < none || high < none {
		return false
	}
	if order := l.ordered[axis]; order != nil {
		return slices.Contains(order[low], high)
	}
	return l.b.isA(low, high)
}

func (l *lattice) baseAncestors(v int32) []int32 {
	if a, ok := l.baseMemo[v]; ok {
		return a
	}
	var all []int32
	for _, p := range l.bases[v] {
		all = union(all, l.baseAncestors(p))
		all = union(all, []int32{p})
	}
	l.baseMemo[v] = all
	return all
}

// isTop reports whether a value says no more than the axis itself does: the
// top of the hierarchy that its values come from.
func (l *lattice) isTop(axis int, v int32) bool {
	return axis != baseAxis && v >= 0 && l.b.concepts[v].structural
}

// parents returns the lowest points in use that are properly above p, as
// concept indexes in rising order.
func (l *lattice) parents(p point) []int32 {
	var found []point
	seen := map[point]bool{p: true}
	queue := []point{p}
	for len(queue) > 0 {
		q := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for axis := range axes {
			v := q[axis]
			if v == none {
				continue
			}
			above := l.up(axis, v)
			if axis != baseAxis && len(above) == 0 {
				above = []int32{none}
			}
			for _, w := range above {
				if l.isTop(axis, w) {
					w = none
				}
				n := q
				n[axis] = w
				if seen[n] {
					continue
				}
				seen[n] = true
				if l.taken(n) {
					found = append(found, n)
				} else {
					queue = append(queue, n)
				}
			}
		}
	}
	var out []int32
	for i, f := range found {
		lowest := true
		for j, g := range found {
			if i != j && l.leq(g, f) {
				lowest = false
				break
			}
		}
		if lowest {
			out = append(out, l.used[f])
		}
	}
	slices.Sort(out)
	return out
}

// connect sets the parents of every concept of the lattice. The first point is
// its root, whose parents are left alone.
func (l *lattice) connect() {
	for i, p := range l.points {
		c := &l.b.concepts[l.indexes[i]]
		if c.structural {
			continue
		}
		c.parents = l.parents(p)
		if len(c.parents) == 0 {
			l.b.fail("%q has no parent", c.name)
		}
	}
}
