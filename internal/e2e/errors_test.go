package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// failure is an error as a client sees it.
type failure struct {
	code   codes.Code
	reason string // of ErrorInfo
	field  string // of BadRequest's first violation; only looked at if it isn't empty
}

// checkFailure holds an error against what is documented in common.proto.
func checkFailure(t *testing.T, what any, err error, want failure) {
	t.Helper()
	s := status.Convert(err)
	if s.Code() != want.code {
		t.Errorf("%v: got %v %q, want %v", what, s.Code(), s.Message(), want.code)
		return
	}
	var got failure
	for _, detail := range s.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			got.reason = detail.GetReason()
			if detail.GetDomain() != "firn" {
				t.Errorf("%v: the domain is %q", what, detail.GetDomain())
			}
		case *errdetails.BadRequest:
			got.field = detail.GetFieldViolations()[0].GetField()
			if detail.GetFieldViolations()[0].GetDescription() == "" {
				t.Errorf("%v: the violation says nothing", what)
			}
		}
	}
	if got.reason != want.reason || want.field != "" && got.field != want.field {
		t.Errorf("%v: got %q in field %q (%s), want %q in %q", what, got.reason, got.field, s.Message(), want.reason, want.field)
	}
	if s.Message() == "" || strings.Contains(s.Message(), scratch) {
		t.Errorf("%v: the message is %q", what, s.Message())
	}
}

// Identifiers that are wrong in each of the documented ways.
const (
	unknownConcept = 7000009   // well formed
	wrongDigit     = 404684004 // for 404684003
	aDescription   = 101000003112
)

func TestErrors(t *testing.T) {
	f := extension(t)
	ctx := within(t)
	invalid, notFound := codes.InvalidArgument, codes.NotFound
	get := func(r *firnv1.GetConceptRequest) func() error {
		return func() error { _, err := f.concepts.GetConcept(ctx, r); return err }
	}
	children := func(r *firnv1.ListChildrenRequest) func() error {
		return func() error { _, err := f.concepts.ListChildren(ctx, r); return err }
	}
	search := func(r *firnv1.SearchRequest) func() error {
		return func() error { _, err := f.search.Search(ctx, r); return err }
	}
	members := func(r *firnv1.ListMembersRequest) func() error {
		return func() error { _, err := f.refsets.ListMembers(ctx, r); return err }
	}
	memberships := func(r *firnv1.ListMembershipsRequest) func() error {
		return func() error { _, err := f.refsets.ListMemberships(ctx, r); return err }
	}
	subsumes := func(r *firnv1.SubsumesRequest) func() error {
		return func() error { _, err := f.subsumption.Subsumes(ctx, r); return err }
	}
	validate := func(r *firnv1.ValidateCodeRequest) func() error {
		return func() error { _, err := f.validation.ValidateCode(ctx, r); return err }
	}
	batch := func(r *firnv1.BatchGetConceptsRequest) func() error {
		return func() error { _, err := f.concepts.BatchGetConcepts(ctx, r); return err }
	}
	inbound := func(r *firnv1.ListInboundRelationshipsRequest) func() error {
		return func() error { _, err := f.concepts.ListInboundRelationships(ctx, r); return err }
	}
	for name, test := range map[string]struct {
		call func() error
		want failure
	}{
		"no concept":          {get(&firnv1.GetConceptRequest{}), failure{invalid, "FIELD_REQUIRED", "concept_id"}},
		"wrong check digit":   {get(&firnv1.GetConceptRequest{ConceptId: wrongDigit}), failure{invalid, "SCTID_MALFORMED", "concept_id"}},
		"too long":            {get(&firnv1.GetConceptRequest{ConceptId: 1 << 63}), failure{invalid, "SCTID_MALFORMED", "concept_id"}},
		"a description":       {get(&firnv1.GetConceptRequest{ConceptId: aDescription}), failure{invalid, "NOT_A_CONCEPT_ID", "concept_id"}},
		"unknown concept":     {get(&firnv1.GetConceptRequest{ConceptId: unknownConcept}), failure{notFound, "CONCEPT_NOT_FOUND", ""}},
		"malformed release":   {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, Release: "latest"}), failure{invalid, "RELEASE_MALFORMED", "release"}},
		"https":               {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, Release: strings.Replace(f.uri, "http", "https", 1)}), failure{invalid, "RELEASE_MALFORMED", "release"}},
		"unknown release":     {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, Release: "http://snomed.info/sct/900000000000207008/version/20250101"}), failure{notFound, "RELEASE_NOT_FOUND", ""}},
		"unknown edition":     {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, Release: "900000000000207008"}), failure{notFound, "RELEASE_NOT_FOUND", ""}},
		"malformed dialect":   {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, Dialects: "en-GB;q=2"}), failure{invalid, "DIALECT_MALFORMED", "dialects"}},
		"unknown dialect":     {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, Dialects: "fr, de"}), failure{invalid, "DIALECT_UNKNOWN", "dialects"}},
		"unknown view":        {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, View: 99}), failure{invalid, "FIELD_INVALID", "view"}},
		"unknown path":        {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"colour"}}}), failure{invalid, "FIELD_INVALID", "read_mask"}},
		"nested path":         {get(&firnv1.GetConceptRequest{ConceptId: naive.Root, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"parents.concept_id"}}}), failure{invalid, "FIELD_INVALID", "read_mask"}},
		"empty batch":         {batch(&firnv1.BatchGetConceptsRequest{}), failure{invalid, "FIELD_REQUIRED", "concept_ids"}},
		"large batch":         {batch(&firnv1.BatchGetConceptsRequest{ConceptIds: make([]uint64, 1001)}), failure{invalid, "TOO_MANY_ITEMS", "concept_ids"}},
		"large page":          {children(&firnv1.ListChildrenRequest{ConceptId: naive.Root, PageSize: 10_001}), failure{invalid, "PAGE_SIZE_INVALID", "page_size"}},
		"made-up token":       {children(&firnv1.ListChildrenRequest{ConceptId: naive.Root, PageToken: "2"}), failure{invalid, "PAGE_TOKEN_INVALID", "page_token"}},
		"too many types":      {inbound(&firnv1.ListInboundRelationshipsRequest{ConceptId: naive.Root, TypeIds: slices.Repeat([]uint64{naive.IsA}, 1001)}), failure{invalid, "TOO_MANY_ITEMS", "type_ids"}},
		"unknown type":        {inbound(&firnv1.ListInboundRelationshipsRequest{ConceptId: naive.Root, TypeIds: []uint64{unknownConcept}}), failure{notFound, "CONCEPT_NOT_FOUND", ""}},
		"no a":                {subsumes(&firnv1.SubsumesRequest{BId: naive.Root}), failure{invalid, "FIELD_REQUIRED", "a_id"}},
		"malformed b":         {subsumes(&firnv1.SubsumesRequest{AId: naive.Root, BId: wrongDigit}), failure{invalid, "SCTID_MALFORMED", "b_id"}},
		"unknown b":           {subsumes(&firnv1.SubsumesRequest{AId: naive.Root, BId: unknownConcept}), failure{notFound, "CONCEPT_NOT_FOUND", ""}},
		"no text":             {search(&firnv1.SearchRequest{}), failure{invalid, "QUERY_EMPTY", "text"}},
		"only punctuation":    {search(&firnv1.SearchRequest{Text: "(-)"}), failure{invalid, "QUERY_EMPTY", "text"}},
		"long text":           {search(&firnv1.SearchRequest{Text: strings.Repeat("a", 201)}), failure{invalid, "QUERY_TOO_LONG", "text"}},
		"many words":          {search(&firnv1.SearchRequest{Text: strings.Repeat("a ", 21)}), failure{invalid, "QUERY_TOO_LONG", "text"}},
		"unknown tag":         {search(&firnv1.SearchRequest{Text: "a", SemanticTags: []string{"colour"}}), failure{notFound, "SEMANTIC_TAG_NOT_FOUND", ""}},
		"too many tags":       {search(&firnv1.SearchRequest{Text: "a", SemanticTags: slices.Repeat([]string{"disorder"}, 101)}), failure{invalid, "TOO_MANY_ITEMS", "semantic_tags"}},
		"unknown status":      {search(&firnv1.SearchRequest{Text: "a", Status: 99}), failure{invalid, "FIELD_INVALID", "status"}},
		"unknown type 0":      {search(&firnv1.SearchRequest{Text: "a", DescriptionTypes: []firnv1.DescriptionType{0}}), failure{invalid, "FIELD_INVALID", "description_types"}},
		"large search page":   {search(&firnv1.SearchRequest{Text: "a", PageSize: 1001}), failure{invalid, "PAGE_SIZE_INVALID", "page_size"}},
		"limit unknown":       {search(&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{unknownConcept}}}), failure{notFound, "CONCEPT_NOT_FOUND", ""}},
		"limit no refset":     {search(&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{MembersOf: []uint64{naive.Root}}}), failure{notFound, "REFSET_NOT_FOUND", ""}},
		"limit too large":     {search(&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{DescendantsOf: make([]uint64, 1001)}}), failure{invalid, "TOO_MANY_ITEMS", "limit"}},
		"no refset":           {members(&firnv1.ListMembersRequest{}), failure{invalid, "FIELD_REQUIRED", "refset_id"}},
		"malformed refset":    {members(&firnv1.ListMembersRequest{RefsetId: wrongDigit}), failure{invalid, "SCTID_MALFORMED", "refset_id"}},
		"refset, description": {members(&firnv1.ListMembersRequest{RefsetId: aDescription}), failure{invalid, "NOT_A_CONCEPT_ID", "refset_id"}},
		"refset, no members":  {members(&firnv1.ListMembersRequest{RefsetId: naive.Root}), failure{notFound, "REFSET_NOT_FOUND", ""}},
		"no component":        {memberships(&firnv1.ListMembershipsRequest{}), failure{invalid, "FIELD_REQUIRED", "component_id"}},
		"component malformed": {memberships(&firnv1.ListMembershipsRequest{ComponentId: wrongDigit}), failure{invalid, "SCTID_MALFORMED", "component_id"}},
		"component unknown":   {memberships(&firnv1.ListMembershipsRequest{ComponentId: unknownConcept}), failure{notFound, "COMPONENT_NOT_FOUND", ""}},
		"validate, limit":     {validate(&firnv1.ValidateCodeRequest{Code: "1", Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{wrongDigit}}}), failure{invalid, "SCTID_MALFORMED", "limit.descendants_of"}},
		"validate, release":   {validate(&firnv1.ValidateCodeRequest{Release: "x"}), failure{invalid, "RELEASE_MALFORMED", "release"}},
		"list, dialect": {func() error {
			_, err := f.releases.ListReleases(ctx, &firnv1.ListReleasesRequest{Dialects: "en;q"})
			return err
		}, failure{invalid, "DIALECT_MALFORMED", "dialects"}},
		"large message": {batch(&firnv1.BatchGetConceptsRequest{Dialects: strings.Repeat("a", 5<<20)}), failure{code: codes.ResourceExhausted}},
	} {
		t.Run(name, func(t *testing.T) { checkFailure(t, name, test.call(), test.want) })
	}
}

// Page tokens belong to one request and one release.
func TestPageTokens(t *testing.T) {
	f := extension(t)
	ctx := within(t)
	first, err := f.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageSize: 2})
	if err != nil {
		t.Fatal(err)
	}
	token := first.GetNextPageToken()
	for what, call := range map[string]func() error{
		"another concept": func() error {
			_, err := f.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: 404684003, PageToken: token})
			return err
		},
		"another rpc": func() error {
			_, err := f.concepts.ListChildren(ctx, &firnv1.ListChildrenRequest{ConceptId: naive.Root, PageToken: token})
			return err
		},
		"other dialects": func() error {
			_, err := f.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageToken: token, Dialects: "en-US"})
			return err
		},
		"a search": func() error {
			_, err := f.search.Search(ctx, &firnv1.SearchRequest{Text: "a", PageToken: token})
			return err
		},
	} {
		checkFailure(t, what, call(), failure{codes.InvalidArgument, "PAGE_TOKEN_OTHER_QUERY", "page_token"})
	}
	_, err = f.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageToken: token[:len(token)-2]})
	checkFailure(t, "cut short", err, failure{codes.InvalidArgument, "PAGE_TOKEN_INVALID", "page_token"})
	// The page size may change, and the release may be named in another way.
	if _, err := f.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageToken: token, PageSize: 7, Release: f.uri}); err != nil {
		t.Error(err)
	}
	// Another server has another release.
	other := mini(t)
	_, err = other.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageToken: token, PageSize: 2})
	checkFailure(t, "another release", err, failure{codes.FailedPrecondition, "PAGE_TOKEN_OTHER_RELEASE", ""})
}

// What ends a stream, and what doesn't.
func TestStreamErrors(t *testing.T) {
	f := extension(t)
	invalid := codes.InvalidArgument
	for name, test := range map[string]struct {
		requests []*firnv1.SubsumesStreamRequest
		want     failure
	}{
		"lengths":         {[]*firnv1.SubsumesStreamRequest{{AIds: []uint64{1, 2}, BIds: []uint64{1}}}, failure{invalid, "ARRAY_LENGTHS_DIFFER", ""}},
		"too many":        {[]*firnv1.SubsumesStreamRequest{{AIds: make([]uint64, 10_001), BIds: make([]uint64, 10_001)}}, failure{invalid, "TOO_MANY_ITEMS", ""}},
		"settings":        {[]*firnv1.SubsumesStreamRequest{{}, {Release: "http://snomed.info/sct/900000000000207008"}}, failure{invalid, "STREAM_SETTINGS_CHANGED", ""}},
		"unknown release": {[]*firnv1.SubsumesStreamRequest{{Release: "http://snomed.info/sct/900000000000207008"}}, failure{codes.NotFound, "RELEASE_NOT_FOUND", ""}},
	} {
		stream, err := f.subsumption.SubsumesStream(within(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, request := range test.requests {
			if err := stream.Send(request); err != nil {
				t.Fatal(err)
			}
		}
		for err == nil {
			_, err = stream.Recv()
		}
		checkFailure(t, name, err, test.want)
	}
	for name, test := range map[string]struct {
		requests []*firnv1.ValidateCodesRequest
		want     failure
	}{
		"displays":     {[]*firnv1.ValidateCodesRequest{{Codes: []string{"1", "2"}, Displays: []string{"a"}}}, failure{invalid, "ARRAY_LENGTHS_DIFFER", ""}},
		"both columns": {[]*firnv1.ValidateCodesRequest{{Codes: []string{"1"}, CodeNumbers: []uint64{1}}}, failure{invalid, "ARRAY_LENGTHS_DIFFER", ""}},
		"too many":     {[]*firnv1.ValidateCodesRequest{{Codes: make([]string, 10_001)}}, failure{invalid, "TOO_MANY_ITEMS", ""}},
		"settings":     {[]*firnv1.ValidateCodesRequest{{Dialects: "en-US"}, {Dialects: "en-GB"}}, failure{invalid, "STREAM_SETTINGS_CHANGED", ""}},
		"limit":        {[]*firnv1.ValidateCodesRequest{{Limit: &firnv1.ConceptLimit{MembersOf: []uint64{naive.Root}}}}, failure{codes.NotFound, "REFSET_NOT_FOUND", ""}},
	} {
		stream, err := f.validation.ValidateCodes(within(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, request := range test.requests {
			if err := stream.Send(request); err != nil {
				t.Fatal(err)
			}
		}
		for err == nil {
			_, err = stream.Recv()
		}
		checkFailure(t, name, err, test.want)
	}
}

// Deadlines and cancellation have gRPC's own meaning.
func TestDeadline(t *testing.T) {
	f := extension(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	_, err := f.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: naive.Root})
	if status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("after its deadline: %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	stream, err := f.validation.ValidateCodes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := stream.Recv(); status.Code(err) != codes.Canceled {
		t.Errorf("a cancelled stream: %v", err)
	}
}
