package box

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Screen puts views on a terminal that knows the control sequences of ECMA-48. It
// writes a view at once, and of that only the lines that have changed, so that
// nothing flickers.
type Screen struct {
	// Out is the terminal.
	Out io.Writer
	// Plain leaves colours and other styles out.
	Plain bool

	shown []string // what the lines of the terminal show
	whole bool     // draw all of them
}

// Enter takes the terminal: an empty screen beside the one that was there.
func (s *Screen) Enter() error {
	s.Redraw()
	// The alternate screen, and bracketed paste.
	_, err := io.WriteString(s.Out, "\x1b[?1049h\x1b[?2004h")
	return err
}

// Leave gives the terminal back as it was.
func (s *Screen) Leave() error {
	_, err := io.WriteString(s.Out, "\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l")
	return err
}

// Redraw makes the next view be drawn whole: another size, or somebody else wrote
// on the terminal.
func (s *Screen) Redraw() { s.whole = true }

// Draw shows a view.
func (s *Screen) Draw(v View) error {
	lines := make([]string, len(v.Lines))
	for i := range v.Lines {
		lines[i] = s.line(&v.Lines[i])
	}
	var b strings.Builder
	// Terminals that know it show what follows at once; others pass it over.
	b.WriteString("\x1b[?2026h\x1b[?25l")
	if s.whole {
		b.WriteString("\x1b[2J")
		s.shown = nil
	}
	for i, line := range lines {
		if i < len(s.shown) && s.shown[i] == line || i >= len(s.shown) && line == "" {
			continue
		}
		// Cleared first: behind a line that is as wide as the terminal the cursor stands
		// on its last letter, and would take that away.
		fmt.Fprintf(&b, "\x1b[%d;1H\x1b[K%s", i+1, line)
	}
	if len(lines) < len(s.shown) {
		fmt.Fprintf(&b, "\x1b[%d;1H\x1b[J", len(lines)+1)
	}
	fmt.Fprintf(&b, "\x1b[%d;%dH\x1b[?25h\x1b[?2026l", v.Row+1, v.Column+1)
	s.shown, s.whole = slices.Clip(lines), false
	_, err := io.WriteString(s.Out, b.String())
	return err
}

// sequences switch a style on; "\x1b[0m" switches all off.
var sequences = map[Style]string{Strong: "\x1b[1m", Faint: "\x1b[2m", Alarming: "\x1b[31m"}

func (s *Screen) line(l *Line) string {
	if s.Plain {
		return l.String()
	}
	var b strings.Builder
	for _, span := range l.Spans {
		if span.Text == "" {
			continue
		}
		on := sequences[span.Style]
		if l.Selected {
			on = "\x1b[7m" + strings.ReplaceAll(on, sequences[Faint], "") // faint on a reversed line can't be read
		}
		if on == "" {
			b.WriteString(span.Text)
		} else {
			b.WriteString(on + span.Text + "\x1b[0m")
		}
	}
	return b.String()
}
