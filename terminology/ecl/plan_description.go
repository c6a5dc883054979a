package ecl

import (
	"fmt"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// descriptionTest is what one description must be. All of it must hold at once.
type descriptionTest struct {
	source    *Filter
	states    states
	terms     []termTest
	languages []stringTest
	types     []idTest
	dialects  []dialectTest
	modules   []idTest
	times     []dateTest
	ids       []idTest // of the description itself
}

type termTest struct {
	negate   bool
	patterns []*terminology.TermPattern
}

type stringTest struct {
	negate bool
	values []string // lower case
}

// dialectTest asks for a place in one of some language reference sets.
type dialectTest struct {
	negate  bool
	choices []dialectChoice
}

type dialectChoice struct {
	refset        sctid.ID
	set           *node      // instead of refset: any of these
	acceptability []sctid.ID // any of these; empty for whichever
}

func (t *descriptionTest) each(f func(*node)) {
	for _, list := range [][]idTest{t.types, t.modules} {
		for i := range list {
			if list[i].set != nil {
				f(list[i].set)
			}
		}
	}
	for _, d := range t.dialects {
		for _, c := range d.choices {
			if c.set != nil {
				f(c.set)
			}
		}
	}
}

func (p *planner) descriptionFilter(f *Filter, n *node) (*node, error) {
	test := &descriptionTest{source: f, states: states{active: true}}
	var keys []string
	stated := false
	for _, c := range f.Conditions {
		var err error
		var key string
		switch c := c.(type) {
		case *ActiveCondition:
			s := statesOf(c)
			if stated {
				s = s.and(test.states)
			}
			test.states, stated = s, true
		case *TermCondition:
			var t termTest
			t, key = p.termTest(c)
			test.terms = append(test.terms, t)
		case *LanguageCondition:
			t := stringTest{c.Operator == NotEqual, c.Languages}
			test.languages = append(test.languages, t)
			key = fmt.Sprintf("l%v", t)
		case *TypeCondition:
			t := idTest{negate: c.Operator == NotEqual}
			for _, token := range c.Types {
				t.ids = append(t.ids, token.ID())
			}
			t = t.keyed()
			test.types = append(test.types, t)
			key = "y" + t.key
		case *TypeIDCondition:
			var t idTest
			t, err = p.idTest(c.Operator, c.Value)
			test.types = append(test.types, t)
			key = "y" + t.key
		case *DialectCondition:
			var t dialectTest
			t, key, err = p.dialectTest(c)
			test.dialects = append(test.dialects, t)
		case *ModuleCondition:
			var t idTest
			t, err = p.idTest(c.Operator, c.Value)
			test.modules = append(test.modules, t)
			key = "m" + t.key
		case *EffectiveTimeCondition:
			t := dateTestOf(c.Operator, c.Dates)
			test.times = append(test.times, t)
			key = fmt.Sprint("t", t)
		case *IDCondition:
			t := idTest{negate: c.Operator == NotEqual}
			for _, id := range c.IDs {
				if err = p.description(id); err != nil {
					break
				}
				t.ids = append(t.ids, id.ID)
			}
			t = t.keyed()
			test.ids = append(test.ids, t)
			key = "i" + t.key
		default:
			err = fmt.Errorf("ecl: a condition of type %T in a description filter", c)
		}
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	if n.op == opEmpty {
		return n, nil
	}
	key := fmt.Sprint(n.key, "{{D", test.states, strings.Join(keys, ","))
	return p.intern(&node{op: opDescriptionFilter, args: []*node{n}, description: test}, key), nil
}

// description warns about an identifier of no description.
func (p *planner) description(id *ComponentID) error {
	w := Warning{Reason: ReasonDescriptionUnknown, Span: id.Span, ID: id.ID}
	if err := id.ID.Check(); err != nil {
		return p.remark(w, "", "%v; it stands for no description", err)
	}
	if kind := id.ID.Kind(); kind != sctid.KindDescription {
		return p.remark(w, "", "%s is the identifier of a %s, not of a description", id.ID, kind)
	}
	if _, ok, err := p.engine.store.DescriptionConcept(id.ID); err != nil || ok {
		return err
	}
	return p.remark(w, "", "the description %s is not in release %s", id.ID, p.engine.release.URI())
}

func (p *planner) termTest(c *TermCondition) (termTest, string) {
	t := termTest{negate: c.Operator == NotEqual}
	var key strings.Builder
	fmt.Fprint(&key, "w", t.negate)
	for _, term := range c.Terms.Terms {
		pattern := patternOf(term)
		if pattern.Nothing() {
			p.warnings = append(p.warnings, Warning{Reason: ReasonPointless, Span: term.Span, Message: "a search term without letters and digits matches nothing"})
		}
		t.patterns = append(t.patterns, pattern)
		fmt.Fprintf(&key, " %d%q", term.Type, term.Text)
	}
	return t, key.String()
}

func patternOf(t *SearchTerm) *terminology.TermPattern {
	if t.Type == SearchWild {
		return terminology.WildPattern(t.Pattern())
	}
	return terminology.MatchPattern(t.Text)
}

func (p *planner) dialectTest(c *DialectCondition) (dialectTest, string, error) {
	t := dialectTest{negate: c.Operator == NotEqual}
	key := fmt.Sprint("d", t.negate)
	common, err := p.acceptability(c.Acceptability)
	if err != nil {
		return t, "", err
	}
	if c.Constraint != nil {
		if ref, ok := bare(Unwrap(c.Constraint)).(*ConceptReference); ok {
			if _, err := p.concept(ref); err != nil {
				return t, "", err
			}
			if _, known := p.engine.tax.Ordinal(ref.ID); known {
				t.choices = append(t.choices, dialectChoice{refset: ref.ID, acceptability: common})
			}
			return t, key + fmt.Sprint(ref.ID, common), nil
		}
		set, err := p.subExpression(c.Constraint)
		if err != nil {
			return t, "", err
		}
		t.choices = append(t.choices, dialectChoice{set: set, acceptability: common})
		return t, key + set.key + fmt.Sprint(common), nil
	}
	for _, d := range c.Dialects {
		choice := dialectChoice{acceptability: common}
		if d.Refset != nil {
			if _, err := p.concept(d.Refset); err != nil {
				return t, "", err
			}
			if _, known := p.engine.tax.Ordinal(d.Refset.ID); !known {
				continue
			}
			choice.refset = d.Refset.ID
		} else {
			refset, ok := p.engine.dialects[strings.ToLower(d.Alias)]
			if !ok {
				return t, "", p.fail(d.Span, ReasonDialectUnknown, "use dialectId with the id of the language reference set", "the dialect %s is not known", d.Alias)
			}
			choice.refset = refset
		}
		own, err := p.acceptability(d.Acceptability)
		if err != nil {
			return t, "", err
		}
		if len(own) > 0 {
			choice.acceptability = own
		}
		t.choices = append(t.choices, choice)
		key += fmt.Sprint(" ", choice.refset, choice.acceptability)
	}
	return t, key, nil
}

func (p *planner) acceptability(a *Acceptability) ([]sctid.ID, error) {
	if a == nil {
		return nil, nil
	}
	for _, c := range a.Concepts {
		if _, err := p.concept(c); err != nil {
			return nil, err
		}
	}
	return a.IDs(), nil
}

func (t *stringTest) accepts(value string) bool {
	for _, v := range t.values {
		if strings.EqualFold(v, value) {
			return !t.negate
		}
	}
	return t.negate
}
