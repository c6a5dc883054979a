package synth

import (
	"fmt"

	"github.com/firn-sct/firn/terminology/sctid"
)

const (
	isA                 sctid.ID = 116680003
	statusDefined       sctid.ID = 900000000000073002
	statusPrimitive     sctid.ID = 900000000000074008
	characterInferred   sctid.ID = 900000000000011006
	characterAdditional sctid.ID = 900000000000227009
	modifierSome        sctid.ID = 900000000000451002

	headerDescription  = "id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId"
	headerRelationship = "id effectiveTime active moduleId sourceId destinationId relationshipGroup typeId characteristicTypeId modifierId"
	headerConcrete     = "id effectiveTime active moduleId sourceId value relationshipGroup typeId characteristicTypeId modifierId"
	headerIdentifier   = "alternateIdentifier effectiveTime active moduleId identifierSchemeId referencedComponentId"
	headerMember       = "id effectiveTime active moduleId refsetId referencedComponentId"

	// firstDescriptionItem and firstRelationshipItem are where the numbering
	// of those components begins.
	firstDescriptionItem  = 1001
	firstRelationshipItem = 1001
)

// coreFiles writes the files of the Terminology folder.
func (w *writer) coreFiles() error {
	const folder = "Terminology"
	steps := []func() error{
		func() error {
			return w.file(folder, "sct2_Concept_%s", "id effectiveTime active moduleId definitionStatusId", w.concepts)
		},
		func() error {
			return w.file(folder, "sct2_Description_%s-en", headerDescription, func(t *table) {
				t.descriptions(func(d *description) bool { return d.language == "en" && d.typ != typeDefinition })
			})
		},
		func() error {
			return w.file(folder, "sct2_Description_%s-sv", headerDescription, func(t *table) {
				t.descriptions(func(d *description) bool { return d.language == "sv" })
			})
		},
		func() error {
			return w.file(folder, "sct2_TextDefinition_%s-en", headerDescription, func(t *table) {
				t.descriptions(func(d *description) bool { return d.typ == typeDefinition })
			})
		},
		func() error {
			return w.file(folder, "sct2_Relationship_%s", headerRelationship, func(t *table) { t.relationships(false) })
		},
		func() error {
			return w.file(folder, "sct2_RelationshipConcreteValues_%s", headerConcrete, func(t *table) { t.relationships(true) })
		},
		func() error {
			return w.file(folder, "sct2_StatedRelationship_%s", headerRelationship, func(*table) {})
		},
		func() error {
			return w.file(folder, "sct2_sRefset_OWLExpression%s", headerMember+" owlExpression", w.axioms)
		},
		func() error {
			return w.file(folder, "sct2_Identifier_%s", headerIdentifier, w.identifiers)
		},
	}
	return inOrder(steps)
}

// identifiers gives the everyday concepts a number in an invented scheme.
func (w *writer) identifiers(t *table) {
	b := w.b
	scheme := b.concepts[b.word("metadata", "Firn synthetic record number")].id
	for i := range b.concepts {
		if c := &b.concepts[i]; c.key != "" && c.retired == nil {
			t.versions(history{c.history.created, c.history.created}, false, func(v version) {
				t.text(fmt.Sprintf("FSR-%06d", c.id.Item()))
				t.state(v, moduleContent).id(scheme, c.id).end()
			})
		}
	}
}

func inOrder(steps []func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) concepts(t *table) {
	for i := range w.b.concepts {
		c := &w.b.concepts[i]
		t.versions(c.history, c.retired != nil, func(v version) {
			status := statusPrimitive
			if c.defined && !(v.first && c.wasPrimitive) {
				status = statusDefined
			}
			t.id(c.id).state(v, c.module).id(status).end()
		})
	}
}

// eachDescription numbers all descriptions, in the order of the concepts.
func (w *writer) eachDescription(visit func(i int32, id sctid.ID, d *description)) {
	m := minter{sctid.KindDescription, firstDescriptionItem}
	for i := range w.b.concepts {
		list := w.b.describe(int32(i))
		for n := range list {
			id, err := m.mint()
			if err != nil {
				w.b.fail("%w", err)
				return
			}
			visit(int32(i), id, &list[n])
		}
	}
}

func (t *table) descriptions(wanted func(d *description) bool) {
	t.eachDescription(func(i int32, id sctid.ID, d *description) {
		if !wanted(d) {
			return
		}
		t.versions(d.history, d.inactive, func(v version) {
			t.id(id).state(v, d.module).id(t.b.concepts[i].id).text(d.language).id(d.typ).text(d.term).id(d.caseID).end()
		})
	})
}

// relation is one relationship of a concept.
type relation struct {
	attribute
	history  history
	inactive bool
}

// relations lists the relationships of a concept: the parents, the attributes,
// and what used to be true before the hierarchy became finer.
func (b *builder) relations(i int32, list []relation) []relation {
	c := &b.concepts[i]
	list = list[:0]
	gone := c.retired != nil
	h := history{c.history.created, c.history.created}
	if gone {
		h = c.history
	}
	typeIsA := b.must(isA)
	for _, p := range c.parents {
		list = append(list, relation{attribute{typ: typeIsA, value: p}, h, gone})
	}
	for _, a := range c.attributes {
		list = append(list, relation{a, h, gone})
	}
	last := uint8(b.cfg.Releases - 1)
	if gone || c.structural || last > 0 && c.history.created == last {
		return list
	}
	r := rng{mix(b.cfg.Seed ^ uint64(c.id) ^ 0xabcdef)}
	old := history{c.history.created, c.history.created}
	if last > 0 {
		old.changed += 1 + uint8(r.intN(int(last-old.created)))
	}
	if p := c.parents[0]; r.chance(0.3) && len(b.concepts[p].parents) > 0 {
		list = append(list, relation{attribute{typ: typeIsA, value: b.concepts[p].parents[0]}, old, true})
	}
	if len(c.attributes) > 0 && r.chance(0.15) {
		a := c.attributes[r.intN(len(c.attributes))]
		if a.value != none && len(b.concepts[a.value].parents) > 0 {
			a.value = b.concepts[a.value].parents[0]
			list = append(list, relation{a, old, true})
		}
	}
	return list
}

func (t *table) relationships(concrete bool) {
	b := t.b
	m := minter{sctid.KindRelationship, firstRelationshipItem}
	var list []relation
	for i := range b.concepts {
		list = b.relations(int32(i), list)
		for n := range list {
			r := &list[n]
			id, err := m.mint()
			if err != nil {
				b.fail("%w", err)
				return
			}
			if concrete != (r.value == none) {
				continue
			}
			character := characterInferred
			if r.additional {
				character = characterAdditional
			}
			t.versions(r.history, r.inactive, func(v version) {
				t.id(id).state(v, b.concepts[i].module).id(b.concepts[i].id)
				if concrete {
					t.text(r.concrete)
				} else {
					t.id(b.concepts[r.value].id)
				}
				t.int(int(r.group)).id(b.concepts[r.typ].id, character, modifierSome).end()
			})
		}
	}
}

const (
	refsetOWLAxiom    sctid.ID = 733073007
	refsetOWLOntology sctid.ID = 762103008
)

// ontology writes the head of the ontology, and the axioms about attributes.
func (w *writer) ontology(t *table) {
	start := history{}
	ontology := []string{
		"Prefix(:=<http://snomed.info/id/>)",
		"Prefix(owl:=<http://www.w3.org/2002/07/owl#>)",
		"Prefix(rdf:=<http://www.w3.org/1999/02/22-rdf-syntax-ns#>)",
		"Prefix(rdfs:=<http://www.w3.org/2000/01/rdf-schema#>)",
		"Prefix(xml:=<http://www.w3.org/XML/1998/namespace>)",
		"Prefix(xsd:=<http://www.w3.org/2001/XMLSchema#>)",
		"Ontology(<http://snomed.info/sct/" + w.modules[moduleEdition].String() + ">)",
	}
	for n, text := range ontology {
		t.versions(start, false, func(v version) {
			t.member(v, moduleModel, refsetOWLOntology, 734146004, uint64(n)).text(text).end()
		})
	}
	properties := []string{
		"TransitiveObjectProperty(:738774007)", "ReflexiveObjectProperty(:738774007)",
	}
	for n, text := range properties {
		t.versions(start, false, func(v version) {
			t.member(v, moduleModel, refsetOWLAxiom, 738774007, uint64(n+1)).text(text).end()
		})
	}
	for _, of := range []sctid.ID{127489000, 246093002} {
		t.versions(start, false, func(v version) {
			id := of.String()
			t.member(v, moduleModel, refsetOWLAxiom, of, 1).text("SubObjectPropertyOf(ObjectPropertyChain(:" + id + " :738774007) :" + id + ")").end()
		})
	}
}

func (w *writer) axioms(t *table) {
	b := w.b
	w.ontology(t)
	var axiom []byte
	for i := range b.concepts {
		c := &b.concepts[i]
		if len(c.parents) == 0 {
			continue
		}
		t.versions(c.history, c.retired != nil, func(v version) {
			axiom = b.axiom(axiom[:0], int32(i), c.defined && !(v.first && c.wasPrimitive))
			t.member(v, c.module, refsetOWLAxiom, c.id, 0).text(string(axiom)).end()
		})
	}
}
