package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/firn-sct/firn/importer/synth"
)

type synthCommand struct {
	Out      string `arg:"" help:"Where to write: a file that ends in .zip, or a directory to make."`
	Profile  string `default:"demo" enum:"demo,small,international,uk" help:"Shape of the release: demo (a few thousand concepts), small (10,000), international (524,000), uk (1,150,000)."`
	Seed     uint64 `default:"0" help:"Chooses among the releases of one size; the same seed gives the same bytes."`
	Concepts int    `placeholder:"N" help:"How many concepts, active and retired together; for the demo alone, ${synth_concepts} if not given."`
	Date     string `default:"${synth_date}" placeholder:"YYYYMMDD" help:"Release date."`
	Full     bool   `help:"Write the Full files too: every row of every release."`
	Delta    bool   `help:"Write the Delta files too: the rows of the release date."`
	Quiet    bool   `short:"q" help:"No summary on standard error."`
	JSON     bool   `name:"json" help:"Print one JSON object: path, package, release, concepts, activeConcepts, definedConcepts, rows (by file)."`
}

// Help implements [kong.HelpProvider].
func (synthCommand) Help() string {
	return `
Writes a synthetic SNOMED CT release in Release Format 2, with names of our own making: several hierarchies, attributes in groups, concrete values, two dialects of English and Swedish, reference sets, maps, and retired concepts with replacements. It is for trying things out and says nothing about medicine. Prints the path that was written.

Examples:

    firn synth demo.zip
    firn synth --seed 7 --concepts 100000 --full ./big
    firn import demo.zip

Exit codes: 0 written, 2 bad usage, 3 the system failed.
`
}

// synthObject is the answer of --json.
type synthObject struct {
	Path            string         `json:"path"`
	Package         string         `json:"package"`
	Release         string         `json:"release"`
	Concepts        int            `json:"concepts"`
	ActiveConcepts  int            `json:"activeConcepts"`
	DefinedConcepts int            `json:"definedConcepts"`
	Rows            map[string]int `json:"rows"`
	Figures         []synth.Figure `json:"figures,omitempty"`
}

// Run implements the command.
func (f *synthCommand) Run(p *process) error {
	config := synth.Config{Profile: synth.Profile(f.Profile), Seed: f.Seed, Concepts: f.Concepts, Date: f.Date, Full: f.Full, Delta: f.Delta}
	name, err := synth.PackageName(config)
	if err != nil {
		return usagef("", "%s", strings.TrimPrefix(err.Error(), "synth: "))
	}
	summary, err := f.write(p, config, name)
	if err != nil {
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		return err
	}
	if !f.Quiet {
		p.say("%s: %s, %s of them active; %s", summary.Release, plural(summary.Concepts, "concept", "concepts"),
			thousands(summary.ActiveConcepts), plural(len(summary.Rows), "file", "files"))
	}
	if f.JSON {
		return p.json(synthObject{f.Out, summary.Package, summary.Release, summary.Concepts, summary.ActiveConcepts, summary.DefinedConcepts, summary.Rows, summary.Figures})
	}
	p.line("%s", f.Out)
	return nil
}

// write writes the release; a zip appears whole or not at all.
func (f *synthCommand) write(p *process, config synth.Config, name string) (*synth.Summary, error) {
	if !strings.EqualFold(filepath.Ext(f.Out), ".zip") {
		if entries, err := os.ReadDir(f.Out); err == nil && len(entries) > 0 {
			return nil, usagef("give a new directory", "the directory %s is not empty", f.Out)
		}
		return synth.Generate(p.ctx, config, synth.NewDirSink(f.Out))
	}
	file, err := os.CreateTemp(filepath.Dir(f.Out), ".firn-synth-*.zip")
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", f.Out, err)
	}
	defer os.Remove(file.Name()) // in vain once it has its name
	sink := synth.NewZipSink(file, name)
	if config.Profile != synth.ProfileDemo {
		sink = synth.NewParallelZipSink(file, name)
	}
	summary, err := synth.Generate(p.ctx, config, sink)
	if err == nil {
		err = sink.Close()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	if err := os.Chmod(file.Name(), 0o644); err != nil {
		return nil, err
	}
	return summary, os.Rename(file.Name(), f.Out)
}
