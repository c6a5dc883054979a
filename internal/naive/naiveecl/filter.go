package naiveecl

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology/ecl"
)

// filter applies a description or concept filter.
func (m *Model) filter(f *ecl.Filter, x Set) Set {
	if f.Kind == ecl.FilterConcept {
		return keep(x, func(id uint64) bool {
			c := m.release.Concepts[id]
			return m.all(f.Conditions, func(condition ecl.Condition) bool { return m.conceptHas(&c, condition) })
		})
	}
	hasActive := namesActive(f)
	return keep(x, func(id uint64) bool {
		for _, d := range m.release.DescriptionsOf(id) {
			if (d.Active || hasActive) && m.all(f.Conditions, func(condition ecl.Condition) bool { return m.descriptionHas(&d, condition) }) {
				return true
			}
		}
		return false
	})
}

// namesActive reports whether a filter says itself which states it wants.
func namesActive(f *ecl.Filter) bool {
	return slices.ContainsFunc(f.Conditions, func(c ecl.Condition) bool { _, ok := c.(*ecl.ActiveCondition); return ok })
}

func (m *Model) all(conditions []ecl.Condition, holds func(ecl.Condition) bool) bool {
	for _, c := range conditions {
		if !holds(c) {
			return false
		}
	}
	return true
}

func (m *Model) conceptHas(c *naive.Concept, condition ecl.Condition) bool {
	switch condition := condition.(type) {
	case *ecl.DefinitionStatusCondition:
		in := false
		for _, status := range condition.Statuses {
			in = in || c.DefinitionStatusID == map[ecl.DefinitionStatusToken]uint64{
				ecl.TokenPrimitive: 900000000000074008, ecl.TokenDefined: 900000000000073002,
			}[status]
		}
		return in == equal(condition.Operator)
	case *ecl.DefinitionStatusIDCondition:
		return m.in(c.DefinitionStatusID, condition.Value) == equal(condition.Operator)
	}
	return m.rowHas(c.Row, condition)
}

// rowHas tests what every row of RF2 has.
func (m *Model) rowHas(r naive.Row, condition ecl.Condition) bool {
	switch condition := condition.(type) {
	case *ecl.ModuleCondition:
		return m.in(r.ModuleID, condition.Value) == equal(condition.Operator)
	case *ecl.EffectiveTimeCondition:
		return timeHas(r.EffectiveTime, condition.Operator, condition.Dates)
	case *ecl.ActiveCondition:
		in := condition.Value == ecl.ActiveAny || (condition.Value == ecl.ActiveTrue) == r.Active
		return in == equal(condition.Operator)
	}
	panic(fmt.Sprintf("condition %T", condition))
}

// timeHas compares an effective time, or any other time, with dates. Order is
// chronological, and an empty time has none.
func timeHas(time string, o ecl.ComparisonOperator, dates *ecl.Dates) bool {
	in := false
	for _, d := range dates.Values {
		literal := ""
		if d.Value != 0 {
			literal = fmt.Sprintf("%08d", d.Value)
		}
		if o.Order() {
			return time != "" && literal != "" && o.Holds(strings.Compare(time, literal))
		}
		in = in || time == literal
	}
	return in == equal(o)
}

func equal(o ecl.ComparisonOperator) bool { return o == ecl.Equal }

// in reports whether an identifier is among the concepts of a value. Those of a
// set in brackets, (A B), stand for themselves like any other reference.
func (m *Model) in(id uint64, v ecl.Value) bool {
	switch v := v.(type) {
	case *ecl.SubExpression:
		return m.subOnce(v)[id]
	case *ecl.ConceptSet:
		return slices.ContainsFunc(v.Concepts, func(c *ecl.ConceptReference) bool { return uint64(c.ID) == id && m.concepts[id] })
	}
	panic(fmt.Sprintf("value %T", v))
}

func (m *Model) descriptionHas(d *naive.Description, condition ecl.Condition) bool {
	switch condition := condition.(type) {
	case *ecl.TermCondition:
		return anyTerm(condition.Terms, d.Term, d.LanguageCode) == equal(condition.Operator)
	case *ecl.LanguageCondition:
		return slices.Contains(condition.Languages, strings.ToLower(d.LanguageCode)) == equal(condition.Operator)
	case *ecl.TypeCondition:
		in := false
		for _, t := range condition.Types {
			in = in || d.TypeID == map[ecl.DescriptionType]uint64{
				ecl.TypeSynonym: naive.Synonym, ecl.TypeFullySpecifiedName: naive.FullySpecifiedName, ecl.TypeDefinition: naive.TextDefinition,
			}[t]
		}
		return in == equal(condition.Operator)
	case *ecl.TypeIDCondition:
		return m.in(d.TypeID, condition.Value) == equal(condition.Operator)
	case *ecl.IDCondition:
		in := slices.ContainsFunc(condition.IDs, func(c *ecl.ComponentID) bool { return uint64(c.ID) == d.ID })
		return in == equal(condition.Operator)
	case *ecl.DialectCondition:
		return m.dialectHas(d, condition) == equal(condition.Operator)
	}
	return m.rowHas(d.Row, condition)
}

func (m *Model) dialectHas(d *naive.Description, c *ecl.DialectCondition) bool {
	if c.Constraint != nil {
		for refset := range m.subOnce(c.Constraint) {
			if m.isAcceptable(d.ID, refset, c.Acceptability) {
				return true
			}
		}
		return false
	}
	for _, dialect := range c.Dialects {
		var refset uint64
		if dialect.Refset != nil {
			if refset = uint64(dialect.Refset.ID); !m.concepts[refset] {
				continue // like any other reference to what isn't there
			}
		} else {
			refset = dialectAliases[strings.ToLower(dialect.Alias)]
			if refset == 0 {
				m.fail("ECL_DIALECT_UNKNOWN", "dialect %q", dialect.Alias)
			}
		}
		// (en-gb (accept) en-us) (prefer): a dialect's own goes before the set's.
		if m.isAcceptable(d.ID, refset, cmp.Or(dialect.Acceptability, c.Acceptability)) {
			return true
		}
	}
	return false
}

// isAcceptable reports whether a description has an active member in a reference
// set with one of the acceptabilities; nil stands for any.
func (m *Model) isAcceptable(description, refset uint64, a *ecl.Acceptability) bool {
	for _, member := range m.release.MembersOf(description, false) {
		// A reference set of another type is no dialect.
		if member.RefsetID != refset || member.Field("acceptabilityId") == "" {
			continue
		}
		if a == nil {
			return true
		}
		has := number(member.Field("acceptabilityId"))
		for _, token := range a.Tokens {
			if has == map[ecl.AcceptabilityToken]uint64{ecl.TokenPreferred: naive.Preferred, ecl.TokenAcceptable: naive.Acceptable}[token] {
				return true
			}
		}
		for _, concept := range a.Concepts {
			if has == uint64(concept.ID) {
				return true
			}
		}
	}
	return false
}

// dialectAliases is the table of the specification's appendix C, with the older
// spellings.
var dialectAliases = map[string]uint64{
	"da-dk": 554461000005103, "en-gb-x-ext": 999001251000000103, "en-au": 32570271000036106, "es": 450828004,
	"en-ca": 19491000087109, "es-uy": 5641000179103, "en-gb": 900000000000508004, "et-ee": 71000181105,
	"en-ie": 21000220103, "fr": 722131000, "en-nz": 271000210107, "fr-be": 21000172104,
	"en-nz-x-pat": 281000210109, "fr-ca": 20581000087109, "en-us": 900000000000509007, "ja": 722129009,
	"en-x-gmdn": 608771002, "mi": 291000210106, "en-x-nhs-clinical": 999001261000000100, "nb-no": 61000202103, "nn-no": 91000202106,
	"en-x-nhs-dmd": 999000671000001103, "nl-be": 31000172101, "nl-nl": 31000146106, "en-x-nhs-pharmacy": 999000691000001104,
	"sv-se": 46011000052107, "en-gb-x-drug": 999000681000001101, "zh": 722128001, "de": 722130004,
	"en-int-gmdn": 608771002, "en-nhs-clinical": 999001261000000100, "en-nhs-dmd": 999000671000001103,
	"en-nhs-pharmacy": 999000691000001104, "en-uk-drug": 999000681000001101, "en-uk-ext": 999001251000000103,
	"en-nz-pat": 281000210109, "es-ar": 450828004, "de-ch": 2041000195100, "fr-ch": 2021000195106, "it-ch": 2031000195108,
	"fr-fr": 10031000315102, "de-be": 120961000172108,
}
