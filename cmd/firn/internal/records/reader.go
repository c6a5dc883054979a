package records

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Record is one recorded code.
type Record struct {
	Line    int    // where its row begins, from 1
	Code    string // as recorded; it may be anything
	Display string // empty where there is none
}

// Reader reads records. Make it with [NewReader].
type Reader struct {
	lines   lineReader
	options Options
	format  Format
	header  []string // the titles; nil if there is no header

	code, display int // columns from 0; display is -1 for none
	width         int // columns of each row
	first         []string
	firstLine     int
	firstErr      error
}

// NewReader begins to read. The error is an [*Error] where the options don't
// fit the input, or of reading.
func NewReader(in io.Reader, options Options) (*Reader, error) {
	if options.MaxRowBytes == 0 {
		options.MaxRowBytes = DefaultMaxRowBytes
	}
	r := &Reader{options: options, display: -1}
	r.lines = lineReader{in: bufio.NewReaderSize(in, 1<<16), most: options.MaxRowBytes}
	if err := r.chooseFormat(); err != nil {
		return nil, err
	}
	switch r.format {
	case Lines:
		if options.namesColumns() {
			return nil, errorf("leave --column and --display-column out, or name another --format", "there are no columns where each line is a code")
		}
	case CSV, TSV:
		if err := r.readHeader(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Format returns the format that is read.
func (r *Reader) Format() Format { return r.format }

// Header returns the titles of the columns; nil where there is no header.
func (r *Reader) Header() []string { return r.header }

// Ready reports whether there is more to read without waiting for it.
func (r *Reader) Ready() bool { return r.first != nil || r.lines.ready() }

func (r *Reader) chooseFormat() error {
	r.format = r.options.Format
	if r.format == "" || r.format == Auto {
		r.format = byName(r.options.Name)
	}
	if r.format != Auto {
		return nil
	}
	r.format = Lines
	if !r.options.namesColumns() {
		return nil
	}
	line, err := r.lines.peek()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, errTooLong):
		return nil
	case err != nil:
		return err
	}
	r.format = byFirstLine(line)
	return nil
}

// readHeader reads the first row and finds the columns.
func (r *Reader) readHeader() error {
	fields, line, err := r.row()
	if err != nil {
		var bad *RowError
		if errors.As(err, &bad) || errors.Is(err, io.EOF) {
			// Without a first row there are no columns to find; Next tells why.
			r.firstErr = err
			return nil
		}
		return err
	}
	r.width = len(fields)
	if r.isHeader(fields) {
		r.header = slices.Clone(fields)
	} else {
		r.first, r.firstLine = slices.Clone(fields), line
	}
	if r.code, err = r.column(r.options.Column); err != nil {
		return err
	}
	if r.options.DisplayColumn != "" {
		if r.display, err = r.column(r.options.DisplayColumn); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) isHeader(fields []string) bool {
	switch r.options.Header {
	case HeaderYes:
		return true
	case HeaderNo:
		return false
	}
	for _, column := range []string{r.options.Column, r.options.DisplayColumn} {
		if column != "" && slices.Contains(fields, column) {
			return true
		}
	}
	return !slices.ContainsFunc(fields, looksLikeSCTID)
}

func looksLikeSCTID(field string) bool {
	if len(field) < 6 || len(field) > 18 {
		return false
	}
	return strings.Trim(field, "0123456789") == ""
}

// column finds a column by its title or its number; "" means the obvious one for
// codes.
func (r *Reader) column(name string) (int, error) {
	if name == "" {
		return r.obviousColumn()
	}
	switch i := slices.Index(r.header, name); {
	case i >= 0 && slices.Contains(r.header[i+1:], name):
		return 0, errorf("give its number in the place of its title", "several columns are called %q", name)
	case i >= 0:
		return i, nil
	}
	if number, err := strconv.Atoi(name); err == nil {
		if number < 1 || number > r.width {
			return 0, errorf("", "there is no column %d: the first row has %d", number, r.width)
		}
		return number - 1, nil
	}
	if r.header == nil {
		return 0, errorf("give its number from 1, or say --header yes", "there is no column %q: the input has no header", name)
	}
	return 0, errorf("", "there is no column %q: the header has %s", name, titles(r.header))
}

func (r *Reader) obviousColumn() (int, error) {
	if r.width == 1 {
		return 0, nil
	}
	found := -1
	for i, title := range r.header {
		plain := strings.Map(func(c rune) rune {
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				return unicode.ToLower(c)
			}
			return -1
		}, title)
		if !slices.Contains([]string{"code", "conceptid", "sctid", "snomedcode", "snomedctcode"}, plain) {
			continue
		}
		if found >= 0 {
			return 0, errorf("--column says which", "several columns may have the code: %q and %q", r.header[found], title)
		}
		found = i
	}
	if found >= 0 {
		return found, nil
	}
	if r.header == nil {
		return 0, errorf("--column NUMBER says which, counted from 1", "which of the %d columns has the code?", r.width)
	}
	return 0, errorf("--column TITLE says which", "which column has the code? The header has %s", titles(r.header))
}

func titles(header []string) string {
	quoted := make([]string, 0, len(header))
	for _, title := range header {
		if len(quoted) == 20 {
			quoted = append(quoted, "…")
			break
		}
		quoted = append(quoted, fmt.Sprintf("%.40q", title))
	}
	return strings.Join(quoted, ", ")
}

// Next returns the next record. At the end the error is io.EOF; a [*RowError] is
// about one row, and the next call goes on behind it unless it is fatal.
func (r *Reader) Next() (Record, error) {
	if err := r.firstErr; err != nil {
		// The columns are unknown: there is nothing to go on with.
		if bad, ok := err.(*RowError); ok {
			bad.Fatal = true
		}
		return Record{}, err
	}
	switch r.format {
	case Lines:
		line, err := r.lines.next()
		if err != nil {
			return Record{}, r.lineError(err, r.lines.number)
		}
		return Record{Line: r.lines.number, Code: string(line)}, nil
	case NDJSON:
		return r.object()
	}
	fields, line := r.first, r.firstLine
	if r.first = nil; fields == nil {
		var err error
		if fields, line, err = r.row(); err != nil {
			return Record{}, err
		}
	}
	if len(fields) != r.width {
		return Record{}, &RowError{Line: line, Message: fmt.Sprintf("the row has %d columns: expected %d, as the first row has", len(fields), r.width)}
	}
	record := Record{Line: line, Code: fields[r.code]}
	if r.display >= 0 {
		record.Display = fields[r.display]
	}
	return record, nil
}

// row reads a row of CSV or TSV.
func (r *Reader) row() (fields []string, line int, err error) {
	if r.format == CSV {
		return r.csvRow()
	}
	text, err := r.lines.next()
	for err == nil && len(text) == 0 {
		text, err = r.lines.next()
	}
	if err != nil {
		return nil, r.lines.number, r.lineError(err, r.lines.number)
	}
	return strings.Split(string(text), "\t"), r.lines.number, nil
}

// lineError makes a line that is too long the error of its row.
func (r *Reader) lineError(err error, line int) error {
	if errors.Is(err, errTooLong) {
		return r.lines.tooLong(line)
	}
	return err
}

// object reads a row of NDJSON.
func (r *Reader) object() (Record, error) {
	line, err := r.lines.next()
	for err == nil && len(bytes.TrimSpace(line)) == 0 {
		line, err = r.lines.next()
	}
	number := r.lines.number
	if err != nil {
		return Record{}, r.lineError(err, number)
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(line, &object); err != nil || object == nil {
		return Record{}, &RowError{Line: number, Message: notAnObject(err)}
	}
	record := Record{Line: number}
	key := r.options.Column
	if key == "" {
		key = "code"
		if _, ok := object[key]; !ok && object["conceptId"] != nil {
			key = "conceptId"
		}
	}
	value, ok := object[key]
	if !ok {
		return Record{}, &RowError{Line: number, Message: fmt.Sprintf("the object has no key %q", key)}
	}
	if record.Code, ok = scalar(value); !ok {
		return Record{}, &RowError{Line: number, Message: fmt.Sprintf("the value of %q is neither a string nor a number", key)}
	}
	if key := r.options.DisplayColumn; key != "" {
		// An absent display is one that wasn't recorded.
		if value, ok := object[key]; ok {
			if record.Display, ok = scalar(value); !ok {
				return Record{}, &RowError{Line: number, Message: fmt.Sprintf("the value of %q is neither a string nor a number", key)}
			}
		}
	}
	return record, nil
}

func notAnObject(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("not JSON: %v at byte %d", err, syntax.Offset)
	}
	return "not a JSON object"
}

// scalar reads a string, or a number by its digits as they stand there; null is
// the empty string.
func scalar(value json.RawMessage) (string, bool) {
	switch value[0] {
	case '"':
		var text string
		err := json.Unmarshal(value, &text)
		return text, err == nil
	case 'n':
		return "", true
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return string(value), true
	default:
		return "", false
	}
}

// CodeColumn returns the place of the code among the columns of CSV and TSV, from 0.
func (r *Reader) CodeColumn() int { return r.code }

// Width returns how many columns the first row of CSV and TSV has; 0 where there is
// no row.
func (r *Reader) Width() int { return r.width }
