package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
)

// rowsWriter writes the rows file. Its header, without which it isn't one, is
// written by finish.
type rowsWriter struct {
	f      *os.File
	offset int
	table  []byte // of the sections that are done
	start  int    // of the section at hand
	sum    uint32
	buffer []byte // the end of the section that isn't written yet
	err    error  // the first one
}

const rowsBuffer = 1 << 18

func createRows(dir string) (*rowsWriter, error) {
	f, err := os.OpenFile(filepath.Join(dir, rowsFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &rowsWriter{f: f, buffer: make([]byte, 0, rowsBuffer)}, nil
}

// close closes the file, if finish hasn't.
func (w *rowsWriter) close() {
	if w.f != nil {
		_ = w.f.Close() // whatever it holds is no index
	}
}

// writeSections writes everything but the header.
func (w *rowsWriter) writeSections(ctx context.Context, d *drafts) error {
	w.buffer = append(w.buffer, make([]byte, align(headerSize))...)
	w.flush()
	for s := range sectionCount {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.start, w.sum = w.offset, 0
		if err := w.section(s, d); err != nil {
			return err
		}
		w.flush()
		w.table = binary.LittleEndian.AppendUint64(w.table, uint64(w.start))
		w.table = binary.LittleEndian.AppendUint64(w.table, uint64(w.offset-w.start))
		w.table = binary.LittleEndian.AppendUint32(w.table, w.sum)
		w.table = binary.LittleEndian.AppendUint32(w.table, 0)
		w.buffer = append(w.buffer, make([]byte, align(w.offset)-w.offset)...)
		w.flush()
	}
	return w.err
}

// finish writes the header and closes the file.
func (w *rowsWriter) finish(d *drafts, wordsSize int64, wordsSum uint32) error {
	header := append(make([]byte, 0, headerSize), magic...)
	header = binary.LittleEndian.AppendUint32(header, formatVersion)
	header = binary.LittleEndian.AppendUint32(header, uint32(sectionCount))
	header = binary.LittleEndian.AppendUint64(header, uint64(w.offset))
	header = binary.LittleEndian.AppendUint64(header, uint64(len(d.rows)))
	header = binary.LittleEndian.AppendUint64(header, uint64(d.concepts()))
	header = binary.LittleEndian.AppendUint64(header, uint64(wordsSize))
	header = binary.LittleEndian.AppendUint32(header, wordsSum)
	header = binary.LittleEndian.AppendUint32(header, 0)
	header = append(header, w.table...)
	header = binary.LittleEndian.AppendUint32(header, crc32.Checksum(header, castagnoli))
	_, err := w.f.WriteAt(header, 0)
	f := w.f
	w.f = nil
	return errors.Join(err, f.Close())
}

func align(n int) int { return (n + 7) &^ 7 }

func (w *rowsWriter) flush() {
	w.put(w.buffer)
	w.buffer = w.buffer[:0]
}

func (w *rowsWriter) put(b []byte) {
	if w.err == nil {
		_, w.err = w.f.Write(b)
	}
	w.sum = crc32.Update(w.sum, castagnoli, b)
	w.offset += len(b)
}

func (w *rowsWriter) flushFull() {
	if len(w.buffer) >= rowsBuffer-8 {
		w.flush()
	}
}

func (w *rowsWriter) uint32(n uint32) {
	w.buffer = binary.LittleEndian.AppendUint32(w.buffer, n)
	w.flushFull()
}

func (w *rowsWriter) section(s section, d *drafts) error {
	switch s {
	case conceptSection:
		for i := range d.rows {
			w.uint32(uint32(d.rows[i].concept))
		}
	case idSection:
		for i := range d.rows {
			w.buffer = binary.LittleEndian.AppendUint64(w.buffer, uint64(d.rows[i].id))
			w.flushFull()
		}
	case groupSection:
		for i := range d.rows {
			w.uint32(d.rows[i].group)
		}
	case lengthSection:
		for i := range d.rows {
			w.buffer = binary.LittleEndian.AppendUint16(w.buffer, uint16(min(d.rows[i].length, math.MaxUint16)))
			w.flushFull()
		}
	case foldedOffsetSection:
		return w.offsets(d, func(r *draft) int { return int(r.size) })
	case foldedSection:
		w.put(d.folded)
	case termOffsetSection:
		return w.offsets(d, func(r *draft) int { return len(r.term) })
	case termSection:
		for i := range d.rows {
			w.buffer = append(w.buffer, d.rows[i].term...)
			w.flushFull()
		}
	case conceptRowsOffsetSection:
		at := uint32(0)
		w.uint32(at)
		for _, n := range d.conceptCounts() {
			at += n
			w.uint32(at)
		}
	case conceptRowsSection:
		next := d.conceptCounts()
		at := uint32(0)
		for o, n := range next {
			next[o] = at
			at += n
		}
		order := make([]uint32, len(d.rows))
		for i := range d.rows {
			place := &next[d.rows[i].concept]
			order[*place] = uint32(i)
			*place++
		}
		for _, row := range order {
			w.uint32(row)
		}
	case groupsSection:
		for i := range d.groups {
			w.buffer = appendGroup(w.buffer, &d.groups[i])
			w.flushFull()
		}
	}
	return nil
}

// offsets writes where the texts of the rows begin, and where the last one ends.
func (w *rowsWriter) offsets(d *drafts, length func(*draft) int) error {
	at := uint64(0)
	w.uint32(0)
	for i := range d.rows {
		at += uint64(length(&d.rows[i]))
		if at > math.MaxUint32 {
			return tooMuchText()
		}
		w.uint32(uint32(at))
	}
	return nil
}

// segmentSum returns the size and CRC-32C of the one segment file of a bleve
// index, and zeros where there is no index. It fails if there are more.
func segmentSum(dir string) (size int64, sum uint32, err error) {
	segments, err := filepath.Glob(filepath.Join(dir, "*.zap"))
	if err != nil {
		return 0, 0, err
	}
	switch len(segments) {
	case 0:
		return 0, 0, nil
	case 1:
	default:
		return 0, 0, &DamageError{dir, fmt.Sprintf("it has %d segments instead of one", len(segments))}
	}
	f, err := os.Open(segments[0])
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	h := crc32.New(castagnoli)
	size, err = io.Copy(h, f)
	return size, h.Sum32(), err
}
