package taxonomy

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// bitmapWriter turns sorted intervals into a roaring bitmap.
//
// Adding ranges to a roaring bitmap one by one looks its container up and
// rebuilds it for each range, a millisecond for a few hundred. Instead the
// writer lays the bitmap out in roaring's portable serialized form (the
// RoaringFormatSpec), where a container of runs is just the list of runs, and
// lets roaring read it: a few microseconds. Each container takes the smallest of
// the three forms, as roaring's own run optimization would choose. A test
// compares the result with AddRange.
type bitmapWriter struct {
	keys  []byte // for each container its key and cardinality-1
	forms []bool // for each container: it is one of runs
	body  []byte // the containers
	all   []byte // the whole, put together at the end

	runs  []interval // the runs of the container being filled, as low halves
	key   Ordinal    // its key
	count uint32     // its cardinality
	open  bool
}

const (
	containerBits   = 16
	containerValues = 1 << containerBits
	containerBytes  = containerValues / 8

	// The cookie of a bitmap that has containers of runs, and the number of
	// containers from which on their offsets are listed.
	runCookie       = 12347
	offsetThreshold = 4
)

// bitmap makes a bitmap of intervals that ascend and do not overlap; they may
// touch. It needs none of the writer's earlier state.
func (w *bitmapWriter) bitmap(list []interval) *roaring.Bitmap {
	w.keys, w.forms, w.body, w.open = w.keys[:0], w.forms[:0], w.body[:0], false
	for _, v := range list {
		for v.first>>containerBits < v.last>>containerBits {
			end := v.first | (containerValues - 1)
			w.add(interval{v.first, end})
			v.first = end + 1
		}
		w.add(v)
	}
	w.close()
	b := roaring.New()
	if len(w.forms) == 0 {
		return b
	}

	count := len(w.forms)
	w.all = binary.LittleEndian.AppendUint32(w.all[:0], runCookie|uint32(count-1)<<16)
	flags := len(w.all)
	w.all = append(w.all, make([]byte, (count+7)/8)...)
	for i, runs := range w.forms {
		if runs {
			w.all[flags+i/8] |= 1 << (i % 8)
		}
	}
	w.all = append(w.all, w.keys...)
	if count >= offsetThreshold {
		// Roaring skips the offsets when it reads a stream.
		w.all = append(w.all, make([]byte, 4*count)...)
	}
	w.all = append(w.all, w.body...)
	if _, err := b.ReadFrom(bytes.NewReader(w.all)); err != nil {
		// The bytes are the writer's own, so this is a bug here, not bad input.
		panic(fmt.Sprintf("taxonomy: roaring does not read the bitmap that was laid out for it: %v", err))
	}
	return b
}

// add adds an interval that lies within one container.
func (w *bitmapWriter) add(v interval) {
	if key := v.first >> containerBits; !w.open || key != w.key {
		w.close()
		w.open, w.key, w.count, w.runs = true, key, 0, w.runs[:0]
	}
	v.first &= containerValues - 1
	v.last &= containerValues - 1
	w.count += uint32(v.last-v.first) + 1
	if n := len(w.runs); n > 0 && w.runs[n-1].last+1 == v.first {
		w.runs[n-1].last = v.last
		return
	}
	w.runs = append(w.runs, v)
}

// close writes the container that is being filled, if there is one.
func (w *bitmapWriter) close() {
	if !w.open {
		return
	}
	w.keys = binary.LittleEndian.AppendUint16(w.keys, uint16(w.key))
	w.keys = binary.LittleEndian.AppendUint16(w.keys, uint16(w.count-1))
	runBytes, arrayBytes := 2+4*len(w.runs), 2*int(w.count)
	runs := runBytes < min(arrayBytes, containerBytes)
	w.forms = append(w.forms, runs)
	switch {
	case runs:
		w.body = binary.LittleEndian.AppendUint16(w.body, uint16(len(w.runs)))
		for _, v := range w.runs {
			w.body = binary.LittleEndian.AppendUint16(w.body, uint16(v.first))
			w.body = binary.LittleEndian.AppendUint16(w.body, uint16(v.last-v.first))
		}
	case arrayBytes <= containerBytes:
		for _, v := range w.runs {
			for x := v.first; x <= v.last; x++ {
				w.body = binary.LittleEndian.AppendUint16(w.body, uint16(x))
			}
		}
	default:
		var words [containerValues / 64]uint64
		for _, v := range w.runs {
			fillBits(words[:], v)
		}
		for _, word := range words {
			w.body = binary.LittleEndian.AppendUint64(w.body, word)
		}
	}
}
