package ecl

import (
	"strings"
)

// subExpression reads an atom with its operators and filters.
func (p *parser) subExpression() *SubExpression {
	p.node()
	start := p.pos
	s := &SubExpression{}
	s.Hierarchy, s.HierarchySpan = p.hierarchy()
	s.Membership = p.membership()
	s.Atom = p.atom(s)
	return p.subExpressionRest(s, start)
}

// subExpressionOf makes one of an atom that was read before it was known that
// it is one.
func (p *parser) subExpressionOf(atom Atom) *SubExpression {
	p.node()
	return p.subExpressionRest(&SubExpression{Atom: atom}, atom.Pos().Start)
}

func (p *parser) subExpressionRest(s *SubExpression, start int) *SubExpression {
	p.filters(s)
	s.Span = p.span(start)
	return s
}

// hierarchy reads an operator of the hierarchy, if there is one, and the white
// space behind it.
func (p *parser) hierarchy() (HierarchyOperator, Span) {
	if n := p.run(p.pos, angle); n > 0 {
		return p.hierarchySymbol(n)
	}
	if !letter(p.peek()) || p.atScheme() {
		return NoHierarchy, Span{}
	}
	word := p.word()
	for o := DescendantOf; o <= Bottom; o++ {
		if !strings.EqualFold(word, o.Long()) {
			continue
		}
		span := Span{p.pos, p.pos + len(word)}
		p.move(len(word))
		if !p.skip() {
			throw(p.unexpected("white space behind " + o.Long()))
		}
		return o, span
	}
	return NoHierarchy, Span{}
}

func (p *parser) hierarchySymbol(length int) (HierarchyOperator, Span) {
	span := Span{p.pos, p.pos + length}
	symbol := p.text[span.Start:span.End]
	o := hierarchySymbolOf(symbol)
	if o == NoHierarchy {
		e := p.fail(ReasonSyntax, span, `"`+ellipsis(symbol, 40)+`" is no operator`)
		e.Expected = []string{"an operator"}
		e.Hint = "the operators are " + operatorList()
		throw(e)
	}
	p.move(length)
	p.skip()
	return o, span
}

// hierarchySymbolOf returns the operator of a symbol, or NoHierarchy.
func hierarchySymbolOf(symbol string) HierarchyOperator {
	for o := DescendantOf; o <= Bottom; o++ {
		if symbol == o.Brief() {
			return o
		}
	}
	return NoHierarchy
}

func operatorList() string {
	var symbols []string
	for o := DescendantOf; o <= Bottom; o++ {
		symbols = append(symbols, o.Brief())
	}
	return strings.Join(symbols, " ")
}

// membership reads ^ or ^R, if there is one, with its fields and the white
// space behind.
func (p *parser) membership() *Membership {
	start := p.pos
	m := &Membership{Operator: MemberOf}
	switch {
	case p.take("^"):
		if p.peek()|0x20 == 'r' && !p.atScheme() {
			p.move(1)
			m.Operator = RefsetContainingAny
		}
	case !letter(p.peek()) || p.atScheme():
		return nil
	case p.atLiteral("memberOf"):
		p.move(len("memberOf"))
	case p.atLiteral("refsetContainingAny"):
		p.move(len("refsetContainingAny"))
		m.Operator = RefsetContainingAny
	default:
		return nil
	}
	p.node()
	m.Span = p.span(start)
	p.skip()
	if p.at("[") {
		if m.Operator == RefsetContainingAny {
			e := p.unexpected(expectedAtom...)
			e.Hint = "^R takes no fields"
			throw(e)
		}
		p.fields(m)
		m.Span = p.span(start)
		p.skip()
	}
	return m
}

func (p *parser) fields(m *Membership) {
	opened := p.open("[")
	if p.take("*") {
		m.AllFields = true
		p.close(opened, "]")
		return
	}
	for {
		word := p.word()
		if word == "" {
			throw(p.unexpected("the name of a field", `"*"`))
		}
		p.node()
		f := &Field{Span{p.pos, p.pos + len(word)}, word}
		p.move(len(word))
		m.Fields = append(m.Fields, f)
		p.skip()
		if !p.take(",") {
			break
		}
		p.skip()
	}
	if len(m.Fields) == 1 && strings.EqualFold(m.Fields[0].Name, "ANY") && p.at("]") {
		m.Fields, m.AllFields = nil, true
	}
	if c := p.peek(); c == '_' || c == '-' || digit(c) {
		e := p.unexpected(`","`, `"]"`)
		e.Hint = "the name of a field has letters only"
		throw(e)
	}
	p.close(opened, "]", `","`)
}

// atom reads the operand of s's operators.
func (p *parser) atom(s *SubExpression) Atom {
	c := p.peek()
	switch {
	case c == '(':
		return p.nested()
	case digit(c):
		return p.conceptReference()
	case c == '"':
		return p.quotedIdentifier()
	case letter(c) && p.atScheme():
		return p.alternateIdentifier()
	case c == '*' || p.atLiteral("ANY"):
		p.node()
		start := p.pos
		if !p.take("*") {
			p.move(len("ANY"))
		}
		return &Wildcard{p.span(start)}
	}
	throw(p.noAtom(s))
	return nil
}

// noAtom makes the error that no operand stands here.
func (p *parser) noAtom(s *SubExpression) *Error {
	if s.Hierarchy == NoHierarchy && s.Membership == nil {
		e := p.unexpected(expectedOperand...)
		switch {
		case p.at("["):
			e.Hint = "a cardinality stands in a refinement, before an attribute or a group"
		case p.at("{{"):
			e.Hint = "a filter stands behind what it filters; for all concepts write * before it"
		case p.atWord("NOT"):
			e.Hint = "there is no NOT between sets: use MINUS"
		case p.at("/"):
			e.Hint = "a comment is written /* like this */"
		}
		return e
	}
	second := p.at("^")
	if n := p.run(p.pos, angle); n > 0 && !second {
		if hierarchySymbolOf(p.text[p.pos:p.pos+n]) == NoHierarchy {
			e := p.unexpected(expectedAtom...)
			e.Hint = "an operator is written without a blank in it: " + operatorList()
			return e
		}
		second = true
	}
	for o := DescendantOf; o <= Bottom && !second; o++ {
		second = p.atWord(o.Long())
	}
	if !second {
		e := p.unexpected(expectedAtom...)
		if s.Membership != nil && p.atWord("R") {
			e.Hint = "^R is written without a blank"
		}
		return e
	}
	span := p.found()
	if p.at("^") {
		span = Span{p.pos, p.pos + 1}
	}
	e := p.fail(ReasonBracketsNeeded, span, "a second operator needs brackets round it and its operand")
	before := "the operator"
	switch {
	case s.Membership != nil:
		before = s.Membership.Operator.Brief()
	default:
		before = s.Hierarchy.Brief()
	}
	e.Hint = "write " + before + " (" + p.snip(span) + " …)"
	return e
}
