package synth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Kinds of attribute mods, as indexes into world.kinds.
const (
	kindSite = iota + 1
	kindMorphology
	kindAgent
	kindProcess
	kindCourse
	kindSeverity
	kindOccurrence
	kindDueTo
	kindAfter
	kindInterprets
	kindHasInterpretation
	kindMethod
	kindDirectSite
	kindDevice
	kindDirectSubstance
	kindComponent
	kindSpecimen
	kindLaterality
	kindIngredient
	kindForm
	kindPresentation
	kindProperty
	kindDirectLocation
	kindScale
	kindTime
	kindTopography
	kindFindingContext
	kindProcedureContext
	kindTemporal
	kindSubject
	kindFinding
	kindProcedure
	kindCount
)

// makeKinds says how each attribute groups and reads.
func (w *world) makeKinds() {
	w.kinds = make([]*modKind, kindCount)
	set := func(kind int, typ sctid.ID, k modKind) {
		k.typ = w.b.must(typ)
		w.kinds[kind] = &k
	}
	set(kindSite, 363698007, modKind{group: 1, many: true, format: " of %s", second: " and %s"})
	set(kindMorphology, 116676008, modKind{group: 1, head: true, format: " with %s", drop: " morphology"})
	set(kindAgent, 246075003, modKind{group: 1, format: " caused by %s"})
	set(kindProcess, 370135005, modKind{group: 1, lead: true, drop: " process"})
	set(kindCourse, 263502005, modKind{group: 1, lead: true})
	set(kindSeverity, 246112005, modKind{group: 1, lead: true})
	set(kindOccurrence, 246454002, modKind{group: 1, lead: true})
	set(kindDueTo, 42752001, modKind{group: 1, format: " due to %s"})
	set(kindAfter, 255234002, modKind{group: 2, format: " following %s"})
	set(kindInterprets, 363714003, modKind{group: 3, format: " with finding of %s"})
	set(kindHasInterpretation, 363713009, modKind{group: 3, lead: true})
	set(kindMethod, 260686004, modKind{group: 1, head: true, format: " with %s", drop: " - action"})
	set(kindDirectSite, 405813007, modKind{group: 1, many: true, format: " of %s", second: " and %s"})
	set(kindDevice, 425391005, modKind{group: 1, format: " using %s"})
	set(kindDirectSubstance, 363701004, modKind{group: 1, format: " with %s"})
	set(kindComponent, 246093002, modKind{group: 1, format: " of %s"})
	set(kindSpecimen, 116686009, modKind{group: 1, format: " in %s", drop: " specimen"})
	set(kindLaterality, 272741003, modKind{group: 0, lead: true})
	set(kindIngredient, 127489000, modKind{group: 1, many: true, format: " containing %s", second: " and %s"})
	set(kindForm, 411116001, modKind{group: 0, format: " in %s"})
	set(kindPresentation, 763032000, modKind{group: 0, format: " as %s"})
	set(kindProperty, 370130000, modKind{group: 1, head: true, format: " as %s", drop: " property"})
	set(kindDirectLocation, 704327008, modKind{group: 1, format: " in %s"})
	set(kindScale, 370132008, modKind{group: 1, lead: true})
	set(kindTime, 370134009, modKind{group: 1, format: " during %s"})
	set(kindTopography, 118169006, modKind{group: 1, format: " from %s"})
	set(kindFindingContext, 408729009, modKind{group: 1, lead: true})
	set(kindProcedureContext, 408730004, modKind{group: 1, lead: true})
	set(kindTemporal, 408731000, modKind{group: 1, format: " (%s)"})
	set(kindSubject, 408732007, modKind{group: 1, format: " in %s"})
	set(kindFinding, 246090004, modKind{group: 1, format: " concerning %s"})
	set(kindProcedure, 363589002, modKind{group: 1, format: " concerning %s"})
}

// newGrower makes the grower of a hierarchy whose nodes are in a range.
func (w *world) newGrower(s hierarchyShape, lo, hi int32, purpose string) *grower {
	g := &grower{w: w, r: newRand(w.cfg.Seed, "scale "+purpose), shape: s, lo: lo, hi: hi, number: len(w.words)}
	w.words = append(w.words, nil)
	return g
}

// word makes a word mod of the grower's.
func (g *grower) word(text string, form wordForm, named bool) mod {
	list := &g.w.words[g.number]
	*list = append(*list, modWord{text: text, form: form, named: named})
	return newMod(wordKind+g.number, int32(len(*list)-1))
}

// leads returns a modifier of the words that stand before a name: the common
// ones by hand, and as many made ones, drawn by Zipf's law.
func (g *grower) leads(weight float64, words string, coined int, coin func(r *rng) string, with ...func(word *modWord)) modifier {
	var mods []mod
	seen := map[string]bool{}
	for text := range strings.FieldsSeq(words) {
		text = strings.ReplaceAll(text, "-", " ")
		seen[text] = true
		mods = append(mods, g.word(text, formLead, false))
	}
	return modifier{weight, func(g *grower, p int32) (mod, bool) {
		k := g.r.zipf(len(strings.Fields(words)) + coined)
		for len(mods) <= k {
			text := coin(g.r)
			if !seen[text] {
				seen[text] = true
				m := g.word(text, formLead, startsUpper(text))
				for _, set := range with {
					set(&g.w.words[g.number][m.value()])
				}
				mods = append(mods, m)
			}
		}
		return mods[k], g.fits(&g.w.nodes[p], mods[k])
	}}
}

// heads returns a modifier that gives a concept a name of its own.
func (g *grower) heads(weight float64, name func(g *grower, p int32) (string, bool)) modifier {
	return modifier{weight, func(g *grower, p int32) (mod, bool) {
		text, named := name(g, p)
		return g.word(text, formHead, named), text != ""
	}}
}

// values returns a modifier of one kind: a value by Zipf's law, or one below
// the value that is there.
func (g *grower) values(weight float64, kind int, from []int32, refine float64) modifier {
	if len(from) == 0 {
		return modifier{0, nil}
	}
	return modifier{weight, func(g *grower, p int32) (mod, bool) {
		n := &g.w.nodes[p]
		for _, o := range n.mods {
			if o.kind() == kind && g.r.chance(refine) {
				// A few draws find something below the value, if it is a large one.
				for range 30 {
					if v := pick(g.r, from); v != o.value() && g.w.atOrAbove(o.value(), v) {
						return newMod(kind, v), g.fits(n, newMod(kind, v))
					}
				}
				return noMod, false
			}
		}
		v := from[g.r.zipf(len(from))]
		if strings.Count(g.w.noun(v), " ") > 4 {
			return noMod, false
		}
		// A second one beside the first is the exception.
		for _, o := range n.mods {
			if o.kind() == kind && !g.w.atOrAbove(o.value(), v) && !g.r.chance(0.05) {
				return noMod, false
			}
		}
		return newMod(kind, v), g.fits(n, newMod(kind, v))
	}}
}

// without lets a modifier be only where the concept has none of the kinds.
func without(m modifier, kinds ...int) modifier {
	inner := m.make
	m.make = func(g *grower, p int32) (mod, bool) {
		for _, o := range g.w.nodes[p].mods {
			if slices.Contains(kinds, o.kind()) {
				return noMod, false
			}
		}
		return inner(g, p)
	}
	return m
}

// nodesOf lists the grown and core concepts below a top, those of the core
// first; the structural ones aren't values.
func (w *world) nodesOf(top sctid.ID) []int32 {
	t := w.b.must(top)
	var out []int32
	for i := range w.nodes {
		n := &w.nodes[i]
		if n.id != 0 || n.name != "" {
			if !n.is(nodeStructural) && contains(n.above, t) {
				out = append(out, int32(i))
			}
		}
	}
	return out
}

// below lists the core concepts below a hand-written one.
func (w *world) belowWord(file, name string) []int32 {
	a := w.b.word(file, name)
	var out []int32
	for i := range int32(w.core) {
		if contains(w.nodes[i].above, a) {
			out = append(out, i)
		}
	}
	return out
}

// within returns the test of belonging to a hierarchy, of the core.
func (w *world) within(top sctid.ID, not ...sctid.ID) func(i int32) bool {
	t := w.b.must(top)
	var out []int32
	for _, id := range not {
		out = append(out, w.b.must(id))
	}
	return func(i int32) bool {
		n := &w.nodes[i]
		for _, o := range out {
			if i == o || contains(n.above, o) {
				return false
			}
		}
		return i == t || contains(n.above, t)
	}
}

// plain sets a hierarchy without attributes up: leading words, and names.
func (g *grower) plain(words string, coined int, names func(g *grower, p int32) (string, bool), naming float64) {
	g.modifiers = []modifier{
		g.leads(1, leadWords[words], coined, clinicalAdjective),
		g.heads(naming, names),
	}
}

// organismName names a genus, a species of one, or a variety of one.
func organismName(g *grower, p int32) (string, bool) {
	n := &g.w.nodes[p]
	name := strings.TrimPrefix(n.name, "Genus ")
	switch words := strings.Count(name, " "); {
	case strings.HasPrefix(n.name, "Genus ") || words == 0 && n.is(nodeNamed):
		return name + " " + syllables(g.r, 1+g.r.intN(3)) + pickSkewed(g.r, epithetEnds), true
	case words == 1 && n.is(nodeNamed):
		switch g.r.intN(4) {
		case 0:
			return fmt.Sprintf("%s serotype %d", name, 1+g.r.intN(90)), true
		case 1:
			return fmt.Sprintf("%s serovar %s", name, upperFirst(syllables(g.r, 2))), true
		default:
			return name + " subspecies " + syllables(g.r, 1) + pickSkewed(g.r, epithetEnds), true
		}
	case n.is(nodeNamed):
		return fmt.Sprintf("%s strain %c%d", name, 'A'+rune(g.r.intN(26)), g.r.intN(999)), true
	case n.depth > 5 || g.r.chance(0.7):
		return "Genus " + upperFirst(syllables(g.r, 1+g.r.intN(2))+pickSkewed(g.r, taxonEnds)), false
	default:
		rank := []string{"aceae", "ales", "inae", "oidea"}
		return upperFirst(syllables(g.r, 1+g.r.intN(2)) + pick(g.r, rank)), false
	}
}

// substanceName names a made-up drug or chemical.
func substanceName(g *grower, p int32) (string, bool) {
	r := g.r
	switch x := r.float(); {
	case x < 0.4:
		return syllables(r, 2) + pickSkewed(r, drugEnds), false
	case x < 0.7:
		return syllables(r, 2+r.intN(2)) + pickSkewed(r, chemicalEnds), false
	case x < 0.8:
		return stems(r, 1) + "o" + syllables(r, 1) + pickSkewed(r, chemicalEnds) + " " + pick(r, []string{"antibody", "antigen", "receptor", "hormone", "enzyme", "protein", "toxin"}), false
	default:
		return fmt.Sprintf("%s %s %d", syllables(r, 1)+pickSkewed(r, chemicalEnds), pick(r, []string{"compound", "factor", "isotope", "complex", "dye"}), 1+r.intN(400)), false
	}
}

// findingName names a disease after a person, or after what ails what.
func findingName(g *grower, p int32) (string, bool) {
	r := g.r
	switch x := r.float(); {
	case x < 0.35:
		name := personName(r)
		if r.chance(0.25) {
			name += "-" + personName(r)
		}
		return name + " " + pick(r, []string{"syndrome", "disease", "anomaly", "sign", "phenomenon"}), true
	case x < 0.8:
		return clinicalNoun(r), false
	default:
		return fmt.Sprintf("%s %s type %d", clinicalAdjective(r), pick(r, []string{"dysplasia", "dystrophy", "deficiency", "syndrome", "insufficiency"}), 1+r.intN(12)), false
	}
}

func procedureName(g *grower, p int32) (string, bool) {
	if g.r.chance(0.3) {
		name := personName(g.r)
		return name + " " + pick(g.r, []string{"operation", "procedure", "maneuver", "test", "technique"}), true
	}
	return compound(g.r, actionEnds), false
}

func numberedQuality(g *grower, p int32) (string, bool) {
	r := g.r
	if r.chance(0.4) {
		return fmt.Sprintf("%s %d", pick(r, []string{"Grade", "Stage", "Class", "Level", "Category", "Type", "Score", "Phase"}), 1+r.intN(900)), false
	}
	return clinicalAdjective(r) + " " + pick(r, []string{"quality", "pattern", "value", "status", "route", "type", "intent"}), false
}

// ensureList drops duplicates and keeps the order.
func ensureList(lists ...[]int32) []int32 {
	var out []int32
	seen := map[int32]bool{}
	for _, l := range lists {
		for _, v := range l {
			if !seen[v] {
				seen[v] = true
				out = append(out, v)
			}
		}
	}
	return slices.Clip(out)
}
