package importer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Problem says why packages, each readable, don't make a release. Its values
// are stable.
type Problem string

// The problems of an [Error].
const (
	// ProblemDeltaOnly is a package without Snapshot and Full files.
	ProblemDeltaOnly Problem = "delta-only"
	// ProblemSnapshotTooNew is a Snapshot from behind the as-of date in a
	// package without Full files.
	ProblemSnapshotTooNew Problem = "snapshot-too-new"
	// ProblemAsOfTooEarly is an as-of date before the earliest row.
	ProblemAsOfTooEarly Problem = "as-of-too-early"
	// ProblemBaseMissing is a set of packages that lacks a module on which the
	// release depends, where a whole build of the release is there already.
	ProblemBaseMissing Problem = "base-missing"
	// ProblemMuchSmaller is a set of packages with less than half of what the
	// build of the same release has that is there already.
	ProblemMuchSmaller Problem = "much-smaller"
	// ProblemReleaseUnclear is an edition that can't be worked out.
	ProblemReleaseUnclear Problem = "release-unclear"
	// ProblemPatterns is a reference set with rows of different column patterns.
	ProblemPatterns Problem = "patterns-differ"
	// ProblemNoConcepts is a set of packages without a single concept.
	ProblemNoConcepts Problem = "no-concepts"
)

// Error is a set of packages that doesn't make a release.
type Error struct {
	Problem Problem
	Message string // what is wrong
	Hint    string // what to do about it
}

// Error implements error: the message and the hint.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + "; " + e.Hint
}

// ConflictError is a component with two rows of one effective time and
// different content, neither superseded by a newer row.
//
// A lenient import keeps one of them: a row of the edition's own module before
// others, an active row before an inactive one, and then the row whose columns
// come first, compared one after the other in the order of the file.
type ConflictError struct {
	What          string // "concept", "member of reference set 447562003", …
	ID            string
	EffectiveTime terminology.Date
	File          string // the row that was found, as a path for people
	Line          int
	OtherFile     string // the row that it contradicts
	OtherLine     int
	Column        string // the first column in which they differ
	ColumnNumber  int    // its place in the row that was found, counted from 1
	Found, Other  string // what the rows have there, shortened
}

// Error implements error, as "file:line: column: what was found, what was
// expected".
func (e *ConflictError) Error() string {
	when := e.EffectiveTime.String()
	if when == "" {
		when = "none (unpublished)"
	}
	return fmt.Sprintf("%s:%d: column %d (%s): found %q, expected %q as in %s:%d: %s %s has two rows of effective time %s with different content",
		e.File, e.Line, e.ColumnNumber, e.Column, e.Found, e.Other, e.OtherFile, e.OtherLine, e.What, e.ID, when)
}

// CycleError is a cycle of active inferred is-a relationships.
type CycleError struct {
	// Concepts are each a child of the next; the last is a child of the first.
	Concepts []NamedConcept
	cause    error
}

// NamedConcept is a concept with a name for people.
type NamedConcept struct {
	ID   sctid.ID
	Name string // a fully specified name; empty where there is none
}

// String returns the concept as SNOMED CT writes it: id |name|.
func (c NamedConcept) String() string {
	if c.Name == "" {
		return c.ID.String()
	}
	return c.ID.String() + " |" + c.Name + "|"
}

// Error implements error: the whole cycle up to twenty concepts.
func (e *CycleError) Error() string {
	const most = 20
	var names []string
	for i, c := range e.Concepts {
		if i == most {
			names = append(names, "…")
			break
		}
		names = append(names, c.String())
	}
	if len(e.Concepts) > 0 {
		names = append(names, e.Concepts[0].String())
	}
	concepts := "concepts"
	if len(e.Concepts) == 1 {
		concepts = "concept"
	}
	return fmt.Sprintf("the active inferred is-a relationships have a cycle of %d %s: %s; check that the packages belong together, and the relationship rows of these concepts",
		len(e.Concepts), concepts, strings.Join(names, " is-a "))
}

// Unwrap returns the taxonomy's error.
func (e *CycleError) Unwrap() error { return e.cause }

// IsBadInput reports whether err says that the packages, their combination or
// the options are at fault, rather than the program or the machine.
func IsBadInput(err error) bool {
	var file *rf2.FileError
	if errors.As(err, &file) {
		return true
	}
	var row *rf2.RowError
	var set *Error
	var conflict *ConflictError
	var cycle *CycleError
	if errors.As(err, &row) || errors.As(err, &set) || errors.As(err, &conflict) || errors.As(err, &cycle) {
		return true
	}
	var domain *terminology.Error
	return errors.As(err, &domain) && domain.Kind == terminology.KindInvalidArgument
}
