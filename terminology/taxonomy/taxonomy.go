package taxonomy

import (
	"sync"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Ordinal is the dense number of a concept within one release, see the package
// comment. Ordinals below [Taxonomy.ActiveCount] are active concepts.
type Ordinal uint32

// Root is 138875005 |SNOMED CT Concept|, the root of every edition.
const Root sctid.ID = 138875005

// IsA is 116680003 |Is a|, the relationship type that makes the hierarchy.
const IsA sctid.ID = 116680003

// Taxonomy is the hierarchy and the attributes of one release. See the package
// comment for its ideas, its lifetime and its rules. Do not copy it.
type Taxonomy struct {
	ids     []sctid.ID // by ordinal
	byID    []Ordinal  // in ascending identifier
	active  Ordinal    // the number of active concepts
	slots   []uint32   // the hash table from identifier to ordinal, see hash.go
	defined []uint64   // a bit for each concept: fully defined

	// The graph, as lists in compressed rows: the list of ordinal o is
	// parents[parentStart[o]:parentStart[o+1]]. Active concepts only.
	parentStart, childStart []uint32
	parents, children       []Ordinal

	// cover has an entry for each active concept and one more that ends the
	// last list; extra holds the lists of extra intervals.
	cover []coverEntry
	extra []interval

	longest, shortest []uint16 // paths from a root, by active ordinal

	// Attributes by source, in compressed rows.
	attributeStart []uint32
	attributes     []Attribute

	// Attributes by (type, value): the values of types[i] are
	// values[typeStart[i]:typeStart[i+1]], and the sources of values[j] are
	// sources[valueStart[j]:valueStart[j+1]].
	types      []Ordinal
	typeStart  []uint32
	values     []Value
	valueStart []uint32
	sources    []Ordinal

	// The table of concrete values, as columns, and as it is handed out.
	concreteKinds []uint8
	concreteStart []uint32
	concreteText  []byte
	concrete      []ConcreteValue

	// lines and wides answer from identifiers, see table.go. They are made of the
	// columns.
	lines       []line
	wides       []wide
	regionShift uint // the region of an ordinal is ordinal>>regionShift

	scratches sync.Pool // of *scratch
}

// coverEntry is the own interval of a concept, which begins at its ordinal, and
// the start of its list of extra intervals. They stand side by side because a
// subsumption test reads both.
type coverEntry struct {
	last  Ordinal // the last ordinal of the own interval
	extra uint32  // the first extra interval; the next entry's ends the list
}

// interval is a range of ordinals; both ends belong to it.
type interval struct {
	first, last Ordinal
}

// Len returns the number of concepts, active and inactive.
func (t *Taxonomy) Len() int { return len(t.ids) }

// ActiveCount returns the number of active concepts. Their ordinals are 0 to
// ActiveCount-1.
func (t *Taxonomy) ActiveCount() int { return int(t.active) }

// ID returns the identifier of a concept, or 0 for an ordinal that is not in
// the release.
func (t *Taxonomy) ID(o Ordinal) sctid.ID {
	if int(o) >= len(t.ids) {
		return 0
	}
	return t.ids[o]
}

// ByID returns every concept, active and inactive, in ascending identifier: the
// order in which lists are shown, while bitmaps are in ascending ordinal.
func (t *Taxonomy) ByID() []Ordinal { return t.byID }

// IsActive reports whether the concept is active.
func (t *Taxonomy) IsActive(o Ordinal) bool { return o < t.active }

// IsDefined reports whether the concept's definition status is
// 900000000000073002 |Defined|; otherwise it is primitive. Inactive concepts
// have a definition status too.
func (t *Taxonomy) IsDefined(o Ordinal) bool {
	return int(o) < len(t.ids) && t.defined[o>>6]>>(o&63)&1 == 1
}

// Parents returns the parents of a concept in ascending identifier. Roots and
// inactive concepts have none.
func (t *Taxonomy) Parents(o Ordinal) []Ordinal {
	if o >= t.active {
		return nil
	}
	return t.parents[t.parentStart[o]:t.parentStart[o+1]:t.parentStart[o+1]]
}

// Children returns the children of a concept in ascending identifier.
func (t *Taxonomy) Children(o Ordinal) []Ordinal {
	if o >= t.active {
		return nil
	}
	return t.children[t.childStart[o]:t.childStart[o+1]:t.childStart[o+1]]
}

// Roots returns the active concepts without parents in ascending ordinal:
// 138875005 |SNOMED CT Concept| first, if it is there, then in ascending
// identifier. The slice is new.
func (t *Taxonomy) Roots() []Ordinal {
	var roots []Ordinal
	// A root's own interval ends just before the next root.
	for o := Ordinal(0); o < t.active; o = t.cover[o].last + 1 {
		roots = append(roots, o)
	}
	return roots
}

// LongestDepth returns the number of is-a steps on the longest path from a root
// to the concept: 0 for a root and for an inactive concept. It is capped at
// 65535.
func (t *Taxonomy) LongestDepth(o Ordinal) int {
	if o >= t.active {
		return 0
	}
	return int(t.longest[o])
}

// ShortestDepth returns the number of is-a steps on the shortest path from a
// root to the concept: 0 for a root and for an inactive concept. It is capped
// at 65535.
func (t *Taxonomy) ShortestDepth(o Ordinal) int {
	if o >= t.active {
		return 0
	}
	return int(t.shortest[o])
}

// Subsumes reports whether a is b or an ancestor of b. It takes some tens of
// nanoseconds and allocates nothing.
func (t *Taxonomy) Subsumes(a, b Ordinal) bool {
	if a == b {
		return true
	}
	if a >= t.active {
		return false
	}
	own, next := t.cover[a], t.cover[a+1]
	if b > a && b <= own.last {
		return true
	}
	return holds(t.extra[own.extra:next.extra], b)
}

// holds reports whether an ordinal lies in one of the intervals, which are in
// ascending order and apart from each other.
func holds(list []interval, o Ordinal) bool {
	// The first interval that ends at o or later is the only one that can hold it.
	for len(list) > 1 {
		half := len(list) / 2
		if list[half-1].last < o {
			list = list[half:]
		} else {
			list = list[:len(list)-half]
		}
	}
	return len(list) > 0 && list[0].first <= o && o <= list[0].last
}
