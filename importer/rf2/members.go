package rf2

import (
	"context"

	"github.com/firn-sct/firn/terminology/sctid"
)

// MemberRow is a row of a reference set file, an OWL expression file among
// them.
type MemberRow struct {
	Line                  int64
	ID                    UUID
	EffectiveTime         Date // 0: unpublished
	Active                bool
	ModuleID              sctid.ID
	RefsetID              sctid.ID
	ReferencedComponentID sctid.ID // of any kind
	// Fields are the additional columns: one for each of File.Fields. The
	// slice and the texts are valid until the function returns.
	Fields []Field
}

// Field is the value in an additional column of a reference set.
type Field struct {
	Type    ColumnType
	ID      sctid.ID // of a component column, of any kind; 0 where it is empty
	Integer int64    // of an integer column, 32 bits; 0 where it is empty
	Text    []byte   // of every column: as it stands in the file
}

// ReadMembers reads a file of KindRefset. See [Options] for bad rows; an error
// of fn ends the reading and is returned.
func ReadMembers(ctx context.Context, f *File, opts Options, fn func(*MemberRow) error) error {
	row := MemberRow{Fields: make([]Field, len(f.Fields))}
	return read(ctx, f, opts, func(p *parser) error {
		row.Line = p.line
		row.ID = p.uuid(0)
		row.EffectiveTime = p.date(1)
		row.Active = p.boolean(2)
		row.ModuleID = p.id(3, sctid.KindConcept)
		row.RefsetID = p.id(4, sctid.KindConcept)
		row.ReferencedComponentID = p.id(5, sctid.KindUnknown)
		for i := range f.Fields {
			p.field(refsetColumns+i, &f.Fields[i], &row.Fields[i])
		}
		if p.err != nil {
			return nil
		}
		return fn(&row)
	}, KindRefset)
}

// field reads an additional column by its type.
func (p *parser) field(column int, c *Column, f *Field) {
	text := p.cols[column]
	*f = Field{Type: c.Type, Text: text}
	if len(text) == 0 {
		if c.Required {
			p.fail(column, RowEmpty, "nothing", c.Type.expected(), nil)
		}
		return
	}
	switch c.Type {
	case ComponentColumn:
		f.ID = p.id(column, sctid.KindUnknown)
	case IntegerColumn:
		f.Integer = int64(p.integer(column))
	}
}

// expected says what a column of the type should hold.
func (t ColumnType) expected() string {
	switch t {
	case ComponentColumn:
		return "an SCTID"
	case IntegerColumn:
		return "an integer"
	default:
		return "text"
	}
}
