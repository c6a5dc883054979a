package store

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
)

// anyID draws SCTIDs of both forms, and numbers that are none.
func anyID() *rapid.Generator[sctid.ID] {
	return rapid.Custom(func(t *rapid.T) sctid.ID {
		if rapid.IntRange(0, 9).Draw(t, "plain") == 0 {
			return sctid.ID(rapid.Uint64().Draw(t, "number"))
		}
		kind := rapid.SampledFrom([]sctid.Kind{sctid.KindConcept, sctid.KindDescription, sctid.KindRelationship}).Draw(t, "kind")
		namespace := rapid.SampledFrom([]uint32{0, 1000124, 1999999, 9_999_999, 1}).Draw(t, "namespace")
		item := rapid.Uint64Range(1, 99_999_999).Draw(t, "item")
		if namespace == 0 {
			item = rapid.Uint64Range(100, 999_999_999_999_999).Draw(t, "item")
		}
		id, err := sctid.New(kind, namespace, item)
		if err != nil {
			id = sctid.ID(item)
		}
		return id
	})
}

// TestSplit puts ids together from what they were taken apart into, and compares
// the check digits with those of package sctid.
func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := anyID().Draw(t, "id")
		s, item := split(id)
		placed := newPlacedSpace(s)
		if got := placed.id(item); got != id {
			t.Fatalf("%d became %+v, %d and then %d", id, s, item, got)
		}
		if id.Check() == nil && s.form == plainSpace {
			t.Fatalf("%d is an SCTID, but has the space of plain numbers", id)
		}
	})
}

func TestIDLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOf(anyID()).Draw(t, "ids")
		kind := uint64(rapid.IntRange(0, 2).Draw(t, "kind"))
		var table spaceTable
		for range rapid.IntRange(0, 3).Draw(t, "before") {
			table.split(anyID().Draw(t, "id before"))
		}
		anyOrder, ascending := table.writer(kind), table.writer(kind)
		var a, b, c []byte
		for _, id := range ids {
			a = anyOrder.appendAny(a, id)
		}
		sorted := slices.Sorted(slices.Values(ids))
		for _, id := range sorted {
			b = ascending.append(b, id)
		}
		if len(sorted) > 0 {
			behind := table.writerFrom(sorted[0])
			for _, id := range sorted[1:] {
				c = behind.append(c, id)
			}
		}
		d := decoder{b: appendSpaces(nil, table.items)}
		spaces := d.spaces()
		if !d.done() {
			t.Fatal("the table of spaces")
		}
		r, d := newIDReader(spaces, kind), decoder{b: a}
		for i, id := range ids {
			if r.nextAny(&d); r.id() != id {
				t.Fatalf("id %d is %d, want %d", i, r.id(), id)
			}
		}
		if !d.done() {
			t.Fatal("the list in any order")
		}
		r, d = newIDReader(spaces, kind), decoder{b: b}
		for i, id := range sorted {
			if r.next(&d); r.id() != id {
				t.Fatalf("sorted id %d is %d, want %d", i, r.id(), id)
			}
		}
		if !d.done() {
			t.Fatal("the ascending list")
		}
		if len(sorted) == 0 {
			return
		}
		r, ok := idReaderFrom(spaces, sorted[0])
		d = decoder{b: c}
		for i, id := range sorted[1:] {
			if r.next(&d); r.id() != id {
				t.Fatalf("id %d behind the first is %d, want %d", i, r.id(), id)
			}
		}
		if !ok || !d.done() {
			t.Fatal("the list behind an id")
		}
	})
}

func BenchmarkID(b *testing.B) {
	s := newPlacedSpace(space{longSpace, 199999911})
	var sum sctid.ID
	item := uint64(1_000_000)
	for b.Loop() {
		sum += s.id(item)
		item++
	}
	_ = sum
}
