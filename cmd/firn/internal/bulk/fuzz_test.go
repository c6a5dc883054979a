package bulk

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
)

// fuzzRows judges any bytes in a format. Whatever they are, no row is lost: all rows
// are counted, the fixed rows are the input but for codes, and neither the size of
// the blocks nor the number of workers makes a difference.
func fuzzRows(f *testing.F, format records.Format, c Column) {
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<13 || bytes.HasPrefix(text, gzipMagic) || bytes.HasPrefix(text, zstdMagic) || bytes.HasPrefix(text, []byte("PAR1")) {
			t.Skip("another format, or too long to be quick")
		}
		run := func(size, workers int, out, fix string) (string, *Summary, error) {
			var b strings.Builder
			summary, err := Run(t.Context(), Job{
				Inputs: []string{"-"}, Stdin: bytes.NewReader(text), Stdout: &b, Out: out, Fix: fix, Format: format, Header: records.HeaderNo,
				Columns: []Column{c}, MaxUnreadable: -1, blockBytes: size, workers: workers, maxRowBytes: 1 << 12,
			})
			return b.String(), summary, err
		}
		one, summary, err := run(1<<14, 1, "-", "")
		if err != nil {
			if !isRecordsError(err) && !strings.Contains(err.Error(), "UTF-16") {
				t.Fatal(err)
			}
			return
		}
		two, again, err := run(11, 2, "-", "")
		if err != nil {
			t.Fatal(err)
		}
		// Where a row is too long its pieces are as long as the blocks.
		if one != two && !strings.Contains(one, string(faultTooLong)) {
			t.Fatalf("blocks make a difference:\n%q\n%q", one, two)
		}
		if summary.Rows != again.Rows || summary.Unreadable != again.Unreadable || summary.Failing != again.Failing {
			t.Fatalf("blocks make a difference: %+v and %+v", summary, again)
		}
		fixed, _, err := run(64, 1, "", "-")
		if err != nil {
			t.Fatal(err)
		}
		whole := string(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
		if swaps := summary.Columns[0].Safe; swaps == 0 && fixed != whole {
			t.Fatalf("nothing to fix, and fixed is\n%q\nnot\n%q", fixed, whole)
		}
		if format == records.NDJSON || format == FHIR {
			for line := range strings.Lines(one) {
				if line = strings.TrimSpace(line); line != "" && !json.Valid([]byte(line)) {
					t.Fatalf("not JSON: %q", line)
				}
			}
		}
	})
}

func addSeeds(f *testing.F, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
}

func FuzzCSV(f *testing.F) {
	addSeeds(f, "1249999999102,a\n", "1399999999104,\"a\"\"b\"\r\n\n\"2629999999119\",x", "a,\"b\nc", "\xef\xbb\xbf1,2\n\"", ",\"\"\"\n\",\n1,2\n", "1,\"a\"b\n2,c\"d\n")
	fuzzRows(f, records.CSV, column(f, "", "1", "", ""))
}

func FuzzTSV(f *testing.F) {
	addSeeds(f, "1249999999102\ta\n", "\"\t\n\n1399999999104\t\r\n")
	fuzzRows(f, records.TSV, column(f, "", "1", "", ""))
}

func FuzzLines(f *testing.F) {
	addSeeds(f, "1249999999102\n\n 1\r\n1399999999104", "\x00\n")
	fuzzRows(f, records.Lines, column(f, "", "", "", ""))
}

func FuzzNDJSON(f *testing.F) {
	addSeeds(f, `{"code":"1249999999102","text":"Heart attack"}`, "{\"code\":1399999999104 }\n{}\n[1]\n{\"code\":{}}\n", `{"code":null,"a":[{"b":-0.1e+5},"\u00e9\n"]}`, `{"code":"1","code":"2"}`, "{\"code\":\"\xff\"}")
	fuzzRows(f, records.NDJSON, column(f, "", "code", "text", ""))
}

func FuzzFHIR(f *testing.F) {
	addSeeds(f, `{"resourceType":"Condition","id":"a","code":{"coding":[{"system":"http://snomed.info/sct","code":"1399999999104","display":"x"}]}}`, `{"system":"http://snomed.info/sct","code":"1"}`, `{"id":"\"","a":[[{"system":"http:\/\/snomed.info\/sct","code":"1249999999102"}]]}`)
	fuzzRows(f, FHIR, column(f, "", "", "x", ""))
}

// The walker takes exactly the objects that encoding/json takes, but for their depth.
func FuzzJSON(f *testing.F) {
	addSeeds(f, `{}`, ` {"a":[1,2.5e-3,true,null,"\u00e9"]} `, `{"a":01}`, `{"a":1,}`, "{\"a\":\"\x01\"}", `{"a":"\x"}`, `[]`, `{"":{}}`)
	f.Fuzz(func(t *testing.T, text []byte) {
		var w jsonWalker
		v := visitor{}
		v.reset(text)
		got := w.walk(text, &v)
		want := json.Valid(text) && bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{"))
		if got && !want {
			t.Fatalf("%q was taken", text)
		}
		if want && !got && bytes.Count(text, []byte("{"))+bytes.Count(text, []byte("[")) < maxJSONDepth && bytes.Equal(text, bytes.ToValidUTF8(text, []byte("?"))) {
			t.Fatalf("%q was refused", text)
		}
	})
}
