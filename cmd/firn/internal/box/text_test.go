package box

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// words are pieces of text that are hard on a terminal: wide letters, combining marks,
// joined emoji, flags, right to left.
var words = []string{"a", "heart", " ", "  ", "å", "a\u030a", "心臓", "e\u0301\u0327", "👩‍⚕️", "🇸🇪", "שלום", "\u0301", "β-", "ﬁ", "\u200b"}

func hardText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "text"), "")
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"heart", 5, "heart"}, {"heart", 4, "hea…"}, {"heart", 1, "…"}, {"heart", 0, ""}, {"", 0, ""},
		{"心臓病", 6, "心臓病"}, {"心臓病", 5, "心臓…"}, {"心臓病", 4, "心…"}, {"心臓病", 2, "…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
	} {
		if got := cut(test.text, test.width); got != test.want {
			t.Errorf("cut(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"death of heart muscle", 10, []string{"death of", "heart", "muscle"}},
		{"death of heart", 8, []string{"death of", "heart"}},
		{"pneumonoultra", 5, []string{"pneum", "onoul", "tra"}},
		{"a pneumonoultra", 5, []string{"a", "pneum", "onoul", "tra"}},
		{"心臓病", 4, []string{"心臓", "病"}},
		{"心臓", 1, []string{"心", "臓"}}, // no narrower than a character
		{"abc", 0, []string{"a", "b", "c"}},
	} {
		if got := wrap(test.text, test.width); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

// TestCutAndWrapFit checks that nothing is too wide, and that wrapping loses blanks
// only.
func TestCutAndWrapFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, width := hardText(t), rapid.IntRange(0, 20).Draw(t, "width")
		if got := cut(text, width); Width(got) > width {
			t.Fatalf("cut(%q, %d) = %q takes %d columns", text, width, got, Width(got))
		}
		lines := wrap(text, width)
		for _, line := range lines {
			if Width(line) > max(width, 1) && next(line, 0) < len(line) {
				t.Fatalf("wrap(%q, %d) has the line %q of %d columns", text, width, line, Width(line))
			}
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if squeeze(strings.Join(lines, "")) != squeeze(text) {
			t.Fatalf("wrap(%q, %d) = %q", text, width, lines)
		}
	})
}

func TestWordStart(t *testing.T) {
	for text, want := range map[string]int{"": 0, "heart": 0, "heart attack": 6, "heart attack  ": 6, "heart ": 0, "heart\u00a0att": 7, "  ": 0} {
		if got := wordStart(text, len(text)); got != want {
			t.Errorf("wordStart(%q) = %d, want %d", text, got, want)
		}
	}
}
