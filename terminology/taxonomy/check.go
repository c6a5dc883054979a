package taxonomy

import (
	"math/bits"
)

// check tests what the methods rely on, in one pass over each column: lengths,
// bounds and orders. It does not compare columns with each other; that is
// Verify's. Beside it runs also, which may rely on lengths, identifiers and
// intervals.
func (t *Taxonomy) check(concepts int, also func()) error {
	active := int(t.active)
	for _, want := range []struct {
		name       string
		have, want int
	}{
		{"ids", len(t.ids), concepts},
		{"by-id", len(t.byID), concepts},
		{"slots", len(t.slots), slotCount(concepts)},
		{"defined", len(t.defined), (concepts + 63) / 64},
		{"parent-start", len(t.parentStart), active + 1},
		{"child-start", len(t.childStart), active + 1},
		{"children", len(t.children), len(t.parents)},
		{"cover", len(t.cover), active + 1},
		{"longest", len(t.longest), active},
		{"shortest", len(t.shortest), active},
		{"attribute-start", len(t.attributeStart), active + 1},
		{"type-start", len(t.typeStart), len(t.types) + 1},
		{"value-start", len(t.valueStart), len(t.values) + 1},
		{"concrete-start", len(t.concreteStart), len(t.concreteKinds) + 1},
	} {
		if want.have != want.want {
			return damaged(want.name, "%d elements: expected %d", want.have, want.want)
		}
	}
	if err := t.checkCover(); err != nil {
		return err
	}
	checks := []func() error{
		func() error { also(); return nil },
		t.checkAttributes,
		t.checkSlots,
		func() error { return checkOrdinals("by-id", t.byID, Ordinal(concepts)) },
		func() error { return checkOrdinals("parents", t.parents, t.active) },
		func() error { return checkOrdinals("children", t.children, t.active) },
		func() error { return checkOrdinals("sources", t.sources, t.active) },
		t.checkValues,
		func() error { return checkStarts("parent-start", t.parentStart, len(t.parents)) },
		func() error { return checkStarts("child-start", t.childStart, len(t.children)) },
		func() error { return checkStarts("attribute-start", t.attributeStart, len(t.attributes)) },
		func() error { return checkStarts("type-start", t.typeStart, len(t.values)) },
		func() error { return checkStarts("value-start", t.valueStart, len(t.sources)) },
		t.checkConcrete,
		t.checkDefined,
	}
	return inParallel(len(checks), func(i int) error { return checks[i]() })
}

// checkStarts checks the starts of lists in compressed rows.
func checkStarts(name string, starts []uint32, end int) error {
	previous := uint32(0)
	for i, s := range starts {
		if s < previous {
			return damaged(name, "element %d is %d after %d: expected ascending starts", i, s, previous)
		}
		previous = s
	}
	if starts[0] != 0 || int64(previous) != int64(end) {
		return damaged(name, "lists from %d to %d: expected 0 to %d", starts[0], previous, end)
	}
	return nil
}

func checkOrdinals(name string, ordinals []Ordinal, end Ordinal) error {
	for i, o := range ordinals {
		if o >= end {
			return damaged(name, "element %d is ordinal %d: expected one below %d", i, o, end)
		}
	}
	return nil
}

// checkSlots checks that probing ends and finds no ordinal out of bounds.
func (t *Taxonomy) checkSlots() error {
	mask := uint32(1)<<ordinalBits(len(t.ids)) - 1
	// Every other slot is empty, which no processor can predict: the loop has no
	// branches and takes a third of the time. A number x above 0 becomes 1 as
	// (x + 2^32 - 1) >> 32.
	const carry = 1<<32 - 1
	var used, named uint64
	var most uint32
	for _, s := range t.slots {
		ordinal := s & mask // plus one
		used += (uint64(s) + carry) >> 32
		named += (uint64(ordinal) + carry) >> 32
		most = max(most, ordinal)
	}
	if used != uint64(len(t.ids)) || named != used {
		return damaged("slots", "%d slots are in use, %d of them with an ordinal: expected %d", used, named, len(t.ids))
	}
	if uint64(most) > uint64(len(t.ids)) {
		return damaged("slots", "ordinal %d: expected ordinals below %d", most-1, len(t.ids))
	}
	return nil
}

func (t *Taxonomy) checkCover() error {
	previous := uint32(0)
	for i, e := range t.cover {
		if e.extra < previous || int64(e.extra) > int64(len(t.extra)) {
			return damaged("cover", "element %d starts a list at %d: expected %d to %d", i, e.extra, previous, len(t.extra))
		}
		previous = e.extra
		if o := Ordinal(i); o < t.active && (e.last < o || e.last >= t.active) {
			return damaged("cover", "element %d ends at %d: expected %d to %d", i, e.last, i, t.active-1)
		}
	}
	if t.cover[0].extra != 0 || int64(previous) != int64(len(t.extra)) {
		return damaged("cover", "lists from %d to %d: expected 0 to %d", t.cover[0].extra, previous, len(t.extra))
	}
	for o := range t.active {
		own := interval{o, t.cover[o].last}
		end := int64(-2)
		for _, v := range t.extras(o) {
			if v.first > v.last || v.last >= t.active || int64(v.first) <= end+1 {
				return damaged("extra", "the interval %d to %d of ordinal %d: expected ascending separate intervals", v.first, v.last, o)
			}
			if v.first <= own.last && v.last >= own.first {
				return damaged("extra", "the interval %d to %d of ordinal %d overlaps its own", v.first, v.last, o)
			}
			end = int64(v.last)
		}
	}
	return nil
}

func (t *Taxonomy) checkAttributes() error {
	for i, a := range t.attributes {
		if a.Type >= t.active {
			return damaged("attributes", "element %d has type %d: expected one below %d", i, a.Type, t.active)
		}
		if !t.isValue(a.Value) {
			return damaged("attributes", "element %d has value %#x, which is no concept and no concrete value", i, uint32(a.Value))
		}
	}
	return nil
}

// isValue reports whether v names an active concept or a concrete value.
func (t *Taxonomy) isValue(v Value) bool {
	if i, ok := v.Concrete(); ok {
		return i < len(t.concreteKinds)
	}
	return Ordinal(v) < t.active
}

func (t *Taxonomy) checkValues() error {
	for i, o := range t.types {
		if o >= t.active || i > 0 && t.types[i-1] >= o {
			return damaged("types", "element %d is ordinal %d: expected ascending ones below %d", i, o, t.active)
		}
	}
	for i, v := range t.values {
		if !t.isValue(v) {
			return damaged("values", "element %d is %#x, which is no concept and no concrete value", i, uint32(v))
		}
	}
	return nil
}

func (t *Taxonomy) checkConcrete() error {
	if err := checkStarts("concrete-start", t.concreteStart, len(t.concreteText)); err != nil {
		return err
	}
	for i, kind := range t.concreteKinds {
		v := ConcreteValue{ConcreteKind(kind), string(t.concreteText[t.concreteStart[i]:t.concreteStart[i+1]])}
		if problem := v.problem(); problem != "" {
			return damaged("concrete-text", "element %d: %s", i, problem)
		}
	}
	return nil
}

// checkDefined checks that no bit stands for a concept that is not there.
func (t *Taxonomy) checkDefined() error {
	if n := len(t.ids) % 64; n > 0 {
		if last := t.defined[len(t.defined)-1]; bits.Len64(last) > n {
			return damaged("defined", "bits after the last concept")
		}
	}
	return nil
}
