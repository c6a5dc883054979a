package naive

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/testenv"
)

const swedish = 999999999104 // language reference set

func readMini(t *testing.T, names ...string) *Release {
	t.Helper()
	var folders []string
	for _, name := range names {
		folders = append(folders, filepath.Join(testenv.Root(), "testdata", name))
	}
	r, err := ReadSnapshot(folders...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The model's answers are those that stand, counted by hand, in testdata's README.
func TestMini(t *testing.T) {
	r := readMini(t, "mini")
	want := Counts{
		Concepts: 103, ActiveConcepts: 91, DefinedConcepts: 7,
		Descriptions: 222 - 1 + 4, ActiveDescriptions: 221 - 1 + 4, TextDefinitions: 2, ActiveTextDefinitions: 2,
		Relationships: 126, ActiveRelationships: 113, ConcreteValues: 5, ActiveConcreteValues: 5, StatedRelationships: 1,
		LanguageMembers: 437 + 4, OWLExpressions: 102, AssociationMembers: 16, Identifiers: 2,
	}
	got := r.Count()
	got.Members, got.ActiveMembers, got.Refsets = 0, 0, 0 // the README has them by file
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	for id, n := range map[uint64]int{Root: 89, 404684003: 12, 64572001: 8, 123037004: 8, 1239999999107: 2} {
		if got := len(r.Descendants(id)); got != n {
			t.Errorf("%d has %d descendants, want %d", id, got, n)
		}
	}
	if got := r.Parentless(); !slices.Equal(got, []uint64{Root, 1349999999105}) {
		t.Errorf("without a parent: %d", got)
	}
	differ, lacks := 0, []uint64{}
	for _, id := range r.ConceptIDs() {
		if !r.Concepts[id].Active {
			continue
		}
		if !r.HasPreferredSynonym(id, GBEnglish) {
			lacks = append(lacks, id)
		} else if r.Names(id, []uint64{USEnglish}).PreferredTerm != r.Names(id, []uint64{GBEnglish}).PreferredTerm {
			differ++
		}
	}
	if differ != 5 || !slices.Equal(lacks, []uint64{1389999999101}) {
		t.Errorf("%d preferred terms differ, want 5; without a GB one: %d, want 1389999999101", differ, lacks)
	}
	if got := r.Names(1249999999102, []uint64{swedish, USEnglish}).PreferredTerm; got != "hjärtinfarkt" {
		t.Errorf("in Swedish: %q", got)
	}
	rows := map[uint64][2]int{ // reference set: rows, active
		1069999999108: {5, 4}, 1079999999100: {3, 3}, 1089999999103: {2, 2}, 1099999999101: {2, 2}, swedish: {4, 4},
	}
	for refset, want := range rows {
		if got := [2]int{len(r.MembersIn(refset, true)), len(r.MembersIn(refset, false))}; got != want {
			t.Errorf("reference set %d has %d rows and active ones, want %d", refset, got, want)
		}
	}
}

func TestMiniHistory(t *testing.T) {
	r := readMini(t, "mini")
	type answer struct {
		reason  uint64
		targets []uint64
	}
	for id, want := range map[uint64]answer{
		1399999999104: {900000000000482003, []uint64{1249999999102}},
		1409999999101: {900000000000485001, []uint64{1249999999102}}, // through 1399999999104
		1419999999104: {900000000000484002, []uint64{1249999999102, 1259999999104}},
		1429999999106: {900000000000483008, []uint64{1289999999106, 1299999999108}},
		1439999999108: {1186917008, []uint64{1279999999109, 1299999999108}},
		1449999999103: {723277005, []uint64{1259999999104}},
		1459999999100: {1186919006, nil},
		1479999999105: {900000000000486000, []uint64{64572001}},
		1489999999107: {900000000000485001, []uint64{1499999999109}}, // a loop
		1509999999102: {0, nil},
	} {
		var got answer
		got.reason = r.Reason(id, ConceptInactivation)
		for _, replacement := range r.Replacements(id) {
			got.targets = append(got.targets, replacement.TargetID)
		}
		if got.reason != want.reason || !slices.Equal(got.targets, want.targets) {
			t.Errorf("%d: got %+v, want %+v", id, got, want)
		}
	}
	chain := r.Replacements(1409999999101)[0].Chain
	if want := []Step{{900000000000526001, 1399999999104}, {900000000000527005, 1249999999102}}; !slices.Equal(chain, want) {
		t.Errorf("the chain of 1409999999101: %+v", chain)
	}
}

func TestMiniExtension(t *testing.T) {
	const norwegian, simple = 999999998108, 1069999999108
	// The newest row counts, whatever the order of the packages.
	for _, names := range [][]string{{"mini", "mini-extension"}, {"mini-extension", "mini"}} {
		r := readMini(t, names...)
		c := r.Count()
		if c.Concepts != 106 || c.ActiveConcepts != 93 || c.Relationships != 131 || c.ActiveRelationships != 117 {
			t.Errorf("%q: counts %+v", names, c)
		}
		if got := len(r.MembersIn(simple, false)); got != 5 {
			t.Errorf("%q: %d active members of %d, want 5", names, got, simple)
		}
		for id, want := range map[uint64]string{1249999999102: "hjerteinfarkt", 1259999999104: "brudd i lårbein", 1019999998102: "stille hjerteinfarkt"} {
			if got := r.Names(id, []uint64{norwegian}).PreferredTerm; got != want {
				t.Errorf("%q: %d in Norwegian: %q, want %q", names, id, got, want)
			}
		}
		if got := r.Names(1249999999102, []uint64{GBEnglish}).PreferredTerm; got != "Heart attack" {
			t.Errorf("%q: in GB English: %q, want Heart attack", names, got)
		}
		if r.Concepts[1359999999108].Active {
			t.Errorf("%q: 1359999999108 is active", names)
		}
	}
}

func TestMiniFull(t *testing.T) {
	dir := filepath.Join(testenv.Root(), "testdata", "mini")
	for asOf, want := range map[string][3]int{"20240131": {103, 103, 6}, "20240731": {103, 92, 7}, "": {103, 91, 7}} {
		r, err := ReadFull(asOf, dir)
		if err != nil {
			t.Fatal(err)
		}
		c := r.Count()
		if got := [3]int{c.Concepts, c.ActiveConcepts, c.DefinedConcepts}; got != want {
			t.Errorf("as of %q: %d concepts, active, defined; want %d", asOf, got, want)
		}
	}
	// The newest rows of Full are the Snapshot.
	full, err := ReadFull("", dir)
	if err != nil {
		t.Fatal(err)
	}
	snapshot := readMini(t, "mini")
	if diff := cmp.Diff(snapshot.Members, full.Members); diff != "" {
		t.Errorf("members (-snapshot +full):\n%s", diff)
	}
	for what, diff := range map[string]string{
		"concepts":      cmp.Diff(snapshot.Concepts, full.Concepts),
		"descriptions":  cmp.Diff(snapshot.Descriptions, full.Descriptions),
		"relationships": cmp.Diff(snapshot.Relationships, full.Relationships),
	} {
		if diff != "" {
			t.Errorf("%s (-snapshot +full):\n%s", what, diff)
		}
	}
}
