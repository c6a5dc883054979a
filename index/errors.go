package index

import (
	"errors"
	"fmt"
)

// ErrClosed is returned by a search in an index that has been closed.
var ErrClosed = errors.New("the search index is closed")

// DamageError says that the files of an index aren't what [Write] wrote. The
// way out is to import the release again.
type DamageError struct {
	Path string // the file or folder
	What string // what is wrong with it
}

// Error implements error.
func (e *DamageError) Error() string {
	return fmt.Sprintf("search index %s is damaged: %s (import the release again)", e.Path, e.What)
}
