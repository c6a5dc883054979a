package main

import (
	"strconv"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

type membersCommand struct {
	Refset sctid.ID `arg:"" optional:"" help:"Reference set id; may be left out when --component is given."`
	question
	dialects
	Component sctid.ID `placeholder:"ID" help:"Only members about this concept, description or relationship."`
	Inactive  bool     `help:"Include inactive members."`
	Count     bool     `xor:"form" help:"Print only how many there are."`
	IDs       bool     `name:"ids" xor:"form" help:"Print only the ids of the components that the members are about, one a line; without REFSET, the ids of the reference sets."`
	JSON      bool     `name:"json" xor:"form" help:"Print one JSON object a line; see above."`
}

// Help implements [kong.HelpProvider].
func (membersCommand) Help() string {
	return `
Lists the active members of a reference set in ascending order of the component that they are about, then of member id. Each line has, with tabs between: the component's id, its term, and the additional columns in the order of the release files (firn refsets names them).

With --component and no reference set it lists the members of all reference sets about that component: the reference set's id, its term, and the additional columns.

With --json each object has: refsetId, refsetTerm, memberId, active, effectiveTime, moduleId, referencedComponentId, referencedComponentTerm and fields (each with name and value, and term where the value is a component; values are strings for ids and texts, numbers for whole numbers).

Examples:

    firn members 900000000000526001
    firn members 900000000000526001 --component 404684003
    firn members --component 404684003 --json

Exit codes: 0 found; 1 no such member, reference set or component; 2 bad usage or input (or no release to ask); 3 the system failed.
`
}

// memberObject is a member of --json.
type memberObject struct {
	RefsetID                componentID   `json:"refsetId"`
	RefsetTerm              string        `json:"refsetTerm"`
	MemberID                string        `json:"memberId"`
	Active                  bool          `json:"active"`
	EffectiveTime           string        `json:"effectiveTime"`
	ModuleID                componentID   `json:"moduleId"`
	ReferencedComponentID   componentID   `json:"referencedComponentId"`
	ReferencedComponentTerm string        `json:"referencedComponentTerm"`
	Fields                  []fieldObject `json:"fields"`
}

// fieldObject has a term where the value is a component.
type fieldObject struct {
	Name  string  `json:"name"`
	Value any     `json:"value"`
	Term  *string `json:"term,omitempty"`
}

func newMemberObject(m *firnv1.Member) memberObject {
	return memberObject{
		RefsetID:                componentID(m.GetRefsetId()),
		RefsetTerm:              m.GetRefsetTerm(),
		MemberID:                m.GetMemberId(),
		Active:                  m.GetActive(),
		EffectiveTime:           m.GetEffectiveTime(),
		ModuleID:                componentID(m.GetModuleId()),
		ReferencedComponentID:   componentID(m.GetReferencedComponentId()),
		ReferencedComponentTerm: m.GetReferencedComponentTerm(),
		Fields:                  convert(m.GetFields(), newFieldObject),
	}
}

func newFieldObject(f *firnv1.MemberField) fieldObject {
	o := fieldObject{Name: f.GetName()}
	switch value := f.GetValue().(type) {
	case *firnv1.MemberField_ComponentId:
		term := f.GetComponentTerm()
		o.Value, o.Term = componentID(value.ComponentId), &term
	case *firnv1.MemberField_Integer:
		o.Value = value.Integer
	default:
		o.Value = f.GetText()
	}
	return o
}

// membersPage is the response of the two rpcs.
type membersPage interface {
	GetMembers() []*firnv1.Member
	GetNextPageToken() string
	GetTotalSize() uint32
}

// page asks for a page of members.
func (f *membersCommand) page(c *client, size uint32, token string) (membersPage, error) {
	omit := f.Count || f.IDs
	if f.Refset == 0 {
		return c.refsets.ListMemberships(c.ctx, &firnv1.ListMembershipsRequest{
			ComponentId: uint64(f.Component), Release: f.Release, Dialects: f.Dialect,
			IncludeInactive: f.Inactive, OmitTerms: omit, PageSize: size, PageToken: token,
		})
	}
	return c.refsets.ListMembers(c.ctx, &firnv1.ListMembersRequest{
		RefsetId: uint64(f.Refset), ReferencedComponentId: uint64(f.Component), Release: f.Release, Dialects: f.Dialect,
		IncludeInactive: f.Inactive, OmitTerms: omit, PageSize: size, PageToken: token,
	})
}

// Run implements the command.
func (f *membersCommand) Run(p *process) error {
	if f.Refset == 0 && f.Component == 0 {
		return usagef("firn refsets lists the reference sets", "give a reference set, --component, or both")
	}
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	var total uint32
	err = everyPage(func(token string) (string, error) {
		size := uint32(pageOfRows)
		if f.Count {
			size = 1
		}
		page, err := f.page(c, size, token)
		if err != nil {
			return "", err
		}
		total = page.GetTotalSize()
		if f.Count {
			p.line("%d", total)
			return "", nil
		}
		for _, m := range page.GetMembers() {
			if err := f.row(p, m); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil {
		return err
	}
	if total == 0 {
		if !f.Count {
			p.say("no such member")
		}
		return errNo
	}
	return nil
}

func (f *membersCommand) row(p *process, m *firnv1.Member) error {
	if f.JSON {
		return p.json(newMemberObject(m))
	}
	id, term := m.GetReferencedComponentId(), m.GetReferencedComponentTerm()
	if f.Refset == 0 {
		id, term = m.GetRefsetId(), m.GetRefsetTerm()
	}
	if f.IDs {
		p.line("%d", id)
		return nil
	}
	cells := []string{componentID(id).String(), term}
	for _, field := range m.GetFields() {
		switch value := field.GetValue().(type) {
		case *firnv1.MemberField_ComponentId:
			cells = append(cells, componentID(value.ComponentId).String())
		case *firnv1.MemberField_Integer:
			cells = append(cells, strconv.FormatInt(value.Integer, 10))
		default:
			cells = append(cells, field.GetText())
		}
	}
	p.line("%s", strings.Join(cells, "\t"))
	return nil
}
