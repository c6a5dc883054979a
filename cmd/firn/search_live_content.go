package main

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/firn-sct/firn/cmd/firn/internal/box"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// boxAnswer is an answer as the box has them.
func boxAnswer(r *firnv1.SuggestResponse) box.Answer {
	a := box.Answer{Number: r.GetCorrelation()}
	if e := r.GetError(); e != nil {
		a.Err = e.GetMessage()
		return a
	}
	found := r.GetResponse()
	a.Total, a.Capped = int(found.GetTotalSize()), found.GetTotalCapped()
	for _, placed := range foldedOrder(found.GetHits()) {
		h := placed.hit
		hit := box.Hit{
			ConceptID:     componentID(h.GetConceptId()).String(),
			Term:          h.GetTerm(),
			PreferredTerm: h.GetPreferredTerm(),
			Tag:           h.GetSemanticTag(),
			Mark:          strings.TrimPrefix(wideningMark(h.GetWidening()), "≈ "),
			Inactive:      !h.GetActive(),
			Depth:         placed.depth,
		}
		for _, m := range h.GetMatches() {
			hit.Matches = append(hit.Matches, [2]int{int(m.GetStart()), int(m.GetEnd())})
		}
		for i, reason := range h.GetReasons() {
			label := ""
			if i == 0 {
				label = "place"
			}
			hit.Why = append(hit.Why, box.DetailLine{Label: label, Text: reason.GetText()})
		}
		a.Hits = append(a.Hits, hit)
	}
	return a
}

// details asks for a concept.
func (l *liveSearch) details(ctx context.Context, conceptID string) box.Details {
	if timeout := l.command.Timeout; timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	id, err := strconv.ParseUint(conceptID, 10, 64)
	if err != nil {
		return box.Details{ConceptID: conceptID, Err: err.Error()}
	}
	r, err := l.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{
		ConceptId: id, Release: l.command.Release, Dialects: l.command.Dialect, View: firnv1.ConceptView_CONCEPT_VIEW_STANDARD,
	})
	if err != nil {
		message, _ := describe(err)
		return box.Details{ConceptID: conceptID, Err: message}
	}
	return conceptDetails(r.GetConcept())
}

// conceptDetails is what the box shows of a concept.
func conceptDetails(c *firnv1.Concept) box.Details {
	id := componentID(c.GetConceptId()).String()
	d := box.Details{ConceptID: id, Title: id + "  " + cmp.Or(c.GetFullySpecifiedName(), c.GetPreferredTerm(), "(no name)")}
	add := func(label string, texts ...string) {
		for _, text := range texts {
			d.Lines = append(d.Lines, box.DetailLine{Label: label, Text: text})
			label = "" // only the first has it
		}
	}
	add("preferred term", c.GetPreferredTerm())
	add("status", conceptStatus(c))
	if reason := c.GetInactivation(); reason != nil {
		add("reason", cmp.Or(named(reason.GetValueId(), reason.GetTerm()), "none given"))
	}
	add("use instead", convert(c.GetReplacements(), replacementLine)...)
	language := ""
	for _, row := range c.GetDescriptions() {
		if row.GetTerm() == c.GetPreferredTerm() {
			language = row.GetLanguageCode()
		}
	}
	terms := make(map[firnv1.DescriptionType][]string)
	for _, row := range descriptionOrder(c.GetDescriptions()) {
		term := row.GetTerm()
		if term == c.GetPreferredTerm() || !row.GetActive() {
			continue
		}
		if row.GetLanguageCode() != language {
			term += " (" + row.GetLanguageCode() + ")"
		}
		terms[row.GetType()] = append(terms[row.GetType()], term)
	}
	add("synonyms", terms[firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM]...)
	add("definition", terms[firnv1.DescriptionType_DESCRIPTION_TYPE_DEFINITION]...)
	add("parents", convert(c.GetParents(), func(parent *firnv1.ConceptSummary) string {
		return named(parent.GetConceptId(), parent.GetPreferredTerm())
	})...)
	if c.GetActive() {
		add("below it", plural(int(c.GetChildCount()), "child", "children")+", "+plural(int(c.GetDescendantCount()), "descendant", "descendants"))
	}
	return d
}

// heldOutput keeps what is written, until it is released.
type heldOutput struct {
	to     io.Writer
	mutex  sync.Mutex
	kept   bytes.Buffer
	passes bool
}

// Write implements [io.Writer].
func (h *heldOutput) Write(text []byte) (int, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.passes {
		return h.to.Write(text)
	}
	return h.kept.Write(text)
}

// release writes what was kept; what comes later passes through.
func (h *heldOutput) release() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.passes = true
	_, _ = h.kept.WriteTo(h.to)
}
