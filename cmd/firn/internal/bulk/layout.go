package bulk

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
)

// layout is how the rows of the inputs are written and where their columns are. It is
// found once, by the first input.
type layout struct {
	format    records.Format
	delimiter byte // of the input; 0 where a line is a code
	output    byte // delimiter of the output
	width     int
	header    []byte // the header as it stands there, with its line end; nil for none
	wanted    []int  // the columns that are looked at, ascending
	columns   []places
}

// places are where a coded column's fields are among the wanted ones; -1 for none.
type places struct{ code, display, date int }

// quotes reports whether the format has quoted fields.
func (l *layout) quotes() bool { return l.format == records.CSV }

// json reports whether rows are objects.
func (l *layout) json() bool { return l.format == records.NDJSON || l.format == FHIR }

// uncompressedName is a file's name without the ending of its compression.
func uncompressedName(path string) string {
	switch ext := filepath.Ext(path); strings.ToLower(ext) {
	case ".gz", ".zst", ".zstd":
		return strings.TrimSuffix(path, ext)
	}
	return path
}

// findLayout looks at the beginning of the first input, which holds its first row.
func findLayout(job *Job, path string, parquet bool, head []byte) (*layout, error) {
	l := &layout{format: job.Format, delimiter: ','}
	if parquet {
		if f := job.Format; f != "" && f != records.Auto && f != records.NDJSON {
			return nil, errorf("leave --format out", "%s is Parquet, not %s", path, f)
		}
		l.format = records.NDJSON
	}
	if l.format == "" || l.format == records.Auto {
		c := &job.Columns[0]
		reader, err := records.NewReader(bytes.NewReader(head), records.Options{Name: uncompressedName(path), Header: records.HeaderNo, Column: onlyNumber(c.Code), DisplayColumn: onlyNumber(c.Display)})
		switch {
		case err == nil:
			l.format = reader.Format()
		case isRecordsError(err): // the columns don't fit; that is told below
			l.format = records.CSV
			if firstRow := bytes.TrimSpace(firstLine(head)); bytes.HasPrefix(firstRow, []byte("{")) {
				l.format = records.NDJSON
			} else if bytes.IndexByte(firstRow, '\t') >= 0 && !strings.HasSuffix(uncompressedName(path), ".csv") {
				l.format = records.TSV
			}
		default:
			return nil, err
		}
		if l.format == records.Lines && (c.Code != "" || c.Display != "" || c.Date != "" || len(job.Columns) > 1) {
			l.format = records.CSV
			if firstRow := bytes.TrimSpace(firstLine(head)); bytes.HasPrefix(firstRow, []byte("{")) {
				l.format = records.NDJSON
			} else if bytes.IndexByte(firstRow, '\t') >= 0 {
				l.format = records.TSV
			}
		}
		if l.format == records.NDJSON && c.Code == "" && bytes.Contains(firstLine(head), []byte(`"resourceType"`)) {
			return nil, errorf("--format fhir judges every coding in them", "%s has FHIR resources, whose codes are in no one column", path)
		}
	}
	switch l.format {
	case records.TSV:
		l.delimiter = '\t'
	case records.Lines:
		l.delimiter = 0
	}
	l.output = l.delimiter
	if l.format == records.Lines {
		l.output = '\t'
	}
	switch l.format {
	case records.NDJSON:
		return l, nil
	case FHIR:
		if len(job.Columns) > 1 {
			return nil, errorf("give one, which stands for all codings", "FHIR resources have no columns: %d are given", len(job.Columns))
		}
		return l, nil
	}
	return l, l.findColumns(job, head)
}

func isRecordsError(err error) bool {
	var fault *records.Error
	return errors.As(err, &fault)
}

// onlyNumber keeps the format from being guessed by a name that isn't known yet.
func onlyNumber(name string) string {
	if name != "" {
		return "1"
	}
	return ""
}

func firstLine(head []byte) []byte {
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	return line
}

// findColumns reads the first row.
func (l *layout) findColumns(job *Job, head []byte) error {
	begin := 0
	for begin < len(head) && (head[begin] == '\n' || head[begin] == '\r') {
		begin++
	}
	end := bytes.IndexByte(head[begin:], '\n') + 1
	if l.quotes() {
		end, _ = rowEnd(head[begin:], l.delimiter)
	}
	if end <= 0 {
		end = len(head) - begin
	}
	first := head[begin : begin+end]
	if l.format == records.Lines {
		l.width, l.wanted, l.columns = 1, []int{0}, make([]places, len(job.Columns))
		for i := range l.columns {
			l.columns[i] = places{0, -1, -1}
		}
		return nil
	}
	header := job.Header
	if header == "" || header == records.HeaderAuto {
		header = records.HeaderNo
		for i := range job.Columns {
			c := &job.Columns[i]
			for _, name := range []string{c.Code, c.Display, c.Date} {
				// A title that isn't in the row is told below.
				r, err := l.reader(first, records.HeaderAuto, name)
				if err == nil && r.Header() != nil || err != nil && isRecordsError(err) && len(first) > 0 && !hasCode(first) {
					header = records.HeaderYes
				}
			}
		}
	}
	at := make([]places, len(job.Columns))
	for i := range job.Columns {
		c := &job.Columns[i]
		at[i] = places{-1, -1, -1}
		for _, want := range []struct {
			name  string
			place *int
			need  bool
		}{{c.Code, &at[i].code, true}, {c.Display, &at[i].display, false}, {c.Date, &at[i].date, false}} {
			if want.name == "" && !want.need {
				continue
			}
			r, err := l.reader(first, header, want.name)
			if err != nil {
				return err
			}
			*want.place, l.width = r.CodeColumn(), r.Width()
			if !slices.Contains(l.wanted, *want.place) {
				l.wanted = append(l.wanted, *want.place)
			}
		}
	}
	slices.Sort(l.wanted)
	for i := range at {
		for _, place := range []*int{&at[i].code, &at[i].display, &at[i].date} {
			if *place >= 0 {
				*place = slices.Index(l.wanted, *place)
			}
		}
	}
	l.columns = at
	if header == records.HeaderYes {
		l.header = slices.Clone(head[:begin+end])
	}
	return nil
}

// hasCode reports whether a field of a row looks like an SCTID, so that it is no
// header.
func hasCode(row []byte) bool {
	for _, f := range bytes.FieldsFunc(row, func(r rune) bool { return r == ',' || r == '\t' || r == '"' || r == '\r' || r == '\n' }) {
		if len(f) >= 6 && len(f) <= 18 && len(bytes.Trim(f, "0123456789")) == 0 {
			return true
		}
	}
	return false
}

func (l *layout) reader(first []byte, header records.Header, column string) (*records.Reader, error) {
	return records.NewReader(bytes.NewReader(first), records.Options{Format: l.format, Header: header, Column: column})
}
