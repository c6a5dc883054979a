package maps

import (
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// ParseRule reads a map rule. The language, of which the release format gives only
// examples, is:
//
//	rule      = "" / "TRUE" / "OTHERWISE TRUE" / condition *( "AND" condition )
//	condition = "IFA" concept [ "|" term "|" ] [ compare ]
//	compare   = ( "<" / "<=" / "=" / ">=" / ">" ) number unit
//	number    = 1*digit [ "." 1*digit ]
//	unit      = "hour" / "day" / "week" / "month" / "year", each with "s" or without
//
// with blanks anywhere between these, and keywords in any case. A term may be
// anything without a bar, the word AND included. An error is a [*RuleError]; the
// rule is returned all the same, with Err set.
func ParseRule(text string) (*Rule, error) {
	r := &Rule{Text: text}
	p := ruleParser{text: text}
	if err := p.rule(r); err != nil {
		r.Conditions, r.Otherwise, r.Err = nil, false, err
		return r, err
	}
	return r, nil
}

type ruleParser struct {
	text string
	at   int
}

func (p *ruleParser) fail(want string) error { return &RuleError{p.text, p.at, want} }

func (p *ruleParser) blanks() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t') {
		p.at++
	}
}

// word takes a keyword, in any case, that ends where letters end.
func (p *ruleParser) word(keyword string) bool {
	p.blanks()
	end := p.at
	for end < len(p.text) && isLetter(p.text[end]) {
		end++
	}
	if !strings.EqualFold(p.text[p.at:end], keyword) {
		return false
	}
	p.at = end
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (p *ruleParser) end() bool {
	p.blanks()
	return p.at == len(p.text)
}

func (p *ruleParser) rule(r *Rule) error {
	switch {
	case p.end(), p.word("TRUE"):
	case p.word("OTHERWISE"):
		if !p.word("TRUE") {
			return p.fail("TRUE")
		}
		r.Otherwise = true
	default:
		for {
			c, err := p.condition()
			if err != nil {
				return err
			}
			r.Conditions = append(r.Conditions, c)
			if !p.word("AND") {
				break
			}
		}
		if !p.end() {
			return p.fail("AND or the end")
		}
	}
	if !p.end() {
		return p.fail("the end")
	}
	return nil
}

func (p *ruleParser) condition() (c Condition, err error) {
	if !p.word("IFA") {
		if p.at == 0 {
			return c, p.fail("TRUE, OTHERWISE TRUE or IFA")
		}
		return c, p.fail("IFA")
	}
	p.blanks()
	digits := p.take(isDigit)
	if c.ConceptID, err = sctid.Parse(digits); err != nil || c.ConceptID.Kind() != sctid.KindConcept {
		p.at -= len(digits)
		return c, p.fail("a concept id")
	}
	if p.blanks(); p.at < len(p.text) && p.text[p.at] == '|' {
		length := strings.IndexByte(p.text[p.at+1:], '|')
		if length < 0 {
			p.at = len(p.text)
			return c, p.fail("| behind the term")
		}
		c.Term = strings.Trim(p.text[p.at+1:p.at+1+length], " \t")
		p.at += length + 2
	}
	if c.Compare = p.comparison(); c.Compare != None {
		err = p.value(&c)
	}
	return c, err
}

func (p *ruleParser) take(is func(byte) bool) string {
	from := p.at
	for p.at < len(p.text) && is(p.text[p.at]) {
		p.at++
	}
	return p.text[from:p.at]
}

func (p *ruleParser) comparison() Comparison {
	p.blanks()
	rest := p.text[p.at:]
	for _, c := range []Comparison{LessOrEqual, GreaterOrEqual, Less, Equal, Greater} {
		if strings.HasPrefix(rest, c.String()) {
			p.at += len(c.String())
			return c
		}
	}
	return None
}

// mostDigits bounds a number before its point, and behind it.
const mostDigits = 9

func (p *ruleParser) value(c *Condition) error {
	p.blanks()
	from := p.at
	whole := p.take(isDigit)
	if whole == "" || len(whole) > mostDigits {
		p.at = from
		return p.fail("a number")
	}
	if p.at < len(p.text) && p.text[p.at] == '.' {
		p.at++
		if part := p.take(isDigit); part == "" || len(part) > mostDigits {
			p.at -= len(part)
			return p.fail("a digit, nine at most")
		}
	}
	c.Value = p.text[from:p.at]
	p.blanks()
	at := p.at
	name := strings.ToLower(p.take(isLetter))
	for u := Hours; u <= Years; u++ {
		if name == u.String() || name+"s" == u.String() {
			c.Unit = u
			return nil
		}
	}
	p.at = at
	return p.fail("a unit of time: hours, days, weeks, months or years")
}
