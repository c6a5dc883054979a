package e2e

import (
	"os/exec"
	"syscall"
)

// endWithTests makes the system end a process when these tests are ended in a way
// that leaves them no time to do it: by SIGKILL, a time limit, or a closed pipe.
func endWithTests(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
