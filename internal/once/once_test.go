package once_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/firn-sct/firn/internal/once"
)

func TestValueIsMadeOnce(t *testing.T) {
	var v once.Value[int]
	if _, ok := v.Made(); ok {
		t.Error("it is there before it is made")
	}
	var calls atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := v.Get(t.Context(), func(context.Context) (int, error) {
				return int(calls.Add(1)), nil
			})
			if got != 1 || err != nil {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
	group.Wait()
	if got, ok := v.Made(); got != 1 || !ok {
		t.Errorf("got %d, %t", got, ok)
	}
}

func TestErrorIsNotKept(t *testing.T) {
	var v once.Value[int]
	failed := errors.New("failed")
	if _, err := v.Get(t.Context(), func(context.Context) (int, error) { return 0, failed }); err != failed {
		t.Fatalf("got %v", err)
	}
	if got, err := v.Get(t.Context(), func(context.Context) (int, error) { return 2, nil }); got != 2 || err != nil {
		t.Fatalf("got %d, %v", got, err)
	}
}

func TestWaitingEndsWithContext(t *testing.T) {
	var v once.Value[int]
	started, release := make(chan struct{}), make(chan struct{})
	go func() {
		_, _ = v.Get(context.Background(), func(context.Context) (int, error) {
			close(started)
			<-release
			return 1, nil
		})
	}()
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Get(ctx, func(context.Context) (int, error) { return 2, nil }); err != context.Canceled {
		t.Errorf("got %v", err)
	}
	close(release)
	if got, err := v.Get(t.Context(), func(context.Context) (int, error) { return 3, nil }); got != 1 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
}
