package store

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// benchConcepts is how many concepts the benchmarks' release has: 20,000, or
// the value of FIRN_BENCH_CONCEPTS. Each has three descriptions, seven
// relationships, and a dozen and a half members of reference sets.
func benchConcepts(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("FIRN_BENCH_CONCEPTS"))
	if err != nil {
		return 20_000
	}
	return n
}

func benchFake(b *testing.B) *fake {
	n := benchConcepts(b)
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

func BenchmarkRead(b *testing.B) {
	f := benchFake(b)
	s := writeAndOpen(b, f)
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
				if _, err := s.Concept(taxonomy.Ordinal(random.IntN(len(f.concepts))), c.parts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("Concept/All/parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			random := rand.New(rand.NewPCG(1, 2))
			for pb.Next() {
				if _, err := s.Concept(taxonomy.Ordinal(random.IntN(len(f.concepts))), terminology.PartAll); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	b.Run("DescriptionConcept", func(b *testing.B) {
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			c := f.concepts[random.IntN(len(f.concepts))]
			if len(c.Descriptions) == 0 {
				continue
			}
			if _, ok, err := s.DescriptionConcept(c.Descriptions[0].ID); !ok || err != nil {
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
		rows := f.members[fakeMap]
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			for _, err := range s.ComponentMembers(fakeMap, rows[random.IntN(len(rows))].ReferencedComponentID) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("ComponentRefsets", func(b *testing.B) {
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			if _, err := s.ComponentRefsets(f.concepts[random.IntN(len(f.concepts))].ID); err != nil {
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
