package ecl

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// Explanation is how a query was evaluated: the plan after rewriting, and what
// each of its nodes took and gave.
type Explanation struct {
	// Nodes of the plan, each before those it uses, the root first.
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
	// Operation is what is done, in a word or two: see docs/ecl.md for all of
	// them. A hierarchy operator has its name in the long syntax.
	Operation string
	// Detail is the node in ECL, as far as it fits a line. What isn't simple in it
	// is a node of its own and stands there as its place in Nodes: "#2 : 363698007
	// |Finding site| = #3". Concepts have their preferred terms.
	Detail string
	// Uses are the nodes that it uses, as indexes into Nodes, ascending. A node
	// that several use is made once.
	Uses []int
	// Estimate is how many concepts, or rows, the planner expected.
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

	spelled bool // by those who use it, so that a line of its own says nothing more
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
	text := newPlanText(e, p)
	if p.rows != nil {
		explanation.Nodes = append(explanation.Nodes, rowsNode(explanation, text, p.rows, x.trace))
	}
	for _, n := range slices.Backward(p.nodes) { // the plan has arguments first
		note := x.trace.notes[n.index]
		shown := PlanNode{
			Operation: n.operationName(), Detail: cut(text.node(n)), Estimate: n.estimate,
			Evaluated: note.done, Size: note.size, Within: note.within, Cached: note.cached,
			Elapsed: note.elapsed, Own: note.own,
			spelled: n.op == opAll || n.op == opConcepts && len(n.concepts) == 1,
		}
		n.each(func(a *node) { shown.use(text.place(a)) })
		slices.Sort(shown.Uses)
		explanation.Nodes = append(explanation.Nodes, shown)
	}
	return explanation, nil
}

// rowsNode makes the root of a query for rows or values.
func rowsNode(p *Explanation, text *planText, r *rowsSpec, t *trace) PlanNode {
	shown := PlanNode{
		Operation: "rows", Detail: cut(text.rows(r)), Estimate: text.engine.estimateRows(r),
		Evaluated: true, Size: p.Count, Within: -1, Elapsed: p.Evaluation, Own: p.Evaluation - t.inner,
	}
	if r.distinct {
		shown.Operation = "values"
	}
	for _, n := range r.nodes() {
		shown.use(text.place(n))
	}
	slices.Sort(shown.Uses)
	return shown
}

// cut shortens a text that is too long to be read.
func cut(text string) string {
	const most = 1000
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// use notes that the node uses another.
func (n *PlanNode) use(place int) {
	if !slices.Contains(n.Uses, place) {
		n.Uses = append(n.Uses, place)
	}
}

// String returns the plan as a text for people, each node below the first that
// uses it. Single concepts and * have no lines of their own.
//
//	12 results in 1.2ms: planning 100µs, evaluation 1.1ms, 5678 bytes
//	#0 refine, #1 : 363698007 |Finding site| = << 123037004 |Body structure|
//	   12 of 2345 (estimated 250), 120µs, of which 80µs here
//	  #1 descendantOrSelfOf, << 404684003 |Clinical finding|
//	     2345 (estimated 2345), 40µs
//
// "12 of 2345" is the part of the node's set that lies in the 2,345 concepts at
// hand: only these were looked at.
func (p *Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d results in %v: planning %v, evaluation %v, %d bytes\n", p.Count, p.Planning+p.Evaluation, p.Planning, p.Evaluation, p.Memory)
	shown := make([]bool, len(p.Nodes))
	p.write(&b, 0, 0, shown)
	return b.String()
}

func (p *Explanation) write(b *strings.Builder, i, depth int, shown []bool) {
	n := &p.Nodes[i]
	indent := strings.Repeat("  ", depth)
	fmt.Fprintf(b, "%s#%d %s", indent, i, n.Operation)
	if shown[i] {
		b.WriteString(", see above\n")
		return
	}
	shown[i] = true
	if n.Detail != "" {
		b.WriteString(", " + n.Detail)
	}
	fmt.Fprintf(b, "\n%s   %s\n", indent, n.outcome())
	for _, u := range n.Uses {
		if !p.Nodes[u].spelled {
			p.write(b, u, depth+1, shown)
		}
	}
}

// outcome says what a node gave.
func (n *PlanNode) outcome() string {
	if !n.Evaluated {
		return fmt.Sprintf("asked about single concepts at most (estimated %d)", n.Estimate)
	}
	text := fmt.Sprint(n.Size)
	if n.Within >= 0 {
		text += fmt.Sprintf(" of %d", n.Within)
	}
	text += fmt.Sprintf(" (estimated %d), ", n.Estimate)
	switch {
	case n.Cached:
		return text + "from the cache"
	case n.Own == n.Elapsed:
		return text + n.Elapsed.String()
	default:
		return fmt.Sprintf("%s%v, of which %v here", text, n.Elapsed, n.Own)
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
