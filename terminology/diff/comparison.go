package diff

import (
	"context"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Options say what to compare. The zero value compares everything of all concepts.
type Options struct {
	// Kinds are the kinds of change to tell of; none means all.
	Kinds Kinds
	// Dialects are the language reference sets whose preferred terms are compared, and
	// by which, in this order, the fully specified name is chosen. Empty means: the
	// preferred terms of all that either release has, in ascending order, and the name
	// by the new release's default.
	Dialects terminology.Dialects
	// ValueSet limits the comparison to concepts that are in it by either release, and
	// tells of lost and new members. Nil is no limit.
	ValueSet *ValueSet
	// Codes limits the comparison to these concepts, in any order; one that is there
	// twice counts once. Nil is no limit; an empty list is one. It can't be given
	// together with ValueSet.
	Codes []sctid.ID
	// Step, if it isn't nil, is called after some hundreds of concepts each, so that
	// long walks can make way for others; an error of it ends the walk.
	Step func() error
}

// ValueSet is a set of concepts by either release. [EvaluateValueSet] makes one of an
// expression constraint.
type ValueSet struct {
	// Old and New are ordinals of the releases. They aren't changed.
	Old, New *roaring.Bitmap
	// Anchors are the concepts that the set is defined by, in the order in which they
	// are to be looked at: a member that lies otherwise to one of them than before,
	// above, below or apart from it, moved in or out.
	Anchors []sctid.ID
}

// Comparison is two releases and what to compare of them. It is safe for use by many
// goroutines at once, and the releases must stay open as long as it is in use.
type Comparison struct {
	old, new side
	options  Options
	codes    []sctid.ID // ascending, without doubles
	chosen   terminology.Dialects
	anchors  []anchor
}

// side is one of the two releases.
type side struct {
	release *terminology.Release
	tax     *taxonomy.Taxonomy
	store   terminology.Store
}

// anchor is a concept of the value set's constraint.
type anchor struct {
	id       sctid.ID
	old, new taxonomy.Ordinal
}

func sideOf(r *terminology.Release) side { return side{r, r.Taxonomy(), r.Store()} }

// ordinal returns [taxonomy.NoOrdinal] for a concept that the release doesn't have.
func (s *side) ordinal(id sctid.ID) taxonomy.Ordinal {
	if o, ok := s.tax.Ordinal(id); ok {
		return o
	}
	return taxonomy.NoOrdinal
}

// New prepares the comparison of two releases. They may be of different editions, in
// any order, or the same. The error is of kind invalid argument, for options that
// contradict each other.
func New(old, new *terminology.Release, options Options) (*Comparison, error) {
	if options.ValueSet != nil && options.Codes != nil {
		return nil, terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldInvalid,
			"a comparison is limited by a value set or by a list of codes, not by both")
	}
	c := &Comparison{old: sideOf(old), new: sideOf(new), options: options}
	if c.options.Kinds == 0 {
		c.options.Kinds = AllKinds
	}
	c.chosen = options.Dialects
	if len(options.Dialects) == 0 {
		c.chosen = new.Info().DefaultLanguageRefsets
		for _, r := range []*terminology.Release{old, new} {
			for _, l := range r.Info().LanguageRefsets {
				c.options.Dialects = append(c.options.Dialects, l.RefsetID)
			}
		}
		slices.Sort(c.options.Dialects)
		c.options.Dialects = slices.Compact(c.options.Dialects)
	}
	if options.Codes != nil {
		c.codes = slices.Compact(slices.Sorted(slices.Values(options.Codes)))
	}
	if options.ValueSet != nil {
		for _, id := range options.ValueSet.Anchors {
			c.anchors = append(c.anchors, anchor{id, c.old.ordinal(id), c.new.ordinal(id)})
		}
	}
	return c, nil
}

// checkEvery is how many concepts are compared between two looks at the context.
const checkEvery = 256

// Changes walks the changes, in the order that the package comment gives. An error
// ends the walk: that of ctx or of [Options.Step], those of [history.Index.Resolve], or an internal one.
// Each call begins from the start.
func (c *Comparison) Changes(ctx context.Context) iter.Seq2[*Change, error] {
	return func(yield func(*Change, error) bool) {
		w := walk{Comparison: c, ctx: ctx, yield: yield}
		if err := w.run(); err != nil {
			yield(nil, err)
		}
	}
}

// walk is one walk over both releases.
type walk struct {
	*Comparison
	ctx     context.Context
	yield   func(*Change, error) bool
	stopped bool // by the consumer
	seen    int  // concepts that were looked at
	history *history.Index

	oldBuffer, newBuffer   terminology.ConceptBuffer
	oldParents, newParents []sctid.ID
	oldTermOf, newTermOf   []string // by dialect
	described              []bool   // by dialect: whether a change tells of it
}

// run compares one concept after the other.
func (w *walk) run() error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.options.Kinds.hasAny(KindsOf(Retired, LostMember)) {
		var err error
		if w.history, err = history.Of(w.ctx, w.new.release); err != nil {
			return err
		}
	}
	if w.options.Codes != nil {
		for _, id := range w.codes {
			if err := w.concept(id, w.old.ordinal(id), w.new.ordinal(id)); err != nil || w.stopped {
				return err
			}
		}
		return nil
	}
	olds, news := w.old.tax.ByID(), w.new.tax.ByID()
	for len(olds) > 0 || len(news) > 0 {
		var oldID, newID sctid.ID // 0 at the end, which is no id
		if len(olds) > 0 {
			oldID = w.old.tax.ID(olds[0])
		}
		if len(news) > 0 {
			newID = w.new.tax.ID(news[0])
		}
		id, o, n := oldID, taxonomy.NoOrdinal, taxonomy.NoOrdinal
		if oldID != 0 && (newID == 0 || oldID <= newID) {
			o, olds = olds[0], olds[1:]
		}
		if newID != 0 && (oldID == 0 || newID <= oldID) {
			id, n, news = newID, news[0], news[1:]
		}
		if set := w.options.ValueSet; set != nil && !member(set.Old, o) && !member(set.New, n) {
			if err := w.look(); err != nil {
				return err
			}
			continue
		}
		if err := w.concept(id, o, n); err != nil || w.stopped {
			return err
		}
	}
	return nil
}

// member reports whether an ordinal, or none, is in a set, which may be nil.
func member(set *roaring.Bitmap, o taxonomy.Ordinal) bool {
	return set != nil && o != taxonomy.NoOrdinal && set.Contains(uint32(o))
}

// look counts a concept, and now and then looks whether anyone still waits.
func (w *walk) look() error {
	w.seen++
	if w.seen%checkEvery != 0 {
		return nil
	}
	if err := w.ctx.Err(); err != nil || w.options.Step == nil {
		return err
	}
	return w.options.Step()
}
