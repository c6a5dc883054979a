package terminology

import (
	"iter"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Refsets lists the reference sets that have a member, in ascending order of
// id. The slice is shared and must not be changed.
func (r *Release) Refsets() []Refset { return r.store.Refsets() }

// Refset finds a reference set. A concept id without any member is of kind
// [KindNotFound]; other errors are those of [Release.Ordinal].
func (r *Release) Refset(id sctid.ID) (Refset, error) {
	refsets := r.store.Refsets()
	i, ok := slices.BinarySearchFunc(refsets, id, func(s Refset, id sctid.ID) int {
		switch {
		case s.ID < id:
			return -1
		case s.ID > id:
			return 1
		}
		return 0
	})
	if ok {
		return refsets[i], nil
	}
	if _, err := r.Ordinal(id); err != nil && KindOf(err) != KindNotFound {
		return Refset{}, err
	}
	return Refset{}, Errorf(KindNotFound, ReasonRefsetNotFound, "release %s has no member of a reference set %s", r.info.URI, id)
}

// MemberQuery is a question about the rows of a reference set.
type MemberQuery struct {
	RefsetID              sctid.ID
	ReferencedComponentID sctid.ID // 0 for all
	Inactive              bool     // inactive rows too
	After                 MemberKey
	Limit                 int
}

// MemberPage is a part of a list of members.
type MemberPage struct {
	Total   int // of the whole list
	Members []Member
	More    bool // whether others come after
}

// Members lists rows of a reference set in ascending order of referenced
// component, then member id. Errors are those of [Release.Refset].
func (r *Release) Members(q MemberQuery) (MemberPage, error) {
	refset, err := r.Refset(q.RefsetID)
	if err != nil {
		return MemberPage{}, err
	}
	if q.ReferencedComponentID != 0 {
		return r.componentMembers(q)
	}
	page := MemberPage{Total: refset.ActiveMembers}
	if q.Inactive {
		page.Total = refset.Members
	}
	for m, err := range r.store.Members(q.RefsetID, q.After) {
		if err != nil {
			return MemberPage{}, err
		}
		if !m.Active && !q.Inactive {
			continue
		}
		if len(page.Members) == q.Limit {
			page.More = true
			break
		}
		page.Members = append(page.Members, m)
	}
	return page, nil
}

func (r *Release) componentMembers(q MemberQuery) (MemberPage, error) {
	var page MemberPage
	for m, err := range r.store.ComponentMembers(q.RefsetID, q.ReferencedComponentID) {
		if err != nil {
			return MemberPage{}, err
		}
		if !m.Active && !q.Inactive {
			continue
		}
		page.Total++
		if !keyLess(q.After, MemberKey{m.ReferencedComponentID, m.ID}) {
			continue
		}
		if len(page.Members) == q.Limit {
			page.More = true
			continue
		}
		page.Members = append(page.Members, m)
	}
	return page, nil
}

func keyLess(a, b MemberKey) bool {
	if a.ReferencedComponentID != b.ReferencedComponentID {
		return a.ReferencedComponentID < b.ReferencedComponentID
	}
	return slices.Compare(a.MemberID[:], b.MemberID[:]) < 0
}

// Memberships walks the rows that any reference set has for a component of any
// kind, in ascending order of reference set, then member id. The error is of
// kind [KindInvalidArgument] for a malformed id, and of kind [KindNotFound]
// for a concept or description that the release doesn't have and nothing refers
// to; whether a relationship exists isn't looked up.
func (r *Release) Memberships(component sctid.ID, inactive bool) (iter.Seq2[Member, error], error) {
	if err := component.Check(); err != nil {
		return nil, malformedID(err)
	}
	refsets, err := r.store.ComponentRefsets(component)
	if err != nil {
		return nil, err
	}
	if len(refsets) == 0 {
		if err := r.mustHold(component); err != nil {
			return nil, err
		}
	}
	return func(yield func(Member, error) bool) {
		for _, refset := range refsets {
			for m, err := range r.store.ComponentMembers(refset, component) {
				if err == nil && !m.Active && !inactive {
					continue
				}
				if !yield(m, err) || err != nil {
					return
				}
			}
		}
	}, nil
}

func (r *Release) mustHold(component sctid.ID) error {
	found := true
	switch component.Kind() {
	case sctid.KindConcept:
		_, found = r.taxonomy.Ordinal(component)
	case sctid.KindDescription:
		var err error
		if _, found, err = r.store.DescriptionConcept(component); err != nil {
			return err
		}
	}
	if !found {
		return Errorf(KindNotFound, ReasonComponentNotFound, "%s %s is not in release %s", component.Kind(), component, r.info.URI)
	}
	return nil
}

// Description finds a description, active or not, by its id. Errors are of
// kind [KindInvalidArgument] and [KindNotFound].
func (r *Release) Description(id sctid.ID) (*Description, error) {
	if err := id.Check(); err != nil {
		return nil, malformedID(err)
	}
	o, ok, err := r.store.DescriptionConcept(id)
	if err != nil {
		return nil, err
	}
	if ok {
		c, err := r.store.Concept(o, PartDescriptions|PartInactive)
		if err != nil {
			return nil, err
		}
		for i := range c.Descriptions {
			if c.Descriptions[i].ID == id {
				return &c.Descriptions[i], nil
			}
		}
	}
	return nil, Errorf(KindNotFound, ReasonComponentNotFound, "description %s is not in release %s", id, r.info.URI)
}
