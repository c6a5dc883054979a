package equivalents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a text, folded, or a sign that the table knows.
type token struct {
	text       string
	start, end int  // in bytes of the text
	sign       bool // no letter or digit in it
	possessive bool // an apostrophe in it
}

// tokens parts a text into words: runs of letters and digits, with apostrophes
// inside them left out, in lower case without marks. isSign tells which other
// characters are tokens of their own. This is coarser than the folding of the
// index, and needs to be no finer: a word that isn't exchanged is handed on as it
// was typed.
func tokens(text string, isSign func(r rune) bool) []token {
	var list []token
	open := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || open && unicode.IsMark(r):
			if !open {
				list = append(list, token{start: i})
				open = true
			}
			list[len(list)-1].end = i + size
		case open && (r == '\'' || r == '’') && letterFollows(text[i+size:]):
			list[len(list)-1].possessive = true // Crohn's is one word
		default:
			open = false
			if isSign(r) {
				list = append(list, token{text: string(r), start: i, end: i + size, sign: true})
			}
		}
		i += size
	}
	for i := range list {
		if t := &list[i]; !t.sign {
			t.text = fold(text[t.start:t.end])
		}
	}
	return list
}

func letterFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// ligatures are letters that no mark makes.
var ligatures = strings.NewReplacer("æ", "ae", "œ", "oe", "ß", "ss", "ø", "o", "ł", "l", "ı", "i")

// fold returns a word in lower case, without marks and apostrophes.
func fold(word string) string {
	plain := true
	for i := range len(word) {
		if c := word[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == '\'' {
			plain = false
			break
		}
	}
	if plain {
		return word
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(word) {
		if r = unicode.ToLower(r); unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return ligatures.Replace(b.String())
}
