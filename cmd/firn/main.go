package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
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
	// The first signal asks the command to end well. One that comes a while later
	// ends it at once; not sooner, because timeout(1) and some containers send each
	// signal twice, to the process and to its group.
	context.AfterFunc(ctx, func() { time.AfterFunc(time.Second, stop) })

	p := newProcess(ctx, args[0], stdin, stdout, stderr)
	code, err := p.run(args[1:])
	return p.finish(code, err)
}
