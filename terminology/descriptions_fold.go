package terminology

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Terms are compared as the Expression Constraint Language says: by the Unicode
// Collation Algorithm at secondary strength, asymmetrically, with the tailoring
// of the description's language. That is: case and width don't count; a letter
// of the query without marks matches that letter with any marks; one with marks
// matches only the same letter with the same marks.
//
// A text becomes a sequence of units: a base letter and the marks on it. The
// search of the package index folds in another way, made for finding much; this
// one is made for stored queries, and finds what the specification says.

// unit is a base character, in lower case, and its marks.
type unit struct {
	base  rune
	marks uint64 // up to three combining characters; 0 is none
	word  bool   // a letter or a digit
}

// collation is what languages disagree about.
type collation uint8

const (
	rootCollation   collation = iota
	nordicCollation           // å ä ö æ ø are letters of their own: Swedish, Finnish
	danishCollation           // and aa is å: Danish, Norwegian
	collationCount
)

func collationOf(languageCode string) collation {
	if len(languageCode) < 2 || languageCode == "en" {
		return rootCollation
	}
	primary, _, _ := strings.Cut(strings.ToLower(languageCode), "-")
	switch primary {
	case "sv", "fi":
		return nordicCollation
	case "da", "no", "nb", "nn":
		return danishCollation
	default:
		return rootCollation
	}
}

// strokes are letters that have no decomposition, and that collation takes for
// other letters with a mark.
var strokes = map[rune]string{
	'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'ħ': "h",
}

// appendUnits appends the units of a text.
func appendUnits(dst []unit, s string, c collation) []unit {
	begin := len(dst)
	for i := 0; i < len(s); {
		b := s[i]
		if b < utf8.RuneSelf {
			if i+1 < len(s) && s[i+1] >= utf8.RuneSelf {
				return appendSlowly(dst, begin, s[i:], c)
			}
			lower := asciiLower[b]
			u := unit{base: rune(lower), word: asciiWord[b]}
			if lower == 'a' && c == danishCollation && len(dst) > begin && dst[len(dst)-1] == u {
				dst[len(dst)-1].base = 'å'
			} else {
				dst = append(dst, u)
			}
			i++
			continue
		}
		return appendSlowly(dst, begin, s[i:], c)
	}
	return dst
}

var asciiLower, asciiWord = func() (lower [utf8.RuneSelf]byte, word [utf8.RuneSelf]bool) {
	for i := range lower {
		c := byte(i)
		lower[i] = c
		switch {
		case c >= 'A' && c <= 'Z':
			lower[i], word[i] = c+'a'-'A', true
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			word[i] = true
		}
	}
	return lower, word
}()

// appendSlowly is appendUnits for any text.
func appendSlowly(dst []unit, begin int, s string, c collation) []unit {
	var it norm.Iter
	it.InitString(norm.NFKD, s)
	for !it.Done() {
		for part := it.Next(); len(part) > 0; {
			r, size := utf8.DecodeRune(part)
			if ccc := norm.NFKD.Properties(part).CCC(); ccc != 0 && len(dst) > begin {
				dst[len(dst)-1].mark(r, c)
			} else {
				dst = appendRune(dst, begin, r, c)
			}
			part = part[size:]
		}
	}
	return dst
}

func appendRune(dst []unit, begin int, r rune, c collation) []unit {
	r = unicode.ToLower(r)
	switch {
	case r == 'ß':
		return append(dst, unit{base: 's', word: true}, unit{base: 's', word: true})
	case r == 'ς':
		r = 'σ'
	case c != rootCollation && (r == 'æ' || r == 'ø'):
		return append(dst, unit{base: r, word: true})
	case r == 'a' && c == danishCollation && len(dst) > begin && dst[len(dst)-1] == unit{base: 'a', word: true}:
		dst[len(dst)-1].base = 'å'
		return dst
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
		return dst // without width
	}
	if letters, ok := strokes[r]; ok {
		for i, letter := range letters {
			u := unit{base: letter, word: true}
			if i == 0 {
				u.marks = uint64(r)
			}
			dst = append(dst, u)
		}
		return dst
	}
	return append(dst, unit{base: r, word: unicode.IsLetter(r) || unicode.IsNumber(r)})
}

// mark puts a combining character on a letter.
func (u *unit) mark(r rune, c collation) {
	if c != rootCollation && u.marks == 0 {
		switch {
		case u.base == 'a' && r == '\u030a':
			u.base = 'å'
			return
		case u.base == 'a' && r == '\u0308':
			u.base = 'ä'
			return
		case u.base == 'o' && r == '\u0308':
			u.base = 'ö'
			return
		}
	}
	u.marks = u.marks<<21 | uint64(r)
}

// matches reports whether a unit of a query matches one of a text.
func (u unit) matches(text unit) bool {
	return u.base == text.base && (u.marks == 0 || u.marks == text.marks)
}

// TermText is a term in the form in which patterns are matched. The zero value is
// ready to be filled with [TermText.Fold], over and over, by one goroutine at a
// time.
type TermText struct {
	units     []unit
	starts    []int // of words
	collation collation
}

// Fold fills the text with a term in a language, by its ISO 639-1 code.
func (t *TermText) Fold(languageCode, term string) {
	t.collation = collationOf(languageCode)
	t.units = appendUnits(t.units[:0], term, t.collation)
	t.starts = t.starts[:0]
	inWord := false
	for i := range t.units {
		if t.units[i].word && !inWord {
			t.starts = append(t.starts, i)
		}
		inWord = t.units[i].word
	}
}

// wordRune reports whether a character, as it stands in a text, belongs to a
// word: a letter, a digit, or a mark.
func wordRune(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.M) || unicode.Is(unicode.Cf, r)
}
