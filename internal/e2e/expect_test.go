package e2e

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"

	"github.com/firn-sct/firn/internal/naive"
)

// This file says what the API must answer, from the model and from the comments
// of the .proto files.

// numbers reads a list of ids parted by commas.
func numbers(t testing.TB, list string) []uint64 {
	t.Helper()
	var found []uint64
	for part := range strings.SplitSeq(list, ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 64)
		if err != nil {
			t.Fatalf("%q is no list of ids: %v", list, err)
		}
		found = append(found, n)
	}
	return found
}

func decimal(id uint64) string { return strconv.FormatUint(id, 10) }

// dialectTags are the tags of the language reference sets in these releases.
var dialectTags = map[uint64]string{naive.USEnglish: "en-US", naive.GBEnglish: "en-GB"}

// expecting works out answers in some dialects.
type expecting struct {
	*naive.Release
	dialects   []uint64
	inactive   bool // inactive content was asked for
	additional bool // relationships that aren't inferred too
}

func (e *expecting) term(id uint64) string { return e.Names(id, e.dialects).PreferredTerm }

func definitionStatus(id uint64) firnv1.DefinitionStatus {
	switch id {
	case 900000000000074008:
		return firnv1.DefinitionStatus_DEFINITION_STATUS_PRIMITIVE
	case naive.Defined:
		return firnv1.DefinitionStatus_DEFINITION_STATUS_DEFINED
	}
	return firnv1.DefinitionStatus_DEFINITION_STATUS_UNSPECIFIED
}

func (e *expecting) summary(id uint64) *firnv1.ConceptSummary {
	c, ok := e.Concepts[id]
	if !ok {
		return &firnv1.ConceptSummary{ConceptId: id}
	}
	n := e.Names(id, e.dialects)
	return &firnv1.ConceptSummary{
		ConceptId: id, Active: c.Active, PreferredTerm: n.PreferredTerm, FullySpecifiedName: n.FullySpecifiedName, SemanticTag: n.SemanticTag,
		DefinitionStatus: definitionStatus(c.DefinitionStatusID), EffectiveTime: c.EffectiveTime, ModuleId: c.ModuleID,
	}
}

func (e *expecting) summaries(ids []uint64) []*firnv1.ConceptSummary {
	var list []*firnv1.ConceptSummary
	for _, id := range ids {
		list = append(list, e.summary(id))
	}
	return list
}

// concept is the answer of GetConcept in the view FULL.
func (e *expecting) concept(id uint64) *firnv1.Concept {
	c, n := e.Concepts[id], e.Names(id, e.dialects)
	want := &firnv1.Concept{
		ConceptId: id, Active: c.Active, EffectiveTime: c.EffectiveTime, ModuleId: c.ModuleID,
		DefinitionStatus: definitionStatus(c.DefinitionStatusID), DefinitionStatusId: c.DefinitionStatusID,
		FullySpecifiedName: n.FullySpecifiedName, PreferredTerm: n.PreferredTerm, SemanticTag: n.SemanticTag,
		Parents:         e.summaries(e.Parents(id)),
		ChildCount:      uint32(len(e.Children(id))),
		DescendantCount: uint32(len(e.Descendants(id))),
		RoleGroups:      e.roleGroups(id),
		Relationships:   e.relationships(id),
		Replacements:    e.replacements(id),
	}
	for _, d := range e.DescriptionsOf(id) {
		if d.Active || e.inactive {
			want.Descriptions = append(want.Descriptions, e.description(&d))
		}
	}
	for _, m := range e.MembersOf(id, e.inactive) {
		if len(m.Columns) == 1 && m.Columns[0] == "owlExpression" {
			want.Axioms = append(want.Axioms, &firnv1.Axiom{
				MemberId: m.ID, Active: m.Active, EffectiveTime: m.EffectiveTime, ModuleId: m.ModuleID, RefsetId: m.RefsetID, OwlExpression: m.Fields[0],
			})
		}
		if !slices.Contains(want.RefsetIds, m.RefsetID) {
			want.RefsetIds = append(want.RefsetIds, m.RefsetID)
		}
	}
	slices.SortFunc(want.Axioms, func(a, b *firnv1.Axiom) int { return cmp.Compare(a.MemberId, b.MemberId) })
	for _, i := range e.Identifiers {
		if i.ReferencedComponentID == id && (i.Active || e.inactive) {
			want.AlternateIdentifiers = append(want.AlternateIdentifiers, &firnv1.AlternateIdentifier{
				AlternateIdentifier: i.AlternateIdentifier, SchemeId: i.IdentifierSchemeID, SchemeTerm: e.term(i.IdentifierSchemeID),
				Active: i.Active, EffectiveTime: i.EffectiveTime, ModuleId: i.ModuleID,
			})
		}
	}
	if !c.Active {
		want.Inactivation = e.inactivation(id, naive.ConceptInactivation, c.EffectiveTime)
	}
	return want
}

// inactivationValue is an inactivation value's term. Where the release doesn't hold
// its concept it is told in English words, for the values that the test releases
// have.
func (e *expecting) inactivationValue(id uint64) string {
	if term := e.term(id); term != "" || id == 0 {
		return term
	}
	words, ok := map[uint64]string{
		900000000000482003: "Duplicate", 900000000000483008: "Outdated", 900000000000484002: "Ambiguous", 900000000000485001: "Erroneous",
		900000000000486000: "Limited", 900000000000487009: "Moved elsewhere", 900000000000492006: "Pending move",
		900000000000494007: "Inappropriate", 900000000000495008: "Concept non-current",
		1186917008: "Classification derived", 1186919006: "Meaning of component unknown", 723277005: "Nonconformance to editorial policy",
		723278000: "Not semantically equivalent", 1217318005: "Grammatical description error",
	}[id]
	if !ok {
		return fmt.Sprint("Inactivation value ", id)
	}
	return words
}

func (e *expecting) inactivation(id, refset uint64, since string) *firnv1.Inactivation {
	reason := e.Reason(id, refset)
	return &firnv1.Inactivation{ValueId: reason, Term: e.inactivationValue(reason), EffectiveTime: since}
}

var (
	descriptionTypes = map[uint64]firnv1.DescriptionType{
		naive.FullySpecifiedName: firnv1.DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME,
		naive.Synonym:            firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM,
		naive.TextDefinition:     firnv1.DescriptionType_DESCRIPTION_TYPE_DEFINITION,
	}
	caseSignificances = map[uint64]firnv1.CaseSignificance{
		900000000000448009: firnv1.CaseSignificance_CASE_SIGNIFICANCE_INSENSITIVE,
		900000000000020002: firnv1.CaseSignificance_CASE_SIGNIFICANCE_INITIAL_CHARACTER_INSENSITIVE,
		900000000000017005: firnv1.CaseSignificance_CASE_SIGNIFICANCE_SENSITIVE,
	}
	acceptabilities = map[string]firnv1.Acceptability{
		"900000000000548007": firnv1.Acceptability_ACCEPTABILITY_PREFERRED,
		"900000000000549004": firnv1.Acceptability_ACCEPTABILITY_ACCEPTABLE,
	}
	characteristicTypes = map[uint64]firnv1.CharacteristicType{
		900000000000011006: firnv1.CharacteristicType_CHARACTERISTIC_TYPE_INFERRED,
		900000000000227009: firnv1.CharacteristicType_CHARACTERISTIC_TYPE_ADDITIONAL,
		900000000000010007: firnv1.CharacteristicType_CHARACTERISTIC_TYPE_STATED,
		900000000000225001: firnv1.CharacteristicType_CHARACTERISTIC_TYPE_QUALIFYING,
	}
)

func (e *expecting) description(d *naive.Description) *firnv1.Description {
	want := &firnv1.Description{
		DescriptionId: d.ID, Active: d.Active, EffectiveTime: d.EffectiveTime, ModuleId: d.ModuleID, ConceptId: d.ConceptID,
		LanguageCode: d.LanguageCode, Type: descriptionTypes[d.TypeID], TypeId: d.TypeID, Term: d.Term,
		CaseSignificance: caseSignificances[d.CaseSignificanceID], CaseSignificanceId: d.CaseSignificanceID,
	}
	for _, m := range e.MembersOf(d.ID, e.inactive) {
		if len(m.Columns) != 1 || m.Columns[0] != "acceptabilityId" {
			continue
		}
		id, _ := strconv.ParseUint(m.Fields[0], 10, 64)
		want.Acceptabilities = append(want.Acceptabilities, &firnv1.DescriptionAcceptability{
			RefsetId: m.RefsetID, Dialect: dialectTags[m.RefsetID], Acceptability: acceptabilities[m.Fields[0]], AcceptabilityId: id, Active: m.Active,
		})
	}
	if !d.Active || e.Reason(d.ID, naive.DescriptionInactivated) != 0 {
		want.Inactivation = e.inactivation(d.ID, naive.DescriptionInactivated, d.EffectiveTime)
	}
	return want
}

// byDefinition is the order of relationships and attributes of one concept.
func byDefinition(a, b naive.Relationship) int {
	return cmp.Or(
		cmp.Compare(a.RelationshipGroup, b.RelationshipGroup), cmp.Compare(a.TypeID, b.TypeID), cmp.Compare(a.DestinationID, b.DestinationID),
		cmp.Compare(a.Value, b.Value), cmp.Compare(a.ID, b.ID),
	)
}

func concreteValue(text string) *firnv1.ConcreteValue {
	switch {
	case text[0] == '#':
		return &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Decimal{Decimal: text[1:]}}
	case text[0] == '"':
		text = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(text[1 : len(text)-1])
		return &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Text{Text: text}}
	}
	return &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Boolean{Boolean: text == "true"}}
}

func (e *expecting) roleGroups(id uint64) []*firnv1.RoleGroup {
	var groups []*firnv1.RoleGroup
	byGroup := e.Attributes(id)
	for _, number := range slices.Sorted(maps.Keys(byGroup)) {
		group := &firnv1.RoleGroup{Group: uint32(number)}
		for _, l := range slices.SortedFunc(slices.Values(byGroup[number]), byDefinition) {
			a := &firnv1.Attribute{TypeId: l.TypeID, TypeTerm: e.term(l.TypeID), RelationshipId: l.ID}
			if l.Value != "" {
				a.Target = &firnv1.Attribute_Value{Value: concreteValue(l.Value)}
			} else {
				a.Target = &firnv1.Attribute_DestinationId{DestinationId: l.DestinationID}
				a.DestinationTerm = e.term(l.DestinationID)
			}
			group.Attributes = append(group.Attributes, a)
		}
		groups = append(groups, group)
	}
	return groups
}

func (e *expecting) relationships(id uint64) []*firnv1.Relationship {
	var list []*firnv1.Relationship
	for _, l := range slices.SortedFunc(slices.Values(e.RelationshipsOf(id)), byDefinition) {
		if (l.Active || e.inactive) && (l.CharacteristicTypeID == naive.Inferred || e.additional) {
			list = append(list, e.relationship(&l, id))
		}
	}
	return list
}

// relationship is a relationship for somebody who asked about a concept.
func (e *expecting) relationship(l *naive.Relationship, asked uint64) *firnv1.Relationship {
	want := &firnv1.Relationship{
		RelationshipId: l.ID, Active: l.Active, EffectiveTime: l.EffectiveTime, ModuleId: l.ModuleID,
		SourceId: l.SourceID, TypeId: l.TypeID, TypeTerm: e.term(l.TypeID), Group: uint32(l.RelationshipGroup),
		CharacteristicType: characteristicTypes[l.CharacteristicTypeID], CharacteristicTypeId: l.CharacteristicTypeID, ModifierId: l.ModifierID,
	}
	if l.SourceID != asked {
		want.SourceTerm = e.term(l.SourceID)
	}
	if l.Value != "" {
		want.Target = &firnv1.Relationship_Value{Value: concreteValue(l.Value)}
		return want
	}
	want.Target = &firnv1.Relationship_DestinationId{DestinationId: l.DestinationID}
	if l.DestinationID != asked {
		want.DestinationTerm = e.term(l.DestinationID)
	}
	return want
}

func (e *expecting) replacements(id uint64) []*firnv1.Replacement {
	var list []*firnv1.Replacement
	for _, r := range e.Replacements(id) {
		want := &firnv1.Replacement{
			AssociationRefsetId: r.AssociationID, AssociationTerm: e.term(r.AssociationID), Target: e.summary(r.TargetID), TargetActive: r.Active,
		}
		for _, step := range r.Chain {
			want.Chain = append(want.Chain, &firnv1.ReplacementStep{AssociationRefsetId: step.AssociationID, ConceptId: step.ConceptID})
		}
		list = append(list, want)
	}
	return list
}

// component is the text for a component in a list of members.
func (e *expecting) component(id uint64) string {
	if d, ok := e.Descriptions[id]; ok {
		return d.Term
	}
	return e.term(id)
}

func (e *expecting) member(m *naive.Member, terms bool) *firnv1.Member {
	want := &firnv1.Member{
		MemberId: m.ID, Active: m.Active, EffectiveTime: m.EffectiveTime, ModuleId: m.ModuleID,
		RefsetId: m.RefsetID, ReferencedComponentId: m.ReferencedComponentID,
	}
	if terms {
		want.RefsetTerm, want.ReferencedComponentTerm = e.term(m.RefsetID), e.component(m.ReferencedComponentID)
	}
	for i, name := range m.Columns {
		field := &firnv1.MemberField{Name: name}
		switch m.Pattern[i] {
		case 'c':
			id, _ := strconv.ParseUint(m.Fields[i], 10, 64)
			field.Value = &firnv1.MemberField_ComponentId{ComponentId: id}
			if terms {
				field.ComponentTerm = e.component(id)
			}
		case 'i':
			n, _ := strconv.ParseInt(m.Fields[i], 10, 64)
			field.Value = &firnv1.MemberField_Integer{Integer: n}
		default:
			field.Value = &firnv1.MemberField_Text{Text: m.Fields[i]}
		}
		want.Fields = append(want.Fields, field)
	}
	return want
}
