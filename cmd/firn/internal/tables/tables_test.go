package tables

import (
	"errors"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	tests := []struct {
		name  string
		table Table
		want  string
	}{
		{"empty", Table{}, ""},
		{"header alone", Table{Header: []string{"A", "B"}}, "A  B\n"},
		{"columns line up, lines have no blanks at their ends",
			Table{Header: []string{"ID", "TERM", ""}, Rows: [][]string{{"1", "a long term", "x"}, {"1000", "short"}}},
			"ID    TERM\n1     a long term  x\n1000  short\n"},
		{"numbers to the right, indented",
			Table{Indent: "  ", Right: []bool{false, true}, Rows: [][]string{{"a", "7"}, {"bb", "1,000", "z"}}},
			"  a       7\n  bb  1,000  z\n"},
		{"wide, combining and coloured characters",
			Table{Rows: [][]string{{"心筋", "|"}, {"e\u0301", "|"}, {"\x1b[1mbold\x1b[0m", "|"}}},
			"心筋  |\ne\u0301     |\n\x1b[1mbold\x1b[0m  |\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			if err := test.table.Write(&b); err != nil {
				t.Fatal(err)
			}
			if b.String() != test.want {
				t.Errorf("got\n%s\nwant\n%s", b.String(), test.want)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "Ménière": 7, "Me\u0301nie\u0300re": 7, "心臓": 4, "\x1b[31mred\x1b[0m": 3, "\x1b[1": 0,
	} {
		if got := Width(text); got != want {
			t.Errorf("Width(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestAdd(t *testing.T) {
	var table Table
	table.Add("a", "b")
	if len(table.Rows) != 1 || len(table.Rows[0]) != 2 {
		t.Errorf("rows %v", table.Rows)
	}
}

type fullDisk struct{}

var errFull = errors.New("disk full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteError(t *testing.T) {
	table := Table{Rows: [][]string{{"a"}}}
	if err := table.Write(fullDisk{}); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
}
