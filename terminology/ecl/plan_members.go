package ecl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// memberSpec says which rows of the reference sets count, and which column is
// asked for. All conditions speak of one row.
type memberSpec struct {
	source  []*Filter
	states  states
	modules []idTest
	times   []dateTest
	fields  []fieldTest

	// column is the one field of ^ [field], in lower case; empty for
	// referencedComponentId.
	column string
	key    string
}

// plain reports whether the spec asks for what the store keeps as a bitmap: the
// concepts of active members.
func (s *memberSpec) plain() bool {
	return s.states == states{active: true} && len(s.modules)+len(s.times)+len(s.fields) == 0
}

func (s *memberSpec) each(f func(*node)) {
	if s == nil {
		return
	}
	for i := range s.modules {
		if set := s.modules[i].set; set != nil {
			f(set)
		}
	}
	for i := range s.fields {
		if set := s.fields[i].ids.set; set != nil {
			f(set)
		}
	}
}

// fieldTest compares a column of a member.
type fieldTest struct {
	field    string // lower case
	span     Span
	operator ComparisonOperator

	kind    valueKind
	ids     idTest
	number  string
	boolean bool
	terms   []*terminology.TermPattern
	dates   []terminology.Date // of valueDates; of valueTerms, if they could be dates
}

// valueKind is what a field is compared with.
type valueKind uint8

const (
	valueConcepts valueKind = iota
	valueNumber
	valueBoolean
	valueTerms
	valueDates
)

func (k valueKind) String() string {
	return [...]string{"concepts", "a number", "true or false", "a text", "a date"}[k]
}

// rowsSpec is a query whose result is rows.
type rowsSpec struct {
	refsets  *node
	spec     *memberSpec
	fields   []string // as written; nil for all
	distinct bool     // the different values of the one field, and not a row a member
}

func (r *rowsSpec) nodes() []*node {
	nodes := []*node{r.refsets}
	r.spec.each(func(n *node) { nodes = append(nodes, n) })
	return nodes
}

func (p *planner) membership(m *Membership, operand *node) (*node, error) {
	if m.Rows() {
		return nil, p.fail(m.Span, ReasonRowsNotASet, "name one field that holds concepts", "several fields give rows, and a set of concepts is needed here")
	}
	spec, err := p.memberSpec(m, operand)
	if err != nil {
		return nil, err
	}
	if len(m.Fields) == 1 {
		component, err := p.fieldIsComponent(operand, m.Fields[0])
		if err != nil {
			return nil, err
		}
		if !component {
			return nil, p.fail(m.Fields[0].Span, ReasonRowsNotASet, "", "the field %s holds no concepts, and a set of concepts is needed here", m.Fields[0].Name)
		}
		if name := strings.ToLower(m.Fields[0].Name); name != fieldReferencedComponent {
			spec.column = name
		}
	}
	if operand.op == opEmpty || spec.states == (states{}) {
		return p.empty(), nil
	}
	op := opMembers
	if m.Operator == RefsetContainingAny {
		op = opRefsets
	}
	key := fmt.Sprint("^", op, spec.column, "(", operand.key, ")", spec.key)
	return p.intern(&node{op: op, args: []*node{operand}, members: spec}, key), nil
}

// warnNoMembers warns about ^ of a single concept that has no members, not even
// inactive ones. It isn't an error under Strict: the concept is known, and an
// empty reference set is one.
func (p *planner) warnNoMembers(m *Membership, a Atom, operand *node) {
	if m.Operator != MemberOf || operand.op != opConcepts || len(operand.concepts) != 1 {
		return
	}
	id := p.engine.tax.ID(operand.concepts[0])
	if !slices.ContainsFunc(p.engine.store.Refsets(), func(r terminology.Refset) bool { return r.ID == id }) {
		p.warnings = append(p.warnings, Warning{Reason: ReasonNoMembers, Span: a.Pos(), ID: id, Message: fmt.Sprintf("%s has no members in release %s", id, p.engine.release.URI())})
	}
}

func (p *planner) rows(s *SubExpression, m *Membership) (*rowsSpec, error) {
	if !isBareMembership(s) {
		return nil, p.fail(m.Span, ReasonRowsNotASet, "", "rows have no hierarchy, filter or history")
	}
	operand, err := p.atom(s.Atom)
	if err != nil {
		return nil, err
	}
	p.warnNoMembers(m, s.Atom, operand)
	spec, err := p.memberSpec(m, operand)
	if err != nil {
		return nil, err
	}
	r := &rowsSpec{refsets: operand, spec: spec}
	for _, f := range m.Fields {
		if _, _, err := p.fieldKinds(operand, f.Name, f.Span); err != nil {
			return nil, err
		}
		r.fields = append(r.fields, f.Name)
	}
	return r, nil
}

func (p *planner) memberSpec(m *Membership, operand *node) (*memberSpec, error) {
	spec := &memberSpec{source: m.Filters, states: states{active: true}}
	var keys []string
	stated := false
	for _, f := range m.Filters {
		for _, c := range f.Conditions {
			var key string
			switch c := c.(type) {
			case *ActiveCondition:
				s := statesOf(c)
				if stated {
					s = s.and(spec.states)
				}
				spec.states, stated = s, true
			case *ModuleCondition:
				t, err := p.idTest(c.Operator, c.Value)
				if err != nil {
					return nil, err
				}
				spec.modules = append(spec.modules, t)
				key = "m" + t.key
			case *EffectiveTimeCondition:
				t := dateTestOf(c.Operator, c.Dates)
				spec.times = append(spec.times, t)
				key = fmt.Sprint("t", t)
			case *FieldCondition:
				t, k, err := p.fieldTest(c)
				if err != nil {
					return nil, err
				}
				if m.Operator == MemberOf {
					err = p.checkField(operand, &t, c.Field.Name)
				} else {
					err = p.checkField(p.all(), &t, c.Field.Name)
				}
				if err != nil {
					return nil, err
				}
				spec.fields = append(spec.fields, t)
				key = k
			default:
				return nil, fmt.Errorf("ecl: a condition of type %T in a member filter", c)
			}
			keys = append(keys, key)
		}
	}
	spec.key = shorten(fmt.Sprint("{{M", spec.states, strings.Join(keys, ",")))
	return spec, nil
}

func (p *planner) fieldTest(c *FieldCondition) (fieldTest, string, error) {
	t := fieldTest{field: strings.ToLower(c.Field.Name), span: c.Field.Span, operator: c.Operator}
	key := "f" + t.field + c.Operator.Brief()
	switch v := c.Value.(type) {
	case *SubExpression:
		ids, err := p.idTest(c.Operator, v)
		t.kind, t.ids = valueConcepts, ids
		return t, key + ids.key, err
	case *Number:
		t.kind, t.number = valueNumber, v.Text
		return t, key + "#" + v.Text, nil
	case *Boolean:
		t.kind, t.boolean = valueBoolean, v.Value
		return t, key + fmt.Sprint(v.Value), nil
	case *SearchTerms:
		t.kind = valueTerms
		t.dates, _ = v.Dates()
		for _, term := range v.Terms {
			t.terms = append(t.terms, patternOf(term))
			key += fmt.Sprintf(" %d%q", term.Type, term.Text)
		}
		return t, key, nil
	case *Dates:
		t.kind = valueDates
		for _, d := range v.Values {
			t.dates = append(t.dates, d.Value)
		}
		return t, key + fmt.Sprint(t.dates), nil
	default:
		return t, "", fmt.Errorf("ecl: a value of type %T in a member filter", v)
	}
}

// Names, in lower case, of the columns that every member has.
const (
	fieldID                  = "id"
	fieldEffectiveTime       = "effectivetime"
	fieldActive              = "active"
	fieldModule              = "moduleid"
	fieldRefset              = "refsetid"
	fieldReferencedComponent = "referencedcomponentid"
)

// kindOfField returns the type of a reference set's column, by its name in lower
// case.
func kindOfField(refset *terminology.Refset, field string) (terminology.FieldKind, bool) {
	switch field {
	case fieldModule, fieldRefset, fieldReferencedComponent:
		return terminology.FieldComponent, true
	case fieldID, fieldEffectiveTime:
		return terminology.FieldString, true
	case fieldActive:
		return terminology.FieldInteger, true
	}
	if i := columnOf(refset, field); i >= 0 {
		return refset.Columns[i].Kind, true
	}
	return 0, false
}

// columnOf returns the index of an additional column, or -1.
func columnOf(refset *terminology.Refset, field string) int {
	return slices.IndexFunc(refset.Columns, func(c terminology.RefsetColumn) bool { return strings.EqualFold(c.Name, field) })
}

// fieldKinds tells whether some of the reference sets have a field with
// components, and whether some have one with anything else. It is an error if
// there are reference sets, and none has the field.
func (p *planner) fieldKinds(operand *node, field string, span Span) (component, other bool, err error) {
	refsets, err := p.refsets(operand)
	if err != nil {
		return false, false, err
	}
	for i := range refsets {
		if kind, ok := kindOfField(&refsets[i], strings.ToLower(field)); ok {
			component = component || kind == terminology.FieldComponent
			other = other || kind != terminology.FieldComponent
		}
	}
	if len(refsets) > 0 && !component && !other {
		return false, false, p.fail(span, ReasonFieldUnknown, fieldList(refsets), "no reference set here has a field %s", field)
	}
	return component, other, nil
}

// fieldIsComponent reports whether a field holds components wherever it is.
func (p *planner) fieldIsComponent(operand *node, f *Field) (bool, error) {
	_, other, err := p.fieldKinds(operand, f.Name, f.Span)
	return !other, err
}

// checkField refuses a condition on a field that no reference set has, or whose
// columns all hold something else than what it is compared with.
func (p *planner) checkField(operand *node, t *fieldTest, name string) error {
	if _, _, err := p.fieldKinds(operand, name, t.span); err != nil {
		return err
	}
	refsets, err := p.refsets(operand)
	if err != nil || len(refsets) == 0 {
		return err
	}
	for i := range refsets {
		if kind, ok := kindOfField(&refsets[i], t.field); ok && t.kind.fits(kind) {
			return nil
		}
	}
	kind := ""
	for i := range refsets {
		if k, ok := kindOfField(&refsets[i], t.field); ok {
			kind = map[terminology.FieldKind]string{terminology.FieldComponent: "components", terminology.FieldInteger: "integers", terminology.FieldString: "texts"}[k]
		}
	}
	return p.fail(t.span, ReasonFilterValueInvalid, "", "the field %s holds %s and can't be compared with %s", name, kind, t.kind)
}

// fits reports whether a value can be compared with a column.
func (k valueKind) fits(column terminology.FieldKind) bool {
	switch column {
	case terminology.FieldComponent:
		return k == valueConcepts
	case terminology.FieldInteger:
		return k == valueNumber || k == valueBoolean
	default:
		return k == valueTerms || k == valueDates || k == valueBoolean
	}
}

func fieldList(refsets []terminology.Refset) string {
	var names []string
	for i := range refsets {
		for _, c := range refsets[i].Columns {
			if !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	const most = 12
	if len(names) > most {
		names = append(names[:most], "…")
	}
	if len(names) == 0 {
		return "besides the columns of every reference set there are none"
	}
	return "there are " + strings.Join(names, ", ")
}

// refsets returns the reference sets, with members, that a node's set has, in
// ascending order of id. An expression is evaluated for it.
func (p *planner) refsets(operand *node) ([]terminology.Refset, error) {
	var in func(taxonomy.Ordinal) bool
	switch operand.op {
	case opEmpty:
		return nil, nil
	case opAll:
		in = func(taxonomy.Ordinal) bool { return true }
	case opConcepts:
		in = func(o taxonomy.Ordinal) bool {
			_, found := slices.BinarySearch(operand.concepts, o)
			return found
		}
	default:
		x := p.engine.execution(p.ctx, &plan{query: p.query, nodes: p.nodes, root: operand}, p.options)
		set, err := x.set(operand)
		if err != nil {
			return nil, exhausted(err)
		}
		in = func(o taxonomy.Ordinal) bool { return set.Contains(uint32(o)) }
	}
	return p.engine.refsetsIn(in), nil
}

// refsetsIn returns the reference sets whose concept is in a set.
func (e *Engine) refsetsIn(in func(taxonomy.Ordinal) bool) []terminology.Refset {
	var found []terminology.Refset
	for _, refset := range e.store.Refsets() {
		if o, ok := e.tax.Ordinal(refset.ID); ok && in(o) {
			found = append(found, refset)
		}
	}
	return found
}

// historySpec is a history supplement.
type historySpec struct {
	profile HistoryProfile
	refsets *node      // or nil
	ids     []sctid.ID // else these
}

// historyModerate are the associations of HISTORY-MOD; the first one is that of
// HISTORY-MIN.
var historyModerate = []sctid.ID{terminology.SameAs, terminology.ReplacedBy, terminology.WasA, terminology.PartiallyEquivalentTo}

func (p *planner) supplement(h *History, n *node) (*node, error) {
	spec := &historySpec{}
	profile := h.Profile
	if profile == HistorySubset {
		if _, all := bare(Unwrap(h.Refsets)).(*Wildcard); all {
			profile = HistoryMax
		}
	}
	spec.profile = profile
	key := ""
	switch profile {
	case HistoryMin:
		spec.ids = historyModerate[:1]
	case HistoryMod:
		spec.ids = historyModerate
	case HistoryMax:
		spec.ids = p.engine.historicalAssociations()
	default:
		set, err := p.constraint(h.Refsets)
		if err != nil {
			return nil, err
		}
		spec.refsets = set
		key = set.key
	}
	if n.op == opEmpty || n.op == opAll || spec.refsets != nil && spec.refsets.op == opEmpty {
		return n, nil
	}
	return p.intern(&node{op: opHistory, args: []*node{n}, history: spec}, fmt.Sprint(n.key, "+", spec.ids, key)), nil
}

// historicalAssociations are the reference sets below 900000000000522004
// |Historical association|, and those of HISTORY-MOD even where the release lacks
// their concepts, so that HISTORY-MAX is never less.
func (e *Engine) historicalAssociations() []sctid.ID {
	ids := slices.Clone(historyModerate)
	top, known := e.tax.Ordinal(terminology.HistoricalAssociation)
	for _, refset := range e.store.Refsets() {
		o, ok := e.tax.Ordinal(refset.ID)
		if known && ok && o != top && e.tax.Subsumes(top, o) && !slices.Contains(ids, refset.ID) {
			ids = append(ids, refset.ID)
		}
	}
	return ids
}
