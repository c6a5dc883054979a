package index

import (
	"container/heap"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// rank is a place in the order of results, see [terminology.MatchClass]. Lower
// is better. What depends on the query is packed into key, most significant
// first:
//
//	class 3 bits, unmatched words 12, length in characters 16, acceptability 16,
//	not in query order 1, inactive concept 1, inactive description 1
//
// The rest of the order, the folded term, concept id and description id, is the
// order of the rows. So no two descriptions have one rank.
type rank struct {
	key uint64
	row int32
}

const maxUnmatched = 1<<12 - 1

func (r rank) less(o rank) bool {
	return r.key < o.key || r.key == o.key && r.row < o.row
}

func rankKey(m matched, length uint16, j *judgement) uint64 {
	class := m.class
	if class == terminology.MatchTermBegins && j.preferredTerm {
		class = terminology.MatchPreferredTermBegins
	}
	key := uint64(class)
	key = key<<12 | uint64(min(m.unmatched, maxUnmatched))
	key = key<<16 | uint64(length)
	key = key<<16 | uint64(j.acceptability)
	key <<= 1
	if !m.inOrder {
		key |= 1
	}
	return key<<2 | uint64(j.inactive)
}

func (r rank) class() terminology.MatchClass {
	return terminology.MatchClass(r.key >> (12 + 16 + 16 + 1 + 2))
}

// best keeps the n best concepts, each with its best description.
//
// A concept that was pushed out may come back with a better description. One
// that comes back with a worse one is refused without being remembered: since
// it left, the n that are in have only become better.
type best struct {
	n     int
	items []bestItem // a heap with the worst on top
	at    map[taxonomy.Ordinal]int
}

type bestItem struct {
	rank    rank
	concept taxonomy.Ordinal
	reading int
}

func (b *best) reset(n int) {
	b.n = n
	b.items = b.items[:0]
	if b.at == nil {
		b.at = map[taxonomy.Ordinal]int{}
	}
	clear(b.at)
}

func (b *best) add(item bestItem) {
	if b.n == 0 {
		return
	}
	if i, ok := b.at[item.concept]; ok {
		if item.rank.less(b.items[i].rank) {
			b.items[i] = item
			heap.Fix(b, i)
		}
		return
	}
	if len(b.items) < b.n {
		heap.Push(b, item)
		return
	}
	if item.rank.less(b.items[0].rank) {
		delete(b.at, b.items[0].concept)
		b.items[0] = item
		b.at[item.concept] = 0
		heap.Fix(b, 0)
	}
}

// Len implements heap.Interface.
func (b *best) Len() int { return len(b.items) }

// Less implements heap.Interface: the worse one comes first.
func (b *best) Less(i, j int) bool { return b.items[j].rank.less(b.items[i].rank) }

// Swap implements heap.Interface.
func (b *best) Swap(i, j int) {
	b.items[i], b.items[j] = b.items[j], b.items[i]
	b.at[b.items[i].concept], b.at[b.items[j].concept] = i, j
}

// Push implements heap.Interface.
func (b *best) Push(x any) {
	item := x.(bestItem)
	b.at[item.concept] = len(b.items)
	b.items = append(b.items, item)
}

// Pop implements heap.Interface.
func (b *best) Pop() any {
	last := b.items[len(b.items)-1]
	b.items = b.items[:len(b.items)-1]
	delete(b.at, last.concept)
	return last
}
