package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/internal/testenv"
)

var update = flag.Bool("update", false, "write the output that is seen into the scripts, in the place of what they expect")

// asFirn makes the test binary run as firn itself, for tests that start it.
const asFirn = "FIRN_TEST_AS_FIRN"

func TestMain(m *testing.M) {
	if os.Getenv(asFirn) != "" {
		main()
		return
	}
	dir, err := os.MkdirTemp("", "firn-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	shared.dir = dir
	testscript.Main(cleaning{m, dir}, map[string]func(){"firn": main})
}

// cleaning removes the shared directory when the tests have run.
type cleaning struct {
	m   *testing.M
	dir string
}

func (c cleaning) Run() int {
	defer os.RemoveAll(c.dir)
	return c.m.Run()
}

// shared is what many tests read and none changes: data directories, each made
// when it is first wanted.
var shared struct {
	dir        string
	mini, demo sync.Once
	example    *synth.Summary
}

// miniData returns a data directory with testdata/mini.
func miniData(t testing.TB) string {
	t.Helper()
	data := filepath.Join(shared.dir, "mini")
	shared.mini.Do(func() {
		importInto(t, data, filepath.Join(testenv.Root(), "testdata", "mini"))
	})
	return data
}

// demoData returns a data directory with a synthetic release of the demo's size,
// and tells what is in it.
func demoData(t testing.TB) (data string, made *synth.Summary) {
	t.Helper()
	data = filepath.Join(shared.dir, "demo")
	shared.demo.Do(func() {
		rf2 := filepath.Join(shared.dir, "demo-rf2")
		var err error
		if shared.example, err = synth.Generate(t.Context(), synth.Config{}, synth.NewDirSink(rf2)); err != nil {
			t.Fatal(err)
		}
		importInto(t, data, rf2)
	})
	if shared.example == nil {
		t.Fatal("the synthetic release couldn't be made")
	}
	return data, shared.example
}

func importInto(t testing.TB, data string, paths ...string) {
	t.Helper()
	s, err := importer.Import(context.Background(), importer.Options{DataDir: data, Paths: paths, Program: "firn test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Check(context.Background(), s.Dir); err != nil {
		t.Fatal(err)
	}
}

// environment is the test's own without the variables that firn reads.
func environment(more ...string) []string {
	var env []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "FIRN_") {
			env = append(env, variable)
		}
	}
	return append(append(env, asFirn+"=1"), more...)
}

// firn makes a command of the real program.
func firn(args ...string) *exec.Cmd {
	command := exec.Command(os.Args[0], args...)
	command.Env = environment()
	return command
}

// result is what a command did.
type result struct {
	code           int
	stdout, stderr string
}

// runFirn runs the real program.
func runFirn(t testing.TB, stdin string, args ...string) result {
	t.Helper()
	command := firn(args...)
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// running is a server that a test started.
type running struct {
	command *exec.Cmd
	address string
	stdout  *bufio.Reader
	stderr  *bytes.Buffer
}

// startServer starts a command that serves, and waits until it is ready.
func startServer(t testing.TB, command *exec.Cmd) *running {
	t.Helper()
	s := &running{command: command, stderr: new(bytes.Buffer)}
	command.Stderr = s.stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if command.ProcessState == nil {
			_ = command.Process.Kill()
			_ = command.Wait()
		}
	})
	s.stdout = bufio.NewReader(out)
	timer := time.AfterFunc(time.Minute, func() { _ = command.Process.Kill() })
	defer timer.Stop()
	line, err := s.stdout.ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "grpc: ")
	if err != nil || !ok {
		_ = command.Wait()
		t.Fatalf("the server isn't ready: first line %q, %v\n%s", line, err, s.stderr)
	}
	s.address = address
	return s
}

// stop sends a signal and returns the exit code.
func (s *running) stop(t testing.TB, signal os.Signal) int {
	t.Helper()
	if err := s.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Minute, func() { _ = s.command.Process.Kill() })
	defer timer.Stop()
	_ = s.command.Wait()
	return s.command.ProcessState.ExitCode()
}

// TestScripts runs the scripts of testdata/script on the real program. Within
// them FIRN_DATA is a data directory with testdata/mini, $TESTDATA is the folder
// testdata, and `exits CODE COMMAND...` expects an exit code.
func TestScripts(t *testing.T) {
	mini := miniData(t)
	dir := filepath.Join(testenv.Root(), "testdata", "script")
	var files []string
	if testing.Short() {
		// With the race detector each start of the program is slow: the two
		// commands that run goroutines of their own will do.
		files = []string{filepath.Join(dir, "import.txtar"), filepath.Join(dir, "validate.txtar")}
		dir = ""
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               files,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("FIRN_DATA", mini)
			env.Setenv("TESTDATA", filepath.Join(testenv.Root(), "testdata"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command of a script and compares its exit code.
func exits(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("exits: %v", err)
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("exits: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
