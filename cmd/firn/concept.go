package main

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

type conceptCommand struct {
	ID sctid.ID `arg:"" help:"Concept id."`
	question
	dialects
	Inactive   bool `help:"Show inactive descriptions, relationships, axioms and memberships as well."`
	Additional bool `help:"Show relationships that are not inferred as well."`
	JSON       bool `name:"json" help:"Print one JSON object with everything; see above."`
}

// Help implements [kong.HelpProvider].
func (conceptCommand) Help() string {
	return `
Shows a concept, active or not: its names and where each may be used, the concepts above it, its attributes by role group, why it is inactive and what replaces it.

With --json the object has: release, conceptId, active, effectiveTime, moduleId, definitionStatus ("primitive" or "defined"), definitionStatusId, fullySpecifiedName, preferredTerm, semanticTag, childrenCount, descendantsCount, descriptions (descriptionId, type, term, languageCode, caseSignificance, acceptability and more), parents, relationships (is-a included; each with relationshipId, group, typeId, typeTerm, characteristicType, and destinationId and destinationTerm or value), axioms (memberId, owlExpression), refsetIds, alternateIdentifiers, inactivation (or null) and replacements. A concrete value is a JSON number with the release's own digits, a string or a boolean.

Examples:

    firn concept 404684003
    firn concept 404684003 --dialect en-GB --json
    firn concept 404684003 --json | jq -r '.descriptions[].term'

` + exitHelp
}

// Run implements the command.
func (f *conceptCommand) Run(p *process) error {
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	r, err := c.concepts.GetConcept(c.ctx, &firnv1.GetConceptRequest{
		ConceptId: uint64(f.ID), Release: f.Release, Dialects: f.Dialect,
		View:            firnv1.ConceptView_CONCEPT_VIEW_FULL,
		IncludeInactive: f.Inactive, IncludeAdditional: f.Additional,
	})
	if err != nil {
		return err
	}
	if f.JSON {
		return p.json(newWholeConceptObject(r.GetRelease(), r.GetConcept()))
	}
	refsets, err := f.refsetTerms(c, len(r.GetConcept().GetRefsetIds()) > 0)
	if err != nil {
		return err
	}
	return printConcept(p, r.GetRelease(), r.GetConcept(), refsets)
}

// refsetTerms asks for the terms of the release's reference sets, of which the
// concept has but the ids.
func (f *conceptCommand) refsetTerms(c *client, wanted bool) (map[uint64]string, error) {
	terms := make(map[uint64]string)
	if !wanted {
		return terms, nil
	}
	err := everyPage(func(token string) (string, error) {
		page, err := c.refsets.ListRefsets(c.ctx, &firnv1.ListRefsetsRequest{
			Release: f.Release, Dialects: f.Dialect, PageSize: pageOfRows, PageToken: token,
		})
		for _, refset := range page.GetRefsets() {
			terms[refset.GetRefsetId()] = refset.GetPreferredTerm()
		}
		return page.GetNextPageToken(), err
	})
	return terms, err
}
