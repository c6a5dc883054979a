package importer

import "github.com/firn-sct/firn/terminology/sctid"

// grouping lists things by a dense number, in compressed rows: those of number
// o are items[start[o]:start[o+1]].
type grouping[T any] struct {
	start []uint32
	items []T
}

func (g *grouping[T]) of(o uint32) []T {
	if g.start == nil {
		return nil
	}
	return g.items[g.start[o]:g.start[o+1]]
}

// absent marks a row that belongs to no group.
const absent = ^uint32(0)

// groupRows groups rows by the number that numberOf gives them, keeping their order;
// rows for which it returns absent are left out. It is a counting sort, linear
// in rows and groups.
func groupRows(groups int, rows []uint32, numberOf func(row uint32) uint32) grouping[uint32] {
	b := newGroupBuilder[uint32](groups)
	numbers := make([]uint32, len(rows))
	for i, row := range rows {
		numbers[i] = numberOf(row)
		b.count(numbers[i])
	}
	b.counted()
	for i, row := range rows {
		b.put(numbers[i], row)
	}
	return b.grouping
}

// groupBuilder fills a grouping in two passes: first every item is counted,
// then every item is put, in the order in which a group shall have them.
type groupBuilder[T any] struct {
	grouping[T]
	next []uint32
}

func newGroupBuilder[T any](groups int) *groupBuilder[T] {
	return &groupBuilder[T]{grouping: grouping[T]{start: make([]uint32, groups+1)}}
}

func (b *groupBuilder[T]) count(o uint32) {
	if o != absent {
		b.start[o+1]++
	}
}

func (b *groupBuilder[T]) counted() {
	for i := 1; i < len(b.start); i++ {
		b.start[i] += b.start[i-1]
	}
	b.items = make([]T, b.start[len(b.start)-1])
	b.next = append([]uint32(nil), b.start[:len(b.start)-1]...)
}

func (b *groupBuilder[T]) put(o uint32, item T) {
	if o == absent {
		return
	}
	b.items[b.next[o]] = item
	b.next[o]++
}

// ordinalOf returns a function that numbers concepts by their ordinal.
func (r *release) ordinalOf(id sctid.ID) uint32 {
	if o, ok := r.taxonomy.Ordinal(id); ok {
		return uint32(o)
	}
	return absent
}
