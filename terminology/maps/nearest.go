package maps

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Ancestor is a concept that subsumes another.
type Ancestor struct {
	ConceptID sctid.ID
	Ordinal   taxonomy.Ordinal
	Distance  int // is-a steps, the fewest there are; 0 for the concept itself
}

// Climber finds, for one concept after the other, the most specific members of sets
// that subsume it. It is for one goroutine at a time; it is used over and over for
// its memory.
type Climber struct {
	release *terminology.Release
	tax     *taxonomy.Taxonomy
	queue   []taxonomy.Ordinal
	level   []int32
	found   []Ancestor
	seen    map[taxonomy.Ordinal]struct{} // used once the queue is long
}

// NewClimber returns a climber in a release's hierarchy.
func NewClimber(release *terminology.Release) *Climber {
	return &Climber{release: release, tax: release.Taxonomy()}
}

// longQueue is the length from which a map is faster than looking through.
const longQueue = 64

// MostSpecific returns the members of a set that subsume a concept and of which no
// other such member is a descendant; the concept itself, alone, where it is a
// member. They are in order of distance, then of id. The slice is used again by the
// next call.
//
// It goes up breadth first and stops at members: what lies behind one is less
// specific. A most specific member is reached all the same, and by its shortest way,
// since no member lies on any way to it. What is left to do is to drop those that
// were reached and subsume another. The tests compare it with a look at all
// ancestors. It costs the ancestors between the concept and the members, some twenty
// if there is no member at all.
func (c *Climber) MostSpecific(set *roaring.Bitmap, o taxonomy.Ordinal) []Ancestor {
	c.found = c.found[:0]
	if int(o) >= c.tax.Len() {
		return nil
	}
	c.queue, c.level = append(c.queue[:0], o), append(c.level[:0], 0)
	clear(c.seen)
	for at := 0; at < len(c.queue); at++ {
		n := c.queue[at]
		if set.Contains(uint32(n)) {
			c.found = append(c.found, Ancestor{ConceptID: c.tax.ID(n), Ordinal: n, Distance: int(c.level[at])})
			continue
		}
		for _, parent := range c.tax.Parents(n) {
			if c.enter(parent) {
				c.queue, c.level = append(c.queue, parent), append(c.level, c.level[at]+1)
			}
		}
	}
	if len(c.found) > 1 {
		reached := c.found
		c.found = slices.DeleteFunc(slices.Clone(reached), func(a Ancestor) bool {
			return slices.ContainsFunc(reached, func(b Ancestor) bool { return a.Ordinal != b.Ordinal && c.tax.Subsumes(a.Ordinal, b.Ordinal) })
		})
	}
	slices.SortFunc(c.found, func(a, b Ancestor) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.ConceptID, b.ConceptID))
	})
	return c.found
}

// enter reports whether a concept isn't in the queue yet.
func (c *Climber) enter(o taxonomy.Ordinal) bool {
	if len(c.queue) < longQueue {
		return !slices.Contains(c.queue, o)
	}
	if c.seen == nil {
		c.seen = map[taxonomy.Ordinal]struct{}{}
	}
	if len(c.seen) < len(c.queue) { // the first ones, or none after the last call
		for _, other := range c.queue {
			c.seen[other] = struct{}{}
		}
	}
	if _, seen := c.seen[o]; seen {
		return false
	}
	c.seen[o] = struct{}{}
	return true
}

// Nearest returns the ancestors of a concept that have rows in the map and of which
// none subsumes another: those from which a code may be borrowed, with care, for a
// concept without rows. A concept with rows is alone its own, at distance 0. The
// slice is used again by the climber's next call. Errors are internal.
func (m *Map) Nearest(c *Climber, o taxonomy.Ordinal) ([]Ancestor, error) {
	set, err := m.store.MemberConcepts(m.Refset.ID)
	if err != nil {
		return nil, err
	}
	return c.MostSpecific(set, o), nil
}
