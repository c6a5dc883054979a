package maps

import (
	"slices"
	"sort"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// table holds all active rows of a map in columns. Rows are in order of the
// component's ordinal, block, group, priority and member id; rows about components
// that are no concepts of the release come last, in order of the component's id.
type table struct {
	tax *taxonomy.Taxonomy

	// The concepts that have rows, ascending, and where the rows of each begin, with
	// an end.
	concepts []taxonomy.Ordinal
	rowAt    []uint32
	// others are the components of the rows from rowAt's end on.
	others []sctid.ID

	code []uint32 // by row: place in the codes

	// In ascending order of their bytes: code i is text[codeAt[i]:codeAt[i+1]].
	text   string
	codeAt []uint32
	// The rows of code i are byCode[rowsAt[i]:rowsAt[i+1]], in order of the component's
	// id, then as above.
	byCode []uint32
	rowsAt []uint32

	detail *details // nil for a simple map
}

// details are the columns by row of a map with groups.
type details struct {
	block, group, priority []int32
	rule, advice           []uint32 // places in the dictionaries
	correlation, category  []uint32
	rules                  []*Rule
	advices                []string
	ids                    []sctid.ID
}

// rowsOf returns the rows of a concept.
func (t *table) rowsOf(o taxonomy.Ordinal) (from, to uint32) {
	i, ok := slices.BinarySearch(t.concepts, o)
	if !ok {
		return 0, 0
	}
	return t.rowAt[i], t.rowAt[i+1]
}

func (t *table) appendRows(rows []Row, o taxonomy.Ordinal) []Row {
	from, to := t.rowsOf(o)
	if from == to {
		return rows
	}
	id := t.tax.ID(o)
	for row := from; row < to; row++ {
		rows = append(rows, t.row(row, id))
	}
	return rows
}

// row returns a row, whose component is known.
func (t *table) row(row uint32, component sctid.ID) Row {
	r := Row{ComponentID: component, Code: t.codeText(t.code[row])}
	if d := t.detail; d != nil {
		r.Block, r.Group, r.Priority = int(d.block[row]), int(d.group[row]), int(d.priority[row])
		r.Rule, r.Advice = d.rules[d.rule[row]], d.advices[d.advice[row]]
		r.CorrelationID, r.CategoryID = d.ids[d.correlation[row]], d.ids[d.category[row]]
	}
	return r
}

// component returns the referenced component of a row.
func (t *table) component(row uint32) sctid.ID {
	end := t.rowAt[len(t.concepts)]
	if row >= end {
		return t.others[row-end]
	}
	i := sort.Search(len(t.concepts), func(i int) bool { return t.rowAt[i+1] > row })
	return t.tax.ID(t.concepts[i])
}

func (t *table) codeText(code uint32) string { return t.text[t.codeAt[code]:t.codeAt[code+1]] }

// codes returns the number of different codes.
func (t *table) codes() int { return len(t.codeAt) - 1 }

// codesOf returns the codes that are equal to a text, or begin with it: from the
// first up to but without to.
func (t *table) codesOf(code string, prefix bool) (from, to int) {
	from = sort.Search(t.codes(), func(i int) bool { return t.codeText(uint32(i)) >= code })
	beyond := func(text string) bool { return text != code }
	if prefix {
		beyond = func(text string) bool { return len(text) < len(code) || text[:len(code)] != code }
	}
	to = from + sort.Search(t.codes()-from, func(i int) bool { return beyond(t.codeText(uint32(from + i))) })
	return from, to
}
