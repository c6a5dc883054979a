package naive

import (
	"cmp"
	"maps"
	"slices"
)

// Refsets returns the reference sets that have a member, active or not.
func (r *Release) Refsets() []uint64 { return slices.Sorted(maps.Keys(r.membersIn)) }

// MembersIn returns the rows of a reference set, by referenced component, then
// member id; the inactive ones only if asked for.
func (r *Release) MembersIn(refset uint64, inactive bool) []Member {
	return chosen(r.membersIn[refset], inactive)
}

// MembersOf returns the rows of any reference set that are about a component,
// by reference set, then member id; the inactive ones only if asked for.
func (r *Release) MembersOf(component uint64, inactive bool) []Member {
	return chosen(r.membersOf[component], inactive)
}

func chosen(all []Member, inactive bool) []Member {
	var found []Member
	for _, m := range all {
		if m.Active || inactive {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.RefsetID, b.RefsetID), cmp.Compare(a.ReferencedComponentID, b.ReferencedComponentID), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// MemberConcepts returns the concepts that active members of a reference set
// are about.
func (r *Release) MemberConcepts(refset uint64) []uint64 {
	found := map[uint64]bool{}
	for _, m := range r.membersIn[refset] {
		if _, ok := r.Concepts[m.ReferencedComponentID]; ok && m.Active {
			found[m.ReferencedComponentID] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
