package records

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// FuzzReader reads any input in any format: it must end, number lines in order,
// and never hand out a row larger than the limit.
func FuzzReader(f *testing.F) {
	for _, format := range []Format{Auto, Lines, CSV, TSV, NDJSON} {
		for _, seed := range []string{
			"", "404684003\n", "\ufeffcode\r\n404684003\r\n", "code,text\n404684003,\"a \"\"b\"\"\nc\"\n", "code\ttext\n1\t2\n",
			"{\"code\":\"404684003\",\"text\":null}\n{\"code\":1}\n", "\"open\n1\n", "a\"b\n", "\xff\xfe", "\x00\n\xff\n", "{\n[]\n",
		} {
			f.Add(seed, string(format), "", "")
			f.Add(seed, string(format), "1", "text")
		}
	}
	f.Fuzz(func(t *testing.T, input, format, column, display string) {
		if len(input) > 1<<16 {
			t.Skip("too long to be quick")
		}
		const most = 1 << 10
		r, err := NewReader(strings.NewReader(input), Options{Format: Format(format), Column: column, DisplayColumn: display, MaxRowBytes: most})
		if err != nil {
			return
		}
		line := 0
		for range len(input) + 2 {
			record, err := r.Next()
			var bad *RowError
			var fault *Error
			switch {
			case errors.As(err, &bad):
				record.Line = bad.Line
			case errors.As(err, &fault):
				return // not UTF-8 as a whole
			case err != nil && !errors.Is(err, io.EOF):
				t.Fatalf("unexpected error %v", err)
			}
			if err != nil && (bad == nil || bad.Fatal) {
				return
			}
			if record.Line <= line || record.Line > strings.Count(input, "\n")+1 {
				t.Fatalf("line %d after line %d of %d", record.Line, line, strings.Count(input, "\n")+1)
			}
			line = record.Line
			// A byte that isn't UTF-8 becomes three in JSON.
			if len(record.Code)+len(record.Display) > 3*2*most {
				t.Fatalf("a row of %d bytes", len(record.Code)+len(record.Display))
			}
		}
		t.Fatal("more rows than bytes")
	})
}

// TestCSVLikeTheStandardLibrary compares with encoding/csv on what that one reads
// without an error, and on well-formed input of any kind.
func TestCSVLikeTheStandardLibrary(t *testing.T) {
	field := rapid.StringOf(rapid.SampledFrom([]rune{'a', '1', ' ', ',', '"', '\n', '\t', 'é'}))
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(field, 2, 2), 1, 8).Draw(t, "rows")
		var text strings.Builder
		w := csv.NewWriter(&text)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		compareCSV(t, text.String())
		// And with something broken in it.
		damaged := []byte(text.String())
		damaged[rapid.IntRange(0, len(damaged)-1).Draw(t, "at")] = rapid.SampledFrom([]byte(`",a`+"\n")).Draw(t, "byte")
		compareCSV(t, string(damaged))
	})
}

func compareCSV(t *rapid.T, text string) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	want, err := reader.ReadAll()
	r := &Reader{format: CSV}
	r.lines = lineReader{in: bufio.NewReader(strings.NewReader(text)), most: DefaultMaxRowBytes}
	var got [][]string
	for {
		fields, _, rowErr := r.csvRow()
		if errors.Is(rowErr, io.EOF) {
			break
		}
		if rowErr != nil {
			if err == nil {
				t.Fatalf("%q: %v, but encoding/csv reads it", text, rowErr)
			}
			return
		}
		got = append(got, slices.Clone(fields))
	}
	if err != nil {
		t.Fatalf("%q: read, but encoding/csv says %v", text, err)
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Fatalf("%q: got %q, want %q", text, got, want)
	}
}
