package store

import (
	"sync/atomic"
	"unsafe"
)

// blockPlaces remembers where blocks of records lie in the memory map, as eight
// bytes a block. Finding one takes a walk down bbolt's tree, and comparing its
// checksum reads all of it where a question wants one record of several: both are
// done at the first question about the block.
//
// The map of a read-only file stays where it is until the store is closed, so that
// a place may be used whenever a reader is held. Only what lies in the map has a
// place: of a bucket that is small enough to lie within a page, as that of a tiny
// release, bbolt makes a copy for each transaction if it isn't aligned.
type blockPlaces struct {
	// low and high are the bounds of the map.
	low, high uintptr
	// origin is the beginning of the first block that was found; places are told
	// from there, in either direction.
	origin atomic.Pointer[byte]
	places []atomic.Uint64
}

// A place is a bit that says that there is one, the distance from the origin plus
// half of its range, and the length.
const (
	placeKnown      = 1 << 63
	placeLengthBits = 20
	placeRange      = int64(1) << (63 - placeLengthBits)
)

// newBlockPlaces is for a map of so many bytes at low.
func newBlockPlaces(concepts int, low uintptr, size int64) blockPlaces {
	return blockPlaces{low: low, high: low + uintptr(size), places: make([]atomic.Uint64, (concepts+blockConcepts-1)/blockConcepts)}
}

// find returns a block that was remembered.
func (p *blockPlaces) find(block int) ([]byte, bool) {
	if block >= len(p.places) {
		return nil, false
	}
	place := p.places[block].Load()
	if place == 0 {
		return nil, false
	}
	distance := int64(place&^placeKnown>>placeLengthBits) - placeRange/2
	begin := unsafe.Add(unsafe.Pointer(p.origin.Load()), distance)
	length := int(place & (1<<placeLengthBits - 1))
	return unsafe.Slice((*byte)(begin), length)[:length:length], true
}

// remember notes a block that was found whole. A block that doesn't lie in the map,
// or whose place can't be told in so few bits, is found anew each time.
func (p *blockPlaces) remember(block int, b []byte) {
	if block >= len(p.places) || len(b) == 0 || len(b) >= 1<<placeLengthBits {
		return
	}
	begin := unsafe.SliceData(b)
	if at := uintptr(unsafe.Pointer(begin)); at < p.low || at+uintptr(len(b)) > p.high {
		return
	}
	p.origin.CompareAndSwap(nil, begin)
	distance := int64(uintptr(unsafe.Pointer(begin))-uintptr(unsafe.Pointer(p.origin.Load()))) + placeRange/2
	if distance >= 0 && distance < placeRange {
		p.places[block].Store(placeKnown | uint64(distance)<<placeLengthBits | uint64(len(b)))
	}
}
