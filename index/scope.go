package index

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// scope is what a search makes of all rows before it looks at its text: which
// descriptions it may find, and how good their acceptability is. Users of a
// system choose among few, so the latest ones are kept.
type scope struct {
	judgements []judgement // by group
	admitted   flat
	preferred  flat // the admitted ones that are preferred terms
}

// keptScopes and keptSets bound what an index keeps in memory: of a scope two
// bits for each description, of a set one.
const (
	keptScopes = 16
	keptSets   = 24
)

// scope returns the scope of a query.
func (x *Index) scope(q *terminology.TermQuery) *scope {
	b := make([]byte, 0, 64)
	flag := func(set bool) {
		if set {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	flag(q.InactiveDescriptions)
	flag(q.OnlyDialects)
	flag(q.Within != nil)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(q.LanguageRefsets)))
	for _, id := range q.LanguageRefsets {
		b = binary.LittleEndian.AppendUint64(b, uint64(id))
	}
	for _, id := range q.TypeIDs {
		b = binary.LittleEndian.AppendUint64(b, uint64(id))
	}
	return x.scopes.get(string(b), func() *scope {
		s := &scope{judgements: judge(x.rows.groups, q), admitted: newFlat(x.rows.count), preferred: newFlat(x.rows.count)}
		// By words of 64 rows, because a new scope is made while somebody waits.
		for first := 0; first < x.rows.count; first += 64 {
			var admitted, preferred uint64
			for row := first; row < min(first+64, x.rows.count); row++ {
				j := &s.judgements[x.rows.group(row)]
				if j.admitted {
					admitted |= 1 << (row - first)
					if j.preferredTerm {
						preferred |= 1 << (row - first)
					}
				}
			}
			s.admitted.setWord(first, admitted)
			s.preferred.setWord(first, preferred)
		}
		return s
	})
}

// addRows adds the rows of concepts to a flat.
func (x *Index) addRows(to *flat, concepts *roaring.Bitmap) {
	for it := concepts.Iterator(); it.HasNext(); {
		start, end := x.rows.conceptRows(taxonomy.Ordinal(it.Next()))
		for i := start; i < end; i++ {
			to.add(uint32(x.rows.conceptRow(i)))
		}
	}
}

// someRows are the rows of a few thousand concepts at most, listed chunk by chunk:
// from them a search needs no look at the rest of a chunk.
type someRows struct {
	set    bool
	chunks []rowSet
	rows   []uint16
	bits   flat // scratch, empty between uses
}

func newSomeRows(rows int) someRows {
	f := newFlat(rows)
	return someRows{chunks: make([]rowSet, len(f.chunks)), bits: f}
}

// take lists the rows of concepts.
func (s *someRows) take(x *Index, concepts *roaring.Bitmap) {
	x.addRows(&s.bits, concepts)
	s.set, s.rows = true, slices.Grow(s.rows[:0], s.bits.count())
	for i := range s.chunks {
		n := len(s.rows)
		if s.bits.counts[i] > 0 {
			s.rows = appendBits(s.rows, &s.bits.chunks[i])
		}
		s.chunks[i] = rowSet{count: len(s.rows) - n, rows: s.rows[n:]}
	}
	s.bits.clear()
}

func (s *someRows) reset() { s.set = false }

// chunk returns the rows of a chunk, or nil if all rows of all concepts will do.
func (s *someRows) chunk(i int) *rowSet {
	if !s.set {
		return nil
	}
	return &s.chunks[i]
}

// rowsOf returns the rows of a set of concepts. A set is known again by its
// content: the same limit often comes with every keystroke, each time in a new
// bitmap.
func (x *Index) rowsOf(concepts *roaring.Bitmap) *flat {
	var hash maphash.Hash
	hash.SetSeed(x.seed)
	_, _ = concepts.WriteTo(&hash) // a hash takes everything
	key := binary.LittleEndian.AppendUint64(nil, hash.Sum64())
	key = binary.LittleEndian.AppendUint64(key, concepts.GetCardinality())
	return x.sets.get(string(key), func() *flat {
		f := newFlat(x.rows.count)
		x.addRows(&f, concepts)
		return &f
	})
}

// latest keeps the values that were asked for last.
type latest[T any] struct {
	limit int

	mu    sync.Mutex
	items []latestItem[T] // the latest last
}

type latestItem[T any] struct {
	key   string
	value *T
}

// get returns the value of a key, and makes it if it isn't there. Two goroutines
// that miss it at the same time both make it.
func (l *latest[T]) get(key string, make func() *T) *T {
	find := func() *T {
		i := slices.IndexFunc(l.items, func(item latestItem[T]) bool { return item.key == key })
		if i < 0 {
			return nil
		}
		item := l.items[i]
		copy(l.items[i:], l.items[i+1:])
		l.items[len(l.items)-1] = item
		return item.value
	}
	l.mu.Lock()
	value := find()
	l.mu.Unlock()
	if value != nil {
		return value
	}
	value = make()
	l.mu.Lock()
	defer l.mu.Unlock()
	if other := find(); other != nil {
		return other
	}
	if len(l.items) == l.limit {
		l.items = slices.Delete(l.items, 0, 1)
	}
	l.items = append(l.items, latestItem[T]{key, value})
	return value
}
