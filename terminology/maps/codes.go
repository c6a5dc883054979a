package maps

import "context"

// Match is how a code is looked for.
type Match uint8

// The matches.
const (
	Exact  Match = iota // the code itself
	Prefix              // every code that begins with the text
)

// Codes are the rows that have a code, or one of the codes with a prefix: in
// ascending order of the code's bytes, then of the component's id, then of block,
// group and priority. It is a view of the map, and as long-lived.
type Codes struct {
	table *table
	rows  []uint32
}

// ByCode finds the active rows of a code. The text is compared byte by byte, as it
// stands in the release: with the dots, and in the case, of the code system. An
// empty prefix is every row, and the empty code those that say that there is
// no code. The first call makes the map's table, see [Map.Warm]; errors are those of
// that.
func (m *Map) ByCode(ctx context.Context, code string, match Match) (Codes, error) {
	t, err := m.warm(ctx)
	if err != nil {
		return Codes{}, err
	}
	from, to := t.codesOf(code, match == Prefix)
	if from >= to {
		return Codes{}, nil
	}
	return Codes{t, t.byCode[t.rowsAt[from]:t.rowsAt[to]]}, nil
}

// Len returns the number of rows.
func (c Codes) Len() int { return len(c.rows) }

// Row returns a row by its place, from 0.
func (c Codes) Row(i int) Row {
	row := c.rows[i]
	return c.table.row(row, c.table.component(row))
}
