package importer

import (
	"context"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// A whole import of the small profile, with the milliseconds of each phase; store
// and index overlap.
func BenchmarkImport(b *testing.B) {
	pack := b.TempDir()
	if _, err := synth.Generate(b.Context(), synth.Config{Profile: synth.ProfileSmall}, synth.NewDirSink(pack)); err != nil {
		b.Fatal(err)
	}
	seconds := map[string]float64{}
	rows, size := 0, int64(0)
	for b.Loop() {
		s, err := Import(context.Background(), Options{DataDir: b.TempDir(), Paths: []string{pack}})
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range s.Phases {
			seconds[p.Name] += p.Seconds
		}
		rows, size = 0, s.DiskSize
		for _, f := range s.Manifest.Files {
			rows += f.Rows
		}
	}
	for name, sum := range seconds {
		b.ReportMetric(1000*sum/float64(b.N), "ms-"+name)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(size), "bytes-on-disk")
}

// Keeping the newest row of each component: a million rows of which every third
// is an older one.
func BenchmarkCollapse(b *testing.B) {
	const rows = 1_000_000
	list := make([]conceptRow, rows)
	for i := range list {
		list[i] = conceptRow{id: sctid.ID(i*2/3) * 1_000_003, stamp: stampKey{terminology.Date(20250101 + i%3), true, terminology.CoreModule}}
	}
	t := conceptRows(list)
	for b.Loop() {
		c := collapse(t, terminology.CoreModule)
		if len(c.rows) >= rows || len(c.rows) < rows/2 {
			b.Fatalf("%d rows of %d are left", len(c.rows), rows)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

// Opening what was imported, as the end of an import does it.
func BenchmarkVerify(b *testing.B) {
	pack := b.TempDir()
	if _, err := synth.Generate(b.Context(), synth.Config{Profile: synth.ProfileSmall}, synth.NewDirSink(pack)); err != nil {
		b.Fatal(err)
	}
	s, err := Import(context.Background(), Options{DataDir: b.TempDir(), Paths: []string{pack}})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			if err := verify(s.Dir, s.Manifest); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Check", func(b *testing.B) {
		for b.Loop() {
			if err := catalog.Check(context.Background(), s.Dir); err != nil {
				b.Fatal(err)
			}
		}
	})
}
