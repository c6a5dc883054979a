package history_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Inactivation values.
const (
	duplicate    = sctid.ID(900000000000482003)
	ambiguous    = sctid.ID(900000000000484002)
	erroneous    = sctid.ID(900000000000485001)
	limited      = sctid.ID(900000000000486000)
	movedAway    = sctid.ID(900000000000487009)
	outdated     = sctid.ID(900000000000483008)
	derived      = sctid.ID(1186917008)
	nonconform   = sctid.ID(723277005)
	meaningless  = sctid.ID(1186919006)
	anotherValue = sctid.ID(900000000000495008)
)

// table is a world with each case once: active concepts 201 to 209, retired ones
// from 301.
func table() *testrelease.World {
	w := testrelease.New()
	w.Concept(terminology.Root, true)
	w.Concept(terminology.HistoricalAssociation, true, terminology.Root)
	w.Concept(id(900), true, terminology.HistoricalAssociation) // a national association
	for item := 201; item <= 209; item++ {
		w.Concept(id(item), true, terminology.Root)
	}
	for item := 301; item <= 360; item++ {
		w.Concept(id(item), false)
	}
	says := func(from int, association sctid.ID, to int) { w.Member(association, id(from), true, component(id(to))) }
	why := func(concept int, reason sctid.ID) {
		w.Member(terminology.ConceptInactivation, id(concept), true, component(reason))
	}
	says(301, terminology.SameAs, 201)
	why(301, duplicate)
	w.Member(terminology.SameAs, id(302), false, component(id(201))) // withdrawn
	says(303, terminology.ReplacedBy, 301)                           // a chain to 201
	why(303, erroneous)
	says(304, terminology.SameAs, 303) // a longer one
	says(305, terminology.SameAs, 306) // a circle of two
	says(306, terminology.SameAs, 305)
	says(307, terminology.SameAs, 307) // a circle of one
	says(308, terminology.PossiblyEquivalentTo, 203)
	says(308, terminology.PossiblyEquivalentTo, 201)
	says(308, terminology.PossiblyEquivalentTo, 202)
	why(308, ambiguous)
	says(309, terminology.WasA, 202)
	says(309, terminology.MovedTo, 201)
	says(309, terminology.SameAs, 203)
	says(310, terminology.SameAs, 999)     // outside the release
	says(311, terminology.ReplacedBy, 312) // a dead end
	says(313, terminology.Alternative, 314)
	says(313, terminology.Alternative, 315) // a diamond
	says(314, terminology.SameAs, 201)
	says(315, terminology.SameAs, 201)
	says(317, terminology.MovedFrom, 201)
	says(317, terminology.RefersTo, 201)
	says(318, terminology.ReplacedBy, 305) // leads into a circle
	says(319, terminology.SameAs, 320)     // a circle with a way out
	says(320, terminology.SameAs, 319)
	says(320, terminology.ReplacedBy, 204)
	says(321, terminology.SameAs, 204) // the same target twice
	says(321, terminology.ReplacedBy, 204)
	why(322, ambiguous) // reasons
	says(322, terminology.SameAs, 204)
	why(323, meaningless)
	says(323, terminology.ReplacedBy, 204)
	why(324, limited)
	says(324, terminology.SameAs, 204)
	why(325, movedAway)
	says(325, terminology.SameAs, 204)
	why(326, anotherValue)
	says(326, terminology.SameAs, 204)
	why(327, outdated)
	says(327, terminology.ReplacedBy, 204)
	why(328, derived)
	says(328, terminology.ReplacedBy, 204)
	why(329, nonconform)
	says(329, terminology.ReplacedBy, 204)
	why(330, derived)
	says(330, terminology.PartiallyEquivalentTo, 204)
	says(330, terminology.PartiallyEquivalentTo, 205)
	says(331, terminology.SameAs, 322) // the reason further on counts as well
	says(332, terminology.SameAs, 308) // as weak as its weakest step
	says(332, terminology.ReplacedBy, 308)
	says(333, terminology.SameAs, 334) // a dead end beside a replacement
	says(333, terminology.SameAs, 205)
	says(335, terminology.WasA, 206) // a better way that is longer
	says(335, terminology.SameAs, 336)
	says(336, terminology.SameAs, 206)
	says(201, terminology.SameAs, 202) // an active concept needs no replacement
	says(337, terminology.ReplacedBy, 207)
	says(337, terminology.ReplacedBy, 208) // one of two
	says(338, terminology.SameAs, 338)     // to itself, and away
	says(338, terminology.SameAs, 209)
	says(339, terminology.SimilarTo, 209)
	w.Member(id(900), id(340), true, component(id(209)))
	return w
}

func TestResolve(t *testing.T) {
	r := table().Release(t)
	x := indexOf(t, r)
	for _, tt := range []struct {
		item int
		want string
	}{
		{301, "safe >same:201"},
		{302, ""},
		{303, "safe >replaced:301>same:201"},
		{304, "safe >same:303>replaced:301>same:201"},
		{305, "loop >same:306>same:305"},
		{306, "loop >same:305>same:306"},
		{307, "loop >same:307"},
		{308, "not-exact >possibly:201\nnot-exact >possibly:202\nnot-exact >possibly:203"},
		{309, "several-targets >same:203\nnot-exact >wasA:202\nnot-exact >moved:201"},
		{310, "not-in-release >same:999"},
		{311, "dead-end >replaced:312"},
		{312, ""},
		{313, "not-exact >alternative:314>same:201"},
		{317, ""},
		{318, "loop >replaced:305>same:306>same:305"},
		{319, "several-targets >same:320>replaced:204"},
		{320, "several-targets >replaced:204"},
		{321, "safe >same:204"},
		{322, "reason-disagrees >same:204"},
		{323, "reason-disagrees >replaced:204"},
		{324, "reason-disagrees >same:204"},
		{325, "reason-disagrees >same:204"},
		{326, "reason-disagrees >same:204"},
		{327, "safe >replaced:204"},
		{328, "safe >replaced:204"},
		{329, "safe >replaced:204"},
		{330, "not-exact >partially:204\nnot-exact >partially:205"},
		{331, "reason-disagrees >same:322>same:204"},
		{332, "not-exact >same:308>possibly:201\nnot-exact >same:308>possibly:202\nnot-exact >same:308>possibly:203"},
		{333, "several-targets >same:205\ndead-end >same:334"},
		{335, "several-targets >same:336>same:206"},
		{337, "several-targets >replaced:207\nseveral-targets >replaced:208"},
		{338, "several-targets >same:209"},
		{339, "not-exact >similar:209"},
		{340, "not-exact >" + id(900).String() + ":209"},
		{201, ""}, {205, ""},
	} {
		got, err := x.Resolve(ordinal(t, r, id(tt.item)))
		if err != nil {
			t.Fatal(err)
		}
		if show(got) != tt.want {
			t.Errorf("%d: got\n%s\nwant\n%s", tt.item, show(got), tt.want)
		}
		swap, ok := got.Swap()
		if ok != (len(tt.want) > 4 && tt.want[:4] == "safe") || ok && !swap.Safe() {
			t.Errorf("%d: Swap says %v", tt.item, ok)
		}
	}
	if got, err := x.Resolve(1 << 30); err != nil || got.Len()+got.Ends() != 0 {
		t.Errorf("an ordinal of no concept: %v, %v", got, err)
	}
}

func TestResolveTells(t *testing.T) {
	r := table().Release(t)
	x := indexOf(t, r)
	got, _ := x.Resolve(ordinal(t, r, id(332)))
	first := got.Replacement(0)
	if first.TargetID != id(201) || first.Target != ordinal(t, r, id(201)) || first.AssociationID != terminology.PossiblyEquivalentTo {
		t.Errorf("%+v", first)
	}
	if since := first.Way.Step(0).Since; since < 20200101 || since > 20200128 {
		t.Errorf("the row is of %v", since)
	}
	got, _ = x.Resolve(ordinal(t, r, id(310)))
	if end := got.End(0); end.ConceptID != id(999) || end.Kind != history.EndNotInRelease {
		t.Errorf("%+v", end)
	}
	for _, tt := range []struct {
		item   int
		ok     bool
		reason sctid.ID
	}{{301, true, duplicate}, {302, true, 0}, {330, true, derived}, {201, false, 0}} {
		got, ok := x.Inactivation(ordinal(t, r, id(tt.item)))
		if ok != tt.ok || got.ReasonID != tt.reason || ok && got.Since != 20250101 {
			t.Errorf("%d: %v, %v", tt.item, got, ok)
		}
	}
}

func TestReplaced(t *testing.T) {
	r := table().Release(t)
	x := indexOf(t, r)
	for _, tt := range []struct {
		item int
		want string
	}{
		{201, "301 safe >same:201\n303 safe >replaced:301>same:201\n304 safe >same:303>replaced:301>same:201\n" +
			"308 not-exact >possibly:201\n309 not-exact >moved:201\n313 not-exact >alternative:314>same:201\n" +
			"314 safe >same:201\n315 safe >same:201\n332 not-exact >same:308>possibly:201"},
		{206, "335 several-targets >same:336>same:206\n336 safe >same:206"},
		{301, "303 target-unusable >replaced:301\n304 target-unusable >same:303>replaced:301"},
		{305, "306 target-unusable >same:305\n318 target-unusable >replaced:305"},
		{307, ""},
		{312, "311 target-unusable >replaced:312"},
		{334, "333 several-targets >same:334"},
		{999, "310 target-unusable >same:999"},
		{998, ""},
		{308, "332 target-unusable >same:308"},
	} {
		var got strings.Builder
		p := x.ReplacedID(id(tt.item))
		for i := range p.Len() {
			one, err := p.At(i)
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 {
				got.WriteString("\n")
			}
			got.WriteString(one.ConceptID.String()[:3] + " " + one.Judgement.String() + " " + showWay(one.Way))
			if after := p.After(one.ConceptID); after != i+1 {
				t.Errorf("%d: After(%v) is %d", tt.item, one.ConceptID, after)
			}
		}
		if got.String() != tt.want {
			t.Errorf("%d: got\n%s\nwant\n%s", tt.item, got.String(), tt.want)
		}
	}
}

func TestAssociationWords(t *testing.T) {
	for _, refset := range associations {
		if words := history.AssociationWords(refset); words == "" || words == refset.String() || strings.ToUpper(words) != words {
			t.Errorf("%v: %q", refset, words)
		}
	}
	if words := history.AssociationWords(id(900)); words != id(900).String() {
		t.Errorf("another one: %q", words)
	}
}

// More concepts than a question may cost are an error that says so, from either
// side.
func TestTooMany(t *testing.T) {
	w := testrelease.New()
	w.Concept(terminology.Root, true)
	w.Concept(id(101), false)
	w.Concept(id(102), false)
	w.Member(terminology.SameAs, id(102), true, component(terminology.Root))
	for item := range terminology.MaxReplacements + 1 {
		w.Concept(id(1000+item), true, terminology.Root)
		w.Member(terminology.PossiblyEquivalentTo, id(101), true, component(id(1000+item)))
	}
	r := w.Release(t)
	x := indexOf(t, r)
	tooMany := func(err error) bool {
		var e *terminology.Error
		return errors.As(err, &e) && e.Reason == terminology.ReasonBudgetExceeded
	}
	if _, err := x.Resolve(ordinal(t, r, id(101))); !tooMany(err) {
		t.Errorf("resolving: %v", err)
	}
	if _, err := x.Replaced(ordinal(t, r, id(1000))).At(0); !tooMany(err) {
		t.Errorf("the other way round: %v", err)
	}
	if one, err := x.Replaced(ordinal(t, r, terminology.Root)).At(0); err != nil || one.ConceptID != id(102) || one.Judgement != history.Safe {
		t.Errorf("%+v, %v", one, err)
	}
}

// Making the index can be interrupted, and then be done again.
func TestInterrupted(t *testing.T) {
	r := table().Release(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := history.Of(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	indexOf(t, r)
}

// An answer takes no memory.
func TestAllocations(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector counts otherwise")
	}
	r := table().Release(t)
	x := indexOf(t, r)
	o := ordinal(t, r, id(304))
	if n := testing.AllocsPerRun(100, func() {
		got, _ := x.Resolve(o)
		swap, ok := got.Swap()
		if !ok || swap.Way.Step(2).ConceptID != id(201) {
			t.Error("wrong")
		}
		x.Inactivation(o)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
