package grpcerror_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/server/internal/requestid"
	"github.com/firn-sct/firn/terminology"
)

// TestKinds gives every kind of domain error its code.
func TestKinds(t *testing.T) {
	for kind, want := range map[terminology.Kind]codes.Code{
		terminology.KindInvalidArgument:    codes.InvalidArgument,
		terminology.KindNotFound:           codes.NotFound,
		terminology.KindFailedPrecondition: codes.FailedPrecondition,
		terminology.KindResourceExhausted:  codes.ResourceExhausted,
		terminology.KindUnsupported:        codes.Unimplemented,
		terminology.KindInternal:           codes.Internal,
		terminology.KindUnsupported + 100:  codes.Internal,
	} {
		err := fmt.Errorf("wrapped: %w", terminology.Errorf(kind, "SOME_REASON", "the message"))
		if got := status.Code(grpcerror.From(context.Background(), slog.New(slog.DiscardHandler), err)); got != want {
			t.Errorf("%v: %v, want %v", kind, got, want)
		}
	}
}

func TestDetails(t *testing.T) {
	e := terminology.Errorf(terminology.KindNotFound, terminology.ReasonConceptNotFound, "concept 1 isn't there").WithField("a_id")
	e.Hint = "look elsewhere"
	e.Cause = errors.New("secret")
	s := status.Convert(grpcerror.From(context.Background(), slog.New(slog.DiscardHandler), e))
	if s.Message() != "concept 1 isn't there (look elsewhere)" || len(s.Details()) != 2 {
		t.Fatalf("status %v", s)
	}
	info, _ := s.Details()[0].(*errdetails.ErrorInfo)
	if info.GetReason() != "CONCEPT_NOT_FOUND" || info.GetDomain() != "firn" || info.GetMetadata()["hint"] != "look elsewhere" {
		t.Errorf("info %v", info)
	}
	request, _ := s.Details()[1].(*errdetails.BadRequest)
	if v := request.GetFieldViolations(); len(v) != 1 || v[0].GetField() != "a_id" || v[0].GetReason() != "CONCEPT_NOT_FOUND" || v[0].GetDescription() != s.Message() {
		t.Errorf("request %v", request)
	}
	if strings.Contains(s.String(), "secret") {
		t.Errorf("the cause shows in %v", s)
	}
}

func TestContexts(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, test := range []struct {
		ctx  context.Context
		err  error
		want codes.Code
	}{
		{context.Background(), nil, codes.OK},
		{context.Background(), fmt.Errorf("reading: %w", context.Canceled), codes.Canceled},
		{context.Background(), fmt.Errorf("reading: %w", context.DeadlineExceeded), codes.DeadlineExceeded},
		{ended, errors.New("stopped"), codes.Canceled},
		{ended, terminology.Errorf(terminology.KindNotFound, "X", "x"), codes.NotFound},
		{context.Background(), status.Error(codes.ResourceExhausted, "too large"), codes.ResourceExhausted},
	} {
		if got := status.Code(grpcerror.From(test.ctx, log, test.err)); got != test.want {
			t.Errorf("%v: %v, want %v", test.err, got, test.want)
		}
	}
}

func TestInternal(t *testing.T) {
	var log bytes.Buffer
	ctx := requestid.NewContext(context.Background(), "r1")
	s := status.Convert(grpcerror.From(ctx, slog.New(slog.NewTextHandler(&log, nil)), errors.New("torn page")))
	if s.Code() != codes.Internal || strings.Contains(s.String(), "torn") || !strings.Contains(s.Message(), "r1") {
		t.Errorf("status %v", s)
	}
	if !strings.Contains(log.String(), "torn page") || !strings.Contains(log.String(), "request_id=r1") {
		t.Errorf("log %s", &log)
	}
	if got := grpcerror.Reason(errors.New("x")); got != grpcerror.ReasonInternal {
		t.Errorf("reason %s", got)
	}
}
