package index

import "github.com/firn-sct/firn/terminology"

// What the rows file has beside the columns that a draft has as fields. The rows
// must have been sorted.

// pieces parts the texts of all rows.
func (d *drafts) pieces() *pieceTable {
	t := newPieceTable()
	for i := range d.rows {
		r := &d.rows[i]
		searched := searchable(r.term, d.groups[r.group].typeID)
		t.add(searched, r.term[len(searched):], d.text(r))
	}
	t.sort()
	return t
}

// sizes returns what sizeSection holds.
func (d *drafts) sizes() []uint32 {
	var first, words, lengths []uint32
	for i := range d.rows {
		r := &d.rows[i]
		if i > 0 && r.words == d.rows[i-1].words && r.length == d.rows[i-1].length {
			continue
		}
		first, words, lengths = append(first, uint32(i)), append(words, r.words), append(lengths, r.length)
	}
	return append(append(first, words...), lengths...)
}

// lastRows returns what lastSection holds.
func (d *drafts) lastRows() []uint32 {
	const none = ^uint32(0)
	lasts := make([]uint32, d.concepts())
	for o := range lasts {
		lasts[o] = none
	}
	counted := func(r *draft) bool {
		g := &d.groups[r.group]
		return g.active && (g.typeID == terminology.FullySpecifiedName || g.typeID == terminology.Synonym)
	}
	for i := range d.rows {
		if r := &d.rows[i]; counted(r) {
			lasts[r.concept] = uint32(i)
		}
	}
	var rows []uint32
	for i := range d.rows {
		if r := &d.rows[i]; counted(r) && lasts[r.concept] == uint32(i) {
			rows = append(rows, uint32(i))
		}
	}
	return rows
}

// rowsByConcept returns the rows of each concept, one concept after the other.
func (d *drafts) rowsByConcept() []uint32 {
	next := d.conceptCounts()
	at := uint32(0)
	for o, n := range next {
		next[o] = at
		at += n
	}
	order := make([]uint32, len(d.rows))
	for i := range d.rows {
		place := &next[d.rows[i].concept]
		order[*place] = uint32(i)
		*place++
	}
	return order
}
