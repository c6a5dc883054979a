package main

import (
	"errors"
	"io"
	"os"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/ecl"
)

type eclCommand struct {
	Constraint []string `arg:"" optional:"" name:"expr" help:"The constraint; several arguments are joined by spaces, and - reads it from standard input."`
	File       string   `short:"f" placeholder:"FILE" help:"Read the constraint from this file instead."`
	question
	dialects
	Count   bool   `group:"form" xor:"form" help:"Print only how many concepts, or rows, there are."`
	IDs     bool   `name:"ids" group:"form" xor:"form" help:"Print only the ids, one a line, in ascending order."`
	Explain bool   `group:"form" xor:"form" help:"Print how the constraint was evaluated: the plan, with the estimated and the true size and the time of each step."`
	Check   bool   `group:"form" xor:"form" help:"Only read the constraint, and print its canonical form. Needs no release."`
	Long    bool   `group:"form" help:"Only read the constraint, and print its long form: words for symbols."`
	Terms   bool   `group:"form" help:"Only read the constraint, and print it with the preferred terms of the release; with --long in the long form."`
	JSON    bool   `name:"json" group:"form" help:"Print JSON; see above. Together with any of the others but --ids."`
	Order   string `enum:"id,term,hierarchy" default:"id" help:"Order of the concepts: by id, by preferred term, or depth first through the hierarchy."`
	Limit   int    `short:"n" default:"20" help:"How many concepts, or rows, to print at most; 0 means all. --ids prints all."`
	Strict  bool   `help:"Unknown and inactive identifiers, and forms that only leniency accepts, are errors instead of warnings."`
}

// Help implements [kong.HelpProvider].
func (eclCommand) Help() string {
	return `
Evaluates an expression constraint (ECL 2.3) and prints the concepts that it stands for: the id, the preferred term, the semantic tag. A constraint that gives rows, as ^ [mapTarget, mapPriority] 447562003, is printed as a table of them. How many there are in all is said on standard error, and so are warnings. Quote the constraint: the shell has its own opinion of < and |.

With --json each concept is one object a line: conceptId, preferredTerm, fullySpecifiedName, semanticTag, active, definitionStatus, effectiveTime, moduleId; each row is one with the names of its columns. --count, --explain, --check, --long and --terms give one object: {"release", "count"}; the plan; or {"valid", "canonical", "longForm", "warnings"}, where an error stands as "error" with reason, message, hint, start, end, line, column, found and expected.

Examples:

    firn ecl '<< 404684003 : 363698007 = << 39057004'
    firn ecl --count '<< 404684003 {{ term = "heart" }}'
    firn ecl --ids '^ 700043003' > ids.txt
    firn ecl --check - < constraint.ecl
    firn ecl --explain '< 64572001 : 116676008 = << 49755003'

Exit codes: 0 found, or well formed; 1 the set is empty; 2 the constraint is not well formed, or other bad input (or no release to ask); 3 the system failed.
`
}

// Run implements the command.
func (f *eclCommand) Run(p *process) error {
	if f.Limit < 0 {
		return usagef("", "--limit is %d: expected 0 or more", f.Limit)
	}
	forms := f.Count || f.IDs || f.Explain
	switch {
	case f.IDs && f.JSON:
		return usagef("--json without --ids prints whole objects", "--ids and --json contradict each other")
	case forms && (f.Long || f.Terms):
		return usagef("--long and --terms print the constraint, not what it stands for", "--long and --terms go with --check and --json alone")
	case f.Check && f.Terms:
		return usagef("leave --check out: --terms doesn't evaluate the constraint either", "--check needs no release, and --terms takes the terms from one")
	}
	text, err := f.text(p)
	if err != nil {
		return err
	}
	if !f.Terms && (f.Check || f.Long) {
		return f.check(p, text)
	}
	if f.Strict { // the services are strict about identifiers alone
		if _, _, err := ecl.Parse(text, ecl.Options{Strict: true}); err != nil {
			return err
		}
	}
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	switch {
	case f.Terms:
		return f.terms(p, c, text)
	case f.Explain:
		return f.explain(p, c, text)
	case f.IDs:
		return f.ids(p, c, text)
	default:
		return f.evaluate(p, c, text)
	}
}

// text returns the constraint: from the command line, a file, or standard input.
func (f *eclCommand) text(p *process) (string, error) {
	words := strings.Join(f.Constraint, " ")
	switch {
	case f.File != "" && words != "":
		return "", usagef("leave one of them out", "a constraint and --file: not both")
	case f.File != "":
		file, err := os.Open(f.File)
		if err != nil {
			return "", inputFile("--file", err)
		}
		defer file.Close()
		return readConstraint(file)
	case words == "-":
		return readConstraint(p.stdin)
	case words == "":
		return "", usagef("quote it; - reads it from standard input, --file FILE from a file", "give an expression constraint")
	}
	return words, nil
}

// readConstraint reads no more than a constraint can have, and a byte more so that
// the parser sees that it is too long.
func readConstraint(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, ecl.DefaultMaxLength+2))
	return strings.TrimRight(string(text), "\r\n"), err
}

// eclErrorObject is an error of --check --json.
type eclErrorObject struct {
	Reason   string   `json:"reason"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Found    string   `json:"found,omitempty"`
	Expected []string `json:"expected"`
}

type eclWarningObject struct {
	Reason         string        `json:"reason"`
	Message        string        `json:"message"`
	Start          int           `json:"start"`
	End            int           `json:"end"`
	Line           int           `json:"line"`
	Column         int           `json:"column"`
	ComponentID    componentID   `json:"componentId"`
	ReplacementIDs []componentID `json:"replacementIds"`
}

// eclCheckObject is what --check, --long and --terms print with --json.
type eclCheckObject struct {
	Valid     bool               `json:"valid"`
	Canonical string             `json:"canonical,omitempty"`
	LongForm  string             `json:"longForm,omitempty"`
	Error     *eclErrorObject    `json:"error,omitempty"`
	Warnings  []eclWarningObject `json:"warnings"`
}

// check reads the constraint in this program and needs no release.
func (f *eclCommand) check(p *process, text string) error {
	query, warnings, err := ecl.Parse(text, ecl.Options{Strict: f.Strict})
	var bad *ecl.Error
	if errors.As(err, &bad) && f.JSON {
		return errors.Join(p.json(eclCheckObject{Error: &eclErrorObject{
			string(bad.Reason), bad.Message, bad.Hint, bad.Start, bad.End, bad.Line, bad.Column, bad.Found, append([]string{}, bad.Expected...),
		}, Warnings: []eclWarningObject{}}), err)
	}
	if err != nil {
		return err
	}
	warned := make([]*firnv1.EclWarning, len(warnings))
	for i := range warnings {
		w := &warnings[i]
		line, column := ecl.Locate(text, w.Start)
		warned[i] = &firnv1.EclWarning{
			Reason: string(w.Reason), Message: w.Message, Start: uint32(w.Start), End: uint32(w.End), Line: uint32(line), Column: uint32(column),
		}
	}
	return f.printForms(p, query.String(), ecl.Format(query, ecl.Style{Long: true}), warned)
}

// terms asks the release for the constraint with its terms.
func (f *eclCommand) terms(p *process, c *client, text string) error {
	r, err := c.ecl.Parse(c.ctx, &firnv1.ParseRequest{Ecl: text, Release: f.Release, Dialects: f.Dialect, Strict: f.Strict})
	if err != nil {
		return err
	}
	if warnings := r.GetWarnings(); f.Strict && len(warnings) > 0 {
		return usagef("leave --strict out, and it is a warning", "line %d, column %d: %s", warnings[0].GetLine(), warnings[0].GetColumn(), warnings[0].GetMessage())
	}
	return f.printForms(p, r.GetCanonicalWithTerms(), r.GetLongFormWithTerms(), r.GetWarnings())
}

func (f *eclCommand) printForms(p *process, canonical, long string, warnings []*firnv1.EclWarning) error {
	if f.JSON {
		return p.json(eclCheckObject{Valid: true, Canonical: canonical, LongForm: long, Warnings: convert(warnings, newEclWarningObject)})
	}
	p.eclWarnings(warnings)
	if f.Long {
		canonical = long
	}
	p.line("%s", canonical)
	return nil
}

func newEclWarningObject(w *firnv1.EclWarning) eclWarningObject {
	return eclWarningObject{
		w.GetReason(), w.GetMessage(), int(w.GetStart()), int(w.GetEnd()), int(w.GetLine()), int(w.GetColumn()),
		componentID(w.GetComponentId()), convert(w.GetReplacementIds(), func(id uint64) componentID { return componentID(id) }),
	}
}

// eclWarnings tells people the remarks about a constraint.
func (p *process) eclWarnings(warnings []*firnv1.EclWarning) {
	for _, w := range warnings {
		p.warn("%d:%d: %s", w.GetLine(), w.GetColumn(), w.GetMessage())
	}
}
