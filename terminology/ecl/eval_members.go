package ecl

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// refsetsOf returns the reference sets, with members, that are in a node's set.
// It asks for each of them if that is cheap: "*" is never made.
func (x *execution) refsetsOf(n *node) ([]terminology.Refset, error) {
	if n.cheapToAsk() {
		var failed error
		found := x.engine.refsetsIn(func(o taxonomy.Ordinal) bool {
			in, err := x.contains(n, o)
			if err != nil {
				failed = err
			}
			return in
		})
		return found, failed
	}
	set, err := x.set(n)
	if err != nil {
		return nil, err
	}
	return x.engine.refsetsIn(func(o taxonomy.Ordinal) bool { return set.Contains(uint32(o)) }), nil
}

// members returns what the rows of reference sets refer to, or have in a column.
func (x *execution) members(n *node, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	refsets, err := x.refsetsOf(n.args[0])
	if err != nil {
		return nil, err
	}
	spec := n.members
	parts := make([]*roaring.Bitmap, 0, len(refsets))
	if spec.plain() && spec.column == "" {
		for i := range refsets {
			set, err := x.engine.store.MemberConcepts(refsets[i].ID)
			if err != nil {
				return nil, err
			}
			if err := x.check(); err != nil { // a large set takes milliseconds to read
				return nil, err
			}
			parts = append(parts, set)
		}
	} else {
		test, err := x.memberTest(spec)
		if err != nil {
			return nil, err
		}
		for i := range refsets {
			set, err := x.membersOf(&refsets[i], test, w)
			if err != nil {
				return nil, err
			}
			parts = append(parts, set)
		}
	}
	union := roaring.New()
	switch len(parts) {
	case 0:
	case 1:
		union = parts[0]
	default:
		union = roaring.FastOr(parts...)
	}
	if w != nil {
		union = roaring.And(union, w)
	}
	return union, nil
}

// refsets returns the reference sets with a row for a concept of the set.
func (x *execution) refsets(n *node) (*roaring.Bitmap, error) {
	arg := n.args[0]
	var set *roaring.Bitmap
	if arg.op != opAll {
		var err error
		if set, err = x.set(arg); err != nil {
			return nil, err
		}
	}
	found := roaring.New()
	var test *memberTest
	if !n.members.plain() {
		var err error
		if test, err = x.memberTest(n.members); err != nil {
			return nil, err
		}
	}
	refsets := x.engine.store.Refsets()
	for i := range refsets {
		o, ok := x.engine.tax.Ordinal(refsets[i].ID)
		if !ok {
			continue
		}
		var members *roaring.Bitmap
		var err error
		if test == nil {
			members, err = x.engine.store.MemberConcepts(refsets[i].ID)
		} else {
			members, err = x.membersOf(&refsets[i], test, set)
		}
		if err != nil {
			return nil, err
		}
		if set == nil && !members.IsEmpty() || set != nil && members.Intersects(set) {
			found.Add(uint32(o))
		}
		if err := x.check(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// memberTest is a memberSpec whose sets were evaluated.
type memberTest struct {
	spec   *memberSpec
	stamp  func(terminology.Stamp) bool
	fields []func(terminology.Field) bool // of spec.fields
}

func (x *execution) memberTest(spec *memberSpec) (*memberTest, error) {
	t := &memberTest{spec: spec}
	row, err := x.rowTest(spec.modules, spec.times)
	if err != nil {
		return nil, err
	}
	t.stamp = func(s terminology.Stamp) bool {
		return spec.states.accepts(s.Active) && (row == nil || row(s.ModuleID, s.EffectiveTime))
	}
	for i := range spec.fields {
		f := &spec.fields[i]
		judge := func(sctid.ID) bool { return false }
		if f.kind == valueConcepts {
			if judge, err = x.idJudge(&f.ids); err != nil {
				return nil, err
			}
		}
		t.fields = append(t.fields, fieldJudge(f, judge))
	}
	return t, nil
}

// idJudge evaluates a test of identifiers.
func (x *execution) idJudge(t *idTest) (func(sctid.ID) bool, error) {
	if t.set == nil {
		return func(id sctid.ID) bool { return slices.Contains(t.ids, id) != t.negate }, nil
	}
	set, err := x.set(t.set)
	if err != nil {
		return nil, err
	}
	return func(id sctid.ID) bool {
		o, ok := x.engine.tax.Ordinal(id)
		return (ok && set.Contains(uint32(o))) != t.negate
	}, nil
}

// rowTest evaluates tests of a row's module and effective time; nil if there are
// none.
func (x *execution) rowTest(modules []idTest, times []dateTest) (func(sctid.ID, terminology.Date) bool, error) {
	if len(modules)+len(times) == 0 {
		return nil, nil
	}
	judges := make([]func(sctid.ID) bool, len(modules))
	for i := range modules {
		var err error
		if judges[i], err = x.idJudge(&modules[i]); err != nil {
			return nil, err
		}
	}
	return func(module sctid.ID, time terminology.Date) bool {
		for _, t := range times {
			if !t.accepts(time) {
				return false
			}
		}
		for _, judge := range judges {
			if !judge(module) {
				return false
			}
		}
		return true
	}, nil
}

// accepts judges a row that was read.
func (t *memberTest) accepts(refset *terminology.Refset, m *terminology.Member) bool {
	if !t.stamp(m.Stamp) {
		return false
	}
	for i := range t.spec.fields {
		value, ok := fieldOf(refset, m, t.spec.fields[i].field)
		if !ok || !t.fields[i](value) {
			return false
		}
	}
	return true
}

// fieldOf returns the value of a member's column, by its name in lower case.
func fieldOf(refset *terminology.Refset, m *terminology.Member, field string) (terminology.Field, bool) {
	component := func(id sctid.ID) (terminology.Field, bool) {
		return terminology.Field{Kind: terminology.FieldComponent, ID: id}, true
	}
	switch field {
	case fieldReferencedComponent:
		return component(m.ReferencedComponentID)
	case fieldModule:
		return component(m.ModuleID)
	case fieldRefset:
		return component(m.RefsetID)
	case fieldID:
		return terminology.Field{Kind: terminology.FieldString, Text: m.ID.String()}, true
	case fieldEffectiveTime:
		return terminology.Field{Kind: terminology.FieldString, Text: m.EffectiveTime.String()}, true
	case fieldActive:
		f := terminology.Field{Kind: terminology.FieldInteger}
		if m.Active {
			f.Integer = 1
		}
		return f, true
	}
	if i := columnOf(refset, field); i >= 0 && i < len(m.Fields) {
		return m.Fields[i], true
	}
	return terminology.Field{}, false
}

// membersOf returns the concepts that the rows of one reference set refer to, or
// have in the column asked for, if the rows pass. w, if not nil, is what matters
// of it. It begins at the selective side: with the concepts of w, or with the
// targets of an association, if those are few; else it goes through columns.
func (x *execution) membersOf(refset *terminology.Refset, test *memberTest, w *roaring.Bitmap) (*roaring.Bitmap, error) {
	const few = 64
	if w != nil && test.spec.column == "" && w.GetCardinality() <= few {
		found := roaring.New()
		for it := w.Iterator(); it.HasNext(); {
			o := it.Next()
			in, err := x.anyRow(refset, test, x.engine.tax.ID(taxonomy.Ordinal(o)))
			if err != nil {
				return nil, err
			}
			if in {
				found.Add(o)
			}
		}
		return found, nil
	}
	if targets := x.fewTargets(refset, test, few); targets != nil && test.spec.column == "" {
		found := roaring.New()
		for _, target := range targets {
			sources, err := x.engine.store.AssociationSources(refset.ID, target)
			if err != nil {
				return nil, err
			}
			for _, source := range sources {
				o, ok := x.engine.tax.Ordinal(source)
				if !ok {
					continue
				}
				in, err := x.anyRow(refset, test, source)
				if err != nil {
					return nil, err
				}
				if in {
					found.Add(uint32(o))
				}
			}
		}
		return found, nil
	}
	columns, err := x.engine.memberColumns(x, refset, test)
	if err != nil || columns == nil {
		return roaring.New(), err
	}
	return x.scan(columns, test)
}

// anyRow reports whether a row of a component passes.
func (x *execution) anyRow(refset *terminology.Refset, test *memberTest, component sctid.ID) (bool, error) {
	for m, err := range x.engine.store.ComponentMembers(refset.ID, component) {
		if err != nil {
			return false, err
		}
		if test.accepts(refset, &m) {
			return true, nil
		}
	}
	return false, x.step(200)
}

// fewTargets returns the targets that an association reference set is asked for,
// if those are few and only active rows count; else nil.
func (x *execution) fewTargets(refset *terminology.Refset, test *memberTest, most int) []sctid.ID {
	if test.spec.states != (states{active: true}) || len(refset.Columns) == 0 || refset.Columns[0].Name != "targetComponentId" {
		return nil
	}
	for i := range test.spec.fields {
		f := &test.spec.fields[i]
		if f.field != "targetcomponentid" || f.kind != valueConcepts || f.ids.negate {
			continue
		}
		if f.ids.set == nil {
			return f.ids.ids
		}
		set := x.sets[f.ids.set.index] // evaluated for the test
		if set == nil || set.GetCardinality() > uint64(most) {
			continue
		}
		targets := []sctid.ID{}
		for it := set.Iterator(); it.HasNext(); {
			targets = append(targets, x.engine.tax.ID(taxonomy.Ordinal(it.Next())))
		}
		return targets
	}
	return nil
}
