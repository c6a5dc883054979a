package diff_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
)

// rows is testdata/mini's Snapshot as rows of text, to be changed and written out
// as another release.
type rows struct {
	files map[string][][]string // by path; the header is row 0
}

const (
	concepts      = "Terminology/sct2_Concept_Snapshot_INT_20250131.txt"
	descriptions  = "Terminology/sct2_Description_Snapshot-en_INT_20250131.txt"
	relationships = "Terminology/sct2_Relationship_Snapshot_INT_20250131.txt"
	language      = "Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20250131.txt"
	simple        = "Refset/Content/der2_Refset_SimpleSnapshot_INT_20250131.txt"
)

func readMini(t testing.TB) *rows {
	t.Helper()
	root := filepath.Join(testenv.Root(), "testdata", "mini", "Snapshot")
	r := &rows{map[string][][]string{}}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			r.files[filepath.ToSlash(name)] = append(r.files[filepath.ToSlash(name)], strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rows) clone() *rows {
	c := &rows{map[string][][]string{}}
	for name, table := range r.files {
		for _, row := range table {
			c.files[name] = append(c.files[name], slices.Clone(row))
		}
	}
	return c
}

// change calls f with the rows of a file that have a value in a column.
func (r *rows) change(file string, column int, value string, f func(row []string)) {
	for _, row := range r.files[file][1:] {
		if row[column] == value {
			f(row)
		}
	}
}

// drop removes the rows of a file that have a value in a column.
func (r *rows) drop(file string, column int, value string) {
	r.files[file] = slices.DeleteFunc(r.files[file], func(row []string) bool { return row[column] == value })
}

// write writes the rows below a new folder.
func (r *rows) write(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "rf2-")
	if err != nil {
		t.Fatal(err)
	}
	for name, table := range r.files {
		path := filepath.Join(dir, "Snapshot", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, row := range table {
			b.WriteString(strings.Join(row, "\t") + "\r\n")
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// both imports packages and reads them into the model.
func both(t testing.TB, options importer.Options) (*terminology.Release, *naive.Release) {
	t.Helper()
	release := testrelease.Import(t, options)
	var model *naive.Release
	var err error
	if options.AsOf != 0 {
		model, err = naive.ReadFull(options.AsOf.String(), options.Paths...)
	} else {
		model, err = naive.ReadSnapshot(options.Paths...)
	}
	if err != nil {
		t.Fatal(err)
	}
	return release, model
}
