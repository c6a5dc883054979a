package taxonomy

import (
	"math/rand/v2"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

// TestOrdinals compares look-ups side by side with single ones, for identifiers
// that are there, that aren't, and zero, in every length around a batch's.
func TestOrdinals(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, concepts := range []int{0, 1, 2, 100, 5000} {
		tax := &Taxonomy{}
		for range concepts {
			tax.ids = append(tax.ids, sctid.ID(random.Uint64N(1<<40)+1))
		}
		tax.slots = hashIDs(tax.ids)
		tax.cover = make([]coverEntry, 1)
		tax.makeTable()
		for n := range 3*batch + 2 {
			ids := make([]uint64, n)
			for i := range ids {
				switch {
				case concepts > 0 && random.IntN(3) > 0:
					ids[i] = uint64(tax.ids[random.IntN(concepts)])
				case random.IntN(10) > 0:
					ids[i] = random.Uint64N(1 << 40)
				}
			}
			got := make([]Ordinal, n)
			tax.Ordinals(ids, got)
			for i, id := range ids {
				want, ok := findID(tax.slots, tax.ids, sctid.ID(id))
				if !ok {
					want = NoOrdinal
				}
				if got[i] != want {
					t.Fatalf("%d concepts, identifier %d of %d (%d): got %d, want %d", concepts, i, n, id, got[i], want)
				}
			}
		}
	}
}

// BenchmarkOrdinals compares single look-ups with those side by side.
func BenchmarkOrdinals(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	tax := &Taxonomy{}
	for range 500_000 {
		tax.ids = append(tax.ids, sctid.ID(random.Uint64()))
	}
	tax.cover = make([]coverEntry, 1)
	tax.makeTable()
	ids := make([]uint64, 1<<16)
	for i := range ids {
		ids[i] = uint64(tax.ids[random.IntN(len(tax.ids))])
	}
	ordinals := make([]Ordinal, len(ids))
	perID := func(b *testing.B) { b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(ids)), "ns/id") }
	b.Run("single", func(b *testing.B) {
		for b.Loop() {
			for i, id := range ids {
				ordinals[i], _ = tax.Ordinal(sctid.ID(id))
			}
		}
		perID(b)
	})
	b.Run("batch", func(b *testing.B) {
		for b.Loop() {
			tax.Ordinals(ids, ordinals)
		}
		perID(b)
	})
}
