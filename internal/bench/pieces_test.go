package main

import (
	"os"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/firn-sct/firn/catalog"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

// services are the handlers without a network: what a call costs beyond gRPC.
type services map[string]any

// RegisterService implements [grpc.ServiceRegistrar].
func (s services) RegisterService(description *grpc.ServiceDesc, handlers any) {
	s[description.ServiceName] = handlers
}

// openData opens the data directory that FIRN_BENCH_DATA names, or skips: what
// the harness has made lies in the folder data of its cache.
func openData(b *testing.B) (*catalog.Catalog, *terminology.Release, *questions) {
	dir := os.Getenv("FIRN_BENCH_DATA")
	if dir == "" {
		b.Skip("FIRN_BENCH_DATA names no data directory of one release")
	}
	c, err := catalog.Open(dir, catalog.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	r, free, err := c.Acquire("")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(free)
	q, err := newQuestions(r, 0)
	if err != nil {
		b.Fatal(err)
	}
	return c, r, q
}

// BenchmarkDomain measures what the domain answers.
func BenchmarkDomain(b *testing.B) {
	_, r, q := openData(b)
	dialects, err := r.Dialects("")
	if err != nil {
		b.Fatal(err)
	}
	for _, piece := range []struct {
		name string
		run  func(i int) error
	}{
		{"IsA", func(i int) error { _, err := r.Subsumes(at(q.general, i), at(q.active, i)); return err }},
		{"Concept", func(i int) error { _, err := r.Concept(at(q.active, i), terminology.PartAll); return err }},
		{"Summary", func(i int) error { _, err := r.Summary(at(q.ordinals, i), dialects); return err }},
		{"PreferredTerm", func(i int) error { _, err := r.PreferredTerm(at(q.ordinals, i), dialects); return err }},
		{"Descendants", func(i int) error { r.Taxonomy().Descendants(at(q.ordinals, i)); return nil }},
		{"Search", func(i int) error {
			_, err := r.Search(b.Context(), terminology.SearchQuery{Text: at(q.typed, i), Dialects: dialects, Size: 10})
			return err
		}},
	} {
		b.Run(piece.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := piece.run(i); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHandlers measures the handlers of calls, and what encoding and
// decoding their answers takes.
func BenchmarkHandlers(b *testing.B) {
	c, _, q := openData(b)
	found := services{}
	rpc.New(c, rpc.Options{}).Register(found)
	concepts := found[firnv1.ConceptService_ServiceDesc.ServiceName].(firnv1.ConceptServiceServer)
	get := func(i int) (*firnv1.GetConceptResponse, error) {
		return concepts.GetConcept(b.Context(), &firnv1.GetConceptRequest{ConceptId: uint64(at(q.active, i))})
	}
	b.Run("GetConcept", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := get(i); err != nil {
				b.Fatal(err)
			}
		}
	})
	var answers []*firnv1.GetConceptResponse
	var encoded [][]byte
	size := 0
	for i := range 1000 {
		answer, err := get(i)
		if err != nil {
			b.Fatal(err)
		}
		bytes, err := proto.Marshal(answer)
		if err != nil {
			b.Fatal(err)
		}
		answers, encoded, size = append(answers, answer), append(encoded, bytes), size+len(bytes)
	}
	b.Run("GetConcept/encode", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := proto.Marshal(at(answers, i)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(size)/1000, "B/answer")
	})
	b.Run("GetConcept/decode", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if err := proto.Unmarshal(at(encoded, i), &firnv1.GetConceptResponse{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
