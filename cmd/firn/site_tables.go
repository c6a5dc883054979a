package main

import (
	"errors"
	"os"

	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/equivalents"
)

// siteTables are the files that a site adds to a search. The formats are in
// docs/search.md.
type siteTables struct {
	Equivalents string `group:"site-tables" env:"FIRN_EQUIVALENTS" placeholder:"FILE" help:"Word equivalents of the site, besides the English ones that are built in."`
	Usage       string `group:"site-tables" env:"FIRN_USAGE" placeholder:"FILE" help:"How often the site chooses each concept: lines of conceptId, a tab, and a count."`
}

// load reads the files into the options of a server.
func (f *siteTables) load(options *rpc.Options) error {
	if f.Equivalents != "" {
		file, err := os.Open(f.Equivalents)
		if err != nil {
			return inputFile("--equivalents", err)
		}
		defer file.Close()
		site, err := equivalents.Parse(f.Equivalents, file)
		if err != nil {
			return tableError("--equivalents", err)
		}
		options.Equivalents = equivalents.Join(equivalents.English(), site)
	}
	if f.Usage != "" {
		file, err := os.Open(f.Usage)
		if err != nil {
			return inputFile("--usage", err)
		}
		defer file.Close()
		if options.Usage, err = terminology.ParseUsage(f.Usage, file); err != nil {
			return tableError("--usage", err)
		}
	}
	return nil
}

// tableError tells where in a table the fault is, and what to do.
func tableError(flag string, err error) error {
	var word *equivalents.Error
	if errors.As(err, &word) {
		hint := word.Hint
		if hint == "" {
			hint = "docs/search.md has the format"
		}
		return usagef(hint, "%v", &equivalents.Error{Name: word.Name, Line: word.Line, Column: word.Column, Message: word.Message})
	}
	var use *terminology.UsageError
	if errors.As(err, &use) {
		return usagef("expected lines of conceptId<TAB>count, each concept once", "%v", use)
	}
	return inputFile(flag, err) // a directory, a bad disk
}
