package ecl

import (
	"fmt"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func (n *node) operationName() string {
	switch n.op {
	case opEmpty:
		return "nothing"
	case opAll:
		return "all"
	case opConcepts:
		return "concepts"
	case opHasParent:
		return "with a parent"
	case opHasChild:
		return "with a child"
	case opHierarchy:
		return n.hierarchy.Long()
	case opAnd:
		return "and"
	case opOr:
		return "or"
	case opMinus:
		return "minus"
	case opMembers:
		return "member of"
	case opRefsets:
		return "reference sets containing any"
	case opRefine:
		return "refine"
	case opDotted:
		return "values of attributes"
	case opConceptFilter:
		return "concept filter"
	case opDescriptionFilter:
		return "description filter"
	default:
		return "history"
	}
}

// planText writes the nodes of a plan as ECL, with the place of a node where one
// isn't simple.
type planText struct {
	engine *Engine
	first  int // the place of the plan's root: 1 behind a node of rows
	last   int
	style  Style
}

func newPlanText(e *Engine, p *plan) *planText {
	t := &planText{engine: e, last: len(p.nodes) - 1}
	if p.rows != nil {
		t.first = 1
	}
	if dialects, err := e.release.Dialects(""); err == nil {
		t.style.Term = func(id sctid.ID) string {
			o, ok := e.tax.Ordinal(id)
			if !ok {
				return ""
			}
			// A term that can't be read is left out: the plan says enough without.
			term, _ := e.release.PreferredTerm(o, dialects)
			return term
		}
	}
	return t
}

// place is a node's index in the explanation.
func (t *planText) place(n *node) int { return t.first + t.last - n.index }

func (t *planText) concept(o taxonomy.Ordinal) string {
	return Format(&ConceptReference{ID: t.engine.tax.ID(o)}, t.style)
}

// mostShown bounds how many operands and concepts are written out.
const mostShown = 5

// operands joins what some nodes are, or the first of them.
func (t *planText) operands(nodes []*node, between string) string {
	var parts []string
	for i, n := range nodes {
		if i == mostShown && len(nodes) > mostShown+1 {
			parts = append(parts, fmt.Sprintf("… (%d in all)", len(nodes)))
			break
		}
		parts = append(parts, t.operand(n))
	}
	return strings.Join(parts, between)
}

// operand writes a simple node as ECL, and others as their place.
func (t *planText) operand(n *node) string {
	switch {
	case n.op == opAll, n.op == opConcepts && len(n.concepts) == 1, n.op == opHasParent, n.op == opHasChild:
		return t.node(n)
	case n.op == opHierarchy && n.args[0].op == opConcepts && len(n.args[0].concepts) == 1:
		return t.node(n)
	default:
		return fmt.Sprintf("#%d", t.place(n))
	}
}

// node writes a node as ECL, with its operands.
func (t *planText) node(n *node) string {
	switch n.op {
	case opEmpty:
		return ""
	case opAll:
		return "*"
	case opHasParent:
		return "< *"
	case opHasChild:
		return "> *"
	case opConcepts:
		var parts []string
		for i, o := range n.concepts {
			if i == mostShown && len(n.concepts) > mostShown+1 {
				parts = append(parts, fmt.Sprintf("… (%d in all)", len(n.concepts)))
				break
			}
			parts = append(parts, t.concept(o))
		}
		return strings.Join(parts, " OR ")
	case opHierarchy:
		return n.hierarchy.Brief() + " " + t.operand(n.args[0])
	case opAnd:
		return t.operands(n.args, " AND ")
	case opOr:
		return t.operands(n.args, " OR ")
	case opMinus:
		return t.operands(n.args, " MINUS ")
	case opMembers, opRefsets:
		return t.membership(n)
	case opRefine:
		return t.operand(n.args[0]) + " : " + t.refinement(n.refinement)
	case opDotted:
		return t.operands(n.args, " . ")
	case opConceptFilter:
		return t.filtered(t.operand(n.args[0]), n.test.source)
	case opDescriptionFilter:
		return t.filtered(t.operand(n.args[0]), n.description.source)
	default:
		return t.supplement(n)
	}
}

func (t *planText) membership(n *node) string {
	text := "^"
	switch {
	case n.op == opRefsets:
		text = "^R"
	case n.members.column != "":
		text = "^ [" + n.members.column + "]"
	}
	return t.filtered(text+" "+t.operand(n.args[0]), n.members.source...)
}

// filtered writes filters as the query has them, what they compare with included.
func (t *planText) filtered(text string, filters ...*Filter) string {
	for _, f := range filters {
		text += " " + Format(f, t.style)
	}
	return text
}

func (t *planText) supplement(n *node) string {
	text := t.operand(n.args[0]) + " {{ + " + n.history.profile.String()
	if n.history.refsets != nil {
		text += " (" + t.operand(n.history.refsets) + ")"
	}
	return text + " }}"
}

func (t *planText) rows(r *rowsSpec) string {
	fields := "*"
	if r.fields != nil {
		fields = strings.Join(r.fields, ", ")
	}
	return t.filtered("^ ["+fields+"] "+t.operand(r.refsets), r.spec.source...)
}

// refinement writes a planned refinement much as ECL would.
func (t *planText) refinement(r *refinement) string {
	switch r.logic {
	case logicTrue:
		return "true"
	case logicFalse:
		return "false"
	case logicAnd, logicOr:
		parts := make([]string, len(r.items))
		for i, item := range r.items {
			if parts[i] = t.refinement(item); item.logic == logicAnd || item.logic == logicOr {
				parts[i] = "(" + parts[i] + ")"
			}
		}
		if r.logic == logicOr {
			return strings.Join(parts, " OR ")
		}
		return strings.Join(parts, ", ")
	case logicGroup:
		return cardinalityText(r.cardinality) + "{ " + t.refinement(r.items[0]) + " }"
	}
	a := r.attribute
	text := cardinalityText(r.cardinality)
	if a.reverse {
		text += "R "
	}
	text += t.operand(a.name) + " " + a.operator.Brief() + " "
	if a.set != nil {
		return text + t.operand(a.set)
	}
	return text + Format(a.source, t.style)
}

func cardinalityText(c Cardinality) string {
	if c.Min == 1 && c.Max == Unbounded {
		return ""
	}
	return c.String() + " "
}

// estimateRows guesses how many rows there are.
func (e *Engine) estimateRows(r *rowsSpec) int {
	total := 0
	add := func(refset *terminology.Refset) {
		if r.spec.states.active {
			total += refset.ActiveMembers
		}
		if r.spec.states.inactive {
			total += refset.Members - refset.ActiveMembers
		}
	}
	refsets := e.store.Refsets()
	if r.refsets.op == opConcepts {
		in := map[sctid.ID]bool{}
		for _, o := range r.refsets.concepts {
			in[e.tax.ID(o)] = true
		}
		for i := range refsets {
			if in[refsets[i].ID] {
				add(&refsets[i])
			}
		}
	} else {
		for i := range refsets {
			add(&refsets[i])
		}
	}
	if len(r.spec.fields)+len(r.spec.modules)+len(r.spec.times) > 0 {
		total = total/4 + 1
	}
	return total
}
