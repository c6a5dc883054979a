package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// mapObject is a map, in --json.
type mapObject struct {
	RefsetID      componentID `json:"refsetId"`
	PreferredTerm string      `json:"preferredTerm"`
	Kind          string      `json:"kind"`
	Direction     string      `json:"direction"`
	System        string      `json:"system"`
	SystemURI     string      `json:"systemUri"`
	ActiveMembers uint32      `json:"activeMembers"`
}

// printMaps lists maps.
func printMaps(p *process, list []*firnv1.MapRefset, json bool) error {
	t := tables.Table{Header: []string{"ID", "MAP", "KIND", "DIRECTION", "SYSTEM", "ROWS"}, Right: []bool{5: true}}
	for _, m := range list {
		o := mapObject{
			componentID(m.GetRefsetId()), m.GetRefsetTerm(), word(m.GetKind()), word(m.GetDirection()), m.GetSystemName(), m.GetSystemUri(), m.GetActiveMemberCount(),
		}
		if json {
			if err := p.json(o); err != nil {
				return err
			}
			continue
		}
		t.Add(o.RefsetID.String(), o.PreferredTerm, o.Kind, o.Direction, o.System, thousands(o.ActiveMembers))
	}
	if json {
		return nil
	}
	return t.Write(p.out)
}

// mapRowObject is a row of a map.
type mapRowObject struct {
	Code          string      `json:"code"`
	Priority      int32       `json:"priority"`
	Rule          string      `json:"rule"`
	RuleError     string      `json:"ruleError"`
	Outcome       string      `json:"outcome"`
	Chosen        bool        `json:"chosen"`
	Advice        string      `json:"advice"`
	CorrelationID componentID `json:"correlationId"`
	Correlation   string      `json:"correlation"`
	CategoryID    componentID `json:"categoryId"`
	Category      string      `json:"category"`
}

func newMapRowObject(r *firnv1.MapRow) mapRowObject {
	return mapRowObject{
		r.GetCode(), r.GetPriority(), r.GetRule(), r.GetRuleError(), word(r.GetOutcome()), r.GetChosen(), r.GetAdvice(),
		componentID(r.GetCorrelationId()), r.GetCorrelationTerm(), componentID(r.GetCategoryId()), r.GetCategoryTerm(),
	}
}

type mapGroupObject struct {
	Block    int32          `json:"block"`
	Number   int32          `json:"number"`
	Decision string         `json:"decision"`
	Rows     []mapRowObject `json:"rows"`
}

func newMapGroupObject(g *firnv1.MapGroup) mapGroupObject {
	return mapGroupObject{g.GetBlock(), g.GetNumber(), word(g.GetDecision()), convert(g.GetRows(), newMapRowObject)}
}

type borrowedObject struct {
	ConceptID     componentID      `json:"conceptId"`
	PreferredTerm string           `json:"preferredTerm"`
	Distance      uint32           `json:"distance"`
	Groups        []mapGroupObject `json:"groups"`
}

// mappedObject is a concept with its codes.
type mappedObject struct {
	ConceptID     componentID      `json:"conceptId"`
	PreferredTerm string           `json:"preferredTerm"`
	Status        string           `json:"status"`
	Groups        []mapGroupObject `json:"groups"`
	Nearest       []borrowedObject `json:"nearest"`
}

// mapPrinter prints the codes of concepts: JSON at once, a table in the end.
type mapPrinter struct {
	p    *process
	json bool
	// nearest says that rows may be those of ancestors, which has a column.
	nearest bool
	table   tables.Table
	failed  bool // for some concept there is no row
}

// concept prints one concept.
func (m *mapPrinter) concept(concept *firnv1.ConceptSummary, status firnv1.MapStatus, groups []*firnv1.MapGroup, nearest []*firnv1.BorrowedMap) error {
	m.failed = m.failed || status != firnv1.MapStatus_MAP_STATUS_MAPPED && status != firnv1.MapStatus_MAP_STATUS_BORROWED
	if m.json {
		return m.p.json(mappedObject{
			ConceptID: componentID(concept.GetConceptId()), PreferredTerm: concept.GetPreferredTerm(), Status: word(status),
			Groups: convert(groups, newMapGroupObject),
			Nearest: convert(nearest, func(b *firnv1.BorrowedMap) borrowedObject {
				return borrowedObject{componentID(b.GetAncestor().GetConceptId()), b.GetAncestor().GetPreferredTerm(), b.GetDistance(), convert(b.GetGroups(), newMapGroupObject)}
			}),
		})
	}
	if m.table.Header == nil {
		m.table.Header = m.cells("CONCEPT", "TERM", "GROUP", "CODE", "USE", "BORROWED FROM", "ADVICE", "RULE")
	}
	id, term := componentID(concept.GetConceptId()).String(), oneCell(concept.GetPreferredTerm())
	switch status {
	case firnv1.MapStatus_MAP_STATUS_UNKNOWN_CONCEPT:
		m.table.Add(id, "(not in the release)")
	case firnv1.MapStatus_MAP_STATUS_UNMAPPED:
		m.table.Add(id, term, "", "(no row)")
	}
	m.groups(id, term, groups, "")
	for _, b := range nearest {
		m.groups(id, term, b.GetGroups(), fmt.Sprintf("%s, %s up", named(b.GetAncestor().GetConceptId(), b.GetAncestor().GetPreferredTerm()), plural(int(b.GetDistance()), "step", "steps")))
	}
	return nil
}

// groups adds rows to the table.
func (m *mapPrinter) groups(id, term string, groups []*firnv1.MapGroup, borrowed string) {
	for _, g := range groups {
		number := strconv.Itoa(int(g.GetNumber()))
		switch {
		case g.GetBlock() != 0:
			number = fmt.Sprintf("%d/%d", g.GetBlock(), g.GetNumber())
		case g.GetNumber() == 0:
			number = ""
		}
		chosen := false
		for _, r := range g.GetRows() {
			use := rowUse(g, r, chosen)
			chosen = chosen || r.GetChosen()
			m.table.Add(m.cells(id, term, number, oneCell(cmp.Or(r.GetCode(), "(no code)")), use, borrowed, oneCell(r.GetAdvice()), oneCell(r.GetRule()))...)
			id, term = "", "" // once a concept
		}
		if len(g.GetRows()) == 0 {
			m.table.Add(m.cells(id, term, number, "(no row holds)", "", borrowed, "", "")...)
			id, term = "", ""
		}
	}
}

// cells leaves out the column of where rows are borrowed from, unless it is wanted.
func (m *mapPrinter) cells(cells ...string) []string {
	const borrowed = 5
	if !m.nearest {
		cells = slices.Delete(cells, borrowed, borrowed+1)
	}
	return cells
}

// rowUse says whether a row is to be used; chosen says that one before it is.
func rowUse(g *firnv1.MapGroup, r *firnv1.MapRow, chosen bool) string {
	switch {
	case r.GetChosen() && g.GetDecision() == firnv1.MapDecision_MAP_DECISION_OPEN:
		return "otherwise"
	case r.GetChosen():
		return "yes"
	case !chosen && r.GetOutcome() == firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_UNDECIDED:
		return "if"
	default:
		return "no"
	}
}

// end prints the table, and returns the answer as a whole.
func (m *mapPrinter) end() error {
	if !m.json {
		if err := m.table.Write(m.p.out); err != nil {
			return err
		}
	}
	if m.failed {
		return errNo
	}
	return nil
}

// codeObject is a row of a map, seen from its code.
type codeObject struct {
	mapRowObject
	ConceptID     componentID `json:"conceptId"`
	PreferredTerm string      `json:"preferredTerm"`
	Active        bool        `json:"active"`
	Block         int32       `json:"block"`
	Group         int32       `json:"group"`
}

// codePrinter prints the concepts of codes.
type codePrinter struct {
	p     *process
	json  bool
	table tables.Table
	rows  int
}

func (c *codePrinter) row(m *firnv1.MappedConcept) error {
	c.rows++
	if c.json {
		return c.p.json(codeObject{
			newMapRowObject(m.GetRow()), componentID(m.GetConcept().GetConceptId()), m.GetConcept().GetPreferredTerm(), m.GetConcept().GetActive(), m.GetBlock(), m.GetGroup(),
		})
	}
	if c.table.Header == nil {
		c.table.Header = []string{"CODE", "CONCEPT", "TERM", "GROUP", "RULE"}
	}
	group := ""
	if m.GetGroup() != 0 {
		group = strconv.Itoa(int(m.GetGroup()))
	}
	c.table.Add(oneCell(cmp.Or(m.GetRow().GetCode(), "(no code)")), componentID(m.GetConcept().GetConceptId()).String(), oneCell(m.GetConcept().GetPreferredTerm()), group, oneCell(m.GetRow().GetRule()))
	return nil
}

func (c *codePrinter) end() error {
	if c.rows == 0 {
		c.p.say("no concept has such a code in this map; codes are compared with their dots and in their case")
		return errNo
	}
	if c.json {
		return nil
	}
	return c.table.Write(c.p.out)
}

// intoObject is a concept with the members of a set that subsume it.
type intoObject struct {
	ConceptID     componentID        `json:"conceptId"`
	PreferredTerm string             `json:"preferredTerm"`
	Status        string             `json:"status"`
	Members       []intoMemberObject `json:"members"`
}

type intoMemberObject struct {
	ConceptID     componentID `json:"conceptId"`
	PreferredTerm string      `json:"preferredTerm"`
	Distance      uint32      `json:"distance"`
}

// intoPrinter prints what concepts are mapped into.
type intoPrinter struct {
	p      *process
	json   bool
	table  tables.Table
	failed bool
}

func (i *intoPrinter) concept(r *firnv1.MapIntoResult) error {
	i.failed = i.failed || len(r.GetMembers()) == 0
	if i.json {
		return i.p.json(intoObject{
			componentID(r.GetConcept().GetConceptId()), r.GetConcept().GetPreferredTerm(), word(r.GetStatus()),
			convert(r.GetMembers(), func(m *firnv1.MapIntoMember) intoMemberObject {
				return intoMemberObject{componentID(m.GetConcept().GetConceptId()), m.GetConcept().GetPreferredTerm(), m.GetDistance()}
			}),
		})
	}
	if i.table.Header == nil {
		i.table.Header = []string{"CONCEPT", "TERM", "INTO", "TERM", "DISTANCE"}
		i.table.Right = []bool{4: true}
	}
	id, term := componentID(r.GetConcept().GetConceptId()).String(), oneCell(r.GetConcept().GetPreferredTerm())
	switch {
	case r.GetStatus() == firnv1.MapIntoStatus_MAP_INTO_STATUS_UNKNOWN_CONCEPT:
		i.table.Add(id, "(not in the release)")
	case len(r.GetMembers()) == 0:
		i.table.Add(id, term, "(none)")
	}
	for _, m := range r.GetMembers() {
		i.table.Add(id, term, componentID(m.GetConcept().GetConceptId()).String(), oneCell(m.GetConcept().GetPreferredTerm()), strconv.Itoa(int(m.GetDistance())))
		id, term = "", ""
	}
	return nil
}

func (i *intoPrinter) end() error {
	if !i.json {
		if err := i.table.Write(i.p.out); err != nil {
			return err
		}
	}
	if i.failed {
		return errNo
	}
	return nil
}
