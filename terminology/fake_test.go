package terminology

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// world is a small release in slices: the plainest Store that there can be.
type world struct {
	concepts []*Concept
	members  []Member
	refsets  []Refset
	tax      *taxonomy.Taxonomy
	tags     []string
	asked    TermQuery
	result   TermResult
}

// id makes the concept id of an item, for tests that need many.
func id(item uint64) sctid.ID {
	v, err := sctid.New(sctid.KindConcept, 0, item)
	if err != nil {
		panic(err)
	}
	return v
}

func descriptionID(item uint64) sctid.ID {
	v, err := sctid.New(sctid.KindDescription, 0, item)
	if err != nil {
		panic(err)
	}
	return v
}

func (w *world) concept(concept sctid.ID, active bool, parents ...sctid.ID) *Concept {
	c := &Concept{ID: concept, Stamp: Stamp{EffectiveTime: 20250101, Active: active, ModuleID: CoreModule}, DefinitionStatusID: Primitive}
	for i, parent := range parents {
		c.Relationships = append(c.Relationships, Relationship{
			ID: sctid.ID(i), SourceID: concept, DestinationID: parent, TypeID: IsA,
			CharacteristicTypeID: InferredRelationship, Stamp: c.Stamp,
		})
	}
	w.concepts = append(w.concepts, c)
	return c
}

func (c *Concept) attribute(group uint32, typeID, destination sctid.ID) {
	c.Relationships = append(c.Relationships, Relationship{
		ID: sctid.ID(100 + len(c.Relationships)), SourceID: c.ID, DestinationID: destination, TypeID: typeID, Group: group,
		CharacteristicTypeID: InferredRelationship, Stamp: Stamp{Active: true},
	})
}

func (c *Concept) describe(item uint64, typeID sctid.ID, language, term string, active bool, acceptability ...Acceptability) {
	c.Descriptions = append(c.Descriptions, Description{
		ID: descriptionID(item), Stamp: Stamp{EffectiveTime: 20250101, Active: active, ModuleID: CoreModule}, ConceptID: c.ID,
		LanguageCode: language, TypeID: typeID, Term: term, Acceptability: acceptability,
	})
}

func preferredIn(refsets ...sctid.ID) (list []Acceptability) {
	for _, r := range refsets {
		list = append(list, Acceptability{r, Preferred, true})
	}
	return list
}

func acceptableIn(refsets ...sctid.ID) (list []Acceptability) {
	for _, r := range refsets {
		list = append(list, Acceptability{r, Acceptable, true})
	}
	return list
}

func (w *world) associate(refset, from, to sctid.ID, active bool) {
	w.members = append(w.members, Member{
		ID: UUID{byte(len(w.members) >> 8), byte(len(w.members))}, Stamp: Stamp{Active: active}, RefsetID: refset,
		ReferencedComponentID: from, Fields: []Field{{Kind: FieldComponent, ID: to}},
	})
}

func (w *world) join(refset, component sctid.ID) {
	w.members = append(w.members, Member{
		ID: UUID{byte(len(w.members) >> 8), byte(len(w.members))}, Stamp: Stamp{Active: true}, RefsetID: refset,
		ReferencedComponentID: component,
	})
}

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// release builds a release with US and GB English unless told otherwise.
func (w *world) release(t failer, dialects ...LanguageRefset) *Release {
	t.Helper()
	var in taxonomy.Input
	for _, c := range w.concepts {
		in.Concepts = append(in.Concepts, taxonomy.Concept{ID: c.ID, Active: c.Active, Defined: c.Defined()})
		for _, r := range c.Relationships {
			switch {
			case !r.Defining():
			case r.TypeID == IsA:
				in.Edges = append(in.Edges, taxonomy.Edge{Child: c.ID, Parent: r.DestinationID})
			default:
				in.Attributes = append(in.Attributes, taxonomy.AttributeRow{Source: c.ID, Type: r.TypeID, Destination: r.DestinationID, Group: r.Group})
			}
		}
	}
	tax, _, err := taxonomy.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	w.tax = tax
	slices.SortStableFunc(w.members, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.ReferencedComponentID, b.ReferencedComponentID), slices.Compare(a.ID[:], b.ID[:]))
	})
	for _, m := range w.members {
		i := slices.IndexFunc(w.refsets, func(r Refset) bool { return r.ID == m.RefsetID })
		if i < 0 {
			i = len(w.refsets)
			w.refsets = append(w.refsets, Refset{ID: m.RefsetID})
			for range m.Fields {
				w.refsets[i].Columns = append(w.refsets[i].Columns, RefsetColumn{"targetComponentId", FieldComponent})
			}
		}
		w.refsets[i].Members++
		if m.Active {
			w.refsets[i].ActiveMembers++
		}
	}
	slices.SortFunc(w.refsets, func(a, b Refset) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range w.concepts {
		for _, d := range c.Descriptions {
			if tag := SemanticTag(d.Term); d.TypeID == FullySpecifiedName && tag != "" && !slices.Contains(w.tags, tag) {
				w.tags = append(w.tags, tag)
			}
		}
	}
	slices.Sort(w.tags)
	if len(dialects) == 0 {
		dialects = []LanguageRefset{{GBEnglish, "en-GB", "en", 1}, {USEnglish, "en-US", "en", 1}}
	}
	return NewRelease(&ReleaseInfo{
		URI: "http://snomed.info/sct/900000000000207008/version/20250101", LanguageRefsets: dialects,
		DefaultLanguageRefsets: []sctid.ID{USEnglish},
	}, tax, w, w)
}

func (w *world) find(o taxonomy.Ordinal) *Concept {
	for _, c := range w.concepts {
		if c.ID == w.tax.ID(o) {
			return c
		}
	}
	return nil
}

func (w *world) Concept(o taxonomy.Ordinal, parts Parts) (*Concept, error) {
	whole := w.find(o)
	c := &Concept{ID: whole.ID, Stamp: whole.Stamp, DefinitionStatusID: whole.DefinitionStatusID}
	if parts&PartDescriptions != 0 {
		for _, d := range whole.Descriptions {
			if d.Active || parts&PartInactive != 0 {
				c.Descriptions = append(c.Descriptions, d)
			}
		}
	}
	if parts&PartRelationships != 0 {
		c.Relationships = slices.Clone(whole.Relationships)
		slices.SortFunc(c.Relationships, func(a, b Relationship) int {
			return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.TypeID, b.TypeID), cmp.Compare(a.DestinationID, b.DestinationID), cmp.Compare(a.ID, b.ID))
		})
	}
	return c, nil
}

func (w *world) ReadConcept(o taxonomy.Ordinal, parts Parts, into *ConceptBuffer) error {
	c, err := w.Concept(o, parts)
	if err == nil {
		into.Concept = *c
	}
	return err
}

func (w *world) DescriptionConcept(description sctid.ID) (taxonomy.Ordinal, bool, error) {
	for _, c := range w.concepts {
		for _, d := range c.Descriptions {
			if d.ID == description {
				o, ok := w.tax.Ordinal(c.ID)
				return o, ok, nil
			}
		}
	}
	return 0, false, nil
}

func (w *world) AlternateIdentifier(sctid.ID, string) (sctid.ID, bool, error) { return 0, false, nil }

func (w *world) ConceptStamp(o taxonomy.Ordinal) Stamp { return w.find(o).Stamp }

func (w *world) DefinitionStatus(o taxonomy.Ordinal) sctid.ID { return w.find(o).DefinitionStatusID }

func (w *world) SemanticTags() []string { return w.tags }

func (w *world) SemanticTag(o taxonomy.Ordinal) int {
	for _, d := range w.find(o).Descriptions {
		if d.TypeID == FullySpecifiedName {
			if i, ok := slices.BinarySearch(w.tags, SemanticTag(d.Term)); ok {
				return i
			}
		}
	}
	return -1
}

func (w *world) Refsets() []Refset { return w.refsets }

func (w *world) rows(wanted func(Member) bool) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		for _, m := range w.members {
			if wanted(m) && !yield(m, nil) {
				return
			}
		}
	}
}

func (w *world) Members(refset sctid.ID, after MemberKey) iter.Seq2[Member, error] {
	return w.rows(func(m Member) bool {
		return m.RefsetID == refset && keyLess(after, MemberKey{m.ReferencedComponentID, m.ID})
	})
}

func (w *world) ComponentMembers(refset, component sctid.ID) iter.Seq2[Member, error] {
	return w.rows(func(m Member) bool { return m.RefsetID == refset && m.ReferencedComponentID == component })
}

func (w *world) ComponentRefsets(component sctid.ID) ([]sctid.ID, error) {
	var ids []sctid.ID
	for _, m := range w.members {
		if m.ReferencedComponentID == component && !slices.Contains(ids, m.RefsetID) {
			ids = append(ids, m.RefsetID)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

func (w *world) MemberConcepts(refset sctid.ID) (*roaring.Bitmap, error) {
	set := roaring.New()
	for _, m := range w.members {
		if o, ok := w.tax.Ordinal(m.ReferencedComponentID); ok && m.Active && m.RefsetID == refset {
			set.Add(uint32(o))
		}
	}
	return set, nil
}

func (w *world) AssociationSources(refset, target sctid.ID) ([]sctid.ID, error) { return nil, nil }

func (w *world) Search(_ context.Context, q TermQuery) (TermResult, error) {
	w.asked = q
	return w.result, nil
}

func (w *world) Close() error { return nil }
