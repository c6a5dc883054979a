package synth

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology/sctid"
)

// testdataTables reads the tables of a release in testdata, by their name up
// to the country.
func testdataTables(t *testing.T, folder, kind string) map[string]*file {
	t.Helper()
	root := filepath.Join(testenv.Root(), "testdata", folder, kind)
	out := map[string]*file{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := filepath.Base(path)
		parts := strings.Split(name, "_")
		out[strings.Join(parts[:len(parts)-2], "_")] = readTable(t, path, data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func active(f *file) int {
	n := 0
	for _, row := range f.rows {
		if row[2] == "1" {
			n++
		}
	}
	return n
}

// Every identifier column of the good releases holds valid identifiers.
func TestTestdataIdentifiers(t *testing.T) {
	for _, folder := range []string{"mini", "mini-extension", "history-and-maps"} {
		for name, f := range testdataTables(t, folder, "Snapshot") {
			for col, header := range f.header {
				if !strings.HasSuffix(header, "Id") && (header != "id" || strings.HasPrefix(name, "der2") || strings.Contains(name, "OWL")) {
					continue
				}
				for _, row := range f.rows {
					if _, err := sctid.Parse(row[col]); err != nil {
						t.Errorf("%s: %s of %s: %v", f.path, header, row[0], err)
					}
				}
			}
		}
	}
}

// The figures in testdata/README.md.
func TestTestdataCounts(t *testing.T) {
	mini := testdataTables(t, "mini", "Snapshot")
	counts := []struct {
		table        string
		rows, active int
	}{
		{"sct2_Concept", 103, 91},
		{"sct2_Description_Snapshot-en", 222, 221},
		{"sct2_Description_Snapshot-sv", 4, 4},
		{"sct2_TextDefinition", 1, 1},
		{"sct2_Relationship_", 126, 113},
		{"sct2_RelationshipConcreteValues", 5, 5},
		{"sct2_StatedRelationship", 1, 0},
		{"sct2_sRefset_OWLExpression", 102, 90},
		{"sct2_Identifier", 2, 2},
		{"der2_cRefset_LanguageSnapshot-en", 437, 435},
		{"der2_cRefset_LanguageSnapshot-sv", 4, 4},
		{"der2_cRefset_Association", 16, 15},
		{"der2_cRefset_AttributeValue", 36, 36},
		{"der2_Refset_Simple", 5, 4},
		{"der2_iRefset_OrderedComponent", 3, 3},
		{"der2_cisRefset_MiniOdd", 2, 2},
		{"der2_sRefset_SimpleMap", 2, 2},
		{"der2_iisssccRefset_ExtendedMap", 6, 6},
	}
	for _, c := range counts {
		f := tableOf(t, mini, c.table)
		if len(f.rows) != c.rows || active(f) != c.active {
			t.Errorf("%s has %d rows, %d active; the README says %d, %d", f.path, len(f.rows), active(f), c.rows, c.active)
		}
	}
	g := readGraph(t, mini)
	defined, isAs := 0, 0
	var orphans []string
	descendants := map[string]int{}
	for id, active := range g.active {
		isAs += len(g.parents[id])
		if !active {
			continue
		}
		if g.defined[id] {
			defined++
		}
		if len(g.parents[id]) == 0 {
			orphans = append(orphans, id)
		}
		for a := range g.above(t, id) {
			if a != id {
				descendants[a]++
			}
		}
	}
	if defined != 7 || isAs != 90 {
		t.Errorf("%d defined concepts and %d is-a relationships, want 7 and 90", defined, isAs)
	}
	slices.Sort(orphans)
	if want := []string{"1349999999105", "138875005"}; !slices.Equal(orphans, want) {
		t.Errorf("without a parent: %v, want %v", orphans, want)
	}
	for id, want := range map[string]int{"138875005": 89, "404684003": 12, "64572001": 8, "123037004": 8, "1239999999107": 2} {
		if descendants[id] != want {
			t.Errorf("%s has %d descendants, want %d", id, descendants[id], want)
		}
	}
	preferred := map[string]map[string]string{}
	terms := map[string][]string{}
	for _, r := range tableOf(t, mini, "sct2_Description_Snapshot-en").rows {
		if r[2] == "1" && r[6] == typeSynonym.String() {
			terms[r[0]] = []string{r[4], r[7]}
		}
	}
	for _, r := range tableOf(t, mini, "der2_cRefset_LanguageSnapshot-en").rows {
		if term := terms[r[5]]; term != nil && r[2] == "1" && r[6] == isPreferred.String() {
			if preferred[r[4]] == nil {
				preferred[r[4]] = map[string]string{}
			}
			preferred[r[4]][term[0]] = term[1]
		}
	}
	differ, missing := 0, ""
	for id, active := range g.active {
		us, gb := preferred[refsetUS.String()][id], preferred[refsetGB.String()][id]
		switch {
		case !active:
		case gb == "":
			missing += id
		case us != gb:
			differ++
		}
	}
	if differ != 5 || missing != "1389999999101" {
		t.Errorf("preferred terms differ on %d concepts, %s has none in GB; want 5 and 1389999999101", differ, missing)
	}
}

// The same for history-and-maps.
func TestTestdataHistoryAndMaps(t *testing.T) {
	tables := testdataTables(t, "history-and-maps", "Snapshot")
	for table, want := range map[string][2]int{
		"sct2_Concept": {73, 55}, "der2_cRefset_AttributeValue": {17, 17}, "der2_cRefset_Association": {23, 22},
		"der2_sRefset_SimpleMapFrom": {7, 6}, "der2_sRefset_SimpleMapTo": {4, 4}, "der2_iisssccRefset_ExtendedMap": {11, 11},
		"der2_iissscRefset_ComplexMap": {2, 2}, "der2_iisssciRefset_ExtendedMapBlock": {3, 3},
	} {
		f := tableOf(t, tables, table)
		if got := [2]int{len(f.rows), active(f)}; got != want {
			t.Errorf("%s has %v rows and active ones; the README says %v", f.path, got, want)
		}
	}
}

// The Snapshot of mini is the newest of its Full, at each date.
func TestTestdataFull(t *testing.T) {
	snapshot, full := testdataTables(t, "mini", "Snapshot"), testdataTables(t, "mini", "Full")
	if len(snapshot) != len(full) {
		t.Errorf("%d Snapshot tables, %d Full ones", len(snapshot), len(full))
	}
	for name, f := range full {
		newest := map[string][]string{}
		for _, row := range f.rows {
			if old := newest[row[0]]; old == nil || old[1] < row[1] {
				newest[row[0]] = row
			}
		}
		s := snapshot[strings.Replace(name, "Full", "Snapshot", 1)]
		if len(s.rows) != len(newest) {
			t.Errorf("%s: %d components, want %d", s.path, len(s.rows), len(newest))
		}
		for _, row := range s.rows {
			if !slices.Equal(row, newest[row[0]]) {
				t.Errorf("%s: %v is not the newest row", s.path, row)
			}
		}
	}
	for date, want := range map[string][3]int{"20240131": {103, 103, 6}, "20240731": {103, 92, 7}, "20250131": {103, 91, 7}} {
		newest := map[string][]string{}
		for _, row := range tableOf(t, full, "sct2_Concept").rows {
			if row[1] <= date && (newest[row[0]] == nil || newest[row[0]][1] < row[1]) {
				newest[row[0]] = row
			}
		}
		got := [3]int{len(newest), 0, 0}
		for _, row := range newest {
			if row[2] == "1" {
				got[1]++
				if row[4] == statusDefined.String() {
					got[2]++
				}
			}
		}
		if got != want {
			t.Errorf("as of %s: concepts, active, defined are %v, want %v", date, got, want)
		}
	}
}

// mini and its extension together, the newest row of each component winning.
func TestTestdataExtension(t *testing.T) {
	merged := func(table string) (rows, active int) {
		newest := map[string][]string{}
		for _, folder := range []string{"mini", "mini-extension"} {
			for name, f := range testdataTables(t, folder, "Snapshot") {
				if !strings.HasPrefix(name, table) {
					continue
				}
				for _, row := range f.rows {
					if old := newest[row[0]]; old == nil || old[1] < row[1] {
						newest[row[0]] = row
					}
				}
			}
		}
		for _, row := range newest {
			if row[2] == "1" {
				active++
			}
		}
		return len(newest), active
	}
	for table, want := range map[string][2]int{
		"sct2_Concept": {106, 93}, "sct2_Description_Snapshot-en": {228, 226}, "sct2_Description_Snapshot-sv": {4, 4}, "sct2_Description_Snapshot-nb": {4, 4},
		"sct2_Relationship_": {131, 117}, "der2_Refset_Simple": {5, 5},
	} {
		if rows, active := merged(table); rows != want[0] || active != want[1] {
			t.Errorf("%s: %d rows, %d active together, want %v", table, rows, active, want)
		}
	}
}

// Each bad release has the fault that the README says, where it says.
func TestTestdataFaults(t *testing.T) {
	line := func(folder, table string, n int) []string {
		t.Helper()
		paths, err := filepath.Glob(filepath.Join(testenv.Root(), "testdata", "bad", folder, "Snapshot", "Terminology", "sct2_"+table+"_*"))
		if err != nil || len(paths) != 1 {
			t.Fatalf("%s: files %v, %v", folder, paths, err)
		}
		data, err := os.ReadFile(paths[0])
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(data, []byte("\r\n"))
		if n > len(lines) {
			t.Fatalf("%s has no line %d", paths[0], n)
		}
		return strings.Split(string(lines[n-1]), "\t")
	}
	if n := len(line("column-count", "Concept", 3)); n != 3 {
		t.Errorf("column-count: %d columns", n)
	}
	if s := line("not-a-number", "Relationship", 3)[6]; s != "one" {
		t.Errorf("not-a-number: %q", s)
	}
	if s := line("not-a-boolean", "Concept", 3)[2]; s != "yes" {
		t.Errorf("not-a-boolean: %q", s)
	}
	if _, err := sctid.Parse(line("check-digit", "Concept", 3)[0]); err == nil {
		t.Error("check-digit: the identifier is valid")
	}
	if id, err := sctid.Parse(line("partition", "Concept", 4)[0]); err != nil || id.Kind() != sctid.KindDescription {
		t.Errorf("partition: %v, %v", id, err)
	}
	if s := line("date", "Concept", 4)[1]; s != "20251331" {
		t.Errorf("date: %q", s)
	}
	if s := line("utf8", "Description", 4)[7]; strings.ToValidUTF8(s, "") == s {
		t.Errorf("utf8: %q is valid", s)
	}
	a, b := line("same-id-and-time", "Description", 3), line("same-id-and-time", "Description", 6)
	if a[0] != b[0] || a[1] != b[1] || a[7] == b[7] {
		t.Errorf("same-id-and-time: %v and %v", a, b)
	}
	seen := []string{}
	for id := "9019999999105"; !slices.Contains(seen, id); {
		seen = append(seen, id)
		for n := 5; n >= 2; n-- {
			if r := line("cycle", "Relationship", n); r[4] == id {
				id = r[5]
				break
			}
		}
	}
	if want := []string{"9019999999105", "9039999999101", "9029999999103"}; !slices.Equal(seen, want) {
		t.Errorf("cycle: %v, want %v", seen, want)
	}
	if h := line("unknown-header", "Concept", 1); h[4] != "colour" {
		t.Errorf("unknown-header: %v", h)
	}
	if all := testdataTables(t, filepath.Join("bad", "delta-only"), "Delta"); len(all) != 3 {
		t.Errorf("delta-only: %d tables", len(all))
	}
}
