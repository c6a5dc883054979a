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

// descriptionMemory makes the texts of the terms and gives them to the rows. It
// reports whether their tokens are well formed.
func (r *recordDecoder) descriptionMemory(b *terminology.ConceptBuffer, rows *[2]descriptionRows, all bool) (m descriptionMemory, ok bool) {
	m = descriptionMemory{shared: b != nil, all: all}
	size := rows[0].size + rows[1].size
	var text []byte
	if m.shared {
		text = slices.Grow(b.Text[:0], size)
	} else if size > 0 {
		text = make([]byte, 0, size)
	}
	for k := range rows {
		from := len(text)
		if text, ok = r.words.appendTerms(text, rows[k].tokens, 0, rows[k].size); !ok {
			return m, false
		}
		rows[k].terms.whole = unsafe.String(unsafe.SliceData(text[from:]), len(text)-from)
	}
	if m.shared {
		b.Text = text
		return m, true
	}
	n, members := rows[0].left+rows[1].left, rows[0].activeMembers+rows[1].activeMembers
	if all {
		members = rows[0].members + rows[1].members
	}
	// What a damaged count claims is bounded; append makes up for the rest.
	m.room = make([]terminology.Acceptability, 0, min(members, uint64(16*n)))
	return m, true
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
