package main

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/firn-sct/firn/cmd/firn/internal/diffpage"
	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// changeColumns are the columns of a kind's table, for people.
func changeColumns(kind firnv1.ChangeKind) []string {
	switch kind {
	case firnv1.ChangeKind_CHANGE_KIND_RETIRED:
		return []string{"id", "term", "reason", "use instead"}
	case firnv1.ChangeKind_CHANGE_KIND_LOST_MEMBER:
		return []string{"id", "term", "why", "use instead"}
	case firnv1.ChangeKind_CHANGE_KIND_NEW_MEMBER:
		return []string{"id", "term", "why"}
	case firnv1.ChangeKind_CHANGE_KIND_FULLY_SPECIFIED_NAME:
		return []string{"id", "old name", "new name"}
	case firnv1.ChangeKind_CHANGE_KIND_PREFERRED_TERM:
		return []string{"id", "old term", "new term", "dialects"}
	case firnv1.ChangeKind_CHANGE_KIND_MOVED:
		return []string{"id", "term", "no longer below", "now below"}
	case firnv1.ChangeKind_CHANGE_KIND_DEFINITION_STATUS:
		return []string{"id", "term", "was", "is"}
	case firnv1.ChangeKind_CHANGE_KIND_NOT_FOUND:
		return []string{"id"}
	case firnv1.ChangeKind_CHANGE_KIND_ADDED, firnv1.ChangeKind_CHANGE_KIND_VANISHED:
		return []string{"id", "name", "state"}
	}
	return []string{"id", "name"}
}

// changeCells are a change's cells in those columns.
func changeCells(c *firnv1.ConceptChange) []string {
	id, concept := componentID(c.GetConcept().GetConceptId()).String(), c.GetConcept()
	name := cmp.Or(concept.GetFullySpecifiedName(), concept.GetPreferredTerm(), "(no name)")
	term := cmp.Or(concept.GetPreferredTerm(), concept.GetFullySpecifiedName(), "(no name)")
	namedConcept := func(s *firnv1.ConceptSummary) string { return named(s.GetConceptId(), s.GetPreferredTerm()) }
	switch c.GetKind() {
	case firnv1.ChangeKind_CHANGE_KIND_RETIRED:
		return []string{id, term, cmp.Or(c.GetHistory().GetInactivation().GetTerm(), "no reason given"), instead(c.GetHistory())}
	case firnv1.ChangeKind_CHANGE_KIND_LOST_MEMBER:
		cells := []string{id, term, whyMember(c)}
		if c.GetHistory() != nil {
			cells = append(cells, instead(c.GetHistory()))
		}
		return cells
	case firnv1.ChangeKind_CHANGE_KIND_NEW_MEMBER:
		return []string{id, term, whyMember(c)}
	case firnv1.ChangeKind_CHANGE_KIND_FULLY_SPECIFIED_NAME:
		return []string{id, cmp.Or(c.GetOldTerm(), "(none)"), cmp.Or(c.GetNewTerm(), "(none)")}
	case firnv1.ChangeKind_CHANGE_KIND_PREFERRED_TERM:
		return []string{id, cmp.Or(c.GetOldTerm(), "(none)"), cmp.Or(c.GetNewTerm(), "(none)"), joined(c.GetDialects(), dialectName)}
	case firnv1.ChangeKind_CHANGE_KIND_MOVED:
		return []string{id, term, joined(c.GetLostParents(), namedConcept), joined(c.GetGainedParents(), namedConcept)}
	case firnv1.ChangeKind_CHANGE_KIND_DEFINITION_STATUS:
		return []string{id, term, definitionStatus(c.GetOldDefinitionStatus()), definitionStatus(c.GetNewDefinitionStatus())}
	case firnv1.ChangeKind_CHANGE_KIND_NOT_FOUND:
		return []string{id}
	case firnv1.ChangeKind_CHANGE_KIND_ADDED, firnv1.ChangeKind_CHANGE_KIND_VANISHED:
		return []string{id, name, map[bool]string{true: "active", false: "inactive"}[concept.GetActive()]}
	}
	return []string{id, name}
}

// whyMember says why a concept left or joined the value set, and with a concept of the
// constraint which one it is about.
func whyMember(c *firnv1.ConceptChange) string {
	why := word(c.GetReason())
	if c.GetAnchor() != nil {
		why += ": " + named(c.GetAnchor().GetConceptId(), c.GetAnchor().GetPreferredTerm())
	}
	return why
}

// instead lists what to use for a retired concept, best first.
func instead(h *firnv1.ConceptHistory) string {
	if len(h.GetReplacements()) == 0 {
		return "nothing named"
	}
	return joined(h.GetReplacements(), func(r *firnv1.HistoricalReplacement) string {
		return judgement(r.GetJudgement()) + ": " + associationName(r.GetAssociationRefsetId(), r.GetAssociationTerm()) + " " +
			named(r.GetTarget().GetConceptId(), r.GetTarget().GetPreferredTerm())
	})
}

// scope says what was compared.
func (f *diffCommand) scope(r *diffResult, codes int) string {
	switch {
	case f.ECL != "":
		return "value set " + f.ECL + ": " + plural(r.oldSize, "concept", "concepts") + " before, " + thousands(r.newSize) + " now"
	case f.Codes != "":
		return plural(codes, "code", "codes")
	}
	return "all concepts"
}

// table prints the changes for people: counts first.
func (f *diffCommand) table(p *process, r *diffResult, groups changeGroups, codes int) error {
	p.line("from %s", r.old)
	p.line("to   %s", r.new)
	p.line("%s; changed: %s", f.scope(r, codes), thousands(r.concepts))
	if r.concepts == 0 {
		return nil
	}
	p.line("")
	counts := tables.Table{Indent: "  ", Right: []bool{false, true}}
	for _, kind := range r.kinds() {
		counts.Add(word(kind), thousands(r.counts[kind]))
	}
	if err := counts.Write(p.out); err != nil {
		return err
	}
	if f.limit() == 0 || len(groups) > 0 {
		for _, kind := range r.kinds() {
			p.line("")
			title := word(kind) + ":"
			if n := len(groups[kind]); n < r.counts[kind] {
				title = word(kind) + ", " + thousands(n) + " of " + thousands(r.counts[kind]) + ":"
			}
			p.line("%s", title)
			t := tables.Table{Indent: "  ", Header: changeColumns(kind)}
			for _, change := range groups[kind] {
				t.Add(changeCells(change)...)
			}
			if err := t.Write(p.out); err != nil {
				return err
			}
		}
	}
	for _, kind := range r.kinds() {
		if len(groups[kind]) < r.counts[kind] {
			p.say("--limit 0 shows all")
			break
		}
	}
	return nil
}

// page writes the page of --html.
func (f *diffCommand) page(p *process, r *diffResult, groups changeGroups, codes int) error {
	page := diffpage.Page{Old: r.old, New: r.new, Scope: f.scope(r, codes), Concepts: r.concepts, Program: "firn " + buildVersion().Version}
	for _, kind := range r.kinds() {
		page.Sections = append(page.Sections, diffpage.Section{
			Kind: word(kind), Total: r.counts[kind], Columns: changeColumns(kind), Rows: convert(groups[kind], changeCells),
		})
	}
	if f.HTML == "-" {
		return page.Write(p.out)
	}
	// Beside its place first, so that no half of a page is ever there.
	file, err := os.CreateTemp(filepath.Dir(f.HTML), ".firn-diff-*")
	if err != nil {
		return inputFile("--html", err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if err := page.Write(file); err != nil {
		return err
	}
	if err := file.Chmod(0o644); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), f.HTML); err != nil {
		return inputFile("--html", err)
	}
	p.say("%s written: %s", f.HTML, plural(r.concepts, "concept changed", "concepts changed"))
	return nil
}
