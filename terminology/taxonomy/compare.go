package taxonomy

import (
	"encoding/binary"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Comparison is how a concept stands to another one in the hierarchy.
type Comparison uint8

// The comparisons. 0 is none of them.
const (
	Equivalent     Comparison = iota + 1 // the same concept, active or not
	Above                                // the first subsumes the second
	Below                                // the second subsumes the first
	Apart                                // neither
	UnknownConcept                       // the release lacks one of the two, or both
)

// Compare tells how concept a stands to concept b. It takes little longer than
// [Taxonomy.Ordinal] does for one of them, and allocates nothing.
func (t *Taxonomy) Compare(a, b sctid.ID) Comparison {
	fa, fb := t.find(a), t.find(b)
	switch {
	case fa.ordinal == NoOrdinal || fb.ordinal == NoOrdinal:
		return UnknownConcept
	case fa.ordinal == fb.ordinal:
		return Equivalent
	case t.reaches(fa, fb.ordinal):
		return Above
	case t.reaches(fb, fa.ordinal):
		return Below
	default:
		return Apart
	}
}

// CompareEach is [Taxonomy.Compare] for many pairs, and several times as fast in
// a release that is larger than the processor's caches. Identifiers are eight
// bytes each, little-endian, the way protobuf has a packed list of fixed64; a and b
// hold as many, and comparisons has an element for each pair.
func (t *Taxonomy) CompareEach(a, b []byte, comparisons []Comparison) {
	const size = 8 * batch
	for len(a) > size {
		t.compareBatch(a[:size], b[:size], comparisons[:batch])
		a, b, comparisons = a[size:], b[size:], comparisons[batch:]
	}
	t.compareBatch(a, b, comparisons)
}

// sides is what the comparisons of a batch need to know of their first concepts,
// or of their second ones.
type sides struct {
	ordinals [batch]Ordinal
	lasts    [batch]Ordinal // where own intervals end
	regions  [batch]uint64  // see wide; none where there are no extra intervals
	wides    [batch]uint32  // the index of wides, or 0
}

// compareBatch compares at most batch pairs: it works out where everything is,
// then reads it, then compares, see batch. Wherever an answer decides on what
// comes next, that is put off and done for all those that need it, so that no
// branch has to be guessed.
func (t *Taxonomy) compareBatch(a, b []byte, comparisons []Comparison) {
	var as, bs sides
	t.readSides(a, &as)
	t.readSides(b, &bs)
	var open [batch]uint8
	n := 0
	for i := range comparisons {
		i &= batch - 1
		a, b := as.ordinals[i], bs.ordinals[i]
		is, undecided := Apart, 1
		if a-b <= bs.lasts[i]-b {
			is, undecided = Below, 0
		}
		if b-a <= as.lasts[i]-a {
			is, undecided = Above, 0
		}
		if a == b {
			is = Equivalent
		}
		if max(a, b) == NoOrdinal {
			is = UnknownConcept
		}
		comparisons[i] = is
		open[n&(batch-1)] = uint8(i)
		n += undecided & int(as.regions[i]>>(b>>t.regionShift)|bs.regions[i]>>(a>>t.regionShift))
	}
	if n > 0 {
		t.compareExtras(open[:n], &as, &bs, comparisons)
	}
}

// readSides reads as many concepts as ids holds, batch at most.
func (t *Taxonomy) readSides(ids []byte, s *sides) {
	var places [batch]found
	t.findBatch(ids, &places)
	var open [batch]uint8
	n := 0
	for i := range len(ids) / 8 {
		i &= batch - 1
		f := places[i]
		s.ordinals[i], s.lasts[i] = f.ordinal, Ordinal(^f.reach)
		open[n&(batch-1)] = uint8(i)
		n += int(^f.reach >> 31) // 1 unless it is narrow
	}
	for _, i := range open[:n] {
		i &= batch - 1
		at := places[i].reach
		w := &t.wides[at]
		s.lasts[i], s.regions[i], s.wides[i] = w.own.last, w.regions, at
	}
}

// compareExtras looks at the extra intervals of the pairs with these numbers, in
// both directions, by binary searches that go on side by side. No pair is
// positive in both.
func (t *Taxonomy) compareExtras(open []uint8, as, bs *sides, comparisons []Comparison) {
	type search struct {
		list   []interval
		sought Ordinal
		pair   uint8
		is     Comparison
	}
	var searches [2 * batch]search
	n, longest := 0, 0
	for _, i := range open {
		i &= batch - 1
		for _, way := range [...]struct {
			above  uint32
			sought Ordinal
			is     Comparison
		}{{as.wides[i], bs.ordinals[i], Above}, {bs.wides[i], as.ordinals[i], Below}} {
			w := &t.wides[way.above]
			list := t.extra[w.extra:w.end]
			searches[n&(2*batch-1)] = search{list, way.sought, i, way.is}
			n += int(w.regions >> (way.sought >> t.regionShift) & 1)
			longest = max(longest, len(list))
		}
	}
	for ; longest > 1; longest -= longest / 2 {
		for k := range searches[:n] {
			s := &searches[k]
			half := len(s.list) / 2
			// A list of one is compared with itself and stays.
			if s.list[max(half, 1)-1].last < s.sought {
				s.list = s.list[half:]
			} else {
				s.list = s.list[:len(s.list)-half]
			}
		}
	}
	for _, s := range searches[:n] {
		if s.list[0].holds(interval{first: s.sought}) {
			comparisons[s.pair] = s.is
		}
	}
}

// findBatch looks up as many identifiers as ids holds, batch at most.
func (t *Taxonomy) findBatch(ids []byte, into *[batch]found) {
	n := len(ids) / 8
	if len(t.lines) == 0 {
		for i := range n {
			into[i] = found{NoOrdinal, 0}
		}
		return
	}
	var lines [batch]*line
	for i := range n {
		lines[i&(batch-1)] = &t.lines[t.lineOf(sctid.ID(binary.LittleEndian.Uint64(ids[8*i:])))]
	}
	var firsts [batch]sctid.ID
	for i := range n {
		firsts[i&(batch-1)] = lines[i&(batch-1)].ids[0]
	}
	var late [batch]uint8
	count := 0
	for i := range n {
		l := lines[i&(batch-1)]
		k := l.look(firsts[i&(batch-1)], sctid.ID(binary.LittleEndian.Uint64(ids[8*i:])))
		into[i&(batch-1)] = found{Ordinal(^l.ordinals[k&(lineRoom-1)]), l.reaches[k&(lineRoom-1)]}
		late[count&(batch-1)] = uint8(i)
		count += int(k / lineRoom) // 1 if it isn't in this line
	}
	for _, i := range late[:count] {
		id := sctid.ID(binary.LittleEndian.Uint64(ids[8*int(i):]))
		into[i&(batch-1)] = t.findFrom(t.lineOf(id), id)
	}
}
