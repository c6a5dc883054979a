package synth

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/terminology/sctid"
)

// buildScale grows a release of a scale profile around the hand-written core.
func buildScale(ctx context.Context, cfg Config, s shape, progress func(Progress)) (*world, error) {
	small := cfg
	small.Profile = ProfileDemo
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
				g.preset()
				p.ready(g)
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

func (g *grower) substances() {
	salts := strings.Fields("hydrochloride sodium maleate tartrate phosphate mesylate calcium fumarate potassium acetate citrate sulfate bromide succinate besilate monohydrate anhydrous")
	g.modifiers = []modifier{
		g.heads(1, substanceName),
		g.tails(0.45, salts),
		g.leads(0.1, "radioactive recombinant conjugated human bovine porcine equine pegylated liposomal inactivated attenuated purified", 300, clinicalAdjective),
	}
}

func (g *grower) organisms() {
	g.modifiers = []modifier{g.heads(1, organismName)}
	g.maxDepth = 11
}

func (g *grower) qualifiers() { g.plain("quality", 300, numberedQuality, 1.5) }

func (g *grower) morphologies() {
	g.modifiers = []modifier{
		g.leads(1, leadWords["morph"], 1500, clinicalAdjective),
		g.heads(0.5, func(g *grower, p int32) (string, bool) {
			if g.r.chance(0.3) {
				return clinicalAdjective(g.r) + " " + pick(g.r, []string{"lesion", "neoplasm", "degeneration", "proliferation", "defect"}), false
			}
			return clinicalNoun(g.r), false
		}),
	}
}

func (g *grower) bodies() {
	w := g.w
	parts := strings.Fields("artery vein nerve muscle ligament tendon bursa fascia bone joint gland duct canal region fossa surface border process foramen fiber tract nucleus plexus node septum membrane layer cell sinus groove space segment lobe")
	g.modifiers = []modifier{
		g.leads(1, leadWords["body"], 800, clinicalAdjective),
		g.values(0.35, kindLaterality, []int32{w.b.word("qualifiers", "left"), w.b.word("qualifiers", "right")}, 0),
		g.heads(0.45, func(g *grower, p int32) (string, bool) {
			return clinicalAdjective(g.r) + " " + pickSkewed(g.r, parts), false
		}),
	}
	g.defined = 0.5
}

func (g *grower) objects() {
	nouns := strings.Fields("catheter stent prosthesis implant electrode cannula forceps retractor clamp screw plate pump monitor laser scanner endoscope tube mesh valve needle syringe bandage splint brace wheelchair bed lamp kit reagent analyzer drill guide shunt graft lens")
	g.modifiers = []modifier{
		g.leads(1, leadWords["object"], 500, clinicalAdjective),
		g.heads(0.8, func(g *grower, p int32) (string, bool) {
			if g.r.chance(0.3) {
				return personName(g.r) + " " + pick(g.r, nouns), true
			}
			return clinicalAdjective(g.r) + " " + pickSkewed(g.r, nouns), false
		}),
	}
}

func (g *grower) model() {
	space := g.w.b.must(370136006)
	n := 1_000_000
	g.modifiers = []modifier{g.heads(1, func(g *grower, p int32) (string, bool) {
		n += 1 + g.r.intN(5)
		return fmt.Sprintf("Extension Namespace %d", n), true
	})}
	g.retag = func(g *grower, _ int32, _ mod) uint8 { return g.w.tagOf("namespace concept") }
	g.only = []int32{space}
}

func (g *grower) observables() {
	w := g.w
	fluids := ensureList(w.b.fluids, w.belowWord("others", "blood specimen"))
	substances := ensureList(w.b.measured, w.nodesOf(topSubstance))
	sites := w.nodesUnder(91723000)
	g.modifiers = []modifier{
		g.values(0.6, kindProperty, w.belowWord("qualifiers", "property"), 0),
		g.values(1, kindComponent, substances, 0.5),
		g.values(0.6, kindDirectLocation, ensureList(fluids, sites), 0.5),
		g.values(0.3, kindScale, w.belowWord("qualifiers", "scale type value"), 0),
		g.values(0.2, kindTime, w.belowWord("qualifiers", "time aspect value"), 0),
		g.leads(0.5, leadWords["observe"], 200, clinicalAdjective),
		g.heads(0.25, func(g *grower, p int32) (string, bool) {
			return clinicalAdjective(g.r) + " " + pick(g.r, []string{"index", "score", "ratio", "rate", "time", "volume", "pressure", "function", "status"}), false
		}),
	}
	g.defined = 0.6
	g.seeds = func() {
		root := w.b.must(topObservable)
		for _, v := range w.belowWord("qualifiers", "property") {
			g.make(root, newMod(kindProperty, v), false)
		}
	}
}

func (g *grower) specimensOf() {
	g.modifiers = []modifier{
		g.leads(1, leadWords["specimen"], 100, clinicalAdjective),
		g.values(1.5, kindTopography, g.w.nodesUnder(91723000), 0.5),
	}
	g.defined = 0.6
}

func (g *grower) findings() {
	w := g.w
	sites, morphologies := w.nodesUnder(91723000), w.nodesUnder(49755003)
	organisms, observables := w.nodesOf(topOrganism), w.nodesOf(topObservable)
	organisms = ensureList(organisms, w.nodesOf(topSubstance))
	qualifier := func(name string) []int32 { return w.belowWord("qualifiers", name) }
	g.modifiers = []modifier{
		g.values(1.3, kindSite, sites, 0.75),
		g.values(1.1, kindMorphology, morphologies, 0.6),
		g.values(0.5, kindAgent, organisms, 0.6),
		g.values(0.15, kindProcess, qualifier("pathological process value"), 0.5),
		g.values(0.15, kindCourse, qualifier("courses"), 0),
		g.values(0.1, kindSeverity, qualifier("severities"), 0),
		g.values(0.15, kindOccurrence, qualifier("periods of life"), 0),
		g.values(0.25, kindInterprets, observables, 0.5),
		g.values(0.15, kindHasInterpretation, qualifier("interpretation value"), 0),
		g.own(0.3, kindDueTo), g.own(0.1, kindAfter),
		g.leads(0.9, leadWords["finding"], 6000, clinicalAdjective),
		g.heads(0.5, findingName),
	}
	g.defined = 0.55
	g.seeds = func() {
		disease, finding := w.b.must(64572001), w.b.must(topFinding)
		for i, v := range sites {
			if i < int(g.hi-g.lo)/20 {
				g.make(disease, newMod(kindSite, v), false)
			}
			if i < int(g.hi-g.lo)/60 {
				g.make(finding, newMod(kindSite, v), false)
			}
		}
		for i, v := range morphologies {
			if i < int(g.hi-g.lo)/300 {
				g.make(disease, newMod(kindMorphology, v), false)
			}
		}
		for i, v := range organisms {
			if i < int(g.hi-g.lo)/300 {
				g.make(disease, newMod(kindAgent, v), false)
			}
		}
	}
}

func (g *grower) procedures() {
	w := g.w
	sites := w.nodesUnder(91723000)
	g.modifiers = []modifier{
		g.values(1.3, kindDirectSite, sites, 0.75),
		g.values(0.8, kindMethod, w.belowWord("qualifiers", "action"), 0.5),
		g.values(0.35, kindDevice, w.nodesOf(topObject), 0.6),
		g.values(0.35, kindDirectSubstance, w.nodesOf(topSubstance), 0.6),
		without(g.values(0.3, kindComponent, w.nodesOf(topSubstance), 0.6), kindDirectSite),
		g.values(0.15, kindSpecimen, w.nodesOf(topSpecimen), 0.5),
		g.leads(0.9, leadWords["procedure"], 3000, clinicalAdjective),
		g.heads(0.4, procedureName),
	}
	g.defined = 0.6
	g.seeds = func() {
		root := w.b.must(topProcedure)
		for i, v := range sites {
			if i < int(g.hi-g.lo)/18 {
				g.make(root, newMod(kindDirectSite, v), false)
			}
		}
	}
}

func (g *grower) situations() {
	w := g.w
	findings, procedures := w.nodesOf(topFinding), w.nodesOf(topProcedure)
	g.modifiers = []modifier{
		without(g.values(2, kindFinding, findings, 0.6), kindProcedure, kindProcedureContext),
		without(g.values(0.8, kindProcedure, procedures, 0.6), kindFinding, kindFindingContext),
		without(g.values(0.5, kindFindingContext, w.belowWord("qualifiers", "finding context value"), 0.5), kindProcedure, kindProcedureContext),
		without(g.values(0.3, kindProcedureContext, w.belowWord("qualifiers", "procedure context value"), 0.5), kindFinding, kindFindingContext),
		g.values(0.3, kindSubject, w.belowWord("qualifiers", "subject relationship value"), 0),
	}
	g.defined = 0.8
	g.maxWords = 12
}

// own returns a modifier whose values are of the hierarchy itself.
func (g *grower) own(weight float64, kind int) modifier {
	return modifier{weight, func(g *grower, p int32) (mod, bool) {
		v := g.any()
		if g.w.nodes[v].is(nodeStructural) || strings.Count(g.w.noun(v), " ") > 3 {
			return noMod, false
		}
		return newMod(kind, v), g.fits(&g.w.nodes[p], newMod(kind, v))
	}}
}

// tails returns a modifier of words that stand after a name.
func (g *grower) tails(weight float64, words []string) modifier {
	var mods []mod
	for _, text := range words {
		mods = append(mods, g.word(text, formTail, false))
	}
	return modifier{weight, func(g *grower, p int32) (mod, bool) {
		m := mods[g.r.zipf(len(mods))]
		return m, g.fits(&g.w.nodes[p], m)
	}}
}

// nodesUnder is [world.nodesOf] for a structural concept within a hierarchy.
func (w *world) nodesUnder(id sctid.ID) []int32 { return w.nodesOf(id) }

// preset, begin and release surround the growing of a hierarchy.
func (g *grower) preset() { g.maxDepth, g.maxWords = 11, 10 }

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

func eventName(g *grower, p int32) (string, bool) {
	return clinicalAdjective(g.r) + " " + pick(g.r, []string{"incident", "exposure", "accident", "injury event", "collision", "assault", "failure", "overdose event"}), false
}

func placeName(g *grower, p int32) (string, bool) {
	return personName(g.r) + " " + pick(g.r, []string{"hospital", "clinic", "region", "island", "district", "center", "county"}), true
}

func occupationName(g *grower, p int32) (string, bool) {
	if g.r.chance(0.4) {
		return personName(g.r) + " " + pick(g.r, []string{"people", "community", "faith", "family"}), true
	}
	return clinicalAdjective(g.r) + " " + pick(g.r, []string{"technician", "assistant", "worker", "specialist", "nurse", "engineer", "operator", "surgeon"}), false
}

func scaleName(g *grower, p int32) (string, bool) {
	return personName(g.r) + " " + pick(g.r, []string{"scale", "score", "index", "questionnaire", "staging", "grading", "inventory"}), true
}

func recordName(g *grower, p int32) (string, bool) {
	return clinicalAdjective(g.r) + " " + pick(g.r, []string{"report", "record", "letter", "form", "chart", "note"}), false
}

func forceName(g *grower, p int32) (string, bool) {
	return clinicalAdjective(g.r) + " " + pick(g.r, []string{"radiation", "pressure", "traction", "vibration"}), false
}
