package terminology

import (
	"iter"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Parts chooses what of a concept is decoded; the concept's own row always is.
type Parts uint8

// The parts of a concept.
const (
	PartDescriptions Parts = 1 << iota
	PartRelationships
	PartAxioms
	PartIdentifiers
	PartRefsets // RefsetIDs, of the concept and its descriptions
	// PartInactive adds the inactive rows to each part asked for; without it
	// only active ones are there.
	PartInactive

	// PartNames is what is needed to choose a concept's terms.
	PartNames = PartDescriptions
	// PartAll is everything, inactive rows included.
	PartAll = PartDescriptions | PartRelationships | PartAxioms | PartIdentifiers | PartRefsets | PartInactive
)

// Store holds the components and members of one release. It is read-only and
// safe for use by many goroutines at once. Ordinals are those of the release's
// taxonomy. Its errors are internal: a question about what isn't there is
// answered with ok false or an empty sequence.
type Store interface {
	// Concept decodes a concept. The ordinal must be below the taxonomy's
	// length. What is returned belongs to the caller.
	Concept(o taxonomy.Ordinal, parts Parts) (*Concept, error)
	// ReadConcept is Concept into memory that is used over and over, see
	// [ConceptBuffer].
	ReadConcept(o taxonomy.Ordinal, parts Parts, into *ConceptBuffer) error
	// DescriptionConcept returns the concept that a description, active or
	// not, belongs to.
	DescriptionConcept(id sctid.ID) (o taxonomy.Ordinal, ok bool, err error)
	// AlternateIdentifier returns the component that an active row of the
	// Identifier File gives for a code in a scheme.
	AlternateIdentifier(scheme sctid.ID, code string) (id sctid.ID, ok bool, err error)

	// ConceptStamp returns the stamp of a concept's own row, in constant time and
	// without reading the concept. It is the zero Stamp for an ordinal that isn't
	// below the taxonomy's length.
	ConceptStamp(o taxonomy.Ordinal) Stamp
	// DefinitionStatus likewise returns a concept's definition status id: [Primitive],
	// [Defined], or whatever its row says. It is 0 for an ordinal that isn't below
	// the taxonomy's length.
	DefinitionStatus(o taxonomy.Ordinal) sctid.ID

	// SemanticTags returns all tags of the release in ascending byte order. The
	// slice is shared.
	SemanticTags() []string
	// SemanticTag returns the index in SemanticTags of the tag of the concept's
	// fully specified name in the default language, or -1 for none.
	SemanticTag(o taxonomy.Ordinal) int

	// Refsets returns the reference sets that have a member, in ascending
	// order of id. The slice is shared.
	Refsets() []Refset
	// Members walks the rows of a reference set, inactive ones too, in
	// ascending order of referenced component, then member id, starting behind
	// the given key; the zero key starts at the beginning.
	Members(refset sctid.ID, after MemberKey) iter.Seq2[Member, error]
	// ComponentMembers walks the rows, inactive ones too, that a reference set
	// has for a component, in ascending order of member id.
	ComponentMembers(refset, component sctid.ID) iter.Seq2[Member, error]
	// ComponentRefsets returns the reference sets that have a row, active or
	// not, for a component of any kind, in ascending order.
	ComponentRefsets(component sctid.ID) ([]sctid.ID, error)
	// MemberConcepts returns the concepts that active members of a reference
	// set refer to. The bitmap is shared; it is empty for an unknown refset.
	MemberConcepts(refset sctid.ID) (*roaring.Bitmap, error)
	// AssociationSources returns the components, in ascending order, that have
	// an active row with the given target in a reference set whose first
	// additional column is targetComponentId.
	AssociationSources(refset, target sctid.ID) ([]sctid.ID, error)

	// Close frees the store. Nothing that it returned may be used after it,
	// except concepts, members and slices of ids.
	Close() error
}

// MemberKey is a place in a reference set's order.
type MemberKey struct {
	ReferencedComponentID sctid.ID
	MemberID              UUID
}

// ConceptBuffer is a concept whose memory is used over and over, for questions
// that look at descriptions and keep little of them. Until the next use of the
// buffer its Concept may be read, and its list of descriptions be shortened or
// reordered in place; what the descriptions refer to is shared and must not be
// changed. Whoever keeps a term clones it. The zero value is ready for use, by
// one goroutine at a time.
type ConceptBuffer struct {
	Concept
	// Text is the memory of the terms. It is the store's to use.
	Text []byte
}
