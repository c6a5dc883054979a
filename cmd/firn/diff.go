package main

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

type diffCommand struct {
	Old string `arg:"" help:"The release before: its URI, its edition's URI or module id for the newest version, or a version alone, YYYYMMDD."`
	New string `arg:"" help:"The release after, likewise."`
	source
	dialects
	ECL    string   `name:"ecl" group:"limits" xor:"which" placeholder:"EXPR" help:"Only concepts that this expression constraint stands for in either release, with the members that it lost and won."`
	Codes  string   `group:"limits" xor:"which" placeholder:"FILE" help:"Only the concepts of this file: one id a line, at its beginning; - reads standard input."`
	Strict bool     `group:"limits" help:"Unknown and inactive identifiers in the constraint are errors instead of warnings."`
	Kind   []string `group:"form" enum:"not-found,vanished,added,retired,reactivated,lost-member,new-member,fully-specified-name,preferred-term,moved,definition-status" placeholder:"KIND,..." help:"Only changes of these kinds; see above."`
	Limit  *int     `short:"n" group:"form" placeholder:"N" help:"Show at most so many changes of each kind, 0 for all. If not given: 20 in the table, 1,000 in the page of --html, all with --json and --csv."`
	JSON   bool     `name:"json" group:"form" xor:"form" help:"Print one JSON object a line; see above."`
	CSV    bool     `name:"csv" group:"form" xor:"form" help:"Print CSV: a header line, and a row for each change."`
	HTML   string   `name:"html" group:"form" xor:"form" placeholder:"FILE" help:"Write one page of HTML that stands by itself, to send on or to print; - writes it to standard output."`
}

// Help implements [kong.HelpProvider].
func (diffCommand) Help() string {
	return `
Tells what changed from one release to another, both in the data directory or of the server: for all concepts, for a value set (--ecl), or for a list of codes (--codes). The table has the number of changes of each kind, then the first of each.

The kinds: not-found (in neither release; with --codes), vanished (not in the new release), added, retired (with the reason and what to use instead), reactivated, lost-member and new-member (of the value set, with why), fully-specified-name, preferred-term (by dialect), moved (other parents), definition-status. docs/diff.md says exactly what each means.

With --json each change is one object: kind, conceptId, preferredTerm, fullySpecifiedName, active, oldActive, reason, anchor (conceptId, preferredTerm; or null), inactivation (or null), replacements and ends (as firn history --json), oldTerm, newTerm, dialects (refsetId, tag), lostParents and gainedParents (conceptId, preferredTerm), oldDefinitionStatus and newDefinitionStatus. Changes are in ascending order of concept id, then in the order of the kinds; the table and the page group them by kind.

Examples:

    firn diff 20250731 20260131
    firn diff 20250731 20260131 --ecl '<< 73211009' --html diabetes.html
    firn diff 20250731 20260131 --codes codes.txt --kind retired --csv > retired.csv

Exit codes: 0 there are changes; 1 there are none; 2 bad usage or input (or no such release); 3 the system failed.
`
}

// The most changes of each kind that are shown unless --limit says otherwise.
const (
	diffTableLimit = 20
	diffPageLimit  = 1000
)

// codesPerDiff is how many codes one request may have.
const codesPerDiff = 100_000

// Run implements the command.
func (f *diffCommand) Run(p *process) error {
	if f.Limit != nil && *f.Limit < 0 {
		return usagef("", "--limit is %d: expected 0 or more", *f.Limit)
	}
	if f.Strict && f.ECL == "" {
		return usagef("leave it out", "--strict is about the constraint of --ecl")
	}
	var codes []sctid.ID
	if f.Codes != "" {
		var err error
		if codes, err = readCodes(p, f.Codes); err != nil {
			return err
		}
	}
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	request, err := f.request(p, c)
	if err != nil {
		return err
	}
	return f.print(p, c, request, codes)
}

// limit returns the most changes of each kind to show, 0 for all.
func (f *diffCommand) limit() int {
	switch {
	case f.Limit != nil:
		return *f.Limit
	case f.HTML != "":
		return diffPageLimit
	case f.JSON || f.CSV:
		return 0
	}
	return diffTableLimit
}

// request names the releases and says what to compare.
func (f *diffCommand) request(p *process, c *client) (*firnv1.DiffRequest, error) {
	request := &firnv1.DiffRequest{Dialects: f.Dialect, Ecl: f.ECL, Strict: f.Strict, Limit: uint32(f.limit())}
	for _, name := range f.Kind {
		request.Kinds = append(request.Kinds, changeKinds[name])
	}
	known, err := c.releases.ListReleases(c.ctx, &firnv1.ListReleasesRequest{})
	if err != nil {
		return nil, err
	}
	if request.OldRelease, err = releaseOfVersion(known.GetReleases(), f.Old); err != nil {
		return nil, err
	}
	if request.Release, err = releaseOfVersion(known.GetReleases(), f.New); err != nil {
		return nil, err
	}
	return request, nil
}

// changeKinds are the kinds of change by their words.
var changeKinds = func() map[string]firnv1.ChangeKind {
	kinds := map[string]firnv1.ChangeKind{}
	for n := range firnv1.ChangeKind_name {
		if n != 0 {
			kinds[word(firnv1.ChangeKind(n))] = firnv1.ChangeKind(n)
		}
	}
	return kinds
}()

// releaseOfVersion turns a version alone into the URI of the one release that has it.
// Another name is the server's to understand.
func releaseOfVersion(known []*firnv1.ReleaseSummary, name string) (string, error) {
	if name == "" {
		return "", usagef("firn releases lists them", "a release has no name: expected a URI, an edition or a version")
	}
	if _, err := terminology.ParseDate(name); err != nil || len(name) != 8 {
		return name, nil
	}
	var found, versions []string
	for _, r := range known {
		versions = append(versions, r.GetEffectiveTime())
		if r.GetEffectiveTime() == name {
			found = append(found, r.GetRelease())
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		slices.Sort(versions)
		return "", usagef("there are "+strings.Join(slices.Compact(versions), ", "), "no release has the version %s", name)
	}
	return "", usagef("name one by its URI: "+strings.Join(found, ", "), "%d releases have the version %s", len(found), name)
}

// diffResult is what is known of a comparison besides its changes.
type diffResult struct {
	old, new         string // URIs
	counts           map[firnv1.ChangeKind]int
	concepts         int
	oldSize, newSize int // concepts of the value set
}

// changes asks for the changes, several times where there are many codes, and calls
// each with those that are to be shown.
func (f *diffCommand) changes(p *process, c *client, request *firnv1.DiffRequest, codes []sctid.ID, each func(*firnv1.ConceptChange) error) (*diffResult, error) {
	result := &diffResult{counts: map[firnv1.ChangeKind]int{}}
	shown := map[firnv1.ChangeKind]int{}
	ask := func() error {
		stream, err := c.releases.Diff(c.ctx, request)
		if err != nil {
			return err
		}
		complete := false
		for first := true; ; first = false {
			m, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return limitError(err)
			}
			if first {
				f.begin(p, result, m)
			}
			for _, change := range m.GetChanges() {
				if shown[change.GetKind()]++; f.limit() > 0 && shown[change.GetKind()] > f.limit() {
					continue // of an earlier part of the codes there were enough
				}
				if err := each(change); err != nil {
					return err
				}
			}
			if m.GetComplete() {
				complete = true
				for _, count := range m.GetCounts() {
					result.counts[count.GetKind()] += int(count.GetCount())
				}
				result.concepts += int(m.GetConceptCount())
				result.oldSize, result.newSize = int(m.GetOldSetSize()), int(m.GetSetSize())
			}
		}
		if !complete {
			return errors.New("the server's answer broke off")
		}
		return nil
	}
	if f.Codes == "" {
		return result, ask()
	}
	for len(codes) > 0 {
		n := min(len(codes), codesPerDiff)
		request.ConceptIds, codes = numbers(codes[:n]), codes[n:]
		if err := ask(); err != nil {
			return nil, err
		}
	}
	return result, nil
}

// begin looks at the first message of an answer: which releases it is about, and what
// there is to say of them and of the constraint.
func (f *diffCommand) begin(p *process, result *diffResult, m *firnv1.DiffResponse) {
	if result.old != "" {
		return // the next part of the codes
	}
	result.old, result.new = m.GetOldRelease(), m.GetRelease()
	oldEdition, oldVersion, _ := strings.Cut(result.old, "/version/")
	newEdition, newVersion, _ := strings.Cut(result.new, "/version/")
	switch {
	case oldEdition != newEdition:
		p.warn("the releases are of different editions: %s and %s", oldEdition, newEdition)
	case oldVersion > newVersion:
		p.warn("the first release, %s, is the newer one", oldVersion)
	}
	both := map[string]bool{}
	for _, w := range m.GetWarnings() {
		both[w.GetMessage()] = false
	}
	for _, w := range m.GetOldWarnings() {
		if _, too := both[w.GetMessage()]; too {
			both[w.GetMessage()] = true
			p.warn("%d:%d: %s", w.GetLine(), w.GetColumn(), w.GetMessage())
			continue
		}
		p.warn("%d:%d: %s (in %s)", w.GetLine(), w.GetColumn(), w.GetMessage(), result.old)
	}
	for _, w := range m.GetWarnings() {
		if !both[w.GetMessage()] {
			p.warn("%d:%d: %s (in %s)", w.GetLine(), w.GetColumn(), w.GetMessage(), result.new)
		}
	}
}

// print prints the changes in the form that is asked for.
func (f *diffCommand) print(p *process, c *client, request *firnv1.DiffRequest, codes []sctid.ID) error {
	var result *diffResult
	var err error
	switch {
	case f.JSON:
		result, err = f.changes(p, c, request, codes, func(change *firnv1.ConceptChange) error { return p.json(newChangeObject(change)) })
	case f.CSV:
		result, err = f.csv(p, c, request, codes)
	default:
		groups := changeGroups{}
		if result, err = f.changes(p, c, request, codes, groups.add); err != nil {
			return err
		}
		if f.HTML != "" {
			err = f.page(p, result, groups, len(codes))
		} else {
			err = f.table(p, result, groups, len(codes))
		}
	}
	if err != nil {
		return err
	}
	if result.concepts == 0 {
		return errNo
	}
	return nil
}

// changeGroups are changes by kind.
type changeGroups map[firnv1.ChangeKind][]*firnv1.ConceptChange

func (g changeGroups) add(change *firnv1.ConceptChange) error {
	g[change.GetKind()] = append(g[change.GetKind()], change)
	return nil
}

// kinds returns the kinds that were counted, in their order.
func (r *diffResult) kinds() []firnv1.ChangeKind {
	var kinds []firnv1.ChangeKind
	for kind := range r.counts {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, func(a, b firnv1.ChangeKind) int { return cmp.Compare(a, b) })
	return kinds
}
