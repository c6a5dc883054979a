package maps

import (
	"cmp"
	"context"
	"slices"

	"github.com/firn-sct/firn/internal/once"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Kind is what rows a map has.
type Kind uint8

// The kinds.
const (
	Simple   Kind = iota // one code a row, and each row for itself
	Complex              // rows in groups, with priorities, rules, advice and correlation
	Extended             // the same with a map category
)

// String returns "simple", "complex" or "extended".
func (k Kind) String() string { return [...]string{"simple", "complex", "extended"}[k] }

// Direction is which way a map was made.
type Direction uint8

// The directions.
const (
	FromSNOMEDCT Direction = iota // mapTarget is the code for the referenced component
	ToSNOMEDCT                    // the referenced component is the target of the code mapSource
)

// String returns "from-snomed-ct" or "to-snomed-ct".
func (d Direction) String() string { return [...]string{"from-snomed-ct", "to-snomed-ct"}[d] }

// Map is a map reference set of a release. It is safe for use by many goroutines at
// once. [Maps] finds it.
type Map struct {
	Refset    terminology.Refset
	Kind      Kind
	Direction Direction
	System    System // of the codes; the zero value where it isn't a well-known one

	release *terminology.Release
	tax     *taxonomy.Taxonomy
	store   terminology.Store
	columns columns
	table   once.Value[*table]
}

// columns are the places of a map's additional columns; -1 for one that it hasn't.
type columns struct {
	code, group, priority, rule, advice, correlation, category, block int
}

// newMap returns nil for a reference set that is no map.
func newMap(release *terminology.Release, refset terminology.Refset) *Map {
	place := func(name string, kinds ...terminology.FieldKind) int {
		return slices.IndexFunc(refset.Columns, func(c terminology.RefsetColumn) bool { return c.Name == name && slices.Contains(kinds, c.Kind) })
	}
	const text, integer, component = terminology.FieldString, terminology.FieldInteger, terminology.FieldComponent
	m := &Map{
		Refset: refset, System: systemOf(refset.ID),
		release: release, tax: release.Taxonomy(), store: release.Store(),
		columns: columns{
			code: place("mapTarget", text, component), group: place("mapGroup", integer), priority: place("mapPriority", integer),
			rule: place("mapRule", text), advice: place("mapAdvice", text), correlation: place("correlationId", component),
			category: place("mapCategoryId", component), block: place("mapBlock", integer),
		},
	}
	if m.columns.code < 0 {
		m.columns.code, m.Direction = place("mapSource", text, component), ToSNOMEDCT
	}
	switch {
	case m.columns.code < 0:
		return nil
	case m.columns.group < 0:
		m.Kind = Simple
	case m.columns.category < 0:
		m.Kind = Complex
	default:
		m.Kind = Extended
	}
	return m
}

// Row is an active row of a map. Columns that the map hasn't are zero.
type Row struct {
	// ComponentID is the referenced component: a concept nearly always.
	ComponentID sctid.ID
	// Code is the code in the other system, as it stands in the row. It is empty in
	// a row that says that there is no code.
	Code            string
	Block           int
	Group, Priority int
	Rule            *Rule // nil in a map without rules
	Advice          string
	CorrelationID   sctid.ID
	CategoryID      sctid.ID
}

// compareRows is the order of a concept's rows.
func compareRows(a, b *Row) int {
	return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Priority, b.Priority))
}

// row reads a member; rules come from the dictionary, if there is one.
func (m *Map) row(member *terminology.Member, rules *ruleDictionary) Row {
	c := &m.columns
	text := func(place int) string {
		if place < 0 || place >= len(member.Fields) {
			return ""
		}
		return member.Fields[place].Text
	}
	integer := func(place int) int {
		if place < 0 || place >= len(member.Fields) {
			return 0
		}
		return int(member.Fields[place].Integer)
	}
	r := Row{
		ComponentID: member.ReferencedComponentID, Code: text(c.code),
		Block: integer(c.block), Group: integer(c.group), Priority: integer(c.priority),
		Advice: text(c.advice), CorrelationID: member.Component(c.correlation), CategoryID: member.Component(c.category),
	}
	if id := member.Component(c.code); id != 0 {
		r.Code = id.String()
	}
	if c.rule >= 0 {
		r.Rule = rules.rule(text(c.rule))
	}
	return r
}

// AppendRows appends the active rows of a concept, in ascending order of block, group
// and priority; rows that are equal in these are in order of their member ids. Until
// the map's table is made they come from the store, and errors are internal.
func (m *Map) AppendRows(rows []Row, o taxonomy.Ordinal) ([]Row, error) {
	if t, made := m.table.Made(); made {
		return t.appendRows(rows, o), nil
	}
	first := len(rows)
	for member, err := range m.store.ComponentMembers(m.Refset.ID, m.tax.ID(o)) {
		if err != nil {
			return rows[:first], err
		}
		if member.Active {
			rows = append(rows, m.row(&member, nil))
		}
	}
	slices.SortStableFunc(rows[first:], func(a, b Row) int { return compareRows(&a, &b) })
	return rows, nil
}

// Warm makes the map's table, if it isn't there: for those who will ask about many
// concepts. An error of ctx interrupts it; another is internal.
func (m *Map) Warm(ctx context.Context) error {
	_, err := m.warm(ctx)
	return err
}

func (m *Map) warm(ctx context.Context) (*table, error) {
	return m.table.Get(ctx, m.makeTable)
}
