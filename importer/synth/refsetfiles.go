package synth

import "github.com/firn-sct/firn/terminology/sctid"

const (
	refsetUS                    sctid.ID = 900000000000509007
	refsetGB                    sctid.ID = 900000000000508004
	refsetConceptInactivation   sctid.ID = 900000000000489007
	refsetDescriptionInactivity sctid.ID = 900000000000490003
	refsetLateralizable         sctid.ID = 723264001
	refsetPatientSummary        sctid.ID = 816080008

	conceptNonCurrent sctid.ID = 900000000000495008
	isPreferred       sctid.ID = 900000000000548007
	isAcceptable      sctid.ID = 900000000000549004
)

// named returns the identifier of a metadata concept of our own.
func (w *writer) named(name string) sctid.ID {
	return w.b.concepts[w.b.word("metadata", name)].id
}

// contentFiles writes the Refset/Content and Refset/Language folders.
func (w *writer) contentFiles() error {
	const folder = "Refset/Content"
	return inOrder([]func() error{
		func() error { return w.file(folder, "der2_Refset_Simple%s", headerMember, w.simple) },
		func() error {
			return w.file(folder, "der2_cRefset_Association%s", headerMember+" targetComponentId", w.associations)
		},
		func() error {
			return w.file(folder, "der2_cRefset_AttributeValue%s", headerMember+" valueId", w.attributeValues)
		},
		func() error {
			return w.file(folder, "der2_iRefset_OrderedComponent%s", headerMember+" order", w.ordered)
		},
		func() error {
			return w.file(folder, "der2_ciRefset_OrderedAssociation%s", headerMember+" targetComponentId order", w.orderedAssociations)
		},
		func() error {
			return w.file("Refset/Language", "der2_cRefset_Language%s-en", headerMember+" acceptabilityId", func(t *table) {
				t.language(moduleContent, []dialectRefset{{dialectUS, refsetUS}, {dialectGB, refsetGB}})
			})
		},
		func() error {
			return w.file("Refset/Language", "der2_cRefset_Language%s-sv", headerMember+" acceptabilityId", func(t *table) {
				t.language(moduleEdition, []dialectRefset{{dialectSV, w.named(swedishRefset)}})
			})
		},
	})
}

const swedishRefset = "Firn synthetic Swedish language reference set"

type dialectRefset struct {
	dialect int
	refset  sctid.ID
}

func (t *table) language(m module, refsets []dialectRefset) {
	t.eachDescription(func(i int32, id sctid.ID, d *description) {
		for _, r := range refsets {
			value := isPreferred
			switch d.in[r.dialect] {
			case notUsed:
				continue
			case acceptable:
				value = isAcceptable
			}
			t.versions(d.history, d.inactive, func(v version) {
				t.member(v, max(m, d.module), r.refset, id, 0).id(value).end()
			})
		}
	})
}

// simple writes simple reference sets from a handful to a good part of all
// concepts, and one of descriptions. Every thirtieth member has been withdrawn.
func (w *writer) simple(t *table) {
	b := w.b
	r := newRand(b.cfg.Seed, "simple refsets")
	finding, procedure := b.must(404684003), b.must(71388002)
	sets := []struct {
		refset sctid.ID
		in     func(i int32, c *concept) bool
	}{
		{w.named("Firn everyday concepts simple reference set"), func(i int32, c *concept) bool { return c.key != "" }},
		{w.named("Firn emergency department simple reference set"), func(i int32, c *concept) bool {
			return (c.top == finding || c.top == procedure) && r.chance(0.04)
		}},
		{w.named("Firn problem list simple reference set"), func(i int32, c *concept) bool { return c.top == finding && r.chance(0.5) }},
		{refsetPatientSummary, func(i int32, c *concept) bool { return r.chance(0.1) }},
		{refsetLateralizable, func(i int32, c *concept) bool {
			s := b.sites.by[i]
			return s != nil && s.lateral && !b.sided(c)
		}},
	}
	for _, set := range sets {
		n := 0
		for i := range b.concepts {
			c := &b.concepts[i]
			if c.structural || c.retired != nil || !set.in(int32(i), c) {
				continue
			}
			n++
			h, gone := history{c.history.created, c.history.created}, n%30 == 0
			if last := uint8(len(w.dates) - 1); gone && last > h.created {
				h.changed = last
			}
			t.versions(h, gone, func(v version) { t.member(v, c.module, set.refset, c.id, 0).end() })
		}
	}
	refset := w.named("Firn preferred spelling reviewed descriptions simple reference set")
	w.eachDescription(func(i int32, id sctid.ID, d *description) {
		if d.language == "en" && d.in[dialectUS] != d.in[dialectGB] && !d.inactive {
			t.versions(d.history, false, func(v version) { t.member(v, d.module, refset, id, 0).end() })
		}
	})
}

// sided reports whether a body structure is a left or a right one.
func (b *builder) sided(c *concept) bool {
	for _, a := range c.attributes {
		if b.concepts[a.typ].id == 272741003 {
			return true
		}
	}
	return false
}

// associations writes the historical associations, and the anatomical one of
// whole and part.
func (w *writer) associations(t *table) {
	b := w.b
	moved := 0
	for i := range b.concepts {
		c := &b.concepts[i]
		if c.retired == nil || c.retired.association == 0 {
			continue
		}
		h := history{c.history.changed, c.history.changed}
		for _, target := range c.retired.targets {
			to := &b.concepts[target]
			t.versions(h, false, func(v version) {
				t.member(v, c.module, c.retired.association, c.id, uint64(to.id)).id(to.id).end()
			})
			// A few of the new concepts also say where they came from.
			if c.retired.association == assocReplacedBy && to.retired == nil && moved < 3 {
				moved++
				t.versions(h, false, func(v version) {
					t.member(v, to.module, assocMovedFrom, to.id, uint64(c.id)).id(c.id).end()
				})
			}
		}
	}
	for i := range b.concepts {
		c := &b.concepts[i]
		for _, a := range c.attributes {
			if a.additional {
				t.versions(history{c.history.created, c.history.created}, false, func(v version) {
					whole := b.concepts[a.value].id
					t.member(v, c.module, 734139008, whole, uint64(c.id)).id(c.id).end()
				})
			}
		}
	}
	w.eachDescription(func(i int32, id sctid.ID, d *description) {
		if d.refersTo != none && d.inactive {
			target := b.concepts[d.refersTo].id
			t.versions(history{d.history.changed, d.history.changed}, false, func(v version) {
				t.member(v, d.module, assocRefersTo, id, uint64(target)).id(target).end()
			})
		}
	})
}

// attributeValues writes why concepts and descriptions are inactive.
func (w *writer) attributeValues(t *table) {
	b := w.b
	for i := range b.concepts {
		if c := &b.concepts[i]; c.retired != nil && c.retired.reason != 0 {
			t.versions(history{c.history.changed, c.history.changed}, false, func(v version) {
				t.member(v, c.module, refsetConceptInactivation, c.id, 0).id(c.retired.reason).end()
			})
		}
	}
	w.eachDescription(func(i int32, id sctid.ID, d *description) {
		c := &b.concepts[i]
		reason, at := d.reason, d.history.changed
		if c.retired != nil {
			reason, at = conceptNonCurrent, c.history.changed
		}
		if reason != 0 {
			t.versions(history{at, at}, false, func(v version) {
				t.member(v, d.module, refsetDescriptionInactivity, id, 0).id(reason).end()
			})
		}
	})
}

// ordered writes the everyday concepts in the order of their triage.
func (w *writer) ordered(t *table) {
	refset := w.named("Firn triage order reference set")
	n := 0
	for i := range w.b.concepts {
		if c := &w.b.concepts[i]; c.key != "" {
			n++
			t.versions(history{c.history.created, c.history.created}, false, func(v version) {
				t.member(v, c.module, refset, c.id, 0).int(n).end()
			})
		}
	}
}

// orderedAssociations writes the children of heart disease in a fixed order.
func (w *writer) orderedAssociations(t *table) {
	b := w.b
	refset := w.named("Firn navigation order reference set")
	parent := b.word("findings", "heart disease")
	n := 0
	for i := range b.concepts {
		c := &b.concepts[i]
		for _, p := range c.parents {
			if p == parent && c.retired == nil && n < 20 {
				n++
				t.versions(history{c.history.created, c.history.created}, false, func(v version) {
					t.member(v, c.module, refset, c.id, 0).id(b.concepts[parent].id).int(n).end()
				})
			}
		}
	}
}
