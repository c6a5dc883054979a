package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// result is what a run of the program left behind.
type result struct {
	stdout, stderr string
	code           int // the exit code; -1 when a signal ended it
}

// firn runs the program to its end. It may be called by any goroutine.
func firn(t testing.TB, args ...string) result {
	t.Helper()
	return firnWith(t, "", args...)
}

// firnWith is firn with a text on standard input.
func firnWith(t testing.TB, stdin string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	return run(t, stdin, exec.CommandContext(ctx, binary, args...))
}

func run(t testing.TB, stdin string, command *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Errorf("running %q: %v", command.Args, err)
		return result{code: -2}
	}
	return result{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// must runs the program and fails the test unless it exits with 0.
func must(t testing.TB, args ...string) result {
	t.Helper()
	r := firn(t, args...)
	if r.code != 0 {
		t.Fatalf("firn %q: exit code %d\n%s%s", args, r.code, r.stdout, r.stderr)
	}
	return r
}

// server is a running `firn serve`.
type server struct {
	address string
	command *exec.Cmd
	stdout  *tail
	stderr  *tail
	done    chan struct{} // closed when the process has ended
}

var servers struct {
	sync.Mutex
	running []*server
}

// start starts `firn serve`, on a free port of this machine if not told otherwise,
// and waits until it says that it is ready. The test run ends it if nobody else
// does.
func start(t testing.TB, args ...string) *server {
	t.Helper()
	s := &server{stdout: &tail{}, stderr: &tail{}, done: make(chan struct{})}
	if !slices.Contains(args, "--grpc") {
		args = append(args, "--grpc", "127.0.0.1:0")
	}
	s.command = exec.Command(binary, append([]string{"serve"}, args...)...)
	s.command.Stderr = s.stderr
	endWithTests(s.command)
	stdout, err := s.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			fmt.Fprintln(s.stdout, lines.Text())
			if address, ok := strings.CutPrefix(lines.Text(), "grpc: "); ok {
				ready <- address
			}
		}
		_ = s.command.Wait()
		close(s.done)
	}()
	servers.Lock()
	servers.running = append(servers.running, s)
	servers.Unlock()
	select {
	case s.address = <-ready:
	case <-s.done:
		t.Fatalf("firn serve %q ended before it was ready:\n%s", args, s.stderr)
	case <-time.After(time.Minute):
		t.Fatalf("firn serve %q isn't ready after a minute:\n%s", args, s.stderr)
	}
	return s
}

// signal sends a signal to the process.
func (s *server) signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if err := s.command.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// stop ends the process as an operator does, and returns its exit code.
func (s *server) stop(t testing.TB) int {
	t.Helper()
	s.signal(t, syscall.SIGTERM)
	return s.wait(t)
}

// wait waits for the process to end, and returns its exit code.
func (s *server) wait(t testing.TB) int {
	t.Helper()
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		t.Fatalf("the server is still running:\n%s", s.stderr)
	}
	return s.command.ProcessState.ExitCode()
}

// stopServers ends what the tests have left running, or the run would leave
// processes behind.
func stopServers() {
	servers.Lock()
	defer servers.Unlock()
	for _, s := range servers.running {
		select {
		case <-s.done:
		default:
			_ = s.command.Process.Kill()
			<-s.done
		}
	}
}

// tail keeps what a process writes, for many goroutines.
type tail struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *tail) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *tail) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// waitFor waits until the process has written a text.
func (b *tail) waitFor(t testing.TB, text string) {
	t.Helper()
	eventually(t, func() error {
		if !strings.Contains(b.String(), text) {
			return errors.New("not written: " + text + "\n" + b.String())
		}
		return nil
	})
}

// eventually tries until there is no error, for a minute at most.
func eventually(t testing.TB, try func() error) {
	t.Helper()
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = try(); err == nil {
			return
		}
	}
	t.Fatal(err)
}

// many is how often to try something: n times, or fewer with -short.
func many(n, short int) int {
	if testing.Short() {
		return short
	}
	return n
}
