package terminology

import "github.com/firn-sct/firn/terminology/sctid"

// Concepts that the release format and the concept model give a meaning.
// Names and numbers as in the Release File Specification.
const (
	Root sctid.ID = 138875005 // |SNOMED CT Concept|
	IsA  sctid.ID = 116680003 // |Is a|

	Primitive sctid.ID = 900000000000074008 // definition status
	Defined   sctid.ID = 900000000000073002 // |Sufficiently defined|

	FullySpecifiedName sctid.ID = 900000000000003001 // description type
	Synonym            sctid.ID = 900000000000013009 // description type
	TextDefinition     sctid.ID = 900000000000550004 // |Definition|, description type

	CaseInsensitive                 sctid.ID = 900000000000448009 // entire term
	CaseSensitive                   sctid.ID = 900000000000017005 // entire term
	InitialCharacterCaseInsensitive sctid.ID = 900000000000020002 // only the first character

	InferredRelationship   sctid.ID = 900000000000011006 // characteristic type
	StatedRelationship     sctid.ID = 900000000000010007 // characteristic type
	AdditionalRelationship sctid.ID = 900000000000227009 // characteristic type

	Preferred  sctid.ID = 900000000000548007 // acceptability
	Acceptable sctid.ID = 900000000000549004 // acceptability

	USEnglish sctid.ID = 900000000000509007 // language reference set
	GBEnglish sctid.ID = 900000000000508004 // language reference set

	ReferenceSet            sctid.ID = 900000000000455006 // |Reference set|, ancestor of all
	Module                  sctid.ID = 900000000000443000 // |Module|, ancestor of all
	CoreModule              sctid.ID = 900000000000207008 // International Edition
	ModelModule             sctid.ID = 900000000000012004 // |SNOMED CT model component|
	ModuleDependency        sctid.ID = 900000000000534007 // reference set
	NamespaceConcept        sctid.ID = 370136006
	ConceptInactivation     sctid.ID = 900000000000489007 // |Concept inactivation indicator|, reference set
	DescriptionInactivation sctid.ID = 900000000000490003 // reference set
	OWLAxiom                sctid.ID = 733073007          // reference set
	OWLOntology             sctid.ID = 762103008          // reference set

	HistoricalAssociation sctid.ID = 900000000000522004 // ancestor of the following
	PossiblyEquivalentTo  sctid.ID = 900000000000523009
	MovedTo               sctid.ID = 900000000000524003
	MovedFrom             sctid.ID = 900000000000525002
	ReplacedBy            sctid.ID = 900000000000526001
	SameAs                sctid.ID = 900000000000527005
	WasA                  sctid.ID = 900000000000528000
	SimilarTo             sctid.ID = 900000000000529008
	Alternative           sctid.ID = 900000000000530003
	RefersTo              sctid.ID = 900000000000531004
	PossiblyReplacedBy    sctid.ID = 1186921001
	PartiallyEquivalentTo sctid.ID = 1186924009
)

// Types of reference set: the concepts below which a reference set of that
// file format stands. Release File Specification, section "Reference set types".
const (
	SimpleRefsetType          sctid.ID = 446609009
	AttributeValueRefsetType  sctid.ID = 900000000000480006
	AssociationRefsetType     sctid.ID = 900000000000521006
	LanguageRefsetType        sctid.ID = 900000000000506000
	OWLExpressionRefsetType   sctid.ID = 762676003
	SimpleMapFromRefsetType   sctid.ID = 900000000000496009
	SimpleMapToRefsetType     sctid.ID = 1187636009
	ComplexMapRefsetType      sctid.ID = 447250001
	ExtendedMapRefsetType     sctid.ID = 609331003
	OrderedComponentType      sctid.ID = 733619002
	OrderedAssociationType    sctid.ID = 733618005
	DescriptionFormatType     sctid.ID = 900000000000538005
	RefsetDescriptorType      sctid.ID = 900000000000456007
	QuerySpecificationType    sctid.ID = 900000000000512005
	AnnotationRefsetType      sctid.ID = 900000000000516008
	ComponentAnnotationType   sctid.ID = 1292992004
	MemberAnnotationType      sctid.ID = 1292995002
	MRCMDomainType            sctid.ID = 723589008
	MRCMAttributeDomainType   sctid.ID = 723604009
	MRCMAttributeRangeType    sctid.ID = 723592007
	MRCMModuleScopeType       sctid.ID = 723563008
	PostcoordinatedExpression sctid.ID = 1119417006
)
