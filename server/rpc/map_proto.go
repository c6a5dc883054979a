package rpc

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func mapKindProto(k maps.Kind) firnv1.MapKind {
	switch k {
	case maps.Simple:
		return firnv1.MapKind_MAP_KIND_SIMPLE
	case maps.Complex:
		return firnv1.MapKind_MAP_KIND_COMPLEX
	default:
		return firnv1.MapKind_MAP_KIND_EXTENDED
	}
}

func mapDirectionProto(d maps.Direction) firnv1.MapDirection {
	if d == maps.ToSNOMEDCT {
		return firnv1.MapDirection_MAP_DIRECTION_TO_SNOMED_CT
	}
	return firnv1.MapDirection_MAP_DIRECTION_FROM_SNOMED_CT
}

func ruleOutcomeProto(o maps.Outcome) firnv1.MapRuleOutcome {
	switch o {
	case maps.Holds:
		return firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_HOLDS
	case maps.Fails:
		return firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_FAILS
	default:
		return firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_UNDECIDED
	}
}

func mapDecisionProto(d maps.Decision) firnv1.MapDecision {
	switch d {
	case maps.Decided:
		return firnv1.MapDecision_MAP_DECISION_DECIDED
	case maps.Open:
		return firnv1.MapDecision_MAP_DECISION_OPEN
	default:
		return firnv1.MapDecision_MAP_DECISION_NO_ROW
	}
}

// recordOf converts a patient's record; nil is one of which nothing is known. field
// is its place in the request.
func recordOf(release *terminology.Release, m *firnv1.PatientRecord, field string) (*maps.Record, error) {
	record := &maps.Record{Complete: m.GetComplete()}
	switch m.GetSex() {
	case firnv1.Sex_SEX_UNSPECIFIED:
	case firnv1.Sex_SEX_FEMALE:
		record.Sex = maps.Female
	case firnv1.Sex_SEX_MALE:
		record.Sex = maps.Male
	case firnv1.Sex_SEX_OTHER:
		record.Sex = maps.OtherSex
	default:
		return nil, invalid(field+".sex", "%d is no sex", m.GetSex())
	}
	if age := m.GetAge(); age != nil {
		const most = 999_999_999
		switch {
		case age.GetUnit() == firnv1.AgeUnit_AGE_UNIT_UNSPECIFIED:
			return nil, terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "the age has no unit").WithField(field + ".age.unit")
		case age.GetUnit() < 0 || age.GetUnit() > firnv1.AgeUnit_AGE_UNIT_YEARS:
			return nil, invalid(field+".age.unit", "%d is no unit of age", age.GetUnit())
		case age.GetNumber() > most:
			return nil, invalid(field+".age.number", "the age is %d: expected %d at most", age.GetNumber(), most)
		}
		units := map[firnv1.AgeUnit]maps.Unit{
			firnv1.AgeUnit_AGE_UNIT_HOURS: maps.Hours, firnv1.AgeUnit_AGE_UNIT_DAYS: maps.Days, firnv1.AgeUnit_AGE_UNIT_WEEKS: maps.Weeks,
			firnv1.AgeUnit_AGE_UNIT_MONTHS: maps.Months, firnv1.AgeUnit_AGE_UNIT_YEARS: maps.Years,
		}
		record.Age = maps.Age{Number: int(age.GetNumber()), Unit: units[age.GetUnit()]}
	}
	if err := atMost(len(m.GetConceptIds()), maxRecordConcepts, field+".concept_ids"); err != nil {
		return nil, err
	}
	if len(m.GetConceptIds()) > 0 {
		for _, o := range ordinalsOf(release, m.GetConceptIds(), nil) {
			if o != taxonomy.NoOrdinal {
				record.Concepts = append(record.Concepts, o)
			}
		}
	}
	return record, nil
}

// groups converts the groups of a concept.
func (c *converter) groups(groups []maps.Group) ([]*firnv1.MapGroup, error) {
	var list []*firnv1.MapGroup
	for i := range groups {
		g := &groups[i]
		m := &firnv1.MapGroup{Block: int32(g.Block), Number: int32(g.Number), Decision: mapDecisionProto(g.Decision)}
		for j := range g.Rows {
			if c.chosenOnly && (g.Outcomes[j] == maps.Fails || g.Chosen >= 0 && j > g.Chosen) {
				continue
			}
			row, err := c.row(&g.Rows[j])
			if err != nil {
				return nil, err
			}
			row.Outcome, row.Chosen = ruleOutcomeProto(g.Outcomes[j]), j == g.Chosen
			m.Rows = append(m.Rows, row)
		}
		list = append(list, m)
	}
	return list, nil
}

// row converts a row, without what depends on a record.
func (c *converter) row(r *maps.Row) (*firnv1.MapRow, error) {
	m := &firnv1.MapRow{
		Code: r.Code, Priority: int32(r.Priority), Advice: r.Advice,
		CorrelationId: uint64(r.CorrelationID), CategoryId: uint64(r.CategoryID),
	}
	if r.Rule != nil {
		m.Rule = r.Rule.Text
		if r.Rule.Err != nil {
			m.RuleError = r.Rule.Err.Error()
		}
	}
	var err error
	if m.CorrelationTerm, err = c.labels.concept(r.CorrelationID); err != nil {
		return nil, err
	}
	m.CategoryTerm, err = c.labels.concept(r.CategoryID)
	return m, err
}
