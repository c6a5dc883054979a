// Package once makes a value when it is first needed, like [sync.OnceValue], but
// the making can be interrupted, and so can the waiting for it: the next one who
// needs the value begins anew.
package once

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Value is made once. The zero value is ready for use. It must not be copied.
type Value[T any] struct {
	made   atomic.Pointer[T]
	making sync.Mutex
}

// Made returns the value, if it is there.
func (v *Value[T]) Made() (value T, ok bool) {
	if made := v.made.Load(); made != nil {
		return *made, true
	}
	return value, false
}

// Get returns the value. If it isn't there it calls make, which should look at ctx
// now and then, or waits while another goroutine does. An error of make is returned
// and not kept. While it waits, an error of ctx ends it within some milliseconds.
func (v *Value[T]) Get(ctx context.Context, make func(context.Context) (T, error)) (T, error) {
	if value, ok := v.Made(); ok {
		return value, nil
	}
	// The error of ctx may come from a clock and not from a channel, so that it has
	// to be asked.
	for !v.making.TryLock() {
		if err := ctx.Err(); err != nil {
			var none T
			return none, err
		}
		time.Sleep(time.Millisecond)
	}
	defer v.making.Unlock()
	if value, ok := v.Made(); ok {
		return value, nil
	}
	value, err := make(ctx)
	if err != nil {
		return value, err
	}
	v.made.Store(&value)
	return value, nil
}
