package bulk

import "bytes"

// This file knows where rows of CSV end and what their fields are: RFC 4180, with a
// quote opening a quoted field only at the field's beginning. Text without quotes
// goes a fast way; the tests compare both with package records and encoding/csv.

// quotedEnd returns the place behind the closing quote of a quoted field that begins
// at data[at], or -1 if it doesn't end in data. A quote that is the last byte closes
// the field.
func quotedEnd(data []byte, at int) int {
	for i := at + 1; ; {
		q := bytes.IndexByte(data[i:], '"')
		if q < 0 {
			return -1
		}
		i += q + 1
		if i == len(data) || data[i] != '"' {
			return i
		}
		i++
	}
}

// opensField reports whether a quote at data[i] opens a quoted field. data begins
// with a row.
func opensField(data []byte, i int, delimiter byte) bool {
	return i == 0 || data[i-1] == delimiter || data[i-1] == '\n'
}

// rowEnd returns the place behind the line feed that ends the row at the beginning
// of data, or -1 if the row doesn't end in data. quoted tells whether that is because
// a quoted field doesn't end.
func rowEnd(data []byte, delimiter byte) (end int, quoted bool) {
	for i := 0; ; {
		n := bytes.IndexByte(data[i:], '\n')
		line := data[i:]
		if n >= 0 {
			line = data[i : i+n]
		}
		q := bytes.IndexByte(line, '"')
		switch {
		case q < 0 && n < 0:
			return -1, false
		case q < 0:
			return i + n + 1, false
		case !opensField(data, i+q, delimiter):
			i += q + 1
			continue
		}
		closed := quotedEnd(data, i+q)
		if closed < 0 {
			return -1, true
		}
		i = closed
	}
}

// lastRowEnd returns how many bytes of data, which begins with a row, are whole rows.
// quoted tells whether the row behind them has a quoted field that doesn't end. It
// jumps from quote to quote.
func lastRowEnd(data []byte, delimiter byte, final bool) (end int, quoted bool) {
	for i := 0; ; {
		q := bytes.IndexByte(data[i:], '"')
		plain := data[i:] // what isn't in a quoted field
		if q >= 0 {
			q += i
			plain = data[i:q]
		}
		if n := bytes.LastIndexByte(plain, '\n'); n >= 0 {
			end = i + n + 1
		}
		switch {
		case q < 0:
			return end, false
		case !opensField(data, q, delimiter):
			i = q + 1
			continue
		}
		closed := quotedEnd(data, q)
		if closed < 0 || closed == len(data) && !final {
			// Behind a last quote another one may follow.
			return end, closed < 0
		}
		i = closed
	}
}

// field is a field of a row: its bytes as they stand in the row, quotes included.
type field struct{ from, to int }

// fault says what is wrong with a row, as a stable word; "" for nothing.
type fault string

// The faults of rows.
const (
	faultColumns  fault = "column-count" // another number of fields than the first row
	faultQuote    fault = "stray-quote"  // a quote in the middle of a field, or text behind a closing quote
	faultOpen     fault = "open-quote"   // a quoted field that doesn't end
	faultTooLong  fault = "too-long"     // more bytes than a row may have
	faultNotJSON  fault = "not-json"     // no JSON object, or one that is broken
	faultNoKey    fault = "no-key"       // the object lacks the key of the code
	faultNoScalar fault = "not-a-string" // the value is neither a string nor a number
)

// text says a fault for people.
func (f fault) text() string {
	switch f {
	case faultColumns:
		return "the row has another number of columns than the first row"
	case faultQuote:
		return "a quote in the middle of a field, or text behind a closing quote: expected quotes around the whole field, and quotes within it doubled"
	case faultOpen:
		return "a quoted field doesn't end: the closing quote is missing"
	case faultTooLong:
		return "the row is too long"
	case faultNotJSON:
		return "no JSON object"
	case faultNoKey:
		return "the object lacks the key of the code"
	case faultNoScalar:
		return "the value is neither a string nor a number"
	}
	return ""
}

// splitPlain finds the fields of a row without quotes. wanted has the places of the
// fields to find, ascending; width is how many there must be.
func splitPlain(row []byte, delimiter byte, width int, wanted []int, into []field) fault {
	if bytes.Count(row, []byte{delimiter}) != width-1 {
		return faultColumns
	}
	at, column := 0, 0
	for i, want := range wanted {
		for column < want {
			at += bytes.IndexByte(row[at:], delimiter) + 1
			column++
		}
		end := bytes.IndexByte(row[at:], delimiter)
		if end < 0 {
			into[i] = field{at, len(row)}
		} else {
			into[i] = field{at, at + end}
		}
	}
	return ""
}

// splitQuoted is splitPlain for a row that has quotes somewhere.
func splitQuoted(row []byte, delimiter byte, width int, wanted []int, into []field) fault {
	column, next := 0, 0
	for at := 0; ; {
		end := 0
		if at < len(row) && row[at] == '"' {
			if end = quotedEnd(row, at); end < 0 {
				return faultOpen
			}
			if end < len(row) && row[end] != delimiter {
				return faultQuote
			}
		} else {
			end = bytes.IndexByte(row[at:], delimiter)
			if end < 0 {
				end = len(row)
			} else {
				end += at
			}
			if bytes.IndexByte(row[at:end], '"') >= 0 {
				return faultQuote
			}
		}
		for next < len(wanted) && wanted[next] == column {
			into[next] = field{at, end}
			next++
		}
		column++
		if end == len(row) {
			break
		}
		at = end + 1
	}
	if column != width {
		return faultColumns
	}
	return ""
}

// value returns what a field says. What isn't in quotes is the row's own bytes; the
// rest is appended to memory where quotes are doubled.
func value(row []byte, f field, memory *[]byte) []byte {
	text := row[f.from:f.to]
	if len(text) < 2 || text[0] != '"' {
		return text
	}
	text = text[1 : len(text)-1]
	if bytes.IndexByte(text, '"') < 0 {
		return text
	}
	begin := len(*memory)
	for {
		q := bytes.IndexByte(text, '"')
		if q < 0 {
			*memory = append(*memory, text...)
			break
		}
		*memory = append(*memory, text[:q+1]...)
		text = text[q+2:]
	}
	return (*memory)[begin:len(*memory):len(*memory)]
}

// appendCell appends a text as a cell. In CSV it is put in quotes if need be; in TSV,
// which has no quotes, control characters become blanks.
func appendCell(dst []byte, text string, delimiter byte) []byte {
	if delimiter != '\t' {
		plain := true
		for i := range len(text) {
			if c := text[i]; c == '"' || c == delimiter || c == '\n' || c == '\r' {
				plain = false
				break
			}
		}
		if plain {
			return append(dst, text...)
		}
		dst = append(dst, '"')
		for i := range len(text) {
			if text[i] == '"' {
				dst = append(dst, '"')
			}
			dst = append(dst, text[i])
		}
		return append(dst, '"')
	}
	for i := range len(text) {
		c := max(text[i], ' ')
		dst = append(dst, c)
	}
	return dst
}
