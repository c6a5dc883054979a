package box

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Style is how a piece of a line looks.
type Style int

// The styles.
const (
	Normal   Style = iota
	Strong         // what matched, titles
	Faint          // what is beside the point
	Alarming       // what is wrong
)

// Span is a piece of a line.
type Span struct {
	Text  string
	Style Style
}

// Line is a line of the screen. Selected lines stand out as a whole.
type Line struct {
	Spans    []Span
	Selected bool
}

// String returns the text of the line.
func (l Line) String() string {
	var b strings.Builder
	for _, span := range l.Spans {
		b.WriteString(span.Text)
	}
	return b.String()
}

// View is what a box looks like: lines from the top, no wider than the screen and no
// more than it is high, and where the cursor stands, both from 0.
type View struct {
	Lines       []Line
	Row, Column int
}

const (
	prompt     = "› "
	pointer    = "▸ "
	noPointer  = "  "
	labelWidth = 16
)

// listHeight is how many lines there are between the text and the foot.
func (m *Model) listHeight() int {
	if m.height >= 3 {
		return m.height - 2
	}
	return max(m.height-1, 0)
}

// View returns what the box looks like.
func (m Model) View() View {
	input, column := m.inputLine()
	v := View{Lines: []Line{input}, Column: column}
	body := m.listLines()
	if m.details != nil {
		lines := m.detailLines()
		top := min(max(m.detailsTop, 0), len(lines))
		body = lines[top:min(top+m.listHeight(), len(lines))]
	}
	v.Lines = append(v.Lines, body...)
	if m.height >= 3 {
		for len(v.Lines) < m.height-1 {
			v.Lines = append(v.Lines, Line{})
		}
		v.Lines = append(v.Lines, m.foot())
	}
	for i := range v.Lines {
		v.Lines[i].Spans = cutSpans(v.Lines[i].Spans, m.width)
	}
	return v
}

// inputLine is the prompt and as much of the text as there is room for around the
// cursor.
func (m *Model) inputLine() (line Line, column int) {
	room := m.width - Width(prompt) - 1 // the cursor behind the text
	if room < 2 {
		// Too narrow for a prompt, or for a wide character beside the cursor.
		return Line{Spans: []Span{{Text: m.text[m.cursor:]}}}, 0
	}
	begin := 0
	for Width(m.text[begin:m.cursor]) > room {
		begin = next(m.text, begin)
	}
	return Line{Spans: []Span{{prompt, Faint}, {m.text[begin:], Normal}}}, Width(prompt) + Width(m.text[begin:m.cursor])
}

func (m *Model) listLines() []Line {
	hits := m.answer.Hits
	end := min(m.top+m.listHeight(), len(hits))
	var lines []Line
	for i := m.top; i < end; i++ {
		lines = append(lines, m.hitLine(&hits[i], i == m.selected))
	}
	return lines
}

// hitLine is a row of the list. While the answer to the present text is awaited all
// of it is faint.
func (m *Model) hitLine(h *Hit, selected bool) Line {
	line := Line{Selected: selected && m.fresh()}
	add := func(text string, style Style) {
		if !m.fresh() {
			style = Faint
		}
		line.Spans = append(line.Spans, Span{plain(text), style})
	}
	mark := noPointer
	if selected {
		mark = pointer
	}
	add(mark+strings.Repeat("  ", h.Depth), Normal)
	if h.Mark != "" {
		add("≈ ", Faint) // here, too: what stands at the end may not fit
	}
	done := 0
	for _, match := range h.Matches {
		if match[0] < done || match[1] < match[0] || match[1] > len(h.Term) {
			continue
		}
		add(h.Term[done:match[0]], Normal)
		add(h.Term[match[0]:match[1]], Strong)
		done = match[1]
	}
	add(h.Term[done:], Normal)
	var notes []string
	if h.Tag != "" {
		notes = append(notes, h.Tag)
	}
	if h.Inactive {
		notes = append(notes, "inactive")
	}
	if len(notes) > 0 {
		add("  ("+strings.Join(notes, ", ")+")", Faint)
	}
	if h.Mark != "" {
		add("  "+h.Mark, Faint)
	}
	if h.PreferredTerm != "" && h.PreferredTerm != h.Term {
		add("  = "+h.PreferredTerm, Faint)
	}
	return line
}

// detailLines are all lines of the details, broken to the width.
func (m *Model) detailLines() []Line {
	d := m.details
	if d.Err != "" {
		return wrapped(Line{}, d.Err, Alarming, m.width)
	}
	lines := wrapped(Line{}, d.Title, Strong, m.width)
	indent := labelWidth
	if m.width < 3*labelWidth {
		indent = 2 // the label has a line of its own
	}
	for _, l := range slices.Concat(d.Lines, m.answer.Hits[m.selected].Why) {
		label := plain(l.Label)
		var first Line
		switch {
		case indent == labelWidth || label == "":
			padding := max(indent-Width(label), 1)
			first.Spans = []Span{{label + strings.Repeat(" ", padding), Faint}}
		default:
			lines = append(lines, Line{Spans: []Span{{label, Faint}}})
			first.Spans = []Span{{strings.Repeat(" ", indent), Normal}}
		}
		lines = append(lines, wrapped(first, l.Text, Normal, m.width-indent)...)
	}
	return lines
}

// wrapped breaks a text into lines, of which the first follows what is given and the
// others are indented as far.
func wrapped(first Line, text string, style Style, width int) []Line {
	var lines []Line
	for i, piece := range wrap(plain(text), width) {
		line := Line{}
		if i == 0 {
			line.Spans = append(line.Spans, first.Spans...)
		} else if indent := Width(first.String()); indent > 0 {
			line.Spans = append(line.Spans, Span{strings.Repeat(" ", indent), Normal})
		}
		line.Spans = append(line.Spans, Span{piece, style})
		lines = append(lines, line)
	}
	return lines
}

// foot says what was found and what can be done, as far as there is room.
func (m *Model) foot() Line {
	left, style, help := m.found(), Faint, "↑↓ move · Enter details · Esc leave"
	if m.answer.Err != "" {
		style = Alarming
	}
	switch {
	case m.details != nil:
		help = "Enter choose · Esc back"
		if lines := len(m.detailLines()); lines > m.listHeight() {
			help = "↑↓ scroll · " + help
		}
		style, left = Faint, ""
	case m.wanted != "" || !m.fresh():
		left, style = "…", Faint
	case len(m.answer.Hits) == 0:
		help = "Esc leave"
	default:
		left = strconv.Itoa(m.selected+1) + " of " + left
	}
	line := Line{Spans: []Span{{left, style}}}
	if gap := m.width - Width(left) - Width(help); gap >= 2 || left == "" && gap >= 0 {
		line.Spans = append(line.Spans, Span{strings.Repeat(" ", gap) + help, Faint})
	}
	return line
}

// cutSpans shortens a line to a width.
func cutSpans(spans []Span, width int) []Span {
	left := width
	for i, span := range spans {
		w := Width(span.Text)
		if w <= left {
			left -= w
			continue
		}
		return append(slices.Clone(spans[:i]), Span{cut(span.Text, left), span.Style})
	}
	return spans
}

// milliseconds writes a duration as short as it can be read.
func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms < 10 {
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

// thousands writes a number with commas between its groups of digits.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
