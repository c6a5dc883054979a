package store

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// dictionary numbers the values of a kind that recur all over a release, in
// the order of first sight, so that records hold small numbers instead.
type dictionary[K comparable] struct {
	items []K
	codes map[K]uint64
}

func (d *dictionary[K]) code(k K) uint64 {
	if c, ok := d.codes[k]; ok {
		return c
	}
	if d.codes == nil {
		d.codes = make(map[K]uint64)
	}
	c := uint64(len(d.items))
	d.items = append(d.items, k)
	d.codes[k] = c
	return c
}

// descriptionForm is what a description row has besides id, stamp and term.
type descriptionForm struct {
	language                   string
	typeID, caseSignificanceID sctid.ID
}

// relationshipForm is what a relationship row has besides id, stamp, group and
// destination or value.
type relationshipForm struct {
	typeID, characteristicTypeID, modifierID sctid.ID
}

// acceptabilitySet is the list of a description's language members. A release
// has a few dozen different ones, such as "preferred in US and GB English".
type acceptabilitySet struct {
	all    []terminology.Acceptability
	active []terminology.Acceptability // those of all that are active; all itself where they are
}

// tables are the dictionaries as a reader has them.
type tables struct {
	stamps            []terminology.Stamp
	statuses, schemes []sctid.ID
	descriptionForms  []descriptionForm
	relationshipForms []relationshipForm
	acceptabilities   []acceptabilitySet
	refsets           []terminology.Refset
	spaces            []placedSpace
	words             wordTable
	usual             []taxonomy.Ordinal // concepts that axioms have tokens for
	headColumn
}

func appendStamps(b []byte, stamps []terminology.Stamp) []byte {
	b = appendCount(b, len(stamps))
	for _, s := range stamps {
		b = appendUvarint(b, s.EffectiveTime)
		b = appendBool(b, s.Active)
		b = appendUvarint(b, s.ModuleID)
	}
	return b
}

func (d *decoder) stamps() []terminology.Stamp {
	list := make([]terminology.Stamp, d.count(3))
	for i := range list {
		list[i] = terminology.Stamp{
			EffectiveTime: terminology.Date(d.uvarint()),
			Active:        d.bool(),
			ModuleID:      sctid.ID(d.uvarint()),
		}
	}
	return list
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

func (d *decoder) bool() bool { return d.index(2) == 1 }

func appendIDs(b []byte, ids []sctid.ID) []byte {
	b = appendCount(b, len(ids))
	for _, id := range ids {
		b = appendUvarint(b, id)
	}
	return b
}

func (d *decoder) ids() []sctid.ID {
	list := make([]sctid.ID, d.count(1))
	for i := range list {
		list[i] = sctid.ID(d.uvarint())
	}
	return list
}

func appendOrdinals(b []byte, ordinals []taxonomy.Ordinal) []byte {
	b = appendCount(b, len(ordinals))
	for _, o := range ordinals {
		b = appendUvarint(b, uint32(o))
	}
	return b
}

// ordinals reads ordinals below a limit.
func (d *decoder) ordinals(limit int) []taxonomy.Ordinal {
	list := make([]taxonomy.Ordinal, d.count(1))
	for i := range list {
		if o := d.index(limit); o >= 0 {
			list[i] = taxonomy.Ordinal(o)
		}
	}
	return list
}

func appendDescriptionForms(b []byte, forms []descriptionForm) []byte {
	b = appendCount(b, len(forms))
	for _, f := range forms {
		b = appendText(b, f.language)
		b = appendUvarint(b, f.typeID)
		b = appendUvarint(b, f.caseSignificanceID)
	}
	return b
}

func (d *decoder) descriptionForms() []descriptionForm {
	list := make([]descriptionForm, d.count(3))
	for i := range list {
		list[i] = descriptionForm{d.text(), sctid.ID(d.uvarint()), sctid.ID(d.uvarint())}
	}
	return list
}

func appendRelationshipForms(b []byte, forms []relationshipForm) []byte {
	b = appendCount(b, len(forms))
	for _, f := range forms {
		b = appendUvarint(b, f.typeID)
		b = appendUvarint(b, f.characteristicTypeID)
		b = appendUvarint(b, f.modifierID)
	}
	return b
}

func (d *decoder) relationshipForms() []relationshipForm {
	list := make([]relationshipForm, d.count(3))
	for i := range list {
		list[i] = relationshipForm{sctid.ID(d.uvarint()), sctid.ID(d.uvarint()), sctid.ID(d.uvarint())}
	}
	return list
}

// appendAcceptabilities writes one set. The bytes are also what tells two sets
// apart while writing.
func appendAcceptabilities(b []byte, set []terminology.Acceptability) []byte {
	b = appendCount(b, len(set))
	for _, a := range set {
		b = appendUvarint(b, a.RefsetID)
		b = appendUvarint(b, a.AcceptabilityID)
		b = appendBool(b, a.Active)
	}
	return b
}

func (d *decoder) acceptabilities() []acceptabilitySet {
	list := make([]acceptabilitySet, d.count(1))
	for i := range list {
		set := &list[i]
		set.all = make([]terminology.Acceptability, d.count(3))
		for j := range set.all {
			a := terminology.Acceptability{
				RefsetID:        sctid.ID(d.uvarint()),
				AcceptabilityID: sctid.ID(d.uvarint()),
				Active:          d.bool(),
			}
			set.all[j] = a
			if a.Active {
				set.active = append(set.active, a)
			}
		}
		if len(set.active) == len(set.all) {
			set.active = set.all
		}
	}
	return list
}

func appendRefsets(b []byte, refsets []terminology.Refset) []byte {
	b = appendCount(b, len(refsets))
	for _, r := range refsets {
		b = appendUvarint(b, r.ID)
		b = appendUvarint(b, r.TypeID)
		b = appendCount(b, r.Members)
		b = appendCount(b, r.ActiveMembers)
		b = appendCount(b, len(r.Columns))
		for _, c := range r.Columns {
			b = append(b, byte(c.Kind))
			b = appendText(b, c.Name)
		}
	}
	return b
}

func (d *decoder) refsets() []terminology.Refset {
	list := make([]terminology.Refset, d.count(5))
	for i := range list {
		r := &list[i]
		r.ID = sctid.ID(d.uvarint())
		r.TypeID = sctid.ID(d.uvarint())
		r.Members = int(d.uvarint())
		r.ActiveMembers = int(d.uvarint())
		if n := d.count(2); n > 0 {
			r.Columns = make([]terminology.RefsetColumn, n)
		}
		for j := range r.Columns {
			kind := d.bytes(1)
			if kind == nil || !validKind(terminology.FieldKind(kind[0])) {
				d.fail()
				return nil
			}
			r.Columns[j] = terminology.RefsetColumn{Kind: terminology.FieldKind(kind[0]), Name: d.text()}
		}
	}
	return list
}

func validKind(k terminology.FieldKind) bool {
	return k == terminology.FieldComponent || k == terminology.FieldInteger || k == terminology.FieldString
}

func appendTexts(b []byte, texts []string) []byte {
	b = appendCount(b, len(texts))
	for _, s := range texts {
		b = appendText(b, s)
	}
	return b
}

func (d *decoder) texts() []string {
	list := make([]string, d.count(1))
	for i := range list {
		list[i] = d.text()
	}
	return list
}

// isExpressionless tells whether the members of a reference set leave their
// text to the axioms of the concepts that they refer to, see [Source].
func isExpressionless(r *terminology.Refset) bool {
	return r.TypeID == terminology.OWLExpressionRefsetType && len(r.Columns) == 1 &&
		r.Columns[0].Kind == terminology.FieldString
}

// isAssociation tells whether the store answers which components have a
// reference set's row with a given target.
func isAssociation(r *terminology.Refset) bool {
	return len(r.Columns) > 0 && r.Columns[0].Name == "targetComponentId" &&
		r.Columns[0].Kind == terminology.FieldComponent
}
