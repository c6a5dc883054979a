package maps_test

import (
	"cmp"
	"runtime"
	"slices"
	"testing"

	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// largest returns the largest map of a kind.
func largest(r *terminology.Release, kind maps.Kind) *maps.Map {
	all := slices.Clone(maps.Of(r).All())
	all = slices.DeleteFunc(all, func(m *maps.Map) bool { return m.Kind != kind })
	return slices.MaxFunc(all, func(a, b *maps.Map) int { return cmp.Compare(a.Refset.Members, b.Refset.Members) })
}

var kinds = []maps.Kind{maps.Simple, maps.Extended}

// BenchmarkWarm makes the table of a map, and tells how much memory it takes.
func BenchmarkWarm(b *testing.B) {
	for _, kind := range kinds {
		b.Run(kind.String(), func(b *testing.B) {
			var before, after runtime.MemStats
			for b.Loop() {
				b.StopTimer()
				m := largest(testrelease.Scaled(b), kind)
				runtime.GC()
				runtime.ReadMemStats(&before)
				b.StartTimer()
				if err := m.Warm(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
				b.ReportMetric(float64(m.Refset.Members), "rows")
				runtime.KeepAlive(m)
				b.StartTimer()
			}
		})
	}
}

// BenchmarkTranslate asks for the codes of one active concept after the other.
func BenchmarkTranslate(b *testing.B) {
	r := testrelease.Scaled(b)
	n := r.Taxonomy().ActiveCount()
	record := maps.Record{Age: maps.Age{Number: 40, Unit: maps.Years}, Sex: maps.Female}
	for _, warm := range []bool{false, true} {
		for _, kind := range kinds {
			name := kind.String() + "/from the store"
			if warm {
				name = kind.String() + "/from the table"
			}
			b.Run(name, func(b *testing.B) {
				m := largest(r, kind)
				if warm {
					if err := m.Warm(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
				i := 0
				for b.Loop() {
					i = (i*7 + 12345) % n
					if _, err := m.Translate(taxonomy.Ordinal(i), &record); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkByCode asks for the rows of one code after the other.
func BenchmarkByCode(b *testing.B) {
	r := testrelease.Scaled(b)
	for _, kind := range kinds {
		b.Run(kind.String(), func(b *testing.B) {
			m := largest(r, kind)
			all, err := m.ByCode(b.Context(), "", maps.Prefix)
			if err != nil {
				b.Fatal(err)
			}
			i := 0
			for b.Loop() {
				i = (i*7 + 12345) % all.Len()
				codes, err := m.ByCode(b.Context(), all.Row(i).Code, maps.Exact)
				if err != nil || codes.Len() == 0 {
					b.Fatal(err)
				}
				if codes.Row(0).Code == "?" {
					b.Fatal("wrong")
				}
			}
		})
	}
}

// BenchmarkNearest asks for the nearest mapped ancestors of one concept after the
// other, and BenchmarkMostSpecific for those in a set of which few are members.
func BenchmarkNearest(b *testing.B) {
	r := testrelease.Scaled(b)
	c, m := maps.NewClimber(r), largest(r, maps.Extended)
	n, i := r.Taxonomy().ActiveCount(), 0
	for b.Loop() {
		i = (i*7 + 12345) % n
		if _, err := m.Nearest(c, taxonomy.Ordinal(i)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMostSpecific climbs to the root every time.
func BenchmarkMostSpecific(b *testing.B) {
	r := testrelease.Scaled(b)
	root, err := r.Ordinal(terminology.Root)
	if err != nil {
		b.Fatal(err)
	}
	c, set := maps.NewClimber(r), r.Taxonomy().All()
	set.Clear()
	set.Add(uint32(root))
	n, i := r.Taxonomy().ActiveCount(), 0
	for b.Loop() {
		i = (i*7 + 12345) % n
		if len(c.MostSpecific(set, taxonomy.Ordinal(i))) > 1 {
			b.Fatal("the root is one concept")
		}
	}
}
