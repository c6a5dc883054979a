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
//	stored fields   for each document: length of the description of its fields (1),
//	                length of the data (5); the length of the id (4); the id, 4
//	                bytes; what snappy makes of nothing (0)
//	                for each document: where that begins, uint64 big endian
//	                the number of nested documents (0)
//	for each field, "_id" and then in ascending order of name:
//	  postings      for each term: see add
//	  dictionary    length, then a vellum from term to postings
//	  inverted      twice 2⁶⁴-1 (no document values); where the dictionary begins
//	fields          for each field: length and name; options; the number of sections
//	                (1); the section's kind, uint16 big endian (0: inverted); where it
//	                begins, uint64 big endian
//	                the number of fields; for each: where that begins, uint64 big endian
//	footer          all big endian: length of a writer's name (0), uint32; documents,
//	                uint64; where the stored fields' index begins, and that of the
//	                fields, uint64; chunk mode (1026), uint32; version, uint32; CRC-32
//	                (IEEE) of everything before it
const (
	zapVersion   = 17
	zapChunkMode = 1026
	zapNoValues  = math.MaxUint64
	// zapOneHit marks a term of one document, whose number (below 2³¹) stands in
	// the dictionary itself, beside a norm that must not be 0.
	zapOneHit = 1<<63 | 1<<31
	// zapChunkPostings is how many postings chunk mode 1026 aims at in a chunk of
	// frequencies.
	zapChunkPostings = 1024
)

// idField is the field that bleve insists on: the row number in four bytes,
// stored for whoever looks into the index with bleve's own tools, and not indexed.
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

	storedIndex uint64
	names       []string // of the fields that are done
	options     []index.FieldIndexingOptions
	sections    []uint64 // where their inverted sections begin

	dictionary bytes.Buffer
	builder    *vellum.Builder
	few        uint64 // where the frequencies of all terms of less than zapChunkPostings documents stand
	bitmap     *roaring.Bitmap
	scratch    bytes.Buffer
}

const segmentBuffer = 1 << 18

// newSegmentWriter begins a segment by writing the stored fields.
func newSegmentWriter(f *os.File, documents int) *segmentWriter {
	w := &segmentWriter{f: f, documents: uint64(documents), bitmap: roaring.New(), buffer: make([]byte, 0, segmentBuffer+64)}
	for row := range uint32(documents) {
		w.buffer = append(w.buffer, 1, 5, 4)
		w.buffer = binary.BigEndian.AppendUint32(w.buffer, row)
		w.buffer = append(w.buffer, 0)
		w.flushFull()
	}
	w.storedIndex = w.position()
	for row := range uint64(documents) {
		w.buffer = binary.BigEndian.AppendUint64(w.buffer, 8*row)
		w.flushFull()
	}
	w.uvarint(0)
	w.few = w.position()
	w.uvarint(1)
	w.uvarint(zapChunkPostings)
	w.zeros(zapChunkPostings)
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

func (w *segmentWriter) zeros(n int) {
	w.buffer = append(w.buffer, make([]byte, n)...)
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

// add writes the postings of a term: where its frequencies begin; where its
// positions begin (0: there are none); the length of a roaring bitmap of the
// documents, and the bitmap. Terms come in ascending order.
func (w *segmentWriter) add(term string, rows []uint32) {
	if w.err != nil {
		return
	}
	if len(rows) == 1 && rows[0] < 1<<31 {
		w.err = w.builder.Insert([]byte(term), zapOneHit|uint64(rows[0]))
		return
	}
	frequencies := w.few
	if len(rows) >= zapChunkPostings {
		frequencies = w.position()
		w.frequencies(rows)
	}
	at := w.position()
	w.bitmap.Clear()
	w.bitmap.AddMany(rows)
	w.scratch.Reset()
	if _, err := w.bitmap.WriteTo(&w.scratch); err != nil {
		w.err = err
		return
	}
	w.uvarint(frequencies)
	w.uvarint(0)
	w.uvarint(uint64(w.scratch.Len()))
	w.bytes(w.scratch.Bytes())
	w.err = w.builder.Insert([]byte(term), at)
}

// frequencies writes how often the term occurs in each document: 0, which says
// that nobody counted. It has the documents parted into chunks of equal size, so
// many that zapChunkPostings postings are in one on average: the number of
// chunks, where each ends, and the chunks. bleve reads no further in a chunk
// than there are documents in it, so that the terms with only one chunk, and
// fewer documents than it has numbers, can share one.
func (w *segmentWriter) frequencies(rows []uint32) {
	size := w.documents / (uint64(len(rows))/zapChunkPostings + 1)
	chunks := (w.documents-1)/size + 1
	w.uvarint(chunks)
	at := 0
	for chunk := range chunks {
		for at < len(rows) && uint64(rows[at])/size == chunk {
			at++
		}
		w.uvarint(uint64(at))
	}
	w.zeros(len(rows))
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
	w.buffer = binary.BigEndian.AppendUint64(w.buffer, w.storedIndex)
	w.buffer = binary.BigEndian.AppendUint64(w.buffer, fields)
	w.buffer = binary.BigEndian.AppendUint32(w.buffer, zapChunkMode)
	w.buffer = binary.BigEndian.AppendUint32(w.buffer, zapVersion)
	w.flush()
	w.buffer = binary.BigEndian.AppendUint32(w.buffer, w.zapSum)
	w.flush()
	return int64(w.offset), w.sum, w.err
}
