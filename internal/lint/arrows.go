package lint

import (
	"slices"
	"strings"
)

// Graph maps the import path of each package of a program, ours and others', to
// the paths that its non-test files import.
type Graph map[string][]string

// arrow forbids imports.
type arrow struct {
	// from and except are patterns for the importing packages of ours.
	from, except []string

	// forbidden and allowed are patterns for what they must not import.
	forbidden, allowed []string

	// reached extends the rule to imports of imports. Without it only an import in
	// our own files counts: bleve may itself use bbolt.
	reached bool

	// why is the rule in words.
	why string
}

// A pattern is an import path, alone or with all below it ("..."). One that begins
// with "./" lies in our module.
//
// libraries that only one package may know, by their patterns:
var (
	bbolt    = []string{"go.etcd.io/bbolt..."}
	bleve    = []string{"github.com/blevesearch/..."}
	grpc     = []string{"google.golang.org/grpc..."}
	http     = []string{"net/http..."}
	protobuf = []string{"google.golang.org/protobuf...", "./proto/..."}
)

// arrows are the project's rules. `cmd → server → terminology ← index, store ←
// importer`: nothing may point the other way.
var arrows = []arrow{
	{
		from: []string{"./terminology..."}, except: []string{"./terminology/store..."},
		forbidden: join(bbolt, bleve, grpc, http, protobuf), reached: true,
		why: "the domain knows no storage, search engine or network",
	},
	{
		from: []string{"./terminology..."}, except: []string{"./terminology/store..."},
		forbidden: []string{"./..."}, allowed: []string{"./terminology...", "./internal/..."},
		why: "the domain imports only itself",
	},
	{
		from: []string{"./terminology..."}, except: []string{"./terminology/store..."},
		forbidden: []string{"./terminology/store..."},
		why:       "the store fills the domain's interfaces; the domain doesn't know it",
	},
	{
		from: []string{"./terminology/store..."}, forbidden: join(bleve, grpc, http, protobuf), reached: true,
		why: "the store knows bbolt and no other face or engine",
	},
	{
		from: []string{"./terminology/store..."}, forbidden: []string{"./..."},
		allowed: []string{"./terminology...", "./internal/..."},
		why:     "the store imports only the domain",
	},
	{
		from: []string{"./terminology/sctid..."}, forbidden: []string{"./..."}, allowed: []string{"./terminology/sctid..."},
		why: "identifiers stand alone",
	},
	{
		from: []string{"./terminology/taxonomy..."}, forbidden: []string{"./..."},
		allowed: []string{"./terminology/taxonomy...", "./terminology/sctid"},
		why:     "the taxonomy knows identifiers and ordinals only",
	},
	{
		from: []string{"./..."}, except: []string{"./terminology/store..."}, forbidden: bbolt,
		why: "terminology/store is the one package that knows bbolt",
	},
	{
		// Two of bleve's libraries have nothing to do with searching text.
		from: []string{"./..."}, except: []string{"./index..."}, forbidden: bleve,
		allowed: []string{"github.com/blevesearch/vellum...", "github.com/blevesearch/mmap-go..."},
		why:     "index is the one package that knows bleve",
	},
	{
		from: []string{"./index..."}, forbidden: []string{"./..."},
		allowed: []string{"./index...", "./terminology...", "./internal/..."},
		why:     "the index imports only the domain",
	},
	{
		from: []string{"./index..."}, forbidden: []string{"./terminology/store..."},
		why: "index and store fill the domain's interfaces side by side",
	},
	{
		from: []string{"./importer/rf2..."}, forbidden: []string{"./..."},
		allowed: []string{"./importer/rf2...", "./terminology/sctid"},
		why:     "reading RF2 takes identifiers only",
	},
	{
		from: []string{"./importer/synth..."}, forbidden: []string{"./..."},
		allowed: []string{"./importer/synth...", "./terminology/sctid"},
		why:     "synthetic releases are text files; writing them takes identifiers only",
	},
	{
		from: []string{"./importer...", "./catalog..."}, forbidden: join(grpc, []string{"./proto/...", "./server...", "./cmd/..."}),
		why: "releases are made and opened without a server",
	},
	{
		from: []string{"./catalog..."}, forbidden: []string{"./importer..."},
		why: "the importer uses the catalog, not the other way round",
	},
	{
		from:      []string{"./server..."},
		forbidden: []string{"./terminology/store...", "./index...", "./importer...", "./catalog..."}, reached: true,
		why: "a server knows the domain's interfaces, not what fills them",
	},
	{
		from: []string{"./..."}, except: []string{"./cmd/..."}, forbidden: []string{"./cmd/...", "github.com/alecthomas/kong..."},
		why: "flags and wiring belong to the command and nobody imports it",
	},
	{
		from: []string{"./..."}, except: []string{"./server...", "./cmd/...", "./proto/...", "./internal/bench"}, forbidden: []string{"./proto/..."},
		why: "protobuf messages are the wire and nothing else",
	},
	{
		from: []string{"./cmd/...", "./server...", "./catalog...", "./importer...", "./index...", "./terminology..."},
		forbidden: []string{"./internal/testenv", "./internal/lint", "pgregory.net/rapid...",
			"github.com/google/go-cmp...", "github.com/rogpeppe/go-internal..."},
		why: "what serves tests stays in tests",
	},
}

// Arrows finds imports that the project's rules forbid. Each finding names a chain
// of imports that leads from a package of ours to the forbidden one.
func Arrows(graph Graph) []Finding {
	var findings []Finding
	for _, from := range sortedPackages(graph) {
		if !matches(from, "./...") {
			continue
		}
		for _, rule := range arrows {
			if !matches(from, rule.from...) || matches(from, rule.except...) {
				continue
			}
			for _, chain := range breaches(graph, from, rule) {
				findings = append(findings, Finding{File: from, Message: "must not import " + chain + ": " + rule.why})
			}
		}
	}
	return findings
}

// breaches returns the shortest chain of imports to each package that the rule
// forbids. It searches breadth first and goes no further behind a breach.
func breaches(graph Graph, from string, rule arrow) []string {
	type step struct {
		pkg, chain string
	}
	var chains []string
	seen := map[string]bool{from: true}
	queue := []step{{from, ""}}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		for _, imported := range graph[next.pkg] {
			if seen[imported] {
				continue
			}
			seen[imported] = true
			chain := next.chain + imported
			switch {
			case matches(imported, rule.forbidden...) && !matches(imported, rule.allowed...):
				chains = append(chains, chain)
			case rule.reached:
				queue = append(queue, step{imported, chain + " → "})
			}
		}
	}
	return chains
}

// matches tells whether an import path fits one of the patterns.
func matches(pkg string, patterns ...string) bool {
	for _, pattern := range patterns {
		if local, ok := strings.CutPrefix(pattern, "."); ok {
			pattern = Module + local
		}
		prefix, below := strings.CutSuffix(pattern, "...")
		if !below {
			if pkg == pattern {
				return true
			}
			continue
		}
		prefix = strings.TrimSuffix(prefix, "/")
		if pkg == prefix || strings.HasPrefix(pkg, prefix+"/") {
			return true
		}
	}
	return false
}

// join puts lists of patterns together.
func join(lists ...[]string) []string { return slices.Concat(lists...) }

// sortedPackages returns the packages of a graph in the order of their paths.
func sortedPackages(graph Graph) []string {
	packages := make([]string, 0, len(graph))
	for pkg := range graph {
		packages = append(packages, pkg)
	}
	slices.Sort(packages)
	return packages
}
