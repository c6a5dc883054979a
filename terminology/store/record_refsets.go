package store

import (
	"slices"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// refsetList reads a list of reference sets. It is nil when empty.
func (r *recordDecoder) refsetList(d *decoder) []sctid.ID {
	n := d.count(1)
	if n == 0 {
		return nil
	}
	ids := make([]sctid.ID, n)
	for i := range ids {
		if index := d.index(len(r.refsets)); index >= 0 {
			ids[i] = r.refsets[index].ID
		}
	}
	return ids
}

// listReader reads the lists of descriptions side by side with the rows of the
// descriptions, few of which have any.
type listReader struct {
	decoder
	left     int // descriptions with lists that are to come
	distance int // to the next of them
}

// newListReader opens a section and passes over the concept's own lists, which
// only the active section has.
func newListReader(section []byte, active bool) listReader {
	l := listReader{decoder: decoder{b: section}}
	if len(section) == 0 {
		return l
	}
	if active {
		l.skip(l.count(1))
		l.skip(l.count(1))
	}
	l.left = l.count(1)
	l.approach()
	return l
}

func (l *listReader) approach() {
	if l.left == 0 {
		return
	}
	distance := l.uvarint()
	if distance == 0 || distance > 1<<31-1 {
		l.fail()
		return
	}
	l.distance = int(distance)
}

// next goes on to the next description and returns its reference sets with an
// active row, and if dormant is wanted those with inactive rows alone.
func (l *listReader) next(r *recordDecoder, wantDormant bool) (awake, dormant []sctid.ID) {
	if l.left == 0 || l.failed {
		return nil, nil
	}
	if l.distance--; l.distance > 0 {
		return nil, nil
	}
	awake = r.refsetList(&l.decoder)
	if wantDormant {
		dormant = r.refsetList(&l.decoder)
	} else {
		l.skip(l.count(1))
	}
	l.left--
	l.approach()
	return awake, dormant
}

func (l *listReader) finished() bool { return l.left == 0 && l.done() }

// conceptRefsets reads the concept's own list.
func (r *recordDecoder) conceptRefsets(c *terminology.Concept, s *sections) bool {
	section := s[sectionRefsets]
	if len(section) == 0 {
		return true
	}
	d := decoder{b: section}
	c.RefsetIDs = r.refsetList(&d)
	return !d.failed
}

// componentRefsets returns the reference sets with any row for a component, in
// ascending order, from the record of the concept that it is or belongs to.
func (r *recordDecoder) componentRefsets(record []byte, concept, component sctid.ID) ([]sctid.ID, bool) {
	var s sections
	want := sectionsOf(terminology.PartDescriptions | terminology.PartRefsets | terminology.PartInactive)
	if !openRecord(record, want, &s) {
		return nil, false
	}
	if component == concept {
		if len(s[sectionRefsets]) == 0 {
			return nil, true
		}
		d := decoder{b: s[sectionRefsets]}
		ids := append(r.refsetList(&d), r.refsetList(&d)...)
		slices.Sort(ids)
		return ids, !d.failed
	}
	for k := range 2 {
		rows := r.descriptionRows(s[k*sectionInactive+sectionDescriptions])
		lists := newListReader(s[k*sectionInactive+sectionRefsets], k == 0)
		for rows.left > 0 && !rows.failed {
			if k == 1 {
				rows.uvarint() // the gap
			}
			set, ok := rows.next(r)
			ids, dormant := lists.next(r, true)
			if !ok || rows.ids.id() != component {
				continue
			}
			ids = append(ids, dormant...)
			for _, a := range r.acceptabilities[set].all {
				ids = append(ids, a.RefsetID)
			}
			slices.Sort(ids)
			return slices.Compact(ids), !lists.failed
		}
		if rows.failed || lists.failed {
			return nil, false
		}
	}
	return nil, false // the map from descriptions to concepts says that it is here
}

// next reads one row but for its gap and gives what componentRefsets needs.
func (r *descriptionRows) next(d *recordDecoder) (set int, ok bool) {
	r.left--
	r.ids.next(&r.decoder)
	r.skip(2)
	set = r.index(len(d.acceptabilities))
	r.skip(1)
	return set, !r.failed
}

// eachMembership calls f for the reference sets in the lists of a concept and
// its descriptions. It reports whether the record was well formed.
func (r *recordDecoder) eachMembership(record []byte, concept sctid.ID, f func(component, refset sctid.ID, awake bool)) bool {
	var s sections
	want := sectionsOf(terminology.PartDescriptions | terminology.PartRefsets | terminology.PartInactive)
	if !openRecord(record, want, &s) {
		return false
	}
	tell := func(component sctid.ID, awake, dormant []sctid.ID) {
		for _, id := range awake {
			f(component, id, true)
		}
		for _, id := range dormant {
			f(component, id, false)
		}
	}
	if len(s[sectionRefsets]) > 0 {
		d := decoder{b: s[sectionRefsets]}
		awake := r.refsetList(&d)
		tell(concept, awake, r.refsetList(&d))
		if d.failed {
			return false
		}
	}
	for k := range 2 {
		rows := r.descriptionRows(s[k*sectionInactive+sectionDescriptions])
		lists := newListReader(s[k*sectionInactive+sectionRefsets], k == 0)
		for rows.left > 0 && !rows.failed {
			if k == 1 {
				rows.uvarint() // the gap
			}
			rows.next(r)
			awake, dormant := lists.next(r, true)
			tell(rows.ids.id(), awake, dormant)
		}
		if !rows.finished() || !lists.finished() {
			return false
		}
	}
	return true
}
