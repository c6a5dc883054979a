package store

import (
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// benchConcepts is how many concepts the benchmarks' release has: 20,000, or
// the value of FIRN_BENCH_CONCEPTS. Each has three descriptions, seven
// relationships, and a dozen and a half members of reference sets.
func benchConcepts() int {
	n, err := strconv.Atoi(os.Getenv("FIRN_BENCH_CONCEPTS"))
	if err != nil {
		return 20_000
	}
	return n
}

func benchFake(b *testing.B) *fake {
	n := benchConcepts()
	s := shape{concepts: n + 1, descriptions: 7, relationships: 14, members: 6 * n, lifelike: true}
	first := true
	choose := seeded(1)
	return makeFake(func(k int) int {
		if first { // the number of concepts
			first = false
			return n
		}
		return choose(k)
	}, s)
}

func BenchmarkWrite(b *testing.B) {
	f := benchFake(b)
	dir := b.TempDir()
	for b.Loop() {
		path := dir + "/store.db"
		if err := Write(b.Context(), path, f, Options{}); err != nil {
			b.Fatal(err)
		}
		stat, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(stat.Size())/float64(len(f.concepts)), "bytes/concept")
		os.Remove(path)
	}
}

// benchStore writes the release and opens it. Of the release in memory it keeps
// a few ids alone, so that the garbage collector doesn't walk the rest all along.
func benchStore(b *testing.B) (s *Store, descriptions, mapped []sctid.ID) {
	f := benchFake(b)
	s = writeAndOpen(b, f)
	for _, c := range f.concepts {
		for _, d := range c.Descriptions {
			descriptions = append(descriptions, d.ID)
		}
	}
	for _, m := range f.members[fakeMap] {
		mapped = append(mapped, m.ReferencedComponentID)
	}
	return s, descriptions, mapped
}

func BenchmarkRead(b *testing.B) {
	s, descriptions, mapped := benchStore(b)
	runtime.GC()
	concepts := s.Taxonomy().Len()
	b.Run("Open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s, err := Open(s.Path())
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, c := range []struct {
		name  string
		parts terminology.Parts
	}{
		{"Concept/Head", 0},
		{"Concept/Names", terminology.PartNames},
		{"Concept/Active", terminology.PartAll &^ terminology.PartInactive},
		{"Concept/All", terminology.PartAll},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			random := rand.New(rand.NewPCG(1, 2))
			for b.Loop() {
				if _, err := s.Concept(taxonomy.Ordinal(random.IntN(concepts)), c.parts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("Concept/All/parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			random := rand.New(rand.NewPCG(1, 2))
			for pb.Next() {
				if _, err := s.Concept(taxonomy.Ordinal(random.IntN(concepts)), terminology.PartAll); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	b.Run("DescriptionConcept", func(b *testing.B) {
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			if _, ok, err := s.DescriptionConcept(descriptions[random.IntN(len(descriptions))]); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
	b.Run("Members", func(b *testing.B) { // a row
		b.ReportAllocs()
		for n := 0; n < b.N; {
			for _, err := range s.Members(fakeMap, terminology.MemberKey{}) {
				if err != nil {
					b.Fatal(err)
				}
				if n++; n == b.N {
					break
				}
			}
		}
	})
	b.Run("ComponentMembers", func(b *testing.B) {
		b.ReportAllocs()
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			for _, err := range s.ComponentMembers(fakeMap, mapped[random.IntN(len(mapped))]) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("ComponentRefsets", func(b *testing.B) {
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			if _, err := s.ComponentRefsets(s.Taxonomy().ID(taxonomy.Ordinal(random.IntN(concepts)))); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if err := s.Verify(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
