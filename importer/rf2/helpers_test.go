package rf2

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// file is a name with content, for packages made in tests.
type file struct{ name, text string }

// headerOf returns the header line of a kind of file.
func headerOf(k Kind) string { return strings.Join(schemaOf(k).columns, "\t") }

// lines joins lines with CRLF, as the specification wants them.
func lines(l ...string) string { return strings.Join(l, "\r\n") + "\r\n" }

// tabs writes columns separated by blanks as a tab-separated line. "~" stands
// for an empty column and "_" for a blank.
func tabs(s string) string {
	parts := strings.Fields(s)
	for i, p := range parts {
		if p == "~" {
			parts[i] = ""
		}
		parts[i] = strings.ReplaceAll(parts[i], "_", " ")
	}
	return strings.Join(parts, "\t")
}

// writeFiles makes a directory that holds the files.
func writeFiles(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

func openPath(tb testing.TB, path string) *Package {
	tb.Helper()
	p, err := Open(tb.Context(), path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
	})
	return p
}

func openFiles(tb testing.TB, files map[string]string) *Package {
	tb.Helper()
	return openPath(tb, writeFiles(tb, files))
}

// zipOf packs files with deflate.
func zipOf(tb testing.TB, files ...file) []byte {
	tb.Helper()
	return packed(tb, zip.Deflate, files...)
}

// storedZipOf packs files without compression.
func storedZipOf(tb testing.TB, files ...file) []byte {
	tb.Helper()
	return packed(tb, zip.Store, files...)
}

func packed(tb testing.TB, method uint16, files ...file) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		e, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := e.Write([]byte(f.text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// zipFile writes a zip named pkg.zip and returns its path.
func zipFile(tb testing.TB, data []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "pkg.zip")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		tb.Fatal(err)
	}
	return path
}

func openZip(tb testing.TB, data []byte) *Package {
	tb.Helper()
	return openPath(tb, zipFile(tb, data))
}

const (
	conceptName     = "sct2_Concept_Snapshot_INT_20250131.txt"
	descriptionName = "sct2_Description_Snapshot-en_INT_20250131.txt"
	conceptLine     = "138875005 20250131 1 900000000000207008 900000000000074008"
	descriptionLine = "517382016 20020131 1 900000000000207008 138875005 en 900000000000013009 SNOMED_CT_Concept 900000000000448009"
	memberUUID      = "93c2b74b-d933-4f3e-ac5e-181eecfb5894"
	memberLine      = memberUUID + " 20170731 1 900000000000207008 734139008 28273000"
)

// conceptFile is a Concept file of one row.
func conceptFile() string { return lines(headerOf(KindConcept), tabs(conceptLine)) }
