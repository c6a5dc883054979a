package records

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// read reads everything: a line for each record, and for each row that can't be
// read. It stops at an error that is final.
func read(in io.Reader, options Options) (rows []string, err error) {
	r, err := NewReader(in, options)
	if err != nil {
		return nil, err
	}
	for {
		record, err := r.Next()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad) && !bad.Fatal:
			rows = append(rows, "bad "+bad.Error())
		case err != nil:
			return rows, err
		case record.Display != "":
			rows = append(rows, fmt.Sprintf("%d %q %q", record.Line, record.Code, record.Display))
		default:
			rows = append(rows, fmt.Sprintf("%d %q", record.Line, record.Code))
		}
	}
}

func TestReader(t *testing.T) {
	tests := []struct {
		name    string
		input   string
		options Options
		want    []string
		err     string
	}{
		{name: "nothing", input: ""},
		{name: "a code a line", input: "1\n2", want: []string{`1 "1"`, `2 "2"`}},
		{name: "line ends and the mark are no part of a code", input: "\ufeff1\r\n2\r\n", want: []string{`1 "1"`, `2 "2"`}},
		{name: "empty lines and blanks are codes", input: "\n 1 \n\n", want: []string{`1 ""`, `2 " 1 "`, `3 ""`}},
		{name: "without a column a line is whole, whatever is in it", input: "a,b\n{\"code\":1}\n", want: []string{`1 "a,b"`, `2 "{\"code\":1}"`}},
		{name: "a line too long is passed over", input: "12345678901\n2\n", options: Options{MaxRowBytes: 10},
			want: []string{"bad line 1: the row has more than 10 bytes", `2 "2"`}},
		{name: "a line as long as may be", input: "1234567890\r\n", options: Options{MaxRowBytes: 10}, want: []string{`1 "1234567890"`}},
		{name: "UTF-16", input: "\xff\xfe1\x00", err: "the input is UTF-16, expected UTF-8"},
		{name: "a column where there are none", input: "1\n", options: Options{Format: Lines, Column: "1"}, err: "there are no columns where each line is a code"},

		{name: "CSV by name, the obvious column", input: "Nr,SNOMED code\n1,404684003\n", options: Options{Name: "a.CSV"}, want: []string{`2 "404684003"`}},
		{name: "CSV by its first line", input: "a,b\n1,2\n", options: Options{Column: "b"}, want: []string{`2 "2"`}},
		{name: "TSV by its first line", input: "a\tb\n1\t2\n", options: Options{Column: "b"}, want: []string{`2 "2"`}},
		{name: "NDJSON by its first line", input: " {\"b\":2}\n", options: Options{Column: "b"}, want: []string{`1 "2"`}},
		{name: "an empty input has no columns to miss", input: "", options: Options{Column: "b"}, err: "there are no columns where each line is a code"},

		{name: "quotes, commas and line breaks", input: "code,text\n\"4\",\"a, \"\"b\"\"\nc\"\n5,\n", options: Options{Format: CSV, DisplayColumn: "text"},
			want: []string{`2 "4" "a, \"b\"\nc"`, `4 "5"`}},
		{name: "blank lines are passed over", input: "code\n\n4\n\r\n5\n", options: Options{Format: CSV}, want: []string{`3 "4"`, `5 "5"`}},
		{name: "a bare quote", input: "code,text\n1,a \"b\"\n2,c\n", options: Options{Format: CSV},
			want: []string{"bad line 2: a quote in the middle of a field: expected quotes around the whole field, and quotes within it doubled", `3 "2"`}},
		{name: "text behind a quote", input: "code,text\n1,\"a\"b\n2,c\n", options: Options{Format: CSV},
			want: []string{"bad line 2: text after the closing quote of a field: expected a comma", `3 "2"`}},
		{name: "an open quote", input: "code\n1\n\"2\n3\n", options: Options{Format: CSV},
			want: []string{`2 "1"`}, err: "line 3: a quoted field doesn't end: the closing quote is missing"},
		{name: "an open quote in a large file", input: "code\n\"2\n" + strings.Repeat("3\n", 50), options: Options{Format: CSV, MaxRowBytes: 20},
			err: "line 2: the row has more than 20 bytes: the closing quote of a field may be missing"},
		{name: "rows of other widths", input: "code,text\n1\n2,a\n3,a,b\n", options: Options{Format: CSV},
			want: []string{"bad line 2: the row has 1 columns: expected 2, as the first row has", `3 "2"`, "bad line 4: the row has 3 columns: expected 2, as the first row has"}},
		{name: "a first row that can't be read is the end", input: "a\"b,c\n1,2\n", options: Options{Format: CSV},
			err: "line 1: a quote in the middle of a field: expected quotes around the whole field, and quotes within it doubled"},

		{name: "TSV knows no quotes", input: "code\ttext\n1\t\"a\n\n2\tb\"\n", options: Options{Format: TSV, DisplayColumn: "2"}, want: []string{`2 "1" "\"a"`, `4 "2" "b\""`}},

		{name: "no header: a row with an SCTID is data", input: "404684003,x\n1,y\n", options: Options{Format: CSV, Column: "1"}, want: []string{`1 "404684003"`, `2 "1"`}},
		{name: "a header with digits, if its title was named", input: "404684003,x\n1,y\n", options: Options{Format: CSV, Column: "x"}, want: []string{`2 "y"`}},
		{name: "no header by order", input: "code,x\n", options: Options{Format: CSV, Column: "1", Header: HeaderNo}, want: []string{`1 "code"`}},
		{name: "a header by order", input: "404684003,x\n1,y\n", options: Options{Format: CSV, Column: "1", Header: HeaderYes}, want: []string{`2 "1"`}},
		{name: "a title goes before a number", input: "2,1\nx,y\n", options: Options{Format: CSV, Column: "1"}, want: []string{`2 "y"`}},
		{name: "one column needs no name", input: "whatever\n1\n", options: Options{Format: TSV}, want: []string{`2 "1"`}},

		{name: "no such title", input: "a,b\n", options: Options{Format: CSV, Column: "c"}, err: `there is no column "c": the header has "a", "b"`},
		{name: "no such number", input: "a,b\n", options: Options{Format: CSV, Column: "3"}, err: "there is no column 3: the first row has 2"},
		{name: "number zero", input: "a,b\n", options: Options{Format: CSV, Column: "0"}, err: "there is no column 0: the first row has 2"},
		{name: "a title without a header", input: "404684003,b\n", options: Options{Format: CSV, Column: "c"}, err: `there is no column "c": the input has no header`},
		{name: "the same title twice", input: "a,a\n", options: Options{Format: CSV, Column: "a"}, err: `several columns are called "a"`},
		{name: "no obvious title", input: "a,b\n", options: Options{Format: CSV}, err: `which column has the code? The header has "a", "b"`},
		{name: "two obvious titles", input: "code,SCTID\n", options: Options{Format: CSV}, err: `several columns may have the code: "code" and "SCTID"`},
		{name: "no obvious number", input: "404684003,b\n", options: Options{Format: CSV}, err: "which of the 2 columns has the code?"},
		{name: "no such display", input: "code\n", options: Options{Format: CSV, DisplayColumn: "text"}, err: `there is no column "text": the header has "code"`},

		{name: "NDJSON", input: "{\"code\":\"1\",\"text\":\"a\"}\n\n{\"code\":22298006}\r\n{\"conceptId\":\"3\",\"text\":null}\n", options: Options{Format: NDJSON, DisplayColumn: "text"},
			want: []string{`1 "1" "a"`, `3 "22298006"`, `4 "3"`}},
		{name: "a number by its digits", input: "{\"code\":900000000000207008}\n{\"code\":1e3}\n{\"code\":null}\n", options: Options{Format: NDJSON},
			want: []string{`1 "900000000000207008"`, `2 "1e3"`, `3 ""`}},
		{name: "bad rows of NDJSON", input: "{\n[]\nnull\n{\"a\":1}\n{\"code\":{}}\n{\"code\":true}\n{\"code\":\"1\",\"text\":[]}\n{\"code\":\"9\"}", options: Options{Format: NDJSON, DisplayColumn: "text"},
			want: []string{
				"bad line 1: not JSON: unexpected end of JSON input at byte 1",
				"bad line 2: not a JSON object", "bad line 3: not a JSON object",
				`bad line 4: the object has no key "code"`,
				`bad line 5: the value of "code" is neither a string nor a number`,
				`bad line 6: the value of "code" is neither a string nor a number`,
				`bad line 7: the value of "text" is neither a string nor a number`,
				`8 "9"`,
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, in := range []io.Reader{strings.NewReader(test.input), iotest.OneByteReader(strings.NewReader(test.input))} {
				rows, err := read(in, test.options)
				if got, want := strings.Join(rows, "\n"), strings.Join(test.want, "\n"); got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
				if message := fmt.Sprint(err); err != nil && message != test.err || err == nil && test.err != "" {
					t.Errorf("error %v, want %q", err, test.err)
				}
			}
		})
	}
}

// TestReadError checks that an error of the input comes through, from any line.
func TestReadError(t *testing.T) {
	broken := errors.New("broken")
	for _, options := range []Options{{}, {Format: CSV}, {Format: TSV}, {Format: NDJSON}, {Column: "1"}} {
		for _, before := range []string{"", "404684003\n", "code\n\"a\n"} {
			in := io.MultiReader(strings.NewReader(before), iotest.ErrReader(broken))
			if _, err := read(in, options); !errors.Is(err, broken) {
				t.Errorf("%v behind %q: error %v, want %v", options, before, err, broken)
			}
		}
	}
}

// TestReady checks that a reader says when it would have to wait.
func TestReady(t *testing.T) {
	pipe, in := io.Pipe()
	defer in.Close()
	go io.WriteString(in, "1\n2\n")
	r, err := NewReader(pipe, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for want := range 2 {
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		if ready := want == 0; r.Ready() != ready {
			t.Errorf("after row %d: ready %t", want+1, r.Ready())
		}
	}
}
