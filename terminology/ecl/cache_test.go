package ecl

import (
	"fmt"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// TestCacheBounds fills a cache with more than it holds: it stays within its
// bytes, and keeps what was used last.
func TestCacheBounds(t *testing.T) {
	const limit = 10_000
	c := newResultCache(limit)
	favourite := &node{op: opRefine, key: "favourite"}
	c.put(favourite, roaring.BitmapOf(1, 2, 3))
	for i := range 1000 {
		n := &node{op: opHierarchy, key: fmt.Sprint(i)}
		c.put(n, roaring.BitmapOf(uint32(i)))
		if got := c.get(n); got == nil || !got.Contains(uint32(i)) {
			t.Fatalf("set %d isn't there right behind its making", i)
		}
		if got := c.get(favourite); got == nil || got.GetCardinality() != 3 {
			t.Fatalf("after %d others the set that is always asked for is %v", i, got)
		}
		size := int64(0)
		for _, e := range c.byKey {
			size += e.Value.(*cachedSet).size
		}
		if size != c.size || size > limit || c.order.Len() != len(c.byKey) {
			t.Fatalf("%d bytes in %d sets, noted as %d in %d, and the limit is %d", size, len(c.byKey), c.size, c.order.Len(), limit)
		}
	}
	if len(c.byKey) < 10 {
		t.Errorf("only %d sets are kept", len(c.byKey))
	}
	if c.get(&node{op: opHierarchy, key: "0"}) != nil {
		t.Error("the oldest set is still there")
	}
	large := &node{op: opRefine, key: "large"}
	set := roaring.New()
	for i := range uint32(20_000) {
		set.Add(10 * i)
	}
	c.put(large, set)
	if c.get(large) != nil || c.get(favourite) == nil {
		t.Error("a set larger than the cache was kept, or drove out others")
	}
	if c.put(&node{op: opAll, key: "*"}, set); c.get(&node{op: opAll, key: "*"}) != nil {
		t.Error("what costs nothing is kept")
	}
	var none *resultCache
	if none.put(large, set); none.get(large) != nil {
		t.Error("no cache has a set")
	}
}
