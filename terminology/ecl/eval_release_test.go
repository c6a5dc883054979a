package ecl_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// miniature is testdata/mini, imported once for all tests of the package.
var miniature = sync.OnceValues(func() (*terminology.Release, error) {
	dir, err := os.MkdirTemp("", "firn-ecl-")
	if err != nil {
		return nil, err
	}
	removeLater = append(removeLater, dir)
	return imported(dir, filepath.Join(testenv.Root(), "testdata", "mini"))
})

var removeLater []string

func TestMain(m *testing.M) {
	code := m.Run()
	for _, dir := range removeLater {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func imported(dir string, paths ...string) (*terminology.Release, error) {
	summary, err := importer.Import(context.Background(), importer.Options{DataDir: dir, Paths: paths, Program: "firn test"})
	if err != nil {
		return nil, err
	}
	release, _, err := catalog.OpenRelease(summary.Dir)
	return release, err
}

func mini(tb testing.TB) *terminology.Release {
	tb.Helper()
	release, err := miniature()
	if err != nil {
		tb.Fatal(err)
	}
	return release
}

func parsed(tb testing.TB, text string) *ecl.Query {
	tb.Helper()
	q, _, err := ecl.Parse(text, ecl.Options{})
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return q
}

// idsOf lists a result's concepts in ascending order of id, shortened as
// shortID does.
func idsOf(release *terminology.Release, r ecl.Result) string {
	var ids []string
	for it := r.Concepts.Iterator(); it.HasNext(); {
		ids = append(ids, release.Taxonomy().ID(taxonomy.Ordinal(it.Next())).String())
	}
	slices.SortFunc(ids, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	for i := range ids {
		ids[i] = shortID(ids[i])
	}
	return strings.Join(ids, " ")
}

// shortID leaves of an identifier of testdata what tells it from others: 124 for
// 1249999999102. Identifiers of SNOMED CT stay whole.
func shortID(id string) string {
	if len(id) == 13 && strings.Contains(id, "9999999") {
		return id[:3]
	}
	return id
}

// longID is the way back.
func longID(release *terminology.Release, short string) string {
	for i := range release.Taxonomy().Len() {
		if id := release.Taxonomy().ID(taxonomy.Ordinal(i)).String(); shortID(id) == short {
			return id
		}
	}
	return short
}
