package naive

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/testenv"
)

// known are the answers for the real subset of SNOMED CT International that the
// project takes as given.
var known = map[string]string{
	"concepts":                     "2258",
	"activeConcepts":               "2254",
	"definedConcepts":              "686",
	"descriptions":                 "7882",
	"textDefinitions":              "363",
	"relationships":                "6945",
	"concreteValues":               "8",
	"owlExpressions":               "2312",
	"languageMembers":              "15909",
	"associationMembers":           "33",
	"descendantsOfRoot":            "2250",
	"descendantsOf404684003":       "871",
	"descendantsOf123037004":       "688",
	"parentlessBesidesRoot":        "3",
	"preferredTermsDiffer":         "89",
	"withoutUSPreferredTerm":       "0",
	"withoutGBPreferredTerm":       "1",
	"theOneWithoutGBPreferredTerm": "31000003106", // |Test subontology module|
}

// counted puts the model's numbers under the script's names.
func counted(r *Release) map[string]string {
	c := r.Count()
	differ, withoutUS, lacks := 0, 0, []string{}
	for _, id := range r.ConceptIDs() {
		if !r.Concepts[id].Active {
			continue
		}
		hasUS, hasGB := r.HasPreferredSynonym(id, USEnglish), r.HasPreferredSynonym(id, GBEnglish)
		if !hasUS {
			withoutUS++
		}
		if !hasGB {
			lacks = append(lacks, strconv.FormatUint(id, 10))
		}
		if hasUS && hasGB && r.Names(id, []uint64{USEnglish}).PreferredTerm != r.Names(id, []uint64{GBEnglish}).PreferredTerm {
			differ++
		}
	}
	got := map[string]string{}
	for name, n := range map[string]int{
		"concepts": c.Concepts, "activeConcepts": c.ActiveConcepts, "definedConcepts": c.DefinedConcepts,
		"descriptions": c.Descriptions, "textDefinitions": c.TextDefinitions,
		"relationships": c.Relationships, "concreteValues": c.ConcreteValues,
		"owlExpressions": c.OWLExpressions, "languageMembers": c.LanguageMembers, "associationMembers": c.AssociationMembers,
		"descendantsOfRoot": len(r.Descendants(Root)), "descendantsOf404684003": len(r.Descendants(404684003)),
		"descendantsOf123037004": len(r.Descendants(123037004)), "parentlessBesidesRoot": len(r.Parentless()) - 1,
		"preferredTermsDiffer": differ, "withoutUSPreferredTerm": withoutUS, "withoutGBPreferredTerm": len(lacks),
	} {
		got[name] = strconv.Itoa(n)
	}
	if len(lacks) == 1 {
		got["theOneWithoutGBPreferredTerm"] = lacks[0]
	}
	return got
}

// The model and a script in another language agree with the numbers known.
func TestSubset(t *testing.T) {
	dir := testenv.Subset(t)
	r, err := ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(known, counted(r)); diff != "" {
		t.Errorf("the model (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(known, script(t, dir)); diff != "" {
		t.Errorf("the script (-want +got):\n%s", diff)
	}
	for _, id := range r.Parentless() {
		name := r.Names(id, []uint64{USEnglish}).FullySpecifiedName
		if id != Root && !strings.Contains(strings.ToLower(name), "module") {
			t.Errorf("concept %d |%s| has no parent and is no module", id, name)
		}
	}
	rows := 0
	for _, f := range r.Files {
		rows += f.Rows
		if f.Rows == 0 || f.Active > f.Rows {
			t.Errorf("%+v", f)
		}
	}
	if len(r.Files) != 11 || rows != 35869 {
		t.Errorf("read %d files with %d rows, want 11 with 35869", len(r.Files), rows)
	}
}

// script runs testdata/count.awk.
func script(t *testing.T, dir string) map[string]string {
	t.Helper()
	awk, err := exec.LookPath("awk")
	if err != nil {
		t.Skip("no awk here to count with")
	}
	args := []string{"-f", filepath.Join("testdata", "count.awk")}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".txt") {
			args = append(args, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(awk, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		got[name] = number
	}
	return got
}

// Every concept's description finds it, by all the words of its own term.
func TestSubsetSearch(t *testing.T) {
	if testing.Short() {
		t.Skip("looks at every description many times")
	}
	r, err := ReadSnapshot(testenv.Subset(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range r.ConceptIDs() {
		if i%100 != 0 || !r.Concepts[id].Active {
			continue
		}
		term := r.Names(id, []uint64{USEnglish}).PreferredTerm
		found := false
		for _, hit := range r.Search(Query{Text: term, Dialects: []uint64{USEnglish}}) {
			found = found || hit.ConceptID == id && hit.Class == 1
		}
		if !found {
			t.Errorf("%q doesn't find %d as its whole term", term, id)
		}
	}
}
