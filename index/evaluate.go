package index

import (
	"encoding/binary"
	"math/bits"
)

// clause is the rows that are in any of its lists.
type clause struct{ lists []list }

// empty reports whether a clause has no row at all.
func (c *clause) empty() bool {
	for i := range c.lists {
		if len(c.lists[i].containers) > 0 {
			return false
		}
	}
	return true
}

// rowSet is a set of rows of one chunk: a short list, or bits.
type rowSet struct {
	count int
	rows  []uint16 // ascending, if bits is nil
	bits  *chunkBits
}

// each calls visit with the rows in ascending order until it returns false; it
// reports whether it came to the end.
func (f *rowSet) each(visit func(row int) bool) bool {
	if f.bits != nil {
		return eachBit(f.bits, visit)
	}
	for _, row := range f.rows {
		if !visit(int(row)) {
			return false
		}
	}
	return true
}

// sparseRows is the number of rows up to which a chunk is intersected row by row.
const sparseRows = 256

// evaluator intersects clauses chunk by chunk. It is for one goroutine; what it
// finds is valid until the next call.
type evaluator struct {
	parts [][]*container // by clause
	rows  []uint16
	out   chunkBits
	other chunkBits
}

// evaluate returns the rows of a chunk that are in all clauses and all flats, and
// in base unless that is nil. It begins with the one that has the fewest rows
// there.
func (e *evaluator) evaluate(chunk int, base *rowSet, clauses []clause, flats []*flat) rowSet {
	least, fewest := -1, 1<<30 // -1: base; a clause; or behind the clauses a flat
	if base != nil {
		if fewest = base.count; fewest == 0 {
			return rowSet{}
		}
	}
	for i, f := range flats {
		n := int(f.counts[chunk])
		if n == 0 {
			return rowSet{}
		}
		if n < fewest {
			least, fewest = len(clauses)+i, n
		}
	}
	for len(e.parts) < len(clauses) {
		e.parts = append(e.parts, nil)
	}
	for i := range clauses {
		parts, n := e.parts[i][:0], 0
		for j := range clauses[i].lists {
			if c := clauses[i].lists[j].in(uint16(chunk)); c != nil {
				parts = append(parts, c)
				n += int(c.count)
			}
		}
		e.parts[i] = parts
		if n == 0 {
			return rowSet{}
		}
		if n < fewest {
			least, fewest = i, n
		}
	}
	switch {
	case base != nil && base.bits == nil:
		return e.sparse(chunk, base, -1, len(clauses), flats)
	case fewest <= sparseRows:
		return e.sparse(chunk, base, least, len(clauses), flats)
	default:
		return e.dense(chunk, base, least, len(clauses), flats)
	}
}

func (e *evaluator) sparse(chunk int, base *rowSet, least, clauses int, flats []*flat) rowSet {
	rows := e.rows[:0]
	switch {
	case least < 0 && base.bits == nil:
		rows = append(rows, base.rows...)
	case least < 0:
		rows = appendBits(rows, base.bits)
	case least >= clauses:
		rows = appendBits(rows, &flats[least-clauses].chunks[chunk])
	case len(e.parts[least]) == 1:
		rows = e.parts[least][0].appendRows(rows)
	default:
		e.unite(&e.out, e.parts[least])
		rows = appendBits(rows, &e.out)
	}
	e.rows = rows
	keep := func(has func(row uint16) bool) {
		kept := rows[:0]
		for _, row := range rows {
			if has(row) {
				kept = append(kept, row)
			}
		}
		rows = kept
	}
	if base != nil && least >= 0 {
		keep(func(row uint16) bool { return base.bits[row/64]>>(row%64)&1 != 0 })
	}
	for i, f := range flats {
		if b := &f.chunks[chunk]; clauses+i != least {
			keep(func(row uint16) bool { return b[row/64]>>(row%64)&1 != 0 })
		}
	}
	for i, parts := range e.parts[:clauses] {
		switch {
		case i == least || len(rows) == 0:
		case len(parts) == 1:
			keep(parts[0].has)
		case len(parts)*len(rows) <= 64:
			keep(func(row uint16) bool {
				for _, c := range parts {
					if c.has(row) {
						return true
					}
				}
				return false
			})
		default:
			e.unite(&e.other, parts)
			keep(func(row uint16) bool { return e.other[row/64]>>(row%64)&1 != 0 })
		}
	}
	return rowSet{count: len(rows), rows: rows}
}

func (e *evaluator) dense(chunk int, base *rowSet, least, clauses int, flats []*flat) rowSet {
	switch {
	case least < 0:
		e.out = *base.bits
	case least >= clauses:
		e.out = flats[least-clauses].chunks[chunk]
	default:
		e.unite(&e.out, e.parts[least])
	}
	if base != nil && least >= 0 && !and(&e.out, base.bits) {
		return rowSet{}
	}
	for i, f := range flats {
		if clauses+i != least && !and(&e.out, &f.chunks[chunk]) {
			return rowSet{}
		}
	}
	for i, parts := range e.parts[:clauses] {
		if i == least {
			continue
		}
		some := false
		if len(parts) == 1 && parts[0].kind == bitmapContainer {
			some = andBytes(&e.out, parts[0].data)
		} else {
			e.unite(&e.other, parts)
			some = and(&e.out, &e.other)
		}
		if !some {
			return rowSet{}
		}
	}
	n := countBits(&e.out)
	if n > sparseRows {
		return rowSet{count: n, bits: &e.out}
	}
	e.rows = appendBits(e.rows[:0], &e.out)
	return rowSet{count: n, rows: e.rows}
}

func (e *evaluator) unite(to *chunkBits, parts []*container) {
	*to = chunkBits{}
	for _, c := range parts {
		c.orInto(to)
	}
}

// and leaves in b what is in o too, and reports whether that is anything.
func and(b, o *chunkBits) bool {
	some := uint64(0)
	for i := range b {
		b[i] &= o[i]
		some |= b[i]
	}
	return some != 0
}

func andBytes(b *chunkBits, o []byte) bool {
	some := uint64(0)
	o = o[:chunkRows/8]
	for i := range b {
		b[i] &= binary.LittleEndian.Uint64(o[8*i:])
		some |= b[i]
	}
	return some != 0
}

// countIn counts the rows that are in a flat too.
func (f *rowSet) countIn(chunk int, in *flat) int {
	b := &in.chunks[chunk]
	n := 0
	if f.bits == nil {
		for _, row := range f.rows {
			n += int(b[row/64] >> (row % 64) & 1)
		}
		return n
	}
	for i, word := range f.bits {
		n += bits.OnesCount64(word & b[i])
	}
	return n
}
