package main

import (
	"encoding/csv"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

// changeObject is a change, in --json.
type changeObject struct {
	Kind                string                        `json:"kind"`
	ConceptID           componentID                   `json:"conceptId"`
	PreferredTerm       string                        `json:"preferredTerm"`
	FullySpecifiedName  string                        `json:"fullySpecifiedName"`
	Active              bool                          `json:"active"`
	OldActive           bool                          `json:"oldActive"`
	Reason              string                        `json:"reason"`
	Anchor              *termObject                   `json:"anchor"`
	Inactivation        *inactivationObject           `json:"inactivation"`
	Replacements        []historicalReplacementObject `json:"replacements"`
	Ends                []historyEndObject            `json:"ends"`
	OldTerm             string                        `json:"oldTerm"`
	NewTerm             string                        `json:"newTerm"`
	Dialects            []diffDialectObject           `json:"dialects"`
	LostParents         []termObject                  `json:"lostParents"`
	GainedParents       []termObject                  `json:"gainedParents"`
	OldDefinitionStatus string                        `json:"oldDefinitionStatus"`
	NewDefinitionStatus string                        `json:"newDefinitionStatus"`
}

// termObject is a concept that a change mentions.
type termObject struct {
	ConceptID     componentID `json:"conceptId"`
	PreferredTerm string      `json:"preferredTerm"`
}

type diffDialectObject struct {
	RefsetID componentID `json:"refsetId"`
	Tag      string      `json:"tag"`
}

func newTermObject(c *firnv1.ConceptSummary) termObject {
	return termObject{componentID(c.GetConceptId()), c.GetPreferredTerm()}
}

func newChangeObject(c *firnv1.ConceptChange) changeObject {
	history := newHistoryObject(c.GetHistory())
	object := changeObject{
		Kind:               word(c.GetKind()),
		ConceptID:          componentID(c.GetConcept().GetConceptId()),
		PreferredTerm:      c.GetConcept().GetPreferredTerm(),
		FullySpecifiedName: c.GetConcept().GetFullySpecifiedName(),
		Active:             c.GetConcept().GetActive() && c.GetKind() != firnv1.ChangeKind_CHANGE_KIND_VANISHED,
		OldActive:          c.GetOldActive(),
		Reason:             word(c.GetReason()),
		Inactivation:       history.Inactivation,
		Replacements:       history.Replacements,
		Ends:               history.Ends,
		OldTerm:            c.GetOldTerm(),
		NewTerm:            c.GetNewTerm(),
		Dialects: convert(c.GetDialects(), func(d *firnv1.DiffDialect) diffDialectObject {
			return diffDialectObject{componentID(d.GetRefsetId()), d.GetTag()}
		}),
		LostParents:         convert(c.GetLostParents(), newTermObject),
		GainedParents:       convert(c.GetGainedParents(), newTermObject),
		OldDefinitionStatus: definitionStatus(c.GetOldDefinitionStatus()),
		NewDefinitionStatus: definitionStatus(c.GetNewDefinitionStatus()),
	}
	if c.GetReason() == firnv1.MembershipReason_MEMBERSHIP_REASON_VANISHED {
		object.Active = false // the concept is shown as the old release has it
	}
	if c.GetAnchor() != nil {
		anchor := newTermObject(c.GetAnchor())
		object.Anchor = &anchor
	}
	return object
}

// diffColumns are the columns of --csv.
var diffColumns = []string{
	"kind", "conceptId", "preferredTerm", "fullySpecifiedName", "reason", "anchorId",
	"inactivationReason", "inactivatedOn", "replacementIds", "replacementTerms", "associations", "safeReplacementId",
	"oldTerm", "newTerm", "dialects", "lostParentIds", "gainedParentIds", "oldDefinitionStatus", "newDefinitionStatus",
}

// csv prints the changes as CSV (RFC 4180, with the line ends of the other outputs).
func (f *diffCommand) csv(p *process, c *client, request *firnv1.DiffRequest, codes []sctid.ID) (*diffResult, error) {
	w := csv.NewWriter(p.out)
	if err := w.Write(diffColumns); err != nil {
		return nil, err
	}
	result, err := f.changes(p, c, request, codes, func(change *firnv1.ConceptChange) error { return w.Write(changeRow(change)) })
	if err != nil {
		return nil, err
	}
	w.Flush()
	return result, w.Error()
}

// changeRow is a change as a row of diffColumns.
func changeRow(c *firnv1.ConceptChange) []string {
	h := c.GetHistory()
	ids := func(concepts []*firnv1.ConceptSummary) string {
		return joined(concepts, func(s *firnv1.ConceptSummary) string { return componentID(s.GetConceptId()).String() })
	}
	safe := ""
	for _, r := range h.GetReplacements() {
		if r.GetSafeToSwap() {
			safe = componentID(r.GetTarget().GetConceptId()).String()
		}
	}
	return []string{
		word(c.GetKind()), componentID(c.GetConcept().GetConceptId()).String(), c.GetConcept().GetPreferredTerm(), c.GetConcept().GetFullySpecifiedName(),
		word(c.GetReason()), componentID(c.GetAnchor().GetConceptId()).String(),
		h.GetInactivation().GetTerm(), h.GetInactivation().GetEffectiveTime(),
		joined(h.GetReplacements(), func(r *firnv1.HistoricalReplacement) string {
			return componentID(r.GetTarget().GetConceptId()).String()
		}),
		joined(h.GetReplacements(), func(r *firnv1.HistoricalReplacement) string { return r.GetTarget().GetPreferredTerm() }),
		joined(h.GetReplacements(), func(r *firnv1.HistoricalReplacement) string {
			return associationName(r.GetAssociationRefsetId(), r.GetAssociationTerm())
		}),
		safe, c.GetOldTerm(), c.GetNewTerm(), joined(c.GetDialects(), dialectName),
		ids(c.GetLostParents()), ids(c.GetGainedParents()),
		definitionStatus(c.GetOldDefinitionStatus()), definitionStatus(c.GetNewDefinitionStatus()),
	}
}

// joined writes a list in one cell.
func joined[T any](list []T, text func(T) string) string {
	return strings.Join(convert(list, text), "; ")
}

// dialectName is a dialect's tag, or its id.
func dialectName(d *firnv1.DiffDialect) string {
	if d.GetTag() != "" {
		return d.GetTag()
	}
	return componentID(d.GetRefsetId()).String()
}
