package rpc

import (
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

// conceptFields is a set of fields of the message Concept: bit n is the field
// with number n.
type conceptFields uint32

// The fields, by their numbers in concept_service.proto. A test compares the two.
const (
	fieldActive conceptFields = 1 << (iota + 2)
	fieldEffectiveTime
	fieldModuleID
	fieldDefinitionStatus
	fieldDefinitionStatusID
	fieldFullySpecifiedName
	fieldPreferredTerm
	fieldSemanticTag
	fieldDescriptions
	fieldParents
	fieldChildCount
	fieldDescendantCount
	fieldRoleGroups
	fieldRelationships
	fieldAxioms
	fieldRefsetIDs
	fieldAlternateIdentifiers
	fieldInactivation
	fieldReplacements
)

const (
	fieldsBasic = fieldActive | fieldEffectiveTime | fieldModuleID | fieldDefinitionStatus | fieldDefinitionStatusID |
		fieldFullySpecifiedName | fieldPreferredTerm | fieldSemanticTag
	fieldsStandard = fieldsBasic | fieldDescriptions | fieldParents | fieldChildCount | fieldDescendantCount |
		fieldRoleGroups | fieldInactivation | fieldReplacements
	fieldsFull = fieldsStandard | fieldRelationships | fieldAxioms | fieldRefsetIDs | fieldAlternateIdentifiers

	fieldsNames = fieldFullySpecifiedName | fieldPreferredTerm | fieldSemanticTag
)

func (f conceptFields) has(any conceptFields) bool { return f&any != 0 }

// chooseFields reads the view and the mask of a request.
func chooseFields(view firnv1.ConceptView, mask *fieldmaskpb.FieldMask) (conceptFields, error) {
	if paths := mask.GetPaths(); len(paths) > 0 {
		var fields conceptFields
		known := (*firnv1.Concept)(nil).ProtoReflect().Descriptor().Fields()
		for _, path := range paths {
			field := known.ByName(protoreflect.Name(path))
			if field == nil {
				return 0, invalid("read_mask", "read_mask has %.60q, which is not a field of Concept", path)
			}
			fields |= 1 << field.Number()
		}
		return fields, nil
	}
	switch view {
	case firnv1.ConceptView_CONCEPT_VIEW_BASIC:
		return fieldsBasic, nil
	case firnv1.ConceptView_CONCEPT_VIEW_UNSPECIFIED, firnv1.ConceptView_CONCEPT_VIEW_STANDARD:
		return fieldsStandard, nil
	case firnv1.ConceptView_CONCEPT_VIEW_FULL:
		return fieldsFull, nil
	}
	return 0, invalid("view", "view %d is not known: expected BASIC, STANDARD or FULL", view)
}

// parts returns what of a concept must be decoded for the fields.
func (f conceptFields) parts(inactive bool) terminology.Parts {
	var parts terminology.Parts
	for _, need := range [...]struct {
		fields conceptFields
		parts  terminology.Parts
	}{
		{fieldsNames, terminology.PartNames},
		// Which descriptions have an inactivation mark is among their reference sets.
		{fieldDescriptions, terminology.PartDescriptions | terminology.PartRefsets},
		{fieldRoleGroups | fieldRelationships, terminology.PartRelationships},
		{fieldAxioms, terminology.PartAxioms},
		{fieldRefsetIDs, terminology.PartRefsets},
		{fieldAlternateIdentifiers, terminology.PartIdentifiers},
	} {
		if f.has(need.fields) {
			parts |= need.parts
		}
	}
	if inactive {
		parts |= terminology.PartInactive
	}
	return parts
}
