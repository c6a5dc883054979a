package lazy_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/firn-sct/firn/terminology/internal/lazy"
)

func TestMadeOnce(t *testing.T) {
	v := lazy.New[int32]()
	if _, ok := v.Made(); ok {
		t.Error("it is there before it is made")
	}
	var calls atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := v.Get(t.Context(), func(context.Context) (int32, error) { return calls.Add(1), nil })
			if got != 1 || err != nil {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
	group.Wait()
	if got, ok := v.Made(); got != 1 || !ok {
		t.Errorf("got %d, %v", got, ok)
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	v := lazy.New[int]()
	failed := errors.New("failed")
	if _, err := v.Get(t.Context(), func(context.Context) (int, error) { return 0, failed }); err != failed {
		t.Fatalf("got %v", err)
	}
	if got, err := v.Get(t.Context(), func(context.Context) (int, error) { return 2, nil }); got != 2 || err != nil {
		t.Fatalf("got %d, %v", got, err)
	}
}

// Who waits for another's making is called off by its own context.
func TestWaitingEnds(t *testing.T) {
	v := lazy.New[int]()
	began, finish := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		v.Get(t.Context(), func(context.Context) (int, error) {
			close(began)
			<-finish
			return 1, nil
		})
	})
	<-began
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Get(ctx, func(context.Context) (int, error) { return 2, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(finish)
	group.Wait()
	if got, _ := v.Made(); got != 1 {
		t.Errorf("got %d", got)
	}
}
