package main

import (
	"context"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

// hierarchyFlags is what parents, children, ancestors and descendants have in
// common: all but the request.
type hierarchyFlags struct {
	ID sctid.ID `arg:"" help:"Concept id."`
	question
	dialects
	Count bool `xor:"form" help:"Print only how many there are."`
	IDs   bool `name:"ids" xor:"form" help:"Print only the ids, one a line."`
	JSON  bool `name:"json" xor:"form" help:"Print one JSON object a line: conceptId, preferredTerm, fullySpecifiedName, semanticTag, active, definitionStatus, effectiveTime, moduleId."`
}

// hierarchyHelp is the help of the four commands.
func hierarchyHelp(command, what string) string {
	return `
Prints a line for each concept ` + what + `, in ascending order of id: the id, a tab, the preferred term. The concept itself is not among them. An inactive concept has no place in the hierarchy, so its list is empty.

Examples:

    firn ` + command + ` 404684003
    firn ` + command + ` 404684003 --dialect en-GB --json
    firn ` + command + ` 404684003 --count

Exit codes: 0 answered, also by an empty list; 1 the release has no such concept; 2 bad usage or input (or no release to ask); 3 the system failed.
`
}

// hierarchyRequest is the request of the four rpcs, which differ in their types
// alone.
type hierarchyRequest struct {
	concept  uint64
	release  string
	dialects string
	pageSize uint32
	token    string
	idsOnly  bool
}

// hierarchyPage is their response.
type hierarchyPage interface {
	GetConcepts() []*firnv1.ConceptSummary
	GetConceptIds() []uint64
	GetNextPageToken() string
	GetTotalSize() uint32
}

// Sizes of pages: ids are eight bytes, rows with terms a few hundred.
const (
	pageOfIDs  = 10_000
	pageOfRows = 5_000
)

// list asks by the rpc for all pages and prints them in the form chosen.
func (f *hierarchyFlags) list(p *process, rpc func(context.Context, *client, hierarchyRequest) (hierarchyPage, error)) error {
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	request := hierarchyRequest{concept: uint64(f.ID), release: f.Release, dialects: f.Dialect, pageSize: pageOfRows}
	if f.Count || f.IDs {
		request.pageSize, request.idsOnly = pageOfIDs, true
	}
	if f.Count {
		request.pageSize = 1
		page, err := rpc(c.ctx, c, request)
		if err != nil {
			return err
		}
		p.line("%d", page.GetTotalSize())
		return nil
	}
	return everyPage(func(token string) (string, error) {
		request.token = token
		page, err := rpc(c.ctx, c, request)
		if err != nil {
			return "", err
		}
		for _, id := range page.GetConceptIds() {
			p.line("%d", id)
		}
		for _, concept := range page.GetConcepts() {
			if err := f.row(p, concept); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
}

func (f *hierarchyFlags) row(p *process, concept *firnv1.ConceptSummary) error {
	if f.JSON {
		return p.json(newConceptObject(concept))
	}
	p.line("%d\t%s", concept.GetConceptId(), concept.GetPreferredTerm())
	return nil
}

type parentsCommand struct{ hierarchyFlags }

// Help implements [kong.HelpProvider].
func (parentsCommand) Help() string { return hierarchyHelp("parents", "directly above the one given") }

// Run implements the command.
func (f *parentsCommand) Run(p *process) error {
	return f.list(p, func(ctx context.Context, c *client, r hierarchyRequest) (hierarchyPage, error) {
		return c.concepts.ListParents(ctx, &firnv1.ListParentsRequest{
			ConceptId: r.concept, Release: r.release, Dialects: r.dialects, PageSize: r.pageSize, PageToken: r.token, IdsOnly: r.idsOnly,
		})
	})
}

type childrenCommand struct{ hierarchyFlags }

// Help implements [kong.HelpProvider].
func (childrenCommand) Help() string {
	return hierarchyHelp("children", "directly below the one given")
}

// Run implements the command.
func (f *childrenCommand) Run(p *process) error {
	return f.list(p, func(ctx context.Context, c *client, r hierarchyRequest) (hierarchyPage, error) {
		return c.concepts.ListChildren(ctx, &firnv1.ListChildrenRequest{
			ConceptId: r.concept, Release: r.release, Dialects: r.dialects, PageSize: r.pageSize, PageToken: r.token, IdsOnly: r.idsOnly,
		})
	})
}

type ancestorsCommand struct{ hierarchyFlags }

// Help implements [kong.HelpProvider].
func (ancestorsCommand) Help() string {
	return hierarchyHelp("ancestors", "above the one given, at any distance")
}

// Run implements the command.
func (f *ancestorsCommand) Run(p *process) error {
	return f.list(p, func(ctx context.Context, c *client, r hierarchyRequest) (hierarchyPage, error) {
		return c.concepts.ListAncestors(ctx, &firnv1.ListAncestorsRequest{
			ConceptId: r.concept, Release: r.release, Dialects: r.dialects, PageSize: r.pageSize, PageToken: r.token, IdsOnly: r.idsOnly,
		})
	})
}

type descendantsCommand struct{ hierarchyFlags }

// Help implements [kong.HelpProvider].
func (descendantsCommand) Help() string {
	return hierarchyHelp("descendants", "below the one given, at any distance")
}

// Run implements the command.
func (f *descendantsCommand) Run(p *process) error {
	return f.list(p, func(ctx context.Context, c *client, r hierarchyRequest) (hierarchyPage, error) {
		return c.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{
			ConceptId: r.concept, Release: r.release, Dialects: r.dialects, PageSize: r.pageSize, PageToken: r.token, IdsOnly: r.idsOnly,
		})
	})
}
