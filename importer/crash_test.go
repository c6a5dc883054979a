//go:build linux

package importer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
)

// childVariable makes the test binary a process that imports and may be killed.
const childVariable = "FIRN_IMPORTER_TEST_CHILD"

// child is what such a process is told to do.
type child struct {
	DataDir string
	Path    string
	// KillAt is the step before which the process kills itself.
	KillAt string
	// HoldAt is the step before which it says "holding" and waits for ever.
	HoldAt string
	// FileSize bounds the size of every file that it writes; 0 for no bound.
	FileSize uint64
	// Tmpfs is the size of a file system of its own, on which it imports Before
	// first; the process then checks by itself what is left.
	Tmpfs  int
	Before string
	// PeakMemory is how much memory it may take, in bytes; 0 for no bound.
	PeakMemory int64
	// DataSize is the same, enforced by the system (ulimit -d): memory that it may
	// write to and that no file backs, whether it has been touched or not.
	DataSize uint64
}

// runChild makes the process a child, if it was started as one; it doesn't
// return then.
func runChild() {
	told := os.Getenv(childVariable)
	if told == "" {
		return
	}
	var c child
	if err := json.Unmarshal([]byte(told), &c); err != nil {
		panic(err)
	}
	os.Exit(c.run())
}

// The exit codes of a child.
const (
	exitImported = iota
	exitFailed
	exitInterrupted
	exitNotPermitted
	exitDamaged
	exitTooLarge
)

func (c *child) run() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT)
	defer stop()
	if c.FileSize > 0 {
		// Writing beyond the limit is an error then, not a deadly signal.
		signal.Ignore(syscall.SIGXFSZ)
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: c.FileSize, Max: c.FileSize}); err != nil {
			fmt.Println(err)
			return exitNotPermitted
		}
	}
	if c.DataSize > 0 {
		if err := unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: c.DataSize, Max: c.DataSize}); err != nil {
			fmt.Println(err)
			return exitNotPermitted
		}
	}
	if c.Tmpfs > 0 {
		if err := unix.Mount("tmpfs", c.DataDir, "tmpfs", 0, "size="+strconv.Itoa(c.Tmpfs)); err != nil {
			fmt.Println(err)
			return exitNotPermitted
		}
		if _, err := Import(ctx, Options{DataDir: c.DataDir, Paths: []string{c.Before}}); err != nil {
			fmt.Println("the first import:", err)
			return exitDamaged
		}
	}
	_, err := Import(ctx, Options{DataDir: c.DataDir, Paths: []string{c.Path}, step: func(name string) {
		switch name {
		case c.KillAt:
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		case c.HoldAt:
			fmt.Println("holding")
			select {
			case <-ctx.Done():
			case <-time.After(time.Minute):
			}
		}
	}})
	if c.Tmpfs > 0 {
		if err := intact(c.DataDir, []string{".lock", "releases"}); err != nil {
			fmt.Println("after", err)
			return exitDamaged
		}
	}
	if peak := peakMemory(); c.PeakMemory > 0 && peak > c.PeakMemory {
		fmt.Printf("%d MB of memory, more than %d\n", peak>>20, c.PeakMemory>>20)
		return exitTooLarge
	} else if c.PeakMemory > 0 {
		fmt.Printf("%d MB of memory\n", peak>>20)
	}
	switch {
	case err == nil:
		return exitImported
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	default:
		fmt.Println(err)
		return exitFailed
	}
}

// intact checks every release of a data directory, and that nothing else is
// there.
func intact(dataDir string, names []string) error {
	c, err := catalog.Open(dataDir, catalog.Options{})
	if err != nil {
		return err
	}
	defer c.Close()
	if len(c.Broken()) > 0 || len(c.Releases()) != 1 {
		return fmt.Errorf("%d releases, broken %v", len(c.Releases()), c.Broken())
	}
	name, err := terminology.ParseReleaseURI(c.Releases()[0].URI)
	if err != nil {
		return err
	}
	if err := catalog.Check(context.Background(), catalog.ReleaseDir(dataDir, name)); err != nil {
		return err
	}
	entries, err := os.ReadDir(dataDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains(names, e.Name()) && !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, "*") && strings.HasPrefix(e.Name(), n[:len(n)-1]) }) {
			return fmt.Errorf("%s is left in the data directory", e.Name())
		}
	}
	return nil
}

func (c *child) command(t *testing.T) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	told, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(executable)
	cmd.Env = append(os.Environ(), childVariable+"="+string(told))
	return cmd
}

// crashScene is a data directory with an old release, and a package that
// replaces it.
type crashScene struct {
	data, old, new string
	oldConcepts    int
	newConcepts    int
}

func newCrashScene(t *testing.T) *crashScene {
	t.Helper()
	if testing.Short() { // with the race detector it takes as long as the other without
		return newCrashSceneOf(t, 300)
	}
	return newCrashSceneOf(t, 1500)
}

// newCrashSceneOf has so many concepts more in the new release.
func newCrashSceneOf(t *testing.T, more int) *crashScene {
	t.Helper()
	s := &crashScene{data: t.TempDir()}
	p := newMini(t, "20250701")
	s.old = p.write("Snapshot")
	s.oldConcepts = imported(t, Options{DataDir: s.data, Paths: []string{s.old}}).Manifest.Counts.Concepts
	for n := range more {
		p.concept(conceptID(1000+n), "20250701", "1", fmt.Sprintf("another thing of number %d", n), conceptID(n%20))
	}
	s.new = p.zip("Snapshot")
	s.newConcepts = s.oldConcepts + more
	return s
}

// state tells which release a reader finds, after checking it whole.
func (s *crashScene) state(t *testing.T) string {
	t.Helper()
	if err := intact(s.data, []string{".lock", "releases", ".building-*", ".replaced-*"}); err != nil {
		t.Fatalf("after a crash: %v", err)
	}
	c, err := catalog.Open(s.data, catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	switch n := c.Releases()[0].Counts.Concepts; n {
	case s.oldConcepts:
		return "old"
	case s.newConcepts:
		return "new"
	default:
		t.Fatalf("the release has %d concepts", n)
		return ""
	}
}

// swept imports the old package again and makes sure that nothing is left of
// the crash.
func (s *crashScene) swept(t *testing.T) {
	t.Helper()
	// Leniently, because the old release is much smaller than the new one.
	imported(t, Options{DataDir: s.data, Paths: []string{s.old}, Lenient: true})
	if err := intact(s.data, []string{".lock", "releases"}); err != nil {
		t.Fatalf("after sweeping: %v", err)
	}
	if got := s.state(t); got != "old" {
		t.Fatalf("the %s release is there, want the old one", got)
	}
}

func TestKilledAtEachPhase(t *testing.T) {
	s := newCrashScene(t)
	for _, test := range []struct{ step, want string }{
		{"open", "old"}, {"read", "old"}, {"collapse", "old"}, {"taxonomy", "old"}, {"arrange", "old"},
		{"write", "old"}, {"seal", "old"}, {"done", "new"},
	} {
		if testing.Short() && slices.Contains([]string{"open", "collapse", "taxonomy", "arrange"}, test.step) {
			continue // nothing is on disk before "write"
		}
		cmd := (&child{DataDir: s.data, Path: s.new, KillAt: test.step}).command(t)
		if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("killed before %s, it ended otherwise: %v: %s", test.step, err, out)
		}
		if got := s.state(t); got != test.want {
			t.Errorf("killed before %s: the %s release is there, want the %s one", test.step, got, test.want)
		}
		if test.want == "new" {
			s.swept(t)
		}
	}
}

// An import is killed at random moments of its whole duration.
func TestKilledAtRandom(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 3
	}
	s := newCrashScene(t)
	began := time.Now()
	if out, err := (&child{DataDir: s.data, Path: s.new}).command(t).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(began)
	s.swept(t)
	found := map[string]int{}
	for range rounds {
		cmd := (&child{DataDir: s.data, Path: s.new}).command(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(whole) * 11 / 10)))
		cmd.Process.Kill()
		cmd.Wait()
		state := s.state(t)
		found[state]++
		if state == "new" {
			s.swept(t)
		}
	}
	s.swept(t)
	t.Logf("an import of %v, killed %d times, left %v", whole, rounds, found)
}

func TestInterrupted(t *testing.T) {
	s := newCrashScene(t)
	for _, step := range []string{"read", "collapse", "write", "seal"} {
		cmd := (&child{DataDir: s.data, Path: s.new, HoldAt: step}).command(t)
		holding(t, cmd)
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
			t.Errorf("interrupted before %s: exit code %d, want %d", step, code, exitInterrupted)
		}
		// It has cleaned up itself.
		if err := intact(s.data, []string{".lock", "releases"}); err != nil {
			t.Errorf("interrupted before %s: %v", step, err)
		}
		if got := s.state(t); got != "old" {
			t.Errorf("interrupted before %s: the %s release is there", step, got)
		}
	}
}

// holding starts a child and waits until it has come to its HoldAt.
func holding(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if line != "holding\n" {
		t.Fatalf("the process said %q (%v)", line, err)
	}
	go io.Copy(io.Discard, out)
}

// No room: the import fails, the old release stays, nothing else does.
func TestFileTooLarge(t *testing.T) {
	s := newCrashScene(t)
	for _, size := range []uint64{1, 4 << 10, 32 << 10, 64 << 10, 128 << 10} {
		cmd := (&child{DataDir: s.data, Path: s.new, FileSize: size}).command(t)
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != exitFailed {
			t.Errorf("with files of %d bytes at most: exit code %d, want %d: %v: %s", size, code, exitFailed, err, out)
		} else if !strings.Contains(string(out), "file too large") {
			t.Errorf("with files of %d bytes at most: %s", size, out)
		}
		if err := intact(s.data, []string{".lock", "releases"}); err != nil {
			t.Errorf("with files of %d bytes at most: %v", size, err)
		}
		if got := s.state(t); got != "old" {
			t.Errorf("with files of %d bytes at most: the %s release is there", size, got)
		}
	}
}

func TestDiskFull(t *testing.T) {
	s := newCrashSceneOf(t, 1500)
	whole := imported(t, Options{DataDir: s.data, Paths: []string{s.new}}).DiskSize
	first := imported(t, Options{DataDir: t.TempDir(), Paths: []string{s.old}}).DiskSize
	// Room for the first import, with what it needs on the way, and for a part
	// of the second.
	parts := []int64{4, 2}
	if testing.Short() {
		parts = parts[:1]
	}
	for _, part := range parts {
		size := int(2*first + whole/part)
		cmd := (&child{DataDir: t.TempDir(), Path: s.new, Tmpfs: size, Before: s.old}).command(t)
		// A mount namespace of its own: the file system is gone with the process.
		cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Skipf("a process with mounts of its own can't be started here: %v", err)
		}
		switch code := cmd.ProcessState.ExitCode(); code {
		case exitNotPermitted:
			t.Skipf("a file system can't be mounted here: %s", out)
		case exitFailed:
			if !strings.Contains(string(out), "no space left on device") {
				t.Errorf("on %d bytes: %s", size, out)
			}
		default:
			t.Errorf("on %d bytes: exit code %d, want %d: %v: %s", size, code, exitFailed, err, out)
		}
	}
}

func TestTwoAtOnce(t *testing.T) {
	s := newCrashSceneOf(t, 1500)
	cmd := (&child{DataDir: s.data, Path: s.new, HoldAt: "collapse"}).command(t)
	holding(t, cmd)
	_, err := Import(context.Background(), Options{DataDir: s.data, Paths: []string{s.old}})
	e, ok := errors.AsType[*terminology.Error](err)
	if !ok || e.Reason != terminology.ReasonDataDirectoryBusy || !strings.Contains(e.Message, "process "+strconv.Itoa(cmd.Process.Pid)) {
		t.Errorf("%v, want %s with the other's pid %d", err, terminology.ReasonDataDirectoryBusy, cmd.Process.Pid)
	}
	if IsBadInput(err) {
		t.Error("a busy directory is told to be bad input")
	}
	cmd.Process.Kill()
	cmd.Wait()
	s.swept(t)
}

// What a crash has left is named in the next summary.
func TestSummaryNamesLeftOvers(t *testing.T) {
	s := newCrashSceneOf(t, 1500)
	if err := os.MkdirAll(filepath.Join(s.data, ".building-123", "search"), 0o755); err != nil {
		t.Fatal(err)
	}
	got := imported(t, Options{DataDir: s.data, Paths: []string{s.old}}).Swept
	if !slices.Equal(got, []string{".building-123"}) {
		t.Errorf("swept %q", got)
	}
}
