package main

import (
	"cmp"
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

// replacedShown is how many of the concepts that one took the place of are shown
// unless all are asked for.
const replacedShown = 20

// historyObject is what became of a concept, in --json.
type historyObject struct {
	ConceptID          componentID                   `json:"conceptId"`
	PreferredTerm      string                        `json:"preferredTerm"`
	FullySpecifiedName string                        `json:"fullySpecifiedName"`
	Active             bool                          `json:"active"`
	Inactivation       *inactivationObject           `json:"inactivation"`
	Replacements       []historicalReplacementObject `json:"replacements"`
	Ends               []historyEndObject            `json:"ends"`
	ReplacedCount      uint32                        `json:"replacedCount"`
}

type historicalReplacementObject struct {
	ConceptID          componentID         `json:"conceptId"`
	PreferredTerm      string              `json:"preferredTerm"`
	FullySpecifiedName string              `json:"fullySpecifiedName"`
	AssociationID      componentID         `json:"associationId"`
	Association        string              `json:"association"`
	Judgement          string              `json:"judgement"`
	SafeToSwap         bool                `json:"safeToSwap"`
	Way                []historyStepObject `json:"way"`
}

type historyEndObject struct {
	Kind          string              `json:"kind"`
	ConceptID     componentID         `json:"conceptId"`
	PreferredTerm string              `json:"preferredTerm"`
	Way           []historyStepObject `json:"way"`
}

type historyStepObject struct {
	AssociationID componentID `json:"associationId"`
	ConceptID     componentID `json:"conceptId"`
	EffectiveTime string      `json:"effectiveTime"`
}

func newHistoryStepObject(s *firnv1.HistoryStep) historyStepObject {
	return historyStepObject{componentID(s.GetAssociationRefsetId()), componentID(s.GetConceptId()), s.GetEffectiveTime()}
}

func newHistoryObject(h *firnv1.ConceptHistory) historyObject {
	return historyObject{
		ConceptID:          componentID(h.GetConcept().GetConceptId()),
		PreferredTerm:      h.GetConcept().GetPreferredTerm(),
		FullySpecifiedName: h.GetConcept().GetFullySpecifiedName(),
		Active:             h.GetConcept().GetActive(),
		Inactivation:       newInactivationObject(h.GetInactivation()),
		Replacements: convert(h.GetReplacements(), func(r *firnv1.HistoricalReplacement) historicalReplacementObject {
			return historicalReplacementObject{
				ConceptID:          componentID(r.GetTarget().GetConceptId()),
				PreferredTerm:      r.GetTarget().GetPreferredTerm(),
				FullySpecifiedName: r.GetTarget().GetFullySpecifiedName(),
				AssociationID:      componentID(r.GetAssociationRefsetId()),
				Association:        r.GetAssociationTerm(),
				Judgement:          word(r.GetJudgement()),
				SafeToSwap:         r.GetSafeToSwap(),
				Way:                convert(r.GetWay(), newHistoryStepObject),
			}
		}),
		Ends: convert(h.GetEnds(), func(e *firnv1.HistoryEnd) historyEndObject {
			return historyEndObject{word(e.GetKind()), componentID(e.GetConcept().GetConceptId()), e.GetConcept().GetPreferredTerm(), convert(e.GetWay(), newHistoryStepObject)}
		}),
		ReplacedCount: h.GetReplacedCount(),
	}
}

// replacedObject is a retired concept that another took the place of.
type replacedObject struct {
	ConceptID          componentID         `json:"conceptId"`
	PreferredTerm      string              `json:"preferredTerm"`
	FullySpecifiedName string              `json:"fullySpecifiedName"`
	Inactivation       *inactivationObject `json:"inactivation"`
	ReplacedByID       componentID         `json:"replacedById"`
	AssociationID      componentID         `json:"associationId"`
	Association        string              `json:"association"`
	Judgement          string              `json:"judgement"`
	SafeToSwap         bool                `json:"safeToSwap"`
	Way                []historyStepObject `json:"way"`
}

func newReplacedObject(r *firnv1.ReplacedConcept, by sctid.ID) replacedObject {
	return replacedObject{
		ConceptID:          componentID(r.GetConcept().GetConceptId()),
		PreferredTerm:      r.GetConcept().GetPreferredTerm(),
		FullySpecifiedName: r.GetConcept().GetFullySpecifiedName(),
		Inactivation:       newInactivationObject(r.GetInactivation()),
		ReplacedByID:       componentID(by),
		AssociationID:      componentID(r.GetAssociationRefsetId()),
		Association:        r.GetAssociationTerm(),
		Judgement:          word(r.GetJudgement()),
		SafeToSwap:         r.GetSafeToSwap(),
		Way:                convert(r.GetWay(), newHistoryStepObject),
	}
}

// printHistory shows what became of a concept to a person.
func printHistory(p *process, h *firnv1.ConceptHistory, replaced []*firnv1.ReplacedConcept) error {
	concept := h.GetConcept()
	p.line("%d  %s", concept.GetConceptId(), cmp.Or(concept.GetFullySpecifiedName(), concept.GetPreferredTerm(), "(no name)"))
	switch why := h.GetInactivation(); {
	case why == nil:
		p.line("  active")
	case why.GetValueId() == 0:
		p.line("  retired %s, no reason given", day(why.GetEffectiveTime()))
	default:
		p.line("  retired %s: %s", day(why.GetEffectiveTime()), named(why.GetValueId(), why.GetTerm()))
	}
	if why := h.GetInactivation(); why != nil && len(h.GetReplacements())+len(h.GetEnds()) == 0 {
		p.line("  the release names nothing to use instead")
	}
	t := tables.Table{Indent: "    "}
	for _, r := range h.GetReplacements() {
		t.Add(judgement(r.GetJudgement()), associationName(r.GetAssociationRefsetId(), r.GetAssociationTerm()),
			named(r.GetTarget().GetConceptId(), r.GetTarget().GetPreferredTerm()), via(r.GetWay()))
	}
	if err := section(p, "use instead", t); err != nil {
		return err
	}
	t = tables.Table{Indent: "    "}
	for _, e := range h.GetEnds() {
		t.Add(word(e.GetKind()), named(e.GetConcept().GetConceptId(), e.GetConcept().GetPreferredTerm()), via(e.GetWay()))
	}
	if err := section(p, "leads nowhere", t); err != nil {
		return err
	}
	t = tables.Table{Indent: "    "}
	for _, r := range replaced {
		t.Add(judgement(r.GetJudgement()), associationName(r.GetAssociationRefsetId(), r.GetAssociationTerm()),
			named(r.GetConcept().GetConceptId(), r.GetConcept().GetPreferredTerm()), via(r.GetWay()))
	}
	if err := section(p, "took the place of", t); err != nil {
		return err
	}
	if more := int(h.GetReplacedCount()) - len(replaced); more > 0 && len(replaced) > 0 {
		p.line("    and %s more: --replaced lists all", thousands(more))
	}
	return nil
}

// section prints a table below a title; nothing for a table without rows.
func section(p *process, title string, t tables.Table) error {
	if len(t.Rows) == 0 {
		return nil
	}
	p.line("  %s:", title)
	return t.Write(p.out)
}

// judgement says whether a replacement is safe to swap, or why a human has to look.
func judgement(j firnv1.ReplacementJudgement) string {
	if j == firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_SAFE {
		return "safe"
	}
	return "human (" + word(j) + ")"
}

// printReplaced prints a retired concept in a line.
func printReplaced(p *process, r *firnv1.ReplacedConcept) error {
	p.line("%d\t%s\t%s\t%s", r.GetConcept().GetConceptId(), r.GetConcept().GetPreferredTerm(), word(r.GetJudgement()),
		associationName(r.GetAssociationRefsetId(), r.GetAssociationTerm()))
	return nil
}

// associationName is an association's name without what all of them end with.
func associationName(id uint64, term string) string {
	term, _, _ = strings.Cut(term, " association reference set")
	return cmp.Or(term, componentID(id).String())
}

// via names the concepts between the ends of a way.
func via(way []*firnv1.HistoryStep) string {
	if len(way) < 2 {
		return ""
	}
	between := convert(way[:len(way)-1], func(s *firnv1.HistoryStep) string { return componentID(s.GetConceptId()).String() })
	return "via " + strings.Join(between, ", ")
}
