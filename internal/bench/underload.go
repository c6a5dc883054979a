package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// underLoad compares single lookups on a quiet server with those on one that
// another client reads all descendants of the root from, page by page, while a
// third validates codes, both without pause.
func (m *measuring) underLoad() error {
	const section = "Lookups while others keep the server busy"
	if !m.wants("UnderLoad/") {
		return nil
	}
	concepts := firnv1.NewConceptServiceClient(m.server.conn)
	lookups := func(from int) (durations, error) {
		return timed(m.ctx, 2*m.long, func(i int) error {
			_, err := concepts.GetConcept(m.ctx, &firnv1.GetConceptRequest{ConceptId: uint64(at(m.asked.active, from+i))})
			return err
		})
	}
	for round := range m.rounds {
		m.say("under load, round %d of %d", round+1, m.rounds)
		quiet, err := lookups(round * 10_007)
		if err != nil {
			return err
		}
		load, err := m.load()
		if err != nil {
			return err
		}
		busy, err := lookups(round*10_007 + 5_003)
		if others := load(); err == nil {
			err = others
		}
		if err != nil {
			return err
		}
		m.atMost(section, "UnderLoad/quiet/p50", "ns", 0, quiet.percentile(50))
		m.atMost(section, "UnderLoad/quiet/p99", "ns", 0, quiet.percentile(99))
		m.atMost(section, "UnderLoad/busy/p50", "ns", 0, busy.percentile(50))
		m.atMost(section, "UnderLoad/busy/p99", "ns", 0, busy.percentile(99))
		m.atMost(section, "UnderLoad/busy-by-quiet/p99", "x", 10, busy.percentile(99)/quiet.percentile(99))
	}
	return nil
}

// load keeps the server busy, over connections of its own, until the function
// that it returns is called.
func (m *measuring) load() (end func() error, err error) {
	pages, err := dial(m.server.conn.Target())
	if err != nil {
		return nil, err
	}
	codes, err := dial(m.server.conn.Target())
	if err != nil {
		pages.Close()
		return nil, err
	}
	ctx, cancel := context.WithCancel(m.ctx)
	var wait sync.WaitGroup
	var failed atomic.Pointer[error]
	run := func(f func() error) {
		wait.Go(func() {
			for ctx.Err() == nil {
				if err := f(); err != nil && ctx.Err() == nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
			}
		})
	}
	token := ""
	run(func() error {
		page, err := firnv1.NewConceptServiceClient(pages).ListDescendants(ctx, &firnv1.ListDescendantsRequest{
			ConceptId: uint64(taxonomy.Root), PageSize: 10_000, PageToken: token,
		})
		token = page.GetNextPageToken()
		return err
	})
	messages := m.codes(false, false)
	run(func() error {
		stream, err := firnv1.NewValidationServiceClient(codes).ValidateCodes(ctx)
		if err != nil {
			return err
		}
		for i := 0; ; i++ {
			if err := stream.Send(at(messages, i)); err != nil {
				return err
			}
			if i >= 4 { // a few messages ahead
				if _, err := stream.Recv(); err != nil {
					return err
				}
			}
		}
	})
	return func() error {
		cancel()
		wait.Wait()
		pages.Close()
		codes.Close()
		if err := failed.Load(); err != nil {
			return fmt.Errorf("the load: %w", *err)
		}
		return nil
	}, nil
}
