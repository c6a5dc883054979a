package bulk

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
)

// The rows of a file with every kind of fault. Only codes and rows are looked at here:
// package validate has a test for each verdict.
func TestCSV(t *testing.T) {
	in := "id,code,text\r\n1,1249999999102,Heart attack\r\n\r\n2,1399999999104,\"a, b\nc\"\r\n3,1249999999102\r\n4,1249999999102,a\"b\r\n5,\"2629999999119\",x"
	got, summary := do(t, Job{Format: records.CSV, Columns: []Column{column(t, "", "code", "", "")}}, in)
	want := "id,code,text,firn_verdict,firn_reason,firn_since,firn_concept,firn_instead,firn_association,firn_swap,firn_limit\r\n" +
		"1,1249999999102,Heart attack,valid,,,,,,,in\r\n" +
		"\r\n" +
		"2,1399999999104,\"a, b\nc\",inactive,duplicate,20240731,,1249999999102,same-as,safe,not-in\r\n" +
		"3,1249999999102,unreadable,column-count,,,,,,\r\n" +
		"\"4,1249999999102,a\"\"b\",unreadable,stray-quote,,,,,,\r\n" +
		"5,\"2629999999119\",x,description-id,,,1249999999102,1249999999102,,safe,in\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if summary.Rows != 3 || summary.Failing != 2 || summary.Unreadable != 2 || len(summary.UnreadableRows) != 2 || summary.UnreadableRows[0].Line != 6 || summary.UnreadableRows[1].Line != 7 {
		t.Errorf("summary: %+v", summary)
	}
	failing, _ := do(t, Job{Format: records.CSV, Rows: FailingRows, Columns: []Column{column(t, "", "code", "", "")}}, in)
	lines := strings.SplitAfter(want, "\r\n")
	if failing != lines[0]+strings.Join(lines[3:], "") {
		t.Errorf("failing rows:\n%s", failing)
	}
}

func TestOpenQuote(t *testing.T) {
	in := "code,text\n1249999999102,\"open\n1399999999104,a\n1249999999102,b\n"
	got, summary := do(t, Job{Format: records.CSV, Columns: []Column{column(t, "", "code", "", "")}}, in)
	want := "code,text,firn_verdict,firn_reason,firn_since,firn_concept,firn_instead,firn_association,firn_swap,firn_limit\n" +
		"\"1249999999102,\"\"open\",unreadable,open-quote,,,,,,\n" +
		"1399999999104,a,inactive,duplicate,20240731,,1249999999102,same-as,safe,not-in\n" +
		"1249999999102,b,valid,,,,,,,in\n"
	if got != want || summary.Unreadable != 1 || summary.Rows != 2 {
		t.Errorf("got %+v\n%s\nwant\n%s", summary, got, want)
	}
}

func TestTooLong(t *testing.T) {
	long := "1249999999102," + strings.Repeat("x", 5000)
	in := "code,text\n1249999999102,a\n" + long + "\n1249999999102,b\n"
	got, summary := do(t, Job{Format: records.CSV, maxRowBytes: 1000, blockBytes: 64, Columns: []Column{column(t, "", "code", "", "")}}, in)
	want := "code,text,firn_verdict,firn_reason,firn_since,firn_concept,firn_instead,firn_association,firn_swap,firn_limit\n" +
		"1249999999102,a,valid,,,,,,,in\n" + long + ",unreadable,too-long,,,,,,\n1249999999102,b,valid,,,,,,,in\n"
	if got != want || summary.Unreadable != 1 || summary.Rows != 2 || summary.UnreadableRows[0].Line != 3 {
		t.Errorf("got %+v\n%s", summary, got)
	}
}

func TestLinesAndTSV(t *testing.T) {
	got, _ := do(t, Job{Columns: []Column{column(t, "", "", "", "")}}, "1249999999102\n\n I21\n")
	if want := "1249999999102\tvalid\t\t\t\t\t\t\tin\n\tmalformed\tempty\t\t\t\t\t\tnot-in\n I21\tmalformed\tnot-digits\t\t\t\t\t\tnot-in\n"; got != want {
		t.Errorf("lines: got %q, want %q", got, want)
	}
	got, _ = do(t, Job{Format: records.TSV, Columns: []Column{column(t, "", "2", "", "")}}, "a\t1249999999102\n\"\t1249999999102\n")
	if want := "a\t1249999999102\tvalid\t\t\t\t\t\t\tin\n\"\t1249999999102\tvalid\t\t\t\t\t\t\tin\n"; got != want {
		t.Errorf("tsv: got %q, want %q", got, want)
	}
}

func TestSeveralColumns(t *testing.T) {
	got, summary := do(t, Job{Format: records.CSV, Columns: []Column{column(t, "dx", "dx", "text", ""), column(t, "proc", "proc", "", "day")}},
		"dx,text,proc,day\n1249999999102,Heart attack,1399999999104,2025-01-01\n")
	want := "dx,text,proc,day,firn_dx_verdict,firn_dx_reason,firn_dx_since,firn_dx_concept,firn_dx_instead,firn_dx_association,firn_dx_swap,firn_dx_limit,firn_dx_display,firn_dx_display_concept,firn_dx_preferred_term," +
		"firn_proc_verdict,firn_proc_reason,firn_proc_since,firn_proc_concept,firn_proc_instead,firn_proc_association,firn_proc_swap,firn_proc_limit,firn_proc_date\n" +
		"1249999999102,Heart attack,1399999999104,2025-01-01,valid,,,,,,,in,acceptable,,Myocardial infarction,inactive,duplicate,20240731,,1249999999102,same-as,safe,not-in,retired\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(summary.Columns) != 2 || summary.Columns[0].Failing != 0 || summary.Columns[1].Failing != 1 || summary.Columns[1].Commonest[0].Code != "1399999999104" ||
		summary.Columns[1].Commonest[0].Instead[0].Term != "Myocardial infarction" {
		t.Errorf("summary: %+v", summary)
	}
}

func TestNDJSON(t *testing.T) {
	job := Job{Format: records.NDJSON, Columns: []Column{column(t, "", "a.code.0", "text", "")}}
	got, summary := do(t, job, `{"a":{"code":["1249999999102"]},"text":"Heart \u0061ttack"}
{"a":{"code":[1399999999104]}, "text":null }
{"a":{"code":[]}}
{"a":{"code":[{"x":1}]}}
{"a":{"code":[true]}}
{"a":{"code":["1249999999102"]}
[]

`)
	want := `{"a":{"code":["1249999999102"]},"text":"Heart \u0061ttack","firn":{"verdict":"valid","limit":"in","display":"acceptable","preferredTerm":"Myocardial infarction"}}
{"a":{"code":[1399999999104]}, "text":null ,"firn":{"verdict":"inactive","reason":"duplicate","since":"20240731","instead":[{"conceptId":"1249999999102","association":"same-as","judgement":"safe"}],"swap":"safe","limit":"not-in","display":"not-given","preferredTerm":"Cardiac infarction as named before"}}
{"line":3,"verdict":"unreadable","reason":"no-key","row":"{\"a\":{\"code\":[]}}"}
{"line":4,"verdict":"unreadable","reason":"not-a-string","row":"{\"a\":{\"code\":[{\"x\":1}]}}"}
{"line":5,"verdict":"unreadable","reason":"not-a-string","row":"{\"a\":{\"code\":[true]}}"}
{"line":6,"verdict":"unreadable","reason":"not-json","row":"{\"a\":{\"code\":[\"1249999999102\"]}"}
{"line":7,"verdict":"unreadable","reason":"not-json","row":"[]"}

`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if summary.Rows != 2 || summary.Unreadable != 5 {
		t.Errorf("summary: %+v", summary)
	}
}

func TestFHIR(t *testing.T) {
	dir := t.TempDir()
	resource := `{"resourceType":"Condition","id":"c1","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"I21"},{"display":"Heart attack","code":"1399999999104","system":"http://snomed.info/sct"}]},"bodySite":[{"coding":[{"system":"http:\/\/snomed.info\/sct","code":"1149999999108"}]}],"contained":[{"resourceType":"Observation","id":"in","valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"abc"}]}}],"recordedDate":"2025-01-01"}` + "\n"
	in := write(t, dir+"/Condition.ndjson", resource+"{\n")
	c := column(t, "", "", "x", "recordedDate")
	job := Job{Format: FHIR, Inputs: []string{in}, Out: dir + "/out", Fix: dir + "/fix", FixLog: dir + "/log", MaxUnreadable: -1, Columns: []Column{c}}
	summary, err := Run(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"line":1,"resourceType":"Condition","id":"c1","path":"Condition.code.coding[1]","code":"1399999999104","text":"Heart attack","day":"2025-01-01","verdict":"inactive","reason":"duplicate","since":"20240731","instead":[{"conceptId":"1249999999102","association":"same-as","judgement":"safe"}],"swap":"safe","limit":"not-in","display":"another-concept","displayConceptId":"1249999999102","preferredTerm":"Cardiac infarction as named before","date":"retired"}
{"line":1,"resourceType":"Condition","id":"c1","path":"Condition.bodySite[0].coding[0]","code":"1149999999108","day":"2025-01-01","verdict":"valid","limit":"not-in","display":"not-given","preferredTerm":"Heart structure","date":"active"}
{"line":1,"resourceType":"Condition","id":"c1","path":"Condition.contained[0].valueCodeableConcept.coding[0]","code":"abc","day":"2025-01-01","verdict":"malformed","reason":"not-digits","limit":"not-in","display":"not-given","date":"no-concept"}
{"line":2,"verdict":"unreadable","reason":"not-json","row":"{"}
`
	if got := read(t, job.Out); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := read(t, job.Fix), strings.Replace(resource, "1399999999104", "1249999999102", 1)+"{\n"; got != want {
		t.Errorf("fixed:\n%s", got)
	}
	if got, want := read(t, job.FixLog), fixLogHeader+in+",1,,Condition.code.coding[1],1399999999104,1249999999102,same-as\n"; got != want {
		t.Errorf("log: got\n%s\nwant\n%s", got, want)
	}
	if summary.Rows != 1 || summary.Columns[0].Entries != 3 || summary.Unreadable != 1 {
		t.Errorf("summary: %+v", summary)
	}
}

func TestReport(t *testing.T) {
	for _, in := range []string{"code\n1249999999102\n", "code\n1249999999102\n1399999999104\n\"x\n1399999999104\n"} {
		got, summary := do(t, Job{Format: records.CSV, Rows: ReportRows, blockBytes: 16, Columns: []Column{column(t, "", "code", "", "")}}, in)
		var report struct {
			Entries []map[string]any
			Summary Summary
		}
		if err := json.Unmarshal([]byte(got), &report); err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		if int64(len(report.Entries)) != summary.Failing+summary.Unreadable || report.Summary.Rows != summary.Rows {
			t.Errorf("%d entries, summary %+v", len(report.Entries), report.Summary)
		}
	}
}

func TestFix(t *testing.T) {
	dir := t.TempDir()
	in := write(t, dir+"/in.csv", "code,other\n1399999999104,\"2629999999119\"\r\n1419999999104,x\n,\"broken\n\n2659999999113,1249999999102")
	job := Job{Format: records.CSV, Inputs: []string{in}, Fix: dir + "/fix", FixLog: dir + "/log", MaxUnreadable: -1,
		Columns: []Column{column(t, "a", "code", "", ""), column(t, "b", "other", "", "")}}
	if _, err := Run(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, job.Fix), "code,other\n1249999999102,\"1249999999102\"\r\n1419999999104,x\n,\"broken\n\n2659999999113,1249999999102"; got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	want := fixLogHeader + in + ",2,a,,1399999999104,1249999999102,same-as\n" + in + ",2,b,,2629999999119,1249999999102,description-id\n"
	if got := read(t, job.FixLog); got != want {
		t.Errorf("log: got\n%s\nwant\n%s", got, want)
	}
}

func TestBadJobs(t *testing.T) {
	dir := t.TempDir()
	in := write(t, dir+"/in.csv", "id,code\n1,1249999999102\n2\n3\n")
	other := write(t, dir+"/other.csv", "id,snomed\n1,1249999999102\n")
	code := []Column{column(t, "", "code", "", "")}
	for name, test := range map[string]struct {
		job  Job
		want string
	}{
		"no such column":    {Job{Inputs: []string{in}, Columns: []Column{column(t, "", "nothing", "", "")}}, `no column "nothing"`},
		"no such file":      {Job{Inputs: []string{dir + "/none"}, Columns: code}, "no such file"},
		"a directory":       {Job{Inputs: []string{dir}, Columns: code}, "is a directory"},
		"other header":      {Job{Inputs: []string{in, other}, MaxUnreadable: -1, Columns: code}, "has another header"},
		"the first error":   {Job{Inputs: []string{in, other}, MaxUnreadable: 1, Columns: code}, "2 rows can't be read"},
		"over the input":    {Job{Inputs: []string{in}, Out: in, Columns: code}, "written over the input"},
		"twice the same":    {Job{Inputs: []string{in}, Out: dir + "/x", Fix: dir + "/x", Columns: code}, "can't both go to"},
		"checkpoint, stdin": {Job{Inputs: []string{"-"}, Checkpoint: dir + "/c", Columns: code}, "standard input"},
		"too many bad rows": {Job{Inputs: []string{in}, MaxUnreadable: 1, Columns: code}, "2 rows can't be read"},
		"two of a name":     {Job{Inputs: []string{in}, Columns: []Column{code[0], code[0]}}, "two coded columns"},
		"utf-16":            {Job{Inputs: []string{write(t, dir+"/u16.csv", "\xff\xfec\x00")}, Columns: code}, "UTF-16"},
		"fhir unasked":      {Job{Inputs: []string{write(t, dir+"/r.ndjson", `{"resourceType":"Condition"}`)}, Columns: []Column{column(t, "", "", "", "")}}, "FHIR resources"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Run(t.Context(), test.job)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// Rows that encoding/csv takes have the fields that it says, and end where it says.
func TestSplitAgainstEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.StringMatching(`[ab",\n é]{0,6}`), 2, 4), 1, 5).Draw(t, "rows")
		var text strings.Builder
		w := csv.NewWriter(&text)
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		rest := []byte(text.String())
		for _, row := range rows {
			end, _ := rowEnd(rest, ',')
			if end < 0 {
				t.Fatalf("no end in %q", rest)
			}
			wanted, fields := make([]int, len(row)), make([]field, len(row))
			for i := range wanted {
				wanted[i] = i
			}
			one := rest[:end-1]
			if f := splitQuoted(one, ',', len(row), wanted, fields); f != "" {
				t.Fatalf("%q: %v", one, f)
			}
			var memory []byte
			for i := range row {
				if got := string(value(one, fields[i], &memory)); got != row[i] {
					t.Fatalf("%q, field %d: got %q, want %q", one, i, got, row[i])
				}
			}
			if strings.IndexByte(string(one), '"') < 0 {
				plain := make([]field, len(row))
				if f := splitPlain(one, ',', len(row), wanted, plain); f != "" || fmt.Sprint(plain) != fmt.Sprint(fields) {
					t.Fatalf("%q: %v %v, want %v", one, f, plain, fields)
				}
			}
			rest = rest[end:]
		}
		if end, open := lastRowEnd([]byte(text.String()), ',', true); end != text.Len() || open {
			t.Fatalf("%q: the last row ends at %d, open %v", text.String(), end, open)
		}
	})
}
