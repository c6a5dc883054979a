package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// durations are times of single calls.
type durations []time.Duration

// percentile returns the time, in nanoseconds, that p of 100 calls don't exceed.
// It sorts the list.
func (d durations) percentile(p float64) float64 {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return float64(d[min(int(float64(len(d))*p/100), len(d)-1)])
}

// timed calls f again and again for so long, and times each call.
func timed(ctx context.Context, long time.Duration, f func(i int) error) (durations, error) {
	var all durations
	end := time.Now().Add(long)
	for i := 0; ; i++ {
		begin := time.Now()
		if begin.After(end) || ctx.Err() != nil {
			return all, ctx.Err()
		}
		if err := f(i); err != nil {
			return all, err
		}
		all = append(all, time.Since(begin))
	}
}

// timedBatches is timed for calls that take about as long as looking at the
// clock: it times n of them together and gives the mean of each batch.
func timedBatches(ctx context.Context, long time.Duration, n int, f func(i int) error) (durations, error) {
	batches, err := timed(ctx, long, func(i int) error {
		for k := range n {
			if err := f(i*n + k); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range batches {
		batches[i] /= time.Duration(n)
	}
	return batches, err
}

// rate calls f from so many clients at once for so long, or until a call fails,
// and returns calls a second.
func rate(ctx context.Context, clients int, long time.Duration, f func(ctx context.Context, client, i int) error) (float64, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var (
		wait  sync.WaitGroup
		calls atomic.Int64
	)
	begin := time.Now()
	end := begin.Add(long)
	for client := range clients {
		wait.Go(func() {
			n := 0
			defer func() { calls.Add(int64(n)) }()
			for ctx.Err() == nil && time.Now().Before(end) {
				if err := f(ctx, client, n); err != nil {
					stop(err) // the first one counts
					return
				}
				n++
			}
		})
	}
	wait.Wait()
	return float64(calls.Load()) / time.Since(begin).Seconds(), context.Cause(ctx)
}
