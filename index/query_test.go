package index

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology"
)

func TestReadings(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // words parted by blanks, spellings by |
	}{
		{"heart", []string{"heart"}},
		{"heart failure", []string{"heart failure"}},
		{"a b", []string{"a b"}}, // never "ab"
		{"5-ht", []string{"5 ht", "5ht"}},
		{"t-cell", []string{"t cell", "tcell"}},
		{"p 53", []string{"p 53", "p53"}},
		{"hb a1c", []string{"hb a1c", "hba1c"}},
		{"type 1 diabetes", []string{"type 1 diabetes", "type1 diabetes", "type 1diabetes", "type1diabetes"}},
		{"5-ht t-cell", []string{"5 ht t cell", "5ht t cell", "5 ht tcell", "5ht tcell"}},
		{"a-b-c", []string{"a b c", "ab c", "a bc", "abc"}},
		{"Crohn's disease", []string{"crohns|crohn disease"}},
		{"Down's-like", []string{"downs|down like", "downslike"}},
		{"2+", []string{"2+"}},
	} {
		q, err := parseQuery(c.text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range q.folded[latinAlphabet].readings {
			var words []string
			for _, w := range r {
				words = append(words, strings.Join(w.spellings, "|"))
			}
			got = append(got, strings.Join(words, " "))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
	}
}

func TestReadingsAreBounded(t *testing.T) {
	q, err := parseQuery(strings.TrimSpace(strings.Repeat("1-2 ", terminology.MaxQueryWords/2)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(q.folded[0].readings); n > maxReadings || n < terminology.MaxQueryWords {
		t.Errorf("%d readings", n)
	}
}

func TestQueryIsFoldedForEachAlphabet(t *testing.T) {
	q, err := parseQuery("Åö Ø Æ é")
	if err != nil {
		t.Fatal(err)
	}
	for a, want := range map[alphabet]string{
		latinAlphabet:   "[[ao] [o] [ae] [e]]",
		swedishAlphabet: "[[åö] [o] [ae] [e]]",
		danishAlphabet:  "[[åo aao] [ø] [æ] [e]]",
	} {
		var got []string
		for _, w := range q.folded[a].readings[0] {
			got = append(got, "["+strings.Join(w.spellings, " ")+"]")
		}
		if s := "[" + strings.Join(got, " ") + "]"; s != want {
			t.Errorf("alphabet %d: %s, want %s", a, s, want)
		}
	}
}

func TestQueryBounds(t *testing.T) {
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("a ", n)) }
	for _, c := range []struct {
		name, text string
		want       terminology.Reason // empty: accepted
	}{
		{"empty", "", terminology.ReasonQueryEmpty},
		{"blanks", " \t\n", terminology.ReasonQueryEmpty},
		{"punctuation", "-- !? * ()", terminology.ReasonQueryEmpty},
		{"plus signs", "+++", terminology.ReasonQueryEmpty},
		{"emoji", "❤️ 👩‍⚕️", terminology.ReasonQueryEmpty},
		{"NULs", "\x00\x00", terminology.ReasonQueryEmpty},
		{"invalid UTF-8", "\xff\xfe", terminology.ReasonQueryEmpty},
		{"direction marks", "\u202e\u200f", terminology.ReasonQueryEmpty},
		{"a lone mark", "\u0301", terminology.ReasonQueryEmpty},
		{"most characters", strings.Repeat("å", terminology.MaxQueryCharacters), ""},
		{"too many characters", strings.Repeat("å", terminology.MaxQueryCharacters+1), terminology.ReasonQueryTooLong},
		{"far too many characters", strings.Repeat("x", 1<<20), terminology.ReasonQueryTooLong},
		{"too many invalid bytes", strings.Repeat("\xff", terminology.MaxQueryCharacters+1), terminology.ReasonQueryTooLong},
		{"too many blanks", strings.Repeat(" ", terminology.MaxQueryCharacters+1), terminology.ReasonQueryTooLong},
		{"most words", words(terminology.MaxQueryWords), ""},
		{"too many words", words(terminology.MaxQueryWords + 1), terminology.ReasonQueryTooLong},
		{"too many joined words", strings.Repeat("a-", terminology.MaxQueryWords+1), terminology.ReasonQueryTooLong},
		{"a character that is many words", "ﷺ", ""},
		{"digit", "1", ""},
	} {
		_, err := parseQuery(c.text)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		var e *terminology.Error
		if !errors.As(err, &e) || e.Kind != terminology.KindInvalidArgument || e.Reason != c.want || e.Hint == "" {
			t.Errorf("%s: %v, want %s with a hint", c.name, err, c.want)
		}
	}
}
