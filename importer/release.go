package importer

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// release is the rows of a release, arranged as store and index want them. It
// implements [store.Source].
type release struct {
	*rows
	name terminology.ReleaseName
	info *terminology.ReleaseInfo

	keptConcepts, keptDescriptions, keptRelationships collapsed
	keptConcrete, keptStated, keptIdentifiers         collapsed
	keptMembers                                       []collapsed // by table

	taxonomy *taxonomy.Taxonomy
	report   *taxonomy.Report
	found    *anomalies

	refsets []*refset // in ascending order of id

	// By ordinal; descriptions in ascending order of id.
	descriptionRows, relationshipRows, concreteRows grouping[uint32]
	axioms                                          grouping[membership]
	conceptRefsets                                  grouping[uint32] // indexes of refsets, ascending, active members
	// By row of the description table.
	acceptability      grouping[membership]
	descriptionRefsets grouping[uint32]
	// Alternate identifiers by ordinal, and all in order of scheme and code.
	conceptIdentifiers grouping[uint32]
	identifierRows     []uint32
}

// membership is a row of a reference set.
type membership struct {
	refset uint32 // index in release.refsets
	row    uint32
}

// collapseAll keeps the newest row of every component in every table. With
// contradictions it fails, or, leniently, records them.
func (r *release) collapseAll(ctx context.Context, lenient bool) error {
	type job struct {
		t    table
		into *collapsed
	}
	r.keptMembers = make([]collapsed, len(r.members))
	jobs := []job{
		{&r.concepts, &r.keptConcepts},
		{&r.descriptions, &r.keptDescriptions},
		{&r.relationships, &r.keptRelationships},
		{&r.concrete, &r.keptConcrete},
		{&r.stated, &r.keptStated},
		{&r.identifiers, &r.keptIdentifiers},
	}
	for i, t := range r.members {
		jobs = append(jobs, job{t, &r.keptMembers[i]})
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, j := range jobs {
		group.Go(func() error {
			if ctx.Err() == nil {
				*j.into = collapse(j.t, r.name.ModuleID)
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, j := range jobs {
		for _, row := range j.into.conflicts {
			if !lenient {
				return j.into.conflict(j.t, row)
			}
			r.skipConflict(j.t, j.into, row)
		}
	}
	slices.SortStableFunc(r.skipped, func(a, b catalog.Skipped) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return nil
}

// conflictReason is the [catalog.Skipped.Reason] of a row that contradicted
// another.
const conflictReason = "conflict"

func (r *release) skipConflict(t table, c *collapsed, row uint32) {
	kept, _ := c.find(t, row)
	file, line := t.origin(row)
	file.skipped++
	column, found, other := t.difference(row, kept)
	i := slices.IndexFunc(r.skipped, func(s catalog.Skipped) bool {
		return s.File == file.path && s.Reason == conflictReason && s.Column == column
	})
	if i >= 0 {
		r.skipped[i].Rows++
		return
	}
	otherFile, otherLine := t.origin(kept)
	what, id := t.describe(row)
	r.skipped = append(r.skipped, catalog.Skipped{
		File: file.path, Column: column, Reason: conflictReason, Rows: 1, Line: line, Found: found,
		Expected: other + " as in " + otherFile.path + ":" + integerText(int64(otherLine)) + " (" + what + " " + id + ", same effective time)",
	})
}

// buildTaxonomy numbers the concepts and lays out hierarchy and attributes.
func (r *release) buildTaxonomy() error {
	in := taxonomy.Input{Concepts: make([]taxonomy.Concept, 0, len(r.keptConcepts.rows))}
	for _, row := range r.keptConcepts.rows {
		in.Concepts = append(in.Concepts, taxonomy.Concept{
			ID: r.concepts.ids[row], Active: r.concepts.active(row), Defined: r.concepts.status(row) == terminology.Defined,
		})
	}
	t := &r.relationships
	for _, row := range r.keptRelationships.rows {
		if !t.defining(row) {
			continue
		}
		typeID := t.key(row).typeID
		if typeID == terminology.IsA {
			in.Edges = append(in.Edges, taxonomy.Edge{Child: t.sources[row], Parent: t.destinations[row]})
			continue
		}
		in.Attributes = append(in.Attributes, taxonomy.AttributeRow{
			Source: t.sources[row], Type: typeID, Destination: t.destinations[row], Group: t.groups[row],
		})
	}
	t = &r.concrete
	values := map[string]uint32{}
	for _, row := range r.keptConcrete.rows {
		if !t.defining(row) {
			continue
		}
		text := t.value(row)
		index, ok := values[text]
		if !ok {
			index = uint32(len(in.ConcreteValues))
			values[text] = index
			in.ConcreteValues = append(in.ConcreteValues, concreteValue(text))
		}
		in.Attributes = append(in.Attributes, taxonomy.AttributeRow{
			Source: t.sources[row], Type: t.key(row).typeID, Concrete: index, Group: t.groups[row],
		})
	}
	built, report, err := taxonomy.Build(in)
	if cycle, ok := errors.AsType[*taxonomy.CycleError](err); ok {
		return &CycleError{Concepts: r.conceptNames(cycle.Concepts), cause: cycle}
	}
	if err != nil {
		return err
	}
	r.taxonomy, r.report = built, report
	return nil
}

// concreteValue reads a value that package rf2 has accepted.
func concreteValue(text string) terminology.ConcreteValue {
	switch text[0] {
	case '#':
		return terminology.ConcreteValue{Kind: taxonomy.ConcreteNumber, Text: text[1:]}
	case '"':
		inside := text[1 : len(text)-1]
		if strings.IndexByte(inside, '\\') >= 0 {
			inside = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(inside)
		}
		return terminology.ConcreteValue{Kind: taxonomy.ConcreteString, Text: inside}
	default:
		return terminology.ConcreteValue{Kind: taxonomy.ConcreteBoolean, Text: text}
	}
}

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
		steps = append(steps, s.sort)
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

// arrangeMembers lists for each concept and description the reference sets that
// it is in. The sets come in ascending order and the rows in that of the
// store, so that every list is in order by itself.
func (r *release) arrangeMembers() {
	concepts, descriptions := r.taxonomy.Len(), len(r.descriptions.ids)
	axioms := newGroupBuilder[membership](concepts)
	conceptRefsets := newGroupBuilder[uint32](concepts)
	acceptability := newGroupBuilder[membership](descriptions)
	descriptionRefsets := newGroupBuilder[uint32](descriptions)

	// numbers holds for each row of the largest set, in turn, what it refers to.
	pass := func(first bool, axiom, concept, language, description func(refset, row, number uint32)) {
		for i, s := range r.refsets {
			i := uint32(i)
			t := s.table
			var last sctid.ID
			number := absent
			lastListed := absent
			for j, row := range s.rows {
				id := t.components[row]
				kind := id.Kind()
				if j == 0 || id != last {
					last, number, lastListed = id, absent, absent
					switch kind {
					case sctid.KindConcept:
						number = r.ordinalOf(id)
					case sctid.KindDescription:
						if found, ok := r.keptDescriptions.findID(r.descriptions.ids, id); ok {
							number = found
						}
					}
				}
				active := t.active(row)
				if first && active {
					r.checkMember(s, row, number)
				}
				if number == absent {
					continue
				}
				listed := active && lastListed != number
				switch {
				case kind == sctid.KindConcept:
					if s.isAxioms() {
						axiom(i, row, number)
					}
					if listed {
						concept(i, row, number)
						lastListed = number
					}
				case s.isLanguage():
					language(i, row, number)
				case listed:
					description(i, row, number)
					lastListed = number
				}
			}
		}
	}
	pass(true,
		func(refset, row, number uint32) { axioms.count(number) },
		func(refset, row, number uint32) { conceptRefsets.count(number) },
		func(refset, row, number uint32) { acceptability.count(number) },
		func(refset, row, number uint32) { descriptionRefsets.count(number) })
	axioms.counted()
	conceptRefsets.counted()
	acceptability.counted()
	descriptionRefsets.counted()
	pass(false,
		func(refset, row, number uint32) { axioms.put(number, membership{refset, row}) },
		func(refset, row, number uint32) { conceptRefsets.put(number, refset) },
		func(refset, row, number uint32) { acceptability.put(number, membership{refset, row}) },
		func(refset, row, number uint32) { descriptionRefsets.put(number, refset) })
	r.axioms, r.conceptRefsets = axioms.grouping, conceptRefsets.grouping
	r.acceptability, r.descriptionRefsets = acceptability.grouping, descriptionRefsets.grouping

	for o := range uint32(concepts) {
		// Several sets may hold a concept's axioms: their order is that of member ids.
		slices.SortFunc(r.axioms.of(o), func(a, b membership) int {
			return slices.Compare(r.refsets[a.refset].table.ids[a.row][:], r.refsets[b.refset].table.ids[b.row][:])
		})
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
