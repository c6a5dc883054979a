package importer

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func ordinal(n int) taxonomy.Ordinal { return taxonomy.Ordinal(n) }

func id(s string) sctid.ID {
	v, err := sctid.Parse(s)
	if err != nil {
		panic(err)
	}
	return v
}

func openImported(t *testing.T, dir string) *terminology.Release {
	t.Helper()
	r, _, err := catalog.OpenRelease(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func concept(t *testing.T, r *terminology.Release, conceptID string) *terminology.Concept {
	t.Helper()
	c, err := r.Concept(id(conceptID), terminology.PartAll)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestImportMini(t *testing.T) {
	for _, way := range []string{"directory", "zip"} {
		t.Run(way, func(t *testing.T) {
			p := newMini(t, "20250701")
			path := p.write("Snapshot")
			if way == "zip" {
				path = p.zip("Snapshot")
			}
			s := imported(t, Options{Paths: []string{path}, Program: "firn test"})
			want := terminology.Counts{
				Concepts: 23, ActiveConcepts: 22,
				Descriptions: 46, ActiveDescriptions: 46, TextDefinitions: 1, ActiveTextDefinitions: 1,
				Relationships: 22, ActiveRelationships: 22, ConcreteRelationships: 2, ActiveConcreteRelationships: 2, StatedRelationships: 1,
				Identifiers: 1, Refsets: 8, Members: 92 + 7, ActiveMembers: 92 + 6, LanguageMembers: 92, AxiomMembers: 1,
			}
			m := s.Manifest
			if m.Counts != want {
				t.Errorf("counts\n%+v, want\n%+v", m.Counts, want)
			}
			if m.URI != "http://snomed.info/sct/900000000000207008/version/20250701" {
				t.Errorf("release is %s", m.URI)
			}
			if len(m.Files) != 14 || m.Build.Program != "firn test" || !slices.Equal(m.Build.Settings.Paths, []string{filepath.Base(path)}) {
				t.Errorf("%d files, build %+v", len(m.Files), m.Build)
			}
			for _, f := range m.Files {
				if !strings.HasPrefix(f.Path, filepath.Base(path)) || len(f.SHA256) != 64 || f.Size == 0 {
					t.Errorf("file %+v", f)
				}
			}

			r := openImported(t, s.Dir)
			c := concept(t, r, conceptID(3))
			var values []string
			for _, rel := range c.Relationships {
				if rel.DestinationID == 0 {
					values = append(values, rel.Value.String())
				}
			}
			if want := []string{"#0.50", `"a \"b\" \\"`}; !slices.Equal(values, want) {
				t.Errorf("concrete values %q, want %q", values, want)
			}
			if want := []sctid.ID{id(conceptID(8))}; !slices.Equal(c.RefsetIDs, want) {
				t.Errorf("reference sets %v, want %v", c.RefsetIDs, want)
			}
			if len(c.Identifiers) != 1 || c.Identifiers[0].Code != "X-1" {
				t.Errorf("identifiers %+v", c.Identifiers)
			}
			if got := concept(t, r, conceptID(4)).RefsetIDs; len(got) != 0 {
				t.Errorf("a concept with an inactive member alone is in %v", got)
			}
			if got := concept(t, r, conceptID(1)); len(got.Axioms) != 1 || got.Descriptions[0].Term != `A "thing", defined.` {
				t.Errorf("concept 1: %+v", got)
			}
			for _, s := range r.Store().Refsets() {
				if s.ID != id(conceptID(9)) {
					continue
				}
				if want := []terminology.RefsetColumn{{Name: "oddNumber", Kind: 'i'}, {Name: "oddText", Kind: 's'}}; !slices.Equal(s.Columns, want) {
					t.Errorf("columns of the unknown pattern: %v, want %v", s.Columns, want)
				}
			}
		})
	}
}

// The order of paths, files and rows has no influence.
func TestOrderHasNoInfluence(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	makePacks := func() (*pack, *pack) {
		old, extension := newMini(t, "20250701"), newPack(t, "20250801")
		extension.add("concept", conceptID(5), "20250801", "0", core, "900000000000074008")
		extension.concept(conceptID(40), "20250801", "1", "added", conceptID(2))
		extension.files["description"] = replaceIDs(extension.files["description"], descriptionID(counted), descriptionID(700), descriptionID(counted+1), descriptionID(701))
		extension.files["language"] = replaceIDs(extension.files["language"], descriptionID(counted), descriptionID(700), descriptionID(counted+1), descriptionID(701))
		extension.files["relationship"] = replaceIDs(extension.files["relationship"], relationshipID(counted), relationshipID(800))
		extension.add("simple", memberID("simple 1"), "20250801", "0", core, conceptID(8), conceptID(3))
		return old, extension
	}
	old, extension := makePacks()
	a, b := old.write("Snapshot"), extension.write("Snapshot")
	first := imported(t, Options{Paths: []string{a, b}})
	second := imported(t, Options{Paths: []string{b, a}})
	if x, y := read(t, catalog.StorePath(first.Dir)), read(t, catalog.StorePath(second.Dir)); x != y {
		t.Error("with the paths the other way round store.db has other bytes")
	}
	want := dump(t, first.Dir)
	for range 3 {
		old, extension := makePacks()
		old.shuffle(random)
		extension.shuffle(random)
		paths := []string{old.write("Snapshot"), extension.zip("Snapshot")}
		random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		if got := dump(t, imported(t, Options{Paths: paths}).Dir); got != want {
			t.Fatalf("with the rows in another order: %s", firstDiff(want, got))
		}
	}
	if r := openImported(t, first.Dir); concept(t, r, conceptID(5)).Active {
		t.Error("the newer row of the extension didn't win")
	}
}

func replaceIDs(rows []string, oldNew ...string) []string {
	replacer := strings.NewReplacer(oldNew...)
	for i := range rows {
		rows[i] = replacer.Replace(rows[i])
	}
	return rows
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFullAsOf(t *testing.T) {
	p := newMini(t, "20250701")
	p.add("concept", conceptID(7), "20240101", "1", core, "900000000000074008")
	p.add("concept", conceptID(7), "20260101", "0", core, "900000000000074008")
	for _, file := range []string{"concept"} {
		// Other concepts are older than the date asked for.
		for i, row := range p.files[file] {
			p.files[file][i] = strings.Replace(row, "\t20250701\t", "\t20230101\t", 1)
		}
	}
	full := p.write("Full")
	for _, test := range []struct {
		asOf       terminology.Date
		time       terminology.Date
		active     bool
		passedOver bool
	}{
		{0, 20260101, false, false},
		{20260101, 20260101, false, true}, // nothing later, but for unpublished rows
		{20251231, 20240101, true, true},
		{20231231, 20230101, true, true},
	} {
		s := imported(t, Options{Paths: []string{full}, AsOf: test.asOf})
		c := concept(t, openImported(t, s.Dir), conceptID(7))
		if c.EffectiveTime != test.time || c.Active != test.active {
			t.Errorf("as of %v: time %v, active %v; want %v, %v", test.asOf, c.EffectiveTime, c.Active, test.time, test.active)
		}
	}
}

// A day before every row: the import names the first day that has any, whether or
// not it is told which release that is.
func TestAsOfBeforeEveryRow(t *testing.T) {
	p := newMini(t, "20250701")
	p.add("concept", conceptID(7), "20240101", "1", core, "900000000000074008")
	unpublished := newPack(t, "20250701")
	unpublished.concept(root, "", "1", "SNOMED CT Concept", "")
	full := p.write("Full")
	for _, test := range []struct {
		path    string
		release string
		words   string
	}{
		{full, "", "no row of effective time 20020130 or before: the earliest is of 20020131; give --as-of"},
		{full, "http://snomed.info/sct/900000000000207008/version/20020130", "the earliest is of 20020131"},
		{unpublished.write("Full"), "", "no row of effective time 20020130 or before: all their rows are unpublished; leave --as-of out"},
	} {
		err := refused(t, Options{Paths: []string{test.path}, Release: test.release, AsOf: 20020130})
		if e, ok := errors.AsType[*Error](err); !ok || e.Problem != ProblemAsOfTooEarly || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%v, want problem %s with %q", err, ProblemAsOfTooEarly, test.words)
		}
	}
	imported(t, Options{Paths: []string{full}, AsOf: 20020131, Release: "http://snomed.info/sct/900000000000207008/version/20020131"})
}

func TestChoosingReleaseTypes(t *testing.T) {
	newer, older := newMini(t, "20250701"), newMini(t, "20250701")
	for file := range older.files {
		older.files[file] = nil
	}
	older.concept(root, "20020131", "1", "SNOMED CT Concept", "")

	// Both: Snapshot wins, and the Full files are listed as left out.
	dir := newer.write("Snapshot")
	for file := range older.files {
		writeFile(t, filepath.Join(dir, "Full", older.name(file, "Full")), older.text(file))
		writeFile(t, filepath.Join(dir, "Delta", older.name(file, "Delta")), older.text(file))
	}
	s := imported(t, Options{Paths: []string{dir}})
	if s.Manifest.Counts.Concepts != 23 {
		t.Errorf("%d concepts, want the Snapshot's 23", s.Manifest.Counts.Concepts)
	}
	reasons := map[string]int{}
	for _, i := range s.Ignored {
		reasons[i.Reason]++
	}
	if reasons["Full, and the package has a Snapshot"] != 14 || reasons["Delta, and the package has a Snapshot"] != 14 {
		t.Errorf("ignored for %v", reasons)
	}
	// With a date the Full files are asked.
	s = imported(t, Options{Paths: []string{dir}, AsOf: 20250701})
	if s.Manifest.Counts.Concepts != 1 {
		t.Errorf("as of a date %d concepts, want the Full files' 1", s.Manifest.Counts.Concepts)
	}

	for _, test := range []struct {
		name    string
		options Options
		problem Problem
		words   string
	}{
		{"Delta only", Options{Paths: []string{newer.write("Delta")}}, ProblemDeltaOnly, "pass the package with the Snapshot"},
		{"Delta beside another", Options{Paths: []string{newer.write("Snapshot"), newer.zip("Delta")}}, ProblemDeltaOnly, "Delta files only"},
		{"Snapshot too new", Options{Paths: []string{newer.write("Snapshot")}, AsOf: 20250630}, ProblemSnapshotTooNew, "pass the package that has Full files"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := refused(t, test.options)
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Problem != test.problem || !strings.Contains(err.Error(), test.words) {
				t.Errorf("%v, want problem %s with %q", err, test.problem, test.words)
			}
		})
	}
	// A Snapshot without a date in its files' names shows it in its rows.
	undated := newMini(t, "20250701")
	dir = t.TempDir()
	for file := range undated.files {
		writeFile(t, filepath.Join(dir, strings.Replace(undated.name(file, "Snapshot"), "_20250701", "", 1)), undated.text(file))
	}
	if err := refused(t, Options{Paths: []string{dir}, AsOf: 20250630}); !strings.Contains(err.Error(), ".txt:") {
		t.Errorf("%v doesn't name file and line", err)
	}
	imported(t, Options{Paths: []string{dir}, AsOf: 20250702})
}

func TestOverlappingPackages(t *testing.T) {
	base, other := newMini(t, "20250701"), newMini(t, "20250701")
	s := imported(t, Options{Paths: []string{base.write("Snapshot"), other.zip("Snapshot")}})
	if s.Manifest.Counts.Concepts != 23 || s.Manifest.Counts.Members != 99 {
		t.Errorf("identical rows didn't collapse: %+v", s.Manifest.Counts)
	}

	conflicts := []struct {
		name, file, row, column, found, expected string
	}{
		{"concept", "concept", row(conceptID(3), "20250701", "0", core, "900000000000074008"), "active", "0", "1"},
		{"status", "concept", row(conceptID(3), "20250701", "1", core, "900000000000073002"), "definitionStatusId", "900000000000073002", "900000000000074008"},
		{"module", "concept", row(conceptID(3), "20250701", "1", "900000000000012004", "900000000000074008"), "moduleId", "900000000000012004", core},
		{"term", "definition", row(descriptionID(900), "20250701", "1", core, conceptID(1), "en", "900000000000550004", "Another.", "900000000000448009"), "term", "Another.", `A "thing", defined.`},
		{"group", "relationship", row(relationshipID(900), "20250701", "1", core, conceptID(3), conceptID(4), 2, conceptID(5), "900000000000011006", "900000000000451002"), "relationshipGroup", "2", "1"},
		{"value", "concrete", row(relationshipID(902), "20250701", "1", core, conceptID(3), "#0.5", 1, conceptID(6), "900000000000011006", "900000000000451002"), "value", "#0.5", "#0.50"},
		{"identifier", "identifier", row("X-1", "20250701", "1", core, conceptID(7), conceptID(4)), "referencedComponentId", conceptID(4), conceptID(3)},
		{"member", "map", row(memberID("map"), "20250701", "1", core, "447562003", conceptID(1), 1, 1, "TRUE", "ALWAYS A00", "A01", "447561005", "447637006"), "mapTarget", "A01", "A00"},
		{"member's component", "simple", row(memberID("simple 1"), "20250701", "1", core, conceptID(8), conceptID(5)), "referencedComponentId", conceptID(5), conceptID(3)},
		{"stated", "stated", row(relationshipID(901), "20250701", "1", core, conceptID(3), conceptID(5), 0, "116680003", "900000000000010007", "900000000000451002"), "destinationId", conceptID(5), conceptID(4)},
	}
	if testing.Short() {
		conflicts = conflicts[:2] // the others are other columns
	}
	for _, test := range conflicts {
		t.Run(test.name, func(t *testing.T) {
			base := newMini(t, "20250701")
			line := len(base.files[test.file]) + 2
			base.files[test.file] = append(base.files[test.file], test.row)
			dir := base.write("Snapshot")
			err := refused(t, Options{Paths: []string{dir}})
			e, ok := errors.AsType[*ConflictError](err)
			if !ok {
				t.Fatalf("%v, want a conflict", err)
			}
			if e.Column != test.column || e.Found != test.found || e.Other != test.expected || e.Line != line || e.OtherLine >= line || e.OtherFile != e.File {
				t.Errorf("%+v, want column %s, %q against %q, line %d", e, test.column, test.found, test.expected, line)
			}
			if want := fmt.Sprintf("%s:%d: column %d (%s): found %q, expected %q as in %s:%d: ", e.File, line, slices.Index(strings.Split(packFiles[test.file][1], "\t"), test.column)+1, test.column, test.found, test.expected, e.File, e.OtherLine); !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%v\nwant it to begin with\n%s", err, want)
			}

			// Leniently one of them is kept, the same in whatever order.
			s := imported(t, Options{Paths: []string{dir}, Lenient: true})
			if n := len(s.Manifest.Skipped); n != 1 || s.Manifest.Skipped[0].Reason != "conflict" || s.Manifest.Skipped[0].Column != test.column {
				t.Errorf("skipped %+v", s.Manifest.Skipped)
			}
			slices.Reverse(base.files[test.file])
			again := imported(t, Options{Paths: []string{base.write("Snapshot")}, Lenient: true})
			if a, b := dump(t, s.Dir), dump(t, again.Dir); a != b {
				t.Errorf("in the other order another row was kept: %s", firstDiff(a, b))
			}
		})
	}
}

func row(columns ...any) string {
	p := pack{files: map[string][]string{}}
	p.add("x", columns...)
	return p.files["x"][0]
}

// Superseded rows have no part in the result, nor in its errors.
func TestConflictOfSupersededRows(t *testing.T) {
	p := newMini(t, "20250701")
	p.add("concept", conceptID(3), "20250601", "1", core, "900000000000074008")
	p.add("concept", conceptID(3), "20250601", "0", core, "900000000000074008")
	imported(t, Options{Paths: []string{p.write("Full")}})
}

// Of rows with one time, that of the edition's own module is kept.
func TestLenientPrefersTheEdition(t *testing.T) {
	const module = "11000221109" // Argentina
	p := newMini(t, "20250701")
	p.concept(module, "20250701", "1", "national module", root)
	p.add("dependency", memberID("d1"), "20250701", "1", module, "900000000000534007", core, "20250701", "20250701")
	p.add("concept", conceptID(3), "20250701", "0", module, "900000000000074008")
	s := imported(t, Options{Paths: []string{p.write("Snapshot")}, Lenient: true})
	if s.Manifest.ModuleID != id(module) {
		t.Fatalf("edition %s, want %s", s.Manifest.ModuleID, module)
	}
	if c := concept(t, openImported(t, s.Dir), conceptID(3)); c.Active || c.ModuleID != id(module) {
		t.Errorf("kept %+v, want the row of the edition's module", c.Stamp)
	}
}

func TestUnpublishedIsNewest(t *testing.T) {
	p := newMini(t, "20250701")
	p.add("concept", conceptID(3), "", "0", core, "900000000000074008")
	s := imported(t, Options{Paths: []string{p.write("Snapshot")}})
	if want := "http://snomed.info/xsct/900000000000207008/version/20250701"; s.Manifest.URI != want {
		t.Errorf("release %s, want %s", s.Manifest.URI, want)
	}
	if filepath.Base(s.Dir) != "x20250701" {
		t.Errorf("in %s", s.Dir)
	}
	if concept(t, openImported(t, s.Dir), conceptID(3)).Active {
		t.Error("the unpublished row didn't win")
	}
}

func TestCycle(t *testing.T) {
	p := newMini(t, "20250701")
	p.isA(950, "20250701", "1", conceptID(1), conceptID(7))
	err := refused(t, Options{Paths: []string{p.write("Snapshot")}})
	e, ok := errors.AsType[*CycleError](err)
	if !ok || len(e.Concepts) != 3 {
		t.Fatalf("%v, want a cycle of three", err)
	}
	for _, n := range []int{1, 3, 7} {
		if want := fmt.Sprintf("%s |thing number %d (thing)|", conceptID(n), n); !strings.Contains(err.Error(), want) {
			t.Errorf("%v doesn't name %s", err, want)
		}
	}
}

func TestPatternsDiffer(t *testing.T) {
	p := newMini(t, "20250701")
	p.add("unknown", memberID("odd one out"), "20250701", "1", core, conceptID(8), conceptID(3), 1, "x")
	err := refused(t, Options{Paths: []string{p.write("Snapshot")}})
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Problem != ProblemPatterns || !strings.Contains(err.Error(), conceptID(8)) || !strings.Contains(err.Error(), "oddNumber (i), oddText (s)") {
		t.Errorf("%v, want the reference set with its patterns", err)
	}
}

func TestNoConcepts(t *testing.T) {
	p := newMini(t, "20250701")
	delete(p.files, "concept")
	err := refused(t, Options{Paths: []string{p.write("Snapshot")}})
	if e, ok := errors.AsType[*Error](err); !ok || e.Problem != ProblemNoConcepts {
		t.Errorf("%v, want %s", err, ProblemNoConcepts)
	}
}

func TestBadRows(t *testing.T) {
	bad := []struct {
		file, row string
		reason    rf2.RowReason
	}{
		{"concept", row("12345", "20250701", "1", core, "900000000000074008"), rf2.RowSCTID},
		{"concept", row(conceptID(3), "20250799", "1", core, "900000000000074008"), rf2.RowDate},
		{"concept", row(conceptID(3), "20250701", "2", core, "900000000000074008"), rf2.RowBoolean},
		{"description", row(conceptID(3), "20250701", "1", core, conceptID(3), "en", "900000000000013009", "x", "900000000000448009"), rf2.RowPartition},
		{"description", row(descriptionID(990), "20250701", "1", core, conceptID(3), "en", "900000000000013009", "\xff", "900000000000448009"), rf2.RowUTF8},
		{"relationship", row(relationshipID(990), "20250701", "1", core, conceptID(3), conceptID(4), "one", "116680003", "900000000000011006", "900000000000451002"), rf2.RowInteger},
		{"concrete", row(relationshipID(990), "20250701", "1", core, conceptID(3), "1.5", 1, conceptID(6), "900000000000011006", "900000000000451002"), rf2.RowConcreteValue},
		{"simple", row("no-uuid", "20250701", "1", core, conceptID(8), conceptID(3)), rf2.RowUUID},
		{"language", row(memberID("bad"), "20250701", "1", core, "900000000000509007", descriptionID(counted), ""), rf2.RowEmpty},
	}
	want := dump(t, imported(t, Options{Paths: []string{newMini(t, "20250701").write("Snapshot")}}).Dir)
	all := newMini(t, "20250701")
	for _, test := range bad {
		p := newMini(t, "20250701")
		line := int64(len(p.files[test.file]) + 2)
		p.files[test.file] = append(p.files[test.file], test.row)
		all.files[test.file] = append(all.files[test.file], test.row, test.row)
		err := refused(t, Options{Paths: []string{p.write("Snapshot")}})
		e, ok := errors.AsType[*rf2.RowError](err)
		if !ok || e.Reason != test.reason || e.Line != line {
			t.Errorf("%s: %v, want reason %s in line %d", test.file, err, test.reason, line)
		}
	}

	// Leniently they are left out, and everything else is as without them.
	s := imported(t, Options{Paths: []string{all.write("Snapshot")}, Lenient: true})
	if got := dump(t, s.Dir); got != want {
		t.Errorf("a lenient import differs in more than the bad rows: %s", firstDiff(want, got))
	}
	if len(s.Manifest.Skipped) != len(bad) {
		t.Errorf("skipped %+v, want %d entries", s.Manifest.Skipped, len(bad))
	}
	for _, k := range s.Manifest.Skipped {
		if k.Rows != 2 || k.Line == 0 || k.Expected == "" || k.Column == "" {
			t.Errorf("skipped %+v, want two rows with place and reason", k)
		}
	}
	if !slices.IsSortedFunc(s.Manifest.Skipped, func(a, b catalog.Skipped) int { return strings.Compare(a.File, b.File) }) {
		t.Errorf("skipped isn't in order: %+v", s.Manifest.Skipped)
	}
	skipped := 0
	for _, f := range s.Manifest.Files {
		skipped += f.Skipped
	}
	if skipped != 2*len(bad) {
		t.Errorf("the files tell of %d skipped rows, want %d", skipped, 2*len(bad))
	}
	if !s.Manifest.Build.Settings.Lenient {
		t.Error("the manifest doesn't say that the import was lenient")
	}
}

func TestAnomalies(t *testing.T) {
	p := newMini(t, "20250701")
	absent := conceptID(500)
	p.add("description", descriptionID(800), "20250701", "1", core, absent, "en", "900000000000013009", "of nothing", "900000000000448009")
	p.isA(800, "20250701", "1", absent, conceptID(0))
	p.isA(801, "20250701", "1", conceptID(2), absent)
	p.isA(802, "20250701", "1", conceptID(2), conceptID(20))
	for n := range 12 {
		p.add("simple", memberID(fmt.Sprint("absent", n)), "20250701", "1", core, conceptID(8), conceptID(600+n))
	}
	p.add("association", memberID("absent target"), "20250701", "1", core, "900000000000527005", conceptID(20), absent)
	p.add("identifier", "X-2", "20250701", "1", core, conceptID(7), absent)
	p.add("concept", conceptID(41), "20250701", "1", core, "900000000000074008")
	p.add("description", descriptionID(801), "20250701", "1", core, conceptID(3), "en", "900000000000003001", "second (thing)", "900000000000448009")
	p.add("description", descriptionID(802), "20250701", "1", core, conceptID(3), "en", "900000000000013009", "second", "900000000000448009")
	p.add("language", memberID("second"), "20250701", "1", core, "900000000000508004", descriptionID(802), "900000000000548007")
	s := imported(t, Options{Paths: []string{p.write("Snapshot")}})
	got := map[string]int{}
	for _, a := range s.Manifest.Anomalies {
		got[a.Kind] = a.Count
		if want := min(a.Count, 10); len(a.First) != want || a.About == "" {
			t.Errorf("%s has %d examples, want %d, about %q", a.Kind, len(a.First), want, a.About)
		}
		if a.Kind == "member-component-absent" && !strings.HasPrefix(a.First[0], "component "+conceptID(600)+" ") {
			t.Errorf("first absent component: %q", a.First[0])
		}
	}
	want := map[string]int{
		"orphan":                            1, // concept 41
		"is-a-absent":                       2,
		"is-a-inactive":                     1,
		"concept-no-fully-specified-name":   1,
		"concept-no-preferred-term":         1,
		"concept-two-fully-specified-names": 1,
		"concept-two-preferred-terms":       1,
		"description-concept-absent":        1,
		"relationship-source-absent":        1,
		"member-component-absent":           12 + 1, // the module that the core depends on isn't there either
		"association-target-absent":         1,
		"identifier-component-absent":       1,
	}
	for kind, n := range want {
		if got[kind] != n {
			t.Errorf("%s: %d, want %d", kind, got[kind], n)
		}
	}
	for kind := range got {
		if _, ok := want[kind]; !ok {
			t.Errorf("unexpected anomaly %s: %d", kind, got[kind])
		}
	}
}

func TestOptions(t *testing.T) {
	dir := newMini(t, "20250701").write("Snapshot")
	for _, test := range []struct {
		options Options
		reason  terminology.Reason
	}{
		{Options{}, terminology.ReasonFieldRequired},
		{Options{Paths: []string{dir}, Release: "http://snomed.info/sct/900000000000207008"}, terminology.ReasonReleaseMalformed},
		{Options{Paths: []string{dir}, Release: "nonsense"}, terminology.ReasonReleaseMalformed},
	} {
		err := refused(t, test.options)
		if e, ok := errors.AsType[*terminology.Error](err); !ok || e.Reason != test.reason {
			t.Errorf("%+v: %v, want %s", test.options, err, test.reason)
		}
	}
	var phases []Phase
	var last Progress
	s := imported(t, Options{
		Paths: []string{dir}, Release: "http://snomed.info/xsct/731000124108/version/20990101",
		Progress: func(p Progress) {
			if p.Phase != last.Phase {
				phases = append(phases, p.Phase)
				if last.Phase != "" && !last.Finished {
					t.Errorf("phase %s ended without a last report", last.Phase)
				}
			} else if p.Done < last.Done {
				t.Errorf("phase %s went back from %d to %d", p.Phase, last.Done, p.Done)
			}
			if p.Total != 0 && p.Finished && p.Done != p.Total {
				t.Errorf("phase %s ended at %d of %d", p.Phase, p.Done, p.Total)
			}
			last = p
		},
	})
	if s.Manifest.URI != "http://snomed.info/xsct/731000124108/version/20990101" {
		t.Errorf("release %s isn't the one given", s.Manifest.URI)
	}
	if want := []Phase{PhaseOpen, PhaseRead, PhaseCollapse, PhaseTaxonomy, PhaseArrange, PhaseWrite, PhaseSeal}; !slices.Equal(phases, want) {
		t.Errorf("phases %v, want %v", phases, want)
	}
	var timed []string
	for _, p := range s.Phases {
		timed = append(timed, p.Name)
	}
	if len(timed) != 8 {
		t.Errorf("timed phases %v, want eight", timed)
	}
	if s.DiskSize == 0 || s.PeakMemory == 0 || s.Elapsed == 0 || s.Replaced {
		t.Errorf("summary %+v", s)
	}
}

func TestImportReplaces(t *testing.T) {
	data := t.TempDir()
	p := newMini(t, "20250701")
	imported(t, Options{DataDir: data, Paths: []string{p.write("Snapshot")}})
	p.concept(conceptID(50), "20250701", "1", "added", root)
	s := imported(t, Options{DataDir: data, Paths: []string{p.write("Snapshot")}})
	if !s.Replaced || s.Manifest.Counts.Concepts != 24 {
		t.Errorf("replaced %v, %d concepts", s.Replaced, s.Manifest.Counts.Concepts)
	}
}
