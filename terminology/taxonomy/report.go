package taxonomy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// The codes of a [Finding]. They are stable.
const (
	FindingIsAAbsent          = "is-a-absent"
	FindingIsAInactive        = "is-a-inactive"
	FindingIsADuplicate       = "is-a-duplicate"
	FindingAttributeAbsent    = "attribute-absent"
	FindingAttributeInactive  = "attribute-inactive"
	FindingAttributeDuplicate = "attribute-duplicate"
	FindingAttributeIsA       = "attribute-is-a"
	FindingOrphan             = "orphan"
)

// findingSummaries gives each code's order in a report and its words.
var findingSummaries = []struct{ code, summary string }{
	{FindingIsAAbsent, "is-a relationships that name an absent concept, left out"},
	{FindingIsAInactive, "is-a relationships that name an inactive concept, left out"},
	{FindingIsADuplicate, "is-a relationships that repeat another, counted once"},
	{FindingAttributeAbsent, "attribute relationships that name an absent concept, left out"},
	{FindingAttributeInactive, "attribute relationships that name an inactive concept, left out"},
	{FindingAttributeDuplicate, "attribute relationships that repeat another, counted once"},
	{FindingAttributeIsA, "is-a relationships among the attributes, left out"},
	{FindingOrphan, "active concepts without an active parent, besides the root"},
}

// Finding is one kind of thing in the input that a release should not have and
// that does not stop a build.
type Finding struct {
	Code     string   // one of the Finding constants
	Summary  string   // what was found and what was done, for any number of them
	Count    int      // how many
	Examples []string // the first ten in ascending identifiers, a sentence each
}

// String returns the finding in one line.
func (f Finding) String() string {
	s := fmt.Sprintf("%d %s", f.Count, f.Summary)
	if len(f.Examples) > 0 {
		s += ": " + strings.Join(f.Examples, "; ")
	}
	if f.Count > len(f.Examples) {
		s += "; …"
	}
	return s
}

// Report tells what [Build] left out or found odd. Like the numbering it does
// not depend on the order of the input.
type Report struct {
	Findings []Finding // those with a count above zero, in the order of the Finding constants
}

// Count returns the count of a code, 0 if nothing of the kind was found.
func (r *Report) Count(code string) int {
	for _, f := range r.Findings {
		if f.Code == code {
			return f.Count
		}
	}
	return 0
}

// exampleCount is how many examples of a finding a report keeps.
const exampleCount = 10

// sighting identifies one example, for its order, and says its sentence late,
// because of a million sightings only ten are told.
type sighting struct {
	key  [5]uint64
	tell func(key [5]uint64) string
}

// tally counts sightings by code and keeps the first ten of each by key.
type tally struct {
	counts map[string]int
	kept   map[string][]sighting
}

func newTally() *tally {
	return &tally{counts: map[string]int{}, kept: map[string][]sighting{}}
}

func (t *tally) add(code string, key [5]uint64, tell func([5]uint64) string) {
	t.counts[code]++
	kept := t.kept[code]
	if len(kept) == exampleCount && slices.Compare(kept[exampleCount-1].key[:], key[:]) <= 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(kept, key, func(s sighting, key [5]uint64) int {
		return slices.Compare(s.key[:], key[:])
	})
	kept = slices.Insert(kept, i, sighting{key, tell})
	t.kept[code] = kept[:min(len(kept), exampleCount)]
}

func (t *tally) report() *Report {
	r := &Report{}
	for _, s := range findingSummaries {
		if t.counts[s.code] == 0 {
			continue
		}
		f := Finding{Code: s.code, Summary: s.summary, Count: t.counts[s.code]}
		for _, k := range t.kept[s.code] {
			f.Examples = append(f.Examples, k.tell(k.key))
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}

// standing is the state in which a row's concept was found.
type standing uint8

const (
	standingActive standing = iota
	standingInactive
	standingAbsent
)

func (s standing) String() string {
	return [...]string{"active", "inactive", "absent"}[s]
}

// isA counts an is-a row that is left out because of its concepts' standing.
func (t *tally) isA(child, parent sctid.ID, childIs, parentIs standing) {
	code := FindingIsAInactive
	if max(childIs, parentIs) == standingAbsent {
		code = FindingIsAAbsent
	}
	t.add(code, [5]uint64{uint64(child), uint64(parent), uint64(childIs), uint64(parentIs)}, func(k [5]uint64) string {
		sentence := fmt.Sprintf("%d is-a %d", k[0], k[1])
		if s := standing(k[2]); s != standingActive {
			sentence += fmt.Sprintf(", the child is %s", s)
		}
		if s := standing(k[3]); s != standingActive {
			sentence += fmt.Sprintf(", the parent is %s", s)
		}
		return sentence
	})
}

// attribute counts an attribute row that is left out because of its concepts'
// standing. A concrete value has destination 0 and counts as active.
func (t *tally) attribute(row *AttributeRow, source, kind, destination standing) {
	code := FindingAttributeInactive
	if max(source, kind, destination) == standingAbsent {
		code = FindingAttributeAbsent
	}
	roles := uint64(source) | uint64(kind)<<8 | uint64(destination)<<16
	t.add(code, attributeKey(row, roles), func(k [5]uint64) string {
		var sentence strings.Builder
		sentence.WriteString(attributeSentence(k))
		for i, role := range []string{"source", "type", "destination"} {
			if s := standing(k[4] >> (8 * i) & 0xff); s != standingActive {
				fmt.Fprintf(&sentence, ", the %s is %s", role, s)
			}
		}
		return sentence.String()
	})
}

func attributeKey(row *AttributeRow, last uint64) [5]uint64 {
	return [5]uint64{uint64(row.Source), uint64(row.Group), uint64(row.Type), uint64(row.Destination), last}
}

func attributeSentence(k [5]uint64) string {
	value := "a concrete value"
	if k[3] != 0 {
		value = fmt.Sprint(k[3])
	}
	return fmt.Sprintf("concept %d, group %d: %d = %s", k[0], k[1], k[2], value)
}
