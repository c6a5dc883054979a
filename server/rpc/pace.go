package rpc

import (
	"context"
	"runtime"
	"time"
)

// Long work, such as a page of 10,000 rows or a message of codes, would hold up
// the short calls of others where as many clients ask for it as there are
// processors: Go looks for what has come in from the network when a processor has
// nothing to run, and otherwise every ten milliseconds only. So long work counts
// itself, and when there is some for every processor, each lets go of its own for
// a moment, every so often.

// paceEvery is how long a short call may have to wait for long work.
const paceEvery = time.Millisecond

// pace is one piece of long work. Its end must be called.
type pace struct {
	server *Server
	ctx    context.Context
	since  time.Time // when it last let go
}

func (s *Server) begin(ctx context.Context) pace {
	s.long.Add(1)
	return pace{s, ctx, time.Now()}
}

func (p *pace) end() { p.server.long.Add(-1) }

// step is called between items, at the latest after checkEvery of them. It lets go
// of the processor if it is time to, and reports whether the client is still there.
func (p *pace) step() error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if int(p.server.long.Load()) < runtime.GOMAXPROCS(0) {
		return nil
	}
	if now := time.Now(); now.Sub(p.since) >= paceEvery {
		// To yield would not do: what runs next would be other long work, before
		// anyone looks at the network.
		time.Sleep(time.Microsecond)
		p.since = time.Now()
	}
	return p.ctx.Err()
}
