package synth

import (
	"bytes"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// deflateChunk is how much text is compressed as a piece. Pieces are the same
// however many cores there are, so the archive is the same bytes.
const deflateChunk = 1 << 20

// deflateLevel trades size for time: at 3 the archive is about a tenth larger
// than at 6, in half the time.
const deflateLevel = 3

// parallelDeflate compresses what is written to it, pieces side by side. Each
// piece is a run of deflate blocks that refers to nothing before it and ends
// on a byte boundary (a sync flush), so the pieces, one after the other, are
// one stream that any reader takes.
type parallelDeflate struct {
	out     io.Writer
	chunk   []byte
	pending chan chan *bytes.Buffer
	written chan error
	lanes   chan struct{}
}

// newParallelDeflate returns a compressor that keeps up to the number of cores
// busy. Close it.
func newParallelDeflate(out io.Writer, cores int) *parallelDeflate {
	d := &parallelDeflate{
		out: out, chunk: chunkPool.Get().([]byte)[:0], pending: make(chan chan *bytes.Buffer, cores+1),
		written: make(chan error, 1), lanes: make(chan struct{}, cores),
	}
	go d.drain()
	return d
}

var (
	chunkPool  = sync.Pool{New: func() any { return make([]byte, 0, deflateChunk) }}
	bufferPool = sync.Pool{New: func() any { return &bytes.Buffer{} }}
	flatePool  = sync.Pool{New: func() any {
		w, err := flate.NewWriter(nil, deflateLevel)
		if err != nil {
			panic(err) // only for a level that doesn't exist
		}
		return w
	}}
)

// drain writes the compressed pieces in order. After an error it still takes
// them, so that the writer doesn't wait for ever.
func (d *parallelDeflate) drain() {
	var failed error
	for piece := range d.pending {
		b := <-piece
		if failed == nil {
			_, failed = d.out.Write(b.Bytes())
		}
		b.Reset()
		bufferPool.Put(b)
	}
	d.written <- failed
}

// Write implements [io.Writer]. An error of the writer below comes with Close.
func (d *parallelDeflate) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		part := p[:min(len(p), deflateChunk-len(d.chunk))]
		d.chunk = append(d.chunk, part...)
		p = p[len(part):]
		if len(d.chunk) == deflateChunk {
			d.compress(false)
		}
	}
	return n, nil
}

// compress hands the current piece to a goroutine and begins the next one.
func (d *parallelDeflate) compress(last bool) {
	chunk := d.chunk
	d.chunk = chunkPool.Get().([]byte)[:0]
	piece := make(chan *bytes.Buffer, 1)
	d.pending <- piece
	d.lanes <- struct{}{}
	go func() {
		b := bufferPool.Get().(*bytes.Buffer)
		w := flatePool.Get().(*flate.Writer)
		w.Reset(b)
		// Writing to a buffer can't fail.
		_, _ = w.Write(chunk)
		if last {
			_ = w.Close()
		} else {
			_ = w.Flush()
		}
		flatePool.Put(w)
		//lint:ignore SA6002 a slice header is small change beside a megabyte
		chunkPool.Put(chunk)
		<-d.lanes
		piece <- b
	}()
}

// Close ends the stream, and waits until all of it is written.
func (d *parallelDeflate) Close() error {
	d.compress(true)
	close(d.pending)
	return <-d.written
}
