package importer

import (
	"fmt"
	"slices"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// valueSet is the concepts that a column of a component or language file may
// have: those that the specification names, and any below their parent, because
// extensions may have more. Release File Specification, "Component Release
// Files".
type valueSet struct {
	kind   string // of the anomaly
	column string
	what   string // one of the values, for people
	parent sctid.ID
	known  []sctid.ID
}

var (
	definitionStatuses = valueSet{
		"definition-status-wrong", "definitionStatusId", "a definition status", 900000000000444006,
		[]sctid.ID{terminology.Primitive, terminology.Defined},
	}
	descriptionTypes = valueSet{
		"description-type-wrong", "typeId", "a description type", 900000000000446008,
		[]sctid.ID{terminology.FullySpecifiedName, terminology.Synonym, terminology.TextDefinition},
	}
	caseSignificances = valueSet{
		"case-significance-wrong", "caseSignificanceId", "a case significance", 900000000000447004,
		[]sctid.ID{terminology.CaseInsensitive, terminology.CaseSensitive, terminology.InitialCharacterCaseInsensitive},
	}
	characteristicTypes = valueSet{
		"characteristic-type-wrong", "characteristicTypeId", "a characteristic type", 900000000000449001,
		[]sctid.ID{
			terminology.InferredRelationship, terminology.StatedRelationship, terminology.AdditionalRelationship,
			900000000000225001, // qualifying
			900000000000006009, // defining, the grouper of inferred and stated
		},
	}
	modifiers = valueSet{
		"modifier-wrong", "modifierId", "a modifier", 900000000000450001,
		[]sctid.ID{900000000000451002, 900000000000452009}, // existential, universal
	}
	acceptabilities = valueSet{
		"acceptability-wrong", "acceptabilityId", "an acceptability", 900000000000511003,
		[]sctid.ID{terminology.Preferred, terminology.Acceptable},
	}
)

// has reports whether a row may have the value. A row that is no longer in use
// may have one that isn't either.
func (s *valueSet) has(r *release, value sctid.ID, active bool) bool {
	if slices.Contains(s.known, value) {
		return true
	}
	o, ok := r.taxonomy.Ordinal(value)
	if !ok {
		return false
	}
	if !r.taxonomy.IsActive(o) {
		return !active
	}
	parent, ok := r.taxonomy.Ordinal(s.parent)
	return ok && o != parent && r.taxonomy.Subsumes(parent, o)
}

// report counts a row that has a wrong value.
func (s *valueSet) report(r *release, t table, row uint32, id, value sctid.ID) {
	r.found.add(s.kind, id, func() string {
		what, name := t.describe(row)
		file, line := t.origin(row)
		why := "not " + s.what
		if _, ok := r.taxonomy.Ordinal(value); !ok {
			why += ", and no concept of the release"
		}
		return fmt.Sprintf("%s %s (%s:%d): %s is %s, %s", what, name, file.path, line, s.column, value, why)
	})
}

// lookAtValues finds rows whose columns have concepts of a wrong kind, or ones
// that the release doesn't have. The columns of components have few distinct
// combinations of values: those are judged, and rows are looked at only where one
// of them is wrong.
func (r *release) lookAtValues() {
	t := &r.concepts
	statuses := judge(t.dict.ids.values, func(id sctid.ID, active bool) bool { return definitionStatuses.has(r, id, active) })
	// The dictionary has refsets and schemes too, so that there is always a number
	// that is no definition status; but there are a thousand of them, not a million.
	for _, row := range r.keptConcepts.rows {
		if statuses.wrong(t.statuses[row], t.active(row)) {
			definitionStatuses.report(r, t, row, t.ids[row], t.status(row))
		}
	}
	r.lookAtDescriptionValues()
	r.lookAtRelationshipValues(&r.relationships, &r.keptRelationships)
	r.lookAtRelationshipValues(&r.concrete, &r.keptConcrete)
	r.lookAtRelationshipValues(&r.stated, &r.keptStated)
	for _, s := range r.refsets {
		if s.isLanguage() {
			r.lookAtAcceptabilities(s)
		}
	}
}

func (r *release) lookAtDescriptionValues() {
	t := &r.descriptions
	keys := judge(t.dict.descriptions.values, func(k descriptionKey, active bool) bool {
		return descriptionTypes.has(r, k.typeID, active) && caseSignificances.has(r, k.caseSignificanceID, active)
	})
	if !keys.any {
		return
	}
	for _, row := range r.keptDescriptions.rows {
		active := t.active(row)
		if !keys.wrong(t.keys[row], active) {
			continue
		}
		k := t.key(row)
		if !descriptionTypes.has(r, k.typeID, active) {
			descriptionTypes.report(r, t, row, t.ids[row], k.typeID)
		}
		if !caseSignificances.has(r, k.caseSignificanceID, active) {
			caseSignificances.report(r, t, row, t.ids[row], k.caseSignificanceID)
		}
	}
}

func (r *release) lookAtRelationshipValues(t *relationshipTable, kept *collapsed) {
	keys := judge(t.dict.relationships.values, func(k relationshipKey, active bool) bool {
		return characteristicTypes.has(r, k.characteristicTypeID, active) && modifiers.has(r, k.modifierID, active)
	})
	if !keys.any {
		return
	}
	for _, row := range kept.rows {
		active := t.active(row)
		if !keys.wrong(t.keys[row], active) {
			continue
		}
		k := t.key(row)
		if !characteristicTypes.has(r, k.characteristicTypeID, active) {
			characteristicTypes.report(r, t, row, t.ids[row], k.characteristicTypeID)
		}
		if !modifiers.has(r, k.modifierID, active) {
			modifiers.report(r, t, row, t.ids[row], k.modifierID)
		}
	}
}

func (r *release) lookAtAcceptabilities(s *refset) {
	t := s.table
	for _, row := range s.rows {
		value := t.fields[0].ids[row]
		if value != terminology.Preferred && value != terminology.Acceptable && !acceptabilities.has(r, value, t.active(row)) {
			acceptabilities.report(r, t, row, t.components[row], value)
		}
	}
}

// judgement tells which of a dictionary's values are wrong in active and in
// inactive rows.
type judgement struct {
	any              bool
	active, inactive []bool
}

func judge[T any](values []T, right func(value T, active bool) bool) judgement {
	j := judgement{active: make([]bool, len(values)), inactive: make([]bool, len(values))}
	for i, v := range values {
		j.active[i], j.inactive[i] = !right(v, true), !right(v, false)
		j.any = j.any || j.active[i] || j.inactive[i]
	}
	return j
}

func (j *judgement) wrong(number uint32, active bool) bool {
	if active {
		return j.active[number]
	}
	return j.inactive[number]
}
