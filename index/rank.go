package index

import (
	"container/heap"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// rank is a place in the order of results, see [terminology.MatchClass]. Lower
// is better. What depends on the query is packed into key, most significant
// first: see the widths below. The rest of the order, the number of words, the folded
// term, concept id and description id, is the order of the rows. So no two descriptions have one
// rank.
type rank struct {
	key uint64
	row int32
}

// The bits of a rank's key, least significant last. Behind the class: the boost;
// unmatched words; length in characters; acceptability; 1 if the words aren't in
// query order; the concept is inactive, and the description is; 1 if the marks
// aren't as typed.
const (
	boostBits, unmatchedBits, lengthBits, acceptabilityBits = 8, 12, 16, 12

	marksShift         = 0
	inactiveShift      = marksShift + 1
	orderShift         = inactiveShift + 2
	acceptabilityShift = orderShift + 1
	lengthShift        = acceptabilityShift + acceptabilityBits
	unmatchedShift     = lengthShift + lengthBits
	boostShift         = unmatchedShift + unmatchedBits
	classShift         = boostShift + boostBits
)

func (r rank) less(o rank) bool {
	return r.key < o.key || r.key == o.key && r.row < o.row
}

// placeKey makes the part of a key that a bound can be given for.
func placeKey(class terminology.MatchClass, boost, unmatched int, length uint32, acceptability uint16) uint64 {
	return uint64(class)<<classShift | uint64(boost)<<boostShift |
		uint64(min(unmatched, 1<<unmatchedBits-1))<<unmatchedShift |
		uint64(min(length, 1<<lengthBits-1))<<lengthShift |
		uint64(min(acceptability, 1<<acceptabilityBits-1))<<acceptabilityShift
}

func (r rank) class() terminology.MatchClass { return terminology.MatchClass(r.key >> classShift) }

// explain unpacks what a client is told; length is the true one.
func (r rank) explain(length int) terminology.MatchRank {
	field := func(shift, bits int) int { return int(r.key >> shift & (1<<bits - 1)) }
	inactive := field(inactiveShift, 2)
	return terminology.MatchRank{
		Boost:             field(boostShift, boostBits),
		UnmatchedWords:    field(unmatchedShift, unmatchedBits),
		Length:            length,
		Acceptability:     field(acceptabilityShift, acceptabilityBits),
		InOrder:           field(orderShift, 1) == 0,
		ConceptActive:     inactive&2 == 0,
		DescriptionActive: inactive&1 == 0,
		ExactMarks:        field(marksShift, 1) == 0,
	}
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
	// variant and reading say how the query was understood, see query.go.
	variant, reading int
}

// keptItems bounds the memory that is kept for the next search. A page far behind
// needs room for all before it; searches that came later would have to clear it.
const keptItems = 4096

func (b *best) reset(n int) {
	b.n = n
	if cap(b.items) > keptItems {
		b.items, b.at = nil, nil
	}
	b.items = b.items[:0]
	if b.at == nil {
		b.at = map[taxonomy.Ordinal]int{}
	}
	clear(b.at)
}

// full reports whether the n are complete, and what the worst of them is.
func (b *best) full() (worst rank, ok bool) {
	if b.n == 0 || len(b.items) < b.n {
		return rank{}, false
	}
	return b.items[0].rank, true
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
