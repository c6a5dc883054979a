package rpc

import (
	"context"
	"runtime"
	"time"
)

// Long work, such as a page of 10,000 rows or a message of codes, would hold up
// the short calls of others where as many clients ask for it as there are
// processors: Go looks for what has come in from the network when a processor has
// nothing to run, and otherwise every ten milliseconds only. So long work goes by
// lanes, of which there is one fewer than processors. Who has to wait for a lane
// waits in turn, and who has had one for a while lets the next one by.
//
// Making an answer takes a lane; reading requests, encoding and sending doesn't, so
// that nobody holds one while waiting for a client.
type lanes chan struct{}

func newLanes() lanes { return make(lanes, max(1, runtime.GOMAXPROCS(0)-1)) }

// laneTurn is how long one piece of long work keeps a lane.
const laneTurn = 2 * time.Millisecond

// long is one piece of work that may be long. Its end must be called.
type long struct {
	lanes lanes
	ctx   context.Context
	since time.Time // when it got its lane
	held  bool
}

// begin begins work on so many items. It waits for a lane, or for the end of the
// call, which [long.step] tells; few items need no lane.
func (l lanes) begin(ctx context.Context, items int) long {
	work := long{lanes: l, ctx: ctx}
	if items > checkEvery {
		work.take()
	}
	return work
}

func (w *long) take() {
	select {
	case w.lanes <- struct{}{}:
		w.held, w.since = true, time.Now()
	case <-w.ctx.Done():
		w.held = false
	}
}

func (w *long) end() {
	if w.held {
		w.held = false
		<-w.lanes
	}
}

// step is called between items, at the latest after checkEvery of them. It lets
// others by if it is time to, and returns the context's error when the client no
// longer wants the answer.
func (w *long) step() error {
	if w.held && time.Since(w.since) >= laneTurn {
		w.end()
		w.take()
	}
	return w.ctx.Err()
}
