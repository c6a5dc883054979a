package synth

import (
	"context"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// share is how large a part of the active content a hierarchy has. The figures
// follow the sizes of a recent international release.
type share struct {
	top  sctid.ID
	part float64
	grow func(want int)
}

// retiredPart is the part of all concepts that are retired.
const retiredPart = 0.12

// build grows the concepts of a release, from what stands alone to what is
// composed of it.
func build(ctx context.Context, cfg Config) (*builder, error) {
	b := newBuilder(cfg)
	if err := b.readMetadata(); err != nil {
		return nil, err
	}
	retired := int(float64(cfg.Concepts) * retiredPart)
	active := cfg.Concepts - retired
	f, p := &findings{}, &procedures{}
	// First all hand-written cores, so that their identifiers don't depend on
	// the size; then what is composed.
	for _, read := range []func() error{
		b.readQualifiers, b.readSubstances, b.readOrganisms, b.readMorphologies, b.readBody, b.readOthers,
		func() error { return f.read(b) }, func() error { return p.read(b) },
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	shares := []share{
		{362981000, 0.032, b.growQualifiers},
		{105590001, 0.074, b.growSubstances},
		{410607006, 0.092, b.growOrganisms},
		{123037004, 0.114, b.growBody},
		{260787004, 0.037, b.growTrees(260787004)},
		{123038009, 0.005, b.growTrees(123038009)},
		{272379006, 0.009, b.growTrees(272379006)},
		{308916002, 0.005, b.growTrees(308916002)},
		{48176007, 0.011, b.growTrees(48176007)},
		{254291000, 0.0044, b.growTrees(254291000)},
		{419891008, 0.0014, b.growTrees(419891008)},
		{78621006, 0.0005, b.growTrees(78621006)},
		{373873005, 0.068, b.growProducts},
		{363787002, 0.029, b.growObservables},
		{71388002, 0.159, p.grow},
	}
	const situations = 0.0135
	for _, s := range shares {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.grow(max(int(s.part*float64(active))-b.countTop(s.top), 0))
		if b.err != nil {
			return nil, b.err
		}
	}
	// Findings take what is left, about a third, but for the situations that
	// speak of them.
	about := int(situations * float64(active))
	f.grow(max(active-b.count()-about, 0))
	b.growSituations(max(active-b.count(), 0))
	if b.err != nil {
		return nil, b.err
	}
	b.date()
	b.retire(retired)
	return b, b.err
}

func (b *builder) countTop(top sctid.ID) int {
	t := b.must(top)
	n := 0
	for i := range b.concepts {
		if b.concepts[i].top == t {
			n++
		}
	}
	return n
}

// readMetadata reads the structural concepts.
func (b *builder) readMetadata() error {
	lex, err := readLexicon("metadata.txt")
	if err != nil {
		return err
	}
	for _, e := range lex.entries {
		c := concept{structural: true, top: none, module: moduleModel}
		if e.name != "-" {
			id, err := sctid.Parse(e.name)
			if err != nil {
				b.fail("metadata.txt:%d: %w", e.line, err)
				continue
			}
			c.id = id
		} else {
			c.module = moduleContent
		}
		c.name, c.tag = e.positional(0), e.positional(1)
		if c.name == swedishRefset {
			// Beside the English ones: a language reference set of the
			// edition's own module would make Swedish the language in which
			// the demo is read.
			c.module = moduleModel
		}
		if e.parent != nil {
			c.parents = []int32{e.parent.index}
			c.top = b.concepts[e.parent.index].top
			if e.parent.parent == nil {
				c.top = int32(b.count())
				c.module = moduleCore
			}
		}
		if also := e.get("also"); also != "" {
			id, err := sctid.Parse(also)
			if err != nil {
				b.fail("metadata.txt:%d: %w", e.line, err)
			}
			defer b.alsoParent(c.id, id)
		}
		e.index = b.add(c, &b.core)
		if e.index == none {
			b.fail("metadata.txt:%d: %q stands there twice", e.line, c.name)
			e.index = 0
		}
		b.words["metadata/"+c.name] = e.index
	}
	return b.err
}

func (b *builder) alsoParent(child, parent sctid.ID) {
	c := &b.concepts[b.must(child)]
	c.parents = append(c.parents, b.must(parent))
}

// handmade turns a lexicon entry into a concept, with what all files share.
func (b *builder) handmade(kind string, e *entry, name, tag string, top sctid.ID) concept {
	c := concept{
		name: upperFirst(name), noun: e.name, tag: tag, top: b.must(top), module: moduleContent,
		swedish: e.get("sv"), definition: e.get("def"), key: e.get("key"),
	}
	if n := e.get("noun"); n != "" {
		c.noun = n
	}
	if sv := e.get("svn"); sv != "" {
		c.swedish, c.neuter = sv, true
	}
	c.swNoun = c.swedish
	if t, ok := e.inherited("tag"); ok {
		c.tag = t
	}
	if gb := e.get("gb"); gb != "" {
		c.british = upperFirst(gb)
		us := e.get("us")
		if us == "" {
			us = e.name
		}
		c.preferred = upperFirst(us)
		b.spelling.prefer(us, gb)
	}
	for _, s := range e.list("syn", ";") {
		c.synonyms = append(c.synonyms, upperFirst(s))
	}
	return c
}

// put adds a hand-written concept below the entry's parents.
func (b *builder) put(kind string, e *entry, c concept) int32 {
	if c.parents == nil {
		if e.parent != nil {
			c.parents = []int32{e.parent.index}
		} else {
			c.parents = []int32{c.top}
		}
	}
	i := b.add(c, &b.core)
	if i == none {
		b.fail("%s line %d: %q stands there twice", kind, e.line, e.name)
		i = 0
	}
	e.index = i
	b.words[kind+"/"+e.name] = i
	return i
}

// also gives an entry's concept its further parents, which may stand below it
// in the file.
func (b *builder) also(kind string, e *entry) {
	c := &b.concepts[e.index]
	for _, also := range e.list("also", ";") {
		c.parents = append(c.parents, b.word(kind, also))
	}
	slices.Sort(c.parents)
}

// attr makes an attribute of the type with the identifier.
func (b *builder) attr(typ sctid.ID, value int32, group uint8) attribute {
	return attribute{typ: b.must(typ), value: value, group: group}
}
