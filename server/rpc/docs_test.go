package rpc_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
)

// read reads a file of the project.
func read(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{testenv.Root()}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// reasonsIn returns the values of the constants of type Reason in a Go file.
func reasonsIn(t *testing.T, path ...string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path[len(path)-1], read(t, path...), 0)
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Reason") {
			return true
		}
		if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
			value, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			reasons = append(reasons, value)
		}
		return true
	})
	return reasons
}

// commandLineOnly are the reasons that no rpc answers with.
var commandLineOnly = []string{"FORMAT_UNKNOWN", "DATA_DIRECTORY_BUSY"}

// TestEveryReasonIsDocumented looks for each reason in docs/api.md and at the head
// of common.proto.
func TestEveryReasonIsDocumented(t *testing.T) {
	reasons := append(reasonsIn(t, "terminology", "errors.go"), reasonsIn(t, "server", "internal", "grpcerror", "grpcerror.go")...)
	if len(reasons) < 25 || !slices.Contains(reasons, "SCTID_MALFORMED") || !slices.Contains(reasons, "SHUTTING_DOWN") {
		t.Fatalf("found only %q", reasons)
	}
	docs, proto := read(t, "docs", "api.md"), read(t, "proto", "firn", "v1", "common.proto")
	for _, reason := range reasons {
		if !strings.Contains(docs, "`"+reason+"`") {
			t.Errorf("docs/api.md doesn't tell of %s", reason)
		}
		if !slices.Contains(commandLineOnly, reason) && !strings.Contains(proto, "//     "+reason+" ") {
			t.Errorf("common.proto doesn't tell of %s", reason)
		}
	}
	// And the other way round: every reason in the table exists.
	for line := range strings.Lines(docs) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		reason := strings.Trim(cells[2], " `")
		if strings.ToUpper(reason) == reason && strings.Contains(reason, "_") && !slices.Contains(reasons, reason) {
			t.Errorf("docs/api.md tells of %s, which doesn't exist", reason)
		}
	}
}

// TestEveryRPCIsDocumented looks for each rpc, with its service, in docs/api.md.
func TestEveryRPCIsDocumented(t *testing.T) {
	server := grpc.NewServer()
	rpc.New(&fixture.Catalog{}, rpc.Options{}).Register(server)
	docs := read(t, "docs", "api.md")
	services := server.GetServiceInfo()
	if len(services) != 9 {
		t.Fatalf("%d services", len(services))
	}
	for service, info := range services {
		_, table, found := strings.Cut(docs, "| `"+service+"` |")
		if !found {
			t.Errorf("docs/api.md doesn't tell of %s", service)
			continue
		}
		table, _, _ = strings.Cut(table, "\n\n")
		for _, method := range info.Methods {
			if !strings.Contains(table, "\n| `"+method.Name+"` | ") {
				t.Errorf("docs/api.md doesn't tell of %s/%s", service, method.Name)
			}
		}
		if rows := strings.Count(table, "\n| `"); rows != len(info.Methods) {
			t.Errorf("docs/api.md tells of %d rpcs of %s, which has %d", rows, service, len(info.Methods))
		}
	}
}
