package ecl

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/internal/once"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func (x *execution) hierarchical(n *node) (*roaring.Bitmap, error) {
	t := x.engine.tax
	arg := n.args[0]
	if arg.op == opConcepts && len(arg.concepts) == 1 {
		return hierarchyOfOne(t, n.hierarchy, arg.concepts[0]), nil
	}
	set, err := x.set(arg)
	if err != nil {
		return nil, err
	}
	// A climb from every member passes each edge above them once.
	if err := x.step(int(set.GetCardinality())); err != nil {
		return nil, err
	}
	switch n.hierarchy {
	case DescendantOf:
		return t.DescendantsOf(set), nil
	case DescendantOrSelfOf:
		return t.DescendantsOrSelfOf(set), nil
	case ChildOf:
		return t.ChildrenOf(set), nil
	case ChildOrSelfOf:
		return roaring.Or(t.ChildrenOf(set), set), nil
	case AncestorOf:
		return t.AncestorsOf(set), nil
	case AncestorOrSelfOf:
		return t.AncestorsOrSelfOf(set), nil
	case ParentOf:
		return t.ParentsOf(set), nil
	case ParentOrSelfOf:
		return roaring.Or(t.ParentsOf(set), set), nil
	case Top:
		return roaring.AndNot(set, t.DescendantsOf(set)), nil
	default: // Bottom
		return roaring.AndNot(set, t.AncestorsOf(set)), nil
	}
}

func hierarchyOfOne(t *taxonomy.Taxonomy, op HierarchyOperator, o taxonomy.Ordinal) *roaring.Bitmap {
	self := false
	var list []taxonomy.Ordinal
	switch op {
	case DescendantOf:
		return t.Descendants(o)
	case DescendantOrSelfOf:
		return t.DescendantsOrSelf(o)
	case AncestorOf:
		return t.Ancestors(o)
	case AncestorOrSelfOf:
		return t.AncestorsOrSelf(o)
	case ChildOf:
		list = t.Children(o)
	case ChildOrSelfOf:
		list, self = t.Children(o), true
	case ParentOf:
		list = t.Parents(o)
	case ParentOrSelfOf:
		list, self = t.Parents(o), true
	default: // the top and bottom of one concept are itself
		self = true
	}
	s := bitmapOf(list)
	if self {
		s.Add(uint32(o))
	}
	return s
}

// bitmapOf makes a bitmap of a short list in any order.
func bitmapOf(list []taxonomy.Ordinal) *roaring.Bitmap {
	values := make([]uint32, len(list))
	for i, o := range list {
		values[i] = uint32(o)
	}
	slices.Sort(values)
	s := roaring.New()
	s.AddMany(values)
	return s
}

// orOfHierarchies unites "<< A OR << B OR …" by one pass over their intervals.
// ok is false if the node is something else.
func (x *execution) orOfHierarchies(n *node) (set *roaring.Bitmap, err error, ok bool) {
	roots := roaring.New()
	for _, a := range n.args {
		switch {
		case a.op == opHierarchy && a.hierarchy == DescendantOrSelfOf && a.args[0].op == opConcepts && x.engine.cache == nil:
			for _, o := range a.args[0].concepts {
				roots.Add(uint32(o))
			}
		default:
			return nil, nil, false
		}
	}
	return x.engine.tax.DescendantsOrSelfOf(roots), nil, true
}

// derived are sets and columns that follow from the taxonomy. Each is made when
// a query first needs it, in some milliseconds, and kept.
type derived struct {
	allOnce, parentOnce, childOnce, groupOnce sync.Once

	allSet, parentSet, childSet *roaring.Bitmap
	grouped                     *roaring.Bitmap // concepts with an attribute in a role group
	ungrouped                   []bool          // by index in AttributeTypes: some attribute of the type is in group 0
	sources                     []lazyBitmap    // by index in AttributeTypes: concepts with the attribute
	rows                        once.Value[*conceptRows]
}

type lazyBitmap struct {
	once sync.Once
	set  *roaring.Bitmap
}

func (d *derived) all(t *taxonomy.Taxonomy) *roaring.Bitmap {
	d.allOnce.Do(func() { d.allSet = t.All() })
	return d.allSet
}

func (d *derived) hasParent(t *taxonomy.Taxonomy) *roaring.Bitmap {
	d.parentOnce.Do(func() {
		d.parentSet = t.Active()
		for _, root := range t.Roots() {
			d.parentSet.Remove(uint32(root))
		}
	})
	return d.parentSet
}

func (d *derived) hasChild(t *taxonomy.Taxonomy) *roaring.Bitmap {
	d.childOnce.Do(func() {
		d.childSet = roaring.New()
		for o := range taxonomy.Ordinal(t.ActiveCount()) {
			if len(t.Children(o)) > 0 {
				d.childSet.Add(uint32(o))
			}
		}
	})
	return d.childSet
}

// groups fills what is known of role groups, in one pass over all attributes.
func (d *derived) groups(t *taxonomy.Taxonomy) {
	d.groupOnce.Do(func() {
		types := t.AttributeTypes()
		d.ungrouped = make([]bool, len(types))
		d.sources = make([]lazyBitmap, len(types))
		d.grouped = roaring.New()
		for o := range taxonomy.Ordinal(t.ActiveCount()) {
			list := t.Attributes(o)
			for i := range list {
				if list[i].Group != 0 {
					break // groups ascend
				}
				if at, ok := slices.BinarySearch(types, list[i].Type); ok {
					d.ungrouped[at] = true
				}
			}
			if n := len(list); n > 0 && list[n-1].Group != 0 {
				d.grouped.Add(uint32(o))
			}
		}
	})
}

// sourcesOf returns the concepts that have any attribute of a type.
func (d *derived) sourcesOf(e *Engine, index int) *roaring.Bitmap {
	d.groups(e.tax)
	lazy := &d.sources[index]
	lazy.once.Do(func() {
		marks := e.dense.get()
		marks.addAll(e.tax.SourcesBetween(e.tax.AttributeTypes()[index], 0, lastValue))
		lazy.set = e.dense.bitmap(marks)
		lazy.set.RunOptimize()
	})
	return lazy.set
}
