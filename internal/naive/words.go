package naive

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// word is a word of a text, folded: lower case, no accents.
type word struct {
	text string // letters and digits; may end with + signs behind a digit
	// possessive: the word is followed by 's, which may be left out.
	possessive bool
	// joined: nothing but punctuation parts the word from the next one.
	joined bool
}

// whole returns the word as it is written as one: "crohns" for Crohn's.
func (w word) whole() string {
	if w.possessive {
		return w.text + "s"
	}
	return w.text
}

// folded returns the word with its signs: "crohn's".
func (w word) folded() string {
	if w.possessive {
		return w.text + "'s"
	}
	return w.text
}

// ligatures are folded letters that have no decomposition, and the Greek ones
// that English terms write by name.
var ligatures = map[rune]string{
	'æ': "ae", 'œ': "oe", 'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th",
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon", 'κ': "kappa", 'λ': "lambda", 'ω': "omega",
}

// micro are the ways to read the micro sign: as typed "u", by its name, and as
// clinicians write it.
var micro = []string{"u", "mu", "mc"}

// fold is folding for English. Of a text with a micro sign, form says how it is
// read.
func fold(text string, form int) []rune {
	var out []rune
	for _, r := range norm.NFKC.String(strings.NewReplacer("µ", micro[form], "μ", micro[form], "™", " ", "©", " ", "®", " ").Replace(text)) {
		for _, r := range norm.NFKD.String(string(unicode.ToLower(r))) {
			if letters, ok := ligatures[r]; ok {
				out = append(out, []rune(letters)...)
			} else if !unicode.Is(unicode.Mn, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// words parts a text into words: runs of letters and digits.
func words(text string, form int) []word {
	var found []word
	rs := append(fold(text, form), ' ', ' ', ' ') // so that looking ahead is safe
	blank := false
	for i := 0; i < len(rs)-3; i++ {
		if !isWordRune(rs[i]) {
			blank = blank || unicode.IsSpace(rs[i])
			continue
		}
		if len(found) > 0 {
			found[len(found)-1].joined = !blank
		}
		blank = false
		var w word
		start := i
		for isWordRune(rs[i]) {
			i++
		}
		w.text = string(rs[start:i])
		last := rs[i-1]
		switch {
		case isApostrophe(rs[i]) && rs[i+1] == 's' && !isWordRune(rs[i+2]) && !unicode.IsNumber(last):
			w.possessive = true
			i += 2
		case rs[i] == '+' && unicode.IsNumber(last):
			end := i
			for rs[end] == '+' {
				end++
			}
			if !isWordRune(rs[end]) {
				w.text += string(rs[i:end])
				i = end
			}
		}
		i-- // the loop steps over what ended the word
		found = append(found, w)
	}
	return found
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '`' || r == '‘' }
