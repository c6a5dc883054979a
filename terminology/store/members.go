package store

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Refsets implements [terminology.Store].
func (s *Store) Refsets() []terminology.Refset { return s.refsets }

// Members implements [terminology.Store]. It reads a chunk of some sixty rows at
// a time and holds nothing of the store between chunks.
func (s *Store) Members(refset sctid.ID, after terminology.MemberKey) iter.Seq2[terminology.Member, error] {
	return s.walk(refset, span{after: after})
}

// ComponentMembers implements [terminology.Store].
func (s *Store) ComponentMembers(refset, component sctid.ID) iter.Seq2[terminology.Member, error] {
	return s.walk(refset, span{only: component})
}

func (s *Store) walk(refset sctid.ID, want span) iter.Seq2[terminology.Member, error] {
	return func(yield func(terminology.Member, error) bool) {
		index, known := s.refsetAt[refset]
		if !known {
			return
		}
		walk := memberWalk{store: s, index: uint32(index), want: want}
		var rows []terminology.Member
		for !walk.ended {
			var err error
			if rows, err = walk.next(rows[:0]); err != nil {
				yield(terminology.Member{}, fmt.Errorf("reading members of reference set %d of the store %q: %w", refset, s.path, err))
				return
			}
			for i := range rows {
				if !yield(rows[i], nil) {
					return
				}
			}
		}
	}
}

// memberWalk goes through the chunks of a reference set. It keeps its place as
// a key, not as a cursor, so that a slow consumer holds up nobody.
type memberWalk struct {
	store *Store
	index uint32
	want  span
	key   []byte // of the chunk read last
	ended bool
}

// next appends the wanted rows of the next chunk to dst.
func (w *memberWalk) next(dst []terminology.Member) (rows []terminology.Member, err error) {
	err = w.store.read(func(r *reader) error {
		rows, err = w.nextChunk(r, dst)
		return err
	})
	return rows, err
}

func (w *memberWalk) nextChunk(r *reader, dst []terminology.Member) ([]terminology.Member, error) {
	chunks, err := w.store.chunks(r, w.index)
	if err != nil {
		return dst, err
	}
	k, v := w.seek(r)
	if k == nil {
		w.ended = true
		return dst, nil
	}
	_, first, ok := parseMemberKey(k)
	if !ok {
		return dst, damagedf("key %x of the members", k)
	}
	if w.want.only != 0 && first.ReferencedComponentID > w.want.only {
		w.ended = true
		return dst, nil
	}
	if bytes.Compare(k, w.key) <= 0 {
		return dst, damagedf("key %x of the members comes after %x", k, w.key)
	}
	w.key = append(w.key[:0], k...)
	chunk, err := unseal(k, v)
	if err != nil {
		return dst, err
	}
	rows, elided, ok := chunks.read(dst, first, chunk, w.want)
	if !ok {
		return dst, damagedf("malformed chunk %x of the members", k)
	}
	if elided {
		if err := w.store.fillAxioms(r, rows[len(dst):], first); err != nil {
			return dst, err
		}
		behind := slices.DeleteFunc(rows[len(dst):], func(m terminology.Member) bool {
			return !w.want.reaches(terminology.MemberKey{ReferencedComponentID: m.ReferencedComponentID, MemberID: m.ID}, true)
		})
		rows = rows[:len(dst)+len(behind)]
	}
	return rows, nil
}

func (w *memberWalk) seek(r *reader) (k, v []byte) {
	if w.key == nil {
		start := w.want.after
		if w.want.only != 0 {
			start = terminology.MemberKey{ReferencedComponentID: w.want.only}
		}
		return floor(r.members, appendMemberKey(make([]byte, 0, memberKeySize), w.index, start), refsetKeySize)
	}
	k, v = r.members.Seek(w.key)
	if bytes.Equal(k, w.key) {
		k, v = r.members.Next()
	}
	return within(k, v, w.key[:refsetKeySize])
}

// chunks returns what is needed to decode a reference set's chunks.
func (s *Store) chunks(r *reader, index uint32) (*chunkReader, error) {
	cache := &s.perRefset[index].reader
	if c := cache.Load(); c != nil {
		return c, nil
	}
	payload, err := r.get(r.values, appendUint32Key(nil, index))
	if err != nil {
		return nil, err
	}
	values, ok := decodeRecurring(payload)
	if !ok {
		return nil, damagedf("malformed recurring values")
	}
	c := &chunkReader{recordDecoder: &s.recordDecoder, refset: &s.refsets[index], recurring: values}
	cache.Store(c)
	return c, nil
}

// fillAxioms completes rows of a chunk that are elided, from the records of the
// concepts: the rows of a concept are its axioms of the reference set, in order.
// first is the key of the chunk's first row; rows of its concept that come before
// it are in the chunk before.
func (s *Store) fillAxioms(r *reader, rows []terminology.Member, first terminology.MemberKey) error {
	fields := make([]terminology.Field, len(rows))
	var c *terminology.Concept
	var axioms []terminology.Axiom // of c that have no row yet
	for i := range rows {
		m := &rows[i]
		if c == nil || c.ID != m.ReferencedComponentID {
			var err error
			if c, err = s.conceptAxioms(r, m.ReferencedComponentID); err != nil {
				return err
			}
			axioms = slices.DeleteFunc(c.Axioms, func(a terminology.Axiom) bool {
				before := m.ReferencedComponentID == first.ReferencedComponentID && bytes.Compare(a.MemberID[:], first.MemberID[:]) < 0
				return a.RefsetID != m.RefsetID || before
			})
		}
		if len(axioms) == 0 {
			return damagedf("concept %d has fewer axioms than members in reference set %d", m.ReferencedComponentID, m.RefsetID)
		}
		a := &axioms[0]
		axioms = axioms[1:]
		fields[i] = terminology.Field{Kind: terminology.FieldString, Text: a.Expression}
		m.ID, m.Stamp, m.Fields = a.MemberID, a.Stamp, fields[i:i+1:i+1]
	}
	return nil
}

// conceptAxioms reads the axioms of a concept that a chunk of members names.
func (s *Store) conceptAxioms(r *reader, id sctid.ID) (*terminology.Concept, error) {
	o, known := s.tax.Ordinal(id)
	if !known {
		return nil, damagedf("an axiom of %d, which isn't a concept of the release", id)
	}
	record, err := s.record(r, o)
	if err != nil {
		return nil, err
	}
	c, ok := s.decode(record, o, terminology.PartAxioms|terminology.PartInactive)
	if !ok {
		return nil, damagedf("malformed record of concept %d", id)
	}
	return c, nil
}

// ComponentRefsets implements [terminology.Store].
func (s *Store) ComponentRefsets(component sctid.ID) ([]sctid.ID, error) {
	ids, err := s.componentRefsetIDs(component)
	if err != nil {
		return nil, fmt.Errorf("reading reference sets of component %d of the store %q: %w", component, s.path, err)
	}
	return ids, nil
}

func (s *Store) componentRefsetIDs(component sctid.ID) (ids []sctid.ID, err error) {
	elsewhere := false
	err = s.read(func(r *reader) error {
		o, known := s.tax.Ordinal(component)
		if !known {
			var err error
			if o, known, err = s.place(r, component); err != nil {
				return err
			}
		}
		if !known {
			elsewhere = true
			return nil
		}
		record, err := s.record(r, o)
		if err != nil {
			return err
		}
		var ok bool
		if ids, ok = s.recordDecoder.componentRefsets(record, s.tax.ID(o), component); !ok {
			return damagedf("malformed record")
		}
		return nil
	})
	if err != nil || !elsewhere {
		return ids, err
	}
	// Neither a concept nor a description of the release.
	for i := range s.refsets {
		for _, err := range s.ComponentMembers(s.refsets[i].ID, component) {
			if err != nil {
				return nil, err
			}
			ids = append(ids, s.refsets[i].ID)
			break
		}
	}
	return ids, nil
}

// MemberConcepts implements [terminology.Store]. A bitmap is read at the first
// question and kept.
func (s *Store) MemberConcepts(refset sctid.ID) (*roaring.Bitmap, error) {
	index, known := s.refsetAt[refset]
	if !known {
		return roaring.New(), nil
	}
	cache := &s.perRefset[index].bitmap
	if b := cache.Load(); b != nil {
		return b, nil
	}
	bitmap := roaring.New()
	err := s.read(func(r *reader) error {
		payload, err := r.get(r.bitmaps, appendUint32Key(nil, uint32(index)))
		if err != nil {
			return err
		}
		return readBitmap(bitmap, payload, s.tax.Len())
	})
	if err != nil {
		return nil, fmt.Errorf("reading the concepts of reference set %d of the store %q: %w", refset, s.path, err)
	}
	if !cache.CompareAndSwap(nil, bitmap) {
		bitmap = cache.Load()
	}
	return bitmap, nil
}

// readBitmap reads a bitmap of ordinals below limit. It copies.
func readBitmap(bitmap *roaring.Bitmap, payload []byte, limit int) error {
	if err := bitmap.UnmarshalBinary(payload); err != nil {
		return damagedf("bitmap: %w", err)
	}
	if bitmap.IsEmpty() {
		return nil // which Validate refuses
	}
	if err := bitmap.Validate(); err != nil {
		return damagedf("bitmap: %w", err)
	}
	if uint64(bitmap.Maximum()) >= uint64(limit) {
		return damagedf("bitmap: ordinal %d of %d", bitmap.Maximum(), limit)
	}
	return nil
}

// AssociationSources implements [terminology.Store].
func (s *Store) AssociationSources(refset, target sctid.ID) ([]sctid.ID, error) {
	index, known := s.refsetAt[refset]
	if !known || target == 0 {
		return nil, nil
	}
	var sources []sctid.ID
	err := s.read(func(r *reader) error {
		prefix := appendUint32Key(make([]byte, 0, associationKeySize), uint32(index))
		k, v := floor(r.associations, appendAssociationKey(nil, uint32(index), idPair{target: target}), refsetKeySize)
		var last idPair
		for ; bytes.HasPrefix(k, prefix); k, v = r.associations.Next() {
			_, first, ok := parseAssociationKey(k)
			if !ok || first.compare(last) <= 0 {
				return damagedf("key %x of the association index", k)
			}
			last = first
			if first.target > target {
				return nil
			}
			chunk, err := unseal(k, v)
			if err != nil {
				return err
			}
			if !eachPair(chunk, first, func(p idPair) {
				if p.target == target {
					sources = append(sources, p.source)
				}
			}) {
				return damagedf("malformed chunk %x of the association index", k)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading associations of reference set %d of the store %q: %w", refset, s.path, err)
	}
	return sources, nil
}
