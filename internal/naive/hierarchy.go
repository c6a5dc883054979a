package naive

import (
	"maps"
	"slices"
)

// Parents returns the concepts directly above one: the destinations of its
// active inferred is-a relationships.
func (r *Release) Parents(id uint64) []uint64 { return r.parents[id] }

// Children returns the concepts directly below one.
func (r *Release) Children(id uint64) []uint64 { return r.children[id] }

// Ancestors returns the concepts above one at any distance, without itself.
func (r *Release) Ancestors(id uint64) []uint64 { return reach(id, r.parents) }

// Descendants returns the concepts below one at any distance, without itself.
func (r *Release) Descendants(id uint64) []uint64 { return reach(id, r.children) }

// reach walks from one concept to the next until nothing new turns up.
func reach(id uint64, next map[uint64][]uint64) []uint64 {
	seen := map[uint64]bool{}
	for queue := slices.Clone(next[id]); len(queue) > 0; queue = queue[1:] {
		if !seen[queue[0]] {
			seen[queue[0]] = true
			queue = append(queue, next[queue[0]]...)
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Subsumes says how a lies to b in FHIR's words: equivalent, subsumes (a is
// above b), subsumed-by or not-subsumed.
func (r *Release) Subsumes(a, b uint64) string {
	switch {
	case a == b:
		return "equivalent"
	case slices.Contains(r.Ancestors(b), a):
		return "subsumes"
	case slices.Contains(r.Ancestors(a), b):
		return "subsumed-by"
	}
	return "not-subsumed"
}

// Parentless returns the active concepts without a parent, the root among them.
func (r *Release) Parentless() []uint64 {
	var found []uint64
	for _, id := range r.ConceptIDs() {
		if r.Concepts[id].Active && len(r.parents[id]) == 0 {
			found = append(found, id)
		}
	}
	return found
}

// ConceptIDs returns the ids of all concepts, active or not.
func (r *Release) ConceptIDs() []uint64 {
	return slices.Sorted(maps.Keys(r.Concepts))
}

// Attributes are the attributes of a concept by role group: its active inferred
// relationships other than is-a, to concepts or with concrete values.
func (r *Release) Attributes(id uint64) map[int][]Relationship {
	groups := map[int][]Relationship{}
	for _, l := range r.relationshipsOf[id] {
		if l.Active && l.CharacteristicTypeID == Inferred && l.TypeID != IsA {
			groups[l.RelationshipGroup] = append(groups[l.RelationshipGroup], l)
		}
	}
	return groups
}

// RelationshipsOf returns the rows of which a concept is the source, whatever
// their state.
func (r *Release) RelationshipsOf(id uint64) []Relationship { return r.relationshipsOf[id] }

// Inbound returns the active inferred relationships that lead to a concept.
func (r *Release) Inbound(id uint64) []Relationship {
	var found []Relationship
	for _, source := range slices.Sorted(maps.Keys(r.relationshipsOf)) {
		for _, l := range r.relationshipsOf[source] {
			if l.DestinationID == id && l.Active && l.CharacteristicTypeID == Inferred {
				found = append(found, l)
			}
		}
	}
	return found
}
