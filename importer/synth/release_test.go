package synth

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

// memSink keeps the files of a package in memory.
type memSink map[string]*bytes.Buffer

func (m memSink) Create(path string) (io.WriteCloser, error) {
	if m[path] != nil {
		return nil, fmt.Errorf("%s is written twice", path)
	}
	m[path] = &bytes.Buffer{}
	return memFile{m[path]}, nil
}

type memFile struct{ *bytes.Buffer }

func (memFile) Close() error { return nil }

// generate makes a release, once for all tests: they only read it.
func generate(t testing.TB, cfg Config) (memSink, *Summary) {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	if r, ok := made.releases[cfg]; ok {
		return r.files, r.summary
	}
	files, summary := generateAnew(t, cfg)
	made.releases[cfg] = release{files, summary}
	return files, summary
}

type release struct {
	files   memSink
	summary *Summary
}

var made = struct {
	sync.Mutex
	releases map[Config]release
}{releases: map[Config]release{}}

func generateAnew(t testing.TB, cfg Config) (memSink, *Summary) {
	t.Helper()
	sink := memSink{}
	s, err := Generate(context.Background(), cfg, sink)
	if err != nil {
		t.Fatal(err)
	}
	return sink, s
}

// file is a table read back, the plain way.
type file struct {
	path   string
	header []string
	rows   [][]string
}

// readTable reads a table and checks what RF2 demands of every one: UTF-8
// without byte-order mark, CRLF at the end of each line and nowhere else, as
// many columns as the header has, valid dates and flags.
func readTable(t testing.TB, path string, data []byte) *file {
	t.Helper()
	text := string(data)
	if strings.HasPrefix(text, "\ufeff") {
		t.Errorf("%s begins with a byte-order mark", path)
	}
	if text != strings.ToValidUTF8(text, "") {
		t.Errorf("%s is not UTF-8", path)
	}
	if !strings.HasSuffix(text, "\r\n") {
		t.Fatalf("%s doesn't end in CRLF", path)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
	f := &file{path: path, header: strings.Split(lines[0], "\t")}
	cells := make([]string, 0, (len(lines)-1)*len(f.header)) // of all rows
	for n, line := range lines[1:] {
		if strings.ContainsAny(line, "\r\n") {
			t.Fatalf("%s:%d has a stray line end", path, n+2)
		}
		begin := len(cells)
		for cell := range strings.SplitSeq(line, "\t") {
			cells = append(cells, cell)
		}
		row := cells[begin:len(cells):len(cells)]
		if len(row) != len(f.header) {
			t.Fatalf("%s:%d has %d columns, want %d", path, n+2, len(row), len(f.header))
		}
		if f.header[1] == "effectiveTime" && (len(row[1]) != 8 || row[2] != "0" && row[2] != "1") {
			t.Fatalf("%s:%d: effectiveTime %q, active %q", path, n+2, row[1], row[2])
		}
		f.rows = append(f.rows, row)
	}
	return f
}

// tables reads all tables of one release type, once for all tests.
func tables(t testing.TB, files memSink, kind string) map[string]*file {
	t.Helper()
	key := tablesKey{reflect.ValueOf(files).Pointer(), kind}
	if read, ok := tablesRead[key]; ok {
		return read.tables
	}
	out := readTables(t, files, kind)
	if !t.Failed() {
		tablesRead[key] = readRelease{files, out}
	}
	return out
}

// tablesKey is the files of a release that generate keeps, and a release type.
type tablesKey struct {
	files uintptr
	kind  string
}

// readRelease holds the files too, so that no others can have their place in memory.
type readRelease struct {
	files  memSink
	tables map[string]*file
}

var tablesRead = map[tablesKey]readRelease{}

func readTables(t testing.TB, files memSink, kind string) map[string]*file {
	t.Helper()
	out := map[string]*file{}
	for path, data := range files {
		if strings.HasPrefix(path, kind+"/") {
			name := filepath.Base(path)
			out[name[:strings.Index(name, "_"+fmt.Sprint(Namespace))]] = readTable(t, path, data.Bytes())
		}
	}
	if len(out) == 0 {
		t.Fatalf("no %s tables", kind)
	}
	return out
}

// table returns the one table whose name begins so.
func tableOf(t testing.TB, all map[string]*file, prefix string) *file {
	t.Helper()
	var found *file
	for name, f := range all {
		if strings.HasPrefix(name, prefix) {
			if found != nil {
				t.Fatalf("two tables begin with %s", prefix)
			}
			found = f
		}
	}
	if found == nil {
		t.Fatalf("no table begins with %s", prefix)
	}
	return found
}

// graph is what the tests know of a Snapshot, read from its text alone.
type graph struct {
	active    map[string]bool
	defined   map[string]bool
	parents   map[string][]string
	groups    map[string]map[string][][2]string // concept, group: (type, value)
	ancestors map[string]map[string]bool
}

func readGraph(t testing.TB, all map[string]*file) *graph {
	t.Helper()
	g := &graph{map[string]bool{}, map[string]bool{}, map[string][]string{}, map[string]map[string][][2]string{}, map[string]map[string]bool{}}
	for _, r := range tableOf(t, all, "sct2_Concept").rows {
		g.active[r[0]] = r[2] == "1"
		g.defined[r[0]] = r[4] == statusDefined.String()
	}
	for _, name := range []string{"sct2_Relationship_", "sct2_RelationshipConcreteValues"} {
		for _, r := range tableOf(t, all, name).rows {
			if r[2] != "1" || r[8] != characterInferred.String() {
				continue
			}
			if r[7] == isA.String() {
				g.parents[r[4]] = append(g.parents[r[4]], r[5])
				continue
			}
			if g.groups[r[4]] == nil {
				g.groups[r[4]] = map[string][][2]string{}
			}
			group := r[6]
			if group == "0" {
				group = "0 " + r[7] + r[5] // each one is a group of its own
			}
			g.groups[r[4]][group] = append(g.groups[r[4]][group], [2]string{r[7], r[5]})
		}
	}
	return g
}

// above returns a concept and all its ancestors; it fails on a cycle.
func (g *graph) above(t testing.TB, id string) map[string]bool {
	return g.walk(t, id, map[string]bool{})
}

func (g *graph) walk(t testing.TB, id string, open map[string]bool) map[string]bool {
	if a := g.ancestors[id]; a != nil {
		return a
	}
	if open[id] {
		t.Fatalf("is-a cycle through %s", id)
	}
	open[id] = true
	all := map[string]bool{id: true}
	for _, p := range g.parents[id] {
		for a := range g.walk(t, p, open) {
			all[a] = true
		}
	}
	delete(open, id)
	g.ancestors[id] = all
	return all
}

func TestSameSeedSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	cfg := Config{Seed: 7, Full: true}
	first, _ := generateAnew(t, cfg)
	second, _ := generateAnew(t, cfg)
	if len(first) != len(second) {
		t.Fatalf("%d files, then %d", len(first), len(second))
	}
	for path, data := range first {
		if !bytes.Equal(data.Bytes(), second[path].Bytes()) {
			t.Errorf("%s differs from one run to the next", path)
		}
	}
	other, _ := generate(t, Config{Seed: 8, Full: true})
	const path = "Snapshot/Terminology/sct2_Description_Snapshot-en_1999999_20260131.txt"
	if bytes.Equal(first[path].Bytes(), other[path].Bytes()) {
		t.Error("another seed gives the same descriptions")
	}
}

func TestSinksAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	cfg := Config{Concepts: MinConcepts}
	want, s := generate(t, cfg)
	dir := t.TempDir()
	if _, err := Generate(context.Background(), cfg, NewDirSink(dir)); err != nil {
		t.Fatal(err)
	}
	zips := [2]bytes.Buffer{}
	for i := range zips {
		sink := NewZipSink(&zips[i], s.Package)
		if _, err := Generate(context.Background(), cfg, sink); err != nil {
			t.Fatal(err)
		}
		if err := sink.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(zips[0].Bytes(), zips[1].Bytes()) {
		t.Error("two zip archives of the same release differ")
	}
	inZip := unzip(t, zips[0].Bytes())
	if len(inZip) != len(want) {
		t.Errorf("the zip has %d files, want %d", len(inZip), len(want))
	}
	for path, data := range want {
		onDisk, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(onDisk, data.Bytes()) {
			t.Errorf("%s differs on disk", path)
		}
		if !bytes.Equal(inZip[s.Package+"/"+path], data.Bytes()) {
			t.Errorf("%s differs in the zip", path)
		}
	}
}

func TestFileNames(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	files, s := generate(t, Config{Concepts: MinConcepts, Full: true, Delta: true})
	want := strings.Fields(`
		Terminology/sct2_Concept_@ Terminology/sct2_Description_@-en Terminology/sct2_Description_@-sv
		Terminology/sct2_TextDefinition_@-en Terminology/sct2_Relationship_@ Terminology/sct2_RelationshipConcreteValues_@
		Terminology/sct2_StatedRelationship_@ Terminology/sct2_sRefset_OWLExpression@ Terminology/sct2_Identifier_@
		Refset/Content/der2_Refset_Simple@ Refset/Content/der2_cRefset_Association@ Refset/Content/der2_cRefset_AttributeValue@
		Refset/Content/der2_iRefset_OrderedComponent@ Refset/Content/der2_ciRefset_OrderedAssociation@
		Refset/Language/der2_cRefset_Language@-en Refset/Language/der2_cRefset_Language@-sv
		Refset/Map/der2_sRefset_SimpleMapFrom@ Refset/Map/der2_sRefset_SimpleMapTo@ Refset/Map/der2_iisssccRefset_ExtendedMap@
		Refset/Metadata/der2_ssRefset_ModuleDependency@ Refset/Metadata/der2_cciRefset_RefsetDescriptor@
		Refset/Metadata/der2_ciRefset_DescriptionType@ Refset/Metadata/der2_sssssssRefset_MRCMDomain@
		Refset/Metadata/der2_cissccRefset_MRCMAttributeDomain@ Refset/Metadata/der2_ssccRefset_MRCMAttributeRange@
		Refset/Metadata/der2_cRefset_MRCMModuleScope@ Refset/Metadata/der2_scsRefset_ComponentAnnotationStringValue@`)
	var paths []string
	for _, kind := range releaseTypes {
		for _, w := range want {
			paths = append(paths, kind+"/"+strings.ReplaceAll(w, "@", kind)+"_1999999_20260131.txt")
		}
	}
	for _, path := range paths {
		data := files[path]
		if data == nil {
			t.Errorf("%s is missing", path)
			continue
		}
		f := readTable(t, path, data.Bytes())
		if s.Rows[path] != len(f.rows) {
			t.Errorf("the summary has %d rows of %s, the file %d", s.Rows[path], path, len(f.rows))
		}
		// The letters of a reference set's name tell its additional columns.
		if letters, ok := strings.CutPrefix(strings.Split(filepath.Base(path), "Refset")[0], "der2_"); ok {
			if len(f.header) != 6+len(letters) {
				t.Errorf("%s has %d columns, its name says %d", path, len(f.header), 6+len(letters))
			}
			if got := strings.Join(f.header[:6], " "); got != headerMember {
				t.Errorf("%s begins with columns %s", path, got)
			}
		}
	}
	if len(files) != len(paths)+2 {
		t.Errorf("%d files, want %d", len(files), len(paths)+2)
	}
}

// Every component is the newest row of its Full history, and the Delta is what
// the last release changed.
func TestSnapshotIsNewestOfFull(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	for _, cfg := range []Config{{Seed: 3, Full: true, Delta: true}, {Seed: 3, Profile: ProfileSmall, Full: true, Delta: true}} {
		t.Run(string(cfg.Profile), func(t *testing.T) { testSnapshotIsNewest(t, cfg) })
	}
}

func testSnapshotIsNewest(t *testing.T, cfg Config) {
	files, _ := generate(t, cfg)
	snapshot, full, delta := tables(t, files, "Snapshot"), tables(t, files, "Full"), tables(t, files, "Delta")
	histories := 0
	for name, f := range full {
		newest := map[string][]string{}
		seen := map[string]bool{}
		var last []string
		for _, row := range f.rows {
			key := row[0]
			if seen[key+row[1]] {
				t.Errorf("%s has %s twice at %s", f.path, key, row[1])
			}
			seen[key+row[1]] = true
			if old := newest[key]; old != nil {
				histories++
				if slices.Equal(old[2:], row[2:]) && !strings.Contains(name, "ModuleDependency") {
					t.Errorf("%s: %s changed nothing at %s", f.path, key, row[1])
				}
			}
			if old := newest[key]; old == nil || old[1] < row[1] {
				newest[key] = row
			}
			if row[1] == DefaultDate {
				last = append(last, strings.Join(row, "\t"))
			}
		}
		s := snapshot[strings.Replace(name, "Full", "Snapshot", 1)]
		if len(s.rows) != len(newest) {
			t.Errorf("%s has %d rows, %s has %d components", s.path, len(s.rows), f.path, len(newest))
		}
		for _, row := range s.rows {
			if !slices.Equal(row, newest[row[0]]) {
				t.Fatalf("%s: %v, but the newest in Full is %v", s.path, row, newest[row[0]])
			}
		}
		d := delta[strings.Replace(name, "Full", "Delta", 1)]
		got := []string{}
		for _, row := range d.rows {
			got = append(got, strings.Join(row, "\t"))
		}
		slices.Sort(got)
		slices.Sort(last)
		if !slices.Equal(got, last) && len(got)+len(last) > 0 {
			t.Errorf("%s has %d rows, Full has %d of that date", d.path, len(got), len(last))
		}
	}
	if histories < 500 {
		t.Errorf("only %d second rows: too little history to test with", histories)
	}
}

// At every release date, the past snapshot is whole: active relationships link
// concepts that were active by then.
func TestPastSnapshotsAreWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	for _, cfg := range []Config{{Seed: 3, Full: true, Delta: true}, {Seed: 3, Profile: ProfileSmall, Full: true, Delta: true}} {
		t.Run(string(cfg.Profile), func(t *testing.T) { testPastSnapshots(t, cfg) })
	}
}

func testPastSnapshots(t *testing.T, cfg Config) {
	files, _ := generate(t, cfg)
	full := tables(t, files, "Full")
	_, dates, err := cfg.complete()
	if err != nil {
		t.Fatal(err)
	}
	asOf := func(name, date string) map[string][]string {
		newest := map[string][]string{}
		for _, row := range tableOf(t, full, name).rows {
			if row[1] <= date && (newest[row[0]] == nil || newest[row[0]][1] < row[1]) {
				newest[row[0]] = row
			}
		}
		return newest
	}
	before := 0
	for _, date := range dates {
		concepts := asOf("sct2_Concept", date)
		if len(concepts) <= before {
			t.Errorf("no growth at %s: %d concepts", date, len(concepts))
		}
		before = len(concepts)
		parents := map[string]int{}
		for _, r := range asOf("sct2_Relationship_", date) {
			if r[2] != "1" {
				continue
			}
			for _, end := range []string{r[4], r[5], r[7]} {
				if c := concepts[end]; c == nil || c[2] != "1" {
					t.Errorf("at %s the active relationship %s touches %s, which isn't active", date, r[0], end)
				}
			}
			if r[7] == isA.String() {
				parents[r[4]]++
			}
		}
		for id, c := range concepts {
			if c[2] == "1" && parents[id] == 0 && id != "138875005" {
				t.Errorf("at %s the active concept %s has no parent", date, id)
			}
		}
	}
}

func TestIdentifiersAreValidAndOurs(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	for _, cfg := range []Config{{Concepts: 5000}, {Seed: 12, Profile: ProfileSmall}} {
		t.Run(string(cfg.Profile), func(t *testing.T) { testIdentifiers(t, cfg) })
	}
}

func testIdentifiers(t *testing.T, cfg Config) {
	files, s := generate(t, cfg)
	kinds := map[string]sctid.Kind{"sct2_Concept": sctid.KindConcept, "sct2_Description": sctid.KindDescription, "sct2_TextDefinition": sctid.KindDescription, "sct2_Relationship": sctid.KindRelationship}
	structural := map[string]bool{}
	lex, err := readLexicon("metadata.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range lex.entries {
		structural[e.name] = true
	}
	for _, a := range scaleAttributes {
		structural[a.id.String()] = true
	}
	seen := map[string]string{}
	for name, f := range tables(t, files, "Snapshot") {
		for prefix, kind := range kinds {
			if !strings.HasPrefix(name, prefix) {
				continue
			}
			for _, row := range f.rows {
				id, err := sctid.Parse(row[0])
				if err != nil {
					t.Fatalf("%s: %v", f.path, err)
				}
				if id.Kind() != kind {
					t.Fatalf("%s: %v is the identifier of a %v", f.path, id, id.Kind())
				}
				if ns, ok := id.Namespace(); (!ok || ns != Namespace) && !structural[row[0]] {
					t.Errorf("%s: %v is neither ours nor structural", f.path, id)
				}
				if other, ok := seen[row[0]]; ok {
					t.Errorf("%v stands in %s and in %s", id, other, f.path)
				}
				seen[row[0]] = f.path
			}
		}
		if strings.HasPrefix(name, "der2") {
			for _, row := range f.rows {
				if len(row[0]) != 36 || strings.Count(row[0], "-") != 4 || strings.ToLower(row[0]) != row[0] {
					t.Fatalf("%s: %q is no UUID", f.path, row[0])
				}
				if other, ok := seen[row[0]]; ok {
					t.Errorf("member %s stands in %s and in %s", row[0], other, f.path)
				}
				seen[row[0]] = f.path
			}
		}
	}
	if cfg.Concepts != 0 && s.Concepts != 5000 {
		t.Errorf("%d concepts, want 5000", s.Concepts)
	}
}

// Every identifier in every column that refers to something is of a component
// in the release.
func TestReferencesResolve(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	for _, cfg := range []Config{{}, {Seed: 12, Profile: ProfileSmall}} {
		t.Run(string(cfg.Profile), func(t *testing.T) { testReferences(t, cfg) })
	}
}

func testReferences(t *testing.T, cfg Config) {
	files, _ := generate(t, cfg)
	snapshot := tables(t, files, "Snapshot")
	known := map[string]bool{}
	for name, f := range snapshot {
		if strings.HasPrefix(name, "sct2_") && f.header[0] == "id" {
			for _, row := range f.rows {
				known[row[0]] = true
			}
		}
	}
	checked := 0
	for _, f := range snapshot {
		for col, name := range f.header {
			if col == 0 {
				continue
			}
			if !strings.HasSuffix(name, "Id") && name != "attributeDescription" && name != "attributeType" && name != "descriptionFormat" {
				continue
			}
			for _, row := range f.rows {
				checked++
				if !known[row[col]] {
					t.Fatalf("%s: %s %q of %s is not in the release", f.path, name, row[col], row[0])
				}
			}
		}
	}
	// And those inside axioms.
	for _, row := range tableOf(t, snapshot, "sct2_sRefset_OWLExpression").rows {
		for _, id := range axiomIDs(row[6]) {
			checked++
			if !known[id] {
				t.Fatalf("axiom of %s refers to %s, which is not in the release", row[5], id)
			}
		}
	}
	if checked < 100_000 {
		t.Errorf("only %d references checked", checked)
	}
}
