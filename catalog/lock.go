package catalog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/firn-sct/firn/terminology"
)

// Lock is the right to change a data directory. One process has it at a time;
// the system takes it back when the process ends, however it ends.
type Lock struct {
	dataDir string
	file    *os.File
	// step is called before each step of sealing, and exchange swaps two
	// directories; tests replace them.
	step     func(name string)
	exchange func(a, b string) error
}

// errLocked is what flockFile returns when another process has the lock.
var errLocked = errors.New("locked")

// LockData creates the data directory if it isn't there and takes its lock. It
// doesn't wait: a directory that another process is changing is refused with
// an [*terminology.Error] of reason [terminology.ReasonDataDirectoryBusy] that
// names the process.
func LockData(dataDir string) (*Lock, error) {
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	path := filepath.Join(dataDir, lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("locking the data directory: %w", err)
	}
	if err := flockFile(f); err != nil {
		// The holder writes who it is after it has the lock, so that the text
		// may be missing for a moment.
		holder := make([]byte, 200)
		n, _ := f.ReadAt(holder, 0)
		f.Close()
		if !errors.Is(err, errLocked) {
			return nil, fmt.Errorf("locking the data directory %s: %w", dataDir, err)
		}
		who := strings.TrimSpace(string(holder[:n]))
		if who == "" {
			who = "another process"
		}
		busy := terminology.Errorf(terminology.KindFailedPrecondition, terminology.ReasonDataDirectoryBusy,
			"the data directory %s is being changed by %s", dataDir, who)
		busy.Hint = "wait until that import has ended, or give another --data directory"
		return nil, busy
	}
	l := &Lock{dataDir: dataDir, file: f, step: func(string) {}, exchange: exchange}
	who := fmt.Sprintf("process %d (since %s)\n", os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	// What can't be written only makes the other's message poorer.
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt([]byte(who), 0)
	}
	return l, nil
}

// Unlock gives the lock back. The lock file stays: removing it would let two
// processes lock two different files.
func (l *Lock) Unlock() error {
	if err := l.file.Truncate(0); err != nil {
		l.file.Close()
		return err
	}
	return l.file.Close()
}
