package box

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

// terminal is a naive one: it obeys what Screen writes, and keeps what is seen.
type terminal struct {
	t             *rapid.T
	width, height int
	cells         [][]string // a character in its first cell, "" in those it covers
	row, column   int
}

func newTerminal(t *rapid.T, width, height int) *terminal {
	e := &terminal{t: t, width: width, height: height}
	for range height {
		e.cells = append(e.cells, blanks(width))
	}
	return e
}

func blanks(n int) []string { return strings.Split(strings.Repeat(" ", n), "") }

var controlSequence = regexp.MustCompile(`^\x1b\[(\??[0-9;]*)([A-Za-z])`)

func (e *terminal) Write(bytes []byte) (int, error) {
	text := string(bytes)
	for text != "" {
		if found := controlSequence.FindStringSubmatch(text); found != nil {
			e.obey(found[1], found[2])
			text = text[len(found[0]):]
			continue
		}
		if text[0] == 0x1b {
			e.t.Fatalf("not a sequence: %q", text)
		}
		cluster, rest, width, _ := uniseg.FirstGraphemeClusterInString(text, -1)
		if i := strings.IndexByte(cluster, 0x1b); i > 0 {
			cluster, rest = cluster[:i], text[i:]
		}
		text = rest
		if width == 0 {
			continue // marks alone
		}
		if e.row >= e.height || e.column+width > e.width {
			e.t.Fatalf("%q is written at %d,%d of %d x %d", cluster, e.row, e.column, e.width, e.height)
		}
		e.cells[e.row][e.column] = cluster
		for i := 1; i < width; i++ {
			e.cells[e.row][e.column+i] = ""
		}
		e.column += width
	}
	return len(bytes), nil
}

func (e *terminal) obey(parameters, final string) {
	switch final {
	case "H":
		row, column, _ := strings.Cut(parameters, ";")
		r, err1 := strconv.Atoi(row)
		c, err2 := strconv.Atoi(column)
		if err := errors.Join(err1, err2); err != nil || r < 1 || r > e.height || c < 1 || c > e.width {
			e.t.Fatalf("the cursor goes to %s on %d x %d", parameters, e.width, e.height)
		}
		e.row, e.column = r-1, c-1
	case "K":
		copy(e.cells[e.row][e.column:], blanks(e.width))
	case "J":
		if parameters == "2" {
			e.row, e.column = 0, 0
		}
		copy(e.cells[e.row][e.column:], blanks(e.width))
		for row := e.row + 1; row < e.height; row++ {
			e.cells[row] = blanks(e.width)
		}
	case "m", "h", "l":
	default:
		e.t.Fatalf("ESC [ %s %s", parameters, final)
	}
}

func (e *terminal) lines() (lines []string) {
	for _, row := range e.cells {
		lines = append(lines, strings.TrimRight(strings.Join(row, ""), " "))
	}
	return lines
}

// TestDrawnInPieces draws the views of a series of events one over the other, and
// expects what drawing the last one alone gives.
func TestDrawnInPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := Resize{rapid.IntRange(1, 50).Draw(t, "width"), rapid.IntRange(1, 10).Draw(t, "height")}
		plain := rapid.Bool().Draw(t, "plain")
		m, _ := New().Update(size)
		seen := newTerminal(t, size.Width, size.Height)
		s := Screen{Out: seen, Plain: plain}
		if err := s.Enter(); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 15).Draw(t, "events") {
			event := anyEvent(t, m.asked)
			if _, ok := event.(Resize); ok {
				continue
			}
			m, _ = m.Update(event)
			if err := s.Draw(m.View()); err != nil {
				t.Fatal(err)
			}
			alone := newTerminal(t, size.Width, size.Height)
			if err := (&Screen{Out: alone, Plain: plain, whole: true}).Draw(m.View()); err != nil {
				t.Fatal(err)
			}
			if got, want := fmt.Sprint(seen.lines(), seen.row, seen.column), fmt.Sprint(alone.lines(), alone.row, alone.column); got != want {
				t.Fatalf("after %#v:\n%s\nwant\n%s", event, got, want)
			}
		}
	})
}

// TestDrawWritesLittle checks that only what has changed is written, in one piece.
func TestDrawWritesLittle(t *testing.T) {
	var out pieces
	s := Screen{Out: &out}
	m, _ := play(New(), text("m"), found(1, 10))
	if err := s.Draw(m.View()); err != nil {
		t.Fatal(err)
	}
	m, _ = play(m, pressed(KeyDown)...)
	if err := s.Draw(m.View()); err != nil {
		t.Fatal(err)
	}
	if len(out) != 2 {
		t.Fatalf("%d pieces", len(out))
	}
	var rows []string
	for _, found := range regexp.MustCompile(`\x1b\[(\d+);1H`).FindAllStringSubmatch(out[1], -1) {
		rows = append(rows, found[1])
	}
	if got := strings.Join(rows, " "); got != "2 3 24" { // two rows of the list, and the foot
		t.Errorf("lines %s are written: %q", got, out[1])
	}
	if strings.Contains(out[1], "\x1b[2J") {
		t.Error("the screen is cleared")
	}
}

type pieces []string

func (p *pieces) Write(text []byte) (int, error) {
	*p = append(*p, string(text))
	return len(text), nil
}

func TestStyles(t *testing.T) {
	view := View{Lines: []Line{
		{Spans: []Span{{"a", Normal}, {"b", Strong}, {"c", Faint}, {"", Strong}, {"d", Alarming}}},
		{Spans: []Span{{"a", Normal}, {"b", Strong}, {"c", Faint}}, Selected: true},
	}}
	for _, test := range []struct {
		plain bool
		want  []string
	}{
		{false, []string{"a\x1b[1mb\x1b[0m\x1b[2mc\x1b[0m\x1b[31md\x1b[0m", "\x1b[7ma\x1b[0m\x1b[7m\x1b[1mb\x1b[0m\x1b[7mc\x1b[0m"}},
		{true, []string{"abcd", "abc"}},
	} {
		s := Screen{Plain: test.plain}
		for i, want := range test.want {
			if got := s.line(&view.Lines[i]); got != want {
				t.Errorf("plain %v: got %q, want %q", test.plain, got, want)
			}
		}
	}
}
