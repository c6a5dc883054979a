package synth

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A grower makes the concepts of one hierarchy, one at a time. A new concept
// is a concept that is there already and one more thing that it means: a mod.
// Its name is that concept's name with the mod's words.
//
// Is-a is exact: the concept is put below every concept that it is a kind of,
// which are those that say less. They are found by a table of (concept, mod):
// whoever is below the concept and has the mod is below the table's entry.
// What is looked up are all ancestors with all mods and what those imply,
// some hundred look-ups a concept, and again for the ancestors that come with
// each hit. Only downward would be dear, a new concept above others; such
// concepts are refused, by a bit set (hashed, so it refuses a few too many) of
// all that has been below what. The tests hold the outcome against a naive
// classifier of the OWL axioms.
//
// The shape comes of feedback: while there are too few leaves, the next
// concept goes below one that has children, in proportion to how many (which
// makes their numbers a power law); while concepts have too few parents, the
// mod is borrowed from a sibling branch, so that the diamond closes; while
// there are too few ancestors, the deeper of two candidates is taken.
type grower struct {
	w      *world
	r      *rng
	number int // which word list is its own
	shape  hierarchyShape
	lo, hi int32 // its nodes
	next   int32

	roots     []int32 // core nodes of the hierarchy
	kids      [][]int32
	slots     []int32 // a parent for each is-a in the hierarchy
	table     pairTable
	cores     map[uint64][]int32 // core concepts that stand under a pair
	marks     []uint64
	markMask  uint64
	names     map[uint64]struct{}
	modifiers []modifier
	weights   float64
	sumUp     int // of proper ancestors
	sumParent int
	leaves    int
	made      int
	maxDepth  uint8
	maxWords  int
	defined   float64 // chance that an attribute makes a definition
	// fewAttributes is how many a concept should have at most on average; 0 for
	// any number.
	fewAttributes float64
	sumAttributes int
	// retag gives a concept another tag than its parent's; nil for none.
	retag func(g *grower, p int32, m mod) uint8
	// seeds makes the first concepts; only are the sole core nodes to go below.
	seeds   func()
	only    []int32
	arena   []int32
	scratch []int32
}

// modifier proposes a mod for a concept below p, or says that it has none.
type modifier struct {
	weight float64
	make   func(g *grower, p int32) (mod, bool)
}

// maxMods keeps concepts from meaning too much to be read.
const maxMods = 12

// local numbers the core and the hierarchy's own nodes.
func (g *grower) local(i int32) int32 {
	if i < int32(g.w.core) {
		return i
	}
	return int32(g.w.core) + i - g.lo
}

func pairKey(concept int32, m mod) uint64 { return uint64(concept)<<32 | uint64(m) }

// start takes the core's part of the hierarchy in. Only concepts for which
// within is true are grown on.
func (g *grower) start(within func(i int32) bool) {
	w := g.w
	n := int(g.hi - g.lo)
	g.kids = make([][]int32, w.core+n)
	g.cores = map[uint64][]int32{}
	g.table.init(n)
	g.names = make(map[uint64]struct{}, n)
	// About a thousand marks a concept: at most a sixth of the bits.
	bits := 1 << 16
	for bits < 6000*n && bits < 1<<30 {
		bits <<= 1
	}
	g.marks, g.markMask = make([]uint64, bits/64), uint64(bits-1)
	g.next = g.lo
	for i := range int32(w.core) {
		c := &w.nodes[i]
		if !within(i) {
			continue
		}
		g.roots = append(g.roots, i)
		g.names[g.nameHash(c.name, c.tag)] = struct{}{}
		g.sumUp += len(c.above)
		g.sumParent += len(c.parents)
		g.made++
		if !c.is(nodeParent) {
			g.leaves++
		}
		for _, p := range c.parents {
			g.kids[p] = append(g.kids[p], i)
			if within(p) {
				g.slots = append(g.slots, p)
			}
		}
		for _, a := range c.above {
			for _, m := range c.mods {
				g.mark(a, m)
			}
		}
		for _, m := range c.mods {
			g.mark(i, m)
		}
		if !c.is(nodeDefined) {
			continue
		}
		for _, p := range c.parents {
			for _, m := range c.mods {
				if !slices.Contains(w.nodes[p].mods, m) {
					g.cores[pairKey(p, m)] = append(g.cores[pairKey(p, m)], i)
				}
			}
		}
	}
	for _, m := range g.modifiers {
		g.weights += m.weight
	}
}

// mark notes that something below a, or a itself, means m and all it implies.
func (g *grower) mark(a int32, m mod) {
	g.markOne(a, m)
	if m.isWord() {
		return
	}
	for _, v := range g.w.nodes[m.value()].above {
		g.markOne(a, newMod(m.kind(), v))
	}
}

func (g *grower) markOne(a int32, m mod) {
	h := mix(pairKey(a, m)) & g.markMask
	g.marks[h>>6] |= 1 << (h & 63)
}

func (g *grower) marked(a int32, m mod) bool {
	h := mix(pairKey(a, m)) & g.markMask
	return g.marks[h>>6]>>(h&63)&1 != 0
}

// nameHash identifies a name, letter case aside.
func (g *grower) nameHash(name string, tag uint8) uint64 {
	h := uint64(14695981039346656037) ^ uint64(tag)
	for i := range len(name) {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return mix(h)
}

// grow makes concepts until the hierarchy has its size.
func (g *grower) grow(ctx context.Context) error {
	barren := 0
	for g.next < g.hi {
		if g.next&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p := g.choose()
		if barren > 100 {
			// Too long names, or all said: begin anew, higher up.
			if p = g.any(); barren > 400 {
				p = pick(g.r, g.roots)
			}
		}
		m, ok := g.propose(p, barren)
		if ok && g.make(p, m, barren < 200) {
			barren = 0
			continue
		}
		if barren++; barren > 100_000 {
			return fmt.Errorf("synth: hierarchy %v finds nothing more to make after %d concepts", g.shape.top, g.made)
		}
	}
	return nil
}

// choose returns a concept to go below.
func (g *grower) choose() int32 {
	p := g.candidate()
	want := g.shape.ancestors * float64(g.made)
	for range 4 {
		q := g.candidate()
		a, b := len(g.w.nodes[p].above), len(g.w.nodes[q].above)
		if deeper := b > a; deeper == (float64(g.sumUp) < want) {
			p = q
		}
	}
	return p
}

func (g *grower) candidate() int32 {
	w := g.w
	for range 100 {
		var p int32
		switch {
		case float64(g.leaves) < leafShare*float64(g.made) && len(g.slots) > 0:
			p = pick(g.r, g.slots)
		default:
			p = g.any()
		}
		if n := &w.nodes[p]; n.depth < g.maxDepth && len(n.mods) < maxMods {
			return p
		}
	}
	return pick(g.r, g.roots)
}

const leafShare = 0.65

// any returns any concept of the hierarchy.
func (g *grower) any() int32 {
	n := g.r.intN(len(g.roots) + int(g.next-g.lo))
	if n < len(g.roots) {
		return g.roots[n]
	}
	return g.lo + int32(n-len(g.roots))
}

// propose returns a mod for p: one that closes a diamond while parents are
// too few, else one of the hierarchy's modifiers.
func (g *grower) propose(p int32, barren int) (mod, bool) {
	w := g.w
	n := &w.nodes[p]
	if float64(g.sumParent) < g.shape.parents*float64(g.made) && barren < 50 {
		for range 6 {
			a := pick(g.r, n.above)
			if a >= int32(w.core) && a < g.lo {
				continue
			}
			kids := g.kids[g.local(a)]
			if len(kids) == 0 {
				continue
			}
			q := &w.nodes[pick(g.r, kids)]
			if m := q.own; m != noMod && g.fits(n, m) {
				return m, true
			}
		}
	}
	x := g.r.float() * g.weights
	for _, m := range g.modifiers {
		if x -= m.weight; x < 0 {
			return m.make(g, p)
		}
	}
	return noMod, false
}

// fits reports whether a mod may be added: it says something new, is no name
// of its own, and a kind that has one value is absent or refined.
func (g *grower) fits(n *node, m mod) bool {
	if m.isWord() {
		word := &g.w.words[m.kind()-wordKind][m.value()]
		return word.form != formHead && !slices.ContainsFunc(n.mods, func(o mod) bool {
			return o == m || o.kind() == m.kind() && word.excludes(&g.w.words[o.kind()-wordKind][o.value()])
		})
	}
	kind := g.w.kinds[m.kind()]
	several := 0
	for _, o := range n.mods {
		if o.kind() != m.kind() {
			continue
		}
		if g.w.implies(o, m) {
			return false
		}
		if g.w.implies(m, o) {
			continue
		}
		several++
	}
	return several == 0 || kind.many && several < 2 && g.r.chance(0.5)
}

// make makes the concept that is p and m, unless it is there, can't be placed,
// or its name is taken or too long. Shaped says to mind the number of parents.
func (g *grower) make(p int32, m mod, shaped bool) bool {
	w := g.w
	if g.marked(p, m) {
		return false
	}
	from := &w.nodes[p]
	mods := make([]mod, 0, len(from.mods)+1)
	replaced := noMod
	for _, o := range from.mods {
		if w.implies(m, o) {
			replaced = o
			continue
		}
		mods = append(mods, o)
	}
	mods = append(mods, m)

	// The candidates for parents, and all that is above.
	above := insert(slices.Clone(from.above), p)
	parents := []int32{p}
	fresh := append(g.scratch[:0], above...)
	news := []mod{m}
	for len(fresh) > 0 {
		var more []int32
		for _, a := range fresh {
			for _, x := range news {
				ok := g.hits(a, x, func(d int32) bool {
					if slices.Contains(parents, d) || contains(above, d) {
						return true
					}
					if g.same(d, mods, above) {
						return false
					}
					parents = append(parents, d)
					for _, u := range w.nodes[d].above {
						if !contains(above, u) {
							above = insert(above, u)
							more = append(more, u)
						}
					}
					above = insert(above, d)
					more = append(more, d)
					return true
				}, mods, above)
				if !ok {
					g.scratch = fresh
					return false
				}
			}
		}
		fresh = append(fresh[:0], more...)
		news = mods // what comes in anew may go with any of them
		if len(parents) > 12 {
			g.scratch = fresh
			return false
		}
		if len(g.cores) > 0 && len(more) > 0 {
			// A core concept may have waited for another parent.
			fresh = append(fresh[:0], above...)
		}
	}
	g.scratch = fresh
	parents = slices.DeleteFunc(parents, func(q int32) bool {
		return slices.ContainsFunc(parents, func(o int32) bool { return o != q && contains(w.nodes[o].above, q) })
	})
	slices.Sort(parents)
	if shaped && len(parents) > 1 && float64(g.sumParent) > g.shape.parents*float64(g.made)+4 && g.r.chance(0.8) {
		return false
	}
	if shaped && float64(g.sumUp) > g.shape.ancestors*float64(g.made)+50 && float64(len(above)) > 1.5*g.shape.ancestors && g.r.chance(0.8) {
		return false
	}
	attributes := g.attributes(mods)
	if shaped && g.fewAttributes > 0 && float64(attributes) > g.fewAttributes && float64(g.sumAttributes) > g.fewAttributes*float64(g.made) && g.r.chance(0.7) {
		return false
	}
	name, named, ok := w.compose(p, m, replaced)
	if !ok || strings.Count(name, " ") >= g.maxWords {
		return false
	}
	tag := from.tag
	if g.retag != nil {
		tag = g.retag(g, p, m)
	}
	h := g.nameHash(name, tag)
	if _, taken := g.names[h]; taken {
		return false
	}
	g.names[h] = struct{}{}

	i := g.next
	g.next++
	n := &w.nodes[i]
	*n = node{name: name, parents: g.keep(parents), above: g.keep(above), mods: mods, own: m, first: p, top: from.top, tag: tag, depth: math.MaxUint8}
	if named {
		n.flags |= nodeNamed
	}
	if (!m.isWord() || w.words[m.kind()-wordKind][m.value()].amount != "") && g.r.chance(g.defined) {
		n.flags |= nodeDefined
	}
	g.sumAttributes += attributes
	g.place(i, p, m)
	return true
}

// attributes counts the attributes of what means these: those of the main
// group are there again for each further value of a kind that has many.
func (g *grower) attributes(mods []mod) int {
	several, main, other := 0, 0, 0
	for _, m := range mods {
		switch {
		case m.isWord():
		case g.w.kinds[m.kind()].many:
			several++
		case g.w.kinds[m.kind()].group == 1:
			main++
		default:
			other++
		}
	}
	return several + main*max(several, 1) + other
}

// keep copies a list to where many are kept together.
func (g *grower) keep(list []int32) []int32 {
	if len(g.arena) < len(list) {
		g.arena = make([]int32, max(1<<18, len(list)))
	}
	kept := g.arena[:len(list):len(list)]
	g.arena = g.arena[len(list):]
	copy(kept, list)
	return kept
}
