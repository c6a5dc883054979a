package ecl

import (
	"strings"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology"
)

// scanner is the lexer. What a character means depends on where it stands (in
// "a <> < b" the first < compares, the second doesn't; R is a flag, a word's
// beginning or a scheme), so the parser asks for the token that can stand at
// its place rather than be handed one.
//
// steps counts the bytes looked at, and is what a test holds to a multiple of
// the length: each method moves on, or looks at a run that is looked at a fixed
// number of times.
type scanner struct {
	text  string
	pos   int
	end   int // behind the last token; white space skipped since then is beyond it
	steps int

	options  Options
	warnings []Warning
	// blanks is set once a warning of unusual blanks is given; one is enough.
	blanks bool
}

// failure carries an *Error up from where it was found to [Parse], which
// recovers it. Nothing else is ever thrown.
type failure struct{ err *Error }

const byteOrderMark = "\uFEFF"

// skip passes over white space and comments, and reports whether there was any.
func (s *scanner) skip() bool {
	start := s.pos
	for s.pos < len(s.text) {
		s.steps++
		switch c := s.text[s.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			s.pos++
		case c == '/' && strings.HasPrefix(s.text[s.pos:], "/*"):
			s.comment()
		case c >= utf8.RuneSelf && s.unusualBlank():
		default:
			return s.pos > start
		}
	}
	return s.pos > start
}

// unusualBlank passes over a non-breaking space, as word processors leave them.
func (s *scanner) unusualBlank() bool {
	r, size := utf8.DecodeRuneInString(s.text[s.pos:])
	if r != '\u00A0' && r != '\u202F' {
		return false
	}
	if !s.blanks || s.options.Strict {
		s.lenient(Span{s.pos, s.pos + size}, "a non-breaking space stands here: ECL's white space is space, tab and line ends")
	}
	s.blanks = true
	s.pos += size
	return true
}

func (s *scanner) comment() {
	start := s.pos
	length := strings.Index(s.text[start+2:], "*/")
	if length < 0 {
		e := s.fail(ReasonCommentOpen, Span{start, start + 2}, "a comment begins here and doesn't end")
		e.Expected = []string{`"*/"`}
		throw(e)
	}
	s.steps += length
	s.pos = start + 2 + length + 2
	body := s.text[start+2 : start+2+length]
	// The grammar pairs stars from the left, so that an odd one at the end takes
	// the star of "*/" with it.
	if stars := len(body) - len(strings.TrimRight(body, "*")); stars%2 == 1 {
		s.lenient(Span{start, s.pos}, "the specification's grammar has no comment that ends in an even number of stars")
	}
}

// take passes over a symbol if it stands here.
func (s *scanner) take(symbol string) bool {
	s.steps++
	if !strings.HasPrefix(s.text[s.pos:], symbol) {
		return false
	}
	s.pos += len(symbol)
	s.end = s.pos
	return true
}

// at reports whether a symbol stands here.
func (s *scanner) at(symbol string) bool {
	s.steps++
	return strings.HasPrefix(s.text[s.pos:], symbol)
}

// peek returns the byte here, or 0 at the end (a control character can't stand
// in a text that gets this far).
func (s *scanner) peek() byte { return s.byteAt(s.pos) }

func (s *scanner) byteAt(i int) byte {
	if i < len(s.text) {
		return s.text[i]
	}
	return 0
}

// atLiteral reports whether a keyword stands here, in any case, whatever
// follows it.
func (s *scanner) atLiteral(keyword string) bool {
	s.steps++
	return len(s.text)-s.pos >= len(keyword) && strings.EqualFold(s.text[s.pos:s.pos+len(keyword)], keyword)
}

// atWord reports whether a keyword stands here, and no letter follows it.
func (s *scanner) atWord(keyword string) bool {
	return s.atLiteral(keyword) && !letter(s.byteAt(s.pos+len(keyword)))
}

// move passes over n bytes of one token.
func (s *scanner) move(n int) {
	s.pos += n
	s.end = s.pos
}

// run returns the length of the run of bytes of a class from offset i.
func (s *scanner) run(i int, class func(byte) bool) int {
	n := 0
	for i+n < len(s.text) && class(s.text[i+n]) {
		n++
	}
	s.steps += n + 1
	return n
}

// word returns the letters here, without passing over them.
func (s *scanner) word() string {
	return s.text[s.pos : s.pos+s.run(s.pos, letter)]
}

// alias returns the letters, digits and dashes here, if the first is a letter,
// without passing over them.
func (s *scanner) alias() string {
	if !letter(s.peek()) {
		return ""
	}
	return s.text[s.pos : s.pos+s.run(s.pos, aliasByte)]
}

// atScheme reports whether an alternate identifier without quotes before its
// scheme stands here. It comes before every other reading of letters, so that
// RXNORM#1 isn't the flag R.
func (s *scanner) atScheme() bool {
	n := len(s.alias())
	return n > 0 && s.byteAt(s.pos+n) == '#'
}

func letter(c byte) bool    { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func digit(c byte) bool     { return c >= '0' && c <= '9' }
func aliasByte(c byte) bool { return letter(c) || digit(c) || c == '-' }
func codeByte(c byte) bool  { return aliasByte(c) || c == '.' || c == '_' }
func angle(c byte) bool     { return c == '<' || c == '>' || c == '!' }

// escapes of a quoted text.
const (
	escapesPlain = `"\`
	escapesWild  = `"\*`
)

// quoted reads a text in quotes from here. It resolves the escapes, or those in
// resolve only.
func (s *scanner) quoted(escapes, resolve string) (text string, span Span) {
	start := s.pos
	var b strings.Builder
	i := start + 1
	from := i
	for ; i < len(s.text) && s.text[i] != '"'; i++ {
		if s.text[i] != '\\' {
			continue
		}
		c := s.byteAt(i + 1)
		if c == 0 || strings.IndexByte(escapes, c) < 0 {
			_, size := utf8.DecodeRuneInString(s.text[min(i+1, len(s.text)):])
			e := s.fail(ReasonStringInvalid, Span{i, i + 1 + size}, "a backslash stands before "+`" or \ only`)
			if escapes == escapesWild {
				e.Message = `a backslash stands before ", \ or * only`
			}
			e.Hint = `for a backslash write \\`
			throw(e)
		}
		if strings.IndexByte(resolve, c) >= 0 {
			b.WriteString(s.text[from:i])
			from = i + 1
		}
		i++
	}
	s.steps += i - start
	if i >= len(s.text) {
		e := s.fail(ReasonStringInvalid, Span{start, start + 1}, "a quoted text begins here and doesn't end")
		e.Expected = []string{`"\""`}
		throw(e)
	}
	b.WriteString(s.text[from:i])
	s.pos = i + 1
	s.end = s.pos
	return b.String(), Span{start, s.pos}
}

// lenient warns of a form that isn't the specification's, or refuses it.
func (s *scanner) lenient(span Span, message string) {
	if s.options.Strict {
		throw(s.fail(ReasonNotStrict, span, message))
	}
	s.warn(ReasonLenient, span, message)
}

func (s *scanner) warn(reason terminology.Reason, span Span, message string) {
	s.warnings = append(s.warnings, Warning{Reason: reason, Span: span, Message: message})
}

// fail makes an error; throw ends the parse with it. Position and what was
// found are filled in once, at the end.
func (s *scanner) fail(reason terminology.Reason, span Span, message string) *Error {
	return &Error{Reason: reason, Span: span, Message: message, Text: s.text}
}

func throw(e *Error) { panic(failure{e}) }

// unexpected makes the error that none of some things stands here.
func (s *scanner) unexpected(expected ...string) *Error {
	span := s.found()
	e := s.fail(ReasonSyntax, span, "expected "+list(expected)+", found "+describe(s.text, span))
	e.Expected = expected
	return e
}

// found returns the span of the token here, whatever it is.
func (s *scanner) found() Span {
	n := 0
	switch c := s.peek(); {
	case s.pos >= len(s.text):
	case letter(c):
		n = s.run(s.pos, aliasByte)
	case digit(c):
		n = s.run(s.pos, digit)
	case angle(c) || c == '=':
		n = s.run(s.pos, func(c byte) bool { return angle(c) || c == '=' })
	case c == '{' || c == '}':
		n = min(s.run(s.pos, func(d byte) bool { return d == c }), 2)
	case c == '"':
		if length := strings.IndexByte(s.text[s.pos+1:], '"'); length >= 0 {
			n = length + 2
		} else {
			n = 1
		}
	default:
		_, n = utf8.DecodeRuneInString(s.text[s.pos:])
	}
	return Span{s.pos, s.pos + n}
}

// list joins alternatives for people.
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " or " + items[len(items)-1]
}

const endOfQuery = "the end of the query"

// describe names what stands at a span.
func describe(text string, span Span) string {
	if span.Start >= len(text) {
		return endOfQuery
	}
	found := ellipsis(text[span.Start:span.End], 40)
	if strings.HasPrefix(found, `"`) {
		return "the text " + found
	}
	return `"` + found + `"`
}

// ellipsis cuts a text to a number of characters, with an ellipsis.
func ellipsis(text string, most int) string {
	if len(text) <= most {
		return text
	}
	count := 0
	for i := range text {
		if count == most {
			return text[:i] + "…"
		}
		count++
	}
	return text
}
