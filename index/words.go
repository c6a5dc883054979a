package index

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A folded text is how a term is kept for matching: its words, folded, with
// one byte between two of them that tells how they were parted.
//
//	' '   a blank in the source, with or without punctuation: "heart failure"
//	'-'   only punctuation: "t-cell" for T-cell, "mg-ml" for mg/mL
//
// Two more bytes stand inside words. Neither is a letter, so neither can be
// mistaken for one.
//
//	'\''  before the s of a possessive: "crohn's"
//	'+'   a plus behind a digit that ends a word: "2+", "cd4+"
//
// Words parted by '-' are also found when written as one. For that, a query
// word may run on from the word where it begins to the next ones: "tcell"
// begins at word 0 of "t-cell" and covers words 0 and 1. The s of a possessive
// may be left out, and so may the plus.
const (
	apart      = ' '
	joined     = '-'
	possessive = '\''
	plusSign   = '+'
)

// word is a word of a term as the tokenizer finds it.
type word struct {
	text string // with possessive and plusSign where they belong
	// joined: nothing but punctuation parts the word from the next one.
	joined bool
	// offsets[i] is where in the source the text's byte i comes from.
	offsets []span
}

// span is a half-open range of bytes in the source of a word.
type span struct{ start, end int32 }

// tokenizer turns text into words. It holds scratch memory and is for one
// goroutine.
type tokenizer struct {
	characters []character
}

// words folds s in one form and parts it into words. The number of words and
// what joins them don't depend on the form. With offsets false, the words have
// none.
func (t *tokenizer) words(s string, lang language, f form, offsets bool) []word {
	t.characters = fold(t.characters[:0], s, lang, f)
	cs := t.characters
	var words []word
	gapHasBlank := false
	for i := 0; i < len(cs); {
		switch cs[i].kind {
		case letter:
		case blank:
			gapHasBlank = true
			i++
			continue
		default:
			i++
			continue
		}
		if n := len(words); n > 0 {
			words[n-1].joined = !gapHasBlank
		}
		gapHasBlank = false
		end := wordEnd(cs, i)
		words = append(words, makeWord(cs[i:end], offsets))
		i = end
	}
	return words
}

// wordEnd returns the end of the word that begins at i, with the possessive or
// the plus signs that belong to it.
func wordEnd(cs []character, i int) int {
	first := i
	for i < len(cs) && cs[i].kind == letter {
		i++
	}
	last := cs[i-1].r
	switch {
	case i+1 < len(cs) && cs[i].kind == apostrophe && cs[i+1].kind == letter && cs[i+1].r == 's' &&
		(i+2 == len(cs) || cs[i+2].kind != letter) && !unicode.IsNumber(last) && i > first:
		return i + 2
	case i < len(cs) && cs[i].kind == plus && unicode.IsNumber(last):
		end := i
		for end < len(cs) && cs[end].kind == plus {
			end++
		}
		if end == len(cs) || cs[end].kind != letter {
			return end
		}
	}
	return i
}

func makeWord(cs []character, offsets bool) word {
	var w word
	var b strings.Builder
	for _, c := range cs {
		before := b.Len()
		switch c.kind {
		case apostrophe:
			b.WriteByte(possessive)
		case plus:
			b.WriteByte(plusSign)
		default:
			b.WriteRune(c.r)
		}
		if offsets {
			w.offsets = append(w.offsets, slices.Repeat([]span{{c.start, c.end}}, b.Len()-before)...)
		}
	}
	w.text = b.String()
	return w
}

// foldedText returns the folded text of a term in one form.
func (t *tokenizer) foldedText(s string, lang language, f form) string {
	return joinWords(t.words(s, lang, f, false))
}

func joinWords(words []word) string {
	var b strings.Builder
	for i, w := range words {
		b.WriteString(w.text)
		if i == len(words)-1 {
			break
		}
		if w.joined {
			b.WriteByte(joined)
		} else {
			b.WriteByte(apart)
		}
	}
	return b.String()
}

// formSeparator parts the forms of one term in the rows file.
const formSeparator = '\n'

// forms returns the different folded texts of a term, the own one first, with
// formSeparator between them. Nearly all terms have one.
func (t *tokenizer) forms(s string, lang language) string {
	return string(t.appendForms(nil, s, lang))
}

// appendForms appends to dst what forms returns.
func (t *tokenizer) appendForms(dst []byte, s string, lang language) []byte {
	if isASCII(s) {
		return appendFoldedASCII(dst, s)
	}
	texts := []string{t.foldedText(s, lang, ownForm)}
	for _, f := range []form{plainForm, spelledForm} {
		if text := t.foldedText(s, lang, f); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return append(dst, strings.Join(texts, string(formSeparator))...)
}

// ownText returns the part of a folded text that is in the own form: what order
// and length are about.
func ownText(folded []byte) []byte {
	own, _, _ := bytes.Cut(folded, []byte{formSeparator})
	return own
}

func isASCII[T []byte | string](s T) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// maxIndexedBytes bounds the terms of the bleve index: a query word that is
// longer is looked up by its beginning, and the match on the folded text
// settles the rest.
const maxIndexedBytes = 24

// indexedTerms calls run for each place of a folded text where a query word may
// begin, with what a query word may be a prefix of there: the word and those
// joined to it, cut to maxIndexedBytes; first says that it is the first place of
// a form. It calls whole with whatever else counts as a whole word there, if it
// isn't longer than maxIndexedBytes: "t" beside "tcell" for T-cell, "crohn"
// beside "crohns", "2" beside "2+". The slices are only valid during the call.
func indexedTerms(forms []byte, run func(term []byte, first bool), whole func(term []byte)) {
	first := true
	for i := 0; i < len(forms); {
		// The next blank or end of a form, and whether anything lies before it that
		// parts it, or is no part of a term.
		end, plain := i, true
		for end < len(forms) && forms[end] != apart && forms[end] != formSeparator {
			if c := forms[end]; c == joined || c == possessive || c == plusSign {
				plain = false
			}
			end++
		}
		if plain {
			if i < end {
				run(cut(forms[i:end]), first)
			}
		} else {
			joinedTerms(forms[i:end], first, run, whole)
		}
		first = end < len(forms) && forms[end] == formSeparator
		i = end + 1
	}
}

// joinedTerms is indexedTerms for words that are joined, or have marks.
func joinedTerms(words []byte, first bool, run func(term []byte, first bool), whole func(term []byte)) {
	var buffer [maxIndexedBytes + utf8.UTFMax]byte
	var ends [maxIndexedBytes]int
	for i := range words {
		if i > 0 && words[i-1] != joined {
			continue
		}
		n, count := 0, 0
		for at := i; at < len(words) && n < len(buffer); at++ {
			c := words[at]
			if c == joined || c == possessive || c == plusSign {
				if n <= maxIndexedBytes && (count == 0 || ends[count-1] < n) {
					ends[count] = n
					count++
				}
			}
			if c != joined && c != possessive {
				buffer[n] = c
				n++
			}
		}
		all := cut(buffer[:n])
		run(all, first && i == 0)
		for _, end := range ends[:count] {
			if end < len(all) {
				whole(buffer[:end])
			}
		}
	}
}

// eachBeginning calls yield for the beginnings of a term, of one character, of
// two, and so on up to that many.
func eachBeginning(term []byte, most int, yield func(characters int, beginning []byte)) {
	for n, at := 1, 0; n <= most && at < len(term); n++ {
		_, size := utf8.DecodeRune(term[at:])
		at += size
		yield(n, term[:at])
	}
}

// cut shortens folded letters to maxIndexedBytes, at a character's boundary.
func cut[T []byte | string](s T) T {
	if len(s) <= maxIndexedBytes {
		return s
	}
	end := maxIndexedBytes
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
