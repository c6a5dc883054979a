package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

type validateCommand struct {
	Files []string `arg:"" optional:"" name:"file" help:"Files with the codes; - for standard input, which is the default."`
	question
	dialects
	limitFlags
	Format        string `enum:"auto,lines,csv,tsv,ndjson,fhir" default:"auto" help:"Format of the input: auto, lines (each line is a code), csv, tsv, ndjson, or fhir (resources, one a line)."`
	Header        string `enum:"auto,yes,no" default:"auto" help:"Whether the first row of csv and tsv names the columns: auto, yes or no."`
	Column        string `placeholder:"NAME|N" help:"Column, or key of ndjson, that has the code: its title, or its number from 1."`
	DisplayColumn string `placeholder:"NAME|N" help:"Column, or key, that has the display to check."`
	Quiet         bool   `short:"q" help:"No summary on standard error."`
	JSON          bool   `name:"json" help:"Print one JSON object a line; see above."`
	bulkFlags

	source string // of the rows, "-" for standard input
}

// Help implements [kong.HelpProvider].
func (validateCommand) Help() string {
	return `
Judges each code of the input, and prints a row for each in the order of the input: the code, the verdict (valid, malformed, unknown, inactive), the reason as a stable word or an inactivation value's id, the same in words, and the ids of the concepts that replace an inactive one, best first. With --display-column the row goes on with the display, what is to be said of it, and the preferred term; with a limit, with whether the code is "in" it or "not-in". Rows have tabs between their columns, and a first row names them. A summary goes to standard error.

With --json each object has: code, verdict, reason, replacements (objects with conceptId, preferredTerm, fullySpecifiedName, active, associationId, association and chain), reasonText and line (of the input); with --display-column also display, displayCheck (preferred, acceptable, fully-specified-name, another-dialect, inactive-description, differs-in-case, not-a-description, no-concept, not-given) and preferredTerm; with a limit also limit.

The format is taken from a name that ends in .csv, .tsv, .tab, .ndjson or .jsonl. Otherwise each line is a code, whole, blanks and all; unless a column is named: then a first line that begins with { means ndjson, one with a tab tsv, any other csv. The first row of csv and tsv is a header if it has a title that was named, or if none of its fields consists of 6 to 18 digits. Without --column the code is in the only column, or in the one called code, concept id, SCTID or SNOMED code; in ndjson under the key code, or else conceptId. Blank lines are passed over, except where each line is a code: there they are empty codes. A row that can't be read is told with its line on standard error, has no row in the output, and makes the exit code 2.

Examples:

    firn validate codes.txt
    cut -f 3 records.tsv | firn validate --json -
    firn validate problems.csv --column snomed --display-column text --descendants-of 404684003

With --out, or any other flag of those for files, the command works on files of any length, fast: it reads the data directory itself (not a server), takes several files and several coded columns, compressed by gzip or zstd or not, and writes the rows with verdicts behind them (firn_verdict and others), or only the failing ones, or one JSON document. A code is then also looked up among descriptions and in the other releases of the data directory, a display among the names of other concepts, and each replacement is marked safe to swap or a human's decision. Rows that can't be read are passed through, marked. Details, the configuration file, and what each verdict means: docs/validate.md.

Examples with files:

    firn validate visits.csv.gz -o judged.csv.gz --column dx --display-column dx_text --ecl '<< 404684003'
    firn validate a.csv b.csv -o failing.csv --rows failing --html report.html
    firn validate visits.csv -o judged.csv --check 'name=dx; code=dx_code; display=dx_text; ecl=<< 404684003' --check 'name=proc; code=proc_code; list=allowed.txt; optional'
    firn validate Condition.ndjson --format fhir -o codings.ndjson
    firn validate visits.csv --fix fixed.csv --fix-log changes.csv --checkpoint visits.checkpoint
    firn validate --config visits.yaml

Exit codes: 0 every code is valid, in the limit if there is one, and no display is an inactive description or none of its concept; 1 some are not; 2 bad usage or input; 3 the system failed.
`
}

// Run implements the command.
func (f *validateCommand) Run(p *process) error {
	if f.inBulk(f) {
		return f.runBulk(p)
	}
	f.source = "-"
	if len(f.Files) == 1 {
		f.source = f.Files[0]
	}
	in, name, err := f.input(p)
	if err != nil {
		return err
	}
	defer in.Close()
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()

	reader, err := records.NewReader(in, records.Options{
		Name: name, Format: records.Format(f.Format), Header: records.Header(f.Header),
		Column: f.Column, DisplayColumn: f.DisplayColumn,
	})
	if err != nil {
		return inputError(f.source, err)
	}
	if header := reader.Header(); header != nil && f.Header == string(records.HeaderAuto) && !f.Quiet {
		p.say("the first row is taken as a header: %s", strings.Join(header, ", "))
	}
	v := &validation{
		p: p, source: f.source, reader: reader, json: f.JSON,
		displays: f.DisplayColumn != "", limit: f.limit() != nil,
		settings: &firnv1.ValidateCodesRequest{
			Release: f.Release, Dialects: f.Dialect, Limit: f.limit(),
			IncludePreferredTerms: f.DisplayColumn != "",
		},
	}
	if p.errTerminal && !p.outTerminal && !f.Quiet {
		v.progress.out = p.stderr
	}
	err = v.run(c)
	if !f.Quiet && (err == nil || v.rows > 0) {
		if err := v.printSummary(); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return v.outcome()
}

// input opens the file. Its name tells the format.
func (f *validateCommand) input(p *process) (in io.ReadCloser, name string, err error) {
	if f.source == "-" {
		if isTerminal(p.stdin) {
			p.say("reading codes from the terminal, one a line; Ctrl-D ends them")
		}
		return io.NopCloser(bufio.NewReader(p.stdin)), "", nil
	}
	file, err := os.Open(f.source)
	if err != nil {
		return nil, "", inputFile("reading the codes", err)
	}
	if info, err := file.Stat(); err == nil && info.IsDir() {
		file.Close()
		return nil, "", usagef("give a file, or - for standard input", "%s is a directory", f.source)
	}
	return file, f.source, nil
}

// inputError says in which file a fault is.
func inputError(source string, err error) error {
	if source == "-" {
		source = "standard input"
	}
	var fault *records.Error
	if errors.As(err, &fault) {
		return usagef(fault.Hint, "%s: %s", source, fault.Message)
	}
	var row *records.RowError
	if errors.As(err, &row) {
		return usagef("", "%s: %v", source, row)
	}
	return fmt.Errorf("reading %s: %w", source, err)
}
