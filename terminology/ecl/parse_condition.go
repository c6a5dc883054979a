package ecl

import (
	"strings"

	"github.com/firn-sct/firn/terminology"
)

// Each of these is entered behind the condition's keyword and the white space
// after it, with the span of the keyword.

func (p *parser) termCondition(at Span) Condition {
	c := &TermCondition{Operator: p.equality("a term")}
	p.node()
	c.Terms = &SearchTerms{Span: Span{Start: p.pos}}
	p.set("text", func() bool { return p.atQuote() || p.atLetter() }, func() {
		c.Terms.Terms = append(c.Terms.Terms, p.searchTerm())
	})
	c.Terms.Span = p.span(c.Terms.Start)
	c.Span = p.span(at.Start)
	return c
}

func (p *parser) languageCondition(at Span) Condition {
	c := &LanguageCondition{Operator: p.equality("a language")}
	p.set("language", p.atLetter, func() {
		p.node()
		alias := p.alias()
		if len(alias) != 2 || !letter(alias[1]) {
			e := p.unexpected("a language of two letters")
			if alias != "" {
				e.Reason = ReasonFilterValueInvalid
			}
			if strings.Contains(alias, "-") {
				e.Hint = "for a dialect write dialect = " + alias
			}
			throw(e)
		}
		p.move(2)
		c.Languages = append(c.Languages, strings.ToLower(alias))
	})
	c.Span = p.span(at.Start)
	return c
}

func (p *parser) typeCondition(at Span) Condition {
	c := &TypeCondition{Operator: p.equality("a type")}
	p.set("type", p.atLetter, func() {
		p.node()
		c.Types = append(c.Types, DescriptionType(p.token("a type", descriptionTypes[:])))
	})
	c.Span = p.span(at.Start)
	return c
}

func (p *parser) typeIDCondition(at Span) Condition {
	operator := p.equality("a type")
	value := p.concepts()
	return &TypeIDCondition{p.span(at.Start), operator, value}
}

func (p *parser) moduleCondition(at Span) Condition {
	operator := p.equality("a module")
	value := p.concepts()
	return &ModuleCondition{p.span(at.Start), operator, value}
}

func (p *parser) definitionStatusIDCondition(at Span) Condition {
	operator := p.equality("a definition status")
	value := p.concepts()
	return &DefinitionStatusIDCondition{p.span(at.Start), operator, value}
}

var definitionStatuses = [][2]string{{"primitive", "primitive"}, {"defined", "defined"}}

func (p *parser) definitionStatusCondition(at Span) Condition {
	c := &DefinitionStatusCondition{Operator: p.equality("a definition status")}
	p.set("definition status", p.atLetter, func() {
		p.node()
		c.Statuses = append(c.Statuses, DefinitionStatusToken(p.token("a definition status", definitionStatuses)))
	})
	c.Span = p.span(at.Start)
	return c
}

// concepts reads a sub-expression, or two or more concepts in brackets.
func (p *parser) concepts() Value {
	start, nodes, warned := p.pos, p.nodes, len(p.warnings)
	if p.at("(") {
		opened := p.open("(")
		if p.atDigit() {
			set := &ConceptSet{Concepts: []*ConceptReference{p.conceptReference()}}
			for p.another(p.atDigit) {
				set.Concepts = append(set.Concepts, p.conceptReference())
			}
			if len(set.Concepts) > 1 {
				if !p.at(")") {
					throw(p.setNotClosed(opened, "another concept"))
				}
				p.node()
				p.close(opened, ")")
				set.Span = p.span(start)
				return set
			}
		}
		// A sub-expression in brackets after all.
		p.depth--
		p.pos, p.end, p.nodes, p.warnings = start, start, nodes, p.warnings[:warned]
	}
	return p.subExpression()
}

func (p *parser) idCondition(at Span) Condition {
	c := &IDCondition{Operator: p.equality("an identifier")}
	p.set("identifier", p.atDigit, func() {
		p.node()
		id, span := p.identifier()
		c.IDs = append(c.IDs, &ComponentID{span, id})
	})
	c.Span = p.span(at.Start)
	return c
}

func (p *parser) effectiveTimeCondition(at Span) Condition {
	operator, span := p.comparison()
	p.skip()
	c := &EffectiveTimeCondition{Operator: operator}
	if p.at("(") {
		p.orderOfSet(operator, span)
	}
	p.node()
	start := p.pos
	c.Dates = &Dates{}
	p.set("date", p.atQuote, func() { c.Dates.Values = append(c.Dates.Values, p.date()) })
	c.Dates.Span = p.span(start)
	c.Span = p.span(at.Start)
	return c
}

func (p *parser) activeCondition(at Span) Condition { return p.active(at, false) }

// memberActiveCondition takes "*" in quotes without remark: the grammar has it
// as the text of a column.
func (p *parser) memberActiveCondition(at Span) Condition { return p.active(at, true) }

func (p *parser) active(at Span, quoted bool) Condition {
	c := &ActiveCondition{Operator: p.equality("a state")}
	start := p.pos
	word := p.alias()
	if word == "" {
		word = p.text[p.pos : p.pos+p.run(p.pos, digit)]
	}
	switch strings.ToLower(word) {
	case "1", "true":
		c.Value = ActiveTrue
	case "0", "false":
		c.Value = ActiveFalse
	case "any":
		c.Value = ActiveAny
	default:
		c.Value = ActiveAny
		switch {
		case p.at("*"):
			word = "*"
		case p.at(`"*"`):
			word = `"*"`
			if !quoted {
				p.lenient(Span{start, start + len(word)}, `the specification's grammar has active = *, without quotes`)
			}
		default:
			e := p.unexpected("1", "0", "true", "false", `"*"`)
			if word != "" {
				e.Reason = ReasonFilterValueInvalid
			}
			throw(e)
		}
	}
	p.move(len(word))
	c.Span = p.span(at.Start)
	if c.Operator == NotEqual && c.Value == ActiveAny {
		p.warn(ReasonPointless, c.Span, "nothing is neither active nor inactive: this never holds")
	}
	return c
}

func (p *parser) fieldCondition(name string) Condition {
	p.node()
	start := p.pos
	c := &FieldCondition{Field: &Field{Span{p.pos, p.pos + len(name)}, name}}
	p.move(len(name))
	p.skip()
	var span Span
	if !p.atComparison() {
		e := p.unexpected(expectedCompare...)
		if d := p.peek(); d == '_' || d == '-' || digit(d) {
			e.Hint = "the name of a column has letters only"
		}
		throw(e)
	}
	c.Operator, span = p.comparison()
	p.skip()
	c.Value = p.value(c.Operator, span, true)
	c.Span = p.span(start)
	return c
}

func (p *parser) dialectCondition(at Span) Condition {
	c := &DialectCondition{Operator: p.equality("a dialect")}
	bracketed := p.at("(")
	p.set("dialect", p.atLetter, func() {
		p.node()
		start := p.pos
		d := &Dialect{Alias: strings.ToLower(p.dialectAlias())}
		if bracketed {
			d.Acceptability = p.acceptability()
		}
		d.Span = p.span(start)
		c.Dialects = append(c.Dialects, d)
	})
	all := p.acceptability()
	if d := c.Dialects[0]; len(c.Dialects) > 1 {
		c.Acceptability = all
	} else if d.Acceptability == nil {
		d.Acceptability = all
	}
	c.Span = p.span(at.Start)
	return c
}

func (p *parser) dialectAlias() string {
	alias := p.alias()
	if alias == "" {
		e := p.unexpected("the alias of a dialect, as en-gb")
		if p.atDigit() {
			e.Hint = "by identifier it is dialectId"
		}
		throw(e)
	}
	p.move(len(alias))
	return alias
}

func (p *parser) dialectIDCondition(at Span) Condition {
	c := &DialectCondition{Operator: p.equality("a dialect"), ByID: true}
	if c.Dialects = p.dialectIDs(); c.Dialects == nil {
		c.Constraint = p.subExpression()
	}
	c.Acceptability = p.acceptability()
	c.Span = p.span(at.Start)
	return c
}

// dialectIDs reads a set of concepts with or without acceptabilities. It gives
// nil for a single concept in brackets, and for anything else: that is a
// sub-expression.
func (p *parser) dialectIDs() []*Dialect {
	start, nodes, warned := p.pos, p.nodes, len(p.warnings)
	if !p.at("(") {
		return nil
	}
	opened := p.open("(")
	var dialects []*Dialect
	if p.atDigit() {
		for first := true; first || p.another(p.atDigit); first = false {
			p.node()
			d := &Dialect{Refset: p.conceptReference()}
			d.Acceptability = p.acceptability()
			d.Span = p.span(d.Refset.Start)
			dialects = append(dialects, d)
		}
	}
	if len(dialects) > 1 || len(dialects) == 1 && dialects[0].Acceptability != nil {
		if !p.at(")") {
			throw(p.setNotClosed(opened, "another dialect"))
		}
		p.close(opened, ")")
		return dialects
	}
	p.depth--
	p.pos, p.end, p.nodes, p.warnings = start, start, nodes, p.warnings[:warned]
	return nil
}

// acceptability reads one in brackets, if it stands here behind white space.
func (p *parser) acceptability() *Acceptability {
	before := p.pos
	p.skip()
	if !p.at("(") {
		p.pos = before
		return nil
	}
	p.node()
	start := p.pos
	opened := p.open("(")
	a := &Acceptability{}
	switch {
	case p.atDigit():
		for first := true; first || p.another(p.atDigit); first = false {
			a.Concepts = append(a.Concepts, p.acceptabilityConcept())
		}
	default:
		for first := true; first || p.another(p.atLetter); first = false {
			a.Tokens = append(a.Tokens, AcceptabilityToken(p.token("an acceptability", acceptabilityTokens[:])))
		}
	}
	if !p.at(")") {
		throw(p.setNotClosed(opened, "another acceptability"))
	}
	p.close(opened, ")")
	a.Span = p.span(start)
	return a
}

func (p *parser) acceptabilityConcept() *ConceptReference {
	c := p.conceptReference()
	if c.ID != terminology.Preferred && c.ID != terminology.Acceptable {
		p.warn(ReasonPointless, c.Span, "this is neither |Preferred| nor |Acceptable|: no description has it as its acceptability")
	}
	return c
}
