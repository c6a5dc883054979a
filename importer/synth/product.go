package synth

import (
	"strconv"
	"strings"
)

// Axes of products.
const (
	axisIngredient = 1
	axisForm       = 2
	axisStrength   = 3 // a word below none: amount and units
)

// products grows the medicinal products.
type products struct {
	b         *builder
	l         *lattice
	want      int
	root, top int32
	strengths map[string]int32 // the axis values of strengths
}

// growProducts makes, for a drug, the product that contains it, that product
// in a group of dose forms, and the clinical drugs of each form and strength.
func (b *builder) growProducts(want int) {
	p := &products{b: b, l: newLattice(b), want: want, root: b.must(763158003), top: b.must(373873005), strengths: map[string]int32{}}
	p.l.use(basePoint(p.root), p.root)
	for _, d := range b.drugs {
		p.containing(d.index)
		for _, f := range d.forms {
			p.inForm(d.index, p.formGroup(f))
			for _, s := range d.strengths {
				p.clinicalDrug(d, f, s)
			}
		}
	}
	// Out of drugs: further strengths of what there is.
	for n := 3; p.want > 0; n++ {
		for _, d := range b.drugs {
			for _, f := range d.forms {
				p.clinicalDrug(d, f, strconv.Itoa(n*7))
			}
		}
	}
	p.l.connect()
}

// add adds a product at a point, if it is new and there is room.
func (p *products) add(at point, c concept) {
	if p.want <= 0 || p.l.taken(at) {
		return
	}
	c.top, c.module, c.defined = p.top, moduleContent, true
	c.noun = lowerFirst(c.name)
	if i := p.b.add(c, &p.b.composed); i != none {
		p.want--
		p.l.use(at, i)
	}
}

func (p *products) containing(drug int32) {
	d := &p.b.concepts[drug]
	c := concept{
		name: "Product containing " + d.noun, preferred: upperFirst(d.noun + "-containing product"), tag: "medicinal product",
		attributes: []attribute{p.b.attr(127489000, drug, 1)},
	}
	if d.swNoun != "" {
		c.swedish = "Läkemedel med " + d.swNoun
	}
	at := basePoint(p.root)
	at[axisIngredient] = drug
	p.add(at, c)
}

// formGroup returns the group that a dose form belongs to, such as oral forms.
func (p *products) formGroup(form int32) int32 {
	for {
		parent := p.b.concepts[form].parents[0]
		if p.b.concepts[parent].noun == "dose form" {
			return form
		}
		form = parent
	}
}

func (p *products) inForm(drug, group int32) {
	d, g := &p.b.concepts[drug], &p.b.concepts[group]
	at := basePoint(p.root)
	at[axisIngredient], at[axisForm] = drug, group
	p.add(at, concept{
		name: "Product containing " + d.noun + " in " + g.noun, tag: "medicinal product form",
		preferred:  upperFirst(d.noun + "-containing product in " + g.noun),
		attributes: []attribute{p.b.attr(411116001, group, 0), p.b.attr(127489000, drug, 1)},
	})
}

func (p *products) clinicalDrug(d drug, form int32, strength string) {
	b := p.b
	dc, fc := &b.concepts[d.index], &b.concepts[form]
	unit, unitName := "mg", "milligram"
	if d.micro {
		unit, unitName = "microgram", "microgram"
	}
	presented := fc.noun
	if strings.HasSuffix(presented, "tablet") {
		presented = "tablet"
	}
	formName := lowerFirst(fc.name)
	c := concept{tag: "clinical drug"}
	amount := strength + " " + unit
	c.attributes = []attribute{
		b.attr(411116001, form, 0),
		{typ: b.must(1142139005), value: none, concrete: "#1"},
	}
	switch presented {
	case "milliliter":
		amount += "/mL"
	case "gram":
		amount += "/g"
	default:
		c.synonyms = []string{upperFirst(dc.noun + " " + amount + " " + fc.noun)}
		c.attributes = append(c.attributes, b.attr(763032000, b.word("qualifiers", presented), 0))
	}
	c.name = "Product containing precisely " + dc.noun + " " + strength + " " + unitName + "/1 " + presented + " " + formName
	c.preferred = upperFirst(dc.noun + " " + amount + " " + formName)
	if dc.swNoun != "" && fc.swNoun != "" {
		c.swedish = upperFirst(dc.swNoun + " " + amount + " " + fc.swNoun)
	}
	c.attributes = append(c.attributes,
		b.attr(127489000, d.index, 1),
		attribute{typ: b.must(1142135004), value: none, concrete: "#" + strength, group: 1},
		b.attr(732945000, b.word("qualifiers", unitName), 1),
		attribute{typ: b.must(1142136003), value: none, concrete: "#1", group: 1},
		b.attr(732947008, b.word("qualifiers", presented), 1),
	)
	at := basePoint(p.root)
	at[axisIngredient], at[axisForm], at[axisStrength] = d.index, form, p.strength(amount+" "+presented)
	p.add(at, c)
}

// strength numbers an amount as an axis value.
func (p *products) strength(text string) int32 {
	v, ok := p.strengths[text]
	if !ok {
		v = -2 - int32(len(p.strengths))
		p.strengths[text] = v
	}
	return v
}
