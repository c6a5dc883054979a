package taxonomy

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// AppendAncestors appends the proper ancestors of a concept to dst in ascending
// ordinal and returns the longer slice. It walks the graph upwards, about twenty
// steps in a real edition, and allocates nothing if dst has room.
func (t *Taxonomy) AppendAncestors(dst []Ordinal, o Ordinal) []Ordinal {
	s := t.scratch()
	defer t.scratches.Put(s)
	return t.appendAncestors(s, dst, o)
}

func (t *Taxonomy) appendAncestors(s *scratch, dst []Ordinal, o Ordinal) []Ordinal {
	begin := len(dst)
	for next := begin; ; next++ {
		for _, p := range t.Parents(o) {
			if s.mark(p) {
				dst = append(dst, p)
			}
		}
		if next == len(dst) {
			break
		}
		o = dst[next] // what was appended is the queue as well
	}
	for _, a := range dst[begin:] {
		s.bits[a>>6] = 0
	}
	s.lo, s.hi = len(s.bits), 0
	slices.Sort(dst[begin:])
	return dst
}

// AppendAncestorsOrSelf is [Taxonomy.AppendAncestors] with the concept itself in
// its place; for an inactive concept, itself alone.
func (t *Taxonomy) AppendAncestorsOrSelf(dst []Ordinal, o Ordinal) []Ordinal {
	begin := len(dst)
	dst = t.AppendAncestors(dst, o)
	if int(o) < len(t.ids) {
		i, _ := slices.BinarySearch(dst[begin:], o)
		dst = slices.Insert(dst, begin+i, o)
	}
	return dst
}

// AncestorCount returns the number of proper ancestors of a concept.
func (t *Taxonomy) AncestorCount(o Ordinal) int {
	s := t.scratch()
	defer t.scratches.Put(s)
	s.queue = t.appendAncestors(s, s.queue[:0], o)
	return len(s.queue)
}

// Ancestors returns the proper ancestors of a concept as a new bitmap.
func (t *Taxonomy) Ancestors(o Ordinal) *roaring.Bitmap {
	return t.ancestors(o, false)
}

// AncestorsOrSelf returns a concept and its ancestors as a new bitmap; for an
// inactive concept, itself alone.
func (t *Taxonomy) AncestorsOrSelf(o Ordinal) *roaring.Bitmap {
	return t.ancestors(o, true)
}

func (t *Taxonomy) ancestors(o Ordinal, self bool) *roaring.Bitmap {
	s := t.scratch()
	defer t.scratches.Put(s)
	if self && int(o) < len(t.ids) {
		s.mark(o)
	}
	s.queue = append(s.queue[:0], o)
	t.climb(s)
	return s.takeBitmap()
}

// climb marks the proper ancestors of what is queued. What is marked already is
// not climbed from again: it is in the queue or was.
func (t *Taxonomy) climb(s *scratch) {
	for len(s.queue) > 0 {
		o := s.queue[len(s.queue)-1]
		s.queue = s.queue[:len(s.queue)-1]
		for _, p := range t.Parents(o) {
			if s.mark(p) {
				s.queue = append(s.queue, p)
			}
		}
	}
}
