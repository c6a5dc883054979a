package diff

import (
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// concept tells what changed of one concept.
func (w *walk) concept(id sctid.ID, o, n taxonomy.Ordinal) error {
	if err := w.look(); err != nil {
		return err
	}
	base := Change{
		ConceptID: id, Old: o, New: n,
		OldActive: o != taxonomy.NoOrdinal && w.old.tax.IsActive(o),
		NewActive: n != taxonomy.NoOrdinal && w.new.tax.IsActive(n),
	}
	inOld, inNew := o != taxonomy.NoOrdinal, n != taxonomy.NoOrdinal
	switch {
	case !inOld && !inNew:
		w.tell(base, NotFound)
	case !inNew:
		w.tell(base, Vanished)
	case !inOld:
		w.tell(base, Added)
	case base.OldActive && !base.NewActive:
		if w.options.Kinds.Has(Retired) {
			if err := w.became(base, Retired); err != nil {
				return err
			}
		}
	case !base.OldActive && base.NewActive:
		w.tell(base, Reactivated)
	}
	if err := w.membership(base); err != nil || !inOld || !inNew {
		return err
	}
	if err := w.names(base); err != nil {
		return err
	}
	if base.OldActive && base.NewActive {
		w.parents(base)
		w.definition(base)
	}
	return nil
}

// tell hands a change of a kind to the consumer, if both still want it.
func (w *walk) tell(change Change, kind Kind) {
	if w.stopped || !w.options.Kinds.Has(kind) {
		return
	}
	change.Kind = kind
	w.stopped = !w.yield(&change, nil)
}

// became tells of a retired concept with what became of it.
func (w *walk) became(change Change, kind Kind) error {
	var err error
	if change.Resolution, err = w.history.Resolve(change.New); err != nil {
		return err
	}
	change.Inactivation, _ = w.history.Inactivation(change.New)
	w.tell(change, kind)
	return nil
}

// membership tells whether the concept left the value set, or came into it.
func (w *walk) membership(change Change) error {
	set := w.options.ValueSet
	if set == nil {
		return nil
	}
	was, is := member(set.Old, change.Old), member(set.New, change.New)
	kind := LostMember
	switch {
	case was == is:
		return nil
	case is:
		kind = NewMember
	}
	if !w.options.Kinds.Has(kind) {
		return nil
	}
	change.Why, change.AnchorID = w.why(&change, is)
	if change.Why == WhyRetired {
		return w.became(change, kind)
	}
	w.tell(change, kind)
	return nil
}

// why finds the reason for which a concept came into the value set or left it.
func (w *walk) why(change *Change, came bool) (why Why, anchorID sctid.ID) {
	switch {
	case change.New == taxonomy.NoOrdinal:
		return WhyVanished, 0
	case change.Old == taxonomy.NoOrdinal:
		return WhyAdded, 0
	case !came && change.OldActive && !change.NewActive:
		return WhyRetired, 0
	case came && !change.OldActive && change.NewActive:
		return WhyReactivated, 0
	}
	for i := range w.anchors {
		a := &w.anchors[i]
		if w.old.standsTo(a.old, change.Old) == w.new.standsTo(a.new, change.New) {
			continue
		}
		if came {
			return WhyMovedIn, a.id
		}
		return WhyMovedOut, a.id
	}
	if came {
		return WhyNowMatches, 0
	}
	return WhyNoLongerMatches, 0
}

// standsTo tells how one concept stands to another, neither of them necessarily
// there.
func (s *side) standsTo(a, b taxonomy.Ordinal) terminology.SubsumptionOutcome {
	if a == taxonomy.NoOrdinal || b == taxonomy.NoOrdinal {
		return terminology.NotSubsumed
	}
	return s.release.SubsumesOrdinals(a, b)
}

// names compares the concept's names.
func (w *walk) names(change Change) error {
	if w.stopped || !w.options.Kinds.hasAny(KindsOf(FullySpecifiedName, PreferredTerm)) {
		return nil
	}
	if err := w.old.store.ReadConcept(change.Old, terminology.PartNames, &w.oldBuffer); err != nil {
		return err
	}
	if err := w.new.store.ReadConcept(change.New, terminology.PartNames, &w.newBuffer); err != nil {
		return err
	}
	// Reading names without active descriptions uses the buffers again, so what is
	// preferred is looked up first.
	w.oldTermOf = preferredTerms(w.oldTermOf, w.oldBuffer.Descriptions, w.options.Dialects)
	w.newTermOf = preferredTerms(w.newTermOf, w.newBuffer.Descriptions, w.options.Dialects)
	preferred := w.preferred(change)
	if w.options.Kinds.Has(FullySpecifiedName) {
		oldName, err := w.old.fullySpecifiedName(change.Old, &w.oldBuffer, w.chosen)
		if err != nil {
			return err
		}
		newName, err := w.new.fullySpecifiedName(change.New, &w.newBuffer, w.chosen)
		if err != nil {
			return err
		}
		if oldName != newName {
			named := change
			named.OldTerm, named.NewTerm = strings.Clone(oldName), strings.Clone(newName)
			w.tell(named, FullySpecifiedName)
		}
	}
	for _, p := range preferred {
		w.tell(p, PreferredTerm)
	}
	return nil
}

// preferredTerms returns the term that is preferred in each dialect, "" for none. Of
// several, which a release shouldn't have, it is that of the lowest id.
func preferredTerms(terms []string, descriptions []terminology.Description, dialects terminology.Dialects) []string {
	terms = slices.Grow(terms[:0], len(dialects))[:len(dialects)]
	clear(terms)
	for i := range descriptions {
		d := &descriptions[i]
		if !d.Active || d.TypeID != terminology.Synonym {
			continue
		}
		for _, a := range d.Acceptability {
			if !a.Active || a.AcceptabilityID != terminology.Preferred {
				continue
			}
			if at := slices.Index(dialects, a.RefsetID); at >= 0 && terms[at] == "" {
				terms[at] = d.Term
			}
		}
	}
	return terms
}

// preferred makes the changes of preferred terms: one for each pair of an old and a
// new term, with all dialects that have it.
func (w *walk) preferred(change Change) []Change {
	if !w.options.Kinds.Has(PreferredTerm) || slices.Equal(w.oldTermOf, w.newTermOf) {
		return nil
	}
	var changes []Change
	w.described = slices.Grow(w.described[:0], len(w.oldTermOf))[:len(w.oldTermOf)]
	clear(w.described)
	for i, old := range w.oldTermOf {
		if old == w.newTermOf[i] || w.described[i] {
			continue
		}
		one := change
		one.OldTerm, one.NewTerm = strings.Clone(old), strings.Clone(w.newTermOf[i])
		for j := i; j < len(w.oldTermOf); j++ {
			if w.oldTermOf[j] == old && w.newTermOf[j] == w.newTermOf[i] {
				one.Dialects = append(one.Dialects, w.options.Dialects[j])
				w.described[j] = true
			}
		}
		changes = append(changes, one)
	}
	return changes
}

// fullySpecifiedName chooses the name among the active descriptions in the buffer,
// or, where there is none at all, among all, as [terminology.Release.Summary] does.
// The text is the buffer's.
func (s *side) fullySpecifiedName(o taxonomy.Ordinal, b *terminology.ConceptBuffer, dialects terminology.Dialects) (string, error) {
	n := s.release.NamesOf(&b.Concept, dialects)
	if n.PreferredTerm != "" {
		return n.FullySpecifiedName, nil
	}
	if err := s.store.ReadConcept(o, terminology.PartNames|terminology.PartInactive, b); err != nil {
		return "", err
	}
	return s.release.NamesOf(&b.Concept, dialects).FullySpecifiedName, nil
}

// parents compares the concepts directly above.
func (w *walk) parents(change Change) {
	if !w.options.Kinds.Has(Moved) {
		return
	}
	w.oldParents = w.old.parents(w.oldParents, change.Old)
	w.newParents = w.new.parents(w.newParents, change.New)
	if slices.Equal(w.oldParents, w.newParents) {
		return
	}
	change.LostParents = without(w.oldParents, w.newParents)
	change.GainedParents = without(w.newParents, w.oldParents)
	w.tell(change, Moved)
}

// parents returns the ids of a concept's parents, ascending.
func (s *side) parents(ids []sctid.ID, o taxonomy.Ordinal) []sctid.ID {
	ids = ids[:0]
	for _, parent := range s.tax.Parents(o) {
		ids = append(ids, s.tax.ID(parent))
	}
	slices.Sort(ids)
	return ids
}

// without returns the ids of a list that another hasn't.
func without(list, other []sctid.ID) []sctid.ID {
	var rest []sctid.ID
	for _, id := range list {
		if !slices.Contains(other, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

// definition compares the definition status.
func (w *walk) definition(change Change) {
	change.OldStatusID = w.old.store.DefinitionStatus(change.Old)
	change.NewStatusID = w.new.store.DefinitionStatus(change.New)
	if change.OldStatusID != change.NewStatusID {
		w.tell(change, DefinitionStatus)
	}
}
