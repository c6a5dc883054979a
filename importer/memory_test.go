//go:build linux

package importer

import (
	"runtime/debug"
	"slices"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
)

// An import under a memory limit: the small profile, a process of its own. What
// it may take is what was measured and a third more: if columns are kept that
// were let go, or something is kept twice, this is where it shows. Memory that it may
// write to is limited by the system too (ulimit -d), touched or not, which is more.
func TestMemoryCeiling(t *testing.T) {
	_, made := importSmall(t)
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("the race detector takes several times the memory")
	}
	const ceiling = 75 << 20
	dataDir := t.TempDir()
	cmd := (&child{DataDir: dataDir, Path: small.folder + "/package", PeakMemory: ceiling, DataSize: 4 * ceiling}).command(t)
	cmd.Env = append(cmd.Env, "GOMEMLIMIT=64MiB", "GOMAXPROCS=2", "GOGC=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
	name, err := terminology.ParseReleaseURI(made.Info().URI)
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Check(t.Context(), catalog.ReleaseDir(dataDir, name)); err != nil {
		t.Error(err)
	}
}

// The garbage collector is set back after the last of several imports, and left
// alone where the user has set it.
func TestSaveMemory(t *testing.T) {
	current := func() int {
		n := debug.SetGCPercent(100)
		debug.SetGCPercent(n)
		return n
	}
	t.Setenv("GOGC", "")
	before := current()
	first := saveMemory()
	second := saveMemory()
	first()
	if got := current(); got != gcPercent {
		t.Errorf("%d during an import", got)
	}
	second()
	if got := current(); got != before {
		t.Errorf("%d after it, want %d", got, before)
	}
	t.Setenv("GOGC", "70")
	saveMemory()()
	if got := current(); got != before {
		t.Errorf("%d where the user has set it, want %d", got, before)
	}
}
