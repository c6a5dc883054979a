package store

import (
	"bytes"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

// TestBlockPlaces remembers pieces of one memory in any order.
func TestBlockPlaces(t *testing.T) {
	memory := make([]byte, 1<<21)
	for i := range memory {
		memory[i] = byte(i * 7)
	}
	rapid.Check(t, func(t *rapid.T) {
		const concepts = 10*blockConcepts + 1
		p := newBlockPlaces(concepts, uintptr(unsafe.Pointer(&memory[0])), int64(len(memory)))
		want := map[int][]byte{}
		for range rapid.IntRange(0, 20).Draw(t, "blocks") {
			block := rapid.IntRange(0, 12).Draw(t, "block")
			begin := rapid.IntRange(0, len(memory)).Draw(t, "begin")
			piece := memory[begin : begin+rapid.IntRange(0, len(memory)-begin).Draw(t, "length")]
			p.remember(block, piece)
			p.remember(block, bytes.Clone(piece)) // outside of the map: no place
			if block < 11 && len(piece) > 0 && len(piece) < 1<<placeLengthBits {
				want[block] = piece
			}
		}
		for block := range 14 {
			got, ok := p.find(block)
			if remembered := want[block] != nil; ok != remembered || !bytes.Equal(got, want[block]) {
				t.Fatalf("block %d: %d bytes, %t; want %d", block, len(got), ok, len(want[block]))
			}
			if ok && &got[0] != &want[block][0] {
				t.Fatalf("block %d is a copy", block)
			}
		}
	})
}
