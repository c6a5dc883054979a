package rf2

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
)

const (
	// MaxNestedBytes is how much memory the compressed zips within one package
	// may take together. An inner zip that is only stored is read in place and
	// takes none; a compressed one can't be, because a zip is read from its
	// end, and it isn't unpacked to disk.
	MaxNestedBytes = 2 << 30
	// MaxNestedDepth is how many zips may be around an inner zip.
	MaxNestedDepth = 3

	flagEncrypted = 1
	// maxInflation is the most that deflate can make of a byte: it bounds what
	// is set aside on the word of a zip's directory.
	maxInflation = 1032
)

// zip adds every entry of a zip. shown is its path for people, inner its path
// within the package, empty for the package itself.
func (c *collector) zip(r io.ReaderAt, size int64, shown, inner string, depth int) error {
	zr, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		// An insecure path is one that would leave the folder on unpacking,
		// which is never done here.
		c.errs = append(c.errs, zipFailure(shown, err))
		return nil
	}
	zr.RegisterDecompressor(zip.Deflate, inflater)
	if inner != "" {
		inner += "!/"
	}
	for _, zf := range zr.File {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		// Some Windows tools write backslashes.
		name := strings.ReplaceAll(strings.ToValidUTF8(zf.Name, "\uFFFD"), `\`, "/")
		if strings.HasSuffix(name, "/") {
			continue
		}
		e := &entry{
			inner: inner + strings.TrimPrefix(path.Clean("/"+name), "/"),
			size:  int64(min(zf.UncompressedSize64, 1<<62)),
			inZip: true,
			open:  func() (io.ReadCloser, error) { return openEntry(zf) },
		}
		if isInnerZip(e.inner) {
			err = c.innerZip(r, zf, e, depth+1)
		} else {
			err = c.add(e, depth)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var errEncrypted = errors.New("encrypted")

func openEntry(zf *zip.File) (io.ReadCloser, error) {
	if zf.Flags&flagEncrypted != 0 {
		return nil, errEncrypted
	}
	return zf.Open()
}

func inflater(r io.Reader) io.ReadCloser {
	return flate.NewReader(bufio.NewReaderSize(r, 64<<10))
}

func isInnerZip(inner string) bool {
	base := path.Base(inner)
	return strings.EqualFold(extension(base), ".zip") && skippedName(inner) == ""
}

// innerZip opens a zip that is an entry of a zip: in place if it is stored,
// else inflated into memory.
func (c *collector) innerZip(r io.ReaderAt, zf *zip.File, e *entry, depth int) error {
	shown := c.show(e.inner)
	fail := func(reason FileReason, detail, hint string) error {
		c.errs = append(c.errs, &FileError{Path: shown, Reason: reason, Detail: detail, Hint: hint})
		return nil
	}
	switch {
	case depth > MaxNestedDepth:
		return fail(FileNestedTooDeep, fmt.Sprintf("more than %d zips are around this zip", MaxNestedDepth), "unpack the outermost ones and pass what is inside")
	case zf.Flags&flagEncrypted != 0:
		c.errs = append(c.errs, zipFailure(shown, errEncrypted))
		return nil
	case zf.Method == zip.Store:
		offset, err := zf.DataOffset()
		if err != nil {
			c.errs = append(c.errs, zipFailure(shown, err))
			return nil
		}
		size := int64(min(zf.CompressedSize64, 1<<62))
		return c.zip(io.NewSectionReader(r, offset, size), size, shown, e.inner, depth)
	case zf.UncompressedSize64 > uint64(c.memory):
		return fail(FileNestedTooLarge, "a compressed zip within a zip, too large to be held in memory", "unpack the outer zip and pass the inner one")
	}
	data, err := inflate(c.ctx, zf, c.memory)
	switch {
	case c.ctx.Err() != nil:
		return c.ctx.Err()
	case err != nil:
		c.errs = append(c.errs, zipFailure(shown, err))
		return nil
	}
	c.memory -= int64(len(data))
	return c.zip(bytes.NewReader(data), int64(len(data)), shown, e.inner, depth)
}

// inflate reads a whole entry of at most limit bytes.
func inflate(ctx context.Context, zf *zip.File, limit int64) ([]byte, error) {
	r, err := zf.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	// The declared size was held against the limit before; the reader fails
	// when there turns out to be more.
	var buf bytes.Buffer
	buf.Grow(int(min(zf.UncompressedSize64, zf.CompressedSize64*maxInflation, uint64(limit))) + bytes.MinRead)
	for {
		n, err := io.CopyN(&buf, r, 1<<20)
		switch {
		case err == io.EOF:
			return buf.Bytes(), nil
		case err != nil:
			return nil, err
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case int64(buf.Len()) > limit || n == 0:
			return nil, zip.ErrFormat
		}
	}
}

// zipFailure says in plain words what is wrong with a zip or an entry of it.
func zipFailure(path string, err error) *FileError {
	e := &FileError{Path: path, Reason: FileDamaged, Err: err}
	var pathErr *os.PathError
	switch {
	case errors.Is(err, errEncrypted):
		e.Reason, e.Err = FileEncrypted, nil
		e.Detail = "is encrypted"
		e.Hint = "unpack it with its password and pass the folder"
	case errors.Is(err, zip.ErrAlgorithm):
		e.Reason = FileUnreadable
		e.Detail = "is packed with a method other than deflate"
		e.Hint = "unpack it and pass the folder"
	case errors.As(err, &pathErr):
		e.Reason, e.Detail = FileUnreadable, "can't be read"
	case errors.Is(err, zip.ErrFormat):
		e.Detail = "isn't a whole zip: it is cut off, or no zip at all"
		e.Hint = "fetch it again and compare its checksum"
	default:
		e.Detail = "the zip is damaged here"
		e.Hint = "fetch it again and compare its checksum"
	}
	return e
}
