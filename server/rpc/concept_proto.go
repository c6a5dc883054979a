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
	return m, c.fill(m, concept, o)
}

// fill fills the fields asked for, of which concept has the parts.
func (c *conceptConverter) fill(m *firnv1.Concept, concept *terminology.Concept, o taxonomy.Ordinal) error {
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
				return err
			}
		}
	}
	return nil
}

// row fills what needs no look beyond the concept.
func (c *conceptConverter) row(m *firnv1.Concept, concept *terminology.Concept) {
	if c.fields.has(fieldActive) {
		m.Active = concept.Active
	}
	if c.fields.has(fieldEffectiveTime) {
		m.EffectiveTime = c.dates.text(concept.EffectiveTime)
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

func (c *conceptConverter) namesOf(concept *terminology.Concept, o taxonomy.Ordinal) (terminology.Names, error) {
	names := c.release.NamesOf(concept, c.dialects)
	if names.PreferredTerm == "" && !c.inactive {
		// Its active descriptions are gone: what it was called needs the inactive ones.
		return c.release.Names(o, c.dialects)
	}
	return names, nil
}

func (c *conceptConverter) names(m *firnv1.Concept, concept *terminology.Concept, o taxonomy.Ordinal) error {
	names, err := c.namesOf(concept, o)
	if err != nil {
		return err
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

// descriptions fills the descriptions and their acceptability, each kind of
// message in one piece.
func (c *conceptConverter) descriptions(m *firnv1.Concept, concept *terminology.Concept, _ taxonomy.Ordinal) error {
	members := 0
	for i := range concept.Descriptions {
		members += len(concept.Descriptions[i].Acceptability)
	}
	rows := make([]firnv1.Description, len(concept.Descriptions))
	acceptabilities := make([]firnv1.DescriptionAcceptability, members)
	links := make([]*firnv1.DescriptionAcceptability, members)
	m.Descriptions = make([]*firnv1.Description, len(rows))
	for i := range concept.Descriptions {
		d, row := &concept.Descriptions[i], &rows[i]
		m.Descriptions[i] = row
		row.DescriptionId, row.Active, row.EffectiveTime, row.ModuleId = uint64(d.ID), d.Active, c.dates.text(d.EffectiveTime), uint64(d.ModuleID)
		row.ConceptId, row.LanguageCode, row.Term = uint64(d.ConceptID), d.LanguageCode, d.Term
		row.Type, row.TypeId = descriptionTypeProto(d.TypeID), uint64(d.TypeID)
		row.CaseSignificance, row.CaseSignificanceId = caseSignificanceProto(d.CaseSignificanceID), uint64(d.CaseSignificanceID)
		n := len(d.Acceptability)
		for k, a := range d.Acceptability {
			links[k] = &acceptabilities[k]
			links[k].RefsetId, links[k].Dialect = uint64(a.RefsetID), c.release.DialectTag(a.RefsetID)
			links[k].Acceptability, links[k].AcceptabilityId, links[k].Active = acceptabilityProto(a.AcceptabilityID), uint64(a.AcceptabilityID), a.Active
		}
		row.Acceptabilities = links[:n:n]
		acceptabilities, links = acceptabilities[n:], links[n:]

		var err error
		if row.Inactivation, err = c.descriptionInactivation(d); err != nil {
			return err
		}
	}
	return nil
}

// descriptionInactivation returns why a description is inactive, or nil.
func (c *conceptConverter) descriptionInactivation(d *terminology.Description) (*firnv1.Inactivation, error) {
	// Most descriptions are active and have no mark, which needs no look-up.
	if d.Active && !slices.Contains(d.RefsetIDs, terminology.DescriptionInactivation) {
		return nil, nil
	}
	inactivation, ok, err := c.release.DescriptionInactivation(d)
	if err != nil || !ok {
		return nil, err
	}
	return c.inactivationProto(inactivation)
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
	parents := t.Parents(o)
	rows := make([]firnv1.ConceptSummary, len(parents))
	m.Parents = make([]*firnv1.ConceptSummary, len(parents))
	for i, parent := range parents {
		m.Parents[i] = &rows[i]
		if err := c.fillSummary(&rows[i], t.ID(parent)); err != nil {
			return err
		}
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
