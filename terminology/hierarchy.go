package terminology

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Relation is a direction in the is-a hierarchy. The concept itself is in none
// of the sets.
type Relation uint8

// The relations.
const (
	Parents     Relation = iota // one step up
	Children                    // one step down
	Ancestors                   // any number of steps up
	Descendants                 // any number of steps down
)

// ConceptPage is a part of a list of concepts in ascending order of id.
type ConceptPage struct {
	Total int        // of the whole list
	IDs   []sctid.ID // this page's
	More  bool       // whether others come after
}

// Related lists the concepts that stand in a relation to a concept, in
// ascending order of id: at most limit of them whose id is greater than after.
// The hierarchy is that of the active inferred is-a relationships, so an
// inactive concept has no relatives. Errors are those of [Release.Ordinal].
func (r *Release) Related(id sctid.ID, relation Relation, after sctid.ID, limit int) (ConceptPage, error) {
	o, err := r.Ordinal(id)
	if err != nil {
		return ConceptPage{}, err
	}
	switch relation {
	case Parents:
		return r.pageOfOrdinals(r.taxonomy.Parents(o), after, limit), nil
	case Children:
		return r.pageOfOrdinals(r.taxonomy.Children(o), after, limit), nil
	case Ancestors:
		return r.PageOf(r.taxonomy.Ancestors(o), after, limit), nil
	default:
		return r.PageOf(r.taxonomy.Descendants(o), after, limit), nil
	}
}

func (r *Release) pageOfOrdinals(ordinals []taxonomy.Ordinal, after sctid.ID, limit int) ConceptPage {
	ids := make([]sctid.ID, len(ordinals))
	for i, o := range ordinals {
		ids[i] = r.taxonomy.ID(o)
	}
	slices.Sort(ids)
	from, found := slices.BinarySearch(ids, after)
	if found {
		from++
	}
	to := min(from+limit, len(ids))
	return ConceptPage{Total: len(ids), IDs: ids[from:to], More: to < len(ids)}
}

// ranks gives each concept's place in ascending order of id. Ordinals follow
// the hierarchy, lists follow the ids, and a large set is turned from one order
// into the other by marking ranks in a bit set: a pass, and no sorting.
type ranks struct {
	once   sync.Once
	byRank []taxonomy.Ordinal
	rank   []uint32 // by ordinal
}

func (r *Release) idRanks() *ranks {
	r.ranks.once.Do(func() {
		r.ranks.byRank = r.taxonomy.ByID()
		r.ranks.rank = make([]uint32, len(r.ranks.byRank))
		for i, o := range r.ranks.byRank {
			r.ranks.rank[o] = uint32(i)
		}
	})
	return &r.ranks
}

// PageOf lists the concepts of a set in ascending order of id: at most limit
// of them whose id is greater than after.
func (r *Release) PageOf(set *roaring.Bitmap, after sctid.ID, limit int) ConceptPage {
	total := int(set.GetCardinality())
	if total <= smallSet {
		ordinals := make([]taxonomy.Ordinal, 0, total)
		set.Iterate(func(o uint32) bool {
			ordinals = append(ordinals, taxonomy.Ordinal(o))
			return true
		})
		return r.pageOfOrdinals(ordinals, after, limit)
	}
	order := r.idRanks()
	marked := make([]uint64, (len(order.byRank)+63)/64)
	set.Iterate(func(o uint32) bool {
		rank := order.rank[o]
		marked[rank/64] |= 1 << (rank % 64)
		return true
	})
	from, found := slices.BinarySearchFunc(order.byRank, after, func(o taxonomy.Ordinal, id sctid.ID) int {
		switch other := r.taxonomy.ID(o); {
		case other < id:
			return -1
		case other > id:
			return 1
		}
		return 0
	})
	if found {
		from++
	}
	page := ConceptPage{Total: total}
	for rank := from; rank < len(order.byRank); rank++ {
		if rank%64 == 0 && marked[rank/64] == 0 {
			rank += 63
			continue
		}
		if marked[rank/64]>>(rank%64)&1 == 0 {
			continue
		}
		if len(page.IDs) == limit {
			page.More = true
			break
		}
		page.IDs = append(page.IDs, r.taxonomy.ID(order.byRank[rank]))
	}
	return page
}

// smallSet is the size up to which sorting a set's ids beats a pass over all
// concepts.
const smallSet = 4096

// SubsumptionOutcome is how two concepts stand to each other in the hierarchy.
// FHIR's CodeSystem/$subsumes uses the same four words.
type SubsumptionOutcome uint8

// The outcomes.
const (
	NotSubsumed SubsumptionOutcome = iota // neither is above the other
	Equivalent                            // the same concept
	Subsumes                              // the first is above the second
	SubsumedBy                            // the first is below the second
)

// String returns FHIR's code for the outcome.
func (o SubsumptionOutcome) String() string {
	switch o {
	case Equivalent:
		return "equivalent"
	case Subsumes:
		return "subsumes"
	case SubsumedBy:
		return "subsumed-by"
	default:
		return "not-subsumed"
	}
}

// Subsumes tells how concept a stands to concept b. Errors are those of
// [Release.Ordinal], and name the field "a" or "b".
func (r *Release) Subsumes(a, b sctid.ID) (SubsumptionOutcome, error) {
	switch r.taxonomy.Compare(a, b) {
	case taxonomy.Equivalent:
		return Equivalent, nil
	case taxonomy.Above:
		return Subsumes, nil
	case taxonomy.Below:
		return SubsumedBy, nil
	case taxonomy.Apart:
		return NotSubsumed, nil
	}
	if _, err := r.Ordinal(a); err != nil {
		return NotSubsumed, InField(err, "a")
	}
	_, err := r.Ordinal(b)
	return NotSubsumed, InField(err, "b")
}

// SubsumesOrdinals is [Release.Subsumes] for ordinals.
func (r *Release) SubsumesOrdinals(a, b taxonomy.Ordinal) SubsumptionOutcome {
	switch {
	case a == b:
		return Equivalent
	case r.taxonomy.Subsumes(a, b):
		return Subsumes
	case r.taxonomy.Subsumes(b, a):
		return SubsumedBy
	default:
		return NotSubsumed
	}
}
