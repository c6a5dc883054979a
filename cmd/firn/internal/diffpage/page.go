// Package diffpage writes the page of firn diff --html: what changed between two
// releases, for people who have neither Firn nor the releases. The page stands by
// itself: styles and the chart are in it, there is no script, and nothing is loaded
// from elsewhere. It can be read with a screen reader, in the dark, and on paper.
package diffpage

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"
)

// Page is what the page tells.
type Page struct {
	Old, New string // the releases' URIs
	Scope    string // what was compared
	Concepts int    // how many concepts changed
	Program  string // what made the page
	Sections []Section
}

// Section is the changes of one kind.
type Section struct {
	Kind    string // the kind's word, such as "retired"
	Total   int    // how many there are; Rows may be fewer
	Columns []string
	Rows    [][]string // each with as many cells as there are columns, or fewer
}

// about says what the kinds mean, and what to do.
var about = map[string]struct{ title, text string }{
	"not-found":            {"Not found", "Codes that neither release has. Where they were recorded, they are wrong, or of another edition."},
	"vanished":             {"Vanished", "Concepts that the old release has and the new one hasn't. Releases keep what they retire; so this means another edition, or a package that was left out."},
	"added":                {"Added", "Concepts that are new in the new release."},
	"retired":              {"Retired", "Concepts that may not be recorded any more. A replacement marked safe means the same and may be put in the retired concept's place; with the others somebody has to choose."},
	"reactivated":          {"Reactivated", "Concepts that were retired and are active again."},
	"lost-member":          {"Lost members", "Concepts that were in the value set and aren't any more."},
	"new-member":           {"New members", "Concepts that are in the value set and weren't."},
	"fully-specified-name": {"Other fully specified names", "The meaning should be the same; what the concept is called has changed."},
	"preferred-term":       {"Other preferred terms", "What users are shown has changed, in the dialects that are named."},
	"moved":                {"Moved in the hierarchy", "Concepts with other parents. Queries and rules that go by the hierarchy may find others than before."},
	"definition-status":    {"Other definition status", "Concepts that were primitive and are sufficiently defined, or the other way round."},
}

// Title returns the heading of the section.
func (s *Section) Title() string {
	if a, known := about[s.Kind]; known {
		return a.title
	}
	return s.Kind
}

// About returns what the section is about.
func (s *Section) About() string { return about[s.Kind].text }

// Left returns how many changes aren't in the page.
func (s *Section) Left() int { return s.Total - len(s.Rows) }

// Cells returns the cells of a row, one for each column.
func (s *Section) Cells(row []string) []string {
	return append(row[:len(row):len(row)], make([]string, max(0, len(s.Columns)-len(row)))...)
}

// bar is a bar of the chart, in units of its view box.
type bar struct {
	Title string
	Total int
	Y     int // of its middle
	Width float64
	End   float64 // where the number stands
}

// The chart's measures.
const (
	barHeight = 26
	barsFrom  = 230 // where the bars begin
	barWidth  = 400 // of the longest
)

// Bars returns the bars of the chart.
func (p *Page) Bars() []bar {
	most := 1
	for i := range p.Sections {
		most = max(most, p.Sections[i].Total)
	}
	var bars []bar
	for i := range p.Sections {
		s := &p.Sections[i]
		width := max(1, barWidth*float64(s.Total)/float64(most))
		bars = append(bars, bar{s.Title(), s.Total, i*barHeight + barHeight/2, width, barsFrom + width + 6})
	}
	return bars
}

// ChartHeight returns the height of the chart.
func (p *Page) ChartHeight() int { return len(p.Sections) * barHeight }

//go:embed page.html
var text string

var page = template.Must(template.New("page").Funcs(template.FuncMap{"thousands": thousands}).Parse(text))

// Write writes the page as HTML in UTF-8. The same content gives the same bytes.
func (p *Page) Write(w io.Writer) error { return page.Execute(w, p) }

// thousands writes a number with commas between its groups of digits.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
