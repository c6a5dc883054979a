package bulk

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

type visit struct {
	ID    int64     `parquet:"id"`
	Code  string    `parquet:"code"`
	Text  *string   `parquet:"text,optional"`
	Day   int32     `parquet:"day,date"`
	Other float64   `parquet:"other"`
	Place place     `parquet:"place"`
	Tags  []string  `parquet:"tags,list"`
	Time  time.Time `parquet:"time,timestamp(microsecond)"`
}

type place struct {
	Ward string `parquet:"ward"`
	Bed  int32  `parquet:"bed"`
}

func parquetFile(t testing.TB, rows []visit) string {
	t.Helper()
	var b bytes.Buffer
	if err := parquet.Write(&b, rows, parquet.Compression(&parquet.Zstd)); err != nil {
		t.Fatal(err)
	}
	return write(t, t.TempDir()+"/visits.parquet", b.String())
}

func TestParquet(t *testing.T) {
	text := "Heart attack"
	in := parquetFile(t, []visit{
		{1, "1249999999102", &text, 20301, 1399999999104, place{"A \"1\"", 7}, []string{"x", "y"}, time.UnixMicro(1700000000000001)},
		{2, "", nil, -1, 0.5, place{}, nil, time.UnixMicro(0)},
	})
	job := Job{Inputs: []string{in}, Out: t.TempDir() + "/out", MaxUnreadable: -1, Columns: []Column{column(t, "a", "code", "text", "day"), column(t, "b", "other", "", "")}}
	if _, err := Run(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	want := `{"id":1,"code":"1249999999102","text":"Heart attack","day":"2025-08-01","other":1399999999104,"place":{"ward":"A \"1\"","bed":7},"tags":{"list":{"element":["x","y"]}},"time":"2023-11-14T22:13:20.000001Z","firn":{"a":{"verdict":"valid","limit":"in","display":"acceptable","preferredTerm":"Myocardial infarction","date":"active"},"b":{"verdict":"inactive","reason":"duplicate","since":"20240731","instead":[{"conceptId":"1249999999102","association":"same-as","judgement":"safe"}],"swap":"safe","limit":"not-in"}}}
{"id":2,"code":"","text":null,"day":"1969-12-31","other":0.5,"place":{"ward":"","bed":0},"tags":{"list":{"element":[]}},"time":"1970-01-01T00:00:00Z","firn":{"a":{"verdict":"malformed","reason":"empty","limit":"not-in","display":"not-given","date":"no-concept"},"b":{"verdict":"malformed","reason":"not-digits","limit":"not-in"}}}
`
	if got := read(t, job.Out); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Cut off, and from standard input.
	whole := read(t, in)
	bad := job
	bad.Inputs = []string{write(t, t.TempDir()+"/cut.parquet", whole[:len(whole)-20])}
	if _, err := Run(t.Context(), bad); err == nil {
		t.Error("a file that is cut off is no error")
	}
	bad.Inputs, bad.Stdin = []string{"-"}, strings.NewReader(whole)
	if _, err := Run(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "must be a file") {
		t.Errorf("from standard input: %v", err)
	}
}

// A broken file is an error, never a panic, and never rows that aren't JSON.
func FuzzParquet(f *testing.F) {
	text := "x"
	whole, err := os.ReadFile(parquetFile(f, []visit{{ID: 1, Code: "1249999999102", Text: &text}}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	c := column(f, "", "code", "", "")
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<13 || !bytes.HasPrefix(content, parquetMagic) {
			t.Skip("no Parquet, or too long to be quick")
		}
		dir := t.TempDir()
		in := write(t, dir+"/in.parquet", string(content))
		summary, err := Run(t.Context(), Job{Inputs: []string{in}, Columns: []Column{c}, MaxUnreadable: -1})
		if err != nil {
			return
		}
		for _, u := range summary.UnreadableRows {
			if u.Fault == string(faultNotJSON) {
				t.Fatalf("a row isn't JSON: %+v", u)
			}
		}
	})
}
