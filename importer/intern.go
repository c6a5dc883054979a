package importer

import (
	"sync"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// interner numbers distinct values in order of their first appearance. That
// order depends on the scheduling of the readers: the numbers stand for the
// values and must never decide an order.
type interner[K comparable] struct {
	mu     sync.Mutex
	index  map[K]uint32
	values []K // by number; not to be read while values are still coming
}

func newInterner[K comparable]() *interner[K] {
	return &interner[K]{index: make(map[K]uint32)}
}

func (t *interner[K]) number(key K) uint32 {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.index[key]
	if !ok {
		n = uint32(len(t.values))
		t.index[key] = n
		t.values = append(t.values, key)
	}
	return n
}

// internCache is one reader's view of an interner: it asks the shared table,
// with its lock, once for each distinct value.
type internCache[K comparable] struct {
	shared     *interner[K]
	index      map[K]uint32
	last       K
	lastNumber uint32
	used       bool
}

func newInternCache[K comparable](shared *interner[K]) internCache[K] {
	return internCache[K]{shared: shared, index: make(map[K]uint32)}
}

func (c *internCache[K]) number(key K) uint32 {
	// Neighbouring rows mostly agree.
	if c.used && key == c.last {
		return c.lastNumber
	}
	n, ok := c.index[key]
	if !ok {
		n = c.shared.number(key)
		c.index[key] = n
	}
	c.last, c.lastNumber, c.used = key, n, true
	return n
}

// stampKey is the stamp of a row; a release has a few thousand distinct ones.
type stampKey struct {
	time   terminology.Date
	active bool
	module sctid.ID
}

// descriptionKey is what few distinct descriptions differ in.
type descriptionKey struct {
	language           string
	typeID             sctid.ID
	caseSignificanceID sctid.ID
}

// relationshipKey likewise; the group is not in it.
type relationshipKey struct {
	typeID               sctid.ID
	characteristicTypeID sctid.ID
	modifierID           sctid.ID
}

// dictionaries are the interners that all tables share.
type dictionaries struct {
	stamps        *interner[stampKey]
	descriptions  *interner[descriptionKey]
	relationships *interner[relationshipKey]
	ids           *interner[sctid.ID] // definition statuses, refsets, schemes
}

func newDictionaries() *dictionaries {
	return &dictionaries{
		stamps:        newInterner[stampKey](),
		descriptions:  newInterner[descriptionKey](),
		relationships: newInterner[relationshipKey](),
		ids:           newInterner[sctid.ID](),
	}
}

// stamp returns a stamp's content; only after reading.
func (d *dictionaries) stamp(n uint32) stampKey { return d.stamps.values[n] }

// domainStamp returns a stamp in the domain's form.
func (d *dictionaries) domainStamp(n uint32) terminology.Stamp {
	s := d.stamps.values[n]
	return terminology.Stamp{EffectiveTime: s.time, Active: s.active, ModuleID: s.module}
}
