package taxonomy

import (
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"
)

// scratch is the working memory of one call, reused through a pool so that calls
// allocate only their answers.
type scratch struct {
	bits   []uint64 // a bit for each concept; all zero between calls
	lo, hi int      // the words of bits that may be set: lo <= word < hi
	runs   []interval
	queue  []Ordinal
	writer bitmapWriter
}

func (t *Taxonomy) scratch() *scratch {
	if s, ok := t.scratches.Get().(*scratch); ok {
		return s
	}
	words := (len(t.ids) + 63) / 64
	return &scratch{bits: make([]uint64, words), lo: words}
}

// mark sets the bit of o and reports whether it was clear.
func (s *scratch) mark(o Ordinal) bool {
	word, bit := int(o>>6), uint64(1)<<(o&63)
	if s.bits[word]&bit != 0 {
		return false
	}
	s.bits[word] |= bit
	s.lo, s.hi = min(s.lo, word), max(s.hi, word+1)
	return true
}

// fill sets the bits of an interval.
func (s *scratch) fill(v interval) {
	fillBits(s.bits, v)
	s.lo, s.hi = min(s.lo, int(v.first>>6)), max(s.hi, int(v.last>>6)+1)
}

// fillBits sets the bits of an interval in words.
func fillBits(words []uint64, v interval) {
	from, to := v.first>>6, v.last>>6
	head := ^uint64(0) << (v.first & 63)
	tail := ^uint64(0) >> (63 - v.last&63)
	if from == to {
		words[from] |= head & tail
		return
	}
	words[from] |= head
	for i := from + 1; i < to; i++ {
		words[i] = ^uint64(0)
	}
	words[to] |= tail
}

// take appends the set bits to runs as intervals and clears them.
func (s *scratch) take(runs []interval) []interval {
	for word := s.lo; word < s.hi; word++ {
		w := s.bits[word]
		if w == 0 {
			continue
		}
		s.bits[word] = 0
		base := Ordinal(word) << 6
		for w != 0 {
			from := bits.TrailingZeros64(w)
			length := bits.TrailingZeros64(^(w >> from))
			first := base + Ordinal(from)
			last := first + Ordinal(length) - 1
			if n := len(runs); n > 0 && runs[n-1].last+1 == first {
				runs[n-1].last = last
			} else {
				runs = append(runs, interval{first, last})
			}
			// Go shifts 1 by 64 to zero, so a full word comes out right too.
			w &^= (uint64(1)<<length - 1) << from
		}
	}
	s.lo, s.hi = len(s.bits), 0
	return runs
}

// takeBitmap returns the set bits as a bitmap and clears them.
func (s *scratch) takeBitmap() *roaring.Bitmap {
	s.runs = s.take(s.runs[:0])
	return s.writer.bitmap(s.runs)
}
