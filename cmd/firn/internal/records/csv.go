package records

import (
	"errors"
	"io"
	"strings"
)

// csvRow reads a row of CSV, which may take several lines. A bad row ends at
// the end of the line at fault.
//
// It isn't encoding/csv because that reads a field of any size into memory: one
// forgotten quote would swallow the rest of the input. A test compares the two.
func (r *Reader) csvRow() (fields []string, line int, err error) {
	text, err := r.lines.next()
	for err == nil && len(text) == 0 {
		text, err = r.lines.next()
	}
	line = r.lines.number
	if err != nil {
		return nil, line, r.lineError(err, line)
	}
	rest := string(text)
	for size := len(rest); ; {
		if !strings.HasPrefix(rest, `"`) {
			field, more, found := strings.Cut(rest, ",")
			if strings.Contains(field, `"`) {
				return nil, line, &RowError{Line: line, Message: "a quote in the middle of a field: expected quotes around the whole field, and quotes within it doubled"}
			}
			fields = append(fields, field)
			if !found {
				return fields, line, nil
			}
			rest = more
			continue
		}

		var field strings.Builder
		rest = rest[1:]
		for {
			part, after, closed := strings.Cut(rest, `"`)
			field.WriteString(part)
			if closed && strings.HasPrefix(after, `"`) {
				field.WriteByte('"')
				rest = after[1:]
				continue
			}
			if closed {
				rest = after
				break
			}
			// The field goes on in the next line.
			next, err := r.lines.next()
			switch {
			case errors.Is(err, io.EOF):
				return nil, line, &RowError{Line: line, Message: "a quoted field doesn't end: the closing quote is missing", Fatal: true}
			case errors.Is(err, errTooLong):
				return nil, line, r.openQuote(line)
			case err != nil:
				return nil, line, err
			}
			if size += 1 + len(next); size > r.lines.most {
				return nil, line, r.openQuote(line)
			}
			field.WriteByte('\n')
			rest = string(next)
		}
		fields = append(fields, field.String())
		if rest == "" {
			return fields, line, nil
		}
		if rest[0] != ',' {
			return nil, line, &RowError{Line: line, Message: "text after the closing quote of a field: expected a comma"}
		}
		rest = rest[1:]
	}
}

// openQuote is fatal: nothing tells where the next row would begin.
func (r *Reader) openQuote(line int) *RowError {
	e := r.lines.tooLong(line)
	e.Message += ": the closing quote of a field may be missing"
	e.Fatal = true
	return e
}
