package naive

import (
	"cmp"
	"slices"
	"strconv"
)

// Replacement is a concept to use instead of an inactive one.
type Replacement struct {
	AssociationID uint64 // the reference set of the first step
	TargetID      uint64
	Active        bool   // whether the target is an active concept of the release
	Chain         []Step // from the inactive concept to the target
}

// Step is one association on the way.
type Step struct{ AssociationID, ConceptID uint64 }

// associations are the historical association reference sets in the order in
// which replacements are offered.
var associations = []uint64{
	900000000000527005, // SAME AS
	900000000000526001, // REPLACED BY
	1186921001,         // POSSIBLY REPLACED BY
	900000000000523009, // POSSIBLY EQUIVALENT TO
	1186924009,         // PARTIALLY EQUIVALENT TO
	900000000000530003, // ALTERNATIVE
	900000000000528000, // WAS A
	900000000000529008, // SIMILAR TO
	900000000000524003, // MOVED TO
}

func associationRank(refset uint64) int {
	if i := slices.Index(associations, refset); i >= 0 {
		return i
	}
	return len(associations)
}

// Reason returns the value of a component's active row in an inactivation
// indicator reference set, or 0.
func (r *Release) Reason(component, refset uint64) uint64 {
	for _, m := range r.MembersOf(component, false) {
		if m.RefsetID == refset {
			return number(m.Field("valueId"))
		}
	}
	return 0
}

func number(s string) uint64 {
	n, _ := strconv.ParseUint(s, 10, 64)
	return n
}

// Replacements follows the historical associations of an inactive concept until
// they end, never through a concept twice.
func (r *Release) Replacements(id uint64) []Replacement {
	if r.Concepts[id].Active {
		return nil
	}
	var found []Replacement
	r.follow([]uint64{id}, nil, &found)
	slices.SortStableFunc(found, func(a, b Replacement) int {
		return cmp.Or(
			cmp.Compare(associationRank(a.AssociationID), associationRank(b.AssociationID)),
			cmp.Compare(a.AssociationID, b.AssociationID),
			cmp.Compare(a.TargetID, b.TargetID),
		)
	})
	// The same target by the same first association counts once, by its first chain.
	return slices.CompactFunc(found, func(a, b Replacement) bool {
		return a.AssociationID == b.AssociationID && a.TargetID == b.TargetID
	})
}

// follow takes every association from the last concept passed. It returns
// whether there was any that led to a new concept.
func (r *Release) follow(passed []uint64, chain []Step, found *[]Replacement) bool {
	var steps []Step
	for _, m := range r.MembersOf(passed[len(passed)-1], false) {
		target := number(m.Field("targetComponentId"))
		if r.isHistorical(m.RefsetID) && target != 0 && !slices.Contains(passed, target) {
			steps = append(steps, Step{m.RefsetID, target})
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(associationRank(a.AssociationID), associationRank(b.AssociationID)), cmp.Compare(a.AssociationID, b.AssociationID))
	})
	for _, step := range steps {
		way := append(slices.Clone(chain), step)
		target, known := r.Concepts[step.ConceptID]
		if known && !target.Active && r.follow(append(slices.Clone(passed), step.ConceptID), way, found) {
			continue // it was replaced itself
		}
		*found = append(*found, Replacement{way[0].AssociationID, step.ConceptID, known && target.Active, way})
	}
	return len(steps) > 0
}

// isHistorical reports whether a reference set tells what takes a concept's
// place: those of the list above, and any other below the historical
// associations that leads from the old concept to the new one.
func (r *Release) isHistorical(refset uint64) bool {
	const movedFrom, refersTo = 900000000000525002, 900000000000531004
	if refset == movedFrom || refset == refersTo {
		return false
	}
	return slices.Contains(associations, refset) || slices.Contains(r.Ancestors(refset), HistoricalAssociation)
}
