package rpc_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/testing/protocmp"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/internal/wire"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

// clients are clients of every service, over one connection.
type clients struct {
	firnv1.ConceptServiceClient
	firnv1.SubsumptionServiceClient
	firnv1.SearchServiceClient
	firnv1.RefsetServiceClient
	firnv1.ValidationServiceClient
	firnv1.ReleaseServiceClient
	firnv1.EclServiceClient
	firnv1.HistoryServiceClient
	firnv1.MapServiceClient

	catalog *fixture.Catalog
	store   *fixture.Store
	server  *rpc.Server
	conn    *grpc.ClientConn
}

// serve serves a world to clients, over a connection in memory.
func serve(t testing.TB, world *fixture.World, options rpc.Options) *clients {
	t.Helper()
	return serveCoded(t, world, options, grpc.ForceServerCodecV2(wire.Codec()))
}

// serveCoded is serve with what else gRPC's server is told, such as a codec.
func serveCoded(t testing.TB, world *fixture.World, options rpc.Options, more ...grpc.ServerOption) *clients {
	t.Helper()
	release, store, err := world.Release()
	if err != nil {
		t.Fatal(err)
	}
	catalog := &fixture.Catalog{}
	catalog.Put(release)
	c := serveCatalog(t, catalog, options, more...)
	c.store = store
	return c
}

func serveCatalog(t testing.TB, catalog *fixture.Catalog, options rpc.Options, more ...grpc.ServerOption) *clients {
	t.Helper()
	server := rpc.New(catalog, options)
	listener := bufconn.Listen(1 << 20)
	grpcServer := grpc.NewServer(more...)
	server.Register(grpcServer)
	go grpcServer.Serve(listener)
	conn, err := grpc.NewClient("passthrough:///memory",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()
		grpcServer.Stop()
		// Whatever happened, no release may be held any longer.
		eventually(t, "every call lets go of its release", func() bool { return catalog.Using.Load() == 0 })
	})
	return &clients{
		firnv1.NewConceptServiceClient(conn), firnv1.NewSubsumptionServiceClient(conn), firnv1.NewSearchServiceClient(conn),
		firnv1.NewRefsetServiceClient(conn), firnv1.NewValidationServiceClient(conn), firnv1.NewReleaseServiceClient(conn),
		firnv1.NewEclServiceClient(conn), firnv1.NewHistoryServiceClient(conn), firnv1.NewMapServiceClient(conn),
		catalog, nil, server, conn,
	}
}

// winter serves the world with a piece of everything.
func winter(t testing.TB) *clients { return serve(t, fixture.Winter(), rpc.Options{}) }

// equal compares messages.
func equal(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// must returns a response of a call that must not fail.
func must[R any](response R, err error) func(testing.TB) R {
	return func(t testing.TB) R {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
}

// failure is what an error of the face says.
type failure struct {
	code     codes.Code
	reason   terminology.Reason
	field    string
	metadata map[string]string
	message  string
}

// fails reads the details of an error, which must be there.
func fails(t testing.TB, err error) failure {
	t.Helper()
	s, ok := status.FromError(err)
	if err == nil || !ok {
		t.Fatalf("got %v, want an error with a status", err)
	}
	f := failure{code: s.Code(), message: s.Message()}
	for _, detail := range s.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if detail.GetDomain() != "firn" {
				t.Errorf("the error's domain is %q", detail.GetDomain())
			}
			f.reason, f.metadata = terminology.Reason(detail.GetReason()), detail.GetMetadata()
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				f.field = violation.GetField()
			}
		}
	}
	return f
}

// expect checks an error's code, reason and field.
func expect(t testing.TB, err error, code codes.Code, reason terminology.Reason, field string) {
	t.Helper()
	got := fails(t, err)
	if got.code != code || got.reason != reason || got.field != field {
		t.Errorf("got %v, %s, field %q (%v); want %v, %s, field %q", got.code, got.reason, got.field, err, code, reason, field)
	}
}

// soon is the context of a test that must not hang.
func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// eventually waits until something is so.
func eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited too long: %s", what)
		}
	}
}
