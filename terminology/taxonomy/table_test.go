package taxonomy

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
)

// naiveComparison walks the graph upwards.
func naiveComparison(m *model, a, b sctid.ID) Comparison {
	_, hasA := m.active[a]
	_, hasB := m.active[b]
	var above func(a, b sctid.ID) bool
	above = func(a, b sctid.ID) bool {
		for p := range m.parents[b] {
			if p == a || above(a, p) {
				return true
			}
		}
		return false
	}
	switch {
	case !hasA || !hasB:
		return UnknownConcept
	case a == b:
		return Equivalent
	case above(a, b):
		return Above
	case above(b, a):
		return Below
	default:
		return Apart
	}
}

func packed(ids []sctid.ID) []byte {
	var b []byte
	for _, id := range ids {
		b = binary.LittleEndian.AppendUint64(b, uint64(id))
	}
	return b
}

// TestCompareNaively compares all pairs of small releases, absent identifiers
// among them, with a walk over maps: one at a time and side by side.
func TestCompareNaively(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, false)
		tax, _, err := Build(in)
		if err != nil {
			t.Fatal(err)
		}
		m := newModel(in)
		ids := []sctid.ID{0, 1, 99, 1<<64 - 1}
		for _, c := range in.Concepts {
			ids = append(ids, c.ID)
		}
		var as, bs []sctid.ID
		for _, a := range ids {
			for _, b := range ids {
				as, bs = append(as, a), append(bs, b)
			}
		}
		n := rapid.IntRange(0, len(as)).Draw(t, "pairs") // any remainder of a batch
		as, bs = as[:n], bs[:n]
		got := make([]Comparison, n)
		tax.CompareEach(packed(as), packed(bs), got)
		for i := range as {
			want := naiveComparison(m, as[i], bs[i])
			if one := tax.Compare(as[i], bs[i]); one != want || got[i] != want {
				t.Fatalf("%d to %d: %d alone, %d side by side, want %d", as[i], bs[i], one, got[i], want)
			}
		}
	})
}

// TestCompareRandomly compares pairs of a release in which many concepts have
// several extra intervals with the intervals themselves.
func TestCompareRandomly(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 8))
	in := Input{}
	const count = 4000
	id := func(i int) sctid.ID { return sctid.ID(1_000_003 + 7919*i) }
	for i := range count {
		in.Concepts = append(in.Concepts, Concept{ID: id(i), Active: i%17 != 3 || i == 0})
		for range 1 + random.IntN(3) {
			if i > 0 {
				in.Edges = append(in.Edges, Edge{Child: id(i), Parent: id(random.IntN(i))})
			}
		}
	}
	tax, _ := mustBuild(t, in)
	loaded, err := LoadMap(blobsOf(tax))
	if err != nil {
		t.Fatal(err)
	}
	if len(tax.wides) < 100 {
		t.Fatalf("%d concepts have extra intervals: the test needs more", len(tax.wides)-1)
	}
	for _, tax := range []*Taxonomy{tax, loaded} {
		seen := map[Comparison]int{}
		as, bs := make([]sctid.ID, 20_000), make([]sctid.ID, 20_000)
		for i := range as {
			as[i], bs[i] = id(random.IntN(count+count/20)), id(random.IntN(count+count/20))
			if above := tax.Ancestors(Ordinal(random.IntN(tax.ActiveCount()))); i%2 == 0 && !above.IsEmpty() {
				// Where no ordinal is drawn twice, most pairs are apart.
				bs[i] = tax.ID(Ordinal(above.Maximum()))
			}
		}
		got := make([]Comparison, len(as))
		tax.CompareEach(packed(as), packed(bs), got)
		for i := range as {
			a, okA := findID(tax.slots, tax.ids, as[i])
			b, okB := findID(tax.slots, tax.ids, bs[i])
			want := Apart
			switch {
			case !okA || !okB:
				want = UnknownConcept
			case a == b:
				want = Equivalent
			case tax.Subsumes(a, b):
				want = Above
			case tax.Subsumes(b, a):
				want = Below
			}
			seen[want]++
			if one := tax.Compare(as[i], bs[i]); one != want || got[i] != want {
				t.Fatalf("%d to %d: %d alone, %d side by side, want %d", as[i], bs[i], one, got[i], want)
			}
		}
		for c := Equivalent; c <= UnknownConcept; c++ {
			if seen[c] == 0 {
				t.Errorf("no pair is %d: the test needs some", c)
			}
		}
	}
}

// TestTable looks every identifier of tables of many sizes up, and others. In the
// larger ones lines are full, and searches go around the end.
func TestTable(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	if size := unsafe.Sizeof(line{}); size != 64 {
		t.Errorf("a line has %d bytes", size)
	}
	for concepts := range 300 {
		tax := &Taxonomy{cover: make([]coverEntry, 1)}
		known := map[sctid.ID]Ordinal{}
		for len(known) < concepts {
			id := sctid.ID(random.Uint64N(1000) + 1)
			if _, ok := known[id]; !ok {
				known[id] = Ordinal(len(known))
				tax.ids = append(tax.ids, id)
			}
		}
		tax.makeTable()
		if at := uintptr(unsafe.Pointer(unsafe.SliceData(tax.lines))); at%64 != 0 {
			t.Fatalf("%d concepts: the table begins at %#x", concepts, at)
		}
		for id := range sctid.ID(1002) {
			want, ok := known[id]
			got, found := tax.Ordinal(id)
			if found != ok || ok && got != want || !ok && got != NoOrdinal {
				t.Fatalf("%d concepts: %d has ordinal %d, %t; want %d, %t", concepts, id, got, found, want, ok)
			}
		}
	}
}

// BenchmarkCompare compares pairs from identifiers, one half of them positive.
func BenchmarkCompare(b *testing.B) {
	tax := atScale(b)
	random := rand.New(rand.NewPCG(1, 2))
	const pairs = 1 << 16
	as, bs := make([]sctid.ID, pairs), make([]sctid.ID, pairs)
	for i := range as {
		o := Ordinal(random.IntN(tax.ActiveCount()))
		as[i], bs[i] = tax.ID(Ordinal(random.IntN(tax.ActiveCount()))), tax.ID(o)
		if above := tax.AppendAncestors(nil, o); i%2 == 0 && len(above) > 0 {
			as[i] = tax.ID(above[random.IntN(len(above))])
		}
	}
	perPair := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pairs), "ns/pair")
	}
	b.Run("single", func(b *testing.B) {
		for b.Loop() {
			for i := range as {
				tax.Compare(as[i], bs[i])
			}
		}
		perPair(b)
	})
	b.Run("by-slots", func(b *testing.B) { // what the table took the place of
		for b.Loop() {
			for i := range as {
				x, _ := findID(tax.slots, tax.ids, as[i])
				y, _ := findID(tax.slots, tax.ids, bs[i])
				_ = x == y || tax.Subsumes(x, y) || tax.Subsumes(y, x)
			}
		}
		perPair(b)
	})
	b.Run("batch", func(b *testing.B) {
		x, y, is := packed(as), packed(bs), make([]Comparison, pairs)
		for b.Loop() {
			tax.CompareEach(x, y, is)
		}
		perPair(b)
	})
}
