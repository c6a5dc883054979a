package ecl

import (
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// trace notes what each node of an execution gave. A nil trace notes nothing.
type trace struct {
	notes []note
	depth int
	inner time.Duration // of nodes that ran within the one that is running
}

type note struct {
	done    bool
	cached  bool
	size    int
	within  int // the size of the set that it was asked within; -1 for none
	elapsed time.Duration
	own     time.Duration
}

func nothing(_, _ *roaring.Bitmap) {}

// begin notes the start of a node's work; the function returned notes its end.
func (t *trace) begin(n *node) func(set, within *roaring.Bitmap) {
	if t == nil {
		return nothing
	}
	start := time.Now()
	outer := t.inner
	t.inner = 0
	return func(set, within *roaring.Bitmap) {
		elapsed := time.Since(start)
		at := &t.notes[n.index]
		at.done = true
		at.size = int(set.GetCardinality())
		at.within = -1
		if within != nil {
			at.within = int(within.GetCardinality())
		}
		at.elapsed += elapsed
		at.own += elapsed - t.inner
		t.inner = outer + elapsed
	}
}

func (t *trace) cached(n *node, set *roaring.Bitmap) {
	if t != nil {
		t.notes[n.index] = note{done: true, cached: true, size: int(set.GetCardinality()), within: -1}
	}
}
