package synth

import (
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// terminology writes the Terminology folder.
func (w *scaleWriter) terminology() error {
	const folder = "Terminology"
	return inOrder([]func() error{
		func() error {
			return w.blocks(folder, "sct2_Concept_%s", "id effectiveTime active moduleId definitionStatusId", w.concepts)
		},
		func() error { return w.blocks(folder, "sct2_Description_%s-en", headerDescription, w.english) },
		func() error {
			return w.file(folder, "sct2_Description_%s-sv", headerDescription, func(t *table) {
				w.coreDescriptions(t, func(d *description) bool { return d.language == "sv" })
			})
		},
		func() error {
			return w.file(folder, "sct2_TextDefinition_%s-en", headerDescription, func(t *table) {
				w.coreDescriptions(t, func(d *description) bool { return d.typ == typeDefinition })
			})
		},
		func() error {
			return w.blocks(folder, "sct2_Relationship_%s", headerRelationship, func(t *table, l *lane, lo, hi int) { w.relationships(t, l, lo, hi, false) })
		},
		func() error {
			return w.blocks(folder, "sct2_RelationshipConcreteValues_%s", headerConcrete, func(t *table, l *lane, lo, hi int) { w.relationships(t, l, lo, hi, true) })
		},
		func() error {
			return w.file(folder, "sct2_StatedRelationship_%s", headerRelationship, func(*table) {})
		},
		func() error {
			return w.blocks(folder, "sct2_sRefset_OWLExpression%s", headerMember+" owlExpression", w.axioms)
		},
		func() error {
			return w.file(folder, "sct2_Identifier_%s", headerIdentifier, w.identifiers)
		},
	})
}

func (w *scaleWriter) concepts(t *table, _ *lane, lo, hi int) {
	for _, i := range w.world.order[lo:hi] {
		n := &w.world.nodes[i]
		status := statusPrimitive
		if n.is(nodeDefined) {
			status = statusDefined
		}
		t.versions(n.history, n.is(nodeRetired), func(v version) {
			t.id(n.id).state(v, w.moduleOf(i)).id(status).end()
		})
	}
}

// descriptionID is the identifier of the n-th description of the k-th concept.
func descriptionID(k, n int) (sctid.ID, error) {
	return sctid.New(sctid.KindDescription, Namespace, uint64(firstDescriptionItem+k*mostDescriptions+n))
}

// english writes the English descriptions, and notes the facts of all.
func (w *scaleWriter) english(t *table, l *lane, lo, hi int) {
	for k := lo; k < hi; k++ {
		i := w.world.order[k]
		for n, d := range w.describe(l, i) {
			w.note(k, n, &d)
			if d.language != "en" || d.typ == typeDefinition {
				continue
			}
			id, err := descriptionID(k, n)
			if err != nil {
				t.err = err
				return
			}
			t.versions(d.history, d.inactive, func(v version) {
				t.id(id).state(v, d.module).id(w.world.nodes[i].id).text(d.language).id(d.typ).text(d.term).id(d.caseID).end()
			})
			if !d.inactive {
				l.countWords(d.term)
			}
		}
	}
}

// countWords notes the words of a term, for the size of the vocabulary.
func (l *lane) countWords(term string) {
	h, in := uint64(14695981039346656037), false
	for i := 0; i <= len(term); i++ {
		c := byte(' ')
		if i < len(term) {
			c = term[i]
		}
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
			fallthrough
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80:
			h, in = (h^uint64(c))*1099511628211, true
		case in:
			l.words[h] = struct{}{}
			h, in = 14695981039346656037, false
		}
	}
}

func (w *scaleWriter) note(k, n int, d *description) {
	f := descriptionFacts{us: d.in[dialectUS], gb: d.in[dialectGB], flags: factThere, created: d.history.created, changed: d.history.changed}
	if d.inactive {
		f.flags |= factInactive
	}
	if d.language == "en" {
		f.flags |= factEnglish
	}
	if d.typ == typeDefinition {
		f.flags |= factDefinition
	}
	for r := range descriptionReasons {
		if descriptionReasons[r].id == d.reason {
			f.reason = uint8(r + 1)
		}
	}
	w.facts[k*mostDescriptions+n] = f
}

// coreDescriptions writes those descriptions of the hand-written core.
func (w *scaleWriter) coreDescriptions(t *table, wanted func(d *description) bool) {
	for k := range w.world.core {
		for n, d := range w.describe(w.lanes[0], int32(k)) {
			if !wanted(&d) {
				continue
			}
			id, err := descriptionID(k, n)
			if err != nil {
				t.err = err
				return
			}
			t.versions(d.history, d.inactive, func(v version) {
				t.id(id).state(v, d.module).id(w.world.nodes[k].id).text(d.language).id(d.typ).text(d.term).id(d.caseID).end()
			})
		}
	}
}

// relations lists the relationships of a concept: what is so, and what used to
// be so before the hierarchy became finer.
func (w *scaleWriter) relations(l *lane, i int32) []relation {
	world := w.world
	n := &world.nodes[i]
	list := l.relations[:0]
	gone := n.is(nodeRetired)
	h := history{n.history.created, n.history.created}
	if gone {
		h = n.history
	}
	for _, p := range n.parents {
		list = append(list, relation{attribute{typ: w.isA, value: p}, h, gone})
	}
	l.attributes = world.attributesOf(i, l.attributes)
	for _, a := range l.attributes {
		list = append(list, relation{a, h, gone})
	}
	list = list[:min(len(list), mostRelationships)]
	last := uint8(len(w.dates) - 1)
	if !gone && !n.is(nodeStructural) && len(n.above) > 1 && (last == 0 || n.history.created < last) {
		r := rng{mix(w.b.cfg.Seed ^ uint64(n.id) ^ 0xabcdef)}
		for want := int(w.tune.oldRelations*(0.2+1.6*r.float()) + r.float()); want > 0 && len(list) < mostRelationships; want-- {
			old := relation{history: h, inactive: true}
			if last > 0 {
				old.history.changed += 1 + uint8(r.intN(int(last-n.history.created)))
			}
			if len(l.attributes) > 0 && r.chance(0.5) {
				old.attribute = pick(&r, l.attributes)
				if old.value == none || old.additional {
					continue
				}
				if up := world.nodes[old.value].above; len(up) > 2 && r.chance(0.8) {
					old.value = up[1+r.intN(len(up)-1)]
				}
				old.group = uint8(r.intN(4))
			} else {
				old.attribute = attribute{typ: w.isA, value: n.above[1+r.intN(len(n.above)-1)]}
			}
			list = append(list, old)
		}
	}
	l.relations = list
	return list
}

func (w *scaleWriter) relationships(t *table, l *lane, lo, hi int, concrete bool) {
	nodes := w.world.nodes
	for k := lo; k < hi; k++ {
		i := w.world.order[k]
		if concrete && int(i) >= w.world.core && nodes[i].top != w.productTop {
			continue
		}
		for n, r := range w.relations(l, i) {
			if concrete != (r.value == none) {
				continue
			}
			id, err := sctid.New(sctid.KindRelationship, Namespace, uint64(firstRelationshipItem+k*mostRelationships+n))
			if err != nil {
				t.err = err
				return
			}
			character := characterInferred
			if r.additional {
				character = characterAdditional
			}
			t.versions(r.history, r.inactive, func(v version) {
				t.id(id).state(v, w.moduleOf(i)).id(nodes[i].id)
				if concrete {
					t.text(r.concrete)
				} else {
					t.id(nodes[r.value].id)
				}
				t.int(int(r.group)).id(nodes[r.typ].id, character, modifierSome).end()
			})
		}
	}
}

func (w *scaleWriter) axioms(t *table, l *lane, lo, hi int) {
	if lo == 0 {
		w.ontology(t)
	}
	for _, i := range w.world.order[lo:hi] {
		n := &w.world.nodes[i]
		if len(n.parents) == 0 {
			continue
		}
		t.versions(n.history, n.is(nodeRetired), func(v version) {
			l.text = w.axiom(l, l.text[:0], i)
			t.member(v, w.moduleOf(i), refsetOWLAxiom, n.id, 0)
			t.tab()
			t.buf = append(t.buf, l.text...)
			t.end()
		})
	}
}

// axiom writes the axiom of a concept: that of the core, or that it is a kind
// of its lowest primitive ancestors with its attributes.
func (w *scaleWriter) axiom(l *lane, dst []byte, i int32) []byte {
	if int(i) < w.world.core {
		return w.b.axiom(dst, i, w.world.nodes[i].is(nodeDefined))
	}
	n := &w.world.nodes[i]
	if n.is(nodeDefined) {
		dst = append(dst, "EquivalentClasses(:"...)
	} else {
		dst = append(dst, "SubClassOf(:"...)
	}
	dst = append(n.id.Append(dst), ' ')
	parents := w.primitives(n)
	l.attributes = w.world.attributesOf(i, l.attributes)
	rest := slices.DeleteFunc(l.attributes, func(a attribute) bool { return a.additional })
	slices.SortStableFunc(rest, func(x, y attribute) int { return int(x.group) - int(y.group) })
	several := len(parents)+len(rest) > 1
	if several {
		dst = append(dst, "ObjectIntersectionOf("...)
	}
	for k, p := range parents {
		if k > 0 {
			dst = append(dst, ' ')
		}
		dst = w.class(dst, p)
	}
	for len(rest) > 0 {
		n := 1
		for n < len(rest) && rest[n].group == rest[0].group && rest[0].group != 0 {
			n++
		}
		dst = append(dst, ' ')
		dst = w.roleGroup(dst, rest[:n])
		rest = rest[n:]
	}
	if several {
		dst = append(dst, ')')
	}
	return append(dst, ')')
}

// primitives returns the lowest primitive proper ancestors.
func (w *scaleWriter) primitives(n *node) []int32 {
	nodes := w.world.nodes
	var out []int32
	queue := slices.Clone(n.parents)
	for k := 0; k < len(queue); k++ {
		p := queue[k]
		if !nodes[p].is(nodeDefined) {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
			continue
		}
		for _, q := range nodes[p].parents {
			if !slices.Contains(queue, q) {
				queue = append(queue, q)
			}
		}
	}
	out = slices.DeleteFunc(slices.Clone(out), func(p int32) bool {
		return slices.ContainsFunc(out, func(q int32) bool { return q != p && contains(nodes[q].above, p) })
	})
	slices.Sort(out)
	return out
}

func (w *scaleWriter) class(dst []byte, i int32) []byte {
	return w.world.nodes[i].id.Append(append(dst, ':'))
}

func (w *scaleWriter) roleGroup(dst []byte, attributes []attribute) []byte {
	grouped := attributes[0].group != 0
	if grouped {
		dst = append(dst, "ObjectSomeValuesFrom(:609096000 "...)
		if len(attributes) > 1 {
			dst = append(dst, "ObjectIntersectionOf("...)
		}
	}
	for n, a := range attributes {
		if n > 0 {
			dst = append(dst, ' ')
		}
		if a.value != none {
			dst = w.class(append(dst, "ObjectSomeValuesFrom("...), a.typ)
			dst = append(w.class(append(dst, ' '), a.value), ')')
			continue
		}
		dst = append(w.class(append(dst, "DataHasValue("...), a.typ), " \""...)
		number := strings.TrimPrefix(a.concrete, "#")
		dst = append(append(dst, number...), `"^^xsd:`...)
		if strings.Contains(number, ".") {
			dst = append(dst, "decimal)"...)
		} else {
			dst = append(dst, "integer)"...)
		}
	}
	if grouped {
		if len(attributes) > 1 {
			dst = append(dst, ')')
		}
		dst = append(dst, ')')
	}
	return dst
}
