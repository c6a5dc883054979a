package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// pseudoTerminal is a terminal with a program on it.
type pseudoTerminal struct {
	t       *testing.T
	ours    *os.File
	theirs  *os.File // kept open, to see what mode the terminal is left in
	command *exec.Cmd
	before  *term.State
	ended   chan error

	mutex sync.Mutex
	drawn bytes.Buffer
}

// onTerminal starts a command of the real program on a terminal of its own.
func onTerminal(t *testing.T, width, height uint16, env []string, args ...string) *pseudoTerminal {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	t.Cleanup(func() { ours.Close() })
	number, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	theirs, err := os.OpenFile(filepath.Join("/dev/pts", fmt.Sprint(number)), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { theirs.Close() })
	p := &pseudoTerminal{t: t, ours: ours, theirs: theirs, ended: make(chan error, 1)}
	p.resize(width, height)
	if p.before, err = term.GetState(int(theirs.Fd())); err != nil {
		t.Fatal(err)
	}

	p.command = firn(args...)
	p.command.Env = append(append(p.command.Env, "TERM=xterm-256color"), env...)
	p.command.Stdin, p.command.Stdout, p.command.Stderr = theirs, theirs, theirs
	p.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.command.Process.Kill() })
	go func() {
		for {
			buffer := make([]byte, 1<<16)
			n, err := ours.Read(buffer)
			if err != nil {
				return
			}
			p.mutex.Lock()
			p.drawn.Write(buffer[:n])
			p.mutex.Unlock()
		}
	}()
	go func() { p.ended <- p.command.Wait() }()
	return p
}

func (p *pseudoTerminal) resize(width, height uint16) {
	p.t.Helper()
	if err := unix.IoctlSetWinsize(int(p.ours.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: width, Row: height}); err != nil {
		p.t.Fatal(err)
	}
}

// press types keys, forgets what was drawn before, and waits until a pattern is drawn.
// Without a pattern it waits for nothing.
func (p *pseudoTerminal) press(keys, pattern string) string {
	p.t.Helper()
	p.mutex.Lock()
	p.drawn.Reset()
	p.mutex.Unlock()
	if _, err := p.ours.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
	return p.wait(pattern)
}

func (p *pseudoTerminal) wait(pattern string) string {
	p.t.Helper()
	var drawn string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		p.mutex.Lock()
		drawn = p.drawn.String()
		p.mutex.Unlock()
		if regexp.MustCompile(pattern).MatchString(unstyled(drawn)) {
			return drawn
		}
	}
	p.t.Fatalf("%q isn't drawn:\n%q", pattern, drawn)
	return ""
}

// unstyled leaves colours out, so that a pattern may span them.
func unstyled(drawn string) string {
	return regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(drawn, "")
}

// end waits for the end of the program and checks that the terminal is as it was.
func (p *pseudoTerminal) end(code int) {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		p.t.Fatal("it doesn't end")
	}
	if got := p.command.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d", got, code)
	}
	after, err := term.GetState(int(p.theirs.Fd()))
	if err != nil {
		p.t.Fatal(err)
	}
	if fmt.Sprint(after) != fmt.Sprint(p.before) {
		p.t.Error("the terminal is left in another mode")
	}
	const given = "\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l"
	if drawn := p.wait(regexp.QuoteMeta(unstyled(given))); strings.LastIndex(drawn, given) < strings.LastIndex(drawn, "\x1b[?1049h") {
		p.t.Errorf("the screen isn't given back: %q", drawn)
	}
}

// box starts the search box on testdata/mini.
func startBox(t *testing.T, width, height uint16, env []string, more ...string) *pseudoTerminal {
	t.Helper()
	return onTerminal(t, width, height, env, append([]string{"search", "--data", miniData(t), "--dialect", "en"}, more...)...)
}

// TestSearchBox uses the box as a person does.
func TestSearchBox(t *testing.T) {
	p := startBox(t, 80, 24, nil)
	p.wait("type to search")
	p.press("h", `1 of \d+ concepts · `)
	drawn := p.press("eart", `1 of 5 concepts · `)
	if !strings.Contains(drawn, "\x1b[7m\x1b[1mHeart\x1b[0m") {
		t.Errorf("what matched doesn't stand out in the selected row: %q", drawn)
	}
	p.press("\x1b[B", `2 of 5 concepts`)
	p.press("\r", `(?s)1249999999102  Myocardial infarction \(disorder\).*synonyms +hjärtinfarkt \(sv\).*Heart attack.*parents .*Enter choose · Esc back`)
	p.press("\x1b", `2 of 5 concepts`)
	p.press("\x15infraction", `≈ Myocardial infarction  \(disorder\)  by spelling: infraction → infarction`)
	p.press("\x17hea zzz", `nothing found`)
	// Another size draws the whole screen.
	p.press("\x15heart", `1 of 5 concepts`)
	p.mutex.Lock()
	p.drawn.Reset()
	p.mutex.Unlock()
	p.resize(30, 6)
	p.wait(`(?s)\x1b\[2J.*\x1b\[6;1H\x1b\[K1 of 5 concepts`)
	p.press("\x1b[F\r", `1309999999107`)
	p.press("\r", "1309999999107\tPneumonia with infarction of heart")
	p.end(exitYes)
}

// TestSearchBoxIsLeft ends the box in every way there is.
func TestSearchBoxIsLeft(t *testing.T) {
	for _, test := range []struct {
		name   string
		keys   string
		signal os.Signal
		code   int
	}{
		{"Esc", "\x1b", nil, exitYes},
		{"Ctrl-C", "\x03", nil, exitYes},
		{"SIGTERM", "", syscall.SIGTERM, exitFailed},
		{"SIGINT", "", syscall.SIGINT, exitFailed},
		{"SIGHUP", "", syscall.SIGHUP, exitFailed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := startBox(t, 80, 24, nil)
			p.wait("type to search")
			p.press("heart", "1 of 5 concepts")
			if test.signal != nil {
				if err := p.command.Process.Signal(test.signal); err != nil {
					t.Fatal(err)
				}
			} else {
				p.press(test.keys, "")
			}
			p.end(test.code)
		})
	}
}

// TestSearchBoxPlain has no colours where the user wants none.
func TestSearchBoxPlain(t *testing.T) {
	p := startBox(t, 80, 24, []string{"NO_COLOR=1"}, "--explain")
	p.wait("type to search")
	p.press("heart", "1 of 5 concepts")
	p.press("\r", "(?s)place +the whole term is the text")
	p.mutex.Lock()
	if styled := regexp.MustCompile(`\x1b\[[1-9][0-9;]*m`).FindString(p.drawn.String()); styled != "" {
		t.Errorf("%q is drawn", styled)
	}
	p.mutex.Unlock()
	p.press("\x03", "")
	p.end(exitYes)
}

// TestSearchBoxLosesItsServer ends with the reason, on a terminal that is as it was.
func TestSearchBoxLosesItsServer(t *testing.T) {
	server := startServer(t, firn("serve", "--data", miniData(t), "--grpc", "127.0.0.1:0", "--drain", "100ms"))
	p := onTerminal(t, 80, 24, nil, "search", "--server", server.address, "--dialect", "en")
	p.wait("type to search")
	p.press("heart", "1 of 5 concepts")
	server.stop(t, syscall.SIGTERM)
	p.end(exitFailed)
	p.wait(`firn: .+`)
}
