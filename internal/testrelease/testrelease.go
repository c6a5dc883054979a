// Package testrelease makes small releases in memory, for tests of what is built
// over members of reference sets. Such a release has concepts, a hierarchy and
// members, and neither descriptions nor a search: a question about those panics.
package testrelease

import (
	"cmp"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// ID returns the concept id with an item number.
func ID(item int) sctid.ID {
	id, err := sctid.New(sctid.KindConcept, 0, uint64(item))
	if err != nil {
		panic(err)
	}
	return id
}

// World is what a release is made of.
type World struct {
	input   taxonomy.Input
	stamps  map[sctid.ID]terminology.Stamp
	members []terminology.Member
	columns map[sctid.ID][]terminology.RefsetColumn
	types   map[sctid.ID]sctid.ID
}

// New returns an empty world.
func New() *World {
	return &World{
		stamps:  map[sctid.ID]terminology.Stamp{},
		columns: map[sctid.ID][]terminology.RefsetColumn{}, types: map[sctid.ID]sctid.ID{},
	}
}

// Concept adds a concept. An inactive one has no parents.
func (w *World) Concept(id sctid.ID, active bool, parents ...sctid.ID) {
	w.input.Concepts = append(w.input.Concepts, taxonomy.Concept{ID: id, Active: active})
	w.stamps[id] = terminology.Stamp{EffectiveTime: 20250101, Active: active, ModuleID: terminology.CoreModule}
	for _, parent := range parents {
		w.input.Edges = append(w.input.Edges, taxonomy.Edge{Child: id, Parent: parent})
	}
}

// Refset says which columns a reference set has. Without it they are those of its
// first member, named targetComponentId.
func (w *World) Refset(id, typeID sctid.ID, columns ...terminology.RefsetColumn) {
	w.columns[id], w.types[id] = columns, typeID
}

// Member adds a row, with an id that follows from how many there are.
func (w *World) Member(refset, component sctid.ID, active bool, fields ...terminology.Field) {
	n := len(w.members)
	w.members = append(w.members, terminology.Member{
		ID:       terminology.UUID{byte(n * 37), byte(n >> 16), byte(n >> 8), byte(n)},
		Stamp:    terminology.Stamp{EffectiveTime: terminology.Date(20200101 + n%28), Active: active, ModuleID: terminology.CoreModule},
		RefsetID: refset, ReferencedComponentID: component, Fields: fields,
	})
	if _, known := w.columns[refset]; !known {
		for _, f := range fields {
			w.columns[refset] = append(w.columns[refset], terminology.RefsetColumn{Name: "targetComponentId", Kind: f.Kind})
		}
	}
}

// Component is the value of a component column.
func Component(id sctid.ID) terminology.Field {
	return terminology.Field{Kind: terminology.FieldComponent, ID: id}
}

// Integer is the value of an integer column.
func Integer(n int64) terminology.Field {
	return terminology.Field{Kind: terminology.FieldInteger, Integer: n}
}

// Text is the value of a string column.
func Text(s string) terminology.Field {
	return terminology.Field{Kind: terminology.FieldString, Text: s}
}

// fataler is a test.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// Release makes the release.
func (w *World) Release(t fataler) *terminology.Release {
	t.Helper()
	tax, _, err := taxonomy.Build(w.input)
	if err != nil {
		t.Fatal(err)
	}
	s := &store{world: w, tax: tax, members: slices.Clone(w.members)}
	slices.SortFunc(s.members, func(a, b terminology.Member) int {
		return cmp.Or(cmp.Compare(a.RefsetID, b.RefsetID), cmp.Compare(a.ReferencedComponentID, b.ReferencedComponentID), slices.Compare(a.ID[:], b.ID[:]))
	})
	for _, m := range s.members {
		if n := len(s.refsets); n == 0 || s.refsets[n-1].ID != m.RefsetID {
			s.refsets = append(s.refsets, terminology.Refset{ID: m.RefsetID, TypeID: w.types[m.RefsetID], Columns: w.columns[m.RefsetID]})
		}
		refset := &s.refsets[len(s.refsets)-1]
		refset.Members++
		if m.Active {
			refset.ActiveMembers++
		}
	}
	info := &terminology.ReleaseInfo{URI: "http://snomed.info/sct/900000000000207008/version/20250101"}
	return terminology.NewRelease(info, tax, s, nil)
}

// store answers about members by looking at each of them.
type store struct {
	terminology.Store // what it doesn't answer

	world   *World
	tax     *taxonomy.Taxonomy
	members []terminology.Member
	refsets []terminology.Refset
}

func (s *store) ConceptStamp(o taxonomy.Ordinal) terminology.Stamp {
	return s.world.stamps[s.tax.ID(o)]
}

func (s *store) Refsets() []terminology.Refset { return s.refsets }

func (s *store) rows(wanted func(*terminology.Member) bool) iter.Seq2[terminology.Member, error] {
	return func(yield func(terminology.Member, error) bool) {
		for i := range s.members {
			if wanted(&s.members[i]) && !yield(s.members[i], nil) {
				return
			}
		}
	}
}

func (s *store) Members(refset sctid.ID, after terminology.MemberKey) iter.Seq2[terminology.Member, error] {
	return s.rows(func(m *terminology.Member) bool {
		return m.RefsetID == refset && (m.ReferencedComponentID > after.ReferencedComponentID ||
			m.ReferencedComponentID == after.ReferencedComponentID && slices.Compare(m.ID[:], after.MemberID[:]) > 0)
	})
}

func (s *store) ComponentMembers(refset, component sctid.ID) iter.Seq2[terminology.Member, error] {
	return s.rows(func(m *terminology.Member) bool {
		return m.RefsetID == refset && m.ReferencedComponentID == component
	})
}

func (s *store) MemberConcepts(refset sctid.ID) (*roaring.Bitmap, error) {
	set := roaring.New()
	for i := range s.members {
		m := &s.members[i]
		if o, ok := s.tax.Ordinal(m.ReferencedComponentID); ok && m.Active && m.RefsetID == refset {
			set.Add(uint32(o))
		}
	}
	return set, nil
}
