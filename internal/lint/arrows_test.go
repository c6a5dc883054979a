package lint_test

import (
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/lint"
)

// TestArrows gives the rules one import at a time, good ones and bad.
func TestArrows(t *testing.T) {
	tests := []struct {
		from, to string
		ok       bool
	}{
		{"./terminology", "./terminology/sctid", true},
		{"./terminology", "./terminology/taxonomy", true},
		{"./terminology", "log/slog", true},
		{"./terminology", "go.etcd.io/bbolt", false},
		{"./terminology", "net/http", false},
		{"./terminology", "google.golang.org/grpc/codes", false},
		{"./terminology", "google.golang.org/protobuf/proto", false},
		{"./terminology", "./terminology/store", false},
		{"./terminology", "./catalog", false},
		{"./terminology/ecl", "github.com/blevesearch/bleve/v2", false},
		{"./terminology/sctid", "./terminology", false},
		{"./terminology/taxonomy", "./terminology/sctid", true},
		{"./terminology/taxonomy", "./terminology", false},
		{"./terminology/store", "go.etcd.io/bbolt", true},
		{"./terminology/store", "go.etcd.io/bbolt/errors", true},
		{"./terminology/store", "./terminology", true},
		{"./terminology/store", "./index", false},
		{"./index", "github.com/blevesearch/bleve/v2", true},
		{"./index/analysis", "github.com/blevesearch/bleve/v2/analysis", true},
		{"./index", "go.etcd.io/bbolt", false},
		{"./index", "./terminology/store", false},
		{"./indexer", "github.com/blevesearch/bleve/v2", false},
		{"./importer", "./terminology/store", true},
		{"./importer", "./index", true},
		{"./importer", "./catalog", true},
		{"./importer", "github.com/blevesearch/bleve/v2", false},
		{"./importer", "github.com/blevesearch/vellum", true},
		{"./importer", "./server/rpc", false},
		{"./importer/rf2", "./terminology/sctid", true},
		{"./importer/rf2", "./terminology", false},
		{"./importer/synth", "./importer/rf2", false},
		{"./catalog", "./importer", false},
		{"./catalog", "./terminology/store", true},
		{"./server/rpc", "./terminology", true},
		{"./server/rpc", "./proto/firn/v1", true},
		{"./server/rpc", "net/http", true},
		{"./server/rpc", "./catalog", false},
		{"./server/ops", "./index", false},
		{"./index", "./proto/firn/v1", false},
		{"./cmd/firn", "./catalog", true},
		{"./cmd/firn", "./proto/firn/v1", true},
		{"./cmd/firn", "github.com/alecthomas/kong", true},
		{"./cmd/firn", "./internal/testenv", false},
		{"./server/rpc", "github.com/alecthomas/kong", false},
		{"./server/rpc", "./cmd/firn", false},
		{"example.org/other", "go.etcd.io/bbolt", true},
	}
	for _, test := range tests {
		from, to := full(test.from), full(test.to)
		findings := lint.Arrows(lint.Graph{from: {to}})
		if ok := len(findings) == 0; ok != test.ok {
			t.Errorf("%s imports %s: allowed %t, want %t: %v", test.from, test.to, ok, test.ok, findings)
		}
	}
}

// TestArrowsReach checks that a forbidden package is found behind others, that the
// way to it is told, and that a library may use what we may not.
func TestArrowsReach(t *testing.T) {
	graph := lint.Graph{
		full("./terminology"):             {"example.org/helper"},
		"example.org/helper":              {"net/http"},
		full("./index"):                   {"github.com/blevesearch/bleve/v2"},
		"github.com/blevesearch/bleve/v2": {"go.etcd.io/bbolt", "net/http"},
	}
	findings := lint.Arrows(graph)
	if len(findings) != 1 {
		t.Fatalf("got %d findings, want 1: %v", len(findings), findings)
	}
	if got, want := findings[0].String(), "example.org/helper → net/http"; !strings.Contains(got, want) {
		t.Errorf("finding %q doesn't tell the way %q", got, want)
	}
}

// full makes an import path of one that begins at our module.
func full(pkg string) string {
	if rest, ok := strings.CutPrefix(pkg, "."); ok {
		return lint.Module + rest
	}
	return pkg
}
