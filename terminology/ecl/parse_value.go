package ecl

import (
	"strings"
)

// value reads the right side of a comparison, of an attribute or, with member,
// of a member's column.
func (p *parser) value(operator ComparisonOperator, at Span, member bool) Value {
	start := p.pos
	switch c := p.peek(); {
	case c == '#':
		return p.number()
	case c == '"' || p.atSearchType():
		v := p.singleText(operator, at, member)
		if v != nil {
			return v
		}
		p.pos = start
	case c == '(':
		v := p.texts(operator, at, member)
		if v != nil {
			return v
		}
		p.pos = start
	case (p.atLiteral("true") || p.atLiteral("false")) && !p.atScheme():
		p.node()
		p.unordered(operator, at, "truth values")
		b := &Boolean{Value: p.atLiteral("true")}
		if b.Value {
			p.move(len("true"))
		} else {
			p.move(len("false"))
		}
		b.Span = p.span(start)
		return b
	}
	p.unordered(operator, at, "concepts")
	switch c := p.peek(); {
	case digit(c) && p.run(p.pos, digit) < 6:
		e := p.unexpected("a value")
		e.Reason = ReasonIdentifierInvalid
		e.Message = describe(p.text, e.Span) + " is too short for an identifier"
		e.Hint = "a number is written with #, as #" + p.snip(e.Span)
		throw(e)
	case c == '\'':
		e := p.unexpected("a value")
		e.Hint = `a text stands in double quotes`
		throw(e)
	case letter(c) && !p.atScheme() && member && !p.operandWord():
		e := p.unexpected("a value")
		e.Hint = "a text stands in quotes"
		throw(e)
	}
	return p.subExpression()
}

// operandWord reports whether a word that can begin an operand stands here.
func (p *parser) operandWord() bool {
	if p.atLiteral("ANY") || p.atLiteral("memberOf") || p.atLiteral("refsetContainingAny") {
		return true
	}
	word := p.word()
	for o := DescendantOf; o <= Bottom; o++ {
		if strings.EqualFold(word, o.Long()) {
			return true
		}
	}
	return false
}

// unordered refuses an order relation with a value that has no order.
func (p *parser) unordered(operator ComparisonOperator, at Span, what string) {
	if operator.Order() {
		e := p.fail(ReasonOrderOfValue, at, operator.Brief()+" compares numbers, and "+what+" have no order")
		e.Expected = []string{`"="`, `"!="`, `a number behind "` + operator.Brief() + `"`}
		e.Hint = "a number is written with #, as #5"
		throw(e)
	}
}

// atSearchType reports whether "match:" or "wild:" stands here.
func (p *parser) atSearchType() bool {
	i := p.pos
	switch {
	case p.atWord("match"):
		i += len("match")
	case p.atWord("wild"):
		i += len("wild")
	default:
		return false
	}
	for c := p.byteAt(i); c == ' ' || c == '\t' || c == '\r' || c == '\n'; c = p.byteAt(i) {
		i++
	}
	p.steps += i - p.pos
	return p.byteAt(i) == ':' || strings.HasPrefix(p.text[min(i, len(p.text)):], "/*")
}

// singleText reads a single text. It gives nil where what stands in quotes turns out
// to be an alternate identifier: a term or a filter follows it.
func (p *parser) singleText(operator ComparisonOperator, at Span, member bool) Value {
	start := p.pos
	if p.at(`"`) && p.identifierFollows() {
		return nil
	}
	if member {
		p.node()
		terms := []*SearchTerm{p.columnTerm()}
		return p.column(operator, at, terms, p.span(start), false)
	}
	p.unordered(operator, at, "texts")
	p.node()
	if p.at(`"`) {
		s := p.string()
		return &Strings{s.Span, []*String{s}}
	}
	terms := p.searchTerm()
	p.typedString(terms)
	return &SearchTerms{terms.Span, []*SearchTerm{terms}}
}

// identifierFollows looks past a quoted text that could be an alternate
// identifier, to see whether it must be one.
func (p *parser) identifierFollows() bool {
	length := strings.IndexByte(p.text[p.pos+1:], '"')
	if length < 0 {
		return false
	}
	p.steps += length
	if _, _, ok := splitIdentifier(p.text[p.pos+1 : p.pos+1+length]); !ok {
		return false
	}
	before, end, warned := p.pos, p.end, len(p.warnings)
	p.pos += length + 2
	p.skip()
	follows := p.at("|") || p.at("{{")
	p.pos, p.end, p.warnings = before, end, p.warnings[:warned]
	return follows
}

// typedString warns of what ECL 2.2 had in front of an attribute's string.
func (p *parser) typedString(t *SearchTerm) {
	p.lenient(t.Span, "ECL 2.3 compares an attribute's text exactly: match: and wild: are of version 2.2")
}

// texts reads a set of texts in brackets, or gives nil if something else stands
// in them.
func (p *parser) texts(operator ComparisonOperator, at Span, member bool) Value {
	start, warned, nodes := p.pos, len(p.warnings), p.nodes
	opened := p.open("(")
	back := func() Value {
		p.depth--
		p.pos, p.end, p.nodes, p.warnings = start, start, nodes, p.warnings[:warned]
		return nil
	}
	if p.at("#") {
		e := p.unexpected("a concept", "a text")
		e.Hint = "there is no set of numbers: join comparisons with OR"
		throw(e)
	}
	if !p.at(`"`) && !p.atSearchType() {
		return back()
	}
	p.node()
	var terms []*SearchTerm
	var plain []*String // the same texts, as far as they have no type
	for {
		if p.at(`"`) && p.identifierFollows() {
			return back()
		}
		switch {
		case member:
			terms = append(terms, p.columnTerm())
		case p.at(`"`):
			s := p.string()
			plain = append(plain, s)
			terms = append(terms, &SearchTerm{s.Span, SearchMatch, s.Text})
		default:
			term := p.searchTerm()
			p.typedString(term)
			terms = append(terms, term)
		}
		if !p.another(func() bool { return p.at(`"`) || p.atSearchType() }) {
			break
		}
	}
	if !p.at(")") {
		if first := terms[0]; len(terms) == 1 && p.text[first.Start] == '"' {
			// A constraint that begins with an alternate identifier?
			if _, _, ok := splitIdentifier(first.Text); ok {
				return back()
			}
		}
		throw(p.setNotClosed(opened, "another text"))
	}
	p.close(opened, ")")
	if member {
		return p.column(operator, at, terms, p.span(start), true)
	}
	p.unordered(operator, at, "texts")
	if len(plain) == len(terms) {
		return &Strings{p.span(start), plain}
	}
	for _, term := range terms { // in such company a text without a type is match:
		if term.Type == SearchMatch {
			term.Text = p.words(term.Text, term.Span)
		}
	}
	return &SearchTerms{p.span(start), terms}
}

// another reports whether a further member of a set begins behind white space,
// which there must be.
func (p *parser) another(begins func() bool) bool {
	blank := p.skip()
	if !begins() {
		return false
	}
	if !blank {
		e := p.unexpected("white space", `")"`)
		e.Hint = setHint
		throw(e)
	}
	return true
}

const setHint = "the members of a set are parted by white space"

// setNotClosed makes the error that a set neither ends nor goes on here.
func (p *parser) setNotClosed(opened Span, member string) *Error {
	e := p.notClosed(opened, ")", member)
	if p.at(",") {
		e.Hint = setHint
	}
	return e
}

// string reads a concrete string.
func (p *parser) string() *String {
	p.node()
	text, span := p.quoted(escapesWild, escapesWild)
	if text == "" {
		throw(p.fail(ReasonStringInvalid, span, emptyText))
	}
	return &String{span, text}
}

// columnTerm reads the text of a member's column, which may be "" for a date.
func (p *parser) columnTerm() *SearchTerm {
	if p.at(`""`) {
		p.node()
		t := &SearchTerm{Span{p.pos, p.pos + 2}, SearchMatch, ""}
		p.move(2)
		return t
	}
	return p.searchTerm()
}

// searchTerm reads a search term with or without its type.
func (p *parser) searchTerm() *SearchTerm {
	p.node()
	start := p.pos
	kind := SearchMatch
	if word := p.word(); word != "" {
		switch {
		case strings.EqualFold(word, "wild"):
			kind = SearchWild
		case !strings.EqualFold(word, "match"):
			e := p.unexpected("a text in quotes", "match:", "wild:")
			if p.byteAt(p.pos+len(word)) != ':' {
				e.Hint = "a text stands in quotes"
			}
			throw(e)
		}
		p.move(len(word))
		p.skip()
		if !p.take(":") {
			throw(p.unexpected(`":"`))
		}
		p.skip()
	}
	if !p.at(`"`) {
		e := p.unexpected("a text in quotes")
		if p.at("'") {
			e.Hint = "a text stands in double quotes"
		}
		throw(e)
	}
	t := &SearchTerm{Type: kind}
	if kind == SearchWild {
		var span Span
		if t.Text, span = p.quoted(escapesWild, `"`); t.Text == "" {
			throw(p.fail(ReasonStringInvalid, span, emptyText))
		}
	} else {
		text, span := p.quoted(escapesPlain, escapesPlain)
		t.Text = p.words(text, span)
	}
	t.Span = p.span(start)
	return t
}

const emptyText = "the text between the quotes is empty"

// words brings the words of a search term to one form.
func (p *parser) words(text string, span Span) string {
	words := strings.FieldsFunc(text, asciiBlank)
	if len(words) == 0 {
		throw(p.fail(ReasonStringInvalid, span, emptyText))
	}
	return strings.Join(words, " ")
}

func asciiBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// column decides whether a column's quoted texts are dates or search terms.
func (p *parser) column(operator ComparisonOperator, at Span, terms []*SearchTerm, span Span, set bool) Value {
	empty := false
	for _, term := range terms {
		empty = empty || term.Text == ""
	}
	if !operator.Order() && !empty {
		return &SearchTerms{span, terms}
	}
	if set {
		p.orderOfSet(operator, at)
	}
	dates := &Dates{Span: span}
	for _, term := range terms {
		date, ok := dateOf(term.Text)
		if term.Type != SearchMatch || !ok && term.Text != "" {
			if operator.Order() {
				e := p.fail(ReasonOrderOfValue, at, operator.Brief()+" compares numbers and dates, and texts have no order")
				e.Hint = `a date is written "YYYYMMDD"`
				throw(e)
			}
			throw(p.fail(ReasonDateInvalid, term.Span, `where "" stands all texts are dates: expected "YYYYMMDD"`))
		}
		dates.Values = append(dates.Values, &Date{term.Span, date})
	}
	return dates
}

// orderOfSet refuses an order relation with a set of dates.
func (p *parser) orderOfSet(operator ComparisonOperator, at Span) {
	if operator.Order() {
		e := p.fail(ReasonOrderOfSet, at, operator.Brief()+" compares with a single date, and a set stands here")
		e.Expected = []string{`"="`, `"!="`, "a single date"}
		throw(e)
	}
}

// date reads an effective time in quotes.
func (p *parser) date() *Date {
	p.node()
	if !p.at(`"`) {
		e := p.unexpected(`a date "YYYYMMDD"`)
		if digit(p.peek()) {
			e.Hint = "a date stands in quotes"
		}
		throw(e)
	}
	text, span := p.quoted("", "")
	date, ok := dateOf(text)
	if !ok && text != "" {
		e := p.fail(ReasonDateInvalid, span, describe(p.text, span)+" is no date")
		e.Expected = []string{`"YYYYMMDD"`, `"" for unpublished`}
		e.Hint = `expected "YYYYMMDD", or "" for what isn't published`
		throw(e)
	}
	return &Date{span, date}
}

// number reads # and a decimal number.
func (p *parser) number() *Number {
	p.node()
	start := p.pos
	p.move(1)
	negative := p.at("-")
	if negative || p.at("+") {
		p.move(1)
	}
	whole := p.run(p.pos, digit)
	digits := p.text[p.pos : p.pos+whole]
	p.move(whole)
	fraction := ""
	bad := func(message string) {
		span := Span{start, p.pos}
		span.End += p.run(p.pos, func(c byte) bool { return aliasByte(c) || c == '.' || c == '+' })
		e := p.fail(ReasonNumberInvalid, span, message)
		e.Hint = "a number is written as #5, #-2.5 or #0.75"
		throw(e)
	}
	switch {
	case whole == 0:
		bad("digits must follow #, or its sign, at once")
	case whole > 1 && digits[0] == '0':
		bad("a number doesn't begin with 0")
	}
	if p.at(".") {
		n := p.run(p.pos+1, digit)
		if n == 0 {
			bad("digits must follow the point of a number")
		}
		fraction = strings.TrimRight(p.text[p.pos+1:p.pos+1+n], "0")
		p.move(1 + n)
	}
	if c := p.peek(); c|0x20 == 'e' && (digit(p.byteAt(p.pos+1)) || p.byteAt(p.pos+1) == '-' || p.byteAt(p.pos+1) == '+') {
		bad("a number has no exponent")
	}
	text := digits
	if fraction != "" {
		text += "." + fraction
	}
	if negative && text != "0" {
		text = "-" + text
	}
	return &Number{p.span(start), text}
}
