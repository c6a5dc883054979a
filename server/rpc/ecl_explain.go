package rpc

import (
	"context"
	"time"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/ecl"
)

// Explain implements the rpc.
func (s *eclService) Explain(ctx context.Context, request *firnv1.ExplainRequest) (*firnv1.ExplainResponse, error) {
	response, err := s.explain(ctx, request)
	return answer(ctx, s.server, response, err)
}

func (s *eclService) explain(ctx context.Context, request *firnv1.ExplainRequest) (*firnv1.ExplainResponse, error) {
	query, warnings, err := parseConstraint(request)
	if err != nil {
		return nil, err
	}
	release, free, err := s.server.open(request.GetRelease())
	if err != nil {
		return nil, err
	}
	defer free()
	got, err := s.server.engine(release).Explain(ctx, query, ecl.EvaluateOptions{Strict: request.GetStrict()})
	if err != nil {
		return nil, eclError(err, "ecl")
	}
	response := &firnv1.ExplainResponse{
		Release: release.URI(), Nodes: make([]*firnv1.EclPlanNode, len(got.Nodes)), Text: got.String(), Count: uint32(got.Count),
		PlanningMicroseconds: microseconds(got.Planning), EvaluationMicroseconds: microseconds(got.Evaluation),
		MemoryBytes: uint64(max(got.Memory, 0)), Warnings: warningProtos(warnings, got.Warnings),
	}
	for i := range got.Nodes {
		response.Nodes[i] = planNodeProto(&got.Nodes[i])
	}
	return response, nil
}

func planNodeProto(n *ecl.PlanNode) *firnv1.EclPlanNode {
	p := &firnv1.EclPlanNode{
		Operation: n.Operation, Detail: n.Detail, EstimatedSize: uint32(n.Estimate), Evaluated: n.Evaluated, Cached: n.Cached,
		Size: uint32(n.Size), Microseconds: microseconds(n.Elapsed), OwnMicroseconds: microseconds(n.Own),
	}
	for _, used := range n.Uses {
		p.Uses = append(p.Uses, uint32(used))
	}
	if n.Evaluated && n.Within >= 0 {
		within := uint32(n.Within)
		p.Within = &within
	}
	return p
}

func microseconds(d time.Duration) float64 {
	return float64(d) / float64(time.Microsecond)
}
