package rpc

import (
	"slices"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// conceptConverter reads and converts concepts for one request.
type conceptConverter struct {
	*labels
	fields     conceptFields
	inactive   bool // inactive rows too
	additional bool // relationships that aren't inferred too
}

// concept reads the fields asked for. Its errors are those of
// [terminology.Release.Ordinal].
func (c *conceptConverter) concept(id sctid.ID) (*firnv1.Concept, error) {
	o, err := c.release.Ordinal(id)
	if err != nil {
		return nil, err
	}
	concept, err := c.release.Store().Concept(o, c.fields.parts(c.inactive))
	if err != nil {
		return nil, err
	}
	m := &firnv1.Concept{ConceptId: uint64(id)}
	c.row(m, concept)
	for _, part := range [...]struct {
		fields conceptFields
		fill   func(*firnv1.Concept, *terminology.Concept, taxonomy.Ordinal) error
	}{
		{fieldsNames, c.names},
		{fieldDescriptions, c.descriptions},
		{fieldParents | fieldChildCount | fieldDescendantCount, c.hierarchy},
		{fieldRoleGroups, c.roleGroups},
		{fieldRelationships, c.relationships},
		{fieldRefsetIDs, c.refsetIDs},
		{fieldAlternateIdentifiers, c.identifiers},
		{fieldInactivation | fieldReplacements, c.history},
	} {
		if c.fields.has(part.fields) {
			if err := part.fill(m, concept, o); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// row fills what needs no look beyond the concept.
func (c *conceptConverter) row(m *firnv1.Concept, concept *terminology.Concept) {
	if c.fields.has(fieldActive) {
		m.Active = concept.Active
	}
	if c.fields.has(fieldEffectiveTime) {
		m.EffectiveTime = concept.EffectiveTime.String()
	}
	if c.fields.has(fieldModuleID) {
		m.ModuleId = uint64(concept.ModuleID)
	}
	if c.fields.has(fieldDefinitionStatus) {
		m.DefinitionStatus = definitionStatusProto(concept.DefinitionStatusID)
	}
	if c.fields.has(fieldDefinitionStatusID) {
		m.DefinitionStatusId = uint64(concept.DefinitionStatusID)
	}
	if c.fields.has(fieldAxioms) {
		for _, a := range concept.Axioms {
			m.Axioms = append(m.Axioms, &firnv1.Axiom{
				MemberId: a.MemberID.String(), Active: a.Active, EffectiveTime: a.EffectiveTime.String(),
				ModuleId: uint64(a.ModuleID), RefsetId: uint64(a.RefsetID), OwlExpression: a.Expression,
			})
		}
	}
}

// refsetIDs lists memberships. The record of the concept has the active ones; the
// others take a look into the reference sets.
func (c *conceptConverter) refsetIDs(m *firnv1.Concept, concept *terminology.Concept, _ taxonomy.Ordinal) error {
	if !c.inactive {
		m.RefsetIds = numbers(concept.RefsetIDs)
		return nil
	}
	members, err := c.release.Memberships(concept.ID, true)
	if err != nil {
		return err
	}
	for member, err := range members { // by reference set
		if err != nil {
			return err
		}
		if n := len(m.RefsetIds); n == 0 || m.RefsetIds[n-1] != uint64(member.RefsetID) {
			m.RefsetIds = append(m.RefsetIds, uint64(member.RefsetID))
		}
	}
	return nil
}

func (c *conceptConverter) names(m *firnv1.Concept, concept *terminology.Concept, o taxonomy.Ordinal) error {
	names := c.release.NamesOf(concept, c.dialects)
	if names.PreferredTerm == "" && !c.inactive {
		// Its active descriptions are gone: what it was called needs the inactive ones.
		var err error
		if names, err = c.release.Names(o, c.dialects); err != nil {
			return err
		}
	}
	if c.fields.has(fieldFullySpecifiedName) {
		m.FullySpecifiedName = names.FullySpecifiedName
	}
	if c.fields.has(fieldPreferredTerm) {
		m.PreferredTerm = names.PreferredTerm
	}
	if c.fields.has(fieldSemanticTag) {
		m.SemanticTag = names.SemanticTag
	}
	return nil
}

func (c *conceptConverter) descriptions(m *firnv1.Concept, concept *terminology.Concept, _ taxonomy.Ordinal) error {
	for i := range concept.Descriptions {
		d := &concept.Descriptions[i]
		description := &firnv1.Description{
			DescriptionId: uint64(d.ID), Active: d.Active, EffectiveTime: d.EffectiveTime.String(), ModuleId: uint64(d.ModuleID),
			ConceptId: uint64(d.ConceptID), LanguageCode: d.LanguageCode,
			Type: descriptionTypeProto(d.TypeID), TypeId: uint64(d.TypeID), Term: d.Term,
			CaseSignificance: caseSignificanceProto(d.CaseSignificanceID), CaseSignificanceId: uint64(d.CaseSignificanceID),
		}
		for _, a := range d.Acceptability {
			description.Acceptabilities = append(description.Acceptabilities, &firnv1.DescriptionAcceptability{
				RefsetId: uint64(a.RefsetID), Dialect: terminology.DialectTag(a.RefsetID),
				Acceptability: acceptabilityProto(a.AcceptabilityID), AcceptabilityId: uint64(a.AcceptabilityID), Active: a.Active,
			})
		}
		m.Descriptions = append(m.Descriptions, description)
		// Most descriptions are active and have no mark, which needs no look-up.
		if d.Active && !slices.Contains(d.RefsetIDs, terminology.DescriptionInactivation) {
			continue
		}
		inactivation, ok, err := c.release.DescriptionInactivation(d)
		if err != nil {
			return err
		}
		if ok {
			if description.Inactivation, err = c.inactivationProto(inactivation); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *conceptConverter) hierarchy(m *firnv1.Concept, _ *terminology.Concept, o taxonomy.Ordinal) error {
	t := c.release.Taxonomy()
	if c.fields.has(fieldChildCount) {
		m.ChildCount = uint32(len(t.Children(o)))
	}
	if c.fields.has(fieldDescendantCount) {
		m.DescendantCount = uint32(t.DescendantCount(o))
	}
	if !c.fields.has(fieldParents) {
		return nil
	}
	for _, parent := range t.Parents(o) {
		summary, err := c.release.Summary(parent, c.dialects)
		if err != nil {
			return err
		}
		m.Parents = append(m.Parents, summaryProto(summary, true))
	}
	return nil
}

func (c *conceptConverter) roleGroups(m *firnv1.Concept, concept *terminology.Concept, _ taxonomy.Ordinal) error {
	for i := range concept.Relationships {
		r := &concept.Relationships[i]
		if !r.Defining() || r.TypeID == terminology.IsA {
			continue
		}
		// Relationships come by group already.
		if n := len(m.RoleGroups); n == 0 || m.RoleGroups[n-1].Group != r.Group {
			m.RoleGroups = append(m.RoleGroups, &firnv1.RoleGroup{Group: r.Group})
		}
		attribute := &firnv1.Attribute{TypeId: uint64(r.TypeID), RelationshipId: uint64(r.ID)}
		var err error
		if attribute.TypeTerm, err = c.labels.concept(r.TypeID); err != nil {
			return err
		}
		if r.DestinationID == 0 {
			attribute.Target = &firnv1.Attribute_Value{Value: concreteValueProto(r.Value)}
		} else {
			attribute.Target = &firnv1.Attribute_DestinationId{DestinationId: uint64(r.DestinationID)}
			if attribute.DestinationTerm, err = c.labels.concept(r.DestinationID); err != nil {
				return err
			}
		}
		group := m.RoleGroups[len(m.RoleGroups)-1]
		group.Attributes = append(group.Attributes, attribute)
	}
	return nil
}

func (c *conceptConverter) relationships(m *firnv1.Concept, concept *terminology.Concept, _ taxonomy.Ordinal) error {
	for i := range concept.Relationships {
		r := &concept.Relationships[i]
		if r.CharacteristicTypeID != terminology.InferredRelationship && !c.additional {
			continue
		}
		relationship, err := c.relationshipProto(r, concept.ID)
		if err != nil {
			return err
		}
		m.Relationships = append(m.Relationships, relationship)
	}
	return nil
}

func (c *conceptConverter) identifiers(m *firnv1.Concept, concept *terminology.Concept, _ taxonomy.Ordinal) error {
	for _, a := range concept.Identifiers {
		term, err := c.labels.concept(a.SchemeID)
		if err != nil {
			return err
		}
		m.AlternateIdentifiers = append(m.AlternateIdentifiers, &firnv1.AlternateIdentifier{
			AlternateIdentifier: a.Code, SchemeId: uint64(a.SchemeID), SchemeTerm: term,
			Active: a.Active, EffectiveTime: a.EffectiveTime.String(), ModuleId: uint64(a.ModuleID),
		})
	}
	return nil
}

// history fills why an inactive concept is so and what took its place.
func (c *conceptConverter) history(m *firnv1.Concept, concept *terminology.Concept, _ taxonomy.Ordinal) error {
	if concept.Active {
		return nil
	}
	if c.fields.has(fieldInactivation) {
		inactivation, ok, err := c.release.ConceptInactivation(concept.ID)
		if err != nil {
			return err
		}
		if ok {
			if m.Inactivation, err = c.inactivationProto(inactivation); err != nil {
				return err
			}
		}
	}
	if c.fields.has(fieldReplacements) {
		var err error
		if m.Replacements, err = c.replacementsProto(concept.ID); err != nil {
			return err
		}
	}
	return nil
}
