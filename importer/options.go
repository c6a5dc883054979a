package importer

import (
	"log/slog"

	"github.com/firn-sct/firn/terminology"
)

// Options says what [Import] imports, and where to. DataDir and Paths are
// required; the zero values of the rest are good.
type Options struct {
	// DataDir is the data directory; it is made if it isn't there.
	DataDir string
	// Paths are the packages that make the release: zips, zips of zips, or
	// directories, in any order.
	Paths []string
	// Release is the release URI, with a version. Empty works it out from the
	// module dependency reference set.
	Release string
	// Lenient skips rows that aren't RF2 and settles contradicting rows by a
	// fixed rule, instead of stopping at the first. It also lets a release that
	// lacks its base, or is much smaller, take the place of the one that is there.
	Lenient bool
	// AsOf, if set, imports the state of that day: rows with a later effective
	// time, and unpublished ones, are passed over. It needs Full files, or
	// Snapshot files of that day or before.
	AsOf terminology.Date
	// Program is the name and version of the program, for the manifest.
	Program string
	// Progress, if set, is told how far the import has come: at the beginning
	// and the end of each phase and up to ten times a second between, never
	// from two goroutines at once. It should return quickly.
	Progress func(Progress)
	// Logger hears what a person might want to know and the summary doesn't
	// have; nil is silent.
	Logger *slog.Logger

	// step is called at named moments; the crash tests end the process there.
	step func(name string)
}

func (o *Options) setDefaults() {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Program == "" {
		o.Program = "firn"
	}
	if o.step == nil {
		o.step = func(string) {}
	}
}
