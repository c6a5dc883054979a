package ecl

import (
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// operation is what a node of a plan does.
type operation uint8

const (
	opEmpty             operation = iota // no concept
	opAll                                // every concept, of both states
	opConcepts                           // concepts named by identifiers
	opHasParent                          // < *
	opHasChild                           // > *
	opHierarchy                          // a hierarchy operator over args[0]
	opAnd                                // two arguments or more
	opOr                                 // two arguments or more
	opMinus                              // args[0] without args[1]
	opMembers                            // ^: args[0] gives the reference sets
	opRefsets                            // ^R: args[0] gives the concepts
	opRefine                             // args[0] : refinement
	opDotted                             // args[0] . args[1]
	opConceptFilter                      // args[0] {{ C … }}
	opDescriptionFilter                  // args[0] {{ D … }}
	opHistory                            // args[0] {{ + HISTORY … }}
)

// node is a node of a logical plan: a set of concepts, and how it comes about.
// Equal sub-expressions are one node, whose set is made once. Nodes don't change
// when the plan is finished.
type node struct {
	op    operation
	args  []*node
	key   string // equal for nodes that give the same set by the same way
	index int    // its place in the plan
	uses  int    // how many nodes use it

	// estimate is about how many concepts the set has; exact where that costs
	// nothing.
	estimate int

	hierarchy   HierarchyOperator
	concepts    []taxonomy.Ordinal // ascending
	members     *memberSpec        // of opMembers and opRefsets; never nil there
	refinement  *refinement
	test        *conceptTest
	description *descriptionTest
	history     *historySpec
}

// plan is what a query becomes. It is read-only and may be executed many times,
// side by side.
type plan struct {
	query    *Query
	nodes    []*node // arguments before those who use them
	root     *node   // nil for rows
	rows     *rowsSpec
	warnings []Warning

	// shared holds, for a prepared query, the sets that its executions made, by
	// node; nil for a query that is executed once.
	shared []atomic.Pointer[roaring.Bitmap]
}

// planner makes the plan of one query. Its constructors rewrite as they go: each
// takes finished arguments and gives the simplest node for them.
type planner struct {
	engine   *Engine
	ctx      context.Context
	query    *Query
	options  EvaluateOptions
	steps    int
	known    map[string]*node
	nodes    []*node
	warnings []Warning
}

// intern gives the node with n's key, which is n if there is none yet.
func (p *planner) intern(n *node, key string) *node {
	key = shorten(key)
	if known, ok := p.known[key]; ok {
		return known
	}
	n.key = key
	n.index = len(p.nodes)
	n.estimate = p.estimate(n)
	p.nodes = append(p.nodes, n)
	p.known[key] = n
	for _, a := range n.args {
		a.uses++
	}
	return n
}

// shorten keeps keys bounded: a long one is replaced by its hash.
func shorten(key string) string {
	const longest = 200
	if len(key) <= longest {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "#" + string(sum[:])
}

func (p *planner) empty() *node { return p.intern(&node{op: opEmpty}, "()") }

func (p *planner) all() *node { return p.intern(&node{op: opAll}, "*") }

// named makes the set of concepts; it keeps the slice and may sort it.
func (p *planner) named(concepts ...taxonomy.Ordinal) *node {
	if len(concepts) == 0 {
		return p.empty()
	}
	slices.Sort(concepts)
	concepts = slices.Compact(concepts)
	key := make([]byte, 0, 16*len(concepts))
	for i, o := range concepts {
		if i > 0 {
			key = append(key, ' ')
		}
		key = strconv.AppendUint(key, uint64(o), 10)
	}
	return p.intern(&node{op: opConcepts, concepts: concepts}, string(key))
}

func (p *planner) hierarchical(op HierarchyOperator, x *node) *node {
	switch {
	case op == NoHierarchy:
		return x
	case x.op == opEmpty:
		return x
	case x.op == opAll:
		return p.hierarchicalAll(op)
	case x.op == opHierarchy:
		if merged := mergeHierarchy(op, x.hierarchy); merged != NoHierarchy {
			return p.hierarchical(merged, x.args[0])
		}
	}
	return p.intern(&node{op: opHierarchy, hierarchy: op, args: []*node{x}}, op.Brief()+"("+x.key+")")
}

func (p *planner) hierarchicalAll(op HierarchyOperator) *node {
	hasParent := func() *node { return p.intern(&node{op: opHasParent}, "<*") }
	hasChild := func() *node { return p.intern(&node{op: opHasChild}, ">*") }
	switch op {
	case DescendantOf, ChildOf:
		return hasParent()
	case AncestorOf, ParentOf:
		return hasChild()
	case Top:
		return p.minus(p.all(), hasParent())
	case Bottom:
		return p.minus(p.all(), hasChild())
	default:
		return p.all()
	}
}

// mergeHierarchy gives the operator that is outer over inner in one, as << is for
// << over <<, or NoHierarchy.
func mergeHierarchy(outer, inner HierarchyOperator) HierarchyOperator {
	switch [2]HierarchyOperator{outer, inner} {
	case [2]HierarchyOperator{DescendantOrSelfOf, DescendantOrSelfOf}:
		return DescendantOrSelfOf
	case [2]HierarchyOperator{DescendantOf, DescendantOrSelfOf}, [2]HierarchyOperator{DescendantOrSelfOf, DescendantOf}:
		return DescendantOf
	case [2]HierarchyOperator{AncestorOrSelfOf, AncestorOrSelfOf}:
		return AncestorOrSelfOf
	case [2]HierarchyOperator{AncestorOf, AncestorOrSelfOf}, [2]HierarchyOperator{AncestorOrSelfOf, AncestorOf}:
		return AncestorOf
	default:
		return NoHierarchy
	}
}

// and intersects: nested intersections become one, "*" falls away, and what is
// named by identifiers is intersected at once.
func (p *planner) and(args []*node) *node {
	var flat []*node
	var named []taxonomy.Ordinal
	hasNamed := false
	var seen distinct[*node]
	for _, a := range args {
		parts := []*node{a}
		if a.op == opAnd {
			parts = a.args
		}
		for _, part := range parts {
			switch {
			case part.op == opEmpty:
				return part
			case part.op == opAll:
			case part.op == opConcepts && hasNamed:
				named = slices.DeleteFunc(slices.Clone(named), func(o taxonomy.Ordinal) bool {
					_, found := slices.BinarySearch(part.concepts, o)
					return !found
				})
			case part.op == opConcepts:
				named, hasNamed = part.concepts, true
			case seen.add(part):
				flat = append(flat, part)
			}
		}
	}
	if hasNamed {
		if len(named) == 0 {
			return p.empty()
		}
		flat = append(flat, p.named(slices.Clone(named)...))
	}
	switch len(flat) {
	case 0:
		return p.all()
	case 1:
		return flat[0]
	}
	// The smallest first. Ties keep the order of the text.
	slices.SortStableFunc(flat, func(a, b *node) int { return a.estimate - b.estimate })
	return p.intern(&node{op: opAnd, args: flat}, joinKeys("&", flat))
}

// or unites, likewise.
func (p *planner) or(args []*node) *node {
	var flat []*node
	var named []taxonomy.Ordinal
	var seen distinct[*node]
	for _, a := range args {
		parts := []*node{a}
		if a.op == opOr {
			parts = a.args
		}
		for _, part := range parts {
			switch {
			case part.op == opAll:
				return part
			case part.op == opEmpty:
			case part.op == opConcepts:
				named = append(named, part.concepts...)
			case seen.add(part):
				flat = append(flat, part)
			}
		}
	}
	if len(named) > 0 {
		flat = append(flat, p.named(named...))
	}
	switch len(flat) {
	case 0:
		return p.empty()
	case 1:
		return flat[0]
	}
	return p.intern(&node{op: opOr, args: flat}, joinKeys("|", flat))
}

func (p *planner) minus(a, b *node) *node {
	switch {
	case a.op == opEmpty || b.op == opEmpty:
		return a
	case a == b || b.op == opAll:
		return p.empty()
	}
	return p.intern(&node{op: opMinus, args: []*node{a, b}}, joinKeys("-", []*node{a, b}))
}

// distinct tells what was there before: by a map, where a list would make the
// planning of a long query take time with its length squared.
type distinct[K comparable] struct {
	few  []K
	many map[K]bool
}

// add reports whether k is there for the first time.
func (d *distinct[K]) add(k K) bool {
	const most = 16
	switch {
	case d.many != nil && d.many[k], slices.Contains(d.few, k):
		return false
	case len(d.few) < most:
		d.few = append(d.few, k)
		return true
	case d.many == nil:
		d.many = map[K]bool{}
	}
	d.many[k] = true
	return true
}

// joinKeys makes the key of a node from those of its arguments. Intersection and
// union don't care for the order.
func joinKeys(operator string, args []*node) string {
	keys := make([]string, len(args))
	for i, a := range args {
		keys[i] = a.key
	}
	if operator != "-" {
		slices.Sort(keys)
	}
	return operator + "(" + strings.Join(keys, ";") + ")"
}

// finish drops the nodes that rewriting left unused and numbers the others.
func (p *planner) finish(roots ...*node) []*node {
	used := make([]bool, len(p.nodes))
	for _, r := range roots {
		used[r.index] = true
	}
	// Arguments come before those who use them.
	for _, n := range slices.Backward(p.nodes) {
		if used[n.index] {
			n.each(func(a *node) { used[a.index] = true })
		}
	}
	var nodes []*node
	for _, n := range p.nodes {
		if used[n.index] {
			nodes = append(nodes, n)
		}
		n.uses = 0
	}
	for i, n := range nodes {
		n.index = i
	}
	for _, n := range nodes {
		n.each(func(a *node) { a.uses++ })
	}
	for _, r := range roots {
		r.uses++
	}
	return nodes
}

// each calls f with every node that n uses, those inside refinements and filters
// among them.
func (n *node) each(f func(*node)) {
	for _, a := range n.args {
		f(a)
	}
	n.refinement.each(f)
	n.members.each(f)
	if n.test != nil {
		for i := range n.test.sets {
			if set := n.test.sets[i].set; set != nil {
				f(set)
			}
		}
	}
	if n.description != nil {
		n.description.each(f)
	}
	if n.history != nil && n.history.refsets != nil {
		f(n.history.refsets)
	}
}
