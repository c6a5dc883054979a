package ecl

import (
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// memberColumns are the rows of a reference set, active and inactive, by columns.
// A row whose component is no concept is there only if a column was asked for:
// in language reference sets that is every row.
type memberColumns struct {
	refset   sctid.ID
	every    bool               // rows of descriptions and relationships too
	fields   []string           // lower case: the columns that there are, ascending
	concepts []taxonomy.Ordinal // by row: the referenced concept, or NoOrdinal
	stamps   []uint32           // by row: into table
	table    []terminology.Stamp
	values   []fieldColumn // of fields
	size     int64
	used     uint64 // when last, for the cache
}

// fieldColumn is a column, as indexes into its different values.
type fieldColumn struct {
	index    []uint32
	distinct []terminology.Field
	ordinals []taxonomy.Ordinal // of distinct: the concept, or NoOrdinal
}

func (c *memberColumns) column(field string) *fieldColumn {
	if i, ok := slices.BinarySearch(c.fields, field); ok {
		return &c.values[i]
	}
	return nil
}

// columnCache keeps columns of members, up to a number of bytes; what wasn't used
// longest goes first.
type columnCache struct {
	limit int64

	mu    sync.Mutex
	kept  map[sctid.ID]*memberColumns
	size  int64
	clock uint64
}

func (c *columnCache) get(refset sctid.ID, fields []string, every bool) *memberColumns {
	c.mu.Lock()
	defer c.mu.Unlock()
	columns := c.kept[refset]
	if columns == nil || every && !columns.every {
		return nil
	}
	for _, f := range fields {
		if columns.column(f) == nil {
			return nil
		}
	}
	c.clock++
	columns.used = c.clock
	return columns
}

// with returns the fields, and those that are kept already; likewise for every
// row.
func (c *columnCache) with(refset sctid.ID, fields []string, every bool) ([]string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := slices.Clone(fields)
	if columns := c.kept[refset]; columns != nil {
		all = append(all, columns.fields...)
		every = every || columns.every
	}
	slices.Sort(all)
	return slices.Compact(all), every
}

func (c *columnCache) put(columns *memberColumns) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if columns.size > c.limit {
		return
	}
	if c.kept == nil {
		c.kept = map[sctid.ID]*memberColumns{}
	}
	if old := c.kept[columns.refset]; old != nil {
		c.size -= old.size
	}
	c.clock++
	columns.used = c.clock
	c.kept[columns.refset] = columns
	c.size += columns.size
	for c.size > c.limit {
		var oldest *memberColumns
		for _, other := range c.kept {
			if other != columns && (oldest == nil || other.used < oldest.used) {
				oldest = other
			}
		}
		delete(c.kept, oldest.refset)
		c.size -= oldest.size
	}
}

// memberColumns returns the columns of a reference set that a test needs, or nil
// if the reference set lacks one of them, so that no row can pass.
func (e *Engine) memberColumns(x *execution, refset *terminology.Refset, test *memberTest) (*memberColumns, error) {
	var fields []string
	for i := range test.spec.fields {
		fields = append(fields, test.spec.fields[i].field)
	}
	if test.spec.column != "" {
		fields = append(fields, test.spec.column)
	}
	for _, f := range fields {
		if _, ok := kindOfField(refset, f); !ok {
			return nil, nil
		}
	}
	return e.columnsOf(x, refset, fields, test.spec.column != "")
}

func (e *Engine) columnsOf(x *execution, refset *terminology.Refset, fields []string, every bool) (*memberColumns, error) {
	if columns := e.columns.get(refset.ID, fields, every); columns != nil {
		return columns, nil
	}
	c := &memberColumns{refset: refset.ID}
	c.fields, c.every = e.columns.with(refset.ID, fields, every)
	c.values = make([]fieldColumn, len(c.fields))
	known := make([]map[terminology.Field]uint32, len(c.fields))
	for i := range known {
		known[i] = map[terminology.Field]uint32{}
	}
	stamps := map[terminology.Stamp]uint32{}
	for m, err := range e.store.Members(refset.ID, terminology.MemberKey{}) {
		if err != nil {
			return nil, err
		}
		if err := x.step(100); err != nil {
			return nil, err
		}
		o, ok := e.tax.Ordinal(m.ReferencedComponentID)
		if !ok && !c.every {
			continue
		}
		c.concepts = append(c.concepts, o) // NoOrdinal if there is none
		stamp, ok := stamps[m.Stamp]
		if !ok {
			stamp = uint32(len(c.table))
			stamps[m.Stamp] = stamp
			c.table = append(c.table, m.Stamp)
		}
		c.stamps = append(c.stamps, stamp)
		for i, name := range c.fields {
			value, _ := fieldOf(refset, &m, name)
			column := &c.values[i]
			index, ok := known[i][value]
			if !ok {
				value.Text = strings.Clone(value.Text)
				index = uint32(len(column.distinct))
				known[i][value] = index
				column.distinct = append(column.distinct, value)
				o := taxonomy.NoOrdinal
				if value.Kind == terminology.FieldComponent {
					o, _ = e.tax.Ordinal(value.ID)
				}
				column.ordinals = append(column.ordinals, o)
				c.size += int64(unsafe.Sizeof(value)) + int64(len(value.Text)) + 4
			}
			column.index = append(column.index, index)
		}
	}
	c.size += int64(len(c.concepts)) * int64(8+4*len(c.fields))
	e.columns.put(c)
	return c, nil
}

// verdicts are a test's answers about the different values of a column, asked
// when they are needed.
type verdicts struct {
	column *fieldColumn
	judge  func(terminology.Field) bool
	known  []uint8 // 0 not asked yet, 1 no, 2 yes

	// A test of concepts by a set asks the set instead.
	set    *roaring.Bitmap
	negate bool
}

func (v *verdicts) accepts(row int) bool {
	at := v.column.index[row]
	if v.set != nil {
		// NoOrdinal is in no set.
		return v.column.distinct[at].Kind == terminology.FieldComponent && v.set.Contains(uint32(v.column.ordinals[at])) != v.negate
	}
	if v.known[at] == 0 {
		v.known[at] = 1
		if v.judge(v.column.distinct[at]) {
			v.known[at] = 2
		}
	}
	return v.known[at] == 2
}

// scan goes through columns and returns the concepts of the rows that pass: those
// referred to, or those in the column asked for.
func (x *execution) scan(c *memberColumns, test *memberTest) (*roaring.Bitmap, error) {
	stamps := make([]bool, len(c.table))
	for i, s := range c.table {
		stamps[i] = test.stamp(s)
	}
	tests := make([]verdicts, len(test.fields))
	for i := range tests {
		field := &test.spec.fields[i]
		column := c.column(field.field)
		tests[i] = verdicts{column: column, judge: test.fields[i]}
		if set := field.ids.set; set != nil {
			tests[i].set, tests[i].negate = x.sets[set.index], field.ids.negate
		}
		if tests[i].set == nil {
			tests[i].known = make([]uint8, len(column.distinct))
		}
	}
	wanted := c.column(test.spec.column)
	marks := x.engine.dense.get()
rows:
	for row, o := range c.concepts {
		if row%4096 == 4095 {
			if err := x.step(4096); err != nil {
				x.engine.dense.put(marks)
				return nil, err
			}
		}
		if !stamps[c.stamps[row]] {
			continue
		}
		for i := range tests {
			if !tests[i].accepts(row) {
				continue rows
			}
		}
		if wanted != nil {
			o = wanted.ordinals[wanted.index[row]]
		}
		if o != taxonomy.NoOrdinal {
			marks.add(o)
		}
	}
	return x.engine.dense.bitmap(marks), nil
}
