package main

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

type subsumesCommand struct {
	A sctid.ID `arg:"" help:"Concept A's id."`
	B sctid.ID `arg:"" help:"Concept B's id."`
	question
	JSON bool `name:"json" help:"Print one JSON object: release, a, b, outcome, aActive, bActive."`
}

// Help implements [kong.HelpProvider].
func (subsumesCommand) Help() string {
	return `
Prints one word: "equivalent" (the same concept), "subsumes" (A is above B: every B is an A), "subsumed-by" (A is below B), or "not-subsumed" (neither).

Examples:

    firn subsumes 404684003 64572001
    if firn subsumes 404684003 $CODE >/dev/null; then echo related; fi

Exit codes: 0 for equivalent, subsumes and subsumed-by; 1 for not-subsumed, and when the release lacks A or B (then nothing is printed but the error); 2 bad usage or input (or no release to ask); 3 the system failed.
`
}

// subsumesObject is the answer of --json.
type subsumesObject struct {
	Release string      `json:"release"`
	A       componentID `json:"a"`
	B       componentID `json:"b"`
	Outcome string      `json:"outcome"`
	AActive bool        `json:"aActive"`
	BActive bool        `json:"bActive"`
}

// Run implements the command.
func (f *subsumesCommand) Run(p *process) error {
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	r, err := c.subsumption.Subsumes(c.ctx, &firnv1.SubsumesRequest{AId: uint64(f.A), BId: uint64(f.B), Release: f.Release})
	if err != nil {
		return err
	}
	outcome := word(r.GetOutcome())
	if f.JSON {
		err := p.json(subsumesObject{r.GetRelease(), componentID(f.A), componentID(f.B), outcome, r.GetAActive(), r.GetBActive()})
		if err != nil {
			return err
		}
	} else {
		p.line("%s", outcome)
		if !r.GetAActive() || !r.GetBActive() {
			p.warn("an inactive concept has no place in the hierarchy")
		}
	}
	if r.GetOutcome() == firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_NOT_SUBSUMED {
		return errNo
	}
	return nil
}
