package terminology

import (
	"cmp"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Inactivation is why a component is inactive.
type Inactivation struct {
	// ReasonID is the value of the component's active row in the inactivation
	// indicator reference set, such as 900000000000482003 |Duplicate|; 0 where
	// no reason is given.
	ReasonID sctid.ID
	// Since is the effective time of the row that made the component inactive.
	Since Date
}

// Replacement is a concept that stands, by a historical association, in the
// place of an inactive one.
type Replacement struct {
	// AssociationID is the association reference set of the first step, such
	// as 900000000000527005 |SAME AS|.
	AssociationID sctid.ID
	// TargetID is the concept at the end of the chain. It may be absent from
	// the release, where the association leads into another module.
	TargetID sctid.ID
	// Active tells whether the target is an active concept of the release.
	Active bool
	// Steps is the chain from the inactive concept to the target. A chain of
	// one step is the rule; a longer one means that the direct target was itself
	// retired later. The last step's concept is the target.
	Steps []ReplacementStep
}

// ReplacementStep is one association on the way to a replacement.
type ReplacementStep struct {
	AssociationID sctid.ID
	ConceptID     sctid.ID // the step's target
}

// associationOrder is the order in which replacements are offered: from those
// that say the same to those that only point somewhere.
var associationOrder = []sctid.ID{
	SameAs, ReplacedBy, PossiblyReplacedBy, PossiblyEquivalentTo, PartiallyEquivalentTo, Alternative, WasA, SimilarTo, MovedTo,
}

func associationRank(refset sctid.ID) int {
	if i := slices.Index(associationOrder, refset); i >= 0 {
		return i
	}
	return len(associationOrder)
}

// historicalRefsets returns the reference sets that lead from a retired concept
// to what took its place, best first. MOVED FROM points the other way, and
// REFERS TO belongs to descriptions.
func (r *Release) historicalRefsets() []Refset {
	var found []Refset
	parent, known := r.taxonomy.Ordinal(HistoricalAssociation)
	for _, refset := range r.store.Refsets() {
		if len(refset.Columns) == 0 || refset.Columns[0].Kind != FieldComponent || refset.ID == MovedFrom || refset.ID == RefersTo {
			continue
		}
		below := slices.Contains(associationOrder, refset.ID)
		if o, ok := r.taxonomy.Ordinal(refset.ID); ok && known {
			below = below || r.taxonomy.Subsumes(parent, o)
		}
		if below {
			found = append(found, refset)
		}
	}
	slices.SortFunc(found, func(a, b Refset) int {
		return cmp.Or(cmp.Compare(associationRank(a.ID), associationRank(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// HistoricalAssociations returns the reference sets of the release that lead from a
// retired concept to what took its place, best first: SAME AS, REPLACED BY, POSSIBLY
// REPLACED BY, POSSIBLY EQUIVALENT TO, PARTIALLY EQUIVALENT TO, ALTERNATIVE, WAS A,
// SIMILAR TO, MOVED TO, then others by id. The slice is shared and must not be
// changed.
func (r *Release) HistoricalAssociations() []Refset { return r.historical }

// ConceptInactivation returns why a concept is inactive; ok is false for an
// active one. Errors are those of [Release.Ordinal].
func (r *Release) ConceptInactivation(id sctid.ID) (i Inactivation, ok bool, err error) {
	c, err := r.Concept(id, 0)
	if err != nil || c.Active {
		return Inactivation{}, false, err
	}
	i.Since = c.EffectiveTime
	i.ReasonID, err = r.inactivationReason(ConceptInactivation, id)
	return i, err == nil, err
}

// DescriptionInactivation returns why a description is inactive, or, for an
// active description of an inactive concept, the mark |Concept non-current|; ok
// is false where there is neither.
func (r *Release) DescriptionInactivation(d *Description) (i Inactivation, ok bool, err error) {
	i.ReasonID, err = r.inactivationReason(DescriptionInactivation, d.ID)
	if err != nil || (d.Active && i.ReasonID == 0) {
		return Inactivation{}, false, err
	}
	i.Since = d.EffectiveTime
	return i, true, nil
}

func (r *Release) inactivationReason(refset, component sctid.ID) (sctid.ID, error) {
	for m, err := range r.store.ComponentMembers(refset, component) {
		if err != nil {
			return 0, err
		}
		if m.Active {
			return m.Component(0), nil
		}
	}
	return 0, nil
}

// MaxReplacements bounds the concepts that [Release.Replacements] visits. Real
// chains are a few steps long and branch a little; only broken content gets
// near the bound.
const MaxReplacements = 1000

// Replacements follows the historical associations of a concept to what took
// its place, through chains of retired concepts, never in a circle. An active
// concept has none.
//
// The order is by association, from SAME AS to MOVED TO, and within one by
// the id of the target. A target that was itself retired is replaced by what
// took its place; where nothing did it stands there itself, inactive. Errors
// are those of [Release.Ordinal], and [ReasonBudgetExceeded] where the
// associations lead to more than [MaxReplacements] concepts.
func (r *Release) Replacements(id sctid.ID) ([]Replacement, error) {
	o, err := r.Ordinal(id)
	if err != nil || r.active(o) {
		return nil, err
	}
	w := replacementWalk{release: r, passed: []sctid.ID{id}, seen: map[replacementKey]bool{}}
	if _, err := w.follow(id, nil); err != nil {
		return nil, err
	}
	slices.SortStableFunc(w.found, func(a, b Replacement) int {
		return cmp.Or(
			cmp.Compare(associationRank(a.AssociationID), associationRank(b.AssociationID)),
			cmp.Compare(a.AssociationID, b.AssociationID),
			cmp.Compare(a.TargetID, b.TargetID),
		)
	})
	return w.found, nil
}

type replacementKey struct{ association, target sctid.ID }

// replacementWalk is a depth-first walk over historical associations. passed
// holds the concepts from the start to the current one, so that a circle ends
// where it closes.
type replacementWalk struct {
	release *Release
	passed  []sctid.ID
	found   []Replacement
	seen    map[replacementKey]bool
}

// follow visits the targets of a retired concept and reports whether there was
// any outside the circle.
func (w *replacementWalk) follow(id sctid.ID, steps []ReplacementStep) (reached bool, err error) {
	for _, refset := range w.release.historical {
		for m, err := range w.release.store.ComponentMembers(refset.ID, id) {
			if err != nil {
				return reached, err
			}
			target := m.Component(0)
			if !m.Active || target == 0 || slices.Contains(w.passed, target) {
				continue
			}
			reached = true
			if err := w.arrive(target, append(slices.Clip(steps), ReplacementStep{refset.ID, target})); err != nil {
				return reached, err
			}
		}
	}
	return reached, nil
}

func (w *replacementWalk) arrive(target sctid.ID, steps []ReplacementStep) error {
	key := replacementKey{steps[0].AssociationID, target}
	if w.seen[key] {
		return nil
	}
	if len(w.seen) == MaxReplacements {
		return Errorf(KindResourceExhausted, ReasonBudgetExceeded, "the historical associations of concept %s lead to more than %d concepts", w.passed[0], MaxReplacements)
	}
	w.seen[key] = true
	o, known := w.release.taxonomy.Ordinal(target)
	active := known && w.release.active(o)
	if known && !active {
		w.passed = append(w.passed, target)
		reached, err := w.follow(target, steps)
		w.passed = w.passed[:len(w.passed)-1]
		if err != nil || reached {
			return err
		}
		// A dead end: nothing took the target's place.
	}
	w.found = append(w.found, Replacement{AssociationID: steps[0].AssociationID, TargetID: target, Active: active, Steps: steps})
	return nil
}
