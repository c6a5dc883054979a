// The messages that several services share, and the rules that hold for all of them.
//
// Identifiers. An SCTID is a fixed64, because eight bytes are what it takes in
// memory, and a packed array of them costs nothing to read. In the JSON form of
// protobuf it is a decimal string, so JavaScript keeps its low digits. Zero is no
// identifier. A UUID is a string of 36 characters in lower case. A code under
// validation is a string, since it may be malformed.
//
// Dates. An effective time is "YYYYMMDD"; empty means unpublished content.
//
// Releases. Every request may name a release: by its URI
// "http://snomed.info/sct/<module>/version/<yyyymmdd>" (or ".../xsct/..." for
// unpublished content); by its edition, "http://snomed.info/sct/<module>" or the
// bare module id, which means the newest version loaded; or not at all, which
// means the server's default release. Every response names the release that
// answered, by its full URI.
//
// Languages. A request that returns terms takes dialects: a weighted list as in
// the Accept-Language header, of BCP 47 tags ("en-GB", "nl"), dialect aliases and
// ids of language reference sets, for example
// "en-GB;q=0.9, en-US;q=0.5, 900000000000509007". Entries without a weight have
// weight 1; equal weights keep their order; weight 0 leaves an entry out. A bare
// language stands for its dialects in the release; "*" for the release's default;
// a tag that the release doesn't have is shortened from the right, and passed
// over if nothing fits. Only a list of which nothing is left is an error. Absent
// means the release's default, which ReleaseService.GetRelease tells. The
// preferred term is the first dialect's preferred synonym that exists, then an
// acceptable synonym, then the fully specified name without its tag. A concept
// always has some term to show, unless it has no description at all.
//
// Pages. page_size 0 means the default. A page token is opaque, and belongs to
// the request that it came from: only page_size may change between two pages,
// and release may name the same release in another way.
// Pages stitch together exactly. A token from another release, or from the same
// one before it was imported again, is an error, so that a swap of releases
// between two pages never mixes two answers. A page may hold fewer items than
// page_size where more wouldn't fit the server's limit in bytes; only an empty
// next_page_token marks the end.
//
// Errors. They carry google.rpc details: ErrorInfo with domain "firn" and one of
// the reasons below, and BadRequest with the path of the field at fault where a
// field is at fault. Reasons are stable; messages are for people and may change.
//
//   INVALID_ARGUMENT
//     SCTID_MALFORMED          not an SCTID: length, check digit or partition
//     NOT_A_CONCEPT_ID         a right SCTID, but of a description or relationship
//     FIELD_REQUIRED           a field that must be given is absent
//     FIELD_INVALID            a field's value is none of those documented: an enum
//                              number that this server doesn't know, or a read_mask
//                              path that is not a field of Concept
//     RELEASE_MALFORMED        neither a release URI, nor an edition, nor a module id
//     DIALECT_MALFORMED        dialects is not such a list as described above
//     DIALECT_UNKNOWN          the release has none of the dialects
//     PAGE_SIZE_INVALID        above the documented maximum of the rpc
//     PAGE_TOKEN_INVALID       not a token of ours
//     PAGE_TOKEN_OTHER_QUERY   the token came from another request
//     TOO_MANY_ITEMS           more items in one message than documented
//     ARRAY_LENGTHS_DIFFER     parallel arrays of one message are not of one length
//     STREAM_SETTINGS_CHANGED  a later message of a stream contradicts the first one
//     QUERY_EMPTY              a search text without a letter or digit
//     QUERY_TOO_LONG           more characters or words than documented
//     ECL_...                  an expression constraint that can't be read, or names what
//                              isn't there: the reasons of docs/ecl.md
//   NOT_FOUND
//     RELEASE_NOT_FOUND        no such release is loaded
//     NO_RELEASE               no release is loaded at all
//     CONCEPT_NOT_FOUND        the release has no such concept
//     COMPONENT_NOT_FOUND      the release has no such concept, description or relationship
//     REFSET_NOT_FOUND         the release has no member of such a reference set
//     SEMANTIC_TAG_NOT_FOUND   the release has no concept with this tag
//   FAILED_PRECONDITION
//     PAGE_TOKEN_OTHER_RELEASE the token came from another release: start again
//   RESOURCE_EXHAUSTED
//     BUDGET_EXCEEDED          the answer would cost more than the server allows, or be
//                              larger than its limit in bytes (4 MiB unless configured):
//                              ask for less at a time
//     ECL_DEADLINE             an expression constraint took longer than the server allows
//     TOO_MANY_CALLS           the server answers as many calls at once as it may: wait
//                              a moment, then try again
//     MESSAGE_TOO_LARGE        a message above the server's limit in bytes (4 MiB unless
//                              configured); gRPC itself refuses it, without details
//   UNAVAILABLE
//     SHUTTING_DOWN            the server drains: try another replica
//   UNIMPLEMENTED
//     (named by the message)   SNOMED CT has it, and this server doesn't yet
//   INTERNAL
//     INTERNAL                 a fault of the server, logged there
//
// DEADLINE_EXCEEDED and CANCELLED have gRPC's own meaning; work stops with them.

// Code generated by protoc-gen-go. DO NOT EDIT.
// versions:
// 	protoc-gen-go v1.36.12
// 	protoc        (unknown)
// source: firn/v1/common.proto

package firnv1

import (
	protoreflect "google.golang.org/protobuf/reflect/protoreflect"
	protoimpl "google.golang.org/protobuf/runtime/protoimpl"
	reflect "reflect"
	sync "sync"
	unsafe "unsafe"
)

const (
	// Verify that this generated code is sufficiently up-to-date.
	_ = protoimpl.EnforceVersion(20 - protoimpl.MinVersion)
	// Verify that runtime/protoimpl is sufficiently up-to-date.
	_ = protoimpl.EnforceVersion(protoimpl.MaxVersion - 20)
)

// Whether a concept's definition is sufficient to recognise it.
type DefinitionStatus int32

const (
	// The release gives a status id that this enum has no value for.
	DefinitionStatus_DEFINITION_STATUS_UNSPECIFIED DefinitionStatus = 0
	// 900000000000074008: the attributes are necessary, not sufficient. Inactive
	// concepts are primitive by rule.
	DefinitionStatus_DEFINITION_STATUS_PRIMITIVE DefinitionStatus = 1
	// 900000000000073002: the attributes are necessary and sufficient.
	DefinitionStatus_DEFINITION_STATUS_DEFINED DefinitionStatus = 2
)

// Enum value maps for DefinitionStatus.
var (
	DefinitionStatus_name = map[int32]string{
		0: "DEFINITION_STATUS_UNSPECIFIED",
		1: "DEFINITION_STATUS_PRIMITIVE",
		2: "DEFINITION_STATUS_DEFINED",
	}
	DefinitionStatus_value = map[string]int32{
		"DEFINITION_STATUS_UNSPECIFIED": 0,
		"DEFINITION_STATUS_PRIMITIVE":   1,
		"DEFINITION_STATUS_DEFINED":     2,
	}
)

func (x DefinitionStatus) Enum() *DefinitionStatus {
	p := new(DefinitionStatus)
	*p = x
	return p
}

func (x DefinitionStatus) String() string {
	return protoimpl.X.EnumStringOf(x.Descriptor(), protoreflect.EnumNumber(x))
}

func (DefinitionStatus) Descriptor() protoreflect.EnumDescriptor {
	return file_firn_v1_common_proto_enumTypes[0].Descriptor()
}

func (DefinitionStatus) Type() protoreflect.EnumType {
	return &file_firn_v1_common_proto_enumTypes[0]
}

func (x DefinitionStatus) Number() protoreflect.EnumNumber {
	return protoreflect.EnumNumber(x)
}

// Deprecated: Use DefinitionStatus.Descriptor instead.
func (DefinitionStatus) EnumDescriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{0}
}

// The kind of a description.
type DescriptionType int32

const (
	// The release gives a type id that this enum has no value for. In a request:
	// not a type, refused.
	DescriptionType_DESCRIPTION_TYPE_UNSPECIFIED DescriptionType = 0
	// 900000000000003001: the unambiguous name, which ends with the semantic tag
	// in brackets.
	DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME DescriptionType = 1
	// 900000000000013009: a name that people use. The preferred term is one of them.
	DescriptionType_DESCRIPTION_TYPE_SYNONYM DescriptionType = 2
	// 900000000000550004: a text definition, of a sentence or more.
	DescriptionType_DESCRIPTION_TYPE_DEFINITION DescriptionType = 3
)

// Enum value maps for DescriptionType.
var (
	DescriptionType_name = map[int32]string{
		0: "DESCRIPTION_TYPE_UNSPECIFIED",
		1: "DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME",
		2: "DESCRIPTION_TYPE_SYNONYM",
		3: "DESCRIPTION_TYPE_DEFINITION",
	}
	DescriptionType_value = map[string]int32{
		"DESCRIPTION_TYPE_UNSPECIFIED":          0,
		"DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME": 1,
		"DESCRIPTION_TYPE_SYNONYM":              2,
		"DESCRIPTION_TYPE_DEFINITION":           3,
	}
)

func (x DescriptionType) Enum() *DescriptionType {
	p := new(DescriptionType)
	*p = x
	return p
}

func (x DescriptionType) String() string {
	return protoimpl.X.EnumStringOf(x.Descriptor(), protoreflect.EnumNumber(x))
}

func (DescriptionType) Descriptor() protoreflect.EnumDescriptor {
	return file_firn_v1_common_proto_enumTypes[1].Descriptor()
}

func (DescriptionType) Type() protoreflect.EnumType {
	return &file_firn_v1_common_proto_enumTypes[1]
}

func (x DescriptionType) Number() protoreflect.EnumNumber {
	return protoreflect.EnumNumber(x)
}

// Deprecated: Use DescriptionType.Descriptor instead.
func (DescriptionType) EnumDescriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{1}
}

// Which letters of a term may change their case.
type CaseSignificance int32

const (
	// The release gives an id that this enum has no value for.
	CaseSignificance_CASE_SIGNIFICANCE_UNSPECIFIED CaseSignificance = 0
	// 900000000000448009: every letter may.
	CaseSignificance_CASE_SIGNIFICANCE_INSENSITIVE CaseSignificance = 1
	// 900000000000020002: only the first letter may.
	CaseSignificance_CASE_SIGNIFICANCE_INITIAL_CHARACTER_INSENSITIVE CaseSignificance = 2
	// 900000000000017005: none may.
	CaseSignificance_CASE_SIGNIFICANCE_SENSITIVE CaseSignificance = 3
)

// Enum value maps for CaseSignificance.
var (
	CaseSignificance_name = map[int32]string{
		0: "CASE_SIGNIFICANCE_UNSPECIFIED",
		1: "CASE_SIGNIFICANCE_INSENSITIVE",
		2: "CASE_SIGNIFICANCE_INITIAL_CHARACTER_INSENSITIVE",
		3: "CASE_SIGNIFICANCE_SENSITIVE",
	}
	CaseSignificance_value = map[string]int32{
		"CASE_SIGNIFICANCE_UNSPECIFIED":                   0,
		"CASE_SIGNIFICANCE_INSENSITIVE":                   1,
		"CASE_SIGNIFICANCE_INITIAL_CHARACTER_INSENSITIVE": 2,
		"CASE_SIGNIFICANCE_SENSITIVE":                     3,
	}
)

func (x CaseSignificance) Enum() *CaseSignificance {
	p := new(CaseSignificance)
	*p = x
	return p
}

func (x CaseSignificance) String() string {
	return protoimpl.X.EnumStringOf(x.Descriptor(), protoreflect.EnumNumber(x))
}

func (CaseSignificance) Descriptor() protoreflect.EnumDescriptor {
	return file_firn_v1_common_proto_enumTypes[2].Descriptor()
}

func (CaseSignificance) Type() protoreflect.EnumType {
	return &file_firn_v1_common_proto_enumTypes[2]
}

func (x CaseSignificance) Number() protoreflect.EnumNumber {
	return protoreflect.EnumNumber(x)
}

// Deprecated: Use CaseSignificance.Descriptor instead.
func (CaseSignificance) EnumDescriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{2}
}

// How a description stands in one dialect.
type Acceptability int32

const (
	// The release gives an acceptability id that this enum has no value for.
	Acceptability_ACCEPTABILITY_UNSPECIFIED Acceptability = 0
	// 900000000000548007: the name to use, one a concept and description type.
	Acceptability_ACCEPTABILITY_PREFERRED Acceptability = 1
	// 900000000000549004: another name that may be used.
	Acceptability_ACCEPTABILITY_ACCEPTABLE Acceptability = 2
)

// Enum value maps for Acceptability.
var (
	Acceptability_name = map[int32]string{
		0: "ACCEPTABILITY_UNSPECIFIED",
		1: "ACCEPTABILITY_PREFERRED",
		2: "ACCEPTABILITY_ACCEPTABLE",
	}
	Acceptability_value = map[string]int32{
		"ACCEPTABILITY_UNSPECIFIED": 0,
		"ACCEPTABILITY_PREFERRED":   1,
		"ACCEPTABILITY_ACCEPTABLE":  2,
	}
)

func (x Acceptability) Enum() *Acceptability {
	p := new(Acceptability)
	*p = x
	return p
}

func (x Acceptability) String() string {
	return protoimpl.X.EnumStringOf(x.Descriptor(), protoreflect.EnumNumber(x))
}

func (Acceptability) Descriptor() protoreflect.EnumDescriptor {
	return file_firn_v1_common_proto_enumTypes[3].Descriptor()
}

func (Acceptability) Type() protoreflect.EnumType {
	return &file_firn_v1_common_proto_enumTypes[3]
}

func (x Acceptability) Number() protoreflect.EnumNumber {
	return protoreflect.EnumNumber(x)
}

// Deprecated: Use Acceptability.Descriptor instead.
func (Acceptability) EnumDescriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{3}
}

// How a relationship came about.
type CharacteristicType int32

const (
	// The release gives an id that this enum has no value for.
	CharacteristicType_CHARACTERISTIC_TYPE_UNSPECIFIED CharacteristicType = 0
	// 900000000000011006: inferred by the classifier. Only these make the
	// hierarchy and the role groups.
	CharacteristicType_CHARACTERISTIC_TYPE_INFERRED CharacteristicType = 1
	// 900000000000227009: additional, true but not part of the definition.
	CharacteristicType_CHARACTERISTIC_TYPE_ADDITIONAL CharacteristicType = 2
	// 900000000000010007: as stated by the author.
	CharacteristicType_CHARACTERISTIC_TYPE_STATED CharacteristicType = 3
	// 900000000000225001: qualifying, of old releases only.
	CharacteristicType_CHARACTERISTIC_TYPE_QUALIFYING CharacteristicType = 4
)

// Enum value maps for CharacteristicType.
var (
	CharacteristicType_name = map[int32]string{
		0: "CHARACTERISTIC_TYPE_UNSPECIFIED",
		1: "CHARACTERISTIC_TYPE_INFERRED",
		2: "CHARACTERISTIC_TYPE_ADDITIONAL",
		3: "CHARACTERISTIC_TYPE_STATED",
		4: "CHARACTERISTIC_TYPE_QUALIFYING",
	}
	CharacteristicType_value = map[string]int32{
		"CHARACTERISTIC_TYPE_UNSPECIFIED": 0,
		"CHARACTERISTIC_TYPE_INFERRED":    1,
		"CHARACTERISTIC_TYPE_ADDITIONAL":  2,
		"CHARACTERISTIC_TYPE_STATED":      3,
		"CHARACTERISTIC_TYPE_QUALIFYING":  4,
	}
)

func (x CharacteristicType) Enum() *CharacteristicType {
	p := new(CharacteristicType)
	*p = x
	return p
}

func (x CharacteristicType) String() string {
	return protoimpl.X.EnumStringOf(x.Descriptor(), protoreflect.EnumNumber(x))
}

func (CharacteristicType) Descriptor() protoreflect.EnumDescriptor {
	return file_firn_v1_common_proto_enumTypes[4].Descriptor()
}

func (CharacteristicType) Type() protoreflect.EnumType {
	return &file_firn_v1_common_proto_enumTypes[4]
}

func (x CharacteristicType) Number() protoreflect.EnumNumber {
	return protoreflect.EnumNumber(x)
}

// Deprecated: Use CharacteristicType.Descriptor instead.
func (CharacteristicType) EnumDescriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{4}
}

// What a list needs to show a concept in one row.
type ConceptSummary struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The concept's SCTID.
	ConceptId uint64 `protobuf:"fixed64,1,opt,name=concept_id,json=conceptId,proto3" json:"concept_id,omitempty"`
	// Whether the concept is active. False also for a concept that the release
	// refers to and doesn't hold; it then has no terms either.
	Active bool `protobuf:"varint,2,opt,name=active,proto3" json:"active,omitempty"`
	// The preferred term in the dialects asked for; empty only where the concept
	// has no description.
	PreferredTerm string `protobuf:"bytes,3,opt,name=preferred_term,json=preferredTerm,proto3" json:"preferred_term,omitempty"`
	// The fully specified name in the dialects asked for, tag included; empty
	// only where the concept has none.
	FullySpecifiedName string `protobuf:"bytes,4,opt,name=fully_specified_name,json=fullySpecifiedName,proto3" json:"fully_specified_name,omitempty"`
	// The text in the brackets that end the fully specified name, such as
	// "disorder"; empty where it has none.
	SemanticTag string `protobuf:"bytes,5,opt,name=semantic_tag,json=semanticTag,proto3" json:"semantic_tag,omitempty"`
	// Whether the concept is sufficiently defined.
	DefinitionStatus DefinitionStatus `protobuf:"varint,6,opt,name=definition_status,json=definitionStatus,proto3,enum=firn.v1.DefinitionStatus" json:"definition_status,omitempty"`
	// When the concept last changed, "YYYYMMDD"; empty means unpublished.
	EffectiveTime string `protobuf:"bytes,7,opt,name=effective_time,json=effectiveTime,proto3" json:"effective_time,omitempty"`
	// The module that the concept belongs to.
	ModuleId      uint64 `protobuf:"fixed64,8,opt,name=module_id,json=moduleId,proto3" json:"module_id,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *ConceptSummary) Reset() {
	*x = ConceptSummary{}
	mi := &file_firn_v1_common_proto_msgTypes[0]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *ConceptSummary) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*ConceptSummary) ProtoMessage() {}

func (x *ConceptSummary) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[0]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use ConceptSummary.ProtoReflect.Descriptor instead.
func (*ConceptSummary) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{0}
}

func (x *ConceptSummary) GetConceptId() uint64 {
	if x != nil {
		return x.ConceptId
	}
	return 0
}

func (x *ConceptSummary) GetActive() bool {
	if x != nil {
		return x.Active
	}
	return false
}

func (x *ConceptSummary) GetPreferredTerm() string {
	if x != nil {
		return x.PreferredTerm
	}
	return ""
}

func (x *ConceptSummary) GetFullySpecifiedName() string {
	if x != nil {
		return x.FullySpecifiedName
	}
	return ""
}

func (x *ConceptSummary) GetSemanticTag() string {
	if x != nil {
		return x.SemanticTag
	}
	return ""
}

func (x *ConceptSummary) GetDefinitionStatus() DefinitionStatus {
	if x != nil {
		return x.DefinitionStatus
	}
	return DefinitionStatus_DEFINITION_STATUS_UNSPECIFIED
}

func (x *ConceptSummary) GetEffectiveTime() string {
	if x != nil {
		return x.EffectiveTime
	}
	return ""
}

func (x *ConceptSummary) GetModuleId() uint64 {
	if x != nil {
		return x.ModuleId
	}
	return 0
}

// A description: one name or text definition of a concept.
type Description struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The description's SCTID.
	DescriptionId uint64 `protobuf:"fixed64,1,opt,name=description_id,json=descriptionId,proto3" json:"description_id,omitempty"`
	// Whether the description is active. Active descriptions of an inactive
	// concept are its names for history.
	Active bool `protobuf:"varint,2,opt,name=active,proto3" json:"active,omitempty"`
	// When the description last changed, "YYYYMMDD"; empty means unpublished.
	EffectiveTime string `protobuf:"bytes,3,opt,name=effective_time,json=effectiveTime,proto3" json:"effective_time,omitempty"`
	// The module that the description belongs to.
	ModuleId uint64 `protobuf:"fixed64,4,opt,name=module_id,json=moduleId,proto3" json:"module_id,omitempty"`
	// The concept that it describes.
	ConceptId uint64 `protobuf:"fixed64,5,opt,name=concept_id,json=conceptId,proto3" json:"concept_id,omitempty"`
	// The language, as the release has it: two letters of ISO 639-1, "en".
	LanguageCode string `protobuf:"bytes,6,opt,name=language_code,json=languageCode,proto3" json:"language_code,omitempty"`
	// The kind of description.
	Type DescriptionType `protobuf:"varint,7,opt,name=type,proto3,enum=firn.v1.DescriptionType" json:"type,omitempty"`
	// The SCTID of the kind of description.
	TypeId uint64 `protobuf:"fixed64,8,opt,name=type_id,json=typeId,proto3" json:"type_id,omitempty"`
	// The text, exactly as released.
	Term string `protobuf:"bytes,9,opt,name=term,proto3" json:"term,omitempty"`
	// Which letters of the term may change their case.
	CaseSignificance CaseSignificance `protobuf:"varint,10,opt,name=case_significance,json=caseSignificance,proto3,enum=firn.v1.CaseSignificance" json:"case_significance,omitempty"`
	// The SCTID of the case significance.
	CaseSignificanceId uint64 `protobuf:"fixed64,11,opt,name=case_significance_id,json=caseSignificanceId,proto3" json:"case_significance_id,omitempty"`
	// How the description stands in each language reference set that has it as
	// an active member, by refset id ascending. None: not for use in any dialect.
	Acceptabilities []*DescriptionAcceptability `protobuf:"bytes,12,rep,name=acceptabilities,proto3" json:"acceptabilities,omitempty"`
	// Why the description is inactive, or, for an active description of an inactive
	// concept, the mark 900000000000495008 (concept non-current); absent for other
	// active descriptions.
	Inactivation  *Inactivation `protobuf:"bytes,13,opt,name=inactivation,proto3" json:"inactivation,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *Description) Reset() {
	*x = Description{}
	mi := &file_firn_v1_common_proto_msgTypes[1]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *Description) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*Description) ProtoMessage() {}

func (x *Description) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[1]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use Description.ProtoReflect.Descriptor instead.
func (*Description) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{1}
}

func (x *Description) GetDescriptionId() uint64 {
	if x != nil {
		return x.DescriptionId
	}
	return 0
}

func (x *Description) GetActive() bool {
	if x != nil {
		return x.Active
	}
	return false
}

func (x *Description) GetEffectiveTime() string {
	if x != nil {
		return x.EffectiveTime
	}
	return ""
}

func (x *Description) GetModuleId() uint64 {
	if x != nil {
		return x.ModuleId
	}
	return 0
}

func (x *Description) GetConceptId() uint64 {
	if x != nil {
		return x.ConceptId
	}
	return 0
}

func (x *Description) GetLanguageCode() string {
	if x != nil {
		return x.LanguageCode
	}
	return ""
}

func (x *Description) GetType() DescriptionType {
	if x != nil {
		return x.Type
	}
	return DescriptionType_DESCRIPTION_TYPE_UNSPECIFIED
}

func (x *Description) GetTypeId() uint64 {
	if x != nil {
		return x.TypeId
	}
	return 0
}

func (x *Description) GetTerm() string {
	if x != nil {
		return x.Term
	}
	return ""
}

func (x *Description) GetCaseSignificance() CaseSignificance {
	if x != nil {
		return x.CaseSignificance
	}
	return CaseSignificance_CASE_SIGNIFICANCE_UNSPECIFIED
}

func (x *Description) GetCaseSignificanceId() uint64 {
	if x != nil {
		return x.CaseSignificanceId
	}
	return 0
}

func (x *Description) GetAcceptabilities() []*DescriptionAcceptability {
	if x != nil {
		return x.Acceptabilities
	}
	return nil
}

func (x *Description) GetInactivation() *Inactivation {
	if x != nil {
		return x.Inactivation
	}
	return nil
}

// How a description stands in one language reference set.
type DescriptionAcceptability struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The language reference set.
	RefsetId uint64 `protobuf:"fixed64,1,opt,name=refset_id,json=refsetId,proto3" json:"refset_id,omitempty"`
	// The dialect's tag, such as "en-GB"; empty where the server knows none for
	// this reference set.
	Dialect string `protobuf:"bytes,2,opt,name=dialect,proto3" json:"dialect,omitempty"`
	// Preferred or acceptable.
	Acceptability Acceptability `protobuf:"varint,3,opt,name=acceptability,proto3,enum=firn.v1.Acceptability" json:"acceptability,omitempty"`
	// The SCTID of the acceptability.
	AcceptabilityId uint64 `protobuf:"fixed64,4,opt,name=acceptability_id,json=acceptabilityId,proto3" json:"acceptability_id,omitempty"`
	// Whether the language member is active. Inactive ones are listed only where
	// inactive content was asked for, and mean that the term isn't acceptable.
	Active        bool `protobuf:"varint,5,opt,name=active,proto3" json:"active,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *DescriptionAcceptability) Reset() {
	*x = DescriptionAcceptability{}
	mi := &file_firn_v1_common_proto_msgTypes[2]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *DescriptionAcceptability) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*DescriptionAcceptability) ProtoMessage() {}

func (x *DescriptionAcceptability) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[2]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use DescriptionAcceptability.ProtoReflect.Descriptor instead.
func (*DescriptionAcceptability) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{2}
}

func (x *DescriptionAcceptability) GetRefsetId() uint64 {
	if x != nil {
		return x.RefsetId
	}
	return 0
}

func (x *DescriptionAcceptability) GetDialect() string {
	if x != nil {
		return x.Dialect
	}
	return ""
}

func (x *DescriptionAcceptability) GetAcceptability() Acceptability {
	if x != nil {
		return x.Acceptability
	}
	return Acceptability_ACCEPTABILITY_UNSPECIFIED
}

func (x *DescriptionAcceptability) GetAcceptabilityId() uint64 {
	if x != nil {
		return x.AcceptabilityId
	}
	return 0
}

func (x *DescriptionAcceptability) GetActive() bool {
	if x != nil {
		return x.Active
	}
	return false
}

// A concrete value of an attribute. Exactly one field is set.
type ConcreteValue struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The value, by its type.
	//
	// Types that are valid to be assigned to Value:
	//
	//	*ConcreteValue_Text
	//	*ConcreteValue_Decimal
	//	*ConcreteValue_Boolean
	Value         isConcreteValue_Value `protobuf_oneof:"value"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *ConcreteValue) Reset() {
	*x = ConcreteValue{}
	mi := &file_firn_v1_common_proto_msgTypes[3]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *ConcreteValue) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*ConcreteValue) ProtoMessage() {}

func (x *ConcreteValue) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[3]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use ConcreteValue.ProtoReflect.Descriptor instead.
func (*ConcreteValue) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{3}
}

func (x *ConcreteValue) GetValue() isConcreteValue_Value {
	if x != nil {
		return x.Value
	}
	return nil
}

func (x *ConcreteValue) GetText() string {
	if x != nil {
		if x, ok := x.Value.(*ConcreteValue_Text); ok {
			return x.Text
		}
	}
	return ""
}

func (x *ConcreteValue) GetDecimal() string {
	if x != nil {
		if x, ok := x.Value.(*ConcreteValue_Decimal); ok {
			return x.Decimal
		}
	}
	return ""
}

func (x *ConcreteValue) GetBoolean() bool {
	if x != nil {
		if x, ok := x.Value.(*ConcreteValue_Boolean); ok {
			return x.Boolean
		}
	}
	return false
}

type isConcreteValue_Value interface {
	isConcreteValue_Value()
}

type ConcreteValue_Text struct {
	// A string, without the quotes of the release file.
	Text string `protobuf:"bytes,1,opt,name=text,proto3,oneof"`
}

type ConcreteValue_Decimal struct {
	// A number in decimal digits as the release has it, without its "#", such
	// as "0.5" or "-4". It is never a float: "5" and "5.0" both keep their form.
	Decimal string `protobuf:"bytes,2,opt,name=decimal,proto3,oneof"`
}

type ConcreteValue_Boolean struct {
	// A boolean.
	Boolean bool `protobuf:"varint,3,opt,name=boolean,proto3,oneof"`
}

func (*ConcreteValue_Text) isConcreteValue_Value() {}

func (*ConcreteValue_Decimal) isConcreteValue_Value() {}

func (*ConcreteValue_Boolean) isConcreteValue_Value() {}

// A relationship from one concept to another, or to a concrete value.
type Relationship struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The relationship's SCTID.
	RelationshipId uint64 `protobuf:"fixed64,1,opt,name=relationship_id,json=relationshipId,proto3" json:"relationship_id,omitempty"`
	// Whether the relationship is active.
	Active bool `protobuf:"varint,2,opt,name=active,proto3" json:"active,omitempty"`
	// When the relationship last changed, "YYYYMMDD"; empty means unpublished.
	EffectiveTime string `protobuf:"bytes,3,opt,name=effective_time,json=effectiveTime,proto3" json:"effective_time,omitempty"`
	// The module that the relationship belongs to.
	ModuleId uint64 `protobuf:"fixed64,4,opt,name=module_id,json=moduleId,proto3" json:"module_id,omitempty"`
	// The concept that the relationship says something about.
	SourceId uint64 `protobuf:"fixed64,5,opt,name=source_id,json=sourceId,proto3" json:"source_id,omitempty"`
	// The source's preferred term. Given where the source is not the concept
	// asked for (inbound relationships), else empty.
	SourceTerm string `protobuf:"bytes,6,opt,name=source_term,json=sourceTerm,proto3" json:"source_term,omitempty"`
	// The kind of relationship; 116680003 is "Is a".
	TypeId uint64 `protobuf:"fixed64,7,opt,name=type_id,json=typeId,proto3" json:"type_id,omitempty"`
	// The type's preferred term.
	TypeTerm string `protobuf:"bytes,8,opt,name=type_term,json=typeTerm,proto3" json:"type_term,omitempty"`
	// What the relationship leads to.
	//
	// Types that are valid to be assigned to Target:
	//
	//	*Relationship_DestinationId
	//	*Relationship_Value
	Target isRelationship_Target `protobuf_oneof:"target"`
	// The destination's preferred term; empty for a concrete value, and where the
	// destination is the concept asked for.
	DestinationTerm string `protobuf:"bytes,11,opt,name=destination_term,json=destinationTerm,proto3" json:"destination_term,omitempty"`
	// The role group's number; 0 means ungrouped. Numbers may have gaps, and mean
	// nothing between releases.
	Group uint32 `protobuf:"varint,12,opt,name=group,proto3" json:"group,omitempty"`
	// How the relationship came about.
	CharacteristicType CharacteristicType `protobuf:"varint,13,opt,name=characteristic_type,json=characteristicType,proto3,enum=firn.v1.CharacteristicType" json:"characteristic_type,omitempty"`
	// The SCTID of the characteristic type.
	CharacteristicTypeId uint64 `protobuf:"fixed64,14,opt,name=characteristic_type_id,json=characteristicTypeId,proto3" json:"characteristic_type_id,omitempty"`
	// The modifier; 900000000000451002 (some) in practice.
	ModifierId    uint64 `protobuf:"fixed64,15,opt,name=modifier_id,json=modifierId,proto3" json:"modifier_id,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *Relationship) Reset() {
	*x = Relationship{}
	mi := &file_firn_v1_common_proto_msgTypes[4]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *Relationship) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*Relationship) ProtoMessage() {}

func (x *Relationship) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[4]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use Relationship.ProtoReflect.Descriptor instead.
func (*Relationship) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{4}
}

func (x *Relationship) GetRelationshipId() uint64 {
	if x != nil {
		return x.RelationshipId
	}
	return 0
}

func (x *Relationship) GetActive() bool {
	if x != nil {
		return x.Active
	}
	return false
}

func (x *Relationship) GetEffectiveTime() string {
	if x != nil {
		return x.EffectiveTime
	}
	return ""
}

func (x *Relationship) GetModuleId() uint64 {
	if x != nil {
		return x.ModuleId
	}
	return 0
}

func (x *Relationship) GetSourceId() uint64 {
	if x != nil {
		return x.SourceId
	}
	return 0
}

func (x *Relationship) GetSourceTerm() string {
	if x != nil {
		return x.SourceTerm
	}
	return ""
}

func (x *Relationship) GetTypeId() uint64 {
	if x != nil {
		return x.TypeId
	}
	return 0
}

func (x *Relationship) GetTypeTerm() string {
	if x != nil {
		return x.TypeTerm
	}
	return ""
}

func (x *Relationship) GetTarget() isRelationship_Target {
	if x != nil {
		return x.Target
	}
	return nil
}

func (x *Relationship) GetDestinationId() uint64 {
	if x != nil {
		if x, ok := x.Target.(*Relationship_DestinationId); ok {
			return x.DestinationId
		}
	}
	return 0
}

func (x *Relationship) GetValue() *ConcreteValue {
	if x != nil {
		if x, ok := x.Target.(*Relationship_Value); ok {
			return x.Value
		}
	}
	return nil
}

func (x *Relationship) GetDestinationTerm() string {
	if x != nil {
		return x.DestinationTerm
	}
	return ""
}

func (x *Relationship) GetGroup() uint32 {
	if x != nil {
		return x.Group
	}
	return 0
}

func (x *Relationship) GetCharacteristicType() CharacteristicType {
	if x != nil {
		return x.CharacteristicType
	}
	return CharacteristicType_CHARACTERISTIC_TYPE_UNSPECIFIED
}

func (x *Relationship) GetCharacteristicTypeId() uint64 {
	if x != nil {
		return x.CharacteristicTypeId
	}
	return 0
}

func (x *Relationship) GetModifierId() uint64 {
	if x != nil {
		return x.ModifierId
	}
	return 0
}

type isRelationship_Target interface {
	isRelationship_Target()
}

type Relationship_DestinationId struct {
	// Another concept.
	DestinationId uint64 `protobuf:"fixed64,9,opt,name=destination_id,json=destinationId,proto3,oneof"`
}

type Relationship_Value struct {
	// A concrete value.
	Value *ConcreteValue `protobuf:"bytes,10,opt,name=value,proto3,oneof"`
}

func (*Relationship_DestinationId) isRelationship_Target() {}

func (*Relationship_Value) isRelationship_Target() {}

// The attributes that hold together in one role group.
type RoleGroup struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The group's number. Group 0 holds the ungrouped attributes, each of which
	// stands for itself.
	Group uint32 `protobuf:"varint,1,opt,name=group,proto3" json:"group,omitempty"`
	// The attributes, by type id, then destination id, then concrete value.
	Attributes    []*Attribute `protobuf:"bytes,2,rep,name=attributes,proto3" json:"attributes,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *RoleGroup) Reset() {
	*x = RoleGroup{}
	mi := &file_firn_v1_common_proto_msgTypes[5]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *RoleGroup) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*RoleGroup) ProtoMessage() {}

func (x *RoleGroup) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[5]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use RoleGroup.ProtoReflect.Descriptor instead.
func (*RoleGroup) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{5}
}

func (x *RoleGroup) GetGroup() uint32 {
	if x != nil {
		return x.Group
	}
	return 0
}

func (x *RoleGroup) GetAttributes() []*Attribute {
	if x != nil {
		return x.Attributes
	}
	return nil
}

// An attribute with its value: an active inferred relationship other than is-a.
type Attribute struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The attribute's concept, such as 363698007 (finding site).
	TypeId uint64 `protobuf:"fixed64,1,opt,name=type_id,json=typeId,proto3" json:"type_id,omitempty"`
	// The attribute's preferred term.
	TypeTerm string `protobuf:"bytes,2,opt,name=type_term,json=typeTerm,proto3" json:"type_term,omitempty"`
	// The attribute's value.
	//
	// Types that are valid to be assigned to Target:
	//
	//	*Attribute_DestinationId
	//	*Attribute_Value
	Target isAttribute_Target `protobuf_oneof:"target"`
	// The value's preferred term; empty for a concrete value.
	DestinationTerm string `protobuf:"bytes,5,opt,name=destination_term,json=destinationTerm,proto3" json:"destination_term,omitempty"`
	// The relationship that says so.
	RelationshipId uint64 `protobuf:"fixed64,6,opt,name=relationship_id,json=relationshipId,proto3" json:"relationship_id,omitempty"`
	unknownFields  protoimpl.UnknownFields
	sizeCache      protoimpl.SizeCache
}

func (x *Attribute) Reset() {
	*x = Attribute{}
	mi := &file_firn_v1_common_proto_msgTypes[6]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *Attribute) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*Attribute) ProtoMessage() {}

func (x *Attribute) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[6]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use Attribute.ProtoReflect.Descriptor instead.
func (*Attribute) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{6}
}

func (x *Attribute) GetTypeId() uint64 {
	if x != nil {
		return x.TypeId
	}
	return 0
}

func (x *Attribute) GetTypeTerm() string {
	if x != nil {
		return x.TypeTerm
	}
	return ""
}

func (x *Attribute) GetTarget() isAttribute_Target {
	if x != nil {
		return x.Target
	}
	return nil
}

func (x *Attribute) GetDestinationId() uint64 {
	if x != nil {
		if x, ok := x.Target.(*Attribute_DestinationId); ok {
			return x.DestinationId
		}
	}
	return 0
}

func (x *Attribute) GetValue() *ConcreteValue {
	if x != nil {
		if x, ok := x.Target.(*Attribute_Value); ok {
			return x.Value
		}
	}
	return nil
}

func (x *Attribute) GetDestinationTerm() string {
	if x != nil {
		return x.DestinationTerm
	}
	return ""
}

func (x *Attribute) GetRelationshipId() uint64 {
	if x != nil {
		return x.RelationshipId
	}
	return 0
}

type isAttribute_Target interface {
	isAttribute_Target()
}

type Attribute_DestinationId struct {
	// A concept.
	DestinationId uint64 `protobuf:"fixed64,3,opt,name=destination_id,json=destinationId,proto3,oneof"`
}

type Attribute_Value struct {
	// A concrete value.
	Value *ConcreteValue `protobuf:"bytes,4,opt,name=value,proto3,oneof"`
}

func (*Attribute_DestinationId) isAttribute_Target() {}

func (*Attribute_Value) isAttribute_Target() {}

// An OWL expression of a concept: what its author stated.
type Axiom struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The reference set member's UUID.
	MemberId string `protobuf:"bytes,1,opt,name=member_id,json=memberId,proto3" json:"member_id,omitempty"`
	// Whether the axiom is active.
	Active bool `protobuf:"varint,2,opt,name=active,proto3" json:"active,omitempty"`
	// When the axiom last changed, "YYYYMMDD"; empty means unpublished.
	EffectiveTime string `protobuf:"bytes,3,opt,name=effective_time,json=effectiveTime,proto3" json:"effective_time,omitempty"`
	// The module that the axiom belongs to.
	ModuleId uint64 `protobuf:"fixed64,4,opt,name=module_id,json=moduleId,proto3" json:"module_id,omitempty"`
	// The OWL reference set, 733073007 for axioms.
	RefsetId uint64 `protobuf:"fixed64,5,opt,name=refset_id,json=refsetId,proto3" json:"refset_id,omitempty"`
	// The expression in OWL functional syntax, exactly as released.
	OwlExpression string `protobuf:"bytes,6,opt,name=owl_expression,json=owlExpression,proto3" json:"owl_expression,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *Axiom) Reset() {
	*x = Axiom{}
	mi := &file_firn_v1_common_proto_msgTypes[7]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *Axiom) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*Axiom) ProtoMessage() {}

func (x *Axiom) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[7]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use Axiom.ProtoReflect.Descriptor instead.
func (*Axiom) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{7}
}

func (x *Axiom) GetMemberId() string {
	if x != nil {
		return x.MemberId
	}
	return ""
}

func (x *Axiom) GetActive() bool {
	if x != nil {
		return x.Active
	}
	return false
}

func (x *Axiom) GetEffectiveTime() string {
	if x != nil {
		return x.EffectiveTime
	}
	return ""
}

func (x *Axiom) GetModuleId() uint64 {
	if x != nil {
		return x.ModuleId
	}
	return 0
}

func (x *Axiom) GetRefsetId() uint64 {
	if x != nil {
		return x.RefsetId
	}
	return 0
}

func (x *Axiom) GetOwlExpression() string {
	if x != nil {
		return x.OwlExpression
	}
	return ""
}

// A code of another scheme for the same concept, from the identifier file.
type AlternateIdentifier struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The code.
	AlternateIdentifier string `protobuf:"bytes,1,opt,name=alternate_identifier,json=alternateIdentifier,proto3" json:"alternate_identifier,omitempty"`
	// The scheme's concept.
	SchemeId uint64 `protobuf:"fixed64,2,opt,name=scheme_id,json=schemeId,proto3" json:"scheme_id,omitempty"`
	// The scheme's preferred term.
	SchemeTerm string `protobuf:"bytes,3,opt,name=scheme_term,json=schemeTerm,proto3" json:"scheme_term,omitempty"`
	// Whether the row is active.
	Active bool `protobuf:"varint,4,opt,name=active,proto3" json:"active,omitempty"`
	// When the row last changed, "YYYYMMDD"; empty means unpublished.
	EffectiveTime string `protobuf:"bytes,5,opt,name=effective_time,json=effectiveTime,proto3" json:"effective_time,omitempty"`
	// The module that the row belongs to.
	ModuleId      uint64 `protobuf:"fixed64,6,opt,name=module_id,json=moduleId,proto3" json:"module_id,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *AlternateIdentifier) Reset() {
	*x = AlternateIdentifier{}
	mi := &file_firn_v1_common_proto_msgTypes[8]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *AlternateIdentifier) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*AlternateIdentifier) ProtoMessage() {}

func (x *AlternateIdentifier) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[8]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use AlternateIdentifier.ProtoReflect.Descriptor instead.
func (*AlternateIdentifier) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{8}
}

func (x *AlternateIdentifier) GetAlternateIdentifier() string {
	if x != nil {
		return x.AlternateIdentifier
	}
	return ""
}

func (x *AlternateIdentifier) GetSchemeId() uint64 {
	if x != nil {
		return x.SchemeId
	}
	return 0
}

func (x *AlternateIdentifier) GetSchemeTerm() string {
	if x != nil {
		return x.SchemeTerm
	}
	return ""
}

func (x *AlternateIdentifier) GetActive() bool {
	if x != nil {
		return x.Active
	}
	return false
}

func (x *AlternateIdentifier) GetEffectiveTime() string {
	if x != nil {
		return x.EffectiveTime
	}
	return ""
}

func (x *AlternateIdentifier) GetModuleId() uint64 {
	if x != nil {
		return x.ModuleId
	}
	return 0
}

// Why a component is inactive, from the inactivation indicator reference sets
// 900000000000489007 (concepts) and 900000000000490003 (descriptions).
type Inactivation struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The inactivation value, such as 900000000000482003 (duplicate); 0 where the
	// release gives no reason.
	ValueId uint64 `protobuf:"fixed64,1,opt,name=value_id,json=valueId,proto3" json:"value_id,omitempty"`
	// The inactivation value's preferred term, or English words where the release
	// doesn't hold its concept; empty without a reason.
	Term string `protobuf:"bytes,2,opt,name=term,proto3" json:"term,omitempty"`
	// When the component last changed, "YYYYMMDD": for an inactive one, when it
	// became inactive. Empty means unpublished.
	EffectiveTime string `protobuf:"bytes,3,opt,name=effective_time,json=effectiveTime,proto3" json:"effective_time,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *Inactivation) Reset() {
	*x = Inactivation{}
	mi := &file_firn_v1_common_proto_msgTypes[9]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *Inactivation) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*Inactivation) ProtoMessage() {}

func (x *Inactivation) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[9]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use Inactivation.ProtoReflect.Descriptor instead.
func (*Inactivation) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{9}
}

func (x *Inactivation) GetValueId() uint64 {
	if x != nil {
		return x.ValueId
	}
	return 0
}

func (x *Inactivation) GetTerm() string {
	if x != nil {
		return x.Term
	}
	return ""
}

func (x *Inactivation) GetEffectiveTime() string {
	if x != nil {
		return x.EffectiveTime
	}
	return ""
}

// What to use instead of an inactive concept, from an active member of a
// historical association reference set. Replacements come in the order:
// SAME AS, REPLACED BY, POSSIBLY REPLACED BY, POSSIBLY EQUIVALENT TO, PARTIALLY
// EQUIVALENT TO, ALTERNATIVE, WAS A, SIMILAR TO, MOVED TO, other associations by
// refset id; within one association by target id.
type Replacement struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The association reference set of the first step, such as 900000000000526001.
	AssociationRefsetId uint64 `protobuf:"fixed64,1,opt,name=association_refset_id,json=associationRefsetId,proto3" json:"association_refset_id,omitempty"`
	// That reference set's preferred term.
	AssociationTerm string `protobuf:"bytes,2,opt,name=association_term,json=associationTerm,proto3" json:"association_term,omitempty"`
	// The concept to use instead: where the association leads, followed on while it
	// leads to an inactive concept that has associations itself. A target that the
	// release doesn't hold has its id here and nothing else.
	Target *ConceptSummary `protobuf:"bytes,3,opt,name=target,proto3" json:"target,omitempty"`
	// Whether the target is active, hence fit for use.
	TargetActive bool `protobuf:"varint,4,opt,name=target_active,json=targetActive,proto3" json:"target_active,omitempty"`
	// The steps from the concept to the target, in order; the last one is the
	// target. A direct association has one step. A chain that comes back to
	// itself ends before the concept that it has already passed.
	Chain         []*ReplacementStep `protobuf:"bytes,5,rep,name=chain,proto3" json:"chain,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *Replacement) Reset() {
	*x = Replacement{}
	mi := &file_firn_v1_common_proto_msgTypes[10]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *Replacement) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*Replacement) ProtoMessage() {}

func (x *Replacement) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[10]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use Replacement.ProtoReflect.Descriptor instead.
func (*Replacement) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{10}
}

func (x *Replacement) GetAssociationRefsetId() uint64 {
	if x != nil {
		return x.AssociationRefsetId
	}
	return 0
}

func (x *Replacement) GetAssociationTerm() string {
	if x != nil {
		return x.AssociationTerm
	}
	return ""
}

func (x *Replacement) GetTarget() *ConceptSummary {
	if x != nil {
		return x.Target
	}
	return nil
}

func (x *Replacement) GetTargetActive() bool {
	if x != nil {
		return x.TargetActive
	}
	return false
}

func (x *Replacement) GetChain() []*ReplacementStep {
	if x != nil {
		return x.Chain
	}
	return nil
}

// One step along historical associations.
type ReplacementStep struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The association reference set.
	AssociationRefsetId uint64 `protobuf:"fixed64,1,opt,name=association_refset_id,json=associationRefsetId,proto3" json:"association_refset_id,omitempty"`
	// The concept that the step arrives at.
	ConceptId     uint64 `protobuf:"fixed64,2,opt,name=concept_id,json=conceptId,proto3" json:"concept_id,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *ReplacementStep) Reset() {
	*x = ReplacementStep{}
	mi := &file_firn_v1_common_proto_msgTypes[11]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *ReplacementStep) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*ReplacementStep) ProtoMessage() {}

func (x *ReplacementStep) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[11]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use ReplacementStep.ProtoReflect.Descriptor instead.
func (*ReplacementStep) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{11}
}

func (x *ReplacementStep) GetAssociationRefsetId() uint64 {
	if x != nil {
		return x.AssociationRefsetId
	}
	return 0
}

func (x *ReplacementStep) GetConceptId() uint64 {
	if x != nil {
		return x.ConceptId
	}
	return 0
}

// A reference set member.
type Member struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The member's UUID, in lower case.
	MemberId string `protobuf:"bytes,1,opt,name=member_id,json=memberId,proto3" json:"member_id,omitempty"`
	// Whether the member is active.
	Active bool `protobuf:"varint,2,opt,name=active,proto3" json:"active,omitempty"`
	// When the member last changed, "YYYYMMDD"; empty means unpublished.
	EffectiveTime string `protobuf:"bytes,3,opt,name=effective_time,json=effectiveTime,proto3" json:"effective_time,omitempty"`
	// The module that the member belongs to.
	ModuleId uint64 `protobuf:"fixed64,4,opt,name=module_id,json=moduleId,proto3" json:"module_id,omitempty"`
	// The reference set.
	RefsetId uint64 `protobuf:"fixed64,5,opt,name=refset_id,json=refsetId,proto3" json:"refset_id,omitempty"`
	// The reference set's preferred term; empty when terms were not wanted.
	RefsetTerm string `protobuf:"bytes,6,opt,name=refset_term,json=refsetTerm,proto3" json:"refset_term,omitempty"`
	// The component that the member is about: a concept, description or
	// relationship, as its partition digits tell. The release may not hold it.
	ReferencedComponentId uint64 `protobuf:"fixed64,7,opt,name=referenced_component_id,json=referencedComponentId,proto3" json:"referenced_component_id,omitempty"`
	// The preferred term of the concept, or the term of the description, that the
	// member is about; empty for a relationship, for an absent component, and when
	// terms were not wanted.
	ReferencedComponentTerm string `protobuf:"bytes,8,opt,name=referenced_component_term,json=referencedComponentTerm,proto3" json:"referenced_component_term,omitempty"`
	// The reference set's additional columns, in the order of the release file;
	// none for a simple reference set.
	Fields        []*MemberField `protobuf:"bytes,9,rep,name=fields,proto3" json:"fields,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *Member) Reset() {
	*x = Member{}
	mi := &file_firn_v1_common_proto_msgTypes[12]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *Member) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*Member) ProtoMessage() {}

func (x *Member) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[12]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use Member.ProtoReflect.Descriptor instead.
func (*Member) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{12}
}

func (x *Member) GetMemberId() string {
	if x != nil {
		return x.MemberId
	}
	return ""
}

func (x *Member) GetActive() bool {
	if x != nil {
		return x.Active
	}
	return false
}

func (x *Member) GetEffectiveTime() string {
	if x != nil {
		return x.EffectiveTime
	}
	return ""
}

func (x *Member) GetModuleId() uint64 {
	if x != nil {
		return x.ModuleId
	}
	return 0
}

func (x *Member) GetRefsetId() uint64 {
	if x != nil {
		return x.RefsetId
	}
	return 0
}

func (x *Member) GetRefsetTerm() string {
	if x != nil {
		return x.RefsetTerm
	}
	return ""
}

func (x *Member) GetReferencedComponentId() uint64 {
	if x != nil {
		return x.ReferencedComponentId
	}
	return 0
}

func (x *Member) GetReferencedComponentTerm() string {
	if x != nil {
		return x.ReferencedComponentTerm
	}
	return ""
}

func (x *Member) GetFields() []*MemberField {
	if x != nil {
		return x.Fields
	}
	return nil
}

// The value of one additional column of a reference set member.
type MemberField struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The column's name in the release file, such as "mapTarget".
	Name string `protobuf:"bytes,1,opt,name=name,proto3" json:"name,omitempty"`
	// The value, by the column's kind.
	//
	// Types that are valid to be assigned to Value:
	//
	//	*MemberField_ComponentId
	//	*MemberField_Integer
	//	*MemberField_Text
	Value isMemberField_Value `protobuf_oneof:"value"`
	// The component's preferred term, or the description's term; empty for other
	// kinds, for an absent component, and when terms were not wanted.
	ComponentTerm string `protobuf:"bytes,5,opt,name=component_term,json=componentTerm,proto3" json:"component_term,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *MemberField) Reset() {
	*x = MemberField{}
	mi := &file_firn_v1_common_proto_msgTypes[13]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *MemberField) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*MemberField) ProtoMessage() {}

func (x *MemberField) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[13]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use MemberField.ProtoReflect.Descriptor instead.
func (*MemberField) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{13}
}

func (x *MemberField) GetName() string {
	if x != nil {
		return x.Name
	}
	return ""
}

func (x *MemberField) GetValue() isMemberField_Value {
	if x != nil {
		return x.Value
	}
	return nil
}

func (x *MemberField) GetComponentId() uint64 {
	if x != nil {
		if x, ok := x.Value.(*MemberField_ComponentId); ok {
			return x.ComponentId
		}
	}
	return 0
}

func (x *MemberField) GetInteger() int64 {
	if x != nil {
		if x, ok := x.Value.(*MemberField_Integer); ok {
			return x.Integer
		}
	}
	return 0
}

func (x *MemberField) GetText() string {
	if x != nil {
		if x, ok := x.Value.(*MemberField_Text); ok {
			return x.Text
		}
	}
	return ""
}

func (x *MemberField) GetComponentTerm() string {
	if x != nil {
		return x.ComponentTerm
	}
	return ""
}

type isMemberField_Value interface {
	isMemberField_Value()
}

type MemberField_ComponentId struct {
	// A component's SCTID; 0 where the release file has none.
	ComponentId uint64 `protobuf:"fixed64,2,opt,name=component_id,json=componentId,proto3,oneof"`
}

type MemberField_Integer struct {
	// A whole number.
	Integer int64 `protobuf:"varint,3,opt,name=integer,proto3,oneof"`
}

type MemberField_Text struct {
	// A text, exactly as released; it may be empty.
	Text string `protobuf:"bytes,4,opt,name=text,proto3,oneof"`
}

func (*MemberField_ComponentId) isMemberField_Value() {}

func (*MemberField_Integer) isMemberField_Value() {}

func (*MemberField_Text) isMemberField_Value() {}

// A set of concepts to stay within. Within one kind of limit any of its ids
// will do; a concept must satisfy every kind that is given. Hierarchies
// (descendants_of and descendants_or_self_of together) are one kind, reference
// sets are another. Without any id there is no limit. An id that is not a
// concept of the release is NOT_FOUND (CONCEPT_NOT_FOUND, REFSET_NOT_FOUND).
// At most 1,000 ids in all, else INVALID_ARGUMENT (TOO_MANY_ITEMS).
type ConceptLimit struct {
	state protoimpl.MessageState `protogen:"open.v1"`
	// The proper descendants of each of these concepts.
	DescendantsOf []uint64 `protobuf:"fixed64,1,rep,packed,name=descendants_of,json=descendantsOf,proto3" json:"descendants_of,omitempty"`
	// Each of these concepts, and its descendants.
	DescendantsOrSelfOf []uint64 `protobuf:"fixed64,2,rep,packed,name=descendants_or_self_of,json=descendantsOrSelfOf,proto3" json:"descendants_or_self_of,omitempty"`
	// The concepts that are referenced by an active member of each of these
	// reference sets.
	MembersOf []uint64 `protobuf:"fixed64,3,rep,packed,name=members_of,json=membersOf,proto3" json:"members_of,omitempty"`
	// None of the concepts that are referenced by an active member of these
	// reference sets.
	ExcludeMembersOf []uint64 `protobuf:"fixed64,4,rep,packed,name=exclude_members_of,json=excludeMembersOf,proto3" json:"exclude_members_of,omitempty"`
	// The concepts with one of these semantic tags, such as "disorder", without
	// brackets, as the release has them in its default language, whatever their
	// case. A tag that no concept has is NOT_FOUND (SEMANTIC_TAG_NOT_FOUND).
	SemanticTags []string `protobuf:"bytes,5,rep,name=semantic_tags,json=semanticTags,proto3" json:"semantic_tags,omitempty"`
	// The concepts whose own row belongs to one of these modules. A concept that is
	// the module of no concept is FIELD_INVALID.
	ModuleIds []uint64 `protobuf:"fixed64,6,rep,packed,name=module_ids,json=moduleIds,proto3" json:"module_ids,omitempty"`
	// The concepts with one of these definition statuses: 900000000000074008
	// |Primitive|, 900000000000073002 |Defined|. Anything else is FIELD_INVALID.
	DefinitionStatusIds []uint64 `protobuf:"fixed64,7,rep,packed,name=definition_status_ids,json=definitionStatusIds,proto3" json:"definition_status_ids,omitempty"`
	// The concepts that this expression constraint (ECL 2.3) stands for. Errors are
	// those of EclService, with the field "limit.ecl"; an identifier that the release
	// lacks is one here, as in the other limits.
	Ecl           string `protobuf:"bytes,8,opt,name=ecl,proto3" json:"ecl,omitempty"`
	unknownFields protoimpl.UnknownFields
	sizeCache     protoimpl.SizeCache
}

func (x *ConceptLimit) Reset() {
	*x = ConceptLimit{}
	mi := &file_firn_v1_common_proto_msgTypes[14]
	ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
	ms.StoreMessageInfo(mi)
}

func (x *ConceptLimit) String() string {
	return protoimpl.X.MessageStringOf(x)
}

func (*ConceptLimit) ProtoMessage() {}

func (x *ConceptLimit) ProtoReflect() protoreflect.Message {
	mi := &file_firn_v1_common_proto_msgTypes[14]
	if x != nil {
		ms := protoimpl.X.MessageStateOf(protoimpl.Pointer(x))
		if ms.LoadMessageInfo() == nil {
			ms.StoreMessageInfo(mi)
		}
		return ms
	}
	return mi.MessageOf(x)
}

// Deprecated: Use ConceptLimit.ProtoReflect.Descriptor instead.
func (*ConceptLimit) Descriptor() ([]byte, []int) {
	return file_firn_v1_common_proto_rawDescGZIP(), []int{14}
}

func (x *ConceptLimit) GetDescendantsOf() []uint64 {
	if x != nil {
		return x.DescendantsOf
	}
	return nil
}

func (x *ConceptLimit) GetDescendantsOrSelfOf() []uint64 {
	if x != nil {
		return x.DescendantsOrSelfOf
	}
	return nil
}

func (x *ConceptLimit) GetMembersOf() []uint64 {
	if x != nil {
		return x.MembersOf
	}
	return nil
}

func (x *ConceptLimit) GetExcludeMembersOf() []uint64 {
	if x != nil {
		return x.ExcludeMembersOf
	}
	return nil
}

func (x *ConceptLimit) GetSemanticTags() []string {
	if x != nil {
		return x.SemanticTags
	}
	return nil
}

func (x *ConceptLimit) GetModuleIds() []uint64 {
	if x != nil {
		return x.ModuleIds
	}
	return nil
}

func (x *ConceptLimit) GetDefinitionStatusIds() []uint64 {
	if x != nil {
		return x.DefinitionStatusIds
	}
	return nil
}

func (x *ConceptLimit) GetEcl() string {
	if x != nil {
		return x.Ecl
	}
	return ""
}

var File_firn_v1_common_proto protoreflect.FileDescriptor

const file_firn_v1_common_proto_rawDesc = "" +
	"\n" +
	"\x14firn/v1/common.proto\x12\afirn.v1\"\xcf\x02\n" +
	"\x0eConceptSummary\x12\x1d\n" +
	"\n" +
	"concept_id\x18\x01 \x01(\x06R\tconceptId\x12\x16\n" +
	"\x06active\x18\x02 \x01(\bR\x06active\x12%\n" +
	"\x0epreferred_term\x18\x03 \x01(\tR\rpreferredTerm\x120\n" +
	"\x14fully_specified_name\x18\x04 \x01(\tR\x12fullySpecifiedName\x12!\n" +
	"\fsemantic_tag\x18\x05 \x01(\tR\vsemanticTag\x12F\n" +
	"\x11definition_status\x18\x06 \x01(\x0e2\x19.firn.v1.DefinitionStatusR\x10definitionStatus\x12%\n" +
	"\x0eeffective_time\x18\a \x01(\tR\reffectiveTime\x12\x1b\n" +
	"\tmodule_id\x18\b \x01(\x06R\bmoduleId\"\xb1\x04\n" +
	"\vDescription\x12%\n" +
	"\x0edescription_id\x18\x01 \x01(\x06R\rdescriptionId\x12\x16\n" +
	"\x06active\x18\x02 \x01(\bR\x06active\x12%\n" +
	"\x0eeffective_time\x18\x03 \x01(\tR\reffectiveTime\x12\x1b\n" +
	"\tmodule_id\x18\x04 \x01(\x06R\bmoduleId\x12\x1d\n" +
	"\n" +
	"concept_id\x18\x05 \x01(\x06R\tconceptId\x12#\n" +
	"\rlanguage_code\x18\x06 \x01(\tR\flanguageCode\x12,\n" +
	"\x04type\x18\a \x01(\x0e2\x18.firn.v1.DescriptionTypeR\x04type\x12\x17\n" +
	"\atype_id\x18\b \x01(\x06R\x06typeId\x12\x12\n" +
	"\x04term\x18\t \x01(\tR\x04term\x12F\n" +
	"\x11case_significance\x18\n" +
	" \x01(\x0e2\x19.firn.v1.CaseSignificanceR\x10caseSignificance\x120\n" +
	"\x14case_significance_id\x18\v \x01(\x06R\x12caseSignificanceId\x12K\n" +
	"\x0facceptabilities\x18\f \x03(\v2!.firn.v1.DescriptionAcceptabilityR\x0facceptabilities\x129\n" +
	"\finactivation\x18\r \x01(\v2\x15.firn.v1.InactivationR\finactivation\"\xd2\x01\n" +
	"\x18DescriptionAcceptability\x12\x1b\n" +
	"\trefset_id\x18\x01 \x01(\x06R\brefsetId\x12\x18\n" +
	"\adialect\x18\x02 \x01(\tR\adialect\x12<\n" +
	"\racceptability\x18\x03 \x01(\x0e2\x16.firn.v1.AcceptabilityR\racceptability\x12)\n" +
	"\x10acceptability_id\x18\x04 \x01(\x06R\x0facceptabilityId\x12\x16\n" +
	"\x06active\x18\x05 \x01(\bR\x06active\"f\n" +
	"\rConcreteValue\x12\x14\n" +
	"\x04text\x18\x01 \x01(\tH\x00R\x04text\x12\x1a\n" +
	"\adecimal\x18\x02 \x01(\tH\x00R\adecimal\x12\x1a\n" +
	"\aboolean\x18\x03 \x01(\bH\x00R\abooleanB\a\n" +
	"\x05value\"\xd0\x04\n" +
	"\fRelationship\x12'\n" +
	"\x0frelationship_id\x18\x01 \x01(\x06R\x0erelationshipId\x12\x16\n" +
	"\x06active\x18\x02 \x01(\bR\x06active\x12%\n" +
	"\x0eeffective_time\x18\x03 \x01(\tR\reffectiveTime\x12\x1b\n" +
	"\tmodule_id\x18\x04 \x01(\x06R\bmoduleId\x12\x1b\n" +
	"\tsource_id\x18\x05 \x01(\x06R\bsourceId\x12\x1f\n" +
	"\vsource_term\x18\x06 \x01(\tR\n" +
	"sourceTerm\x12\x17\n" +
	"\atype_id\x18\a \x01(\x06R\x06typeId\x12\x1b\n" +
	"\ttype_term\x18\b \x01(\tR\btypeTerm\x12'\n" +
	"\x0edestination_id\x18\t \x01(\x06H\x00R\rdestinationId\x12.\n" +
	"\x05value\x18\n" +
	" \x01(\v2\x16.firn.v1.ConcreteValueH\x00R\x05value\x12)\n" +
	"\x10destination_term\x18\v \x01(\tR\x0fdestinationTerm\x12\x14\n" +
	"\x05group\x18\f \x01(\rR\x05group\x12L\n" +
	"\x13characteristic_type\x18\r \x01(\x0e2\x1b.firn.v1.CharacteristicTypeR\x12characteristicType\x124\n" +
	"\x16characteristic_type_id\x18\x0e \x01(\x06R\x14characteristicTypeId\x12\x1f\n" +
	"\vmodifier_id\x18\x0f \x01(\x06R\n" +
	"modifierIdB\b\n" +
	"\x06target\"U\n" +
	"\tRoleGroup\x12\x14\n" +
	"\x05group\x18\x01 \x01(\rR\x05group\x122\n" +
	"\n" +
	"attributes\x18\x02 \x03(\v2\x12.firn.v1.AttributeR\n" +
	"attributes\"\xf8\x01\n" +
	"\tAttribute\x12\x17\n" +
	"\atype_id\x18\x01 \x01(\x06R\x06typeId\x12\x1b\n" +
	"\ttype_term\x18\x02 \x01(\tR\btypeTerm\x12'\n" +
	"\x0edestination_id\x18\x03 \x01(\x06H\x00R\rdestinationId\x12.\n" +
	"\x05value\x18\x04 \x01(\v2\x16.firn.v1.ConcreteValueH\x00R\x05value\x12)\n" +
	"\x10destination_term\x18\x05 \x01(\tR\x0fdestinationTerm\x12'\n" +
	"\x0frelationship_id\x18\x06 \x01(\x06R\x0erelationshipIdB\b\n" +
	"\x06target\"\xc4\x01\n" +
	"\x05Axiom\x12\x1b\n" +
	"\tmember_id\x18\x01 \x01(\tR\bmemberId\x12\x16\n" +
	"\x06active\x18\x02 \x01(\bR\x06active\x12%\n" +
	"\x0eeffective_time\x18\x03 \x01(\tR\reffectiveTime\x12\x1b\n" +
	"\tmodule_id\x18\x04 \x01(\x06R\bmoduleId\x12\x1b\n" +
	"\trefset_id\x18\x05 \x01(\x06R\brefsetId\x12%\n" +
	"\x0eowl_expression\x18\x06 \x01(\tR\rowlExpression\"\xe2\x01\n" +
	"\x13AlternateIdentifier\x121\n" +
	"\x14alternate_identifier\x18\x01 \x01(\tR\x13alternateIdentifier\x12\x1b\n" +
	"\tscheme_id\x18\x02 \x01(\x06R\bschemeId\x12\x1f\n" +
	"\vscheme_term\x18\x03 \x01(\tR\n" +
	"schemeTerm\x12\x16\n" +
	"\x06active\x18\x04 \x01(\bR\x06active\x12%\n" +
	"\x0eeffective_time\x18\x05 \x01(\tR\reffectiveTime\x12\x1b\n" +
	"\tmodule_id\x18\x06 \x01(\x06R\bmoduleId\"d\n" +
	"\fInactivation\x12\x19\n" +
	"\bvalue_id\x18\x01 \x01(\x06R\avalueId\x12\x12\n" +
	"\x04term\x18\x02 \x01(\tR\x04term\x12%\n" +
	"\x0eeffective_time\x18\x03 \x01(\tR\reffectiveTime\"\xf2\x01\n" +
	"\vReplacement\x122\n" +
	"\x15association_refset_id\x18\x01 \x01(\x06R\x13associationRefsetId\x12)\n" +
	"\x10association_term\x18\x02 \x01(\tR\x0fassociationTerm\x12/\n" +
	"\x06target\x18\x03 \x01(\v2\x17.firn.v1.ConceptSummaryR\x06target\x12#\n" +
	"\rtarget_active\x18\x04 \x01(\bR\ftargetActive\x12.\n" +
	"\x05chain\x18\x05 \x03(\v2\x18.firn.v1.ReplacementStepR\x05chain\"d\n" +
	"\x0fReplacementStep\x122\n" +
	"\x15association_refset_id\x18\x01 \x01(\x06R\x13associationRefsetId\x12\x1d\n" +
	"\n" +
	"concept_id\x18\x02 \x01(\x06R\tconceptId\"\xe1\x02\n" +
	"\x06Member\x12\x1b\n" +
	"\tmember_id\x18\x01 \x01(\tR\bmemberId\x12\x16\n" +
	"\x06active\x18\x02 \x01(\bR\x06active\x12%\n" +
	"\x0eeffective_time\x18\x03 \x01(\tR\reffectiveTime\x12\x1b\n" +
	"\tmodule_id\x18\x04 \x01(\x06R\bmoduleId\x12\x1b\n" +
	"\trefset_id\x18\x05 \x01(\x06R\brefsetId\x12\x1f\n" +
	"\vrefset_term\x18\x06 \x01(\tR\n" +
	"refsetTerm\x126\n" +
	"\x17referenced_component_id\x18\a \x01(\x06R\x15referencedComponentId\x12:\n" +
	"\x19referenced_component_term\x18\b \x01(\tR\x17referencedComponentTerm\x12,\n" +
	"\x06fields\x18\t \x03(\v2\x14.firn.v1.MemberFieldR\x06fields\"\xa8\x01\n" +
	"\vMemberField\x12\x12\n" +
	"\x04name\x18\x01 \x01(\tR\x04name\x12#\n" +
	"\fcomponent_id\x18\x02 \x01(\x06H\x00R\vcomponentId\x12\x1a\n" +
	"\ainteger\x18\x03 \x01(\x03H\x00R\ainteger\x12\x14\n" +
	"\x04text\x18\x04 \x01(\tH\x00R\x04text\x12%\n" +
	"\x0ecomponent_term\x18\x05 \x01(\tR\rcomponentTermB\a\n" +
	"\x05value\"\xc1\x02\n" +
	"\fConceptLimit\x12%\n" +
	"\x0edescendants_of\x18\x01 \x03(\x06R\rdescendantsOf\x123\n" +
	"\x16descendants_or_self_of\x18\x02 \x03(\x06R\x13descendantsOrSelfOf\x12\x1d\n" +
	"\n" +
	"members_of\x18\x03 \x03(\x06R\tmembersOf\x12,\n" +
	"\x12exclude_members_of\x18\x04 \x03(\x06R\x10excludeMembersOf\x12#\n" +
	"\rsemantic_tags\x18\x05 \x03(\tR\fsemanticTags\x12\x1d\n" +
	"\n" +
	"module_ids\x18\x06 \x03(\x06R\tmoduleIds\x122\n" +
	"\x15definition_status_ids\x18\a \x03(\x06R\x13definitionStatusIds\x12\x10\n" +
	"\x03ecl\x18\b \x01(\tR\x03ecl*u\n" +
	"\x10DefinitionStatus\x12!\n" +
	"\x1dDEFINITION_STATUS_UNSPECIFIED\x10\x00\x12\x1f\n" +
	"\x1bDEFINITION_STATUS_PRIMITIVE\x10\x01\x12\x1d\n" +
	"\x19DEFINITION_STATUS_DEFINED\x10\x02*\x9d\x01\n" +
	"\x0fDescriptionType\x12 \n" +
	"\x1cDESCRIPTION_TYPE_UNSPECIFIED\x10\x00\x12)\n" +
	"%DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME\x10\x01\x12\x1c\n" +
	"\x18DESCRIPTION_TYPE_SYNONYM\x10\x02\x12\x1f\n" +
	"\x1bDESCRIPTION_TYPE_DEFINITION\x10\x03*\xae\x01\n" +
	"\x10CaseSignificance\x12!\n" +
	"\x1dCASE_SIGNIFICANCE_UNSPECIFIED\x10\x00\x12!\n" +
	"\x1dCASE_SIGNIFICANCE_INSENSITIVE\x10\x01\x123\n" +
	"/CASE_SIGNIFICANCE_INITIAL_CHARACTER_INSENSITIVE\x10\x02\x12\x1f\n" +
	"\x1bCASE_SIGNIFICANCE_SENSITIVE\x10\x03*i\n" +
	"\rAcceptability\x12\x1d\n" +
	"\x19ACCEPTABILITY_UNSPECIFIED\x10\x00\x12\x1b\n" +
	"\x17ACCEPTABILITY_PREFERRED\x10\x01\x12\x1c\n" +
	"\x18ACCEPTABILITY_ACCEPTABLE\x10\x02*\xc3\x01\n" +
	"\x12CharacteristicType\x12#\n" +
	"\x1fCHARACTERISTIC_TYPE_UNSPECIFIED\x10\x00\x12 \n" +
	"\x1cCHARACTERISTIC_TYPE_INFERRED\x10\x01\x12\"\n" +
	"\x1eCHARACTERISTIC_TYPE_ADDITIONAL\x10\x02\x12\x1e\n" +
	"\x1aCHARACTERISTIC_TYPE_STATED\x10\x03\x12\"\n" +
	"\x1eCHARACTERISTIC_TYPE_QUALIFYING\x10\x04B/Z-github.com/firn-sct/firn/proto/firn/v1;firnv1b\x06proto3"

var (
	file_firn_v1_common_proto_rawDescOnce sync.Once
	file_firn_v1_common_proto_rawDescData []byte
)

func file_firn_v1_common_proto_rawDescGZIP() []byte {
	file_firn_v1_common_proto_rawDescOnce.Do(func() {
		file_firn_v1_common_proto_rawDescData = protoimpl.X.CompressGZIP(unsafe.Slice(unsafe.StringData(file_firn_v1_common_proto_rawDesc), len(file_firn_v1_common_proto_rawDesc)))
	})
	return file_firn_v1_common_proto_rawDescData
}

var file_firn_v1_common_proto_enumTypes = make([]protoimpl.EnumInfo, 5)
var file_firn_v1_common_proto_msgTypes = make([]protoimpl.MessageInfo, 15)
var file_firn_v1_common_proto_goTypes = []any{
	(DefinitionStatus)(0),            // 0: firn.v1.DefinitionStatus
	(DescriptionType)(0),             // 1: firn.v1.DescriptionType
	(CaseSignificance)(0),            // 2: firn.v1.CaseSignificance
	(Acceptability)(0),               // 3: firn.v1.Acceptability
	(CharacteristicType)(0),          // 4: firn.v1.CharacteristicType
	(*ConceptSummary)(nil),           // 5: firn.v1.ConceptSummary
	(*Description)(nil),              // 6: firn.v1.Description
	(*DescriptionAcceptability)(nil), // 7: firn.v1.DescriptionAcceptability
	(*ConcreteValue)(nil),            // 8: firn.v1.ConcreteValue
	(*Relationship)(nil),             // 9: firn.v1.Relationship
	(*RoleGroup)(nil),                // 10: firn.v1.RoleGroup
	(*Attribute)(nil),                // 11: firn.v1.Attribute
	(*Axiom)(nil),                    // 12: firn.v1.Axiom
	(*AlternateIdentifier)(nil),      // 13: firn.v1.AlternateIdentifier
	(*Inactivation)(nil),             // 14: firn.v1.Inactivation
	(*Replacement)(nil),              // 15: firn.v1.Replacement
	(*ReplacementStep)(nil),          // 16: firn.v1.ReplacementStep
	(*Member)(nil),                   // 17: firn.v1.Member
	(*MemberField)(nil),              // 18: firn.v1.MemberField
	(*ConceptLimit)(nil),             // 19: firn.v1.ConceptLimit
}
var file_firn_v1_common_proto_depIdxs = []int32{
	0,  // 0: firn.v1.ConceptSummary.definition_status:type_name -> firn.v1.DefinitionStatus
	1,  // 1: firn.v1.Description.type:type_name -> firn.v1.DescriptionType
	2,  // 2: firn.v1.Description.case_significance:type_name -> firn.v1.CaseSignificance
	7,  // 3: firn.v1.Description.acceptabilities:type_name -> firn.v1.DescriptionAcceptability
	14, // 4: firn.v1.Description.inactivation:type_name -> firn.v1.Inactivation
	3,  // 5: firn.v1.DescriptionAcceptability.acceptability:type_name -> firn.v1.Acceptability
	8,  // 6: firn.v1.Relationship.value:type_name -> firn.v1.ConcreteValue
	4,  // 7: firn.v1.Relationship.characteristic_type:type_name -> firn.v1.CharacteristicType
	11, // 8: firn.v1.RoleGroup.attributes:type_name -> firn.v1.Attribute
	8,  // 9: firn.v1.Attribute.value:type_name -> firn.v1.ConcreteValue
	5,  // 10: firn.v1.Replacement.target:type_name -> firn.v1.ConceptSummary
	16, // 11: firn.v1.Replacement.chain:type_name -> firn.v1.ReplacementStep
	18, // 12: firn.v1.Member.fields:type_name -> firn.v1.MemberField
	13, // [13:13] is the sub-list for method output_type
	13, // [13:13] is the sub-list for method input_type
	13, // [13:13] is the sub-list for extension type_name
	13, // [13:13] is the sub-list for extension extendee
	0,  // [0:13] is the sub-list for field type_name
}

func init() { file_firn_v1_common_proto_init() }
func file_firn_v1_common_proto_init() {
	if File_firn_v1_common_proto != nil {
		return
	}
	file_firn_v1_common_proto_msgTypes[3].OneofWrappers = []any{
		(*ConcreteValue_Text)(nil),
		(*ConcreteValue_Decimal)(nil),
		(*ConcreteValue_Boolean)(nil),
	}
	file_firn_v1_common_proto_msgTypes[4].OneofWrappers = []any{
		(*Relationship_DestinationId)(nil),
		(*Relationship_Value)(nil),
	}
	file_firn_v1_common_proto_msgTypes[6].OneofWrappers = []any{
		(*Attribute_DestinationId)(nil),
		(*Attribute_Value)(nil),
	}
	file_firn_v1_common_proto_msgTypes[13].OneofWrappers = []any{
		(*MemberField_ComponentId)(nil),
		(*MemberField_Integer)(nil),
		(*MemberField_Text)(nil),
	}
	type x struct{}
	out := protoimpl.TypeBuilder{
		File: protoimpl.DescBuilder{
			GoPackagePath: reflect.TypeOf(x{}).PkgPath(),
			RawDescriptor: unsafe.Slice(unsafe.StringData(file_firn_v1_common_proto_rawDesc), len(file_firn_v1_common_proto_rawDesc)),
			NumEnums:      5,
			NumMessages:   15,
			NumExtensions: 0,
			NumServices:   0,
		},
		GoTypes:           file_firn_v1_common_proto_goTypes,
		DependencyIndexes: file_firn_v1_common_proto_depIdxs,
		EnumInfos:         file_firn_v1_common_proto_enumTypes,
		MessageInfos:      file_firn_v1_common_proto_msgTypes,
	}.Build()
	File_firn_v1_common_proto = out.File
	file_firn_v1_common_proto_goTypes = nil
	file_firn_v1_common_proto_depIdxs = nil
}
