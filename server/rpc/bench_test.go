package rpc_test

import (
	"context"
	"fmt"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
)

// floor is a service with an empty rpc and an echoing stream, which cost what
// gRPC itself costs.
type floor struct {
	healthpb.UnimplementedHealthServer
}

func (floor) Check(context.Context, *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	return &healthpb.HealthCheckResponse{}, nil
}

// overTCP serves a wide world on the loopback interface.
func overTCP(b *testing.B) *grpc.ClientConn {
	b.Helper()
	release, _, err := fixture.Wide(10_000).Release()
	if err != nil {
		b.Fatal(err)
	}
	catalog := &fixture.Catalog{}
	catalog.Put(release)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := grpc.NewServer()
	rpc.New(catalog, rpc.Options{}).Register(server)
	healthpb.RegisterHealthServer(server, floor{})
	go server.Serve(listener)
	b.Cleanup(server.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return conn
}

func wideID(i int) uint64 { return uint64(fixture.ConceptID(uint64(10_000 + i%10_000))) }

// BenchmarkUnary compares lookups with an empty rpc, from one caller and from
// sixteen.
func BenchmarkUnary(b *testing.B) {
	conn := overTCP(b)
	concepts, subsumption, health := firnv1.NewConceptServiceClient(conn), firnv1.NewSubsumptionServiceClient(conn), healthpb.NewHealthClient(conn)
	for _, call := range []struct {
		name string
		call func(i int) error
	}{
		{"Empty", func(int) error {
			_, err := health.Check(b.Context(), &healthpb.HealthCheckRequest{})
			return err
		}},
		{"GetConcept", func(i int) error {
			_, err := concepts.GetConcept(b.Context(), &firnv1.GetConceptRequest{ConceptId: wideID(i)})
			return err
		}},
		{"Subsumes", func(i int) error {
			_, err := subsumption.Subsumes(b.Context(), &firnv1.SubsumesRequest{AId: uint64(fixture.Injury), BId: wideID(i)})
			return err
		}},
	} {
		b.Run(call.name+"/callers=1", func(b *testing.B) {
			i := 0
			for b.Loop() {
				if err := call.call(i); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
		b.Run(call.name+"/callers=16", func(b *testing.B) {
			b.SetParallelism(8) // times the processors
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					if err := call.call(i); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkStream measures items a second of the two streams.
func BenchmarkStream(b *testing.B) {
	conn := overTCP(b)
	for _, size := range []int{1000, 4000} {
		numbers, texts := make([]uint64, size), make([]string, size)
		for i := range size {
			numbers[i] = wideID(i)
			texts[i] = fmt.Sprint(numbers[i])
		}
		b.Run(fmt.Sprintf("Subsumes/pairs=%d", size), func(b *testing.B) {
			stream, err := firnv1.NewSubsumptionServiceClient(conn).SubsumesStream(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			pump(b, stream, size, &firnv1.SubsumesStreamRequest{AIds: numbers, BIds: numbers})
		})
		for name, request := range map[string]*firnv1.ValidateCodesRequest{
			"texts":   {Codes: texts},
			"numbers": {CodeNumbers: numbers},
			"terms":   {CodeNumbers: numbers, IncludePreferredTerms: true},
		} {
			b.Run(fmt.Sprintf("Validate/%s=%d", name, size), func(b *testing.B) {
				stream, err := firnv1.NewValidationServiceClient(conn).ValidateCodes(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				pump(b, stream, size, request)
			})
		}
	}
}

// pump sends without waiting and reads all answers.
func pump[Q, R any](b *testing.B, stream grpc.BidiStreamingClient[Q, R], size int, request *Q) {
	b.ResetTimer()
	go func() {
		for range b.N {
			if stream.Send(request) != nil {
				return
			}
		}
		stream.CloseSend()
	}()
	for range b.N {
		if _, err := stream.Recv(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "items/s")
}
