package ecl

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// targetField is the column of association reference sets, in lower case.
const targetField = "targetcomponentid"

// supplement adds the concepts whose active rows in the reference sets have a
// member of the set as their target.
func (x *execution) supplement(n *node) (*roaring.Bitmap, error) {
	set, err := x.set(n.args[0])
	if err != nil || set.IsEmpty() {
		return set, err
	}
	refsets, err := x.historyRefsets(n.history)
	if err != nil {
		return nil, err
	}
	more := x.engine.dense.get()
	defer func() { x.engine.dense.put(more) }()
	var bits dense
	defer func() {
		if bits != nil {
			x.engine.dense.put(bits)
		}
	}()
	const few = 16
	for i := range refsets {
		refset := &refsets[i]
		if column := columnOf(refset, targetField); column < 0 || refset.Columns[column].Kind != terminology.FieldComponent {
			continue // no association
		}
		if set.GetCardinality() <= few && refset.Columns[0].Name == "targetComponentId" {
			if err := x.addSources(refset.ID, set, more); err != nil {
				return nil, err
			}
			continue
		}
		columns, err := x.engine.columnsOf(x, refset, []string{targetField}, false)
		if err != nil {
			return nil, err
		}
		if bits == nil {
			bits = x.engine.dense.denseOf(set)
		}
		targets := columns.column(targetField)
		for row, o := range columns.concepts {
			target := targets.ordinals[targets.index[row]]
			if o != taxonomy.NoOrdinal && target != taxonomy.NoOrdinal && bits.has(target) && columns.table[columns.stamps[row]].Active {
				more.add(o)
			}
		}
		if err := x.step(len(columns.concepts)); err != nil {
			return nil, err
		}
	}
	return roaring.Or(set, roaring.FromDense(more, true)), nil
}

// addSources asks the store for the sources of each target.
func (x *execution) addSources(refset sctid.ID, targets *roaring.Bitmap, into dense) error {
	for it := targets.Iterator(); it.HasNext(); {
		sources, err := x.engine.store.AssociationSources(refset, x.engine.tax.ID(taxonomy.Ordinal(it.Next())))
		if err != nil {
			return err
		}
		for _, source := range sources {
			if o, ok := x.engine.tax.Ordinal(source); ok {
				into.add(o)
			}
		}
		if err := x.step(200); err != nil {
			return err
		}
	}
	return nil
}

func (x *execution) historyRefsets(h *historySpec) ([]terminology.Refset, error) {
	if h.refsets != nil {
		return x.refsetsOf(h.refsets)
	}
	var found []terminology.Refset
	for _, refset := range x.engine.store.Refsets() {
		for _, id := range h.ids {
			if refset.ID == id {
				found = append(found, refset)
			}
		}
	}
	return found, nil
}
