package bulk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
)

// reader cuts the inputs into blocks.
type reader struct {
	job    *Job
	layout *layout
	done   *atomic.Int64

	number int // of the input, from 0
	in     *input
	rest   []byte // was read, and is in no block yet
	offset int64  // of rest in the decompressed input
	line   int    // lines before rest
	eof    bool   // nothing follows rest
	long   bool   // rest is the inside of a row that is too long
}

// headBytes is how much of an input is looked at, at least, to find its columns.
const headBytes = 64 << 10

// open begins with an input: at its beginning, behind a mark of the byte order and
// the header, or at an offset where a block ended.
func (r *reader) open(ctx context.Context, number int, offset int64, line int) (err error) {
	path := r.job.Inputs[number]
	if r.in, err = openInput(r.job, path, r.done); err != nil {
		return err
	}
	r.number, r.rest, r.eof, r.long = number, r.rest[:0], false, false
	r.offset, r.line = offset, line
	if offset > 0 {
		return r.in.skip(ctx, offset)
	}
	if err := r.fill(max(r.job.blockBytes, headBytes)); err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(r.rest, []byte("\xef\xbb\xbf")):
		r.pass(3)
	case bytes.HasPrefix(r.rest, []byte("\xff\xfe")), bytes.HasPrefix(r.rest, []byte("\xfe\xff")):
		return errorf("convert it first, for example: iconv -f UTF-16 -t UTF-8", "%s is UTF-16, expected UTF-8", path)
	}
	if r.layout == nil {
		if r.layout, err = findLayout(r.job, path, r.in.parquet, r.rest); err != nil {
			return err
		}
	} else if header := r.layout.header; header != nil && !bytes.Equal(trimEnd(r.rest[:min(len(header), len(r.rest))]), trimEnd(header)) {
		return errorf("judge it in a run of its own", "%s has another header than %s", path, r.job.Inputs[0])
	}
	n := len(r.layout.header)
	r.line += bytes.Count(r.layout.header, []byte{'\n'})
	r.pass(min(n, len(r.rest)))
	return nil
}

func trimEnd(row []byte) []byte { return bytes.TrimRight(row, "\r\n") }

// pass takes bytes off rest.
func (r *reader) pass(n int) {
	r.offset += int64(n)
	r.rest = slices.Delete(r.rest, 0, n)
}

// fill reads until rest has n bytes or the input ends.
func (r *reader) fill(n int) error {
	if r.eof || len(r.rest) >= n {
		return nil
	}
	have := len(r.rest)
	r.rest = slices.Grow(r.rest, n-have)[:n]
	read, err := io.ReadFull(r.in, r.rest[have:])
	r.rest = r.rest[:have+read]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		// A compressed input that is cut off has an error of the same name; io.ReadFull
		// has that only where nothing more follows.
		r.eof, err = true, r.cutOff()
	}
	if err != nil {
		return fmt.Errorf("reading %s, behind line %d: %w", r.job.Inputs[r.number], r.line, err)
	}
	return nil
}

// cutOff reports whether the input ended where it shouldn't: at its end, reading
// again must give nothing.
func (r *reader) cutOff() error {
	var one [1]byte
	if n, err := r.in.Read(one[:]); n == 0 && errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the compressed data is cut off")
	}
	return nil
}

// next fills a block. The error is io.EOF behind the last input.
func (r *reader) next(ctx context.Context, b *block) error {
	for size := r.job.blockBytes; ; {
		if err := r.fill(size); err != nil {
			return err
		}
		if len(r.rest) == 0 { // and the input is at its end
			if err := r.in.Close(); err != nil {
				return fmt.Errorf("reading %s: %w", r.job.Inputs[r.number], err)
			}
			r.in = nil
			if r.number+1 == len(r.job.Inputs) {
				return io.EOF
			}
			if err := r.open(ctx, r.number+1, 0, 0); err != nil {
				return err
			}
			continue
		}
		// Only so much is looked at, however much more was read: a run that goes on here
		// has to end the block at the same place.
		window := r.rest[:min(size, len(r.rest))]
		final := r.eof && len(window) == len(r.rest)
		newline := bytes.IndexByte(window, '\n') + 1
		if r.long {
			r.long = newline == 0 && !final
			if newline == 0 {
				newline = len(window)
			}
			r.take(b, newline, faultTooLong)
			b.unfinished = r.long
			return nil
		}
		end, open := r.cut(window, final)
		switch {
		case end > 0:
			r.take(b, end, "")
			return nil
		case size < r.job.maxRowBytes && !final:
			size = min(2*size, r.job.maxRowBytes)
		case open && newline > 0:
			// One line is given up, and the next ones have their chance.
			r.take(b, newline, faultOpen)
			return nil
		case open && final:
			r.take(b, len(window), faultOpen)
			return nil
		case final:
			r.take(b, len(window), "")
			return nil
		default:
			r.long = true
			r.take(b, len(window), faultTooLong)
			b.unfinished = true
			return nil
		}
	}
}

// cut returns how many bytes of data are whole rows; open tells that a quoted field
// doesn't end.
func (r *reader) cut(data []byte, final bool) (end int, open bool) {
	if r.layout.quotes() {
		return lastRowEnd(data, r.layout.delimiter, final)
	}
	return bytes.LastIndexByte(data, '\n') + 1, false
}

// take moves the beginning of rest into a block.
func (r *reader) take(b *block, n int, what fault) {
	b.input, b.line, b.fault = r.number, r.line+1, what
	b.data = append(b.data[:0], r.rest[:n]...)
	b.lines = bytes.Count(b.data, []byte{'\n'})
	r.line += b.lines
	r.pass(n)
	b.end = r.offset
	b.last = r.eof && len(r.rest) == 0
}
