package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// floorArgument makes this program the server that does nothing.
const floorArgument = "serve-floor"

// floor answers pairs without looking at them: what gRPC and protobuf cost.
type floor struct {
	firnv1.UnimplementedSubsumptionServiceServer
}

// SubsumesStream implements the rpc.
func (floor) SubsumesStream(stream grpc.BidiStreamingServer[firnv1.SubsumesStreamRequest, firnv1.SubsumesStreamResponse]) error {
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		response := &firnv1.SubsumesStreamResponse{Outcomes: make([]firnv1.SubsumptionOutcome, len(request.GetAIds()))}
		for i := range response.Outcomes {
			response.Outcomes[i] = firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_NOT_SUBSUMED
		}
		if err := stream.Send(response); err != nil {
			return err
		}
	}
}

// serveFloor serves until the context ends.
func serveFloor(ctx context.Context, stdout io.Writer) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	firnv1.RegisterSubsumptionServiceServer(server, floor{})
	healthpb.RegisterHealthServer(server, health.NewServer())
	context.AfterFunc(ctx, server.Stop)
	fmt.Fprintln(stdout, "grpc:", listener.Addr())
	return server.Serve(listener)
}
