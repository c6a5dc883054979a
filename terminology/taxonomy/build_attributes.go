package taxonomy

import (
	"fmt"
	"math"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// addAttributes fills the attribute columns of t, whose hierarchy is complete.
func (b *builder) addAttributes(t *Taxonomy) error {
	if len(b.in.Attributes) > math.MaxInt32 {
		return &InputError{"Attributes", -1, fmt.Sprintf("%d rows: expected fewer than 2^31", len(b.in.Attributes))}
	}
	rows, err := b.keptAttributes(t)
	if err != nil {
		return err
	}
	concreteIndex := b.addConcreteValues(t, rows)

	// Into compressed rows by counting, then each source's few rows are sorted.
	t.attributeStart = make([]uint32, b.active+1)
	for _, r := range rows {
		t.attributeStart[r.source+1]++
	}
	accumulate(t.attributeStart)
	next := slices.Clone(t.attributeStart)
	t.attributes = make([]Attribute, len(rows))
	for _, r := range rows {
		if i, ok := r.Value.Concrete(); ok {
			r.Value = concreteBit | Value(concreteIndex[i])
		}
		t.attributes[next[r.source]] = r.Attribute
		next[r.source]++
	}
	b.sortAttributes(t)
	indexSources(t)
	return nil
}

// sourcedAttribute is an attribute whose concrete value still is an index into
// the input.
type sourcedAttribute struct {
	source Ordinal
	Attribute
}

// keptAttributes resolves the rows to ordinals and leaves out what the report
// tells.
func (b *builder) keptAttributes(t *Taxonomy) ([]sourcedAttribute, error) {
	find := func(id sctid.ID) (Ordinal, standing) {
		o, ok := t.Ordinal(id)
		switch {
		case !ok:
			return 0, standingAbsent
		case o >= t.active:
			return 0, standingInactive
		}
		return o, standingActive
	}
	rows := make([]sourcedAttribute, 0, len(b.in.Attributes))
	for i := range b.in.Attributes {
		row := &b.in.Attributes[i]
		if row.Type == IsA {
			b.tally.add(FindingAttributeIsA, attributeKey(row, 0), attributeSentence)
			continue
		}
		source, sourceIs := find(row.Source)
		kind, kindIs := find(row.Type)
		var value Value
		destinationIs := standingActive
		if row.Destination != 0 {
			var destination Ordinal
			destination, destinationIs = find(row.Destination)
			value = ConceptValue(destination)
		} else {
			if int64(row.Concrete) >= int64(len(b.in.ConcreteValues)) || row.Concrete >= uint32(concreteBit) {
				problem := fmt.Sprintf("no destination, and concrete value %d: expected an index below %d", row.Concrete, len(b.in.ConcreteValues))
				return nil, &InputError{"Attributes", i, problem}
			}
			value = concreteBit | Value(row.Concrete)
		}
		if max(sourceIs, kindIs, destinationIs) != standingActive {
			b.tally.attribute(row, sourceIs, kindIs, destinationIs)
			continue
		}
		rows = append(rows, sourcedAttribute{source, Attribute{Group: row.Group, Type: kind, Value: value}})
	}
	for i, v := range b.in.ConcreteValues {
		if problem := v.problem(); problem != "" {
			return nil, &InputError{"ConcreteValues", i, problem}
		}
	}
	return rows, nil
}

// addConcreteValues makes the table of the distinct concrete values in use, in
// order, and returns where each value of the input went.
func (b *builder) addConcreteValues(t *Taxonomy, rows []sourcedAttribute) (index []uint32) {
	index = make([]uint32, len(b.in.ConcreteValues))
	used := make([]bool, len(b.in.ConcreteValues))
	var places []int
	for _, r := range rows {
		if i, ok := r.Value.Concrete(); ok && !used[i] {
			used[i] = true
			places = append(places, i)
		}
	}
	values := b.in.ConcreteValues
	slices.SortFunc(places, func(i, j int) int { return values[i].Compare(values[j]) })
	t.concreteStart = []uint32{0}
	for _, i := range places {
		v := values[i]
		if n := len(t.concrete); n == 0 || t.concrete[n-1] != v {
			t.concrete = append(t.concrete, v)
			t.concreteKinds = append(t.concreteKinds, uint8(v.Kind))
			t.concreteText = append(t.concreteText, v.Text...)
			t.concreteStart = append(t.concreteStart, uint32(len(t.concreteText)))
		}
		index[i] = uint32(len(t.concrete) - 1)
	}
	return index
}

// sortAttributes sorts each source's rows and drops repetitions.
func (b *builder) sortAttributes(t *Taxonomy) {
	kept := 0
	for o := range Ordinal(b.active) {
		from, to := t.attributeStart[o], t.attributeStart[o+1]
		t.attributeStart[o] = uint32(kept)
		list := t.attributes[from:to]
		if !slices.IsSortedFunc(list, Attribute.compare) {
			slices.SortFunc(list, Attribute.compare)
		}
		for i, a := range list {
			if i > 0 && a == t.attributes[kept-1] {
				b.tellDuplicate(t, o, a)
				continue
			}
			t.attributes[kept] = a
			kept++
		}
	}
	t.attributeStart[b.active] = uint32(kept)
	t.attributes = slices.Clip(t.attributes[:kept])
}

func (b *builder) tellDuplicate(t *Taxonomy, source Ordinal, a Attribute) {
	row := AttributeRow{Source: t.ids[source], Group: a.Group, Type: t.ids[a.Type]}
	if o, ok := a.Value.Concept(); ok {
		row.Destination = t.ids[o]
	}
	b.tally.add(FindingAttributeDuplicate, attributeKey(&row, uint64(a.Value)), func(k [5]uint64) string {
		if i, ok := Value(k[4]).Concrete(); ok {
			return fmt.Sprintf("concept %d, group %d: %d = %s", k[0], k[1], k[2], t.concrete[i])
		}
		return attributeSentence(k)
	})
}

// indexSources fills the columns by (type, value) from the rows by source.
func indexSources(t *Taxonomy) {
	// Per type, value and source in one number, so that sorting is by integer.
	count := make([]uint32, t.active+1)
	for _, a := range t.attributes {
		count[a.Type+1]++
	}
	for o := range t.active {
		if count[o+1] > 0 {
			t.types = append(t.types, o)
		}
	}
	accumulate(count)
	next := slices.Clone(count)
	pairs := make([]uint64, len(t.attributes))
	for o := range t.active {
		for _, a := range t.Attributes(o) {
			pairs[next[a.Type]] = uint64(a.Value)<<32 | uint64(o)
			next[a.Type]++
		}
	}
	t.typeStart = []uint32{0}
	t.valueStart = []uint32{0}
	t.sources = make([]Ordinal, 0, len(pairs))
	for _, kind := range t.types {
		list := pairs[count[kind]:count[kind+1]]
		slices.Sort(list)
		list = slices.Compact(list) // one value in several groups is one source
		for i, p := range list {
			if i == 0 || p>>32 != list[i-1]>>32 {
				t.values = append(t.values, Value(p>>32))
				t.valueStart = append(t.valueStart, 0)
			}
			t.sources = append(t.sources, Ordinal(uint32(p)))
			t.valueStart[len(t.values)] = uint32(len(t.sources))
		}
		t.typeStart = append(t.typeStart, uint32(len(t.values)))
	}
}
