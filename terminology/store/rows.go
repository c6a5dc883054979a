package store

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// A chunk of members holds rows of one reference set in columns, so that what
// isn't asked for is skipped fast:
//
//	2×count, or 2×count+1
//	components behind the first, as spaces.go has lists of ids
//	member ids, 16 bytes each, without the first
//	stamps
//	each additional column, see below
//
// The first row's component and member id stand in the key. With 2×count+1 the
// rows are axioms of concepts of the release: those have everything in their
// records, and the chunk ends behind the components. A component column
// is a number a row: 2×index for one of the reference set's recurring values,
// 2×(ordinal+1)+1 for a concept of the release, 1 and then the SCTID for others.
// An integer column is a zigzag number a row. A string column is the number of
// bytes of its blob, a number a row, and the blob: 2×index for a recurring
// value; 2×length+1 for text in the blob.

// Chunks are closed at about this many bytes: small enough that one row is
// found within a microsecond, large enough that keys cost little. More fit on a
// page, so that pages are full.
const (
	chunkBytes = 1400
	chunkRows  = 512
)

// The bounds of a reference set's recurring values.
const (
	maxRecurringIDs   = 64   // so that their index is one byte
	maxRecurringTexts = 1024 // in two bytes
	maxRecurringBytes = 128  // of a text
	maxTextsWatched   = 4096 // texts seen once that may recur
)

// recurring is a reference set's recurring values.
type recurring struct {
	ids   []sctid.ID
	texts []string
}

func appendRecurring(b []byte, ids []sctid.ID, texts []string) []byte {
	return appendTexts(appendIDs(b, ids), texts)
}

func decodeRecurring(b []byte) (recurring, bool) {
	d := decoder{b: b}
	r := recurring{ids: d.ids(), texts: d.texts()}
	return r, d.done()
}

// chunkEncoder gathers rows until they make a chunk.
type chunkEncoder struct {
	tax            *taxonomy.Taxonomy
	stamp          func(terminology.Stamp) uint64
	spaces         *spaceTable
	columns        []terminology.RefsetColumn
	expressionless bool

	ids     dictionary[sctid.ID]
	texts   dictionary[string]
	watched map[string]struct{}

	first      terminology.MemberKey
	last       idWriter
	count      int
	elided     bool // the rows are in the records of concepts
	components []byte
	members    []byte
	stamps     []byte
	values     [][]byte // by column
	blobs      [][]byte
}

// reset prepares the encoder for a reference set.
func (e *chunkEncoder) reset(r *terminology.Refset) {
	e.columns = r.Columns
	e.expressionless = isExpressionless(r)
	e.ids, e.texts = dictionary[sctid.ID]{}, dictionary[string]{}
	e.watched = make(map[string]struct{})
	for len(e.values) < len(r.Columns) {
		e.values = append(e.values, nil)
		e.blobs = append(e.blobs, nil)
	}
	e.clear()
}

func (e *chunkEncoder) clear() {
	e.count = 0
	e.components, e.members, e.stamps = e.components[:0], e.members[:0], e.stamps[:0]
	for i := range e.values {
		e.values[i], e.blobs[i] = e.values[i][:0], e.blobs[i][:0]
	}
}

func (e *chunkEncoder) size() int {
	n := len(e.components) + len(e.members) + len(e.stamps)
	for i := range e.values {
		n += len(e.values[i]) + len(e.blobs[i])
	}
	return n
}

func (e *chunkEncoder) full() bool { return e.count >= chunkRows || e.size() >= chunkBytes }

// elides tells whether the record of a concept has all of a row, because it is
// an axiom. Rows that are elided make chunks of their own.
func (e *chunkEncoder) elides(m *terminology.Member) bool {
	if !e.expressionless {
		return false
	}
	_, known := e.tax.Ordinal(m.ReferencedComponentID)
	return known
}

// add takes a row.
func (e *chunkEncoder) add(m *terminology.Member) {
	if e.count == 0 {
		e.first = terminology.MemberKey{ReferencedComponentID: m.ReferencedComponentID, MemberID: m.ID}
		e.last = e.spaces.writerFrom(m.ReferencedComponentID)
		e.elided = e.elides(m)
	} else {
		e.components = e.last.append(e.components, m.ReferencedComponentID)
		if !e.elided {
			e.members = append(e.members, m.ID[:]...)
		}
	}
	e.count++
	if e.elided {
		return
	}
	e.stamps = appendUvarint(e.stamps, e.stamp(m.Stamp))
	for i := range m.Fields {
		f := &m.Fields[i]
		switch e.columns[i].Kind {
		case terminology.FieldComponent:
			e.values[i] = e.appendComponent(e.values[i], f.ID)
		case terminology.FieldInteger:
			e.values[i] = appendZigzag(e.values[i], f.Integer)
		default:
			e.appendString(i, f.Text)
		}
	}
}

func (e *chunkEncoder) appendComponent(b []byte, id sctid.ID) []byte {
	code, known := e.ids.codes[id]
	if !known && len(e.ids.items) < maxRecurringIDs {
		code, known = e.ids.code(id), true
	}
	if known {
		return appendUvarint(b, code<<1)
	}
	if o, known := e.tax.Ordinal(id); known {
		return appendUvarint(b, (uint64(o)+1)<<1|1)
	}
	return appendUvarint(append(b, 1), id)
}

// appendString keeps a text among the recurring ones from its second time on.
func (e *chunkEncoder) appendString(column int, text string) {
	code, known := e.texts.codes[text]
	if !known && len(text) <= maxRecurringBytes && len(e.texts.items) < maxRecurringTexts {
		if _, seen := e.watched[text]; seen {
			code, known = e.texts.code(text), true
			delete(e.watched, text)
		} else if len(e.watched) < maxTextsWatched {
			e.watched[text] = struct{}{}
		}
	}
	if known {
		e.values[column] = appendUvarint(e.values[column], code<<1)
		return
	}
	e.values[column] = appendUvarint(e.values[column], uint64(len(text))<<1|1)
	e.blobs[column] = append(e.blobs[column], text...)
}

// appendChunk writes the chunk and begins a new one.
func (e *chunkEncoder) appendChunk(b []byte) []byte {
	if e.elided {
		b = append(appendCount(b, e.count<<1|1), e.components...)
		e.clear()
		return b
	}
	b = appendCount(b, e.count<<1)
	b = append(b, e.components...)
	b = append(b, e.members...)
	b = append(b, e.stamps...)
	for i, c := range e.columns {
		if c.Kind == terminology.FieldString {
			b = appendCount(b, len(e.blobs[i]))
		}
		b = append(b, e.values[i]...)
		b = append(b, e.blobs[i]...)
	}
	e.clear()
	return b
}

// chunkReader decodes chunks of one reference set. It is read-only.
type chunkReader struct {
	*recordDecoder
	refset    *terminology.Refset
	recurring recurring
}

// span chooses the rows of a chunk that are wanted: those behind after, and, if
// only isn't 0, only those of that component.
type span struct {
	after terminology.MemberKey
	only  sctid.ID
}

// read appends the wanted rows of a chunk to dst. Of rows that are elided it
// gives the component alone, and of those that want.after's component has all.
func (r *chunkReader) read(dst []terminology.Member, first terminology.MemberKey, chunk []byte, want span) (_ []terminology.Member, elided, ok bool) {
	d := decoder{b: chunk}
	count := d.uvarint()
	elided = count&1 != 0
	if count >>= 1; count == 0 || count-1 > uint64(len(d.b)) {
		return dst, false, false
	}
	n := int(count)
	components := d
	d.skipIDs(n - 1)
	var uuids []byte
	if !elided {
		uuids = d.bytes(16 * (n - 1))
	}
	if d.failed {
		return dst, false, false
	}
	begin := len(dst)
	dst, from, ok := r.readKeys(dst, first, n, &components, uuids, elided, want)
	if elided {
		return dst, true, ok && d.done()
	}
	if !ok || len(dst) == begin {
		return dst, false, ok
	}
	to := from + len(dst) - begin
	rows := dst[begin:]
	d.skip(from)
	for i := range rows {
		if stamp := d.index(len(r.stamps)); stamp >= 0 {
			rows[i].Stamp = r.stamps[stamp]
		}
	}
	d.skip(n - to)
	columns := len(r.refset.Columns)
	if columns > 0 {
		fields := make([]terminology.Field, columns*len(rows))
		for i := range rows {
			rows[i].Fields = fields[i*columns : (i+1)*columns : (i+1)*columns]
		}
	}
	for c, column := range r.refset.Columns {
		switch column.Kind {
		case terminology.FieldComponent:
			r.readComponents(&d, rows, c, from, n-to)
		case terminology.FieldInteger:
			d.skip(from)
			for i := range rows {
				rows[i].Fields[c] = terminology.Field{Kind: column.Kind, Integer: d.zigzag()}
			}
			d.skip(n - to)
		default:
			r.readTexts(&d, rows, c, from, n-to)
		}
	}
	return dst, false, d.done()
}

// readKeys appends the wanted rows with their component and member id. They are
// neighbours; from is the place of the first of them.
func (r *chunkReader) readKeys(dst []terminology.Member, first terminology.MemberKey, n int, components *decoder, uuids []byte, elided bool, want span) (_ []terminology.Member, from int, ok bool) {
	ids, ok := idReaderFrom(r.spaces, first.ReferencedComponentID)
	if !ok {
		return dst, 0, false
	}
	// One component is found without making ids of the others.
	space, item, known := findSpace(r.spaces, want.only)
	if want.only != 0 && !known {
		return dst, 0, true
	}
	begin := len(dst)
	lastSpace, lastItem, component := ids.space, ids.item, first.ReferencedComponentID
	for i := range n {
		if i > 0 {
			ids.next(components)
		}
		if want.only != 0 && (ids.space != space || ids.item != item) {
			if len(dst) > begin {
				break
			}
			continue
		}
		if ids.space != lastSpace || ids.item != lastItem {
			lastSpace, lastItem, component = ids.space, ids.item, ids.id()
		}
		key := terminology.MemberKey{ReferencedComponentID: component, MemberID: first.MemberID}
		if i > 0 && !elided {
			copy(key.MemberID[:], uuids[16*(i-1):])
		}
		if !want.reaches(key, !elided) {
			continue
		}
		if len(dst) == begin {
			from = i
		}
		dst = append(dst, terminology.Member{ID: key.MemberID, RefsetID: r.refset.ID, ReferencedComponentID: component})
	}
	return dst, from, !components.failed
}

// reaches tells whether a row stands behind the place to start from, as far as
// its component tells when its member id isn't known.
func (s *span) reaches(key terminology.MemberKey, whole bool) bool {
	if s.after == (terminology.MemberKey{}) {
		return true
	}
	if !whole {
		return key.ReferencedComponentID >= s.after.ReferencedComponentID
	}
	return compareMemberKeys(key, s.after) > 0
}

func (r *chunkReader) readComponents(d *decoder, rows []terminology.Member, column, before, behind int) {
	for range before {
		r.component(d)
	}
	for i := range rows {
		rows[i].Fields[column] = terminology.Field{Kind: terminology.FieldComponent, ID: r.component(d)}
	}
	for range behind {
		r.component(d)
	}
}

func (r *chunkReader) component(d *decoder) sctid.ID {
	v := d.uvarint()
	switch {
	case v&1 == 0:
		if v >>= 1; v < uint64(len(r.recurring.ids)) {
			return r.recurring.ids[v]
		}
		d.fail()
		return 0
	case v == 1:
		return sctid.ID(d.uvarint())
	default:
		o := v>>1 - 1
		if o >= uint64(r.tax.Len()) {
			d.fail()
			return 0
		}
		return r.tax.ID(taxonomy.Ordinal(o))
	}
}

func (r *chunkReader) readTexts(d *decoder, rows []terminology.Member, column, before, behind int) {
	blobSize := d.uvarint()
	skipped := d.textLengths(before)
	codes := *d // the rows' numbers are read again when the blob is known
	wanted := d.textLengths(len(rows))
	if skipped+wanted+d.textLengths(behind) != blobSize {
		d.fail()
	}
	if d.failed || blobSize > uint64(len(d.b)) {
		d.fail()
		return
	}
	blob := d.bytes(int(blobSize))
	whole := string(blob[skipped : skipped+wanted])
	for i := range rows {
		f := &rows[i].Fields[column]
		f.Kind = terminology.FieldString
		switch v := codes.uvarint(); {
		case v&1 == 0:
			if v >>= 1; v >= uint64(len(r.recurring.texts)) {
				d.fail()
				return
			}
			f.Text = r.recurring.texts[v]
		default:
			f.Text = whole[:v>>1]
			whole = whole[v>>1:]
		}
	}
}

// textLengths passes over n numbers of a string column and returns how many
// bytes of the blob they take. No number can be larger than what is left, which
// holds the blob, so that the sum can't overflow.
func (d *decoder) textLengths(n int) uint64 {
	var sum uint64
	for range n {
		v := d.uvarint()
		if v&1 == 0 {
			continue
		}
		if v >>= 1; v > uint64(len(d.b)) {
			d.fail()
			return 0
		}
		sum += v
	}
	return sum
}
