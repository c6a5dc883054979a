package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/naive"
)

// Standard output of an import is its summary; progress goes to standard error.
func TestImportOutput(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests run the same code")
	}
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	got := must(t, "import", "--data", data, testdata("mini"))
	if !strings.Contains(got.stdout, miniRelease) || strings.Contains(got.stdout, "done in") || !strings.Contains(got.stderr, "done in") {
		t.Errorf("got %+v", got)
	}
	if got := must(t, "import", "--data", data, testdata("mini"), "--quiet"); got != (result{stdout: miniRelease + "\n"}) {
		t.Errorf("--quiet: %+v", got)
	}
	got = must(t, "import", "--data", data, testdata("mini"), "--json")
	list := objects(t, got.stdout)
	if len(list) != 1 || list[0]["release"] != miniRelease || list[0]["replaced"] != true || !strings.Contains(got.stderr, "done in") {
		t.Errorf("--json: %+v", got)
	}
	checkData(t, data)
}

// checkData runs `firn check`, and wants nothing in the data directory but whole
// releases and the lock.
func checkData(t *testing.T, data string) {
	t.Helper()
	if got := firn(t, "check", "--data", data); got.code != 0 || !strings.HasPrefix(got.stdout, "ok\t") {
		t.Errorf("firn check: %+v", got)
	}
	entries, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() != "releases" && entry.Name() != ".lock" {
			t.Errorf("%s is left over", entry.Name())
		}
	}
}

// releaseCounts is `firn releases --json` for one release: what tells one content
// from another.
func releaseCounts(t *testing.T, data string) string {
	t.Helper()
	return must(t, "releases", "--json", "--data", data).stdout
}

// zipped makes a zip archive of files: those of folders, and others by name.
func zipped(t *testing.T, path string, folders []string, files map[string][]byte) {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	write := func(name string, content []byte) error {
		w, err := archive.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		return err
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(filepath.Dir(folder), path)
			if err != nil {
				return err
			}
			return write(filepath.ToSlash(name), content)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		if err := write(name, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A zip, a zip in a zip, and packages in any order make the release that the
// folders make, to the byte of every answer.
func TestImportFormsOfPackages(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests run the same code")
	}
	t.Parallel()
	temporary := t.TempDir()
	miniZip, extensionZip, nested := filepath.Join(temporary, "mini.zip"), filepath.Join(temporary, "extension.zip"), filepath.Join(temporary, "nested.zip")
	zipped(t, miniZip, []string{testdata("mini")}, nil)
	zipped(t, extensionZip, []string{testdata("mini-extension")}, nil)
	inner := map[string][]byte{}
	for _, path := range []string{miniZip, extensionZip} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		inner["packages/"+filepath.Base(path)] = content
	}
	zipped(t, nested, nil, inner)

	f := extension(t)
	answers := func(data string) string {
		var all strings.Builder
		all.WriteString(releaseCounts(t, data))
		for _, args := range [][]string{
			{"descendants", "138875005", "--json"}, {"search", "a", "--json", "--limit", "0"}, {"concept", "1249999999102", "--json"},
			{"concept", "1359999999108", "--json"}, {"members", "1069999999108", "--json", "--inactive"}, {"refsets", "--json"},
		} {
			all.WriteString(must(t, append(args, "--data", data)...).stdout)
		}
		return all.String()
	}
	want := answers(f.data)
	for name, paths := range map[string][]string{
		"zips":       {miniZip, extensionZip},
		"the others": {extensionZip, testdata("mini")},
		"nested":     {nested},
		"twice":      {miniZip, testdata("mini"), extensionZip},
	} {
		data := filepath.Join(temporary, name)
		must(t, append([]string{"import", "--data", data}, paths...)...)
		if diff := cmp.Diff(want, answers(data)); diff != "" {
			t.Errorf("%s (-folders +%s):\n%s", name, name, diff)
		}
		checkData(t, data)
	}
	entries, err := os.ReadDir(temporary)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 3+4 {
		t.Errorf("beside the archives and the data directories there is something else: %v", entries)
	}
}

// The state of a day in the past, from Full files.
func TestImportAsOf(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests run the same code")
	}
	t.Parallel()
	full := filepath.Join(testdata("mini"), "Full")
	for asOf, release := range map[string]string{
		"20240131": "http://snomed.info/xsct/1009999999109/version/20240131",
		"20240731": "http://snomed.info/xsct/1009999999109/version/20240731",
		"":         "http://snomed.info/xsct/1009999999109/version/20250131",
	} {
		data := filepath.Join(t.TempDir(), "data")
		args := []string{"import", "--data", data, "--release", release, full}
		if asOf != "" {
			args = append(args, "--as-of", asOf)
		}
		must(t, args...)
		model, err := naive.ReadFull(asOf, full)
		if err != nil {
			t.Fatal(err)
		}
		c := model.Count()
		got := objects(t, releaseCounts(t, data))[0]
		for key, n := range map[string]int{
			"concepts": c.Concepts, "activeConcepts": c.ActiveConcepts, "definedConcepts": c.DefinedConcepts,
			"descriptions": c.Descriptions, "activeDescriptions": c.ActiveDescriptions, "textDefinitions": c.TextDefinitions,
			"relationships": c.Relationships, "activeRelationships": c.ActiveRelationships, "concreteRelationships": c.ConcreteValues,
			"members": c.Members, "activeMembers": c.ActiveMembers, "languageMembers": c.LanguageMembers, "owlExpressions": c.OWLExpressions,
		} {
			if got[key] != number(n) {
				t.Errorf("as of %q: %s is %v, want %d", asOf, key, got[key], n)
			}
		}
		for _, id := range model.ConceptIDs() {
			if id%uint64(many(10, 40)) != 0 && id != naive.Root {
				continue
			}
			var want strings.Builder
			for _, descendant := range model.Descendants(id) {
				fmt.Fprintln(&want, descendant)
			}
			if got := must(t, "descendants", decimal(id), "--ids", "--data", data); got.stdout != want.String() {
				t.Errorf("as of %q: descendants of %d: got %q, want %q", asOf, id, got.stdout, want.String())
			}
		}
		checkData(t, data)
	}
}

// Each of the faults of testdata/bad stops the import, says where it is, and
// changes nothing.
func TestImportBadInput(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests run the same code")
	}
	t.Parallel()
	data := importMini(t)
	before := releaseCounts(t, data)
	truncated := filepath.Join(t.TempDir(), "truncated.zip")
	zipped(t, truncated, []string{testdata("mini")}, nil)
	content, err := os.ReadFile(truncated)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(truncated, content[:len(content)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string][]string{
		"column-count":     {"sct2_Concept_Snapshot_INT_20250131.txt:3: ", "expected 5 columns"},
		"not-a-number":     {"sct2_Relationship_Snapshot_INT_20250131.txt:3: ", "relationshipGroup", `"one"`, "integer"},
		"not-a-boolean":    {"sct2_Concept_Snapshot_INT_20250131.txt:3: ", "active", `"yes"`},
		"check-digit":      {"sct2_Concept_Snapshot_INT_20250131.txt:3: ", "id", "check digit"},
		"partition":        {"sct2_Concept_Snapshot_INT_20250131.txt:4: ", "id", "concept"},
		"date":             {"sct2_Concept_Snapshot_INT_20250131.txt:4: ", "effectiveTime", `"20251331"`},
		"utf8":             {"sct2_Description_Snapshot-en_INT_20250131.txt:4: ", "term", "UTF-8"},
		"same-id-and-time": {"sct2_Description_Snapshot-en_INT_20250131.txt:6: ", "sct2_Description_Snapshot-en_INT_20250131.txt:3", "term"},
		"cycle":            {"cycle", "9019999999105", "9029999999103", "9039999999101"},
		"unknown-header":   {"sct2_Concept_Snapshot_INT_20250131.txt:1: column 5: ", `found "colour"`, "definitionStatusId"},
		"delta-only":       {"Delta", "Snapshot"},
		truncated:          {"truncated.zip"},
		"absent":           {"absent"},
	} {
		path := name
		if !filepath.IsAbs(name) {
			path = testdata(filepath.Join("bad", name))
		}
		got := firn(t, "import", "--data", data, "--release", miniRelease, path)
		if got.code != 2 || got.stdout != "" {
			t.Errorf("%s: exit code %d, output %q", name, got.code, got.stdout)
		}
		for _, part := range says {
			if !strings.Contains(got.stderr, part) {
				t.Errorf("%s: the message lacks %q:\n%s", name, part, got.stderr)
			}
		}
	}
	if after := releaseCounts(t, data); after != before {
		t.Errorf("the release changed: %s, and was %s", after, before)
	}
	checkData(t, data)
	// Into a directory that isn't there yet: nothing to ask afterwards.
	fresh := filepath.Join(t.TempDir(), "data")
	firn(t, "import", "--data", fresh, "--release", miniRelease, testdata("bad/date"))
	if got := firn(t, "releases", "--data", fresh); got.code != 1 || got.stdout != "" {
		t.Errorf("releases after a failed import: %+v", got)
	}
}

// A lenient import leaves bad rows out, and says which.
func TestImportLenient(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests run the same code")
	}
	t.Parallel()
	for name, concepts := range map[string]string{"not-a-boolean": "3", "check-digit": "3", "date": "3"} {
		data := filepath.Join(t.TempDir(), "data")
		got := must(t, "import", "--data", data, "--release", miniRelease, "--lenient", "--json", testdata(filepath.Join("bad", name)))
		skipped, _ := objects(t, got.stdout)[0]["skipped"].([]any)
		if len(skipped) != 1 {
			t.Errorf("%s: skipped %v", name, skipped)
		}
		model, err := naive.ReadSnapshot(testdata(filepath.Join("bad", name)))
		if err != nil {
			t.Fatal(err)
		}
		if want := number(len(model.Concepts) - 1); objects(t, releaseCounts(t, data))[0]["concepts"] != want {
			t.Errorf("%s: %s, want %s concepts of which one was left out (%s)", name, releaseCounts(t, data), want, concepts)
		}
		checkData(t, data)
	}
}
