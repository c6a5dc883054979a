package terminology

import (
	"context"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// stampColumn has the module and the effective time of every description. The
// search index has neither, and a search needs neither; so the column is made
// from the records when a query on many concepts first asks for it, and kept:
// twelve bytes a description, and some seconds for an international edition.
type stampColumn struct {
	start  []uint32   // by concept: where its descriptions begin; one more
	ids    []sctid.ID // ascending within a concept
	stamps []uint32   // into table
	table  []rowStamp
}

type rowStamp struct {
	module sctid.ID
	time   Date
}

func (r *Release) descriptionStamps(ctx context.Context) (*stampColumn, error) {
	return r.stamps.Get(ctx, r.makeDescriptionStamps)
}

func (r *Release) makeDescriptionStamps(ctx context.Context) (*stampColumn, error) {
	c := &stampColumn{start: make([]uint32, 0, r.taxonomy.Len()+1)}
	known := map[rowStamp]uint32{}
	var b ConceptBuffer
	for o := range r.taxonomy.Len() {
		if o%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.start = append(c.start, uint32(len(c.ids)))
		if err := r.store.ReadConcept(taxonomy.Ordinal(o), PartDescriptions|PartInactive, &b); err != nil {
			return nil, err
		}
		for i := range b.Descriptions {
			d := &b.Descriptions[i]
			s := rowStamp{d.ModuleID, d.EffectiveTime}
			index, ok := known[s]
			if !ok {
				index = uint32(len(c.table))
				known[s] = index
				c.table = append(c.table, s)
			}
			c.ids = append(c.ids, d.ID)
			c.stamps = append(c.stamps, index)
		}
	}
	c.start = append(c.start, uint32(len(c.ids)))
	c.ids, c.stamps = slices.Clip(c.ids), slices.Clip(c.stamps)
	return c, nil
}

// judge asks row about each stamp once, and returns the answers by description.
func (c *stampColumn) judge(row func(sctid.ID, Date) bool) func(taxonomy.Ordinal, sctid.ID) bool {
	accepted := make([]bool, len(c.table))
	for i, s := range c.table {
		accepted[i] = row(s.module, s.time)
	}
	return func(o taxonomy.Ordinal, id sctid.ID) bool {
		from, to := c.start[o], c.start[o+1]
		for i := from; i < to; i++ {
			if c.ids[i] == id {
				return accepted[c.stamps[i]]
			}
		}
		return false
	}
}
