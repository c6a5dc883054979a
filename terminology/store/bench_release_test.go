package store

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// BenchmarkRelease reads the store of a real or synthetic release, whose path
// FIRN_BENCH_STORE tells; it skips without one. What is read is chosen at
// random among all concepts.
func BenchmarkRelease(b *testing.B) {
	path := os.Getenv("FIRN_BENCH_STORE")
	if path == "" {
		b.Skip("FIRN_BENCH_STORE names no store")
	}
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	concepts := s.Taxonomy().Len()
	b.Run("Open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s, err := Open(path)
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ReadConcept/Names", func(b *testing.B) {
		b.ReportAllocs()
		random := rand.New(rand.NewPCG(1, 2))
		var buffer terminology.ConceptBuffer
		for b.Loop() {
			if err := s.ReadConcept(taxonomy.Ordinal(random.IntN(concepts)), terminology.PartNames, &buffer); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, c := range []struct {
		name  string
		parts terminology.Parts
	}{
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
	refsets := s.Refsets()
	for i := range refsets {
		r := &refsets[i]
		if r.ID != terminology.USEnglish && r.ID != terminology.OWLAxiom {
			continue
		}
		b.Run("Members/"+r.ID.String(), func(b *testing.B) { // a row
			b.ReportAllocs()
			for n := 0; n < b.N; {
				for _, err := range s.Members(r.ID, terminology.MemberKey{}) {
					if err != nil {
						b.Fatal(err)
					}
					if n++; n == b.N {
						break
					}
				}
			}
		})
		b.Run("ComponentMembers/"+r.ID.String(), func(b *testing.B) {
			b.ReportAllocs()
			random := rand.New(rand.NewPCG(1, 2))
			var components []sctid.ID
			for m, err := range s.Members(r.ID, terminology.MemberKey{}) {
				if err != nil {
					b.Fatal(err)
				}
				if random.IntN(100) == 0 {
					components = append(components, m.ReferencedComponentID)
				}
			}
			for b.Loop() {
				for _, err := range s.ComponentMembers(r.ID, components[random.IntN(len(components))]) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
