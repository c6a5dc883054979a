package index

import (
	"math"
	"slices"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// judgement is what a query makes of a group of descriptions.
type judgement struct {
	admitted      bool
	preferredTerm bool   // a synonym that is preferred in one of the user's dialects
	acceptability uint16 // place in the order of results, lower is better
	inactive      uint8  // 1: the description is inactive; 2: the concept is; 3: both
	alphabet      alphabet
}

// judge judges all groups for a query.
func judge(groups []group, q *terminology.TermQuery) []judgement {
	judgements := make([]judgement, len(groups))
	for i := range groups {
		judgements[i] = judgeGroup(&groups[i], q)
	}
	return judgements
}

func judgeGroup(g *group, q *terminology.TermQuery) judgement {
	j := judgement{alphabet: languageOf(g.language).alphabet}
	if !g.active {
		j.inactive |= 1
	}
	if !g.conceptActive {
		j.inactive |= 2
	}
	place, inDialect, preferred := acceptabilityIn(g, q.LanguageRefsets)
	j.acceptability = place
	j.preferredTerm = preferred && g.typeID == terminology.Synonym
	typed := g.typeID == terminology.FullySpecifiedName || g.typeID == terminology.Synonym
	if len(q.TypeIDs) > 0 {
		typed = slices.Contains(q.TypeIDs, g.typeID)
	}
	j.admitted = typed &&
		(g.active || q.InactiveDescriptions) &&
		(g.conceptActive || q.Within != nil) &&
		(inDialect || !q.OnlyDialects)
	return j
}

// acceptabilityIn places a group in the order of acceptability: preferred in
// the first dialect, acceptable there, preferred in the second one, and so on,
// then fully specified names, then everything else. Without dialects, all
// language reference sets count as one dialect. It also reports whether the
// group is in any of the dialects, and whether it is preferred in one.
func acceptabilityIn(g *group, dialects []sctid.ID) (place uint16, inDialect, preferred bool) {
	count := max(1, len(dialects))
	first := math.MaxInt
	for _, a := range g.acceptability {
		dialect := 0
		if len(dialects) > 0 {
			if dialect = slices.Index(dialects, a.refset); dialect < 0 {
				continue
			}
		}
		inDialect = true
		at := 2*dialect + 1
		if a.preferred {
			preferred = true
			at--
		}
		first = min(first, at)
	}
	switch {
	case g.typeID == terminology.FullySpecifiedName:
		first = 2 * count
	case !inDialect:
		first = 2*count + 1
	}
	return uint16(min(first, math.MaxUint16)), inDialect, preferred
}
