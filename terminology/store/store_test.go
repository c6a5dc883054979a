package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

var smallShape = shape{concepts: 6, descriptions: 3, relationships: 4, members: 12}

// largeShape makes several chunks of everything.
var largeShape = shape{concepts: 600, descriptions: 8, relationships: 6, members: 3000}

// TestRandomReleases writes random releases and compares each answer with the
// naive one from memory.
func TestRandomReleases(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		f := makeFake(drawn(rt), smallShape)
		path := filepath.Join(dir, "store.db")
		defer os.Remove(path)
		if err := Write(t.Context(), path, f, Options{}); err != nil {
			rt.Fatal(err)
		}
		s, err := Open(path)
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		compare(rt, f, s, []terminology.Parts{0, terminology.PartAll, terminology.Parts(rapid.IntRange(0, int(terminology.PartAll)).Draw(rt, "parts"))})
	})
}

func TestLargeRelease(t *testing.T) {
	f := makeFake(seeded(7), largeShape)
	var parts []terminology.Parts
	step := terminology.Parts(1)
	if testing.Short() { // with the race detector it takes ten times as long
		step = 7
	}
	for p := terminology.Parts(0); p < terminology.PartAll; p += step {
		parts = append(parts, p)
	}
	parts = append(parts, terminology.PartAll)
	compare(t, f, writeAndOpen(t, f), parts)
}

type tester interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func compare(t tester, f *fake, s *Store, parts []terminology.Parts) {
	t.Helper()
	same(t, "info", s.Info(), &f.info)
	same(t, "refsets", s.Refsets(), f.refsets)
	compareConcepts(t, f, s, parts)
	compareHeads(t, f, s)
	compareTags(t, f, s)
	compareIdentifiers(t, f, s)
	compareMembers(t, f, s)
	compareMemberships(t, f, s)
	compareDerived(t, f, s)
	if err := s.Verify(context.Background()); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

func same(t tester, what string, got, want any) {
	t.Helper()
	if reflect.DeepEqual(want, got) {
		return // much faster than what follows
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s differs (-want +got):\n%s", what, diff)
	}
}

func must[T any](t tester, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return v
}

// keep returns the rows that are active, or all.
func keep[T any](rows []T, all bool, active func(*T) bool) []T {
	var kept []T
	for i := range rows {
		if all || active(&rows[i]) {
			kept = append(kept, rows[i])
		}
	}
	return kept
}

// naive is what Concept must return.
func naive(c *terminology.Concept, parts terminology.Parts) *terminology.Concept {
	all := parts&terminology.PartInactive != 0
	out := &terminology.Concept{ID: c.ID, Stamp: c.Stamp, DefinitionStatusID: c.DefinitionStatusID}
	if parts&terminology.PartDescriptions != 0 {
		out.Descriptions = keep(c.Descriptions, all, func(d *terminology.Description) bool { return d.Active })
		for i := range out.Descriptions {
			d := &out.Descriptions[i]
			d.Acceptability = keep(d.Acceptability, all, func(a *terminology.Acceptability) bool { return a.Active })
			if parts&terminology.PartRefsets == 0 {
				d.RefsetIDs = nil
			}
		}
	}
	if parts&terminology.PartRelationships != 0 {
		out.Relationships = keep(c.Relationships, all, func(r *terminology.Relationship) bool { return r.Active })
	}
	if parts&terminology.PartAxioms != 0 {
		out.Axioms = keep(c.Axioms, all, func(a *terminology.Axiom) bool { return a.Active })
	}
	if parts&terminology.PartIdentifiers != 0 {
		out.Identifiers = keep(c.Identifiers, all, func(a *terminology.AlternateIdentifier) bool { return a.Active })
	}
	if parts&terminology.PartRefsets != 0 {
		out.RefsetIDs = c.RefsetIDs
	}
	return out
}

func compareConcepts(t tester, f *fake, s *Store, parts []terminology.Parts) {
	t.Helper()
	var buffer terminology.ConceptBuffer // one for all, so that what is left of others would show
	for o, c := range f.concepts {
		for _, p := range parts {
			got, err := s.Concept(taxonomy.Ordinal(o), p)
			same(t, "concept", must(t, got, err), naive(c, p))
			if err := s.ReadConcept(taxonomy.Ordinal(o), p, &buffer); err != nil {
				t.Fatalf("ReadConcept(%d): %v", o, err)
			}
			same(t, "concept in a buffer", &buffer.Concept, naive(c, p))
		}
		for _, d := range c.Descriptions {
			place, ok, err := s.DescriptionConcept(d.ID)
			if err != nil || !ok || int(place) != o {
				t.Fatalf("DescriptionConcept(%d) = %d, %t, %v; want %d", d.ID, place, ok, err, o)
			}
			for _, id := range []sctid.ID{d.ID - 1, d.ID + 1} { // no valid ids
				if _, ok, err := s.DescriptionConcept(id); ok || err != nil {
					t.Fatalf("DescriptionConcept(%d) = %t, %v", id, ok, err)
				}
			}
		}
	}
	if c, err := s.Concept(taxonomy.Ordinal(len(f.concepts)), 0); !errors.Is(err, ErrDamaged) {
		t.Fatalf("Concept beyond the last: %v, %v", c, err)
	}
	if err := s.ReadConcept(taxonomy.Ordinal(len(f.concepts)), 0, &buffer); !errors.Is(err, ErrDamaged) {
		t.Fatalf("ReadConcept beyond the last: %v", err)
	}
	for _, id := range []sctid.ID{0, 1<<64 - 1} {
		if _, ok, err := s.DescriptionConcept(id); ok || err != nil {
			t.Fatalf("DescriptionConcept(%d) = %t, %v", id, ok, err)
		}
	}
}

func compareHeads(t tester, f *fake, s *Store) {
	t.Helper()
	for o, c := range f.concepts {
		same(t, "stamp", s.ConceptStamp(taxonomy.Ordinal(o)), c.Stamp)
		same(t, "definition status", s.DefinitionStatus(taxonomy.Ordinal(o)), c.DefinitionStatusID)
	}
	beyond := taxonomy.Ordinal(len(f.concepts))
	same(t, "stamp beyond the last", s.ConceptStamp(beyond), terminology.Stamp{})
	same(t, "definition status beyond the last", s.DefinitionStatus(beyond), sctid.ID(0))
}

func compareTags(t tester, f *fake, s *Store) {
	t.Helper()
	var want []string
	for o, c := range f.concepts {
		tag := terminology.SemanticTag(naiveFSN(c))
		got := ""
		if i := s.SemanticTag(taxonomy.Ordinal(o)); i >= 0 {
			got = s.SemanticTags()[i]
		}
		if got != tag {
			t.Fatalf("semantic tag of %d is %q, want %q", c.ID, got, tag)
		}
		if tag != "" && !slices.Contains(want, tag) {
			want = append(want, tag)
		}
	}
	slices.Sort(want)
	same(t, "tags", s.SemanticTags(), want)
	if s.SemanticTag(taxonomy.Ordinal(len(f.concepts))) != -1 {
		t.Errorf("a tag beyond the last concept")
	}
}

// naiveFSN ranks all candidates: active ones preferred in US English, in GB
// English, with the language code of US English (the fake says "sv"), of GB
// English ("nl"), English ones, other active ones, inactive ones; the lowest id
// among equals.
func naiveFSN(c *terminology.Concept) string {
	best, term := 7, ""
	for _, d := range c.Descriptions {
		if d.TypeID != terminology.FullySpecifiedName {
			continue
		}
		rank := 6
		switch {
		case !d.Active:
		case d.AcceptabilityIn(terminology.USEnglish) == terminology.Preferred:
			rank = 0
		case d.AcceptabilityIn(terminology.GBEnglish) == terminology.Preferred:
			rank = 1
		default:
			rank = map[string]int{"sv": 2, "nl": 3, "en": 4}[d.LanguageCode]
			if rank == 0 {
				rank = 5
			}
		}
		if rank < best {
			best, term = rank, d.Term
		}
	}
	return term
}

func compareIdentifiers(t tester, f *fake, s *Store) {
	t.Helper()
	for _, row := range f.identifiers {
		id, ok, err := s.AlternateIdentifier(row.SchemeID, row.Code)
		if err != nil || ok != row.Active || ok && id != row.ReferencedComponentID || !ok && id != 0 {
			t.Fatalf("AlternateIdentifier(%d, %q) = %d, %t, %v; want %v", row.SchemeID, row.Code, id, ok, err, row)
		}
		if _, ok, err := s.AlternateIdentifier(row.SchemeID, row.Code+"x"); ok || err != nil {
			t.Fatalf("AlternateIdentifier of an unknown code: %t, %v", ok, err)
		}
	}
}

func collect(t tester, seq func(func(terminology.Member, error) bool)) []terminology.Member {
	t.Helper()
	var list []terminology.Member
	for m, err := range seq {
		list = append(list, must(t, m, err))
	}
	return list
}

func compareMembers(t tester, f *fake, s *Store) {
	t.Helper()
	for _, r := range f.refsets {
		rows := f.members[r.ID]
		same(t, "members", collect(t, s.Members(r.ID, terminology.MemberKey{})), rows)
		for i := 0; i < len(rows); i += 1 + len(rows)/7 {
			after := keyOf(&rows[i])
			same(t, "members behind a key", collect(t, s.Members(r.ID, after)), rows[i+1:])
			after.MemberID[15]++ // a key that isn't there
			same(t, "members behind a place between keys", collect(t, s.Members(r.ID, after)),
				keep(rows, false, func(m *terminology.Member) bool { return compareMemberKeys(keyOf(m), after) > 0 }))
		}
		same(t, "members behind the last", collect(t, s.Members(r.ID, terminology.MemberKey{ReferencedComponentID: 1<<64 - 1})), []terminology.Member(nil))
	}
	same(t, "members of an unknown reference set", collect(t, s.Members(1, terminology.MemberKey{})), []terminology.Member(nil))
	same(t, "members of an unknown reference set", collect(t, s.ComponentMembers(1, terminology.Root)), []terminology.Member(nil))
}

func (f *fake) components() []sctid.ID {
	ids := append([]sctid.ID{terminology.Root, 1<<63 + 1}, f.elsewhere...)
	for _, c := range f.concepts {
		ids = append(ids, c.ID)
		for _, d := range c.Descriptions {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

func compareMemberships(t tester, f *fake, s *Store) {
	t.Helper()
	type key struct{ refset, component sctid.ID }
	rows := map[key][]terminology.Member{}
	for id, members := range f.members {
		for _, m := range members {
			k := key{id, m.ReferencedComponentID}
			rows[k] = append(rows[k], m)
		}
	}
	for _, component := range f.components() {
		var want []sctid.ID
		for _, r := range f.refsets {
			own := rows[key{r.ID, component}]
			same(t, "members of a component", collect(t, s.ComponentMembers(r.ID, component)), own)
			if len(own) > 0 {
				want = append(want, r.ID)
			}
		}
		got, err := s.ComponentRefsets(component)
		same(t, "reference sets of "+component.String(), must(t, got, err), want)
	}
}

func compareDerived(t tester, f *fake, s *Store) {
	t.Helper()
	for _, r := range f.refsets {
		want := roaring.New()
		sources := map[sctid.ID][]sctid.ID{}
		for _, m := range f.members[r.ID] {
			if !m.Active {
				continue
			}
			if o, ok := f.tax.Ordinal(m.ReferencedComponentID); ok {
				want.Add(uint32(o))
			}
			if r.ID == fakeAssociation && m.Fields[0].ID != 0 && !slices.Contains(sources[m.Fields[0].ID], m.ReferencedComponentID) {
				sources[m.Fields[0].ID] = append(sources[m.Fields[0].ID], m.ReferencedComponentID)
			}
		}
		got, err := s.MemberConcepts(r.ID)
		if !must(t, got, err).Equals(want) {
			t.Fatalf("concepts of %d: %v, want %v", r.ID, got, want)
		}
		for _, target := range append(f.components(), 0) {
			list, err := s.AssociationSources(r.ID, target)
			same(t, "sources", must(t, list, err), sources[target])
		}
	}
	got, err := s.MemberConcepts(1)
	if !must(t, got, err).IsEmpty() {
		t.Errorf("concepts of an unknown reference set: %v", got)
	}
}

// TestConcurrentReaders asks from many goroutines at once; run it with -race.
func TestConcurrentReaders(t *testing.T) {
	f := makeFake(seeded(3), shape{concepts: 40, descriptions: 3, relationships: 3, members: 200})
	s := writeAndOpen(t, f)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for o, c := range f.concepts {
				got, err := s.Concept(taxonomy.Ordinal(o), terminology.PartAll)
				if err != nil || !gocmp.Equal(got, naive(c, terminology.PartAll), cmpopts.EquateEmpty()) {
					t.Errorf("concept %d: %v", c.ID, err)
					return
				}
			}
			for _, r := range f.refsets {
				if _, err := s.MemberConcepts(r.ID); err != nil {
					t.Error(err)
				}
				n := 0
				for _, err := range s.Members(r.ID, terminology.MemberKey{}) {
					if err != nil {
						t.Error(err)
						return
					}
					n++
				}
				if n != r.Members {
					t.Errorf("%d members of %d, want %d", n, r.ID, r.Members)
				}
			}
		})
	}
	wait.Wait()
}

// TestChunkBorders has one component with rows in many chunks, and one target
// with sources in many.
func TestChunkBorders(t *testing.T) {
	f := makeFake(seeded(5), shape{concepts: 3, descriptions: 2})
	if len(f.concepts) == 0 {
		t.Fatal("the seed gives no concepts")
	}
	var maker fakeMaker
	maker.choose = seeded(6)
	target, component := newID(sctid.KindConcept, 300), newID(sctid.KindRelationship, 5000)
	f.elsewhere = []sctid.ID{target, component}
	rows := map[sctid.ID][]terminology.Member{}
	for i := range 1500 {
		source := newID(sctid.KindRelationship, 4000+i)
		f.elsewhere = append(f.elsewhere, source)
		row := terminology.Member{ID: maker.uuid(), RefsetID: fakeAssociation, ReferencedComponentID: source}
		row.Active = i%5 != 0
		row.Fields = []terminology.Field{{Kind: terminology.FieldComponent, ID: target}}
		if i%50 == 0 {
			row.Fields[0].ID = source
		}
		rows[fakeAssociation] = append(rows[fakeAssociation], row)
		row = terminology.Member{ID: maker.uuid(), RefsetID: fakeMap, ReferencedComponentID: component}
		if i < 3 {
			row.ReferencedComponentID = component - 1000
		} else if i > 1490 {
			row.ReferencedComponentID = component + 1000
		}
		row.Fields = []terminology.Field{
			{Kind: terminology.FieldInteger, Integer: int64(i)}, {Kind: terminology.FieldString, Text: maker.fakeText(i)},
			{Kind: terminology.FieldString}, {Kind: terminology.FieldComponent, ID: source},
		}
		rows[fakeMap] = append(rows[fakeMap], row)
	}
	f.members = rows
	columns := map[sctid.ID][]terminology.RefsetColumn{
		fakeAssociation: {{Name: "targetComponentId", Kind: terminology.FieldComponent}},
		fakeMap: {
			{Name: "mapGroup", Kind: terminology.FieldInteger}, {Name: "mapRule", Kind: terminology.FieldString},
			{Name: "mapAdvice", Kind: terminology.FieldString}, {Name: "correlationId", Kind: terminology.FieldComponent},
		},
	}
	f.refsets = nil
	f.info.Counts.Refsets, f.info.Counts.Members = 2, 3000
	f.info.Counts.ActiveMembers, f.info.Counts.LanguageMembers, f.info.Counts.AxiomMembers = 1200, 0, 0
	for _, id := range []sctid.ID{fakeMap, fakeAssociation} {
		slices.SortFunc(rows[id], func(a, b terminology.Member) int { return compareMemberKeys(keyOf(&a), keyOf(&b)) })
		r := terminology.Refset{ID: id, Columns: columns[id], Members: len(rows[id])}
		for _, row := range rows[id] {
			if row.Active {
				r.ActiveMembers++
			}
		}
		f.refsets = append(f.refsets, r)
	}
	compare(t, f, writeAndOpen(t, f), []terminology.Parts{terminology.PartAll})
}

// fakeText recurs now and then.
func (m *fakeMaker) fakeText(i int) string {
	return []string{"OTHERWISE TRUE", "IFA 248152002 |Female|", ""}[i%3] + string(rune('a'+i%7))
}
