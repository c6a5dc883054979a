package naiveecl

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/firn-sct/firn/terminology/ecl"
)

// letter is what a search compares: a base and the marks on it. Capitals and
// compatibility forms don't differ from the plain ones.
type letter struct {
	base  string
	marks string
}

// letters takes a text apart by the collation of a language: the Unicode
// Collation Algorithm at secondary strength, with CLDR's tailorings for the
// languages in which some marked letters are letters of their own.
func letters(text, language string) []letter {
	text = strings.ToLower(norm.NFKC.String(text))
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	own := ""
	switch language {
	case "da", "nb", "nn", "no":
		text = strings.ReplaceAll(text, "aa", "å")
		own = "åäöæø"
	case "sv", "fi":
		own = "åäöæø"
	}
	var found []letter
	for _, r := range norm.NFD.String(text) {
		last := len(found) - 1
		switch {
		case unicode.Is(unicode.Mn, r) && last >= 0:
			whole := norm.NFC.String(found[last].base + string(r))
			if found[last].marks == "" && strings.Contains(own, whole) {
				found[last].base = whole
			} else {
				found[last].marks += string(r)
			}
		case expansions[r] != nil && !strings.ContainsRune(own, r):
			found = append(found, expansions[r]...)
		default:
			found = append(found, letter{base: string(r)})
		}
	}
	return found
}

// expansions are the letters that Unicode doesn't decompose and its collation
// sorts as others with a secondary difference.
var expansions = map[rune][]letter{
	'ø': {{"o", "\u0338"}}, 'ł': {{"l", "\u0335"}}, 'đ': {{"d", "\u0335"}},
	'æ': {{"a", "æ"}, {"e", "æ"}}, 'œ': {{"o", "œ"}, {"e", "œ"}},
	'ß': {{"s", ""}, {"s", ""}}, 'ς': {{"σ", ""}},
}

// accepts reports whether a letter of a query stands for one of a text: without
// marks for any marks, with marks only for the same.
func (l letter) accepts(of letter) bool {
	return l.base == of.base && (l.marks == "" || l.marks == of.marks)
}

func begins(query, text []letter) bool {
	return len(query) <= len(text) && slices.EqualFunc(query, text[:len(query)], letter.accepts)
}

// words are the runs of letters and digits.
func words(text []letter) [][]letter {
	var found [][]letter
	inside := false
	for _, l := range text {
		isWord := strings.ContainsFunc(l.base, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
		switch {
		case !isWord:
		case inside:
			found[len(found)-1] = append(found[len(found)-1], l)
		default:
			found = append(found, []letter{l})
		}
		inside = isWord
	}
	return found
}

// anyTerm reports whether any of the search terms matches a text.
func anyTerm(terms *ecl.SearchTerms, text, language string) bool {
	return slices.ContainsFunc(terms.Terms, func(t *ecl.SearchTerm) bool {
		if t.Type == ecl.SearchWild {
			return wild(t.Pattern(), text, language)
		}
		return match(t.Text, text, language)
	})
}

// match: every word of the query begins a word of the text, in any order. A query
// of signs alone has no word and matches nothing.
func match(query, text, language string) bool {
	of := words(letters(text, language))
	if len(words(letters(query, language))) == 0 {
		return false
	}
	for _, word := range words(letters(query, language)) {
		if !slices.ContainsFunc(of, func(w []letter) bool { return begins(word, w) }) {
			return false
		}
	}
	return true
}

// wild: the whole text is the pieces, in their order, with anything between.
func wild(pieces []string, text, language string) bool {
	var fits func(pieces [][]letter, text []letter) bool
	fits = func(pieces [][]letter, text []letter) bool {
		// The first piece stands here; what comes before the next is anything.
		if !begins(pieces[0], text) {
			return false
		}
		text = text[len(pieces[0]):]
		if len(pieces) == 1 {
			return len(text) == 0
		}
		for skip := range len(text) + 1 {
			if fits(pieces[1:], text[skip:]) {
				return true
			}
		}
		return false
	}
	var split [][]letter
	for _, piece := range pieces {
		split = append(split, letters(piece, language))
	}
	return fits(split, letters(text, language))
}
