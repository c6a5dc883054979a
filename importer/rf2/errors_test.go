package rf2

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFileErrorMessage(t *testing.T) {
	e := &FileError{Path: "p.zip!/a.txt", Reason: FileDamaged, Detail: "is broken", Hint: "mend it", Err: io.ErrUnexpectedEOF}
	if want := "p.zip!/a.txt: is broken: unexpected EOF; mend it"; e.Error() != want {
		t.Errorf("got  %s\nwant %s", e, want)
	}
	e = &FileError{Path: "a.txt", Detail: "is broken"}
	if want := "a.txt: is broken"; e.Error() != want {
		t.Errorf("got  %s\nwant %s", e, want)
	}
}

func TestNoticeMessage(t *testing.T) {
	n := Notice{File: "a.txt", Line: 7, Kind: NoticeBlankLine, Text: "a blank line"}
	if want := "a.txt:7: a blank line"; n.String() != want {
		t.Errorf("got %s, want %s", n, want)
	}
}

// A file that vanishes between Open and the reading, and a link to nothing.
func TestUnreadableFiles(t *testing.T) {
	dir := writeFiles(t, map[string]string{conceptName: conceptFile()})
	p := openPath(t, dir)
	if err := os.Remove(filepath.Join(dir, conceptName)); err != nil {
		t.Fatal(err)
	}
	err := ReadConcepts(t.Context(), p.Files[0], Options{}, func(*ConceptRow) error { return nil })
	fileError(t, err, FileUnreadable)

	if err := os.Symlink("nowhere", filepath.Join(dir, "x"+conceptName)); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if e := fileError(t, openError(t, dir), FileUnreadable); !strings.HasSuffix(e.Path, "x"+conceptName) {
		t.Errorf("path %s", e.Path)
	}
}
