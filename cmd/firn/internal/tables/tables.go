// Package tables lays text out in columns.
package tables

import (
	"bufio"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// Table is rows of cells, which are padded so that columns line up. Widths are
// those that a terminal shows: wide characters count two, combining marks none,
// and escape sequences none.
type Table struct {
	// Header names the columns; nil leaves the header out.
	Header []string
	// Right says, by column, which are aligned to the right, such as numbers.
	Right []bool
	// Indent stands before each row.
	Indent string
	// Rows may have fewer cells than the header.
	Rows [][]string
}

// Add appends a row.
func (t *Table) Add(cells ...string) { t.Rows = append(t.Rows, cells) }

// gap is what stands between two columns.
const gap = "  "

// Write writes the table, with no blanks at the ends of lines.
func (t *Table) Write(w io.Writer) error {
	rows := t.Rows
	if t.Header != nil {
		rows = append([][]string{t.Header}, rows...)
	}
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Width(cell))
		}
	}
	b := bufio.NewWriter(w)
	var line strings.Builder
	for _, row := range rows {
		line.Reset()
		line.WriteString(t.Indent)
		for i, cell := range row {
			if i > 0 {
				line.WriteString(gap)
			}
			padding := strings.Repeat(" ", widths[i]-Width(cell))
			if i < len(t.Right) && t.Right[i] {
				line.WriteString(padding + cell)
			} else {
				line.WriteString(cell + padding)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.Flush()
}

// Width returns how many columns of a terminal a text takes. Escape sequences
// that set colours (ESC [ … m) take none.
func Width(text string) int {
	if !strings.Contains(text, "\x1b[") {
		return uniseg.StringWidth(text)
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return uniseg.StringWidth(b.String())
		}
		_, text, _ = strings.Cut(after, "m")
	}
}
