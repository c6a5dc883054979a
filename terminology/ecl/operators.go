package ecl

import (
	"strconv"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// HierarchyOperator is one of the ten operators that walk the hierarchy.
// (Specification: constraintOperator.)
type HierarchyOperator uint8

// The hierarchy operators, with their brief and long forms.
const (
	NoHierarchy        HierarchyOperator = iota
	DescendantOf                         // <    descendantOf
	DescendantOrSelfOf                   // <<   descendantOrSelfOf
	ChildOf                              // <!   childOf
	ChildOrSelfOf                        // <<!  childOrSelfOf
	AncestorOf                           // >    ancestorOf
	AncestorOrSelfOf                     // >>   ancestorOrSelfOf
	ParentOf                             // >!   parentOf
	ParentOrSelfOf                       // >>!  parentOrSelfOf
	Top                                  // !!>  top: members with no other member above them
	Bottom                               // !!<  bottom: members with no other member below them
)

var hierarchyOperators = [...][2]string{
	{"", ""},
	{"<", "descendantOf"}, {"<<", "descendantOrSelfOf"}, {"<!", "childOf"}, {"<<!", "childOrSelfOf"},
	{">", "ancestorOf"}, {">>", "ancestorOrSelfOf"}, {">!", "parentOf"}, {">>!", "parentOrSelfOf"},
	{"!!>", "top"}, {"!!<", "bottom"},
}

// Brief returns the symbol, as <<; empty for NoHierarchy.
func (o HierarchyOperator) Brief() string { return spelling(hierarchyOperators[:], int(o), 0) }

// Long returns the word, as descendantOrSelfOf; empty for NoHierarchy.
func (o HierarchyOperator) Long() string { return spelling(hierarchyOperators[:], int(o), 1) }

// String returns the brief form.
func (o HierarchyOperator) String() string { return o.Brief() }

// RefsetOperator tells ^ from ^R.
type RefsetOperator uint8

// The operators of reference sets.
const (
	// MemberOf is ^ or memberOf: from reference sets to what they reference.
	MemberOf RefsetOperator = iota
	// RefsetContainingAny is ^R or refsetContainingAny: from concepts to the
	// reference sets that reference any of them.
	RefsetContainingAny
)

var refsetOperators = [...][2]string{{"^", "memberOf"}, {"^R", "refsetContainingAny"}}

// Brief returns the symbol.
func (o RefsetOperator) Brief() string { return spelling(refsetOperators[:], int(o), 0) }

// Long returns the word.
func (o RefsetOperator) Long() string { return spelling(refsetOperators[:], int(o), 1) }

// String returns the brief form.
func (o RefsetOperator) String() string { return o.Brief() }

// LogicalOperator tells AND from OR.
type LogicalOperator uint8

// The logical operators. MINUS joins exactly two and is a [*Minus].
const (
	And LogicalOperator = iota
	Or
)

// String returns AND or OR.
func (o LogicalOperator) String() string {
	if o == Or {
		return "OR"
	}
	return "AND"
}

// ComparisonOperator compares what a concept has with a value.
type ComparisonOperator uint8

// The comparison operators.
const (
	Equal          ComparisonOperator = iota // =
	NotEqual                                 // !=, in the long form NOT =, also <>
	Less                                     // <
	LessOrEqual                              // <=
	Greater                                  // >
	GreaterOrEqual                           // >=
)

var comparisonOperators = [...][2]string{{"=", "="}, {"!=", "NOT ="}, {"<", "<"}, {"<=", "<="}, {">", ">"}, {">=", ">="}}

// Brief returns the symbol.
func (o ComparisonOperator) Brief() string { return spelling(comparisonOperators[:], int(o), 0) }

// Long returns the long form, which differs for NotEqual only.
func (o ComparisonOperator) Long() string { return spelling(comparisonOperators[:], int(o), 1) }

// String returns the brief form.
func (o ComparisonOperator) String() string { return o.Brief() }

// Order reports whether the operator is an order relation: any but Equal and
// NotEqual.
func (o ComparisonOperator) Order() bool { return o > NotEqual }

// Holds reports whether the operator holds for the result of a comparison that
// is negative, zero or positive as in [cmp.Compare].
func (o ComparisonOperator) Holds(compared int) bool {
	switch o {
	case Equal:
		return compared == 0
	case NotEqual:
		return compared != 0
	case Less:
		return compared < 0
	case LessOrEqual:
		return compared <= 0
	case Greater:
		return compared > 0
	default:
		return compared >= 0
	}
}

// FilterKind is what a filter's conditions speak of.
type FilterKind uint8

// The kinds of filter.
const (
	FilterDescription FilterKind = iota // {{ D … }}, and without a letter
	FilterConcept                       // {{ C … }}
	FilterMember                        // {{ M … }}
)

// Letter returns D, C or M.
func (k FilterKind) Letter() string {
	switch k {
	case FilterConcept:
		return "C"
	case FilterMember:
		return "M"
	default:
		return "D"
	}
}

// String returns the word for messages: description, concept or member.
func (k FilterKind) String() string {
	switch k {
	case FilterConcept:
		return "concept"
	case FilterMember:
		return "member"
	default:
		return "description"
	}
}

// SearchType is how a search term is compared.
type SearchType uint8

// The types of search.
const (
	SearchMatch SearchType = iota // match:, and without a type: word beginnings in any order
	SearchWild                    // wild: a pattern for the whole text
)

// DescriptionType is a token of the type condition.
type DescriptionType uint8

// The tokens of the type condition.
const (
	TypeSynonym            DescriptionType = iota // syn, synonym
	TypeFullySpecifiedName                        // fsn, fullySpecifiedName
	TypeDefinition                                // def, definition
)

var descriptionTypes = [...][2]string{{"syn", "synonym"}, {"fsn", "fullySpecifiedName"}, {"def", "definition"}}

// Brief returns the short token.
func (t DescriptionType) Brief() string { return spelling(descriptionTypes[:], int(t), 0) }

// Long returns the long token.
func (t DescriptionType) Long() string { return spelling(descriptionTypes[:], int(t), 1) }

// ID returns the concept of the description type.
func (t DescriptionType) ID() sctid.ID {
	switch t {
	case TypeFullySpecifiedName:
		return terminology.FullySpecifiedName
	case TypeDefinition:
		return terminology.TextDefinition
	default:
		return terminology.Synonym
	}
}

// AcceptabilityToken is a token of an acceptability.
type AcceptabilityToken uint8

// The tokens of an acceptability.
const (
	TokenAcceptable AcceptabilityToken = iota // accept, acceptable
	TokenPreferred                            // prefer, preferred
)

var acceptabilityTokens = [...][2]string{{"accept", "acceptable"}, {"prefer", "preferred"}}

// Brief returns the short token.
func (t AcceptabilityToken) Brief() string { return spelling(acceptabilityTokens[:], int(t), 0) }

// Long returns the long token.
func (t AcceptabilityToken) Long() string { return spelling(acceptabilityTokens[:], int(t), 1) }

// ID returns the concept of the acceptability.
func (t AcceptabilityToken) ID() sctid.ID {
	if t == TokenPreferred {
		return terminology.Preferred
	}
	return terminology.Acceptable
}

// DefinitionStatusToken is a token of the definitionStatus condition.
type DefinitionStatusToken uint8

// The tokens of the definitionStatus condition; they have one form only.
const (
	TokenPrimitive DefinitionStatusToken = iota // primitive
	TokenDefined                                // defined
)

// String returns the token.
func (t DefinitionStatusToken) String() string {
	if t == TokenDefined {
		return "defined"
	}
	return "primitive"
}

// ID returns the concept of the definition status.
func (t DefinitionStatusToken) ID() sctid.ID {
	if t == TokenDefined {
		return terminology.Defined
	}
	return terminology.Primitive
}

// ActiveValue is the value of an active condition.
type ActiveValue uint8

// The values of an active condition.
const (
	ActiveFalse ActiveValue = iota // 0 or false
	ActiveTrue                     // 1 or true
	ActiveAny                      // *: either state
)

// Brief returns 0, 1 or *.
func (v ActiveValue) Brief() string { return [...]string{"0", "1", "*"}[min(v, ActiveAny)] }

// Long returns false, true or *.
func (v ActiveValue) Long() string { return [...]string{"false", "true", "*"}[min(v, ActiveAny)] }

// HistoryProfile says which historical associations a supplement follows.
type HistoryProfile uint8

// The history profiles.
const (
	// HistoryMin is HISTORY-MIN: |SAME AS|.
	HistoryMin HistoryProfile = iota
	// HistoryMod is HISTORY-MOD: HistoryMin with |REPLACED BY|, |WAS A| and
	// |PARTIALLY EQUIVALENT TO|.
	HistoryMod
	// HistoryMax is HISTORY-MAX or plain HISTORY: all historical associations.
	HistoryMax
	// HistorySubset is HISTORY (…): the reference sets of a constraint.
	HistorySubset
)

// String returns the keyword with its suffix: HISTORY-MIN, HISTORY-MOD,
// HISTORY-MAX, or HISTORY for HistorySubset.
func (p HistoryProfile) String() string {
	return [...]string{"HISTORY-MIN", "HISTORY-MOD", "HISTORY-MAX", "HISTORY"}[min(p, HistorySubset)]
}

// spelling looks an enumeration's form up; a value out of range gives its number.
func spelling(forms [][2]string, value, form int) string {
	if value >= len(forms) {
		return "?" + strconv.Itoa(value)
	}
	return forms[value][form]
}
