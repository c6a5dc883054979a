package maps

import (
	"cmp"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Maps are the maps of one release. It is safe for use by many goroutines at once.
// [Of] finds it.
type Maps struct {
	release *terminology.Release
	all     []*Map // in ascending order of id
}

type mapsKey struct{}

// Of returns the maps of a release.
func Of(release *terminology.Release) *Maps {
	return release.Memo(mapsKey{}, func() any {
		m := &Maps{release: release}
		for _, refset := range release.Refsets() {
			if one := newMap(release, refset); one != nil {
				m.all = append(m.all, one)
			}
		}
		return m
	}).(*Maps)
}

// All returns the maps in ascending order of id. The slice is shared and must not
// be changed.
func (m *Maps) All() []*Map { return m.all }

// ByID finds a map by its reference set. The error is of kind
// [terminology.KindInvalidArgument] for a reference set that is no map; others are
// those of [terminology.Release.Refset].
func (m *Maps) ByID(id sctid.ID) (*Map, error) {
	i, ok := slices.BinarySearchFunc(m.all, id, func(one *Map, id sctid.ID) int { return cmp.Compare(one.Refset.ID, id) })
	if ok {
		return m.all[i], nil
	}
	if _, err := m.release.Refset(id); err != nil {
		return nil, m.hint(err)
	}
	return nil, m.hint(terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldInvalid,
		"reference set %s is no map: it has neither a column mapTarget nor mapSource", id))
}

// Find finds a map by a reference set's id in decimal digits, or by a code
// system: its URI or a short name, see [Systems]. Of several maps between SNOMED CT
// and a code system the one from SNOMED CT is meant; if that leaves more than one, the
// error is of kind [terminology.KindInvalidArgument] and its hint names them. A map
// that the release doesn't have is of kind [terminology.KindNotFound].
func (m *Maps) Find(name string) (*Map, error) {
	if id, err := sctid.Parse(name); err == nil {
		return m.ByID(id)
	} else if name != "" && strings.Trim(name, "0123456789") == "" {
		return nil, &terminology.Error{Kind: terminology.KindInvalidArgument, Reason: terminology.ReasonSCTIDMalformed, Message: err.Error(), Cause: err}
	}
	system, ok := findSystem(name)
	if !ok {
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldInvalid, "%.100q is neither the id of a map nor a code system that is known", name)
		return nil, m.hint(e)
	}
	var found []*Map
	for _, direction := range []Direction{FromSNOMEDCT, ToSNOMEDCT} {
		for _, id := range system.Refsets {
			if one, err := m.ByID(id); err == nil && one.Direction == direction {
				found = append(found, one)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	switch len(found) {
	case 0:
		return nil, m.hint(terminology.Errorf(terminology.KindNotFound, terminology.ReasonRefsetNotFound, "release %s has no map to %s", m.release.URI(), system.Name))
	case 1:
		return found[0], nil
	}
	e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldInvalid, "release %s has %d maps to %s", m.release.URI(), len(found), system.Name)
	e.Hint = "name one by its id: " + list(found)
	return nil, e
}

// hint tells in an error which maps there are.
func (m *Maps) hint(err error) error {
	e, ok := err.(*terminology.Error)
	if !ok || e.Kind == terminology.KindInternal {
		return err
	}
	c := *e
	c.Hint = "the release has no map at all"
	if len(m.all) > 0 {
		c.Hint = "its maps are " + list(m.all)
	}
	return &c
}

// list writes the ids of maps, of many only the first.
func list(maps []*Map) string {
	const most = 20
	var ids []string
	for _, one := range maps[:min(len(maps), most)] {
		ids = append(ids, one.Refset.ID.String())
	}
	if len(maps) > most {
		ids = append(ids, "…")
	}
	return strings.Join(ids, ", ")
}
