package equivalents

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		name, text   string
		line, column int
		words        string
	}{
		{"one entry", "// a\n\nkidney\n", 3, 1, "a group of one"},
		{"a missing entry", "kidney | | renal", 1, 10, "an entry is missing"},
		{"a missing last entry", "kidney |", 1, 9, "an entry is missing"},
		{"a missing short form", "= renal", 1, 1, "an entry is missing"},
		{"two equals signs", "a = b = c", 1, 7, "a second equals sign"},
		{"names and a bar", "a == b | c", 1, 8, "== beside another sign"},
		{"names and short forms", "a = b == c", 1, 7, "== beside another sign"},
		{"short forms and names", "a == b = c", 1, 8, "== beside another sign"},
		{"three equals signs", "a === b", 1, 5, "an entry is missing"},
		{"a duplicate", "anaemia | Anæmia", 1, 11, "stands twice"},
		{"a duplicate but for punctuation", "x | x-ray | x ray", 1, 13, "stands twice"},
		{"no letter", "kidney | ...", 1, 10, "no letter, digit or sign"},
		{"a lone hyphen", "kidney | -", 1, 10, "no letter, digit or sign"},
		{"a part of two words", "kidney | renal stone-", 1, 10, "a part of a word"},
		{"a part of one letter", "kidney | r-", 1, 10, "one letter"},
		{"a part that is a sign", "kidney | #-", 1, 10, "a sign"},
		{"too many words", "kidney | " + strings.Repeat("a ", MaxPhraseWords) + "a", 1, 10, "a phrase of 13 words"},
		{"too many entries", strings.Repeat("x | ", 3) + "y", 1, 5, "stands twice"},
		{"not UTF-8", "kidney | r\xffnal", 1, 11, "UTF-8"},
		{"columns are characters", "ödem | ...", 1, 8, "no letter"},
		{"a control character", "kidney\x00 | renal", 1, 7, "control character"},
		{"line ends of Windows", "a | b\r\nc\r\n", 2, 1, "a group of one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("file.txt", strings.NewReader(tt.text))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%v, want an *Error", err)
			}
			if e.Name != "file.txt" || e.Line != tt.line || e.Column != tt.column || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("%v, want %d:%d and %q", err, tt.line, tt.column, tt.words)
			}
		})
	}
}

func TestParseBounds(t *testing.T) {
	var many []string
	for i := range MaxGroupEntries + 1 {
		many = append(many, "w"+strings.Repeat("x", i))
	}
	if _, err := Parse("f", strings.NewReader(strings.Join(many, "|"))); err == nil || !strings.Contains(err.Error(), "41 entries") {
		t.Errorf("too many entries: %v", err)
	}
	if _, err := Parse("f", strings.NewReader(strings.Join(many[1:], "|"))); err != nil {
		t.Errorf("as many entries as may be: %v", err)
	}
	if _, err := Parse("f", strings.NewReader(strings.Repeat("a|b\n", MaxGroups+1))); err == nil || !strings.Contains(err.Error(), "more than 100000 groups") {
		t.Errorf("too many groups: %v", err)
	}
	if _, err := Parse("f", strings.NewReader(strings.Repeat("\n", MaxTableBytes+1))); err == nil || !strings.Contains(err.Error(), "16 MiB") {
		t.Errorf("a huge file: %v", err)
	}
	broken := errors.New("broken")
	if _, err := Parse("f", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a reader's error: %v", err)
	}
}

func TestParseSkips(t *testing.T) {
	table, err := Parse("f", strings.NewReader("\ufeff// comment | x\n\n   \t\n  // = = =\n kidney|renal \r\nMI=myocardial   infarction"))
	if err != nil || table.Groups() != 2 {
		t.Fatalf("%v, %v", table.Groups(), err)
	}
	if got := table.Expand("mi", 9); len(got) != 1 || got[0] != "myocardial infarction" {
		t.Errorf("%q", got)
	}
}

// The English table is as large as it is said to be, and no group stands twice.
func TestEnglish(t *testing.T) {
	if n := English().Groups(); n < 1000 {
		t.Errorf("%d groups", n)
	}
	text, err := os.ReadFile("english.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	shorts := map[string]int{}
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		if other := lines[line]; other > 0 {
			t.Errorf("line %d stands in line %d already", i+1, other)
		}
		lines[line] = i + 1
		if short, _, ok := strings.Cut(line, "="); ok {
			for s := range strings.SplitSeq(short, "|") {
				if other := shorts[strings.TrimSpace(s)]; other > 0 {
					t.Errorf("line %d: %q has a meaning in line %d already: put both into one line", i+1, s, other)
				}
				shorts[strings.TrimSpace(s)] = i + 1
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"kidney | renal | nephr-\n", "MI = myocardial infarction\n", "# = fracture\n// x\n", "-aemia | -emia", "-glycaem-|-glycem-",
		"a|b|c=d\r\n", "earache == otalgia", "haem- == hem-", "a==b=c", "h&n = head and neck", "\ufeffa|b", "a = b = c", "ß | ss", "½ | half", "µ- | mu-",
	} {
		f.Add(seed, "acute mi kidney #nof anaemia")
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		if len(text) > 4000 || len(query) > 400 {
			return
		}
		table, err := Parse("f", strings.NewReader(text))
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Message == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, texts := range [][]string{table.Expand(query, 20), table.StandsFor(query, 20)} {
			if len(texts) > 20 {
				t.Fatalf("%d texts", len(texts))
			}
			seen := map[string]bool{}
			for _, s := range texts {
				if seen[s] || len(tokens(s, table.isSign)) == 0 {
					t.Fatalf("%q in %q", s, texts)
				}
				seen[s] = true
			}
		}
	})
}
