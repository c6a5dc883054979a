package importer

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// arrange groups rows by concept and by reference set.
func (r *release) arrange(ctx context.Context) error {
	r.found = newAnomalies()
	var err error
	if r.refsets, err = gatherRefsets(r.rows, r.keptMembers); err != nil {
		return err
	}
	r.keptMembers = nil
	for _, s := range r.refsets {
		s.setType(r.taxonomy)
	}
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	steps := []func(){r.arrangeDescriptions, r.arrangeRelationships, r.arrangeIdentifiers}
	for _, s := range r.refsets {
		steps = append(steps, func() {
			s.sort()
			r.numberMembers(s)
		})
	}
	for _, step := range steps {
		group.Go(func() error {
			if groupCtx.Err() == nil {
				step()
			}
			return groupCtx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	r.arrangeMembers()
	return ctx.Err()
}

func (r *release) arrangeDescriptions() {
	t := &r.descriptions
	r.descriptionRows = groupRows(r.taxonomy.Len(), r.keptDescriptions.rows, func(row uint32) uint32 {
		o := r.ordinalOf(t.concepts[row])
		if o == absent {
			r.found.add("description-concept-absent", t.ids[row], func() string {
				return "description " + t.ids[row].String() + " of concept " + t.concepts[row].String()
			})
		}
		return o
	})
	for o := range uint32(r.taxonomy.Len()) {
		sortRows(r.descriptionRows.of(o), compareIDs(t.ids))
	}
}

func (r *release) arrangeRelationships() {
	by := func(t *relationshipTable, rows []uint32) grouping[uint32] {
		return groupRows(r.taxonomy.Len(), rows, func(row uint32) uint32 {
			o := r.ordinalOf(t.sources[row])
			if o == absent {
				r.found.add("relationship-source-absent", t.ids[row], func() string {
					return "relationship " + t.ids[row].String() + " of concept " + t.sources[row].String()
				})
			}
			return o
		})
	}
	r.relationshipRows = by(&r.relationships, r.keptRelationships.rows)
	r.concreteRows = by(&r.concrete, r.keptConcrete.rows)
}

func (r *release) arrangeIdentifiers() {
	t := &r.identifiers
	r.identifierRows = slices.Clone(r.keptIdentifiers.rows)
	sortRows(r.identifierRows, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(t.scheme(a), t.scheme(b)), cmp.Compare(t.code(a), t.code(b)))
	})
	r.conceptIdentifiers = groupRows(r.taxonomy.Len(), r.identifierRows, func(row uint32) uint32 {
		if t.active(row) && !r.hasComponent(t.components[row]) {
			r.found.add("identifier-component-absent", t.components[row], func() string {
				return "code " + t.code(row) + " of scheme " + t.scheme(row).String() + " for component " + t.components[row].String()
			})
		}
		return r.ordinalOf(t.components[row])
	})
}

// hasComponent reports whether a component of any kind is in the release.
func (r *release) hasComponent(id sctid.ID) bool {
	var ok bool
	switch id.Kind() {
	case sctid.KindConcept:
		_, ok = r.taxonomy.Ordinal(id)
	case sctid.KindDescription:
		_, ok = r.keptDescriptions.findID(r.descriptions.ids, id)
	case sctid.KindRelationship:
		if _, ok = r.keptRelationships.findID(r.relationships.ids, id); !ok {
			if _, ok = r.keptConcrete.findID(r.concrete.ids, id); !ok {
				_, ok = r.keptStated.findID(r.stated.ids, id)
			}
		}
	case sctid.KindExpression:
		ok = true // expressions are in no RF2 file
	}
	return ok
}

// sort brings a reference set's rows into the order of the store.
func (s *refset) sort() {
	t := s.table
	sortRows(s.rows, func(a, b uint32) int {
		if c := cmp.Compare(t.components[a], t.components[b]); c != 0 {
			return c
		}
		return slices.Compare(t.ids[a][:], t.ids[b][:])
	})
}

// numberMembers looks up what each member of a reference set refers to.
func (r *release) numberMembers(s *refset) {
	s.numbers = make([]uint32, len(s.rows))
	var last sctid.ID
	number := absent
	for j, row := range s.rows {
		if id := s.table.components[row]; j == 0 || id != last {
			last, number = id, absent
			switch id.Kind() {
			case sctid.KindConcept:
				number = r.ordinalOf(id)
			case sctid.KindDescription:
				if found, ok := r.keptDescriptions.findID(r.descriptions.ids, id); ok {
					number = found
				}
			}
		}
		s.numbers[j] = number
		if s.table.active(row) {
			r.checkMember(s, row, number)
		}
	}
}

// memberLists are the lists that arrangeMembers makes, while they are counted
// or filled: each is told the member and the concept or description that it is of.
type memberLists struct {
	axiom, concept, acceptability, description func(m membership, number uint32)
}

// arrangeMembers lists for each concept and description the reference sets that
// it is in. The sets come in ascending order and the rows in that of the
// store, so that every list is in order by itself.
func (r *release) arrangeMembers() {
	concepts, descriptions := r.taxonomy.Len(), len(r.descriptions.ids)
	axioms := newGroupBuilder[membership](concepts)
	conceptRefsets := newGroupBuilder[uint32](concepts)
	acceptability := newGroupBuilder[membership](descriptions)
	descriptionRefsets := newGroupBuilder[uint32](descriptions)
	r.eachMember(memberLists{
		axiom:         func(_ membership, number uint32) { axioms.count(number) },
		concept:       func(_ membership, number uint32) { conceptRefsets.count(number) },
		acceptability: func(_ membership, number uint32) { acceptability.count(number) },
		description:   func(_ membership, number uint32) { descriptionRefsets.count(number) },
	})
	axioms.counted()
	conceptRefsets.counted()
	acceptability.counted()
	descriptionRefsets.counted()
	r.eachMember(memberLists{
		axiom:         func(m membership, number uint32) { axioms.put(number, m) },
		concept:       func(m membership, number uint32) { conceptRefsets.put(number, m.refset) },
		acceptability: func(m membership, number uint32) { acceptability.put(number, m) },
		description:   func(m membership, number uint32) { descriptionRefsets.put(number, m.refset) },
	})
	r.axioms, r.conceptRefsets = axioms.grouping, conceptRefsets.grouping
	r.acceptability, r.descriptionRefsets = acceptability.grouping, descriptionRefsets.grouping

	for o := range uint32(concepts) {
		// Several sets may hold a concept's axioms: their order is that of member ids.
		slices.SortFunc(r.axioms.of(o), func(a, b membership) int {
			return slices.Compare(r.refsets[a.refset].table.ids[a.row][:], r.refsets[b.refset].table.ids[b.row][:])
		})
	}
}

// eachMember hands every member of a concept or description of the release to
// the lists that it belongs to. The lists of reference sets get a set once.
func (r *release) eachMember(lists memberLists) {
	for i, s := range r.refsets {
		language, axioms := s.isLanguage(), s.isAxioms()
		var listed sctid.ID // the last component that got this set
		for j, row := range s.rows {
			number := s.numbers[j]
			if number == absent {
				continue
			}
			m := membership{uint32(i), row}
			id := s.table.components[row]
			isConcept := id.Kind() == sctid.KindConcept
			if isConcept && axioms {
				lists.axiom(m, number)
			}
			if !isConcept && language {
				lists.acceptability(m, number)
				continue
			}
			// The rows of one component follow each other.
			if !s.table.active(row) || id == listed {
				continue
			}
			listed = id
			if isConcept {
				lists.concept(m, number)
			} else {
				lists.description(m, number)
			}
		}
	}
}

// checkMember looks for anomalies of an active member; number is what its
// component was found as.
func (r *release) checkMember(s *refset, row, number uint32) {
	t := s.table
	id := t.components[row]
	if number == absent && !r.hasComponent(id) {
		r.found.add("member-component-absent", id, func() string {
			return "component " + id.String() + " in member " + t.ids[row].String() + " of reference set " + s.ID.String()
		})
	}
	if s.TypeID == terminology.AssociationRefsetType && len(s.Columns) > 0 && s.Columns[0].Kind == terminology.FieldComponent {
		if target := t.fields[0].ids[row]; target != 0 && !r.hasComponent(target) {
			r.found.add("association-target-absent", target, func() string {
				return "target " + target.String() + " of component " + id.String() + " in reference set " + s.ID.String()
			})
		}
	}
}
