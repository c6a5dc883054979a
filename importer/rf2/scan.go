package rf2

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
)

const (
	// MaxLineBytes is the longest line that is read. The longest in real
	// packages, the MRCM's templates, have some ten thousand bytes.
	MaxLineBytes = 16 << 20

	readBytes = 1 << 20
	// rowsPerCheck is how many rows may pass before the context is looked at;
	// reads look at it too.
	rowsPerCheck = 64
)

// scanner cuts a file into lines. It reads large pieces and hands out slices
// of its buffer: no allocation for a line, and one search for its end.
type scanner struct {
	ctx  context.Context
	file *File
	opts *Options
	r    io.Reader

	buf      []byte
	pos, end int // the unread bytes are buf[pos:end]
	eof      bool
	line     int64 // number of the line that next returned
	rows     int64
	bytes    int64
}

func newScanner(ctx context.Context, f *File, opts *Options, r io.Reader) *scanner {
	// One byte more than a small file has, so that its end shows without growing.
	size := min(max(f.Size+1, 4<<10), readBytes)
	return &scanner{ctx: ctx, file: f, opts: opts, r: r, buf: make([]byte, size)}
}

// next returns the next line without its LF or CRLF, or false at the end. The
// line is valid until the next call.
func (s *scanner) next() (line []byte, ok bool, err error) {
	from := s.pos
	for {
		if i := bytes.IndexByte(s.buf[from:s.end], '\n'); i >= 0 {
			line = s.buf[s.pos : from+i]
			s.pos = from + i + 1
			break
		}
		if s.eof {
			if s.pos == s.end {
				return nil, false, nil
			}
			line = s.buf[s.pos:s.end]
			s.pos = s.end
			break
		}
		searched := s.end - s.pos
		if err := s.fill(); err != nil {
			return nil, false, err
		}
		from = s.pos + searched
	}
	s.line++
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, true, nil
}

// fill moves the unread bytes to the buffer's start and reads until the buffer
// is full or the file ends.
func (s *scanner) fill() error {
	s.end = copy(s.buf, s.buf[s.pos:s.end])
	s.pos = 0
	if s.end == len(s.buf) {
		if len(s.buf) >= MaxLineBytes {
			return &FileError{
				Path: s.file.Path, Reason: FileLineTooLong,
				Detail: fmt.Sprintf("line %d has more than %d bytes", s.line+1, MaxLineBytes),
				Hint:   "check that the file is text with line ends",
			}
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for s.end < len(s.buf) && !s.eof {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		n, err := s.r.Read(s.buf[s.end:])
		if n > 0 && s.opts.Tee != nil {
			if _, err := s.opts.Tee.Write(s.buf[s.end : s.end+n]); err != nil {
				return err
			}
		}
		s.end += n
		s.bytes += int64(n)
		switch {
		case err == io.EOF:
			s.eof = true
		case err != nil:
			return s.file.entry.failure(s.file.Path, err)
		}
	}
	s.progress()
	return nil
}

func (s *scanner) progress() {
	if s.opts.OnProgress != nil {
		s.opts.OnProgress(s.bytes, s.rows)
	}
}

func (s *scanner) notice(n Notice) {
	if s.opts.OnNotice != nil {
		s.opts.OnNotice(n)
	}
}

// header passes over the header line and makes sure that it is the one that
// Open saw.
func (s *scanner) header() error {
	line, ok, err := s.next()
	if err != nil {
		return err
	}
	if found := string(line); found != s.file.header || !ok && len(s.file.Columns) > 0 {
		return &FileError{Path: s.file.Path, Reason: FileDamaged, Detail: "changed since the package was opened", Hint: "begin again"}
	}
	for _, n := range s.file.notices {
		s.notice(n)
	}
	return nil
}

// read calls row with each line that is not blank, split and checked for
// UTF-8 and its number of columns. row reports through the parser what is
// wrong with the fields; what it returns itself ends the reading.
func read(ctx context.Context, f *File, opts Options, row func(p *parser) error, kinds ...Kind) (err error) {
	if err := wrongKind(f, kinds); err != nil {
		return err
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := r.Close(); err == nil && closeErr != nil {
			err = f.entry.failure(f.Path, closeErr)
		}
	}()
	s := newScanner(ctx, f, &opts, r)
	if err := s.header(); err != nil {
		return err
	}
	p := newParser(f, s.notice)
	for {
		line, ok, err := s.next()
		switch {
		case err != nil:
			return err
		case !ok:
			s.progress()
			return nil
		case len(line) == 0:
			p.noticeOnce(NoticeBlankLine, s.line, "a blank line, which is skipped")
			continue
		}
		s.rows++
		if s.rows%rowsPerCheck == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		p.begin(line, s.line)
		if p.err == nil {
			if err := row(p); err != nil {
				return err
			}
		}
		if p.err != nil {
			if err := opts.bad(p.err); err != nil {
				return err
			}
		}
	}
}

func (o *Options) bad(e *RowError) error {
	if o.OnBadRow == nil {
		return e
	}
	return o.OnBadRow(e)
}

// wrongKind refuses a file of another kind than the reader's.
func wrongKind(f *File, kinds []Kind) error {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		if f.Kind == k {
			return nil
		}
		names[i] = k.String()
	}
	return &FileError{
		Path: f.Path, Reason: FileWrongKind,
		Detail: fmt.Sprintf("is a %v file, not %s", f.Kind, strings.Join(names, " or ")),
	}
}
