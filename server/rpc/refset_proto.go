package rpc

import (
	"slices"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

func (l *labels) refsetProto(r *terminology.Refset) (*firnv1.Refset, error) {
	summary, _, err := l.release.SummaryOf(r.ID, l.dialects)
	if err != nil {
		return nil, err
	}
	m := &firnv1.Refset{
		RefsetId:           uint64(r.ID),
		PreferredTerm:      summary.PreferredTerm,
		FullySpecifiedName: summary.FullySpecifiedName,
		Active:             summary.Active,
		ModuleId:           uint64(summary.ModuleID),
		Type:               refsetTypeProto(r),
		TypeId:             uint64(r.TypeID),
		ActiveMemberCount:  uint32(r.ActiveMembers),
		MemberCount:        uint32(r.Members),
	}
	pattern := make([]byte, 0, len(r.Columns))
	for _, column := range r.Columns {
		pattern = append(pattern, byte(column.Kind))
		m.Columns = append(m.Columns, &firnv1.RefsetColumn{Name: column.Name, Kind: columnKindProto(column.Kind)})
	}
	m.Pattern = string(pattern)
	return m, nil
}

func columnKindProto(k terminology.FieldKind) firnv1.ColumnKind {
	switch k {
	case terminology.FieldComponent:
		return firnv1.ColumnKind_COLUMN_KIND_COMPONENT
	case terminology.FieldInteger:
		return firnv1.ColumnKind_COLUMN_KIND_INTEGER
	default:
		return firnv1.ColumnKind_COLUMN_KIND_STRING
	}
}

// refsetTypeProto classes a reference set by its type's concept; where the type
// is a family of file formats, or isn't known, by its columns.
func refsetTypeProto(r *terminology.Refset) firnv1.RefsetType {
	has := func(name string) bool {
		return slices.ContainsFunc(r.Columns, func(c terminology.RefsetColumn) bool { return c.Name == name })
	}
	switch r.TypeID {
	case terminology.SimpleMapFromRefsetType, terminology.SimpleMapToRefsetType:
		if has("correlationId") {
			return firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP_WITH_CORRELATION
		}
		return firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP
	case terminology.ComplexMapRefsetType, terminology.ExtendedMapRefsetType:
		if has("mapCategoryId") || has("mapBlock") {
			return firnv1.RefsetType_REFSET_TYPE_EXTENDED_MAP
		}
		return firnv1.RefsetType_REFSET_TYPE_COMPLEX_MAP
	case terminology.SimpleRefsetType:
		return firnv1.RefsetType_REFSET_TYPE_SIMPLE
	case terminology.LanguageRefsetType:
		return firnv1.RefsetType_REFSET_TYPE_LANGUAGE
	case terminology.AssociationRefsetType, terminology.HistoricalAssociation:
		return firnv1.RefsetType_REFSET_TYPE_ASSOCIATION
	case terminology.AttributeValueRefsetType:
		return firnv1.RefsetType_REFSET_TYPE_ATTRIBUTE_VALUE
	case terminology.OWLExpressionRefsetType:
		return firnv1.RefsetType_REFSET_TYPE_OWL_EXPRESSION
	case terminology.ModuleDependency:
		return firnv1.RefsetType_REFSET_TYPE_MODULE_DEPENDENCY
	case terminology.RefsetDescriptorType:
		return firnv1.RefsetType_REFSET_TYPE_REFSET_DESCRIPTOR
	case terminology.DescriptionFormatType:
		return firnv1.RefsetType_REFSET_TYPE_DESCRIPTION_FORMAT
	case terminology.OrderedComponentType, terminology.OrderedAssociationType:
		return firnv1.RefsetType_REFSET_TYPE_ORDERED
	case terminology.QuerySpecificationType:
		return firnv1.RefsetType_REFSET_TYPE_QUERY_SPECIFICATION
	case terminology.AnnotationRefsetType, terminology.ComponentAnnotationType, terminology.MemberAnnotationType:
		return firnv1.RefsetType_REFSET_TYPE_ANNOTATION
	case terminology.MRCMDomainType:
		return firnv1.RefsetType_REFSET_TYPE_MRCM_DOMAIN
	case terminology.MRCMAttributeDomainType:
		return firnv1.RefsetType_REFSET_TYPE_MRCM_ATTRIBUTE_DOMAIN
	case terminology.MRCMAttributeRangeType:
		return firnv1.RefsetType_REFSET_TYPE_MRCM_ATTRIBUTE_RANGE
	case terminology.MRCMModuleScopeType:
		return firnv1.RefsetType_REFSET_TYPE_MRCM_MODULE_SCOPE
	}
	return refsetTypeByColumns(has, len(r.Columns))
}

// refsetTypeByColumns classes a reference set of an unknown type by the names of
// its columns.
func refsetTypeByColumns(has func(string) bool, columns int) firnv1.RefsetType {
	switch {
	case columns == 0:
		return firnv1.RefsetType_REFSET_TYPE_SIMPLE
	case has("sourceEffectiveTime") && has("targetEffectiveTime"):
		return firnv1.RefsetType_REFSET_TYPE_MODULE_DEPENDENCY
	case has("acceptabilityId"):
		return firnv1.RefsetType_REFSET_TYPE_LANGUAGE
	case has("owlExpression"):
		return firnv1.RefsetType_REFSET_TYPE_OWL_EXPRESSION
	case has("mapCategoryId") || has("mapBlock"):
		return firnv1.RefsetType_REFSET_TYPE_EXTENDED_MAP
	case has("mapGroup") && has("mapTarget"):
		return firnv1.RefsetType_REFSET_TYPE_COMPLEX_MAP
	case (has("mapTarget") || has("mapSource")) && has("correlationId"):
		return firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP_WITH_CORRELATION
	case has("mapTarget") || has("mapSource"):
		return firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP
	case has("descriptionFormat"):
		return firnv1.RefsetType_REFSET_TYPE_DESCRIPTION_FORMAT
	case has("attributeDescription") && has("attributeOrder"):
		return firnv1.RefsetType_REFSET_TYPE_REFSET_DESCRIPTOR
	case has("targetComponentId") && columns == 1:
		return firnv1.RefsetType_REFSET_TYPE_ASSOCIATION
	case has("valueId") && columns == 1:
		return firnv1.RefsetType_REFSET_TYPE_ATTRIBUTE_VALUE
	case has("order"):
		return firnv1.RefsetType_REFSET_TYPE_ORDERED
	case has("query"):
		return firnv1.RefsetType_REFSET_TYPE_QUERY_SPECIFICATION
	}
	return firnv1.RefsetType_REFSET_TYPE_UNSPECIFIED
}

// memberConverter converts members for one request.
type memberConverter struct {
	*labels
	omitTerms bool
	columns   map[sctid.ID][]terminology.RefsetColumn
}

func newMemberConverter(l *labels, omitTerms bool) *memberConverter {
	return &memberConverter{labels: l, omitTerms: omitTerms, columns: map[sctid.ID][]terminology.RefsetColumn{}}
}

// columnsOf returns the columns of a member's reference set.
func (c *memberConverter) columnsOf(id sctid.ID) ([]terminology.RefsetColumn, error) {
	if columns, ok := c.columns[id]; ok {
		return columns, nil
	}
	refset, err := c.release.Refset(id)
	if err != nil {
		return nil, err
	}
	c.columns[id] = refset.Columns
	return refset.Columns, nil
}

func (c *memberConverter) term(id sctid.ID) (string, error) {
	if c.omitTerms || id == 0 {
		return "", nil
	}
	return c.component(id)
}

func (c *memberConverter) member(member *terminology.Member) (*firnv1.Member, error) {
	columns, err := c.columnsOf(member.RefsetID)
	if err != nil {
		return nil, err
	}
	m := &firnv1.Member{
		MemberId:              member.ID.String(),
		Active:                member.Active,
		EffectiveTime:         member.EffectiveTime.String(),
		ModuleId:              uint64(member.ModuleID),
		RefsetId:              uint64(member.RefsetID),
		ReferencedComponentId: uint64(member.ReferencedComponentID),
	}
	if m.RefsetTerm, err = c.term(member.RefsetID); err != nil {
		return nil, err
	}
	if m.ReferencedComponentTerm, err = c.term(member.ReferencedComponentID); err != nil {
		return nil, err
	}
	for i, value := range member.Fields {
		field := &firnv1.MemberField{}
		if i < len(columns) {
			field.Name = columns[i].Name
		}
		switch value.Kind {
		case terminology.FieldComponent:
			field.Value = &firnv1.MemberField_ComponentId{ComponentId: uint64(value.ID)}
			if field.ComponentTerm, err = c.term(value.ID); err != nil {
				return nil, err
			}
		case terminology.FieldInteger:
			field.Value = &firnv1.MemberField_Integer{Integer: value.Integer}
		default:
			field.Value = &firnv1.MemberField_Text{Text: value.Text}
		}
		m.Fields = append(m.Fields, field)
	}
	return m, nil
}
