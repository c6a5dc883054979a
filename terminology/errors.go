package terminology

import (
	"errors"
	"fmt"
)

// Kind classes an error by what its caller can do about it. Each face has one
// table from kinds to its own codes.
type Kind uint8

// The kinds of error.
const (
	// KindInternal is a fault of the program, the machine or the data
	// directory. It is the kind of every error that isn't an [*Error].
	KindInternal Kind = iota
	// KindInvalidArgument: the question is malformed, whatever the release.
	KindInvalidArgument
	// KindNotFound: the question is well formed, and names something that the
	// release, or the server, doesn't have.
	KindNotFound
	// KindFailedPrecondition: the question can't be answered in this state; for
	// example a page token made by another release.
	KindFailedPrecondition
	// KindResourceExhausted: a documented limit of size, time or memory.
	KindResourceExhausted
	// KindUnsupported: SNOMED CT has it and this program doesn't yet.
	KindUnsupported
)

// String returns the kind's name in lower case.
func (k Kind) String() string {
	switch k {
	case KindInvalidArgument:
		return "invalid argument"
	case KindNotFound:
		return "not found"
	case KindFailedPrecondition:
		return "failed precondition"
	case KindResourceExhausted:
		return "resource exhausted"
	case KindUnsupported:
		return "unsupported"
	default:
		return "internal"
	}
}

// Reason names an error for programs. Reasons are stable: they stand in API
// answers and in docs/api.md.
type Reason string

// Reasons of questions that are malformed.
const (
	ReasonSCTIDMalformed     Reason = "SCTID_MALFORMED"
	ReasonNotAConceptID      Reason = "NOT_A_CONCEPT_ID"
	ReasonDialectMalformed   Reason = "DIALECT_MALFORMED"
	ReasonDialectUnknown     Reason = "DIALECT_UNKNOWN"
	ReasonReleaseMalformed   Reason = "RELEASE_MALFORMED"
	ReasonPageSizeInvalid    Reason = "PAGE_SIZE_INVALID"
	ReasonPageTokenInvalid   Reason = "PAGE_TOKEN_INVALID"
	ReasonQueryEmpty         Reason = "QUERY_EMPTY"
	ReasonQueryTooLong       Reason = "QUERY_TOO_LONG"
	ReasonFieldRequired      Reason = "FIELD_REQUIRED"
	ReasonFieldInvalid       Reason = "FIELD_INVALID"
	ReasonTooManyItems       Reason = "TOO_MANY_ITEMS"
	ReasonArrayLengthsDiffer Reason = "ARRAY_LENGTHS_DIFFER"
)

// Reasons of questions about what isn't there.
const (
	ReasonConceptNotFound     Reason = "CONCEPT_NOT_FOUND"
	ReasonComponentNotFound   Reason = "COMPONENT_NOT_FOUND"
	ReasonRefsetNotFound      Reason = "REFSET_NOT_FOUND"
	ReasonReleaseNotFound     Reason = "RELEASE_NOT_FOUND"
	ReasonNoRelease           Reason = "NO_RELEASE"
	ReasonSemanticTagNotFound Reason = "SEMANTIC_TAG_NOT_FOUND"
)

// Reasons of questions that can't be answered now.
const (
	ReasonPageTokenOtherRelease Reason = "PAGE_TOKEN_OTHER_RELEASE"
	ReasonPageTokenOtherQuery   Reason = "PAGE_TOKEN_OTHER_QUERY"
	ReasonFormatUnknown         Reason = "FORMAT_UNKNOWN"
	ReasonBudgetExceeded        Reason = "BUDGET_EXCEEDED"
	ReasonDataDirectoryBusy     Reason = "DATA_DIRECTORY_BUSY"
)

// Error is an error that a caller can act on.
type Error struct {
	Kind    Kind
	Reason  Reason
	Message string // a sentence without a full stop, safe to show to anyone
	Field   string // the request's field at fault, in the words of the API; may be empty
	Hint    string // what to do about it; may be empty
	Cause   error  // for logs; may be nil
	// Details say more to programs, by names that are stable, such as the place of
	// a fault in a text; may be nil.
	Details map[string]string
}

// Error implements error: the message, and the hint if there is one.
func (e *Error) Error() string {
	if e.Hint != "" {
		return e.Message + " (" + e.Hint + ")"
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// WithField returns a copy of the error that names the request's field.
func (e *Error) WithField(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Errorf makes an [*Error] of the given kind and reason.
func Errorf(kind Kind, reason Reason, format string, args ...any) *Error {
	return &Error{Kind: kind, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of err: that of the [*Error] in its chain, else
// [KindInternal]. It must not be called with a nil error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// InField names the request's field in an [*Error] that has none yet, and
// returns any other error as it is.
func InField(err error, field string) error {
	var e *Error
	if errors.As(err, &e) && e.Field == "" {
		return e.WithField(field)
	}
	return err
}
