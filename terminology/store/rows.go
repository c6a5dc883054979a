package store

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// A chunk of members holds rows of one reference set in columns, so that what
// isn't asked for is skipped fast:
//
//	count
//	components, each but the first minus the one before
//	member ids, 16 bytes each, without the first
//	stamps
//	each additional column, see below
//
// The first row's component and member id stand in the key. A component column
// is a number a row: 2×index for one of the reference set's recurring values,
// 2×(ordinal+1)+1 for a concept of the release, 1 and then the SCTID for others.
// An integer column is a zigzag number a row. A string column is the number of
// bytes of its blob, a number a row, and the blob: 0 for the expression of an
// axiom that is in the concept's record; 2×index+2 for a recurring value;
// 2×length+1 for text in the blob.

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
	columns        []terminology.RefsetColumn
	expressionless bool

	ids     dictionary[sctid.ID]
	texts   dictionary[string]
	watched map[string]struct{}

	first, last terminology.MemberKey
	count       int
	components  []byte
	members     []byte
	stamps      []byte
	values      [][]byte // by column
	blobs       [][]byte
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

// add takes a row, and reports whether it left its text to an axiom.
func (e *chunkEncoder) add(m *terminology.Member) (elided bool) {
	key := terminology.MemberKey{ReferencedComponentID: m.ReferencedComponentID, MemberID: m.ID}
	if e.count == 0 {
		e.first = key
	} else {
		e.components = appendUvarint(e.components, key.ReferencedComponentID-e.last.ReferencedComponentID)
		e.members = append(e.members, m.ID[:]...)
	}
	e.last = key
	e.count++
	e.stamps = appendUvarint(e.stamps, e.stamp(m.Stamp))
	if e.expressionless {
		if _, known := e.tax.Ordinal(m.ReferencedComponentID); known {
			e.values[0] = append(e.values[0], 0)
			return true
		}
	}
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
	return false
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
		e.values[column] = appendUvarint(e.values[column], code<<1+2)
		return
	}
	e.values[column] = appendUvarint(e.values[column], uint64(len(text))<<1|1)
	e.blobs[column] = append(e.blobs[column], text...)
}

// appendChunk writes the chunk and begins a new one.
func (e *chunkEncoder) appendChunk(b []byte) []byte {
	b = appendCount(b, e.count)
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

// read appends the wanted rows of a chunk to dst. Fields that are in a
// concept's record are left empty, and elided is set.
func (r *chunkReader) read(dst []terminology.Member, first terminology.MemberKey, chunk []byte, want span) (_ []terminology.Member, elided, ok bool) {
	d := decoder{b: chunk}
	n := d.count(1)
	if n == 0 {
		return dst, false, false
	}
	// The wanted rows are neighbours, [from, to). Components come first and
	// tell most of it; member ids the rest.
	components := d
	d.skip(n - 1)
	uuids := d.bytes(16 * (n - 1))
	if d.failed {
		return dst, false, false
	}
	begin := len(dst)
	from := -1
	to := n
	component := first.ReferencedComponentID
	for i := range n {
		key := terminology.MemberKey{ReferencedComponentID: component, MemberID: first.MemberID}
		if i > 0 {
			component += sctid.ID(components.uvarint())
			key.ReferencedComponentID = component
			copy(key.MemberID[:], uuids[16*(i-1):])
		}
		if want.only != 0 && component < want.only || compareMemberKeys(key, want.after) <= 0 && want.after != (terminology.MemberKey{}) {
			continue
		}
		if want.only != 0 && component > want.only {
			to = i
			break
		}
		if from < 0 {
			from = i
		}
		dst = append(dst, terminology.Member{ID: key.MemberID, RefsetID: r.refset.ID, ReferencedComponentID: component})
	}
	if from < 0 {
		return dst, false, true
	}
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
			elided = r.readTexts(&d, rows, c, from, n-to) || elided
		}
	}
	return dst, elided, d.done()
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

func (r *chunkReader) readTexts(d *decoder, rows []terminology.Member, column, before, behind int) (elided bool) {
	blobSize := d.uvarint()
	skipped := d.textLengths(before)
	codes := *d // the rows' numbers are read again when the blob is known
	wanted := d.textLengths(len(rows))
	if skipped+wanted+d.textLengths(behind) != blobSize {
		d.fail()
	}
	if d.failed || blobSize > uint64(len(d.b)) {
		d.fail()
		return false
	}
	blob := d.bytes(int(blobSize))
	whole := string(blob[skipped : skipped+wanted])
	for i := range rows {
		f := &rows[i].Fields[column]
		f.Kind = terminology.FieldString
		switch v := codes.uvarint(); {
		case v == 0:
			elided = true
		case v&1 == 0:
			if v = v>>1 - 1; v >= uint64(len(r.recurring.texts)) {
				d.fail()
				return false
			}
			f.Text = r.recurring.texts[v]
		default:
			f.Text = whole[:v>>1]
			whole = whole[v>>1:]
		}
	}
	return elided
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
