package maps

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// checkEvery is how many rows are read between two looks at the context.
const checkEvery = 4096

// drafts are the rows of a table while it is made, in the order of reading.
type drafts struct {
	component []sctid.ID
	ordinal   []taxonomy.Ordinal // NoOrdinal for what is no concept of the release
	code      []string
	detail    *details
	rules     ruleDictionary
	advices   dictionary[string]
	ids       dictionary[sctid.ID]
}

// dictionary numbers values in the order in which they come.
type dictionary[T comparable] struct {
	places map[T]uint32
	values []T
}

func (d *dictionary[T]) place(value T) uint32 {
	place, ok := d.places[value]
	if !ok {
		if d.places == nil {
			d.places = map[T]uint32{}
		}
		place = uint32(len(d.values))
		d.places[value] = place
		d.values = append(d.values, value)
	}
	return place
}

// makeTable reads a map.
func (m *Map) makeTable(ctx context.Context) (*table, error) {
	d, err := m.readRows(ctx)
	if err != nil {
		return nil, err
	}
	order := make([]uint32, len(d.code))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, d.compare)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	t := &table{tax: m.tax, rowAt: []uint32{0}}
	end := 0
	for end < len(order) && d.ordinal[order[end]] != taxonomy.NoOrdinal {
		o := d.ordinal[order[end]]
		for end < len(order) && d.ordinal[order[end]] == o {
			end++
		}
		t.concepts, t.rowAt = append(t.concepts, o), append(t.rowAt, uint32(end))
	}
	t.concepts, t.rowAt = slices.Clip(t.concepts), slices.Clip(t.rowAt)
	for _, i := range order[end:] {
		t.others = append(t.others, d.component[i])
	}
	t.takeCodes(d, order)
	if d.detail != nil {
		t.detail = d.detail.inOrder(order)
		t.detail.rules, t.detail.advices, t.detail.ids = d.rules.values, d.advices.values, d.ids.values
	}
	return t, ctx.Err()
}

// readRows reads the active rows.
func (m *Map) readRows(ctx context.Context) (*drafts, error) {
	d := &drafts{}
	n := m.Refset.ActiveMembers
	d.component, d.ordinal, d.code = make([]sctid.ID, 0, n), make([]taxonomy.Ordinal, 0, n), make([]string, 0, n)
	if m.Kind != Simple || m.columns.correlation >= 0 || m.columns.rule >= 0 || m.columns.advice >= 0 || m.columns.block >= 0 {
		d.detail = &details{}
	}
	read := 0
	for member, err := range m.store.Members(m.Refset.ID, terminology.MemberKey{}) {
		if err != nil {
			return nil, err
		}
		if read++; read%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !member.Active {
			continue
		}
		r := m.row(&member, &d.rules)
		o, ok := m.tax.Ordinal(r.ComponentID)
		if !ok {
			o = taxonomy.NoOrdinal
		}
		d.component, d.ordinal, d.code = append(d.component, r.ComponentID), append(d.ordinal, o), append(d.code, r.Code)
		if s := d.detail; s != nil {
			s.block, s.group, s.priority = append(s.block, int32(r.Block)), append(s.group, int32(r.Group)), append(s.priority, int32(r.Priority))
			s.rule, s.advice = append(s.rule, d.rules.place(r.Rule)), append(s.advice, d.advices.place(r.Advice))
			s.correlation, s.category = append(s.correlation, d.ids.place(r.CorrelationID)), append(s.category, d.ids.place(r.CategoryID))
		}
	}
	return d, ctx.Err()
}

// compare is the order of rows in a table. Rows were read in order of component and
// member id, and the sort is stable. NoOrdinal is the highest ordinal.
func (d *drafts) compare(a, b uint32) int {
	if c := cmp.Or(cmp.Compare(d.ordinal[a], d.ordinal[b]), cmp.Compare(d.component[a], d.component[b])); c != 0 || d.detail == nil {
		return c
	}
	s := d.detail
	return cmp.Or(cmp.Compare(s.block[a], s.block[b]), cmp.Compare(s.group[a], s.group[b]), cmp.Compare(s.priority[a], s.priority[b]))
}

// inOrder returns the columns in another order of rows.
func (s *details) inOrder(order []uint32) *details {
	return &details{
		block: reorder(s.block, order), group: reorder(s.group, order), priority: reorder(s.priority, order),
		rule: reorder(s.rule, order), advice: reorder(s.advice, order),
		correlation: reorder(s.correlation, order), category: reorder(s.category, order),
	}
}

func reorder[T any](column []T, order []uint32) []T {
	ordered := make([]T, len(order))
	for i, from := range order {
		ordered[i] = column[from]
	}
	return ordered
}

// takeCodes fills the codes, and the rows of each.
func (t *table) takeCodes(d *drafts, order []uint32) {
	// Rows by code, then by component id; within one component they stay in order.
	t.byCode = make([]uint32, len(order))
	for i := range t.byCode {
		t.byCode[i] = uint32(i)
	}
	slices.SortFunc(t.byCode, func(a, b uint32) int {
		return cmp.Or(strings.Compare(d.code[order[a]], d.code[order[b]]), cmp.Compare(d.component[order[a]], d.component[order[b]]), cmp.Compare(a, b))
	})
	t.code = make([]uint32, len(order))
	var text strings.Builder
	t.codeAt = []uint32{0}
	for i, row := range t.byCode {
		code := d.code[order[row]]
		if i == 0 || code != d.code[order[t.byCode[i-1]]] {
			text.WriteString(code)
			t.codeAt = append(t.codeAt, uint32(text.Len()))
			t.rowsAt = append(t.rowsAt, uint32(i))
		}
		t.code[row] = uint32(len(t.codeAt) - 2)
	}
	t.rowsAt = slices.Clip(append(t.rowsAt, uint32(len(t.byCode))))
	t.codeAt = slices.Clip(t.codeAt)
	t.text = strings.Clone(text.String())
}
