package terminology

import "github.com/firn-sct/firn/terminology/sctid"

// FieldKind is the type of a refset column, as the letters of the file name
// give it.
type FieldKind byte

// The three kinds of refset column.
const (
	FieldComponent FieldKind = 'c' // an SCTID
	FieldInteger   FieldKind = 'i' // an integer, or a boolean as 1 and 0
	FieldString    FieldKind = 's' // text; also times, UUIDs and URLs
)

// RefsetColumn is an additional column of a reference set: those behind
// referencedComponentId.
type RefsetColumn struct {
	Name string // from the file's header, for example "targetComponentId"
	Kind FieldKind
}

// Refset is a reference set of a release with its counts.
type Refset struct {
	ID sctid.ID
	// Type is the concept of the reference set's type, for example 900000000000506000
	// for a language reference set: the nearest ancestor that names a file
	// format, else what the columns tell, else 0.
	TypeID  sctid.ID
	Columns []RefsetColumn
	// Members counts all rows, ActiveMembers the active ones.
	Members, ActiveMembers int
}

// Member is a row of a reference set. Reference Set Files, Release File
// Specification.
type Member struct {
	ID UUID
	Stamp
	RefsetID              sctid.ID
	ReferencedComponentID sctid.ID
	Fields                []Field // one for each column of the reference set
}

// Field is the value in one additional column of a member. Kind tells which of
// the other fields holds it.
type Field struct {
	Kind    FieldKind
	ID      sctid.ID // 0 for an empty component column
	Integer int64
	Text    string
}

// Component returns the member's value in the given component column, or 0.
func (m *Member) Component(column int) sctid.ID {
	if column < 0 || column >= len(m.Fields) || m.Fields[column].Kind != FieldComponent {
		return 0
	}
	return m.Fields[column].ID
}
