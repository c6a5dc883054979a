package synth

import (
	"slices"
	"strings"
)

// drug is a substance that products are made of.
type drug struct {
	index     int32
	forms     []int32
	strengths []string // milligrams, or micrograms when micro
	micro     bool
}

// readSubstances reads the hand-written substances.
func (b *builder) readSubstances() error {
	entries, err := b.readTree("substances", "substance", 105590001)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.has("measured") {
			b.measured = append(b.measured, e.index)
		}
		if e.get("kind") == "fluid" {
			b.fluids = append(b.fluids, e.index)
		}
		if !e.has("drug") {
			if strings.HasSuffix(e.name, "agent") || strings.HasSuffix(e.name, "drug") {
				b.drugClasses = append(b.drugClasses, e.index)
			}
			continue
		}
		d := drug{index: e.index, strengths: e.list("mg", ",")}
		if len(d.strengths) == 0 {
			d.strengths, d.micro = e.list("mcg", ","), true
		}
		for _, f := range e.list("forms", ",") {
			d.forms = append(d.forms, b.word("qualifiers", f))
		}
		b.drugs = append(b.drugs, d)
	}
	return nil
}

var salts = []string{"hydrochloride", "sodium", "maleate", "tartrate", "phosphate", "mesylate", "calcium", "fumarate"}

// growSubstances adds drugs with made-up names and salts of drugs.
func (b *builder) growSubstances(want int) {
	r := newRand(b.cfg.Seed, "substances")
	forms := []string{"oral tablet", "oral capsule", "solution for injection", "oral suspension", "cutaneous cream", "prolonged-release oral tablet", "eye drops solution"}
	bases := slices.Clone(b.drugs)
	for want > 0 {
		c := concept{tag: "substance", top: b.must(105590001), module: moduleContent}
		if r.chance(0.3) {
			d := pick(r, bases)
			base := &b.concepts[d.index]
			salt := pick(r, salts)
			c.noun = base.noun + " " + salt
			c.name = upperFirst(c.noun)
			// A salt is a kind of its base and a modification of it.
			c.parents = []int32{d.index}
			c.attributes = []attribute{b.attr(738774007, d.index, 0)}
			if i := b.add(c, &b.composed); i != none {
				want--
				if r.chance(0.5) {
					b.drugs = append(b.drugs, drug{index: i, forms: d.forms, strengths: d.strengths, micro: d.micro})
				}
			}
			continue
		}
		c.noun = drugName(r)
		c.name = upperFirst(c.noun)
		c.parents = []int32{pick(r, b.drugClasses)}
		if other := pick(r, b.drugClasses); r.chance(0.25) && !slices.Contains(c.parents, other) && !b.isA(c.parents[0], other) && !b.isA(other, c.parents[0]) {
			c.parents = append(c.parents, other)
			slices.Sort(c.parents)
		}
		c.swedish = c.noun
		i := b.add(c, &b.composed)
		if i == none {
			continue
		}
		want--
		d := drug{index: i, strengths: pick(r, [][]string{{"5", "10", "20"}, {"50", "100"}, {"0.5", "1"}, {"250", "500"}, {"2.5", "5"}})}
		for range 1 + r.intN(2) {
			f := b.word("qualifiers", pick(r, forms))
			if !slices.Contains(d.forms, f) {
				d.forms = append(d.forms, f)
			}
		}
		bases = append(bases, d)
		b.drugs = append(b.drugs, d)
	}
}
