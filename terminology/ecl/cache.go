package ecl

import (
	lru "container/list"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// resultCache keeps the sets of sub-expressions by the key of their node, up to a
// number of bytes; what wasn't used longest goes first. An engine has one release,
// and a key says all that a set depends on, so that nothing ever has to be thrown
// out for being wrong. A nil cache keeps nothing.
type resultCache struct {
	limit int64

	mu    sync.Mutex
	byKey map[string]*lru.Element
	order *lru.List // of *cachedSet, last used first
	size  int64
}

type cachedSet struct {
	key  string
	set  *roaring.Bitmap
	size int64
}

func newResultCache(limit int64) *resultCache {
	return &resultCache{limit: limit, byKey: map[string]*lru.Element{}, order: lru.New()}
}

// worthKeeping reports whether to find a set takes longer than to look it up.
func (n *node) worthKeeping() bool {
	switch n.op {
	case opEmpty, opAll, opConcepts, opHasParent, opHasChild:
		return false
	default:
		return true
	}
}

func (c *resultCache) get(n *node) *roaring.Bitmap {
	if c == nil || !n.worthKeeping() {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[n.key]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cachedSet).set
}

func (c *resultCache) put(n *node, set *roaring.Bitmap) {
	if c == nil || !n.worthKeeping() {
		return
	}
	const perEntry = 200 // for the map, the list and the bitmap's own fields
	entry := &cachedSet{key: n.key, set: set, size: int64(set.GetSizeInBytes()) + int64(len(n.key)) + perEntry}
	if entry.size > c.limit {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey[n.key] != nil {
		return
	}
	c.byKey[n.key] = c.order.PushFront(entry)
	c.size += entry.size
	for c.size > c.limit {
		last := c.order.Back()
		old := c.order.Remove(last).(*cachedSet)
		delete(c.byKey, old.key)
		c.size -= old.size
	}
}
