package taxonomy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Errors of [Load] and [Taxonomy.Verify], to be tested with [errors.Is].
var (
	// ErrDamaged is in every [*DamageError].
	ErrDamaged = errors.New("the taxonomy is damaged")

	// ErrVersion is in every [*VersionError].
	ErrVersion = errors.New("unknown taxonomy format version")
)

// InputError is the error of [Build] for rows that no release can have. A
// cycle is a [*CycleError] instead; what a real release may have is in the
// [Report].
type InputError struct {
	Field   string // the field of [Input] at fault: its name
	Index   int    // the index in that field; -1 where the fault is not one row's
	Problem string // what was found and what was expected
}

// Error implements error.
func (e *InputError) Error() string {
	if e.Index < 0 {
		return fmt.Sprintf("building the taxonomy: %s: %s", e.Field, e.Problem)
	}
	return fmt.Sprintf("building the taxonomy: %s[%d]: %s", e.Field, e.Index, e.Problem)
}

// CycleError is the error of [Build] for is-a relationships that lead from a
// concept back to itself.
type CycleError struct {
	// Concepts are the concepts of one cycle: each is a child of the next, and
	// the last is a child of the first. The first has the lowest identifier.
	// The cycle is a shortest one unless the release has so many that the
	// search was cut short.
	Concepts []sctid.ID
}

// Error implements error: the whole cycle up to twenty concepts, and what to do.
func (e *CycleError) Error() string {
	const most = 20
	var b strings.Builder
	concepts := "concepts"
	if len(e.Concepts) == 1 {
		concepts = "concept"
	}
	fmt.Fprintf(&b, "the active inferred is-a relationships have a cycle of %d %s: ", len(e.Concepts), concepts)
	for i, id := range e.Concepts {
		if i == most {
			b.WriteString("… is-a ")
			break
		}
		b.WriteString(id.String())
		b.WriteString(" is-a ")
	}
	if len(e.Concepts) > 0 {
		b.WriteString(e.Concepts[0].String())
	}
	b.WriteString("; check that the packages belong to the same release, and the relationship rows of these concepts")
	return b.String()
}

// DamageError says which part of a taxonomy is damaged and how. It is the
// error of [Load] for bytes that cannot be a taxonomy and of
// [Taxonomy.Verify] for a taxonomy that contradicts itself.
type DamageError struct {
	Part    string // the blob's name
	Problem string // what was found and what was expected
}

// Error implements error.
func (e *DamageError) Error() string {
	return fmt.Sprintf("the taxonomy is damaged: %s: %s; import the release again", e.Part, e.Problem)
}

// Is makes every DamageError match [ErrDamaged].
func (e *DamageError) Is(target error) bool { return target == ErrDamaged }

func damaged(part, format string, args ...any) error {
	return &DamageError{Part: part, Problem: fmt.Sprintf(format, args...)}
}

// VersionError is the error of [Load] for a taxonomy in a format that this
// program does not know.
type VersionError struct {
	Found uint32 // the version in the blob
	Want  uint32 // the version that this program reads and writes
}

// Error implements error.
func (e *VersionError) Error() string {
	return fmt.Sprintf("taxonomy format version %d: this program reads version %d; import the release again", e.Found, e.Want)
}

// Is makes every VersionError match [ErrVersion].
func (e *VersionError) Is(target error) bool { return target == ErrVersion }
