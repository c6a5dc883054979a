package importer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

func testdata(name string) string { return filepath.Join(testenv.Root(), "testdata", name) }

// The figures are those of testdata/README.md, counted by hand.
func TestTestdataMini(t *testing.T) {
	s := imported(t, Options{Paths: []string{testdata("mini")}})
	if want := "http://snomed.info/sct/1009999999109/version/20250131"; s.Manifest.URI != want {
		t.Errorf("release %s, want %s", s.Manifest.URI, want)
	}
	c := s.Manifest.Counts
	members, activeMembers := c.Members, c.ActiveMembers
	c.Refsets, c.Members, c.ActiveMembers = 0, 0, 0
	want := terminology.Counts{
		Concepts: 103, ActiveConcepts: 91, DefinedConcepts: 7,
		// One definition stands in the description file.
		Descriptions: 222 - 1 + 4, ActiveDescriptions: 221 - 1 + 4, TextDefinitions: 2, ActiveTextDefinitions: 2,
		Relationships: 126, ActiveRelationships: 113, ConcreteRelationships: 5, ActiveConcreteRelationships: 5,
		StatedRelationships: 1, Identifiers: 2, LanguageMembers: 437 + 4, AxiomMembers: 102,
	}
	if c != want {
		t.Errorf("counts\n%+v, want\n%+v", c, want)
	}
	rows := 0
	for _, f := range s.Manifest.Files {
		if f.Kind == rf2.KindRefset.String() {
			rows += f.Rows
		}
	}
	if members != rows || activeMembers >= members {
		t.Errorf("%d members, %d active, the files have %d", members, activeMembers, rows)
	}
	r := openImported(t, s.Dir)
	for id, want := range map[sctid.ID]int{terminology.Root: 89, 404684003: 12, 64572001: 8, 123037004: 8, 1239999999107: 2} {
		o, err := r.Ordinal(id)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for p := range r.Taxonomy().ActiveCount() {
			if ordinal(p) != o && r.Taxonomy().Subsumes(o, ordinal(p)) {
				got++
			}
		}
		if got != want {
			t.Errorf("%s has %d descendants, want %d", id, got, want)
		}
	}
	var columns []terminology.RefsetColumn
	languages := map[sctid.ID]string{}
	for _, set := range r.Store().Refsets() {
		if len(set.Columns) == 3 && set.Columns[0].Name == "companionId" {
			columns = set.Columns
		}
	}
	if want := []terminology.RefsetColumn{{Name: "companionId", Kind: 'c'}, {Name: "amount", Kind: 'i'}, {Name: "remark", Kind: 's'}}; !slices.Equal(columns, want) {
		t.Errorf("columns of the odd pattern: %v, want %v", columns, want)
	}
	for _, l := range s.Manifest.LanguageRefsets {
		languages[l.RefsetID] = fmt.Sprintf("%s %s %d", l.Language, l.Dialect, l.Members)
	}
	if len(languages) != 3 || languages[terminology.USEnglish] != "en en-US 218" || languages[terminology.GBEnglish] != "en en-GB 217" || languages[999999999104] != "sv  4" {
		t.Errorf("language reference sets %v", languages)
	}
}

func TestTestdataFull(t *testing.T) {
	full := testdata("mini")
	if _, err := os.Stat(filepath.Join(full, "Full")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		asOf                      terminology.Date
		concepts, active, defined int
		version                   terminology.Date
	}{
		{20240131, 103, 103, 6, 20240131},
		{20240731, 103, 92, 7, 20240731},
		{20250131, 103, 91, 7, 20250131},
		{20991231, 103, 91, 7, 20250131},
	} {
		s := imported(t, Options{Paths: []string{full}, AsOf: test.asOf})
		c := s.Manifest.Counts
		if c.Concepts != test.concepts || c.ActiveConcepts != test.active || c.DefinedConcepts != test.defined || s.Manifest.EffectiveTime != test.version {
			t.Errorf("as of %s: %d concepts, %d active, %d defined, version %s; want %+v", test.asOf, c.Concepts, c.ActiveConcepts, c.DefinedConcepts, s.Manifest.EffectiveTime, test)
		}
	}
	// The newest rows of the Full files are the Snapshot.
	fullOnly := t.TempDir()
	if err := os.CopyFS(filepath.Join(fullOnly, "Full"), os.DirFS(filepath.Join(full, "Full"))); err != nil {
		t.Fatal(err)
	}
	a := dump(t, imported(t, Options{Paths: []string{full}}).Dir)
	b := dump(t, imported(t, Options{Paths: []string{fullOnly}}).Dir)
	if a != b {
		t.Errorf("Full and Snapshot make different releases: %s", firstDiff(a, b))
	}
}

func TestTestdataExtension(t *testing.T) {
	paths := []string{testdata("mini"), testdata("mini-extension")}
	first := imported(t, Options{Paths: paths})
	slices.Reverse(paths)
	second := imported(t, Options{Paths: paths})
	if a, b := dump(t, first.Dir), dump(t, second.Dir); a != b {
		t.Errorf("the order of the packages has an influence: %s", firstDiff(a, b))
	}
	if want := "http://snomed.info/sct/1009999998100/version/20250331"; first.Manifest.URI != want {
		t.Errorf("release %s, want %s", first.Manifest.URI, want)
	}
	c := first.Manifest.Counts
	if c.Concepts != 106 || c.ActiveConcepts != 93 || c.Descriptions+c.TextDefinitions != 228+4+4+1 || c.Relationships != 131 || c.ActiveRelationships != 117 {
		t.Errorf("counts %+v", c)
	}
	r := openImported(t, first.Dir)
	if concept(t, r, "1359999999108").Active {
		t.Error("the extension's newer row didn't win")
	}
	// The extension's own language reference set comes first.
	if d := first.Manifest.DefaultLanguageRefsets; len(d) == 0 || d[0] != 999999998108 && d[0] != 999999999104 {
		t.Errorf("default dialects %v", d)
	}
}

func TestTestdataBad(t *testing.T) {
	for _, test := range []struct {
		folder, file string
		line         int64
		column       string
		words        string
	}{
		{"column-count", "Concept", 3, "", ""},
		{"not-a-number", "Relationship", 3, "relationshipGroup", `"one"`},
		{"not-a-boolean", "Concept", 3, "active", `"yes"`},
		{"check-digit", "Concept", 3, "id", "check digit"},
		{"partition", "Concept", 4, "id", ""},
		{"date", "Concept", 4, "effectiveTime", "20251331"},
		{"utf8", "Description", 4, "term", ""},
		{"same-id-and-time", "Description", 6, "term", ""},
		{"cycle", "", 0, "", "9019999999105"},
		{"unknown-header", "Concept", 1, "", "colour"},
		{"delta-only", "", 0, "", "Delta"},
	} {
		t.Run(test.folder, func(t *testing.T) {
			options := Options{Paths: []string{testdata(filepath.Join("bad", test.folder))}, Release: "http://snomed.info/sct/900000000000207008/version/20250131"}
			err := refused(t, options)
			if !strings.Contains(err.Error(), test.words) {
				t.Errorf("%v, want it to say %q", err, test.words)
			}
			row, isRow := errors.AsType[*rf2.RowError](err)
			conflict, isConflict := errors.AsType[*ConflictError](err)
			switch {
			case isRow:
				if row.Line != test.line || row.ColumnName != test.column && test.column != "" || !strings.Contains(row.File, "sct2_"+test.file) {
					t.Errorf("%v, want %s:%d: %s", err, test.file, test.line, test.column)
				}
			case test.folder == "unknown-header":
				if file, ok := errors.AsType[*rf2.FileError](err); !ok || file.Line != test.line || file.Column != 5 {
					t.Errorf("%v, want line 1, column 5", err)
				}
			case isConflict:
				if int64(conflict.Line) != test.line || conflict.OtherLine != 3 || conflict.Column != test.column {
					t.Errorf("%v, want %s:%d: %s", err, test.file, test.line, test.column)
				}
			}
			for _, kind := range []struct {
				folder string
				ok     bool
			}{
				{"cycle", isType[*CycleError](err)}, {"unknown-header", isType[*rf2.FileError](err)},
				{"delta-only", isType[*Error](err)}, {"same-id-and-time", isConflict},
			} {
				if test.folder == kind.folder && !kind.ok {
					t.Errorf("%v is a %T", err, err)
				}
			}
			if test.line > 1 && !isRow && !isConflict {
				t.Errorf("%v names no row", err)
			}
		})
	}
}

func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestTruncatedZip(t *testing.T) {
	whole := newMini(t, "20250701").zip("Snapshot")
	content, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{len(content) / 2, len(content) - 1, 10} {
		path := filepath.Join(t.TempDir(), "cut.zip")
		writeFile(t, path, string(content[:size]))
		if err := refused(t, Options{Paths: []string{path}}); !strings.Contains(err.Error(), "cut.zip") {
			t.Errorf("%v doesn't name the zip", err)
		}
	}
	// Damage within an entry shows only when it is read.
	damaged := slices.Clone(content)
	damaged[len(damaged)/3] ^= 0xff
	path := filepath.Join(t.TempDir(), "damaged.zip")
	writeFile(t, path, string(damaged))
	if err := refused(t, Options{Paths: []string{path}}); !isType[*rf2.FileError](err) && !isType[*rf2.RowError](err) {
		t.Errorf("a damaged zip: %v", err)
	}
}
