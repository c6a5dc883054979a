package maps

import (
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Decision is whether it is known which row of a group is to be used.
type Decision uint8

// The decisions.
const (
	// Decided: one row is chosen, and no rule before it is open.
	Decided Decision = iota
	// Open: the record doesn't tell about the rules of some rows. If a row is chosen
	// all the same, then for when none of those before it holds.
	Open
	// NoRow: no row's rule holds.
	NoRow
)

// String returns "decided", "open" or "no-row".
func (d Decision) String() string { return [...]string{"decided", "open", "no-row"}[d] }

// Group is the rows of a concept of which one is to be used. A row of a map without
// groups is a group for itself, of number 0.
type Group struct {
	Block, Number int
	Rows          []Row     // by ascending priority
	Outcomes      []Outcome // of the rules, one for each row
	Chosen        int       // the place in Rows of the first row whose rule holds, or -1
	Decision      Decision
}

// Translate evaluates the rules of a concept's rows for a record and chooses a row of
// each group. The groups are in ascending order of block and number; there are none
// for a concept without rows. Errors are those of [Map.AppendRows].
//
// The chosen row may have an empty code: then the map says that the concept has no
// code, and its advice says why.
func (m *Map) Translate(o taxonomy.Ordinal, record *Record) ([]Group, error) {
	rows, err := m.AppendRows(nil, o)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	if record == nil {
		record = &Record{}
	}
	outcomes := make([]Outcome, len(rows))
	for i := range rows {
		outcomes[i] = rows[i].Rule.Evaluate(m.tax, o, record)
	}
	var groups []Group
	for from := 0; from < len(rows); {
		to := from + 1
		for m.Kind != Simple && to < len(rows) && rows[to].Block == rows[from].Block && rows[to].Group == rows[from].Group {
			to++
		}
		g := Group{Block: rows[from].Block, Number: rows[from].Group, Rows: rows[from:to:to], Outcomes: outcomes[from:to:to]}
		g.choose()
		groups = append(groups, g)
		from = to
	}
	return groups, nil
}

// choose fills Chosen and Decision.
func (g *Group) choose() {
	g.Chosen, g.Decision = -1, NoRow
	for i, outcome := range g.Outcomes {
		switch outcome {
		case Undecided:
			g.Decision = Open
		case Holds:
			g.Chosen = i
			if g.Decision == NoRow {
				g.Decision = Decided
			}
			return
		}
	}
}
