package store

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// headColumn is the stamp and the definition status of each concept, as indexes
// into the dictionaries. It is made at the first question from the heads of all
// records.
type headColumn struct {
	stamps   []uint32
	statuses []uint8
}

// ConceptStamp implements [terminology.Store].
func (s *Store) ConceptStamp(o taxonomy.Ordinal) terminology.Stamp {
	c := s.heads()
	if int(o) >= len(c.stamps) {
		return terminology.Stamp{}
	}
	return s.stamps[c.stamps[o]]
}

// DefinitionStatus implements [terminology.Store].
func (s *Store) DefinitionStatus(o taxonomy.Ordinal) sctid.ID {
	c := s.heads()
	if int(o) >= len(c.statuses) {
		return 0
	}
	return s.statuses[c.statuses[o]]
}

// readHeads makes the column. Records that can't be read leave what follows
// them without a head; whoever asks for such a concept gets the error.
func (s *Store) readHeads() *headColumn {
	c := &headColumn{}
	_ = s.read(func(r *reader) error {
		for k, v := r.concepts.First(); k != nil && len(c.stamps) < s.tax.Len(); k, v = r.concepts.Next() {
			d := decoder{b: v}
			stamp, status := d.index(len(s.stamps)), d.index(min(len(s.statuses), 256))
			if d.failed {
				return damagedf("malformed record")
			}
			c.stamps = append(c.stamps, uint32(stamp))
			c.statuses = append(c.statuses, uint8(status))
		}
		return nil
	})
	return c
}
