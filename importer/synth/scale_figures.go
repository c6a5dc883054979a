package synth

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Figure is one figure of a profile: what is wanted and what was made.
type Figure struct {
	// Name says what is counted.
	Name string `json:"name"`
	// Wanted is 0 where the profile wants nothing in particular.
	Wanted float64 `json:"wanted"`
	Made   float64 `json:"made"`
	// Tolerance is by how much, as a part of Wanted, Made may differ.
	Tolerance float64 `json:"tolerance"`
}

// Met reports whether the figure is within its tolerance.
func (f Figure) Met() bool {
	return f.Wanted == 0 || math.Abs(f.Made-f.Wanted) <= f.Tolerance*f.Wanted+1e-9
}

// tuning is what the rows of the files are drawn with, so that their numbers
// come to those of the profile.
type tuning struct {
	synonyms        float64 // more names of an active concept, on average
	withdrawn       float64 // withdrawn descriptions of an active concept
	retiredSynonyms float64 // chance of a third description of a retired one
	oldRelations    float64 // inactive relationships of an active concept
	oldValues       float64 // chance of an inactive attribute value beside one
	mapped          float64 // chance that a finding is in the extended map
}

// adjust works the tuning out from the shape and from what has grown.
func (w *scaleWriter) adjust() error {
	s, world := &w.world.shape, w.world
	active := float64(world.firstRetired)
	retired := float64(len(world.nodes) - world.firstRetired)
	relations := 0 // all but those of the past
	var list []attribute
	for i := range world.nodes {
		list = world.attributesOf(int32(i), list)
		if n := len(world.nodes[i].parents) + len(list); n > mostRelationships {
			return fmt.Errorf("synth: %q has %d relationships: there is room for %d", world.nodes[i].name, n, mostRelationships)
		}
		relations += len(world.nodes[i].parents) + len(list)
		for _, a := range list {
			w.attributeTypes[a.typ] = true
		}
	}
	mappable := 0
	for i := range world.nodes {
		if t := world.nodes[i].top; t == w.findingTop || t == w.situationTop || t == w.eventTop {
			mappable++
		}
	}
	t := &w.tune
	// Some draws come to nothing (a name that is there already, a relationship
	// of a concept that came last), so more are drawn.
	const lost = 1.25
	t.synonyms = lost * (float64(s.activeDescriptions)/active - 2.05)
	t.retiredSynonyms = 0.1
	ofRetired := retired * (2.02 + t.retiredSynonyms)
	t.withdrawn = max(float64(s.descriptions)-float64(s.activeDescriptions)-ofRetired, 0) / active
	t.oldRelations = 1.04 * max(float64(s.relationships-relations), 0) / active
	values := retired*0.99 + ofRetired + t.withdrawn*active
	t.withdrawn *= 1.12
	t.oldValues = max(float64(s.attributeValues)-values, 0) / values
	t.mapped = min(float64(s.extendedMaps)/(1.31*float64(max(mappable, 1))), 1)
	return nil
}

// figures compares the release with the profile.
func (w *scaleWriter) figures() []Figure {
	world, s := w.world, &w.world.shape
	var out []Figure
	add := func(name string, wanted, made, tolerance float64) {
		out = append(out, Figure{name, wanted, made, tolerance})
	}
	concepts := 0
	for _, h := range s.hierarchies {
		concepts += h.size
	}
	sizes := map[int32]int{}
	parents, closure, leaves, nonLeaves, deepest := 0, 0, 0, 0, 0
	for i := range world.nodes[:world.firstRetired] {
		n := &world.nodes[i]
		sizes[n.top]++
		parents += len(n.parents)
		closure += len(n.above)
		if n.is(nodeParent) {
			nonLeaves++
		} else {
			leaves++
		}
		deepest = max(deepest, int(n.depth))
	}
	active := float64(world.firstRetired)
	add("concepts", float64(concepts+s.retired), float64(len(world.nodes)), 0.01)
	add("active concepts", float64(concepts), active, 0.01)
	add("retired concepts", float64(s.retired), float64(len(world.nodes)-world.firstRetired), 0.01)
	for _, h := range s.hierarchies {
		add("active in "+world.nodes[w.b.must(h.top)].name, float64(h.size), float64(sizes[w.b.must(h.top)]), 0.03)
	}
	add("active is-a relationships", wantedParents(s), float64(parents), 0.05)
	add("parents a concept", wantedParents(s)/float64(concepts), float64(parents)/active, 0.05)
	add("share of leaves", leafShare, float64(leaves)/active, 0.05)
	add("children of a concept that has any", wantedParents(s)/((1-leafShare)*float64(concepts)), float64(parents)/float64(max(nonLeaves, 1)), 0.06)
	add("closure pairs", float64(s.closure), float64(closure), 0.10)
	add("ancestors a concept", float64(s.closure)/float64(concepts), float64(closure)/active, 0.10)
	add("longest shortest path to the root", 12, float64(deepest), 0.09)
	runs := w.runs()
	add("runs of descendants in depth-first order", 0, runs, 0)
	words := map[uint64]struct{}{}
	for _, l := range w.lanes {
		for h := range l.words {
			words[h] = struct{}{}
		}
	}
	add("descriptions", float64(s.descriptions), float64(w.made("Description").rows), 0.04)
	add("active descriptions of active concepts", float64(s.activeDescriptions), float64(w.activeDescriptions()), 0.04)
	add("distinct words", float64(s.words), float64(len(words)), 0.15)
	add("language members", float64(s.languageMembers), float64(w.made("cRefset_Language").rows), 0.05)
	r, c := w.made("_Relationship_"), w.made("_RelationshipConcreteValues_")
	add("relationships", float64(s.relationships), float64(r.rows+c.rows), 0.05)
	add("active relationships", float64(s.activeRelations), float64(r.active), 0.10)
	add("attribute types", float64(s.attributeTypes), float64(len(w.attributeTypes)), 0.15)
	add("active concrete values", float64(s.concrete), float64(c.active), 0.25)
	add("OWL axioms", 0, float64(w.made("OWLExpression").rows), 0)
	add("association members", float64(s.associations), float64(w.made("cRefset_Association").rows), 0.05)
	add("attribute value members", float64(s.attributeValues), float64(w.made("AttributeValue").rows), 0.05)
	add("simple map members", float64(s.simpleMaps), float64(w.made("SimpleMap").rows), 0.02)
	add("extended map members", float64(s.extendedMaps), float64(w.made("ExtendedMap").rows), 0.05)
	add("simple reference sets", float64(s.refsets), float64(len(world.refsets)), 0)
	add("simple members", float64(s.simpleMembers), float64(w.made("Refset_Simple").rows-w.made("SimpleMap").rows), 0.05)
	add("rows of the Snapshot", float64(s.rows), float64(w.made("").rows), 0.10)
	return out
}

func wantedParents(s *shape) float64 {
	sum := 0.0
	for _, h := range s.hierarchies {
		sum += h.parents * float64(h.size)
	}
	return sum
}

// made sums the rows of the Snapshot files whose path has the words.
func (w *scaleWriter) made(words string) count {
	var sum count
	for path, rows := range w.rows {
		if strings.HasPrefix(path, "Snapshot/") && strings.Contains(path, words) {
			sum.rows += rows
			sum.active += w.counts[path].active
		}
	}
	return sum
}

// activeDescriptions counts the active descriptions of active concepts.
func (w *scaleWriter) activeDescriptions() int {
	n := 0
	for k, i := range w.world.order {
		if w.world.nodes[i].is(nodeRetired) {
			continue
		}
		for d := range mostDescriptions {
			if f := w.facts[k*mostDescriptions+d]; f.flags&factThere != 0 && f.flags&factInactive == 0 {
				n++
			}
		}
	}
	return n
}

// runs counts the runs of neighbours that all sets of descendants (and self)
// fall into when concepts are numbered depth first: a concept begins a run of
// each of its ancestors that the one before it isn't below.
func (w *scaleWriter) runs() float64 {
	nodes := w.world.nodes[:w.world.firstRetired]
	kids := make([][]int32, len(nodes))
	root := none
	for i := range nodes {
		for _, p := range nodes[i].parents {
			kids[p] = append(kids[p], int32(i))
		}
		if len(nodes[i].parents) == 0 {
			root = int32(i)
		}
	}
	seen := make([]bool, len(nodes))
	runs := 0
	before := none
	stack := []int32{root}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		runs++ // its own set begins with it
		for _, a := range nodes[i].above {
			if before == none || a != before && !contains(nodes[before].above, a) {
				runs++
			}
		}
		before = i
		for _, k := range slices.Backward(kids[i]) {
			stack = append(stack, k)
		}
	}
	return float64(runs)
}

// summarize makes the summary of a scale profile.
func (w *scaleWriter) summarize() (*Summary, error) {
	s, err := w.summary()
	if err != nil {
		return nil, err
	}
	world := w.world
	s.Concepts, s.ActiveConcepts, s.DefinedConcepts = len(world.nodes), world.firstRetired, 0
	for i := range world.nodes {
		if world.nodes[i].is(nodeDefined) && !world.nodes[i].is(nodeRetired) {
			s.DefinedConcepts++
		}
	}
	for i := world.firstRetired; i < len(world.nodes); i++ {
		r := &world.retirements[i-world.firstRetired]
		if r.association != assocSameAs && r.association != assocReplacedBy {
			continue
		}
		key := ExampleRetired
		if world.nodes[r.targets[0]].is(nodeRetired) {
			key = ExampleChain
		}
		if !slices.ContainsFunc(s.Examples, func(e Example) bool { return e.Key == key }) {
			s.Examples = append(s.Examples, Example{key, world.nodes[i].id, world.nodes[i].name})
		}
	}
	s.Figures = w.figures()
	return s, nil
}
