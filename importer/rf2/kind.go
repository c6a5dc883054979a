package rf2

import "strings"

// Kind is the kind of an RF2 file: it decides which reader reads it.
type Kind uint8

// The kinds of file. Text definitions have the columns of descriptions, stated
// relationships those of relationships; only the file name tells them apart, so
// the rows' typeId and characteristicTypeId have the last word.
const (
	KindUnknown              Kind = iota
	KindConcept                   // [ReadConcepts]
	KindDescription               // [ReadDescriptions]
	KindTextDefinition            // [ReadDescriptions]
	KindRelationship              // [ReadRelationships]
	KindStatedRelationship        // [ReadRelationships]
	KindConcreteRelationship      // [ReadConcreteRelationships]
	KindIdentifier                // [ReadIdentifiers]
	KindRefset                    // [ReadMembers]; OWL expressions too
)

// String returns the kind's name as it stands in file names.
func (k Kind) String() string {
	switch k {
	case KindConcept:
		return "Concept"
	case KindDescription:
		return "Description"
	case KindTextDefinition:
		return "TextDefinition"
	case KindRelationship:
		return "Relationship"
	case KindStatedRelationship:
		return "StatedRelationship"
	case KindConcreteRelationship:
		return "RelationshipConcreteValues"
	case KindIdentifier:
		return "Identifier"
	case KindRefset:
		return "Refset"
	default:
		return "unknown"
	}
}

// schema is the columns that a kind of file begins with.
type schema struct {
	kind    Kind
	columns []string
	order   []int // where the readers' columns stand in the file; nil if in place
}

// The columns of each kind. Release File Specification, "Component Release
// Files" and "Reference Set Release Files". Older Identifier files begin with the
// scheme; their order gives the places of the present columns.
var schemas = []schema{
	{kind: KindConcept, columns: fields("id effectiveTime active moduleId definitionStatusId")},
	{kind: KindDescription, columns: fields("id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId")},
	{kind: KindRelationship, columns: fields("id effectiveTime active moduleId sourceId destinationId relationshipGroup typeId characteristicTypeId modifierId")},
	{kind: KindConcreteRelationship, columns: fields("id effectiveTime active moduleId sourceId value relationshipGroup typeId characteristicTypeId modifierId")},
	{kind: KindIdentifier, columns: fields("alternateIdentifier effectiveTime active moduleId identifierSchemeId referencedComponentId")},
	{
		kind:    KindIdentifier,
		columns: fields("identifierSchemeId alternateIdentifier effectiveTime active moduleId referencedComponentId"),
		order:   []int{1, 2, 3, 4, 0, 5},
	},
	{kind: KindRefset, columns: fields("id effectiveTime active moduleId refsetId referencedComponentId")},
}

func fields(s string) []string { return strings.Fields(s) }

// refsetColumns is the number of columns that every reference set has.
const refsetColumns = 6

// matchHeader finds the schema that a header begins with, or nil. Names are
// compared without regard to case: older files have refSetId.
func matchHeader(header []string) *schema {
	for i := range schemas {
		if s := &schemas[i]; beginsWith(header, s.columns) {
			return s
		}
	}
	return nil
}

func beginsWith(header, columns []string) bool {
	if len(header) < len(columns) {
		return false
	}
	for i, name := range columns {
		if !strings.EqualFold(header[i], name) {
			return false
		}
	}
	return true
}

// kindFromName returns the kind that a file's name speaks of, or KindUnknown.
func kindFromName(n *Name) Kind {
	if _, ok := n.letters(); ok {
		return KindRefset
	}
	for k := KindConcept; k < KindRefset; k++ {
		if strings.EqualFold(n.ContentType, k.String()) {
			return k
		}
	}
	return KindUnknown
}

// kindFromHeader settles the kind: the header decides, and the name only tells
// apart the two pairs of kinds that share their columns.
func kindFromHeader(s *schema, n *Name) Kind {
	named := kindFromName(n)
	switch {
	case s.kind == KindDescription && named == KindTextDefinition,
		s.kind == KindRelationship && named == KindStatedRelationship:
		return named
	}
	return s.kind
}

// schemaOf returns the schema by which the rows of a kind are read.
func schemaOf(k Kind) *schema {
	switch k {
	case KindTextDefinition:
		k = KindDescription
	case KindStatedRelationship:
		k = KindRelationship
	}
	for i := range schemas {
		if schemas[i].kind == k {
			return &schemas[i]
		}
	}
	return nil
}
