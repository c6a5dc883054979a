package taxonomy

import (
	"iter"

	"github.com/RoaringBitmap/roaring/v2"
)

// DescendantCount returns the number of proper descendants of a concept, from
// its intervals: no set is made.
func (t *Taxonomy) DescendantCount(o Ordinal) int {
	if o >= t.active {
		return 0
	}
	count := int(t.cover[o].last - o)
	for _, v := range t.extras(o) {
		count += int(v.last-v.first) + 1
	}
	return count
}

// Descendants returns the proper descendants of a concept as a new bitmap.
func (t *Taxonomy) Descendants(o Ordinal) *roaring.Bitmap {
	return t.descendants(o, false)
}

// DescendantsOrSelf returns a concept and its descendants as a new bitmap; for an
// inactive concept, itself alone.
func (t *Taxonomy) DescendantsOrSelf(o Ordinal) *roaring.Bitmap {
	return t.descendants(o, true)
}

func (t *Taxonomy) descendants(o Ordinal, self bool) *roaring.Bitmap {
	s := t.scratch()
	defer t.scratches.Put(s)
	s.runs = t.appendIntervals(s.runs[:0], o, self)
	return s.writer.bitmap(s.runs)
}

// Intervals walks the proper descendants of a concept as ranges of ordinals,
// first and last included. The ranges ascend and are disjoint; two may touch.
func (t *Taxonomy) Intervals(o Ordinal) iter.Seq2[Ordinal, Ordinal] {
	return t.intervals(o, false)
}

// IntervalsOrSelf is [Taxonomy.Intervals] with the concept itself.
func (t *Taxonomy) IntervalsOrSelf(o Ordinal) iter.Seq2[Ordinal, Ordinal] {
	return t.intervals(o, true)
}

func (t *Taxonomy) intervals(o Ordinal, self bool) iter.Seq2[Ordinal, Ordinal] {
	return func(yield func(Ordinal, Ordinal) bool) {
		own, some := t.ownInterval(o, self)
		for _, v := range t.extras(o) {
			if some && own.first < v.first {
				some = false
				if !yield(own.first, own.last) {
					return
				}
			}
			if !yield(v.first, v.last) {
				return
			}
		}
		if some {
			yield(own.first, own.last)
		}
	}
}

// appendIntervals appends the intervals of a concept, ascending.
func (t *Taxonomy) appendIntervals(dst []interval, o Ordinal, self bool) []interval {
	own, some := t.ownInterval(o, self)
	extras := t.extras(o)
	before := 0
	for some && before < len(extras) && extras[before].first < own.first {
		before++
	}
	dst = append(dst, extras[:before]...)
	if some {
		dst = append(dst, own)
	}
	return append(dst, extras[before:]...)
}

// ownInterval returns the own interval of a concept, with or without itself,
// or false if it is empty.
func (t *Taxonomy) ownInterval(o Ordinal, self bool) (own interval, some bool) {
	own = interval{o, o}
	if o < t.active {
		own.last = t.cover[o].last
	}
	if !self {
		own.first++
	}
	return own, own.first <= own.last && int(o) < len(t.ids)
}

func (t *Taxonomy) extras(o Ordinal) []interval {
	if o >= t.active {
		return nil
	}
	return t.extra[t.cover[o].extra:t.cover[o+1].extra]
}
