package synth

import (
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Axes of procedures.
const (
	axisMethod = iota + 1
	axisProcedureSite
	axisDevice
	axisSubstance
	axisComponent
	axisSpecimen
)

var procedureTypes = [axes]sctid.ID{
	axisMethod: 260686004, axisProcedureSite: 405813007, axisDevice: 425391005, axisSubstance: 363701004,
	axisComponent: 246093002, axisSpecimen: 116686009,
}

var procedureFields = [axes][2]string{
	axisMethod: {"method", "qualifiers"}, axisProcedureSite: {"site", "body"}, axisDevice: {"device", "others"},
	axisSubstance: {"substance", "substances"},
}

// operation is a way to compose procedures: its method, what it is called, on
// which classes of site, and the ending that joins a site's stem.
type operation struct {
	method, noun, swedish, classes, suffix string
}

var operations = []operation{
	{"excision - action", "excision", "excision", "organ gland skin bone lymph eye muscle", "ectomy"},
	{"biopsy - action", "biopsy", "biopsi", "organ gland skin bone lymph muscle nerve", ""},
	{"repair - action", "repair", "reparation", "organ muscle vessel joint nerve eye", "orrhaphy"},
	{"incision - action", "incision", "incision", "organ skin region bone", "otomy"},
	{"fixation - action", "fixation", "fixation", "bone joint", "opexy"},
	{"reconstruction - action", "reconstruction", "rekonstruktion", "organ joint bone vessel", "oplasty"},
	{"replacement - action", "prosthetic replacement", "protes", "joint", ""},
	{"amputation - action", "amputation", "amputation", "region", ""},
	{"drainage - action", "drainage", "dränage", "organ region joint lymph", ""},
	{"aspiration - action", "aspiration", "aspiration", "joint organ gland lymph", "ocentesis"},
	{"plain X-ray imaging - action", "plain X-ray", "röntgen", "bone joint region organ tooth", ""},
	{"computed tomography imaging - action", "computed tomography", "datortomografi", "region organ bone nerve gland vessel", ""},
	{"magnetic resonance imaging - action", "magnetic resonance imaging", "magnetkameraundersökning", "region organ joint nerve muscle", ""},
	{"ultrasound imaging - action", "ultrasound scan", "ultraljudsundersökning", "organ gland vessel joint region", ""},
	{"nuclear imaging - action", "nuclear medicine imaging", "nuklearmedicinsk avbildning", "organ gland bone", ""},
	{"endoscopic inspection - action", "endoscopy", "endoskopi", "organ joint", "oscopy"},
	{"injection - action", "injection", "injektion", "joint muscle skin nerve eye", ""},
	{"irrigation - action", "irrigation", "spolning", "organ joint eye", ""},
	{"dressing - action", "dressing", "omläggning", "skin region", ""},
	{"massage - action", "massage", "massage", "muscle region", ""},
	{"exercise - action", "exercise therapy", "träning", "muscle joint region", ""},
	{"irradiation - action", "radiotherapy", "strålbehandling", "organ gland region bone lymph", ""},
	{"palpation - action", "palpation", "palpation", "region organ gland lymph", ""},
	{"closure - action", "closure", "slutning", "skin organ", ""},
	{"transplantation - action", "transplantation", "transplantation", "organ gland eye", ""},
	{"removal - action", "removal of foreign body", "avlägsnande av främmande kropp", "eye organ region skin", ""},
}

// procedures grows the procedures.
type procedures struct {
	b       *builder
	l       *lattice
	r       *rng
	root    int32
	byEntry map[int32]point
}

// read reads the hand-written procedures.
func (p *procedures) read(b *builder) error {
	lex, err := readLexicon("procedures.txt")
	if err != nil {
		return err
	}
	p.b, p.l, p.r, p.byEntry = b, newLattice(b), newRand(b.cfg.Seed, "procedures"), map[int32]point{}
	p.root = b.must(71388002)
	p.l.use(basePoint(p.root), p.root)
	for _, e := range lex.entries {
		p.readEntry(e)
	}
	return b.err
}

func (p *procedures) readEntry(e *entry) {
	b := p.b
	parent, at := p.root, basePoint(p.root)
	if e.parent != nil {
		parent = e.parent.index
		at = p.byEntry[parent]
	}
	start := at
	for axis := 1; axis < axes; axis++ {
		field := procedureFields[axis]
		if field[0] == "" || e.get(field[0]) == "" {
			continue
		}
		v := b.word(field[1], e.get(field[0]))
		if !p.l.axisLeq(axis, v, at[axis]) {
			b.fail("procedures.txt:%d: %q: %s is not below its parent's", e.line, e.name, e.get(field[0]))
		}
		at[axis] = v
	}
	tag := "procedure"
	if _, ok := e.inherited("regime"); ok {
		tag = "regime/therapy"
	}
	c := b.handmade("procedures", e, e.name, tag, 71388002)
	c.parents = []int32{parent}
	c.defined = e.has("=")
	if c.defined && at == start {
		b.fail("procedures.txt:%d: %q adds no attribute that could define it", e.line, e.name)
	}
	c.attributes = p.attributes(at)
	i := b.add(c, &b.core)
	if i == none {
		b.fail("procedures.txt:%d: %q stands there twice", e.line, e.name)
		return
	}
	e.index = i
	b.words["procedures/"+e.name] = i
	if !c.defined {
		p.l.addBase(i, at[baseAxis])
		at[baseAxis] = i
	}
	if p.l.taken(at) {
		b.fail("procedures.txt:%d: %q means the same as %q", e.line, e.name, b.concepts[p.l.used[at]].name)
		return
	}
	p.byEntry[i] = at
	p.l.use(at, i)
}

func (p *procedures) attributes(at point) []attribute {
	var out []attribute
	for axis := 1; axis < axes; axis++ {
		if at[axis] != none {
			out = append(out, p.b.attr(procedureTypes[axis], at[axis], 1))
		}
	}
	return out
}

// grow composes procedures until there are that many more.
func (p *procedures) grow(want int) {
	for attempts := 0; want > 0; attempts++ {
		if attempts > 200_000_000 {
			p.b.fail("composed terms for procedures ran out with %d to go", want)
			return
		}
		switch x := p.r.float(); {
		case x < 0.7:
			want -= p.operation()
		case x < 0.85:
			want -= p.measurement()
		default:
			want -= p.administration()
		}
	}
	p.l.connect()
}

// operation makes "Biopsy of left kidney", sometimes by way of an endoscope.
func (p *procedures) operation() int {
	b := p.b
	op := pickSkewed(p.r, operations)
	sites := b.sites.class[pick(p.r, strings.Fields(op.classes))]
	if len(sites) == 0 {
		return 0
	}
	s := pickSkewed(p.r, sites)
	at := basePoint(p.root)
	at[axisMethod], at[axisProcedureSite] = b.word("qualifiers", op.method), s.index
	where := &b.concepts[s.index]
	us, sv := op.noun+" of "+where.noun, op.swedish+" av "+where.swNoun
	if where.swNoun == "" {
		sv = ""
	}
	var synonyms []string
	if op.suffix != "" && s.stem != "" {
		stem := s.stem
		if strings.HasSuffix(stem, "o") || strings.HasSuffix(stem, "i") {
			stem = stem[:len(stem)-1]
		}
		synonyms = append(synonyms, upperFirst(stem+op.suffix))
	}
	if s.adj != "" && p.r.chance(0.6) {
		synonyms = append(synonyms, upperFirst(s.adj+" "+op.noun))
	}
	if p.r.chance(0.5) {
		synonyms = append(synonyms, upperFirst(where.noun+" "+op.noun))
	}
	if p.r.chance(0.25) && strings.Contains("excision biopsy repair incision aspiration", op.noun) {
		scope := b.word("others", p.scope(s))
		at[axisDevice] = scope
		us += " using " + b.concepts[scope].noun
		if sv != "" {
			sv += " med " + b.concepts[scope].swNoun
		}
		synonyms = nil
	}
	return p.put(at, us, sv, "procedure", synonyms)
}

// scope chooses the endoscope for a site.
func (p *procedures) scope(s *site) string {
	b := p.b
	switch {
	case s.class == "joint":
		return "arthroscope"
	case b.isA(s.index, b.word("body", "lower respiratory tract")):
		return "bronchoscope"
	case b.isA(s.index, b.word("body", "abdomen")), b.isA(s.index, b.word("body", "pelvis")):
		return "laparoscope"
	default:
		return "endoscope"
	}
}

// measurement makes "Measurement of potassium in serum".
func (p *procedures) measurement() int {
	b := p.b
	at := basePoint(p.root)
	at[axisMethod] = b.word("qualifiers", "measurement - action")
	what := pickSkewed(p.r, b.measured)
	if p.r.chance(0.5) {
		what = pickSkewed(p.r, b.drugs).index
	}
	at[axisComponent] = what
	c := &b.concepts[what]
	us, sv := "measurement of "+c.noun, "mätning av "+c.swNoun
	synonyms := []string{upperFirst(c.noun + " measurement"), upperFirst(c.noun + " level")}
	if p.r.chance(0.8) {
		specimen := pick(p.r, b.specimens)
		at[axisSpecimen] = specimen
		fluid := strings.TrimSuffix(b.concepts[specimen].noun, " specimen")
		us += " in " + fluid
		sv = ""
		synonyms = []string{upperFirst(fluid + " " + c.noun + " measurement"), upperFirst(fluid + " " + c.noun)}
	}
	if c.swNoun == "" {
		sv = ""
	}
	return p.put(at, us, sv, "procedure", synonyms)
}

// administration makes "Administration of morphine".
func (p *procedures) administration() int {
	b := p.b
	at := basePoint(p.root)
	at[axisMethod] = b.word("qualifiers", "administration - action")
	what := pickSkewed(p.r, b.drugs).index
	at[axisSubstance] = what
	c := &b.concepts[what]
	us, sv := "administration of "+c.noun, "administrering av "+c.swNoun
	if p.r.chance(0.4) {
		at[axisMethod] = b.word("qualifiers", "injection - action")
		us, sv = "injection of "+c.noun, "injektion av "+c.swNoun
		if p.r.chance(0.7) {
			s := pickSkewed(p.r, b.sites.order)
			if s.grouper {
				return 0
			}
			at[axisProcedureSite] = s.index
			us += " into " + b.concepts[s.index].noun
			sv = ""
		}
	}
	if c.swNoun == "" {
		sv = ""
	}
	return p.put(at, us, sv, "procedure", nil)
}

func (p *procedures) put(at point, us, sv, tag string, synonyms []string) int {
	if p.l.taken(at) {
		return 0
	}
	c := concept{
		name: upperFirst(us), noun: us, swedish: upperFirst(sv), swNoun: sv, tag: tag, top: p.root, module: moduleContent,
		defined: !p.r.chance(0.3), attributes: p.attributes(at), synonyms: synonyms,
	}
	i := p.b.add(c, &p.b.composed)
	if i == none {
		return 0
	}
	p.l.use(at, i)
	return 1
}
