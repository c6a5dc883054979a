package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/firn-sct/firn/cmd/firn/internal/bulk"
	"github.com/firn-sct/firn/cmd/firn/internal/tables"
)

// printBulkSummary writes a summary for a terminal.
func printBulkSummary(w io.Writer, s *bulk.Summary, took time.Duration) error {
	rate := ""
	if seconds := took.Seconds(); seconds > 0.5 {
		rate = fmt.Sprintf(", %s a second", thousands(int64(float64(s.Rows)/seconds)))
	}
	fmt.Fprintf(w, "\n%s against %s in %.1f s%s\n", plural(int(s.Rows), "row", "rows"), s.Release, took.Seconds(), rate)
	fmt.Fprintf(w, "%s failing, %s can't be read\n", plural(int(s.Failing), "row is", "rows are"), plural(int(s.Unreadable), "row", "rows"))
	for i := range s.UnreadableRows {
		u := &s.UnreadableRows[i]
		fmt.Fprintf(w, "  %s line %d: %s\n", u.Input, u.Line, oneCell(u.Reason))
	}
	if more := int(s.Unreadable) - len(s.UnreadableRows); more > 0 {
		fmt.Fprintf(w, "  and %s more\n", thousands(more))
	}
	for i := range s.Columns {
		if err := printColumnSummary(w, &s.Columns[i]); err != nil {
			return err
		}
	}
	return nil
}

func printColumnSummary(w io.Writer, c *bulk.ColumnSummary) error {
	title := "\n"
	if c.Name != "" {
		title += c.Name + ": "
	}
	title += plural(int(c.Entries), "entry", "entries") + ", " + thousands(c.Failing) + " failing, " + thousands(c.Safe) + " with a safe replacement"
	if c.Limit != "" {
		title += "; limit: " + c.Limit
	}
	fmt.Fprintln(w, title)
	t := tables.Table{Indent: "  ", Right: []bool{false, true, true}}
	for _, count := range c.Counts {
		what := count.Value
		if count.What != "verdict" {
			what = count.What + " " + what
		}
		share := ""
		if c.Entries > 0 {
			share = fmt.Sprintf("%.1f %%", 100*float64(count.Count)/float64(c.Entries))
		}
		t.Add(what, thousands(count.Count), share)
	}
	if err := t.Write(w); err != nil || len(c.Commonest) == 0 {
		return err
	}
	fmt.Fprintf(w, "\nThe commonest bad codes")
	if c.TooLow > 0 {
		fmt.Fprintf(w, " (counts may be too low by %s)", thousands(c.TooLow))
	}
	fmt.Fprintln(w)
	t = tables.Table{Indent: "  ", Right: []bool{true}, Header: []string{"rows", "code", "what", "term", "instead"}}
	for i := range c.Commonest {
		b := &c.Commonest[i]
		t.Add(thousands(b.Count), oneCell(b.Code), badCodeWords(b), b.Term, insteadWords(b))
	}
	return t.Write(w)
}

func badCodeWords(b *bulk.BadCode) string {
	words := b.Verdict
	if b.Verdict == "valid" {
		words = "out of the limit"
	}
	if b.Reason != "" {
		words += ", " + b.Reason
	}
	return words
}

// insteadWords says what to use in the place of a code, in one line.
func insteadWords(b *bulk.BadCode) string {
	if len(b.Instead) == 0 {
		return ""
	}
	first := b.Instead[0]
	words := strings.TrimSpace(first.ConceptID.String() + " " + first.Term)
	if more := len(b.Instead) - 1; more > 0 {
		words += fmt.Sprintf(" or %d more", more)
	}
	return words + " (" + b.Swap + ")"
}
