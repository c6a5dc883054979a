package rpc

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
)

// TestPace holds long work to letting go of the processor when there is enough of
// it, and not otherwise, and to ending with its call.
func TestPace(t *testing.T) {
	s := New(nil, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	alone := s.begin(ctx)
	long := time.Now().Add(-time.Second)
	alone.since = long
	crowd := runtime.GOMAXPROCS(0)
	if err := alone.step(); err != nil {
		t.Fatal(err)
	}
	if crowd > 1 && alone.since != long {
		t.Error("it let go although there is a processor for others")
	}
	var others []pace
	for range crowd - 1 {
		others = append(others, s.begin(ctx))
	}
	if err := alone.step(); err != nil {
		t.Fatal(err)
	}
	if alone.since == long {
		t.Error("it kept the last processor")
	}
	cancel()
	if err := alone.step(); !errors.Is(err, context.Canceled) {
		t.Errorf("its call has ended: got %v", err)
	}
	for _, other := range others {
		other.end()
	}
	alone.end()
	if n := s.long.Load(); n != 0 {
		t.Errorf("%d pieces of work are left", n)
	}
}
