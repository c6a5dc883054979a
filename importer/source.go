package importer

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/firn-sct/firn/index"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/store"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

var _ store.Source = (*release)(nil)

// Info implements [store.Source].
func (r *release) Info() *terminology.ReleaseInfo { return r.info }

// Taxonomy implements [store.Source].
func (r *release) Taxonomy() *taxonomy.Taxonomy { return r.taxonomy }

// Refsets implements [store.Source].
func (r *release) Refsets() []terminology.Refset {
	list := make([]terminology.Refset, len(r.refsets))
	for i, s := range r.refsets {
		list[i] = s.Refset
	}
	return list
}

// Members implements [store.Source]: the same member is filled again for each
// row.
func (r *release) Members(id sctid.ID) iter.Seq2[*terminology.Member, error] {
	return func(yield func(*terminology.Member, error) bool) {
		i, ok := slices.BinarySearchFunc(r.refsets, id, func(s *refset, id sctid.ID) int { return cmp.Compare(s.ID, id) })
		if !ok {
			return
		}
		s := r.refsets[i]
		t := s.table
		m := terminology.Member{RefsetID: id, Fields: make([]terminology.Field, len(t.fields))}
		for _, row := range s.rows {
			m.ID = terminology.UUID(t.ids[row])
			m.Stamp = r.dict.domainStamp(t.stamps[row])
			m.ReferencedComponentID = t.components[row]
			for i := range m.Fields {
				m.Fields[i] = t.field(i, row)
			}
			if !yield(&m, nil) {
				return
			}
		}
	}
}

// Terms implements [store.Source].
func (r *release) Terms() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, row := range r.descriptionRows.items {
			if !yield(r.descriptions.term(row)) {
				return
			}
		}
	}
}

// Concepts implements [store.Source]: the same concept, with its slices, is
// filled again for each ordinal. The members, which the store has asked for
// before, can't be asked for again.
func (r *release) Concepts() iter.Seq2[*terminology.Concept, error] {
	return func(yield func(*terminology.Concept, error) bool) {
		r.forgetMembers()
		close(r.membersWritten)
		f := filler{release: r}
		for o := range taxonomy.Ordinal(r.taxonomy.Len()) {
			if !yield(f.concept(o), nil) {
				return
			}
		}
	}
}

// Identifiers implements [store.Source].
func (r *release) Identifiers() iter.Seq2[terminology.AlternateIdentifier, error] {
	return func(yield func(terminology.AlternateIdentifier, error) bool) {
		for _, row := range r.identifierRows {
			if !yield(r.identifier(row), nil) {
				return
			}
		}
	}
}

func (r *release) identifier(row uint32) terminology.AlternateIdentifier {
	t := &r.identifiers
	return terminology.AlternateIdentifier{
		Stamp: r.dict.domainStamp(t.stamps[row]), SchemeID: t.scheme(row), Code: t.code(row),
		ReferencedComponentID: t.components[row],
	}
}

// filler fills one concept after the other into the same memory.
type filler struct {
	*release
	c             terminology.Concept
	acceptability []terminology.Acceptability
	refsetIDs     []sctid.ID
}

func (f *filler) concept(o taxonomy.Ordinal) *terminology.Concept {
	id := f.taxonomy.ID(o)
	row, _ := f.keptConcepts.findID(f.concepts.ids, id)
	c := &f.c
	c.ID = id
	c.Stamp = f.dict.domainStamp(f.concepts.stamps[row])
	c.DefinitionStatusID = f.concepts.status(row)
	f.acceptability, f.refsetIDs = f.acceptability[:0], f.refsetIDs[:0]

	c.RefsetIDs = f.refsetList(f.conceptRefsets.of(uint32(o)))
	f.fillDescriptions(f.descriptionRows.of(uint32(o)))
	c.Relationships = c.Relationships[:0]
	f.addRelationships(&f.relationships, f.relationshipRows.of(uint32(o)))
	f.addRelationships(&f.concrete, f.concreteRows.of(uint32(o)))
	slices.SortFunc(c.Relationships, compareRelationships)
	c.Axioms = c.Axioms[:0]
	for _, m := range f.axioms.of(uint32(o)) {
		s := f.refsets[m.refset]
		c.Axioms = append(c.Axioms, terminology.Axiom{
			MemberID: terminology.UUID(s.table.ids[m.row]), Stamp: f.dict.domainStamp(s.table.stamps[m.row]),
			RefsetID: s.ID, Expression: s.table.field(0, m.row).Text,
		})
	}
	c.Identifiers = c.Identifiers[:0]
	for _, row := range f.conceptIdentifiers.of(uint32(o)) {
		c.Identifiers = append(c.Identifiers, f.identifier(row))
	}
	return c
}

// compareRelationships is the order of [terminology.Concept.Relationships].
func compareRelationships(a, b terminology.Relationship) int {
	return cmp.Or(
		cmp.Compare(a.Group, b.Group),
		cmp.Compare(a.TypeID, b.TypeID),
		cmp.Compare(a.DestinationID, b.DestinationID),
		a.Value.Compare(b.Value),
		cmp.Compare(a.ID, b.ID),
	)
}

func (f *filler) fillDescriptions(rows []uint32) {
	t := &f.descriptions
	c := &f.c
	c.Descriptions = c.Descriptions[:0]
	for _, row := range rows {
		key := t.key(row)
		d := terminology.Description{
			ID: t.ids[row], Stamp: f.dict.domainStamp(t.stamps[row]), ConceptID: c.ID,
			LanguageCode: key.language, TypeID: key.typeID, Term: t.term(row), CaseSignificanceID: key.caseSignificanceID,
		}
		d.Acceptability = f.acceptabilityList(row)
		d.RefsetIDs = f.refsetList(f.descriptionRefsets.of(row))
		c.Descriptions = append(c.Descriptions, d)
	}
}

// acceptabilityList returns a description's rows in the language reference
// sets, in ascending order of set.
func (f *filler) acceptabilityList(row uint32) []terminology.Acceptability {
	from := len(f.acceptability)
	for _, m := range f.release.acceptability.of(row) {
		s := f.refsets[m.refset]
		f.acceptability = append(f.acceptability, terminology.Acceptability{
			RefsetID: s.ID, AcceptabilityID: s.table.fields[0].ids[m.row], Active: s.table.active(m.row),
		})
	}
	return f.acceptability[from:len(f.acceptability):len(f.acceptability)]
}

func (f *filler) refsetList(indexes []uint32) []sctid.ID {
	from := len(f.refsetIDs)
	for _, i := range indexes {
		f.refsetIDs = append(f.refsetIDs, f.refsets[i].ID)
	}
	return f.refsetIDs[from:len(f.refsetIDs):len(f.refsetIDs)]
}

func (f *filler) addRelationships(t *relationshipTable, rows []uint32) {
	for _, row := range rows {
		key := t.key(row)
		r := terminology.Relationship{
			ID: t.ids[row], Stamp: f.dict.domainStamp(t.stamps[row]), SourceID: f.c.ID,
			DestinationID: t.destination(row), Group: t.groups[row], TypeID: key.typeID,
			CharacteristicTypeID: key.characteristicTypeID, ModifierID: key.modifierID,
		}
		if t.values != nil {
			r.Value = concreteValue(t.value(row))
		}
		f.c.Relationships = append(f.c.Relationships, r)
	}
}

// documents yields the descriptions as the index wants them, by concept.
func (r *release) documents(ctx context.Context) iter.Seq2[index.Document, error] {
	return func(yield func(index.Document, error) bool) {
		f := filler{release: r}
		for o := range taxonomy.Ordinal(r.taxonomy.Len()) {
			if o%1024 == 0 && ctx.Err() != nil {
				yield(index.Document{}, ctx.Err())
				return
			}
			f.acceptability = f.acceptability[:0]
			for _, row := range r.descriptionRows.of(uint32(o)) {
				key := r.descriptions.key(row)
				d := index.Document{
					Concept: o, ConceptID: r.taxonomy.ID(o), ConceptActive: r.taxonomy.IsActive(o),
					DescriptionID: r.descriptions.ids[row], Active: r.descriptions.active(row),
					TypeID: key.typeID, LanguageCode: key.language, Term: r.descriptions.term(row),
					Acceptability: f.acceptabilityList(row),
				}
				if !yield(d, nil) {
					return
				}
			}
		}
	}
}
