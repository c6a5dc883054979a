package importer

import (
	"encoding/binary"
	"sync"
	"unsafe"
)

// textRef names a text in a [texts]: the chunk in the high half, the offset in
// it in the low half. The zero value is the empty text.
type textRef uint64

const (
	firstTextChunk = 4 << 10
	maxTextChunk   = 1 << 20
	// internedText is the longest text that a writer looks for among those it
	// has written; maxInterned is how many of them it remembers.
	internedText = 64
	maxInterned  = 1 << 16
)

// texts holds all texts of an import in chunks that are never moved. Each text
// is its length as a varint and its bytes.
type texts struct {
	mu     sync.Mutex
	chunks [][]byte // not to be read while writers are at work
}

func newTexts() *texts {
	// Chunk 0 has the empty text at offset 0, so that the zero textRef is it.
	return &texts{chunks: [][]byte{{0}}}
}

// get returns a text. It points into the chunk, which lives as long as the
// string does and is never written again: no copy is needed.
func (t *texts) get(ref textRef) string {
	b := t.bytes(ref)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func (t *texts) bytes(ref textRef) []byte {
	chunk := t.chunks[ref>>32][uint32(ref):]
	length, n := binary.Uvarint(chunk)
	return chunk[n : n+int(length)]
}

// forget frees chunks: none of their texts may be asked for again.
func (t *texts) forget(chunks []int) {
	for _, i := range chunks {
		t.chunks[i] = nil
	}
}

// textWriter adds texts for one reader.
type textWriter struct {
	texts *texts
	chunk []byte
	index int
	size  int   // of the next chunk
	begun []int // all its chunks
	known map[string]textRef
}

func (t *texts) writer() *textWriter {
	return &textWriter{texts: t, size: firstTextChunk, known: make(map[string]textRef)}
}

// add writes a text and returns its name.
func (w *textWriter) add(b []byte) textRef {
	if len(b) == 0 {
		return 0
	}
	if need := len(b) + binary.MaxVarintLen64; cap(w.chunk)-len(w.chunk) < need {
		w.begin(max(w.size, need))
	}
	ref := textRef(uint64(w.index)<<32 | uint64(len(w.chunk)))
	w.chunk = binary.AppendUvarint(w.chunk, uint64(len(b)))
	w.chunk = append(w.chunk, b...)
	return ref
}

// addShared is add for columns whose texts repeat, such as map targets.
func (w *textWriter) addShared(b []byte) textRef {
	if len(b) == 0 || len(b) > internedText {
		return w.add(b)
	}
	if ref, ok := w.known[string(b)]; ok {
		return ref
	}
	ref := w.add(b)
	if len(w.known) < maxInterned {
		w.known[string(b)] = ref
	}
	return ref
}

func (w *textWriter) begin(size int) {
	w.finish()
	w.chunk = make([]byte, 0, size)
	w.size = min(2*w.size, maxTextChunk)
	w.texts.mu.Lock()
	defer w.texts.mu.Unlock()
	w.index = len(w.texts.chunks)
	w.begun = append(w.begun, w.index)
	w.texts.chunks = append(w.texts.chunks, nil)
}

// finish hands the last chunk over; the writer must not be used after it.
func (w *textWriter) finish() {
	if w.chunk == nil {
		return
	}
	w.texts.mu.Lock()
	defer w.texts.mu.Unlock()
	w.texts.chunks[w.index] = w.chunk
	w.chunk = nil
}
