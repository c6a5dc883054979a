package terminology

import (
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Stamp is what every RF2 row says of itself besides its content. Release
// File Specification, section "Component features: history".
type Stamp struct {
	EffectiveTime Date
	Active        bool
	ModuleID      sctid.ID
}

// Concept is a concept with what belongs to it. Which of the slices are filled
// depends on the [Parts] asked for. Concept File, Release File Specification.
type Concept struct {
	ID sctid.ID
	Stamp
	DefinitionStatusID sctid.ID

	// Descriptions in ascending order of id, text definitions among them.
	Descriptions []Description
	// Relationships in ascending order of group, then type, destination (or
	// value) and id; the is-a relationships and concrete values among them.
	Relationships []Relationship
	// Axioms are the members of the OWL expression reference sets, in
	// ascending order of member id.
	Axioms []Axiom
	// Identifiers are the concept's alternate identifiers, by scheme and code.
	Identifiers []AlternateIdentifier
	// RefsetIDs are the reference sets that have an active member for the
	// concept itself, in ascending order.
	RefsetIDs []sctid.ID
}

// Defined reports whether the concept is sufficiently defined.
func (c *Concept) Defined() bool { return c.DefinitionStatusID == Defined }

// Description is a name or a text definition of a concept. Description File.
type Description struct {
	ID sctid.ID
	Stamp
	ConceptID          sctid.ID
	LanguageCode       string
	TypeID             sctid.ID
	Term               string
	CaseSignificanceID sctid.ID

	// Acceptability holds the description's language members in ascending
	// order of reference set; inactive members only when [PartInactive] is
	// asked for.
	Acceptability []Acceptability
	// RefsetIDs are the other reference sets that have an active member for
	// the description, in ascending order.
	RefsetIDs []sctid.ID
}

// Acceptability is a description's row in a language reference set.
type Acceptability struct {
	RefsetID        sctid.ID
	AcceptabilityID sctid.ID // [Preferred] or [Acceptable]
	Active          bool
}

// AcceptabilityIn returns the description's acceptability in a language
// reference set: [Preferred], [Acceptable], or 0 where it has no active row.
func (d *Description) AcceptabilityIn(refset sctid.ID) sctid.ID {
	for _, a := range d.Acceptability {
		if a.RefsetID == refset && a.Active {
			return a.AcceptabilityID
		}
	}
	return 0
}

// Relationship is a row of the inferred Relationship File or of the
// Relationship Concrete Values File.
type Relationship struct {
	ID sctid.ID
	Stamp
	SourceID             sctid.ID
	DestinationID        sctid.ID      // 0 where Value is set
	Value                ConcreteValue // the zero value where DestinationID is set
	Group                uint32        // 0 means that the relationship is in no group
	TypeID               sctid.ID
	CharacteristicTypeID sctid.ID
	ModifierID           sctid.ID
}

// ConcreteValue is a number, string or boolean; numbers stay decimal text.
type ConcreteValue = taxonomy.ConcreteValue

// Defining reports whether the relationship is active and inferred, so that it
// counts for hierarchy and attributes.
func (r *Relationship) Defining() bool {
	return r.Active && r.CharacteristicTypeID == InferredRelationship
}

// Axiom is a member of an OWL expression reference set.
type Axiom struct {
	MemberID UUID
	Stamp
	RefsetID   sctid.ID
	Expression string
}

// AlternateIdentifier is a row of the Identifier File.
type AlternateIdentifier struct {
	Stamp
	SchemeID              sctid.ID
	Code                  string
	ReferencedComponentID sctid.ID
}

// SemanticTag returns the semantic tag of a fully specified name: the text
// within its last brackets if the name ends with them, else "". RF2 has no
// field for it; the Editorial Guide gives the form.
func SemanticTag(fullySpecifiedName string) string {
	open, ok := tagStart(fullySpecifiedName)
	if !ok {
		return ""
	}
	return fullySpecifiedName[open+2 : len(fullySpecifiedName)-1]
}

// WithoutSemanticTag returns a fully specified name without its tag.
func WithoutSemanticTag(fullySpecifiedName string) string {
	open, ok := tagStart(fullySpecifiedName)
	if !ok {
		return fullySpecifiedName
	}
	return fullySpecifiedName[:open]
}

func tagStart(name string) (int, bool) {
	if !strings.HasSuffix(name, ")") {
		return 0, false
	}
	open := strings.LastIndex(name, " (")
	return open, open > 0 && open+3 < len(name)
}
