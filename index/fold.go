package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// alphabet is what the languages of SNOMED CT descriptions disagree about when
// letters are folded: which marked letters are letters of their own. Each
// description belongs to one alphabet, by its language code, and is looked for
// with the query folded for that alphabet.
type alphabet uint8

const (
	latinAlphabet   alphabet = iota // every mark is folded away
	swedishAlphabet                 // å, ä and ö are letters: Swedish, Finnish
	danishAlphabet                  // æ, ø and å are letters: Danish, Norwegian
	alphabetCount
)

// language is how the terms of one language code are folded.
type language struct {
	alphabet alphabet
	// spelled maps marked letters to what people type who lack the key: a
	// third form of a word, beside its own one and the one without any marks.
	spelled map[rune]string
}

var (
	swedishSpelling = map[rune]string{'å': "aa", 'ä': "ae", 'ö': "oe"}
	danishSpelling  = map[rune]string{'å': "aa", 'ø': "oe"}
	germanSpelling  = map[rune]string{'ä': "ae", 'ö': "oe", 'ü': "ue"}
)

// languageOf returns the folding of a language code, of which the primary
// subtag counts: "sv" and "sv-FI" are the same.
func languageOf(code string) language {
	primary, _, _ := strings.Cut(strings.ToLower(code), "-")
	switch primary {
	case "sv", "fi":
		return language{swedishAlphabet, swedishSpelling}
	case "da", "no", "nb", "nn":
		return language{danishAlphabet, danishSpelling}
	case "de":
		return language{latinAlphabet, germanSpelling}
	default:
		return language{latinAlphabet, nil}
	}
}

// form is one of the ways in which a word is folded.
type form uint8

const (
	ownForm     form = iota // keeps the letters of the alphabet
	plainForm               // no marks at all: how people type without the keys
	spelledForm             // marked letters spelled out, where the language has the habit
	formCount
)

// kind classes a folded character.
type kind uint8

const (
	letter      kind = iota // a letter, a digit or a mark that belongs to one
	blank                   // white space, control characters
	punctuation             // everything else that parts words
	apostrophe              // any of its look-alikes
	plus                    // counts behind a digit, see words.go
)

// character is a folded character with the bytes of the source that it stands
// for. One source character may give several of them.
type character struct {
	r          rune
	kind       kind
	start, end int32
}

// fold appends the folded characters of s to dst. Folding means compatibility
// decomposition (NFKD), lower case, marks removed, and the table of the
// alphabet and form; characters without width are dropped. The sequence of
// kinds, with runs of letters taken as one, is the same for every alphabet and
// form, so that the forms of a term have the same words.
func fold(dst []character, s string, lang language, f form) []character {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			// A mark behind an ASCII letter belongs to it: leave those to the slow way.
			if i+1 == len(s) || s[i+1] < utf8.RuneSelf {
				dst = append(dst, foldASCII(c, i))
				i++
				continue
			}
		}
		n := max(1, norm.NFKD.NextBoundaryInString(s[i:], true))
		dst = foldSegment(dst, s[i:i+n], i, lang, f)
		i += n
	}
	return dst
}

func foldASCII(c byte, at int) character {
	out := character{r: rune(c), start: int32(at), end: int32(at) + 1}
	switch {
	case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
	case 'A' <= c && c <= 'Z':
		out.r += 'a' - 'A'
	case c <= ' ' || c == 0x7f:
		out.kind = blank
	case c == '\'' || c == '`':
		out.kind = apostrophe
	case c == '+':
		out.kind = plus
	default:
		out.kind = punctuation
	}
	return out
}

// foldSegment folds a base character with its marks, or whatever else can't be
// parted without changing its decomposition.
func foldSegment(dst []character, segment string, at int, lang language, f form) []character {
	start, end := int32(at), int32(at+len(segment))
	add := func(s string) {
		for _, r := range s {
			dst = append(dst, character{r: r, start: start, end: end})
		}
	}
	first, size := utf8.DecodeRuneInString(segment)
	switch {
	case isApostrophe(first): // some of them decompose to a blank and a mark, or count as letters
		return append(dst, character{r: '\'', kind: apostrophe, start: start, end: end})
	case first == '™' || first == '℠': // they would decompose to letters and stick to the name
		return append(dst, character{r: first, kind: punctuation, start: start, end: end})
	case first == 'µ' || first == 'μ': // the micro sign, and mu, which often stands for it
		add(muForms[f][first])
		segment = segment[size:]
	}
	runes := []rune(norm.NFKD.String(segment))
	for i := 0; i < len(runes); i++ {
		r := unicode.ToLower(unicode.ToUpper(runes[i])) // both ways: ς and σ are one letter
		if i+1 < len(runes) {
			if marked, ok := markedLetter(r, runes[i+1]); ok {
				if text, ok := fromTable(marked, lang, f); ok {
					add(text)
					i++
					continue
				}
			}
		}
		if text, ok := fromTable(r, lang, f); ok {
			add(text)
			continue
		}
		if dropped(r) {
			continue
		}
		k := kindOf(r)
		dst = append(dst, character{r: r, kind: k, start: start, end: end})
	}
	return dst
}

// muForms makes "ug", "mug" and "mcg" of µg: the two code points are mixed up
// so often that each has the same forms.
var muForms = [formCount]map[rune]string{
	ownForm:     {'µ': "u", 'μ': "mu"},
	plainForm:   {'µ': "mu", 'μ': "u"},
	spelledForm: {'µ': "mc", 'μ': "mc"},
}

// markedLetter composes the letters that some alphabet keeps or spells out.
func markedLetter(base, mark rune) (rune, bool) {
	switch {
	case base == 'a' && mark == '\u030a':
		return 'å', true
	case base == 'a' && mark == '\u0308':
		return 'ä', true
	case base == 'o' && mark == '\u0308':
		return 'ö', true
	case base == 'u' && mark == '\u0308':
		return 'ü', true
	default:
		return 0, false
	}
}

// fromTable folds the letters whose folding isn't the removal of marks.
func fromTable(r rune, lang language, f form) (string, bool) {
	switch r {
	case 'å', 'ä', 'ö', 'æ', 'ø':
		if f == ownForm && lang.alphabet.keeps(r) {
			return string(r), true
		}
	}
	if f == spelledForm {
		if text, ok := lang.spelled[r]; ok {
			return text, true
		}
	}
	text, ok := letters[r]
	return text, ok
}

func (a alphabet) keeps(r rune) bool {
	switch a {
	case swedishAlphabet:
		return r == 'å' || r == 'ä' || r == 'ö'
	case danishAlphabet:
		return r == 'å' || r == 'æ' || r == 'ø'
	default:
		return false
	}
}

// letters folds ligatures, letters with a stroke and the Greek alphabet, which
// clinicians write by name: β-blocker is typed "beta blocker".
var letters = map[rune]string{
	'æ': "ae", 'œ': "oe", 'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d",
	'þ': "th", 'ħ': "h", 'ŧ': "t", 'ŋ': "n", 'ı': "i", 'ĸ': "k",

	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon",
	'ζ': "zeta", 'η': "eta", 'θ': "theta", 'ι': "iota", 'κ': "kappa",
	'λ': "lambda", 'μ': "mu", 'ν': "nu", 'ξ': "xi", 'ο': "omicron",
	'π': "pi", 'ρ': "rho", 'σ': "sigma", 'τ': "tau", 'υ': "upsilon",
	'φ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega",
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', '‘', '’', '‛', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ˈ', '′', '‵', '＇':
		return true
	default:
		return false
	}
}

// dropped reports whether a decomposed character leaves no trace: a diacritic,
// a vowel point, a variation selector, or a format character such as the soft
// hyphen, the joiners and the marks of writing direction. Marks of scripts
// that write vowels with them stay: they are letters.
func dropped(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xad
	case r <= 0x36f:
		return true
	case r >= 0x483 && r <= 0x489: // Cyrillic
		return true
	case r >= 0x591 && r <= 0x5c7: // Hebrew points
		return unicode.Is(unicode.Mn, r)
	case r >= 0x610 && r <= 0x61a, r >= 0x64b && r <= 0x65f, r == 0x670, r >= 0x6d6 && r <= 0x6ed: // Arabic
		return unicode.Is(unicode.Mn, r)
	case r >= 0x1ab0 && r <= 0x1aff, r >= 0x1dc0 && r <= 0x1dff, r >= 0x20d0 && r <= 0x20ff,
		r >= 0xfe00 && r <= 0xfe0f, r >= 0xfe20 && r <= 0xfe2f, r >= 0xe0100 && r <= 0xe01ef:
		return true
	default:
		return unicode.Is(unicode.Cf, r)
	}
}

func kindOf(r rune) kind {
	switch {
	case isApostrophe(r): // before letters: Unicode takes some for letters
		return apostrophe
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return letter
	case unicode.IsSpace(r), unicode.IsControl(r):
		return blank
	case r == '+':
		return plus
	default:
		return punctuation
	}
}
