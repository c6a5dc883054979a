package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/internal/testenv"
)

func needSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no such signals on Windows")
	}
}

// largePackage writes a package whose import takes long enough to be interrupted.
func largePackage(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "rf2")
	if _, err := synth.Generate(t.Context(), synth.Config{Concepts: 15_000, Releases: 1}, synth.NewDirSink(dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestImportInterrupted sends SIGINT to an import that is writing. It must end
// with 3, say so, and leave nothing; a second import at the same time is told.
func TestImportInterrupted(t *testing.T) {
	needSignals(t)
	rf2, data := largePackage(t), filepath.Join(t.TempDir(), "data")
	command := firn("import", "--data", data, rf2)
	pipe, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	command.Stdout = &stdout
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer command.Process.Kill()
	stderr := bufio.NewReader(pipe)
	for {
		line, err := stderr.ReadString('\n')
		if err != nil {
			t.Fatalf("the import ended before it read: %v", err)
		}
		if strings.HasPrefix(line, "open ") {
			break
		}
	}

	second := runFirn(t, "", "import", "--data", data, filepath.Join(testenv.Root(), "testdata", "mini"))
	if second.code != exitFailed || !strings.Contains(second.stderr, "is being changed by process") || second.stdout != "" {
		t.Errorf("a second import at once: %+v", second)
	}

	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(stderr)
	_ = command.Wait()
	if code := command.ProcessState.ExitCode(); code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	if !strings.Contains(string(rest), "firn: interrupted: nothing was imported\n") || stdout.Len() > 0 {
		t.Errorf("standard error %q, standard output %q", rest, &stdout)
	}
	for _, pattern := range []string{"releases/*/*", ".building*"} {
		if left, _ := filepath.Glob(filepath.Join(data, pattern)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	if r := runFirn(t, "", "import", "--quiet", "--data", data, filepath.Join(testenv.Root(), "testdata", "mini")); r.code != 0 {
		t.Errorf("the next import: %+v", r)
	}
}

// TestServe starts a server on a free port, asks for its health, gives it another
// release by SIGHUP, and ends it by SIGTERM.
func TestServe(t *testing.T) {
	needSignals(t)
	data := filepath.Join(t.TempDir(), "data")
	testdata := filepath.Join(testenv.Root(), "testdata")
	importInto(t, data, filepath.Join(testdata, "mini"))
	server := startServer(t, firn("serve", "--data", data, "--grpc", "127.0.0.1:0", "--log-format", "json"))
	if _, port, err := net.SplitHostPort(server.address); err != nil || port == "0" {
		t.Fatalf("the address is %q: %v", server.address, err)
	}
	if r := runFirn(t, "", "health", "--server", server.address); r != (result{0, "serving\n", ""}) {
		t.Errorf("health: %+v", r)
	}
	if r := runFirn(t, "", "health", "--server", server.address, "--service", "firn.v1.ConceptService", "--quiet"); r != (result{}) {
		t.Errorf("health of a service: %+v", r)
	}
	if r := runFirn(t, "", "health", "--server", server.address, "--json"); r != (result{0, `{"server":"` + server.address + `","service":"","status":"serving"}` + "\n", ""}) {
		t.Errorf("health as JSON: %+v", r)
	}
	if r := runFirn(t, "", "health", "--server", server.address, "--service", "nonsense"); r.code != exitNo {
		t.Errorf("health of no service: %+v", r)
	}
	if r := runFirn(t, "", "serve", "--data", data, "--grpc", server.address); r.code != exitFailed || r.stdout != "" {
		t.Errorf("another server at the same address: %+v", r)
	}

	importInto(t, data, filepath.Join(testdata, "mini"), filepath.Join(testdata, "mini-extension"))
	releases := func() int {
		return strings.Count(runFirn(t, "", "releases", "--json", "--server", server.address).stdout, "\n")
	}
	if n := releases(); n != 1 {
		t.Errorf("%d releases before SIGHUP, want 1", n)
	}
	if err := server.command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); releases() != 2; {
		if time.Now().After(deadline) {
			t.Fatal("the new release doesn't appear after SIGHUP")
		}
		time.Sleep(20 * time.Millisecond)
	}

	if code := server.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0\n%s", code, server.stderr)
	}
	if rest, _ := io.ReadAll(server.stdout); len(rest) > 0 {
		t.Errorf("more on standard output than the address: %q", rest)
	}
	if r := runFirn(t, "", "health", "--server", server.address); r.code != exitFailed || r.stdout != "" {
		t.Errorf("health of a server that is gone: %+v", r)
	}
}

// TestServeAnswersWhileDraining ends a server in the middle of a stream: the
// rows that were sent are answered, and both ends are in good order.
func TestServeAnswersWhileDraining(t *testing.T) {
	needSignals(t)
	server := startServer(t, firn("serve", "--data", miniData(t), "--grpc", "127.0.0.1:0"))
	client := firn("validate", "--json", "--quiet", "--server", server.address)
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	defer client.Process.Kill()
	lines := bufio.NewReader(out)
	ask := func() {
		t.Helper()
		if _, err := io.WriteString(in, "1249999999102\n"); err != nil {
			t.Fatal(err)
		}
		// The answer comes although the input hasn't ended.
		if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, `"verdict":"valid"`) {
			t.Fatalf("answer %q, %v", line, err)
		}
	}
	ask()
	if err := server.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ask()
	in.Close()
	if err := client.Wait(); err != nil {
		t.Errorf("the client: %v", err)
	}
	_ = server.command.Wait()
	if code := server.command.ProcessState.ExitCode(); code != 0 {
		t.Errorf("the server's exit code is %d, want 0\n%s", code, server.stderr)
	}
}

// TestDemo runs the demo, tries the commands that it prints, and ends it.
func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("the end-to-end tests start a demo too")
	}
	needSignals(t)
	temporary := t.TempDir()
	command := firn("demo")
	command.Env = append(command.Env, "TMPDIR="+temporary)
	server := startServer(t, command)
	var tries [][]string
	for len(tries) < 3 {
		line, err := server.stdout.ReadString('\n')
		if err != nil {
			t.Fatalf("the demo printed %d commands, then: %v\n%s", len(tries), err, server.stderr)
		}
		if line, ok := strings.CutPrefix(line, "    "); ok {
			// The binary of a test is one of go's own, as that of `go run` is.
			line, ok = strings.CutPrefix(line, "go run ./cmd/firn ")
			if !ok {
				t.Errorf("the demo says %q, but there is no such program", line)
			}
			tries = append(tries, strings.Fields(line))
		}
	}
	for _, args := range tries {
		if r := runFirn(t, "", args...); r.code != 0 || r.stdout == "" {
			t.Errorf("%v: %+v", args, r)
		}
	}
	if r := runFirn(t, "", tries[0]...); !strings.Contains(r.stdout, "Heart attack") {
		t.Errorf("%v doesn't find a heart attack:\n%s", tries[0], r.stdout)
	}
	// Twice at once, as timeout(1) does it: it must tidy up all the same.
	if err := server.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := server.stop(t, os.Interrupt); code != 0 {
		t.Errorf("exit code %d after SIGINT, want 0\n%s", code, server.stderr)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestClosedOutput checks that an answer which can't be written is a failure.
func TestClosedOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("this system has no device that is always full: %v", err)
	}
	defer full.Close()
	command := firn("descendants", "138875005", "--data", miniData(t))
	var stderr bytes.Buffer
	command.Stdout, command.Stderr = full, &stderr
	_ = command.Run()
	if code := command.ProcessState.ExitCode(); code != exitFailed || !strings.HasPrefix(stderr.String(), "firn: writing the answer: ") {
		t.Errorf("exit code %d, standard error %q", code, &stderr)
	}
}
