package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology/sctid"
)

type searchCommand struct {
	Text []string `arg:"" optional:"" help:"The text; several words may be given as several arguments. A concept id or description id finds its concept. Without a text, on a terminal: a search box."`
	question
	dialects
	limitFlags
	Tag                  []string `group:"limits" placeholder:"TAG" help:"Only concepts with this semantic tag, such as disorder; several: any of them."`
	Type                 []string `group:"limits" enum:"fsn,synonym,definition" placeholder:"TYPE" help:"Look only through these descriptions: fsn, synonym, definition; several: any of them (default fsn,synonym)."`
	Status               string   `group:"limits" enum:"active,inactive,any" default:"active" help:"Which concepts: active, inactive or any."`
	InactiveDescriptions bool     `group:"limits" help:"Look through inactive descriptions as well."`
	OnlyDialects         bool     `group:"limits" help:"Look only through descriptions that are in use in one of the dialects."`

	Widen   string     `group:"ranking" enum:"auto,never,always" default:"auto" help:"When to look for word equivalents and other spellings too: auto, only if nothing is found; never; or always, equivalents at once."`
	Prefer  []sctid.ID `group:"ranking" placeholder:"ID" help:"Reference set whose members come first among equally good hits; several: best first, at most 8."`
	ByUsage bool       `group:"ranking" help:"Of equally good hits, what is chosen more often comes first. Needs a table of use: --usage, here or of the server."`
	Fold    bool       `group:"ranking" help:"Print hits that another one of the same page subsumes below that one."`

	siteTables

	Limit      int  `short:"n" default:"20" help:"How many to print at most; 0 means all."`
	Count      bool `group:"form" help:"Print only how many concepts there are in all, exactly."`
	ExactTotal bool `group:"form" help:"Count all concepts found; otherwise counting ends at 1,000."`
	Facets     bool `group:"form" help:"Print also how many concepts there are of each semantic tag and in each top-level hierarchy, over all hits."`
	Explain    bool `group:"form" help:"Print below each hit why it has its place."`
	JSON       bool `name:"json" group:"form" help:"Print one JSON object a line; see above."`
}

// Help implements [kong.HelpProvider].
func (searchCommand) Help() string {
	return `
Finds the concepts that have a description in which every word of the text begins a word of its own, in any order; case doesn't count. Prints the best first, one row a concept: the id, the term that matched, the semantic tag, and the preferred term where that is another one. Below an inactive concept stands what to use instead. How many there are in all is said on standard error.

What the text itself doesn't find is marked: "≈ equivalent: renal failure" was found by words that mean the same, "≈ by spelling: diabtes → diabetes" by other spellings. --widen says when to look for such.

Without a text, on a terminal, it is a search box: it searches at every keystroke. Arrows, page up and down, Home and End move through the list; Enter shows the details of a concept, and Enter there chooses it: the box ends and prints the id and the preferred term, with a tab between them. Esc and Ctrl-C leave. Ctrl-A, Ctrl-E, Ctrl-U, Ctrl-W and Ctrl-K edit the text as in a shell. The box is drawn on the terminal even where the output goes elsewhere.

With --json each hit has: conceptId, term (the one that matched), preferredTerm, fullySpecifiedName, semanticTag, active, descriptionId, descriptionType, descriptionActive, languageCode, matchClass (whole-term, preferred-term-begins, term-begins, whole-words, prefixes or widened), matches (the parts of term that matched, each with start and end in bytes of UTF-8), widening (null, or an object with step, text, and words with typed and found), boostRefsetId, usageLevel (0 to 5), replacements (objects with conceptId, preferredTerm, fullySpecifiedName, active, associationId, association and chain), foldedUnder and reasons (with --explain: objects with key, value and text). Hits keep their order with --fold.

--json with --count prints one object instead, --json with --facets prints it after the hits: release, count, capped (whether there are more), widenStep (as-typed, equivalents or spelling: the last one that was needed, or tried), semanticTags (objects with semanticTag and count) and hierarchies (conceptId, preferredTerm, count).

Examples:

    firn search myo inf
    firn search "heart attack" --json --limit 5
    firn search fracture --descendants-of 404684003 --tag disorder --dialect en-GB
    firn search diabtes --explain --limit 3
    firn search pain --ecl '<< 404684003 : 363698007 = *' --facets
    firn search
    firn concept $(firn search --tag disorder | cut -f 1)

Exit codes: 0 found; 1 nothing found; 2 bad usage or input, such as a limit that the release lacks (or no release to ask); 3 the system failed.
`
}

// AfterApply settles where the answers come from. A server has tables of its own.
func (f *searchCommand) AfterApply(command *kong.Context) error {
	if err := f.source.AfterApply(command); err != nil {
		return err
	}
	if given(command, "usage") && !f.ByUsage {
		return usagef("add --by-usage", "--usage FILE has no effect without --by-usage")
	}
	if f.Server == "" {
		if f.ByUsage && f.Usage == "" {
			return usagef("name one: --usage FILE", "--by-usage needs a table of use")
		}
		return nil
	}
	for _, flag := range []string{"equivalents", "usage"} {
		if given(command, flag) {
			return usagef("start the server with --"+flag+" FILE", "--%s goes with a data directory: a server has tables of its own", flag)
		}
	}
	return nil
}

// searchPageSize is the most that Search returns at once.
const searchPageSize = 1000

var widenModes = map[string]firnv1.Widen{
	"auto":   firnv1.Widen_WIDEN_WHEN_NOTHING_FOUND,
	"never":  firnv1.Widen_WIDEN_NEVER,
	"always": firnv1.Widen_WIDEN_ALWAYS,
}

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
	request := &firnv1.SearchRequest{
		// Only UTF-8 travels. What isn't parts words, like punctuation.
		Text:                        strings.ToValidUTF8(strings.Join(f.Text, " "), "\uFFFD"),
		Release:                     f.Release,
		Dialects:                    f.Dialect,
		Limit:                       f.limit(),
		SemanticTags:                f.Tag,
		DescriptionTypes:            convert(f.Type, func(name string) firnv1.DescriptionType { return types[name] }),
		Status:                      statuses[f.Status],
		IncludeInactiveDescriptions: f.InactiveDescriptions,
		OnlyDialects:                f.OnlyDialects,
		Widen:                       widenModes[f.Widen],
		ExactTotal:                  f.ExactTotal || f.Count,
		CountSemanticTags:           f.Facets,
		CountHierarchies:            f.Facets,
		FoldSubsumed:                f.Fold,
		Explain:                     f.Explain,
	}
	if len(f.Prefer) > 0 || f.ByUsage {
		request.Boost = &firnv1.Boost{RefsetIds: numbers(f.Prefer), Usage: f.ByUsage}
	}
	return request
}

// connect opens what is to be asked.
func (f *searchCommand) connect(p *process) (*client, error) {
	var options rpc.Options
	if f.Server == "" {
		if err := f.load(&options); err != nil {
			return nil, err
		}
	}
	return f.openWith(p, options)
}

// Run implements the command.
func (f *searchCommand) Run(p *process) error {
	if f.Limit < 0 {
		return usagef("", "--limit is %d: expected 0 or more", f.Limit)
	}
	if f.Count && f.Explain {
		return usagef("leave one of them out", "--count prints no hits, and --explain is about hits")
	}
	if len(f.Text) == 0 {
		return f.live(p)
	}
	c, err := f.connect(p)
	if err != nil {
		return err
	}
	defer c.close()

	answer := searchAnswer{command: f, p: p}
	request := f.request()
	err = everyPage(func(token string) (string, error) {
		request.PageSize = searchPageSize
		switch {
		case f.Count:
			request.PageSize = 1
		case f.Limit > 0:
			request.PageSize = uint32(min(searchPageSize, f.Limit-answer.printed))
		}
		request.PageToken = token
		page, err := c.search.Search(c.ctx, request)
		if err != nil {
			return "", limitError(err)
		}
		if token == "" {
			answer.first = page
		}
		if f.Count {
			return "", nil
		}
		if err := answer.page(page); err != nil {
			return "", err
		}
		if answer.printed == f.Limit {
			return "", nil
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil {
		return err
	}
	return answer.finish()
}

// searchSummary says how many of how many were printed.
func searchSummary(printed, total int) string {
	if printed < total {
		return fmt.Sprintf("%s of %s; --limit 0 prints all", thousands(printed), plural(total, "concept", "concepts"))
	}
	return plural(total, "concept", "concepts")
}
