package store

import (
	"bytes"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// recordEncoder makes concept records and gathers the dictionaries that they
// refer to.
type recordEncoder struct {
	tax         *taxonomy.Taxonomy
	refsetIndex map[sctid.ID]uint64
	// dormant gives the reference sets, as ascending indexes, that have
	// inactive rows alone for a component.
	dormant func(component sctid.ID) []uint32

	stamps            dictionary[terminology.Stamp]
	statuses, schemes dictionary[sctid.ID]
	descriptionForms  dictionary[descriptionForm]
	relationshipForms dictionary[relationshipForm]
	acceptabilities   dictionary[string] // encoded sets
	spaces            spaceTable
	terms             *termEncoder
	owl               owlCoder

	lastStamp     terminology.Stamp // a small cache: neighbours often agree
	lastStampCode uint64

	parts [sectionCount][]byte
	rows  []byte
	blob  []byte
	set   []byte
}

func (e *recordEncoder) stamp(s terminology.Stamp) uint64 {
	if s != e.lastStamp || len(e.stamps.items) == 0 {
		e.lastStamp, e.lastStampCode = s, e.stamps.code(s)
	}
	return e.lastStampCode
}

// encode appends the record of a concept to dst.
func (e *recordEncoder) encode(dst []byte, c *terminology.Concept) ([]byte, error) {
	for i := range e.parts {
		e.parts[i] = e.parts[i][:0]
	}
	e.terms.begin()
	for inactive := range 2 {
		active := inactive == 0
		section := e.parts[inactive*sectionInactive:]
		var err error
		if section[sectionDescriptions], err = e.appendDescriptions(section[sectionDescriptions], c, active); err != nil {
			return dst, err
		}
		if section[sectionRelationships], err = e.appendRelationships(section[sectionRelationships], c, active); err != nil {
			return dst, err
		}
		if section[sectionAxioms], err = e.appendAxioms(section[sectionAxioms], c, active); err != nil {
			return dst, err
		}
		section[sectionIdentifiers] = e.appendIdentifiers(section[sectionIdentifiers], c, active)
		if section[sectionRefsets], err = e.appendRefsetLists(section[sectionRefsets], c, active); err != nil {
			return dst, err
		}
	}
	var mask uint64
	for i, p := range e.parts {
		if len(p) > 0 {
			mask |= 1 << i
		}
	}
	dst = appendUvarint(dst, mask)
	for _, p := range e.parts {
		if len(p) > 0 {
			dst = appendCount(dst, len(p))
		}
	}
	for _, p := range e.parts {
		dst = append(dst, p...)
	}
	return dst, nil
}

// gaps tells, row by row, whether a row belongs to the list being written and
// how long its gap is.
type gaps struct {
	active bool
	gap    int
}

func (g *gaps) take(rows []byte, active bool) ([]byte, bool) {
	if active != g.active {
		g.gap++
		return rows, false
	}
	if !g.active {
		rows = appendCount(rows, g.gap)
		g.gap = 0
	}
	return rows, true
}

func (e *recordEncoder) appendDescriptions(dst []byte, c *terminology.Concept, active bool) ([]byte, error) {
	rows, blob := e.rows[:0], e.blob[:0]
	g := gaps{active: active}
	ids := e.spaces.writer(descriptionList)
	var count, activeMembers, members, text int
	var lastOfAll sctid.ID
	for i := range c.Descriptions {
		d := &c.Descriptions[i]
		if d.ConceptID != c.ID {
			return dst, sourcef("description %d of concept %d says that it belongs to %d", d.ID, c.ID, d.ConceptID)
		}
		if d.ID <= lastOfAll {
			return dst, sourcef("concept %d: description %d comes after %d", c.ID, d.ID, lastOfAll)
		}
		lastOfAll = d.ID
		var taken bool
		if rows, taken = g.take(rows, d.Active); !taken {
			continue
		}
		count++
		rows = ids.append(rows, d.ID)
		rows = appendUvarint(rows, e.stamp(d.Stamp))
		rows = appendUvarint(rows, e.descriptionForms.code(descriptionForm{d.LanguageCode, d.TypeID, d.CaseSignificanceID}))
		e.set = appendAcceptabilities(e.set[:0], d.Acceptability)
		code, known := e.acceptabilities.codes[string(e.set)]
		if !known {
			code = e.acceptabilities.code(string(e.set))
		}
		rows = appendUvarint(rows, code)
		for j := range d.Acceptability {
			members++
			if d.Acceptability[j].Active {
				activeMembers++
			}
		}
		rows = appendCount(rows, len(d.Term))
		text += len(d.Term)
		blob = e.terms.append(blob, d.Term)
	}
	e.rows, e.blob = rows, blob
	if count == 0 {
		return dst, nil
	}
	dst = appendCount(dst, count)
	dst = appendCount(dst, activeMembers)
	dst = appendCount(dst, members)
	dst = appendCount(dst, text)
	dst = appendCount(dst, len(blob))
	return append(append(dst, rows...), blob...), nil
}

func (e *recordEncoder) appendRelationships(dst []byte, c *terminology.Concept, active bool) ([]byte, error) {
	rows, blob := e.rows[:0], e.blob[:0]
	g := gaps{active: active}
	ids := e.spaces.writer(relationshipList)
	var count int
	for i := range c.Relationships {
		r := &c.Relationships[i]
		if r.SourceID != c.ID {
			return dst, sourcef("relationship %d of concept %d says that its source is %d", r.ID, c.ID, r.SourceID)
		}
		if r.DestinationID != 0 && r.Value != (terminology.ConcreteValue{}) {
			return dst, sourcef("relationship %d has a destination and a value", r.ID)
		}
		var taken bool
		if rows, taken = g.take(rows, r.Active); !taken {
			continue
		}
		count++
		rows = ids.appendAny(rows, r.ID)
		rows = appendUvarint(rows, e.stamp(r.Stamp))
		rows = appendUvarint(rows, e.relationshipForms.code(relationshipForm{r.TypeID, r.CharacteristicTypeID, r.ModifierID}))
		rows = appendUvarint(rows, r.Group)
		if r.Value != (terminology.ConcreteValue{}) {
			if r.Value.Kind == 0 {
				return dst, sourcef("relationship %d has a value without a kind", r.ID)
			}
			rows = appendUvarint(rows, uint64(r.Value.Kind)<<1|1)
			rows = appendCount(rows, len(r.Value.Text))
			blob = append(blob, r.Value.Text...)
		} else if o, known := e.tax.Ordinal(r.DestinationID); known {
			rows = appendUvarint(rows, uint64(o)<<1)
		} else {
			rows = appendUvarint(append(rows, 1), r.DestinationID)
		}
	}
	e.rows, e.blob = rows, blob
	if count == 0 {
		return dst, nil
	}
	dst = appendCount(dst, count)
	dst = appendCount(dst, len(blob))
	return append(append(dst, rows...), blob...), nil
}

func (e *recordEncoder) appendAxioms(dst []byte, c *terminology.Concept, active bool) ([]byte, error) {
	rows, blob := e.rows[:0], e.blob[:0]
	g := gaps{active: active}
	var count int
	for i := range c.Axioms {
		a := &c.Axioms[i]
		if i > 0 && bytes.Compare(a.MemberID[:], c.Axioms[i-1].MemberID[:]) <= 0 {
			return dst, sourcef("concept %d: axiom %s comes after %s", c.ID, a.MemberID, c.Axioms[i-1].MemberID)
		}
		var taken bool
		if rows, taken = g.take(rows, a.Active); !taken {
			continue
		}
		count++
		refset, known := e.refsetIndex[a.RefsetID]
		if !known {
			return dst, sourcef("axiom %s of concept %d is in reference set %d, which isn't listed", a.MemberID, c.ID, a.RefsetID)
		}
		rows = append(rows, a.MemberID[:]...)
		rows = appendUvarint(rows, e.stamp(a.Stamp))
		rows = appendUvarint(rows, refset)
		before := len(blob)
		blob = e.owl.append(blob, a.Expression, c.ID)
		rows = appendCount(rows, len(blob)-before)
	}
	e.rows, e.blob = rows, blob
	if count == 0 {
		return dst, nil
	}
	dst = appendCount(dst, count)
	dst = appendCount(dst, len(blob))
	return append(append(dst, rows...), blob...), nil
}

func (e *recordEncoder) appendIdentifiers(dst []byte, c *terminology.Concept, active bool) []byte {
	rows := e.rows[:0]
	g := gaps{active: active}
	var count int
	for i := range c.Identifiers {
		a := &c.Identifiers[i]
		var taken bool
		if rows, taken = g.take(rows, a.Active); !taken {
			continue
		}
		count++
		rows = appendUvarint(rows, e.stamp(a.Stamp))
		rows = appendUvarint(rows, e.schemes.code(a.SchemeID))
		rows = appendText(rows, a.Code)
	}
	e.rows = rows
	if count == 0 {
		return dst
	}
	return append(appendCount(dst, count), rows...)
}

func (e *recordEncoder) appendRefsetLists(dst []byte, c *terminology.Concept, active bool) ([]byte, error) {
	begin := len(dst)
	some := false
	if active {
		dormant := e.dormant(c.ID)
		some = len(c.RefsetIDs)+len(dormant) > 0
		var err error
		if dst, err = e.appendLists(dst, c.ID, c.RefsetIDs, dormant); err != nil {
			return dst, err
		}
	}
	rows := e.rows[:0]
	position, last, count := -1, -1, 0
	for i := range c.Descriptions {
		d := &c.Descriptions[i]
		if d.Active != active {
			continue
		}
		position++
		dormant := e.withoutLanguages(e.dormant(d.ID), d)
		if len(d.RefsetIDs)+len(dormant) == 0 {
			continue
		}
		count++
		rows = appendCount(rows, position-last)
		last = position
		var err error
		if rows, err = e.appendLists(rows, d.ID, d.RefsetIDs, dormant); err != nil {
			return dst, err
		}
	}
	e.rows = rows
	if !some && count == 0 {
		return dst[:begin], nil
	}
	return append(appendCount(dst, count), rows...), nil
}

// withoutLanguages drops what the description's acceptability set tells.
func (e *recordEncoder) withoutLanguages(dormant []uint32, d *terminology.Description) []uint32 {
	var kept []uint32
next:
	for _, index := range dormant {
		for j := range d.Acceptability {
			if e.refsetIndex[d.Acceptability[j].RefsetID] == uint64(index) {
				continue next
			}
		}
		kept = append(kept, index)
	}
	return kept
}

func (e *recordEncoder) appendLists(dst []byte, component sctid.ID, active []sctid.ID, dormant []uint32) ([]byte, error) {
	dst = appendCount(dst, len(active))
	var last sctid.ID
	for _, id := range active {
		index, known := e.refsetIndex[id]
		if !known || id <= last {
			return dst, sourcef("component %d: reference set %d isn't listed, or comes after %d", component, id, last)
		}
		last = id
		dst = appendUvarint(dst, index)
	}
	dst = appendCount(dst, len(dormant))
	for _, index := range dormant {
		dst = appendUvarint(dst, index)
	}
	return dst, nil
}
