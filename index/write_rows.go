package index

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// writeRows writes the rows file of an index whose words are in place. It is
// written last, so that an index that was never finished has none.
func writeRows(ctx context.Context, dir string, d *drafts) (err error) {
	wordsSize, wordsSum, err := segmentSum(filepath.Join(dir, wordsName))
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, rowsFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	// The header is written when the sections are known.
	if _, err := f.Write(make([]byte, align(headerSize))); err != nil {
		return err
	}
	concepts := 0
	for i := range d.rows {
		concepts = max(concepts, int(d.rows[i].concept)+1)
	}
	w := &sectionWriter{w: bufio.NewWriterSize(f, 1<<20), offset: align(headerSize)}
	for s := range sectionCount {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.begin()
		if err := w.section(s, d, concepts); err != nil {
			return err
		}
		w.end()
	}
	if w.err != nil {
		return w.err
	}
	if err := w.w.Flush(); err != nil {
		return err
	}
	header := append(make([]byte, 0, headerSize), magic...)
	header = binary.LittleEndian.AppendUint32(header, formatVersion)
	header = binary.LittleEndian.AppendUint32(header, uint32(sectionCount))
	header = binary.LittleEndian.AppendUint64(header, uint64(w.offset))
	header = binary.LittleEndian.AppendUint64(header, uint64(len(d.rows)))
	header = binary.LittleEndian.AppendUint64(header, uint64(concepts))
	header = binary.LittleEndian.AppendUint64(header, uint64(wordsSize))
	header = binary.LittleEndian.AppendUint32(header, wordsSum)
	header = binary.LittleEndian.AppendUint32(header, 0)
	header = append(header, w.table...)
	header = binary.LittleEndian.AppendUint32(header, crc32.Checksum(header, castagnoli))
	_, err = f.WriteAt(header, 0)
	return err
}

func align(n int) int { return (n + 7) &^ 7 }

// sectionWriter writes sections one after the other. Its first error stays.
type sectionWriter struct {
	w       *bufio.Writer
	offset  int
	table   []byte
	start   int
	sum     uint32
	scratch []byte
	err     error
}

func (w *sectionWriter) begin() { w.start, w.sum = w.offset, 0 }

func (w *sectionWriter) end() {
	w.table = binary.LittleEndian.AppendUint64(w.table, uint64(w.start))
	w.table = binary.LittleEndian.AppendUint64(w.table, uint64(w.offset-w.start))
	w.table = binary.LittleEndian.AppendUint32(w.table, w.sum)
	w.table = binary.LittleEndian.AppendUint32(w.table, 0)
	w.bytes(make([]byte, align(w.offset)-w.offset))
}

func (w *sectionWriter) bytes(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
	w.sum = crc32.Update(w.sum, castagnoli, b)
	w.offset += len(b)
}

func (w *sectionWriter) uint32(n uint32) {
	w.scratch = binary.LittleEndian.AppendUint32(w.scratch[:0], n)
	w.bytes(w.scratch)
}

func (w *sectionWriter) section(s section, d *drafts, concepts int) error {
	switch s {
	case conceptSection:
		for i := range d.rows {
			w.uint32(uint32(d.rows[i].concept))
		}
	case idSection:
		for i := range d.rows {
			w.scratch = binary.LittleEndian.AppendUint64(w.scratch[:0], uint64(d.rows[i].id))
			w.bytes(w.scratch)
		}
	case groupSection:
		for i := range d.rows {
			w.uint32(d.rows[i].group)
		}
	case lengthSection:
		for i := range d.rows {
			w.scratch = binary.LittleEndian.AppendUint16(w.scratch[:0], uint16(min(d.rows[i].length, math.MaxUint16)))
			w.bytes(w.scratch)
		}
	case foldedOffsetSection:
		return w.offsets(d, func(r *draft) string { return r.folded })
	case foldedSection:
		for i := range d.rows {
			w.bytes([]byte(d.rows[i].folded))
		}
	case termOffsetSection:
		return w.offsets(d, func(r *draft) string { return r.term })
	case termSection:
		for i := range d.rows {
			w.bytes([]byte(d.rows[i].term))
		}
	case conceptRowsOffsetSection:
		counts := make([]uint32, concepts)
		for i := range d.rows {
			counts[d.rows[i].concept]++
		}
		at := uint32(0)
		w.uint32(at)
		for _, n := range counts {
			at += n
			w.uint32(at)
		}
	case conceptRowsSection:
		order := make([]uint32, len(d.rows))
		for i := range order {
			order[i] = uint32(i)
		}
		slices.SortStableFunc(order, func(a, b uint32) int {
			return int(int64(d.rows[a].concept) - int64(d.rows[b].concept))
		})
		for _, row := range order {
			w.uint32(row)
		}
	case groupsSection:
		for i := range d.groups {
			w.bytes(appendGroup(nil, &d.groups[i]))
		}
	}
	return nil
}

// offsets writes where the texts of the rows begin, and where the last one ends.
func (w *sectionWriter) offsets(d *drafts, text func(*draft) string) error {
	at := uint64(0)
	w.uint32(0)
	for i := range d.rows {
		at += uint64(len(text(&d.rows[i])))
		if at > math.MaxUint32 {
			return fmt.Errorf("the terms have more than %d bytes together, the limit of a search index", uint32(math.MaxUint32))
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
