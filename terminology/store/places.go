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
// a place may be used whenever a reader is held.
type blockPlaces struct {
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

func newBlockPlaces(concepts int) blockPlaces {
	return blockPlaces{places: make([]atomic.Uint64, (concepts+blockConcepts-1)/blockConcepts)}
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

// remember notes a block that was found whole in the map. A block whose place
// can't be told in so few bits is found anew each time.
func (p *blockPlaces) remember(block int, b []byte) {
	if block >= len(p.places) || len(b) == 0 || len(b) >= 1<<placeLengthBits {
		return
	}
	begin := unsafe.SliceData(b)
	p.origin.CompareAndSwap(nil, begin)
	distance := int64(uintptr(unsafe.Pointer(begin))-uintptr(unsafe.Pointer(p.origin.Load()))) + placeRange/2
	if distance >= 0 && distance < placeRange {
		p.places[block].Store(placeKnown | uint64(distance)<<placeLengthBits | uint64(len(b)))
	}
}
