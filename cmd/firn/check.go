package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/firn-sct/firn/catalog"
)

type checkCommand struct {
	Data  string   `env:"FIRN_DATA" placeholder:"DIR" help:"Data directory whose releases to check when no directory is named; ./firn-data if not given."`
	Dirs  []string `arg:"" optional:"" name:"dir" help:"Release directories to check: DATA/releases/MODULE/YYYYMMDD."`
	Quiet bool     `short:"q" help:"Print only what is at fault."`
}

// Help implements [kong.HelpProvider].
func (checkCommand) Help() string {
	return `
Verifies release directories against themselves: sizes and checksums of all files, the store's records and references, the hierarchy, the search index against the store, and the counts of the manifest. It reads everything and changes nothing. Prints a line for each directory: "ok", a tab and the directory, or "damaged" in the place of ok; what is at fault goes to standard error.

Examples:

    firn check
    firn check ./firn-data/releases/900000000000207008/20250901

Exit codes: 0 all are whole, 1 one is damaged, 2 bad usage (or nothing to check), 3 interrupted.
`
}

// Run implements the command.
func (f *checkCommand) Run(p *process) error {
	if f.Data == "" {
		f.Data = defaultData
	}
	dirs := f.Dirs
	if len(dirs) == 0 {
		if err := dataDirectory(f.Data); err != nil {
			return err
		}
		var err error
		if dirs, err = filepath.Glob(filepath.Join(escapeGlob(f.Data), "releases", "[0-9]*", "[0-9x]*")); err != nil {
			return err
		}
		if len(dirs) == 0 {
			return noReleaseIn(p, f.Data)
		}
	}
	damaged := false
	for _, dir := range dirs {
		switch info, err := os.Stat(dir); {
		case errors.Is(err, fs.ErrNotExist):
			return usagef("", "there is no directory %s", dir)
		case err == nil && !info.IsDir():
			return usagef("name a release directory: DATA/releases/MODULE/YYYYMMDD", "%s is a file, not a release directory", dir)
		}
		err := catalog.Check(p.ctx, dir)
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		switch {
		case err != nil:
			damaged = true
			p.line("damaged\t%s", dir)
			printError(p.stderr, fmt.Errorf("%s: %w", dir, err))
		case !f.Quiet:
			p.line("ok\t%s", dir)
		}
	}
	if damaged {
		return errNo
	}
	return nil
}

// escapeGlob keeps a path's own special characters from meaning anything.
func escapeGlob(path string) string {
	var escaped []rune
	for _, r := range path {
		switch r {
		case '*', '?', '[', '\\':
			escaped = append(escaped, '[', r, ']')
		default:
			escaped = append(escaped, r)
		}
	}
	return string(escaped)
}
