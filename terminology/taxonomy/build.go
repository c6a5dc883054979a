package taxonomy

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Input is what [Build] reads: rows in any order.
type Input struct {
	Concepts []Concept

	// Edges are the active inferred is-a relationships.
	Edges []Edge

	// Attributes are the other active inferred relationships, with concepts or
	// concrete values. Is-a rows among them are left out and reported.
	Attributes []AttributeRow

	// ConcreteValues is the table that AttributeRow.Concrete points into. It may
	// hold a value more than once and values that nothing points to.
	ConcreteValues []ConcreteValue
}

// Concept is one concept of a release.
type Concept struct {
	ID      sctid.ID
	Active  bool
	Defined bool // the definition status is 900000000000073002 |Defined|
}

// Edge is one is-a relationship.
type Edge struct {
	Child, Parent sctid.ID
}

// AttributeRow is one relationship that is not is-a.
type AttributeRow struct {
	Source, Type sctid.ID
	Destination  sctid.ID // 0 for a concrete value
	Concrete     uint32   // the index in Input.ConcreteValues, where Destination is 0
	Group        uint32   // the relationship group; 0 is ungrouped
}

// Build makes the taxonomy of a release. The input is not kept or changed.
//
// Relationships that name an absent or inactive concept are left out, and so
// are repetitions; the report counts them, gives the first ten of each, and
// lists active concepts without parents. A cycle, be it of one concept that is-a
// itself, is a [*CycleError]; rows that no release can have, such as one concept
// twice, are an [*InputError].
func Build(in Input) (*Taxonomy, *Report, error) {
	b := &builder{in: in, tally: newTally(), ownParent: none}
	if err := b.rankConcepts(); err != nil {
		return nil, nil, err
	}
	b.linkEdges()
	if b.ownParent != none {
		return nil, nil, &CycleError{Concepts: []sctid.ID{b.ids[b.ownParent]}}
	}
	if cycle := b.sortTopologically(); cycle != nil {
		return nil, nil, cycle
	}
	b.chooseTree()
	b.numberConcepts()
	t := b.hierarchy()
	if err := b.addAttributes(t); err != nil {
		return nil, nil, err
	}
	return t, b.tally.report(), nil
}

// builder holds the steps of a build. Before ordinals are known it names
// concepts by rank: active concepts in ascending identifier, then inactive ones
// in ascending identifier. An inactive concept's rank is its ordinal.
type builder struct {
	in    Input
	tally *tally

	concepts []Concept // by rank
	ids      []sctid.ID
	active   int
	slots    []uint32 // the hash table of ids

	// The graph over ranks in compressed rows, lists ascending.
	parentStart, childStart []uint32
	parents, children       []uint32
	ownParent               uint32 // the lowest rank that is-a itself, or none

	order             []uint32 // ranks, parents before children
	longest, shortest []uint32 // path lengths from a root, by rank
	treeParent        []uint32 // by rank; none for roots

	rankOf    []uint32 // by ordinal, active concepts
	ordinalOf []uint32 // by rank, active concepts
	last      []Ordinal
}

// none stands for no concept.
const none = math.MaxUint32

func (b *builder) rankConcepts() error {
	if len(b.in.Concepts) >= math.MaxInt32 {
		return &InputError{"Concepts", -1, fmt.Sprintf("%d concepts: expected fewer than 2^31", len(b.in.Concepts))}
	}
	if len(b.in.Edges) > math.MaxInt32 {
		return &InputError{"Edges", -1, fmt.Sprintf("%d rows: expected fewer than 2^31", len(b.in.Edges))}
	}
	b.concepts = slices.Clone(b.in.Concepts)
	slices.SortFunc(b.concepts, func(x, y Concept) int {
		if x.Active != y.Active {
			if x.Active {
				return -1
			}
			return 1
		}
		return cmp.Compare(x.ID, y.ID)
	})
	b.ids = make([]sctid.ID, len(b.concepts))
	for rank, c := range b.concepts {
		b.ids[rank] = c.ID
		if c.Active {
			b.active++
		}
	}
	b.slots = hashIDs(b.ids)
	// A repeated identifier finds the first of its kind, not itself.
	for i, c := range b.in.Concepts {
		if c.ID == 0 {
			return &InputError{"Concepts", i, "identifier 0: expected an SCTID"}
		}
	}
	for rank, id := range b.ids {
		if first, _ := findID(b.slots, b.ids, id); int(first) != rank {
			i := lastIndexOf(b.in.Concepts, id)
			return &InputError{"Concepts", i, fmt.Sprintf("concept %d stands there twice: expected one row a concept", id)}
		}
	}
	return nil
}

func lastIndexOf(concepts []Concept, id sctid.ID) int {
	for i, c := range slices.Backward(concepts) {
		if c.ID == id {
			return i
		}
	}
	return -1
}

// rank finds an active concept.
func (b *builder) rank(id sctid.ID) (uint32, standing) {
	r, ok := findID(b.slots, b.ids, id)
	switch {
	case !ok:
		return none, standingAbsent
	case int(r) >= b.active:
		return none, standingInactive
	}
	return uint32(r), standingActive
}

func (b *builder) linkEdges() {
	edges := make([]uint64, 0, len(b.in.Edges)) // child in the high half, parent in the low
	for _, e := range b.in.Edges {
		child, childIs := b.rank(e.Child)
		parent, parentIs := b.rank(e.Parent)
		switch {
		case childIs != standingActive || parentIs != standingActive:
			b.tally.isA(e.Child, e.Parent, childIs, parentIs)
		case child == parent:
			b.ownParent = min(b.ownParent, child)
		default:
			edges = append(edges, uint64(child)<<32|uint64(parent))
		}
	}
	slices.Sort(edges)
	distinct := edges[:0]
	for i, e := range edges {
		if i > 0 && e == distinct[len(distinct)-1] {
			key := [5]uint64{uint64(b.ids[e>>32]), uint64(b.ids[uint32(e)])}
			b.tally.add(FindingIsADuplicate, key, func(k [5]uint64) string {
				return fmt.Sprintf("%d is-a %d", k[0], k[1])
			})
			continue
		}
		distinct = append(distinct, e)
	}

	b.parentStart = make([]uint32, b.active+1)
	b.childStart = make([]uint32, b.active+1)
	b.parents = make([]uint32, len(distinct))
	b.children = make([]uint32, len(distinct))
	for _, e := range distinct {
		b.parentStart[e>>32+1]++
		b.childStart[uint32(e)+1]++
	}
	accumulate(b.parentStart)
	accumulate(b.childStart)
	next := slices.Clone(b.childStart)
	for i, e := range distinct { // in ascending child, so both lists ascend
		child, parent := uint32(e>>32), uint32(e)
		b.parents[i] = parent
		b.children[next[parent]] = child
		next[parent]++
	}
}

// accumulate turns counts, each one place to the right, into starts.
func accumulate(starts []uint32) {
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
}

func (b *builder) parentsOf(rank uint32) []uint32 {
	return b.parents[b.parentStart[rank]:b.parentStart[rank+1]]
}

func (b *builder) childrenOf(rank uint32) []uint32 {
	return b.children[b.childStart[rank]:b.childStart[rank+1]]
}

// sortByID merges the ranks of active and of inactive concepts, both ascending,
// into one ascending list of ordinals.
func (b *builder) sortByID() []Ordinal {
	list := make([]Ordinal, 0, len(b.ids))
	inactive := b.active
	for rank := range b.active {
		for ; inactive < len(b.ids) && b.ids[inactive] < b.ids[rank]; inactive++ {
			list = append(list, Ordinal(inactive))
		}
		list = append(list, Ordinal(b.ordinalOf[rank]))
	}
	for ; inactive < len(b.ids); inactive++ {
		list = append(list, Ordinal(inactive))
	}
	return list
}

// hierarchy lays the graph out by ordinal.
func (b *builder) hierarchy() *Taxonomy {
	t := &Taxonomy{
		ids:         make([]sctid.ID, len(b.ids)),
		active:      Ordinal(b.active),
		slots:       b.slots,
		defined:     make([]uint64, (len(b.ids)+63)/64),
		parentStart: make([]uint32, b.active+1),
		childStart:  make([]uint32, b.active+1),
		parents:     make([]Ordinal, 0, len(b.parents)),
		children:    make([]Ordinal, 0, len(b.children)),
		longest:     make([]uint16, b.active),
		shortest:    make([]uint16, b.active),
	}
	for o := range b.ids {
		rank := uint32(o)
		if o < b.active {
			rank = b.rankOf[o]
		}
		t.ids[o] = b.ids[rank]
		if b.concepts[rank].Defined {
			t.defined[o>>6] |= 1 << (o & 63)
		}
	}
	t.byID = b.sortByID()
	for o := range b.active {
		rank := b.rankOf[o]
		for _, p := range b.parentsOf(rank) {
			t.parents = append(t.parents, Ordinal(b.ordinalOf[p]))
		}
		for _, c := range b.childrenOf(rank) {
			t.children = append(t.children, Ordinal(b.ordinalOf[c]))
		}
		t.parentStart[o+1] = uint32(len(t.parents))
		t.childStart[o+1] = uint32(len(t.children))
		t.longest[o] = uint16(min(b.longest[rank], math.MaxUint16))
		t.shortest[o] = uint16(min(b.shortest[rank], math.MaxUint16))
	}
	// The table was made over ranks; now its slots point at ordinals.
	mask := uint32(1)<<ordinalBits(len(b.ids)) - 1
	for i, s := range t.slots {
		if rank := s&mask - 1; s != 0 && int(rank) < b.active {
			t.slots[i] = s&^mask | (b.ordinalOf[rank] + 1)
		}
	}
	b.addCover(t)
	t.makeTable()
	return t
}
