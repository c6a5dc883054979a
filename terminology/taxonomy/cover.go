package taxonomy

import (
	"cmp"
	"slices"
)

// addCover works out the intervals of every concept, children before parents:
// what a concept covers is its own interval and what its children cover. What
// lies inside the own interval, such as a tree child's own, adds nothing. The
// rest is sorted, and merged where intervals overlap or touch. The cost is about
// that of the intervals written, twice the active concepts in a real edition.
//
// No interval of a child lies partly inside the own interval, so nothing needs to
// be cut. Such an interval would hold the concept itself, and be the work of a
// cycle, or it would hold what comes next after the own interval. The tree parent
// of that one is a proper ancestor of the concept, so less deep than the concept;
// but a descendant of a child has a parent that is deeper than the concept, and
// the tree parent is the deepest.
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
			if v := (interval{c, b.last[c]}); !own.holds(v) {
				gathered = append(gathered, v)
			}
			for _, v := range pool[lists[c].start:lists[c].end] {
				if !own.holds(v) {
					gathered = append(gathered, v)
				}
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

// holds reports whether v begins, and so lies, inside the interval.
func (own interval) holds(v interval) bool {
	return own.first <= v.first && v.first <= own.last
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
