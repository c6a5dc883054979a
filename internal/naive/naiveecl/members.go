package naiveecl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology/ecl"
)

// membership applies ^ or ^R to a set.
func (m *Model) membership(o *ecl.Membership, x Set) Set {
	found := Set{}
	if o.Operator == ecl.RefsetContainingAny {
		for _, r := range m.admitted(o, m.rows(union(Set{}, m.concepts))) {
			if x[r.ReferencedComponentID] && m.concepts[r.RefsetID] {
				found[r.RefsetID] = true
			}
		}
		return found
	}
	field := "referencedcomponentid"
	if len(o.Fields) == 1 {
		field = strings.ToLower(o.Fields[0].Name)
	}
	rows := m.rows(x)
	m.mustHave(rows, field)
	for _, r := range m.admitted(o, rows) {
		c, ok := r.columns[field]
		if ok && c.kind != 'c' {
			m.fail("ECL_ROWS_NOT_A_SET", "field %q holds no concepts", field)
			continue
		}
		if id := number(c.text); ok && m.concepts[id] {
			found[id] = true
		}
	}
	return found
}

// mustHave refuses a column that none of the rows has.
func (m *Model) mustHave(rows []row, column string) {
	if len(rows) > 0 && !slices.ContainsFunc(rows, func(r row) bool { _, ok := r.columns[column]; return ok }) {
		m.fail("ECL_FIELD_UNKNOWN", "field %q", column)
	}
}

// fields gives the rows of a membership that asks for columns.
func (m *Model) fields(o *ecl.Membership, atom ecl.Atom) ([]string, [][]string) {
	rows := m.rows(m.atom(atom))
	var names []string
	if o.AllFields {
		names = []string{"referencedComponentId"}
		for _, r := range rows {
			for _, name := range r.names {
				if !slices.ContainsFunc(names, func(known string) bool { return strings.EqualFold(known, name) }) {
					names = append(names, name)
				}
			}
		}
	}
	for _, f := range o.Fields {
		m.mustHave(rows, strings.ToLower(f.Name))
		names = append(names, f.Name)
	}
	var table [][]string
	for _, r := range m.admitted(o, rows) {
		var values []string
		if _, ok := r.columns[strings.ToLower(names[0])]; !ok && len(names) == 1 {
			continue // of a reference set without the one column asked for
		}
		for _, name := range names {
			values = append(values, r.columns[strings.ToLower(name)].text)
		}
		table = append(table, values)
	}
	return names, table
}

// fieldValues gives the different values of a single column.
func (m *Model) fieldValues(o *ecl.Membership, atom ecl.Atom) [][]string {
	_, table := m.fields(o, atom)
	slices.SortFunc(table, slices.Compare)
	return slices.CompactFunc(table, slices.Equal)
}

// holdsConcepts reports whether the one column asked for holds components in all
// reference sets that have it.
func (m *Model) holdsConcepts(o *ecl.Membership, atom ecl.Atom) bool {
	return !slices.ContainsFunc(m.rows(m.atom(atom)), func(r row) bool {
		c, ok := r.columns[strings.ToLower(o.Fields[0].Name)]
		return ok && c.kind != 'c'
	})
}

// admitted returns the rows that all conditions of all filters hold for. Rows
// are active ones unless any filter says which states it wants.
func (m *Model) admitted(o *ecl.Membership, rows []row) []row {
	hasActive := slices.ContainsFunc(o.Filters, namesActive)
	for _, f := range o.Filters {
		for _, c := range f.Conditions {
			if c, ok := c.(*ecl.FieldCondition); ok {
				name := strings.ToLower(c.Field.Name)
				m.mustHave(rows, name)
				has := func(r row) bool { _, ok := r.columns[name]; return ok }
				if slices.ContainsFunc(rows, has) && !slices.ContainsFunc(rows, func(r row) bool { return has(r) && fits(r.columns[name].kind, c.Value) }) {
					m.fail("ECL_FILTER_VALUE_INVALID", "field %q compared with %T", name, c.Value)
				}
			}
		}
	}
	var found []row
	for _, r := range rows {
		if !r.Active && !hasActive {
			continue
		}
		if !slices.ContainsFunc(o.Filters, func(f *ecl.Filter) bool {
			return !m.all(f.Conditions, func(c ecl.Condition) bool { return m.memberHas(&r, c) })
		}) {
			found = append(found, r)
		}
	}
	return found
}

// fits reports whether a value can be compared with a column of a kind. Those of
// another kind don't pass, and it is an error if all are.
func fits(kind byte, v ecl.Value) bool {
	switch v.(type) {
	case *ecl.SubExpression:
		return kind == 'c'
	case *ecl.Number:
		return kind == 'i'
	case *ecl.Boolean:
		return kind == 'i' || kind == 's'
	}
	return kind == 's'
}

func (m *Model) memberHas(r *row, condition ecl.Condition) bool {
	c, ok := condition.(*ecl.FieldCondition)
	if !ok {
		return m.rowHas(r.Row, condition)
	}
	column, ok := r.columns[strings.ToLower(c.Field.Name)]
	if !ok {
		return false // another reference set of the same membership has it
	}
	if !fits(column.kind, c.Value) {
		return false
	}
	switch v := c.Value.(type) {
	case *ecl.SubExpression:
		return column.text != "" && m.subOnce(v)[number(column.text)] == equal(c.Operator)
	case *ecl.Number:
		return column.text != "" && c.Operator.Holds(rational(column.text).Cmp(rational(v.Text)))
	case *ecl.Boolean:
		is, known := map[string]bool{"1": true, "true": true, "0": false, "false": false}[strings.ToLower(column.text)]
		return known && (is == v.Value) == equal(c.Operator)
	case *ecl.SearchTerms:
		return anyTerm(v, column.text, "") == equal(c.Operator)
	case *ecl.Dates:
		if _, err := strconv.Atoi(column.text); err != nil && column.text != "" {
			return c.Operator == ecl.NotEqual // no time at all
		}
		return timeHas(column.text, c.Operator, v)
	}
	panic(fmt.Sprintf("value %T", c.Value))
}
