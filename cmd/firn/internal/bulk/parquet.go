package bulk

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetReader gives the rows of a Parquet file as lines of JSON, which the rest of
// the package reads. Groups are objects, and repeated values are lists of all that a
// row has of them, without the levels between. Days and times are texts, numbers
// without a fraction have none, and bytes that aren't UTF-8 are in base64.
type parquetReader struct {
	columns []parquetColumn
	groups  []parquet.RowGroup
	rows    parquet.Rows // of groups[0]; nil before it is begun
	buffer  []parquet.Row
	text    []byte
	at      int // what was read of text
}

type parquetColumn struct {
	path     []string
	repeated bool
	write    func(dst []byte, v parquet.Value) []byte
}

// parquetRows is how many rows are decoded at a time.
const parquetRows = 256

// openParquet reads the foot of a file.
func openParquet(file *os.File) (r *parquetReader, err error) {
	defer recoverParquet(&err)
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	f, err := parquet.OpenFile(file, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	r = &parquetReader{groups: f.RowGroups(), buffer: make([]parquet.Row, parquetRows)}
	schema := f.Schema()
	for _, path := range schema.Columns() {
		leaf, ok := schema.Lookup(path...)
		if !ok {
			return nil, fmt.Errorf("column %q is not in the schema", path)
		}
		r.columns = append(r.columns, parquetColumn{path, leaf.MaxRepetitionLevel > 0, parquetWriter(leaf.Node)})
	}
	return r, nil
}

// recoverParquet makes an error of a panic over a file that is broken.
func recoverParquet(err *error) {
	if broken := recover(); broken != nil {
		*err = fmt.Errorf("the file is damaged: %v", broken)
	}
}

// Read implements io.Reader.
func (r *parquetReader) Read(p []byte) (n int, err error) {
	for r.at == len(r.text) {
		r.text, r.at = r.text[:0], 0
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	n = copy(p, r.text[r.at:])
	r.at += n
	return n, nil
}

// Close ends the reading.
func (r *parquetReader) Close() error {
	if r.rows == nil {
		return nil
	}
	return r.rows.Close()
}

// fill renders the next rows.
func (r *parquetReader) fill() (err error) {
	defer recoverParquet(&err)
	if len(r.groups) == 0 {
		return io.EOF
	}
	if r.rows == nil {
		r.rows = r.groups[0].Rows()
	}
	n, err := r.rows.ReadRows(r.buffer)
	for i := range n {
		r.text = append(r.row(r.text, r.buffer[i]), '\n')
	}
	switch {
	case errors.Is(err, io.EOF):
		err = r.rows.Close()
		r.rows, r.groups = nil, r.groups[1:]
		return err
	case err == nil && n == 0:
		return io.ErrNoProgress
	}
	return err
}

// row appends a row as an object. Its values come in the order of the columns, and
// the columns of a group stand together.
func (r *parquetReader) row(dst []byte, row parquet.Row) []byte {
	dst = append(dst, '{')
	var open []string // keys of the groups that are open
	comma := false
	for len(row) > 0 {
		n := 1
		for n < len(row) && row[n].Column() == row[0].Column() {
			n++
		}
		column := &r.columns[row[0].Column()]
		groups := column.path[:len(column.path)-1]
		common := 0
		for common < min(len(open), len(groups)) && open[common] == groups[common] {
			common++
		}
		for range len(open) - common {
			dst, comma = append(dst, '}'), true
		}
		open = open[:common]
		for _, key := range groups[common:] {
			if comma {
				dst = append(dst, ',')
			}
			dst = append(appendJSON(dst, key), ':', '{')
			open, comma = append(open, key), false
		}
		if comma {
			dst = append(dst, ',')
		}
		dst = append(appendJSON(dst, column.path[len(column.path)-1]), ':')
		dst, comma = column.values(dst, row[:n]), true
		row = row[n:]
	}
	for range open {
		dst = append(dst, '}')
	}
	return append(dst, '}')
}

func (c *parquetColumn) values(dst []byte, values []parquet.Value) []byte {
	if !c.repeated {
		return c.value(dst, values[0])
	}
	dst = append(dst, '[')
	for i, v := range values {
		if i == 0 && len(values) == 1 && v.IsNull() {
			break // an empty list
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = c.value(dst, v)
	}
	return append(dst, ']')
}

func (c *parquetColumn) value(dst []byte, v parquet.Value) []byte {
	if v.IsNull() {
		return append(dst, "null"...)
	}
	return c.write(dst, v)
}

// parquetWriter returns what writes the values of a column.
func parquetWriter(node parquet.Node) func(dst []byte, v parquet.Value) []byte {
	var day, unsigned bool
	var instant func(int64) time.Time
	if logical := node.Type().LogicalType(); logical != nil {
		switch l := logical.Value.(type) {
		case *format.DateType:
			day = true
		case *format.IntType:
			unsigned = !l.IsSigned
		case *format.TimestampType:
			switch l.Unit.Value.(type) {
			case *format.MicroSeconds:
				instant = time.UnixMicro
			case *format.NanoSeconds:
				instant = func(n int64) time.Time { return time.Unix(0, n) }
			default:
				instant = time.UnixMilli
			}
		}
	}
	switch node.Type().Kind() {
	case parquet.Boolean:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendBool(dst, v.Boolean()) }
	case parquet.Int32:
		if day {
			return func(dst []byte, v parquet.Value) []byte {
				return appendTime(dst, time.Unix(int64(v.Int32())*86400, 0), time.DateOnly)
			}
		}
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, int64(v.Int32()), 10) }
	case parquet.Int64:
		if instant != nil {
			return func(dst []byte, v parquet.Value) []byte { return appendTime(dst, instant(v.Int64()), time.RFC3339Nano) }
		}
		if unsigned {
			return func(dst []byte, v parquet.Value) []byte { return strconv.AppendUint(dst, v.Uint64(), 10) }
		}
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, v.Int64(), 10) }
	case parquet.Float:
		return func(dst []byte, v parquet.Value) []byte { return appendFloat(dst, float64(v.Float()), 32) }
	case parquet.Double:
		return func(dst []byte, v parquet.Value) []byte { return appendFloat(dst, v.Double(), 64) }
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return func(dst []byte, v parquet.Value) []byte {
			text := v.ByteArray()
			if !utf8.Valid(text) {
				return appendJSON(dst, base64.StdEncoding.EncodeToString(text))
			}
			return appendJSON(dst, string(text))
		}
	}
	return func(dst []byte, v parquet.Value) []byte { return appendJSON(dst, v.String()) }
}

func appendTime(dst []byte, t time.Time, layout string) []byte {
	dst = append(dst, '"')
	return append(t.UTC().AppendFormat(dst, layout), '"')
}

// appendFloat writes a number without an exponent: codes that some program took for
// floating-point numbers are whole.
func appendFloat(dst []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
}
