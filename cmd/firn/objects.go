package main

import (
	"encoding/json"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

// The objects of --json. Their keys come in the order of the fields; a key is
// always there unless it is marked omitempty, and lists are never null.

// componentID is an SCTID in an answer: a decimal string, "" for none.
type componentID uint64

// MarshalJSON implements [json.Marshaler].
func (id componentID) MarshalJSON() ([]byte, error) {
	if id == 0 {
		return []byte(`""`), nil
	}
	return append(sctid.ID(id).Append([]byte{'"'}), '"'), nil
}

// String returns the digits, "" for none.
func (id componentID) String() string {
	if id == 0 {
		return ""
	}
	return sctid.ID(id).String()
}

// conceptObject is a concept in a list.
type conceptObject struct {
	ConceptID          componentID `json:"conceptId"`
	PreferredTerm      string      `json:"preferredTerm"`
	FullySpecifiedName string      `json:"fullySpecifiedName"`
	SemanticTag        string      `json:"semanticTag"`
	Active             bool        `json:"active"`
	DefinitionStatus   string      `json:"definitionStatus"`
	EffectiveTime      string      `json:"effectiveTime"`
	ModuleID           componentID `json:"moduleId"`
}

func newConceptObject(c *firnv1.ConceptSummary) conceptObject {
	return conceptObject{
		ConceptID:          componentID(c.GetConceptId()),
		PreferredTerm:      c.GetPreferredTerm(),
		FullySpecifiedName: c.GetFullySpecifiedName(),
		SemanticTag:        c.GetSemanticTag(),
		Active:             c.GetActive(),
		DefinitionStatus:   definitionStatus(c.GetDefinitionStatus()),
		EffectiveTime:      c.GetEffectiveTime(),
		ModuleID:           componentID(c.GetModuleId()),
	}
}

// replacementObject is what to use instead of an inactive concept.
type replacementObject struct {
	ConceptID          componentID  `json:"conceptId"`
	PreferredTerm      string       `json:"preferredTerm"`
	FullySpecifiedName string       `json:"fullySpecifiedName"`
	Active             bool         `json:"active"`
	AssociationID      componentID  `json:"associationId"`
	Association        string       `json:"association"`
	Chain              []stepObject `json:"chain"`
}

// stepObject is one step of the way to a replacement.
type stepObject struct {
	AssociationID componentID `json:"associationId"`
	ConceptID     componentID `json:"conceptId"`
}

func newReplacementObjects(replacements []*firnv1.Replacement) []replacementObject {
	objects := make([]replacementObject, len(replacements))
	for i, r := range replacements {
		objects[i] = replacementObject{
			ConceptID:          componentID(r.GetTarget().GetConceptId()),
			PreferredTerm:      r.GetTarget().GetPreferredTerm(),
			FullySpecifiedName: r.GetTarget().GetFullySpecifiedName(),
			Active:             r.GetTargetActive(),
			AssociationID:      componentID(r.GetAssociationRefsetId()),
			Association:        r.GetAssociationTerm(),
			Chain:              make([]stepObject, len(r.GetChain())),
		}
		for j, step := range r.GetChain() {
			objects[i].Chain[j] = stepObject{componentID(step.GetAssociationRefsetId()), componentID(step.GetConceptId())}
		}
	}
	return objects
}

// inactivationObject is why a component is inactive.
type inactivationObject struct {
	ValueID       componentID `json:"valueId"`
	Term          string      `json:"term"`
	EffectiveTime string      `json:"effectiveTime"`
}

// newInactivationObject returns nil, which is null in JSON, for no reason.
func newInactivationObject(i *firnv1.Inactivation) *inactivationObject {
	if i == nil {
		return nil
	}
	return &inactivationObject{componentID(i.GetValueId()), i.GetTerm(), i.GetEffectiveTime()}
}

// valueJSON writes a concrete value: a string, a boolean, or a number with the
// very digits of the release, which a float would lose.
func valueJSON(v *firnv1.ConcreteValue) json.RawMessage {
	var value any
	switch v := v.GetValue().(type) {
	case *firnv1.ConcreteValue_Decimal:
		// RF2 allows a plus sign; JSON doesn't.
		if number := json.RawMessage(strings.TrimPrefix(v.Decimal, "+")); json.Valid(number) {
			return number
		}
		value = v.Decimal // not a number as JSON has them: as it is
	case *firnv1.ConcreteValue_Boolean:
		value = v.Boolean
	case *firnv1.ConcreteValue_Text:
		value = v.Text
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return json.RawMessage("null")
	}
	return json.RawMessage(strings.TrimSuffix(b.String(), "\n"))
}

// valueText is a concrete value for people: strings in quotes, numbers with #,
// as ECL and the compositional grammar write them.
func valueText(v *firnv1.ConcreteValue) string {
	switch v := v.GetValue().(type) {
	case *firnv1.ConcreteValue_Decimal:
		return "#" + v.Decimal
	case *firnv1.ConcreteValue_Boolean:
		if v.Boolean {
			return "true"
		}
		return "false"
	case *firnv1.ConcreteValue_Text:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.Text) + `"`
	default:
		return ""
	}
}
