package diff_test

import (
	"os"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology/diff"
)

// BenchmarkReleases compares two imported releases, whose directories
// FIRN_DIFF_OLD and FIRN_DIFF_NEW name: docs/benchmarks.md, "Comparing releases".
func BenchmarkReleases(b *testing.B) {
	oldDir, newDir := os.Getenv("FIRN_DIFF_OLD"), os.Getenv("FIRN_DIFF_NEW")
	if oldDir == "" || newDir == "" {
		b.Skip("set FIRN_DIFF_OLD and FIRN_DIFF_NEW to the directories of two imported releases")
	}
	old, _, err := catalog.OpenRelease(oldDir)
	if err != nil {
		b.Fatal(err)
	}
	defer old.Close()
	new, _, err := catalog.OpenRelease(newDir)
	if err != nil {
		b.Fatal(err)
	}
	defer new.Close()
	for _, test := range []struct {
		name  string
		kinds diff.Kinds
	}{
		{"all", diff.AllKinds},
		{"names", diff.KindsOf(diff.FullySpecifiedName, diff.PreferredTerm)},
		{"without-names", diff.AllKinds &^ diff.KindsOf(diff.FullySpecifiedName, diff.PreferredTerm)},
	} {
		b.Run(test.name, func(b *testing.B) {
			comparison, err := diff.New(old, new, diff.Options{Kinds: test.kinds})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			changes := 0
			for b.Loop() {
				changes = 0
				for _, err := range comparison.Changes(b.Context()) {
					if err != nil {
						b.Fatal(err)
					}
					changes++
				}
			}
			b.ReportMetric(float64(changes), "changes")
		})
	}
}
