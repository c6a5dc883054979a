package rpc

import (
	"testing"

	"pgregory.net/rapid"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// FuzzParseToken holds that a text is refused or is exactly what its content
// writes: there are no two tokens for one place.
func FuzzParseToken(f *testing.F) {
	f.Add("")
	f.Add("AQ")
	f.Add(pageToken{}.String())
	f.Add(pageToken{query: [8]byte{1, 2}, built: -1, release: "http://snomed.info/sct/900000000000207008/version/20250701", position: position{}.number(7).b}.String())
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1000 {
			return
		}
		if token, ok := parseToken(text); ok && token.String() != text {
			t.Errorf("%q reads as %+v, which is written %q", text, token, token)
		}
	})
}

func TestTokenRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		token := pageToken{
			query:    [8]byte(rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "query")),
			built:    rapid.Int64().Draw(t, "built"),
			release:  rapid.StringN(0, 80, 255).Draw(t, "release"),
			position: rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "position"),
		}
		got, ok := parseToken(token.String())
		if !ok || got.query != token.query || got.built != token.built || got.release != token.release || string(got.position) != string(token.position) {
			t.Fatalf("%+v reads as %+v, %t", token, got, ok)
		}
	})
}

// TestQueryHash changes each field of a request: all but those of the page make
// another query.
func TestQueryHash(t *testing.T) {
	base := func() *firnv1.ListMembersRequest {
		return &firnv1.ListMembersRequest{RefsetId: 1, Release: "r", Dialects: "en", ReferencedComponentId: 2, PageSize: 3, PageToken: "t"}
	}
	for name, test := range map[string]struct {
		change func(*firnv1.ListMembersRequest)
		same   bool
	}{
		"nothing":   {func(*firnv1.ListMembersRequest) {}, true},
		"size":      {func(r *firnv1.ListMembersRequest) { r.PageSize = 9 }, true},
		"token":     {func(r *firnv1.ListMembersRequest) { r.PageToken = "" }, true},
		"release":   {func(r *firnv1.ListMembersRequest) { r.Release = "" }, true},
		"refset":    {func(r *firnv1.ListMembersRequest) { r.RefsetId = 4 }, false},
		"dialects":  {func(r *firnv1.ListMembersRequest) { r.Dialects = "" }, false},
		"component": {func(r *firnv1.ListMembersRequest) { r.ReferencedComponentId = 0 }, false},
		"inactive":  {func(r *firnv1.ListMembersRequest) { r.IncludeInactive = true }, false},
		"terms":     {func(r *firnv1.ListMembersRequest) { r.OmitTerms = true }, false},
	} {
		request := base()
		test.change(request)
		if same := queryHash(request) == queryHash(base()); same != test.same {
			t.Errorf("%s: same query %t, want %t", name, same, test.same)
		}
	}
	if queryHash(&firnv1.ListParentsRequest{ConceptId: 1}) == queryHash(&firnv1.ListChildrenRequest{ConceptId: 1}) {
		t.Error("two rpcs with the same fields have the same hash")
	}
}
