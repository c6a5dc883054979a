package ecl

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Explanation is how a query was evaluated: the plan after rewriting, and what
// each of its nodes took and gave.
type Explanation struct {
	// Nodes of the plan, each before those it uses, the root first. For rows and
	// values there may be several roots: the reference sets, and what filters
	// compare with.
	Nodes []PlanNode
	// Count is the number of concepts, rows or values of the result.
	Count int
	// Planning and Evaluation are how long the two halves took.
	Planning, Evaluation time.Duration
	// Memory is how many bytes the sets and rows took that the evaluation held.
	Memory int64

	Warnings []Warning
}

// PlanNode is a node of a plan: a set, and how it comes about.
type PlanNode struct {
	// Operation is what is done, in a word or two, as "descendantOrSelfOf",
	// "and", "refine" or "member of". Detail says with what, as ECL would where it can.
	Operation, Detail string
	// Uses are the nodes that it uses, as indexes into Nodes, ascending. A node
	// that several use is made once.
	Uses []int
	// Estimate is how many concepts the planner expected.
	Estimate int
	// Evaluated is set if the node's set was made, or the part of it that lies in
	// the set at hand: Size concepts, out of a set of Within. Within is -1 where
	// the whole set was made. A node that was only asked about single concepts, or
	// not at all, isn't evaluated.
	Evaluated    bool
	Size, Within int
	// Cached is set if the set was there from before.
	Cached bool
	// Elapsed is how long the node took, with all that it used; Own is without.
	Elapsed, Own time.Duration
}

// Explain evaluates a query and tells how. Its errors are those of
// [Engine.Evaluate].
func (e *Engine) Explain(ctx context.Context, query *Query, options EvaluateOptions) (*Explanation, error) {
	start := time.Now()
	ctx = e.bounded(ctx, options)
	p, err := e.plan(ctx, query, options)
	if err != nil {
		return nil, err
	}
	planned := time.Now()
	x := e.execution(ctx, p, options)
	x.trace = &trace{notes: make([]note, len(p.nodes))}
	result, err := x.run(options.Within)
	if err != nil {
		return nil, err
	}
	explanation := &Explanation{
		Count: result.Count(), Planning: planned.Sub(start), Evaluation: time.Since(planned),
		Memory: x.memory, Warnings: p.warnings,
	}
	last := len(p.nodes) - 1 // the plan has arguments first
	for i := range p.nodes {
		n := p.nodes[last-i]
		note := x.trace.notes[n.index]
		shown := PlanNode{
			Operation: n.operationName(), Detail: e.detail(n), Estimate: n.estimate,
			Evaluated: note.done, Size: note.size, Within: note.within, Cached: note.cached,
			Elapsed: note.elapsed, Own: note.own,
		}
		n.each(func(a *node) {
			if at := last - a.index; !slices.Contains(shown.Uses, at) {
				shown.Uses = append(shown.Uses, at)
			}
		})
		slices.Sort(shown.Uses)
		explanation.Nodes = append(explanation.Nodes, shown)
	}
	return explanation, nil
}

// String returns the plan as a text for people, a line a node:
//
//	#0 refine {363698007 = #2}                      1,234 concepts (estimated 5,000) in 120µs, own 80µs
//	  #1 descendantOrSelfOf 404684003              12,345 …
//
// A node that was shown before is only referred to.
func (p *Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d results in %v: planning %v, evaluation %v, %d bytes\n", p.Count, p.Planning+p.Evaluation, p.Planning, p.Evaluation, p.Memory)
	used := make([]bool, len(p.Nodes))
	for i := range p.Nodes {
		for _, u := range p.Nodes[i].Uses {
			used[u] = true
		}
	}
	shown := make([]bool, len(p.Nodes))
	for i := range p.Nodes {
		if !used[i] {
			p.write(&b, i, 0, shown)
		}
	}
	return b.String()
}

func (p *Explanation) write(b *strings.Builder, i, depth int, shown []bool) {
	n := &p.Nodes[i]
	fmt.Fprintf(b, "%s#%d %s", strings.Repeat("  ", depth), i, n.Operation)
	if shown[i] {
		b.WriteString(" (see above)\n")
		return
	}
	shown[i] = true
	if n.Detail != "" {
		b.WriteString(" " + n.Detail)
	}
	switch {
	case !n.Evaluated:
		fmt.Fprintf(b, ": not made (estimated %d)\n", n.Estimate)
	default:
		fmt.Fprintf(b, ": %d", n.Size)
		if n.Within >= 0 {
			fmt.Fprintf(b, " of %d", n.Within)
		}
		fmt.Fprintf(b, " (estimated %d)", n.Estimate)
		if n.Cached {
			b.WriteString(" from the cache\n")
		} else {
			fmt.Fprintf(b, " in %v, own %v\n", n.Elapsed, n.Own)
		}
	}
	for _, u := range n.Uses {
		p.write(b, u, depth+1, shown)
	}
}

func (n *node) operationName() string {
	switch n.op {
	case opEmpty:
		return "nothing"
	case opAll:
		return "all"
	case opConcepts:
		return "concepts"
	case opHasParent:
		return "with a parent"
	case opHasChild:
		return "with a child"
	case opHierarchy:
		return n.hierarchy.Long()
	case opAnd:
		return "and"
	case opOr:
		return "or"
	case opMinus:
		return "minus"
	case opMembers:
		return "member of"
	case opRefsets:
		return "reference sets containing any"
	case opRefine:
		return "refine"
	case opDotted:
		return "values of attributes"
	case opConceptFilter:
		return "concept filter"
	case opDescriptionFilter:
		return "description filter"
	default:
		return "history"
	}
}

// detail says what a node does its operation with.
func (e *Engine) detail(n *node) string {
	const most = 5
	switch n.op {
	case opConcepts:
		var ids []string
		for i, o := range n.concepts {
			if i == most {
				ids = append(ids, fmt.Sprintf("… (%d)", len(n.concepts)))
				break
			}
			ids = append(ids, e.tax.ID(o).String())
		}
		return strings.Join(ids, " ")
	case opMembers:
		var parts []string
		if n.members.column != "" {
			parts = append(parts, "["+n.members.column+"]")
		}
		if !n.members.plain() {
			parts = append(parts, "with member filter")
		}
		return strings.Join(parts, " ")
	case opRefine:
		return e.refinementText(n.refinement)
	case opHistory:
		if n.history.refsets == nil {
			return fmt.Sprintf("by %d associations", len(n.history.ids))
		}
		return ""
	default:
		return ""
	}
}

// refinementText writes a planned refinement much as ECL would.
func (e *Engine) refinementText(r *refinement) string {
	switch r.logic {
	case logicTrue:
		return "true"
	case logicFalse:
		return "false"
	case logicAnd, logicOr:
		parts := make([]string, len(r.items))
		for i, item := range r.items {
			parts[i] = e.refinementText(item)
		}
		separator := ", "
		if r.logic == logicOr {
			separator = " OR "
		}
		return "(" + strings.Join(parts, separator) + ")"
	case logicGroup:
		return cardinalityText(r.cardinality) + "{ " + e.refinementText(r.items[0]) + " }"
	}
	a := r.attribute
	var b strings.Builder
	b.WriteString(cardinalityText(r.cardinality))
	if a.reverse {
		b.WriteString("R ")
	}
	fmt.Fprintf(&b, "%s %s ", e.short(a.name), a.operator)
	switch {
	case a.set != nil:
		b.WriteString(e.short(a.set))
	case a.number != "":
		b.WriteString("#" + a.number)
	case a.boolean != nil:
		fmt.Fprint(&b, *a.boolean)
	default:
		fmt.Fprintf(&b, "%q", a.texts)
	}
	return b.String()
}

func cardinalityText(c Cardinality) string {
	if c.Min == 1 && c.Max == Unbounded {
		return ""
	}
	return c.String() + " "
}

// short writes a simple node as ECL, and others as an ellipsis: they stand below.
func (e *Engine) short(n *node) string {
	id := func(o taxonomy.Ordinal) sctid.ID { return e.tax.ID(o) }
	switch {
	case n.op == opAll:
		return "*"
	case n.op == opConcepts && len(n.concepts) == 1:
		return id(n.concepts[0]).String()
	case n.op == opHierarchy && n.args[0].op == opConcepts && len(n.args[0].concepts) == 1:
		return n.hierarchy.Brief() + " " + id(n.args[0].concepts[0]).String()
	default:
		return "…"
	}
}

// trace notes what each node of an execution gave. A nil trace notes nothing.
type trace struct {
	notes []note
	inner time.Duration // of nodes that ran within the one that is running
}

type note struct {
	done    bool
	cached  bool
	size    int
	within  int // the size of the set that it was asked within; -1 for none
	elapsed time.Duration
	own     time.Duration
}

func nothing(_, _ *roaring.Bitmap) {}

// begin notes the start of a node's work; the function returned notes its end.
func (t *trace) begin(n *node) func(set, within *roaring.Bitmap) {
	if t == nil {
		return nothing
	}
	start := time.Now()
	outer := t.inner
	t.inner = 0
	return func(set, within *roaring.Bitmap) {
		elapsed := time.Since(start)
		at := &t.notes[n.index]
		at.done = true
		at.size = int(set.GetCardinality())
		at.within = -1
		if within != nil {
			at.within = int(within.GetCardinality())
		}
		at.elapsed += elapsed
		at.own += elapsed - t.inner
		t.inner = outer + elapsed
	}
}

func (t *trace) cached(n *node, set *roaring.Bitmap) {
	if t != nil {
		t.notes[n.index] = note{done: true, cached: true, size: int(set.GetCardinality()), within: -1}
	}
}
