package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/firn-sct/firn/cmd/firn/internal/bulk"
	"github.com/firn-sct/firn/cmd/firn/internal/records"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/validate"
)

// runBulk judges files of any length. It reads the data directory itself: a service in
// between would cost most of the time.
func (f *validateCommand) runBulk(p *process) error {
	config := &bulkConfig{}
	if f.Config != "" {
		var err error
		if config, err = readBulkConfig(f.Config); err != nil {
			return err
		}
	}
	f.override(config)
	if err := f.checkBulk(config); err != nil {
		return err
	}
	ctx := p.ctx
	if f.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.Timeout)
		defer cancel()
	}
	releases, err := openCatalog(p, f.Data)
	if err != nil {
		return err
	}
	defer releases.Close()
	p.warnBroken(releases)
	release, free, err := releases.Acquire(config.Release)
	if err != nil {
		return err
	}
	defer free()
	job := bulk.Job{
		Inputs: config.Inputs, Stdin: p.stdin, Stdout: p.out,
		Format: records.Format(config.Format), Header: records.Header(config.Header),
		Out: config.Out, Rows: bulk.Rows(config.Rows), Fix: config.Fix, FixLog: config.FixLog,
		Checkpoint: config.Checkpoint, MaxUnreadable: -1,
	}
	if config.MaxUnreadable != nil {
		job.MaxUnreadable = *config.MaxUnreadable
	}
	settings, err := json.Marshal([]any{config, release.URI(), f.limit()})
	if err != nil {
		return err
	}
	job.Settings = string(settings)
	var others []*terminology.Release
	for _, info := range releases.Releases() {
		if info.URI == release.URI() {
			continue
		}
		other, free, err := releases.Acquire(info.URI)
		if err != nil {
			return err
		}
		defer free()
		others, job.OtherReleases = append(others, other), append(job.OtherReleases, info.URI)
	}
	if job.Columns, err = f.columns(ctx, p, release, others, config); err != nil {
		return err
	}
	return f.runJob(ctx, p, release, job, config)
}

// override puts what the flags say into the configuration.
func (f *validateCommand) override(c *bulkConfig) {
	for _, text := range []struct {
		flag string
		into *string
	}{
		{f.Release, &c.Release}, {f.Dialect, &c.Dialect}, {f.Out, &c.Out}, {f.Rows, &c.Rows}, {f.SummaryJSON, &c.SummaryJSON},
		{f.HTML, &c.HTML}, {f.Fix, &c.Fix}, {f.FixLog, &c.FixLog}, {f.Checkpoint, &c.Checkpoint},
	} {
		*text.into = cmp.Or(text.flag, *text.into)
	}
	if f.Format != string(records.Auto) {
		c.Format = f.Format
	}
	if f.Header != string(records.HeaderAuto) {
		c.Header = f.Header
	}
	if len(f.Files) > 0 {
		c.Inputs = f.Files
	}
	if f.MaxUnreadable >= 0 {
		c.MaxUnreadable = &f.MaxUnreadable
	}
	if c.Fix != "" && c.FixLog == "" && c.Fix != "-" {
		c.FixLog = c.Fix + ".changes.csv"
	}
}

// checkBulk refuses what doesn't go together.
func (f *validateCommand) checkBulk(c *bulkConfig) error {
	switch {
	case f.Server != "":
		return usagef("leave --server out and name the data directory with --data", "files are judged against a data directory, not by a server")
	case f.JSON:
		return usagef("use --rows report, or --summary-json", "--json is for the short form without files of results")
	}
	if c.Rows != "" && c.Rows != string(bulk.AllRows) && c.Rows != string(bulk.FailingRows) && c.Rows != string(bulk.ReportRows) {
		return usagef("", "rows are %q: expected all, failing or report", c.Rows)
	}
	switch records.Format(c.Format) {
	case "", records.Auto, records.Lines, records.CSV, records.TSV, records.NDJSON, bulk.FHIR:
	default:
		return usagef("", "format is %q: expected auto, lines, csv, tsv, ndjson or fhir", c.Format)
	}
	switch records.Header(c.Header) {
	case "", records.HeaderAuto, records.HeaderYes, records.HeaderNo:
	default:
		return usagef("", "header is %q: expected auto, yes or no", c.Header)
	}
	if c.Rows != "" && c.Out == "" {
		return usagef("name a file with --out", "--rows says what to write, and --out where")
	}
	return nil
}

// columns makes the coded columns, with a checker each.
func (f *validateCommand) columns(ctx context.Context, p *process, release *terminology.Release, others []*terminology.Release, config *bulkConfig) ([]bulk.Column, error) {
	list := config.Columns
	single := f.Column != "" || f.DisplayColumn != "" || f.DateColumn != ""
	if len(f.Check) > 0 {
		if single {
			return nil, usagef("put them into --check", "--column, --display-column and --date-column are for one coded column, and --check for several")
		}
		list = nil
		for _, text := range f.Check {
			c, err := parseCheck(text)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
	}
	if len(list) == 0 || single {
		list = []columnConfig{{Code: f.Column, Display: f.DisplayColumn, Date: f.DateColumn}}
	}
	dialects, err := release.Dialects(config.Dialect)
	if err != nil {
		return nil, err
	}
	var columns []bulk.Column
	for i := range list {
		c := &list[i]
		request, file := c.Limit.request(), c.Limit.List
		if common := f.limit(); common != nil || f.LimitFile != "" {
			if request != nil || file != "" {
				return nil, usagef("give the limit of each column in --check or --config", "the column %s has a limit of its own, and the command line has one for all", c.Name)
			}
			request, file = common, f.LimitFile
		}
		limit, words, err := p.limitOf(ctx, release, request, file)
		if err != nil {
			return nil, err
		}
		checker, err := validate.New(ctx, release, validate.Settings{
			Dialects: dialects, Limit: limit, Others: others, Optional: c.Optional,
			Displays: c.Display != "" || config.Format == string(bulk.FHIR), Dates: c.Date != "",
		})
		if err != nil {
			return nil, err
		}
		columns = append(columns, bulk.Column{Name: c.Name, Code: c.Code, Display: c.Display, Date: c.Date, Checker: checker, Limit: words})
	}
	return columns, nil
}

// request is the limit as a request has it; nil for none.
func (l *limitConfig) request() *firnv1.ConceptLimit {
	if l.ECL == "" && len(l.DescendantsOf)+len(l.DescendantsOrSelfOf)+len(l.MembersOf) == 0 {
		return nil
	}
	number := func(id configID) uint64 { return uint64(id) }
	return &firnv1.ConceptLimit{
		Ecl: l.ECL, DescendantsOf: convert(l.DescendantsOf, number),
		DescendantsOrSelfOf: convert(l.DescendantsOrSelfOf, number), MembersOf: convert(l.MembersOf, number),
	}
}

// runJob does the job and tells of it.
func (f *validateCommand) runJob(ctx context.Context, p *process, release *terminology.Release, job bulk.Job, config *bulkConfig) error {
	if !f.Quiet {
		job.Say = func(text string) { p.say("%s", text) }
	}
	bar := progressLine{began: time.Now()}
	if p.errTerminal && !f.Quiet {
		bar.out = p.stderr
		job.Progress = bar.tell
	}
	summary, err := bulk.Run(ctx, job)
	bar.clear()
	if err != nil {
		if config.Checkpoint != "" && ctx.Err() != nil {
			p.say("the run stands at %s; the same command goes on from there", config.Checkpoint)
		}
		return bulkError(err)
	}
	if config.SummaryJSON != "" {
		text, err := summary.JSON()
		if err != nil {
			return err
		}
		if err := writeBytes(p, config.SummaryJSON, append(text, '\n')); err != nil {
			return err
		}
	}
	if config.HTML != "" {
		page, err := summary.HTML()
		if err != nil {
			return err
		}
		if err := writeBytes(p, config.HTML, page); err != nil {
			return err
		}
	}
	if !f.Quiet {
		if err := printBulkSummary(p.stderr, summary, time.Since(bar.began)); err != nil {
			return err
		}
	}
	switch {
	case summary.Unreadable > 0:
		return usagef("they are marked in the output and listed in the summary", "%s can't be read", plural(int(summary.Unreadable), "row", "rows"))
	case summary.Fails():
		return errNo
	}
	return nil
}

// bulkError gives the errors of a job their hints and exit codes.
func bulkError(err error) error {
	var fault *bulk.Error
	if errors.As(err, &fault) {
		return usagef(fault.Hint, "%s", fault.Message)
	}
	var columns *records.Error
	if errors.As(err, &columns) {
		return usagef(columns.Hint, "%s", columns.Message)
	}
	return err
}

// writeBytes writes a whole file, or to standard output.
func writeBytes(p *process, path string, content []byte) error {
	if path == "-" {
		_, err := p.out.Write(content)
		return err
	}
	return writeWhole(path, func(file *os.File) error {
		_, err := file.Write(content)
		return err
	})
}

// progressLine shows on a terminal how far a job has got.
type progressLine struct {
	out   io.Writer
	began time.Time
	shown bool
}

func (l *progressLine) tell(progress bulk.Progress) {
	const width = 30
	elapsed := time.Since(l.began)
	line := plural(int(progress.Rows), "row", "rows")
	if seconds := elapsed.Seconds(); seconds > 0.5 {
		line += fmt.Sprintf(", %s a second", thousands(int64(float64(progress.Rows-progress.Resumed)/seconds)))
	}
	if progress.Total > 0 {
		share := min(1, float64(progress.Done)/float64(progress.Total))
		bar := make([]byte, width)
		for i := range bar {
			bar[i] = ' '
			if float64(i) < share*width {
				bar[i] = '#'
			}
		}
		line = fmt.Sprintf("[%s] %3.0f %%, %s", bar, 100*share, line)
		if done := progress.Rows - progress.Resumed; share > 0.01 && done > 0 && progress.Rows > 0 {
			// By the share of what this run has done: a part may have been done before.
			before := share * float64(progress.Resumed) / float64(progress.Rows)
			left := time.Duration(float64(elapsed) * (1 - share) / (share - before))
			line += fmt.Sprintf(", %s left", left.Round(time.Second))
		}
	}
	l.shown = true
	fmt.Fprintf(l.out, "\r\x1b[K%s", line)
}

func (l *progressLine) clear() {
	if l.shown {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
}
