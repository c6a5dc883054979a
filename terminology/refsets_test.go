package terminology

import (
	"slices"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

func TestMembers(t *testing.T) {
	w := &world{}
	w.concept(Root, true)
	w.concept(id(201), true, Root)
	w.concept(id(202), true, Root)
	w.concept(id(401), true, Root)
	w.associate(SameAs, id(202), id(201), true)
	w.associate(SameAs, id(201), Root, false)
	w.associate(SameAs, id(202), Root, true)
	w.associate(SameAs, id(202), id(202), true)
	w.join(id(401), id(202))
	r := w.release(t)
	key := func(m Member) MemberKey { return MemberKey{m.ReferencedComponentID, m.ID} }
	for _, tt := range []struct {
		name string
		q    MemberQuery
		want int
	}{
		{"active", MemberQuery{RefsetID: SameAs}, 3},
		{"both states", MemberQuery{RefsetID: SameAs, Inactive: true}, 4},
		{"of a component", MemberQuery{RefsetID: SameAs, ReferencedComponentID: id(202)}, 3},
		{"inactive of a component", MemberQuery{RefsetID: SameAs, ReferencedComponentID: id(201), Inactive: true}, 1},
		{"none of a component", MemberQuery{RefsetID: SameAs, ReferencedComponentID: id(201)}, 0},
	} {
		for size := 1; size <= 5; size++ {
			var got []Member
			q := tt.q
			q.Limit = size
			for {
				page, err := r.Members(q)
				if err != nil {
					t.Fatal(err)
				}
				if page.Total != tt.want {
					t.Fatalf("%s: total %d, want %d", tt.name, page.Total, tt.want)
				}
				got = append(got, page.Members...)
				if !page.More {
					break
				}
				q.After = key(got[len(got)-1])
			}
			if len(got) != tt.want || !slices.IsSortedFunc(got, func(a, b Member) int {
				if keyLess(key(a), key(b)) {
					return -1
				}
				return 1
			}) {
				t.Errorf("%s in pages of %d: %v", tt.name, size, got)
			}
		}
	}
	for refset, kind := range map[sctid.ID]Kind{Root: KindNotFound, 404684003: KindNotFound, 5: KindInvalidArgument, descriptionID(1001): KindInvalidArgument} {
		if _, err := r.Members(MemberQuery{RefsetID: refset}); err == nil || KindOf(err) != kind {
			t.Errorf("refset %v: %v", refset, err)
		}
	}
}

func TestMemberships(t *testing.T) {
	w := &world{}
	w.concept(Root, true).describe(1001, Synonym, "en", "Top", true)
	w.concept(id(401), true, Root)
	w.associate(SameAs, Root, id(401), false)
	w.join(id(401), Root)
	w.join(id(401), 404684003) // absent, and yet a member
	r := w.release(t)
	count := func(component sctid.ID, inactive bool) int {
		t.Helper()
		seq, err := r.Memberships(component, inactive)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	for _, tt := range []struct {
		component sctid.ID
		inactive  bool
		want      int
	}{{Root, false, 1}, {Root, true, 2}, {404684003, false, 1}, {descriptionID(1001), true, 0}, {id(401), true, 0}} {
		if got := count(tt.component, tt.inactive); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.component, got, tt.want)
		}
	}
	for component, kind := range map[sctid.ID]Kind{id(999): KindNotFound, descriptionID(1002): KindNotFound, 7: KindInvalidArgument} {
		if _, err := r.Memberships(component, true); err == nil || KindOf(err) != kind {
			t.Errorf("%v: %v", component, err)
		}
	}
}

func TestDescription(t *testing.T) {
	w := &world{}
	w.concept(Root, true).describe(1001, Synonym, "en", "Top", false)
	r := w.release(t)
	d, err := r.Description(descriptionID(1001))
	if err != nil || d.Term != "Top" || d.ConceptID != Root {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := r.Description(descriptionID(1002)); err == nil || KindOf(err) != KindNotFound {
		t.Errorf("absent: %v", err)
	}
	if _, err := r.Description(3); err == nil || KindOf(err) != KindInvalidArgument {
		t.Errorf("malformed: %v", err)
	}
}
