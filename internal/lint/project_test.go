package lint_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/firn-sct/firn/internal/lint"
	"github.com/firn-sct/firn/internal/testenv"
)

// TestProject applies every rule about files to the project itself.
func TestProject(t *testing.T) {
	tree, err := lint.Load(os.DirFS(testenv.Root()))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(tree, func(file *lint.File) bool { return file.Path == "go.mod" }) {
		t.Fatalf("%s isn't the project's root: there is no go.mod", testenv.Root())
	}
	rules := []struct {
		name  string
		check func(lint.Tree) []lint.Finding
	}{
		{"long files", lint.LongFiles},
		{"unfinished work", lint.Unfinished},
		{"globals", lint.Globals},
		{"package comments", lint.PackageComments},
		{"exported comments", lint.ExportedComments},
		{"machine paths", lint.MachinePaths},
		{"links", lint.Links},
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, finding := range rule.check(tree) {
				t.Error(finding)
			}
		})
	}
}

// TestProjectArrows applies the rules about imports to the project itself.
func TestProjectArrows(t *testing.T) {
	graph := projectGraph(t)
	if len(graph[lint.Module+"/terminology/sctid"]) == 0 {
		t.Fatal("the go tool didn't list the project's packages")
	}
	for _, finding := range lint.Arrows(graph) {
		t.Error(finding)
	}
}

// projectGraph asks the go tool for the imports of all packages that the project
// is built from. The tool works offline: the modules are there, or this test
// wouldn't have been built. Packages that don't compile at the moment are listed
// with what they import all the same.
func projectGraph(t *testing.T) lint.Graph {
	t.Helper()
	command := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Imports", "./...")
	command.Dir = testenv.Root()
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("listing the project's packages: %v\n%s", err, &stderr)
	}
	graph := make(lint.Graph)
	decoder := json.NewDecoder(bytes.NewReader(output))
	for {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return graph
		}
		if err != nil {
			t.Fatal(err)
		}
		graph[pkg.ImportPath] = pkg.Imports
	}
}
