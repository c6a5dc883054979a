// Package grpcerror makes the errors of the gRPC face: a code with the details
// of google.rpc that the head of proto/firn/v1/common.proto promises.
package grpcerror

import (
	"context"
	"errors"
	"log/slog"
	"maps"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	"github.com/firn-sct/firn/server/internal/requestid"
	"github.com/firn-sct/firn/terminology"
)

// Domain is the domain of every ErrorInfo.
const Domain = "firn"

// Reasons that the face itself has, beside those of the domain.
const (
	// ReasonStreamSettingsChanged: a later message of a stream contradicts its
	// first one.
	ReasonStreamSettingsChanged terminology.Reason = "STREAM_SETTINGS_CHANGED"
	// ReasonShuttingDown: the server drains.
	ReasonShuttingDown terminology.Reason = "SHUTTING_DOWN"
	// ReasonTooManyCalls: the server answers as many calls as it may.
	ReasonTooManyCalls terminology.Reason = "TOO_MANY_CALLS"
	// ReasonInternal: a fault of the server, which its log tells about.
	ReasonInternal terminology.Reason = "INTERNAL"
)

// code is the one table from kinds of error to gRPC codes. A kind that is not in
// it is internal.
func code(kind terminology.Kind) codes.Code {
	switch kind {
	case terminology.KindInvalidArgument:
		return codes.InvalidArgument
	case terminology.KindNotFound:
		return codes.NotFound
	case terminology.KindFailedPrecondition:
		return codes.FailedPrecondition
	case terminology.KindResourceExhausted:
		return codes.ResourceExhausted
	case terminology.KindUnsupported:
		return codes.Unimplemented
	default:
		return codes.Internal
	}
}

// Reason returns the reason that [From] would give a domain error, or
// [ReasonInternal].
func Reason(err error) terminology.Reason {
	var domain *terminology.Error
	if errors.As(err, &domain) && domain.Kind != terminology.KindInternal {
		return domain.Reason
	}
	return ReasonInternal
}

// New makes an error with an ErrorInfo, and with a field violation if field
// isn't empty. The metadata may be nil.
func New(c codes.Code, reason terminology.Reason, message, field string, metadata map[string]string) error {
	s := status.New(c, message)
	details := []protoadapt.MessageV1{&errdetails.ErrorInfo{Reason: string(reason), Domain: Domain, Metadata: metadata}}
	if field != "" {
		details = append(details, &errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{
			Field: field, Description: message, Reason: string(reason),
		}}})
	}
	detailed, err := s.WithDetails(details...)
	if err != nil {
		return s.Err()
	}
	return detailed.Err()
}

// From turns what a handler failed with into the error that the client gets.
// Errors of the domain keep their reason, message and field; errors that have a
// gRPC status already stay as they are; those of an ended context become
// CANCELLED or DEADLINE_EXCEEDED. Whatever else it is, the client gets the
// code INTERNAL and the request's id, and the log gets the rest.
func From(ctx context.Context, log *slog.Logger, err error) error {
	if err == nil {
		return nil
	}
	var domain *terminology.Error
	if errors.As(err, &domain) && domain.Kind != terminology.KindInternal {
		metadata := maps.Clone(domain.Details)
		if domain.Hint != "" {
			if metadata == nil {
				metadata = map[string]string{}
			}
			metadata["hint"] = domain.Hint
		}
		return New(code(domain.Kind), domain.Reason, domain.Error(), domain.Field, metadata)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return status.FromContextError(context.DeadlineExceeded).Err()
	case errors.Is(err, context.Canceled):
		return status.FromContextError(context.Canceled).Err()
	case ctx.Err() != nil:
		// Work that stops with its context may say so in words of its own.
		return status.FromContextError(ctx.Err()).Err()
	}
	if _, ok := status.FromError(err); ok {
		return err
	}
	return Internal(ctx, log, err)
}

// Internal logs an error and returns what the client may know of it. More
// attributes, in the manner of slog, go to the log.
func Internal(ctx context.Context, log *slog.Logger, err error, attributes ...any) error {
	id := requestid.FromContext(ctx)
	method, _ := grpc.Method(ctx)
	log.With("request_id", id, "method", method, "error", err).ErrorContext(ctx, "internal error", attributes...)
	return New(codes.Internal, ReasonInternal, "internal error: the server's log tells more about request "+id, "",
		map[string]string{"request_id": id})
}
