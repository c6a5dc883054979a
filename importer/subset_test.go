package importer

import (
	"context"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/internal/testenv"
)

func TestSubsetTry(t *testing.T) {
	s, err := Import(context.Background(), Options{DataDir: t.TempDir(), Paths: []string{testenv.Subset(t)}, Release: testenv.SubsetRelease})
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Check(context.Background(), s.Dir); err != nil {
		t.Error(err)
	}
}
