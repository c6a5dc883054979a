package ecl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// idTest asks whether an identifier is one of some. A concept that is named in
// the query stands for itself only if the release has it, like anywhere else; a
// word, such as "defined" or "fsn", stands for its identifier in any case.
type idTest struct {
	negate bool
	ids    []sctid.ID
	set    *node // or nil
	key    string
}

// dateTest compares an effective time.
type dateTest struct {
	operator ComparisonOperator
	dates    []terminology.Date
}

// accepts reports whether a time passes. An order relation never holds where
// either side is empty.
func (t dateTest) accepts(date terminology.Date) bool {
	switch t.operator {
	case Equal:
		return slices.Contains(t.dates, date)
	case NotEqual:
		return !slices.Contains(t.dates, date)
	}
	return date != 0 && t.dates[0] != 0 && t.operator.Holds(int(date)-int(t.dates[0]))
}

// states are the states of rows that pass: active, inactive, both or none.
type states struct{ active, inactive bool }

func (s states) accepts(active bool) bool {
	if active {
		return s.active
	}
	return s.inactive
}

func (s states) and(t states) states {
	return states{s.active && t.active, s.inactive && t.inactive}
}

func statesOf(c *ActiveCondition) states {
	s := states{active: c.Value != ActiveFalse, inactive: c.Value != ActiveTrue}
	if c.Operator == NotEqual {
		return states{!s.active, !s.inactive}
	}
	return s
}

// conceptTest is what a concept's own row must be.
type conceptTest struct {
	source *Filter
	states states
	times  []dateTest
	// sets are tests of the module and of the definition status.
	sets []conceptSetTest
}

type conceptSetTest struct {
	idTest
	status bool // of the definition status, else of the module
}

func (p *planner) filter(f *Filter, n *node) (*node, error) {
	switch f.Kind {
	case FilterConcept:
		return p.conceptFilter(f, n)
	case FilterDescription:
		return p.descriptionFilter(f, n)
	default:
		return nil, p.fail(f.Span, ReasonMemberFilterMisplaced, "", "a member filter without ^")
	}
}

// idTest plans the right side of a comparison with an identifier.
func (p *planner) idTest(operator ComparisonOperator, v Value) (idTest, error) {
	t := idTest{negate: operator == NotEqual}
	var named []*ConceptReference
	switch v := v.(type) {
	case *ConceptSet:
		named = v.Concepts
	case *SubExpression:
		if c, ok := bare(Unwrap(v)).(*ConceptReference); ok {
			named = []*ConceptReference{c}
			break
		}
		set, err := p.subExpression(v)
		if err != nil {
			return t, err
		}
		t.set = set
	default:
		return t, fmt.Errorf("ecl: a value of type %T where concepts are compared", v)
	}
	for _, c := range named {
		if _, err := p.concept(c); err != nil { // for its warnings
			return t, err
		}
		if _, ok := p.engine.tax.Ordinal(c.ID); ok {
			t.ids = append(t.ids, c.ID)
		}
	}
	return t.keyed(), nil
}

func (t idTest) keyed() idTest {
	slices.Sort(t.ids)
	t.key = fmt.Sprint(t.negate, t.ids)
	if t.set != nil {
		t.key += t.set.key
	}
	return t
}

func (p *planner) conceptFilter(f *Filter, n *node) (*node, error) {
	test := &conceptTest{source: f, states: states{true, true}}
	var keys []string
	for _, c := range f.Conditions {
		switch c := c.(type) {
		case *ActiveCondition:
			test.states = test.states.and(statesOf(c))
		case *EffectiveTimeCondition:
			test.times = append(test.times, dateTestOf(c.Operator, c.Dates))
			keys = append(keys, fmt.Sprint("t", test.times[len(test.times)-1]))
		case *ModuleCondition:
			t, err := p.idTest(c.Operator, c.Value)
			if err != nil {
				return nil, err
			}
			test.sets = append(test.sets, conceptSetTest{t, false})
			keys = append(keys, "m"+t.key)
		case *DefinitionStatusIDCondition:
			t, err := p.idTest(c.Operator, c.Value)
			if err != nil {
				return nil, err
			}
			test.sets = append(test.sets, conceptSetTest{t, true})
			keys = append(keys, "s"+t.key)
		case *DefinitionStatusCondition:
			t := idTest{negate: c.Operator == NotEqual}
			for _, token := range c.Statuses {
				t.ids = append(t.ids, token.ID())
			}
			t = t.keyed()
			test.sets = append(test.sets, conceptSetTest{t, true})
			keys = append(keys, "s"+t.key)
		default:
			return nil, fmt.Errorf("ecl: a condition of type %T in a concept filter", c)
		}
	}
	if n.op == opEmpty {
		return n, nil
	}
	key := fmt.Sprint(n.key, "{{C", test.states, strings.Join(keys, ","))
	return p.intern(&node{op: opConceptFilter, args: []*node{n}, test: test}, key), nil
}

func dateTestOf(operator ComparisonOperator, dates *Dates) dateTest {
	t := dateTest{operator: operator}
	for _, d := range dates.Values {
		t.dates = append(t.dates, d.Value)
	}
	return t
}

// sorted sorts a slice of names in place and returns it.
func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
