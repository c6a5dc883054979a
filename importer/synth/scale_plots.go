package synth

import (
	"fmt"
	"strings"
)

// What each hierarchy is grown with: the modifiers, how often each is drawn,
// and which concepts are made first.

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
		g.values(0.12, kindLaterality, []int32{w.b.word("qualifiers", "left"), w.b.word("qualifiers", "right")}, 0),
		g.heads(0.45, func(g *grower, p int32) (string, bool) {
			return clinicalAdjective(g.r) + " " + pickSkewed(g.r, parts), false
		}),
	}
	g.defined, g.fewAttributes = 0.5, 0.4
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
	sites := w.nodesOf(91723000)
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
	g.defined, g.fewAttributes = 0.6, 2.6
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
		g.values(1.5, kindTopography, g.w.nodesOf(91723000), 0.5),
	}
	g.defined = 0.6
}

func (g *grower) findings() {
	w := g.w
	sites, morphologies := w.nodesOf(91723000), w.nodesOf(49755003)
	organisms, observables := w.nodesOf(topOrganism), w.nodesOf(topObservable)
	organisms = ensureList(organisms, w.nodesOf(topSubstance))
	qualifier := func(name string) []int32 { return w.belowWord("qualifiers", name) }
	g.modifiers = []modifier{
		g.values(1.3, kindSite, sites, 0.75),
		g.values(1.1, kindMorphology, morphologies, 0.6),
		g.values(0.3, kindAgent, organisms, 0.6),
		g.values(0.15, kindProcess, qualifier("pathological process value"), 0.5),
		g.values(0.15, kindCourse, qualifier("courses"), 0),
		g.values(0.1, kindSeverity, qualifier("severities"), 0),
		g.values(0.15, kindOccurrence, qualifier("periods of life"), 0),
		g.values(0.15, kindInterprets, observables, 0.5),
		g.values(0.08, kindHasInterpretation, qualifier("interpretation value"), 0),
		g.own(0.2, kindDueTo), g.own(0.06, kindAfter),
		g.leads(2.2, leadWords["finding"], 20000, clinicalAdjective),
		g.heads(1.4, findingName),
	}
	g.defined, g.fewAttributes = 0.55, 3.3
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
	sites := w.nodesOf(91723000)
	g.modifiers = []modifier{
		g.values(1.3, kindDirectSite, sites, 0.75),
		g.values(0.8, kindMethod, w.belowWord("qualifiers", "action"), 0.5),
		g.values(0.35, kindDevice, w.nodesOf(topObject), 0.6),
		g.values(0.35, kindDirectSubstance, w.nodesOf(topSubstance), 0.6),
		without(g.values(0.3, kindComponent, w.nodesOf(topSubstance), 0.6), kindDirectSite),
		g.values(0.15, kindSpecimen, w.nodesOf(topSpecimen), 0.5),
		g.leads(2.0, leadWords["procedure"], 10000, clinicalAdjective),
		g.heads(1.1, procedureName),
	}
	g.defined, g.fewAttributes = 0.6, 2.8
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
