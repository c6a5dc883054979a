package store

import (
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Blobs of the taxonomy are columns of fixed-size numbers, which compress well
// as a rule and badly at times. So each is a byte that tells its form and then
// the blob, as it is or as one frame of Zstandard:
const (
	blobPlain    = 0 // the blob
	blobPacked   = 1 // number of bytes; the frame
	blobShuffled = 2 // number of bytes; the frame of the first byte of each four, then the second bytes, and so on
)

const (
	leastPacked  = 4 << 10 // a smaller blob isn't worth it
	wordBytes    = 4
	mostBlob     = 1 << 30
	packedSaves  = 2 // half, or the time to unpack isn't worth it
	shuffleSaves = 8 // an eighth of the whole, likewise
)

// blobWriter packs blobs.
type blobWriter struct {
	encoder *zstd.Encoder
	scratch []byte
}

func newBlobWriter() (*blobWriter, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
	return &blobWriter{encoder: encoder}, err
}

// append writes a blob in the form that suits it.
func (w *blobWriter) append(dst, blob []byte) []byte {
	begin := len(dst)
	plain := func() []byte { return append(append(dst[:begin], blobPlain), blob...) }
	if len(blob) < leastPacked || len(blob) > mostBlob {
		return plain()
	}
	head := appendCount(append(dst, blobPacked), len(blob))
	dst = w.encoder.EncodeAll(blob, head)
	packed := len(dst) - begin
	if len(blob)%wordBytes == 0 {
		w.scratch = shuffle(w.scratch[:0], blob)
		if frame := w.encoder.EncodeAll(w.scratch, nil); len(frame)+len(head)-begin+len(blob)/shuffleSaves <= packed {
			dst = append(dst[:len(head)], frame...)
			dst[begin] = blobShuffled
			packed = len(dst) - begin
		}
	}
	if packed+len(blob)/packedSaves > len(blob) {
		return plain()
	}
	return dst
}

// shuffle appends the first bytes of all words, then the second ones, and so on.
func shuffle(dst, words []byte) []byte {
	for plane := range wordBytes {
		for i := plane; i < len(words); i += wordBytes {
			dst = append(dst, words[i])
		}
	}
	return dst
}

func unshuffle(dst, planes []byte) {
	n := len(planes) / wordBytes
	a, b, c, d := planes[:n], planes[n:2*n], planes[2*n:3*n], planes[3*n:4*n]
	for i := range n {
		word := dst[i*wordBytes : i*wordBytes+wordBytes : i*wordBytes+wordBytes]
		word[0], word[1], word[2], word[3] = a[i], b[i], c[i], d[i]
	}
}

// readBlob gives back what a blobWriter wrote: memory of its own, or, for a plain
// blob, a part of the input.
func readBlob(unpack *zstd.Decoder, b []byte) (taxonomy.Blob, error) {
	none := taxonomy.Blob{}
	if len(b) == 0 {
		return none, damagedf("an empty blob")
	}
	form := b[0]
	d := decoder{b: b[1:]}
	switch form {
	case blobPlain:
		return taxonomy.Blob{Bytes: d.b}, nil
	case blobPacked, blobShuffled:
	default:
		return none, damagedf("a blob of the unknown form %d", form)
	}
	size := d.uvarint()
	if d.failed || size > mostBlob || form == blobShuffled && size%wordBytes != 0 {
		return none, damagedf("a blob of %d bytes", size)
	}
	var head zstd.Header
	if err := head.Decode(d.b); err != nil || !head.HasFCS || head.FrameContentSize != size {
		return none, damagedf("a packed blob that doesn't say that it has %d bytes (%v)", size, err)
	}
	var room []byte
	if form == blobShuffled {
		scratch := planes.Get().(*[]byte)
		defer planes.Put(scratch)
		*scratch = slices.Grow((*scratch)[:0], int(size))
		room = *scratch
	} else {
		room = make([]byte, 0, size)
	}
	blob, err := unpack.DecodeAll(d.b, room)
	if err != nil {
		return none, damagedf("a packed blob: %w", err)
	}
	if uint64(len(blob)) != size {
		return none, damagedf("a blob of %d bytes, expected %d", len(blob), size)
	}
	if form == blobShuffled {
		words := make([]byte, size)
		unshuffle(words, blob)
		return taxonomy.Blob{Bytes: words, Given: true}, nil
	}
	return taxonomy.Blob{Bytes: blob, Given: true}, nil
}

// planes is memory for blobs that are shuffled yet.
var planes = sync.Pool{New: func() any { return new([]byte) }}

// readBlobs reads all blobs of the taxonomy, on a few goroutines: that is the
// most part of opening a store. It returns what finds them by name.
func (r *reader) readBlobs() (func(name string) (taxonomy.Blob, error), error) {
	if r.taxonomy == nil {
		return nil, damagedf("a bucket is missing")
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	defer unpack.Close()
	blobs := map[string]*taxonomy.Blob{}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for k, v := r.taxonomy.First(); k != nil; k, v = r.taxonomy.Next() {
		name := string(k)
		if blobs[name] != nil {
			return nil, damagedf("key %x comes twice", k) // pages that form a circle
		}
		blob := new(taxonomy.Blob)
		blobs[name] = blob
		group.Go(func() (err error) {
			defer guard(&err)()
			payload, err := unseal(k, v)
			if err == nil {
				*blob, err = readBlob(unpack, payload)
			}
			if err != nil {
				return fmt.Errorf("blob %q of the taxonomy: %w", name, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return func(name string) (taxonomy.Blob, error) {
		if blob := blobs[name]; blob != nil {
			return *blob, nil
		}
		return taxonomy.Blob{}, damagedf("key %x is missing", name)
	}, nil
}
