package naiveecl

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology/ecl"
)

// Set is a set of concepts, by id.
type Set map[uint64]bool

// Sorted returns the ids in ascending order.
func (s Set) Sorted() []uint64 { return slices.Sorted(maps.Keys(s)) }

// Model is a release as queries see it.
type Model struct {
	// Schemes are the scheme concepts of alternate identifiers, by alias in
	// upper case.
	Schemes map[string]uint64

	release  *naive.Release
	concepts Set
	tuples   map[uint64][]tuple

	// What was worked out once: the members of reference sets, and what is above
	// and below a concept.
	members          map[uint64][]row
	ancestors, below map[uint64][]uint64

	errors []*Error // of the query that is evaluated

	// subs remembers, during one query, what the sub-expressions in conditions
	// give: they are asked for each row.
	subs map[*ecl.SubExpression]Set
}

// tuple is an attribute of a concept.
type tuple struct {
	group   int
	typeID  uint64
	concept uint64 // the value, or 0 for a concrete one
	text    string // the concrete value as it stands in the file
}

// New makes a model of a release.
func New(r *naive.Release) *Model {
	m := &Model{
		Schemes: map[string]uint64{}, release: r, concepts: Set{}, tuples: map[uint64][]tuple{},
		members: map[uint64][]row{}, ancestors: map[uint64][]uint64{}, below: map[uint64][]uint64{},
	}
	for id, c := range r.Concepts {
		m.concepts[id] = true
		if !c.Active {
			continue // no matter what relationships it still has
		}
		seen := map[tuple]bool{}
		for group, relationships := range r.Attributes(id) {
			for _, l := range relationships {
				// An active relationship must not touch an inactive concept: one
				// that does, or touches an absent one, doesn't count.
				if !r.Concepts[l.TypeID].Active || l.DestinationID != 0 && !r.Concepts[l.DestinationID].Active {
					continue
				}
				t := tuple{group, l.TypeID, l.DestinationID, l.Value}
				if !seen[t] {
					seen[t] = true
					m.tuples[id] = append(m.tuples[id], t)
				}
			}
		}
	}
	return m
}

// row is a member with its columns under their names in lower case.
type row struct {
	naive.Member
	columns map[string]column
	names   []string // of the additional columns, as in the file
}

type column struct {
	kind byte // c, i or s as in the names of files
	text string
}

func newRow(m naive.Member) row {
	r := row{Member: m, names: m.Columns, columns: map[string]column{
		"id":                    {'s', m.ID},
		"effectivetime":         {'s', m.EffectiveTime},
		"active":                {'i', map[bool]string{true: "1", false: "0"}[m.Active]},
		"moduleid":              {'c', decimal(m.ModuleID)},
		"refsetid":              {'c', decimal(m.RefsetID)},
		"referencedcomponentid": {'c', decimal(m.ReferencedComponentID)},
	}}
	for i, name := range m.Columns {
		r.columns[strings.ToLower(name)] = column{m.Pattern[i], m.Fields[i]}
	}
	return r
}

// rows returns all rows of the reference sets in a set, of both states.
func (m *Model) rows(refsets Set) []row {
	var found []row
	for _, refset := range refsets.Sorted() {
		known, ok := m.members[refset]
		if !ok {
			for _, member := range m.release.MembersIn(refset, true) {
				known = append(known, newRow(member))
			}
			m.members[refset] = known
		}
		found = append(found, known...)
	}
	return found
}

func (m *Model) subOnce(s *ecl.SubExpression) Set {
	set, ok := m.subs[s]
	if !ok {
		set = m.sub(s)
		m.subs[s] = set
	}
	return set
}

// above returns a concept's ancestors.
func (m *Model) above(id uint64) []uint64 {
	if _, ok := m.ancestors[id]; !ok {
		m.ancestors[id] = m.release.Ancestors(id)
	}
	return m.ancestors[id]
}

// descendants returns what is below a concept.
func (m *Model) descendants(id uint64) []uint64 {
	if _, ok := m.below[id]; !ok {
		m.below[id] = m.release.Descendants(id)
	}
	return m.below[id]
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

func number(s string) uint64 {
	n, _ := strconv.ParseUint(s, 10, 64)
	return n
}
