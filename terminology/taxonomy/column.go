package taxonomy

import (
	"encoding/binary"
	"hash/crc32"
	"unsafe"
)

// column ties one slice of a Taxonomy to its blob: the elements one after
// another, each of them made of little-endian words.
type column struct {
	name  string
	size  int           // bytes an element
	word  int           // bytes a word: 1, 2, 4 or 8
	count func() int    // elements
	bytes func() []byte // the memory of the slice
	alloc func(n int)   // replaces the slice by one of n zero elements
	adopt func([]byte)  // replaces the slice by its memory, whose alignment fits
}

// columnOf describes *s. T must have no pointers and no padding, and consist of
// words of the given size.
func columnOf[T any](name string, word int, s *[]T) column {
	var zero T
	size := int(unsafe.Sizeof(zero))
	return column{
		name:  name,
		size:  size,
		word:  word,
		count: func() int { return len(*s) },
		bytes: func() []byte {
			// The memory of pointer-free elements, seen as bytes: bytes have no
			// alignment to break, and the slice keeps the memory alive.
			return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*s))), len(*s)*size)
		},
		alloc: func(n int) {
			*s = make([]T, n)
			adviseHugePages(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*s))), n*size))
		},
		adopt: func(memory []byte) {
			*s = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(memory))), len(memory)/size)
		},
	}
}

// columns lists every column in the order of the blobs.
func (t *Taxonomy) columns() []column {
	return []column{
		columnOf("ids", 8, &t.ids),
		columnOf("by-id", 4, &t.byID),
		columnOf("slots", 4, &t.slots),
		columnOf("defined", 8, &t.defined),
		columnOf("parent-start", 4, &t.parentStart),
		columnOf("parents", 4, &t.parents),
		columnOf("child-start", 4, &t.childStart),
		columnOf("children", 4, &t.children),
		columnOf("cover", 4, &t.cover),
		columnOf("extra", 4, &t.extra),
		columnOf("longest", 2, &t.longest),
		columnOf("shortest", 2, &t.shortest),
		columnOf("attribute-start", 4, &t.attributeStart),
		columnOf("attributes", 4, &t.attributes),
		columnOf("types", 4, &t.types),
		columnOf("type-start", 4, &t.typeStart),
		columnOf("values", 4, &t.values),
		columnOf("value-start", 4, &t.valueStart),
		columnOf("sources", 4, &t.sources),
		columnOf("concrete-kinds", 1, &t.concreteKinds),
		columnOf("concrete-start", 4, &t.concreteStart),
		columnOf("concrete-text", 1, &t.concreteText),
	}
}

// hostIsLittleEndian says that memory and blob have the same bytes, so that a
// column is copied whole.
var hostIsLittleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// encode returns the bytes of the column's blob. On a little-endian machine they
// are the column's own memory.
func (c column) encode() []byte {
	if hostIsLittleEndian || c.word == 1 {
		return c.bytes()
	}
	data := make([]byte, c.count()*c.size)
	reorder(data, c.bytes(), c.word, binary.LittleEndian, binary.NativeEndian)
	return data
}

// chunk is how much of a blob is copied and summed at a time, so that the
// checksum finds the bytes in the processor's cache.
const chunk = 32 << 10

// fill fills the column with n elements from its blob, and returns the blob's
// checksum.
func (c column) fill(blob Blob, n int) (checksum uint32) {
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(blob.Bytes)))
	if blob.Given && n > 0 && hostIsLittleEndian && begin%uintptr(c.word) == 0 {
		c.adopt(blob.Bytes)
		return crc32.Checksum(blob.Bytes, castagnoli)
	}
	c.alloc(n)
	return c.decode(blob.Bytes)
}

// decode fills the column, which alloc has made, from its blob of the same size,
// and returns the blob's checksum.
func (c column) decode(data []byte) (checksum uint32) {
	memory := c.bytes()
	for len(data) > 0 {
		n := min(chunk, len(data))
		checksum = crc32.Update(checksum, castagnoli, data[:n])
		if hostIsLittleEndian || c.word == 1 {
			copy(memory, data[:n])
		} else {
			reorder(memory, data[:n], c.word, binary.NativeEndian, binary.LittleEndian)
		}
		memory, data = memory[n:], data[n:]
	}
	return checksum
}

// reorder copies words from one byte order to another.
func reorder(dst, src []byte, word int, to, from binary.ByteOrder) {
	for i := 0; i+word <= len(src); i += word {
		switch word {
		case 1:
			dst[i] = src[i]
		case 2:
			to.PutUint16(dst[i:], from.Uint16(src[i:]))
		case 4:
			to.PutUint32(dst[i:], from.Uint32(src[i:]))
		case 8:
			to.PutUint64(dst[i:], from.Uint64(src[i:]))
		}
	}
}
