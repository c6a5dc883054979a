package main

import (
	"encoding/json"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// wholeConceptObject is the answer of `firn concept --json`.
type wholeConceptObject struct {
	Release              string               `json:"release"`
	ConceptID            componentID          `json:"conceptId"`
	Active               bool                 `json:"active"`
	EffectiveTime        string               `json:"effectiveTime"`
	ModuleID             componentID          `json:"moduleId"`
	DefinitionStatus     string               `json:"definitionStatus"`
	DefinitionStatusID   componentID          `json:"definitionStatusId"`
	FullySpecifiedName   string               `json:"fullySpecifiedName"`
	PreferredTerm        string               `json:"preferredTerm"`
	SemanticTag          string               `json:"semanticTag"`
	ChildrenCount        uint32               `json:"childrenCount"`
	DescendantsCount     uint32               `json:"descendantsCount"`
	Descriptions         []descriptionObject  `json:"descriptions"`
	Parents              []conceptObject      `json:"parents"`
	Relationships        []relationshipObject `json:"relationships"`
	Axioms               []axiomObject        `json:"axioms"`
	RefsetIDs            []componentID        `json:"refsetIds"`
	AlternateIdentifiers []identifierObject   `json:"alternateIdentifiers"`
	Inactivation         *inactivationObject  `json:"inactivation"`
	Replacements         []replacementObject  `json:"replacements"`
}

type descriptionObject struct {
	DescriptionID      componentID           `json:"descriptionId"`
	Active             bool                  `json:"active"`
	EffectiveTime      string                `json:"effectiveTime"`
	ModuleID           componentID           `json:"moduleId"`
	LanguageCode       string                `json:"languageCode"`
	Type               string                `json:"type"`
	TypeID             componentID           `json:"typeId"`
	Term               string                `json:"term"`
	CaseSignificance   string                `json:"caseSignificance"`
	CaseSignificanceID componentID           `json:"caseSignificanceId"`
	Acceptability      []acceptabilityObject `json:"acceptability"`
	Inactivation       *inactivationObject   `json:"inactivation"`
}

type acceptabilityObject struct {
	RefsetID        componentID `json:"refsetId"`
	Dialect         string      `json:"dialect"`
	Acceptability   string      `json:"acceptability"`
	AcceptabilityID componentID `json:"acceptabilityId"`
	Active          bool        `json:"active"`
}

// relationshipObject has destinationId and destinationTerm, or value.
type relationshipObject struct {
	RelationshipID       componentID     `json:"relationshipId"`
	Active               bool            `json:"active"`
	EffectiveTime        string          `json:"effectiveTime"`
	ModuleID             componentID     `json:"moduleId"`
	Group                uint32          `json:"group"`
	TypeID               componentID     `json:"typeId"`
	TypeTerm             string          `json:"typeTerm"`
	DestinationID        componentID     `json:"destinationId,omitempty"`
	DestinationTerm      *string         `json:"destinationTerm,omitempty"`
	Value                json.RawMessage `json:"value,omitempty"`
	CharacteristicType   string          `json:"characteristicType"`
	CharacteristicTypeID componentID     `json:"characteristicTypeId"`
	ModifierID           componentID     `json:"modifierId"`
}

type axiomObject struct {
	MemberID      string      `json:"memberId"`
	Active        bool        `json:"active"`
	EffectiveTime string      `json:"effectiveTime"`
	ModuleID      componentID `json:"moduleId"`
	RefsetID      componentID `json:"refsetId"`
	OWLExpression string      `json:"owlExpression"`
}

type identifierObject struct {
	AlternateIdentifier string      `json:"alternateIdentifier"`
	SchemeID            componentID `json:"schemeId"`
	SchemeTerm          string      `json:"schemeTerm"`
	Active              bool        `json:"active"`
	EffectiveTime       string      `json:"effectiveTime"`
	ModuleID            componentID `json:"moduleId"`
}

func newWholeConceptObject(release string, c *firnv1.Concept) wholeConceptObject {
	o := wholeConceptObject{
		Release:              release,
		ConceptID:            componentID(c.GetConceptId()),
		Active:               c.GetActive(),
		EffectiveTime:        c.GetEffectiveTime(),
		ModuleID:             componentID(c.GetModuleId()),
		DefinitionStatus:     definitionStatus(c.GetDefinitionStatus()),
		DefinitionStatusID:   componentID(c.GetDefinitionStatusId()),
		FullySpecifiedName:   c.GetFullySpecifiedName(),
		PreferredTerm:        c.GetPreferredTerm(),
		SemanticTag:          c.GetSemanticTag(),
		ChildrenCount:        c.GetChildCount(),
		DescendantsCount:     c.GetDescendantCount(),
		Descriptions:         convert(c.GetDescriptions(), newDescriptionObject),
		Parents:              convert(c.GetParents(), newConceptObject),
		Relationships:        convert(c.GetRelationships(), newRelationshipObject),
		Axioms:               convert(c.GetAxioms(), newAxiomObject),
		RefsetIDs:            convert(c.GetRefsetIds(), func(id uint64) componentID { return componentID(id) }),
		AlternateIdentifiers: convert(c.GetAlternateIdentifiers(), newIdentifierObject),
		Inactivation:         newInactivationObject(c.GetInactivation()),
		Replacements:         newReplacementObjects(c.GetReplacements()),
	}
	return o
}

// convert maps a list to another, which is never nil.
func convert[From, To any](list []From, each func(From) To) []To {
	converted := make([]To, len(list))
	for i, element := range list {
		converted[i] = each(element)
	}
	return converted
}

func newDescriptionObject(d *firnv1.Description) descriptionObject {
	return descriptionObject{
		DescriptionID:      componentID(d.GetDescriptionId()),
		Active:             d.GetActive(),
		EffectiveTime:      d.GetEffectiveTime(),
		ModuleID:           componentID(d.GetModuleId()),
		LanguageCode:       d.GetLanguageCode(),
		Type:               word(d.GetType()),
		TypeID:             componentID(d.GetTypeId()),
		Term:               d.GetTerm(),
		CaseSignificance:   word(d.GetCaseSignificance()),
		CaseSignificanceID: componentID(d.GetCaseSignificanceId()),
		Acceptability: convert(d.GetAcceptabilities(), func(a *firnv1.DescriptionAcceptability) acceptabilityObject {
			return acceptabilityObject{componentID(a.GetRefsetId()), a.GetDialect(), word(a.GetAcceptability()), componentID(a.GetAcceptabilityId()), a.GetActive()}
		}),
		Inactivation: newInactivationObject(d.GetInactivation()),
	}
}

func newRelationshipObject(r *firnv1.Relationship) relationshipObject {
	o := relationshipObject{
		RelationshipID:       componentID(r.GetRelationshipId()),
		Active:               r.GetActive(),
		EffectiveTime:        r.GetEffectiveTime(),
		ModuleID:             componentID(r.GetModuleId()),
		Group:                r.GetGroup(),
		TypeID:               componentID(r.GetTypeId()),
		TypeTerm:             r.GetTypeTerm(),
		CharacteristicType:   word(r.GetCharacteristicType()),
		CharacteristicTypeID: componentID(r.GetCharacteristicTypeId()),
		ModifierID:           componentID(r.GetModifierId()),
	}
	if value := r.GetValue(); value != nil {
		o.Value = valueJSON(value)
	} else {
		term := r.GetDestinationTerm()
		o.DestinationID, o.DestinationTerm = componentID(r.GetDestinationId()), &term
	}
	return o
}

func newAxiomObject(a *firnv1.Axiom) axiomObject {
	return axiomObject{a.GetMemberId(), a.GetActive(), a.GetEffectiveTime(), componentID(a.GetModuleId()), componentID(a.GetRefsetId()), a.GetOwlExpression()}
}

func newIdentifierObject(i *firnv1.AlternateIdentifier) identifierObject {
	return identifierObject{i.GetAlternateIdentifier(), componentID(i.GetSchemeId()), i.GetSchemeTerm(), i.GetActive(), i.GetEffectiveTime(), componentID(i.GetModuleId())}
}
