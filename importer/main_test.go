package importer

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
)

func TestMain(m *testing.M) {
	runChild()
	code := m.Run()
	if subset.dir != "" {
		os.RemoveAll(subset.dir)
	}
	if small.folder != "" {
		os.RemoveAll(small.folder)
	}
	os.Exit(code)
}

// subset is the real subset, imported once for all tests that only ask it.
var subset struct {
	once    sync.Once
	dir     string
	summary *Summary
	err     error
}

func importSubset(t *testing.T) (*Summary, *terminology.Release) {
	t.Helper()
	path := testenv.Subset(t)
	subset.once.Do(func() {
		if subset.dir, subset.err = os.MkdirTemp("", "firn-subset-"); subset.err != nil {
			return
		}
		subset.summary, subset.err = Import(context.Background(), Options{DataDir: subset.dir, Paths: []string{path}, Release: testenv.SubsetRelease})
		if subset.err == nil {
			subset.err = catalog.Check(context.Background(), subset.summary.Dir)
		}
	})
	if subset.err != nil {
		t.Fatal(subset.err)
	}
	return subset.summary, openImported(t, subset.summary.Dir)
}
