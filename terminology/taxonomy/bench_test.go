package taxonomy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/firn-sct/firn/terminology/sctid"
)

// synthetic draws a release with the size and about the shape of the
// International Edition: 400,000 concepts, 375,000 of them active, 1.66 parents
// a concept, some twenty ancestors, a million attributes.
func synthetic() Input {
	const all, active = 400_000, 375_000
	random := rand.New(rand.NewPCG(7, 11))
	id := func(i int) sctid.ID {
		if i == 0 {
			return Root
		}
		return sctid.ID(200_000_000 + 1000*uint64(i*7919%all) + uint64(i%10))
	}
	var in Input
	parents := make([][]int32, active)
	children := make([][]int32, active)
	depth := make([]int, active)
	var inner []int32 // concepts that may have children: a third
	for i := range all {
		in.Concepts = append(in.Concepts, Concept{ID: id(i), Active: i < active, Defined: i%3 == 0})
		if i >= active {
			continue
		}
		if i == 0 {
			inner = append(inner, 0)
			continue
		}
		p := inner[random.IntN(len(inner))]
		if i < 20 {
			p = 0
		}
		if depth[p] > 11 {
			p = inner[random.IntN(1+len(inner)/20)]
		}
		add := func(p int32) {
			if !slices.Contains(parents[i], p) {
				parents[i] = append(parents[i], p)
				children[p] = append(children[p], int32(i))
				depth[i] = max(depth[i], depth[p]+1)
				in.Edges = append(in.Edges, Edge{Child: id(i), Parent: id(int(p))})
			}
		}
		add(p)
		// Further parents are relatives: siblings of the first, now and then a stranger.
		for range 3 {
			switch k := random.IntN(100); {
			case k < 24:
				siblings := children[p]
				if s := siblings[random.IntN(len(siblings))]; int(s) != i && len(children[s]) > 0 {
					add(s)
				} else if len(parents[p]) > 0 {
					near := children[parents[p][0]]
					if s := near[random.IntN(len(near))]; int(s) < i {
						add(s)
					}
				}
			case k < 27:
				add(inner[random.IntN(len(inner))])
			}
		}
		if i < 20 || random.IntN(3) == 0 {
			inner = append(inner, int32(i))
		}
	}
	for range 1_000_000 {
		in.Attributes = append(in.Attributes, AttributeRow{
			Source: id(random.IntN(active)), Type: id(1 + random.IntN(120)), Group: uint32(random.IntN(4)),
			Destination: id(int(inner[random.IntN(len(inner))])),
		})
	}
	return in
}

var benchmarkTaxonomy = sync.OnceValue(func() *Taxonomy {
	in := synthetic()
	begin := time.Now()
	t, _, err := Build(in)
	if err != nil {
		panic(err)
	}
	built := time.Since(begin)
	begin = time.Now()
	if err := t.Verify(); err != nil {
		panic(err)
	}
	bytes, pairs := 0, 0
	for _, blob := range t.Blobs() {
		bytes += len(blob)
	}
	for o := range t.active {
		pairs += t.DescendantCount(o)
	}
	fmt.Printf("%d edges, %d extra intervals, %.1f ancestors a concept, built in %v, verified in %v, %d MB of blobs\n",
		len(t.parents), len(t.extra), float64(pairs)/float64(t.active), built, time.Since(begin), bytes>>20)
	return t
})

func atScale(b *testing.B) *Taxonomy {
	if testing.Short() {
		b.Skip("a release of full size is not built with -short")
	}
	return benchmarkTaxonomy()
}

const questions = 1 << 16

func BenchmarkSubsumes(b *testing.B) {
	t := atScale(b)
	random := rand.New(rand.NewPCG(1, 1))
	pairs := make([][2]Ordinal, questions)
	run := func(name string, draw func() [2]Ordinal) {
		b.Run(name, func(b *testing.B) {
			for i := range pairs {
				pairs[i] = draw()
			}
			yes := 0
			b.ResetTimer()
			for i := range b.N {
				p := pairs[i%questions]
				if t.Subsumes(p[0], p[1]) {
					yes++
				}
			}
			b.ReportMetric(float64(yes)/float64(b.N), "yes/op")
		})
	}
	any := func() Ordinal { return Ordinal(random.IntN(t.ActiveCount())) }
	run("random", func() [2]Ordinal { return [2]Ordinal{any(), any()} })
	run("positive", func() [2]Ordinal {
		for {
			o := any()
			if above := t.AppendAncestors(nil, o); len(above) > 0 {
				return [2]Ordinal{above[random.IntN(len(above))], o}
			}
		}
	})
	longest := Ordinal(0)
	for o := range t.active {
		if len(t.extras(o)) > len(t.extras(longest)) {
			longest = o
		}
	}
	run("longest-list", func() [2]Ordinal { return [2]Ordinal{longest, any()} })
}

func BenchmarkOrdinal(b *testing.B) {
	t := atScale(b)
	random := rand.New(rand.NewPCG(2, 2))
	present, absent := make([]sctid.ID, questions), make([]sctid.ID, questions)
	for i := range present {
		present[i] = t.ids[random.IntN(len(t.ids))]
		absent[i] = sctid.ID(random.Uint64N(1_000_000_000_000))
	}
	for name, ids := range map[string][]sctid.ID{"present": present, "absent": absent} {
		b.Run(name, func(b *testing.B) {
			found := 0
			for i := range b.N {
				if _, ok := t.Ordinal(ids[i%questions]); ok {
					found++
				}
			}
			b.ReportMetric(float64(found)/float64(b.N), "found/op")
		})
	}
}

// BenchmarkDescendants reports the time of the slowest of each hundred too.
func BenchmarkDescendants(b *testing.B) {
	t := atScale(b)
	random := rand.New(rand.NewPCG(3, 3))
	inner := make([]Ordinal, 0, questions)
	for len(inner) < cap(inner) {
		if o := Ordinal(random.IntN(t.ActiveCount())); len(t.Children(o)) > 0 {
			inner = append(inner, o)
		}
	}
	largest := slices.SortedFunc(func(yield func(Ordinal) bool) {
		for o := range t.active {
			if !yield(o) {
				return
			}
		}
	}, func(x, y Ordinal) int { return len(t.extras(y)) - len(t.extras(x)) })
	for _, c := range []struct {
		name string
		list []Ordinal
	}{{"inner", inner}, {"root", []Ordinal{0}}, {"longest-lists", largest[:64]}} {
		b.Run(c.name, func(b *testing.B) {
			times := make([]time.Duration, 0, b.N)
			b.ReportAllocs()
			for i := range b.N {
				begin := time.Now()
				t.Descendants(c.list[i%len(c.list)])
				times = append(times, time.Since(begin))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)*99/100]), "p99-ns")
		})
	}
}

func BenchmarkAncestors(b *testing.B) {
	t := atScale(b)
	random := rand.New(rand.NewPCG(4, 4))
	var list []Ordinal
	b.ReportAllocs()
	for range b.N {
		list = t.AppendAncestors(list[:0], Ordinal(random.IntN(t.ActiveCount())))
	}
}

func BenchmarkDescendantsOf(b *testing.B) {
	t := atScale(b)
	random := rand.New(rand.NewPCG(5, 5))
	for _, n := range []int{10, 1000, 50_000} {
		set := t.Descendants(t.active) // empty
		for range n {
			set.Add(uint32(random.IntN(t.ActiveCount())))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				t.DescendantsOrSelfOf(set)
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	blobs := blobsOf(atScale(b))
	b.ResetTimer()
	for range b.N {
		if _, err := LoadMap(blobs); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	if testing.Short() {
		b.Skip("a release of full size is not built with -short")
	}
	in := synthetic()
	b.ResetTimer()
	for range b.N {
		if _, _, err := Build(in); err != nil {
			b.Fatal(err)
		}
	}
}
