package ecl

import (
	"strconv"
	"strings"
)

// refinement reads what stands behind a colon, in a group or in brackets;
// groups tells whether it may hold groups.
func (p *parser) refinement(groups bool) Refinement {
	return p.refinementFrom(p.refinementItem(groups), groups)
}

func (p *parser) refinementFrom(first Refinement, groups bool) Refinement {
	p.skip()
	joined := p.connective()
	if joined == noConnective || joined == connectiveMinus {
		return first
	}
	p.node()
	list := &RefinementList{Operator: And, Items: []Refinement{first}}
	if joined == connectiveOr {
		list.Operator = Or
	}
	for c := joined; c == connectiveAnd || c == connectiveOr; c = p.connective() {
		if c != joined {
			spans := make([]Span, len(list.Items))
			for i, item := range list.Items {
				spans[i] = item.Pos()
			}
			p.mixed(spans, joined, c, func() Span { return p.refinementItem(groups).Pos() })
		}
		p.join(c)
		list.Items = append(list.Items, p.refinementItem(groups))
		p.skip()
	}
	list.Span = p.span(first.Pos().Start)
	return list
}

// refinementItem reads an attribute, a group, or a refinement in brackets.
func (p *parser) refinementItem(groups bool) Refinement {
	start := p.pos
	var cardinality *Cardinality
	if p.at("[") {
		cardinality = p.cardinality()
		p.skip()
	}
	switch {
	case p.at("{"):
		if !groups {
			e := p.unexpected("an attribute")
			e.Hint = "groups don't stand in one another"
			throw(e)
		}
		return p.group(cardinality, start)
	case p.at("("):
		opened, c, r := p.either(groups)
		switch {
		case r != nil && cardinality != nil:
			e := p.fail(ReasonSyntax, opened, "a cardinality stands before a single attribute or a group in braces, and not before brackets")
			e.Expected = []string{"an attribute", `"{"`}
			throw(e)
		case r != nil:
			return &NestedRefinement{p.span(opened.Start), r}
		}
		return p.attributeFrom(&Attribute{Cardinality: cardinality}, p.subExpressionOf(c), start)
	}
	return p.attribute(cardinality, start)
}

// either reads what stands in brackets where it may be a refinement, or the
// constraint that begins an attribute's name; the other result is nil. The first
// comparison behind a sub-expression tells: reading on with both possibilities
// open would take time without bound for "((((…".
func (p *parser) either(groups bool) (opened Span, c *Nested, r Refinement) {
	opened = p.open("(")
	p.node()
	start := p.pos
	var name *SubExpression
	var first Refinement
	switch {
	case p.at("("):
		inner, nested, refinement := p.either(groups)
		if refinement != nil {
			p.node()
			first = &NestedRefinement{p.span(inner.Start), refinement}
		} else {
			name = p.subExpressionOf(nested)
		}
	case p.at("[") || p.at("{") || p.atReverse():
		first = p.refinementItem(groups)
	default:
		name = p.subExpression()
	}
	if name != nil {
		p.skip()
		if !p.atComparison() {
			return opened, p.nestedRest(opened, p.constraintFrom(name)), nil
		}
		first = p.attributeFrom(&Attribute{}, name, start)
	}
	r = p.refinementFrom(first, groups)
	p.skip()
	if p.pos < len(p.text) && !p.at(")") {
		throw(p.behindRefinement(")"))
	}
	p.close(opened, ")", expectedRefining...)
	return opened, nil, r
}

func (p *parser) group(cardinality *Cardinality, start int) *AttributeGroup {
	p.node()
	opened := p.open("{")
	if p.at("}") {
		throw(p.unexpected("an attribute"))
	}
	attributes := p.refinement(false)
	p.skip()
	if p.pos < len(p.text) && !p.at("}") {
		throw(p.behindRefinement("}"))
	}
	p.close(opened, "}", expectedRefining...)
	return &AttributeGroup{p.span(start), cardinality, attributes}
}

// behindRefinement makes the error for what stands behind a refinement in
// brackets and doesn't belong there.
func (p *parser) behindRefinement(bracket string) *Error {
	span := p.found()
	switch {
	case p.atWord("MINUS"):
		e := p.fail(ReasonSyntax, span, "there is no MINUS between attributes")
		e.Hint = "an attribute that mustn't be there is written [0..0] …"
		return e
	case p.at(".") || p.at(":"):
		e := p.fail(ReasonBracketsNeeded, span, "a dotted or refined expression needs brackets as the value of an attribute")
		e.Hint = "write = (… " + p.snip(span) + " …)"
		return e
	}
	return p.unexpected(append(expectedRefining[:len(expectedRefining):len(expectedRefining)], `"`+bracket+`"`)...)
}

// atReverse reports whether the reverse flag stands here.
func (p *parser) atReverse() bool {
	return p.peek()|0x20 == 'r' && !p.atScheme() && !p.atLiteral("refsetContainingAny")
}

func (p *parser) attribute(cardinality *Cardinality, start int) *Attribute {
	a := &Attribute{Cardinality: cardinality}
	if p.atReverse() {
		n := len("R")
		if p.atLiteral("reverseOf") {
			n = len("reverseOf")
		}
		a.Reverse, a.ReverseSpan = true, Span{p.pos, p.pos + n}
		p.move(n)
		p.skip()
		if p.at("[") {
			e := p.unexpected("the name of an attribute")
			e.Hint = "a cardinality stands before R"
			throw(e)
		}
	}
	if p.atComparison() && !angle(p.peek()) || p.pos == len(p.text) {
		expected := []string{"the name of an attribute"}
		if !a.Reverse {
			expected = append(expected, `"{"`, `"("`)
		}
		throw(p.unexpected(expected...))
	}
	return p.attributeFrom(a, p.subExpression(), start)
}

// attributeFrom reads the comparison of an attribute behind its name.
func (p *parser) attributeFrom(a *Attribute, name *SubExpression, start int) *Attribute {
	p.node()
	a.Name = name
	p.skip()
	if !p.atComparison() {
		e := p.unexpected(expectedCompare...)
		if p.pos == len(p.text) || p.connective() != noConnective {
			e.Hint = "for several values put them in brackets, as in = (<< X OR << Y)"
		}
		throw(e)
	}
	operator, span := p.comparison()
	a.Operator = operator
	p.skip()
	a.Value = p.value(operator, span, false)
	if a.Reverse {
		if _, ok := a.Value.(*SubExpression); !ok {
			e := p.fail(ReasonReverseOfValue, a.ReverseSpan, "a reverse attribute comes from concepts, not from "+describe(p.text, a.Value.Pos()))
			throw(e)
		}
	}
	a.Span = p.span(start)
	return a
}

// atComparison reports whether a comparison operator stands here, behind an
// operand.
func (p *parser) atComparison() bool {
	switch p.peek() {
	case '=', '<', '>':
		return true
	case '!':
		return p.byteAt(p.pos+1) == '='
	}
	return p.atLiteral("NOT") && !p.atScheme()
}

// comparison reads a comparison operator.
func (p *parser) comparison() (ComparisonOperator, Span) {
	start := p.pos
	operator := Equal
	switch {
	case p.take("="):
	case p.take("!="), p.take("<>"):
		operator = NotEqual
	case p.take("<="):
		operator = LessOrEqual
	case p.take(">="):
		operator = GreaterOrEqual
	case p.take("<"):
		operator = Less
	case p.take(">"):
		operator = Greater
	case p.atLiteral("NOT"):
		p.move(len("NOT"))
		p.skip()
		if !p.take("=") {
			throw(p.unexpected(`"=" behind NOT`))
		}
		operator = NotEqual
	default:
		throw(p.unexpected(expectedCompare...))
	}
	if p.at("=") || operator == Equal && p.at(">") && p.byteAt(p.pos+1) != '>' && p.equalGreater() {
		e := p.fail(ReasonSyntax, Span{start, p.pos + 1}, describe(p.text, Span{start, p.pos + 1})+" is no comparison")
		e.Expected = []string{"=", "!=", "<", "<=", ">", ">="}
		e.Hint = "the comparisons are " + strings.Join(e.Expected, " ")
		throw(e)
	}
	return operator, p.span(start)
}

// equalGreater tells "=> #1", a slip for ">=", from "=> X", the ancestors of X.
func (p *parser) equalGreater() bool {
	i := p.pos + 1
	for p.byteAt(i) == ' ' {
		i++
	}
	p.steps += i - p.pos
	return p.byteAt(i) == '#'
}

// cardinality reads [m..n] from its bracket.
func (p *parser) cardinality() *Cardinality {
	start := p.pos
	p.node()
	p.move(1)
	bad := func(message string) {
		span := Span{start, p.pos}
		if i := strings.IndexByte(p.text[start:min(len(p.text), start+40)], ']'); i >= 0 {
			span.End = start + i + 1
		}
		e := p.fail(ReasonCardinalityInvalid, span, message)
		e.Expected = []string{"[m..n]"}
		e.Hint = "a cardinality is written [1..3] or [1..*]"
		throw(e)
	}
	bound := func(which string) int {
		n := p.run(p.pos, digit)
		digits := p.text[p.pos : p.pos+n]
		if n == 0 {
			bad("the " + which + " of the cardinality is no number")
		}
		p.move(n)
		if n > 1 && digits[0] == '0' {
			bad("the " + which + " of the cardinality begins with 0")
		}
		value, err := strconv.Atoi(digits)
		if err != nil || value > MaxCardinality {
			bad("the " + which + " of the cardinality is greater than " + strconv.Itoa(MaxCardinality))
		}
		return value
	}
	c := &Cardinality{Min: bound("minimum"), Max: Unbounded}
	if !p.take("..") {
		blank := p.skip()
		if !blank || !p.atLiteral("to") {
			bad(`"..", or "to" between blanks, is missing in the cardinality`)
		}
		p.move(len("to"))
		if !p.skip() {
			bad(`a blank is missing behind "to" in the cardinality`)
		}
	}
	switch {
	case p.take("*"):
	case p.atLiteral("many"):
		p.move(len("many"))
	default:
		c.Max = bound("maximum")
	}
	if !p.take("]") {
		bad(`"]" is missing behind the maximum of the cardinality`)
	}
	c.Span = p.span(start)
	if c.Max != Unbounded && c.Min > c.Max {
		e := p.fail(ReasonCardinalityInvalid, c.Span, "the minimum of the cardinality is greater than its maximum")
		e.Hint = "did you mean [" + strconv.Itoa(c.Max) + ".." + strconv.Itoa(c.Min) + "]?"
		throw(e)
	}
	if c.Min == 0 && c.Max == Unbounded {
		p.warn(ReasonPointless, c.Span, "the cardinality "+c.String()+" constrains nothing")
	}
	return c
}
