package main

import (
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// eclPlanObject is the answer of --explain --json.
type eclPlanObject struct {
	Release                string              `json:"release"`
	Count                  uint32              `json:"count"`
	PlanningMicroseconds   float64             `json:"planningMicroseconds"`
	EvaluationMicroseconds float64             `json:"evaluationMicroseconds"`
	MemoryBytes            uint64              `json:"memoryBytes"`
	Nodes                  []eclPlanNodeObject `json:"nodes"`
	Warnings               []eclWarningObject  `json:"warnings"`
}

// eclPlanNodeObject is a step of the plan. The steps that it uses are given by
// their places in the list.
type eclPlanNodeObject struct {
	Operation       string   `json:"operation"`
	Detail          string   `json:"detail"`
	Uses            []uint32 `json:"uses"`
	EstimatedSize   uint32   `json:"estimatedSize"`
	Evaluated       bool     `json:"evaluated"`
	Cached          bool     `json:"cached"`
	Size            uint32   `json:"size"`
	Within          *uint32  `json:"within"`
	Microseconds    float64  `json:"microseconds"`
	OwnMicroseconds float64  `json:"ownMicroseconds"`
}

// explain prints how the constraint was evaluated. An empty set is an answer here.
func (f *eclCommand) explain(p *process, c *client, text string) error {
	r, err := c.ecl.Explain(c.ctx, &firnv1.ExplainRequest{Ecl: text, Release: f.Release, Strict: f.Strict})
	if err != nil {
		return limitError(err)
	}
	if !f.JSON {
		p.eclWarnings(r.GetWarnings())
		p.line("%s", strings.TrimRight(r.GetText(), "\n"))
		return nil
	}
	return p.json(eclPlanObject{
		Release: r.GetRelease(), Count: r.GetCount(), PlanningMicroseconds: r.GetPlanningMicroseconds(),
		EvaluationMicroseconds: r.GetEvaluationMicroseconds(), MemoryBytes: r.GetMemoryBytes(),
		Nodes:    convert(r.GetNodes(), newEclPlanNodeObject),
		Warnings: convert(r.GetWarnings(), newEclWarningObject),
	})
}

func newEclPlanNodeObject(n *firnv1.EclPlanNode) eclPlanNodeObject {
	return eclPlanNodeObject{
		Operation: n.GetOperation(), Detail: n.GetDetail(), Uses: append([]uint32{}, n.GetUses()...), EstimatedSize: n.GetEstimatedSize(),
		Evaluated: n.GetEvaluated(), Cached: n.GetCached(), Size: n.GetSize(), Within: n.Within,
		Microseconds: n.GetMicroseconds(), OwnMicroseconds: n.GetOwnMicroseconds(),
	}
}
