package rpc_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

// below is a constraint of Winter with three concepts: cold injuries.
var below = fmt.Sprintf("< %s", fixture.ColdInjury)

func TestEclParse(t *testing.T) {
	c := winter(t)
	text := fmt.Sprintf("descendantOf %s |anything| AND ^ %s", fixture.ColdInjury, fixture.Absent)
	got := must(c.Parse(soon(t), &firnv1.ParseRequest{Ecl: text}))(t)
	if got.Release != fixture.URI || got.Canonical != fmt.Sprintf("< %s AND ^ %s", fixture.ColdInjury, fixture.Absent) ||
		got.LongForm != fmt.Sprintf("descendantOf %s AND memberOf %s", fixture.ColdInjury, fixture.Absent) {
		t.Errorf("forms %q, %q", got.Canonical, got.LongForm)
	}
	if want := fmt.Sprintf("< %s |Injury by cold| AND ^ %s", fixture.ColdInjury, fixture.Absent); got.CanonicalWithTerms != want {
		t.Errorf("with terms %q, want %q", got.CanonicalWithTerms, want)
	}
	at := uint32(strings.Index(text, fixture.Absent.String()))
	if len(got.Warnings) != 1 || got.Warnings[0].Reason != "ECL_CONCEPT_UNKNOWN" || got.Warnings[0].Start != at || got.Warnings[0].Line != 1 ||
		got.Warnings[0].ComponentId != uint64(fixture.Absent) {
		t.Errorf("warnings %v", got.Warnings)
	}
	concept := func(id fmt.Stringer, start, end int, more ...*firnv1.EclProperty) *firnv1.EclNode {
		return &firnv1.EclNode{Kind: "ConceptReference", Start: uint32(start), End: uint32(end),
			Properties: append([]*firnv1.EclProperty{{Name: "conceptId", Value: id.String()}}, more...)}
	}
	end := strings.Index(text, " AND")
	equal(t, got.Tree, &firnv1.EclNode{
		Kind: "Compound", End: uint32(len(text)), Properties: []*firnv1.EclProperty{{Name: "operator", Value: "AND"}},
		Children: []*firnv1.EclNode{
			{
				Kind: "SubExpression", End: uint32(end), Properties: []*firnv1.EclProperty{{Name: "operator", Value: "<"}},
				Children: []*firnv1.EclNode{concept(fixture.ColdInjury, len("descendantOf "), end, &firnv1.EclProperty{Name: "term", Value: "anything"})},
			},
			{
				Kind: "SubExpression", Start: uint32(end + 5), End: uint32(len(text)),
				Children: []*firnv1.EclNode{
					{Kind: "Membership", Start: uint32(end + 5), End: uint32(end + 6), Properties: []*firnv1.EclProperty{{Name: "operator", Value: "^"}}},
					concept(fixture.Absent, int(at), len(text)),
				},
			},
		},
	})
	syntax := must(c.Parse(soon(t), &firnv1.ParseRequest{Ecl: text, SyntaxOnly: true, Release: "no such release"}))(t)
	if syntax.Release != "" || syntax.CanonicalWithTerms != "" || syntax.Warnings != nil || syntax.Canonical != got.Canonical {
		t.Errorf("syntax only: %v", syntax)
	}
}

func TestEclErrors(t *testing.T) {
	c := winter(t)
	const invalid = codes.InvalidArgument
	for name, test := range map[string]struct {
		ecl           string
		code          codes.Code
		reason, field string
	}{
		"nothing":   {"", invalid, "FIELD_REQUIRED", "ecl"},
		"empty":     {" ", invalid, "ECL_EMPTY", "ecl"},
		"syntax":    {"<< abc", invalid, "ECL_SYNTAX", "ecl"},
		"mixed":     {"1003002 OR 1004009 AND 1005005", invalid, "ECL_OPERATORS_MIXED", "ecl"},
		"dialect":   {"* {{ D dialect = xx-yy }}", invalid, "ECL_DIALECT_UNKNOWN", "ecl"},
		"no column": {fmt.Sprintf("^ [nonsense] %s", fixture.Map), invalid, "ECL_FIELD_UNKNOWN", "ecl"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: test.ecl})
			expect(t, err, test.code, terminology.Reason(test.reason), test.field)
			_, err = c.Contains(soon(t), &firnv1.ContainsRequest{Ecl: test.ecl})
			expect(t, err, test.code, terminology.Reason(test.reason), test.field)
			stream := must(c.StreamConceptIds(soon(t), &firnv1.StreamConceptIdsRequest{Ecl: test.ecl}))(t)
			_, err = stream.Recv()
			expect(t, err, test.code, terminology.Reason(test.reason), test.field)
		})
	}
	_, err := c.Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: "<<\n abc"})
	f := fails(t, err)
	for name, want := range map[string]string{"start": "4", "line": "2", "column": "2", "found": "abc"} {
		if !strings.Contains(f.metadata[name], want) {
			t.Errorf("%s is %q, want %q", name, f.metadata[name], want)
		}
	}
	if !strings.Contains(f.metadata["snippet"], "^") || f.metadata["expected"] == "" {
		t.Errorf("metadata %v", f.metadata)
	}
	_, err = c.Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: fixture.Absent.String(), Strict: true})
	expect(t, err, invalid, "ECL_CONCEPT_UNKNOWN", "ecl")
	_, err = c.Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: "*", Order: 9})
	expect(t, err, invalid, terminology.ReasonFieldInvalid, "order")
	_, err = c.Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: "*", Release: "x"})
	expect(t, err, invalid, terminology.ReasonReleaseMalformed, "release")
	for _, rows := range []string{fmt.Sprintf("^ [*] %s", fixture.Map), fmt.Sprintf("^ [mapTarget] %s", fixture.Map)} {
		_, err = c.Contains(soon(t), &firnv1.ContainsRequest{Ecl: rows, ConceptIds: []uint64{uint64(fixture.Toe)}})
		expect(t, err, invalid, "ECL_ROWS_NOT_A_SET", "ecl")
		_, err = c.Search(soon(t), &firnv1.SearchRequest{Text: "toe", Limit: &firnv1.ConceptLimit{Ecl: rows}})
		expect(t, err, invalid, "ECL_ROWS_NOT_A_SET", "limit.ecl")
	}
}

// pages collects a constraint's concepts page by page.
func pages(t *testing.T, c *clients, request *firnv1.EvaluateRequest) (ids []uint64) {
	t.Helper()
	for {
		page := must(c.Evaluate(soon(t), request))(t)
		ids = append(ids, page.ConceptIds...)
		for _, concept := range page.Concepts {
			ids = append(ids, concept.ConceptId)
		}
		if request.PageToken = page.NextPageToken; request.PageToken == "" {
			if len(ids) != int(page.TotalSize) {
				t.Errorf("%d ids, total %d", len(ids), page.TotalSize)
			}
			return ids
		}
	}
}

func TestEclEvaluate(t *testing.T) {
	c := winter(t)
	frostbite, chilblain, both := uint64(fixture.Frostbite), uint64(fixture.Chilblain), uint64(fixture.FrostbiteOf)
	ids := []uint64{frostbite, chilblain, both}
	for _, size := range []uint32{0, 1, 2, 3} {
		for _, only := range []bool{false, true} {
			if got := pages(t, c, &firnv1.EvaluateRequest{Ecl: below, PageSize: size, IdsOnly: only}); !slices.Equal(got, ids) {
				t.Errorf("by id: %v", got)
			}
			got := pages(t, c, &firnv1.EvaluateRequest{Ecl: below, PageSize: size, IdsOnly: only, Order: firnv1.EclOrder_ECL_ORDER_PREFERRED_TERM})
			if !slices.Equal(got, []uint64{chilblain, frostbite, both}) {
				t.Errorf("by term: %v", got)
			}
			got = pages(t, c, &firnv1.EvaluateRequest{Ecl: "<< " + fixture.ColdInjury.String(), PageSize: size, IdsOnly: only, Order: firnv1.EclOrder_ECL_ORDER_HIERARCHY})
			if got[0] != uint64(fixture.ColdInjury) || slices.Index(got, both) < min(slices.Index(got, frostbite), slices.Index(got, chilblain)) || len(got) != 4 {
				t.Errorf("by hierarchy: %v", got)
			}
		}
	}
	got := must(c.Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: below, CountOnly: true}))(t)
	equal(t, got, &firnv1.EvaluateResponse{Release: fixture.URI, TotalSize: 3})
	got = must(c.Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: fixture.Frostbite.String(), Dialects: "en-GB"}))(t)
	if len(got.Concepts) != 1 || got.Concepts[0].PreferredTerm != "Congelation" {
		t.Errorf("terms: %v", got)
	}
}

func TestEclRows(t *testing.T) {
	c := winter(t)
	text := fmt.Sprintf("^ [referencedComponentId, mapGroup, mapTarget] %s", fixture.Map)
	request := &firnv1.EvaluateRequest{Ecl: text, PageSize: 1}
	first := must(c.Evaluate(soon(t), request))(t)
	equal(t, first.Columns, []*firnv1.EclColumn{{Name: "referencedComponentId", Kind: "component"}, {Name: "mapGroup", Kind: "integer"}, {Name: "mapTarget", Kind: "string"}})
	row := func(group int64, target string) *firnv1.EclRow {
		return &firnv1.EclRow{Values: []*firnv1.EclValue{
			{Value: &firnv1.EclValue_ComponentId{ComponentId: uint64(fixture.Frostbite)}},
			{Value: &firnv1.EclValue_Integer{Integer: group}}, {Value: &firnv1.EclValue_Text{Text: target}},
		}}
	}
	if first.TotalSize != 2 || first.NextPageToken == "" {
		t.Errorf("%v", first)
	}
	equal(t, first.Rows, []*firnv1.EclRow{row(1, "T33")})
	request.PageToken = first.NextPageToken
	second := must(c.Evaluate(soon(t), request))(t)
	equal(t, second.Rows, []*firnv1.EclRow{row(2, "T34")})
	if second.NextPageToken != "" {
		t.Errorf("a third page: %v", second)
	}
}

func TestEclStreamConceptIds(t *testing.T) {
	const n = 70_000 // more than one message
	c := serve(t, fixture.Wide(n), rpc.Options{})
	for _, test := range []struct {
		order firnv1.EclOrder
		ecl   string
		want  int
	}{
		{firnv1.EclOrder_ECL_ORDER_CONCEPT_ID, "< " + fixture.Injury.String(), n},
		{firnv1.EclOrder_ECL_ORDER_HIERARCHY, "< " + fixture.Injury.String(), n},
		{firnv1.EclOrder_ECL_ORDER_CONCEPT_ID, "< " + fixture.Skiers.String(), 0},
		{firnv1.EclOrder_ECL_ORDER_HIERARCHY, "< " + fixture.Skiers.String(), 0},
	} {
		stream := must(c.StreamConceptIds(soon(t), &firnv1.StreamConceptIdsRequest{Ecl: test.ecl, Order: test.order}))(t)
		var ids []uint64
		for messages := 0; ; messages++ {
			got, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				if messages != max(1, (test.want+65_535)/65_536) {
					t.Errorf("%d messages", messages)
				}
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if messages == 0 && (got.Release == "" || int(got.Count) != test.want) {
				t.Errorf("first message: release %q, count %d", got.Release, got.Count)
			}
			ids = append(ids, got.ConceptIds...)
		}
		if test.order == firnv1.EclOrder_ECL_ORDER_CONCEPT_ID && !slices.IsSorted(ids) {
			t.Error("not in order")
		}
		slices.Sort(ids)
		if ids = slices.Compact(ids); len(ids) != test.want {
			t.Errorf("%s: %d ids, want %d", test.ecl, len(ids), test.want)
		}
	}
	stream := must(c.StreamConceptIds(soon(t), &firnv1.StreamConceptIdsRequest{Ecl: "*", Order: firnv1.EclOrder_ECL_ORDER_PREFERRED_TERM}))(t)
	_, err := stream.Recv()
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldInvalid, "order")
}

func TestEclContains(t *testing.T) {
	c := winter(t)
	const in, out, unknown = firnv1.EclMembership_ECL_MEMBERSHIP_IN, firnv1.EclMembership_ECL_MEMBERSHIP_NOT_IN, firnv1.EclMembership_ECL_MEMBERSHIP_UNKNOWN_CONCEPT
	asked := []uint64{uint64(fixture.Toe), uint64(fixture.Frostbite), uint64(fixture.Absent), 5, uint64(fixture.OldName), uint64(fixture.Frostbite)}
	want := []firnv1.EclMembership{out, in, unknown, unknown, out, in}
	got := must(c.Contains(soon(t), &firnv1.ContainsRequest{Ecl: below, ConceptIds: asked}))(t)
	equal(t, got, &firnv1.ContainsResponse{Release: fixture.URI, Memberships: want})
	_, err := c.Contains(soon(t), &firnv1.ContainsRequest{Ecl: below, ConceptIds: make([]uint64, 100_001)})
	expect(t, err, codes.InvalidArgument, terminology.ReasonTooManyItems, "concept_ids")

	stream := must(c.ContainsStream(soon(t)))(t)
	for i, request := range []*firnv1.ContainsStreamRequest{
		{Ecl: below, ConceptIds: asked}, {ConceptIds: asked[:1]}, {Ecl: below, Release: fixture.URI, ConceptIds: asked[1:2]}, {},
	} {
		if err := stream.Send(request); err != nil {
			t.Fatal(err)
		}
		answer := must(stream.Recv())(t)
		if (answer.Release != "") != (i == 0) {
			t.Errorf("message %d: release %q", i, answer.Release)
		}
		if wanted := [][]firnv1.EclMembership{want, want[:1], want[1:2], nil}[i]; !slices.Equal(answer.Memberships, wanted) {
			t.Errorf("message %d: %v", i, answer.Memberships)
		}
	}
	if err := stream.Send(&firnv1.ContainsStreamRequest{Ecl: "*"}); err != nil {
		t.Fatal(err)
	}
	_, err = stream.Recv()
	expect(t, err, codes.InvalidArgument, "STREAM_SETTINGS_CHANGED", "ecl")
}

// TestEclLimits: search and validation stay within a constraint.
func TestEclLimits(t *testing.T) {
	c := winter(t)
	limit := &firnv1.ConceptLimit{Ecl: below}
	got := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frost", Limit: limit}))(t)
	if !slices.Equal(found(got), []uint64{uint64(fixture.Frostbite), uint64(fixture.FrostbiteOf)}) {
		t.Errorf("%v", got)
	}
	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frost", Limit: &firnv1.ConceptLimit{Ecl: below, MembersOf: []uint64{uint64(fixture.Skiers)}}}))(t)
	if !slices.Equal(found(got), []uint64{uint64(fixture.Frostbite)}) {
		t.Errorf("with members: %v", got)
	}
	for code, want := range map[string]firnv1.LimitCheck{
		fixture.Frostbite.String(): firnv1.LimitCheck_LIMIT_CHECK_IN, fixture.Toe.String(): firnv1.LimitCheck_LIMIT_CHECK_NOT_IN,
	} {
		if got := must(c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: code, Limit: limit}))(t); got.LimitCheck != want {
			t.Errorf("%s: %v", code, got.LimitCheck)
		}
		stream := must(c.ValidateCodes(soon(t)))(t)
		if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: []string{code}, Limit: limit}); err != nil {
			t.Fatal(err)
		}
		if got := must(stream.Recv())(t); len(got.LimitChecks) != 1 || got.LimitChecks[0] != want {
			t.Errorf("%s in a stream: %v", code, got)
		}
	}
	_, err := c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: "1", Limit: &firnv1.ConceptLimit{Ecl: "<"}})
	expect(t, err, codes.InvalidArgument, "ECL_SYNTAX", "limit.ecl")
	// A limit has no room for warnings: what would be one may not be silently empty.
	for text, reason := range map[string]terminology.Reason{
		"<< " + fixture.Absent.String():    "ECL_CONCEPT_UNKNOWN",
		"^ " + fixture.Frostbite.String():  "ECL_NO_MEMBERS",
		"^ [*] " + fixture.Skiers.String(): "ECL_ROWS_NOT_A_SET",
	} {
		_, err := c.Search(soon(t), &firnv1.SearchRequest{Text: "frost", Limit: &firnv1.ConceptLimit{Ecl: text}})
		expect(t, err, codes.InvalidArgument, reason, "limit.ecl")
	}
	if _, err := c.Search(soon(t), &firnv1.SearchRequest{Text: "frost", Limit: &firnv1.ConceptLimit{Ecl: fixture.OldName.String()}}); err != nil {
		t.Errorf("a retired concept in a limit: %v", err)
	}
}

func TestEclExplain(t *testing.T) {
	c := winter(t)
	got := must(c.Explain(soon(t), &firnv1.ExplainRequest{Ecl: below + " AND ^ " + fixture.Skiers.String()}))(t)
	if got.Release != fixture.URI || got.Count != 2 || len(got.Nodes) < 2 || got.Text == "" || got.EvaluationMicroseconds <= 0 {
		t.Errorf("%v", got)
	}
	for i, node := range got.Nodes {
		if node.Operation == "" {
			t.Errorf("node %d says nothing", i)
		}
		for _, used := range node.Uses {
			if int(used) <= i || int(used) >= len(got.Nodes) {
				t.Errorf("node %d uses %d", i, used)
			}
		}
	}
	if root := got.Nodes[0]; !root.Evaluated || root.Size != 2 {
		t.Errorf("root %v", root)
	}
	for _, test := range []struct {
		request *firnv1.ExplainRequest
		code    codes.Code
	}{
		{&firnv1.ExplainRequest{}, codes.InvalidArgument},
		{&firnv1.ExplainRequest{Ecl: "<<"}, codes.InvalidArgument},
		{&firnv1.ExplainRequest{Ecl: "*", Release: "http://snomed.info/sct/900000000000207008/version/19990101"}, codes.NotFound},
		{&firnv1.ExplainRequest{Ecl: "< 999999990989121104", Strict: true}, codes.InvalidArgument},
	} {
		if _, err := c.Explain(soon(t), test.request); status.Code(err) != test.code {
			t.Errorf("%v: %v, want %v", test.request, err, test.code)
		}
	}
}

// A warning about a retired concept names it, and what took its place.
func TestEclWarningHasReplacements(t *testing.T) {
	got := must(winter(t).Evaluate(soon(t), &firnv1.EvaluateRequest{Ecl: fixture.OldName.String(), CountOnly: true}))(t)
	if len(got.Warnings) != 1 || got.Warnings[0].Reason != "ECL_CONCEPT_INACTIVE" || got.Warnings[0].ComponentId != uint64(fixture.OldName) ||
		!slices.Equal(got.Warnings[0].ReplacementIds, []uint64{uint64(fixture.Frostbite)}) {
		t.Errorf("%v", got.Warnings)
	}
}
