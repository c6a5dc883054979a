package ecl

import (
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Reasons of queries that are refused. They are stable: they stand in API
// answers and in docs/ecl.md.
const (
	// ReasonSyntax: something stands where the grammar has no place for it.
	ReasonSyntax terminology.Reason = "ECL_SYNTAX"
	// ReasonEmpty: there is nothing but white space and comments.
	ReasonEmpty terminology.Reason = "ECL_EMPTY"
	// ReasonCommentOpen: a comment without an end.
	ReasonCommentOpen terminology.Reason = "ECL_COMMENT_OPEN"
	// ReasonTermInvalid: a term between pipes that is empty, isn't closed, or
	// has a control character in it.
	ReasonTermInvalid terminology.Reason = "ECL_TERM_INVALID"
	// ReasonStringInvalid: a quoted text that is empty, isn't closed, or has an
	// unknown escape in it.
	ReasonStringInvalid terminology.Reason = "ECL_STRING_INVALID"
	// ReasonNumberInvalid: a number that isn't # with digits, or has a leading
	// zero, an exponent, or a point without digits on both sides.
	ReasonNumberInvalid terminology.Reason = "ECL_NUMBER_INVALID"
	// ReasonIdentifierInvalid: digits that can't be an SCTID: fewer than 6 or
	// more than 18, or a leading zero.
	ReasonIdentifierInvalid terminology.Reason = "ECL_IDENTIFIER_INVALID"
	// ReasonDateInvalid: an effective time that isn't YYYYMMDD in quotes.
	ReasonDateInvalid terminology.Reason = "ECL_DATE_INVALID"
	// ReasonCardinalityInvalid: a cardinality that isn't [m..n] with m ≤ n.
	ReasonCardinalityInvalid terminology.Reason = "ECL_CARDINALITY_INVALID"
	// ReasonOperatorsMixed: AND, OR and MINUS in one level without brackets.
	ReasonOperatorsMixed terminology.Reason = "ECL_OPERATORS_MIXED"
	// ReasonBracketsNeeded: a compound, refined or dotted constraint, or a
	// second operator, as an operand without brackets.
	ReasonBracketsNeeded terminology.Reason = "ECL_BRACKETS_NEEDED"
	// ReasonBracketOpen: a bracket, brace or pair of braces without an end.
	ReasonBracketOpen terminology.Reason = "ECL_BRACKET_OPEN"
	// ReasonFilterUnknown: double braces with a letter other than C, D and M.
	ReasonFilterUnknown terminology.Reason = "ECL_FILTER_UNKNOWN"
	// ReasonFilterFieldUnknown: a condition that this kind of filter hasn't.
	ReasonFilterFieldUnknown terminology.Reason = "ECL_FILTER_FIELD_UNKNOWN"
	// ReasonFilterValueInvalid: a token that this condition doesn't take.
	ReasonFilterValueInvalid terminology.Reason = "ECL_FILTER_VALUE_INVALID"
	// ReasonFilterOrder: a member filter behind another filter, or a filter
	// behind a history supplement.
	ReasonFilterOrder terminology.Reason = "ECL_FILTER_ORDER"
	// ReasonMemberFilterMisplaced: a member filter without ^ or ^R.
	ReasonMemberFilterMisplaced terminology.Reason = "ECL_MEMBER_FILTER_MISPLACED"
	// ReasonHistoryInvalid: a history supplement of no known form.
	ReasonHistoryInvalid terminology.Reason = "ECL_HISTORY_INVALID"
	// ReasonOrderOfValue: an order relation with a value that has no order: a
	// concept, a text or a truth value.
	ReasonOrderOfValue terminology.Reason = "ECL_ORDER_OF_VALUE"
	// ReasonOrderOfSet: an order relation with a set of dates.
	ReasonOrderOfSet terminology.Reason = "ECL_ORDER_OF_SET"
	// ReasonReverseOfValue: a reverse attribute compared with a number, text or
	// truth value.
	ReasonReverseOfValue terminology.Reason = "ECL_REVERSE_OF_VALUE"
	// ReasonRowsNotASet: ^ with several fields, or all, where a set is needed.
	ReasonRowsNotASet terminology.Reason = "ECL_ROWS_NOT_A_SET"
	// ReasonNotStrict: a leniency, under [Options.Strict].
	ReasonNotStrict terminology.Reason = "ECL_NOT_STRICT"
	// ReasonTooLong: more bytes than [Options.MaxLength].
	ReasonTooLong terminology.Reason = "ECL_TOO_LONG"
	// ReasonTooDeep: more brackets in one another than [Options.MaxDepth].
	ReasonTooDeep terminology.Reason = "ECL_TOO_DEEP"
	// ReasonTooManyNodes: more nodes than [Options.MaxNodes].
	ReasonTooManyNodes terminology.Reason = "ECL_TOO_MANY_NODES"
)

// Reasons of queries that are well formed and name what the release, or the
// server's configuration, doesn't have. [Check] gives them, as errors or in
// warnings.
const (
	// ReasonDialectUnknown: a dialect alias without a language reference set.
	ReasonDialectUnknown terminology.Reason = "ECL_DIALECT_UNKNOWN"
	// ReasonSchemeUnknown: an alternate identifier's scheme isn't configured.
	ReasonSchemeUnknown terminology.Reason = "ECL_SCHEME_UNKNOWN"
	// ReasonFieldUnknown: no reference set asked has the column.
	ReasonFieldUnknown terminology.Reason = "ECL_FIELD_UNKNOWN"
	// ReasonConceptMalformed: an identifier with a wrong check digit, or one
	// that isn't a concept's.
	ReasonConceptMalformed terminology.Reason = "ECL_CONCEPT_MALFORMED"
	// ReasonConceptUnknown: the release doesn't have the concept.
	ReasonConceptUnknown terminology.Reason = "ECL_CONCEPT_UNKNOWN"
	// ReasonConceptInactive: the concept is inactive.
	ReasonConceptInactive terminology.Reason = "ECL_CONCEPT_INACTIVE"
)

// Reasons of warnings of [Parse].
const (
	// ReasonLenient: a form that the specification doesn't have, or no longer.
	ReasonLenient terminology.Reason = "ECL_LENIENT"
	// ReasonPointless: a part that is legal and constrains nothing, or
	// everything.
	ReasonPointless terminology.Reason = "ECL_POINTLESS"
)

// Reasons of warnings that evaluation adds.
const (
	// ReasonNoMembers: a concept that stands behind ^ has no members, because it is
	// no reference set or the release doesn't hold it. No error under Strict.
	ReasonNoMembers terminology.Reason = "ECL_NO_MEMBERS"
	// ReasonDescriptionUnknown: an identifier compared with id is of no description
	// of the release.
	ReasonDescriptionUnknown terminology.Reason = "ECL_DESCRIPTION_UNKNOWN"
)

// Error is the error of [Parse] and [Check]: what is wrong with a query, and
// where. As the target of [errors.As] it also gives a [*terminology.Error] of
// kind invalid argument, so that faces can treat it like any other.
type Error struct {
	Reason terminology.Reason

	Span              // of what was found; empty at the end of the text
	Line     int      // of Span.Start, from 1
	Column   int      // of Span.Start, in characters, from 1
	Message  string   // a sentence without position and full stop
	Found    string   // what stands there, shortened; "the end of the query" at the end
	Expected []string // what could stand there, for people; may be empty
	Hint     string   // what to do about it; may be empty
	Text     string   // the query
}

// Error implements error: position, message, and hint if there is one.
func (e *Error) Error() string {
	s := "line " + strconv.Itoa(e.Line) + ", column " + strconv.Itoa(e.Column) + ": " + e.Message
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Terminology returns the error as the domain has it: of kind invalid argument,
// with the same reason, and with e as its cause. It names no field.
func (e *Error) Terminology() *terminology.Error {
	return &terminology.Error{
		Kind:   terminology.KindInvalidArgument,
		Reason: e.Reason,
		Message: "ECL, line " + strconv.Itoa(e.Line) + ", column " + strconv.Itoa(e.Column) +
			": " + strings.TrimSuffix(e.Message, "."),
		Hint:  e.Hint,
		Cause: e,
	}
}

// As lets [errors.As] find a [*terminology.Error], see [Error.Terminology].
func (e *Error) As(target any) bool {
	t, ok := target.(**terminology.Error)
	if ok {
		*t = e.Terminology()
	}
	return ok
}

// Warning is a remark about a query that was taken all the same.
type Warning struct {
	Reason terminology.Reason
	Span
	Line    int    // of Span.Start, from 1
	Column  int    // of Span.Start, in characters, from 1
	Message string // a sentence without position and full stop

	// ID is the identifier that the warning is about, as the query has it; 0 if
	// it is about something else. Evaluation and [Check] fill it in.
	ID sctid.ID
	// Replacements are what took the place of an inactive concept, with those to
	// prefer first. Evaluation fills them in.
	Replacements []sctid.ID
}

// String returns position and message.
func (w Warning) String() string {
	return "line " + strconv.Itoa(w.Line) + ", column " + strconv.Itoa(w.Column) + ": " + w.Message
}

// AsError makes an error of a warning about a query, for those who want it
// strict.
func (w Warning) AsError(query *Query) *Error {
	e := &Error{Reason: w.Reason, Span: w.Span, Message: w.Message, Text: query.Text}
	e.locate()
	return e
}
