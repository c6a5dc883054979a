package synth

import (
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// A mod is one thing that a concept of a scale profile means: an attribute
// with its value, or a word that is a meaning of its own. In the upper bits is
// its kind (an index into world.kinds, or wordKind plus the grower), below the
// value concept or the number of the word.
type mod uint32

const (
	modValueBits = 24
	wordKind     = 64
	noMod        = mod(0)
)

func newMod(kind int, value int32) mod { return mod(kind)<<modValueBits | mod(value) }

func (m mod) kind() int    { return int(m >> modValueBits) }
func (m mod) value() int32 { return int32(m & (1<<modValueBits - 1)) }
func (m mod) isWord() bool { return m.kind() >= wordKind }

// node is one concept of a scale profile.
type node struct {
	id      sctid.ID
	name    string // the fully specified name without its tag
	parents []int32
	above   []int32 // all proper ancestors, rising
	mods    []mod   // all that it means beside its hierarchy, inherited ones too
	own     mod     // what it adds to first
	first   int32   // the parent that its name was made from
	top     int32
	history history
	tag     uint8
	depth   uint8 // steps to the root by the shortest path
	flags   nodeFlags
}

type nodeFlags uint8

const (
	nodeDefined nodeFlags = 1 << iota
	nodeNamed             // the name begins with a proper name
	nodeStructural
	nodeParent // has a child
	nodeRetired
)

func (n *node) is(f nodeFlags) bool { return n.flags&f != 0 }

// wordForm is how a word joins a name.
type wordForm uint8

const (
	formLead wordForm = iota // before it: "acute"
	formTail                 // after it: "type 2"
	formHead                 // a name of its own
)

type modWord struct {
	text string
	form wordForm
	// named says that a head or a lead is a proper name.
	named bool
	// amount, with its unit and what it is per, makes a tail a strength.
	amount    string
	unit, per int32
	// also are ungrouped attributes that go with the word. Words whose first
	// one has the same type exclude each other.
	also []attribute
}

// excludes reports whether no concept may have both words.
func (a *modWord) excludes(b *modWord) bool {
	return len(a.also) > 0 && len(b.also) > 0 && a.also[0].typ == b.also[0].typ
}

// world is a release of a scale profile while it grows. It begins with the
// hand-written core, which is small and exactly classified; the rest is grown
// below it by growers, hierarchy by hierarchy.
type world struct {
	cfg   Config
	shape shape
	b     *builder
	nodes []node
	core  int // nodes of the core
	tags  []string
	kinds []*modKind
	words [][]modWord // by grower
	// retirements are of the nodes from firstRetired on.
	retirements  []retirement
	firstRetired int
	order        []int32 // nodes in the order of their identifiers
	refsets      []scaleRefset
	// national are the attribute types of the edition's own, qualities the
	// values that their attributes take.
	national, qualities []int32
}

func (w *world) tagOf(tag string) uint8 {
	if i := slices.Index(w.tags, tag); i >= 0 {
		return uint8(i)
	}
	w.tags = append(w.tags, tag)
	return uint8(len(w.tags) - 1)
}

// noun is how a composed name speaks of a concept.
func (w *world) noun(i int32) string {
	if int(i) < w.core {
		return w.b.concepts[i].noun
	}
	n := &w.nodes[i]
	if n.is(nodeNamed) {
		return strings.TrimPrefix(n.name, "Genus ")
	}
	return lowerFirst(n.name)
}

// below reports whether a is b or an ancestor of b.
func (w *world) atOrAbove(a, b int32) bool {
	if a == b {
		return true
	}
	_, found := slices.BinarySearch(w.nodes[b].above, a)
	return found
}

// implies reports whether meaning m implies meaning g.
func (w *world) implies(m, g mod) bool {
	if m == g {
		return true
	}
	return m.kind() == g.kind() && !m.isWord() && w.atOrAbove(g.value(), m.value())
}

// adopt takes the built core into the world.
func (w *world) adopt() {
	b := w.b
	w.core = b.count()
	w.nodes = make([]node, w.core)
	kindOf := map[int32]int{}
	for k, kind := range w.kinds {
		if kind != nil {
			kindOf[kind.typ] = k
		}
	}
	var settle func(i int32)
	done := make([]bool, w.core)
	settle = func(i int32) {
		if done[i] {
			return
		}
		done[i] = true
		c, n := &b.concepts[i], &w.nodes[i]
		n.id, n.name, n.parents, n.top, n.first, n.history = c.id, c.name, c.parents, c.top, none, history{}
		n.tag = w.tagOf(c.tag)
		if c.defined {
			n.flags |= nodeDefined
		}
		if c.namedCase {
			n.flags |= nodeNamed
		}
		if c.structural {
			n.flags |= nodeStructural
		}
		for k, p := range c.parents {
			settle(p)
			n.above = union(n.above, w.nodes[p].above)
			n.above = union(n.above, []int32{p})
			w.nodes[p].flags |= nodeParent
			if d := w.nodes[p].depth + 1; k == 0 || d < n.depth {
				n.depth = d
			}
		}
		switch {
		case n.depth > 1:
			n.top = w.nodes[n.parents[0]].top
		case n.depth == 1:
			n.top = i
		}
		for _, a := range c.attributes {
			if k, ok := kindOf[a.typ]; ok && a.value != none && !a.additional {
				n.mods = append(n.mods, newMod(k, a.value))
			}
		}
	}
	for i := range b.concepts {
		settle(int32(i))
	}
}
