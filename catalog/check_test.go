package catalog_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/terminology"
)

// release imports a tiny release whose concepts have names with the given
// word, and returns its directory.
func release(t *testing.T, word string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "package")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name string, lines ...string) {
		text := strings.Join(lines, "\r\n") + "\r\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const stamp = "\t20250701\t1\t900000000000207008\t"
	write("sct2_Concept_Snapshot_INT_20250701.txt", "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId",
		"138875005"+stamp+"900000000000074008",
		"404684003"+stamp+"900000000000074008",
		"71388002"+stamp+"900000000000074008") // without name and parent: an anomaly
	write("sct2_Description_Snapshot-en_INT_20250701.txt", "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId",
		"517382016"+stamp+"138875005\ten\t900000000000003001\tSNOMED CT "+word+" (SNOMED RT+CTV3)\t900000000000448009",
		"680946014"+stamp+"404684003\ten\t900000000000003001\tClinical "+word+" (finding)\t900000000000448009")
	write("sct2_Relationship_Snapshot_INT_20250701.txt", "id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId",
		"100022"+stamp+"404684003\t138875005\t0\t116680003\t900000000000011006\t900000000000451002")
	s, err := importer.Import(context.Background(), importer.Options{
		DataDir: t.TempDir(), Paths: []string{dir}, Release: "http://snomed.info/sct/900000000000207008/version/20250701",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Dir
}

// edit changes the manifest and brings its list of files up to date, so that
// only what lies deeper is wrong.
func edit(t *testing.T, dir string, change func(m map[string]any)) {
	t.Helper()
	path := filepath.Join(dir, "MANIFEST.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	for _, c := range m["contents"].([]any) {
		c := c.(map[string]any)
		content, err := os.ReadFile(filepath.Join(dir, c["path"].(string)))
		if err != nil {
			continue
		}
		sum := sha256.Sum256(content)
		c["size"], c["sha256"] = len(content), hex.EncodeToString(sum[:])
	}
	if change != nil {
		change(m)
	}
	if text, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// addContents lists the files of a directory's index in its manifest.
func addContents(t *testing.T, dir string, m map[string]any) {
	t.Helper()
	err := filepath.WalkDir(catalog.SearchPath(dir), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		sum := sha256.Sum256(content)
		m["contents"] = append(m["contents"].([]any), map[string]any{"path": filepath.ToSlash(relative), "size": len(content), "sha256": hex.EncodeToString(sum[:])})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	m, err := catalog.ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range m.Contents {
		list = append(list, c.Path)
	}
	return list
}

func wantDamage(t *testing.T, what, dir, words string) {
	t.Helper()
	err := catalog.Check(context.Background(), dir)
	if err == nil {
		t.Errorf("%s: the check found nothing", what)
	} else if !strings.Contains(err.Error(), words) {
		t.Errorf("%s: %v, want it to say %q", what, err, words)
	}
}

func TestCheck(t *testing.T) {
	dir := release(t, "concept")
	if err := catalog.Check(context.Background(), dir); err != nil {
		t.Fatalf("an undamaged release: %v", err)
	}
	list := files(t, dir)
	if len(list) < 3 {
		t.Fatalf("the release has the files %q only", list)
	}
	for _, name := range list {
		path := filepath.Join(dir, name)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		put := func(b []byte) {
			if err := os.WriteFile(path, b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, at := range []int{0, len(content) / 2, len(content) - 1} {
			damaged := append([]byte(nil), content...)
			damaged[at] ^= 1
			put(damaged)
			wantDamage(t, fmt.Sprintf("%s with another byte %d", name, at), dir, name+": SHA-256")
		}
		put(content[:len(content)-1])
		wantDamage(t, name+" cut off", dir, "bytes, expected")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		wantDamage(t, name+" removed", dir, name+": missing")
		put(content)
	}
	extra := filepath.Join(dir, "search", "extra")
	if err := os.WriteFile(extra, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	wantDamage(t, "a file too many", dir, "isn't in the manifest")
	if err := os.Remove(extra); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("rows", extra); err != nil {
		t.Fatal(err)
	}
	wantDamage(t, "a link", dir, "is no regular file")
	if err := os.Remove(extra); err != nil {
		t.Fatal(err)
	}
	if err := catalog.Check(context.Background(), dir); err != nil {
		t.Errorf("mended again: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := catalog.Check(ctx, dir); err != context.Canceled {
		t.Errorf("with a context that is done: %v", err)
	}
}

// Parts that are each whole, and don't belong together.
func TestCheckOfMismatchedParts(t *testing.T) {
	dir := release(t, "concept")
	edit(t, dir, func(m map[string]any) {
		m["counts"].(map[string]any)["relationships"] = 2
	})
	wantDamage(t, "a wrong count", dir, "manifest: counts are")
	if _, _, err := catalog.OpenRelease(dir); err == nil || !strings.Contains(err.Error(), "doesn't agree with the manifest") {
		t.Errorf("opening it: %v", err)
	}

	dir, other := release(t, "concept"), release(t, "finding")
	if err := os.RemoveAll(catalog.SearchPath(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(catalog.SearchPath(dir), os.DirFS(catalog.SearchPath(other))); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, nil)
	wantDamage(t, "the index of another release", dir, "index against store")
}

func TestOpenReleaseTellsOfTheImport(t *testing.T) {
	r, m, err := catalog.OpenRelease(release(t, "concept"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got := r.Info().Import
	if got == nil || got.FormatVersion != catalog.FormatVersion || got.Program != m.Build.Program || !got.Time.Equal(m.Build.Started) || got.Duration <= 0 {
		t.Fatalf("import %+v", got)
	}
	want := []terminology.Setting{{Name: "path", Value: "package"}, {Name: "release", Value: "http://snomed.info/sct/900000000000207008/version/20250701"}}
	if !slices.Equal(got.Settings, want) {
		t.Errorf("settings %v, want %v", got.Settings, want)
	}
	if len(got.Anomalies) != len(m.Anomalies) || len(got.Anomalies) == 0 {
		t.Errorf("%d anomalies, the manifest has %d", len(got.Anomalies), len(m.Anomalies))
	}
}
