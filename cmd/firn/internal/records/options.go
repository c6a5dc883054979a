package records

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Format is how rows are written.
type Format string

// The formats. [Auto] chooses by the file's name and, where a column is named,
// by its first line; see [Options.Format].
const (
	Auto   Format = "auto"
	Lines  Format = "lines"
	CSV    Format = "csv"
	TSV    Format = "tsv"
	NDJSON Format = "ndjson"
)

// Header is whether the first row of CSV and TSV names the columns.
type Header string

// The choices of header. [HeaderAuto] takes the first row as a header if it has
// the title of a column that was named, or if no field of it consists of 6 to 18
// digits, as an SCTID does.
const (
	HeaderAuto Header = "auto"
	HeaderYes  Header = "yes"
	HeaderNo   Header = "no"
)

// Options says how to read. The zero value reads a code a line.
type Options struct {
	// Name is the file's name, by which Auto chooses the format; it may be empty.
	Name string
	// Format of the rows; empty means Auto. Auto takes the format from a name
	// that ends in .csv, .tsv, .tab, .ndjson or .jsonl. For other names it is
	// Lines, unless a column is named: then the first line tells.
	Format Format
	// Header tells whether the first row names the columns; empty means
	// HeaderAuto. It means nothing for Lines and NDJSON.
	Header Header
	// Column is where the code is; empty means the obvious one, see the package
	// comment.
	Column string
	// DisplayColumn is where the display is; empty means that there is none.
	DisplayColumn string
	// MaxRowBytes bounds a row; 0 means DefaultMaxRowBytes.
	MaxRowBytes int
}

// DefaultMaxRowBytes bounds a row unless the options do.
const DefaultMaxRowBytes = 1 << 20

// Error says that the input can't be read as the options want, whatever its rows.
type Error struct {
	Message string
	Hint    string // what to do about it; may be empty
}

// Error implements error: the message alone.
func (e *Error) Error() string { return e.Message }

func errorf(hint, format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// RowError is a row that can't be read. Unless Fatal, the reader can go on with the
// next row.
type RowError struct {
	Line    int // where the row begins, from 1
	Message string
	Fatal   bool
}

// Error implements error.
func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

func (o *Options) namesColumns() bool { return o.Column != "" || o.DisplayColumn != "" }

// byName returns the format that a file's name tells, or Auto.
func byName(name string) Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		return CSV
	case ".tsv", ".tab":
		return TSV
	case ".ndjson", ".jsonl":
		return NDJSON
	default:
		return Auto
	}
}

// byFirstLine returns the format that a first line looks like.
func byFirstLine(line []byte) Format {
	text := string(line)
	switch {
	case strings.HasPrefix(strings.TrimLeft(text, " \t"), "{"):
		return NDJSON
	case strings.Contains(text, "\t"):
		return TSV
	default:
		return CSV
	}
}
