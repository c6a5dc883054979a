package index

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"os"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/vellum"
)

// The segment file is bleve's own: zap, version 17 (zapx v17.2). bleve makes it
// from documents, through maps from strings, at a microsecond a posting; then
// again by merging the segments that it made of some documents each. We have the
// postings in order and write them once. What is written is a subset of the
// format. Numbers are varints where nothing else is said, offsets are from the
// beginning of the file.
//
//	padding         a byte, so that no offset is 0
//	for each field, "_id" and then in ascending order of name:
//	  postings      for each term of more than one document
//	  dictionary    length, then a vellum from term to postings
//	  inverted      twice 2⁶⁴-1 (no document values); where the dictionary begins
//	fields          for each field: length and name; options; the number of sections
//	                (1); the section's kind, uint16 big endian (0: inverted); where it
//	                begins, uint64 big endian
//	                the number of fields; for each: where that begins, uint64 big endian
//	footer          all big endian: length of a writer's name (0), uint32; documents,
//	                uint64; where the stored fields begin (0: there are none), and where
//	                the fields do, uint64; chunk mode (1026), uint32; version, uint32;
//	                CRC-32 (IEEE) of everything before it
//
// The postings of a term are: where its frequencies and its positions begin (0
// and 0: there are none); the length of a roaring bitmap of the documents; and
// the bitmap, in roaring's portable format.
const (
	zapVersion   = 17
	zapChunkMode = 1026
	zapNoValues  = math.MaxUint64
	// zapOneHit marks a term of one document, whose number (below 2³¹) stands in
	// the dictionary itself, beside a norm that must not be 0.
	zapOneHit = 1<<63 | 1<<31
)

// idField is the field that bleve insists on. No document has anything in it: the
// number of a document is all there is to know of it here.
const idField = "_id"

// segmentWriter writes a segment file. Its first error stays.
type segmentWriter struct {
	f         *os.File
	documents uint64
	buffer    []byte
	offset    uint64 // with what is in the buffer
	zapSum    uint32 // CRC-32 of what was flushed
	sum       uint32 // CRC-32C likewise, for the rows file
	err       error

	names    []string // of the fields that are done
	options  []index.FieldIndexingOptions
	sections []uint64 // where their inverted sections begin

	dictionary bytes.Buffer
	builder    *vellum.Builder
	bitmap     *roaring.Bitmap
	scratch    bytes.Buffer
}

const segmentBuffer = 1 << 18

// newSegmentWriter begins a segment.
func newSegmentWriter(f *os.File, documents int) *segmentWriter {
	w := &segmentWriter{f: f, documents: uint64(documents), bitmap: roaring.New(), buffer: make([]byte, 0, segmentBuffer+64)}
	w.buffer = append(w.buffer, 0)
	w.beginField()
	w.endField(idField, index.IndexField|index.StoreField)
	return w
}

// position is the offset of what is written next.
func (w *segmentWriter) position() uint64 { return w.offset + uint64(len(w.buffer)) }

func (w *segmentWriter) flushFull() {
	if len(w.buffer) >= segmentBuffer {
		w.flush()
	}
}

func (w *segmentWriter) flush() {
	w.zapSum = crc32.Update(w.zapSum, crc32.IEEETable, w.buffer)
	w.sum = crc32.Update(w.sum, castagnoli, w.buffer)
	if w.err == nil {
		_, w.err = w.f.Write(w.buffer)
	}
	w.offset += uint64(len(w.buffer))
	w.buffer = w.buffer[:0]
}

func (w *segmentWriter) uvarint(n uint64) {
	w.buffer = binary.AppendUvarint(w.buffer, n)
}

func (w *segmentWriter) bytes(b []byte) {
	w.buffer = append(w.buffer, b...)
	w.flushFull()
}

// beginField begins the postings of a field.
func (w *segmentWriter) beginField() {
	w.dictionary.Reset()
	if w.builder == nil {
		w.builder, w.err = vellum.New(&w.dictionary, nil)
		return
	}
	if err := w.builder.Reset(&w.dictionary); w.err == nil {
		w.err = err
	}
}

// add writes the postings of a term. Terms come in ascending order.
func (w *segmentWriter) add(term string, rows []uint32) {
	if w.err != nil || len(rows) == 0 {
		return
	}
	if len(rows) == 1 && rows[0] < 1<<31 {
		w.err = w.builder.Insert([]byte(term), zapOneHit|uint64(rows[0]))
		return
	}
	at := w.position()
	w.bitmap.Clear()
	w.bitmap.AddMany(rows)
	w.bitmap.RunOptimize()
	w.scratch.Reset()
	if _, err := w.bitmap.WriteTo(&w.scratch); err != nil {
		w.err = err
		return
	}
	w.uvarint(0)
	w.uvarint(0)
	w.uvarint(uint64(w.scratch.Len()))
	w.bytes(w.scratch.Bytes())
	w.err = w.builder.Insert([]byte(term), at)
}

// endField writes the dictionary of a field and what leads to it.
func (w *segmentWriter) endField(name string, options index.FieldIndexingOptions) {
	if w.err != nil {
		return
	}
	if w.err = w.builder.Close(); w.err != nil {
		return
	}
	at := w.position()
	w.uvarint(uint64(w.dictionary.Len()))
	w.bytes(w.dictionary.Bytes())
	w.names, w.options = append(w.names, name), append(w.options, options)
	w.sections = append(w.sections, w.position())
	w.uvarint(zapNoValues)
	w.uvarint(zapNoValues)
	w.uvarint(at)
}

// finish writes the fields and the footer, and returns the file's size and
// CRC-32C.
func (w *segmentWriter) finish() (size int64, sum uint32, err error) {
	places := make([]uint64, len(w.names))
	for i, name := range w.names {
		places[i] = w.position()
		w.uvarint(uint64(len(name)))
		w.buffer = append(w.buffer, name...)
		w.uvarint(uint64(w.options[i]))
		w.uvarint(1)
		w.buffer = binary.BigEndian.AppendUint16(w.buffer, 0)
		w.buffer = binary.BigEndian.AppendUint64(w.buffer, w.sections[i])
	}
	fields := w.position()
	w.uvarint(uint64(len(w.names)))
	for _, place := range places {
		w.buffer = binary.BigEndian.AppendUint64(w.buffer, place)
	}
	w.buffer = binary.BigEndian.AppendUint32(w.buffer, 0)
	w.buffer = binary.BigEndian.AppendUint64(w.buffer, w.documents)
	w.buffer = binary.BigEndian.AppendUint64(w.buffer, 0)
	w.buffer = binary.BigEndian.AppendUint64(w.buffer, fields)
	w.buffer = binary.BigEndian.AppendUint32(w.buffer, zapChunkMode)
	w.buffer = binary.BigEndian.AppendUint32(w.buffer, zapVersion)
	w.flush()
	w.buffer = binary.BigEndian.AppendUint32(w.buffer, w.zapSum)
	w.flush()
	return int64(w.offset), w.sum, w.err
}
