package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/firn-sct/firn/internal/ecldata"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// corpusSize is how many expressions are evaluated in each round.
const corpusSize = 1000

// rootConstraint is the largest constraint of the hierarchy.
var rootConstraint = fmt.Sprintf("<< %d", terminology.Root)

// constraints measures the evaluation of expression constraints in process: each
// expression of a corpus once a round, with its count. Parsing isn't in it,
// planning is. A round before the others makes what an engine makes once.
func (m *measuring) constraints() error {
	const section = "Expression constraints, in process"
	if !m.wantsGroup("Ecl/") {
		return nil
	}
	corpus, err := ecldata.NewCorpus(m.release, m.options.seed)
	if err != nil {
		return err
	}
	queries, err := corpus.Queries(corpusSize)
	if err != nil {
		return err
	}
	parsed := make([]*ecl.Query, len(queries))
	for i, q := range queries {
		if parsed[i], _, err = ecl.Parse(q.Text, ecl.Options{}); err != nil {
			return err
		}
	}
	engine := ecl.NewEngine(m.release, ecl.EngineOptions{})
	cached := ecl.NewEngine(m.release, ecl.EngineOptions{CacheMemory: 64 << 20})
	for _, e := range []*ecl.Engine{engine, cached} {
		if _, err := m.counted(e, queries, parsed); err != nil {
			return err
		}
	}
	for round := range m.rounds {
		m.say("expression constraints, round %d of %d", round+1, m.rounds)
		times, err := m.counted(engine, queries, parsed)
		if err != nil {
			return err
		}
		m.atMost(section, "Ecl/Count/p50", "ns", 200e3, times["all"].percentile(50))
		m.atMost(section, "Ecl/Count/p95", "ns", 5e6, times["all"].percentile(95))
		m.atMost(section, "Ecl/Count/p99", "ns", 50e6, times["all"].percentile(99))
		for _, class := range []string{"hierarchy", "refinement", "filter", "membership", "monster"} {
			m.atMost(section, "Ecl/Count/"+class+"/p50", "ns", 0, times[class].percentile(50))
			m.atMost(section, "Ecl/Count/"+class+"/p95", "ns", 0, times[class].percentile(95))
		}
		if times, err = m.counted(cached, queries, parsed); err != nil {
			return err
		}
		m.atMost(section, "Ecl/Count/cached/p50", "ns", 0, times["all"].percentile(50))
		m.atMost(section, "Ecl/Count/cached/p99", "ns", 0, times["all"].percentile(99))
		if err := m.hierarchyConstraints(section, engine); err != nil {
			return err
		}
	}
	return nil
}

// counted counts each query once, and returns the times by class and of all.
func (m *measuring) counted(engine *ecl.Engine, queries []ecldata.CorpusQuery, parsed []*ecl.Query) (map[string]durations, error) {
	times := map[string]durations{}
	for i, q := range parsed {
		begin := time.Now()
		_, err := engine.Count(m.ctx, q, ecl.EvaluateOptions{})
		took := time.Since(begin)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", queries[i].Text, err)
		}
		times["all"] = append(times["all"], took)
		times[queries[i].Class] = append(times[queries[i].Class], took)
	}
	return times, nil
}

// hierarchyConstraints counts all concepts, and asks of one after another whether
// it is below a concept: of a constraint that is parsed, and of one that is
// planned too.
func (m *measuring) hierarchyConstraints(section string, engine *ecl.Engine) error {
	root, _, err := ecl.Parse(rootConstraint, ecl.Options{})
	if err != nil {
		return err
	}
	all, err := timed(m.ctx, m.long/4, func(int) error {
		_, err := engine.Count(m.ctx, root, ecl.EvaluateOptions{})
		return err
	})
	if err != nil {
		return err
	}
	m.atMost(section, "Ecl/CountRoot/p50", "ns", 50e3, all.percentile(50))
	below, _, err := ecl.Parse("<< 404684003", ecl.Options{})
	if err != nil {
		return err
	}
	prepared, err := engine.Prepare(m.ctx, below, false)
	if err != nil {
		return err
	}
	for _, ask := range []struct {
		name string
		in   func(context.Context, taxonomy.Ordinal) (bool, error)
	}{
		{"Ecl/Contains/parsed/p50", func(ctx context.Context, o taxonomy.Ordinal) (bool, error) { return engine.Contains(ctx, below, o) }},
		{"Ecl/Contains/prepared/p50", prepared.Contains},
	} {
		times, err := timedBatches(m.ctx, m.long/4, 64, func(i int) error {
			_, err := ask.in(m.ctx, at(m.asked.ordinals, i))
			return err
		})
		if err != nil {
			return err
		}
		m.atMost(section, ask.name, "ns", 5_000, times.percentile(50))
	}
	return nil
}

// constraintStreams measures how long a client waits for all concepts of a release
// as a stream of ids.
func (m *measuring) constraintStreams() error {
	const section = "Expression constraints, over gRPC"
	if !m.wantsGroup("EclStream/") {
		return nil
	}
	client := firnv1.NewEclServiceClient(m.server.conn)
	for round := range m.rounds {
		m.say("streams of ids, round %d of %d", round+1, m.rounds)
		for _, s := range []struct {
			name  string
			order firnv1.EclOrder
		}{
			{"EclStream/Root/by-id", firnv1.EclOrder_ECL_ORDER_CONCEPT_ID},
			{"EclStream/Root/by-hierarchy", firnv1.EclOrder_ECL_ORDER_HIERARCHY},
		} {
			times, err := timed(m.ctx, m.long, func(int) error { return readIDs(m.ctx, client, s.order) })
			if err != nil {
				return err
			}
			m.atMost(section, s.name+"/p50", "ns", 100e6, times.percentile(50))
		}
	}
	return nil
}

// readIDs reads a stream of all concepts to its end, and checks their number.
func readIDs(ctx context.Context, client firnv1.EclServiceClient, order firnv1.EclOrder) error {
	stream, err := client.StreamConceptIds(ctx, &firnv1.StreamConceptIdsRequest{Ecl: rootConstraint, Order: order})
	if err != nil {
		return err
	}
	want, got := 0, 0
	for {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		want += int(message.GetCount())
		got += len(message.GetConceptIds())
	}
	if got != want || got == 0 {
		return fmt.Errorf("%s: %d ids came, and %d were announced", rootConstraint, got, want)
	}
	return nil
}
