package naive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tiny is a release that fits the eye. Its ids are shorter than real ones; the
// package doesn't mind.
//
//	138875005 root
//	├─ 10 heart disease ──┬─ 11 heart failure ─── 13 acute heart failure
//	└─ 12 acute disease ──┴───────────────────────┘
//	20 (inactive) replaced by 21 (inactive), which was replaced by 11
//	22 (inactive) and 23 (inactive) replaced by each other
var tiny = map[string]string{
	"sct2_Concept_Snapshot_INT_20260101.txt": `
id effectiveTime active moduleId definitionStatusId
138875005 20020131 1 900 900000000000074008
10 20020131 1 900 900000000000074008
11 20020131 1 900 900000000000073002
12 20020131 1 900 900000000000074008
13 20020131 0 900 900000000000073002
13 20260101 1 900 900000000000073002
20 20260101 0 900 900000000000074008
21 20260101 0 900 900000000000074008
22 20260101 0 900 900000000000074008
23 20260101 0 900 900000000000074008`,
	"sct2_Relationship_Snapshot_INT_20260101.txt": `
id effectiveTime active moduleId sourceId destinationId relationshipGroup typeId characteristicTypeId modifierId
1 20020131 1 900 10 138875005 0 116680003 900000000000011006 900000000000451002
2 20020131 1 900 12 138875005 0 116680003 900000000000011006 900000000000451002
3 20020131 1 900 11 10 0 116680003 900000000000011006 900000000000451002
4 20020131 1 900 13 11 0 116680003 900000000000011006 900000000000451002
5 20020131 1 900 13 12 0 116680003 900000000000011006 900000000000451002
6 20020131 0 900 11 12 0 116680003 900000000000011006 900000000000451002
7 20020131 1 900 12 10 0 116680003 900000000000010007 900000000000451002
8 20020131 1 900 20 10 0 116680003 900000000000011006 900000000000451002
9 20020131 1 900 13 10 1 363698007 900000000000011006 900000000000451002
10 20020131 1 900 13 12 1 116676008 900000000000011006 900000000000451002
11 20020131 1 900 13 12 0 363698007 900000000000227009 900000000000451002`,
	"sct2_RelationshipConcreteValues_Snapshot_INT_20260101.txt": `
id effectiveTime active moduleId sourceId value relationshipGroup typeId characteristicTypeId modifierId
12 20020131 1 900 13 #0.5 2 1142135004 900000000000011006 900000000000451002`,
	"sct2_Description_Snapshot-en_INT_20260101.txt": `
id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId
101 20020131 1 900 10 en 900000000000003001 Heart_disease_(disorder) 900000000000448009
102 20020131 1 900 10 en 900000000000013009 Cardiac_disease 900000000000448009
103 20020131 1 900 10 en 900000000000013009 Disease_of_heart 900000000000448009
104 20020131 0 900 10 en 900000000000013009 Bad_heart 900000000000448009
111 20020131 1 900 11 en 900000000000003001 Heart_failure_(disorder) 900000000000448009
112 20020131 1 900 11 en 900000000000013009 Heart_failure 900000000000448009
131 20020131 1 900 13 en 900000000000003001 Acute_heart_failure_(disorder) 900000000000448009
132 20020131 1 900 13 en 900000000000013009 Acute_heart_failure 900000000000448009
133 20020131 1 900 13 en 900000000000013009 Crohn's_T-cell_(acute),_5-HT_2+ 900000000000448009
201 20020131 1 900 20 en 900000000000003001 Old_heart_failure_(disorder) 900000000000448009`,
	"sct2_TextDefinition_Snapshot-en_INT_20260101.txt": `
id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId
119 20020131 1 900 11 en 900000000000550004 The_heart_fails. 900000000000448009`,
	"der2_cRefset_LanguageSnapshot-en_INT_20260101.txt": `
id effectiveTime active moduleId refsetId referencedComponentId acceptabilityId
l1 20020131 1 900 900000000000509007 101 900000000000548007
l2 20020131 1 900 900000000000508004 101 900000000000548007
l3 20020131 1 900 900000000000509007 102 900000000000548007
l4 20020131 1 900 900000000000508004 102 900000000000549004
l5 20020131 1 900 900000000000508004 103 900000000000548007
l6 20020131 1 900 900000000000509007 112 900000000000548007
l7 20020131 0 900 900000000000508004 112 900000000000548007
l8 20020131 1 900 900000000000509007 132 900000000000549004`,
	"der2_cRefset_AssociationSnapshot_INT_20260101.txt": `
id effectiveTime active moduleId refsetId referencedComponentId targetComponentId
a1 20260101 1 900 900000000000526001 20 21
a2 20260101 1 900 900000000000527005 21 11
a3 20260101 1 900 900000000000526001 22 23
a4 20260101 1 900 900000000000526001 23 22
a5 20260101 0 900 900000000000527005 20 12`,
	"der2_cRefset_AttributeValueSnapshot_INT_20260101.txt": `
id effectiveTime active moduleId refsetId referencedComponentId valueId
v1 20260101 1 900 900000000000489007 20 900000000000485001`,
	"Readme_en_20260101.txt": "\nnot RF2",
	"sct2_Concept_Delta_INT_20260101.txt": `
id effectiveTime active moduleId definitionStatusId
99 20260101 1 900 900000000000074008`,
}

func readTiny(t *testing.T) *Release {
	t.Helper()
	dir := t.TempDir()
	for name, text := range tiny {
		text = strings.NewReplacer(" ", "\t", "\n", "\r\n").Replace(strings.TrimPrefix(text, "\n"))
		text = strings.ReplaceAll(text, "_", " ") // in terms; column names have none
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCounts(t *testing.T) {
	got := readTiny(t).Count()
	want := Counts{
		Concepts: 9, ActiveConcepts: 5, DefinedConcepts: 2,
		Descriptions: 10, ActiveDescriptions: 9, TextDefinitions: 1, ActiveTextDefinitions: 1,
		Relationships: 11, ActiveRelationships: 10, ConcreteValues: 1, ActiveConcreteValues: 1,
		Members: 14, ActiveMembers: 12, LanguageMembers: 8, AssociationMembers: 5, Refsets: 5,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHierarchy(t *testing.T) {
	r := readTiny(t)
	for _, test := range []struct {
		what string
		list func(uint64) []uint64
		of   uint64
		want []uint64
	}{
		{"parents", r.Parents, 13, []uint64{11, 12}},
		{"parents of an inactive concept", r.Parents, 20, nil},
		{"children", r.Children, 10, []uint64{11}}, // not the stated 12, nor the inactive 20
		{"ancestors", r.Ancestors, 13, []uint64{10, 11, 12, Root}},
		{"descendants", r.Descendants, 10, []uint64{11, 13}},
		{"descendants of a leaf", r.Descendants, 13, nil},
		{"descendants of the root", r.Descendants, Root, []uint64{10, 11, 12, 13}},
	} {
		if got := test.list(test.of); !slices.Equal(got, test.want) {
			t.Errorf("%s of %d: got %d, want %d", test.what, test.of, got, test.want)
		}
	}
	for _, test := range []struct {
		a, b uint64
		want string
	}{{10, 13, "subsumes"}, {13, 12, "subsumed-by"}, {10, 12, "not-subsumed"}, {10, 10, "equivalent"}, {20, 20, "equivalent"}, {10, 20, "not-subsumed"}} {
		if got := r.Subsumes(test.a, test.b); got != test.want {
			t.Errorf("%d and %d: got %s, want %s", test.a, test.b, got, test.want)
		}
	}
	if got := r.Parentless(); !slices.Equal(got, []uint64{Root}) {
		t.Errorf("without parent: %d", got)
	}
	groups := r.Attributes(13)
	if len(groups) != 2 || len(groups[1]) != 2 || len(groups[2]) != 1 || groups[2][0].Value != "#0.5" {
		t.Errorf("attributes of 13: %+v", groups)
	}
	var sources []uint64
	for _, l := range r.Inbound(10) {
		sources = append(sources, l.SourceID)
	}
	if !slices.Equal(sources, []uint64{11, 13, 20}) {
		t.Errorf("inbound of 10 from %d", sources)
	}
}

func TestNames(t *testing.T) {
	r := readTiny(t)
	us, gb := []uint64{USEnglish, GBEnglish}, []uint64{GBEnglish, USEnglish}
	for _, test := range []struct {
		id            uint64
		dialects      []uint64
		preferredTerm string
	}{
		{10, us, "Cardiac disease"},
		{10, gb, "Disease of heart"},
		{11, gb, "Heart failure"},                           // preferred in the second dialect
		{11, []uint64{GBEnglish}, "Heart failure"},          // from the fully specified name
		{13, us, "Acute heart failure"},                     // only acceptable
		{20, us, "Old heart failure"},                       // an inactive concept
		{12, us, ""},                                        // nothing to call it
		{13, []uint64{GBEnglish, 1}, "Acute heart failure"}, // an unknown dialect
	} {
		if got := r.Names(test.id, test.dialects).PreferredTerm; got != test.preferredTerm {
			t.Errorf("%d in %d: got %q, want %q", test.id, test.dialects, got, test.preferredTerm)
		}
	}
	if n := r.Names(13, us); n.FullySpecifiedName != "Acute heart failure (disorder)" || n.SemanticTag != "disorder" {
		t.Errorf("names of 13: %+v", n)
	}
	if r.HasPreferredSynonym(11, GBEnglish) || !r.HasPreferredSynonym(11, USEnglish) {
		t.Error("an inactive language member counts, or an active one doesn't")
	}
	if got := r.LanguageOf(USEnglish); got != "en" {
		t.Errorf("language of US English: %q", got)
	}
}

func TestHistory(t *testing.T) {
	r := readTiny(t)
	got := r.Replacements(20)
	want := []Replacement{{
		AssociationID: 900000000000526001, TargetID: 11, Active: true,
		Chain: []Step{{900000000000526001, 21}, {900000000000527005, 11}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	circle := r.Replacements(22)
	if len(circle) != 1 || circle[0].TargetID != 23 || circle[0].Active {
		t.Errorf("in a circle: %+v", circle)
	}
	if r.Replacements(11) != nil {
		t.Error("an active concept has replacements")
	}
	if got := r.Reason(20, ConceptInactivation); got != 900000000000485001 {
		t.Errorf("reason of 20: %d", got)
	}
}

func TestMembers(t *testing.T) {
	r := readTiny(t)
	if m := r.Members["a1"]; m.Pattern != "c" || m.Field("targetComponentId") != "21" || m.Field("mapTarget") != "" {
		t.Errorf("a1: %+v", m)
	}
	ids := func(members []Member) (ids []string) {
		for _, m := range members {
			ids = append(ids, m.ID)
		}
		return ids
	}
	if got := ids(r.MembersIn(900000000000526001, false)); !slices.Equal(got, []string{"a1", "a3", "a4"}) {
		t.Errorf("REPLACED BY: %q", got)
	}
	if got := ids(r.MembersOf(20, true)); !slices.Equal(got, []string{"v1", "a1", "a5"}) {
		t.Errorf("of 20, inactive ones too: %q", got)
	}
	if got := ids(r.MembersOf(20, false)); !slices.Equal(got, []string{"v1", "a1"}) {
		t.Errorf("of 20: %q", got)
	}
	if got := r.MemberConcepts(900000000000526001); !slices.Equal(got, []uint64{20, 22, 23}) {
		t.Errorf("concepts of REPLACED BY: %d", got)
	}
}

func TestReadFull(t *testing.T) {
	dir := t.TempDir()
	text := "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n10\t20240101\t1\t900\t1\n10\t20260101\t0\t900\t1\n10\t20250101\t1\t900\t2\n"
	if err := os.WriteFile(filepath.Join(dir, "sct2_Concept_Full_INT_20260101.txt"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for asOf, want := range map[string]string{"": "20260101", "20260101": "20260101", "20251231": "20250101", "20240101": "20240101"} {
		r, err := ReadFull(asOf, dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Concepts[10].EffectiveTime; got != want {
			t.Errorf("as of %q: got %s, want %s", asOf, got, want)
		}
	}
	if _, err := ReadSnapshot(filepath.Join(dir, "absent")); err == nil {
		t.Error("an absent folder was read")
	}
}
