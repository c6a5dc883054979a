package terminology

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Limit is a set of concepts to stay within. Within one kind of limit any of
// its values will do; a concept must satisfy every kind that is given. The two
// lists of hierarchies together are one kind, each other list another. The zero
// value is no limit.
type Limit struct {
	DescendantsOf       []sctid.ID // the proper descendants of each
	DescendantsOrSelfOf []sctid.ID // each, and its descendants
	MembersOf           []sctid.ID // the concepts that active members of each refer to
	ExcludeMembersOf    []sctid.ID // none of these concepts: no active member of any refers to them
	// SemanticTags are the tags, such as "disorder", of the fully specified name
	// in the release's default language; case doesn't count.
	SemanticTags []string
	// ModuleIDs are the modules of the concept's own row.
	ModuleIDs []sctid.ID
	// DefinitionStatusIDs are [Primitive] and [Defined].
	DefinitionStatusIDs []sctid.ID
	// Set is a ready set of ordinals, such as what an expression constraint
	// evaluates to; nil is no limit, and an empty one lets nothing through. It
	// may be shared and isn't changed.
	Set *roaring.Bitmap
}

// count returns how many values the limit has, beside the set.
func (l *Limit) count() int {
	return len(l.DescendantsOf) + len(l.DescendantsOrSelfOf) + len(l.MembersOf) + len(l.ExcludeMembersOf) +
		len(l.SemanticTags) + len(l.ModuleIDs) + len(l.DefinitionStatusIDs)
}

// IsZero reports whether there is no limit.
func (l Limit) IsZero() bool { return l.Set == nil && l.count() == 0 }

// MaxLimitIDs bounds how many ids and tags a [Limit] may hold in all.
const MaxLimitIDs = 1000

// LimitSet returns the set of a limit, or nil where there is none. Excluding
// members alone is a limit too: to all other concepts, active and inactive. The
// set may be shared and must not be changed.
//
// Its errors name the field at fault. They are those of [Release.Ordinal] for
// hierarchies and modules, those of [Release.Refset] for members, of kind
// [KindNotFound] for a tag that no concept has, and of kind [KindInvalidArgument]
// for a concept that is no module of any concept or no definition status.
func (r *Release) LimitSet(l Limit) (*roaring.Bitmap, error) {
	if l.IsZero() {
		return nil, nil
	}
	if n := l.count(); n > MaxLimitIDs {
		return nil, Errorf(KindInvalidArgument, ReasonTooManyItems, "the limit has %d ids and tags: expected %d at most", n, MaxLimitIDs).WithField("limit")
	}
	var n narrowing
	if l.Set != nil {
		n.by(l.Set, true)
	}
	for _, step := range [...]struct {
		field string
		given bool
		set   func() (*roaring.Bitmap, bool, error)
	}{
		{"limit", len(l.DescendantsOf)+len(l.DescendantsOrSelfOf) > 0, func() (*roaring.Bitmap, bool, error) { return r.hierarchySet(&l) }},
		{"limit.members_of", len(l.MembersOf) > 0, func() (*roaring.Bitmap, bool, error) { return r.memberSet(l.MembersOf) }},
		{"limit.semantic_tags", len(l.SemanticTags) > 0, func() (*roaring.Bitmap, bool, error) { return r.tagSet(l.SemanticTags) }},
		{"limit.module_ids", len(l.ModuleIDs) > 0, func() (*roaring.Bitmap, bool, error) { return r.moduleSet(l.ModuleIDs) }},
		{"limit.definition_status_ids", len(l.DefinitionStatusIDs) > 0, func() (*roaring.Bitmap, bool, error) { return r.definitionStatusSet(l.DefinitionStatusIDs) }},
	} {
		if !step.given {
			continue
		}
		set, shared, err := step.set()
		if err != nil {
			return nil, InField(err, step.field)
		}
		n.by(set, shared)
	}
	if len(l.ExcludeMembersOf) > 0 {
		excluded, _, err := r.memberSet(l.ExcludeMembersOf)
		if err != nil {
			return nil, InField(err, "limit.exclude_members_of")
		}
		if n.set == nil {
			n.by(r.taxonomy.All(), false)
		}
		n.without(excluded)
	}
	return n.set, nil
}

// narrowing intersects sets, of which some are shared and must not be changed.
type narrowing struct {
	set    *roaring.Bitmap // nil: everything
	shared bool
}

func (n *narrowing) by(set *roaring.Bitmap, shared bool) {
	switch {
	case n.set == nil:
		n.set, n.shared = set, shared
	case n.shared:
		n.set, n.shared = roaring.And(n.set, set), false
	default:
		n.set.And(set)
	}
}

func (n *narrowing) without(set *roaring.Bitmap) {
	if n.shared {
		n.set, n.shared = roaring.AndNot(n.set, set), false
		return
	}
	n.set.AndNot(set)
}

// hierarchySet unites the limit's hierarchies.
func (r *Release) hierarchySet(l *Limit) (set *roaring.Bitmap, shared bool, err error) {
	set = roaring.New()
	for _, id := range l.DescendantsOf {
		o, err := r.Ordinal(id)
		if err != nil {
			return nil, false, InField(err, "limit.descendants_of")
		}
		set.Or(r.taxonomy.Descendants(o))
	}
	for _, id := range l.DescendantsOrSelfOf {
		o, err := r.Ordinal(id)
		if err != nil {
			return nil, false, InField(err, "limit.descendants_or_self_of")
		}
		set.Or(r.taxonomy.Descendants(o))
		set.Add(uint32(o))
	}
	return set, false, nil
}

// memberSet unites the concepts that active members of reference sets refer to.
func (r *Release) memberSet(refsets []sctid.ID) (set *roaring.Bitmap, shared bool, err error) {
	sets := make([]*roaring.Bitmap, len(refsets))
	for i, id := range refsets {
		if _, err := r.Refset(id); err != nil {
			return nil, false, err
		}
		if sets[i], err = r.store.MemberConcepts(id); err != nil {
			return nil, false, err
		}
	}
	return unite(sets)
}

// unite returns a set itself, shared, or the new union of several.
func unite(sets []*roaring.Bitmap) (set *roaring.Bitmap, shared bool, err error) {
	if len(sets) == 1 {
		return sets[0], true, nil
	}
	return roaring.FastOr(sets...), false, nil
}

// moduleSet unites the concepts of modules.
func (r *Release) moduleSet(modules []sctid.ID) (set *roaring.Bitmap, shared bool, err error) {
	known := r.partitions.modules(r)
	var sets []*roaring.Bitmap
	for _, id := range modules {
		concepts := known[id]
		if concepts == nil {
			if _, err := r.Ordinal(id); err != nil {
				return nil, false, err
			}
			return nil, false, Errorf(KindInvalidArgument, ReasonFieldInvalid, "no concept of release %s is in a module %s", r.info.URI, id)
		}
		sets = append(sets, concepts)
	}
	return unite(sets)
}

// definitionStatusSet unites the concepts of definition statuses.
func (r *Release) definitionStatusSet(statuses []sctid.ID) (set *roaring.Bitmap, shared bool, err error) {
	known := r.partitions.statuses(r)
	sets := []*roaring.Bitmap{}
	for _, id := range statuses {
		concepts := known[id]
		if concepts == nil {
			if !slices.Contains([]sctid.ID{Primitive, Defined}, id) {
				e := Errorf(KindInvalidArgument, ReasonFieldInvalid, "%s is no definition status", id)
				e.Hint = "primitive is " + Primitive.String() + ", sufficiently defined " + Defined.String()
				return nil, false, e
			}
			concepts = roaring.New()
		}
		sets = append(sets, concepts)
	}
	return unite(sets)
}
