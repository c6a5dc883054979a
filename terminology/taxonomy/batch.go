package taxonomy

import "encoding/binary"

// NoOrdinal stands for an identifier that the release doesn't have, see
// [Taxonomy.Ordinals]. It is no concept's ordinal.
const NoOrdinal = ^Ordinal(0)

// batch is how many questions are answered side by side.
//
// A look-up waits for memory twice and a test once or twice more, and questions
// that are answered one after the other wait one after the other: the processor
// guesses how each comparison ends, and where it guesses wrong it throws away what
// it had read ahead. So here the memory that a whole batch needs next is read in a
// loop without comparisons, which waits for all of it together; then it is compared.
const batch = 64

// Ordinals is [Taxonomy.Ordinal] for many identifiers, given as plain numbers:
// it sets ordinals[i] to the ordinal of ids[i], or to [NoOrdinal]. Both slices
// have the same length. It takes half the time of single look-ups or less, in a
// release that is larger than the processor's caches.
func (t *Taxonomy) Ordinals(ids []uint64, ordinals []Ordinal) {
	ordinals = ordinals[:len(ids)]
	var bytes [8 * batch]byte
	var places [batch]found
	for from := 0; from < len(ids); from += batch {
		part := ids[from:min(from+batch, len(ids))]
		for i, id := range part {
			binary.LittleEndian.PutUint64(bytes[8*i:], id)
		}
		t.findBatch(bytes[:8*len(part)], &places)
		for i := range part {
			ordinals[from+i] = places[i].ordinal
		}
	}
}
