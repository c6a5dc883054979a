package rpc

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func definitionStatusProto(id sctid.ID) firnv1.DefinitionStatus {
	switch id {
	case terminology.Primitive:
		return firnv1.DefinitionStatus_DEFINITION_STATUS_PRIMITIVE
	case terminology.Defined:
		return firnv1.DefinitionStatus_DEFINITION_STATUS_DEFINED
	}
	return firnv1.DefinitionStatus_DEFINITION_STATUS_UNSPECIFIED
}

func descriptionTypeProto(id sctid.ID) firnv1.DescriptionType {
	switch id {
	case terminology.FullySpecifiedName:
		return firnv1.DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME
	case terminology.Synonym:
		return firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM
	case terminology.TextDefinition:
		return firnv1.DescriptionType_DESCRIPTION_TYPE_DEFINITION
	}
	return firnv1.DescriptionType_DESCRIPTION_TYPE_UNSPECIFIED
}

func caseSignificanceProto(id sctid.ID) firnv1.CaseSignificance {
	switch id {
	case terminology.CaseInsensitive:
		return firnv1.CaseSignificance_CASE_SIGNIFICANCE_INSENSITIVE
	case terminology.InitialCharacterCaseInsensitive:
		return firnv1.CaseSignificance_CASE_SIGNIFICANCE_INITIAL_CHARACTER_INSENSITIVE
	case terminology.CaseSensitive:
		return firnv1.CaseSignificance_CASE_SIGNIFICANCE_SENSITIVE
	}
	return firnv1.CaseSignificance_CASE_SIGNIFICANCE_UNSPECIFIED
}

func acceptabilityProto(id sctid.ID) firnv1.Acceptability {
	switch id {
	case terminology.Preferred:
		return firnv1.Acceptability_ACCEPTABILITY_PREFERRED
	case terminology.Acceptable:
		return firnv1.Acceptability_ACCEPTABILITY_ACCEPTABLE
	}
	return firnv1.Acceptability_ACCEPTABILITY_UNSPECIFIED
}

// qualifyingRelationship is the characteristic type of old releases,
// 900000000000225001 |Qualifying relationship|.
const qualifyingRelationship sctid.ID = 900000000000225001

func characteristicTypeProto(id sctid.ID) firnv1.CharacteristicType {
	switch id {
	case terminology.InferredRelationship:
		return firnv1.CharacteristicType_CHARACTERISTIC_TYPE_INFERRED
	case terminology.AdditionalRelationship:
		return firnv1.CharacteristicType_CHARACTERISTIC_TYPE_ADDITIONAL
	case terminology.StatedRelationship:
		return firnv1.CharacteristicType_CHARACTERISTIC_TYPE_STATED
	case qualifyingRelationship:
		return firnv1.CharacteristicType_CHARACTERISTIC_TYPE_QUALIFYING
	}
	return firnv1.CharacteristicType_CHARACTERISTIC_TYPE_UNSPECIFIED
}

// summaryProto returns the row of a concept, held by the release or not.
func (l *labels) summaryProto(id sctid.ID) (*firnv1.ConceptSummary, error) {
	m := &firnv1.ConceptSummary{}
	return m, l.fillSummary(m, id)
}

// fillSummary is summaryProto for a row that is there, and empty.
func (l *labels) fillSummary(m *firnv1.ConceptSummary, id sctid.ID) error {
	m.ConceptId = uint64(id)
	o, held := l.release.Taxonomy().Ordinal(id)
	if !held {
		return nil
	}
	s, err := l.concepts.Summary(o)
	if err != nil {
		return err
	}
	m.Active = s.Active
	m.PreferredTerm = s.PreferredTerm
	m.FullySpecifiedName = s.FullySpecifiedName
	m.SemanticTag = s.SemanticTag
	m.DefinitionStatus = summaryStatusProto(&s)
	m.EffectiveTime = l.dates.text(s.EffectiveTime)
	m.ModuleId = uint64(s.ModuleID)
	return nil
}

func summaryStatusProto(s *terminology.Summary) firnv1.DefinitionStatus {
	if s.Defined {
		return firnv1.DefinitionStatus_DEFINITION_STATUS_DEFINED
	}
	return firnv1.DefinitionStatus_DEFINITION_STATUS_PRIMITIVE
}

// dateTexts writes dates. The rows of one answer have few, and often one after
// the other the same.
type dateTexts struct {
	last terminology.Date
	is   string
}

func (t *dateTexts) text(d terminology.Date) string {
	if d != t.last {
		t.last, t.is = d, d.String()
	}
	return t.is
}

func concreteValueProto(v terminology.ConcreteValue) *firnv1.ConcreteValue {
	switch v.Kind {
	case taxonomy.ConcreteNumber:
		return &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Decimal{Decimal: v.Text}}
	case taxonomy.ConcreteBoolean:
		return &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Boolean{Boolean: v.Text == "true"}}
	default:
		return &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Text{Text: v.Text}}
	}
}

// relationshipProto converts a relationship with the terms of its type and of
// whichever of its ends isn't the concept asked for.
func (l *labels) relationshipProto(r *terminology.Relationship, asked sctid.ID) (*firnv1.Relationship, error) {
	m := &firnv1.Relationship{
		RelationshipId:       uint64(r.ID),
		Active:               r.Active,
		EffectiveTime:        r.EffectiveTime.String(),
		ModuleId:             uint64(r.ModuleID),
		SourceId:             uint64(r.SourceID),
		TypeId:               uint64(r.TypeID),
		Group:                r.Group,
		CharacteristicType:   characteristicTypeProto(r.CharacteristicTypeID),
		CharacteristicTypeId: uint64(r.CharacteristicTypeID),
		ModifierId:           uint64(r.ModifierID),
	}
	var err error
	if m.TypeTerm, err = l.concept(r.TypeID); err != nil {
		return nil, err
	}
	if r.SourceID != asked {
		if m.SourceTerm, err = l.concept(r.SourceID); err != nil {
			return nil, err
		}
	}
	if r.DestinationID == 0 {
		m.Target = &firnv1.Relationship_Value{Value: concreteValueProto(r.Value)}
		return m, nil
	}
	m.Target = &firnv1.Relationship_DestinationId{DestinationId: uint64(r.DestinationID)}
	if r.DestinationID != asked {
		m.DestinationTerm, err = l.concept(r.DestinationID)
	}
	return m, err
}

// inactivationValue returns an inactivation value's preferred term, or English
// words where the release doesn't hold it.
func (l *labels) inactivationValue(id sctid.ID) (string, error) {
	term, err := l.concept(id)
	if term == "" {
		term = terminology.InactivationWords(id)
	}
	return term, err
}

func (l *labels) inactivationProto(i terminology.Inactivation) (*firnv1.Inactivation, error) {
	term, err := l.inactivationValue(i.ReasonID)
	if err != nil {
		return nil, err
	}
	return &firnv1.Inactivation{ValueId: uint64(i.ReasonID), Term: term, EffectiveTime: i.Since.String()}, nil
}

// replacementsProto finds and converts what took a concept's place.
func (l *labels) replacementsProto(id sctid.ID) ([]*firnv1.Replacement, error) {
	replacements, err := l.release.Replacements(id)
	if err != nil {
		return nil, err
	}
	return l.replacementProtos(replacements)
}

func (l *labels) replacementProtos(replacements []terminology.Replacement) (list []*firnv1.Replacement, err error) {
	for _, r := range replacements {
		m := &firnv1.Replacement{AssociationRefsetId: uint64(r.AssociationID), TargetActive: r.Active}
		if m.AssociationTerm, err = l.concept(r.AssociationID); err != nil {
			return nil, err
		}
		if m.Target, err = l.summaryProto(r.TargetID); err != nil {
			return nil, err
		}
		for _, step := range r.Steps {
			m.Chain = append(m.Chain, &firnv1.ReplacementStep{
				AssociationRefsetId: uint64(step.AssociationID), ConceptId: uint64(step.ConceptID),
			})
		}
		list = append(list, m)
	}
	return list, nil
}
