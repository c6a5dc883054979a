package ecl

import (
	"strings"
)

// fieldNames are the conditions of each kind of filter, for messages.
var fieldNames = [...][]string{
	FilterDescription: {"term", "language", "type", "typeId", "dialect", "dialectId", "id", "moduleId", "effectiveTime", "active"},
	FilterConcept:     {"definitionStatus", "definitionStatusId", "moduleId", "effectiveTime", "active"},
	FilterMember:      {"moduleId", "effectiveTime", "active", "the name of a column"},
}

// conditionReader reads what follows the keyword of a condition; it gets the
// keyword's span.
type conditionReader func(*parser, Span) Condition

// reader returns the reader of a keyword, given in lower case, in a kind of
// filter, or nil.
func (kind FilterKind) reader(keyword string) conditionReader {
	switch keyword {
	case "moduleid":
		return (*parser).moduleCondition
	case "effectivetime":
		return (*parser).effectiveTimeCondition
	case "active":
		if kind == FilterMember {
			return (*parser).memberActiveCondition
		}
		return (*parser).activeCondition
	}
	switch kind {
	case FilterDescription:
		return descriptionReader(keyword)
	case FilterConcept:
		switch keyword {
		case "definitionstatus":
			return (*parser).definitionStatusCondition
		case "definitionstatusid":
			return (*parser).definitionStatusIDCondition
		}
	}
	return nil
}

func descriptionReader(keyword string) conditionReader {
	switch keyword {
	case "term":
		return (*parser).termCondition
	case "language":
		return (*parser).languageCondition
	case "type":
		return (*parser).typeCondition
	case "typeid":
		return (*parser).typeIDCondition
	case "dialect":
		return (*parser).dialectCondition
	case "dialectid":
		return (*parser).dialectIDCondition
	case "id":
		return (*parser).idCondition
	}
	return nil
}

// filters reads the filters and the history supplement behind an atom.
func (p *parser) filters(s *SubExpression) {
	for {
		before := p.pos
		p.skip()
		if !p.at("{{") {
			p.pos = before
			return
		}
		start := p.pos
		opened := p.open("{{")
		if p.at("+") {
			if s.History != nil {
				e := p.fail(ReasonFilterOrder, opened, "a second history supplement needs brackets")
				throw(e)
			}
			s.History = p.history(opened)
			continue
		}
		kind := p.filterKind(s)
		if s.History != nil {
			e := p.fail(ReasonFilterOrder, opened, "a filter behind a history supplement needs brackets")
			e.Hint = "write (… {{ + HISTORY }}) {{ … }}, or put the filter first"
			throw(e)
		}
		if kind == FilterMember {
			p.memberFilterPlace(s, opened)
		}
		filter := p.filter(kind, opened)
		filter.Span = p.span(start)
		if kind == FilterMember {
			s.Membership.Filters = append(s.Membership.Filters, filter)
		} else {
			s.Filters = append(s.Filters, filter)
		}
	}
}

// memberFilterPlace refuses a member filter where it isn't behind a membership.
func (p *parser) memberFilterPlace(s *SubExpression, opened Span) {
	switch {
	case s.Membership == nil:
		e := p.fail(ReasonMemberFilterMisplaced, opened, "a member filter stands behind ^ and its operand only, and there is no ^ here")
		if _, ok := s.Atom.(*Nested); ok {
			e.Hint = "write it inside the brackets, next to the operand of ^"
		}
		throw(e)
	case len(s.Filters) > 0:
		e := p.fail(ReasonFilterOrder, opened, "member filters come before concept and description filters")
		throw(e)
	}
}

// filterKind reads the letter of a filter. The letter needs no blank behind it,
// so that a word is first looked up whole; after M there must be one all the
// same, or "mapTarget" would be a column "apTarget".
func (p *parser) filterKind(s *SubExpression) FilterKind {
	word := p.word()
	if word == "" {
		throw(p.unexpected("C", "D", "M", "a condition", `"+"`))
	}
	if FilterDescription.has(word) {
		return FilterDescription
	}
	for kind := FilterDescription; kind <= FilterMember; kind++ {
		if !strings.EqualFold(word[:1], kind.Letter()) {
			continue
		}
		if len(word) == 1 || kind.has(word[1:]) {
			p.move(1)
			p.skip()
			return kind
		}
	}
	span := p.found()
	if len(word) == 1 {
		e := p.fail(ReasonFilterUnknown, span, "there is no filter "+word)
		e.Expected = []string{"C", "D", "M"}
		e.Hint = "filters are C for concepts, D for descriptions and M for members"
		throw(e)
	}
	e := p.fail(ReasonFilterFieldUnknown, span, "there is no condition "+ellipsis(word, 40)+" on descriptions, which a filter without a letter is about")
	e.Expected = fieldNames[FilterDescription]
	switch {
	case strings.EqualFold(word, "HISTORY"):
		e.Reason = ReasonHistoryInvalid
		e.Message, e.Expected = "the plus sign of the history supplement is missing", []string{`"+"`}
		e.Hint = "write {{ + HISTORY }}"
	case FilterConcept.has(word):
		e.Hint = "write {{ C " + word + " …"
	case s.Membership != nil:
		e.Hint = "for a column of the members write {{ M " + ellipsis(word, 40) + " …"
	}
	throw(e)
	return 0
}

// condition looks a word up among the conditions of a kind of filter, and
// returns its reader and the keyword's length: NOT may follow it without a
// blank. Without such a condition it returns nil.
func (kind FilterKind) condition(word string) (conditionReader, int) {
	if len(word) > len("definitionStatusId")+len("NOT") {
		return nil, 0
	}
	word = strings.ToLower(word)
	if read := kind.reader(word); read != nil {
		return read, len(word)
	}
	word = strings.TrimSuffix(word, "not")
	return kind.reader(word), len(word)
}

// has reports whether a word is a condition of a kind of filter.
func (kind FilterKind) has(word string) bool {
	read, _ := kind.condition(word)
	return read != nil
}

func (p *parser) filter(kind FilterKind, opened Span) *Filter {
	p.node()
	f := &Filter{Kind: kind}
	for {
		f.Conditions = append(f.Conditions, p.filterCondition(kind))
		p.skip()
		if !p.take(",") {
			break
		}
		p.skip()
	}
	switch {
	case p.atWord("OR") || p.atWord("AND"):
		e := p.unexpected(`","`, `"}}"`)
		e.Hint = "conditions are joined by commas only"
		throw(e)
	case !p.at("}}"):
		e := p.notClosed(opened, "}}", `","`)
		if kind.has(p.word()) {
			e.Hint = "conditions are joined by commas"
		}
		throw(e)
	}
	p.close(opened, "}}")
	return f
}

func (p *parser) filterCondition(kind FilterKind) Condition {
	p.node()
	word := p.word()
	if word == "" {
		throw(p.unexpected(fieldNames[kind]...))
	}
	start := p.pos
	read, length := kind.condition(word)
	switch {
	case read != nil:
	case kind == FilterMember:
		return p.fieldCondition(word)
	default:
		span := p.found()
		e := p.fail(ReasonFilterFieldUnknown, span, "there is no condition "+ellipsis(word, 40)+" on "+kind.String()+"s")
		e.Expected = fieldNames[kind]
		for other := FilterDescription; other <= FilterMember; other++ {
			if other != kind && other.has(word) {
				e.Hint = word + " is a condition on " + other.String() + "s: write {{ " + other.Letter() + " " + word + " …"
			}
		}
		if e.Hint == "" {
			e.Hint = "conditions on " + kind.String() + "s are " + strings.Join(e.Expected, ", ")
		}
		throw(e)
	}
	p.move(length)
	p.skip()
	return read(p, Span{start, p.end})
}

// equality reads = or !=; an order relation is refused.
func (p *parser) equality(what string) ComparisonOperator {
	operator, span := p.comparison()
	if operator.Order() {
		e := p.fail(ReasonOrderOfValue, span, operator.Brief()+" compares what has an order, and "+what+" hasn't")
		e.Expected = []string{`"="`, `"!="`}
		throw(e)
	}
	p.skip()
	return operator
}

// set reads one member, or several in brackets with white space between them.
func (p *parser) set(member string, begins func() bool, read func()) (bracketed bool) {
	if !p.at("(") {
		read()
		return false
	}
	opened := p.open("(")
	read()
	for p.another(begins) {
		read()
	}
	if !p.at(")") {
		throw(p.setNotClosed(opened, "another "+member))
	}
	p.close(opened, ")")
	return true
}

func (p *parser) atLetter() bool { return letter(p.peek()) }
func (p *parser) atDigit() bool  { return digit(p.peek()) }
func (p *parser) atQuote() bool  { return p.at(`"`) }

// token reads one of a condition's words and returns its number in the list of
// pairs of spellings.
func (p *parser) token(what string, spellings [][2]string) int {
	alias := p.alias()
	for i, forms := range spellings {
		if strings.EqualFold(alias, forms[0]) || strings.EqualFold(alias, forms[1]) {
			p.move(len(alias))
			return i
		}
	}
	e := p.unexpected(what)
	e.Expected = nil
	for _, forms := range spellings {
		e.Expected = append(e.Expected, forms[0])
	}
	e.Message = "expected " + what + " (" + list(e.Expected) + "), found " + describe(p.text, e.Span)
	if alias != "" {
		e.Reason = ReasonFilterValueInvalid
	}
	throw(e)
	return 0
}

// history reads what follows {{ + and the braces.
func (p *parser) history(opened Span) *History {
	p.node()
	p.move(1)
	p.skip()
	if !p.atWord("HISTORY") {
		throw(p.unexpected("HISTORY"))
	}
	h := &History{Profile: HistoryMax}
	p.move(len("HISTORY"))
	switch c := p.peek(); {
	case c == '-' || c == '_':
		n := p.run(p.pos+1, aliasByte)
		suffix := p.text[p.pos+1 : p.pos+1+n]
		switch strings.ToUpper(suffix) {
		case "MIN":
			h.Profile = HistoryMin
		case "MOD":
			h.Profile = HistoryMod
		case "MAX":
		default:
			p.badHistory(Span{p.pos, p.pos + 1 + n}, "there is no history profile "+ellipsis(suffix, 40))
		}
		p.move(1 + n)
		p.skip()
	default:
		p.skip()
		if p.at("(") {
			inner := p.nested()
			h.Profile, h.Refsets = HistorySubset, inner.Constraint
			p.skip()
		}
	}
	switch {
	case p.at("-") || p.at("_"):
		p.badHistory(p.found(), "the profile follows HISTORY at once, without a blank")
	case p.at("("):
		p.badHistory(p.found(), "a history supplement has a profile or reference sets, not both")
	}
	p.close(opened, "}}")
	h.Span = p.span(opened.Start)
	return h
}

func (p *parser) badHistory(span Span, message string) {
	e := p.fail(ReasonHistoryInvalid, span, message)
	e.Expected = []string{"HISTORY", "HISTORY-MIN", "HISTORY-MOD", "HISTORY-MAX", "HISTORY (…)"}
	e.Hint = "write " + list(e.Expected)
	throw(e)
}
