package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/importer/synth"
)

type synthCommand struct {
	Out      string `arg:"" help:"Where to write: a file that ends in .zip, or a directory to make. With --records the CSV file, or - for standard output."`
	Profile  string `default:"demo" enum:"demo,small,international,uk" help:"Shape of the release: demo, small (about 10,800 concepts), international (524,000) or uk (1,150,000)."`
	Seed     uint64 `default:"0" help:"Chooses among the releases of one profile and size; the same seed gives the same bytes."`
	Concepts int    `placeholder:"N" help:"How many concepts, active and retired together; of the demo alone, ${synth_concepts} if not given. Below 3,500 it makes the hand-written core and what that needs, which may be more than was asked for."`
	Part     string `placeholder:"1/N" help:"Make a part of the profile international or uk, 1/2 to 1/50, with as many concepts and rows fewer: to see how something grows."`
	Date     string `default:"${synth_date}" placeholder:"YYYYMMDD" help:"Release date."`
	Full     bool   `help:"Write the Full files too: every row of every release."`
	Delta    bool   `help:"Write the Delta files too: the rows of the release date."`
	Records  int    `placeholder:"N" help:"Make a file of N coded records, good and bad, against a release instead of a release."`
	Release  string `placeholder:"PATH" help:"With --records: the release (RF2 zip or directory) that the codes are of; without it, the one of --profile and --seed."`
	Below    string `placeholder:"SCTID" help:"With --records: the hierarchy that good codes are of, 404684003 (clinical findings) if not given."`
	Force    bool   `help:"Overwrite the file if there is one already."`
	Quiet    bool   `short:"q" help:"No progress and no summary on standard error."`
	JSON     bool   `name:"json" help:"Print one JSON object: path, package, release, concepts, activeConcepts, definedConcepts, rows (by file), profile, figures (wanted and made). With --records: path, records, kinds."`
}

// Help implements [kong.HelpProvider].
func (synthCommand) Help() string {
	return `
Writes a synthetic SNOMED CT release in Release Format 2, with names of our own making: several hierarchies, attributes in groups, concrete values, two dialects of English and Swedish, reference sets, maps, and retired concepts with replacements. It is for trying and measuring things and says nothing about medicine. Prints the path that was written.

The profiles small, international and uk have the sizes and proportions of real editions; a report on standard error compares what a profile wants with what was made.

An existing file is overwritten only with --force, and a directory must be new or empty. A file appears whole or not at all.

With --records it writes a CSV file (id,date,code,display) of coded records instead: four of five are good, the others malformed, with a bad check digit, unknown, inactive with or without a replacement, with a wrong display, a description's identifier, or out of the hierarchy.

Examples:

    firn synth demo.zip
    firn synth --seed 7 --concepts 100000 --full ./big
    firn synth --profile international international.zip
    firn synth --profile international --part 1/8 eighth.zip
    firn synth --records 1000000 --release international.zip records.csv

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
	Profile         string         `json:"profile"`
	Figures         []synth.Figure `json:"figures,omitempty"`
}

// Run implements the command.
func (f *synthCommand) Run(p *process) error {
	part, err := parsePart(f.Part)
	if err != nil {
		return err
	}
	config := synth.Config{Profile: synth.Profile(f.Profile), Seed: f.Seed, Concepts: f.Concepts, Part: part, Date: f.Date, Full: f.Full, Delta: f.Delta}
	name, err := synth.PackageName(config)
	if err != nil {
		return usagef("", "%s", strings.TrimPrefix(err.Error(), "synth: "))
	}
	if err := f.mayWrite(); err != nil {
		return err
	}
	if f.Records != 0 {
		return f.records(p, config)
	}
	if f.Release != "" || f.Below != "" {
		return usagef("say how many with --records N", "--release and --below are for --records")
	}
	summary, err := f.write(p, config, name)
	if err != nil {
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		return err
	}
	if !f.Quiet {
		reportFigures(p, summary.Figures)
		p.say("%s: %s, %s of them active; %s", summary.Release, plural(summary.Concepts, "concept", "concepts"),
			thousands(summary.ActiveConcepts), plural(len(summary.Rows), "file", "files"))
	}
	if f.JSON {
		return p.json(synthObject{f.Out, summary.Package, summary.Release, summary.Concepts, summary.ActiveConcepts, summary.DefinedConcepts, summary.Rows, f.Profile, summary.Figures})
	}
	p.line("%s", f.Out)
	return nil
}

// parsePart reads "1/8"; nothing means the whole.
func parsePart(text string) (int, error) {
	if text == "" {
		return 1, nil
	}
	divisor, ok := strings.CutPrefix(text, "1/")
	n, err := strconv.Atoi(divisor)
	if !ok || err != nil || n < 1 || n > synth.MostParts {
		return 0, usagef(fmt.Sprintf("give 1/2 to 1/%d", synth.MostParts), "--part %.20q is no part", text)
	}
	return n, nil
}

// mayWrite refuses to overwrite what is there, before the work begins. A directory
// never gives way to a file.
func (f *synthCommand) mayWrite() error {
	if f.Records != 0 && f.Out == "-" {
		return nil
	}
	isFile := f.Records != 0 || isZip(f.Out)
	info, err := os.Lstat(f.Out)
	switch {
	case err != nil: // absent as a rule; anything else shows when it is written
		return nil
	case isFile && info.IsDir():
		return usagef("give a file's name", "%s is a directory", f.Out)
	case isFile && !f.Force:
		return usagef("give another name, or --force to overwrite it", "the file %s exists already", f.Out)
	case !isFile && info.Mode().IsRegular():
		return usagef("give a new directory, or a file that ends in .zip", "%s is a file, and its name doesn't end in .zip", f.Out)
	}
	return nil
}

func isZip(path string) bool { return strings.EqualFold(filepath.Ext(path), ".zip") }

// write writes the release; a zip appears whole or not at all.
func (f *synthCommand) write(p *process, config synth.Config, name string) (*synth.Summary, error) {
	var report func(synth.Progress)
	if !f.Quiet {
		meter := newSynthMeter(p)
		defer meter.close()
		report = meter.report
	}
	if !isZip(f.Out) {
		if entries, err := os.ReadDir(f.Out); err == nil && len(entries) > 0 {
			return nil, usagef("give a new directory", "the directory %s is not empty", f.Out)
		}
		return synth.GenerateWithProgress(p.ctx, config, synth.NewDirSink(f.Out), report)
	}
	var summary *synth.Summary
	err := writeWhole(f.Out, func(file *os.File) error {
		sink := synth.NewZipSink(file, name)
		if config.Profile != synth.ProfileDemo {
			sink = synth.NewParallelZipSink(file, name)
		}
		var err error
		if summary, err = synth.GenerateWithProgress(p.ctx, config, sink, report); err == nil {
			err = sink.Close()
		}
		return err
	})
	return summary, err
}

// writeWhole makes a file that appears whole or not at all.
func writeWhole(path string, fill func(file *os.File) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".firn-synth-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer os.Remove(file.Name()) // in vain once it has its name
	if err := errors.Join(fill(file), file.Close()); err != nil {
		return err
	}
	if err := os.Chmod(file.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
