package bulk

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/validate"
)

// Summary is what a run counted. It says nothing of time or place, so that two runs
// over the same input have the same.
type Summary struct {
	Release    string          `json:"release"`
	Inputs     []string        `json:"inputs"`
	Rows       int64           `json:"rows"`       // that could be read; resources in FHIR
	Failing    int64           `json:"failing"`    // of them, with an entry that fails
	Unreadable int64           `json:"unreadable"` // further rows
	Columns    []ColumnSummary `json:"columns"`
	// UnreadableRows are the first of the rows that can't be read.
	UnreadableRows []Unreadable `json:"unreadableRows"`
}

// ColumnSummary is a coded column's part of a summary.
type ColumnSummary struct {
	Name    string  `json:"name"`
	Limit   string  `json:"limit,omitempty"`
	Entries int64   `json:"entries"`
	Failing int64   `json:"failing"`
	Safe    int64   `json:"safe"` // have a safe replacement
	Counts  []Count `json:"counts"`
	// Commonest are the codes that aren't valid or are out of the limit, the most
	// frequent first.
	Commonest []BadCode `json:"commonest"`
	// TooLow is by how much the counts of Commonest may be too low, where there are
	// more different codes than are counted exactly; 0 is the rule.
	TooLow int64 `json:"tooLow"`
}

// Count is how many entries have a value of one of the things that are judged.
type Count struct {
	What  string `json:"what"`  // "verdict", "reason", "limit", "display" or "date"
	Value string `json:"value"` // the word in the output
	Count int64  `json:"count"`
}

// BadCode is a code with what to use instead.
type BadCode struct {
	Code    string    `json:"code"`
	Count   int64     `json:"count"`
	Verdict string    `json:"verdict"`
	Reason  string    `json:"reason,omitempty"`
	Since   string    `json:"since,omitempty"`
	Limit   string    `json:"limit,omitempty"` // "not-in" where it is out of the limit
	Term    string    `json:"term,omitempty"`
	Instead []Instead `json:"instead"`
	Swap    string    `json:"swap,omitempty"` // "safe" or "human"
}

// Instead is a concept to use instead of a code.
type Instead struct {
	ConceptID   sctid.ID `json:"conceptId"`
	Term        string   `json:"term,omitempty"`
	Association string   `json:"association,omitempty"`
	Judgement   string   `json:"judgement"`
}

// commonestShown is how many codes a summary has for each column.
const commonestShown = 50

// JSON returns the summary as one JSON object on several lines.
func (s *Summary) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Fails reports whether there is any row with something wrong.
func (s *Summary) Fails() bool { return s.Failing > 0 }

// summary makes the summary of what was counted.
func (r *run) summary(ctx context.Context) (*Summary, error) {
	c := &r.state.Counts
	s := &Summary{
		Inputs: r.job.Inputs, Rows: c.Rows, Failing: c.Failing, Unreadable: c.Unreadable,
		UnreadableRows: r.state.Unreadable,
	}
	if s.UnreadableRows == nil {
		s.UnreadableRows = []Unreadable{}
	}
	for i := range r.job.Columns {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		column := &r.job.Columns[i]
		s.Release = column.Checker.Release().URI()
		part, err := summarize(column, &c.Columns[i], r.state.Tallies[i], r.job.OtherReleases)
		if err != nil {
			return nil, err
		}
		s.Columns = append(s.Columns, *part)
	}
	return s, nil
}

func summarize(column *Column, c *ColumnCounts, t *tally, others []string) (*ColumnSummary, error) {
	s := &ColumnSummary{Name: column.Name, Limit: column.Limit, Entries: c.Entries, Failing: c.Failing, Safe: c.Safe, TooLow: t.Lost, Commonest: []BadCode{}}
	add := func(what, value string, count int64, always bool) {
		if count > 0 || always {
			s.Counts = append(s.Counts, Count{what, value, count})
		}
	}
	for v, n := range c.Verdicts {
		add("verdict", validate.Verdict(v).String(), n, validate.Verdict(v) <= validate.Inactive)
	}
	for v, n := range c.Reasons {
		if validate.Reason(v) != validate.NoReason {
			add("reason", validate.Reason(v).String(), n, false)
		}
	}
	settings := column.Checker.Settings()
	if settings.Limit != nil {
		add("limit", limitWords[terminology.InLimit], c.Limit[terminology.InLimit], true)
		add("limit", limitWords[terminology.NotInLimit], c.Limit[terminology.NotInLimit], true)
	}
	if settings.Displays {
		for v, n := range c.Displays {
			add("display", validate.Display(v).String(), n, false)
		}
	}
	if settings.Dates {
		for v, n := range c.Days {
			add("date", validate.Day(v).String(), n, false)
		}
	}
	judge := column.Checker.NewJudge()
	w := renderer{settings: settings, column: column, others: others}
	for _, code := range t.commonest(commonestShown) {
		var result [1]validate.Result
		if err := judge.Judge([]validate.Row{{Code: []byte(code.code)}}, result[:]); err != nil {
			return nil, err
		}
		bad, err := describeCode(column.Checker, &w, code, &result[0])
		if err != nil {
			return nil, err
		}
		s.Commonest = append(s.Commonest, bad)
	}
	return s, nil
}

// describeCode says what a bad code is and what to use instead.
func describeCode(checker *validate.Checker, w *renderer, code counted, r *validate.Result) (BadCode, error) {
	bad := BadCode{Code: code.code, Count: code.count, Verdict: r.Verdict.String(), Since: r.Inactivation.Since.String(), Swap: swap(r), Instead: []Instead{}}
	if r.Verdict != validate.Valid {
		bad.Reason = string(w.reason(nil, r))
	}
	if r.Limit == terminology.NotInLimit && (r.Verdict == validate.Valid || r.Verdict == validate.Inactive || r.Verdict == validate.DescriptionID) {
		bad.Limit = limitWords[r.Limit]
	}
	var err error
	if r.ConceptID != 0 {
		if bad.Term, err = checker.Term(r.ConceptID); err != nil {
			return bad, err
		}
	}
	for i := range r.Resolution.Len() {
		x := r.Resolution.Replacement(i)
		instead := Instead{ConceptID: x.TargetID, Association: validate.AssociationWord(x.AssociationID), Judgement: x.Judgement.String()}
		if instead.Term, err = checker.Term(x.TargetID); err != nil {
			return bad, err
		}
		bad.Instead = append(bad.Instead, instead)
	}
	if id, safe := r.Swap(); safe && len(bad.Instead) == 0 {
		term, err := checker.Term(id)
		if err != nil {
			return bad, err
		}
		bad.Instead = append(bad.Instead, Instead{ConceptID: id, Term: term, Judgement: swapSafe})
	}
	return bad, nil
}
