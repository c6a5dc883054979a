package terminology

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
)

// show prints replacements compactly: association>step>…>target, with ! behind
// an inactive or absent target.
func show(list []Replacement) string {
	var out []string
	for _, r := range list {
		var b strings.Builder
		fmt.Fprint(&b, associationRank(r.AssociationID))
		for _, s := range r.Steps {
			fmt.Fprintf(&b, ">%d", s.ConceptID.Item())
		}
		if !r.Active {
			b.WriteByte('!')
		}
		out = append(out, b.String())
	}
	return strings.Join(out, " ")
}

func TestReplacements(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	w.concept(HistoricalAssociation, true, Root)
	custom := w.concept(id(900), true, HistoricalAssociation).ID
	for _, item := range []uint64{201, 202, 203} {
		w.concept(id(item), true, Root)
	}
	for item := uint64(301); item <= 320; item++ {
		w.concept(id(item), false)
	}
	w.associate(SameAs, id(301), id(201), true)
	w.associate(SameAs, id(302), id(201), false)    // an inactive row
	w.associate(ReplacedBy, id(303), id(301), true) // a chain 303 → 301 → 201
	w.associate(ReplacedBy, id(304), id(303), true) // a longer one
	w.associate(SameAs, id(305), id(306), true)     // a circle
	w.associate(SameAs, id(306), id(305), true)     //
	w.associate(SameAs, id(307), id(307), true)     // a circle of one
	w.associate(PossiblyEquivalentTo, id(308), id(203), true)
	w.associate(PossiblyEquivalentTo, id(308), id(201), true)
	w.associate(PossiblyEquivalentTo, id(308), id(202), true)
	w.associate(WasA, id(309), id(202), true)
	w.associate(MovedTo, id(309), id(201), true)
	w.associate(SameAs, id(309), id(203), true)
	w.associate(SameAs, id(310), id(999), true)      // absent from the release
	w.associate(ReplacedBy, id(311), id(312), true)  // a dead end: 312 has nothing
	w.associate(Alternative, id(313), id(314), true) // a diamond: both ways lead to 201
	w.associate(Alternative, id(313), id(315), true)
	w.associate(SameAs, id(314), id(201), true)
	w.associate(SameAs, id(315), id(201), true)
	w.associate(custom, id(316), id(202), true)    // a national association below the parent
	w.associate(MovedFrom, id(317), id(201), true) // points the other way
	w.associate(RefersTo, id(317), id(201), true)  // is for descriptions
	w.associate(SameAs, id(318), id(305), true)    // leads into a circle: 305 is the last that isn't passed
	w.associate(SameAs, id(201), id(202), true)    // an active concept needs no replacement
	r := w.release(t)
	for _, tt := range []struct {
		item uint64
		want string
	}{
		{301, "0>201"},
		{302, ""},
		{303, "1>301>201"},
		{304, "1>303>301>201"},
		{305, "0>306!"},
		{307, ""},
		{308, "3>201 3>202 3>203"},
		{309, "0>203 6>202 8>201"},
		{310, "0>999!"},
		{311, "1>312!"},
		{313, "5>314>201"},
		{316, "9>202"},
		{317, ""},
		{318, "0>305>306!"},
		{201, ""},
	} {
		got, err := r.Replacements(id(tt.item))
		if err != nil {
			t.Fatal(err)
		}
		if show(got) != tt.want {
			t.Errorf("%d: got %q, want %q", tt.item, show(got), tt.want)
		}
	}
	if _, err := r.Replacements(id(999)); KindOf(err) != KindNotFound {
		t.Errorf("an absent concept: %v", err)
	}
}

// Whatever the associations, every replacement's steps are real active rows
// from one to the next, no concept comes twice, the target is active or has
// nowhere new to go, and every active concept that can be reached is reached.
func TestReplacementsOnRandomGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{}
		w.concept(Root, true)
		const n = 7
		active := map[sctid.ID]bool{}
		for i := range uint64(n) {
			a := rapid.Bool().Draw(t, "active")
			w.concept(id(200+i), a, Root)
			active[id(200+i)] = a
		}
		edge := map[[3]sctid.ID]bool{}
		refsets := []sctid.ID{SameAs, ReplacedBy, Alternative}
		for range rapid.IntRange(0, 14).Draw(t, "edges") {
			from := id(200 + rapid.Uint64Range(0, n-1).Draw(t, "from"))
			to := id(200 + rapid.Uint64Range(0, n-1).Draw(t, "to"))
			refset := rapid.SampledFrom(refsets).Draw(t, "refset")
			w.associate(refset, from, to, true)
			edge[[3]sctid.ID{refset, from, to}] = true
		}
		r := w.release(t)
		start := id(200)
		got, err := r.Replacements(start)
		if err != nil {
			t.Fatal(err)
		}
		if active[start] {
			if len(got) != 0 {
				t.Fatalf("replacements of an active concept: %s", show(got))
			}
			return
		}
		found := map[sctid.ID]bool{}
		for _, rep := range got {
			at, passed := start, []sctid.ID{start}
			for i, s := range rep.Steps {
				if !edge[[3]sctid.ID{s.AssociationID, at, s.ConceptID}] || slices.Contains(passed, s.ConceptID) {
					t.Fatalf("step %d of %s is no row, or goes round", i, show(got))
				}
				if i < len(rep.Steps)-1 && active[s.ConceptID] {
					t.Fatalf("%s goes on behind an active concept", show(got))
				}
				at, passed = s.ConceptID, append(passed, s.ConceptID)
			}
			if at != rep.TargetID || rep.Active != active[at] || rep.Steps[0].AssociationID != rep.AssociationID {
				t.Fatalf("%+v", rep)
			}
			found[at] = true
		}
		// The naive walk: everything active within reach over inactive concepts.
		seen, queue := map[sctid.ID]bool{start: true}, []sctid.ID{start}
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			for e := range edge {
				if e[1] != at || seen[e[2]] {
					continue
				}
				seen[e[2]] = true
				if active[e[2]] {
					if !found[e[2]] {
						t.Fatalf("%d is within reach and not in %q", e[2].Item(), show(got))
					}
				} else {
					queue = append(queue, e[2])
				}
			}
		}
	})
}

func TestInactivation(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	const duplicate, nonCurrent = sctid.ID(900000000000482003), sctid.ID(900000000000495008)
	retired := w.concept(id(201), false)
	retired.describe(1001, Synonym, "en", "Old", true)
	retired.describe(1002, Synonym, "en", "Older", false)
	w.concept(id(202), false)
	w.associate(ConceptInactivation, id(201), duplicate, true)
	w.associate(ConceptInactivation, id(202), duplicate, false)
	w.associate(DescriptionInactivation, descriptionID(1001), nonCurrent, true)
	r := w.release(t)

	for _, tt := range []struct {
		concept sctid.ID
		ok      bool
		reason  sctid.ID
	}{{Root, false, 0}, {id(201), true, duplicate}, {id(202), true, 0}} {
		got, ok, err := r.ConceptInactivation(tt.concept)
		if err != nil || ok != tt.ok || got.ReasonID != tt.reason {
			t.Errorf("%v: %v, %v, %v", tt.concept, got, ok, err)
		}
		if ok && got.Since != 20250101 {
			t.Errorf("%v: since %v", tt.concept, got.Since)
		}
	}
	for i, want := range []bool{true, true} {
		got, ok, err := r.DescriptionInactivation(&retired.Descriptions[i])
		if err != nil || ok != want {
			t.Errorf("description %d: %v, %v, %v", i, got, ok, err)
		}
	}
	plain := Description{ID: descriptionID(5000), Stamp: Stamp{Active: true}}
	if _, ok, _ := r.DescriptionInactivation(&plain); ok {
		t.Error("an active description without a mark is said to be inactive")
	}
}

// Too many replacements are refused, not cut short.
func TestReplacementsBudget(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	w.concept(id(101), false)
	for item := range uint64(MaxReplacements + 1) {
		w.associate(PossiblyEquivalentTo, id(101), id(1000+item), true)
	}
	r := w.release(t)
	if got, err := r.Replacements(id(101)); err == nil || KindOf(err) != KindResourceExhausted {
		t.Errorf("%d replacements, %v", len(got), err)
	}
}
