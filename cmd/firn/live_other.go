//go:build !unix

package main

import (
	"os"
	"time"
)

// resized says that the terminal may have another size.
type resized struct{}

// Signal implements [os.Signal].
func (resized) Signal() {}

// String implements [os.Signal].
func (resized) String() string { return "resized" }

// watchTerminal sends a signal now and then: nothing tells here when the terminal has
// another size.
func watchTerminal(signals chan<- os.Signal) (stop func()) {
	ticker, done := time.NewTicker(500*time.Millisecond), make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
				select {
				case signals <- resized{}:
				default:
				}
			case <-done:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(done)
	}
}

// continued reports whether the process was stopped and goes on.
func continued(os.Signal) bool { return false }
