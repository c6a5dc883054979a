package main

import (
	"errors"
	"log/slog"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/terminology"
)

type importCommand struct {
	Paths   []string         `arg:"" name:"path" help:"Packages that make the release together, in any order: release zips, zips with zips in them, or directories."`
	Data    string           `env:"FIRN_DATA" placeholder:"DIR" help:"Data directory to import into; it is made if need be, ./firn-data if not given."`
	Release string           `placeholder:"URI" help:"Release URI with a version; without it the URI is worked out from the module dependencies. For unpublished content: http://snomed.info/xsct/MODULE/version/YYYYMMDD."`
	Lenient bool             `help:"Leave rows out that aren't RF2, and say which, instead of stopping at the first; and let a release that lacks its base, or is much smaller, replace a whole one."`
	AsOf    terminology.Date `placeholder:"YYYYMMDD" help:"Import the state of that day from Full files."`
	Quiet   bool             `short:"q" help:"No progress; print only the release URI."`
	JSON    bool             `name:"json" help:"Print the summary as one JSON object."`
}

// Help implements [kong.HelpProvider].
func (importCommand) Help() string {
	return `
Reads RF2 packages and makes a release of them in the data directory. Nothing is unpacked on disk. A package's Snapshot is read, or its Full files where there is no Snapshot; a Delta alone is refused. Of each component the newest row of all packages counts.

An extension goes together with its base (and a drug extension with both). Imported without, its release isn't whole: a warning names the module and the version that is missing, and it doesn't replace a whole build of the same release unless --lenient is given.

Until the import has ended the data directory answers as before, whatever happens; an import that is interrupted leaves nothing behind. A running server takes the new release up when it gets SIGHUP.

Examples:

    firn import SnomedCT_InternationalRF2_PRODUCTION_20250901T120000Z.zip
    firn import --data /srv/firn international.zip extension.zip drugs.zip
    firn import --release http://snomed.info/xsct/31000003106/version/20250909 ./subset

Prints a summary: the release, rows by file, components, seconds by phase, memory, size on disk, which modules are missing, what was left out and what looks odd. With --json one object: release, directory, replaced, counts, files, phases, seconds, peakMemory, diskSize, passedOver, skipped, anomalies, missingModules, ignored, notices and swept.

Exit codes: 0 imported; 2 bad usage, or packages that aren't a release (nothing has changed then); 3 the system failed, another import is running, or this one was interrupted.
`
}

// Run implements the command.
func (f *importCommand) Run(p *process) error {
	if f.Data == "" {
		f.Data = defaultData
	}
	if err := dataDirectory(f.Data); err != nil {
		return err
	}
	options := importer.Options{
		DataDir: f.Data, Paths: f.Paths, Release: f.Release, Lenient: f.Lenient, AsOf: f.AsOf,
		Program: "firn " + buildVersion().Version,
		Logger:  slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if !f.Quiet {
		meter := newMeter(p)
		defer meter.close()
		options.Progress = meter.report
	}
	summary, err := importer.Import(p.ctx, options)
	if err != nil {
		if p.ctx.Err() != nil {
			return &codedError{exitFailed, errors.New("interrupted: nothing was imported")}
		}
		return err
	}
	warnOfMissing(p, summary.Manifest.MissingModules)
	switch {
	case f.JSON:
		return p.json(newImportObject(summary))
	case f.Quiet:
		p.line("%s", summary.Manifest.URI)
		return nil
	default:
		return printImport(p, summary)
	}
}
