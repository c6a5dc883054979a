package ops

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/logging"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/selector"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/server/internal/requestid"
)

// requestIDHeader is where a client may bring the id of a call along.
const requestIDHeader = "x-request-id"

// interceptors returns what stands around every call, from the outside in: the
// request id, the log, the bound on calls, and next to the handler the recovery
// from panics, so that a panic is logged and answered like any other error.
//
// Streams of the ancillary services, such as a watch over the health, end with
// draining: they would hold up a shutdown for no good.
func (o Options) interceptors(draining context.Context) []grpc.ServerOption {
	unary := []grpc.UnaryServerInterceptor{o.unaryRequestID}
	stream := []grpc.StreamServerInterceptor{
		streamRequestID,
		selector.StreamServerInterceptor(endWith(draining), selector.MatchFunc(func(_ context.Context, call interceptors.CallMeta) bool {
			return ancillary(call.Service)
		})),
	}
	if o.LogCalls {
		options := []logging.Option{
			logging.WithLogOnEvents(logging.FinishCall),
			logging.WithFieldsFromContext(func(ctx context.Context) logging.Fields {
				return logging.Fields{"request_id", requestid.FromContext(ctx)}
			}),
		}
		unary = append(unary, logging.UnaryServerInterceptor(logger(o.Logger), options...))
		stream = append(stream, logging.StreamServerInterceptor(logger(o.Logger), options...))
	}
	if o.MaxConcurrentCalls > 0 {
		calls := make(semaphore, o.MaxConcurrentCalls)
		ours := selector.MatchFunc(func(_ context.Context, call interceptors.CallMeta) bool { return !ancillary(call.Service) })
		unary = append(unary, selector.UnaryServerInterceptor(calls.unary, ours))
		stream = append(stream, selector.StreamServerInterceptor(calls.stream, ours))
	}
	recovered := recovery.WithRecoveryHandlerContext(func(ctx context.Context, p any) error {
		return grpcerror.Internal(ctx, o.Logger, fmt.Errorf("panic: %v", p), "stack", string(debug.Stack()))
	})
	unary = append(unary, recovery.UnaryServerInterceptor(recovered))
	stream = append(stream, recovery.StreamServerInterceptor(recovered))
	return []grpc.ServerOption{grpc.ChainUnaryInterceptor(unary...), grpc.ChainStreamInterceptor(stream...)}
}

// ancillary reports whether a service is for operating the server: it must answer
// when the server is full.
func ancillary(service string) bool { return strings.HasPrefix(service, "grpc.") }

// unaryRequestID names the call, and logs it if it takes long.
func (o Options) unaryRequestID(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	begin := time.Now()
	ctx = requestid.NewContext(ctx, callID(ctx))
	response, err := handler(ctx, request)
	if took := time.Since(begin); o.SlowCall > 0 && took >= o.SlowCall {
		o.Logger.WarnContext(ctx, "slow call", "request_id", requestid.FromContext(ctx), "method", info.FullMethod,
			"duration", took.Round(time.Microsecond), "code", status.Code(err).String())
	}
	return response, err
}

func streamRequestID(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	ctx := stream.Context()
	return handler(service, &contextStream{stream, requestid.NewContext(ctx, callID(ctx))})
}

// endWith ends the context of a stream when another one ends.
func endWith(other context.Context) grpc.StreamServerInterceptor {
	return func(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		ctx, cancel := context.WithCancel(stream.Context())
		defer cancel()
		defer context.AfterFunc(other, cancel)()
		return handler(service, &contextStream{stream, ctx})
	}
}

// contextStream is a stream with another context.
type contextStream struct {
	grpc.ServerStream
	ctx context.Context
}

// Context implements [grpc.ServerStream].
func (s *contextStream) Context() context.Context { return s.ctx }

// callID returns the id that the client brought along, or a new one.
func callID(ctx context.Context) string {
	if values := metadata.ValueFromIncomingContext(ctx, requestIDHeader); len(values) > 0 {
		if id := requestid.Clean(values[0]); id != "" {
			return id
		}
	}
	return requestid.New()
}

// logger hands the middleware's log lines to ours. Their levels have the same
// numbers.
func logger(log *slog.Logger) logging.Logger {
	return logging.LoggerFunc(func(ctx context.Context, level logging.Level, message string, fields ...any) {
		log.Log(ctx, slog.Level(level), message, fields...)
	})
}

// semaphore bounds the calls that are being answered at once.
type semaphore chan struct{}

func (s semaphore) enter() error {
	select {
	case s <- struct{}{}:
		return nil
	default:
		return grpcerror.New(codes.ResourceExhausted, grpcerror.ReasonTooManyCalls,
			fmt.Sprintf("the server is answering %d calls already, which is all that it may: wait a moment, then try again", cap(s)), "", nil)
	}
}

func (s semaphore) unary(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer func() { <-s }()
	return handler(ctx, request)
}

func (s semaphore) stream(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer func() { <-s }()
	return handler(service, stream)
}
