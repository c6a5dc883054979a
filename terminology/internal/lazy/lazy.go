// Package lazy makes the large columns of a release when a question first needs
// them, and lets the question that makes them be called off.
package lazy

import (
	"context"
	"sync/atomic"
)

// Value is made once. Make it with [New].
type Value[T any] struct {
	made   atomic.Pointer[T]
	making chan struct{} // holds one token while a goroutine makes the value
}

// New returns a value that isn't made yet.
func New[T any]() *Value[T] { return &Value[T]{making: make(chan struct{}, 1)} }

// Made returns the value, if it is there.
func (v *Value[T]) Made() (value T, ok bool) {
	if made := v.made.Load(); made != nil {
		return *made, true
	}
	return value, false
}

// Get returns the value, and makes it if it isn't there. Of several goroutines one
// makes it, and the others wait. An error of build is returned to its caller and
// not kept: the next to ask begins anew. The end of ctx ends the waiting, and the
// making as far as build looks at it.
func (v *Value[T]) Get(ctx context.Context, build func(context.Context) (T, error)) (T, error) {
	if value, ok := v.Made(); ok {
		return value, nil
	}
	var none T
	select {
	case v.making <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	defer func() { <-v.making }()
	if value, ok := v.Made(); ok {
		return value, nil
	}
	value, err := build(ctx)
	if err != nil {
		return none, err
	}
	v.made.Store(&value)
	return value, nil
}
