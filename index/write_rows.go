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
	width  int // of its numbers
	pieces *pieceTable
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
		w.start, w.sum, w.width = w.offset, 0, 0
		if err := w.section(s, d); err != nil {
			return err
		}
		w.flush()
		w.table = binary.LittleEndian.AppendUint64(w.table, uint64(w.start))
		w.table = binary.LittleEndian.AppendUint64(w.table, uint64(w.offset-w.start))
		w.table = binary.LittleEndian.AppendUint32(w.table, w.sum)
		w.table = binary.LittleEndian.AppendUint32(w.table, uint32(w.width))
		w.buffer = append(w.buffer, make([]byte, align(w.offset)-w.offset+sectionGap)...)
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

// column writes a column of numbers; at is called for each of them twice.
func (w *rowsWriter) column(count int, at func(i int) uint64) {
	greatest := uint64(0)
	for i := range count {
		greatest = max(greatest, at(i))
	}
	w.width = widthOf(greatest)
	for i := range count {
		w.buffer = binary.LittleEndian.AppendUint64(w.buffer, at(i))
		w.buffer = w.buffer[:len(w.buffer)-8+w.width]
		w.flushFull()
	}
}

func (w *rowsWriter) numbers(all []uint32) {
	w.column(len(all), func(i int) uint64 { return uint64(all[i]) })
}

func (w *rowsWriter) section(s section, d *drafts) error {
	switch s {
	case conceptSection:
		w.column(len(d.rows), func(i int) uint64 { return uint64(d.rows[i].concept) })
	case idSection:
		w.column(len(d.rows), func(i int) uint64 { return uint64(d.rows[i].id) })
	case groupSection:
		w.column(len(d.rows), func(i int) uint64 { return uint64(d.rows[i].group) })
	case textOffsetSection:
		w.pieces = d.pieces()
		offsets, err := blockOffsets(w.pieces.codes)
		if err != nil {
			return err
		}
		w.numbers(offsets)
	case textSection:
		for _, c := range w.pieces.codes {
			w.buffer = binary.AppendUvarint(w.buffer, uint64(c))
			w.flushFull()
		}
		w.pieces.codes = nil
	case pieceOffsetSection:
		offsets := make([]uint32, 1, len(w.pieces.pieces)+1)
		for _, p := range w.pieces.pieces {
			offsets = append(offsets, offsets[len(offsets)-1]+uint32(len(p)))
		}
		w.numbers(offsets)
	case pieceSection:
		for _, p := range w.pieces.pieces {
			w.buffer = append(w.buffer, p...)
			w.flushFull()
		}
		w.pieces = nil
	case sizeSection:
		w.numbers(d.sizes())
	case formsSection:
		var several []uint32
		for i := range d.rows {
			if r := &d.rows[i]; r.own < r.size {
				several = append(several, uint32(i))
			}
		}
		w.numbers(several)
	case lastSection:
		w.numbers(d.lastRows())
	case conceptRowsOffsetSection:
		offsets := make([]uint32, 1, d.concepts()+1)
		for _, n := range d.conceptCounts() {
			offsets = append(offsets, offsets[len(offsets)-1]+n)
		}
		w.numbers(offsets)
	case conceptRowsSection:
		w.numbers(d.rowsByConcept())
	case groupsSection:
		for i := range d.groups {
			w.buffer = appendGroup(w.buffer, &d.groups[i])
			w.flushFull()
		}
	}
	return nil
}

// blockOffsets returns where the texts of each block begin, once encoded.
func blockOffsets(codes []uint32) ([]uint32, error) {
	var offsets []uint32
	at, row := uint64(0), 0
	begins := true
	for _, c := range codes {
		if begins && row%blockRows == 0 {
			if at > math.MaxUint32 {
				return nil, tooMuchText()
			}
			offsets = append(offsets, uint32(at))
		}
		if begins = c == endOfText; begins {
			row++
		}
		switch {
		case c < 1<<7:
			at++
		case c < 1<<14:
			at += 2
		case c < 1<<21:
			at += 3
		case c < 1<<28:
			at += 4
		default:
			at += 5
		}
	}
	return offsets, nil
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
