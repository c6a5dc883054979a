package rpc_test

import (
	"slices"
	"testing"

	"google.golang.org/grpc/codes"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

const (
	equivalent  = firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_EQUIVALENT
	subsumes    = firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMES
	subsumedBy  = firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMED_BY
	notSubsumed = firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_NOT_SUBSUMED
	unknown     = firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_UNKNOWN_CONCEPT
)

// pairs are pairs of every outcome that Subsumes has.
var pairs = []struct {
	a, b    uint64
	outcome firnv1.SubsumptionOutcome
}{
	{uint64(fixture.Injury), uint64(fixture.Injury), equivalent},
	{uint64(fixture.Injury), uint64(fixture.FrostbiteOf), subsumes},
	{uint64(fixture.FrostbiteOf), uint64(fixture.Injury), subsumedBy},
	{uint64(fixture.Chilblain), uint64(fixture.FrostbiteOf), subsumes},
	{uint64(fixture.Chilblain), uint64(fixture.Frostbite), notSubsumed},
	{uint64(fixture.OldName), uint64(fixture.OldName), equivalent},
	{uint64(terminology.Root), uint64(fixture.OldName), notSubsumed},
}

func TestSubsumes(t *testing.T) {
	c := winter(t)
	for _, p := range pairs {
		got := must(c.Subsumes(soon(t), &firnv1.SubsumesRequest{AId: p.a, BId: p.b}))(t)
		equal(t, got, &firnv1.SubsumesResponse{
			Release: fixture.URI, Outcome: p.outcome, AActive: p.a != uint64(fixture.OldName), BActive: p.b != uint64(fixture.OldName),
		})
	}
	toe := uint64(fixture.Toe)
	for _, test := range []struct {
		request *firnv1.SubsumesRequest
		code    codes.Code
		reason  terminology.Reason
		field   string
	}{
		{&firnv1.SubsumesRequest{BId: toe}, codes.InvalidArgument, terminology.ReasonFieldRequired, "a_id"},
		{&firnv1.SubsumesRequest{AId: toe}, codes.InvalidArgument, terminology.ReasonFieldRequired, "b_id"},
		{&firnv1.SubsumesRequest{AId: toe, BId: uint64(fixture.Absent)}, codes.NotFound, terminology.ReasonConceptNotFound, "b_id"},
		{&firnv1.SubsumesRequest{AId: 4, BId: toe}, codes.InvalidArgument, terminology.ReasonSCTIDMalformed, "a_id"},
		{&firnv1.SubsumesRequest{AId: uint64(fixture.OldTerm), BId: toe}, codes.InvalidArgument, terminology.ReasonNotAConceptID, "a_id"},
		{&firnv1.SubsumesRequest{AId: toe, BId: toe, Release: "-"}, codes.InvalidArgument, terminology.ReasonReleaseMalformed, "release"},
	} {
		_, err := c.Subsumes(soon(t), test.request)
		expect(t, err, test.code, test.reason, test.field)
	}
}

func TestSubsumesStream(t *testing.T) {
	t.Run("read by hand", func(t *testing.T) { subsumesStream(t, winter(t)) })
	t.Run("gRPC's codec", func(t *testing.T) { subsumesStream(t, serveCoded(t, fixture.Winter(), rpc.Options{})) })
}

func subsumesStream(t *testing.T, c *clients) {
	stream := must(c.SubsumesStream(soon(t)))(t)
	request := &firnv1.SubsumesStreamRequest{Correlation: 3}
	var want []firnv1.SubsumptionOutcome
	for _, p := range pairs {
		request.AIds, request.BIds = append(request.AIds, p.a), append(request.BIds, p.b)
		want = append(want, p.outcome)
	}
	for _, bad := range []uint64{uint64(fixture.Absent), 0, 77, uint64(fixture.OldTerm)} {
		request.AIds, request.BIds = append(request.AIds, bad, uint64(fixture.Toe)), append(request.BIds, uint64(fixture.Toe), bad)
		want = append(want, unknown, unknown)
	}
	for i := range 3 {
		request.Release = []string{"", fixture.URI, ""}[i]
		if err := stream.Send(request); err != nil {
			t.Fatal(err)
		}
		equal(t, must(stream.Recv())(t), &firnv1.SubsumesStreamResponse{Release: fixture.URI, Correlation: 3, Outcomes: want})
	}
	if err := stream.Send(&firnv1.SubsumesStreamRequest{}); err != nil {
		t.Fatal(err)
	}
	equal(t, must(stream.Recv())(t), &firnv1.SubsumesStreamResponse{Release: fixture.URI})
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	ends(t, stream)
}

func TestSubsumesStreamErrors(t *testing.T) {
	c := winter(t)
	many := make([]uint64, 10_001)
	for name, test := range map[string]struct {
		requests []*firnv1.SubsumesStreamRequest
		code     codes.Code
		reason   terminology.Reason
		field    string
	}{
		"lengths":       {[]*firnv1.SubsumesStreamRequest{{AIds: []uint64{1, 2}, BIds: []uint64{1}}}, codes.InvalidArgument, terminology.ReasonArrayLengthsDiffer, "b_ids"},
		"too many":      {[]*firnv1.SubsumesStreamRequest{{AIds: many, BIds: many}}, codes.InvalidArgument, terminology.ReasonTooManyItems, "a_ids"},
		"release":       {[]*firnv1.SubsumesStreamRequest{{Release: "31000003106"}}, codes.NotFound, terminology.ReasonReleaseNotFound, "release"},
		"other release": {[]*firnv1.SubsumesStreamRequest{{}, {Release: "31000003106"}}, codes.InvalidArgument, "STREAM_SETTINGS_CHANGED", "release"},
	} {
		t.Run(name, func(t *testing.T) {
			stream := must(c.SubsumesStream(soon(t)))(t)
			var err error
			for _, request := range test.requests {
				if err := stream.Send(request); err != nil {
					t.Fatal(err)
				}
				if _, err = stream.Recv(); err != nil {
					break
				}
			}
			expect(t, err, test.code, test.reason, test.field)
		})
	}
	// The most that is allowed is allowed.
	stream := must(c.SubsumesStream(soon(t)))(t)
	full := slices.Repeat([]uint64{uint64(fixture.Toe)}, 10_000)
	if err := stream.Send(&firnv1.SubsumesStreamRequest{AIds: full, BIds: full}); err != nil {
		t.Fatal(err)
	}
	if got := must(stream.Recv())(t); len(got.Outcomes) != 10_000 || got.Outcomes[9_999] != equivalent {
		t.Errorf("%d outcomes", len(got.Outcomes))
	}
}
