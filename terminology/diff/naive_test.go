package diff_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/firn-sct/firn/internal/naive"
)

// twin compares two releases in the plainest way: maps of everything, each question
// answered from the text files. Its lines are those of tell.
type twin struct {
	old, new     *naive.Release
	dialects     []uint64 // for preferred terms
	chosen       []uint64 // for the fully specified name
	inOld, inNew func(id uint64) bool
	anchors      []uint64
	codes        []uint64 // nil for no list
}

func (w *twin) changes() []string {
	ids := map[uint64]bool{}
	if w.codes != nil {
		for _, id := range w.codes {
			ids[id] = true
		}
	} else {
		for id := range w.old.Concepts {
			ids[id] = true
		}
		for id := range w.new.Concepts {
			ids[id] = true
		}
	}
	var lines []string
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		lines = append(lines, w.concept(id)...)
	}
	return lines
}

func (w *twin) concept(id uint64) []string {
	a, inOld := w.old.Concepts[id]
	b, inNew := w.new.Concepts[id]
	was, is := inOld && w.inOld != nil && w.inOld(id), inNew && w.inNew != nil && w.inNew(id)
	if w.inOld != nil && !was && !is {
		return nil
	}
	var lines []string
	line := func(format string, args ...any) {
		lines = append(lines, fmt.Sprintf("%d ", id)+fmt.Sprintf(format, args...))
	}
	switch {
	case !inOld && !inNew:
		line("not-found")
	case inOld && !inNew:
		line("vanished active=%v", a.Active)
	case !inOld && inNew:
		line("added active=%v", b.Active)
	case a.Active && !b.Active:
		line("retired %s", w.became(id))
	case !a.Active && b.Active:
		line("reactivated")
	}
	if was && !is {
		switch {
		case !inNew:
			line("lost-member vanished")
		case a.Active && !b.Active:
			line("lost-member retired %s", w.became(id))
		default:
			line("lost-member %s", w.moved(id, "moved-out", "no-longer-matches"))
		}
	}
	if is && !was {
		switch {
		case !inOld:
			line("new-member added")
		case !a.Active && b.Active:
			line("new-member reactivated")
		default:
			line("new-member %s", w.moved(id, "moved-in", "now-matches"))
		}
	}
	if !inOld || !inNew {
		return lines
	}
	if x, y := w.old.Names(id, w.chosen).FullySpecifiedName, w.new.Names(id, w.chosen).FullySpecifiedName; x != y {
		line("fully-specified-name %q %q", x, y)
	}
	var pairs []string // in order of the first dialect
	dialects := map[string][]uint64{}
	for _, dialect := range w.dialects {
		x, y := preferredIn(w.old, id, dialect), preferredIn(w.new, id, dialect)
		if x == y {
			continue
		}
		pair := fmt.Sprintf("%q %q", x, y)
		if dialects[pair] == nil {
			pairs = append(pairs, pair)
		}
		dialects[pair] = append(dialects[pair], dialect)
	}
	for _, pair := range pairs {
		line("preferred-term %s %d", pair, dialects[pair])
	}
	if !a.Active || !b.Active {
		return lines
	}
	lost, gained := missing(w.old.Parents(id), w.new.Parents(id)), missing(w.new.Parents(id), w.old.Parents(id))
	if len(lost)+len(gained) > 0 {
		line("moved %d %d", lost, gained)
	}
	if a.DefinitionStatusID != b.DefinitionStatusID {
		line("definition-status %d %d", a.DefinitionStatusID, b.DefinitionStatusID)
	}
	return lines
}

// became tells the reason and the active concepts to use instead, in order of id.
func (w *twin) became(id uint64) string {
	targets := map[uint64]bool{}
	for _, r := range w.new.Replacements(id) {
		if r.Active {
			targets[r.TargetID] = true
		}
	}
	return fmt.Sprintf("%d %s %d", w.new.Reason(id, naive.ConceptInactivation), w.new.Concepts[id].EffectiveTime, slices.Sorted(maps.Keys(targets)))
}

func (w *twin) moved(id uint64, moved, otherwise string) string {
	for _, anchor := range w.anchors {
		if w.old.Subsumes(anchor, id) != w.new.Subsumes(anchor, id) {
			return fmt.Sprintf("%s %d", moved, anchor)
		}
	}
	return otherwise
}

// preferredIn returns the preferred synonym of one dialect, "" for none.
func preferredIn(r *naive.Release, id, dialect uint64) string {
	for _, d := range r.DescriptionsOf(id) {
		if d.Active && d.TypeID == naive.Synonym && r.Acceptability(d.ID, dialect) == naive.Preferred {
			return d.Term
		}
	}
	return ""
}

// missing returns what of a list another lacks.
func missing(list, other []uint64) []uint64 {
	rest := []uint64{}
	for _, id := range list {
		if !slices.Contains(other, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

// ofKind keeps the lines of one kind.
func ofKind(lines []string, kind string) []string {
	var kept []string
	for _, line := range lines {
		if _, rest, _ := strings.Cut(line, " "); rest == kind || strings.HasPrefix(rest, kind+" ") {
			kept = append(kept, line)
		}
	}
	return kept
}
