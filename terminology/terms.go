package terminology

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Terms gives the preferred terms and the summaries of concepts in one choice of
// dialects, and remembers them, for all who ask for the same. It is safe for use by
// many goroutines at once.
//
// What it remembers is bounded: the places of the rows are eight bytes a concept,
// in pages made as they are needed, and the rows themselves are at most
// [termBytesEach] bytes for each concept of the release; what doesn't fit is read
// each time. A release keeps as many choices as [maxTerms], and forgets the one
// that nobody has asked for longest.
type Terms struct {
	release  *Release
	dialects Dialects
	asked    atomic.Uint64 // when a question last chose it, by the cache's clock

	pages []atomic.Pointer[termPage]

	// chunks has its final length from the beginning; a chunk is made under the
	// lock, before the first place in it is stored.
	chunks []*termChunk
	mu     sync.Mutex
	used   int // chunks that were made
	full   int // bytes used of the last of them
}

const (
	termPageSize  = 1024
	termChunkSize = 64 << 10
	// termBytesEach is enough for most rows of a release: one takes 36 bytes and
	// its terms, of which the preferred one is often a part of the other.
	termBytesEach = 72
	// maxTerms is how many choices of dialects a release remembers terms for.
	maxTerms = 3
)

// termPage holds the places of rows: 0 for one that isn't known yet.
type termPage [termPageSize]atomic.Uint64

// termChunk holds rows, one behind the other. Its bytes are written once, before
// the place that leads to them, and never move.
type termChunk [termChunkSize]byte

// A place is a bit that says that there is one, the number of the chunk, and
// where in it the row begins and how long it is.
const (
	placeKnown       = 1 << 63
	placeLengthBits  = 16
	placeBeginBits   = 16
	placeLengthMask  = 1<<placeLengthBits - 1
	placeBeginMask   = 1<<placeBeginBits - 1
	placeChunkOffset = placeLengthBits + placeBeginBits
)

// PreferredTerms returns the preferred terms in a choice of dialects.
func (r *Release) PreferredTerms(dialects Dialects) *Terms {
	return r.terms.find(r, dialects)
}

// PreferredTerm returns the preferred term of a concept, as [Release.Names] does.
func (r *Release) PreferredTerm(o taxonomy.Ordinal, dialects Dialects) (string, error) {
	return r.PreferredTerms(dialects).Of(o)
}

// Of returns the preferred term of a concept, as [Release.Names] does. The
// ordinal must be below the taxonomy's length.
func (t *Terms) Of(o taxonomy.Ordinal) (string, error) {
	row, err := t.row(o)
	if err != nil {
		return "", err
	}
	return row.preferredTerm(), nil
}

// Summary describes a concept in one row, as [Release.Summary] does. The ordinal
// must be below the taxonomy's length.
func (t *Terms) Summary(o taxonomy.Ordinal) (Summary, error) {
	row, err := t.row(o)
	if err != nil {
		return Summary{}, err
	}
	return row.summary(t.release.taxonomy.ID(o)), nil
}

// Prepare is called with concepts whose terms are asked for next, one after the
// other, some hundreds at a time. It reads the memory that this will take, as far
// as it is remembered, for all of them side by side, see [taxonomy.Taxonomy.Ordinals].
// Ordinals beyond the taxonomy are passed over. What it returns means nothing.
func (t *Terms) Prepare(ordinals []taxonomy.Ordinal) (touched byte) {
	var places [256]uint64
	for len(ordinals) > 0 {
		n := min(len(ordinals), len(places))
		for i, o := range ordinals[:n] {
			places[i] = 0
			if int(o) < t.release.taxonomy.Len() {
				if page := t.pages[o/termPageSize].Load(); page != nil {
					places[i] = page[o%termPageSize].Load()
				}
			}
		}
		for _, place := range places[:n] {
			if place != 0 {
				row := t.at(place)
				touched ^= row[0] ^ row[min(len(row)-1, 64)]
			}
		}
		ordinals = ordinals[n:]
	}
	return touched
}

// row finds what is remembered of a concept, or reads it and remembers it.
func (t *Terms) row(o taxonomy.Ordinal) (termRow, error) {
	page := t.pages[o/termPageSize].Load()
	if page == nil {
		page = t.makePage(o)
	}
	slot := &page[o%termPageSize]
	if place := slot.Load(); place != 0 {
		return t.at(place), nil
	}
	b := t.release.buffer()
	defer t.release.buffers.Put(b)
	if err := t.release.store.ReadConcept(o, PartNames, b); err != nil {
		return nil, err
	}
	summary, err := t.release.summaryOf(o, b, t.dialects)
	if err != nil {
		return nil, err
	}
	return t.remember(slot, &summary), nil
}

// at returns the row at a place.
func (t *Terms) at(place uint64) termRow {
	chunk := t.chunks[place&^placeKnown>>placeChunkOffset]
	begin := place >> placeLengthBits & placeBeginMask
	return termRow(chunk[begin : begin+place&placeLengthMask])
}

func (t *Terms) makePage(o taxonomy.Ordinal) *termPage {
	slot := &t.pages[o/termPageSize]
	if page := new(termPage); slot.CompareAndSwap(nil, page) {
		return page
	}
	return slot.Load()
}

// remember keeps a row, if there is room for it, and returns it.
func (t *Terms) remember(slot *atomic.Uint64, s *Summary) termRow {
	size := termRowSize(s)
	t.mu.Lock()
	defer t.mu.Unlock()
	if place := slot.Load(); place != 0 { // another was faster
		return t.at(place)
	}
	if size > placeLengthMask {
		return appendTermRow(make([]byte, 0, size), s)
	}
	if t.used == 0 || t.full+size > termChunkSize {
		if t.used == len(t.chunks) {
			return appendTermRow(make([]byte, 0, size), s)
		}
		t.chunks[t.used] = new(termChunk)
		t.used++
		t.full = 0
	}
	chunk := t.used - 1
	appendTermRow(t.chunks[chunk][t.full:t.full:t.full+size], s)
	place := placeKnown | uint64(chunk)<<placeChunkOffset | uint64(t.full)<<placeLengthBits | uint64(size)
	t.full += size
	slot.Store(place)
	return t.at(place)
}

// termCache finds the [Terms] of a choice of dialects.
type termCache struct {
	kept  atomic.Pointer[[]*Terms] // never changed, but replaced
	clock atomic.Uint64            // counts the questions
	mu    sync.Mutex               // for replacing
}

func (c *termCache) find(r *Release, dialects Dialects) *Terms {
	if t := c.lookup(dialects); t != nil {
		return t
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.lookup(dialects); t != nil {
		return t
	}
	concepts := r.taxonomy.Len()
	t := &Terms{
		release:  r,
		dialects: slices.Clone(dialects),
		pages:    make([]atomic.Pointer[termPage], (concepts+termPageSize-1)/termPageSize),
		chunks:   make([]*termChunk, concepts*termBytesEach/termChunkSize+1),
	}
	t.asked.Store(c.clock.Add(1))
	var kept []*Terms
	if old := c.kept.Load(); old != nil {
		kept = slices.Clone(*old)
	}
	if len(kept) < maxTerms {
		kept = append(kept, t)
	} else {
		oldest := 0
		for i := range kept {
			if kept[i].asked.Load() < kept[oldest].asked.Load() {
				oldest = i
			}
		}
		kept[oldest] = t
	}
	c.kept.Store(&kept)
	return t
}

func (c *termCache) lookup(dialects Dialects) *Terms {
	kept := c.kept.Load()
	if kept == nil {
		return nil
	}
	for _, t := range *kept {
		if slices.Equal(t.dialects, dialects) {
			t.asked.Store(c.clock.Add(1))
			return t
		}
	}
	return nil
}
