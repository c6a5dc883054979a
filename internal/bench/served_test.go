package main

import (
	"context"
	"testing"

	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/ops"
	"github.com/firn-sct/firn/server/rpc"
)

// BenchmarkServed measures calls and streams with client and server in one
// process, where a profile shows both.
func BenchmarkServed(b *testing.B) {
	c, _, q := openData(b)
	server, err := ops.NewServer(ops.Options{Register: rpc.New(c, rpc.Options{}).Register, Load: func(context.Context) error { return nil }})
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.Shutdown)
	conn, err := dial(server.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })

	concepts := firnv1.NewConceptServiceClient(conn)
	health := healthpb.NewHealthClient(conn)
	b.Run("Empty", func(b *testing.B) {
		b.SetParallelism(32)
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				if _, err := health.Check(b.Context(), &healthpb.HealthCheckRequest{}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	b.Run("GetConcept", func(b *testing.B) {
		b.SetParallelism(32)
		b.RunParallel(func(p *testing.PB) {
			for i := 0; p.Next(); i++ {
				if _, err := concepts.GetConcept(b.Context(), &firnv1.GetConceptRequest{ConceptId: uint64(at(q.active, i))}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	m := &measuring{asked: q}
	pairs, verdicts, terms := m.pairs(len(q.active)), m.codes(true, false), m.codes(false, false)
	b.Run("Subsumes", func(b *testing.B) {
		stream, err := firnv1.NewSubsumptionServiceClient(conn).SubsumesStream(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		exchange(b, stream, pairs)
	})
	for name, messages := range map[string][]*firnv1.ValidateCodesRequest{"Verdicts": verdicts, "Terms": terms} {
		b.Run(name, func(b *testing.B) {
			stream, err := firnv1.NewValidationServiceClient(conn).ValidateCodes(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			exchange(b, stream, messages)
		})
	}
}

// exchange sends b.N messages without waiting and reads the answers.
func exchange[Q, R any](b *testing.B, stream grpc.BidiStreamingClient[Q, R], messages []*Q) {
	b.ResetTimer()
	go func() {
		defer stream.CloseSend()
		for i := range b.N {
			if stream.Send(at(messages, i)) != nil {
				return
			}
		}
	}()
	for range b.N {
		if _, err := stream.Recv(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*streamRows)/b.Elapsed().Seconds(), "items/s")
}
