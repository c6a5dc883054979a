package rpc_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
)

// ends checks that a stream ends in order.
func ends[Q, R any](t *testing.T, stream grpc.BidiStreamingClient[Q, R]) {
	t.Helper()
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ended with %v, want io.EOF", err)
	}
}

// TestStreamOrder sends many messages without waiting, and reads the answers.
func TestStreamOrder(t *testing.T) {
	c := serve(t, fixture.Wide(1000), rpc.Options{})
	const messages, perMessage = 500, 100
	stream := must(c.SubsumesStream(soon(t)))(t)
	sent := make(chan error, 1)
	go func() {
		for m := range messages {
			request := &firnv1.SubsumesStreamRequest{Correlation: uint64(m)}
			for i := range perMessage {
				request.AIds = append(request.AIds, uint64(fixture.ConceptID(10_000+uint64(m))))
				request.BIds = append(request.BIds, uint64(fixture.ConceptID(10_000+uint64(m+i)%1000)))
			}
			if err := stream.Send(request); err != nil {
				sent <- err
				return
			}
		}
		sent <- stream.CloseSend()
	}()
	for m := range messages {
		got := must(stream.Recv())(t)
		if got.Correlation != uint64(m) || len(got.Outcomes) != perMessage || got.Release == "" {
			t.Fatalf("answer %d is number %d with %d outcomes", m, got.Correlation, len(got.Outcomes))
		}
		for i, outcome := range got.Outcomes {
			if want := map[bool]firnv1.SubsumptionOutcome{true: equivalent, false: notSubsumed}[i == 0]; outcome != want {
				t.Fatalf("answer %d, pair %d: %v, want %v", m, i, outcome, want)
			}
		}
	}
	ends(t, stream)
	if err := <-sent; err != nil {
		t.Error(err)
	}
}

// TestStreamBackPressure doesn't read: the server must stop reading too.
func TestStreamBackPressure(t *testing.T) {
	c := serve(t, fixture.Wide(10), rpc.Options{})
	ctx, cancel := context.WithCancel(soon(t))
	defer cancel()
	stream := must(c.SubsumesStream(ctx))(t)
	ids := make([]uint64, 10_000)
	request := &firnv1.SubsumesStreamRequest{AIds: ids, BIds: ids}
	blocked := make(chan struct{})
	go func() {
		defer close(blocked)
		for range 100_000 { // 16 GB, were there no end to it
			if stream.Send(request) != nil {
				return
			}
		}
		t.Error("the server took everything")
	}()
	select {
	case <-blocked:
		t.Error("sending ended though nobody cancelled")
	default:
	}
	must(stream.Recv())(t)
	cancel()
	<-blocked
	eventually(t, "the cancelled stream lets go of its release", func() bool { return c.catalog.Using.Load() == 0 })
}

// TestStreamHoldsItsRelease swaps the default release under a stream.
func TestStreamHoldsItsRelease(t *testing.T) {
	c := winter(t)
	stream := must(c.SubsumesStream(soon(t)))(t)
	ask := func() string {
		t.Helper()
		if err := stream.Send(&firnv1.SubsumesStreamRequest{}); err != nil {
			t.Fatal(err)
		}
		return must(stream.Recv())(t).Release
	}
	if got := ask(); got != fixture.URI {
		t.Fatalf("answered from %s", got)
	}
	next := fixture.Winter()
	next.Info.URI = "http://snomed.info/sct/900000000000207008/version/20260101"
	put(t, c, next)
	if got := ask(); got != fixture.URI {
		t.Errorf("after a swap: answered from %s", got)
	}
	if using := c.catalog.Using.Load(); using != 1 {
		t.Errorf("the stream holds %d releases", using)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	ends(t, stream)
	eventually(t, "the ended stream lets go of its release", func() bool { return c.catalog.Using.Load() == 0 })
}

// TestStopStreams stops streams that wait and streams that work.
func TestStopStreams(t *testing.T) {
	c := winter(t)
	working, release := make(chan struct{}, 100), make(chan struct{})
	c.store.OnConcept = func() error {
		working <- struct{}{}
		<-release
		return nil
	}
	waiting := must(c.SubsumesStream(soon(t)))(t)
	if err := waiting.Send(&firnv1.SubsumesStreamRequest{}); err != nil {
		t.Fatal(err)
	}
	must(waiting.Recv())(t)
	busy := must(c.ValidateCodes(soon(t)))(t)
	for range 2 {
		if err := busy.Send(&firnv1.ValidateCodesRequest{Codes: []string{fixture.Toe.String()}, IncludePreferredTerms: true}); err != nil {
			t.Fatal(err)
		}
	}
	<-working
	c.server.StopStreams()
	c.server.StopStreams() // once more does no harm
	_, err := waiting.Recv()
	expect(t, err, codes.Unavailable, "SHUTTING_DOWN", "")
	close(release)
	// The message that it was at is answered, the next one isn't.
	if got := must(busy.Recv())(t); len(got.Verdicts) != 1 || got.PreferredTerms[0] != "Toe" {
		t.Errorf("the last answer is %v", got)
	}
	_, err = busy.Recv()
	expect(t, err, codes.Unavailable, "SHUTTING_DOWN", "")
	late := must(c.SubsumesStream(soon(t)))(t)
	_, err = late.Recv()
	expect(t, err, codes.Unavailable, "SHUTTING_DOWN", "")
	// Calls that are no streams go on.
	must(c.Subsumes(soon(t), &firnv1.SubsumesRequest{AId: uint64(fixture.Toe), BId: uint64(fixture.Toe)}))(t)
}

func TestStreamMessageTooLarge(t *testing.T) {
	c := winter(t)
	stream := must(c.ValidateCodes(soon(t)))(t)
	if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: []string{string(make([]byte, 5<<20))}}); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	_, err := stream.Recv()
	if status.Code(err) != codes.ResourceExhausted {
		t.Errorf("got %v", err)
	}
}
