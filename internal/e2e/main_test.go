package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
)

// binary is the program under test, and scratch a folder that lasts as long as
// the test run.
var binary, scratch string

func TestMain(m *testing.M) {
	code, err := build(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func build(m *testing.M) (code int, err error) {
	if scratch, err = os.MkdirTemp("", "firn-e2e-"); err != nil {
		return 1, err
	}
	defer os.RemoveAll(scratch)
	// The environment of whoever runs the tests must not change what they see.
	for _, name := range []string{"FIRN_DATA", "FIRN_SERVER", "FIRN_RELEASE", "FIRN_DIALECT", "FIRN_TIMEOUT", "FIRN_TLS", "FIRN_TLS_CA"} {
		os.Unsetenv(name)
	}
	binary = filepath.Join(scratch, "firn")
	args := []string{"build", "-o", binary}
	if raceDetector {
		args = append(args, "-race")
	}
	command := exec.Command("go", append(args, "./cmd/firn")...)
	command.Dir = testenv.Root()
	if out, err := command.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("building the program: %w\n%s", err, out)
	}
	code = m.Run()
	stopServers()
	return code, nil
}
