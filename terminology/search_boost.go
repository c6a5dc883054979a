package terminology

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Boost says which concepts come first among hits of the same class of match. It
// never lifts a hit over one of a better class. The zero value boosts nothing.
//
// There are no numbers to tune: a member of the first reference set comes before a
// member of the second, and both before all others, whatever their use; among
// members of the same reference set, and among those of none, comes first what is
// chosen more often, by the levels of [UsageLevel].
type Boost struct {
	// Refsets are reference sets that a site or a specialty prefers, best first;
	// [MaxBoostRefsets] of them at most.
	Refsets []sctid.ID
	// Usage tells how often concepts are chosen; nil for not known.
	Usage *UsageTable
}

// MaxBoostRefsets bounds the reference sets of a [Boost].
const MaxBoostRefsets = 8

// HitBoost is what lifts a hit within its class.
type HitBoost struct {
	RefsetID   sctid.ID // the first of [Boost.Refsets] that has the concept; 0 for none
	UsageLevel int      // see [UsageLevel]; 0 for none
}

// boosts are sets of concepts, best first, with what each of them is.
type boosts struct {
	sets []*roaring.Bitmap
	are  []HitBoost
}

// of returns what the set of an index is, see [MatchRank].
func (b *boosts) of(index int) HitBoost {
	if index < len(b.are) {
		return b.are[index]
	}
	return HitBoost{}
}

// add adds a set, unless it is empty and would only cost a test for each hit.
func (b *boosts) add(set *roaring.Bitmap, is HitBoost) {
	if !set.IsEmpty() {
		b.sets, b.are = append(b.sets, set), append(b.are, is)
	}
}

// boosts turns a boost into sets.
func (r *Release) boosts(from Boost) (b boosts, err error) {
	if n := len(from.Refsets); n > MaxBoostRefsets {
		return b, Errorf(KindInvalidArgument, ReasonTooManyItems, "%d reference sets to prefer: expected %d at most", n, MaxBoostRefsets).WithField("boost.refset_ids")
	}
	var levels [MaxUsageLevel + 1]*roaring.Bitmap
	if from.Usage != nil {
		levels = r.usageLevels(from.Usage).levels
	}
	for _, id := range from.Refsets {
		members, _, err := r.memberSet([]sctid.ID{id})
		if err != nil {
			return b, InField(err, "boost.refset_ids")
		}
		for level := MaxUsageLevel; level > 0; level-- {
			if used := levels[level]; used != nil && !used.IsEmpty() {
				b.add(roaring.And(members, used), HitBoost{id, level})
			}
		}
		b.add(members, HitBoost{RefsetID: id})
	}
	for level := MaxUsageLevel; level > 0; level-- {
		if used := levels[level]; used != nil {
			b.add(used, HitBoost{UsageLevel: level})
		}
	}
	return b, nil
}
