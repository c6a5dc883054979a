package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Filled by the linker in release builds, see .ci/build-static; otherwise the
// build information that Go embeds is used.
var version, commit, date string

func main() {
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// run runs the program and returns its exit code. The first element of args is
// the program's own name.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal asks the command to end well; a second one ends it at once.
	context.AfterFunc(ctx, stop)

	p := newProcess(ctx, args[0], stdin, stdout, stderr)
	code, err := p.run(args[1:])
	return p.finish(code, err)
}
