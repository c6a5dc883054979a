package taxonomy

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// The functions below take a set of ordinals and answer for all of its members
// at once. They never change the set. Ordinals that are not in the release are
// passed over.

// DescendantsOf returns the union of the proper descendants of the members. A
// member is in it only if another member is its ancestor, so what is left of the
// set without DescendantsOf(set) are its topmost members.
func (t *Taxonomy) DescendantsOf(set *roaring.Bitmap) *roaring.Bitmap {
	return t.descendantsOf(set, false)
}

// DescendantsOrSelfOf returns the members and their descendants.
func (t *Taxonomy) DescendantsOrSelfOf(set *roaring.Bitmap) *roaring.Bitmap {
	return t.descendantsOf(set, true)
}

func (t *Taxonomy) descendantsOf(set *roaring.Bitmap, self bool) *roaring.Bitmap {
	s := t.scratch()
	defer t.scratches.Put(s)
	end := Ordinal(0) // the end of the last own interval filled
	for o := range t.members(set) {
		if o < end {
			continue // below a member already done, and so is all that it covers
		}
		if own, some := t.ownInterval(o, self); some {
			s.fill(own)
			end = own.last + 1
		}
		for _, v := range t.extras(o) {
			s.fill(v)
		}
	}
	return s.takeBitmap()
}

// AncestorsOf returns the union of the proper ancestors of the members. What is
// left of the set without AncestorsOf(set) are its bottommost members.
func (t *Taxonomy) AncestorsOf(set *roaring.Bitmap) *roaring.Bitmap {
	s := t.scratch()
	defer t.scratches.Put(s)
	for o := range t.members(set) {
		s.queue = append(s.queue[:0], o)
		t.climb(s)
	}
	return s.takeBitmap()
}

// AncestorsOrSelfOf returns the members and their ancestors.
func (t *Taxonomy) AncestorsOrSelfOf(set *roaring.Bitmap) *roaring.Bitmap {
	s := t.scratch()
	defer t.scratches.Put(s)
	for o := range t.members(set) {
		// A member that is marked was climbed from as an ancestor of another.
		if s.mark(o) {
			s.queue = append(s.queue[:0], o)
			t.climb(s)
		}
	}
	return s.takeBitmap()
}

// ParentsOf returns the union of the parents of the members.
func (t *Taxonomy) ParentsOf(set *roaring.Bitmap) *roaring.Bitmap {
	return t.neighboursOf(set, t.Parents)
}

// ChildrenOf returns the union of the children of the members.
func (t *Taxonomy) ChildrenOf(set *roaring.Bitmap) *roaring.Bitmap {
	return t.neighboursOf(set, t.Children)
}

func (t *Taxonomy) neighboursOf(set *roaring.Bitmap, neighbours func(Ordinal) []Ordinal) *roaring.Bitmap {
	s := t.scratch()
	defer t.scratches.Put(s)
	for o := range t.members(set) {
		for _, n := range neighbours(o) {
			s.mark(n)
		}
	}
	return s.takeBitmap()
}

// members walks the members of set that are in the release, ascending.
func (t *Taxonomy) members(set *roaring.Bitmap) func(yield func(Ordinal) bool) {
	return func(yield func(Ordinal) bool) {
		set.Iterate(func(x uint32) bool {
			return uint64(x) < uint64(len(t.ids)) && yield(Ordinal(x))
		})
	}
}

// SubsumesAny reports whether a member of set is the concept or one of its
// ancestors, without making the set of all that the members subsume.
func (t *Taxonomy) SubsumesAny(set *roaring.Bitmap, o Ordinal) bool {
	if set.Contains(uint32(o)) {
		return true
	}
	s := t.scratch()
	defer t.scratches.Put(s)
	s.queue = t.appendAncestors(s, s.queue[:0], o)
	for _, a := range s.queue {
		if set.Contains(uint32(a)) {
			return true
		}
	}
	return false
}

// All returns every concept, active and inactive, as a new bitmap.
func (t *Taxonomy) All() *roaring.Bitmap { return t.span(0, len(t.ids)) }

// Active returns the active concepts as a new bitmap.
func (t *Taxonomy) Active() *roaring.Bitmap { return t.span(0, int(t.active)) }

// Inactive returns the inactive concepts as a new bitmap.
func (t *Taxonomy) Inactive() *roaring.Bitmap { return t.span(int(t.active), len(t.ids)) }

func (t *Taxonomy) span(from, to int) *roaring.Bitmap {
	if from == to {
		return roaring.New()
	}
	var w bitmapWriter
	return w.bitmap([]interval{{Ordinal(from), Ordinal(to - 1)}})
}

// Defined returns the fully defined concepts, active and inactive, as a new
// bitmap; all others are primitive.
func (t *Taxonomy) Defined() *roaring.Bitmap {
	s := t.scratch()
	defer t.scratches.Put(s)
	copy(s.bits, t.defined)
	s.lo, s.hi = 0, len(s.bits)
	return s.takeBitmap()
}
