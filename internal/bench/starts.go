package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// serve starts firn on the release.
func (m *measuring) serve() (*process, error) {
	return start(m.ctx, m.options.firn, "serve", "--data", m.data, "--grpc", "127.0.0.1:0", "--log-level", "warn")
}

// starts measures how long a server takes to be healthy, from the start of its
// process. Its files are in the page cache.
func (m *measuring) starts() error {
	if !m.wants("Serve/Healthy") {
		return nil
	}
	m.say("starts")
	for range m.rounds {
		p, err := m.serve()
		if err != nil {
			return err
		}
		used, err := p.cpu()
		p.stop()
		if err != nil {
			return err
		}
		m.atMost("A process", "Serve/Healthy", "ms", 150, float64(p.ready.Microseconds())/1000)
		m.atMost("A process", "Serve/Healthy/cpu", "ms", 0, float64(used.Milliseconds()))
	}
	return nil
}

// memory starts the server that the rest is measured on, and looks at its memory
// before and after many calls of every kind.
func (m *measuring) memory() error {
	var err error
	if m.server, err = m.serve(); err != nil {
		return err
	}
	if !m.wants("Serve/Memory") {
		return nil
	}
	const section = "A process"
	fresh, err := m.server.memory()
	if err != nil {
		return err
	}
	m.atMost(section, "Serve/Memory/resident-at-start", "MB", 0, fresh.resident)
	m.atMost(section, "Serve/Memory/of-it-heap-at-start", "MB", 0, fresh.anonymous)
	m.say("memory: %d mixed calls", m.calls)
	const clients = 16
	call := m.mixed(m.server.conn)
	var calls atomic.Int64
	_, err = rate(m.ctx, clients, 10*time.Minute, func(ctx context.Context, _, _ int) error {
		i := int(calls.Add(1)) - 1
		if i >= m.calls {
			return errEnough
		}
		if err := call(m.ctx, i); err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		return err
	}
	after, err := m.server.memory()
	if err != nil {
		return err
	}
	m.atMost(section, "Serve/Memory/resident", "MB", 0, after.resident)
	m.atMost(section, "Serve/Memory/of-it-heap", "MB", 250, after.anonymous)
	m.atMost(section, "Serve/Memory/of-it-mapped-files", "MB", 0, after.mapped)
	return nil
}

// errEnough ends the calls when there were enough of them.
var errEnough = errors.New("enough calls")

// mixed makes calls of every common kind in turn.
func (m *measuring) mixed(conn grpc.ClientConnInterface) func(ctx context.Context, i int) error {
	q := m.asked
	concepts, subsumption := firnv1.NewConceptServiceClient(conn), firnv1.NewSubsumptionServiceClient(conn)
	search, validation := firnv1.NewSearchServiceClient(conn), firnv1.NewValidationServiceClient(conn)
	return func(ctx context.Context, i int) (err error) {
		id := uint64(at(q.active, i))
		switch i % 10 {
		case 0, 1, 2, 3:
			_, err = concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: id})
		case 4, 5:
			_, err = subsumption.Subsumes(ctx, &firnv1.SubsumesRequest{AId: uint64(at(q.general, i)), BId: id})
		case 6:
			_, err = concepts.ListChildren(ctx, &firnv1.ListChildrenRequest{ConceptId: uint64(at(q.parental, i))})
		case 7:
			_, err = concepts.ListAncestors(ctx, &firnv1.ListAncestorsRequest{ConceptId: id})
		case 8:
			_, err = search.Search(ctx, &firnv1.SearchRequest{Text: at(q.typed, i), PageSize: 10})
		default:
			_, err = validation.ValidateCode(ctx, &firnv1.ValidateCodeRequest{Code: fmt.Sprint(id), Display: at(q.terms, i)})
		}
		return err
	}
}
