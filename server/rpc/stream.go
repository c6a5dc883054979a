package rpc

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
)

// serveStream answers each message of a stream by one message, in order, until
// the client has no more to send, or an answer fails, or the server stops its
// streams.
//
// One goroutine reads ahead by one message, so that the next is decoded while
// this one is answered. It ends at the latest with the stream's context, which
// gRPC cancels when the handler returns. The answers are written from the
// handler's goroutine: a client that doesn't read holds up its own stream and
// nothing else.
func serveStream[Q any](s *Server, stream grpc.ServerStream, answer func(context.Context, *Q) (any, error)) error {
	ctx := stream.Context()
	type received struct {
		message *Q
		err     error
	}
	requests := make(chan received)
	go func() {
		for {
			message := new(Q)
			err := stream.RecvMsg(message)
			select {
			case requests <- received{message, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	for {
		// A stop goes before a message that is ready as well.
		select {
		case <-s.stopped:
			return shuttingDown()
		default:
		}
		select {
		case <-s.stopped:
			return shuttingDown()
		case <-ctx.Done():
			return ctx.Err()
		case request := <-requests:
			if errors.Is(request.err, io.EOF) {
				return nil
			}
			if request.err != nil {
				return request.err
			}
			response, err := answer(ctx, request.message)
			if err != nil {
				return err
			}
			if err := stream.SendMsg(response); err != nil {
				return err
			}
		}
	}
}

func shuttingDown() error {
	return grpcerror.New(codes.Unavailable, grpcerror.ReasonShuttingDown,
		"the server is shutting down: every message that was answered is whole, send the rest to another server", "", nil)
}

// settingsChanged refuses a message that contradicts the stream's first one.
func settingsChanged(field string) error {
	return terminology.Errorf(terminology.KindInvalidArgument, grpcerror.ReasonStreamSettingsChanged,
		"%s differs from that of the stream's first message: leave it out or repeat it", field).WithField(field)
}

// sameReleaseNamed checks the release that a later message names: as the first
// one did, or by its URI, or not at all.
func sameReleaseNamed(name, first string, release *terminology.Release) error {
	if name == "" || name == first || name == release.URI() {
		return nil
	}
	return settingsChanged("release")
}
