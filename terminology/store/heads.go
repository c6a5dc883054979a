package store

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// conceptHead is what a concept's own row has besides its id. A release has a
// few hundred different ones.
type conceptHead struct {
	stamp  terminology.Stamp
	status sctid.ID
}

// headColumn is the head of each concept: it stands outside of the records, so
// that questions about many concepts read none.
type headColumn struct {
	heads  []conceptHead
	headOf []uint32 // by ordinal
}

func (c *headColumn) head(o taxonomy.Ordinal) conceptHead {
	if int(o) >= len(c.headOf) {
		return conceptHead{}
	}
	return c.heads[c.headOf[o]]
}

// ConceptStamp implements [terminology.Store].
func (s *Store) ConceptStamp(o taxonomy.Ordinal) terminology.Stamp { return s.head(o).stamp }

// DefinitionStatus implements [terminology.Store].
func (s *Store) DefinitionStatus(o taxonomy.Ordinal) sctid.ID { return s.head(o).status }

// headWriter gathers the column.
type headWriter struct {
	dictionary[[2]uint64] // indexes of stamp and definition status
	codes                 []uint32
}

func (w *headWriter) add(stamp, status uint64) {
	w.codes = append(w.codes, uint32(w.code([2]uint64{stamp, status})))
}

// appendTo writes the column: the count of heads, the stamp and the definition
// status of each, as indexes, and then for each concept an index into them.
func (w *headWriter) appendTo(b []byte) []byte {
	b = appendCount(b, len(w.items))
	for _, h := range w.items {
		b = appendUvarint(appendUvarint(b, h[0]), h[1])
	}
	for _, code := range w.codes {
		b = appendUvarint(b, code)
	}
	return b
}

// headColumn reads the column of the given number of concepts, when the other
// tables are read.
func (d *decoder) headColumn(t *tables, concepts int) headColumn {
	var c headColumn
	c.heads = make([]conceptHead, d.count(2))
	for i := range c.heads {
		stamp, status := d.index(len(t.stamps)), d.index(len(t.statuses))
		if d.failed {
			return headColumn{}
		}
		c.heads[i] = conceptHead{t.stamps[stamp], t.statuses[status]}
	}
	if concepts > len(d.b) {
		d.fail()
		return headColumn{}
	}
	c.headOf = make([]uint32, concepts)
	for i := range c.headOf {
		if index := d.index(len(c.heads)); index >= 0 {
			c.headOf[i] = uint32(index)
		}
	}
	return c
}
