package main

import (
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

type refsetsCommand struct {
	question
	dialects
	JSON bool `name:"json" help:"Print one JSON object a line; see above."`
}

// Help implements [kong.HelpProvider].
func (refsetsCommand) Help() string {
	return `
Lists the reference sets that have a member in the release, in ascending order of id: the id, the preferred term, the type, how many members are active, and the names of the additional columns.

With --json each object has: refsetId, preferredTerm, fullySpecifiedName, active, moduleId, type, typeId, pattern (the letters of the columns' kinds), columns (each with name and kind), activeMembers and members.

Examples:

    firn refsets
    firn refsets --json | jq -r 'select(.type == "language") | .refsetId'

Exit codes: 0 found, 1 the release has no reference set, 2 bad usage or input (or no release to ask), 3 the system failed.
`
}

// refsetObject is a reference set of --json.
type refsetObject struct {
	RefsetID           componentID    `json:"refsetId"`
	PreferredTerm      string         `json:"preferredTerm"`
	FullySpecifiedName string         `json:"fullySpecifiedName"`
	Active             bool           `json:"active"`
	ModuleID           componentID    `json:"moduleId"`
	Type               string         `json:"type"`
	TypeID             componentID    `json:"typeId"`
	Pattern            string         `json:"pattern"`
	Columns            []columnObject `json:"columns"`
	ActiveMembers      uint32         `json:"activeMembers"`
	Members            uint32         `json:"members"`
}

type columnObject struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

func newRefsetObject(r *firnv1.Refset) refsetObject {
	return refsetObject{
		RefsetID:           componentID(r.GetRefsetId()),
		PreferredTerm:      r.GetPreferredTerm(),
		FullySpecifiedName: r.GetFullySpecifiedName(),
		Active:             r.GetActive(),
		ModuleID:           componentID(r.GetModuleId()),
		Type:               word(r.GetType()),
		TypeID:             componentID(r.GetTypeId()),
		Pattern:            r.GetPattern(),
		Columns: convert(r.GetColumns(), func(c *firnv1.RefsetColumn) columnObject {
			return columnObject{c.GetName(), word(c.GetKind())}
		}),
		ActiveMembers: r.GetActiveMemberCount(),
		Members:       r.GetMemberCount(),
	}
}

// Run implements the command.
func (f *refsetsCommand) Run(p *process) error {
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	table := tables.Table{
		Header: []string{"ID", "REFERENCE SET", "TYPE", "MEMBERS", "COLUMNS"},
		Right:  []bool{false, false, false, true},
	}
	found := false
	err = everyPage(func(token string) (string, error) {
		page, err := c.refsets.ListRefsets(c.ctx, &firnv1.ListRefsetsRequest{
			Release: f.Release, Dialects: f.Dialect, PageSize: pageOfRows, PageToken: token,
		})
		if err != nil {
			return "", err
		}
		for _, r := range page.GetRefsets() {
			found = true
			if !f.JSON {
				table.Rows = append(table.Rows, refsetRow(r))
			} else if err := p.json(newRefsetObject(r)); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil {
		return err
	}
	if !found {
		p.say("the release has no reference set")
		return errNo
	}
	if f.JSON {
		return nil
	}
	return table.Write(p.out)
}

func refsetRow(r *firnv1.Refset) []string {
	columns := convert(r.GetColumns(), (*firnv1.RefsetColumn).GetName)
	return []string{
		componentID(r.GetRefsetId()).String(), r.GetPreferredTerm(), word(r.GetType()),
		thousands(r.GetActiveMemberCount()), strings.Join(columns, ", "),
	}
}
