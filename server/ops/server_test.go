package ops_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/ops"
)

// services are the names of all services of ours.
var services = []string{"firn.v1.ConceptService", "firn.v1.RefsetService", "firn.v1.ReleaseService", "firn.v1.SearchService",
	"firn.v1.SubsumptionService", "firn.v1.ValidationService"}

func reasonOf(err error) string {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

func TestHealth(t *testing.T) {
	listening, loaded := make(chan string, 1), make(chan struct{})
	var server *ops.Server
	server, err := ops.NewServer(ops.Options{
		Register: func(r grpc.ServiceRegistrar) {
			firnv1.RegisterConceptServiceServer(r, firnv1.UnimplementedConceptServiceServer{})
		},
		Load: func(context.Context) error {
			listening <- server.Addr().String()
			<-loaded
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if server.Addr() != nil {
		t.Errorf("an address before it listens: %v", server.Addr())
	}
	started := make(chan error, 1)
	go func() { started <- server.Start(t.Context()) }()
	<-listening
	health := healthpb.NewHealthClient(dial(t, server, nil))
	check := func(service string, want healthpb.HealthCheckResponse_ServingStatus) {
		t.Helper()
		got, err := health.Check(soon(t), &healthpb.HealthCheckRequest{Service: service})
		if err != nil || got.GetStatus() != want {
			t.Errorf("%q: %v, %v; want %v", service, got, err, want)
		}
	}
	check("", healthpb.HealthCheckResponse_NOT_SERVING)
	check("firn.v1.ConceptService", healthpb.HealthCheckResponse_NOT_SERVING)
	close(loaded)
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	check("", healthpb.HealthCheckResponse_SERVING)
	check("firn.v1.ConceptService", healthpb.HealthCheckResponse_SERVING)
	if _, err := health.Check(soon(t), &healthpb.HealthCheckRequest{Service: "firn.v1.Nonsense"}); status.Code(err) != codes.NotFound {
		t.Errorf("a service that isn't there: %v", err)
	}
	watch, err := health.Watch(soon(t), &healthpb.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := watch.Recv(); err != nil || got.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		t.Errorf("watching: %v, %v", got, err)
	}
	begin := time.Now()
	server.Shutdown()
	// Who watches hears of it, and doesn't hold it up.
	if got, err := watch.Recv(); err != nil || got.GetStatus() != healthpb.HealthCheckResponse_NOT_SERVING {
		t.Errorf("watching the shutdown: %v, %v", got, err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("a watch held the shutdown up for %v", took)
	}
}

func TestHealthOfEachService(t *testing.T) {
	server, _ := winter(t, ops.Options{})
	health := healthpb.NewHealthClient(dial(t, server, nil))
	for _, service := range append(services, "") {
		if got, err := health.Check(soon(t), &healthpb.HealthCheckRequest{Service: service}); err != nil || got.GetStatus() != healthpb.HealthCheckResponse_SERVING {
			t.Errorf("%q: %v, %v", service, got, err)
		}
	}
}

func TestLoadFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	server, err := ops.NewServer(ops.Options{Load: func(context.Context) error { return broken }})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(t.Context()); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if conn, err := net.DialTimeout("tcp", server.Addr().String(), time.Second); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
}

func TestReflection(t *testing.T) {
	server, _ := winter(t, ops.Options{})
	conn := dial(t, server, nil)
	v1, err := reflectionpb.NewServerReflectionClient(conn).ServerReflectionInfo(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := v1.Send(&reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}}); err != nil {
		t.Fatal(err)
	}
	answer, err := v1.Recv()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, service := range answer.GetListServicesResponse().GetService() {
		names = append(names, service.GetName())
	}
	for _, service := range append(services, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection") {
		if !slices.Contains(names, service) {
			t.Errorf("reflection doesn't list %s: %v", service, names)
		}
	}
	if err := v1.CloseSend(); err != nil {
		t.Error(err)
	}
}

func TestServeUntilDone(t *testing.T) {
	server, err := ops.NewServer(ops.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx) }()
	if _, err := healthpb.NewHealthClient(dial(t, server, nil)).Check(soon(t), &healthpb.HealthCheckRequest{}); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-served; err != nil {
		t.Errorf("an orderly end is no error: %v", err)
	}
	server.Shutdown() // once more does no harm
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	second, err := ops.NewServer(ops.Options{Address: taken.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Serve(t.Context()); err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("listening at a taken address: %v", err)
	}
}

// subsume asks one message of a stream.
func subsume(t *testing.T, stream firnv1.SubsumptionService_SubsumesStreamClient) error {
	t.Helper()
	if err := stream.Send(&firnv1.SubsumesStreamRequest{AIds: []uint64{1}, BIds: []uint64{2}}); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	_, err := stream.Recv()
	return err
}

// TestDrain shuts down under a stream whose client ends it in time.
func TestDrain(t *testing.T) {
	server, _ := winter(t, ops.Options{DrainPeriod: 20 * time.Second})
	stream, err := firnv1.NewSubsumptionServiceClient(dial(t, server, nil)).SubsumesStream(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := subsume(t, stream); err != nil {
		t.Fatal(err)
	}
	down := make(chan struct{})
	go func() { server.Shutdown(); close(down) }()
	eventually(t, "no new connection is taken", func() bool {
		conn, err := net.DialTimeout("tcp", server.Addr().String(), time.Second)
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	// The stream goes on meanwhile.
	for range 3 {
		if err := subsume(t, stream); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-down:
		t.Error("the server is down before its stream ended")
	default:
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ended with %v", err)
	}
	<-down
}

// TestDrainPeriodEnds shuts down under a stream whose client doesn't end it.
func TestDrainPeriodEnds(t *testing.T) {
	server, _ := winter(t, ops.Options{DrainPeriod: 50 * time.Millisecond})
	stream, err := firnv1.NewSubsumptionServiceClient(dial(t, server, nil)).SubsumesStream(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := subsume(t, stream); err != nil {
		t.Fatal(err)
	}
	server.Shutdown()
	if _, err = stream.Recv(); status.Code(err) != codes.Unavailable || reasonOf(err) != "SHUTTING_DOWN" {
		t.Errorf("the stream ended with %v, reason %q", err, reasonOf(err))
	}
}

// TestCutOff shuts down under a call that never ends.
func TestCutOff(t *testing.T) {
	server, store := winter(t, ops.Options{DrainPeriod: -1})
	stuck, let := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	store.OnConcept = func() error {
		if once.CompareAndSwap(false, true) {
			close(stuck)
			<-let
		}
		return nil
	}
	defer close(let)
	failed := make(chan error, 1)
	go func() {
		_, err := firnv1.NewConceptServiceClient(dial(t, server, nil)).GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe)})
		failed <- err
	}()
	<-stuck
	server.Shutdown()
	if err := <-failed; status.Code(err) != codes.Unavailable {
		t.Errorf("the call ended with %v", err)
	}
}

func TestPanicsAreAnswered(t *testing.T) {
	log := &lines{}
	server, store := winter(t, ops.Options{Logger: log.logger()})
	store.OnConcept = func() error { panic("the secret of the store") }
	conn := dial(t, server, nil)
	ctx := metadata.AppendToOutgoingContext(soon(t), "x-request-id", "night-7")
	_, err := firnv1.NewConceptServiceClient(conn).GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe)})
	if status.Code(err) != codes.Internal || reasonOf(err) != "INTERNAL" || !strings.Contains(err.Error(), "night-7") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	stream, err := firnv1.NewValidationServiceClient(conn).ValidateCodes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: []string{fixture.Toe.String()}, IncludePreferredTerms: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); status.Code(err) != codes.Internal || strings.Contains(err.Error(), "secret") {
		t.Errorf("stream: got %v", err)
	}
	for _, want := range []string{"the secret of the store", "request_id=night-7", "method=/firn.v1.ConceptService/GetConcept", "fixture.(*Store).Concept"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log doesn't have %q:\n%s", want, log)
		}
	}
	store.OnConcept = nil
	if _, err := firnv1.NewConceptServiceClient(conn).GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe)}); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

func TestSlowCallsAreLogged(t *testing.T) {
	log := &lines{}
	server, store := winter(t, ops.Options{Logger: log.logger(), SlowCall: 20 * time.Millisecond})
	concepts := firnv1.NewConceptServiceClient(dial(t, server, nil))
	get := func(id string) {
		t.Helper()
		ctx := metadata.AppendToOutgoingContext(soon(t), "x-request-id", id)
		if _, err := concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), View: firnv1.ConceptView_CONCEPT_VIEW_BASIC}); err != nil {
			t.Fatal(err)
		}
	}
	get("warm") // the first call may be slow on a busy machine
	var slow atomic.Bool
	store.OnConcept = func() error {
		if slow.Load() {
			time.Sleep(25 * time.Millisecond)
		}
		return nil
	}
	get("quick")
	slow.Store(true)
	get("slow")
	if got := log.String(); !strings.Contains(got, "slow call") || !strings.Contains(got, "request_id=slow method=/firn.v1.ConceptService/GetConcept") ||
		!strings.Contains(got, "duration=") || !strings.Contains(got, "code=OK") {
		t.Errorf("log:\n%s", got)
	}
}

func TestLogCalls(t *testing.T) {
	log := &lines{}
	server, _ := winter(t, ops.Options{Logger: log.logger(), LogCalls: true})
	ctx := metadata.AppendToOutgoingContext(soon(t), "x-request-id", "bad id")
	if _, err := firnv1.NewReleaseServiceClient(dial(t, server, nil)).ListReleases(ctx, &firnv1.ListReleasesRequest{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the call is logged", func() bool { return strings.Contains(log.String(), "ListReleases") })
	if got := log.String(); strings.Contains(got, "bad id") || !strings.Contains(got, "request_id=") || !strings.Contains(got, "grpc.code=OK") {
		t.Errorf("log:\n%s", got)
	}
}

func TestMaxConcurrentCalls(t *testing.T) {
	server, _ := winter(t, ops.Options{MaxConcurrentCalls: 2})
	conn := dial(t, server, nil)
	client := firnv1.NewSubsumptionServiceClient(conn)
	var streams []firnv1.SubsumptionService_SubsumesStreamClient
	for range 2 {
		stream, err := client.SubsumesStream(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := subsume(t, stream); err != nil {
			t.Fatal(err)
		}
		streams = append(streams, stream)
	}
	ask := func() error {
		_, err := client.Subsumes(soon(t), &firnv1.SubsumesRequest{AId: uint64(fixture.Toe), BId: uint64(fixture.Toe)})
		return err
	}
	if err := ask(); status.Code(err) != codes.ResourceExhausted || reasonOf(err) != "TOO_MANY_CALLS" {
		t.Errorf("a call too many: %v", err)
	}
	third, err := client.SubsumesStream(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := subsume(t, third); reasonOf(err) != "TOO_MANY_CALLS" {
		t.Errorf("a stream too many: %v", err)
	}
	if _, err := healthpb.NewHealthClient(conn).Check(soon(t), &healthpb.HealthCheckRequest{}); err != nil {
		t.Errorf("health of a full server: %v", err)
	}
	if err := streams[0].CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := streams[0].Recv(); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	eventually(t, "there is room again", func() bool { return ask() == nil })
}

func TestMaxReceiveBytes(t *testing.T) {
	server, _ := winter(t, ops.Options{MaxReceiveBytes: 1000})
	client := firnv1.NewValidationServiceClient(dial(t, server, nil))
	for length, want := range map[int]codes.Code{500: codes.OK, 2000: codes.ResourceExhausted} {
		_, err := client.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: strings.Repeat("1", length)})
		if status.Code(err) != want {
			t.Errorf("%d bytes: %v, want %v", length, err, want)
		}
	}
}

func TestMaxConcurrentStreams(t *testing.T) {
	server, _ := winter(t, ops.Options{MaxConcurrentStreams: 1})
	conn := dial(t, server, nil)
	stream, err := firnv1.NewSubsumptionServiceClient(conn).SubsumesStream(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := subsume(t, stream); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{}); status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("a second call on the connection: %v", err)
	}
}

func TestListenWarns(t *testing.T) {
	for _, test := range []struct {
		address string
		secure  bool
		warns   bool
	}{{"127.0.0.1:0", false, false}, {"localhost:0", false, false}, {"0.0.0.0:0", false, true}, {"0.0.0.0:0", true, false}, {":0", false, true}} {
		log := &lines{}
		listener, err := ops.Listen(t.Context(), test.address, test.secure, log.logger())
		if err != nil {
			t.Fatal(err)
		}
		listener.Close()
		if got := strings.Contains(log.String(), "without TLS"); got != test.warns {
			t.Errorf("%+v: warned %t:\n%s", test, got, log)
		}
	}
	if _, err := ops.Listen(t.Context(), "nowhere", false, (&lines{}).logger()); err == nil {
		t.Error("an address without a port was accepted")
	}
}
