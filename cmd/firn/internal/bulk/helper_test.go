package bulk

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/validate"
)

// mini is the release of testdata/mini, imported once for all tests.
var mini *terminology.Release

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "firn-bulk-test-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		summary, err := importer.Import(context.Background(), importer.Options{DataDir: dir, Paths: []string{filepath.Join(testenv.Root(), "testdata", "mini")}})
		if err != nil {
			panic(err)
		}
		if mini, _, err = catalog.OpenRelease(summary.Dir); err != nil {
			panic(err)
		}
		defer mini.Close()
		return m.Run()
	}())
}

// column makes a coded column that is judged by all there is, within the findings.
func column(t testing.TB, name, code, display, date string) Column {
	t.Helper()
	finding, err := mini.Ordinal(404684003)
	if err != nil {
		t.Fatal(err)
	}
	dialects, err := mini.Dialects("en-US")
	if err != nil {
		t.Fatal(err)
	}
	c, err := validate.New(context.Background(), mini, validate.Settings{
		Dialects: dialects, Limit: validate.NewLimit(mini, mini.Taxonomy().Descendants(finding)),
		Displays: display != "", Dates: date != "",
	})
	if err != nil {
		t.Fatal(err)
	}
	return Column{Name: name, Code: code, Display: display, Date: date, Checker: c}
}

func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// do runs a job over a text, and returns what it wrote.
func do(t testing.TB, job Job, text string) (out string, summary *Summary) {
	t.Helper()
	var b strings.Builder
	job.Stdin, job.Stdout, job.Inputs = strings.NewReader(text), &b, []string{"-"}
	if job.Out == "" {
		job.Out = "-"
	}
	if job.MaxUnreadable == 0 {
		job.MaxUnreadable = -1
	}
	summary, err := Run(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), summary
}
