package taxonomy

import "github.com/firn-sct/firn/terminology/sctid"

// NoOrdinal stands for an identifier that the release doesn't have, see
// [Taxonomy.Ordinals]. It is no concept's ordinal.
const NoOrdinal = ^Ordinal(0)

// batch is how many identifiers are looked up side by side.
const batch = 64

// Ordinals is [Taxonomy.Ordinal] for many identifiers, given as plain numbers:
// it sets ordinals[i] to the ordinal of ids[i], or to [NoOrdinal]. Both slices
// have the same length.
//
// A look-up waits for memory twice, and one after the other wait one after the
// other. Here the slots of a whole batch are read before the first of them is
// compared, so that the processor waits for them together: half the time of
// single look-ups, or less, in a release that is larger than the caches.
func (t *Taxonomy) Ordinals(ids []uint64, ordinals []Ordinal) {
	ordinals = ordinals[:len(ids)]
	low := ordinalBits(len(t.ids))
	mask := uint32(1)<<low - 1
	var tags, found [batch]uint32
	for len(ids) > 0 {
		n := min(batch, len(ids))
		for i, id := range ids[:n] {
			slot, tag := place(sctid.ID(id), len(t.slots), low)
			tags[i], found[i] = tag, t.slots[slot]
		}
		for i, id := range ids[:n] {
			s := found[i]
			if o := s&mask - 1; s&^mask == tags[i] && s != 0 && t.ids[o] == sctid.ID(id) {
				ordinals[i] = Ordinal(o)
				continue
			}
			ordinals[i] = NoOrdinal
			if s == 0 {
				continue
			}
			// Another identifier has the slot: probe.
			if o, ok := findID(t.slots, t.ids, sctid.ID(id)); ok {
				ordinals[i] = o
			}
		}
		ids, ordinals = ids[n:], ordinals[n:]
	}
}
