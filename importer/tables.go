package importer

import (
	"bytes"
	"cmp"

	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// head is the columns that the rows of every table have: where they come from
// and their stamp.
type head struct {
	dict    *dictionaries
	texts   *texts
	origins origins
	stamps  []uint32
}

func (h *head) len() int                  { return len(h.stamps) }
func (h *head) stamp(row uint32) stampKey { return h.dict.stamp(h.stamps[row]) }
func (h *head) active(row uint32) bool    { return h.stamp(row).active }

// compareStamps orders rows of one effective time by state and module.
func (h *head) compareStamps(a, b uint32) int {
	s, t := h.stamp(a), h.stamp(b)
	if s.active != t.active {
		if s.active {
			return -1
		}
		return 1
	}
	return cmp.Compare(s.module, t.module)
}

// table is rows that [collapse] can work on.
type table interface {
	len() int
	stamp(row uint32) stampKey
	origin(row uint32) (*input, int)
	// hash and same are about the row's key, which says what component it is.
	hash(row uint32) uint64
	same(a, b uint32) bool
	// compare orders rows with one key and effective time by their content; 0
	// is the same content.
	compare(a, b uint32) int
	// describe names the row's component, and difference the first column in
	// which two rows differ, for people.
	describe(row uint32) (what, id string)
	difference(a, b uint32) (column, ofA, ofB string)
}

func (h *head) origin(row uint32) (*input, int) { return h.origins.of(int(row)) }

// differ returns the first pair of values that differ.
func (h *head) stampDifference(a, b uint32) (column, ofA, ofB string) {
	s, t := h.stamp(a), h.stamp(b)
	if s.active != t.active {
		return "active", bit(s.active), bit(t.active)
	}
	if s.module != t.module {
		return "moduleId", s.module.String(), t.module.String()
	}
	return "", "", ""
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// cell is a column of two rows, for comparing and for telling the difference.
type cell struct {
	name     string
	ofA, ofB string
}

func firstDifference(cells ...cell) (column, ofA, ofB string) {
	for _, c := range cells {
		if c.ofA != c.ofB {
			return c.name, c.ofA, c.ofB
		}
	}
	return "", "", ""
}

// mixID spreads an identifier over all bits of a hash.
func mixID(id sctid.ID) uint64 {
	// The finalizer of MurmurHash3.
	x := uint64(id)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// conceptTable is the rows of the Concept files.
type conceptTable struct {
	head
	ids      []sctid.ID
	statuses []uint32 // in dict.ids
}

func (t *conceptTable) status(row uint32) sctid.ID { return t.dict.ids.values[t.statuses[row]] }
func (t *conceptTable) hash(row uint32) uint64     { return mixID(t.ids[row]) }
func (t *conceptTable) same(a, b uint32) bool      { return t.ids[a] == t.ids[b] }
func (t *conceptTable) compare(a, b uint32) int {
	return cmp.Or(t.compareStamps(a, b), cmp.Compare(t.status(a), t.status(b)))
}
func (t *conceptTable) describe(row uint32) (what, id string) { return "concept", t.ids[row].String() }
func (t *conceptTable) difference(a, b uint32) (column, ofA, ofB string) {
	if column, ofA, ofB = t.stampDifference(a, b); column != "" {
		return column, ofA, ofB
	}
	return "definitionStatusId", t.status(a).String(), t.status(b).String()
}

// descriptionTable is the rows of the Description and TextDefinition files.
type descriptionTable struct {
	head
	ids      []sctid.ID
	concepts []sctid.ID
	keys     []uint32 // in dict.descriptions
	terms    []textRef
}

func (t *descriptionTable) key(row uint32) descriptionKey {
	return t.dict.descriptions.values[t.keys[row]]
}
func (t *descriptionTable) term(row uint32) string { return t.texts.get(t.terms[row]) }
func (t *descriptionTable) hash(row uint32) uint64 { return mixID(t.ids[row]) }
func (t *descriptionTable) same(a, b uint32) bool  { return t.ids[a] == t.ids[b] }
func (t *descriptionTable) compare(a, b uint32) int {
	k, l := t.key(a), t.key(b)
	return cmp.Or(
		t.compareStamps(a, b),
		cmp.Compare(t.concepts[a], t.concepts[b]),
		cmp.Compare(k.language, l.language),
		cmp.Compare(k.typeID, l.typeID),
		bytes.Compare(t.texts.bytes(t.terms[a]), t.texts.bytes(t.terms[b])),
		cmp.Compare(k.caseSignificanceID, l.caseSignificanceID),
	)
}
func (t *descriptionTable) describe(row uint32) (what, id string) {
	return "description", t.ids[row].String()
}
func (t *descriptionTable) difference(a, b uint32) (column, ofA, ofB string) {
	if column, ofA, ofB = t.stampDifference(a, b); column != "" {
		return column, ofA, ofB
	}
	k, l := t.key(a), t.key(b)
	return firstDifference(
		cell{"conceptId", t.concepts[a].String(), t.concepts[b].String()},
		cell{"languageCode", k.language, l.language},
		cell{"typeId", k.typeID.String(), l.typeID.String()},
		cell{"term", t.term(a), t.term(b)},
		cell{"caseSignificanceId", k.caseSignificanceID.String(), l.caseSignificanceID.String()},
	)
}

// relationshipTable is the rows of the Relationship files, of the
// StatedRelationship files, or of the RelationshipConcreteValues files.
type relationshipTable struct {
	head
	ids          []sctid.ID
	sources      []sctid.ID
	destinations []sctid.ID // nil for concrete values
	values       []textRef  // as in the file; nil for concepts
	groups       []uint32
	keys         []uint32 // in dict.relationships
}

func (t *relationshipTable) key(row uint32) relationshipKey {
	return t.dict.relationships.values[t.keys[row]]
}

// destination returns the destination, or 0 in the table of concrete values.
func (t *relationshipTable) destination(row uint32) sctid.ID {
	if t.destinations == nil {
		return 0
	}
	return t.destinations[row]
}

// value returns the concrete value as in the file, or "".
func (t *relationshipTable) value(row uint32) string {
	if t.values == nil {
		return ""
	}
	return t.texts.get(t.values[row])
}

// defining reports whether the row counts for hierarchy and attributes.
func (t *relationshipTable) defining(row uint32) bool {
	return t.active(row) && t.key(row).characteristicTypeID == terminology.InferredRelationship
}

func (t *relationshipTable) hash(row uint32) uint64 { return mixID(t.ids[row]) }
func (t *relationshipTable) same(a, b uint32) bool  { return t.ids[a] == t.ids[b] }
func (t *relationshipTable) compare(a, b uint32) int {
	k, l := t.key(a), t.key(b)
	return cmp.Or(
		t.compareStamps(a, b),
		cmp.Compare(t.sources[a], t.sources[b]),
		cmp.Compare(t.destination(a), t.destination(b)),
		cmp.Compare(t.value(a), t.value(b)),
		cmp.Compare(t.groups[a], t.groups[b]),
		cmp.Compare(k.typeID, l.typeID),
		cmp.Compare(k.characteristicTypeID, l.characteristicTypeID),
		cmp.Compare(k.modifierID, l.modifierID),
	)
}
func (t *relationshipTable) describe(row uint32) (what, id string) {
	return "relationship", t.ids[row].String()
}
func (t *relationshipTable) difference(a, b uint32) (column, ofA, ofB string) {
	if column, ofA, ofB = t.stampDifference(a, b); column != "" {
		return column, ofA, ofB
	}
	k, l := t.key(a), t.key(b)
	return firstDifference(
		cell{"sourceId", t.sources[a].String(), t.sources[b].String()},
		cell{"destinationId", t.destination(a).String(), t.destination(b).String()},
		cell{"value", t.value(a), t.value(b)},
		cell{"relationshipGroup", decimal(t.groups[a]), decimal(t.groups[b])},
		cell{"typeId", k.typeID.String(), l.typeID.String()},
		cell{"characteristicTypeId", k.characteristicTypeID.String(), l.characteristicTypeID.String()},
		cell{"modifierId", k.modifierID.String(), l.modifierID.String()},
	)
}

func decimal(n uint32) string { return sctid.ID(n).String() }

// identifierTable is the rows of the Identifier files.
type identifierTable struct {
	head
	schemes    []uint32 // in dict.ids
	codes      []textRef
	components []sctid.ID
}

func (t *identifierTable) scheme(row uint32) sctid.ID { return t.dict.ids.values[t.schemes[row]] }
func (t *identifierTable) code(row uint32) string     { return t.texts.get(t.codes[row]) }
func (t *identifierTable) hash(row uint32) uint64 {
	// FNV-1a over the code, begun with the scheme.
	h := mixID(t.scheme(row))
	for _, c := range []byte(t.code(row)) {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h ^ h>>32
}
func (t *identifierTable) same(a, b uint32) bool {
	return t.schemes[a] == t.schemes[b] && t.code(a) == t.code(b)
}
func (t *identifierTable) compare(a, b uint32) int {
	return cmp.Or(t.compareStamps(a, b), cmp.Compare(t.components[a], t.components[b]))
}
func (t *identifierTable) describe(row uint32) (what, id string) {
	return "alternate identifier of scheme " + t.scheme(row).String(), t.code(row)
}
func (t *identifierTable) difference(a, b uint32) (column, ofA, ofB string) {
	if column, ofA, ofB = t.stampDifference(a, b); column != "" {
		return column, ofA, ofB
	}
	return "referencedComponentId", t.components[a].String(), t.components[b].String()
}

// memberTable is the rows of all reference sets of one column pattern.
type memberTable struct {
	head
	pattern    string // the columns' letters, such as "ci"
	ids        []rf2.UUID
	refsets    []uint32 // in dict.ids
	components []sctid.ID
	fields     []fieldColumn
	chunks     []int // that its texts are in, and those of no other table
}

// fieldColumn is an additional column; the slice of its kind is filled.
type fieldColumn struct {
	kind     terminology.FieldKind
	ids      []sctid.ID
	integers []int32
	texts    []textRef
}

func (t *memberTable) refset(row uint32) sctid.ID { return t.dict.ids.values[t.refsets[row]] }

// field returns a row's value in an additional column.
func (t *memberTable) field(column int, row uint32) terminology.Field {
	c := &t.fields[column]
	f := terminology.Field{Kind: c.kind}
	switch c.kind {
	case terminology.FieldComponent:
		f.ID = c.ids[row]
	case terminology.FieldInteger:
		f.Integer = int64(c.integers[row])
	default:
		f.Text = t.texts.get(c.texts[row])
	}
	return f
}

func (t *memberTable) hash(row uint32) uint64 {
	// A UUID is random or a hash, save that some publishers count in it.
	u := &t.ids[row]
	var high, low uint64
	for i := range 8 {
		high = high<<8 | uint64(u[i])
		low = low<<8 | uint64(u[i+8])
	}
	return mixID(sctid.ID(high ^ low*0x9e3779b97f4a7c15 ^ uint64(t.refsets[row])))
}
func (t *memberTable) same(a, b uint32) bool {
	return t.ids[a] == t.ids[b] && t.refsets[a] == t.refsets[b]
}
func (t *memberTable) compare(a, b uint32) int {
	if c := cmp.Or(t.compareStamps(a, b), cmp.Compare(t.components[a], t.components[b])); c != 0 {
		return c
	}
	for i := range t.fields {
		f, g := t.field(i, a), t.field(i, b)
		if c := cmp.Or(cmp.Compare(f.ID, g.ID), cmp.Compare(f.Integer, g.Integer), cmp.Compare(f.Text, g.Text)); c != 0 {
			return c
		}
	}
	return 0
}
func (t *memberTable) describe(row uint32) (what, id string) {
	return "member of reference set " + t.refset(row).String(), t.ids[row].String()
}
func (t *memberTable) difference(a, b uint32) (column, ofA, ofB string) {
	if column, ofA, ofB = t.stampDifference(a, b); column != "" {
		return column, ofA, ofB
	}
	if t.components[a] != t.components[b] {
		return "referencedComponentId", t.components[a].String(), t.components[b].String()
	}
	file, _ := t.origin(a)
	for i := range t.fields {
		if f, g := t.field(i, a), t.field(i, b); f != g {
			return file.file.Fields[i].Name, fieldText(f), fieldText(g)
		}
	}
	return "", "", ""
}

// fieldText returns a field as RF2 writes it.
func fieldText(f terminology.Field) string {
	switch f.Kind {
	case terminology.FieldComponent:
		if f.ID == 0 {
			return ""
		}
		return f.ID.String()
	case terminology.FieldInteger:
		return integerText(f.Integer)
	default:
		return f.Text
	}
}
