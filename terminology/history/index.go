package history

import (
	"context"

	"github.com/firn-sct/firn/internal/once"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Index is the history of one release's concepts, in columns. It is read-only and
// safe for use by many goroutines at once. [Of] finds it.
type Index struct {
	release *terminology.Release
	tax     *taxonomy.Taxonomy
	store   terminology.Store

	// A node is a concept that an association touches: below tax.Len() it is the
	// ordinal, behind that the place in absent of a concept that the release
	// doesn't hold.
	absent  []sctid.ID
	active  node       // nodes below it are active concepts
	retired int        // how many retired concepts there are; the first is node active
	kinds   []sctid.ID // the association reference sets, best first
	exact   []bool     // by kind: whether it says that the meaning is the same

	reasons  []uint16 // by retired concept: place in reasonIDs
	reasonID []sctid.ID

	edgeAt   []uint32 // by retired concept, with an end: its part of edges
	edges    []edge   // by source, kind and target id
	byTarget []uint32 // places in edges by target node and source

	outcomeAt []uint32  // by retired concept, with an end: its part of outcomes
	outcomes  []outcome // of one concept: replacements in order, then ends in order
	byNode    []uint32  // places in outcomes by node and source
	steps     []uint32  // places in edges, of the ways of outcomes
	tooMany   map[uint32]struct{}
}

// node is a concept of the release or one outside it, see [Index].
type node uint32

const noNode = ^node(0)

// edge is an active row of an association reference set.
type edge struct {
	source, target node
	since          terminology.Date
	kind           uint16
}

// outcome is where a retired concept's associations lead to.
type outcome struct {
	source, node node
	wayAt        uint32 // in steps
	length       uint16
	weakest      uint16 // the kind of the weakest step
	end          EndKind
	judgement    Judgement
}

// indexKey is the place of a release's index among its memos.
type indexKey struct{}

// Of returns the history of a release's concepts. The first call makes it, and
// takes the longer; an error of ctx interrupts it, and another error is internal.
func Of(ctx context.Context, release *terminology.Release) (*Index, error) {
	made := release.Memo(indexKey{}, func() any { return new(once.Value[*Index]) }).(*once.Value[*Index])
	return made.Get(ctx, func(ctx context.Context) (*Index, error) { return build(ctx, release) })
}

// EndKind is why a way ends without a replacement.
type EndKind uint8

// The ends.
const (
	noEnd EndKind = iota // a replacement
	// EndNotInRelease: the association leads to a concept that the release doesn't
	// hold; it may be one of another edition.
	EndNotInRelease
	// EndDead: it leads to a retired concept of which the release names no
	// replacement.
	EndDead
	// EndLoop: it leads into a circle of retired concepts that can't be left. The way
	// is shown until it comes to a concept for the second time.
	EndLoop
)

// String returns a stable word: "not-in-release", "dead-end" or "loop".
func (k EndKind) String() string {
	return [...]string{"", "not-in-release", "dead-end", "loop"}[k]
}

// Step is one association on a way.
type Step struct {
	AssociationID sctid.ID         // the reference set, such as 900000000000527005 |SAME AS|
	ConceptID     sctid.ID         // where the step leads
	Since         terminology.Date // the effective time of its row
}

// Way is the steps from one concept to another. It is a view of the index, and as
// long-lived.
type Way struct {
	index *Index
	steps []uint32
}

// Len returns the number of steps.
func (w Way) Len() int { return len(w.steps) }

// Step returns a step by its place, from 0. The last one's concept is where the way
// leads.
func (w Way) Step(i int) Step {
	e := &w.index.edges[w.steps[i]]
	return Step{AssociationID: w.index.kinds[e.kind], ConceptID: w.index.id(e.target), Since: e.since}
}

// Replacement is an active concept to use instead of a retired one.
type Replacement struct {
	TargetID sctid.ID
	Target   taxonomy.Ordinal
	// AssociationID is the weakest association on the way: what may be said of the
	// target as to the retired concept. On a way of one step it is that step's.
	AssociationID sctid.ID
	Judgement     Judgement
	Way           Way
}

// Safe reports whether a program may make the replacement without asking anybody.
func (r *Replacement) Safe() bool { return r.Judgement == Safe }

// End is a way that leads to no replacement.
type End struct {
	Kind      EndKind
	ConceptID sctid.ID // the last concept of the way
	Way       Way
}

// Resolution is what became of a retired concept. It is a view of the index, and
// as long-lived; to make and read one takes no memory. The zero value is that of an
// active concept.
type Resolution struct {
	index    *Index
	outcomes []outcome
	ends     int // place of the first end
}

// Len returns the number of replacements.
func (r Resolution) Len() int { return r.ends }

// Replacement returns a replacement by its place, from 0 for the best. They are in
// order of the weakest association on the way, then of the number of steps, then of
// the target's id.
func (r Resolution) Replacement(i int) Replacement {
	o := &r.outcomes[:r.ends][i]
	return Replacement{
		TargetID: r.index.id(o.node), Target: taxonomy.Ordinal(o.node), AssociationID: r.index.kinds[o.weakest],
		Judgement: o.judgement, Way: r.index.way(o),
	}
}

// Swap returns the replacement that is safe, if there is one. There is never more
// than one, and then there is no other replacement and no end beside it.
func (r Resolution) Swap() (Replacement, bool) {
	if r.ends == 1 && r.outcomes[0].judgement == Safe {
		return r.Replacement(0), true
	}
	return Replacement{}, false
}

// Ends returns the number of ways that lead to no replacement.
func (r Resolution) Ends() int { return len(r.outcomes) - r.ends }

// End returns such a way by its place, from 0. They are in order of kind, then of
// the last concept's id; of loops there is one at most.
func (r Resolution) End(i int) End {
	o := &r.outcomes[r.ends:][i]
	return End{Kind: o.end, ConceptID: r.index.id(o.node), Way: r.index.way(o)}
}

// Resolve returns what became of a concept; nothing, with the ordinal of an active
// concept or of none. The error is [terminology.ReasonBudgetExceeded], for
// associations that lead to more than [terminology.MaxReplacements] concepts, or in
// broken content to so many in all that the index would outgrow its memory.
func (x *Index) Resolve(o taxonomy.Ordinal) (Resolution, error) {
	at := int(o) - int(x.active)
	if at < 0 || at >= x.retired {
		return Resolution{}, nil
	}
	outcomes := x.outcomes[x.outcomeAt[at]:x.outcomeAt[at+1]]
	if len(outcomes) == 0 && len(x.tooMany) > 0 {
		if _, many := x.tooMany[uint32(o)]; many {
			return Resolution{}, x.tooManyError(o)
		}
	}
	ends := len(outcomes)
	for ends > 0 && outcomes[ends-1].end != noEnd {
		ends--
	}
	return Resolution{index: x, outcomes: outcomes, ends: ends}, nil
}

func (x *Index) tooManyError(o taxonomy.Ordinal) error {
	return terminology.Errorf(terminology.KindResourceExhausted, terminology.ReasonBudgetExceeded,
		"the historical associations of concept %s lead to more than %d concepts", x.tax.ID(o), terminology.MaxReplacements)
}

// Inactivation returns why a concept is inactive and since when; ok is false for
// an active one.
func (x *Index) Inactivation(o taxonomy.Ordinal) (i terminology.Inactivation, ok bool) {
	at := int(o) - int(x.active)
	if at < 0 || at >= x.retired {
		return i, false
	}
	return terminology.Inactivation{ReasonID: x.reasonID[x.reasons[at]], Since: x.store.ConceptStamp(o).EffectiveTime}, true
}

// Associations returns the association reference sets that lead to replacements,
// best first. The slice is shared and must not be changed.
func (x *Index) Associations() []sctid.ID { return x.kinds }

func (x *Index) way(o *outcome) Way {
	return Way{index: x, steps: x.steps[o.wayAt : o.wayAt+uint32(o.length)]}
}

func (x *Index) id(n node) sctid.ID {
	if int(n) < x.tax.Len() {
		return x.tax.ID(taxonomy.Ordinal(n))
	}
	return x.absent[int(n)-x.tax.Len()]
}

// isRetired reports whether a node is a retired concept of the release.
func (x *Index) isRetired(n node) bool { return n >= x.active && int(n) < x.tax.Len() }

// edgesOf returns the associations of a retired concept, as places in edges.
func (x *Index) edgesOf(n node) (from, to uint32) {
	at := n - x.active
	return x.edgeAt[at], x.edgeAt[at+1]
}
