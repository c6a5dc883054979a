package importer

import (
	"cmp"
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology/sctid"
)

// slots is an open-addressing hash table from the key of a row to the row: one
// word a slot, the row and one, or 0. It holds no keys, they stand in the
// table.
type slots struct {
	words []uint32
	shift uint
}

// newSlots makes room for n keys, with one slot in three free at least.
func newSlots(n int) slots {
	size := bits.Len(uint(max(n+n/2, 8) - 1))
	return slots{words: make([]uint32, 1<<size), shift: uint(64 - size)}
}

// find returns the slot of a row with a key for which same holds, or the empty
// slot where it belongs.
func (s *slots) find(hash uint64, same func(row uint32) bool) int {
	// The high bits of the product depend on all bits of the hash.
	i := int(hash * 0x9e3779b97f4a7c15 >> s.shift)
	for {
		w := s.words[i]
		if w == 0 || same(w-1) {
			return i
		}
		i = (i + 1) & (len(s.words) - 1)
	}
}

// ascending returns the rows in the table, of n in all, in ascending order. A
// bit a row is cheaper than sorting them.
func (s *slots) ascending(n, distinct int) []uint32 {
	marks := make([]uint64, (n+63)/64)
	for _, w := range s.words {
		if w != 0 {
			marks[(w-1)>>6] |= 1 << ((w - 1) & 63)
		}
	}
	rows := make([]uint32, 0, distinct)
	for i, m := range marks {
		for ; m != 0; m &= m - 1 {
			rows = append(rows, uint32(i<<6+bits.TrailingZeros64(m)))
		}
	}
	return rows
}

// collapsed is the result of [collapse].
type collapsed struct {
	slots slots
	// rows are the newest rows, one for each key, in ascending order of row.
	rows []uint32
	// conflicts are rows that contradict a row of the result, in ascending
	// order of row; a strict import has none.
	conflicts []uint32
}

// collapse keeps the newest row of each component. Of rows with one effective
// time and different content it keeps the one that the rule of
// [ConflictError] puts first; focus is the edition's own module, 0 where it
// isn't known.
//
// It takes one pass through a hash table, and a second one only if there was a
// contradiction: which rows are at fault can be told only when the newest row
// of each component is known.
func collapse(t table, focus sctid.ID) collapsed {
	n := uint32(t.len())
	c := collapsed{slots: newSlots(int(n))}
	suspicious := false
	distinct := 0
	for row := range n {
		i := c.slots.find(t.hash(row), func(other uint32) bool { return t.same(row, other) })
		if c.slots.words[i] == 0 {
			c.slots.words[i] = row + 1
			distinct++
			continue
		}
		kept := c.slots.words[i] - 1
		s, k := t.stamp(row).time, t.stamp(kept).time
		switch {
		case s.Newer(k):
			c.slots.words[i] = row + 1
		case s == k:
			if order := contentOrder(t, row, kept, focus); order != 0 {
				suspicious = true
				if order < 0 {
					c.slots.words[i] = row + 1
				}
			}
		}
	}
	c.rows = c.slots.ascending(int(n), distinct)
	if suspicious {
		for row := range n {
			kept, _ := c.find(t, row)
			if kept != row && t.stamp(row).time == t.stamp(kept).time && t.compare(row, kept) != 0 {
				c.conflicts = append(c.conflicts, row)
			}
		}
	}
	return c
}

// find returns the row that was kept for the key of a row.
func (c *collapsed) find(t table, row uint32) (kept uint32, ok bool) {
	i := c.slots.find(t.hash(row), func(other uint32) bool { return t.same(row, other) })
	w := c.slots.words[i]
	return w - 1, w != 0
}

// contentOrder orders rows of one key and effective time by the rule of
// [ConflictError].
func contentOrder(t table, a, b uint32, focus sctid.ID) int {
	if focus != 0 {
		ofA, ofB := t.stamp(a).module == focus, t.stamp(b).module == focus
		if ofA != ofB {
			if ofA {
				return -1
			}
			return 1
		}
	}
	return t.compare(a, b)
}

// conflict makes the error for a row that contradicts the one that was kept.
func (c *collapsed) conflict(t table, row uint32) *ConflictError {
	kept, _ := c.find(t, row)
	// The error names the later of the two in the order of reading.
	at, other := max(row, kept), min(row, kept)
	file, line := t.origin(at)
	otherFile, otherLine := t.origin(other)
	what, id := t.describe(at)
	e := &ConflictError{
		What: what, ID: id, EffectiveTime: t.stamp(at).time,
		File: file.file.Path, Line: line,
		OtherFile: otherFile.file.Path, OtherLine: otherLine,
	}
	e.Column, e.Found, e.Other = t.difference(at, other)
	e.ColumnNumber = slices.Index(file.file.Columns, e.Column) + 1
	e.Found, e.Other = shorten(e.Found), shorten(e.Other)
	return e
}

// shorten keeps a message readable: axioms and definitions fill a page.
func shorten(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// findID returns the row that was kept for a component identifier; ids is the
// id column of the table that was collapsed.
func (c *collapsed) findID(ids []sctid.ID, id sctid.ID) (row uint32, ok bool) {
	i := c.slots.find(mixID(id), func(other uint32) bool { return ids[other] == id })
	w := c.slots.words[i]
	return w - 1, w != 0
}

// sortRows sorts rows in place by an order without ties.
func sortRows(rows []uint32, compare func(a, b uint32) int) {
	slices.SortFunc(rows, compare)
}

func compareIDs(ids []sctid.ID) func(a, b uint32) int {
	return func(a, b uint32) int { return cmp.Compare(ids[a], ids[b]) }
}
