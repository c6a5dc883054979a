package taxonomy

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

// model is the naive twin of Taxonomy: maps by identifier and depth-first
// walks.
type model struct {
	active     map[sctid.ID]bool // by every concept
	defined    map[sctid.ID]bool
	parents    map[sctid.ID]map[sctid.ID]bool
	children   map[sctid.ID]map[sctid.ID]bool
	attributes map[sctid.ID]map[modelAttribute]bool
}

// modelAttribute has either a destination or a concrete value.
type modelAttribute struct {
	group       uint32
	kind        sctid.ID
	destination sctid.ID
	concrete    ConcreteValue
}

func newModel(in Input) *model {
	m := &model{
		active:     map[sctid.ID]bool{},
		defined:    map[sctid.ID]bool{},
		parents:    map[sctid.ID]map[sctid.ID]bool{},
		children:   map[sctid.ID]map[sctid.ID]bool{},
		attributes: map[sctid.ID]map[modelAttribute]bool{},
	}
	for _, c := range in.Concepts {
		m.active[c.ID] = c.Active
		m.defined[c.ID] = c.Defined
		m.parents[c.ID] = map[sctid.ID]bool{}
		m.children[c.ID] = map[sctid.ID]bool{}
		m.attributes[c.ID] = map[modelAttribute]bool{}
	}
	for _, e := range in.Edges {
		if m.active[e.Child] && m.active[e.Parent] {
			m.parents[e.Child][e.Parent] = true
			m.children[e.Parent][e.Child] = true
		}
	}
	for _, r := range in.Attributes {
		if !m.active[r.Source] || !m.active[r.Type] || r.Type == IsA {
			continue
		}
		a := modelAttribute{group: r.Group, kind: r.Type, destination: r.Destination}
		if r.Destination == 0 {
			a.concrete = in.ConcreteValues[r.Concrete]
		} else if !m.active[r.Destination] {
			continue
		}
		m.attributes[r.Source][a] = true
	}
	return m
}

// reach returns what a walk along next meets from id, without id unless a cycle
// leads back to it.
func reach(id sctid.ID, next map[sctid.ID]map[sctid.ID]bool) map[sctid.ID]bool {
	seen := map[sctid.ID]bool{}
	stack := []sctid.ID{id}
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for n := range next[at] {
			if !seen[n] {
				seen[n] = true
				stack = append(stack, n)
			}
		}
	}
	return seen
}

func (m *model) descendants(id sctid.ID) map[sctid.ID]bool { return reach(id, m.children) }
func (m *model) ancestors(id sctid.ID) map[sctid.ID]bool   { return reach(id, m.parents) }

// cyclic reports whether a concept is its own ancestor.
func (m *model) cyclic() bool {
	for id := range m.parents {
		if m.ancestors(id)[id] {
			return true
		}
	}
	return false
}

// shortestCycle returns the length of a shortest cycle, by walking level by
// level from every concept; 0 if there is none.
func (m *model) shortestCycle() int {
	best := 0
	for start := range m.parents {
		level := map[sctid.ID]bool{start: true}
		for length := 1; length <= len(m.parents); length++ {
			next := map[sctid.ID]bool{}
			for id := range level {
				maps.Copy(next, m.parents[id])
			}
			if next[start] {
				if best == 0 || length < best {
					best = length
				}
				break
			}
			level = next
		}
	}
	return best
}

// depths returns the longest and shortest path from a root.
func (m *model) depths(id sctid.ID) (longest, shortest int) {
	if len(m.parents[id]) == 0 {
		return 0, 0
	}
	shortest = len(m.parents)
	for p := range m.parents[id] {
		l, s := m.depths(p)
		longest, shortest = max(longest, l+1), min(shortest, s+1)
	}
	return longest, shortest
}

func ascending(set map[sctid.ID]bool) []sctid.ID {
	return slices.Sorted(maps.Keys(set))
}

// idsOf turns ordinals into identifiers in the same order.
func idsOf[T ~uint32](t *Taxonomy, ordinals []T) []sctid.ID {
	ids := make([]sctid.ID, len(ordinals))
	for i, o := range ordinals {
		ids[i] = t.ID(Ordinal(o))
	}
	return ids
}

// idSet is idsOf in ascending identifier; it fails the test if the ordinals do
// not ascend.
func idSet[T ~uint32](tb failer, t *Taxonomy, ordinals []T) []sctid.ID {
	tb.Helper()
	for i := 1; i < len(ordinals); i++ {
		if ordinals[i-1] >= ordinals[i] {
			tb.Fatalf("ordinals %v: not ascending", ordinals)
		}
	}
	ids := idsOf(t, ordinals)
	slices.Sort(ids)
	return ids
}

// failer is what testing.TB and rapid.T have in common here.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func wantIDs(tb failer, what string, id sctid.ID, got, want []sctid.ID) {
	tb.Helper()
	if !slices.Equal(got, want) {
		tb.Fatalf("%s of %d: %v, want %v", what, id, got, want)
	}
}

// compareConcept compares everything that can be asked about one concept.
func compareConcept(tb failer, t *Taxonomy, m *model, id sctid.ID) {
	tb.Helper()
	o, ok := t.Ordinal(id)
	if !ok || t.ID(o) != id {
		tb.Fatalf("concept %d: ordinal %d, %v, which is of concept %d", id, o, ok, t.ID(o))
	}
	if t.IsActive(o) != m.active[id] || t.IsDefined(o) != m.defined[id] {
		tb.Fatalf("concept %d: active %v, defined %v; want %v, %v", id, t.IsActive(o), t.IsDefined(o), m.active[id], m.defined[id])
	}
	wantIDs(tb, "parents", id, idsOf(t, t.Parents(o)), ascending(m.parents[id]))
	wantIDs(tb, "children", id, idsOf(t, t.Children(o)), ascending(m.children[id]))
	if l, s := m.depths(id); t.LongestDepth(o) != l || t.ShortestDepth(o) != s {
		tb.Fatalf("depths of %d: %d and %d, want %d and %d", id, t.LongestDepth(o), t.ShortestDepth(o), l, s)
	}

	below, above := m.descendants(id), m.ancestors(id)
	descendants, ancestors := ascending(below), ascending(above)
	if n := t.DescendantCount(o); n != len(below) {
		tb.Fatalf("%d has %d descendants, want %d", id, n, len(below))
	}
	if n := t.AncestorCount(o); n != len(above) {
		tb.Fatalf("%d has %d ancestors, want %d", id, n, len(above))
	}
	wantIDs(tb, "descendants", id, idSet(tb, t, t.Descendants(o).ToArray()), descendants)
	wantIDs(tb, "descendants by interval", id, idSet(tb, t, spread(t.Intervals(o))), descendants)
	wantIDs(tb, "ancestors", id, idSet(tb, t, t.AppendAncestors(nil, o)), ancestors)
	wantIDs(tb, "ancestors as bitmap", id, idSet(tb, t, t.Ancestors(o).ToArray()), ancestors)
	below[id], above[id] = true, true
	wantIDs(tb, "descendants or self", id, idSet(tb, t, t.DescendantsOrSelf(o).ToArray()), ascending(below))
	wantIDs(tb, "descendants or self by interval", id, idSet(tb, t, spread(t.IntervalsOrSelf(o))), ascending(below))
	wantIDs(tb, "ancestors or self", id, idSet(tb, t, t.AppendAncestorsOrSelf(nil, o)), ascending(above))
	wantIDs(tb, "ancestors or self as bitmap", id, idSet(tb, t, t.AncestorsOrSelf(o).ToArray()), ascending(above))

	have := map[modelAttribute]bool{}
	attributes := t.Attributes(o)
	for i, a := range attributes {
		if i > 0 && attributes[i-1].compare(a) >= 0 {
			tb.Fatalf("attributes of %d: %v is not in order", id, attributes)
		}
		have[modelOf(t, a)] = true
		if _, found := slices.BinarySearch(t.Sources(a.Type, a.Value), o); !found {
			tb.Fatalf("%d is not a source of its attribute %v", id, a)
		}
	}
	if !maps.Equal(have, m.attributes[id]) {
		tb.Fatalf("attributes of %d: %v, want %v", id, have, m.attributes[id])
	}
}

func modelOf(t *Taxonomy, a Attribute) modelAttribute {
	m := modelAttribute{group: a.Group, kind: t.ID(a.Type)}
	if o, ok := a.Value.Concept(); ok {
		m.destination = t.ID(o)
	} else if i, ok := a.Value.Concrete(); ok {
		m.concrete = t.ConcreteValue(i)
	}
	return m
}

// compareSources compares the attributes by type and value with the model.
func compareSources(tb failer, t *Taxonomy, m *model) {
	tb.Helper()
	want := map[modelAttribute]map[sctid.ID]bool{}
	for id, attributes := range m.attributes {
		for a := range attributes {
			a.group = 0
			if want[a] == nil {
				want[a] = map[sctid.ID]bool{}
			}
			want[a][id] = true
		}
	}
	found := 0
	for _, kind := range t.AttributeTypes() {
		var values []Value
		for v, sources := range t.SourcesByValue(kind) {
			values = append(values, v)
			a := modelOf(t, Attribute{Type: kind, Value: v})
			wantIDs(tb, "sources", a.destination, idSet(tb, t, sources), ascending(want[a]))
			if len(sources) == 0 || !slices.Equal(sources, t.Sources(kind, v)) {
				tb.Fatalf("sources of %v: %v by value, %v in the walk", a, t.Sources(kind, v), sources)
			}
			found++
		}
		if !slices.Equal(values, t.Values(kind)) || !slices.IsSorted(values) {
			tb.Fatalf("values of %d: %v, walked %v", t.ID(kind), t.Values(kind), values)
		}
	}
	if found != len(want) {
		tb.Fatalf("%d pairs of type and value, want %d", found, len(want))
	}
}

func spread(intervals func(func(Ordinal, Ordinal) bool)) []Ordinal {
	var list []Ordinal
	for first, last := range intervals {
		for o := first; o <= last; o++ {
			list = append(list, o)
		}
	}
	return list
}

// blobsOf copies the blobs, as a store would.
func blobsOf(t *Taxonomy) map[string][]byte {
	blobs := map[string][]byte{}
	for name, data := range t.Blobs() {
		blobs[name] = bytes.Clone(data)
	}
	return blobs
}

// reload sends a taxonomy through its blobs.
func reload(tb failer, t *Taxonomy) *Taxonomy {
	tb.Helper()
	loaded, err := LoadMap(blobsOf(t))
	if err != nil {
		tb.Fatalf("loading what was just written: %v", err)
	}
	return loaded
}

// mustBuild builds, reloads and verifies.
func mustBuild(tb failer, in Input) (*Taxonomy, *Report) {
	tb.Helper()
	t, report, err := Build(in)
	if err != nil {
		tb.Fatalf("building: %v", err)
	}
	if err := t.Verify(); err != nil {
		tb.Fatalf("verifying: %v", err)
	}
	return t, report
}

var _ failer = testing.TB(nil)
