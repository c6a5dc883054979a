package ecl

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
)

// Result is what a query stands for, in one of three forms:
//
//   - a set of concepts: Concepts isn't nil;
//   - rows, for ^ [a, b] X and ^ [*] X: Columns and Rows, a row for each member
//     that passes, in ascending order of reference set, referenced component and
//     member id;
//   - values, for ^ [a] X where a isn't a column of components: one column, and
//     a row for each different value, in ascending order.
//
// The slices are the caller's; the bitmap is shared and must not be changed.
type Result struct {
	// Concepts are ordinals of the release's taxonomy.
	Concepts *roaring.Bitmap

	Columns []Column
	Rows    [][]terminology.Field // one field for each column

	// Warnings are about identifiers that name no concept, or an inactive one, and
	// about ^ of what has no members, in the order of the text.
	Warnings []Warning
}

// Column is a column of a [Result]. A field whose kind is 0 stands in the rows of
// reference sets without such a column.
type Column struct {
	Name string // as in the reference set's file
	Kind terminology.FieldKind
}

// Count returns the number of concepts, or of rows.
func (r *Result) Count() int {
	if r.Concepts != nil {
		return int(r.Concepts.GetCardinality())
	}
	return len(r.Rows)
}

// run executes the plan.
func (x *execution) run(within *roaring.Bitmap) (Result, error) {
	result := Result{Warnings: x.plan.warnings}
	if err := x.check(); err != nil {
		return Result{}, err
	}
	if x.plan.root != nil {
		var err error
		if result.Concepts, err = x.within(x.plan.root, within); err != nil {
			return Result{}, exhausted(err)
		}
		return result, nil
	}
	if err := x.rows(x.plan.rows, &result); err != nil {
		return Result{}, exhausted(err)
	}
	return result, nil
}

func (x *execution) rows(spec *rowsSpec, result *Result) error {
	refsets, err := x.refsetsOf(spec.refsets)
	if err != nil {
		return err
	}
	test, err := x.memberTest(spec.spec)
	if err != nil {
		return err
	}
	var names []string // lower case
	result.Columns, names = spec.columns(refsets)
	for i := range refsets {
		if spec.distinct {
			if _, ok := kindOfField(&refsets[i], names[0]); !ok {
				continue
			}
		}
		for m, err := range x.engine.store.Members(refsets[i].ID, terminology.MemberKey{}) {
			if err != nil {
				return err
			}
			if err := x.step(100); err != nil {
				return err
			}
			if !test.accepts(&refsets[i], &m) {
				continue
			}
			row := make([]terminology.Field, len(names))
			size := 24
			for j, name := range names {
				row[j], _ = fieldOf(&refsets[i], &m, name)
				row[j].Text = strings.Clone(row[j].Text)
				size += int(unsafe.Sizeof(row[j])) + len(row[j].Text)
			}
			result.Rows = append(result.Rows, row)
			if err := x.charge(uint64(size)); err != nil {
				return err
			}
		}
	}
	if spec.distinct {
		slices.SortFunc(result.Rows, func(a, b []terminology.Field) int { return compareFields(a[0], b[0]) })
		result.Rows = slices.CompactFunc(result.Rows, func(a, b []terminology.Field) bool { return a[0] == b[0] })
	}
	return nil
}

func compareFields(a, b terminology.Field) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Integer, b.Integer), strings.Compare(a.Text, b.Text))
}

// columns returns the columns of the result: those asked for, in that order; or
// referencedComponentId and then all others, reference set by reference set in
// ascending order of id, each name once.
func (r *rowsSpec) columns(refsets []terminology.Refset) (columns []Column, names []string) {
	add := func(name string, kind terminology.FieldKind) {
		columns = append(columns, Column{name, kind})
		names = append(names, strings.ToLower(name))
	}
	if r.fields == nil {
		add("referencedComponentId", terminology.FieldComponent)
		for i := range refsets {
			for _, c := range refsets[i].Columns {
				if !slices.Contains(names, strings.ToLower(c.Name)) {
					add(c.Name, c.Kind)
				}
			}
		}
		return columns, names
	}
	for _, field := range r.fields {
		name, kind := fieldSpelling(field, refsets)
		add(name, kind)
	}
	return columns, names
}

// fieldSpelling returns the name of a field as the files have it, and its kind.
func fieldSpelling(field string, refsets []terminology.Refset) (string, terminology.FieldKind) {
	lower := strings.ToLower(field)
	for _, name := range []string{"id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId"} {
		if strings.ToLower(name) == lower {
			kind, _ := kindOfField(&terminology.Refset{}, lower)
			return name, kind
		}
	}
	for i := range refsets {
		if at := columnOf(&refsets[i], lower); at >= 0 {
			return refsets[i].Columns[at].Name, refsets[i].Columns[at].Kind
		}
	}
	return field, 0
}

// FieldText returns a field of a row as text: an id or a number in decimal, a
// text as it is, and nothing for a field that isn't there.
func FieldText(f terminology.Field) string {
	switch f.Kind {
	case terminology.FieldComponent:
		if f.ID == 0 {
			return ""
		}
		return f.ID.String()
	case terminology.FieldInteger:
		return fmt.Sprint(f.Integer)
	default:
		return f.Text
	}
}
