package taxonomy

import "github.com/firn-sct/firn/terminology/sctid"

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
	for len(ids) > batch {
		t.ordinalsOfBatch(ids[:batch], ordinals)
		ids, ordinals = ids[batch:], ordinals[batch:]
	}
	t.ordinalsOfBatch(ids, ordinals)
}

func (t *Taxonomy) ordinalsOfBatch(ids []uint64, ordinals []Ordinal) {
	if len(t.ids) == 0 {
		for i := range ids {
			ordinals[i] = NoOrdinal
		}
		return
	}
	low := ordinalBits(len(t.ids))
	mask := uint32(1)<<low - 1
	// The questions that are open, each with the slot that it is at.
	var open [batch]uint8
	var slots [batch]int
	var tags, found [batch]uint32
	var held [batch]sctid.ID
	for i, id := range ids {
		open[i] = uint8(i)
		slots[i], tags[i] = place(sctid.ID(id), len(t.slots), low)
	}
	for n := len(ids); n > 0; {
		for _, i := range open[:n] {
			found[i] = t.slots[slots[i]]
		}
		for _, i := range open[:n] {
			// An empty slot and one of another tag read some identifier too.
			held[i] = t.ids[min(found[i]&mask-1, uint32(len(t.ids)-1))]
		}
		still := 0
		for _, i := range open[:n] {
			s := found[i]
			switch {
			case s == 0:
				ordinals[i] = NoOrdinal
				continue
			case s&^mask == tags[i] && held[i] == sctid.ID(ids[i]):
				ordinals[i] = Ordinal(s&mask - 1)
				continue
			}
			if slots[i]++; slots[i] == len(t.slots) {
				slots[i] = 0
			}
			open[still] = i
			still++
		}
		n = still
	}
}

// SubsumesEach is [Taxonomy.Subsumes] for many pairs: it sets subsumes[i] to
// whether a[i] is b[i] or an ancestor of it. All slices have the same length;
// [NoOrdinal] and every other number beyond the release is below and above nothing.
func (t *Taxonomy) SubsumesEach(a, b []Ordinal, subsumes []bool) {
	b, subsumes = b[:len(a)], subsumes[:len(a)]
	for len(a) > batch {
		t.subsumesBatch(a[:batch], b, subsumes)
		a, b, subsumes = a[batch:], b[batch:], subsumes[batch:]
	}
	t.subsumesBatch(a, b, subsumes)
}

func (t *Taxonomy) subsumesBatch(a, b []Ordinal, subsumes []bool) {
	var own [batch]coverEntry
	var end [batch]uint32
	if t.active > 0 {
		for i, o := range a {
			o = min(o, t.active-1)
			own[i], end[i] = t.cover[o], t.cover[o+1].extra
		}
	}
	for i, o := range a {
		d := b[i]
		switch {
		case o == d:
			subsumes[i] = int(o) < len(t.ids)
		case o >= t.active:
			subsumes[i] = false
		case d > o && d <= own[i].last:
			subsumes[i] = true
		default:
			subsumes[i] = own[i].extra < end[i] && holds(t.extra[own[i].extra:end[i]], d)
		}
	}
}
