package synth

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/terminology/sctid"
)

// buildScale grows a release of a scale profile around the hand-written core.
func buildScale(ctx context.Context, cfg Config, s shape, progress func(Progress)) (*world, error) {
	small := cfg
	small.Profile, small.Part = ProfileDemo, 0
	small.Concepts = 1
	b, err := build(ctx, small)
	if err != nil {
		return nil, err
	}
	w := &world{cfg: cfg, shape: s, b: b}
	if err := w.readScaleMetadata(); err != nil {
		return nil, err
	}
	w.makeKinds()
	w.adopt()
	if err := w.growAll(ctx, progress); err != nil {
		return nil, err
	}
	w.date()
	w.retire()
	return w, w.identify()
}

// plot is one hierarchy, or a part of one, to grow.
type plot struct {
	purpose string
	stage   int
	top     sctid.ID
	not     []sctid.ID
	part    float64 // of the hierarchy's size; the rest is in another plot
	ready   func(g *grower)
}

// growAll lays the hierarchies out, what others refer to first, and grows them
// stage by stage, those of one stage side by side. The outcome doesn't depend
// on which is done first, because each has its own nodes and random numbers.
func (w *world) growAll(ctx context.Context, progress func(Progress)) error {
	plots := []plot{
		{"substances", 0, topSubstance, nil, 1, (*grower).substances},
		{"organisms", 0, topOrganism, nil, 1, (*grower).organisms},
		{"qualifiers", 0, topQualifier, nil, 1, (*grower).qualifiers},
		{"morphologies", 0, 49755003, nil, 0.115, (*grower).morphologies},
		{"body", 1, topBody, []sctid.ID{49755003}, 0.885, (*grower).bodies},
		{"objects", 1, topObject, nil, 1, (*grower).objects},
		{"events", 1, topEvent, nil, 1, func(g *grower) { g.plain("event", 400, eventName, 0.4) }},
		{"places", 1, topEnvironment, nil, 1, func(g *grower) { g.plain("place", 200, placeName, 0.5) }},
		{"social", 1, topSocial, nil, 1, func(g *grower) { g.plain("social", 200, occupationName, 0.8) }},
		{"scales", 1, topStaging, nil, 1, func(g *grower) { g.plain("scale", 200, scaleName, 0.8) }},
		{"records", 1, topRecord, nil, 1, func(g *grower) { g.plain("record", 200, recordName, 0.4) }},
		{"forces", 1, topForce, nil, 1, func(g *grower) { g.plain("force", 100, forceName, 0.3) }},
		{"model", 1, topModel, nil, 1, (*grower).model},
		{"observables", 2, topObservable, nil, 1, (*grower).observables},
		{"specimens", 2, topSpecimen, nil, 1, (*grower).specimensOf},
		{"findings", 3, topFinding, nil, 1, (*grower).findings},
		{"procedures", 3, topProcedure, nil, 1, (*grower).procedures},
		{"products", 3, topProduct, nil, 1, (*grower).products},
		{"situations", 4, topSituation, nil, 1, (*grower).situations},
	}
	shapes := map[sctid.ID]hierarchyShape{}
	for _, h := range w.shape.hierarchies {
		shapes[h.top] = h
	}
	shapes[49755003] = shapes[topBody]
	growers := make([]*grower, len(plots))
	next := int32(w.core)
	within := make([]func(int32) bool, len(plots))
	for i, p := range plots {
		h := shapes[p.top]
		h.top = p.top
		within[i] = w.within(p.top, p.not...)
		have := 0
		for c := range int32(w.core) {
			if within[i](c) {
				have++
			}
		}
		want := max(int(p.part*float64(h.size)+0.5)-have, 0)
		growers[i] = w.newGrower(h, next, next+int32(want), p.purpose)
		next += int32(want)
	}
	if next >= 1<<modValueBits {
		return fmt.Errorf("synth: %d concepts are more than %d", next, 1<<modValueBits)
	}
	w.nodes = append(make([]node, 0, int(next)+w.shape.retired), w.nodes...)[:next]
	for _, tag := range []string{"medicinal product", "medicinal product form", "clinical drug", "product", "namespace concept"} {
		w.tagOf(tag)
	}
	var reporting sync.Mutex
	done := 0
	for stage := range 5 {
		// What a hierarchy takes its values from is gathered before any of the
		// stage grows: else it would depend on who came first.
		for i, p := range plots {
			if g := growers[i]; p.stage == stage && g.lo < g.hi {
				g.preset()
				p.ready(g)
			}
		}
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i, p := range plots {
			if p.stage != stage {
				continue
			}
			g := growers[i]
			group.Go(func() error {
				if g.lo == g.hi {
					return nil
				}
				g.begin(within[i])
				if err := g.grow(ctx); err != nil {
					return err
				}
				g.release()
				if progress != nil {
					reporting.Lock()
					defer reporting.Unlock()
					done += int(g.hi - g.lo)
					progress(Progress{Phase: "grow", Done: done, Total: int(next) - w.core})
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// preset sets what a hierarchy may set otherwise before it begins.
func (g *grower) preset() { g.maxDepth, g.maxWords = 11, 10 }

// begin takes the core in and makes the first concepts.
func (g *grower) begin(within func(i int32) bool) {
	g.start(within)
	if g.only != nil {
		g.roots, g.slots = g.only, nil
	}
	if g.seeds != nil {
		g.seeds()
	}
}

// release lets go of all but what is kept for the names.
func (g *grower) release() {
	g.kids, g.slots, g.cores, g.marks, g.names, g.scratch, g.arena, g.table, g.modifiers = nil, nil, nil, nil, nil, nil, nil, pairTable{}, nil
	g.seeds = nil
}
