package rf2

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// maxHeaderBytes bounds what is read of a file to find its header line.
const maxHeaderBytes = 64 << 10

const byteOrderMark = "\uFEFF"

// add looks at a file: it becomes an RF2 file, an ignored one or an error.
func (c *collector) add(e *entry, depth int) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	base := path.Base(e.inner)
	if strings.EqualFold(base, informationName) {
		c.information(e)
		return nil
	}
	if reason := skippedName(e.inner); reason != "" {
		c.ignore(e.inner, reason)
		return nil
	}
	if isInnerZip(e.inner) { // a zip in a directory
		return c.zipFile(e, depth)
	}
	name := ParseName(base)
	if !name.looksLikeRF2() && !mayBeText(base) {
		if name.isComponentOrReference() && isCompressed(base) {
			c.notUnderstood(e, "is an RF2 file compressed by itself", "unpack it, or put it into a zip")
			return nil
		}
		c.ignore(e.inner, "not an RF2 text file")
		return nil
	}
	return c.recognise(e, name)
}

// zipFile opens a zip that lies in a directory. It stays open with the package.
func (c *collector) zipFile(e *entry, depth int) error {
	r, err := e.open()
	if err != nil {
		c.errs = append(c.errs, e.failure(c.show(e.inner), err))
		return nil
	}
	f, ok := r.(interface {
		io.ReaderAt
		io.Closer
	})
	if !ok {
		return errors.Join(r.Close(), fmt.Errorf("rf2: %s can't be read at random", c.show(e.inner)))
	}
	c.pkg.closer = closers{c.pkg.closer, f}
	return c.zip(f, e.size, c.show(e.inner), e.inner, depth+1)
}

// closers closes two things, of which the first may be nil.
type closers [2]io.Closer

func (c closers) Close() error {
	var first error
	if c[0] != nil {
		first = c[0].Close()
	}
	return errors.Join(first, c[1].Close())
}

// skippedName returns why a file is left out for its name or folder, or "".
func skippedName(inner string) string {
	folder, base := path.Split(inner)
	for part := range strings.SplitSeq(folder, "/") {
		if reason := skippedFolder(part); reason != "" {
			return reason
		}
	}
	lower := strings.ToLower(base)
	name := ParseName(base)
	switch {
	case strings.HasPrefix(base, "."):
		return "hidden"
	case strings.HasPrefix(lower, "readme"):
		return "readme"
	case strings.HasPrefix(name.FileType, "doc"):
		return "documentation (doc)"
	case strings.HasPrefix(name.FileType, "res"):
		return "implementation resource (res)"
	case strings.HasPrefix(name.FileType, "tls"):
		return "tool (tls)"
	case name.Archived:
		// The release no longer maintains it, so its rows may contradict the
		// others. Other engines leave these files out too.
		return "archived file (the name begins with z)"
	case name.FileType == "sct1" || name.FileType == "der1":
		return "Release Format 1"
	}
	return ""
}

// mayBeText says whether a file's header is looked at although its name isn't
// RF2's.
func mayBeText(base string) bool {
	switch strings.ToLower(extension(base)) {
	case ".txt", ".tsv", ".csv", ".rf2", "":
		return true
	}
	return false
}

func isCompressed(base string) bool {
	switch strings.ToLower(extension(base)) {
	case ".gz", ".bz2", ".xz", ".zst", ".7z":
		return true
	}
	return false
}

func (c *collector) notUnderstood(e *entry, detail, hint string) {
	c.errs = append(c.errs, &FileError{Path: c.show(e.inner), Reason: FileNotUnderstood, Detail: detail, Hint: hint})
}

// headerNotUnderstood is notUnderstood for a fault in the first line.
func (c *collector) headerNotUnderstood(e *entry, fault headerFault) {
	err := &FileError{Path: c.show(e.inner), Reason: FileNotUnderstood, Detail: fault.detail, Hint: fault.hint}
	if fault.column > 0 {
		err.Line, err.Column = 1, fault.column
	}
	c.errs = append(c.errs, err)
}

// recognise reads a file's header and settles its kind.
func (c *collector) recognise(e *entry, name Name) error {
	line, whole, err := readHeader(e)
	if err != nil {
		if name.looksLikeRF2() {
			c.errs = append(c.errs, e.failure(c.show(e.inner), err))
		} else {
			c.ignore(e.inner, "can't be read: "+err.Error())
		}
		return nil
	}
	f := &File{
		Path: c.show(e.inner), Inner: e.inner, Name: name,
		ReleaseType: name.ReleaseType, EffectiveDate: name.EffectiveDate,
		Language: name.Language, Provisional: name.Provisional,
		Size: e.size, header: line, entry: e,
	}
	text, hasMark := strings.CutPrefix(line, byteOrderMark)
	if hasMark {
		f.notice(NoticeByteOrderMark, "a byte order mark before the header, which is passed over")
	}
	if text == "" && whole {
		c.addEmpty(f)
		return nil
	}
	header := strings.Split(text, "\t")
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	s := matchHeader(header)
	if s == nil {
		if name.looksLikeRF2() || beginsWith(header, schemas[0].columns[:4]) {
			fault := unknownHeader(text, header, &name)
			c.headerNotUnderstood(e, fault)
		} else {
			c.ignore(e.inner, "its first line is no RF2 header")
		}
		return nil
	}
	f.Columns = header
	f.order = s.order
	f.Kind = kindFromHeader(s, &name)
	c.finish(f, s)
	return nil
}

// finish gives the file its columns and release type.
func (c *collector) finish(f *File, s *schema) {
	named := kindFromName(&f.Name)
	if named != KindUnknown && named != f.Kind && schemaOf(named) != schemaOf(f.Kind) {
		f.notice(NoticeNameAgainstKind, fmt.Sprintf("the name says %v, the header %v: the header counts", named, f.Kind))
	}
	if f.Kind == KindRefset {
		letters, _ := f.Name.letters()
		columns, untyped, err := typedColumns(f.Columns[refsetColumns:], letters)
		if err != nil {
			fault := headerFault{detail: err.Error(), hint: "rename the file so that its letters give the columns' types"}
			if len(letters) > len(f.Columns)-refsetColumns {
				fault.column = len(f.Columns) + 1 // where a column is missing
			}
			c.headerNotUnderstood(f.entry, fault)
			return
		}
		if untyped > 0 {
			f.notice(NoticeUntypedColumns, fmt.Sprintf("the name has no letter for the last %d columns: their types are taken from their names", untyped))
		}
		f.Fields = columns
	} else if extra := len(f.Columns) - len(s.columns); extra > 0 {
		f.notice(NoticeExtraHeader, fmt.Sprintf("%d additional columns, which are ignored: %s", extra, strings.Join(f.Columns[len(s.columns):], ", ")))
	}
	c.settleReleaseType(f)
}

// addEmpty adds a file of zero bytes: by its name it has a kind and no rows.
func (c *collector) addEmpty(f *File) {
	f.Kind = kindFromName(&f.Name)
	if f.Kind == KindUnknown || !f.Name.isComponentOrReference() {
		c.ignore(f.Inner, "empty")
		return
	}
	c.settleReleaseType(f)
}

// settleReleaseType takes Full, Snapshot or Delta from a folder's name, the
// nearest first, where the file's name doesn't say it.
func (c *collector) settleReleaseType(f *File) {
	if f.ReleaseType == ReleaseUnknown {
		folders := strings.Split(path.Dir(f.Inner), "/")
		for i := len(folders) - 1; i >= 0 && f.ReleaseType == ReleaseUnknown; i-- {
			for _, t := range releaseTypes {
				if strings.EqualFold(folders[i], t.String()) {
					f.ReleaseType = t
				}
			}
		}
		if f.ReleaseType == ReleaseUnknown {
			c.notUnderstood(f.entry, "is RF2, but neither its name nor a folder says Full, Snapshot or Delta", "name it as the specification does, or put it into a folder Snapshot")
			return
		}
		f.notice(NoticeFolderType, fmt.Sprintf("the name says neither Full, Snapshot nor Delta; the folder says %v", f.ReleaseType))
	}
	c.pkg.Files = append(c.pkg.Files, f)
}

func (f *File) notice(kind NoticeKind, text string) {
	f.notices = append(f.notices, Notice{File: f.Path, Line: 1, Kind: kind, Text: text})
}

// readHeader reads the first line, without its end. whole says that the file
// has nothing else.
func readHeader(e *entry) (line string, whole bool, err error) {
	r, err := e.open()
	if err != nil {
		return "", false, err
	}
	defer r.Close()
	buf := make([]byte, 0, 4<<10)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if i := bytes.IndexByte(buf, '\n'); i >= 0 {
			whole = i == len(buf)-1 && (err == io.EOF || err == nil && atEnd(r))
			return strings.TrimSuffix(string(buf[:i]), "\r"), whole, nil
		}
		switch {
		case err == io.EOF:
			return strings.TrimSuffix(string(buf), "\r"), true, nil
		case err != nil:
			return "", false, err
		case len(buf) >= maxHeaderBytes:
			return string(buf), false, nil
		}
		buf = slices.Grow(buf, 4<<10)
	}
}

func atEnd(r io.Reader) bool {
	_, err := io.ReadFull(r, make([]byte, 1))
	return err == io.EOF
}
