package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

// limitFlags name a set of concepts to stay within.
type limitFlags struct {
	DescendantsOf       []sctid.ID `group:"limits" placeholder:"ID" help:"Only proper descendants of this concept; several, with commas or by repeating the flag: of any of them."`
	DescendantsOrSelfOf []sctid.ID `group:"limits" placeholder:"ID" help:"The same, the concept itself included."`
	MembersOf           []sctid.ID `group:"limits" placeholder:"ID" help:"Only concepts with an active member in this reference set; several: in any of them."`
}

// limit returns nil for none.
func (f *limitFlags) limit() *firnv1.ConceptLimit {
	if len(f.DescendantsOf)+len(f.DescendantsOrSelfOf)+len(f.MembersOf) == 0 {
		return nil
	}
	number := func(id sctid.ID) uint64 { return uint64(id) }
	return &firnv1.ConceptLimit{
		DescendantsOf:       convert(f.DescendantsOf, number),
		DescendantsOrSelfOf: convert(f.DescendantsOrSelfOf, number),
		MembersOf:           convert(f.MembersOf, number),
	}
}

type searchCommand struct {
	Text []string `arg:"" help:"The text; several words may be given as several arguments. A concept id or description id finds its concept."`
	question
	dialects
	limitFlags
	Tag                  []string `group:"limits" placeholder:"TAG" help:"Only concepts with this semantic tag, such as disorder; several: any of them."`
	Type                 []string `group:"limits" enum:"fsn,synonym,definition" placeholder:"TYPE" help:"Look only through these descriptions: fsn, synonym, definition; several: any of them (default fsn,synonym)."`
	Status               string   `group:"limits" enum:"active,inactive,any" default:"active" help:"Which concepts: active, inactive or any."`
	InactiveDescriptions bool     `group:"limits" help:"Look through inactive descriptions as well."`
	Limit                int      `short:"n" default:"20" help:"How many to print at most; 0 means all."`
	Count                bool     `xor:"form" help:"Print only how many concepts there are in all."`
	JSON                 bool     `name:"json" xor:"form" help:"Print one JSON object a line; see above."`
}

// Help implements [kong.HelpProvider].
func (searchCommand) Help() string {
	return `
Finds the concepts that have a description in which every word of the text begins a word of its own, in any order; case doesn't count. Prints the best first, one row a concept: the id, the term that matched, the semantic tag, and the preferred term where that is another one. How many there are in all is said on standard error.

With --json each object has: conceptId, term (the one that matched), preferredTerm, fullySpecifiedName, semanticTag, active, descriptionId, descriptionType, descriptionActive, languageCode, matchClass (whole-term, preferred-term-begins, term-begins, whole-words or prefixes) and matches (the parts of term that matched, each with start and end in bytes of UTF-8).

Examples:

    firn search myo inf
    firn search "heart attack" --json --limit 5
    firn search fracture --descendants-of 404684003 --tag disorder --dialect en-GB

Exit codes: 0 found; 1 nothing found; 2 bad usage or input, such as a limit that the release lacks (or no release to ask); 3 the system failed.
`
}

// hitObject is a hit of --json.
type hitObject struct {
	ConceptID          componentID   `json:"conceptId"`
	Term               string        `json:"term"`
	PreferredTerm      string        `json:"preferredTerm"`
	FullySpecifiedName string        `json:"fullySpecifiedName"`
	SemanticTag        string        `json:"semanticTag"`
	Active             bool          `json:"active"`
	DescriptionID      componentID   `json:"descriptionId"`
	DescriptionType    string        `json:"descriptionType"`
	DescriptionActive  bool          `json:"descriptionActive"`
	LanguageCode       string        `json:"languageCode"`
	MatchClass         string        `json:"matchClass"`
	Matches            []matchObject `json:"matches"`
}

type matchObject struct {
	Start uint32 `json:"start"`
	End   uint32 `json:"end"`
}

func newHitObject(h *firnv1.SearchHit) hitObject {
	return hitObject{
		ConceptID:          componentID(h.GetConceptId()),
		Term:               h.GetTerm(),
		PreferredTerm:      h.GetPreferredTerm(),
		FullySpecifiedName: h.GetFullySpecifiedName(),
		SemanticTag:        h.GetSemanticTag(),
		Active:             h.GetActive(),
		DescriptionID:      componentID(h.GetDescriptionId()),
		DescriptionType:    word(h.GetDescriptionType()),
		DescriptionActive:  h.GetDescriptionActive(),
		LanguageCode:       h.GetLanguageCode(),
		MatchClass:         word(h.GetMatchClass()),
		Matches:            convert(h.GetMatches(), func(r *firnv1.ByteRange) matchObject { return matchObject{r.GetStart(), r.GetEnd()} }),
	}
}

// searchPageSize is the most that Search returns at once.
const searchPageSize = 1000

func (f *searchCommand) request() *firnv1.SearchRequest {
	types := map[string]firnv1.DescriptionType{
		"fsn":        firnv1.DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME,
		"synonym":    firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM,
		"definition": firnv1.DescriptionType_DESCRIPTION_TYPE_DEFINITION,
	}
	statuses := map[string]firnv1.ConceptStatus{
		"active":   firnv1.ConceptStatus_CONCEPT_STATUS_ACTIVE,
		"inactive": firnv1.ConceptStatus_CONCEPT_STATUS_INACTIVE,
		"any":      firnv1.ConceptStatus_CONCEPT_STATUS_ANY,
	}
	return &firnv1.SearchRequest{
		Text:                        strings.Join(f.Text, " "),
		Release:                     f.Release,
		Dialects:                    f.Dialect,
		Limit:                       f.limit(),
		SemanticTags:                f.Tag,
		DescriptionTypes:            convert(f.Type, func(name string) firnv1.DescriptionType { return types[name] }),
		Status:                      statuses[f.Status],
		IncludeInactiveDescriptions: f.InactiveDescriptions,
	}
}

// Run implements the command.
func (f *searchCommand) Run(p *process) error {
	if f.Limit < 0 {
		return usagef("", "--limit is %d: expected 0 or more", f.Limit)
	}
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()

	request := f.request()
	var total, printed int
	table := tables.Table{}
	err = everyPage(func(token string) (string, error) {
		request.PageSize = searchPageSize
		switch {
		case f.Count:
			request.PageSize = 1
		case f.Limit > 0:
			request.PageSize = uint32(min(searchPageSize, f.Limit-printed))
		}
		request.PageToken = token
		page, err := c.search.Search(c.ctx, request)
		if err != nil {
			return "", limitError(err)
		}
		total = int(page.GetTotalSize())
		if f.Count {
			return "", nil
		}
		for _, hit := range page.GetHits() {
			printed++
			if !f.JSON {
				table.Rows = append(table.Rows, hitRow(hit, p.outTerminal))
			} else if err := p.json(newHitObject(hit)); err != nil {
				return "", err
			}
		}
		if printed == f.Limit {
			return "", nil
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil {
		return err
	}
	if f.Count {
		p.line("%d", total)
	} else if err := table.Write(p.out); err != nil {
		return err
	}
	if total == 0 {
		p.say("nothing found")
		return errNo
	}
	if !f.Count && !f.JSON {
		p.say("%s", searchSummary(printed, total))
	}
	return nil
}

func searchSummary(printed, total int) string {
	if printed < total {
		return fmt.Sprintf("%s of %s; --limit 0 prints all", thousands(printed), plural(total, "concept", "concepts"))
	}
	return plural(total, "concept", "concepts")
}

// hitRow is a hit in the table; what isn't active is marked.
func hitRow(h *firnv1.SearchHit, colour bool) []string {
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
	return []string{componentID(h.GetConceptId()).String(), term, tag, preferred}
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
