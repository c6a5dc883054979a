package store

import (
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// fake is a release in memory: a Source, and the naive model of the answers.
type fake struct {
	info        terminology.ReleaseInfo
	tax         *taxonomy.Taxonomy
	concepts    []*terminology.Concept // by ordinal
	refsets     []terminology.Refset
	members     map[sctid.ID][]terminology.Member
	identifiers []terminology.AlternateIdentifier
	elsewhere   []sctid.ID // components that are neither concepts nor descriptions of the release
}

func (f *fake) Info() *terminology.ReleaseInfo { return &f.info }
func (f *fake) Taxonomy() *taxonomy.Taxonomy   { return f.tax }
func (f *fake) Refsets() []terminology.Refset  { return f.refsets }

// Concepts and Members hand out one value that they overwrite, as the contract
// of Source allows it.
func (f *fake) Concepts() iter.Seq2[*terminology.Concept, error] {
	return func(yield func(*terminology.Concept, error) bool) {
		var lent terminology.Concept
		for _, c := range f.concepts {
			lent = *c
			if !yield(&lent, nil) {
				return
			}
			lent = terminology.Concept{}
		}
	}
}

func (f *fake) Terms() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, c := range f.concepts {
			for _, d := range c.Descriptions {
				if !yield(d.Term) {
					return
				}
			}
		}
	}
}

func (f *fake) Members(refset sctid.ID) iter.Seq2[*terminology.Member, error] {
	return func(yield func(*terminology.Member, error) bool) {
		var lent terminology.Member
		for _, m := range f.members[refset] {
			lent = m
			if !yield(&lent, nil) {
				return
			}
			lent = terminology.Member{}
		}
	}
}

func (f *fake) Identifiers() iter.Seq2[terminology.AlternateIdentifier, error] {
	return func(yield func(terminology.AlternateIdentifier, error) bool) {
		for _, i := range f.identifiers {
			if !yield(i, nil) {
				return
			}
		}
	}
}

// chooser draws numbers below n: from rapid, so that failures shrink, or from a
// seeded generator where many are needed.
type chooser func(n int) int

func drawn(t *rapid.T) chooser {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") }
}

func seeded(seed uint64) chooser { return rand.New(rand.NewPCG(seed, 1)).IntN }

func (c chooser) one(percent int) bool { return c(100) >= 100-percent }

func pick[T any](c chooser, list []T) T { return list[c(len(list))] }

// shape says how large a fake is; each field is an upper bound.
type shape struct {
	concepts, descriptions, relationships, members int
	lifelike                                       bool // terms and axioms of the usual length and no others
}

func newID(kind sctid.Kind, item int) sctid.ID {
	var namespace uint32
	if item%3 == 0 && item < 100_000_000 { // what fits behind a namespace
		namespace = 1000124
	}
	id, err := sctid.New(kind, namespace, uint64(item))
	if err != nil {
		panic(err)
	}
	return id
}

// fakeMaker builds a fake step by step.
type fakeMaker struct {
	*fake
	choose   chooser
	shape    shape
	item     int
	rows     map[sctid.ID]*terminology.Concept
	ids      []sctid.ID // of all concepts
	rowCount int
}

func makeFake(choose chooser, s shape) *fake {
	m := &fakeMaker{
		fake:   &fake{members: map[sctid.ID][]terminology.Member{}},
		choose: choose, shape: s, item: 1000, rows: map[sctid.ID]*terminology.Concept{},
	}
	m.makeConcepts()
	for _, id := range m.ids {
		m.makeDescriptions(m.rows[id])
	}
	m.makeRefsets()
	m.makeIdentifiers()
	m.summarise()
	return m.fake
}

// next gives items in ascending steps, some wide.
func (m *fakeMaker) next() int {
	if m.shape.lifelike {
		m.item += 1 + m.choose(50)
	} else {
		m.item += 1 + m.choose(3)*m.choose(4000)
	}
	return m.item
}

func (m *fakeMaker) stamp() terminology.Stamp {
	return terminology.Stamp{
		EffectiveTime: pick(m.choose, []terminology.Date{20020131, 20250901, 0, 20190731}),
		Active:        !m.choose.one(40),
		ModuleID:      pick(m.choose, []sctid.ID{terminology.CoreModule, terminology.ModelModule, 31000003106}),
	}
}

func (m *fakeMaker) uuid() terminology.UUID {
	var u terminology.UUID
	m.rowCount++
	for i := range 3 {
		u[i] = byte(m.choose(256))
	}
	u[14], u[15] = byte(m.rowCount>>8), byte(m.rowCount) // no two alike
	u[13] = byte(m.rowCount >> 16)
	return u
}

func (m *fakeMaker) text() string {
	if m.shape.lifelike {
		words := []string{"acute", "chronic", "fracture", "of", "infarction", "disorder", "left", "structure", "neoplasm", "due to"}
		var text strings.Builder
		text.WriteString("Malignant")
		for range 2 + m.choose(4) {
			text.WriteString(" " + pick(m.choose, words))
		}
		return text.String()
	}
	switch m.choose(8) {
	case 0:
		return ""
	case 1:
		return strings.Repeat("Größe 長い ", 400)[:4096]
	case 2:
		return fmt.Sprintf("Unique %d", m.next())
	default:
		return pick(m.choose, []string{"TRUE", "ALWAYS C34.9", "C34.9", "Myocardial infarction", "ß"})
	}
}

func (m *fakeMaker) makeConcepts() {
	var active []sctid.ID
	var in taxonomy.Input
	absent := newID(sctid.KindConcept, 999)
	for range m.choose(m.shape.concepts + 1) {
		c := &terminology.Concept{ID: newID(sctid.KindConcept, m.next()), Stamp: m.stamp()}
		c.DefinitionStatusID = pick(m.choose, []sctid.ID{terminology.Primitive, terminology.Defined})
		m.rows[c.ID] = c
		m.ids = append(m.ids, c.ID)
		in.Concepts = append(in.Concepts, taxonomy.Concept{ID: c.ID, Active: c.Active, Defined: c.Defined()})
		for range m.choose(m.shape.relationships + 1) {
			r := terminology.Relationship{
				ID: newID(sctid.KindRelationship, m.next()), Stamp: m.stamp(), SourceID: c.ID,
				Group:                uint32(m.choose(3)),
				TypeID:               pick(m.choose, []sctid.ID{terminology.IsA, 363698007, absent}),
				CharacteristicTypeID: pick(m.choose, []sctid.ID{terminology.InferredRelationship, terminology.AdditionalRelationship}),
				ModifierID:           900000000000451002,
			}
			switch {
			case r.TypeID != terminology.IsA && m.choose.one(30):
				r.Value = pick(m.choose, []terminology.ConcreteValue{
					{Kind: taxonomy.ConcreteNumber, Text: "0.5"}, {Kind: taxonomy.ConcreteString, Text: ""},
					{Kind: taxonomy.ConcreteBoolean, Text: "true"}, {Kind: taxonomy.ConcreteString, Text: "größer"},
				})
			case len(active) > 0 && !m.choose.one(20):
				r.DestinationID = pick(m.choose, active)
			default:
				r.DestinationID = absent
			}
			c.Relationships = append(c.Relationships, r)
			if r.Defining() && r.TypeID == terminology.IsA {
				in.Edges = append(in.Edges, taxonomy.Edge{Child: c.ID, Parent: r.DestinationID})
			}
		}
		slices.SortFunc(c.Relationships, func(a, b terminology.Relationship) int {
			return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.TypeID, b.TypeID),
				cmp.Compare(a.DestinationID, b.DestinationID), a.Value.Compare(b.Value), cmp.Compare(a.ID, b.ID))
		})
		if c.Active {
			active = append(active, c.ID)
		}
	}
	var err error
	if m.tax, _, err = taxonomy.Build(in); err != nil {
		panic(err)
	}
	for o := range m.tax.Len() {
		m.concepts = append(m.concepts, m.rows[m.tax.ID(taxonomy.Ordinal(o))])
	}
}

func (m *fakeMaker) makeDescriptions(c *terminology.Concept) {
	for range m.choose(m.shape.descriptions + 1) {
		d := terminology.Description{
			ID: newID(sctid.KindDescription, m.next()), Stamp: m.stamp(), ConceptID: c.ID,
			LanguageCode:       pick(m.choose, []string{"en", "sv", "nl", "da"}),
			TypeID:             pick(m.choose, []sctid.ID{terminology.FullySpecifiedName, terminology.Synonym, terminology.TextDefinition}),
			CaseSignificanceID: pick(m.choose, []sctid.ID{terminology.CaseInsensitive, terminology.CaseSensitive}),
			Term:               m.text(),
		}
		if d.TypeID == terminology.FullySpecifiedName {
			d.Term += pick(m.choose, []string{"", " (disorder)", " (finding)", " (body structure)"})
		}
		c.Descriptions = append(c.Descriptions, d)
	}
	slices.SortFunc(c.Descriptions, func(a, b terminology.Description) int { return cmp.Compare(a.ID, b.ID) })
}

const (
	fakeAssociation sctid.ID = terminology.SameAs
	fakeMap         sctid.ID = 447562003
	fakeSimple      sctid.ID = 723264001
)

func (m *fakeMaker) makeRefsets() {
	component := func(name string) terminology.RefsetColumn {
		return terminology.RefsetColumn{Name: name, Kind: terminology.FieldComponent}
	}
	text := func(name string) terminology.RefsetColumn {
		return terminology.RefsetColumn{Name: name, Kind: terminology.FieldString}
	}
	all := []terminology.Refset{
		{ID: fakeSimple, TypeID: terminology.SimpleRefsetType},
		{ID: terminology.GBEnglish, TypeID: terminology.LanguageRefsetType, Columns: []terminology.RefsetColumn{component("acceptabilityId")}},
		{ID: terminology.USEnglish, TypeID: terminology.LanguageRefsetType, Columns: []terminology.RefsetColumn{component("acceptabilityId")}},
		{ID: fakeAssociation, TypeID: terminology.AssociationRefsetType, Columns: []terminology.RefsetColumn{component("targetComponentId")}},
		{ID: terminology.OWLAxiom, TypeID: terminology.OWLExpressionRefsetType, Columns: []terminology.RefsetColumn{text("owlExpression")}},
		{ID: fakeMap, TypeID: terminology.ExtendedMapRefsetType, Columns: []terminology.RefsetColumn{
			{Name: "mapGroup", Kind: terminology.FieldInteger}, text("mapRule"), text("mapAdvice"), component("correlationId"),
		}},
	}
	slices.SortFunc(all, func(a, b terminology.Refset) int { return cmp.Compare(a.ID, b.ID) })
	var components []sctid.ID
	descriptions := map[sctid.ID]*terminology.Description{}
	for i := range 3 {
		m.elsewhere = append(m.elsewhere, newID(sctid.KindRelationship, 2000+i), newID(sctid.KindDescription, 500+i), newID(sctid.KindConcept, 500+i))
	}
	for _, id := range m.ids {
		c := m.rows[id]
		components = append(components, id)
		for i := range c.Descriptions {
			d := &c.Descriptions[i]
			descriptions[d.ID] = d
			components = append(components, d.ID)
		}
	}
	components = append(components, m.elsewhere...)
	for i := range all {
		r := &all[i]
		for range m.choose(m.shape.members + 1) {
			row := terminology.Member{ID: m.uuid(), Stamp: m.stamp(), RefsetID: r.ID, ReferencedComponentID: pick(m.choose, components)}
			for _, c := range r.Columns {
				f := terminology.Field{Kind: c.Kind}
				switch {
				case r.TypeID == terminology.LanguageRefsetType:
					f.ID = pick(m.choose, []sctid.ID{terminology.Preferred, terminology.Acceptable})
				case r.TypeID == terminology.OWLExpressionRefsetType && m.shape.lifelike:
					f.Text = "EquivalentClasses(:" + row.ReferencedComponentID.String() + " ObjectIntersectionOf(:" + pick(m.choose, m.ids).String() +
						" ObjectSomeValuesFrom(:609096000 ObjectIntersectionOf(ObjectSomeValuesFrom(:116676008 :" + pick(m.choose, m.ids).String() +
						") ObjectSomeValuesFrom(:363698007 :" + pick(m.choose, m.ids).String() + ")))))"
				case r.TypeID == terminology.OWLExpressionRefsetType:
					f.Text = pick(m.choose, []string{
						"", "SubClassOf(:" + row.ReferencedComponentID.String() + " :138875005)", "Prefix(é:=<http://snomed.info/id/>)",
						"EquivalentClasses(:" + row.ReferencedComponentID.String() + " ObjectIntersectionOf(:007 : ObjectSomeValuesFrom(:609096000 ObjectSomeValuesFrom(:1 :2))))",
					})
				case c.Kind == terminology.FieldComponent:
					if !m.choose.one(10) {
						f.ID = pick(m.choose, components)
					}
				case c.Kind == terminology.FieldInteger:
					f.Integer = int64(m.choose(5) - 2)
				default:
					f.Text = m.text()
				}
				row.Fields = append(row.Fields, f)
			}
			m.members[r.ID] = append(m.members[r.ID], row)
			r.Members++
			if row.Active {
				r.ActiveMembers++
			}
		}
		if r.Members == 0 && m.choose.one(50) {
			continue // else a reference set without members: the source may list it
		}
		rows := m.members[r.ID]
		slices.SortFunc(rows, func(a, b terminology.Member) int { return compareMemberKeys(keyOf(&a), keyOf(&b)) })
		m.refsets = append(m.refsets, *r)
		for _, row := range rows {
			m.attach(r, &row, descriptions[row.ReferencedComponentID])
		}
	}
}

// attach puts a member where concepts and descriptions show it.
func (m *fakeMaker) attach(r *terminology.Refset, row *terminology.Member, d *terminology.Description) {
	c := m.rows[row.ReferencedComponentID]
	if c != nil && r.TypeID == terminology.OWLExpressionRefsetType {
		c.Axioms = append(c.Axioms, terminology.Axiom{MemberID: row.ID, Stamp: row.Stamp, RefsetID: r.ID, Expression: row.Fields[0].Text})
	}
	var list *[]sctid.ID
	switch {
	case d != nil && r.TypeID == terminology.LanguageRefsetType:
		d.Acceptability = append(d.Acceptability, terminology.Acceptability{RefsetID: r.ID, AcceptabilityID: row.Fields[0].ID, Active: row.Active})
		return
	case d != nil:
		list = &d.RefsetIDs
	case c != nil:
		list = &c.RefsetIDs
	default:
		return
	}
	if row.Active && !slices.Contains(*list, r.ID) {
		*list = append(*list, r.ID)
	}
}

func (m *fakeMaker) makeIdentifiers() {
	seen := map[string]bool{}
	referenced := append(m.elsewhere, m.ids...)
	for range m.choose(m.shape.members + 1) {
		row := terminology.AlternateIdentifier{
			Stamp: m.stamp(), SchemeID: pick(m.choose, []sctid.ID{705114005, 900000000000294009}),
			Code: pick(m.choose, []string{"", "1-8", "LA", "é"}) + fmt.Sprint(m.choose(9)), ReferencedComponentID: pick(m.choose, referenced),
		}
		if key := row.SchemeID.String() + row.Code; !seen[key] {
			seen[key] = true
			m.identifiers = append(m.identifiers, row)
		}
	}
	slices.SortFunc(m.identifiers, func(a, b terminology.AlternateIdentifier) int {
		return cmp.Or(cmp.Compare(a.SchemeID, b.SchemeID), cmp.Compare(a.Code, b.Code))
	})
	for _, row := range m.identifiers {
		if c := m.rows[row.ReferencedComponentID]; c != nil {
			c.Identifiers = append(c.Identifiers, row)
		}
	}
}

func (m *fakeMaker) summarise() {
	m.info = terminology.ReleaseInfo{
		URI: "http://snomed.info/xsct/31000003106/version/20250909", ModuleID: 31000003106, EffectiveTime: 20250909,
		DefaultLanguageRefsets: []sctid.ID{terminology.USEnglish, terminology.GBEnglish},
		LanguageRefsets: []terminology.LanguageRefset{
			{RefsetID: terminology.GBEnglish, Dialect: "en-GB", Language: "nl"},
			{RefsetID: terminology.USEnglish, Dialect: "en-US", Language: "sv"},
		},
	}
	n := &m.info.Counts
	count := func(active bool, all, some *int) {
		*all++
		if active {
			*some++
		}
	}
	for _, c := range m.concepts {
		count(c.Active, &n.Concepts, &n.ActiveConcepts)
		if c.Active && c.Defined() {
			n.DefinedConcepts++
		}
		for _, d := range c.Descriptions {
			if d.TypeID == terminology.TextDefinition {
				count(d.Active, &n.TextDefinitions, &n.ActiveTextDefinitions)
			} else {
				count(d.Active, &n.Descriptions, &n.ActiveDescriptions)
			}
		}
		for _, r := range c.Relationships {
			if r.DestinationID == 0 {
				count(r.Active, &n.ConcreteRelationships, &n.ActiveConcreteRelationships)
			} else {
				count(r.Active, &n.Relationships, &n.ActiveRelationships)
			}
		}
	}
	for _, r := range m.refsets {
		n.Members += r.Members
		n.ActiveMembers += r.ActiveMembers
		if r.Members > 0 {
			n.Refsets++
		}
		switch r.TypeID {
		case terminology.LanguageRefsetType:
			n.LanguageMembers += r.Members
		case terminology.OWLExpressionRefsetType:
			n.AxiomMembers += r.Members
		}
	}
	n.Identifiers = len(m.identifiers)
}

func keyOf(m *terminology.Member) terminology.MemberKey {
	return terminology.MemberKey{ReferencedComponentID: m.ReferencedComponentID, MemberID: m.ID}
}

// writeAndOpen writes a fake into the test's folder and opens it.
func writeAndOpen(t testing.TB, f *fake) *Store {
	t.Helper()
	path := t.TempDir() + "/store.db"
	if err := Write(t.Context(), path, f, Options{}); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
