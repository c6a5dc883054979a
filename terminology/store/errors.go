package store

import (
	"errors"
	"fmt"
)

// Errors of opening and reading a store. Both are internal errors of the
// domain: they say nothing that the asker could mend.
var (
	// ErrDamaged is in the chain of every error that tells of content that this
	// package can't have written: a truncated file, a checksum that doesn't
	// fit, a record that ends too early, a key that is missing.
	ErrDamaged = errors.New("the store is damaged")
	// ErrClosed is returned by every question asked after [Store.Close].
	ErrClosed = errors.New("the store is closed")
)

// ErrSource is in the chain of every error by which [Write] refuses a [Source]
// that breaks its own promises, of order, of counts or of references.
var ErrSource = errors.New("the source of the store contradicts itself")

func damagedf(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, args...)...)
}

func sourcef(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrSource}, args...)...)
}
