package catalog

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology"
)

func TestReleaseDir(t *testing.T) {
	for _, test := range []struct{ uri, want string }{
		{"http://snomed.info/sct/900000000000207008/version/20250701", "data/releases/900000000000207008/20250701"},
		{"http://snomed.info/xsct/31000003106/version/20250909", "data/releases/31000003106/x20250909"},
	} {
		name, err := terminology.ParseReleaseURI(test.uri)
		if err != nil {
			t.Fatal(err)
		}
		got := ReleaseDir("data", name)
		if got != filepath.FromSlash(test.want) {
			t.Errorf("ReleaseDir(%s) = %s, want %s", test.uri, got, test.want)
		}
		if back, ok := parseReleaseDir(got); !ok || back != name {
			t.Errorf("parseReleaseDir(%s) = %+v, %v, want %+v", got, back, ok, name)
		}
	}
	for _, dir := range []string{"data/releases/900000000000207008/2025", "data/releases/1/20250701", "data/releases/900000000000207008/y20250701", "x", ""} {
		if name, ok := parseReleaseDir(dir); ok {
			t.Errorf("parseReleaseDir(%q) = %+v, want none", dir, name)
		}
	}
}

func TestSealReplacesAndLeavesNothing(t *testing.T) {
	for _, way := range []string{"exchange", "replace"} {
		t.Run(way, func(t *testing.T) {
			data := t.TempDir()
			l := mustLock(t, data)
			if way == "replace" {
				l.exchange = func(string, string) error { return errNoExchange }
			}
			dir := mustSeal(t, l, testRelease, "old")
			if got := wholeContent(t, dir); got != "old" {
				t.Fatalf("content %q, want old", got)
			}
			if again := mustSeal(t, l, testRelease, "new"); again != dir {
				t.Fatalf("second build is in %s, want %s", again, dir)
			}
			if got := wholeContent(t, dir); got != "new" {
				t.Fatalf("content %q, want new", got)
			}
			wantNames(t, data, ".lock", "releases")
		})
	}
}

func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}

func TestSealVerifies(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	dir := mustSeal(t, l, testRelease, "old")
	b, err := l.Begin()
	if err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	_, err = b.Seal(context.Background(), manifest(testRelease, "new"), func(built string) error {
		if _, err := ReadManifest(built); err != nil {
			t.Errorf("verify sees no manifest: %v", err)
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatalf("Seal: %v, want %v", err, refused)
	}
	if err := b.Discard(); err != nil {
		t.Fatal(err)
	}
	if got := wholeContent(t, dir); got != "old" {
		t.Errorf("content %q, want old", got)
	}
	wantNames(t, data, ".lock", "releases")
}

func TestSealStopsWithContext(t *testing.T) {
	steps := []string{"sync", "manifest", "verify", "place", "rename"}
	for _, stop := range steps {
		data := t.TempDir()
		l := mustLock(t, data)
		b, err := l.Begin()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		var seen []string
		l.step = func(name string) {
			seen = append(seen, name)
			if name == stop {
				cancel()
			}
		}
		if _, err := b.Seal(ctx, manifest(testRelease, "new"), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped at %s: %v, want canceled", stop, err)
		}
		if i := slices.Index(steps, stop); !slices.Equal(seen, steps[:i+1]) {
			t.Errorf("stopped at %s: steps %q, want %q", stop, seen, steps[:i+1])
		}
		b.Discard()
		if _, err := os.Stat(ReleaseDir(data, terminology.ReleaseName{ModuleID: terminology.CoreModule, EffectiveTime: 20250701})); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("stopped at %s: the release is there: %v", stop, err)
		}
	}
}

// A process is killed before each step of sealing. Whenever it dies, a reader
// finds the old release or the new one, whole, and the next import sweeps.
func TestSealKilledAtEachStep(t *testing.T) {
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		way, step, want string
	}{
		{"exchange", "sync", "old"},
		{"exchange", "manifest", "old"},
		{"exchange", "verify", "old"},
		{"exchange", "place", "old"},
		{"exchange", "rename", "old"},
		{"exchange", "exchanged", "new"},
		{"replace", "rename", "old"},
		{"replace", "aside", "old"},
		{"replace", "replaced", "new"},
	} {
		t.Run(test.way+" "+test.step, func(t *testing.T) {
			data := t.TempDir()
			l := mustLock(t, data)
			mustSeal(t, l, testRelease, "old")
			l.Unlock()
			if test.step == "exchanged" {
				if err := l.exchange(t.TempDir(), t.TempDir()); errors.Is(err, errNoExchange) {
					t.Skip("this system can't exchange directories")
				}
			}

			cmd := exec.Command(executable)
			cmd.Env = append(os.Environ(), crashVariable+"="+test.step+","+test.way+","+data)
			out, err := cmd.CombinedOutput()
			if err == nil || cmd.ProcessState.ExitCode() != -1 {
				t.Fatalf("the process wasn't killed: %v: %s", err, out)
			}

			dirs, err := releaseDirs(data)
			if err != nil {
				t.Fatal(err)
			}
			if len(dirs) != 1 {
				t.Fatalf("a reader finds the directories %q, want one", dirs)
			}
			if got := wholeContent(t, dirs[0]); got != test.want {
				t.Errorf("before sweeping: content %q, want %q", got, test.want)
			}

			l = mustLock(t, data)
			if _, err := l.Sweep(); err != nil {
				t.Fatal(err)
			}
			wantNames(t, data, ".lock", "releases")
			name, _ := terminology.ParseReleaseURI(testRelease)
			if got := wholeContent(t, ReleaseDir(data, name)); got != test.want {
				t.Errorf("after sweeping: content %q, want %q", got, test.want)
			}
		})
	}
}

func TestSweepNamesWhatItRemoves(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	for _, name := range []string{".building-1", ".building-2", ".replaced-3", "releases", "notes"} {
		if err := os.MkdirAll(filepath.Join(data, name, "x"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	removed, err := l.Sweep()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{".building-1", ".building-2", ".replaced-3"}; !slices.Equal(removed, want) {
		t.Errorf("removed %q, want %q", removed, want)
	}
	wantNames(t, data, ".lock", "notes", "releases")
}

func TestLockNamesItsHolder(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	_, err := LockData(data)
	e, ok := errors.AsType[*terminology.Error](err)
	if !ok || e.Reason != terminology.ReasonDataDirectoryBusy || e.Kind != terminology.KindFailedPrecondition {
		t.Fatalf("second lock: %v, want reason %s", err, terminology.ReasonDataDirectoryBusy)
	}
	if want := "process " + strconv.Itoa(os.Getpid()) + " (since "; !strings.Contains(e.Message, want) {
		t.Errorf("message %q doesn't have %q", e.Message, want)
	}
	if err := l.Unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := LockData(data)
	if err != nil {
		t.Fatalf("after unlocking: %v", err)
	}
	again.Unlock()
}
