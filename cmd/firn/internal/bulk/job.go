package bulk

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
	"github.com/firn-sct/firn/terminology/validate"
)

// FHIR is the format of FHIR bulk exports: a resource a line, in which each Coding
// with SNOMED CT's system is an entry. The other formats are those of package records.
const FHIR records.Format = "fhir"

// Rows says what is written to [Job.Out].
type Rows string

// The choices of rows. FHIR resources are never written themselves, since what is
// added to them would make them invalid: there the rows are entries, an object each.
const (
	AllRows     Rows = "all"     // each row, with its verdicts
	FailingRows Rows = "failing" // rows of which an entry fails, and those that can't be read
	ReportRows  Rows = "report"  // one JSON document: the summary, and the entries that fail
)

// Column is a coded column of the input. Columns are named as in package records; in
// NDJSON a name is a key, or keys and places joined by dots: code.coding.0.code. In
// FHIR resources only Date is one, and its value is taken for all of the resource.
type Column struct {
	Name    string // in the titles of the output and in the summary; empty for an only one
	Code    string // empty for the obvious one
	Display string // empty for none
	Date    string // empty for none
	Checker *validate.Checker
	Limit   string // the limit in words, for the summary; empty for none
}

// Job is what [Run] does.
type Job struct {
	Inputs []string // paths, read one after the other; "-" is Stdin
	Stdin  io.Reader
	Stdout io.Writer

	Format  records.Format // empty or Auto: by the first input's name and first row
	Header  records.Header // of CSV and TSV
	Columns []Column

	// Out, Fix and FixLog are paths: "" for none, "-" for Stdout. A file is written
	// beside its place, with ".part" behind its name, and renamed when it is whole. One that
	// ends in .gz or .zst is compressed.
	Out  string
	Rows Rows // empty means AllRows
	// Fix is the rows as they were, but for codes that have a safe replacement;
	// FixLog is CSV with the changes.
	Fix, FixLog string

	// Checkpoint is the path of a file that says how far the run has got; "" for none.
	// If it is there, the run goes on from where it says. It is removed in the end.
	Checkpoint string
	// CheckpointEvery is the least time between two of them; 0 means two seconds.
	CheckpointEvery time.Duration
	// Settings tell one run from another: a checkpoint made under others is refused.
	Settings string

	// OtherReleases are the URIs of the checkers' other releases.
	OtherReleases []string
	// MaxUnreadable ends the run with an error when more rows can't be read; negative
	// means never.
	MaxUnreadable int64

	// Progress, if there is one, is told from time to time, by one goroutine at a time.
	Progress func(Progress)
	// Say, if there is one, is told things that the user should know.
	Say func(string)

	workers       int                    // 0: as many as there are processors
	blockBytes    int                    // 0: defaultBlockBytes
	sectionBlocks int                    // 0: defaultSectionBlocks
	maxRowBytes   int                    // 0: records.DefaultMaxRowBytes
	stop          func(blocks int) error // for tests: asked before each block is written
}

const (
	defaultBlockBytes    = 256 << 10
	defaultSectionBlocks = 64
	checkpointEvery      = 2 * time.Second
)

// Progress is how far a run has got.
type Progress struct {
	Rows    int64 // judged, those before a checkpoint included
	Resumed int64 // of them before this run went on
	// Done and Total are bytes of the inputs as they lie on disk; Total is 0 where that
	// isn't known.
	Done, Total int64
}

// Error is a fault of the job, the inputs or the outputs that a user can mend.
type Error struct {
	Message string
	Hint    string // what to do about it; may be empty
}

// Error implements error: the message alone.
func (e *Error) Error() string { return e.Message }

func errorf(hint, format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// fill puts defaults into a job and refuses what can't be done.
func (j *Job) fill() error {
	if j.Rows == "" {
		j.Rows = AllRows
	}
	if len(j.Inputs) == 0 {
		j.Inputs = []string{"-"}
	}
	if j.blockBytes == 0 {
		j.blockBytes = defaultBlockBytes
	}
	if j.sectionBlocks == 0 {
		j.sectionBlocks = defaultSectionBlocks
	}
	if j.maxRowBytes == 0 {
		j.maxRowBytes = records.DefaultMaxRowBytes
	}
	if j.CheckpointEvery == 0 {
		j.CheckpointEvery = checkpointEvery
	}
	if j.Checkpoint != "" {
		if slices.Contains(append([]string{j.Out, j.Fix, j.FixLog}, j.Inputs...), "-") {
			return errorf("name files", "a run with a checkpoint can't read standard input or write standard output: it couldn't go back there")
		}
	}
	seen := map[string]string{}
	for what, path := range map[string]string{"the output": j.Out, "the fixed rows": j.Fix, "the log of fixes": j.FixLog, "the checkpoint": j.Checkpoint} {
		if path == "" {
			continue
		}
		if other, ok := seen[path]; ok {
			return errorf("", "%s and %s can't both go to %s", min(what, other), max(what, other), path)
		}
		seen[path] = what
		for _, input := range j.Inputs {
			if path == input && path != "-" {
				return errorf("name another file", "%s would be written over the input %s", what, path)
			}
		}
	}
	for i := range j.Columns {
		for k := range i {
			if j.Columns[i].Name == j.Columns[k].Name {
				return errorf("give each a name of its own", "two coded columns are called %q", j.Columns[i].Name)
			}
		}
	}
	return nil
}
