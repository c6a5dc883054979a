package synth

import (
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// grove is one of the smaller hierarchies: plain trees, whose leaves composed
// concepts specialise by up to two words before the name.
type grove struct {
	top     sctid.ID
	words   []string
	tag     string
	entries []*entry
	lattice *lattice
}

// readOthers reads the smaller hierarchies.
func (b *builder) readOthers() error {
	lex, err := readLexicon("others.txt")
	if err != nil {
		return err
	}
	b.groves = map[sctid.ID]*grove{}
	for _, s := range lex.sections {
		top, err := sctid.Parse(s.section)
		if err != nil {
			b.fail("others.txt:%d: %w", s.line, err)
			continue
		}
		g := &grove{top: top, words: s.list("mods", ","), tag: s.get("tag"), lattice: newLattice(b)}
		root := b.must(top)
		g.lattice.use(basePoint(root), root)
		b.groves[top] = g
	}
	for _, e := range lex.entries {
		top, _ := sctid.Parse(e.section)
		g := b.groves[top]
		if g == nil {
			continue
		}
		c := b.handmade("others", e, e.name, g.tag, top)
		c.top = b.concepts[b.must(top)].top
		if e.parent == nil {
			c.parents = []int32{b.must(top)}
		}
		c.namedCase = startsUpper(e.name)
		i := b.put("others", e, c)
		g.lattice.addBase(i, b.concepts[i].parents...)
		g.lattice.use(basePoint(i), i)
		g.entries = append(g.entries, e)
		if top == 123038009 {
			b.specimens = append(b.specimens, i)
		}
	}
	return b.err
}

// growTrees returns the growing of one of the smaller hierarchies.
func (b *builder) growTrees(top sctid.ID) func(want int) {
	return func(want int) {
		g := b.groves[top]
		r := newRand(b.cfg.Seed, "tree "+top.String())
		for attempts := 0; want > 0; attempts++ {
			if attempts > 50*len(g.entries)*len(g.words) {
				attempts = 0
				g.words = append(g.words, syllables(r, 2)+"-type")
			}
			e := pick(r, g.entries)
			at := basePoint(e.index)
			first := r.intN(len(g.words))
			at[1] = -2 - int32(first)
			words := g.words[first]
			if r.chance(0.4) {
				if second := r.intN(len(g.words)); second > first {
					at[2] = -2 - int32(second)
					words = g.words[first] + " " + g.words[second]
				}
			}
			if g.lattice.taken(at) {
				continue
			}
			base := &b.concepts[e.index]
			i := b.add(concept{
				name: upperFirst(words + " " + base.noun), noun: words + " " + base.noun, tag: base.tag,
				top: base.top, module: moduleContent,
			}, &b.composed)
			if i == none {
				continue
			}
			g.lattice.use(at, i)
			want--
		}
		g.lattice.connect()
	}
}

// growObservables adds "Mass concentration of potassium in serum".
func (b *builder) growObservables(want int) {
	r := newRand(b.cfg.Seed, "observables")
	l := newLattice(b)
	root := b.must(363787002)
	l.use(basePoint(root), root)
	const axisProperty, axisWhat, axisWhere, axisScale, axisTime = 1, 2, 3, 4, 5
	types := [axes]sctid.ID{axisProperty: 370130000, axisWhat: 246093002, axisWhere: 704327008, axisScale: 370132008, axisTime: 370134009}
	properties := []string{"mass concentration", "substance concentration", "presence", "arbitrary concentration", "catalytic concentration"}
	physical := []string{"length property", "mass property", "pressure", "temperature property"}
	for want > 0 {
		at := basePoint(root)
		var us, sv string
		if r.chance(0.75) {
			property := pick(r, properties)
			what := pickSkewed(r, b.measured)
			if r.chance(0.7) {
				what = pickSkewed(r, b.drugs).index
			}
			fluid := pick(r, b.fluids)
			at[axisProperty], at[axisWhat], at[axisWhere] = b.word("qualifiers", property), what, fluid
			us = property + " of " + b.concepts[what].noun + " in " + b.concepts[fluid].noun
			if r.chance(0.4) {
				at[axisScale] = b.word("qualifiers", "quantitative")
				us = "quantitative " + us
			}
			if r.chance(0.2) {
				at[axisTime] = b.word("qualifiers", "24 hours")
				us += " during 24 hours"
			}
		} else {
			property := b.word("qualifiers", pick(r, physical))
			s := pickSkewed(r, b.sites.order)
			at[axisProperty], at[axisWhere] = property, s.index
			us = b.concepts[property].noun + " of " + b.concepts[s.index].noun
		}
		if l.taken(at) {
			continue
		}
		var attributes []attribute
		for axis := 1; axis < axes; axis++ {
			if at[axis] != none {
				attributes = append(attributes, b.attr(types[axis], at[axis], 1))
			}
		}
		i := b.add(concept{name: upperFirst(us), noun: us, swedish: sv, tag: "observable entity", top: root, module: moduleContent, defined: true, attributes: attributes}, &b.composed)
		if i == none {
			continue
		}
		l.use(at, i)
		want--
	}
	l.connect()
}

// growSituations adds "Family history of asthma", "Suspected fracture of
// femur" and "Biopsy of kidney planned".
func (b *builder) growSituations(want int) {
	r := newRand(b.cfg.Seed, "situations")
	l := newLattice(b)
	root := b.must(243796009)
	l.use(basePoint(root), root)
	const axisFinding, axisProcedure, axisFindingContext, axisProcedureContext, axisTime, axisSubject = 1, 2, 3, 4, 5, 6
	types := [axes]sctid.ID{axisFinding: 246090004, axisProcedure: 363589002, axisFindingContext: 408729009, axisProcedureContext: 408730004, axisTime: 408731000, axisSubject: 408732007}
	var about [2][]int32
	finding, procedure := b.must(404684003), b.must(71388002)
	for i := range b.concepts {
		switch c := &b.concepts[i]; {
		case c.structural || strings.Contains(c.name, " due to "):
		case c.top == finding:
			about[0] = append(about[0], int32(i))
		case c.top == procedure:
			about[1] = append(about[1], int32(i))
		}
	}
	for want > 0 {
		at := basePoint(root)
		at[axisTime], at[axisSubject] = b.word("qualifiers", "current or specified time"), b.word("qualifiers", "subject of record")
		var us, sv string
		if r.chance(0.7) {
			v := pickSkewed(r, about[0])
			c := &b.concepts[v]
			at[axisFinding] = v
			switch r.intN(4) {
			case 0:
				at[axisSubject], at[axisFindingContext] = b.word("qualifiers", "family member of subject"), b.word("qualifiers", "known present")
				us, sv = "family history of "+c.noun, "ärftlighet för "+c.swNoun
			case 1:
				at[axisTime], at[axisFindingContext] = b.word("qualifiers", "in the past"), b.word("qualifiers", "known present")
				us, sv = "history of "+c.noun, "tidigare "+c.swNoun
			case 2:
				at[axisFindingContext] = b.word("qualifiers", "suspected")
				us, sv = "suspected "+c.noun, "misstänkt "+c.swNoun
			default:
				at[axisFindingContext] = b.word("qualifiers", "definitely present")
				us = "confirmed " + c.noun
			}
			if c.swNoun == "" {
				sv = ""
			}
		} else {
			v := pickSkewed(r, about[1])
			context := pick(r, []string{"planned", "not done", "done"})
			at[axisProcedure], at[axisProcedureContext] = v, b.word("qualifiers", context)
			us = b.concepts[v].noun + " " + context
		}
		if l.taken(at) {
			continue
		}
		var attributes []attribute
		for axis := 1; axis < axes; axis++ {
			if at[axis] != none {
				attributes = append(attributes, b.attr(types[axis], at[axis], 1))
			}
		}
		i := b.add(concept{name: upperFirst(us), noun: us, swedish: upperFirst(sv), tag: "situation", top: root, module: moduleContent, defined: true, attributes: attributes}, &b.composed)
		if i == none {
			continue
		}
		l.use(at, i)
		want--
	}
	l.connect()
}
