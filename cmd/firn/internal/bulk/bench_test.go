package bulk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/cmd/firn/internal/records"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/validate"
)

// BenchmarkRun judges FIRN_BENCH_RECORDS, a file of firn synth --records, against the
// data directory FIRN_BENCH_DATA: docs/benchmarks.md, section "Coded records".
func BenchmarkRun(b *testing.B) {
	data, in := os.Getenv("FIRN_BENCH_DATA"), os.Getenv("FIRN_BENCH_RECORDS")
	if data == "" || in == "" {
		b.Skip("FIRN_BENCH_DATA and FIRN_BENCH_RECORDS name a data directory and a file of records")
	}
	releases, err := catalog.Open(data, catalog.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer releases.Close()
	release, free, err := releases.Acquire("")
	if err != nil {
		b.Fatal(err)
	}
	defer free()
	set, err := release.LimitSet(terminology.Limit{DescendantsOf: []sctid.ID{404684003}})
	if err != nil {
		b.Fatal(err)
	}
	for _, bench := range []struct{ name, display string }{{"codes", ""}, {"displays", "display"}} {
		checker, err := validate.New(b.Context(), release, validate.Settings{Limit: validate.NewLimit(release, set), Displays: bench.display != ""})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bench.name, func(b *testing.B) {
			rows := int64(0)
			for b.Loop() {
				summary, err := Run(b.Context(), Job{
					Inputs: []string{in}, Format: records.CSV, Out: filepath.Join(b.TempDir(), "out.csv"), MaxUnreadable: -1,
					Columns: []Column{{Code: "code", Display: bench.display, Checker: checker}},
				})
				if err != nil {
					b.Fatal(err)
				}
				rows += summary.Rows
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
