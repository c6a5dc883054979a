package testrelease

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/terminology"
)

// Import imports RF2 files into a data directory of the test's own and opens the
// release. The options need name no data directory.
func Import(tb testing.TB, options importer.Options) *terminology.Release {
	tb.Helper()
	options.DataDir = tb.TempDir()
	summary, err := importer.Import(tb.Context(), options)
	if err != nil {
		tb.Fatal(err)
	}
	return open(tb, summary.Dir)
}

// Scaled opens the release of the data directory that FIRN_BENCH_DATA names, or
// skips the benchmark: what is measured is a full release, and making one takes
// minutes.
func Scaled(b *testing.B) *terminology.Release {
	b.Helper()
	dir := os.Getenv("FIRN_BENCH_DATA")
	if dir == "" {
		b.Skip("FIRN_BENCH_DATA names no data directory of one release")
	}
	found, err := filepath.Glob(filepath.Join(dir, "releases", "*", "*"))
	if err != nil || len(found) != 1 {
		b.Fatalf("%s holds %d releases: %v", dir, len(found), err)
	}
	return open(b, found[0])
}

func open(tb testing.TB, dir string) *terminology.Release {
	tb.Helper()
	release, _, err := catalog.OpenRelease(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { release.Close() })
	return release
}
