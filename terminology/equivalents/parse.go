package equivalents

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a table, so that no file can make the server slow or large.
const (
	MaxPhraseWords  = 12      // words of an entry
	MaxGroupEntries = 40      // entries of a group
	MaxGroups       = 100_000 // groups of a table
	MaxTableBytes   = 16 << 20
)

// Parse reads a table in the format that the package comment describes. name is
// what its errors call the text. The first fault ends it, as an [*Error]; other
// errors are those of the reader.
func Parse(name string, r io.Reader) (*Table, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxTableBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading equivalents from %q: %w", name, err)
	}
	p := parser{name: name}
	if len(text) > MaxTableBytes {
		return nil, p.fault(0, "the file is longer than 16 MiB", "")
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var groups []group
	for line := range bytes.Lines(text) {
		p.number++
		p.line = strings.TrimRight(string(line), "\r\n")
		g, err := p.group()
		if err != nil {
			return nil, err
		}
		if g == nil {
			continue
		}
		if len(groups) == MaxGroups {
			return nil, p.fault(0, fmt.Sprintf("more than %d groups", MaxGroups), "")
		}
		groups = append(groups, *g)
	}
	return newTable(groups), nil
}

// parser is the state of [Parse].
type parser struct {
	name   string
	number int // of the line, from 1
	line   string
}

// fault makes an error at a byte of the line.
func (p *parser) fault(at int, message, hint string) *Error {
	return &Error{Name: p.name, Line: max(p.number, 1), Column: utf8.RuneCountInString(p.line[:at]) + 1, Message: message, Hint: hint}
}

// group reads the line; nil for a comment or an empty line.
func (p *parser) group() (*group, error) {
	for i, r := range p.line {
		if r == utf8.RuneError && !strings.HasPrefix(p.line[i:], "\ufffd") {
			return nil, p.fault(i, "this isn't UTF-8", "save the file in UTF-8")
		}
		if unicode.IsControl(r) && r != '\t' {
			return nil, p.fault(i, fmt.Sprintf("the control character %U", r), "")
		}
	}
	trimmed := strings.TrimSpace(p.line)
	if trimmed == "" || strings.HasPrefix(trimmed, "//") {
		return nil, nil
	}
	g := &group{}
	at, stands, parted := 0, -1, -1
	for {
		end := strings.IndexAny(p.line[at:], "|=")
		last := end < 0
		if last {
			end = len(p.line)
		} else {
			end += at
		}
		if err := p.add(g, at, end); err != nil {
			return nil, err
		}
		if last {
			break
		}
		at = end + 1
		switch {
		case strings.HasPrefix(p.line[end:], "=="):
			at++
			g.names = true
		case p.line[end] == '=' && stands >= 0:
			return nil, p.fault(end, "a second equals sign", "what stands left of it stands for what is right of it")
		case p.line[end] == '=':
			stands, g.short = end, len(g.entries)
		default:
			parted = end
		}
		if g.names && (stands >= 0 || parted >= 0) {
			return nil, p.fault(end, "== beside another sign", "names of the same thing are parted by == alone")
		}
	}
	switch {
	case len(g.entries) < 2:
		return nil, p.fault(0, "a group of one", "part equivalents by | or ==, or write short form = long form")
	case len(g.entries) > MaxGroupEntries:
		return nil, p.fault(0, fmt.Sprintf("%d entries in a group: expected %d at most", len(g.entries), MaxGroupEntries), "")
	}
	return g, nil
}

// add reads the entry between two bytes of the line.
func (p *parser) add(g *group, start, end int) error {
	text := p.line[start:end]
	start += len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	text = strings.TrimSpace(text)
	if text == "" {
		return p.fault(min(start, len(p.line)), "an entry is missing here", "")
	}
	e, message := parseEntry(text)
	if message != "" {
		return p.fault(start, message, "")
	}
	if slices.ContainsFunc(g.entries, func(other entry) bool { return other.form == e.form && slices.Equal(other.words, e.words) }) {
		return p.fault(start, fmt.Sprintf("%q stands twice in its group", text), "case, accents and punctuation don't count")
	}
	g.entries = append(g.entries, e)
	return nil
}

// parseEntry reads an entry without blanks around it; message is the fault.
func parseEntry(text string) (e entry, message string) {
	before, after := strings.HasPrefix(text, "-"), strings.HasSuffix(text, "-") && len(text) > 1
	switch {
	case before && after:
		e.form = inside
	case before:
		e.form = ending
	case after:
		e.form = beginning
	}
	part := strings.TrimSuffix(strings.TrimPrefix(text, "-"), "-")
	for _, t := range tokens(part, isSignCharacter) {
		if t.text == "" { // marks alone
			continue
		}
		e.words = append(e.words, t.text)
	}
	if len(e.words) == 0 {
		return e, fmt.Sprintf("%.40q has no letter, digit or sign", text)
	}
	_, sign := signOf(e.words[0])
	switch {
	case sign && e.form != whole:
		return e, fmt.Sprintf("%.40q is a sign, not a part of a word", text)
	case len(e.words) > MaxPhraseWords:
		return e, fmt.Sprintf("a phrase of %d words: expected %d at most", len(e.words), MaxPhraseWords)
	case e.form != whole && len(e.words) > 1:
		return e, fmt.Sprintf("%.40q is a part of a word and has a blank or punctuation in it", text)
	case e.form != whole && utf8.RuneCountInString(e.words[0]) < 2:
		return e, fmt.Sprintf("%.40q is a part of a word and has one letter: expected two at least", text)
	}
	e.text = e.words[0]
	if e.form == whole {
		e.text = strings.Join(strings.Fields(text), " ")
	}
	return e, ""
}

// isSignCharacter reports whether a character may be a sign: a symbol, or one of
// the marks that clinicians write for a word.
func isSignCharacter(r rune) bool {
	switch r {
	case '#', '@', '%', '&', '*':
		return true
	}
	return r >= utf8.RuneSelf && unicode.IsSymbol(r)
}

// signOf returns the sign that a word of an entry is.
func signOf(word string) (r rune, ok bool) {
	r, size := utf8.DecodeRuneInString(word)
	return r, size == len(word) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}
