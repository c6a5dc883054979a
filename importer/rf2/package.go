package rf2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Package is what one path holds. It must be closed after the last of its
// files was read.
type Package struct {
	Path string // as given to Open
	// Files are the RF2 files in ascending byte order of Inner.
	Files []*File
	// Ignored is everything else, in ascending byte order of Path.
	Ignored []Ignored
	// Information holds the release_package_information.json files, in
	// ascending byte order of their path: one for each release package found.
	Information []*Information

	closer io.Closer
}

// Ignored is a file that isn't read, and why.
type Ignored struct {
	Path   string
	Reason string // for people
}

// File is an RF2 file in a package.
type File struct {
	// Path is the path for people: the package's path and where the file is in
	// it, with "!/" behind each zip, as in "pkg.zip!/Snapshot/Terminology/sct2_….txt".
	Path string
	// Inner is the part of Path within the package, with slashes. It doesn't
	// depend on where the package lies. Of a single text file it is the name.
	Inner         string
	Name          Name
	Kind          Kind
	ReleaseType   ReleaseType // from the name, else from a folder's; never ReleaseUnknown
	EffectiveDate Date        // from the name; 0 where it has none
	Language      string      // from the name; only a hint
	Provisional   bool        // the name begins with x
	// Columns are the names in the header line. It is empty for a file of zero
	// bytes, which has a kind by its name and no rows.
	Columns []string
	// Fields are a reference set's additional columns: those of Columns behind
	// the sixth. Empty for other kinds.
	Fields []Column
	// Size is the number of bytes, uncompressed.
	Size int64

	header  string // the first line, to notice a file that changed since
	order   []int
	notices []Notice
	entry   *entry
}

// Open opens the file's bytes, uncompressed and unchanged.
func (f *File) Open() (io.ReadCloser, error) {
	r, err := f.entry.open()
	if err != nil {
		return nil, f.entry.failure(f.Path, err)
	}
	return r, nil
}

// entry is a file of any sort within a package.
type entry struct {
	inner string
	size  int64
	inZip bool
	open  func() (io.ReadCloser, error)
}

// failure turns an error of opening or reading the entry into a FileError. An
// error of the context passes as it is.
func (e *entry) failure(path string, err error) error {
	var pathErr *os.PathError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case e.inZip && !errors.As(err, &pathErr):
		return zipFailure(path, err)
	}
	return &FileError{Path: path, Reason: FileUnreadable, Detail: "can't be read", Err: err}
}

// Open finds the RF2 files of one path: a directory, a zip, or a single RF2
// text file; zips within either are opened too. It reads no more of a file than its
// header line. Directory links are not followed.
//
// The error is the context's, or holds a [*FileError] for each file that can't
// be used (joined, in the order in which they were found).
func Open(ctx context.Context, path string) (*Package, error) {
	c := &collector{ctx: ctx, pkg: &Package{Path: path}, memory: MaxNestedBytes}
	if err := c.root(path); err != nil {
		c.pkg.Close()
		return nil, err
	}
	p := c.pkg
	slices.SortStableFunc(p.Files, func(a, b *File) int { return strings.Compare(a.Inner, b.Inner) })
	slices.SortStableFunc(p.Ignored, func(a, b Ignored) int { return strings.Compare(a.Path, b.Path) })
	slices.SortStableFunc(p.Information, func(a, b *Information) int { return strings.Compare(a.Path, b.Path) })
	if len(c.errs) == 0 && len(p.Files) == 0 {
		c.errs = append(c.errs, &FileError{
			Path: path, Reason: FileNoRF2, Detail: "holds no RF2 file" + ignoredExamples(p.Ignored),
			Hint: "pass a release zip or a folder with sct2_… and der2_… text files",
		})
	}
	if len(c.errs) > 0 {
		p.Close()
		return nil, errors.Join(c.errs...)
	}
	return p, nil
}

// ignoredExamples says what there was instead of RF2.
func ignoredExamples(ignored []Ignored) string {
	if len(ignored) == 0 {
		return ""
	}
	if len(ignored) == 1 {
		return fmt.Sprintf(" (%s: %s)", ignored[0].Path, ignored[0].Reason)
	}
	return fmt.Sprintf(" (%d other files, the first is %s: %s)", len(ignored), ignored[0].Path, ignored[0].Reason)
}

// Close releases the package's zip and the memory of zips within it. Files
// can't be opened afterwards.
func (p *Package) Close() error {
	if p.closer == nil {
		return nil
	}
	c := p.closer
	p.closer = nil
	return c.Close()
}

// collector gathers the contents of a package.
type collector struct {
	ctx    context.Context
	pkg    *Package
	prefix string // what stands before an entry's inner path to show it
	memory int64  // what compressed inner zips may still take
	errs   []error
}

// root looks at the path itself.
func (c *collector) root(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return &FileError{Path: path, Reason: FileUnreadable, Detail: "can't be read", Err: err}
	}
	if info.IsDir() {
		c.prefix = strings.TrimSuffix(path, string(filepath.Separator)) + string(filepath.Separator)
		return c.directory(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return &FileError{Path: path, Reason: FileUnreadable, Detail: "can't be read", Err: err}
	}
	c.pkg.closer = f
	if isZip(f) || strings.EqualFold(extension(path), ".zip") {
		c.prefix = path + "!/"
		return c.zip(f, info.Size(), path, "", 0)
	}
	base := filepath.Base(path)
	c.prefix = strings.TrimSuffix(path, base)
	return c.add(osEntry(path, base, info.Size()), 0)
}

// isZip looks for the mark of a zip's first entry, or of an empty zip.
func isZip(r io.ReaderAt) bool {
	var mark [4]byte
	if _, err := r.ReadAt(mark[:], 0); err != nil {
		return false
	}
	return bytes.Equal(mark[:], []byte("PK\x03\x04")) || bytes.Equal(mark[:], []byte("PK\x05\x06"))
}

func osEntry(path, inner string, size int64) *entry {
	return &entry{
		inner: inner,
		size:  size,
		open:  func() (io.ReadCloser, error) { return os.Open(path) },
	}
}

func (c *collector) show(inner string) string { return c.prefix + inner }

func (c *collector) ignore(inner, reason string) {
	c.pkg.Ignored = append(c.pkg.Ignored, Ignored{Path: c.show(inner), Reason: reason})
}
