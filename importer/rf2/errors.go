package rf2

import (
	"fmt"
	"strings"
)

// FileReason says why a package or one of its files can't be used. Its values
// are stable.
type FileReason string

// The reasons of a [FileError].
const (
	// FileUnreadable is a failure of the file system or of the data below:
	// see the wrapped error.
	FileUnreadable FileReason = "unreadable"
	// FileDamaged is a zip that is cut off or whose content doesn't agree with
	// its checksums.
	FileDamaged FileReason = "damaged"
	// FileEncrypted is a zip entry behind a password.
	FileEncrypted FileReason = "encrypted"
	// FileNestedTooLarge is a compressed zip within a zip that would need more
	// than [MaxNestedBytes] of memory.
	FileNestedTooLarge FileReason = "nested-too-large"
	// FileNestedTooDeep is a zip within more than [MaxNestedDepth] other zips.
	FileNestedTooDeep FileReason = "nested-too-deep"
	// FileNotUnderstood is a file that looks like RF2 but whose header, letters
	// or name aren't.
	FileNotUnderstood FileReason = "not-understood"
	// FileNoRF2 is a path that holds no RF2 file at all.
	FileNoRF2 FileReason = "no-rf2"
	// FileWrongKind is a file given to a reader of another kind of file.
	FileWrongKind FileReason = "wrong-kind"
	// FileLineTooLong is a file with a line of more than [MaxLineBytes].
	FileLineTooLong FileReason = "line-too-long"
)

// FileError is a package, or a file in it, that can't be used.
type FileError struct {
	Path   string // as shown to people, like [File.Path]
	Reason FileReason
	Line   int64  // 1 where the header is at fault, 0 where the whole file is
	Column int    // 1-based number of the header's column at fault; 0 where none is
	Detail string // what is wrong
	Hint   string // what to do about it; may be empty
	Err    error  // the cause; may be nil
}

// Error implements error: path, line and column where there are any, what is
// wrong, the cause, and what to do.
func (e *FileError) Error() string {
	var b strings.Builder
	b.WriteString(e.Path)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d: column %d", e.Line, e.Column)
	}
	b.WriteString(": ")
	b.WriteString(e.Detail)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// RowReason says what is wrong with a row. Its values are stable: they group
// the rows that a lenient import skipped.
type RowReason string

// The reasons of a [RowError].
const (
	RowColumnCount   RowReason = "column-count"
	RowEmpty         RowReason = "empty-value"
	RowSCTID         RowReason = "sctid"
	RowCheckDigit    RowReason = "check-digit"
	RowPartition     RowReason = "partition"
	RowDate          RowReason = "date"
	RowBoolean       RowReason = "boolean"
	RowInteger       RowReason = "integer"
	RowUUID          RowReason = "uuid"
	RowUTF8          RowReason = "utf-8"
	RowConcreteValue RowReason = "concrete-value"
)

// RowError is a row that isn't RF2.
type RowError struct {
	File       string // [File.Path]
	Line       int64  // 1 is the header
	Column     int    // 1-based number of the column
	ColumnName string // from the header
	Byte       int    // 1-based position in the line of the byte at fault, for RowUTF8; else 0
	Reason     RowReason
	Found      string // what stands there, shortened
	Expected   string // what should
	Err        error  // the cause, a *sctid.Error for example; may be nil
}

// Error implements error, as "file:line: column: what was found, what was
// expected".
func (e *RowError) Error() string {
	return fmt.Sprintf("%s:%d: column %d (%s): found %s, expected %s",
		e.File, e.Line, e.Column, e.ColumnName, e.Found, e.Expected)
}

// Unwrap returns the cause.
func (e *RowError) Unwrap() error { return e.Err }

// NoticeKind is the kind of a [Notice]. Its values are stable.
type NoticeKind string

// The kinds of notice.
const (
	NoticeByteOrderMark   NoticeKind = "byte-order-mark"
	NoticeExtraColumns    NoticeKind = "extra-columns"    // in the rows; ignored
	NoticeExtraHeader     NoticeKind = "extra-header"     // in the header of a component file; ignored
	NoticeMissingColumns  NoticeKind = "missing-columns"  // at the end of a row, taken as empty
	NoticeUntypedColumns  NoticeKind = "untyped-columns"  // the name has no letters for them
	NoticeBlankLine       NoticeKind = "blank-line"       // skipped
	NoticeNameAgainstKind NoticeKind = "name-and-header"  // the name says another kind; the header counts
	NoticeFolderType      NoticeKind = "type-from-folder" // Full, Snapshot or Delta stands only in the folder's name
)

// Notice is an oddity of a file that doesn't hinder its reading. Each kind is
// reported once a file, at the first line that has it.
type Notice struct {
	File string // [File.Path]
	Line int64
	Kind NoticeKind
	Text string // a sentence's worth, for people
}

// String returns the notice as "file:line: text".
func (n Notice) String() string {
	return fmt.Sprintf("%s:%d: %s", n.File, n.Line, n.Text)
}
