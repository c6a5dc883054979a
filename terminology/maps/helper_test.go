package maps_test

import (
	"path/filepath"
	"testing"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

var id = testrelease.ID

// handMade imports testdata/history-and-maps.
func handMade(t testing.TB) *terminology.Release {
	t.Helper()
	return testrelease.Import(t, importer.Options{Paths: []string{filepath.Join(testenv.Root(), "testdata", "history-and-maps")}})
}

func ordinal(t testing.TB, r *terminology.Release, id sctid.ID) taxonomy.Ordinal {
	t.Helper()
	o, err := r.Ordinal(id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
