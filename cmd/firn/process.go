package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// process is what a command runs in: its streams, and when to stop.
type process struct {
	ctx     context.Context // done at the first SIGINT or SIGTERM
	program string          // as it was started
	stdin   io.Reader
	stdout  io.Writer     // standard output itself, for those who draw on it
	out     *bufio.Writer // the same for the answer, flushed when the command ends
	stderr  io.Writer

	// Whether standard output and standard error are terminals that may be
	// coloured and redrawn.
	outTerminal, errTerminal bool
}

func newProcess(ctx context.Context, program string, stdin io.Reader, stdout, stderr io.Writer) *process {
	return &process{
		ctx: ctx, program: program,
		stdin:       stdin,
		stdout:      stdout,
		out:         bufio.NewWriterSize(stdout, 1<<16),
		stderr:      stderr,
		outTerminal: fancy(stdout),
		errTerminal: fancy(stderr),
	}
}

// fancy reports whether w is a terminal whose owner hasn't asked for plain text
// (https://no-color.org, and TERM=dumb).
func fancy(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// say writes a line for people to standard error.
func (p *process) say(format string, args ...any) {
	fmt.Fprintf(p.stderr, format+"\n", args...)
}

// warn writes a warning to standard error.
func (p *process) warn(format string, args ...any) {
	p.say("firn: warning: "+format, args...)
}

// line writes a line of the answer.
func (p *process) line(format string, args ...any) {
	fmt.Fprintf(p.out, format+"\n", args...) // errors stick to the writer, see finish
}

// json writes one object of the answer on a line of its own.
func (p *process) json(object any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false) // terms have < and &
	return e.Encode(object)
}

// finish ends the command: the rest of the answer is written, the error is told,
// and the exit code is returned.
func (p *process) finish(code int, err error) int {
	if flushErr := p.out.Flush(); flushErr != nil && err == nil {
		code, err = exitFailed, fmt.Errorf("writing the answer: %w", flushErr)
	}
	if err != nil {
		printError(p.stderr, err)
	}
	return code
}
