package index

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// The postings of a term are a roaring bitmap in its portable format
// (https://github.com/RoaringBitmap/RoaringFormatSpec), mapped into memory. The
// library reads it into objects and offers whole-bitmap operations; a search that
// stops early wants one chunk of rows after the other, and often needs but the
// first. So the containers are read here, in place.

const (
	roaringCookie      = 12347 // with run containers; the number of containers is in its upper half
	roaringCookiePlain = 12346 // without
	roaringOffsets     = 4     // from that many containers on, a bitmap with runs lists their offsets
	roaringArrayMax    = 4096
)

type containerKind uint8

const (
	arrayContainer  containerKind = iota // ascending uint16s
	bitmapContainer                      // a bit a row
	runContainer                         // ascending pairs of uint16: the first row, and how many follow it
)

// container holds the rows of a list in one chunk.
type container struct {
	key   uint16 // the chunk
	kind  containerKind
	count int32 // rows
	data  []byte
}

// list is the rows of a term.
type list struct {
	containers []container
	at         int // where the last look was
}

// in returns the container of a chunk, or nil. Chunks are mostly asked for in
// ascending order.
func (l *list) in(chunk uint16) *container {
	for l.at > 0 && l.containers[l.at-1].key >= chunk {
		l.at--
	}
	for l.at < len(l.containers) && l.containers[l.at].key < chunk {
		l.at++
	}
	if l.at < len(l.containers) && l.containers[l.at].key == chunk {
		return &l.containers[l.at]
	}
	return nil
}

// arena is memory for the lists of one search.
type arena struct {
	containers []container
	bytes      []byte
}

func (a *arena) reset() { a.containers, a.bytes = a.containers[:0], a.bytes[:0] }

// single returns a list of one row.
func (a *arena) single(row uint32) list {
	a.bytes = binary.LittleEndian.AppendUint16(a.bytes, uint16(row))
	data := a.bytes[len(a.bytes)-2:]
	a.containers = append(a.containers, container{key: uint16(row / chunkRows), count: 1, data: data})
	n := len(a.containers)
	return list{containers: a.containers[n-1 : n : n]}
}

// parse reads a roaring bitmap; ok is false if it isn't one.
func (a *arena) parse(b []byte) (_ list, ok bool) {
	if len(b) < 8 {
		return list{}, false
	}
	cookie := binary.LittleEndian.Uint32(b)
	var count int
	var runs []byte
	switch {
	case cookie == roaringCookiePlain:
		count = int(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
	case cookie&0xffff == roaringCookie:
		count = int(cookie>>16) + 1
		n := (count + 7) / 8
		if len(b) < 4+n {
			return list{}, false
		}
		runs, b = b[4:4+n], b[4+n:]
	default:
		return list{}, false
	}
	if count > 1<<16 || len(b) < 4*count {
		return list{}, false
	}
	header := b[:4*count]
	b = b[4*count:]
	if runs == nil || count >= roaringOffsets {
		if len(b) < 4*count {
			return list{}, false
		}
		b = b[4*count:]
	}
	begin := len(a.containers)
	for i := range count {
		c := container{key: binary.LittleEndian.Uint16(header[4*i:]), count: int32(binary.LittleEndian.Uint16(header[4*i+2:])) + 1}
		size := 2 * int(c.count)
		switch {
		case runs != nil && runs[i/8]>>(i%8)&1 != 0:
			if len(b) < 2 {
				return list{}, false
			}
			c.kind = runContainer
			size = 4 * int(binary.LittleEndian.Uint16(b))
			b = b[2:]
		case c.count > roaringArrayMax:
			c.kind = bitmapContainer
			size = chunkRows / 8
		}
		if len(b) < size || i > 0 && c.key <= a.containers[len(a.containers)-1].key {
			return list{}, false
		}
		c.data, b = b[:size:size], b[size:]
		a.containers = append(a.containers, c)
	}
	n := len(a.containers)
	return list{containers: a.containers[begin:n:n]}, true
}

func (c *container) number(i int) uint16 { return binary.LittleEndian.Uint16(c.data[2*i:]) }

// has reports whether a row of the chunk is in the container.
func (c *container) has(row uint16) bool {
	switch c.kind {
	case bitmapContainer:
		return c.data[row/8]>>(row%8)&1 != 0
	case arrayContainer:
		i := c.search(len(c.data)/2, 2, row)
		return i < len(c.data)/2 && c.number(i) == row
	default:
		i := c.search(len(c.data)/4, 4, row+1) - 1 // the last run that begins at the row or before; row 65535 below
		if row == chunkRows-1 {
			i = len(c.data)/4 - 1
		}
		return i >= 0 && row-c.number(2*i) <= c.number(2*i+1)
	}
}

// search returns the first of n numbers, stride bytes apart, that is not below
// row.
func (c *container) search(n, stride int, row uint16) int {
	low, high := 0, n
	for low < high {
		middle := int(uint(low+high) / 2)
		if binary.LittleEndian.Uint16(c.data[stride*middle:]) < row {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// orInto adds the container's rows to bits.
func (c *container) orInto(b *chunkBits) {
	switch c.kind {
	case bitmapContainer:
		data := c.data[:chunkRows/8]
		for i := range b {
			b[i] |= binary.LittleEndian.Uint64(data[8*i:])
		}
	case arrayContainer:
		for data := c.data; len(data) >= 2; data = data[2:] {
			row := binary.LittleEndian.Uint16(data)
			b[row/64] |= 1 << (row % 64)
		}
	default:
		for data := c.data; len(data) >= 4; data = data[4:] {
			first := int(binary.LittleEndian.Uint16(data))
			setRange(b, first, min(chunkRows-1, first+int(binary.LittleEndian.Uint16(data[2:]))))
		}
	}
}

// setRange sets the bits first to last.
func setRange(b *chunkBits, first, last int) {
	low, high := ^uint64(0)<<(first%64), ^uint64(0)>>(63-last%64)
	if first/64 == last/64 {
		b[first/64] |= low & high
		return
	}
	b[first/64] |= low
	for i := first/64 + 1; i < last/64; i++ {
		b[i] = ^uint64(0)
	}
	b[last/64] |= high
}

// appendRows appends the container's rows in ascending order.
func (c *container) appendRows(dst []uint16) []uint16 {
	switch c.kind {
	case bitmapContainer:
		for i := range chunkWords {
			for word := binary.LittleEndian.Uint64(c.data[8*i:]); word != 0; word &= word - 1 {
				dst = append(dst, uint16(i*64+bits.TrailingZeros64(word)))
			}
		}
	case arrayContainer:
		dst = slices.Grow(dst, len(c.data)/2)
		for data := c.data; len(data) >= 2; data = data[2:] {
			dst = append(dst, binary.LittleEndian.Uint16(data))
		}
	default:
		for data := c.data; len(data) >= 4; data = data[4:] {
			first := int(binary.LittleEndian.Uint16(data))
			for row := first; row <= min(chunkRows-1, first+int(binary.LittleEndian.Uint16(data[2:]))); row++ {
				dst = append(dst, uint16(row))
			}
		}
	}
	return dst
}
