package rpc

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestLanes lets more pieces of long work run than there are lanes: never more at
// once than lanes, each gets on, and all lanes are free in the end.
func TestLanes(t *testing.T) {
	l := newLanes()
	if want := max(1, runtime.GOMAXPROCS(0)-1); cap(l) != want {
		t.Fatalf("%d lanes, want %d", cap(l), want)
	}
	var at, most atomic.Int32
	var wait sync.WaitGroup
	for range 4 * cap(l) {
		wait.Go(func() {
			work := l.begin(t.Context(), 1000)
			defer work.end()
			for range 20 {
				n := at.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(100 * time.Microsecond)
				at.Add(-1)
				if err := work.step(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n := int(most.Load()); n > cap(l) {
		t.Errorf("%d at once on %d lanes", n, cap(l))
	}
	if len(l) != 0 {
		t.Errorf("%d lanes are still taken", len(l))
	}
}

// TestLaneTurns holds a lane for longer than a turn while another waits: that one
// comes by before the first has ended.
func TestLaneTurns(t *testing.T) {
	l := make(lanes, 1)
	first := l.begin(t.Context(), 1000)
	passed := make(chan struct{})
	go func() {
		second := l.begin(t.Context(), 1000)
		second.end()
		close(passed)
	}()
	for deadline := time.Now().Add(10 * time.Second); ; {
		if err := first.step(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-passed:
			first.end()
			return
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("the other never came by")
		}
		time.Sleep(100 * time.Microsecond)
	}
}

// TestLaneOfAnEndedCall waits for a lane that stays taken, until the call ends.
func TestLaneOfAnEndedCall(t *testing.T) {
	l := make(lanes, 1)
	holder := l.begin(t.Context(), 1000)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	waiting := l.begin(ctx, 1000)
	if err := waiting.step(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the end of the call", err)
	}
	waiting.end()
	if len(l) != 1 {
		t.Errorf("%d lanes are taken: the one that waited gave back what it didn't have", len(l))
	}
	holder.end()
}

// TestShortWorkNeedsNoLane begins on few items while no lane is free.
func TestShortWorkNeedsNoLane(t *testing.T) {
	l := make(lanes, 1)
	holder := l.begin(t.Context(), 1000)
	defer holder.end()
	work := l.begin(t.Context(), 10)
	if err := work.step(); err != nil {
		t.Error(err)
	}
	work.end()
	if len(l) != 1 {
		t.Errorf("%d lanes are taken, want 1", len(l))
	}
}
