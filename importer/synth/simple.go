package synth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// readTree reads a lexicon file whose concepts stand where they are indented.
func (b *builder) readTree(kind, tag string, top sctid.ID) ([]*entry, error) {
	lex, err := readLexicon(kind + ".txt")
	if err != nil {
		return nil, err
	}
	for _, e := range lex.entries {
		c := b.handmade(kind, e, e.name, tag, top)
		c.namedCase = startsUpper(e.name)
		if e.parent == nil && top == 49755003 {
			c.top = b.must(123037004)
			c.parents = []int32{b.must(top)}
		}
		b.put(kind, e, c)
	}
	for _, e := range lex.entries {
		b.also(kind, e)
	}
	return lex.entries, b.err
}

func startsUpper(s string) bool { return s != "" && lowerFirst(s) != s }

// readQualifiers reads the qualifier values.
func (b *builder) readQualifiers() error {
	entries, err := b.readTree("qualifiers", "qualifier value", 362981000)
	b.neuters = map[int32]string{}
	for _, e := range entries {
		if w := e.get("svadjn"); w != "" {
			b.neuters[e.index] = w
		}
	}
	return err
}

// growQualifiers adds ranked categories and descriptors, without end.
func (b *builder) growQualifiers(want int) {
	r := newRand(b.cfg.Seed, "qualifiers")
	ranked, descriptor := b.word("qualifiers", "ranked categories"), b.word("qualifiers", "descriptor")
	kinds := []string{"grade", "stage", "class", "level", "category", "type", "score"}
	for n := 1; want > 0; n++ {
		for _, k := range kinds {
			if want == 0 {
				break
			}
			b.add(concept{
				name: fmt.Sprintf("%s %d", upperFirst(k), n), noun: fmt.Sprintf("%s %d", k, n), tag: "qualifier value",
				top: b.must(362981000), module: moduleContent, parents: []int32{ranked},
			}, &b.composed)
			want--
			if want > 0 && r.chance(0.7) {
				name := syllables(r, 2) + "oid"
				if b.add(concept{name: upperFirst(name), noun: name, tag: "qualifier value", top: b.must(362981000), module: moduleContent, parents: []int32{descriptor}}, &b.composed) != none {
					want--
				}
			}
		}
	}
}

// readMorphologies reads the morphologic abnormalities.
func (b *builder) readMorphologies() error {
	entries, err := b.readTree("morphology", "morphologic abnormality", 49755003)
	if err != nil {
		return err
	}
	for _, e := range entries {
		on, _ := e.inherited("on")
		_, congenital := e.inherited("congenital")
		b.morphologies = append(b.morphologies, morphology{index: e.index, on: strings.Split(on, ","), suffix: e.get("suffix"), congenital: congenital})
	}
	return nil
}

// morphology is what composed terms must know of a morphologic abnormality.
type morphology struct {
	index      int32
	on         []string // classes of body structure
	suffix     string
	congenital bool
}

// growMorphologies adds kinds of the hand-written ones.
func (b *builder) growMorphologies(want int) {
	r := newRand(b.cfg.Seed, "morphologies")
	words := []string{"cystic", "papillary", "nodular", "diffuse", "focal", "necrotizing", "fibrous", "giant cell", "spindle cell", "clear cell", "mucinous", "calcified", "linear", "spiral", "impacted", "superficial", "deep", "suppurative", "eosinophilic", "follicular"}
	base := slices.Clone(b.morphologies)
	for attempts := 0; want > 0; attempts++ {
		m := pick(r, base)
		parent := b.concepts[m.index]
		word := pick(r, words)
		if attempts > 10*len(base)*len(words) {
			word = syllables(r, 2) + "oid " + word
		}
		if strings.Contains(parent.noun, word) {
			continue
		}
		noun := word + " " + parent.noun
		i := b.add(concept{name: upperFirst(word + " " + lowerFirst(parent.name)), noun: noun, tag: parent.tag, top: parent.top, module: moduleContent, parents: []int32{m.index}}, &b.composed)
		if i == none {
			continue
		}
		want--
		b.morphologies = append(b.morphologies, morphology{index: i, on: m.on, congenital: m.congenital})
	}
}

// readOrganisms reads the hand-written organisms.
func (b *builder) readOrganisms() error {
	entries, err := b.readTree("organisms", "organism", 410607006)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.has("genus") {
			b.genera = append(b.genera, e.index)
			c := &b.concepts[e.index]
			c.name = "Genus " + e.name
			c.preferred = e.name
			c.namedCase = false
			c.swedish, c.swNoun = e.name, e.name
			delete(b.names, strings.ToLower(e.name)+"\x00organism")
			b.names["genus "+strings.ToLower(e.name)+"\x00organism"] = e.index
		}
		if e.parent != nil && e.get("kind") == "kingdom" || e.has("adj") {
			b.kingdoms = append(b.kingdoms, e.index)
		}
		b.organisms = append(b.organisms, e.index)
	}
	return nil
}

// growOrganisms adds families, genera, species and serotypes with made-up
// names: a tree as flat and wide as the real one.
func (b *builder) growOrganisms(want int) {
	r := newRand(b.cfg.Seed, "organisms")
	genera := slices.Clone(b.genera)
	var species []int32
	for want > 0 {
		c := concept{tag: "organism", top: b.must(410607006), module: moduleContent, namedCase: true}
		kind := r.float()
		switch {
		case kind < 0.08:
			name := genusName(r)
			c.name, c.noun, c.preferred = "Genus "+name, name, name
			c.namedCase = false
			c.parents = []int32{pick(r, b.kingdoms)}
		case kind < 0.8 || len(species) == 0:
			genus := pickSkewed(r, genera)
			c.name = b.concepts[genus].noun + " " + epithetName(r)
			c.parents = []int32{genus}
			c.noun = c.name
		default:
			s := pick(r, species)
			c.name = fmt.Sprintf("%s serotype %d", b.concepts[s].name, 1+r.intN(30))
			c.parents = []int32{s}
			c.noun = c.name
		}
		c.swedish = c.noun
		i := b.add(c, &b.composed)
		if i == none {
			continue
		}
		want--
		switch {
		case kind < 0.08:
			genera = append(genera, i)
		case kind < 0.8:
			species = append(species, i)
		}
		b.organisms = append(b.organisms, i)
	}
	b.genera = genera
}
