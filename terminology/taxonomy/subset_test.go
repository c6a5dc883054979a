package taxonomy

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology/sctid"
)

// readSubset reads the real subset in the plainest way there is.
func readSubset(t *testing.T) Input {
	dir := testenv.Subset(t)
	rows := func(pattern string) [][]string {
		files, err := filepath.Glob(filepath.Join(dir, "Terminology", pattern))
		if err != nil || len(files) != 1 {
			t.Fatalf("%d files for %s, want one (%v)", len(files), pattern, err)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		var rows [][]string
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
			rows = append(rows, strings.Split(strings.TrimRight(line, "\r"), "\t"))
		}
		return rows
	}
	id := func(s string) sctid.ID {
		id, err := sctid.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	const inferred = "900000000000011006"
	var in Input
	for _, r := range rows("sct2_Concept_*.txt") {
		in.Concepts = append(in.Concepts, Concept{ID: id(r[0]), Active: r[2] == "1", Defined: r[4] == "900000000000073002"})
	}
	group := func(s string) uint32 {
		n, err := strconv.ParseUint(s, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		return uint32(n)
	}
	for _, r := range rows("sct2_Relationship_*.txt") {
		switch {
		case r[2] != "1" || r[8] != inferred:
		case r[7] == IsA.String():
			in.Edges = append(in.Edges, Edge{Child: id(r[4]), Parent: id(r[5])})
		default:
			in.Attributes = append(in.Attributes, AttributeRow{Source: id(r[4]), Destination: id(r[5]), Group: group(r[6]), Type: id(r[7])})
		}
	}
	for _, r := range rows("sct2_RelationshipConcreteValues_*.txt") {
		if r[2] == "1" && r[8] == inferred {
			in.Attributes = append(in.Attributes, AttributeRow{Source: id(r[4]), Concrete: uint32(len(in.ConcreteValues)), Group: group(r[6]), Type: id(r[7])})
			in.ConcreteValues = append(in.ConcreteValues, ConcreteValue{ConcreteNumber, strings.TrimPrefix(r[5], "#")})
		}
	}
	return in
}

// TestSubset holds the taxonomy of the real subset against counts that are
// known and against naive walks.
func TestSubset(t *testing.T) {
	in := readSubset(t)
	built, report := mustBuild(t, in)
	taxonomy := reload(t, built)
	if err := taxonomy.Verify(); err != nil {
		t.Fatal(err)
	}
	if taxonomy.Len() != 2258 || taxonomy.ActiveCount() != 2254 {
		t.Errorf("%d concepts, %d active, want 2258 and 2254", taxonomy.Len(), taxonomy.ActiveCount())
	}
	if n := taxonomy.Defined().GetCardinality(); n != 686 {
		t.Errorf("%d defined concepts, want 686", n)
	}
	for id, want := range map[sctid.ID]int{404684003: 871, 123037004: 688, Root: 2250} {
		o, _ := taxonomy.Ordinal(id)
		if n := taxonomy.DescendantCount(o); n != want {
			t.Errorf("%d has %d proper descendants, want %d", id, n, want)
		}
	}
	if n := report.Count(FindingOrphan); n != 3 || len(taxonomy.Roots()) != 4 || taxonomy.ID(0) != Root {
		t.Errorf("%d concepts without parents besides the root, %d roots, the first %d", n, len(taxonomy.Roots()), taxonomy.ID(0))
	}
	if len(report.Findings) != 1 {
		t.Errorf("report %v, want only the orphans", report.Findings)
	}
	if n := len(taxonomy.attributes); n != 3681+8 {
		t.Errorf("%d attributes, want 3681 with concepts and 8 with numbers", n)
	}

	m := newModel(in)
	compareSources(t, taxonomy, m)
	random := rand.New(rand.NewPCG(2025, 9))
	ids := slices.SortedFunc(maps.Keys(m.active), cmp.Compare)
	for range 1000 {
		compareConcept(t, taxonomy, m, ids[random.IntN(len(ids))])
	}
	related := 0
	for range 1000 {
		a, b := ids[random.IntN(len(ids))], ids[random.IntN(len(ids))]
		if random.IntN(2) == 0 {
			// Half of the pairs are an ancestor and its descendant.
			if above := ascending(m.ancestors(b)); len(above) > 0 {
				a = above[random.IntN(len(above))]
			}
		}
		x, _ := taxonomy.Ordinal(a)
		y, _ := taxonomy.Ordinal(b)
		want := a == b || m.ancestors(b)[a]
		if got := taxonomy.Subsumes(x, y); got != want {
			t.Errorf("%d subsumes %d: %v, want %v", a, b, got, want)
		}
		if want {
			related++
		}
	}
	if related < 300 {
		t.Errorf("only %d of the pairs are related", related)
	}
}
