//go:build unix

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// stage is a data directory with testdata/mini in it, served by a server that
// opened it before anything went wrong.
type stage struct {
	data   string
	server *server
	clients
	old, new string // what `firn releases --json` says of the two contents
}

// newStage also works out what the release is after the import that will be
// disturbed: testdata/mini with its extension, under the URI of mini.
func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{data: importMini(t)}
	s.old = releaseCounts(t, s.data)
	other := filepath.Join(t.TempDir(), "data")
	must(t, s.importing(other)...)
	s.new = releaseCounts(t, other)
	s.server = start(t, "--data", s.data)
	s.clients = dial(t, s.server.address)
	t.Cleanup(func() {
		s.conn.Close()
		if code := s.server.stop(t); code != 0 {
			t.Errorf("the server's exit code is %d:\n%s", code, s.server.stderr)
		}
	})
	return s
}

func (s *stage) importing(data string) []string {
	return []string{"import", "--data", data, "--release", miniRelease, testdata("mini"), testdata("mini-extension")}
}

// whole wants the data directory to hold one of the two releases, whole, and the
// server to answer from the one that it has opened. It returns whether it is the
// new one.
func (s *stage) whole(t *testing.T) bool {
	t.Helper()
	if got := firn(t, "check", "--data", s.data); got.code != 0 {
		t.Errorf("firn check: %+v", got)
	}
	got := releaseCounts(t, s.data)
	if got != s.old && got != s.new {
		t.Errorf("the release is neither the old one nor the new one: %s", got)
	}
	// A concept that only the new one has.
	added := firn(t, "concept", "1019999998102", "--data", s.data)
	if want := map[bool]int{true: 0, false: 1}[got == s.new]; added.code != want {
		t.Errorf("the concept that was added: %+v, want exit code %d", added, want)
	}
	if _, err := s.concepts.GetConcept(within(t), &firnv1.GetConceptRequest{ConceptId: 1249999999102}); err != nil {
		t.Errorf("the server: %v", err)
	}
	if _, err := s.concepts.GetConcept(within(t), &firnv1.GetConceptRequest{ConceptId: 1019999998102}); status.Code(err) != codes.NotFound {
		t.Errorf("the server has taken up the new release by itself: %v", err)
	}
	return got == s.new
}

// leftovers are the directories that an import which died left behind.
func (s *stage) leftovers(t *testing.T) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(s.data, ".[br]*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// restore imports the old content again, which sweeps what was left over.
func (s *stage) restore(t *testing.T) {
	t.Helper()
	left := s.leftovers(t)
	got := must(t, "import", "--json", "--data", s.data, testdata("mini"))
	swept, _ := objects(t, got.stdout)[0]["swept"].([]any)
	if len(swept) != len(left) {
		t.Errorf("the next import swept %v, and these were left over: %q", swept, left)
	}
	checkData(t, s.data)
}

// begin starts an import and returns the running process, with what it says.
func (s *stage) begin(t *testing.T, args ...string) (*exec.Cmd, *tail) {
	t.Helper()
	said := &tail{}
	command := exec.Command(binary, args...)
	command.Stderr = said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return command, said
}

// An import that is killed leaves the old release or the new one, at whatever
// moment it happens.
func TestImportKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests end it in the same ways")
	}
	t.Parallel()
	s, r := newStage(t), random(t)
	begun := time.Now()
	must(t, s.importing(filepath.Join(t.TempDir(), "data"))...)
	usual := time.Since(begun)
	outcomes := map[string]int{}
	for range many(8, 3) {
		command, _ := s.begin(t, s.importing(s.data)...)
		time.Sleep(time.Duration(r.Float64() * 0.9 * float64(usual)))
		_ = command.Process.Kill() // it may have ended
		_ = command.Wait()
		killed := command.ProcessState.ExitCode() == -1
		outcome := fmt.Sprintf("killed %v, new %v, left over %d", killed, s.whole(t), len(s.leftovers(t)))
		outcomes[outcome]++
		if !killed && !strings.Contains(outcome, "new true, left over 0") {
			t.Errorf("an import that wasn't killed: %s", outcome)
		}
		s.restore(t)
	}
	t.Logf("an import usually takes %v; outcomes: %v", usual, outcomes)
}

// An import that is killed while it writes leaves its directory, which the next
// one sweeps.
func TestImportKilledWhileBuilding(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests end it in the same ways")
	}
	t.Parallel()
	s := newStage(t)
	for try := 0; ; try++ {
		command, _ := s.begin(t, s.importing(s.data)...)
		eventually(t, func() error {
			if len(s.leftovers(t)) == 0 && command.Process.Signal(syscall.Signal(0)) == nil && try < 10 {
				return fmt.Errorf("nothing is being built")
			}
			return nil
		})
		_ = command.Process.Kill()
		_ = command.Wait()
		if len(s.leftovers(t)) > 0 {
			break
		}
		if try == 10 {
			t.Skip("it was never caught in the middle")
		}
		s.restore(t)
	}
	if s.whole(t) {
		t.Error("it was killed while it was being built, and is there")
	}
	s.restore(t)
}

// An import that is interrupted says so, and cleans up by itself.
func TestImportInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests end it in the same ways")
	}
	t.Parallel()
	s := newStage(t)
	for name, signal := range map[string]syscall.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM} {
		interrupted := false
		for try := 0; try < 20 && !interrupted; try++ {
			command, said := s.begin(t, s.importing(s.data)...)
			said.waitFor(t, "open ") // the first phase has ended: it handles signals for sure
			_ = command.Process.Signal(signal)
			_ = command.Wait()
			if left := s.leftovers(t); len(left) > 0 {
				t.Errorf("%s: left over: %q", name, left)
			}
			interrupted = command.ProcessState.ExitCode() != 0
			if isNew := s.whole(t); isNew == interrupted {
				t.Errorf("%s: exit code %d, and the new release is there: %v", name, command.ProcessState.ExitCode(), isNew)
			}
			if interrupted && (command.ProcessState.ExitCode() != 3 || !strings.Contains(said.String(), "nothing was imported")) {
				t.Errorf("%s: exit code %d:\n%s", name, command.ProcessState.ExitCode(), said)
			}
			s.restore(t)
		}
		if !interrupted {
			t.Errorf("%s never stopped an import", name)
		}
	}
}

// Of two imports at once into one data directory the second is told so, and
// disturbs nothing.
func TestTwoImports(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests end it in the same ways")
	}
	t.Parallel()
	s := newStage(t)
	for try := 0; ; try++ {
		first, _ := s.begin(t, s.importing(s.data)...)
		// Hold it in the middle: when it builds, it has the lock.
		for len(s.leftovers(t)) == 0 && first.Process.Signal(syscall.Signal(0)) == nil {
			time.Sleep(time.Millisecond)
			if exited(first) {
				break
			}
		}
		_ = first.Process.Signal(syscall.SIGSTOP)
		if len(s.leftovers(t)) == 0 { // too late: it has ended
			_ = first.Process.Signal(syscall.SIGCONT)
			_ = first.Wait()
			if try == 10 {
				t.Fatal("the first import was never caught in the middle")
			}
			continue
		}
		second := firn(t, s.importing(s.data)...)
		if second.code != 3 || second.stdout != "" || !strings.Contains(second.stderr, fmt.Sprintf("process %d", first.Process.Pid)) {
			t.Errorf("the second import: %+v, want exit code 3 and a message that names process %d", second, first.Process.Pid)
		}
		if s.whole(t) {
			t.Error("the new release is there while it is being built")
		}
		// Another data directory is free.
		must(t, s.importing(filepath.Join(t.TempDir(), "data"))...)
		if err := first.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		if err := first.Wait(); err != nil {
			t.Errorf("the first import: %v", err)
		}
		break
	}
	if !s.whole(t) {
		t.Error("the first import ended well, and its release isn't there")
	}
	s.restore(t)
}

// exited reports whether a process has ended that nobody has waited for yet.
func exited(command *exec.Cmd) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", command.Process.Pid))
	if err != nil {
		return false // no such files on this system
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(rest, "Z")
}

// A limit on the size of files stops the import at whatever it writes.
func TestImportWriteLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests end it in the same ways")
	}
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to set the limit with")
	}
	s := newStage(t)
	failed := 0
	for _, blocks := range []int{0, 16, 64, 128, 200, 400}[many(0, 2):] {
		script := fmt.Sprintf(`ulimit -f %d && exec "$@"`, blocks)
		got := run(t, "", exec.Command(shell, append([]string{"-c", script, "sh", binary}, s.importing(s.data)...)...))
		isNew := s.whole(t)
		if isNew != (got.code == 0) {
			t.Errorf("%d blocks: exit code %d, and the new release is there: %v", blocks, got.code, isNew)
		}
		if got.code != 0 {
			failed++
			if got.code != 3 || got.stdout != "" || !strings.Contains(got.stderr, "file too large") {
				t.Errorf("%d blocks: %+v, want exit code 3 and the reason", blocks, got)
			}
			if left := s.leftovers(t); len(left) > 0 {
				t.Errorf("%d blocks: left over: %q", blocks, left)
			}
		}
		s.restore(t)
	}
	if failed < 2 {
		t.Errorf("only %d of the limits stopped an import: they test too little", failed)
	}
}

// A full disk: a small file system in a mount namespace of the test's own.
func TestImportDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, and the importer's own tests end it in the same ways")
	}
	t.Parallel()
	shell, err := exec.LookPath("sh")
	unshare, unshareErr := exec.LookPath("unshare")
	if err != nil || unshareErr != nil || os.Getuid() != 0 {
		t.Skip("mounting a small file system takes root, sh and unshare")
	}
	mount := t.TempDir()
	try := exec.Command(unshare, "-m", shell, "-c", `mount -t tmpfs -o size=64k tmpfs "$1"`, "sh", mount)
	if out, err := try.CombinedOutput(); err != nil {
		t.Skipf("mounting isn't permitted here: %v\n%s", err, out)
	}
	// Sizes from too small for a second release to large enough for both.
	const script = `
set -e
firn=$1 mount=$2 size=$3 mini=$4 extension=$5
mount -t tmpfs -o size="$size" tmpfs "$mount"
"$firn" import -q --data "$mount" "$mini" >/dev/null
before=$("$firn" releases --json --data "$mount")
code=0
"$firn" import -q --data "$mount" --release "$6" "$mini" "$extension" >/dev/null 2>"$mount.err" || code=$?
echo "code $code, left over $(find "$mount" -maxdepth 1 -name '.[br]*' | wc -l)"
"$firn" check --data "$mount" >/dev/null && echo "whole"
test "$before" = "$("$firn" releases --json --data "$mount")" && echo "as before" || echo "new"
mount -o remount,size=4m "$mount"
"$firn" import -q --data "$mount" --release "$6" "$mini" "$extension" >/dev/null && echo "with more room it works"
"$firn" check --data "$mount" >/dev/null && echo "whole"
`
	failed := 0
	const ends = "with more room it works\nwhole\n"
	for _, size := range []string{"800k", "600k", "500k", "400k"}[many(0, 2):] {
		got := run(t, "", exec.Command(unshare, "-m", shell, "-c", script, "sh", binary, mount, size, testdata("mini"), testdata("mini-extension"), miniRelease))
		message, err := os.ReadFile(mount + ".err")
		if err != nil {
			t.Fatal(err)
		}
		switch got.stdout {
		case "code 0, left over 0\nwhole\nnew\n" + ends: // room enough
		case "code 3, left over 0\nwhole\nas before\n" + ends:
			failed++
			if !strings.Contains(string(message), "no space left on device") {
				t.Errorf("%s: the message is %q", size, message)
			}
		default:
			t.Errorf("%s: got\n%s%s%s", size, got.stdout, got.stderr, message)
		}
	}
	if failed == 0 {
		t.Error("the disk was never full")
	}
}
