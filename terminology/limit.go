package terminology

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Limit is a set of concepts to stay within. Within one kind of limit any of
// its ids will do; a concept must satisfy every kind that is given. The two
// lists of hierarchies together are one kind, reference sets another. The zero
// value is no limit.
type Limit struct {
	DescendantsOf       []sctid.ID // the proper descendants of each
	DescendantsOrSelfOf []sctid.ID // each, and its descendants
	MembersOf           []sctid.ID // the concepts that active members of each refer to
}

// IsZero reports whether there is no limit.
func (l Limit) IsZero() bool {
	return len(l.DescendantsOf) == 0 && len(l.DescendantsOrSelfOf) == 0 && len(l.MembersOf) == 0
}

// MaxLimitIDs bounds how many ids a [Limit] may hold in all.
const MaxLimitIDs = 1000

// LimitSet returns the set of a limit, or nil where there is none. The set may
// be shared and must not be changed. Its errors name the field at fault, and
// are those of [Release.Ordinal] and of [Release.Refset].
func (r *Release) LimitSet(l Limit) (*roaring.Bitmap, error) {
	if l.IsZero() {
		return nil, nil
	}
	if n := len(l.DescendantsOf) + len(l.DescendantsOrSelfOf) + len(l.MembersOf); n > MaxLimitIDs {
		return nil, Errorf(KindInvalidArgument, ReasonTooManyItems, "the limit has %d ids: expected %d at most", n, MaxLimitIDs).WithField("limit")
	}
	var set *roaring.Bitmap
	if len(l.DescendantsOf)+len(l.DescendantsOrSelfOf) > 0 {
		set = roaring.New()
		for _, id := range l.DescendantsOf {
			o, err := r.Ordinal(id)
			if err != nil {
				return nil, InField(err, "limit.descendants_of")
			}
			set.Or(r.taxonomy.Descendants(o))
		}
		for _, id := range l.DescendantsOrSelfOf {
			o, err := r.Ordinal(id)
			if err != nil {
				return nil, InField(err, "limit.descendants_or_self_of")
			}
			set.Or(r.taxonomy.Descendants(o))
			set.Add(uint32(o))
		}
	}
	if len(l.MembersOf) > 0 {
		members := roaring.New()
		for _, id := range l.MembersOf {
			if _, err := r.Refset(id); err != nil {
				return nil, InField(err, "limit.members_of")
			}
			concepts, err := r.store.MemberConcepts(id)
			if err != nil {
				return nil, err
			}
			members.Or(concepts)
		}
		if set == nil {
			set = members
		} else {
			set.And(members)
		}
	}
	return set, nil
}
