package ecl

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// ReasonDeadline is the reason of an evaluation that ran out of time.
const ReasonDeadline terminology.Reason = "ECL_DEADLINE"

// execution is one run of a plan, by one goroutine. Sets that it makes are not
// changed once another node has seen them.
type execution struct {
	engine *Engine
	plan   *plan
	ctx    context.Context

	sets    []*roaring.Bitmap // by node; nil until it is made
	tests   map[*attribute]*attributeTest
	reverse map[*refinement]*roaring.Bitmap
	steps   int
	memory  int64 // used
	limit   int64 // 0 for none
	trace   *trace
}

// execution begins a run of a plan. ctx has been through [Engine.bounded].
func (e *Engine) execution(ctx context.Context, p *plan, options EvaluateOptions) *execution {
	x := &execution{engine: e, plan: p, ctx: ctx, limit: e.memory}
	if options.Memory != 0 {
		x.limit = options.Memory
	}
	return x
}

// bounded gives a context the deadline of an evaluation, planning included.
func (e *Engine) bounded(ctx context.Context, options EvaluateOptions) context.Context {
	timeout := e.timeout
	if options.Timeout != 0 {
		timeout = options.Timeout
	}
	if timeout <= 0 {
		return ctx
	}
	deadline := time.Now().Add(timeout)
	if other, ok := ctx.Deadline(); ok && other.Before(deadline) {
		return ctx
	}
	return &deadlineContext{ctx, deadline}
}

// deadlineContext is what context.WithDeadline gives, but without a timer: an
// evaluation asks for the error and never waits, and most queries are answered
// before a timer could be set up.
type deadlineContext struct {
	context.Context
	deadline time.Time
}

func (c *deadlineContext) Deadline() (time.Time, bool) { return c.deadline, true }

func (c *deadlineContext) Err() error {
	if err := c.Context.Err(); err != nil {
		return err
	}
	if !time.Now().Before(c.deadline) {
		return context.DeadlineExceeded
	}
	return nil
}

// stepsPerCheck is the work between two looks at the clock: a step is some ten
// nanoseconds, so that they are well below a millisecond apart.
const stepsPerCheck = 1 << 14

// step counts work and now and then looks whether to stop.
func (x *execution) step(n int) error {
	if x.steps += n; x.steps < stepsPerCheck {
		return nil
	}
	x.steps = 0
	return x.check()
}

// check looks whether to stop.
func (x *execution) check() error {
	return exhausted(x.ctx.Err())
}

// exhausted turns the errors of contexts into the domain's.
func exhausted(err error) error {
	if _, known := errors.AsType[*terminology.Error](err); !known && errors.Is(err, context.DeadlineExceeded) {
		return &terminology.Error{
			Kind: terminology.KindResourceExhausted, Reason: ReasonDeadline,
			Message: "the evaluation of the query ran out of time",
			Hint:    "narrow the query, or allow more time",
			Cause:   err,
		}
	}
	return err
}

// charge accounts for memory that the execution holds until its end.
func (x *execution) charge(bytes uint64) error {
	x.memory += int64(bytes)
	if x.limit > 0 && x.memory > x.limit {
		e := terminology.Errorf(terminology.KindResourceExhausted, terminology.ReasonBudgetExceeded,
			"the evaluation of the query needs more than %d bytes", x.limit)
		e.Hint = "narrow the query, or allow more memory"
		return e
	}
	return nil
}

// set returns the set of a node. It is shared and must not be changed.
func (x *execution) set(n *node) (*roaring.Bitmap, error) {
	if x.sets == nil {
		x.sets = make([]*roaring.Bitmap, len(x.plan.nodes))
	}
	if s := x.sets[n.index]; s != nil {
		return s, nil
	}
	if x.plan.shared != nil {
		if s := x.plan.shared[n.index].Load(); s != nil {
			x.sets[n.index] = s
			x.trace.cached(n, s)
			return s, nil
		}
	}
	if cached := x.engine.cache.get(n); cached != nil {
		x.sets[n.index] = cached
		x.trace.cached(n, cached)
		return cached, nil
	}
	done := x.trace.begin(n)
	s, err := x.compute(n, nil)
	if err != nil {
		return nil, err
	}
	if err := x.charge(s.GetSizeInBytes()); err != nil {
		return nil, err
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	x.sets[n.index] = s
	if x.plan.shared != nil {
		x.plan.shared[n.index].Store(s)
	}
	done(s, nil)
	x.engine.cache.put(n, s)
	return s, nil
}

// within returns the part of a node's set that lies in another set, or all of it
// if that is nil. It is shared and must not be changed. Where a node can do with
// looking at the members of the other set alone, it does.
func (x *execution) within(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	if w == nil {
		return x.set(n)
	}
	switch {
	case n.op == opAll:
		return w, nil
	case n.op == opEmpty || w.IsEmpty():
		return roaring.New(), nil
	}
	known := x.sets != nil && x.sets[n.index] != nil
	if !known && n.uses <= 1 && n.narrows() && x.engine.cache == nil {
		done := x.trace.begin(n)
		s, err := x.compute(n, w)
		if err != nil {
			return nil, err
		}
		if err := x.charge(s.GetSizeInBytes()); err != nil {
			return nil, err
		}
		done(s, w)
		return s, x.check()
	}
	if !known && n.cheapToAsk() && w.GetCardinality() <= 64 {
		done := x.trace.begin(n)
		s := roaring.New()
		for it := w.Iterator(); it.HasNext(); {
			o := it.Next()
			in, err := x.contains(n, taxonomy.Ordinal(o))
			if err != nil {
				return nil, err
			}
			if in {
				s.Add(o)
			}
		}
		done(s, w)
		return s, nil
	}
	s, err := x.set(n)
	if err != nil {
		return nil, err
	}
	return roaring.And(s, w), nil
}

// narrows reports whether a node's work shrinks with the set that is asked for.
func (n *node) narrows() bool {
	switch n.op {
	case opAnd, opMinus, opRefine, opConceptFilter, opDescriptionFilter, opMembers:
		return true
	case opOr:
		for _, a := range n.args {
			if a.narrows() {
				return true
			}
		}
	}
	return false
}

// compute makes the set of a node, or the part of it that lies in w. w is nil
// unless the node narrows.
func (x *execution) compute(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	t := x.engine.tax
	switch n.op {
	case opEmpty:
		return roaring.New(), nil
	case opAll:
		return x.engine.derived.all(t), nil
	case opConcepts:
		s := roaring.New()
		for _, o := range n.concepts {
			s.Add(uint32(o))
		}
		return s, nil
	case opHasParent:
		return x.engine.derived.hasParent(t), nil
	case opHasChild:
		return x.engine.derived.hasChild(t), nil
	case opHierarchy:
		return x.hierarchical(n)
	case opAnd:
		return x.and(n, w)
	case opOr:
		return x.or(n, w)
	case opMinus:
		return x.minus(n, w)
	case opMembers:
		return x.members(n, w)
	case opRefsets:
		return x.refsets(n)
	case opRefine:
		return x.refine(n, w)
	case opDotted:
		return x.dotted(n)
	case opConceptFilter:
		return x.conceptFilter(n, w)
	case opDescriptionFilter:
		return x.descriptionFilter(n, w)
	default:
		return x.supplement(n)
	}
}

// and intersects, the smallest first, each next one only as far as needed.
func (x *execution) and(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	for _, a := range n.args {
		s, err := x.within(a, w)
		if err != nil {
			return nil, err
		}
		if s.IsEmpty() {
			return s, nil
		}
		w = s
	}
	return w, nil
}

func (x *execution) or(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	if w == nil {
		if s, err, ok := x.orOfHierarchies(n); ok {
			return s, err
		}
	}
	parts := make([]*roaring.Bitmap, len(n.args))
	for i, a := range n.args {
		var err error
		if parts[i], err = x.within(a, w); err != nil {
			return nil, err
		}
	}
	return roaring.FastOr(parts...), nil
}

func (x *execution) minus(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	a, err := x.within(n.args[0], w)
	if err != nil || a.IsEmpty() {
		return a, err
	}
	b := n.args[1]
	var gone *roaring.Bitmap
	if a.GetCardinality()*4 < uint64(b.estimate) {
		gone, err = x.within(b, a)
	} else {
		gone, err = x.set(b)
	}
	if err != nil {
		return nil, err
	}
	return roaring.AndNot(a, gone), nil
}

// densePool lends sets with a bit for each concept, all clear.
type densePool struct {
	words int
	pool  sync.Pool
}

// dense is a set with a bit for each concept: to collect what comes in no order,
// and to ask for members many times.
type dense []uint64

func (p *densePool) get() dense {
	if d, ok := p.pool.Get().(*dense); ok {
		return *d
	}
	return make(dense, p.words)
}

// put takes a set back, clear or not.
func (p *densePool) put(d dense) {
	clear(d)
	p.pool.Put(&d)
}

func (d dense) add(o taxonomy.Ordinal) { d[o>>6] |= 1 << (o & 63) }

func (d dense) has(o taxonomy.Ordinal) bool { return d[o>>6]>>(o&63)&1 != 0 }

func (d dense) addAll(list []taxonomy.Ordinal) {
	for _, o := range list {
		d[o>>6] |= 1 << (o & 63)
	}
}

// bitmap makes a bitmap of the set, and gives the set back to the pool.
func (p *densePool) bitmap(d dense) *roaring.Bitmap {
	b := roaring.FromDense(d, true)
	p.put(d)
	return b
}

// denseOf lends a dense copy of a set.
func (p *densePool) denseOf(b *roaring.Bitmap) dense {
	d := p.get()
	b.WriteDenseTo(d)
	return d
}
