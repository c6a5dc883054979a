package rpc_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/terminology"
)

func TestSearch(t *testing.T) {
	c := winter(t)
	got := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frostb chil"}))(t)
	if got.Release != fixture.URI || got.TotalSize != 1 || got.NextPageToken != "" {
		t.Errorf("answer %v", got)
	}
	equal(t, got.Hits, []*firnv1.SearchHit{{
		ConceptId: uint64(fixture.FrostbiteOf), DescriptionId: uint64(fixture.DescriptionID(2051)), Term: "Frostbite with chilblain",
		PreferredTerm: "Frostbite with chilblain", FullySpecifiedName: "Frostbite with chilblain (disorder)", SemanticTag: "disorder",
		Active: true, DescriptionType: firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM, DescriptionActive: true, LanguageCode: "en",
		Matches: []*firnv1.ByteRange{{Start: 0, End: 6}, {Start: 15, End: 19}}, MatchClass: firnv1.MatchClass_MATCH_CLASS_PREFIXES,
	}})
	british := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "frostbite", Dialects: "en-GB"}))(t)
	if hit := british.Hits[0]; hit.Term != "Frostbite" || hit.PreferredTerm != "Congelation" || hit.MatchClass != firnv1.MatchClass_MATCH_CLASS_WHOLE_TERM {
		t.Errorf("first hit: %v", hit)
	}
	for _, id := range []string{fixture.Toe.String(), fixture.DescriptionID(2061).String()} {
		got := must(c.Search(soon(t), &firnv1.SearchRequest{Text: id}))(t)
		if len(got.Hits) != 1 || got.Hits[0].ConceptId != uint64(fixture.Toe) || got.Hits[0].Term != "Toe" || got.Hits[0].Matches != nil {
			t.Errorf("searching for %s: %v", id, got.Hits)
		}
	}
	nothing := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "sunburn"}))(t)
	equal(t, nothing, &firnv1.SearchResponse{Release: fixture.URI, WidenStep: firnv1.WidenStep_WIDEN_STEP_SPELLING})
}

func TestSearchLimits(t *testing.T) {
	c := winter(t)
	toe, frozen, old := uint64(fixture.Toe), uint64(fixture.Forgotten), uint64(fixture.OldName)
	lost, frostbite, both := uint64(fixture.Lost), uint64(fixture.Frostbite), uint64(fixture.FrostbiteOf)
	for name, test := range map[string]struct {
		request *firnv1.SearchRequest
		want    []uint64
	}{
		"active":      {&firnv1.SearchRequest{Text: "toe"}, []uint64{toe}},
		"inactive":    {&firnv1.SearchRequest{Text: "toe", Status: firnv1.ConceptStatus_CONCEPT_STATUS_INACTIVE}, []uint64{old, frozen, lost}},
		"any":         {&firnv1.SearchRequest{Text: "toe", Status: firnv1.ConceptStatus_CONCEPT_STATUS_ANY}, []uint64{toe, old, frozen, lost}},
		"tags":        {&firnv1.SearchRequest{Text: "n", SemanticTags: []string{"morphologic abnormality", "body structure"}}, []uint64{uint64(fixture.Necrosis)}},
		"descendants": {&firnv1.SearchRequest{Text: "frostbite", Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{frostbite}}}, []uint64{both}},
		"or self":     {&firnv1.SearchRequest{Text: "frostbite", Limit: &firnv1.ConceptLimit{DescendantsOrSelfOf: []uint64{frostbite}}}, []uint64{frostbite, both}},
		"members":     {&firnv1.SearchRequest{Text: "frostbite", Limit: &firnv1.ConceptLimit{MembersOf: []uint64{uint64(fixture.Skiers)}}}, []uint64{frostbite}},
		"excluded":    {&firnv1.SearchRequest{Text: "frostbite", Limit: &firnv1.ConceptLimit{ExcludeMembersOf: []uint64{uint64(fixture.Skiers)}}}, []uint64{both}},
		"limit tags":  {&firnv1.SearchRequest{Text: "n", Limit: &firnv1.ConceptLimit{SemanticTags: []string{"Morphologic Abnormality"}}}, []uint64{uint64(fixture.Necrosis)}},
		"module":      {&firnv1.SearchRequest{Text: "toe", Limit: &firnv1.ConceptLimit{ModuleIds: []uint64{uint64(terminology.CoreModule)}}}, []uint64{toe}},
		"defined":     {&firnv1.SearchRequest{Text: "frostbite", Limit: &firnv1.ConceptLimit{DefinitionStatusIds: []uint64{uint64(terminology.Defined)}}}, []uint64{frostbite}},
		"primitive":   {&firnv1.SearchRequest{Text: "frostbite", Limit: &firnv1.ConceptLimit{DefinitionStatusIds: []uint64{uint64(terminology.Primitive)}}}, []uint64{both}},
		"definitions": {&firnv1.SearchRequest{Text: "tissue", DescriptionTypes: []firnv1.DescriptionType{firnv1.DescriptionType_DESCRIPTION_TYPE_DEFINITION}}, []uint64{frostbite}},
		"no such type": {&firnv1.SearchRequest{Text: "tissue", DescriptionTypes: []firnv1.DescriptionType{
			firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM, firnv1.DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME}}, nil},
		"old term":       {&firnv1.SearchRequest{Text: "frost bite", IncludeInactiveDescriptions: true}, []uint64{frostbite}},
		"no old term":    {&firnv1.SearchRequest{Text: "frost bite"}, nil},
		"empty limit":    {&firnv1.SearchRequest{Text: "toe", Limit: &firnv1.ConceptLimit{}}, []uint64{toe}},
		"nothing in all": {&firnv1.SearchRequest{Text: "toe", Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{toe}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []uint64
			for _, hit := range must(c.Search(soon(t), test.request))(t).Hits {
				got = append(got, hit.ConceptId)
			}
			slices.Sort(got)
			slices.Sort(test.want)
			if !slices.Equal(got, test.want) {
				t.Errorf("found %v, want %v", got, test.want)
			}
		})
	}
}

func TestSearchErrors(t *testing.T) {
	c := winter(t)
	const invalid, missing = codes.InvalidArgument, codes.NotFound
	many := make([]uint64, terminology.MaxLimitIDs+1)
	toe := uint64(fixture.Toe)
	for name, test := range map[string]struct {
		request *firnv1.SearchRequest
		code    codes.Code
		reason  terminology.Reason
		field   string
	}{
		"nothing":         {&firnv1.SearchRequest{}, invalid, terminology.ReasonQueryEmpty, "text"},
		"no letters":      {&firnv1.SearchRequest{Text: " -.- "}, invalid, terminology.ReasonQueryEmpty, "text"},
		"too long":        {&firnv1.SearchRequest{Text: strings.Repeat("a", 201)}, invalid, terminology.ReasonQueryTooLong, "text"},
		"too many words":  {&firnv1.SearchRequest{Text: strings.Repeat("a ", 21)}, invalid, terminology.ReasonQueryTooLong, "text"},
		"status":          {&firnv1.SearchRequest{Text: "a", Status: 9}, invalid, terminology.ReasonFieldInvalid, "status"},
		"type":            {&firnv1.SearchRequest{Text: "a", DescriptionTypes: []firnv1.DescriptionType{0}}, invalid, terminology.ReasonFieldInvalid, "description_types"},
		"tag":             {&firnv1.SearchRequest{Text: "a", SemanticTags: []string{"spaceship"}}, missing, terminology.ReasonSemanticTagNotFound, "semantic_tags"},
		"tags":            {&firnv1.SearchRequest{Text: "a", SemanticTags: make([]string, 101)}, invalid, terminology.ReasonTooManyItems, "semantic_tags"},
		"limit":           {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{MembersOf: many}}, invalid, terminology.ReasonTooManyItems, "limit"},
		"limit concept":   {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{uint64(fixture.Absent)}}}, missing, terminology.ReasonConceptNotFound, "limit.descendants_of"},
		"limit id":        {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{DescendantsOrSelfOf: []uint64{5}}}, invalid, terminology.ReasonSCTIDMalformed, "limit.descendants_or_self_of"},
		"limit refset":    {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{MembersOf: []uint64{uint64(fixture.Toe)}}}, missing, terminology.ReasonRefsetNotFound, "limit.members_of"},
		"exclude refset":  {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{ExcludeMembersOf: []uint64{uint64(fixture.Toe)}}}, missing, terminology.ReasonRefsetNotFound, "limit.exclude_members_of"},
		"limit tag":       {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{SemanticTags: []string{"spaceship"}}}, missing, terminology.ReasonSemanticTagNotFound, "limit.semantic_tags"},
		"limit module":    {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{ModuleIds: []uint64{toe}}}, invalid, terminology.ReasonFieldInvalid, "limit.module_ids"},
		"limit status":    {&firnv1.SearchRequest{Text: "a", Limit: &firnv1.ConceptLimit{DefinitionStatusIds: []uint64{toe}}}, invalid, terminology.ReasonFieldInvalid, "limit.definition_status_ids"},
		"widen":           {&firnv1.SearchRequest{Text: "a", Widen: 9}, invalid, terminology.ReasonFieldInvalid, "widen"},
		"boost refset":    {&firnv1.SearchRequest{Text: "a", Boost: &firnv1.Boost{RefsetIds: []uint64{toe}}}, missing, terminology.ReasonRefsetNotFound, "boost.refset_ids"},
		"boost refsets":   {&firnv1.SearchRequest{Text: "a", Boost: &firnv1.Boost{RefsetIds: make([]uint64, 9)}}, invalid, terminology.ReasonTooManyItems, "boost.refset_ids"},
		"boost usage":     {&firnv1.SearchRequest{Text: "a", Boost: &firnv1.Boost{Usage: true}}, invalid, terminology.ReasonFieldInvalid, "boost.usage"},
		"unknown dialect": {&firnv1.SearchRequest{Text: "a", Dialects: "nl"}, invalid, terminology.ReasonDialectUnknown, "dialects"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Search(soon(t), test.request)
			expect(t, err, test.code, test.reason, test.field)
		})
	}
}
