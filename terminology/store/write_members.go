package store

import (
	"cmp"
	"hash/maphash"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// dormantRefset tells that a reference set has inactive rows alone for a
// component. The source names only the others, see [Source].
type dormantRefset struct {
	component sctid.ID
	refset    uint32 // index
}

func (w *writer) sortDormant() {
	slices.SortFunc(w.dormant, func(a, b dormantRefset) int {
		return cmp.Or(cmp.Compare(a.component, b.component), cmp.Compare(a.refset, b.refset))
	})
}

// dormantRefsets looks up a component in the sorted list.
func (w *writer) dormantRefsets(component sctid.ID) []uint32 {
	i, found := slices.BinarySearchFunc(w.dormant, component, func(d dormantRefset, id sctid.ID) int {
		return cmp.Compare(d.component, id)
	})
	if !found {
		return nil
	}
	var list []uint32
	for ; i < len(w.dormant) && w.dormant[i].component == component; i++ {
		list = append(list, w.dormant[i].refset)
	}
	return list
}

func (w *writer) writeMembers() error {
	total := 0
	for i := range w.refsets {
		total += w.refsets[i].Members
	}
	w.progress(StageMembers, 0, total)
	chunks := &chunkEncoder{tax: w.tax, stamp: w.encoder.stamp, spaces: &w.encoder.spaces}
	done := 0
	for i := range w.refsets {
		m := refsetWriter{writer: w, index: uint32(i), refset: &w.refsets[i], chunks: chunks, total: total, done: done}
		if err := m.write(); err != nil {
			return err
		}
		done = m.done
	}
	for _, bucket := range [][]byte{bucketValues, bucketBitmaps, bucketAssociations} {
		for _, e := range w.derived[string(bucket)] {
			if err := w.out.put(bucket, e.key, e.payload); err != nil {
				return err
			}
		}
	}
	w.derived = nil
	w.progress(StageMembers, done, total)
	return nil
}

// entry is a key with its payload.
type entry struct{ key, payload []byte }

// later keeps an entry of a bucket until the members are written, because
// buckets must come one after the other. All of them together take less than a
// tenth of the members.
func (w *writer) later(bucket, key, payload []byte) {
	w.derived[string(bucket)] = append(w.derived[string(bucket)], entry{slices.Clone(key), slices.Clone(payload)})
}

// refsetWriter writes the members of one reference set, and what is derived
// from them.
type refsetWriter struct {
	*writer
	index       uint32
	refset      *terminology.Refset
	chunks      *chunkEncoder
	total, done int // rows of all reference sets

	members, active int
	last            terminology.MemberKey
	component       sctid.ID // of the rows at hand
	awake           bool     // it has an active row
	ordinals        []uint32
	pairs           []idPair
}

func (m *refsetWriter) write() error {
	m.chunks.reset(m.refset)
	for row, err := range m.src.Members(m.refset.ID) {
		if err != nil {
			return err
		}
		if err := m.check(row); err != nil {
			return err
		}
		if err := m.add(row); err != nil {
			return err
		}
	}
	m.endComponent()
	if m.members != m.refset.Members || m.active != m.refset.ActiveMembers {
		return sourcef("reference set %d has %d members, %d of them active, where %d and %d were announced",
			m.refset.ID, m.members, m.active, m.refset.Members, m.refset.ActiveMembers)
	}
	if err := m.flush(); err != nil {
		return err
	}
	return m.writeDerived()
}

func (m *refsetWriter) check(row *terminology.Member) error {
	key := terminology.MemberKey{ReferencedComponentID: row.ReferencedComponentID, MemberID: row.ID}
	if row.RefsetID != m.refset.ID || len(row.Fields) != len(m.refset.Columns) {
		return sourcef("member %s is of reference set %d with %d fields, not of %d with %d",
			row.ID, row.RefsetID, len(row.Fields), m.refset.ID, len(m.refset.Columns))
	}
	for i := range row.Fields {
		if row.Fields[i].Kind != m.refset.Columns[i].Kind {
			return sourcef("member %s of reference set %d: field %q has kind %q", row.ID, m.refset.ID, m.refset.Columns[i].Name, row.Fields[i].Kind)
		}
	}
	if m.members > 0 && compareMemberKeys(key, m.last) <= 0 {
		return sourcef("member %s of reference set %d isn't in order", row.ID, m.refset.ID)
	}
	m.last = key
	return nil
}

func (m *refsetWriter) add(row *terminology.Member) error {
	if row.ReferencedComponentID != m.component || m.members == 0 {
		m.endComponent()
		m.component, m.awake = row.ReferencedComponentID, false
	}
	m.members++
	if row.Active {
		m.active++
		m.awake = true
		if isAssociation(m.refset) && row.Fields[0].ID != 0 {
			m.pairs = append(m.pairs, idPair{row.Fields[0].ID, row.ReferencedComponentID})
		}
	}
	elided := m.chunks.elides(row)
	if elided {
		m.axioms[m.index].count++
		m.axioms[m.index].sum += maphash.Comparable(m.seed, axiomClaim{row.ReferencedComponentID, row.ID, row.Stamp})
	}
	if m.chunks.count > 0 && m.chunks.elided != elided {
		if err := m.flush(); err != nil {
			return err
		}
	}
	m.chunks.add(row)
	if m.chunks.full() {
		if err := m.flush(); err != nil {
			return err
		}
	}
	m.done++
	return m.step(StageMembers, m.done, m.total)
}

func (m *refsetWriter) endComponent() {
	if m.members == 0 {
		return
	}
	if !m.awake {
		m.dormant = append(m.dormant, dormantRefset{m.component, m.index})
	} else if o, known := m.tax.Ordinal(m.component); known {
		m.ordinals = append(m.ordinals, uint32(o))
	}
}

func (m *refsetWriter) flush() error {
	if m.chunks.count == 0 {
		return nil
	}
	m.key = appendMemberKey(m.key[:0], m.index, m.chunks.first)
	m.buf = m.chunks.appendChunk(m.buf[:0])
	return m.out.put(bucketMembers, m.key, m.buf)
}

// writeDerived writes what saves a reader from walking all rows.
func (m *refsetWriter) writeDerived() error {
	m.key = appendUint32Key(m.key[:0], m.index)
	m.buf = appendRecurring(m.buf[:0], m.chunks.ids.items, m.chunks.texts.items)
	m.later(bucketValues, m.key, m.buf)
	bitmap := roaring.New()
	slices.Sort(m.ordinals)
	bitmap.AddMany(m.ordinals)
	bitmap.RunOptimize()
	bytes, err := bitmap.ToBytes()
	if err != nil {
		return err
	}
	m.later(bucketBitmaps, m.key, bytes)
	slices.SortFunc(m.pairs, idPair.compare)
	for chunk := range slices.Chunk(slices.Compact(m.pairs), pairsPerChunk) {
		m.key = appendAssociationKey(m.key[:0], m.index, chunk[0])
		m.buf = appendPairs(m.buf[:0], chunk)
		m.later(bucketAssociations, m.key, m.buf)
	}
	return nil
}
