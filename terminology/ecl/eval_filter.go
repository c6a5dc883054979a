package ecl

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// conceptRows are the concepts by the module, the effective time and the
// definition status of their rows. Every concept is in one set of each map.
type conceptRows struct {
	modules, statuses map[sctid.ID]*roaring.Bitmap
	times             map[terminology.Date]*roaring.Bitmap
}

// conceptRows makes the sets in one pass over the concepts.
func (e *Engine) conceptRows(ctx context.Context) (*conceptRows, error) {
	r := &conceptRows{
		modules: map[sctid.ID]*roaring.Bitmap{}, statuses: map[sctid.ID]*roaring.Bitmap{},
		times: map[terminology.Date]*roaring.Bitmap{},
	}
	for i := range e.tax.Len() {
		if i%8192 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o := taxonomy.Ordinal(i)
		stamp := e.store.ConceptStamp(o)
		addTo(r.modules, stamp.ModuleID, o)
		addTo(r.times, stamp.EffectiveTime, o)
		addTo(r.statuses, e.store.DefinitionStatus(o), o)
	}
	optimize(r.modules)
	optimize(r.times)
	optimize(r.statuses)
	return r, nil
}

func addTo[K comparable](sets map[K]*roaring.Bitmap, key K, o taxonomy.Ordinal) {
	set := sets[key]
	if set == nil {
		set = roaring.New()
		sets[key] = set
	}
	set.Add(uint32(o))
}

func optimize[K comparable](sets map[K]*roaring.Bitmap) {
	for _, set := range sets {
		set.RunOptimize()
	}
}

func (x *execution) conceptFilter(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	test := n.test
	t := x.engine.tax
	switch test.states {
	case states{}:
		return roaring.New(), nil
	case states{active: true}:
		w = intersected(w, t.Active())
	case states{inactive: true}:
		w = intersected(w, t.Inactive())
	}
	w, err := x.within(n.args[0], w)
	if err != nil || len(test.sets)+len(test.times) == 0 {
		return w, err
	}
	const few = 500
	if w.GetCardinality() <= few {
		return x.conceptFilterFew(test, w)
	}
	rows, err := x.engine.derived.rows.Get(x.ctx, x.engine.conceptRows)
	if err != nil {
		return nil, exhausted(err)
	}
	for i := range test.sets {
		s := &test.sets[i]
		judge, err := x.idJudge(&s.idTest)
		if err != nil {
			return nil, err
		}
		sets := rows.modules
		if s.status {
			sets = rows.statuses
		}
		w = keepWhere(w, sets, judge)
	}
	for _, time := range test.times {
		w = keepWhere(w, rows.times, time.accepts)
	}
	return w, nil
}

func intersected(w, other *roaring.Bitmap) *roaring.Bitmap {
	if w == nil {
		return other
	}
	return roaring.And(w, other)
}

// keepWhere returns the part of a set in the parts whose key is accepted.
func keepWhere[K comparable](w *roaring.Bitmap, parts map[K]*roaring.Bitmap, accepts func(K) bool) *roaring.Bitmap {
	var in, out []*roaring.Bitmap
	for key, part := range parts {
		if accepts(key) {
			in = append(in, part)
		} else {
			out = append(out, part)
		}
	}
	if len(out) < len(in) {
		return roaring.AndNot(w, roaring.FastOr(out...))
	}
	return roaring.And(w, roaring.FastOr(in...))
}

// conceptFilterFew asks for the row of each concept.
func (x *execution) conceptFilterFew(test *conceptTest, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	judges := make([]func(sctid.ID) bool, len(test.sets))
	for i := range test.sets {
		var err error
		if judges[i], err = x.idJudge(&test.sets[i].idTest); err != nil {
			return nil, err
		}
	}
	return x.filter(w, func(o taxonomy.Ordinal) (bool, error) {
		stamp := x.engine.store.ConceptStamp(o)
		for _, time := range test.times {
			if !time.accepts(stamp.EffectiveTime) {
				return false, nil
			}
		}
		for i, judge := range judges {
			id := stamp.ModuleID
			if test.sets[i].status {
				id = x.engine.store.DefinitionStatus(o)
			}
			if !judge(id) {
				return false, nil
			}
		}
		return true, nil
	})
}

func (x *execution) descriptionFilter(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	test := n.description
	q := &terminology.DescriptionQuery{Active: test.states.active, Inactive: test.states.inactive}
	for _, t := range test.terms {
		q.Terms = append(q.Terms, terminology.TermCondition{Negate: t.negate, Patterns: t.patterns})
	}
	for _, t := range test.ids {
		switch {
		case t.negate:
			q.NotIDs = append(q.NotIDs, t.ids...)
		case q.IDs == nil:
			q.IDs = t.ids
		default:
			q.IDs = slices.DeleteFunc(slices.Clone(q.IDs), func(id sctid.ID) bool { return !slices.Contains(t.ids, id) })
		}
	}
	var err error
	if q.Row, err = x.rowTest(test.modules, test.times); err != nil {
		return nil, err
	}
	if q.Kind, err = x.descriptionKind(test); err != nil {
		return nil, err
	}
	// A term or an id finds few: what it is looked for in need not be made then,
	// unless it has to be anyway. Everything else looks at what there is.
	arg := n.args[0]
	selective := q.IDs != nil || slices.ContainsFunc(test.terms, func(t termTest) bool { return !t.negate })
	if arg.op != opAll && !(selective && arg.narrows() && arg.uses <= 1) {
		if w, err = x.within(arg, w); err != nil || w.IsEmpty() {
			return w, err
		}
		arg = nil
	}
	if w == nil || w.GetCardinality() == uint64(x.engine.tax.Len()) {
		q.Within = nil
	} else {
		q.Within = w
	}
	found, err := x.engine.release.ConceptsByDescription(x.ctx, q)
	if err != nil {
		return nil, exhausted(err)
	}
	if arg != nil && arg.op != opAll {
		return x.within(arg, found)
	}
	return found, nil
}

// descriptionKind evaluates the conditions on language, type and dialect; nil if
// there are none.
func (x *execution) descriptionKind(test *descriptionTest) (func(*terminology.Description) bool, error) {
	if len(test.languages)+len(test.types)+len(test.dialects) == 0 {
		return nil, nil
	}
	types := make([]func(sctid.ID) bool, len(test.types))
	for i := range test.types {
		var err error
		if types[i], err = x.idJudge(&test.types[i]); err != nil {
			return nil, err
		}
	}
	dialects := make([]func(*terminology.Description) bool, len(test.dialects))
	for i := range test.dialects {
		var err error
		if dialects[i], err = x.dialectJudge(&test.dialects[i]); err != nil {
			return nil, err
		}
	}
	return func(d *terminology.Description) bool {
		for i := range test.languages {
			if !test.languages[i].accepts(d.LanguageCode) {
				return false
			}
		}
		for _, judge := range types {
			if !judge(d.TypeID) {
				return false
			}
		}
		for _, judge := range dialects {
			if !judge(d) {
				return false
			}
		}
		return true
	}, nil
}

func (x *execution) dialectJudge(t *dialectTest) (func(*terminology.Description) bool, error) {
	sets := make([]*roaring.Bitmap, len(t.choices))
	for i := range t.choices {
		if set := t.choices[i].set; set != nil {
			var err error
			if sets[i], err = x.set(set); err != nil {
				return nil, err
			}
		}
	}
	return func(d *terminology.Description) bool {
		for _, a := range d.Acceptability {
			for i := range t.choices {
				c := &t.choices[i]
				if len(c.acceptability) > 0 && !slices.Contains(c.acceptability, a.AcceptabilityID) {
					continue
				}
				in := a.RefsetID == c.refset
				if sets[i] != nil {
					o, ok := x.engine.tax.Ordinal(a.RefsetID)
					in = ok && sets[i].Contains(uint32(o))
				}
				if in {
					return !t.negate
				}
			}
		}
		return t.negate
	}, nil
}
