package box

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Width is how many columns of a terminal a text takes.
func Width(text string) int { return uniseg.StringWidth(text) }

// plain makes a text that does nothing to a terminal but show letters.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1 // it would turn the rest of the line round
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// next returns the end of the character that begins at a byte of the text.
func next(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(text[at:], -1)
	return at + len(cluster)
}

// boundary returns the last beginning of a character that isn't behind a byte of
// the text: its end counts as one.
func boundary(text string, at int) int {
	begin := 0
	for begin < len(text) {
		end := next(text, begin)
		if end > at {
			break
		}
		begin = end
	}
	return begin
}

// wordStart returns where the word before a byte begins, blanks behind it included.
func wordStart(text string, at int) int {
	trimmed := strings.TrimRightFunc(text[:at], unicode.IsSpace)
	blank := strings.LastIndexFunc(trimmed, unicode.IsSpace)
	if blank < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(trimmed[blank:])
	return boundary(text, blank+size)
}

// cut shortens a text to a width, with an ellipsis where something is missing.
func cut(text string, width int) string {
	if Width(text) <= width {
		return text
	}
	if width <= 0 {
		return ""
	}
	end, used := 0, 0
	for end < len(text) {
		to := next(text, end)
		w := Width(text[end:to])
		if used+w > width-1 {
			break
		}
		end, used = to, used+w
	}
	return text[:end] + "…"
}

// wrap breaks a text into lines of a width at its blanks, or within a word that is
// longer than a line. Each line has at least one character.
func wrap(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	for Width(text) > width {
		end, used, blank := 0, 0, -1
		for end < len(text) {
			to := next(text, end)
			w := Width(text[end:to])
			if end > 0 && used+w > width {
				break
			}
			if text[end] == ' ' {
				blank = end
			}
			end, used = to, used+w
		}
		switch {
		case end < len(text) && text[end] == ' ':
			blank = end
		case end == len(text):
			return append(lines, text)
		}
		if blank > 0 {
			lines, text = append(lines, text[:blank]), text[blank+1:]
		} else {
			lines, text = append(lines, text[:end]), text[end:]
		}
	}
	return append(lines, text)
}
