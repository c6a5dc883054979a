package store

import (
	"slices"
	"unsafe"

	"github.com/firn-sct/firn/terminology"
)

// descriptionMemory is where the terms and the acceptability of a concept's
// descriptions lie: in memory of their own, which the caller may keep and
// change; or, with a buffer, in the buffer and in the store's own table, which
// costs no allocation at all.
type descriptionMemory struct {
	shared bool
	all    bool                        // inactive language members too
	room   []terminology.Acceptability // unless shared
}

// newDescriptionMemory copies the terms out of the memory map and gives them to
// the rows.
func newDescriptionMemory(b *terminology.ConceptBuffer, rows *[2]descriptionRows, all bool) descriptionMemory {
	if b != nil {
		b.Text = slices.Grow(b.Text[:0], len(rows[0].blob)+len(rows[1].blob))
		for k := range rows {
			from := len(b.Text)
			b.Text = append(b.Text, rows[k].blob...)
			rows[k].terms.whole = unsafe.String(unsafe.SliceData(b.Text[from:]), len(b.Text)-from)
		}
		return descriptionMemory{shared: true, all: all}
	}
	for k := range rows {
		rows[k].terms.whole = string(rows[k].blob)
	}
	n, members := rows[0].left+rows[1].left, rows[0].activeMembers+rows[1].activeMembers
	if all {
		members = rows[0].members + rows[1].members
	}
	// What a damaged count claims is bounded; append makes up for the rest.
	return descriptionMemory{all: all, room: make([]terminology.Acceptability, 0, min(members, uint64(16*n)))}
}

// acceptability returns a set as one description has it.
func (m *descriptionMemory) acceptability(set *acceptabilitySet) []terminology.Acceptability {
	from := set.active
	if m.all {
		from = set.all
	}
	if len(from) == 0 {
		return nil
	}
	if m.shared {
		return from[:len(from):len(from)]
	}
	begin := len(m.room)
	m.room = append(m.room, from...)
	return m.room[begin:len(m.room):len(m.room)]
}
