package ecl

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Filter is one pair of double braces with its conditions, which must all hold
// for one and the same thing: the concept, one of its descriptions, or one
// member. Two filters may be met by two different descriptions.
// (Specification: descriptionFilterConstraint, conceptFilterConstraint,
// memberFilterConstraint.)
type Filter struct {
	Span
	Kind       FilterKind
	Conditions []Condition // one or more
}

// Condition is one condition of a filter, with the kinds of filter it may stand
// in:
//
//	[*TermCondition]                D
//	[*LanguageCondition]            D
//	[*TypeCondition]                D
//	[*TypeIDCondition]              D
//	[*DialectCondition]             D
//	[*IDCondition]                  D
//	[*DefinitionStatusCondition]    C
//	[*DefinitionStatusIDCondition]  C
//	[*ModuleCondition]              D, C, M
//	[*EffectiveTimeCondition]       D, C, M
//	[*ActiveCondition]              D, C, M
//	[*FieldCondition]               M
type Condition interface {
	Node
	condition()
}

// TermCondition compares a description's term: term = "heart att". With
// NotEqual it holds for a description that none of the terms matches.
type TermCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual
	Terms    *SearchTerms
}

// LanguageCondition compares a description's language code.
type LanguageCondition struct {
	Span
	Operator  ComparisonOperator // Equal or NotEqual
	Languages []string           // ISO 639-1 codes in lower case; one or more
}

// TypeCondition compares a description's type by its token.
type TypeCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual
	Types    []DescriptionType  // one or more
}

// TypeIDCondition compares a description's type by its concept.
type TypeIDCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual
	Value    Value              // *SubExpression or *ConceptSet
}

// DialectCondition asks for a place in language reference sets, by alias
// (dialect) or by id (dialectId), with or without an acceptability.
type DialectCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual

	// ByID is set for dialectId, and unset for dialect.
	ByID bool

	// Constraint gives the reference sets of dialectId = X, where X is anything
	// but a set in brackets; else it is nil and Dialects has them.
	Constraint *SubExpression

	// Dialects are the choices: any of these. Each has an Alias for dialect, a
	// Refset for dialectId, and may have an acceptability of its own. A single
	// alias is the same tree with brackets and without; a single Refset has an
	// Acceptability, since without one it is a Constraint in brackets.
	Dialects []*Dialect

	// Acceptability is the one behind Constraint, or behind a set in brackets:
	// it belongs to all of them but those that have their own. It is nil if
	// there is none, and for a single alias, whose own it is.
	Acceptability *Acceptability
}

// Dialect is one choice of a [DialectCondition].
type Dialect struct {
	Span
	Alias         string            // in lower case, as en-gb; empty if Refset is set
	Refset        *ConceptReference // or nil
	Acceptability *Acceptability    // or nil: any
}

// Acceptability is what a description may be in a dialect: any of these. It has
// tokens or concepts, not both.
type Acceptability struct {
	Span
	Tokens   []AcceptabilityToken
	Concepts []*ConceptReference
}

// IDs returns the concepts of the tokens, or the concepts written, in the order
// written.
func (a *Acceptability) IDs() []sctid.ID {
	ids := make([]sctid.ID, 0, len(a.Tokens)+len(a.Concepts))
	for _, token := range a.Tokens {
		ids = append(ids, token.ID())
	}
	for _, concept := range a.Concepts {
		ids = append(ids, concept.ID)
	}
	return ids
}

// IDCondition compares a description's identifier.
type IDCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual
	IDs      []*ComponentID     // one or more
}

// ComponentID is the identifier of a component that may be no concept.
type ComponentID struct {
	Span
	ID sctid.ID // as in a ConceptReference: perhaps with a wrong check digit
}

// DefinitionStatusCondition compares a concept's definition status by token.
type DefinitionStatusCondition struct {
	Span
	Operator ComparisonOperator      // Equal or NotEqual
	Statuses []DefinitionStatusToken // one or more
}

// DefinitionStatusIDCondition compares a concept's definition status by concept.
type DefinitionStatusIDCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual
	Value    Value              // *SubExpression or *ConceptSet
}

// ModuleCondition compares the row's module: moduleId.
type ModuleCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual
	Value    Value              // *SubExpression or *ConceptSet
}

// EffectiveTimeCondition compares the row's effective time. An order relation
// never holds for a row without one. Several dates mean any of these with
// Equal, and none of these with NotEqual.
type EffectiveTimeCondition struct {
	Span
	Operator ComparisonOperator // any
	Dates    *Dates             // exactly one date unless Equal or NotEqual
}

// ActiveCondition compares the row's state.
type ActiveCondition struct {
	Span
	Operator ComparisonOperator // Equal or NotEqual
	Value    ActiveValue
}

// FieldCondition compares another column of a member.
type FieldCondition struct {
	Span
	Field    *Field
	Operator ComparisonOperator // any for *Number and *Dates, else Equal or NotEqual

	// Value is a [*SubExpression], [*Number], [*Boolean], [*SearchTerms] or
	// [*Dates]. Whether it fits the column depends on the release. A quoted
	// value is *Dates where only a date can stand (after an order relation, or
	// with "" among its texts), and *SearchTerms otherwise.
	Value Value
}

func (*TermCondition) condition()               {}
func (*LanguageCondition) condition()           {}
func (*TypeCondition) condition()               {}
func (*TypeIDCondition) condition()             {}
func (*DialectCondition) condition()            {}
func (*IDCondition) condition()                 {}
func (*DefinitionStatusCondition) condition()   {}
func (*DefinitionStatusIDCondition) condition() {}
func (*ModuleCondition) condition()             {}
func (*EffectiveTimeCondition) condition()      {}
func (*ActiveCondition) condition()             {}
func (*FieldCondition) condition()              {}

// dateOf reads eight digits as the grammar does: a year from 1000, a month to
// 12, a day to 31.
func dateOf(digits string) (terminology.Date, bool) {
	if len(digits) != 8 {
		return 0, false
	}
	var n uint32
	for i := range 8 {
		c := digits[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint32(c-'0')
	}
	month, day := n/100%100, n%100
	if n < 1000_00_00 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	return terminology.Date(n), true
}
