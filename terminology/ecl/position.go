package ecl

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Locate returns the line and column, both from 1, of a byte offset in a text.
// A column is a character; a line ends with \n, \r\n or \r. An offset beyond
// the text is taken for its end.
func Locate(text string, offset int) (line, column int) {
	m := meter{text: text, line: 1, column: 1}
	m.advance(offset)
	return m.line, m.column
}

// meter counts lines and columns from the beginning of a text.
type meter struct {
	text                 string
	offset, line, column int
}

// advance moves on to an offset, which mustn't lie before the last one.
func (m *meter) advance(offset int) {
	for m.offset < min(offset, len(m.text)) {
		r, size := utf8.DecodeRuneInString(m.text[m.offset:])
		m.offset += size
		if r == '\n' || r == '\r' && !strings.HasPrefix(m.text[m.offset:], "\n") {
			m.line++
			m.column = 1
		} else {
			m.column++
		}
	}
}

// locateWarnings fills in lines and columns, in one pass over the text, and
// leaves the warnings in the order of their places.
func locateWarnings(text string, warnings []Warning) {
	slices.SortStableFunc(warnings, func(a, b Warning) int { return cmp.Compare(a.Start, b.Start) })
	m := meter{text: text, line: 1, column: 1}
	for i := range warnings {
		m.advance(warnings[i].Start)
		warnings[i].Line, warnings[i].Column = m.line, m.column
	}
}

// locate fills in what follows from the error's span.
func (e *Error) locate() {
	e.Start, e.End = min(e.Start, len(e.Text)), min(e.End, len(e.Text))
	e.Line, e.Column = Locate(e.Text, e.Start)
	e.Found = strings.Trim(describe(e.Text, e.Span), `"`)
}

// snippetWidth is the width of a snippet in columns of a terminal.
const snippetWidth = 76

// Snippet returns the line at fault, cut to what fits a terminal, and below it
// a caret under the first character at fault, with a tail as long as the rest:
//
//	< 404684003 : [5..2] 363698007 = *
//	              ^~~~~~
//
// Neither line ends with a line end. Tabs and control characters are shown as
// blanks.
func (e *Error) Snippet() string { return snippet(e.Text, e.Span) }

func snippet(text string, span Span) string {
	start := min(span.Start, len(text))
	begin := strings.LastIndexAny(text[:start], "\r\n") + 1
	end := len(text)
	if i := strings.IndexAny(text[start:], "\r\n"); i >= 0 {
		end = start + i
	}
	stop := max(start, min(span.End, end))

	// What stands before the fault gets half the room, and what the rest leaves.
	_, restWidth := fit(text[start:end], snippetWidth/2, false)
	before, beforeWidth := fit(text[begin:start], snippetWidth-restWidth, true)
	at, atWidth := fit(text[start:stop], snippetWidth-beforeWidth, false)
	after, _ := fit(text[stop:end], snippetWidth-beforeWidth-atWidth, false)
	return strings.TrimRight(before+at+after, " ") + "\n" +
		strings.Repeat(" ", beforeWidth) + "^" + strings.Repeat("~", max(0, atWidth-1))
}

// fit cuts a text to a number of columns, from its end or its beginning, with
// an ellipsis where it was cut, and makes it printable.
func fit(text string, columns int, fromEnd bool) (shown string, shownWidth int) {
	// Each character is a byte at least and one is worth no more than 4 columns'
	// bytes here: text far outside the window need not be read.
	const most = 8 * snippetWidth
	if fromEnd && len(text) > most {
		text = strings.ToValidUTF8(text[len(text)-most:], "")
	} else if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	runes := []rune(text)
	total := 0
	for i, r := range runes {
		if unicode.IsControl(r) || r == '\uFEFF' {
			runes[i] = ' '
		}
		total += columnsOf(runes[i])
	}
	if total <= columns {
		return string(runes), total
	}
	if columns <= 0 {
		return "", 0
	}
	for total > columns-1 {
		if fromEnd {
			total -= columnsOf(runes[0])
			runes = runes[1:]
		} else {
			total -= columnsOf(runes[len(runes)-1])
			runes = runes[:len(runes)-1]
		}
	}
	if fromEnd {
		return "…" + string(runes), total + 1
	}
	return string(runes) + "…", total + 1
}

// columnsOf is the width of a character on a terminal.
func columnsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}
