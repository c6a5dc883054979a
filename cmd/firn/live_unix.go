//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// controllingTerminal is the terminal that the process belongs to.
const controllingTerminal = "/dev/tty"

// drawingMode makes a terminal obey control sequences, and returns what undoes that.
// Here terminals always do.
func drawingMode(*os.File) (undo func(), err error) { return func() {}, nil }

// watchTerminal sends a signal when the terminal has another size, and when the
// process goes on after it was stopped.
func watchTerminal(signals chan<- os.Signal) (stop func()) {
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGCONT)
	return func() { signal.Stop(signals) }
}

// continued reports whether the process was stopped and goes on.
func continued(s os.Signal) bool { return s == syscall.SIGCONT }
