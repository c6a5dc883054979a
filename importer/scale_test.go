//go:build linux

package importer

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/terminology"
)

// What these tests need is too large for every day; CONTRIBUTING.md says how to
// run them.
const (
	// scaleVariable names a package of full scale, as firn synth makes it. The
	// tests of this file skip without it.
	scaleVariable = "FIRN_SCALE"
	// scaleRoundsVariable is how many imports are killed, 20 if not set.
	scaleRoundsVariable = "FIRN_SCALE_ROUNDS"
)

func scalePackage(t *testing.T) string {
	t.Helper()
	path := os.Getenv(scaleVariable)
	if path == "" {
		t.Skipf("imports a package of full scale many times: set %s to one", scaleVariable)
	}
	return path
}

// An import of full scale is killed at random moments of its whole duration.
// Each time the release that was there before is there still and whole, and
// the next import takes away what is left. That release has the same URI, so
// that the killed one would replace it, and is small, so that it can be checked
// whole after each kill.
func TestKilledAtFullScale(t *testing.T) {
	path := scalePackage(t)
	rounds := 20
	if text := os.Getenv(scaleRoundsVariable); text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil || rounds < 1 {
			t.Fatalf("%s is %q, want a number", scaleRoundsVariable, text)
		}
	}
	s := &crashScene{data: t.TempDir(), new: path, old: t.TempDir()}
	small := synth.Config{Profile: synth.ProfileSmall}
	if _, err := synth.Generate(context.Background(), small, synth.NewDirSink(s.old)); err != nil {
		t.Fatal(err)
	}
	before := imported(t, Options{DataDir: s.data, Paths: []string{s.old}})
	s.oldConcepts = before.Manifest.Counts.Concepts

	began := time.Now()
	if out, err := (&child{DataDir: s.data, Path: path}).command(t).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(began)
	dirs, err := os.ReadDir(filepath.Join(s.data, "releases"))
	if err != nil || len(dirs) != 1 {
		t.Fatalf("%v beside the release, %v: the package must have the URI of %s", dirs, err, before.Manifest.URI)
	}
	release, manifest, err := catalog.OpenRelease(before.Dir)
	if err != nil {
		t.Fatal(err)
	}
	s.newConcepts = manifest.Counts.Concepts
	release.Close()
	s.swept(t)

	left := map[string]int{}
	for round := range rounds {
		cmd := (&child{DataDir: s.data, Path: path}).command(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(rand.Int64N(int64(whole)))
		time.Sleep(after)
		cmd.Process.Kill()
		cmd.Wait()
		size := leftOver(t, s.data)
		state := s.state(t)
		left[state]++
		t.Logf("%2d: killed after %5.2f s of %.1f: the %s release, whole; left over %4d MB", round+1, after.Seconds(), whole.Seconds(), state, size>>20)
		if state == "new" {
			s.swept(t)
		}
	}
	swept := imported(t, Options{DataDir: s.data, Paths: []string{path}})
	if err := intact(s.data, []string{".lock", "releases"}); err != nil {
		t.Errorf("after the next import: %v", err)
	}
	if n := swept.Manifest.Counts.Concepts; n != s.newConcepts {
		t.Errorf("the next import has %d concepts, want %d", n, s.newConcepts)
	}
	t.Logf("killed %d times: %v; the next import swept %v", rounds, left, swept.Swept)
}

// leftOver returns the size of what isn't a release, and makes sure that no more
// is there than one killed import leaves: the next one has swept the others'.
func leftOver(t *testing.T, dataDir string) (size int64) {
	t.Helper()
	entries, err := os.ReadDir(dataDir)
	if err != nil {
		t.Fatal(err)
	}
	building := 0
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".building-") {
			building++
		}
		if e.Name() == "releases" {
			continue
		}
		err := filepath.WalkDir(filepath.Join(dataDir, e.Name()), func(_ string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().IsRegular() {
				size += info.Size()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if building > 1 {
		t.Errorf("%d unfinished releases are there", building)
	}
	return size
}

// An import of full scale within two and a half gigabytes, both as the most that
// was resident and as a limit of the system on what the process may write to.
//
// It can't be the limit on address space (ulimit -v), which counts what is no
// memory: Go's runtime reserves 1.2 GB of addresses for its tables at the start,
// and the store that is being written is mapped with half a gigabyte to grow into.
func TestMemoryCeilingAtFullScale(t *testing.T) {
	path := scalePackage(t)
	const ceiling = 2_500 << 20
	for _, limit := range []string{"", "1400MiB"} {
		dataDir := t.TempDir()
		cmd := (&child{DataDir: dataDir, Path: path, PeakMemory: ceiling, DataSize: ceiling}).command(t)
		cmd.Env = append(cmd.Env, "GOMEMLIMIT="+limit, "GOMAXPROCS=2", "GOGC=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("GOMEMLIMIT=%s: %v\n%s", limit, err, out)
		}
		t.Logf("GOMEMLIMIT=%s: %s", limit, out)
		checkOnly(t, dataDir)
	}
}

// checkOnly checks the one release of a data directory.
func checkOnly(t *testing.T, dataDir string) {
	t.Helper()
	c, err := catalog.Open(dataDir, catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if len(c.Releases()) != 1 {
		t.Fatalf("%d releases, broken %v", len(c.Releases()), c.Broken())
	}
	name, err := terminology.ParseReleaseURI(c.Releases()[0].URI)
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Check(context.Background(), catalog.ReleaseDir(dataDir, name)); err != nil {
		t.Error(err)
	}
}
