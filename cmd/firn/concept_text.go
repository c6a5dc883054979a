package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// printConcept shows a concept to a person. refsets has the terms of reference
// sets.
func printConcept(p *process, release string, c *firnv1.Concept, refsets map[uint64]string) error {
	p.line("%d  %s", c.GetConceptId(), cmp.Or(c.GetFullySpecifiedName(), c.GetPreferredTerm(), "(no name)"))
	p.line("")
	facts := tables.Table{Indent: "  "}
	facts.Add("preferred term", c.GetPreferredTerm())
	facts.Add("status", conceptStatus(c))
	facts.Add("module", componentID(c.GetModuleId()).String())
	if c.GetActive() {
		facts.Add("below it", plural(int(c.GetChildCount()), "child", "children")+", "+
			plural(int(c.GetDescendantCount()), "descendant", "descendants"))
	}
	if reason := c.GetInactivation(); reason != nil {
		facts.Add("reason", cmp.Or(named(reason.GetValueId(), reason.GetTerm()), "none given"))
	}
	facts.Add("release", release)
	if err := facts.Write(p.out); err != nil {
		return err
	}
	for _, section := range []struct {
		title string
		table tables.Table
	}{
		{"Replaced by", replacementTable(c.GetReplacements())},
		{"Names", descriptionTable(c.GetDescriptions())},
		{"Parents", parentTable(c.GetParents())},
		{"Attributes", attributeTable(c.GetRoleGroups())},
		{"Other relationships", otherRelationshipTable(c.GetRelationships())},
		{"Axioms", axiomTable(c.GetAxioms())},
		{"Codes in other schemes", identifierTable(c.GetAlternateIdentifiers())},
		{"Member of", refsetTable(c.GetRefsetIds(), refsets)},
	} {
		if len(section.table.Rows) == 0 {
			continue
		}
		p.line("\n%s", section.title)
		section.table.Indent = "  "
		if err := section.table.Write(p.out); err != nil {
			return err
		}
	}
	return nil
}

func conceptStatus(c *firnv1.Concept) string {
	status := "inactive"
	if c.GetActive() {
		status = cmp.Or("active, "+definitionStatus(c.GetDefinitionStatus()), "active")
	}
	if c.GetEffectiveTime() == "" {
		return status + ", unpublished"
	}
	return status + ", last changed " + day(c.GetEffectiveTime())
}

// named writes a concept as SNOMED CT does: id |term|.
func named(id uint64, term string) string {
	if term == "" {
		return componentID(id).String()
	}
	return componentID(id).String() + " |" + term + "|"
}

func replacementTable(replacements []*firnv1.Replacement) tables.Table {
	var t tables.Table
	for _, r := range replacements {
		note := ""
		if !r.GetTargetActive() {
			note = "inactive itself"
		}
		t.Add(cmp.Or(r.GetAssociationTerm(), componentID(r.GetAssociationRefsetId()).String()),
			named(r.GetTarget().GetConceptId(), r.GetTarget().GetPreferredTerm()), note)
	}
	return t
}

// descriptionOrder puts names first and text definitions last, each kind by where
// it is preferred.
func descriptionOrder(descriptions []*firnv1.Description) []*firnv1.Description {
	sorted := slices.Clone(descriptions)
	slices.SortStableFunc(sorted, func(a, b *firnv1.Description) int {
		return cmp.Or(cmp.Compare(a.GetType(), b.GetType()), cmp.Compare(descriptionRank(a), descriptionRank(b)))
	})
	return sorted
}

func descriptionTable(descriptions []*firnv1.Description) tables.Table {
	var t tables.Table
	for _, d := range descriptionOrder(descriptions) {
		kind := cmp.Or(map[firnv1.DescriptionType]string{
			firnv1.DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME: "FSN",
		}[d.GetType()], word(d.GetType()), componentID(d.GetTypeId()).String())
		t.Add(kind, d.GetTerm(), d.GetLanguageCode(), descriptionUse(d))
	}
	return t
}

// descriptionRank puts what is preferred somewhere before what is acceptable
// somewhere, before active descriptions for nowhere, before inactive ones.
func descriptionRank(d *firnv1.Description) int {
	if !d.GetActive() {
		return 3
	}
	rank := 2
	for _, a := range d.GetAcceptabilities() {
		switch {
		case !a.GetActive():
		case a.GetAcceptability() == firnv1.Acceptability_ACCEPTABILITY_PREFERRED:
			return 0
		default:
			rank = 1
		}
	}
	return rank
}

// descriptionUse says where a description is preferred and acceptable, such as
// "preferred en-US, acceptable en-GB".
func descriptionUse(d *firnv1.Description) string {
	if !d.GetActive() {
		if reason := d.GetInactivation(); reason != nil {
			return "inactive: " + cmp.Or(reason.GetTerm(), componentID(reason.GetValueId()).String())
		}
		return "inactive"
	}
	var uses []string
	for _, want := range []firnv1.Acceptability{firnv1.Acceptability_ACCEPTABILITY_PREFERRED, firnv1.Acceptability_ACCEPTABILITY_ACCEPTABLE} {
		var where []string
		for _, a := range d.GetAcceptabilities() {
			if a.GetActive() && a.GetAcceptability() == want {
				where = append(where, cmp.Or(a.GetDialect(), componentID(a.GetRefsetId()).String()))
			}
		}
		if len(where) > 0 {
			uses = append(uses, word(want)+" "+strings.Join(where, " "))
		}
	}
	return cmp.Or(strings.Join(uses, ", "), "for no dialect")
}

func parentTable(parents []*firnv1.ConceptSummary) tables.Table {
	var t tables.Table
	for _, parent := range parents {
		t.Add(componentID(parent.GetConceptId()).String(), cmp.Or(parent.GetFullySpecifiedName(), parent.GetPreferredTerm()))
	}
	return t
}

func attributeTable(groups []*firnv1.RoleGroup) tables.Table {
	var t tables.Table
	for _, group := range groups {
		for i, attribute := range group.GetAttributes() {
			label := ""
			switch {
			case i > 0:
			case group.GetGroup() == 0:
				label = "ungrouped"
			default:
				label = fmt.Sprintf("group %d", group.GetGroup())
			}
			value := named(attribute.GetDestinationId(), attribute.GetDestinationTerm())
			if concrete := attribute.GetValue(); concrete != nil {
				value = valueText(concrete)
			}
			t.Add(label, named(attribute.GetTypeId(), attribute.GetTypeTerm()), "= "+value)
		}
	}
	return t
}

// otherRelationshipTable lists the relationships that are neither parents nor
// attributes: inactive ones and ones that aren't inferred.
func otherRelationshipTable(relationships []*firnv1.Relationship) tables.Table {
	var t tables.Table
	for _, r := range relationships {
		inferred := r.GetCharacteristicType() == firnv1.CharacteristicType_CHARACTERISTIC_TYPE_INFERRED
		if r.GetActive() && inferred {
			continue
		}
		state := cmp.Or(word(r.GetCharacteristicType()), componentID(r.GetCharacteristicTypeId()).String())
		if !r.GetActive() {
			state = "inactive"
		}
		value := named(r.GetDestinationId(), r.GetDestinationTerm())
		if concrete := r.GetValue(); concrete != nil {
			value = valueText(concrete)
		}
		t.Add(state, named(r.GetTypeId(), r.GetTypeTerm()), "= "+value)
	}
	return t
}

func axiomTable(axioms []*firnv1.Axiom) tables.Table {
	var t tables.Table
	for _, a := range axioms {
		state := ""
		if !a.GetActive() {
			state = "inactive"
		}
		t.Add(a.GetOwlExpression(), state)
	}
	return t
}

func identifierTable(identifiers []*firnv1.AlternateIdentifier) tables.Table {
	var t tables.Table
	for _, i := range identifiers {
		state := ""
		if !i.GetActive() {
			state = "inactive"
		}
		t.Add(i.GetAlternateIdentifier(), named(i.GetSchemeId(), i.GetSchemeTerm()), state)
	}
	return t
}

func refsetTable(ids []uint64, terms map[uint64]string) tables.Table {
	var t tables.Table
	for _, id := range ids {
		t.Add(componentID(id).String(), terms[id])
	}
	return t
}
