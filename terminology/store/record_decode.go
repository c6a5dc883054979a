package store

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// recordDecoder turns records into concepts. It is read-only and shared.
type recordDecoder struct {
	tables
	tax *taxonomy.Taxonomy
}

// sectionsOf says which sections hold the wanted parts.
func sectionsOf(parts terminology.Parts) uint64 {
	var want uint64
	for i, p := range [...]terminology.Parts{
		sectionDescriptions:  terminology.PartDescriptions,
		sectionRelationships: terminology.PartRelationships,
		sectionAxioms:        terminology.PartAxioms,
		sectionIdentifiers:   terminology.PartIdentifiers,
		sectionRefsets:       terminology.PartRefsets,
	} {
		if parts&p != 0 {
			want |= 1 << i
		}
	}
	if parts&terminology.PartInactive != 0 {
		want |= want << sectionInactive
	}
	return want
}

// decode makes a concept of a record. What it returns shares nothing with the
// record. It reports whether the record was well formed.
func (r *recordDecoder) decode(record []byte, o taxonomy.Ordinal, parts terminology.Parts) (*terminology.Concept, bool) {
	c := &terminology.Concept{}
	return c, r.decodeInto(c, nil, record, o, parts)
}

// decodeInto is decode for a concept that is there. With a buffer, descriptions
// take its memory, as documented at [terminology.ConceptBuffer].
func (r *recordDecoder) decodeInto(c *terminology.Concept, b *terminology.ConceptBuffer, record []byte, o taxonomy.Ordinal, parts terminology.Parts) bool {
	var s sections
	if !openRecord(record, sectionsOf(parts), &s) {
		return false
	}
	head := r.head(o)
	*c = terminology.Concept{ID: r.tax.ID(o), Stamp: head.stamp, DefinitionStatusID: head.status, Descriptions: c.Descriptions[:0]}
	return (parts&terminology.PartDescriptions == 0 || r.descriptions(c, b, &s, parts&terminology.PartInactive != 0)) &&
		(parts&terminology.PartRelationships == 0 || r.relationships(c, &s)) &&
		(parts&terminology.PartAxioms == 0 || r.axioms(c, &s)) &&
		(parts&terminology.PartIdentifiers == 0 || r.identifiers(c, &s)) &&
		(parts&terminology.PartRefsets == 0 || r.conceptRefsets(c, &s))
}

// rowReader reads the rows of one section.
type rowReader struct {
	decoder
	left int // rows not read yet
}

func newRowReader(section []byte) rowReader {
	r := rowReader{decoder: decoder{b: section}}
	if len(section) > 0 {
		r.left = r.count(1)
	}
	return r
}

// cutBlob reads the size of the section's texts and cuts them off its end. It
// comes last before the rows. An empty section has none.
func (r *rowReader) cutBlob() []byte {
	if r.left == 0 {
		return nil
	}
	n := r.count(1)
	cut := len(r.b) - n
	blob := r.b[cut:]
	r.b = r.b[:cut]
	return blob
}

// take begins a row.
func (r *rowReader) take() { r.left-- }

// inOrder calls row for each row of the active and the inactive reader, in the
// order that the gaps of the inactive rows give: k is 0 for an active row and 1
// for an inactive one, i counts. It leaves both readers at their end, or failed.
func inOrder(active, inactive *rowReader, row func(k, i int)) {
	i := 0
	for inactive.left > 0 && !inactive.failed {
		gap := inactive.uvarint()
		if gap > uint64(active.left) {
			inactive.fail()
			return
		}
		for ; gap > 0; gap-- {
			active.take()
			row(0, i)
			i++
		}
		inactive.take()
		row(1, i)
		i++
	}
	for active.left > 0 && !active.failed {
		active.take()
		row(0, i)
		i++
	}
}

func (r *rowReader) finished() bool { return r.left == 0 && r.done() }

// texts cuts a string into the pieces that the rows' lengths tell, so that all
// texts of a section are one allocation.
type texts struct {
	whole string
	at    int
}

func (t *texts) next(d *decoder) string {
	n := d.uvarint()
	if n > uint64(len(t.whole)-t.at) {
		d.fail()
		return ""
	}
	s := t.whole[t.at : t.at+int(n)]
	t.at += int(n)
	return s
}

func (t *texts) finished() bool { return t.at == len(t.whole) }

// descriptionRows reads the rows of one description section.
type descriptionRows struct {
	rowReader
	activeMembers, members uint64
	size                   int // of the terms
	tokens                 []byte
	terms                  texts
	ids                    idReader
}

func (t *tables) descriptionRows(section []byte) descriptionRows {
	r := descriptionRows{rowReader: newRowReader(section), ids: newIDReader(t.spaces, descriptionList)}
	if r.left > 0 {
		r.activeMembers, r.members = r.uvarint(), r.uvarint()
		size := r.uvarint()
		r.tokens = r.cutBlob()
		if size > uint64(len(r.tokens))*maxCopy {
			r.fail()
			return r
		}
		r.size = int(size)
	}
	return r
}

func (r *recordDecoder) descriptions(c *terminology.Concept, b *terminology.ConceptBuffer, s *sections, all bool) bool {
	rows := [2]descriptionRows{
		r.descriptionRows(s[sectionDescriptions]),
		r.descriptionRows(s[sectionInactive+sectionDescriptions]),
	}
	lists := [2]listReader{
		newListReader(s[sectionRefsets], true),
		newListReader(s[sectionInactive+sectionRefsets], false),
	}
	memory, ok := r.descriptionMemory(b, &rows, all)
	if !ok {
		return false
	}
	if n := rows[0].left + rows[1].left; n > cap(c.Descriptions) {
		c.Descriptions = make([]terminology.Description, n)
	} else {
		c.Descriptions = c.Descriptions[:n]
	}
	inOrder(&rows[0].rowReader, &rows[1].rowReader, func(k, i int) {
		row := &rows[k]
		row.ids.next(&row.decoder)
		stamp := row.index(len(r.stamps))
		form := row.index(len(r.descriptionForms))
		set := row.index(len(r.acceptabilities))
		term := row.terms.next(&row.decoder)
		if row.failed {
			return
		}
		f := &r.descriptionForms[form]
		// Every field: the memory may be that of another concept.
		d := &c.Descriptions[i]
		d.ID, d.Stamp, d.ConceptID, d.Term = row.ids.id(), r.stamps[stamp], c.ID, term
		d.LanguageCode, d.TypeID, d.CaseSignificanceID = f.language, f.typeID, f.caseSignificanceID
		d.Acceptability = memory.acceptability(&r.acceptabilities[set])
		d.RefsetIDs, _ = lists[k].next(r, false)
	})
	for k := range rows {
		if !rows[k].finished() || !rows[k].terms.finished() || !lists[k].finished() {
			return false
		}
	}
	return true
}

func (r *recordDecoder) relationships(c *terminology.Concept, s *sections) bool {
	var rows [2]rowReader
	var values [2]texts
	var ids [2]idReader
	for k := range rows {
		ids[k] = newIDReader(r.spaces, relationshipList)
		rows[k] = newRowReader(s[k*sectionInactive+sectionRelationships])
		values[k].whole = string(rows[k].cutBlob())
	}
	if n := rows[0].left + rows[1].left; n > 0 {
		c.Relationships = make([]terminology.Relationship, n)
	}
	inOrder(&rows[0], &rows[1], func(k, i int) {
		row, rel := &rows[k], &c.Relationships[i]
		ids[k].nextAny(&row.decoder)
		stamp := row.index(len(r.stamps))
		form := row.index(len(r.relationshipForms))
		group := row.uvarint()
		switch to := row.uvarint(); {
		case to&1 == 0:
			if to >>= 1; to >= uint64(r.tax.Len()) {
				row.fail()
				return
			}
			rel.DestinationID = r.tax.ID(taxonomy.Ordinal(to))
		case to == 1:
			rel.DestinationID = sctid.ID(row.uvarint())
		default:
			if to >>= 1; to > 0xFF {
				row.fail()
				return
			}
			rel.Value = terminology.ConcreteValue{Kind: taxonomy.ConcreteKind(to), Text: values[k].next(&row.decoder)}
		}
		if group > 0xFFFFFFFF {
			row.fail()
		}
		if row.failed {
			return
		}
		f := &r.relationshipForms[form]
		rel.ID, rel.Stamp, rel.SourceID, rel.Group = ids[k].id(), r.stamps[stamp], c.ID, uint32(group)
		rel.TypeID, rel.CharacteristicTypeID, rel.ModifierID = f.typeID, f.characteristicTypeID, f.modifierID
	})
	return rows[0].finished() && rows[1].finished() && values[0].finished() && values[1].finished()
}

func (r *recordDecoder) axioms(c *terminology.Concept, s *sections) bool {
	var rows [2]rowReader
	var blobs [2]decoder
	for k := range rows {
		rows[k] = newRowReader(s[k*sectionInactive+sectionAxioms])
		blobs[k].b = rows[k].cutBlob()
	}
	n := rows[0].left + rows[1].left
	if n == 0 {
		return rows[0].finished() && rows[1].finished()
	}
	c.Axioms = make([]terminology.Axiom, n)
	scratch := make([]byte, 0, 512)
	inOrder(&rows[0], &rows[1], func(k, i int) {
		row, a := &rows[k], &c.Axioms[i]
		copy(a.MemberID[:], row.bytes(len(a.MemberID)))
		stamp := row.index(len(r.stamps))
		refset := row.index(len(r.refsets))
		tokens := blobs[k].bytes(int(min(row.uvarint(), 1<<31-1)))
		text, ok := r.appendExpression(scratch[:0], tokens, c.ID)
		scratch = text
		if !ok {
			row.fail()
		}
		if row.failed {
			return
		}
		a.Stamp, a.RefsetID, a.Expression = r.stamps[stamp], r.refsets[refset].ID, string(text)
	})
	return rows[0].finished() && rows[1].finished() && blobs[0].done() && blobs[1].done()
}

func (r *recordDecoder) identifiers(c *terminology.Concept, s *sections) bool {
	var rows [2]rowReader
	for k := range rows {
		rows[k] = newRowReader(s[k*sectionInactive+sectionIdentifiers])
	}
	if n := rows[0].left + rows[1].left; n > 0 {
		c.Identifiers = make([]terminology.AlternateIdentifier, n)
	}
	inOrder(&rows[0], &rows[1], func(k, i int) {
		row := &rows[k]
		stamp := row.index(len(r.stamps))
		scheme := row.index(len(r.schemes))
		code := row.text()
		if row.failed {
			return
		}
		c.Identifiers[i] = terminology.AlternateIdentifier{
			Stamp: r.stamps[stamp], SchemeID: r.schemes[scheme], Code: code, ReferencedComponentID: c.ID,
		}
	})
	return rows[0].finished() && rows[1].finished()
}
