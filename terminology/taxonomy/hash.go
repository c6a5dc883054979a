package taxonomy

import (
	"math/bits"

	"github.com/firn-sct/firn/terminology/sctid"
)

// The hash table from identifier to ordinal is open addressing with linear
// probing at half load. A slot is 32 bits: the ordinal plus one in the low bits,
// as many as the largest needs, and above them a tag from the hash, so that a
// wrong slot nearly always shows without reading the identifier column. Zero is
// an empty slot. For half a million concepts it takes 4 MB, a third of what a
// table with the keys in it takes.

// slotCount returns the number of slots for n concepts. There is always an
// empty one, where an unsuccessful probe ends.
func slotCount(n int) int { return 2*n + 1 }

// ordinalBits returns how many low bits of a slot hold the ordinal plus one.
func ordinalBits(n int) uint { return uint(bits.Len32(uint32(n))) }

// place returns the slot where probing begins and the tag, shifted into place.
// The slot comes from the high bits of the hash and the tag from lower ones.
func place(id sctid.ID, slots int, low uint) (slot int, tag uint32) {
	h := hash(id)
	hi, _ := bits.Mul64(h, uint64(slots))
	return int(hi), uint32(h>>8) << low
}

// hashIDs makes the table for ids, entered in their order, which makes the
// table a function of that order alone. The identifiers are distinct.
func hashIDs(ids []sctid.ID) []uint32 {
	slots := make([]uint32, slotCount(len(ids)))
	low := ordinalBits(len(ids))
	for i, id := range ids {
		slot, tag := place(id, len(slots), low)
		for slots[slot] != 0 {
			if slot++; slot == len(slots) {
				slot = 0
			}
		}
		slots[slot] = tag | uint32(i+1)
	}
	return slots
}

// findID looks an identifier up in a table of [hashIDs].
func findID(slots []uint32, ids []sctid.ID, id sctid.ID) (Ordinal, bool) {
	low := ordinalBits(len(ids))
	mask := uint32(1)<<low - 1
	slot, tag := place(id, len(slots), low)
	for {
		s := slots[slot]
		if s == 0 {
			return 0, false
		}
		if s&^mask == tag {
			if o := s&mask - 1; ids[o] == id {
				return Ordinal(o), true
			}
		}
		if slot++; slot == len(slots) {
			slot = 0
		}
	}
}
