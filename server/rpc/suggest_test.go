package rpc_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
)

// TestSuggest: one question at a time, each answered as Search answers it.
func TestSuggest(t *testing.T) {
	c := winter(t)
	stream := must(c.Suggest(soon(t)))(t)
	settings := &firnv1.SearchRequest{PageSize: 1, Dialects: "en-GB"}
	for i, test := range []struct {
		text     string
		settings *firnv1.SearchRequest
	}{{"f", settings}, {"fr", nil}, {"frost", nil}, {"frostbite", &firnv1.SearchRequest{}}, {"frostbite with", nil}, {"sunburn", nil}} {
		if test.settings != nil {
			settings = test.settings
		}
		if err := stream.Send(&firnv1.SuggestRequest{Correlation: uint64(7 * i), Text: test.text, Settings: test.settings}); err != nil {
			t.Fatal(err)
		}
		got := must(stream.Recv())(t)
		want := must(c.Search(soon(t), &firnv1.SearchRequest{Text: test.text, PageSize: settings.PageSize, Dialects: settings.Dialects}))(t)
		equal(t, got, &firnv1.SuggestResponse{Correlation: uint64(7 * i), Outcome: &firnv1.SuggestResponse_Response{Response: want}})
	}
	for _, text := range []string{"", " -.- "} {
		if err := stream.Send(&firnv1.SuggestRequest{Text: text}); err != nil {
			t.Fatal(err)
		}
		equal(t, must(stream.Recv())(t).GetResponse(), &firnv1.SearchResponse{Release: fixture.URI, WidenStep: firnv1.WidenStep_WIDEN_STEP_AS_TYPED})
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

// TestSuggestErrors: a bad question has an error of its own, and the stream goes on.
func TestSuggestErrors(t *testing.T) {
	c := winter(t)
	stream := must(c.Suggest(soon(t)))(t)
	for _, test := range []struct {
		request       *firnv1.SuggestRequest
		code          codes.Code
		reason, field string
	}{
		{&firnv1.SuggestRequest{Text: "toe"}, codes.InvalidArgument, "FIELD_REQUIRED", "settings"},
		{&firnv1.SuggestRequest{Text: "toe", Settings: &firnv1.SearchRequest{Text: "f"}}, codes.InvalidArgument, "FIELD_INVALID", "settings.text"},
		{&firnv1.SuggestRequest{Text: "toe", Settings: &firnv1.SearchRequest{PageToken: "f"}}, codes.InvalidArgument, "FIELD_INVALID", "settings.page_token"},
		{&firnv1.SuggestRequest{Text: strings.Repeat("a", 201), Settings: &firnv1.SearchRequest{}}, codes.InvalidArgument, "QUERY_TOO_LONG", "text"},
		{&firnv1.SuggestRequest{Text: "toe", Settings: &firnv1.SearchRequest{Limit: &firnv1.ConceptLimit{MembersOf: []uint64{uint64(fixture.Toe)}}}}, codes.NotFound, "REFSET_NOT_FOUND", "settings.limit.members_of"},
		{&firnv1.SuggestRequest{Text: "toe", Settings: &firnv1.SearchRequest{Release: "x"}}, codes.InvalidArgument, "RELEASE_MALFORMED", "settings.release"},
		{&firnv1.SuggestRequest{Text: "", Settings: &firnv1.SearchRequest{SemanticTags: []string{"spaceship"}}}, codes.NotFound, "SEMANTIC_TAG_NOT_FOUND", "settings.semantic_tags"},
	} {
		test.request.Correlation = 3
		if err := stream.Send(test.request); err != nil {
			t.Fatal(err)
		}
		got := must(stream.Recv())(t)
		e := got.GetError()
		if got.Correlation != 3 || e.GetCode() != int32(test.code) || e.GetReason() != test.reason || e.GetField() != test.field || e.GetMessage() == "" {
			t.Errorf("%v: %v", test.request, got)
		}
	}
	if err := stream.Send(&firnv1.SuggestRequest{Correlation: 4, Text: "toe", Settings: &firnv1.SearchRequest{}}); err != nil {
		t.Fatal(err)
	}
	if got := must(stream.Recv())(t); got.GetResponse().GetTotalSize() != 1 {
		t.Errorf("after errors: %v", got)
	}
}

// TestSuggestTakesTheNewest sends without waiting: each answer belongs to a question
// that was asked, in their order, and the last question has one.
func TestSuggestTakesTheNewest(t *testing.T) {
	c := serve(t, fixture.Wide(3000), rpc.Options{})
	stream := must(c.Suggest(soon(t)))(t)
	text := strings.Repeat("injury number 2999 ", 1)
	const rounds = 20
	last := uint64(rounds * len(text))
	go func() {
		n := uint64(0)
		for range rounds {
			for end := range len(text) {
				n++
				request := &firnv1.SuggestRequest{Correlation: n, Text: text[:end+1]}
				if n == 1 {
					request.Settings = &firnv1.SearchRequest{PageSize: 5}
				}
				if stream.Send(request) != nil {
					return
				}
			}
		}
		stream.CloseSend()
	}()
	before, answers := uint64(0), 0
	for {
		got, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if got.Correlation <= before {
			t.Fatalf("%d after %d", got.Correlation, before)
		}
		before = got.Correlation
		answers++
		if want := text[:(got.Correlation-1)%uint64(len(text))+1]; strings.TrimSpace(want) == "injury number 2999" && got.GetResponse().GetTotalSize() != 1 {
			t.Fatalf("%q: %v", want, got)
		}
		if got.GetError() != nil {
			t.Fatalf("%v", got)
		}
	}
	if before != last {
		t.Errorf("the last answer is to question %d of %d", before, last)
	}
	t.Logf("%d answers to %d questions", answers, last)
}

// TestSuggestEndsWithTheServer: a stream that waits ends when the server stops.
func TestSuggestEndsWithTheServer(t *testing.T) {
	c := winter(t)
	stream := must(c.Suggest(soon(t)))(t)
	if err := stream.Send(&firnv1.SuggestRequest{Text: "toe", Settings: &firnv1.SearchRequest{}}); err != nil {
		t.Fatal(err)
	}
	must(stream.Recv())(t)
	c.server.StopStreams()
	_, err := stream.Recv()
	expect(t, err, codes.Unavailable, "SHUTTING_DOWN", "")
}
