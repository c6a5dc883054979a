package main

import (
	"context"
	"fmt"

	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// unary compares calls with an empty one of the same server, round by round, so
// that what else the machine does meets both.
func (m *measuring) unary() error {
	const section = "Calls over gRPC"
	if !m.wantsGroup("Call/") {
		return nil
	}
	q, conn := m.asked, m.server.conn
	concepts, subsumption, health := firnv1.NewConceptServiceClient(conn), firnv1.NewSubsumptionServiceClient(conn), healthpb.NewHealthClient(conn)
	empty := func(ctx context.Context, _ int) error {
		_, err := health.Check(ctx, &healthpb.HealthCheckRequest{})
		return err
	}
	get := func(ctx context.Context, i int) error {
		_, err := concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: uint64(at(q.active, i))})
		return err
	}
	basic := func(ctx context.Context, i int) error {
		_, err := concepts.GetConcept(ctx, &firnv1.GetConceptRequest{
			ConceptId: uint64(at(q.active, i)), View: firnv1.ConceptView_CONCEPT_VIEW_BASIC,
		})
		return err
	}
	subsumes := func(ctx context.Context, i int) error {
		_, err := subsumption.Subsumes(ctx, &firnv1.SubsumesRequest{AId: uint64(at(q.general, i)), BId: uint64(at(q.active, i))})
		return err
	}
	for round := range m.rounds {
		m.say("calls, round %d of %d", round+1, m.rounds)
		one := func(f func(context.Context, int) error) (durations, error) {
			return timed(m.ctx, m.long, func(i int) error { return f(m.ctx, round*10_007+i) })
		}
		floor, err := one(empty)
		if err != nil {
			return err
		}
		found, err := one(get)
		if err != nil {
			return err
		}
		row, err := one(basic)
		if err != nil {
			return err
		}
		compared, err := one(subsumes)
		if err != nil {
			return err
		}
		m.atMost(section, "Call/Empty/clients=1/p50", "ns", 0, floor.percentile(50))
		m.atMost(section, "Call/GetConcept/clients=1/p50", "ns", 0, found.percentile(50))
		m.atMost(section, "Call/GetConcept/clients=1/p99", "ns", 0, found.percentile(99))
		m.atMost(section, "Call/GetConcept-basic/clients=1/p50", "ns", 0, row.percentile(50))
		m.atMost(section, "Call/Subsumes/clients=1/p50", "ns", 0, compared.percentile(50))
		m.atMost(section, "Call/GetConcept/clients=1/p50-by-empty", "x", 1.4, found.percentile(50)/floor.percentile(50))
		for _, clients := range []int{16, 64} {
			many := func(f func(context.Context, int) error) (perSecond, cpu float64, err error) {
				client, served, err := spent(m.server, func() error {
					perSecond, err = rate(m.ctx, clients, m.long, func(_ context.Context, client, i int) error {
						return f(m.ctx, client*1_009+round*10_007+i)
					})
					return err
				})
				return perSecond, float64(client+served) / (perSecond * m.long.Seconds()), err
			}
			floor, floorCPU, err := many(empty)
			if err != nil {
				return err
			}
			found, foundCPU, err := many(get)
			if err != nil {
				return err
			}
			_, rowCPU, err := many(basic)
			if err != nil {
				return err
			}
			m.atLeast(section, fmt.Sprintf("Call/Empty/clients=%d", clients), "/s", 0, floor)
			m.atLeast(section, fmt.Sprintf("Call/GetConcept/clients=%d", clients), "/s", 0, found)
			m.atLeast(section, fmt.Sprintf("Call/GetConcept/clients=%d/rate-by-empty", clients), "x", 0.8, found/floor)
			m.atMost(section, fmt.Sprintf("Call/Empty/clients=%d/cpu", clients), "ns", 0, floorCPU)
			m.atMost(section, fmt.Sprintf("Call/GetConcept/clients=%d/cpu", clients), "ns", 0, foundCPU)
			m.atLeast(section, fmt.Sprintf("Call/GetConcept/clients=%d/cpu-of-empty", clients), "x", 0.8, floorCPU/foundCPU)
			m.atLeast(section, fmt.Sprintf("Call/GetConcept-basic/clients=%d/cpu-of-empty", clients), "x", 0, floorCPU/rowCPU)
		}
	}
	return nil
}
