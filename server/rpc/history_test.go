package rpc_test

import (
	"io"
	"testing"

	"google.golang.org/grpc/codes"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// When the concepts of the fixture were retired, and its members published.
const retiredAt, published = "20250701", "20250101"

func step(association, concept sctid.ID) *firnv1.HistoryStep {
	return &firnv1.HistoryStep{AssociationRefsetId: uint64(association), ConceptId: uint64(concept), EffectiveTime: published}
}

// summary asks for the row of a concept.
func summary(t testing.TB, c *clients, id sctid.ID) *firnv1.ConceptSummary {
	t.Helper()
	r := must(c.BatchGetConcepts(soon(t), &firnv1.BatchGetConceptsRequest{ConceptIds: []uint64{uint64(id)}, View: firnv1.ConceptView_CONCEPT_VIEW_BASIC}))(t)
	concept := r.GetResults()[0].GetConcept()
	return &firnv1.ConceptSummary{
		ConceptId: concept.GetConceptId(), Active: concept.GetActive(), PreferredTerm: concept.GetPreferredTerm(),
		FullySpecifiedName: concept.GetFullySpecifiedName(), SemanticTag: concept.GetSemanticTag(),
		DefinitionStatus: concept.GetDefinitionStatus(), EffectiveTime: concept.GetEffectiveTime(), ModuleId: concept.GetModuleId(),
	}
}

func TestGetHistory(t *testing.T) {
	c := winter(t)
	got := must(c.GetHistory(soon(t), &firnv1.GetHistoryRequest{ConceptId: uint64(fixture.OldName)}))(t)
	equal(t, got, &firnv1.GetHistoryResponse{
		Release: fixture.URI,
		History: &firnv1.ConceptHistory{
			Concept:      summary(t, c, fixture.OldName),
			Inactivation: &firnv1.Inactivation{ValueId: uint64(fixture.Duplicate), Term: "Duplicate", EffectiveTime: retiredAt},
			Replacements: []*firnv1.HistoricalReplacement{{
				Target: summary(t, c, fixture.Frostbite), AssociationRefsetId: uint64(terminology.ReplacedBy), AssociationTerm: "REPLACED BY association reference set",
				Judgement: firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_SAFE, SafeToSwap: true,
				Way: []*firnv1.HistoryStep{step(terminology.SameAs, fixture.Forgotten), step(terminology.ReplacedBy, fixture.Frostbite)},
			}},
		},
	})
	got = must(c.GetHistory(soon(t), &firnv1.GetHistoryRequest{ConceptId: uint64(fixture.Frostbite)}))(t)
	equal(t, got.GetHistory(), &firnv1.ConceptHistory{Concept: summary(t, c, fixture.Frostbite), ReplacedCount: 2})
	got = must(c.GetHistory(soon(t), &firnv1.GetHistoryRequest{ConceptId: uint64(fixture.Lost)}))(t)
	equal(t, got.GetHistory(), &firnv1.ConceptHistory{Concept: summary(t, c, fixture.Lost), Inactivation: &firnv1.Inactivation{EffectiveTime: retiredAt}})

	for _, tt := range []struct {
		request *firnv1.GetHistoryRequest
		code    codes.Code
		reason  terminology.Reason
		field   string
	}{
		{&firnv1.GetHistoryRequest{}, codes.InvalidArgument, terminology.ReasonFieldRequired, "concept_id"},
		{&firnv1.GetHistoryRequest{ConceptId: 12}, codes.InvalidArgument, terminology.ReasonSCTIDMalformed, "concept_id"},
		{&firnv1.GetHistoryRequest{ConceptId: uint64(fixture.OldTerm)}, codes.InvalidArgument, terminology.ReasonNotAConceptID, "concept_id"},
		{&firnv1.GetHistoryRequest{ConceptId: uint64(fixture.Absent)}, codes.NotFound, terminology.ReasonConceptNotFound, "concept_id"},
		{&firnv1.GetHistoryRequest{ConceptId: uint64(fixture.Toe), Release: "x"}, codes.InvalidArgument, terminology.ReasonReleaseMalformed, "release"},
		{&firnv1.GetHistoryRequest{ConceptId: uint64(fixture.Toe), Dialects: "xx"}, codes.InvalidArgument, terminology.ReasonDialectUnknown, "dialects"},
	} {
		_, err := c.GetHistory(soon(t), tt.request)
		expect(t, err, tt.code, tt.reason, tt.field)
	}
}

// deadEnds is a world whose retired concepts lead nowhere, and one that is replaced by
// many.
func deadEnds() *fixture.World {
	w := fixture.Winter()
	for item := range uint64(8) {
		w.Concept(fixture.ConceptID(3000 + item)).Retire()
	}
	at := func(item uint64) sctid.ID { return fixture.ConceptID(3000 + item) }
	w.Member(terminology.SameAs, at(0), fixture.Component(at(1))) // a loop
	w.Member(terminology.SameAs, at(1), fixture.Component(at(0)))
	w.Member(terminology.SameAs, at(2), fixture.Component(fixture.Lost))
	w.Member(terminology.SameAs, at(3), fixture.Component(fixture.Absent))
	w.Member(terminology.SameAs, at(4), fixture.Component(fixture.Toe)) // two targets
	w.Member(terminology.ReplacedBy, at(4), fixture.Component(fixture.Necrosis))
	w.Member(terminology.SameAs, at(5), fixture.Component(fixture.Toe))
	w.Member(terminology.SameAs, at(6), fixture.Component(fixture.Toe))
	return w
}

func TestHistoryEnds(t *testing.T) {
	c := serve(t, deadEnds(), rpc.Options{})
	of := func(item uint64) *firnv1.ConceptHistory {
		return must(c.GetHistory(soon(t), &firnv1.GetHistoryRequest{ConceptId: uint64(fixture.ConceptID(3000 + item))}))(t).GetHistory()
	}
	for item, want := range []*firnv1.HistoryEnd{
		{Kind: firnv1.HistoryEndKind_HISTORY_END_KIND_LOOP, Concept: summary(t, c, fixture.ConceptID(3000)), Way: []*firnv1.HistoryStep{
			step(terminology.SameAs, fixture.ConceptID(3001)), step(terminology.SameAs, fixture.ConceptID(3000)),
		}},
		2: {Kind: firnv1.HistoryEndKind_HISTORY_END_KIND_DEAD_END, Concept: summary(t, c, fixture.Lost), Way: []*firnv1.HistoryStep{step(terminology.SameAs, fixture.Lost)}},
		3: {Kind: firnv1.HistoryEndKind_HISTORY_END_KIND_NOT_IN_RELEASE, Concept: &firnv1.ConceptSummary{ConceptId: uint64(fixture.Absent)}, Way: []*firnv1.HistoryStep{step(terminology.SameAs, fixture.Absent)}},
	} {
		if want == nil {
			continue
		}
		got := of(uint64(item))
		if len(got.GetReplacements()) != 0 || len(got.GetEnds()) != 1 {
			t.Errorf("%d: %v", item, got)
			continue
		}
		equal(t, got.GetEnds()[0], want)
	}
	if got := of(4).GetReplacements(); len(got) != 2 || got[0].GetSafeToSwap() || got[0].GetJudgement() != firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_SEVERAL_TARGETS ||
		got[0].GetTarget().GetConceptId() != uint64(fixture.Toe) || got[1].GetTarget().GetConceptId() != uint64(fixture.Necrosis) {
		t.Errorf("%v", got)
	}
}

func TestListReplacedConcepts(t *testing.T) {
	c := serve(t, deadEnds(), rpc.Options{})
	got := must(c.ListReplacedConcepts(soon(t), &firnv1.ListReplacedConceptsRequest{ConceptId: uint64(fixture.Frostbite)}))(t)
	equal(t, got, &firnv1.ListReplacedConceptsResponse{
		Release: fixture.URI, TotalSize: 2,
		ReplacedConcepts: []*firnv1.ReplacedConcept{
			{
				Concept:             summary(t, c, fixture.OldName),
				Inactivation:        &firnv1.Inactivation{ValueId: uint64(fixture.Duplicate), Term: "Duplicate", EffectiveTime: retiredAt},
				AssociationRefsetId: uint64(terminology.ReplacedBy), AssociationTerm: "REPLACED BY association reference set",
				Judgement: firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_SAFE, SafeToSwap: true,
				Way: []*firnv1.HistoryStep{step(terminology.SameAs, fixture.Forgotten), step(terminology.ReplacedBy, fixture.Frostbite)},
			},
			{
				Concept:             summary(t, c, fixture.Forgotten),
				Inactivation:        &firnv1.Inactivation{ValueId: uint64(fixture.Duplicate), Term: "Duplicate", EffectiveTime: retiredAt},
				AssociationRefsetId: uint64(terminology.ReplacedBy), AssociationTerm: "REPLACED BY association reference set",
				Judgement: firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_SAFE, SafeToSwap: true,
				Way: []*firnv1.HistoryStep{step(terminology.ReplacedBy, fixture.Frostbite)},
			},
		},
	})
	// A retired concept in the middle, and one that the release doesn't hold.
	for id, want := range map[sctid.ID]sctid.ID{fixture.Forgotten: fixture.OldName, fixture.Absent: fixture.ConceptID(3003)} {
		got := must(c.ListReplacedConcepts(soon(t), &firnv1.ListReplacedConceptsRequest{ConceptId: uint64(id)}))(t)
		if got.GetTotalSize() != 1 || got.GetReplacedConcepts()[0].GetConcept().GetConceptId() != uint64(want) || got.GetReplacedConcepts()[0].GetSafeToSwap() ||
			got.GetReplacedConcepts()[0].GetJudgement() != firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_TARGET_UNUSABLE {
			t.Errorf("%v: %v", id, got)
		}
	}
	// Pages stitch together.
	request := &firnv1.ListReplacedConceptsRequest{ConceptId: uint64(fixture.Toe), PageSize: 1}
	var ids []uint64
	for {
		page := must(c.ListReplacedConcepts(soon(t), request))(t)
		if page.GetTotalSize() != 3 || len(page.GetReplacedConcepts()) != 1 {
			t.Fatal(page)
		}
		ids = append(ids, page.GetReplacedConcepts()[0].GetConcept().GetConceptId())
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			break
		}
	}
	equal(t, ids, []uint64{uint64(fixture.ConceptID(3004)), uint64(fixture.ConceptID(3005)), uint64(fixture.ConceptID(3006))})
	_, err := c.ListReplacedConcepts(soon(t), &firnv1.ListReplacedConceptsRequest{})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldRequired, "concept_id")
	_, err = c.ListReplacedConcepts(soon(t), &firnv1.ListReplacedConceptsRequest{ConceptId: uint64(fixture.ConceptID(8888))})
	expect(t, err, codes.NotFound, terminology.ReasonConceptNotFound, "concept_id")
	_, err = c.ListReplacedConcepts(soon(t), &firnv1.ListReplacedConceptsRequest{ConceptId: uint64(fixture.Toe), PageSize: 20_000})
	expect(t, err, codes.InvalidArgument, terminology.ReasonPageSizeInvalid, "page_size")
}

func TestGetHistoryStream(t *testing.T) {
	c := serve(t, deadEnds(), rpc.Options{})
	stream := must(c.GetHistoryStream(soon(t)))(t)
	asked := []uint64{uint64(fixture.Toe), uint64(fixture.OldName), 17, uint64(fixture.Absent), uint64(fixture.Lost), uint64(fixture.ConceptID(3004))}
	if err := stream.Send(&firnv1.GetHistoryStreamRequest{ConceptIds: asked, Correlation: 7}); err != nil {
		t.Fatal(err)
	}
	got := must(stream.Recv())(t)
	const active, retired, unknown = firnv1.HistoryStatus_HISTORY_STATUS_ACTIVE, firnv1.HistoryStatus_HISTORY_STATUS_RETIRED, firnv1.HistoryStatus_HISTORY_STATUS_UNKNOWN_CONCEPT
	want := &firnv1.GetHistoryStreamResponse{
		Release: fixture.URI, Correlation: 7,
		Statuses:           []firnv1.HistoryStatus{active, retired, unknown, unknown, retired, retired},
		SafeReplacementIds: []uint64{0, uint64(fixture.Frostbite), 0, 0, 0, 0},
	}
	for _, row := range []uint32{1, 4, 5} {
		one := must(c.GetHistory(soon(t), &firnv1.GetHistoryRequest{ConceptId: asked[row]}))(t)
		want.Details = append(want.Details, &firnv1.HistoryDetail{Row: row, History: one.GetHistory()})
	}
	equal(t, got, want)
	// An empty message, and settings that are repeated.
	if err := stream.Send(&firnv1.GetHistoryStreamRequest{Release: fixture.URI}); err != nil {
		t.Fatal(err)
	}
	equal(t, must(stream.Recv())(t), &firnv1.GetHistoryStreamResponse{Release: fixture.URI})
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != io.EOF {
		t.Errorf("got %v", err)
	}

	stream = must(c.GetHistoryStream(soon(t)))(t)
	if err := stream.Send(&firnv1.GetHistoryStreamRequest{ConceptIds: asked, OmitDetails: true}); err != nil {
		t.Fatal(err)
	}
	if got := must(stream.Recv())(t); len(got.GetDetails()) != 0 || len(got.GetStatuses()) != len(asked) || got.GetSafeReplacementIds()[1] != uint64(fixture.Frostbite) {
		t.Errorf("%v", got)
	}
	for _, tt := range []struct {
		first, second *firnv1.GetHistoryStreamRequest
		reason        terminology.Reason
		field         string
	}{
		{nil, &firnv1.GetHistoryStreamRequest{ConceptIds: make([]uint64, 10_001)}, terminology.ReasonTooManyItems, "concept_ids"},
		{&firnv1.GetHistoryStreamRequest{}, &firnv1.GetHistoryStreamRequest{OmitDetails: true}, "STREAM_SETTINGS_CHANGED", "omit_details"},
		{&firnv1.GetHistoryStreamRequest{}, &firnv1.GetHistoryStreamRequest{Dialects: "en-GB"}, "STREAM_SETTINGS_CHANGED", "dialects"},
		{&firnv1.GetHistoryStreamRequest{}, &firnv1.GetHistoryStreamRequest{Release: "900000000000207008"}, "STREAM_SETTINGS_CHANGED", "release"},
	} {
		stream := must(c.GetHistoryStream(soon(t)))(t)
		if tt.first != nil {
			if err := stream.Send(tt.first); err != nil {
				t.Fatal(err)
			}
			must(stream.Recv())(t)
		}
		if err := stream.Send(tt.second); err != nil {
			t.Fatal(err)
		}
		_, err := stream.Recv()
		expect(t, err, codes.InvalidArgument, tt.reason, tt.field)
	}
}
