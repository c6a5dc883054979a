package terminology

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// DescriptionQuery asks for the concepts that have at least one description,
// text definitions among them, that satisfies all of its conditions at once.
// Expression Constraint Language, section "Description filters". It is read-only
// while it is answered.
type DescriptionQuery struct {
	// Within limits the answer to these concepts; nil means all, active and
	// inactive. It may be shared and isn't changed.
	Within *roaring.Bitmap

	// Active and Inactive are the states of a description that count.
	Active, Inactive bool

	// Terms are conditions on the term. All must hold.
	Terms []TermCondition

	// Kind is a condition on LanguageCode, TypeID and Acceptability of the
	// description, in which only active rows stand; the other fields aren't
	// filled. It must answer alike for equal values: it isn't asked for each
	// description. nil is no condition.
	Kind func(*Description) bool

	// Row is a condition on the module and the effective time of the
	// description's row. It must answer alike for equal values. nil is none.
	Row func(module sctid.ID, effectiveTime Date) bool

	// IDs are the descriptions that count; nil means all.
	IDs []sctid.ID
	// NotIDs are descriptions that don't count.
	NotIDs []sctid.ID
}

// TermCondition holds for a term that one of the patterns matches or, with
// Negate, that none matches.
type TermCondition struct {
	Negate   bool
	Patterns []*TermPattern
}

// Holds reports whether the condition holds for a term.
func (c *TermCondition) Holds(t *TermText) bool {
	for _, p := range c.Patterns {
		if p.Matches(t) {
			return !c.Negate
		}
	}
	return c.Negate
}

// accepts judges a description of which all fields are filled. text is memory.
func (q *DescriptionQuery) accepts(d *Description, text *TermText) bool {
	switch {
	case d.Active && !q.Active, !d.Active && !q.Inactive,
		q.IDs != nil && !slices.Contains(q.IDs, d.ID),
		slices.Contains(q.NotIDs, d.ID),
		q.Row != nil && !q.Row(d.ModuleID, d.EffectiveTime),
		q.Kind != nil && !q.Kind(d):
		return false
	}
	if len(q.Terms) == 0 {
		return true
	}
	text.Fold(d.LanguageCode, d.Term)
	return q.HoldForTerm(text)
}

// HoldForTerm reports whether all of Terms hold for a term.
func (q *DescriptionQuery) HoldForTerm(text *TermText) bool {
	for i := range q.Terms {
		if !q.Terms[i].Holds(text) {
			return false
		}
	}
	return true
}

// DescriptionFinder answers description queries by columns. A [Searcher] may be
// one; without it the descriptions are read one by one.
type DescriptionFinder interface {
	// FindDescriptions returns the concepts that a query asks for. IDs and Row
	// are nil. If stamps isn't nil it is a further condition on each description,
	// by its concept and id. It stops with ctx.
	FindDescriptions(ctx context.Context, q *DescriptionQuery, stamps func(taxonomy.Ordinal, sctid.ID) bool) (*roaring.Bitmap, error)
}

// fewDescribed is the number of concepts up to which their records are read one
// by one, where modules or effective times are asked for: some 3 µs each.
const fewDescribed = 2000

// ConceptsByDescription answers a description query. The set is new. It stops
// with ctx.
func (r *Release) ConceptsByDescription(ctx context.Context, q *DescriptionQuery) (*roaring.Bitmap, error) {
	if !q.Active && !q.Inactive || q.Within != nil && q.Within.IsEmpty() {
		return roaring.New(), nil
	}
	if q.IDs != nil {
		return r.conceptsOfDescriptions(ctx, q)
	}
	finder, byColumns := r.searcher.(DescriptionFinder)
	switch {
	case !byColumns:
		return r.readDescriptions(ctx, q)
	case q.Row == nil:
		return finder.FindDescriptions(ctx, q, nil)
	case q.Within != nil && q.Within.GetCardinality() <= fewDescribed:
		return r.readDescriptions(ctx, q)
	}
	if len(q.Terms) > 0 {
		// Terms are selective as a rule: their concepts are few enough to read.
		rest := *q
		rest.Row = nil
		found, err := finder.FindDescriptions(ctx, &rest, nil)
		if err != nil || found.GetCardinality() <= fewDescribed {
			rest = *q
			rest.Within = found
			if err == nil {
				found, err = r.readDescriptions(ctx, &rest)
			}
			return found, err
		}
	}
	stamps, err := r.descriptionStamps(ctx)
	if err != nil {
		return nil, err
	}
	return finder.FindDescriptions(ctx, q, stamps.judge(q.Row))
}

// conceptsOfDescriptions answers a query that names descriptions.
func (r *Release) conceptsOfDescriptions(ctx context.Context, q *DescriptionQuery) (*roaring.Bitmap, error) {
	within := roaring.New()
	for i, id := range q.IDs {
		if i%1024 == 1023 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o, ok, err := r.store.DescriptionConcept(id)
		if err != nil {
			return nil, err
		}
		if ok && (q.Within == nil || q.Within.Contains(uint32(o))) {
			within.Add(uint32(o))
		}
	}
	named := *q
	named.Within = within
	return r.readDescriptions(ctx, &named)
}

// readDescriptions answers a query from the records of the concepts.
func (r *Release) readDescriptions(ctx context.Context, q *DescriptionQuery) (*roaring.Bitmap, error) {
	within := q.Within
	if within == nil {
		within = r.taxonomy.All()
	}
	parts := PartDescriptions
	if q.Inactive {
		parts |= PartInactive
	}
	var b ConceptBuffer
	var text TermText
	var active []Acceptability
	found := roaring.New()
	looked := 0
	for it := within.Iterator(); it.HasNext(); {
		if looked++; looked%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o := it.Next()
		if err := r.store.ReadConcept(taxonomy.Ordinal(o), parts, &b); err != nil {
			return nil, err
		}
		for i := range b.Descriptions {
			d := &b.Descriptions[i]
			if q.Inactive { // inactive language members are there too
				active = active[:0]
				for _, a := range d.Acceptability {
					if a.Active {
						active = append(active, a)
					}
				}
				d.Acceptability = active
			}
			if q.accepts(d, &text) {
				found.Add(o)
				break
			}
		}
	}
	return found, nil
}
