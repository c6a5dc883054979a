package store

import (
	"errors"
	"fmt"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Concept implements [terminology.Store]. The terms are parts of one
// string: whoever keeps a single term for long should clone it.
func (s *Store) Concept(o taxonomy.Ordinal, parts terminology.Parts) (*terminology.Concept, error) {
	var c *terminology.Concept
	err := s.read(func(r *reader) error {
		record, err := s.record(r, o)
		if err != nil {
			return err
		}
		var ok bool
		if c, ok = s.decode(record, o, parts); !ok {
			return damagedf("malformed record")
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading concept %d of the store %q: %w", s.tax.ID(o), s.path, err)
	}
	return c, nil
}

// ReadConcept implements [terminology.Store]. For descriptions alone it
// allocates nothing once the buffer has grown.
func (s *Store) ReadConcept(o taxonomy.Ordinal, parts terminology.Parts, b *terminology.ConceptBuffer) error {
	r, err := s.take()
	if err != nil {
		return fmt.Errorf("reading the store %q: %w", s.path, err)
	}
	if err := s.readConcept(r, o, parts, b); err != nil {
		return fmt.Errorf("reading concept %d of the store %q: %w", s.tax.ID(o), s.path, err)
	}
	return nil
}

// readConcept reads into a buffer and gives the reader back. What read does for
// the other questions stands here without a closure, which would be allocated.
func (s *Store) readConcept(r *reader, o taxonomy.Ordinal, parts terminology.Parts, b *terminology.ConceptBuffer) (err error) {
	defer s.give(r)
	defer guard(&err)()
	record, err := s.record(r, o)
	if err != nil {
		return err
	}
	if !s.decodeInto(&b.Concept, b, record, o, parts) {
		return damagedf("malformed record")
	}
	return nil
}

// record returns the record of a concept.
func (s *Store) record(r *reader, o taxonomy.Ordinal) ([]byte, error) {
	number := o / blockConcepts
	first := number * blockConcepts
	block, ok := s.blocks.find(int(number))
	if !ok {
		var err error
		if block, err = r.get(r.concepts, appendUint32Key(r.key[:0], uint32(number))); err != nil {
			return nil, err
		}
		s.blocks.remember(int(number), block)
	}
	record, ok := recordOf(block, int(o-first), min(blockConcepts, max(0, s.tax.Len()-int(first))))
	if !ok {
		return nil, damagedf("malformed block of records")
	}
	return record, nil
}

// DescriptionConcept implements [terminology.Store].
func (s *Store) DescriptionConcept(id sctid.ID) (o taxonomy.Ordinal, ok bool, err error) {
	err = s.read(func(r *reader) error {
		o, ok, err = s.place(r, id)
		return err
	})
	if err != nil {
		return 0, false, fmt.Errorf("looking up description %d in the store %q: %w", id, s.path, err)
	}
	return o, ok, nil
}

func (s *Store) place(r *reader, id sctid.ID) (taxonomy.Ordinal, bool, error) {
	k, v := floor(r.descriptions, appendIDKey(nil, id), 0)
	if k == nil {
		return 0, false, nil
	}
	chunk, err := unseal(k, v)
	if err != nil {
		return 0, false, err
	}
	first, ok := parseIDKey(k)
	if !ok {
		return 0, false, damagedf("key %x of the description map", k)
	}
	if first > id {
		return 0, false, nil
	}
	o, found, ok := findPlace(chunk, s.spaces, first, id)
	if !ok || found && int(o) >= s.tax.Len() {
		return 0, false, damagedf("malformed chunk %x of the description map", k)
	}
	return o, found, nil
}

// AlternateIdentifier implements [terminology.Store].
func (s *Store) AlternateIdentifier(scheme sctid.ID, code string) (id sctid.ID, ok bool, err error) {
	err = s.read(func(r *reader) error {
		payload, err := r.find(r.identifiers, appendIdentifierKey(nil, scheme, code))
		if errors.Is(err, errNoKey) {
			return nil
		}
		if err != nil {
			return err
		}
		row, wellFormed := s.decodeIdentifier(payload)
		if !wellFormed {
			return damagedf("malformed identifier")
		}
		id, ok = row.ReferencedComponentID, row.Active
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("looking up the identifier %q of scheme %d in the store %q: %w", code, scheme, s.path, err)
	}
	if !ok {
		id = 0
	}
	return id, ok, nil
}

func (s *Store) decodeIdentifier(payload []byte) (terminology.AlternateIdentifier, bool) {
	d := decoder{b: payload}
	stamp := d.index(len(s.stamps))
	id := sctid.ID(d.uvarint())
	if !d.done() {
		return terminology.AlternateIdentifier{}, false
	}
	return terminology.AlternateIdentifier{Stamp: s.stamps[stamp], ReferencedComponentID: id}, true
}

// SemanticTags implements [terminology.Store].
func (s *Store) SemanticTags() []string { return s.tags }

// SemanticTag implements [terminology.Store].
func (s *Store) SemanticTag(o taxonomy.Ordinal) int {
	if int(o) >= len(s.tagColumn) || s.tagColumn[o] == noTag {
		return -1
	}
	return int(s.tagColumn[o])
}
