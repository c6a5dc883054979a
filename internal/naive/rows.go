package naive

// Row is what every row of RF2 begins with, apart from its id.
type Row struct {
	EffectiveTime string // YYYYMMDD; empty for unpublished content
	Active        bool
	ModuleID      uint64
}

// Concept is a row of the Concept File.
type Concept struct {
	ID uint64
	Row
	DefinitionStatusID uint64
}

// Description is a row of the Description File or the Text Definition File.
type Description struct {
	ID uint64
	Row
	ConceptID          uint64
	LanguageCode       string
	TypeID             uint64
	Term               string
	CaseSignificanceID uint64
}

// Relationship is a row of the Relationship File (DestinationID is set) or of
// the Relationship Concrete Values File (Value is set, as it stands there).
type Relationship struct {
	ID uint64
	Row
	SourceID             uint64
	DestinationID        uint64
	Value                string
	RelationshipGroup    int
	TypeID               uint64
	CharacteristicTypeID uint64
	ModifierID           uint64
}

// Member is a row of a reference set file of any pattern.
type Member struct {
	ID string
	Row
	RefsetID              uint64
	ReferencedComponentID uint64
	Pattern               string   // a letter for each additional column, by the file's name: c, i or s
	Columns               []string // the names of the additional columns
	Fields                []string // their values, as they stand in the file
}

// Field returns the value of an additional column, or "" if there is none.
func (m *Member) Field(column string) string {
	for i, name := range m.Columns {
		if name == column {
			return m.Fields[i]
		}
	}
	return ""
}

// Identifier is a row of the Identifier File.
type Identifier struct {
	AlternateIdentifier string
	Row
	IdentifierSchemeID    uint64
	ReferencedComponentID uint64
}

// File is a file that was read.
type File struct {
	Name   string // without its folders
	Kind   string // Concept, Description, TextDefinition, Relationship, RelationshipConcreteValues, StatedRelationship, Identifier or Refset
	Rows   int    // without the header
	Active int
}

// Well-known concepts. Release File Specification and Technical Implementation
// Guide.
const (
	Root                   = 138875005
	IsA                    = 116680003
	Defined                = 900000000000073002
	FullySpecifiedName     = 900000000000003001
	Synonym                = 900000000000013009
	TextDefinition         = 900000000000550004
	Inferred               = 900000000000011006
	Preferred              = 900000000000548007
	Acceptable             = 900000000000549004
	USEnglish              = 900000000000509007
	GBEnglish              = 900000000000508004
	HistoricalAssociation  = 900000000000522004
	ConceptInactivation    = 900000000000489007
	DescriptionInactivated = 900000000000490003
)
