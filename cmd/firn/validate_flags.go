package main

import (
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/bulk"
)

// bulkFlags are the flags of validate for files of any length. With one of them, or
// several files, the command works in bulk.
type bulkFlags struct {
	Config        string   `group:"bulk" placeholder:"FILE" help:"Read all of this from a YAML file; see docs/validate.md. Flags go before it."`
	Out           string   `group:"bulk" short:"o" placeholder:"FILE" help:"Write the rows with their verdicts; - for standard output, a name that ends in .gz or .zst is compressed."`
	Rows          string   `group:"bulk" placeholder:"WHICH" help:"What to write: all (the default), failing, or report (one JSON document)."`
	Check         []string `group:"bulk" sep:"none" placeholder:"SETTINGS" help:"A coded column, as key=value parted by semicolons: name, code, display, date, ecl, list (a file of codes), or optional. Repeat it for several."`
	DateColumn    string   `group:"bulk" placeholder:"NAME|N" help:"Column, or key, that has the day of the record."`
	LimitFile     string   `group:"bulk" placeholder:"FILE" help:"Only the codes in this list, one a line."`
	SummaryJSON   string   `group:"bulk" name:"summary-json" placeholder:"FILE" help:"Write the summary as JSON."`
	HTML          string   `group:"bulk" name:"html" placeholder:"FILE" help:"Write the summary as a page that can be sent on: one file, with charts."`
	Fix           string   `group:"bulk" placeholder:"FILE" help:"Write the rows as they were, but with codes replaced where that is safe."`
	FixLog        string   `group:"bulk" placeholder:"FILE" help:"Write each change of --fix (CSV), FILE.changes.csv of --fix if not given."`
	Checkpoint    string   `group:"bulk" placeholder:"FILE" help:"Note here how far the run has got, and go on from there if the file exists."`
	MaxUnreadable int64    `group:"bulk" placeholder:"N" default:"-1" help:"Stop when more rows than this can't be read; by default never."`
}

// inBulk reports whether the command works on files of any length.
func (f *bulkFlags) inBulk(v *validateCommand) bool {
	for _, text := range []string{f.Config, f.Out, f.Rows, f.DateColumn, f.LimitFile, f.SummaryJSON, f.HTML, f.Fix, f.FixLog, f.Checkpoint} {
		if text != "" {
			return true
		}
	}
	return len(f.Check) > 0 || f.MaxUnreadable >= 0 || len(v.Files) > 1 || v.Format == string(bulk.FHIR)
}

// parseCheck reads the value of --check.
func parseCheck(text string) (columnConfig, error) {
	var c columnConfig
	for part := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch key {
		case "":
			continue
		case "name":
			c.Name = value
		case "code":
			c.Code = value
		case "display":
			c.Display = value
		case "date":
			c.Date = value
		case "ecl":
			c.Limit.ECL = value
		case "list":
			c.Limit.List = value
		case "optional":
			if value != "" && value != "true" && value != "false" {
				return c, usagef("", "--check: optional is %q: expected true or false", value)
			}
			c.Optional = value != "false"
		default:
			return c, usagef("expected name, code, display, date, ecl, list or optional; a constraint with a semicolon in it goes into --config", "--check: unknown key %q", key)
		}
	}
	if c.Code == "" {
		return c, usagef("for example --check 'name=dx; code=dx_code'", "--check %q names no code", text)
	}
	if c.Name == "" {
		c.Name = c.Code
	}
	return c, nil
}
