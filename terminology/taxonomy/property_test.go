package taxonomy

import (
	"maps"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
)

// drawInput draws a small release: several roots, concepts with several
// parents, inactive ones, repeated rows, rows that name absent concepts, and
// attributes with concepts and concrete values. Without cycles,
// parents come from the concepts drawn before.
func drawInput(t *rapid.T, cycles bool) Input {
	var in Input
	n := rapid.IntRange(0, 40).Draw(t, "concepts")
	// Identifiers in a drawn order, so that the numbering is not the drawing's.
	ids := make([]sctid.ID, n)
	for i := range ids {
		ids[i] = sctid.ID(1000 + 7*i)
	}
	if n > 3 {
		ids[0], ids[3] = Root, IsA
	}
	if n > 0 {
		ids = rapid.Permutation(ids).Draw(t, "ids")
	}
	for _, id := range ids {
		in.Concepts = append(in.Concepts, Concept{
			ID:      id,
			Active:  rapid.IntRange(0, 5).Draw(t, "active") > 0,
			Defined: rapid.Bool().Draw(t, "defined"),
		})
	}
	if n == 0 {
		return in
	}
	anyID := rapid.Custom(func(t *rapid.T) sctid.ID {
		if rapid.IntRange(0, 20).Draw(t, "absent") == 0 {
			return 99
		}
		return rapid.SampledFrom(ids).Draw(t, "id")
	})
	for range rapid.IntRange(0, 3*n).Draw(t, "edges") {
		child := rapid.IntRange(0, n-1).Draw(t, "child")
		most := child - 1
		if cycles {
			most = n - 1
		} else if child == 0 {
			continue
		}
		e := Edge{Child: ids[child], Parent: ids[rapid.IntRange(0, most).Draw(t, "parent")]}
		switch rapid.IntRange(0, 30).Draw(t, "oddity") {
		case 0:
			e.Parent = 99
		case 1:
			e.Child = 99
		case 2:
			in.Edges = append(in.Edges, e)
		}
		in.Edges = append(in.Edges, e)
	}
	in.ConcreteValues = rapid.SliceOfN(rapid.SampledFrom([]ConcreteValue{
		{ConcreteNumber, "5"}, {ConcreteNumber, "5.0"}, {ConcreteNumber, "-12.25"}, {ConcreteNumber, "10"},
		{ConcreteString, "5"}, {ConcreteString, ""}, {ConcreteString, "é\"\\"}, {ConcreteBoolean, "true"},
	}), 0, 12).Draw(t, "concrete values")
	kinds := ids[:min(3, n)]
	for range rapid.IntRange(0, 2*n).Draw(t, "attributes") {
		row := AttributeRow{
			Source: anyID.Draw(t, "source"),
			Type:   rapid.SampledFrom(kinds).Draw(t, "type"),
			Group:  rapid.Uint32Range(0, 3).Draw(t, "group"),
		}
		if k := len(in.ConcreteValues); k > 0 && rapid.IntRange(0, 2).Draw(t, "concrete") == 0 {
			row.Concrete = rapid.Uint32Range(0, uint32(k-1)).Draw(t, "value")
		} else {
			row.Destination = anyID.Draw(t, "destination")
		}
		in.Attributes = append(in.Attributes, row)
	}
	return in
}

func TestAgreesWithModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, false)
		built, _ := mustBuild(t, in)
		m := newModel(in)
		for _, taxonomy := range []*Taxonomy{built, reload(t, built)} {
			if taxonomy.Len() != len(m.active) {
				t.Fatalf("%d concepts, want %d", taxonomy.Len(), len(m.active))
			}
			for id := range m.active {
				compareConcept(t, taxonomy, m, id)
			}
			wantIDs(t, "all by identifier", 0, idsOf(taxonomy, taxonomy.ByID()), slices.Sorted(maps.Keys(m.active)))
			compareSources(t, taxonomy, m)
			for a := range m.active {
				below := m.descendants(a)
				for b := range m.active {
					x, _ := taxonomy.Ordinal(a)
					y, _ := taxonomy.Ordinal(b)
					if got, want := taxonomy.Subsumes(x, y), a == b || below[b]; got != want {
						t.Fatalf("%d subsumes %d: %v, want %v", a, b, got, want)
					}
				}
			}
		}
	})
}

// TestIntervalsOfManyGraphs builds thousands of small graphs with many edges
// that are not in the tree, so that intervals touch, merge and straddle each
// other in every way, and compares them with the closure worked out in a matrix
// of bits.
func TestIntervalsOfManyGraphs(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for graph := range 5000 {
		n := 2 + random.IntN(30)
		share := 0.5 + 3*random.Float64() // edges a concept
		var in Input
		below := make([]uint64, n) // by concept, itself included; parents have lower numbers
		ids := random.Perm(n)
		for i, id := range ids {
			in.Concepts = append(in.Concepts, Concept{ID: sctid.ID(id + 1), Active: true})
			below[i] = 1 << i
		}
		parents := make([]uint64, n)
		for range int(share * float64(n)) {
			child := 1 + random.IntN(n-1)
			parent := random.IntN(child)
			parents[child] |= 1 << parent
			in.Edges = append(in.Edges, Edge{Child: in.Concepts[child].ID, Parent: in.Concepts[parent].ID})
		}
		for child := n - 1; child > 0; child-- {
			for parent := range child {
				if parents[child]>>parent&1 == 1 {
					below[parent] |= below[child]
				}
			}
		}
		taxonomy, _, err := Build(in)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range in.Concepts {
			a, _ := taxonomy.Ordinal(c.ID)
			if got, want := taxonomy.DescendantCount(a)+1, bits.OnesCount64(below[i]); got != want {
				t.Fatalf("graph %d: %d has %d descendants, want %d: %+v", graph, c.ID, got, want, in)
			}
			for j, d := range in.Concepts {
				b, _ := taxonomy.Ordinal(d.ID)
				if got, want := taxonomy.Subsumes(a, b), below[i]>>j&1 == 1; got != want {
					t.Fatalf("graph %d: %d subsumes %d: %v, want %v: %+v", graph, c.ID, d.ID, got, want, in)
				}
			}
		}
		if err := taxonomy.Verify(); err != nil {
			t.Fatalf("graph %d: %v: %+v", graph, err, in)
		}
	}
}

func TestSetsAgreeWithModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, false)
		taxonomy, _ := mustBuild(t, in)
		m := newModel(in)
		set := roaring.New()
		members := map[sctid.ID]bool{}
		for _, c := range in.Concepts {
			if rapid.IntRange(0, 3).Draw(t, "member") == 0 {
				o, _ := taxonomy.Ordinal(c.ID)
				set.Add(uint32(o))
				members[c.ID] = true
			}
		}
		set.Add(uint32(taxonomy.Len()) + 70) // not in the release: passed over
		before := set.Clone()
		union := func(of func(sctid.ID) map[sctid.ID]bool, self bool) []sctid.ID {
			all := map[sctid.ID]bool{}
			for id := range members {
				maps.Copy(all, of(id))
				if self {
					all[id] = true
				}
			}
			return ascending(all)
		}
		parents := func(id sctid.ID) map[sctid.ID]bool { return m.parents[id] }
		children := func(id sctid.ID) map[sctid.ID]bool { return m.children[id] }
		for _, c := range []struct {
			name string
			got  *roaring.Bitmap
			want []sctid.ID
		}{
			{"descendants", taxonomy.DescendantsOf(set), union(m.descendants, false)},
			{"descendants or self", taxonomy.DescendantsOrSelfOf(set), union(m.descendants, true)},
			{"ancestors", taxonomy.AncestorsOf(set), union(m.ancestors, false)},
			{"ancestors or self", taxonomy.AncestorsOrSelfOf(set), union(m.ancestors, true)},
			{"parents", taxonomy.ParentsOf(set), union(parents, false)},
			{"children", taxonomy.ChildrenOf(set), union(children, false)},
		} {
			if err := c.got.Validate(); err != nil && !c.got.IsEmpty() {
				t.Fatalf("%s: %v", c.name, err)
			}
			wantIDs(t, c.name, 0, idSet(t, taxonomy, c.got.ToArray()), c.want)
		}
		if !set.Equals(before) {
			t.Fatalf("the set was changed")
		}
		below := union(m.descendants, true)
		active, defined := 0, 0
		for _, c := range in.Concepts {
			o, _ := taxonomy.Ordinal(c.ID)
			if _, want := slices.BinarySearch(below, c.ID); taxonomy.SubsumesAny(set, o) != want {
				t.Fatalf("a member subsumes %d: %v, want %v", c.ID, !want, want)
			}
			if taxonomy.Active().Contains(uint32(o)) != c.Active || taxonomy.Inactive().Contains(uint32(o)) == c.Active {
				t.Fatalf("concept %d, active %v, is in the wrong set", c.ID, c.Active)
			}
			if taxonomy.Defined().Contains(uint32(o)) != c.Defined || !taxonomy.All().Contains(uint32(o)) {
				t.Fatalf("concept %d, defined %v, is in the wrong set", c.ID, c.Defined)
			}
			if c.Active {
				active++
			}
			if c.Defined {
				defined++
			}
		}
		if int(taxonomy.Defined().GetCardinality()) != defined || taxonomy.ActiveCount() != active ||
			int(taxonomy.All().GetCardinality()) != len(in.Concepts) {
			t.Fatalf("sets of the wrong size")
		}
	})
}

func TestInputOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, false)
		first, report := mustBuild(t, in)
		want := blobsOf(first)

		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffled := Input{
			Concepts:       slices.Clone(in.Concepts),
			Edges:          slices.Clone(in.Edges),
			Attributes:     slices.Clone(in.Attributes),
			ConcreteValues: slices.Clone(in.ConcreteValues),
		}
		shuffle(random, shuffled.Concepts)
		shuffle(random, shuffled.Edges)
		shuffle(random, shuffled.Attributes)
		moved := random.Perm(len(in.ConcreteValues)) // value i goes to moved[i]
		for i, to := range moved {
			shuffled.ConcreteValues[to] = in.ConcreteValues[i]
		}
		for i, r := range shuffled.Attributes {
			if r.Destination == 0 {
				shuffled.Attributes[i].Concrete = uint32(moved[r.Concrete])
			}
		}
		second, otherReport := mustBuild(t, shuffled)
		if got := blobsOf(second); !maps.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("other blobs in another order of the input")
		}
		if len(report.Findings) != len(otherReport.Findings) {
			t.Fatalf("reports %v and %v", report, otherReport)
		}
		for i, f := range report.Findings {
			if g := otherReport.Findings[i]; f.String() != g.String() {
				t.Fatalf("finding %v, then %v", f, g)
			}
		}
	})
}

func shuffle[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

func TestCyclesAgreeWithModel(t *testing.T) {
	var cyclic, acyclic int
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, true)
		m := newModel(in)
		taxonomy, report, err := Build(in)
		if !m.cyclic() {
			acyclic++
			if err != nil {
				t.Fatalf("there is no cycle, but: %v", err)
			}
			return
		}
		cyclic++
		cycle, ok := err.(*CycleError)
		if !ok || taxonomy != nil || report != nil {
			t.Fatalf("there is a cycle, but: %v, %v, %v", taxonomy, report, err)
		}
		for i, id := range cycle.Concepts {
			next := cycle.Concepts[(i+1)%len(cycle.Concepts)]
			if !m.parents[id][next] {
				t.Fatalf("%v: %d is not a child of %d", cycle, id, next)
			}
		}
		if cycle.Concepts[0] != slices.Min(cycle.Concepts) {
			t.Fatalf("%v: does not begin with the lowest identifier", cycle)
		}
		if want := m.shortestCycle(); len(cycle.Concepts) != want {
			t.Fatalf("%v: of length %d, want %d", cycle, len(cycle.Concepts), want)
		}
	})
	if cyclic == 0 || acyclic == 0 {
		t.Errorf("%d inputs with cycles and %d without: expected some of both", cyclic, acyclic)
	}
}

func TestNumbersAgreeWithRational(t *testing.T) {
	digits := rapid.StringMatching(`[+-]?0{0,2}[0-9]{1,3}(\.[0-9]{1,3}0{0,2})?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := digits.Draw(t, "a"), digits.Draw(t, "b")
		if !ValidNumber(a) || !ValidNumber(b) {
			t.Fatalf("%q or %q is not valid", a, b)
		}
		if got, want := CompareNumbers(a, b), rational(a).Cmp(rational(b)); got != want {
			t.Fatalf("%q against %q: %d, want %d", a, b, got, want)
		}
	})
}
