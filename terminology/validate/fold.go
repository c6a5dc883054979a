package validate

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// appendFolded appends the form in which displays are compared when nothing exact was
// found: small letters without marks, in their plain width, white space as single
// blanks and none at the ends, and all dashes and quotes in their ASCII form. Signs
// stay as they are: "+" and "-" make a difference in what was recorded.
func appendFolded(dst []byte, text []byte) []byte {
	begin := len(dst)
	for i, c := range text {
		switch {
		case c >= utf8.RuneSelf:
			return appendFoldedRunes(dst, begin, text[i:])
		case c >= 'A' && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		case c == ' ' || c >= '\t' && c <= '\r':
			dst = appendBlank(dst, begin)
		default:
			dst = append(dst, c)
		}
	}
	return trimmed(dst, begin)
}

func appendBlank(dst []byte, begin int) []byte {
	if len(dst) > begin && dst[len(dst)-1] != ' ' {
		dst = append(dst, ' ')
	}
	return dst
}

func trimmed(dst []byte, begin int) []byte {
	if len(dst) > begin && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// appendFoldedRunes is appendFolded for any text.
func appendFoldedRunes(dst []byte, begin int, text []byte) []byte {
	var it norm.Iter
	it.Init(norm.NFKD, text)
	for !it.Done() {
		for part := it.Next(); len(part) > 0; {
			r, size := utf8.DecodeRune(part)
			part = part[size:]
			switch {
			case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
			case unicode.IsSpace(r):
				dst = appendBlank(dst, begin)
			case unicode.Is(unicode.Pd, r), r == '\u2212':
				dst = append(dst, '-')
			case r == '\u2018', r == '\u2019', r == '\u201b', r == '\u02bc':
				dst = append(dst, '\'')
			case r == '\u201c', r == '\u201d', r == '\u201e', r == '\u201f':
				dst = append(dst, '"')
			default:
				dst = appendLetter(dst, unicode.ToLower(r))
			}
		}
	}
	return trimmed(dst, begin)
}

// appendLetter writes letters that have no decomposition as people do who lack them.
func appendLetter(dst []byte, r rune) []byte {
	switch r {
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'ø':
		return append(dst, 'o')
	case 'ł':
		return append(dst, 'l')
	case 'đ', 'ð':
		return append(dst, 'd')
	case 'ς':
		r = 'σ'
	}
	return utf8.AppendRune(dst, r)
}

// appendSpaced appends a text with its white space as single blanks and none at the
// ends.
func appendSpaced(dst []byte, text []byte) []byte {
	begin := len(dst)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if unicode.IsSpace(r) {
			dst = appendBlank(dst, begin)
		} else {
			dst = append(dst, text[:size]...)
		}
		text = text[size:]
	}
	return trimmed(dst, begin)
}
