package firnv1_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// files are the generated files. A new .proto file must be added here.
var files = []protoreflect.FileDescriptor{
	firnv1.File_firn_v1_common_proto,
	firnv1.File_firn_v1_concept_service_proto,
	firnv1.File_firn_v1_ecl_service_proto,
	firnv1.File_firn_v1_refset_service_proto,
	firnv1.File_firn_v1_release_service_proto,
	firnv1.File_firn_v1_search_service_proto,
	firnv1.File_firn_v1_subsumption_service_proto,
	firnv1.File_firn_v1_validation_service_proto,
}

func has(m protoreflect.MessageDescriptor, name protoreflect.Name, kind protoreflect.Kind) bool {
	f := m.Fields().ByName(name)
	return f != nil && f.Kind() == kind && !f.IsList()
}

// TestEveryAnswerNamesItsRelease holds the promise that common.proto makes for
// requests, responses and pages of every rpc.
func TestEveryAnswerNamesItsRelease(t *testing.T) {
	methods := 0
	for _, file := range files {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				method := service.Methods().Get(j)
				methods++
				in, out := method.Input(), method.Output()
				if method.Name() == "Suggest" {
					// Wraps Search's messages, which have what is demanded here.
					if in.Fields().ByName("settings").Message().Name() != "SearchRequest" || out.Fields().ByName("response").Message().Name() != "SearchResponse" {
						t.Errorf("%s doesn't wrap Search's messages", method.FullName())
					}
					if !has(in, "correlation", protoreflect.Uint64Kind) || !has(out, "correlation", protoreflect.Uint64Kind) {
						t.Errorf("%s has no correlation number", method.FullName())
					}
					continue
				}
				if !has(out, "release", protoreflect.StringKind) {
					t.Errorf("%s: the response doesn't name the release that answered", method.FullName())
				}
				// ListReleases asks about all of them.
				if method.Name() != "ListReleases" && !has(in, "release", protoreflect.StringKind) {
					t.Errorf("%s: the request can't name a release", method.FullName())
				}
				paged := has(in, "page_size", protoreflect.Uint32Kind)
				if paged != has(in, "page_token", protoreflect.StringKind) ||
					paged != has(out, "next_page_token", protoreflect.StringKind) ||
					paged != has(out, "total_size", protoreflect.Uint32Kind) {
					t.Errorf("%s: has some of page_size, page_token, next_page_token and total_size, not all", method.FullName())
				}
				if method.IsStreamingClient() != has(in, "correlation", protoreflect.Uint64Kind) {
					t.Errorf("%s: a stream of requests, and only that, has a correlation number", method.FullName())
				}
			}
		}
	}
	if methods == 0 {
		t.Fatal("no rpc found")
	}
}

// TestIdentifiersAreFixed64 keeps SCTIDs eight bytes on the wire and strings in
// JSON, and enums one byte in packed columns.
func TestIdentifiersAreFixed64(t *testing.T) {
	ids := 0
	for _, file := range files {
		for i := range file.Messages().Len() {
			message := file.Messages().Get(i)
			for j := range message.Fields().Len() {
				field := message.Fields().Get(j)
				name := string(field.Name())
				if !strings.HasSuffix(name, "_id") && !strings.HasSuffix(name, "_ids") {
					continue
				}
				ids++
				want := protoreflect.Fixed64Kind
				if name == "member_id" { // a UUID
					want = protoreflect.StringKind
				}
				if field.Kind() != want {
					t.Errorf("%s is %s, want %s", field.FullName(), field.Kind(), want)
				}
				if field.IsList() && !field.IsPacked() {
					t.Errorf("%s is not packed", field.FullName())
				}
			}
		}
		for i := range file.Enums().Len() {
			values := file.Enums().Get(i).Values()
			for j := range values.Len() {
				if n := values.Get(j).Number(); n < 0 || n > 127 {
					t.Errorf("%s = %d takes more than a byte", values.Get(j).FullName(), n)
				}
			}
		}
	}
	if ids == 0 {
		t.Fatal("no identifier found")
	}
}
