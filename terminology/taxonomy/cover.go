package taxonomy

import (
	"cmp"
	"slices"
)

// addCover works out the intervals of every concept, children before parents:
// what a concept covers is its own interval and what its children cover. A tree
// child's own interval lies inside the concept's own and adds nothing. The rest
// is clipped by the own interval, sorted, and merged where intervals overlap or
// touch. The cost is about that of the intervals written, twice the active
// concepts in a real edition.
func (b *builder) addCover(t *Taxonomy) {
	type list struct{ start, end int }
	lists := make([]list, b.active) // by ordinal
	var pool, gathered []interval
	for _, rank := range slices.Backward(b.order) {
		o := Ordinal(b.ordinalOf[rank])
		own := interval{o, b.last[o]}
		gathered = gathered[:0]
		for _, childRank := range b.childrenOf(rank) {
			c := Ordinal(b.ordinalOf[childRank])
			if b.treeParent[childRank] != rank {
				gathered = appendOutside(gathered, interval{c, b.last[c]}, own)
			}
			for _, v := range pool[lists[c].start:lists[c].end] {
				gathered = appendOutside(gathered, v, own)
			}
		}
		start := len(pool)
		pool = appendMerged(pool, gathered)
		lists[o] = list{start, len(pool)}
	}

	t.cover = make([]coverEntry, b.active+1)
	t.extra = make([]interval, 0, len(pool))
	for o, l := range lists {
		t.cover[o] = coverEntry{last: b.last[o], extra: uint32(len(t.extra))}
		t.extra = append(t.extra, pool[l.start:l.end]...)
	}
	t.cover[b.active].extra = uint32(len(t.extra))
}

// appendOutside appends the parts of v that lie outside own.
func appendOutside(dst []interval, v, own interval) []interval {
	if v.last < own.first || v.first > own.last {
		return append(dst, v)
	}
	if v.first < own.first {
		dst = append(dst, interval{v.first, own.first - 1})
	}
	if v.last > own.last {
		dst = append(dst, interval{own.last + 1, v.last})
	}
	return dst
}

// appendMerged sorts list in place and appends to dst the fewest intervals that
// cover the same ordinals, ascending.
func appendMerged(dst, list []interval) []interval {
	slices.SortFunc(list, func(x, y interval) int { return cmp.Compare(x.first, y.first) })
	begin := len(dst)
	for _, v := range list {
		if n := len(dst); n > begin && v.first <= dst[n-1].last+1 {
			dst[n-1].last = max(dst[n-1].last, v.last)
			continue
		}
		dst = append(dst, v)
	}
	return dst
}
