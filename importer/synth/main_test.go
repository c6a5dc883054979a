package synth

import (
	"os"
	"runtime/debug"
	"testing"
)

// The tests keep releases, read apart into millions of strings, for one another: the
// garbage collector would walk them over and over.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
