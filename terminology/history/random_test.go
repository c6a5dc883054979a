package history_test

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
)

// arrow is an association, by the place of its kind in the order of associations.
type arrow struct {
	kind int
	to   sctid.ID
}

// model enumerates every way there is.
type model struct {
	active, held map[sctid.ID]bool
	arrows       map[sctid.ID][]arrow
	reason       map[sctid.ID]sctid.ID
}

// way is one way, as its steps.
type way []arrow

func (w way) weakest() int {
	k := 0
	for _, a := range w {
		k = max(k, a.kind)
	}
	return k
}

func compareWays(a, b way) int {
	return cmp.Or(cmp.Compare(a.weakest(), b.weakest()), cmp.Compare(len(a), len(b)),
		slices.CompareFunc(a, b, func(x, y arrow) int { return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.to, y.to)) }))
}

// each calls visit with every way from a concept that comes to none twice.
func (n *model) each(passed []sctid.ID, w way, visit func(way)) {
	at := passed[len(passed)-1]
	if n.active[at] {
		return
	}
	for _, a := range n.arrows[at] {
		if slices.Contains(passed, a.to) {
			continue
		}
		longer := append(slices.Clone(w), a)
		visit(longer)
		n.each(append(slices.Clone(passed), a.to), longer, visit)
	}
}

func (n *model) terminal(at sctid.ID) bool {
	return n.active[at] || !n.held[at] || len(n.arrows[at]) == 0
}

// trapped tells whether no way from a concept ends.
func (n *model) trapped(at sctid.ID) bool {
	if n.terminal(at) {
		return false
	}
	trapped := true
	n.each([]sctid.ID{at}, nil, func(w way) { trapped = trapped && !n.terminal(w[len(w)-1].to) })
	return trapped
}

// best returns the best way to each concept that can be reached.
func (n *model) best(start sctid.ID) map[sctid.ID]way {
	best := map[sctid.ID]way{}
	n.each([]sctid.ID{start}, nil, func(w way) {
		to := w[len(w)-1].to
		if old, ok := best[to]; !ok || compareWays(w, old) < 0 {
			best[to] = w
		}
	})
	return best
}

func (n *model) judge(start sctid.ID, w way) history.Judgement {
	judged := history.Safe
	at := start
	for _, a := range w {
		reason := history.Safe
		targets := map[sctid.ID]bool{}
		for _, other := range n.arrows[at] {
			targets[other.to] = true
		}
		switch {
		case a.kind > 1:
			reason = history.NotExact
		case len(targets) > 1:
			reason = history.SeveralTargets
		case slices.Contains([]sctid.ID{ambiguous, limited, movedAway, meaningless, anotherValue}, n.reason[at]):
			reason = history.ReasonDisagrees
		}
		if reason != history.Safe && (judged == history.Safe || reason < judged) {
			judged = reason
		}
		at = a.to
	}
	return judged
}

func sameWay(w history.Way, want way) bool {
	if w.Len() != len(want) {
		return false
	}
	for i, a := range want {
		if s := w.Step(i); s.ConceptID != a.to || s.AssociationID != associations[a.kind] {
			return false
		}
	}
	return true
}

// On random graphs with circles, dead ends and concepts outside the release, the
// index agrees with the enumeration of all ways: which ends there are, which way to
// each is shown, how it is judged, and the order.
func TestRandomAssociations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := &model{map[sctid.ID]bool{}, map[sctid.ID]bool{}, map[sctid.ID][]arrow{}, map[sctid.ID]sctid.ID{}}
		w := testrelease.New()
		w.Concept(terminology.Root, true)
		concepts := rapid.IntRange(1, 8).Draw(t, "concepts")
		for i := range concepts + 1 { // the last is outside the release
			c := id(200 + i)
			n.held[c] = i < concepts
			n.active[c] = n.held[c] && rapid.IntRange(0, 3).Draw(t, "active") == 0
			if n.active[c] {
				w.Concept(c, true, terminology.Root)
			} else if n.held[c] {
				w.Concept(c, false)
				reasons := []sctid.ID{0, 0, duplicate, erroneous, outdated, derived, nonconform, ambiguous, limited, movedAway, meaningless, anotherValue}
				if n.reason[c] = rapid.SampledFrom(reasons).Draw(t, "reason"); n.reason[c] != 0 {
					w.Member(terminology.ConceptInactivation, c, true, component(n.reason[c]))
				}
			}
		}
		for range rapid.IntRange(0, 12).Draw(t, "associations") {
			from := id(200 + rapid.IntRange(0, concepts).Draw(t, "from"))
			a := arrow{rapid.SampledFrom([]int{0, 0, 1, 1, 3, 6, 8}).Draw(t, "kind"), id(200 + rapid.IntRange(0, concepts).Draw(t, "to"))}
			live := rapid.IntRange(0, 5).Draw(t, "live") > 0
			w.Member(associations[a.kind], from, live, component(a.to))
			if live && n.held[from] && !n.active[from] && !slices.Contains(n.arrows[from], a) {
				n.arrows[from] = append(n.arrows[from], a)
			}
		}
		// The release numbers only the kinds that it has, in the same order.
		r := w.Release(t)
		x, err := history.Of(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		for i := range concepts {
			compareWithNaive(t, r, x, n, id(200+i))
		}
		for i := range concepts + 1 {
			comparePredecessors(t, x, n, id(200+i))
		}
	})
}

func compareWithNaive(t *rapid.T, r *terminology.Release, x *history.Index, n *model, start sctid.ID) {
	o, err := r.Ordinal(start)
	if err != nil {
		t.Fatal(err)
	}
	got, err := x.Resolve(o)
	if err != nil {
		t.Fatal(err)
	}
	var ways []way
	ends := map[sctid.ID]way{}
	for to, w := range n.best(start) {
		switch {
		case n.active[to]:
			ways = append(ways, w)
		case n.terminal(to):
			ends[to] = w
		}
	}
	slices.SortFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(a.weakest(), b.weakest()), cmp.Compare(len(a), len(b)), cmp.Compare(a[len(a)-1].to, b[len(b)-1].to))
	})
	if got.Len() != len(ways) {
		t.Fatalf("%d has the replacements\n%s\nwant %v", start.Item(), show(got), ways)
	}
	for i, w := range ways {
		replacement := got.Replacement(i)
		if !sameWay(replacement.Way, w) || replacement.TargetID != w[len(w)-1].to || replacement.AssociationID != associations[w.weakest()] ||
			replacement.Judgement != n.judge(start, w) {
			t.Fatalf("%d has the replacements\n%s\nwant %v, %v", start.Item(), show(got), ways, n.judge(start, w))
		}
		if replacement.Safe() && (len(ways) != 1 || got.Ends() != 0) {
			t.Fatalf("%d: one of several is safe\n%s", start.Item(), show(got))
		}
	}
	loops := 0
	for i := range got.Ends() {
		end := got.End(i)
		if i > 0 && (got.End(i-1).Kind > end.Kind || got.End(i-1).Kind == end.Kind && got.End(i-1).ConceptID >= end.ConceptID) {
			t.Fatalf("%d: ends out of order\n%s", start.Item(), show(got))
		}
		if end.Kind == history.EndLoop {
			loops++
			checkLoop(t, n, start, end)
			continue
		}
		if w, ok := ends[end.ConceptID]; !ok || !sameWay(end.Way, w) || (end.Kind == history.EndNotInRelease) == n.held[end.ConceptID] {
			t.Fatalf("%d has the ends\n%s\nwant %v", start.Item(), show(got), ends)
		}
	}
	wantLoop := n.trapped(start)
	for to := range n.best(start) {
		wantLoop = wantLoop || n.trapped(to)
	}
	if wantLoop != (loops == 1) || got.Ends()-loops != len(ends) {
		t.Fatalf("%d has the ends\n%s\nwant %v, and a loop: %v", start.Item(), show(got), ends, wantLoop)
	}
}

// checkLoop checks that a way is one of associations, and comes in its last step to
// a concept for the second time.
func checkLoop(t *rapid.T, n *model, start sctid.ID, end history.End) {
	passed := []sctid.ID{start}
	for i := range end.Way.Len() {
		s := end.Way.Step(i)
		at := passed[len(passed)-1]
		if !slices.Contains(n.arrows[at], arrow{slices.Index(associations, s.AssociationID), s.ConceptID}) {
			t.Fatalf("%s is no way", showWay(end.Way))
		}
		if again := slices.Contains(passed, s.ConceptID); again != (i == end.Way.Len()-1) {
			t.Fatalf("%s isn't a loop that is closed once", showWay(end.Way))
		}
		passed = append(passed, s.ConceptID)
	}
	if end.ConceptID != passed[len(passed)-1] || !n.trapped(end.ConceptID) {
		t.Fatalf("%s can be left", showWay(end.Way))
	}
}

func comparePredecessors(t *rapid.T, x *history.Index, n *model, goal sctid.ID) {
	var want []sctid.ID
	for c, held := range n.held {
		if _, reaches := n.best(c)[goal]; held && !n.active[c] && c != goal && reaches {
			want = append(want, c)
		}
	}
	slices.Sort(want)
	got := x.ReplacedID(goal)
	if got.Len() != len(want) {
		t.Fatalf("%d has %d predecessors, want %d", goal.Item(), got.Len(), want)
	}
	for i, c := range want {
		p, err := got.At(i)
		if err != nil {
			t.Fatal(err)
		}
		w := n.best(c)[goal]
		judged := n.judge(c, w)
		if judged == history.Safe && !n.active[goal] {
			judged = history.TargetUnusable
		}
		if p.ConceptID != c || !sameWay(p.Way, w) || p.AssociationID != associations[w.weakest()] || p.Judgement != judged {
			t.Fatalf("predecessor %d of %d is %+v by %s, want %v, %v", i, goal.Item(), p, showWay(p.Way), w, judged)
		}
	}
}
