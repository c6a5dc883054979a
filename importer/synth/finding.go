package synth

import (
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Axes of clinical findings, after the base axis.
const (
	axisMorphology = iota + 1
	axisSite
	axisAgent
	axisProcess
	axisCourse
	axisSeverity
	axisOccurrence
	axisDueTo
)

// findingTypes are the attribute types of the axes.
var findingTypes = [axes]sctid.ID{
	axisMorphology: 116676008, axisSite: 363698007, axisAgent: 246075003, axisProcess: 370135005,
	axisCourse: 263502005, axisSeverity: 246112005, axisOccurrence: 246454002, axisDueTo: 42752001,
}

// findingFields are the lexicon's names of the axes, and the file whose
// entries are their values.
var findingFields = [axes][2]string{
	axisMorphology: {"morph", "morphology"}, axisSite: {"site", "body"}, axisAgent: {"agent", "organisms"},
	axisProcess: {"process", "qualifiers"}, axisCourse: {"course", "qualifiers"}, axisSeverity: {"sev", "qualifiers"},
	axisOccurrence: {"occ", "qualifiers"}, axisDueTo: {"due", "findings"},
}

// findings grows the clinical findings.
type findings struct {
	b          *builder
	l          *lattice
	r          *rng
	anchors    []*anchor
	byIndex    map[int32]*anchor // of hand-written ones
	disease    *anchor
	grown      []grownFinding
	congenital map[int32]bool // morphologies
}

// anchor is a named finding that composed ones specialise.
type anchor struct {
	index       int32
	at          point
	noun, sv    string
	neuter      bool
	grow        string // which axes may be specialised: "site,sev,course,agent"
	finding     bool
	preposition string
}

// grownFinding is a composed one, which may be specialised further.
type grownFinding struct {
	anchor *anchor
	at     point
	index  int32
}

// read reads the hand-written findings.
func (f *findings) read(b *builder) error {
	lex, err := readLexicon("findings.txt")
	if err != nil {
		return err
	}
	f.b, f.l, f.byIndex = b, newLattice(b), map[int32]*anchor{}
	f.r = newRand(b.cfg.Seed, "findings")
	root, disease := b.must(404684003), b.must(64572001)
	f.l.use(basePoint(root), root)
	f.l.addBase(disease, root)
	f.l.use(basePoint(disease), disease)
	f.disease = &anchor{index: disease, at: basePoint(disease)}
	f.byIndex[disease] = f.disease
	f.byIndex[root] = &anchor{index: root, at: basePoint(root), finding: true}
	f.congenital = map[int32]bool{}
	for _, m := range b.morphologies {
		f.congenital[m.index] = m.congenital
	}
	for _, e := range lex.entries {
		f.readEntry(e)
	}
	return b.err
}

func (f *findings) readEntry(e *entry) {
	b := f.b
	section, err := sctid.Parse(e.section)
	if err != nil {
		b.fail("findings.txt:%d: %w", e.line, err)
		return
	}
	parent := f.byIndex[b.must(section)]
	if e.parent != nil {
		parent = f.byIndex[e.parent.index]
		if parent == nil {
			return // its fault has been reported
		}
	}
	tag := "disorder"
	if _, ok := e.inherited("finding"); ok || section == 404684003 {
		tag = "finding"
	}
	c := b.handmade("findings", e, e.name, tag, 404684003)
	c.parents = []int32{parent.index}
	at := parent.at
	for axis := 1; axis < axes; axis++ {
		value := e.get(findingFields[axis][0])
		if value == "" {
			continue
		}
		v := f.value(axis, value)
		if !f.l.axisLeq(axis, v, at[axis]) {
			b.fail("findings.txt:%d: %q: %s is not below its parent's", e.line, e.name, value)
		}
		at[axis] = v
	}
	c.defined = e.has("=")
	if c.defined && at == parent.at {
		b.fail("findings.txt:%d: %q adds no attribute that could define it", e.line, e.name)
	}
	c.namedCase = startsUpper(e.name)
	c.attributes = f.attributes(at)
	i := b.add(c, &b.core)
	if i == none {
		b.fail("findings.txt:%d: %q stands there twice", e.line, e.name)
		return
	}
	e.index = i
	b.words["findings/"+e.name] = i
	if !c.defined {
		f.l.addBase(i, at[baseAxis])
		at[baseAxis] = i
	}
	if f.l.taken(at) {
		b.fail("findings.txt:%d: %q means the same as %q", e.line, e.name, b.concepts[f.l.used[at]].name)
		return
	}
	f.l.use(at, i)
	a := &anchor{index: i, at: at, noun: b.concepts[i].noun, sv: b.concepts[i].swNoun, neuter: c.neuter, grow: e.get("grow"), finding: tag == "finding"}
	a.preposition = "of"
	if a.finding {
		a.preposition = "in"
	}
	f.byIndex[i] = a
	if a.grow != "" {
		f.anchors = append(f.anchors, a)
	}
}

// value looks the value of an axis up; an agent may be a substance.
func (f *findings) value(axis int, name string) int32 {
	kind := findingFields[axis][1]
	if axis == axisAgent {
		if _, ok := f.b.words["substances/"+name]; ok {
			kind = "substances"
		}
	}
	return f.b.word(kind, name)
}

// attributes are those of a point, in one role group: what happens, where,
// by what and how belongs together.
func (f *findings) attributes(at point) []attribute {
	var out []attribute
	for axis := 1; axis < axes; axis++ {
		if at[axis] != none {
			out = append(out, f.b.attr(findingTypes[axis], at[axis], 1))
		}
	}
	return out
}

// grow composes findings until there are that many more, and then sets the
// parents of all of them.
func (f *findings) grow(want int) {
	want -= f.sides(max(want/4, 60))
	for attempts := 0; want > 0; attempts++ {
		if attempts > 200_000_000 {
			f.b.fail("composed terms for findings ran out with %d to go", want)
			return
		}
		want -= f.compose()
	}
	f.orderCauses()
	f.l.connect()
}

// sides gives the hand-written disorders of paired sites a left and a right
// form, up to most of them: people look for "fracture of left femur".
func (f *findings) sides(most int) int {
	left, right := f.b.word("qualifiers", "left"), f.b.word("qualifiers", "right")
	made := 0
	for _, p := range slices.Clone(f.l.points) {
		if p[axisSite] == none || p[axisMorphology] == none || p[baseAxis] != f.disease.index {
			continue
		}
		for _, side := range []int32{left, right} {
			at := basePoint(p[axisSite])
			at[bodySide] = side
			if site, ok := f.b.body.used[at]; ok && made < most {
				p[axisSite] = site
				made += f.put(f.disease, p)
				p[axisSite] = at[baseAxis]
			}
		}
	}
	return made
}

// orderCauses works out which causes ("due to") are above which. They are
// findings themselves, whose parents aren't known yet: their points are.
func (f *findings) orderCauses() {
	at := map[int32]point{}
	for i, p := range f.l.points {
		at[f.l.indexes[i]] = p
	}
	var causes []int32
	for _, p := range f.l.points {
		if v := p[axisDueTo]; v != none && !slices.Contains(causes, v) {
			causes = append(causes, v)
		}
	}
	slices.Sort(causes)
	above := map[int32][]int32{}
	for _, v := range causes {
		var all []int32
		for _, w := range causes {
			if v != w && f.l.leq(at[v], at[w]) {
				all = append(all, w)
			}
		}
		above[v] = all
	}
	f.l.ordered[axisDueTo] = above
}

// compose tries to add one finding by one of the recipes, and returns how many
// it added.
func (f *findings) compose() int {
	r := f.r
	switch x := r.float(); {
	case x < 0.42:
		return f.morphologyAtSite()
	case x < 0.66:
		return f.specialise()
	case x < 0.90:
		return f.anchored(pick(r, f.anchors))
	case x < 0.93:
		return f.siteOnly()
	case x < 0.955:
		return f.combination()
	default:
		return f.eponym()
	}
}

// morphologyAtSite makes "fracture of left femur".
func (f *findings) morphologyAtSite() int {
	m := pickSkewed(f.r, f.b.morphologies)
	sites := f.b.sites.class[pick(f.r, m.on)]
	if len(sites) == 0 {
		return 0
	}
	s := pickSkewed(f.r, sites)
	p := f.disease.at
	p[axisMorphology], p[axisSite] = m.index, s.index
	return f.put(f.disease, p)
}

func (f *findings) siteOnly() int {
	s := pickSkewed(f.r, f.b.sites.order)
	p := f.disease.at
	p[axisSite] = s.index
	return f.put(f.disease, p)
}

// specialise gives a composed finding a course, a severity or a period.
func (f *findings) specialise() int {
	if len(f.grown) == 0 {
		return 0
	}
	g := f.grown[f.r.skewed(len(f.grown))]
	p := g.at
	if f.congenital[p[axisMorphology]] {
		return 0 // what one is born with is neither acute nor recurrent
	}
	switch x := f.r.float(); {
	case x < 0.4:
		p[axisCourse] = f.oneOf("acute", "chronic", "subacute", "recurrent")
	case x < 0.7:
		p[axisSeverity] = f.oneOf("mild", "moderate", "severe")
	case x < 0.8:
		p[axisOccurrence] = f.oneOf("congenital", "neonatal")
	case x < 0.9 && g.anchor == f.disease && p[axisAgent] == none:
		p[axisProcess] = f.b.word("qualifiers", "infectious process")
		p[axisAgent] = pickSkewed(f.r, f.b.organisms)
	default:
		if g.anchor.finding {
			return 0
		}
		cause := pick(f.r, f.anchors)
		if cause.finding || cause.index == g.index {
			return 0 // a symptom causes no disorder
		}
		p[axisDueTo] = cause.index
	}
	if f.l.taken(p) || !f.l.leq(p, g.at) {
		return 0
	}
	return f.put(g.anchor, p)
}

func (f *findings) oneOf(words ...string) int32 { return f.b.word("qualifiers", pick(f.r, words)) }

// anchored specialises a hand-written finding that says how it may be.
func (f *findings) anchored(a *anchor) int {
	p := a.at
	grow := strings.Split(a.grow, ",")
	for _, axis := range grow {
		if f.r.chance(1 / float64(len(grow)+1)) {
			continue
		}
		switch axis {
		case "site":
			s := pickSkewed(f.r, f.b.sites.order)
			if s.grouper || a.at[axisSite] != none && !f.b.isA(s.index, a.at[axisSite]) {
				continue
			}
			p[axisSite] = s.index
		case "sev":
			p[axisSeverity] = f.oneOf("mild", "moderate", "severe")
		case "course":
			if p[axisCourse] == none {
				p[axisCourse] = f.oneOf("acute", "chronic", "recurrent")
			}
		case "agent":
			p[axisAgent] = pickSkewed(f.r, f.b.organisms)
			if a.noun == "poisoning" || a.noun == "allergic reaction" {
				p[axisAgent] = pickSkewed(f.r, f.b.drugs).index
			} else if a.at[axisProcess] == none {
				p[axisProcess] = f.b.word("qualifiers", "infectious process")
			}
		}
	}
	return f.put(a, p)
}

// put adds the finding at a point, if it is new and its name too.
func (f *findings) put(a *anchor, p point) int {
	if f.l.taken(p) {
		return 0
	}
	us, sv := f.term(a, p)
	if us == "" {
		return 0
	}
	tag := "disorder"
	if a.finding {
		tag = "finding"
	}
	c := concept{name: upperFirst(us), noun: us, swedish: upperFirst(sv), swNoun: sv, tag: tag, top: f.b.must(404684003), module: moduleContent, defined: true, attributes: f.attributes(p)}
	c.synonyms = f.synonyms(a, p, us)
	if f.r.chance(0.05) {
		c.definition = f.definition(a, p)
	}
	if f.r.chance(0.3) {
		// Not all that could be defined is: some await their modeling.
		c.defined = false
	}
	i := f.b.add(c, &f.b.composed)
	if i == none {
		return 0
	}
	f.l.use(p, i)
	f.grown = append(f.grown, grownFinding{a, p, i})
	return 1
}

// combination makes "A with B", primitive, in two role groups. Both are plain
// diseases: with two bases, the base of one and the attributes of the other
// could add up to a third disorder, which nobody meant.
func (f *findings) combination() int {
	if len(f.grown) < 10 {
		return 0
	}
	x, y := pickSkewed(f.r, f.grown), pickSkewed(f.r, f.grown)
	if x.anchor != f.disease || y.anchor != f.disease || f.l.leq(x.at, y.at) || f.l.leq(y.at, x.at) {
		return 0
	}
	cx, cy := f.b.concepts[x.index], f.b.concepts[y.index]
	if strings.Contains(cx.name, " with ") || strings.Contains(cy.name, " with ") {
		return 0
	}
	c := concept{name: cx.name + " with " + cy.noun, tag: "disorder", top: cx.top, module: moduleContent, parents: []int32{x.index, y.index}}
	slices.Sort(c.parents)
	c.noun = cx.noun + " with " + cy.noun
	if cx.swNoun != "" && cy.swNoun != "" {
		c.swedish = upperFirst(cx.swNoun) + " med " + cy.swNoun
	}
	c.attributes = append(c.attributes, cx.attributes...)
	for _, at := range cy.attributes {
		at.group = 2
		c.attributes = append(c.attributes, at)
	}
	if f.b.add(c, &f.b.composed) == none {
		return 0
	}
	return 1
}

// eponym makes a primitive syndrome with a made-up name below a disorder of a
// site, the kind of concept that every hierarchy has most of.
func (f *findings) eponym() int {
	r := f.r
	s := pickSkewed(r, f.b.sites.order)
	p := f.disease.at
	p[axisSite] = s.index
	name := surnameName(r)
	if r.chance(0.3) {
		name += "-" + surnameName(r)
	}
	kind := pick(r, []string{"syndrome", "disease", "anomaly"})
	c := concept{
		name: name + " " + kind, tag: "disorder", top: f.b.must(404684003), module: moduleContent, namedCase: true,
		swedish: name + "s " + map[string]string{"syndrome": "syndrom", "disease": "sjukdom", "anomaly": "anomali"}[kind],
	}
	if r.chance(0.3) {
		p[axisProcess] = f.b.word("qualifiers", "hereditary process")
	}
	c.attributes = f.attributes(p)
	i := f.b.add(c, &f.b.composed)
	if i == none {
		return 0
	}
	f.l.addBase(i, p[baseAxis])
	p[baseAxis] = i
	f.l.use(p, i)
	a := &anchor{index: i, at: p, noun: c.name, sv: c.swedish, grow: "sev,course", preposition: "of"}
	f.grown = append(f.grown, grownFinding{a, p, i})
	return 1
}
