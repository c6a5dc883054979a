package ops_test

//lint:file-ignore SA1019 older tools know reflection by this version alone

import (
	"testing"

	reflectionalphapb "google.golang.org/grpc/reflection/grpc_reflection_v1alpha"

	"github.com/firn-sct/firn/server/ops"
)

func TestOldReflection(t *testing.T) {
	server, _ := winter(t, ops.Options{})
	conn := dial(t, server, nil)
	alpha, err := reflectionalphapb.NewServerReflectionClient(conn).ServerReflectionInfo(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := alpha.Send(&reflectionalphapb.ServerReflectionRequest{
		MessageRequest: &reflectionalphapb.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: "firn.v1.ConceptService"},
	}); err != nil {
		t.Fatal(err)
	}
	if answer, err := alpha.Recv(); err != nil || len(answer.GetFileDescriptorResponse().GetFileDescriptorProto()) == 0 {
		t.Errorf("the file of a service: %v, %v", answer, err)
	}
	if err := alpha.CloseSend(); err != nil {
		t.Error(err)
	}
}
