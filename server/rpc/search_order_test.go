package rpc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/equivalents"
)

// site serves Winter with what a site adds to it.
func site(t testing.TB) *clients {
	table, err := equivalents.Parse("site", strings.NewReader("pernio = chilblain\ntoe | digit\n"))
	if err != nil {
		t.Fatal(err)
	}
	usage, err := terminology.ParseUsage("usage", strings.NewReader(fmt.Sprintf("%s\t50\n", fixture.FrostbiteOf)))
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, fixture.Winter(), rpc.Options{Equivalents: table, Usage: usage})
}

func found(response *firnv1.SearchResponse) (ids []uint64) {
	for _, hit := range response.Hits {
		ids = append(ids, hit.ConceptId)
	}
	return ids
}

// TestSearchWidens: what isn't found as typed is looked for in other words, and the
// answer says so.
func TestSearchWidens(t *testing.T) {
	c := site(t)
	chilblain := uint64(fixture.Chilblain)
	got := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "pernio", PageSize: 1}))(t)
	if got.WidenStep != firnv1.WidenStep_WIDEN_STEP_EQUIVALENTS || len(got.Hits) != 1 || got.Hits[0].ConceptId != chilblain {
		t.Fatalf("%v", got)
	}
	equal(t, got.Hits[0].Widening, &firnv1.Widening{Step: firnv1.WidenStep_WIDEN_STEP_EQUIVALENTS, Text: "chilblain"})

	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "pernio", Widen: firnv1.Widen_WIDEN_NEVER}))(t)
	equal(t, got, &firnv1.SearchResponse{Release: fixture.URI, WidenStep: firnv1.WidenStep_WIDEN_STEP_AS_TYPED})

	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "digit"}))(t)
	if !slices.Equal(found(got), []uint64{uint64(fixture.Toe)}) || got.Hits[0].MatchClass != firnv1.MatchClass_MATCH_CLASS_WIDENED || got.Hits[0].Widening.GetText() != "toe" {
		t.Errorf("%v", got)
	}
	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "toe"}))(t)
	if got.WidenStep != firnv1.WidenStep_WIDEN_STEP_AS_TYPED || got.Hits[0].Widening != nil {
		t.Errorf("%v", got)
	}
}

func TestSearchBoosts(t *testing.T) {
	c := site(t)
	frostbite, both := uint64(fixture.Frostbite), uint64(fixture.FrostbiteOf)
	got := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frostb"}))(t)
	if !slices.Equal(found(got), []uint64{frostbite, both}) || got.Hits[1].UsageLevel != 0 {
		t.Errorf("without: %v", got)
	}
	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frostb", Boost: &firnv1.Boost{Usage: true}}))(t)
	if !slices.Equal(found(got), []uint64{both, frostbite}) || got.Hits[0].UsageLevel != 2 {
		t.Errorf("by use: %v", got)
	}
	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frostb", Boost: &firnv1.Boost{Usage: true, RefsetIds: []uint64{uint64(fixture.Skiers)}}}))(t)
	if !slices.Equal(found(got), []uint64{frostbite, both}) || got.Hits[0].BoostRefsetId != uint64(fixture.Skiers) {
		t.Errorf("by reference set: %v", got)
	}
}

// TestSearchCounts: totals, facets, folding, reasons and replacements.
func TestSearchCounts(t *testing.T) {
	c := winter(t)
	got := must(c.Search(soon(t), &firnv1.SearchRequest{
		Text: "f", SemanticTags: []string{"disorder"}, Status: firnv1.ConceptStatus_CONCEPT_STATUS_ANY, PageSize: 2,
		CountSemanticTags: true, CountHierarchies: true, FoldSubsumed: true, Explain: true,
	}))(t)
	if got.TotalSize != 4 || got.TotalCapped || got.NextPageToken == "" || len(got.Hits) != 2 {
		t.Fatalf("%v", got)
	}
	equal(t, got.SemanticTags, []*firnv1.SemanticTagCount{{SemanticTag: "disorder", Count: 4}})
	equal(t, got.Hierarchies, []*firnv1.HierarchyCount{{ConceptId: uint64(fixture.Injury), PreferredTerm: "Injury", Count: 2}})
	for _, hit := range got.Hits {
		if len(hit.Reasons) < 5 || hit.Reasons[0].Key != "class" || hit.Reasons[0].Value != "prefixes" || hit.Reasons[0].Text == "" {
			t.Errorf("reasons %v", hit.Reasons)
		}
	}
	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frost", FoldSubsumed: true}))(t)
	over := map[uint64]uint64{}
	for _, hit := range got.Hits {
		over[hit.ConceptId] = hit.FoldedUnder
		if hit.Reasons != nil {
			t.Errorf("reasons without being asked: %v", hit.Reasons)
		}
	}
	if len(over) != 2 || over[uint64(fixture.FrostbiteOf)] != uint64(fixture.Frostbite) || over[uint64(fixture.Frostbite)] != 0 {
		t.Errorf("folded %v", over)
	}
	got = must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frozen toe", Status: firnv1.ConceptStatus_CONCEPT_STATUS_INACTIVE}))(t)
	if hit := got.Hits[0]; hit.ConceptId != uint64(fixture.OldName) || len(hit.Replacements) != 1 ||
		hit.Replacements[0].Target.GetConceptId() != uint64(fixture.Frostbite) || len(hit.Replacements[0].Chain) != 2 {
		t.Errorf("replacements of %v", hit)
	}
}

// TestSearchTotalIsCapped: counting ends at 1,000 unless all is asked for.
func TestSearchTotalIsCapped(t *testing.T) {
	const n = terminology.DefaultTotalCap + 5
	c := serve(t, fixture.Wide(n), rpc.Options{})
	got := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "number", PageSize: 1}))(t)
	if got.TotalSize != terminology.DefaultTotalCap || !got.TotalCapped || got.NextPageToken == "" {
		t.Errorf("total %d, capped %v", got.TotalSize, got.TotalCapped)
	}
	for _, request := range []*firnv1.SearchRequest{{Text: "number", ExactTotal: true}, {Text: "number", CountSemanticTags: true}} {
		request.PageSize = 1
		if got := must(c.Search(soon(t), request))(t); got.TotalSize != n || got.TotalCapped {
			t.Errorf("%v: total %d, capped %v", request, got.TotalSize, got.TotalCapped)
		}
	}
}
