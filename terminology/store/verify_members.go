package store

import (
	"bytes"
	"context"
	"hash/maphash"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// verifyRefsets walks the rows of every reference set once and compares what
// follows from them with what is stored besides.
func (v *verifier) verifyRefsets() error {
	for i := range v.refsets {
		m := refsetVerifier{verifier: v, index: i, refset: &v.refsets[i], concepts: roaring.New()}
		if err := m.verify(); err != nil {
			return err
		}
	}
	return nil
}

type refsetVerifier struct {
	*verifier
	index  int
	refset *terminology.Refset

	members, active int
	sums            claims
	concepts        *roaring.Bitmap
	pairs           []idPair
	component       sctid.ID // of the rows at hand
	awake           bool
	places          placeWalk
}

func (m *refsetVerifier) verify() error {
	var last terminology.MemberKey
	for row, err := range m.Members(m.refset.ID, terminology.MemberKey{}) {
		if err != nil {
			// What follows would only repeat it.
			return m.outcome(err)
		}
		key := terminology.MemberKey{ReferencedComponentID: row.ReferencedComponentID, MemberID: row.ID}
		if m.members > 0 && compareMemberKeys(key, last) <= 0 {
			m.find("reference set %d: member %s isn't in order", m.refset.ID, row.ID)
		}
		last = key
		if m.members%1024 == 0 && m.ctx.Err() != nil {
			return context.Cause(m.ctx)
		}
		if err := m.add(&row); err != nil {
			return m.outcome(err)
		}
	}
	if err := m.endComponent(); err != nil {
		return m.outcome(err)
	}
	m.addCounts()
	id := m.refset.ID
	if m.members != m.refset.Members || m.active != m.refset.ActiveMembers {
		m.find("reference set %d has %d members, %d of them active, but announces %d and %d",
			id, m.members, m.active, m.refset.Members, m.refset.ActiveMembers)
	}
	switch want := m.claims[m.index]; {
	case m.sums.memberships != want.memberships:
		m.find("reference set %d: its rows differ from the lists in the records of concepts", id)
	case m.sums.acceptabilities != want.acceptabilities:
		m.find("reference set %d: its rows differ from the acceptabilities in the records of concepts", id)
	case m.sums.axioms != want.axioms:
		m.find("reference set %d: its rows differ from the axioms in the records of concepts", id)
	}
	bitmap, err := m.MemberConcepts(id)
	if err != nil {
		return m.outcome(err)
	}
	if !bitmap.Equals(m.concepts) {
		m.find("reference set %d: its bitmap differs from its rows", id)
	}
	return m.outcome(m.verifyAssociations())
}

func (m *refsetVerifier) addCounts() {
	n := &m.counts
	n.Members += m.members
	n.ActiveMembers += m.active
	if m.members > 0 {
		n.Refsets++
	}
	switch m.refset.TypeID {
	case terminology.LanguageRefsetType:
		n.LanguageMembers += m.members
	case terminology.OWLExpressionRefsetType:
		n.AxiomMembers += m.members
	}
}

func (m *refsetVerifier) add(row *terminology.Member) error {
	if row.ReferencedComponentID != m.component || m.members == 0 {
		if err := m.endComponent(); err != nil {
			return err
		}
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
	if isExpressionless(m.refset) {
		if _, known := m.tax.Ordinal(row.ReferencedComponentID); known {
			m.sums.axioms += maphash.Comparable(m.seed, axiomClaim{row.ReferencedComponentID, row.ID, row.Stamp})
		}
	}
	if m.refset.TypeID == terminology.LanguageRefsetType && len(row.Fields) > 0 {
		known, err := m.isDescription(row.ReferencedComponentID)
		if err != nil {
			return err
		}
		if known {
			m.sums.acceptabilities += maphash.Comparable(m.seed, acceptabilityClaim{row.ReferencedComponentID, row.Fields[0].ID, row.Active})
		}
	}
	return nil
}

func (m *refsetVerifier) endComponent() error {
	if m.members == 0 {
		return nil
	}
	o, isConcept := m.tax.Ordinal(m.component)
	if isConcept && m.awake {
		m.concepts.Add(uint32(o))
	}
	known := isConcept
	if !known && m.refset.TypeID != terminology.LanguageRefsetType {
		var err error
		if known, err = m.isDescription(m.component); err != nil {
			return err
		}
	}
	if known {
		m.sums.memberships += maphash.Comparable(m.seed, membershipClaim{m.component, m.awake})
	}
	return nil
}

// placeWalk is the part of the description map around the last look-up. Rows
// come in ascending order, so that most look-ups find their chunk here.
type placeWalk struct {
	ids []sctid.ID
}

func (m *refsetVerifier) isDescription(id sctid.ID) (bool, error) {
	w := &m.places
	if n := len(w.ids); n == 0 || id < w.ids[0] || id > w.ids[n-1] {
		w.ids = w.ids[:0]
		err := m.read(func(r *reader) error {
			k, value := floor(r.descriptions, appendIDKey(nil, id), 0)
			first, ok := parseIDKey(k)
			if k == nil || !ok || first > id {
				return nil
			}
			chunk, err := unseal(k, value)
			if err != nil {
				return err
			}
			eachPlace(chunk, m.spaces, first, func(p descriptionPlace) { w.ids = append(w.ids, p.id) })
			return nil
		})
		if err != nil {
			return false, err
		}
	}
	_, found := slices.BinarySearch(w.ids, id)
	return found, nil
}

func (m *refsetVerifier) verifyAssociations() error {
	var stored []idPair
	prefix := appendUint32Key(nil, uint32(m.index))
	err := m.read(func(r *reader) error {
		for k, value := r.associations.Seek(prefix); bytes.HasPrefix(k, prefix); k, value = r.associations.Next() {
			chunk, err := unseal(k, value)
			if err != nil {
				return err
			}
			_, first, ok := parseAssociationKey(k)
			if n := len(stored); n > 0 && first.compare(stored[n-1]) <= 0 {
				return damagedf("key %x of the association index isn't in order", k)
			}
			if !ok || !eachPair(chunk, first, func(p idPair) { stored = append(stored, p) }) {
				return damagedf("malformed chunk %x of the association index", k)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(m.pairs, idPair.compare)
	if !slices.Equal(stored, slices.Compact(m.pairs)) {
		m.find("reference set %d: its association index differs from its rows", m.refset.ID)
	}
	return nil
}
