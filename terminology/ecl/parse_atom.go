package ecl

import (
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// identifier reads the digits of an SCTID.
func (p *parser) identifier() (sctid.ID, Span) {
	n := p.run(p.pos, digit)
	span := Span{p.pos, p.pos + n}
	digits := p.text[span.Start:span.End]
	problem := ""
	switch {
	case n == 0:
		throw(p.unexpected("an identifier"))
	case n < sctid.MinDigits || n > sctid.MaxDigits:
		problem = "has 6 to 18 digits"
	case digits[0] == '0':
		problem = "doesn't begin with 0"
	}
	if problem != "" {
		e := p.fail(ReasonIdentifierInvalid, span, describe(p.text, span)+" can't be an identifier: one "+problem)
		e.Expected = []string{"an identifier"}
		throw(e)
	}
	var id sctid.ID
	for _, c := range []byte(digits) {
		id = id*10 + sctid.ID(c-'0')
	}
	p.move(n)
	return id, span
}

func (p *parser) conceptReference() *ConceptReference {
	p.node()
	id, span := p.identifier()
	term := p.term()
	return &ConceptReference{p.span(span.Start), id, term}
}

// term reads a term between pipes, if there is one. Without one it passes over
// nothing.
func (p *parser) term() string {
	before := p.pos
	p.skip()
	if !p.at("|") {
		p.pos = before
		return ""
	}
	start := p.pos
	length := strings.IndexByte(p.text[start+1:], '|')
	if length < 0 {
		e := p.fail(ReasonTermInvalid, Span{start, start + 1}, "a term begins here and doesn't end")
		e.Expected = []string{`"|"`}
		throw(e)
	}
	p.steps += length
	term := strings.Trim(p.text[start+1:start+1+length], " \t\r\n")
	span := Span{start, start + length + 2}
	if term == "" {
		throw(p.fail(ReasonTermInvalid, span, "the term between the pipes is empty"))
	}
	if i := strings.IndexAny(term, "\t\r\n"); i >= 0 {
		i += start + 1 + strings.Index(p.text[start+1:], term)
		throw(p.fail(ReasonTermInvalid, Span{i, i + 1}, "a term has no tab or line end in it"))
	}
	p.move(span.End - p.pos)
	return term
}

// alternateIdentifier reads SCHEME#code and SCHEME#"code".
func (p *parser) alternateIdentifier() *AlternateIdentifier {
	p.node()
	start := p.pos
	a := &AlternateIdentifier{Scheme: p.alias()}
	p.move(len(a.Scheme) + 1)
	if p.at(`"`) {
		code, span := p.quoted("", "")
		if code == "" {
			throw(p.fail(ReasonStringInvalid, span, "the code between the quotes is empty"))
		}
		p.lenient(span, "the specification's grammar puts the quotes round the scheme too, "+`"`+a.Scheme+`#…"`)
		a.Code = code
	} else {
		n := p.run(p.pos, codeByte)
		if n == 0 {
			e := p.unexpected("a code")
			e.Hint = `no blank stands on either side of "#"; a code with other signs than letters, digits, - . and _ is put in quotes with its scheme, "` + a.Scheme + `#…"`
			throw(e)
		}
		a.Code = p.text[p.pos : p.pos+n]
		p.move(n)
	}
	a.Term = p.term()
	a.Span = p.span(start)
	return a
}

// quotedIdentifier reads "SCHEME#code".
func (p *parser) quotedIdentifier() *AlternateIdentifier {
	p.node()
	start := p.pos
	text, span := p.quoted("", "")
	scheme, code, ok := splitIdentifier(text)
	if !ok {
		e := p.fail(ReasonSyntax, span, "a text in quotes stands here, and it is no alternate identifier")
		e.Expected = expectedOperand
		e.Hint = `an alternate identifier is written "SCHEME#code"`
		throw(e)
	}
	term := p.term()
	return &AlternateIdentifier{p.span(start), scheme, code, term}
}

func splitIdentifier(text string) (scheme, code string, ok bool) {
	scheme, code, ok = strings.Cut(text, "#")
	if !ok || code == "" || scheme == "" || !letter(scheme[0]) {
		return "", "", false
	}
	for i := range len(scheme) {
		if !aliasByte(scheme[i]) {
			return "", "", false
		}
	}
	return scheme, code, true
}
