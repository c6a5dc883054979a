//go:build linux

package importer

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/terminology"
)

// An import under a memory limit: twenty thousand concepts, a process of its
// own. What it may take is what was measured and a third more: if columns are
// kept that were let go, or something is kept twice, this is where it shows.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and imports 20,000 concepts")
	}
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("the race detector takes several times the memory")
	}
	dir := t.TempDir()
	made, err := synth.Generate(context.Background(), synth.Config{Seed: 3, Concepts: 20_000}, synth.NewDirSink(dir))
	if err != nil {
		t.Fatal(err)
	}
	const ceiling = 90 << 20
	dataDir := t.TempDir()
	told, err := json.Marshal(child{DataDir: dataDir, Path: dir, PeakMemory: ceiling})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+string(told), "GOMEMLIMIT=64MiB", "GOMAXPROCS=2", "GOGC=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	name, err := terminology.ParseReleaseURI(made.Release)
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Check(context.Background(), catalog.ReleaseDir(dataDir, name)); err != nil {
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
