package main

import (
	"bufio"
	"errors"
	"io"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

type historyCommand struct {
	IDs []string `arg:"" name:"id" help:"Concept ids; - reads more of them from standard input, one a line."`
	question
	dialects
	Replaced bool `group:"form" xor:"form" help:"List all retired concepts that each one took the place of."`
	Swap     bool `group:"form" xor:"form" help:"Print only the replacements that are safe: the retired concept's id and the one to use, with a tab between."`
	JSON     bool `name:"json" group:"form" help:"Print one JSON object a line; see above."`
}

// Help implements [kong.HelpProvider].
func (historyCommand) Help() string {
	return `
Tells what became of retired concepts: why each was retired and since when, and which active concepts to use instead, found through the historical associations and through chains of retired concepts. Each replacement is marked "safe", to be swapped without asking, or "human", with why somebody has to look: "not-exact", "several-targets" or "reason-disagrees". Ways that lead to none are told too: "dead-end", "loop", "not-in-release". Of an active concept it tells what it took the place of.

With --json each concept is one object: conceptId, preferredTerm, fullySpecifiedName, active, inactivation (or null), replacements (conceptId, preferredTerm, fullySpecifiedName, associationId, association, judgement, safeToSwap, way), ends (kind, conceptId, preferredTerm, way) and replacedCount. With --replaced as well each retired concept is one: conceptId, preferredTerm, fullySpecifiedName, inactivation, replacedById, associationId, association, judgement, safeToSwap and way. A way is a list of steps: associationId, conceptId, effectiveTime.

Examples:

    firn history 307530000
    firn history 404684003 --replaced --json
    firn history --swap - < retired.txt > swaps.tsv

Exit codes: 0 answered; 1 the release lacks a concept, or with --swap a retired one has no safe replacement (the others are answered all the same); 2 bad usage or input (or no release to ask); 3 the system failed.
`
}

// Run implements the command.
func (f *historyCommand) Run(p *process) error {
	if f.Swap && f.JSON {
		return usagef("--json without --swap tells which replacements are safe", "--swap and --json contradict each other")
	}
	ids, err := readIDs(p, f.IDs)
	if err != nil {
		return err
	}
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	if f.Swap {
		return f.swap(p, c, ids)
	}
	lacks := false
	for i, id := range ids {
		switch err := f.one(p, c, id, i > 0); {
		case err == nil:
		case exitCode(err) != exitNo || len(ids) == 1:
			return err
		default:
			lacks = true
			printError(p.stderr, err)
		}
	}
	if lacks {
		return errNo
	}
	return nil
}

// one answers about one concept.
func (f *historyCommand) one(p *process, c *client, id sctid.ID, more bool) error {
	if f.Replaced {
		return f.replaced(p, c, id, func(r *firnv1.ReplacedConcept) error {
			if f.JSON {
				return p.json(newReplacedObject(r, id))
			}
			return printReplaced(p, r)
		})
	}
	r, err := c.history.GetHistory(c.ctx, &firnv1.GetHistoryRequest{ConceptId: uint64(id), Release: f.Release, Dialects: f.Dialect})
	if err != nil {
		return err
	}
	if f.JSON {
		return p.json(newHistoryObject(r.GetHistory()))
	}
	if more {
		p.line("")
	}
	var replaced []*firnv1.ReplacedConcept
	if r.GetHistory().GetReplacedCount() > 0 {
		page, err := c.history.ListReplacedConcepts(c.ctx, &firnv1.ListReplacedConceptsRequest{
			ConceptId: uint64(id), Release: f.Release, Dialects: f.Dialect, PageSize: replacedShown,
		})
		if err != nil {
			return err
		}
		replaced = page.GetReplacedConcepts()
	}
	return printHistory(p, r.GetHistory(), replaced)
}

// replaced calls each with every concept that one took the place of.
func (f *historyCommand) replaced(p *process, c *client, id sctid.ID, each func(*firnv1.ReplacedConcept) error) error {
	return everyPage(func(token string) (string, error) {
		page, err := c.history.ListReplacedConcepts(c.ctx, &firnv1.ListReplacedConceptsRequest{
			ConceptId: uint64(id), Release: f.Release, Dialects: f.Dialect, PageSize: pageOfRows, PageToken: token,
		})
		if err != nil {
			return "", err
		}
		for _, r := range page.GetReplacedConcepts() {
			if err := each(r); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
}

// swap prints the safe replacements, by a stream.
func (f *historyCommand) swap(p *process, c *client, ids []sctid.ID) error {
	stream, err := c.history.GetHistoryStream(c.ctx)
	if err != nil {
		return err
	}
	defer stream.CloseSend()
	complete := true
	for batch := range batches(ids) {
		request := &firnv1.GetHistoryStreamRequest{ConceptIds: batch, Release: f.Release, OmitDetails: true}
		if err := stream.Send(request); err != nil && !errors.Is(err, io.EOF) {
			return err // of io.EOF Recv knows more
		}
		response, err := stream.Recv()
		if err != nil {
			return err
		}
		if len(response.GetStatuses()) != len(batch) || len(response.GetSafeReplacementIds()) != len(batch) {
			return errors.New("the server's answer has another number of rows than the question")
		}
		for i, id := range batch {
			safe := response.GetSafeReplacementIds()[i]
			switch {
			case safe != 0:
				p.line("%d\t%d", id, safe)
			case response.GetStatuses()[i] != firnv1.HistoryStatus_HISTORY_STATUS_ACTIVE:
				complete = false
			}
		}
	}
	if !complete {
		return errNo
	}
	return nil
}

// batches cuts ids into what one message of a stream holds.
func batches(ids []sctid.ID) func(yield func([]uint64) bool) {
	return func(yield func([]uint64) bool) {
		for from := 0; from < len(ids); from += batchRows {
			batch := convert(ids[from:min(from+batchRows, len(ids))], func(id sctid.ID) uint64 { return uint64(id) })
			if !yield(batch) {
				return
			}
		}
	}
}

// readIDs reads the concept ids of a command line, of which "-" stands for those on
// standard input.
func readIDs(p *process, args []string) ([]sctid.ID, error) {
	var ids []sctid.ID
	for _, arg := range args {
		if arg != "-" {
			id, err := terminology.ParseConceptID(arg)
			if err != nil {
				return nil, usagef("", "%v", err)
			}
			ids = append(ids, id)
			continue
		}
		lines := bufio.NewScanner(p.stdin)
		for n := 1; lines.Scan(); n++ {
			text := strings.TrimSpace(lines.Text())
			if text == "" {
				continue
			}
			id, err := terminology.ParseConceptID(text)
			if err != nil {
				return nil, usagef("", "standard input, line %d: %v", n, err)
			}
			ids = append(ids, id)
		}
		if err := lines.Err(); err != nil {
			return nil, usagef("", "standard input: %v", err)
		}
	}
	return ids, nil
}
