package synth

import (
	"fmt"
	"slices"
	"strings"
)

// products sets the medicinal products up: what contains a substance, that in
// a dose form, that in a strength, by a maker. The United Kingdom's packs and
// suppliers make the hierarchy wide and flat.
func (g *grower) products() {
	w := g.w
	drugs := make([]int32, 0, len(w.b.drugs))
	for _, d := range w.b.drugs {
		drugs = append(drugs, d.index)
	}
	substances := ensureList(drugs, w.nodesOf(topSubstance))
	forms := w.belowWord("qualifiers", "dose form")
	root := w.b.must(763158003)
	has := func(p int32, kind int) bool {
		for _, m := range w.nodes[p].mods {
			if m.kind() == kind {
				return true
			}
		}
		return false
	}
	strong := func(p int32) bool {
		for _, m := range w.nodes[p].mods {
			if m.isWord() && w.words[m.kind()-wordKind][m.value()].amount != "" {
				return true
			}
		}
		return false
	}
	only := func(m modifier, when func(p int32) bool) modifier {
		inner := m.make
		m.make = func(g *grower, p int32) (mod, bool) {
			if !when(p) {
				return noMod, false
			}
			return inner(g, p)
		}
		return m
	}
	flat := w.shape.name == ProfileUK
	strengthWeight := 2.2
	if flat {
		strengthWeight = 4
	}
	strengths := g.strengths(strengthWeight)
	w.qualities = w.nodesOf(topQualifier)
	qualities := w.qualities
	brands := 3000
	if flat {
		brands = 40_000
	}
	g.modifiers = []modifier{
		only(g.values(0.8, kindIngredient, substances, 0.3), func(p int32) bool { return !has(p, kindForm) && !strong(p) }),
		only(g.values(1.1, kindForm, forms, 0.8), func(p int32) bool { return has(p, kindIngredient) && !strong(p) }),
		only(strengths, func(p int32) bool { return has(p, kindForm) && !strong(p) }),
		only(g.leads(0.5, "", brands, func(r *rng) string { return upperFirst(syllables(r, 2+r.intN(2))) }, func(word *modWord) {
			word.also = g.national(0, attribute{typ: w.b.must(774158006), value: pick(g.r, qualities)})
		}), func(p int32) bool {
			return has(p, kindIngredient) && !w.nodes[p].is(nodeNamed)
		}),
	}
	if flat {
		var packs, suppliers []mod
		for _, n := range []int{28, 30, 56, 60, 84, 100, 10, 14, 20, 7, 50, 112, 120, 500, 1000, 5, 21, 1, 2, 3, 4, 6, 12, 15, 25, 40, 90, 168, 200, 250} {
			m := g.word(fmt.Sprintf("pack of %d", n), formTail, false)
			g.w.words[g.number][m.value()].also = g.national(1, attribute{typ: w.b.must(1142142004), value: none, concrete: fmt.Sprintf("#%d", n)})
			packs = append(packs, m)
		}
		for range 600 {
			m := g.word("by "+upperFirst(syllables(g.r, 1+g.r.intN(2)))+pick(g.r, []string{"", " Pharma", " Healthcare", " Laboratories", " Ltd"}), formTail, false)
			g.w.words[g.number][m.value()].also = g.national(2, attribute{typ: w.b.must(774159003), value: pick(g.r, qualities)})
			suppliers = append(suppliers, m)
		}
		once := func(weight float64, mods []mod) modifier {
			had := map[mod]bool{}
			for _, m := range mods {
				had[m] = true
			}
			return modifier{weight, func(g *grower, p int32) (mod, bool) {
				if slices.ContainsFunc(w.nodes[p].mods, func(m mod) bool { return had[m] }) {
					return noMod, false
				}
				return mods[g.r.zipf(len(mods))], true
			}}
		}
		ready := func(p int32) bool { return has(p, kindForm) }
		g.modifiers = append(g.modifiers, only(once(2.2, packs), ready), only(once(1.3, suppliers), ready))
		g.maxWords = 17
	}
	g.defined = 0.7
	tags := map[string]uint8{}
	for _, tag := range []string{"medicinal product", "medicinal product form", "clinical drug", "product"} {
		tags[tag] = w.tagOf(tag)
	}
	g.retag = func(g *grower, p int32, m mod) uint8 {
		switch {
		case m.isWord() && w.words[m.kind()-wordKind][m.value()].amount == "":
			return tags["product"]
		case m.isWord() || strong(p):
			return tags["clinical drug"]
		case m.kind() == kindForm || has(p, kindForm):
			return tags["medicinal product form"]
		default:
			return tags["medicinal product"]
		}
	}
	g.only = []int32{root}
	g.seeds = func() {
		for i, v := range substances {
			if i < int(g.hi-g.lo)/12 && strings.Count(w.noun(v), " ") < 4 {
				g.make(root, newMod(kindIngredient, v), false)
			}
		}
	}
}

// national adds attributes of the edition's own types to one of a word. Words
// of different classes have types of different thirds, so that no concept has
// the same attribute twice.
func (g *grower) national(class int, first attribute) []attribute {
	out := []attribute{first}
	types := g.w.national[class*len(g.w.national)/3 : (class+1)*len(g.w.national)/3]
	if len(types) == 0 {
		return out
	}
	at := g.r.zipf(len(types))
	for k := range nationalEach {
		out = append(out, attribute{typ: types[(at+k)%len(types)], value: pick(g.r, g.w.qualities)})
	}
	return out
}

// nationalEach is how many attributes of national types go with a word.
const nationalEach = 9

// strengths returns the modifier of amounts: "5 mg".
func (g *grower) strengths(weight float64) modifier {
	b := g.w.b
	amounts := strings.Fields("5 10 20 50 100 250 500 25 40 1 2 2.5 200 400 75 30 15 80 125 150 300 0.5 1.25 7.5 12.5 37.5 62.5 600 750 800 1000 0.1 0.25 3 4 6 8 60 90 120")
	var mods []mod
	for _, unit := range []struct{ name, short string }{{"milligram", "mg"}, {"microgram", "microgram"}, {"gram", "g"}} {
		for _, amount := range amounts {
			m := g.word(amount+" "+unit.short, formTail, false)
			word := &g.w.words[m.kind()-wordKind][m.value()]
			word.amount, word.unit, word.per = amount, b.word("qualifiers", unit.name), b.word("qualifiers", "tablet")
			mods = append(mods, m)
		}
	}
	return modifier{weight, func(g *grower, p int32) (mod, bool) {
		m := mods[g.r.zipf(len(mods))]
		return m, g.fits(&g.w.nodes[p], m)
	}}
}
