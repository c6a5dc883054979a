package ecl

// What can stand at some places, for messages.
var (
	expectedOperand  = []string{"a concept", `"*"`, "an operator", `"("`}
	expectedAtom     = []string{"a concept", `"*"`, `"("`}
	expectedBehind   = []string{"AND", "OR", "MINUS", `":"`, `"."`, `"{{"`}
	expectedCompare  = []string{`"="`, `"!="`, "another comparison"}
	expectedRefining = []string{`","`, "AND", "OR"}
)

// connective is a word or sign that joins: its kind, and how it was written.
type connective uint8

const (
	noConnective connective = iota
	connectiveAnd
	connectiveOr
	connectiveMinus
)

func (c connective) String() string { return [...]string{"", "AND", "OR", "MINUS"}[c] }

// connective tells what joins here, without passing over it.
func (p *parser) connective() connective {
	switch {
	case p.peek() == ',' || p.atWord("AND"):
		return connectiveAnd
	case p.atWord("OR"):
		return connectiveOr
	case p.atWord("MINUS"):
		return connectiveMinus
	default:
		return noConnective
	}
}

// join passes over a connective and the white space behind it, which a word
// must have.
func (p *parser) join(c connective) {
	if p.take(",") {
		p.skip()
		return
	}
	start := p.pos
	p.move(len(c.String()))
	switch {
	case p.skip() || p.pos == len(p.text):
	case p.peek() == '(':
		p.lenient(Span{start, p.pos + 1}, "the specification wants white space between "+c.String()+" and a bracket")
	default:
		e := p.unexpected("white space behind " + c.String())
		throw(e)
	}
}

// constraint reads what stands alone or in brackets.
func (p *parser) constraint() Constraint { return p.constraintFrom(p.subExpression()) }

// constraintFrom reads what follows a first sub-expression.
func (p *parser) constraintFrom(first *SubExpression) Constraint {
	p.skip()
	switch c := p.connective(); {
	case c != noConnective:
		return p.compound(first, c)
	case p.at(":"):
		p.move(1)
		p.skip()
		p.node()
		refinement := p.refinement(true)
		return &Refined{p.span(first.Start), first, refinement}
	case p.at("."):
		p.node()
		d := &Dotted{Focus: first}
		for p.skip(); p.take("."); p.skip() {
			p.skip()
			d.Attributes = append(d.Attributes, p.subExpression())
		}
		d.Span = p.span(first.Start)
		return d
	default:
		return first
	}
}

func (p *parser) compound(first *SubExpression, joined connective) Constraint {
	p.node()
	if joined == connectiveMinus {
		p.join(joined)
		right := p.subExpression()
		m := &Minus{p.span(first.Start), first, right}
		p.skip()
		if c := p.connective(); c != noConnective {
			p.mixed([]Span{first.Span, right.Span}, joined, c, func() Span { return p.subExpression().Span })
		}
		return m
	}
	list := &Compound{Operator: And, Operands: []*SubExpression{first}}
	if joined == connectiveOr {
		list.Operator = Or
	}
	for c := joined; c != noConnective; c = p.connective() {
		if c != joined {
			spans := make([]Span, len(list.Operands))
			for i, operand := range list.Operands {
				spans[i] = operand.Span
			}
			p.mixed(spans, joined, c, func() Span { return p.subExpression().Span })
		}
		p.join(c)
		list.Operands = append(list.Operands, p.subExpression())
		p.skip()
	}
	list.Span = p.span(first.Start)
	return list
}

// mixed fails because a second kind of connective, or a second MINUS, stands
// here. If one more operand can be read, the hint shows where brackets could go.
func (p *parser) mixed(operands []Span, joined, found connective, next func() Span) {
	span := p.found()
	if p.peek() != ',' {
		span.End = span.Start + len(found.String())
	}
	e := p.fail(ReasonOperatorsMixed, span, found.String()+" and "+joined.String()+" don't go together without brackets")
	if joined == found {
		e.Message = "a second MINUS needs brackets"
	}
	if p.trying {
		throw(e)
	}
	p.trying = true
	var last Span
	failed := p.catch(func() {
		p.join(found)
		last = next()
	})
	if failed != nil {
		last = Span{}
	}
	before := Span{operands[0].Start, operands[len(operands)-1].End}
	right := "…"
	if last.End > last.Start {
		right = p.snip(last)
	}
	e.Hint = "write (" + p.snip(before) + ") " + found.String() + " " + right
	if last.End > last.Start {
		left := Span{operands[0].Start, operands[max(0, len(operands)-2)].End}
		middle := operands[len(operands)-1]
		e.Hint += " or " + p.snip(left) + " " + joined.String() + " (" + p.snip(middle) + " " + found.String() + " " + right + ")"
	}
	throw(e)
}

// behindConstraint makes the error for what stands behind a whole constraint
// and doesn't belong there.
func (p *parser) behindConstraint(c Constraint) *Error {
	span := p.found()
	brackets := func(message string) *Error {
		e := p.fail(ReasonBracketsNeeded, span, message)
		e.Hint = "write (" + p.snip(c.Pos()) + ") " + p.snip(span)
		return e
	}
	joins := p.connective()
	_, refined := c.(*Refined)
	_, dotted := c.(*Dotted)
	_, single := c.(*SubExpression)
	switch {
	case single:
		e := p.unexpected(expectedBehind...)
		if angle(p.peek()) {
			e.Hint = "an operator stands before its operand"
		}
		return e
	case p.at(":") && refined:
		return brackets("a second refinement needs brackets round the first")
	case p.at(".") && refined:
		e := brackets("a dotted expression needs brackets as the value of an attribute, and a refined one before a dot")
		e.Hint = "write = (… . …), or (… : …) . …"
		return e
	case p.at(":") || p.at("."):
		e := brackets(`"` + p.snip(span) + `" belongs to a single sub-expression: what stands before it needs brackets`)
		if last := lastOperand(c); last.End > last.Start {
			e.Hint = "write (" + p.snip(c.Pos()) + ") " + p.snip(span) + " … or … (" + p.snip(last) + " " + p.snip(span) + " …)"
		}
		return e
	case dotted && joins != noConnective:
		return brackets("a dotted expression needs brackets before " + joins.String())
	case refined && joins == connectiveMinus:
		return brackets("there is no MINUS between attributes: a refined expression needs brackets before MINUS")
	case dotted && p.atComparison():
		e := p.fail(ReasonSyntax, span, "a comparison stands in a refinement only, and a dotted expression has none")
		e.Hint = `a refinement begins with ":"`
		return e
	case refined:
		return p.unexpected(expectedRefining...)
	case dotted:
		return p.unexpected(`"."`, `"{{"`)
	default:
		return p.unexpected("AND", "OR", "MINUS", `"{{"`)
	}
}

// nested reads a constraint in brackets. It is entered at the bracket.
func (p *parser) nested() *Nested {
	p.node()
	opened := p.open("(")
	return p.nestedRest(opened, p.constraint())
}

func (p *parser) nestedRest(opened Span, c Constraint) *Nested {
	p.skip()
	if !p.at(")") {
		e := p.behindConstraint(c)
		if p.pos == len(p.text) {
			e = p.notClosed(opened, ")", expectedBehind...)
		}
		throw(e)
	}
	p.close(opened, ")")
	return &Nested{p.span(opened.Start), c}
}

// lastOperand returns the place of the last sub-expression of a constraint that
// joins several, or the zero span.
func lastOperand(c Constraint) Span {
	switch c := c.(type) {
	case *Compound:
		return c.Operands[len(c.Operands)-1].Span
	case *Minus:
		return c.Right.Span
	default:
		return Span{}
	}
}
