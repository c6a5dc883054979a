package e2e

import (
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// outcomes are the enum's values by the words of FHIR.
var outcomes = map[string]firnv1.SubsumptionOutcome{
	"equivalent":   firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_EQUIVALENT,
	"subsumes":     firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMES,
	"subsumed-by":  firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMED_BY,
	"not-subsumed": firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_NOT_SUBSUMED,
}

// pair is two concepts: a third of them at random, a third a concept and one of
// its ancestors or itself, a third the same the other way round.
func pair(r *rand.Rand, model *naive.Release, ids []uint64) (a, b uint64) {
	a, b = ids[r.IntN(len(ids))], ids[r.IntN(len(ids))]
	above := append(model.Ancestors(b), b)
	switch r.IntN(3) {
	case 0:
		a = above[r.IntN(len(above))]
	case 1:
		a, b = b, above[r.IntN(len(above))]
	}
	return a, b
}

// A thousand random pairs, one by one and as a stream, equal a walk over the text
// files.
func TestSubsumes(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, r, ids := within(t), random(t), f.model.ConceptIDs()
		seen := map[string]int{}
		request := &firnv1.SubsumesStreamRequest{Correlation: 7}
		var want []firnv1.SubsumptionOutcome
		for range 1000 {
			a, b := pair(r, f.model, ids)
			outcome := f.model.Subsumes(a, b)
			seen[outcome]++
			got, err := f.subsumption.Subsumes(ctx, &firnv1.SubsumesRequest{AId: a, BId: b})
			if err != nil {
				t.Fatal(err)
			}
			differ(t, [2]uint64{a, b}, &firnv1.SubsumesResponse{
				Release: f.uri, Outcome: outcomes[outcome], AActive: f.model.Concepts[a].Active, BActive: f.model.Concepts[b].Active,
			}, got)
			request.AIds, request.BIds, want = append(request.AIds, a), append(request.BIds, b), append(want, outcomes[outcome])
		}
		for outcome := range outcomes {
			if seen[outcome] < 20 {
				t.Errorf("only %d pairs are %s: they test too little", seen[outcome], outcome)
			}
		}
		// Bad pairs disturb no others.
		request.AIds, request.BIds = append(request.AIds, 404684004, 7000009), append(request.BIds, ids[0], ids[0])
		unknown := firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_UNKNOWN_CONCEPT
		want = append(want, unknown, unknown)

		stream, err := f.subsumption.SubsumesStream(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.Send(request); err != nil {
			t.Fatal(err)
		}
		if err := stream.Send(&firnv1.SubsumesStreamRequest{Release: f.uri}); err != nil {
			t.Fatal(err)
		}
		if err := stream.CloseSend(); err != nil {
			t.Fatal(err)
		}
		for _, wanted := range []*firnv1.SubsumesStreamResponse{{Release: f.uri, Correlation: 7, Outcomes: want}, {Release: f.uri}} {
			got, err := stream.Recv()
			if err != nil {
				t.Fatal(err)
			}
			differ(t, "stream", wanted, got)
		}
		if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
			t.Errorf("at the end of the stream: %v", err)
		}
	})
}

// A client that sends far ahead of what it reads gets every answer, in order.
func TestSubsumesStreamInBulk(t *testing.T) {
	f := extension(t)
	ctx, ids := within(t), f.model.ConceptIDs()
	const messages, pairs = 40, 10_000
	// The same message many times: what matters is their order and number.
	request := &firnv1.SubsumesStreamRequest{}
	var want []firnv1.SubsumptionOutcome
	for i := range pairs {
		a, b := ids[i%len(ids)], ids[i/len(ids)%len(ids)]
		request.AIds, request.BIds = append(request.AIds, a), append(request.BIds, b)
		want = append(want, outcomes[f.model.Subsumes(a, b)])
	}
	stream, err := f.subsumption.SubsumesStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sent := make(chan error, 1)
	go func() {
		for i := range messages {
			if err := stream.Send(&firnv1.SubsumesStreamRequest{AIds: request.AIds, BIds: request.BIds, Correlation: uint64(i)}); err != nil {
				sent <- err
				return
			}
		}
		sent <- stream.CloseSend()
	}()
	for i := range messages {
		got, err := stream.Recv()
		if err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
		differ(t, i, &firnv1.SubsumesStreamResponse{Release: f.uri, Correlation: uint64(i), Outcomes: want}, got)
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
}
