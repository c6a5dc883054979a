package taxonomy

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// TestBitmapWriter compares the writer with AddRange for sets of every density:
// containers of runs, of arrays and of bits, few and many of them.
func TestBitmapWriter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var w bitmapWriter
	for _, gap := range []int{1, 2, 5, 50, 3000, 100_000} {
		for _, length := range []int{1, 2, 30, 2000, 200_000} {
			for _, count := range []int{0, 1, 2, 3000} {
				name := fmt.Sprintf("gap %d, length %d, count %d", gap, length, count)
				var list []interval
				want := roaring.New()
				at := Ordinal(random.IntN(70_000))
				for range count {
					first := at + Ordinal(random.IntN(gap)) // touching when 0
					last := first + Ordinal(random.IntN(length))
					list = append(list, interval{first, last})
					want.AddRange(uint64(first), uint64(last)+1)
					at = last + 1
				}
				got := w.bitmap(list)
				if !got.Equals(want) || got.GetCardinality() != want.GetCardinality() {
					t.Fatalf("%s: %d members, want %d", name, got.GetCardinality(), want.GetCardinality())
				}
				if err := got.Validate(); err != nil && count > 0 {
					t.Fatalf("%s: %v", name, err)
				}
				want.RunOptimize()
				if got.GetSizeInBytes() > want.GetSizeInBytes() {
					t.Errorf("%s: %d bytes, roaring's own optimum is %d", name, got.GetSizeInBytes(), want.GetSizeInBytes())
				}
				// The bitmap belongs to the caller: changing it must change nothing else.
				again := w.bitmap(list)
				got.AddRange(0, 200_000)
				got.Flip(0, 400_000)
				if !again.Equals(want) {
					t.Fatalf("%s: a bitmap changed with another", name)
				}
			}
		}
	}
}

func TestScratchTakesWhatWasMarked(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const n = 1000
	s := &scratch{bits: make([]uint64, (n+63)/64), lo: (n + 63) / 64}
	for range 500 {
		want := roaring.New()
		for range random.IntN(6) {
			v := interval{first: Ordinal(random.IntN(n))}
			v.last = v.first + Ordinal(random.IntN(n-int(v.first)))
			s.fill(v)
			want.AddRange(uint64(v.first), uint64(v.last)+1)
		}
		for range random.IntN(6) {
			o := Ordinal(random.IntN(n))
			if fresh := s.mark(o); fresh == want.Contains(uint32(o)) {
				t.Fatalf("mark of %d says %v", o, fresh)
			}
			want.Add(uint32(o))
		}
		if got := s.takeBitmap(); !got.Equals(want) {
			t.Fatalf("%v, want %v", got, want)
		}
		if s.lo != len(s.bits) || s.hi != 0 {
			t.Fatalf("words %d to %d are left", s.lo, s.hi)
		}
		for i, w := range s.bits {
			if w != 0 {
				t.Fatalf("word %d is left", i)
			}
		}
	}
}
