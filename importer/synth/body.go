package synth

import (
	"fmt"
	"strings"
)

// Axes of body structures.
const (
	bodyPart = 1 // a word below none: "shaft", "skin"
	bodySide = 2 // laterality, a concept
	bodyZone = 3 // a word below none
)

// bodyPartWord is a part that sites of some classes have.
type bodyPartWord struct {
	name, swedish string
	classes       string
}

var bodyParts = []bodyPartWord{
	{"shaft", "skaft", "bone"}, {"proximal end", "övre ände", "bone"}, {"distal end", "nedre ände", "bone"},
	{"head", "huvud", "bone"}, {"neck", "hals", "bone"}, {"articular surface", "ledyta", "bone joint"},
	{"periosteum", "benhinna", "bone"}, {"cortex", "bark", "bone gland"},
	{"skin", "hud", "region"}, {"subcutaneous tissue", "underhud", "region"}, {"fascia", "fascia", "region"},
	{"artery", "artär", "region"}, {"vein", "ven", "region"}, {"nerve", "nerv", "region"},
	{"lymphatic vessel", "lymfkärl", "region"}, {"soft tissue", "mjukdel", "region"},
	{"upper part", "övre del", "organ gland region eye"}, {"lower part", "nedre del", "organ gland region eye"},
	{"wall", "vägg", "organ vessel"}, {"mucous membrane", "slemhinna", "organ"}, {"capsule", "kapsel", "organ gland joint lymph"},
	{"apex", "spets", "organ lymph"}, {"base", "bas", "organ"}, {"surface", "yta", "organ eye muscle"},
	{"anterior part", "främre del", "organ nerve muscle eye gland"}, {"posterior part", "bakre del", "organ nerve muscle eye gland"},
	{"intima", "innerskikt", "vessel"}, {"branch", "gren", "vessel nerve"}, {"sheath", "skida", "nerve muscle"},
	{"synovial membrane", "ledhinna", "joint"}, {"cartilage", "brosk", "joint"},
	{"belly", "muskelbuk", "muscle"}, {"insertion", "fäste", "muscle"},
	{"root", "rot", "tooth nerve"}, {"crown", "krona", "tooth"}, {"hilum", "hilus", "lymph organ"}, {"epidermis", "överhud", "skin"}, {"dermis", "läderhud", "skin"},
}

// site is what composed terms must know of a body structure.
type site struct {
	index   int32
	class   string
	stem    string
	adj     string
	lateral bool
	grouper bool
}

// bodySites are the sites by concept index, and in order of use.
type bodySites struct {
	by    map[int32]*site
	order []*site
	class map[string][]*site
}

func (s *bodySites) add(x *site) {
	s.by[x.index] = x
	s.order = append(s.order, x)
	if !x.grouper {
		s.class[x.class] = append(s.class[x.class], x)
	}
}

// readBody reads the hand-written body structures.
func (b *builder) readBody() error {
	lex, err := readLexicon("body.txt")
	if err != nil {
		return err
	}
	b.sites = bodySites{by: map[int32]*site{}, class: map[string][]*site{}}
	b.body = newLattice(b)
	b.bodyRoot = b.must(91723000)
	b.body.use(basePoint(b.bodyRoot), b.bodyRoot)
	var late []*entry
	for _, e := range lex.entries {
		name := e.name + " structure"
		if strings.HasSuffix(e.name, "system") || strings.HasSuffix(e.name, "tissue") {
			name = "structure of " + e.name
		}
		c := b.handmade("body", e, name, "body structure", 123037004)
		c.preferred = upperFirst(e.name)
		if gb := b.spelling.british(c.preferred); gb != c.preferred {
			c.british = gb
		}
		c.synonyms = append(c.synonyms, "Structure of "+e.name)
		if e.parent == nil {
			c.parents = []int32{b.bodyRoot}
		} else {
			c.parents = []int32{e.parent.index}
		}
		i := b.add(c, &b.core)
		if i == none {
			return fmt.Errorf("synth: body.txt:%d: %q stands there twice", e.line, e.name)
		}
		e.index = i
		b.words["body/"+e.name] = i
		b.concepts[i].namedCase = startsUpper(e.name)
		late = append(late, e)
	}
	for _, e := range late {
		b.also("body", e)
		b.body.addBase(e.index, b.concepts[e.index].parents...)
		b.body.use(basePoint(e.index), e.index)
		class, _ := e.inherited("class")
		_, lateral := e.inherited("lat")
		b.sites.add(&site{index: e.index, class: class, stem: e.get("stem"), adj: e.get("adj"), lateral: lateral, grouper: e.has("grouper")})
	}
	return b.err
}

func basePoint(base int32) point {
	p := emptyPoint
	p[baseAxis] = base
	return p
}

// growBody composes parts, sides and, when those are used up, zones.
func (b *builder) growBody(want int) {
	// Both sides of the paired structures are always there, as in a core.
	paired := 0
	for _, s := range b.sites.order {
		if s.lateral {
			paired += 2
		}
	}
	want = max(want, paired*10/9+1)
	// Morphologies are part of the body structure hierarchy.
	morphologies := want / 10
	b.growMorphologies(morphologies)
	want -= morphologies
	r := newRand(b.cfg.Seed, "body")
	bases := make([]*site, 0, len(b.sites.order))
	for _, s := range b.sites.order {
		if !s.grouper {
			bases = append(bases, s)
		}
	}
	left, right := b.word("qualifiers", "left"), b.word("qualifiers", "right")
	// Both sides of all paired structures first: they are what people look for.
	for _, s := range bases {
		if want >= 2 && s.lateral {
			for _, side := range []int32{left, right} {
				p := basePoint(s.index)
				p[bodySide] = side
				want -= b.composeBody(p, s)
			}
		}
	}
	zones := 1
	for attempts := 0; want > 0; attempts++ {
		if attempts > 20*len(bases)*zones {
			zones++
		}
		s := pickSkewed(r, bases)
		p := basePoint(s.index)
		if part := r.intN(len(bodyParts)); strings.Contains(bodyParts[part].classes, s.class) {
			p[bodyPart] = -2 - int32(part)
		}
		if s.lateral && r.chance(0.6) {
			p[bodySide] = pick(r, []int32{left, right})
		}
		if zones > 1 && r.chance(0.8) {
			p[bodyZone] = -2 - int32(r.intN(zones-1))
		}
		want -= b.composeBody(p, s)
	}
	b.body.connect()
}

// composeBody adds the structure at the point, if it is a new one, and before
// a left or right one the one without a side, which together with the side
// defines it. It returns how many concepts it added.
func (b *builder) composeBody(p point, s *site) int {
	if b.body.taken(p) {
		return 0
	}
	added := 0
	if p[bodySide] != none {
		whole := p
		whole[bodySide] = none
		added = b.composeBody(whole, s)
		if !b.body.taken(whole) {
			return added
		}
	}
	base := &b.concepts[s.index]
	noun, sv := base.noun, base.swNoun
	defined := false
	var attributes []attribute
	if side := p[bodySide]; side != none {
		noun = b.concepts[side].noun + " " + noun
		if sv != "" {
			sv = b.concepts[side].swNoun + " " + sv
		}
		attributes = []attribute{b.attr(272741003, side, 0)}
		defined = true
	}
	stem := s.stem
	if part := p[bodyPart]; part != none {
		w := bodyParts[-2-part]
		noun = w.name + " of " + noun
		if sv != "" {
			sv = w.swedish + " av " + sv
		}
		partOf := b.attr(123005000, s.index, 0)
		partOf.additional = true
		attributes = append(attributes, partOf)
		stem = ""
	}
	if zone := p[bodyZone]; zone != none {
		n := -2 - zone
		noun = fmt.Sprintf("zone %d of %s", n+1, noun)
		if sv != "" {
			sv = fmt.Sprintf("zon %d av %s", n+1, sv)
		}
		stem = ""
	}
	c := concept{
		name: upperFirst("structure of " + noun), preferred: upperFirst(noun), noun: noun, swedish: sv, tag: "body structure",
		top: base.top, module: moduleContent, attributes: attributes, defined: defined, neuter: base.neuter,
	}
	i := b.add(c, &b.composed)
	if i == none {
		return added
	}
	b.body.use(p, i)
	adj := ""
	if p[bodyPart] == none && p[bodyZone] == none && s.adj != "" {
		adj = b.concepts[p[bodySide]].noun + " " + s.adj
	}
	if p[bodySide] != none {
		stem = ""
	}
	b.sites.add(&site{index: i, class: s.class, stem: stem, adj: adj, lateral: s.lateral})
	return added + 1
}
