package rpc

import (
	"testing"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

func TestRefsetType(t *testing.T) {
	columns := func(names ...string) []terminology.RefsetColumn {
		var list []terminology.RefsetColumn
		for _, name := range names {
			list = append(list, terminology.RefsetColumn{Name: name, Kind: terminology.FieldComponent})
		}
		return list
	}
	seen := map[firnv1.RefsetType]bool{}
	for _, test := range []struct {
		refset terminology.Refset
		want   firnv1.RefsetType
	}{
		{terminology.Refset{}, firnv1.RefsetType_REFSET_TYPE_SIMPLE},
		{terminology.Refset{TypeID: terminology.SimpleRefsetType}, firnv1.RefsetType_REFSET_TYPE_SIMPLE},
		{terminology.Refset{TypeID: terminology.LanguageRefsetType}, firnv1.RefsetType_REFSET_TYPE_LANGUAGE},
		{terminology.Refset{Columns: columns("acceptabilityId")}, firnv1.RefsetType_REFSET_TYPE_LANGUAGE},
		{terminology.Refset{TypeID: terminology.AssociationRefsetType}, firnv1.RefsetType_REFSET_TYPE_ASSOCIATION},
		{terminology.Refset{Columns: columns("targetComponentId")}, firnv1.RefsetType_REFSET_TYPE_ASSOCIATION},
		{terminology.Refset{TypeID: terminology.AttributeValueRefsetType}, firnv1.RefsetType_REFSET_TYPE_ATTRIBUTE_VALUE},
		{terminology.Refset{Columns: columns("valueId")}, firnv1.RefsetType_REFSET_TYPE_ATTRIBUTE_VALUE},
		{terminology.Refset{TypeID: terminology.SimpleMapToRefsetType, Columns: columns("mapTarget")}, firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP},
		{terminology.Refset{Columns: columns("mapSource")}, firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP},
		{terminology.Refset{TypeID: terminology.SimpleMapFromRefsetType, Columns: columns("mapSource", "correlationId")}, firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP_WITH_CORRELATION},
		{terminology.Refset{Columns: columns("mapTarget", "correlationId")}, firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP_WITH_CORRELATION},
		{terminology.Refset{TypeID: terminology.ComplexMapRefsetType, Columns: columns("mapGroup", "mapTarget", "correlationId")}, firnv1.RefsetType_REFSET_TYPE_COMPLEX_MAP},
		{terminology.Refset{Columns: columns("mapGroup", "mapTarget", "correlationId")}, firnv1.RefsetType_REFSET_TYPE_COMPLEX_MAP},
		{terminology.Refset{TypeID: terminology.ComplexMapRefsetType, Columns: columns("mapGroup", "mapTarget", "mapBlock")}, firnv1.RefsetType_REFSET_TYPE_EXTENDED_MAP},
		{terminology.Refset{Columns: columns("mapGroup", "mapTarget", "mapCategoryId")}, firnv1.RefsetType_REFSET_TYPE_EXTENDED_MAP},
		{terminology.Refset{TypeID: terminology.OWLExpressionRefsetType}, firnv1.RefsetType_REFSET_TYPE_OWL_EXPRESSION},
		{terminology.Refset{Columns: columns("owlExpression")}, firnv1.RefsetType_REFSET_TYPE_OWL_EXPRESSION},
		{terminology.Refset{TypeID: terminology.ModuleDependency}, firnv1.RefsetType_REFSET_TYPE_MODULE_DEPENDENCY},
		{terminology.Refset{Columns: columns("sourceEffectiveTime", "targetEffectiveTime")}, firnv1.RefsetType_REFSET_TYPE_MODULE_DEPENDENCY},
		{terminology.Refset{TypeID: terminology.RefsetDescriptorType}, firnv1.RefsetType_REFSET_TYPE_REFSET_DESCRIPTOR},
		{terminology.Refset{Columns: columns("attributeDescription", "attributeType", "attributeOrder")}, firnv1.RefsetType_REFSET_TYPE_REFSET_DESCRIPTOR},
		{terminology.Refset{TypeID: terminology.DescriptionFormatType}, firnv1.RefsetType_REFSET_TYPE_DESCRIPTION_FORMAT},
		{terminology.Refset{Columns: columns("descriptionFormat", "descriptionLength")}, firnv1.RefsetType_REFSET_TYPE_DESCRIPTION_FORMAT},
		{terminology.Refset{TypeID: terminology.OrderedComponentType}, firnv1.RefsetType_REFSET_TYPE_ORDERED},
		{terminology.Refset{Columns: columns("order", "targetComponentId")}, firnv1.RefsetType_REFSET_TYPE_ORDERED},
		{terminology.Refset{TypeID: terminology.QuerySpecificationType}, firnv1.RefsetType_REFSET_TYPE_QUERY_SPECIFICATION},
		{terminology.Refset{Columns: columns("query")}, firnv1.RefsetType_REFSET_TYPE_QUERY_SPECIFICATION},
		{terminology.Refset{TypeID: terminology.MemberAnnotationType}, firnv1.RefsetType_REFSET_TYPE_ANNOTATION},
		{terminology.Refset{TypeID: terminology.MRCMDomainType}, firnv1.RefsetType_REFSET_TYPE_MRCM_DOMAIN},
		{terminology.Refset{TypeID: terminology.MRCMAttributeDomainType}, firnv1.RefsetType_REFSET_TYPE_MRCM_ATTRIBUTE_DOMAIN},
		{terminology.Refset{TypeID: terminology.MRCMAttributeRangeType}, firnv1.RefsetType_REFSET_TYPE_MRCM_ATTRIBUTE_RANGE},
		{terminology.Refset{TypeID: terminology.MRCMModuleScopeType}, firnv1.RefsetType_REFSET_TYPE_MRCM_MODULE_SCOPE},
		{terminology.Refset{Columns: columns("flavour")}, firnv1.RefsetType_REFSET_TYPE_UNSPECIFIED},
	} {
		if got := refsetTypeProto(&test.refset); got != test.want {
			t.Errorf("%+v: %v, want %v", test.refset, got, test.want)
		}
		seen[test.want] = true
	}
	for number, name := range firnv1.RefsetType_name {
		if !seen[firnv1.RefsetType(number)] {
			t.Errorf("no case for %s", name)
		}
	}
}
