package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// searchAnswer prints what a search found.
type searchAnswer struct {
	command *searchCommand
	p       *process
	first   *firnv1.SearchResponse // has the counts
	printed int

	// The rows of the table, and the lines below each.
	table tables.Table
	below [][]string
}

// page takes the next hits.
func (a *searchAnswer) page(page *firnv1.SearchResponse) error {
	hits := page.GetHits()
	a.printed += len(hits)
	if a.command.JSON {
		for _, hit := range hits {
			if err := a.p.json(newHitObject(hit)); err != nil {
				return err
			}
		}
		return nil
	}
	for _, placed := range foldedOrder(hits) {
		a.table.Add(hitRow(placed.hit, placed.depth, a.p.outTerminal)...)
		a.below = append(a.below, hitLines(placed.hit))
	}
	return nil
}

// finish prints the rest.
func (a *searchAnswer) finish() error {
	f, p, total := a.command, a.p, int(a.first.GetTotalSize())
	switch {
	case f.JSON:
		if f.Count || f.Facets {
			if err := p.json(newSearchObject(a.first)); err != nil {
				return err
			}
		}
	case f.Count:
		p.line("%d", total)
	default:
		if err := a.writeTable(); err != nil {
			return err
		}
	}
	if f.Facets && !f.JSON && total > 0 {
		if err := a.writeFacets(); err != nil {
			return err
		}
	}
	if total == 0 {
		p.say("nothing found")
		return errNo
	}
	if !f.Count && !f.JSON {
		switch {
		case a.first.GetTotalCapped() && a.printed <= total:
			p.say("%s of more than %s; --limit 0 prints all", thousands(a.printed), plural(total, "concept", "concepts"))
		default:
			p.say("%s", searchSummary(a.printed, max(a.printed, total)))
		}
	}
	return nil
}

// writeTable writes the rows, each followed by its lines.
func (a *searchAnswer) writeTable() error {
	var text strings.Builder
	if err := a.table.Write(&text); err != nil {
		return err
	}
	i := 0
	for row := range strings.Lines(text.String()) {
		if _, err := a.p.out.WriteString(row); err != nil {
			return err
		}
		for _, line := range a.below[i] {
			a.p.line("    %s", line)
		}
		i++
	}
	return nil
}

// writeFacets writes the counts, the most frequent first.
func (a *searchAnswer) writeFacets() error {
	tags := tables.Table{Right: []bool{true}}
	for _, tag := range a.first.GetSemanticTags() {
		tags.Add(thousands(tag.GetCount()), cmp.Or(tag.GetSemanticTag(), "(no tag)"))
	}
	hierarchies := tables.Table{Right: []bool{true}}
	for _, h := range a.first.GetHierarchies() {
		hierarchies.Add(thousands(h.GetCount()), componentID(h.GetConceptId()).String(), h.GetPreferredTerm())
	}
	for _, facet := range []struct {
		title string
		table *tables.Table
	}{{"Semantic tags", &tags}, {"Hierarchies", &hierarchies}} {
		if len(facet.table.Rows) == 0 {
			continue
		}
		if !a.command.Count {
			a.p.line("")
		}
		a.p.line("%s", facet.title)
		facet.table.Indent = "  "
		if err := facet.table.Write(a.p.out); err != nil {
			return err
		}
	}
	return nil
}

// placedHit is a hit with the number of hits that it is folded under.
type placedHit struct {
	hit   *firnv1.SearchHit
	depth int
}

// foldedOrder puts each hit right below the one that it is folded under. Otherwise
// they keep their order.
func foldedOrder(hits []*firnv1.SearchHit) []placedHit {
	onPage := make(map[uint64]bool, len(hits))
	for _, hit := range hits {
		onPage[hit.GetConceptId()] = true
	}
	under := make(map[uint64][]*firnv1.SearchHit)
	for _, hit := range hits {
		top := hit.GetFoldedUnder()
		if !onPage[top] {
			top = 0
		}
		under[top] = append(under[top], hit)
	}
	ordered := make([]placedHit, 0, len(hits))
	var place func(top uint64, depth int)
	place = func(top uint64, depth int) {
		below := under[top]
		delete(under, top) // a circle ends here
		for _, hit := range below {
			ordered = append(ordered, placedHit{hit, depth})
			place(hit.GetConceptId(), depth+1)
		}
	}
	place(0, 0)
	for _, hit := range hits { // none is left, unless some are under each other
		place(hit.GetFoldedUnder(), 0)
	}
	return ordered
}

// hitRow is a hit in the table; what isn't active is marked, and so is what the
// text itself didn't find.
func hitRow(h *firnv1.SearchHit, depth int, colour bool) []string {
	term := h.GetTerm()
	if colour {
		term = highlight(term, h.GetMatches())
	}
	if !h.GetDescriptionActive() {
		term += " (inactive description)"
	}
	tag := h.GetSemanticTag()
	if !h.GetActive() {
		tag = cmp.Or(tag, "concept") + ", inactive"
	}
	preferred := h.GetPreferredTerm()
	if preferred == h.GetTerm() {
		preferred = ""
	}
	row := []string{componentID(h.GetConceptId()).String(), strings.Repeat("  ", depth) + term, tag, preferred}
	if mark := wideningMark(h.GetWidening()); mark != "" {
		row = append(row, mark)
	}
	return row
}

// wideningMark says how a hit was found that the text itself didn't find; it is ""
// for others.
func wideningMark(w *firnv1.Widening) string {
	switch w.GetStep() {
	case firnv1.WidenStep_WIDEN_STEP_EQUIVALENTS:
		return "≈ equivalent: " + w.GetText()
	case firnv1.WidenStep_WIDEN_STEP_SPELLING:
		return "≈ by spelling: " + strings.Join(convert(w.GetWords(), func(r *firnv1.RespelledWord) string {
			return r.GetTyped() + " → " + r.GetFound()
		}), ", ")
	}
	return ""
}

// hitLines are the lines below a hit: what to use instead of an inactive concept,
// and why the hit has its place.
func hitLines(h *firnv1.SearchHit) []string {
	var lines []string
	for _, r := range h.GetReplacements() {
		lines = append(lines, replacementLine(r))
	}
	for _, reason := range h.GetReasons() {
		lines = append(lines, fmt.Sprintf("%-14s  %s", reason.GetKey(), reason.GetText()))
	}
	return lines
}

// replacementLine is what to use instead, and what the release calls that.
func replacementLine(r *firnv1.Replacement) string {
	line := fmt.Sprintf("→ %s |%s|", componentID(r.GetTarget().GetConceptId()), r.GetTarget().GetPreferredTerm())
	if association := strings.TrimSuffix(r.GetAssociationTerm(), " association reference set"); association != "" {
		line += " (" + association + ")"
	}
	if !r.GetTargetActive() {
		line += ", inactive"
	}
	return line
}

// highlight makes the parts of a text that matched bold.
func highlight(text string, matches []*firnv1.ByteRange) string {
	var b strings.Builder
	done := 0
	for _, m := range matches {
		start, end := int(m.GetStart()), int(m.GetEnd())
		if start < done || end < start || end > len(text) {
			continue
		}
		b.WriteString(text[done:start] + "\x1b[1m" + text[start:end] + "\x1b[0m")
		done = end
	}
	return b.String() + text[done:]
}
