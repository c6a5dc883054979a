package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/firn-sct/firn/catalog"
)

type checkCommand struct {
	Data  string   `env:"FIRN_DATA" placeholder:"DIR" help:"Data directory whose releases to check when no directory is named; ./firn-data if not given."`
	Dirs  []string `arg:"" optional:"" name:"dir" help:"Release directories to check: DATA/releases/MODULE/YYYYMMDD."`
	Quick bool     `help:"Compare the search index with the store for a sample of ten thousand concepts, not for all."`
	Quiet bool     `short:"q" help:"Print only what is at fault."`
	JSON  bool     `name:"json" help:"Print one JSON object for each directory: directory, whole and problems."`
}

// Help implements [kong.HelpProvider].
func (checkCommand) Help() string {
	return `
Verifies release directories against themselves: sizes and checksums of all files, the store's records and references, the hierarchy, the counts of the manifest, and the search index against the store: every description of the one must be in the other. It reads everything and changes nothing. On a terminal it shows how far it is; a full-size edition takes a minute or so, less with --quick. Prints a line for each directory: "ok", a tab and the directory, or "damaged" in the place of ok; what is at fault goes to standard error.

Examples:

    firn check
    firn check ./firn-data/releases/900000000000207008/20250901

Exit codes: 0 all are whole, 1 one is damaged, 2 bad usage (or nothing to check), 3 interrupted.
`
}

// checkObject is an answer of --json.
type checkObject struct {
	Directory string   `json:"directory"`
	Whole     bool     `json:"whole"`
	Problems  []string `json:"problems"` // one for each thing at fault
}

func newCheckObject(dir string, err error) checkObject {
	o := checkObject{Directory: dir, Whole: err == nil, Problems: []string{}}
	if err != nil {
		o.Problems = strings.Split(err.Error(), "\n")
	}
	return o
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
		err := f.check(p, dir)
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		damaged = damaged || err != nil
		switch {
		case f.JSON:
			if err := p.json(newCheckObject(dir, err)); err != nil {
				return err
			}
		case err != nil:
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

// check checks one directory, and shows on a terminal what it is at.
func (f *checkCommand) check(p *process, dir string) error {
	options := catalog.CheckOptions{Quick: f.Quick}
	if p.errTerminal && !f.Quiet {
		began := time.Now()
		options.Progress = func(c catalog.CheckProgress) {
			state := seconds(time.Since(began)) + " so far"
			if c.Total > 0 {
				state = fmt.Sprintf("%s of %s concepts, ", thousands(c.Done), thousands(c.Total)) + state
			}
			fmt.Fprintf(p.stderr, "\r\x1b[K%s: %s, %s", dir, c.Part, state)
		}
		defer fmt.Fprint(p.stderr, "\r\x1b[K")
	}
	return catalog.CheckWith(p.ctx, dir, options)
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
