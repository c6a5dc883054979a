package catalog

import (
	"errors"

	"golang.org/x/sys/unix"
)

// errNoExchange tells that the system or file system can't exchange names.
var errNoExchange = errors.New("no atomic exchange of directories")

// exchange swaps what two paths name, in one step.
func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
		return errNoExchange
	}
	return err
}
