package ecldata

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology/sctid"
)

var update = flag.Bool("update", false, "write the RF2 files of the hand-made release")

// What people write in the folder of the hand-made release.
var written = map[string]bool{"release.txt": true, "cases.txt": true, "README.md": true}

// The RF2 files of the hand-made release are what its text says, and no others.
func TestHandmade(t *testing.T) {
	dir := filepath.Join(testenv.Root(), "testdata", "ecl")
	h, err := ReadHandmade(filepath.Join(dir, "release.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range h.Names {
		parsed, err := sctid.Parse(id)
		want := sctid.KindConcept
		if strings.HasPrefix(name, "d_") {
			want = sctid.KindDescription
		}
		if err != nil || parsed.Kind() != want {
			t.Errorf("%s is %s, which is no %s: %v", name, id, want, err)
		}
	}
	if *update {
		if err := os.RemoveAll(filepath.Join(dir, "Snapshot")); err != nil {
			t.Fatal(err)
		}
		if err := h.Files.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	files := 0
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || written[entry.Name()] {
			return err
		}
		files++
		got, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		if want := h.Files[filepath.ToSlash(name)]; err == nil && !bytes.Equal(got, want) {
			t.Errorf("%s isn't what release.txt says: run this test with -update", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files != len(h.Files) {
		t.Errorf("%d files, and release.txt makes %d: run this test with -update", files, len(h.Files))
	}
}
