package taxonomy

import (
	"math/bits"
	"unsafe"

	"github.com/firn-sct/firn/terminology/sctid"
)

// The table answers "what is the ordinal of this identifier, and what does it
// subsume" from one line of memory. It is made when a taxonomy is built or loaded,
// and not stored: it takes no longer to make than to read.
//
// A question about two identifiers waits for memory and for little else: on half
// a million concepts nothing of it is in the processor's nearer caches. The hash
// table of slots, the identifiers and the intervals are three places, one behind
// the other; here they are side by side. It is a hash table of lines with room for
// four concepts each. The four identifiers are compared without branches, whose
// outcome no processor could guess; a line that is full lets the search go on in
// the next. At [tableLoad] 1 concept in 20 stands in a later line than its own.
//
// Two thirds of the concepts of an edition are leaves, and six in seven have no
// extra intervals, so that the line knows all that they subsume. The others have
// an entry in a second, small array, see wide.
//
// The tests compare it with the hash table of slots and with [Taxonomy.Subsumes].

// line is 64 bytes, as many as processors fetch at a time.
type line struct {
	ids [lineRoom]sctid.ID // 0 in an empty place
	// ordinals are complements, so that an empty place, all zero, has NoOrdinal.
	ordinals [lineRoom]uint32
	// reaches are complements of the last ordinal of the own interval, which is
	// below 2^31, so that their highest bit is set. A concept with extra intervals
	// has its index in wides instead, and an empty place 0, where wides[0] subsumes
	// nothing.
	reaches [lineRoom]uint32
}

const (
	lineRoom = 4
	// tableLoad is how many of 100 places are taken. There is always an empty
	// one, where an unsuccessful search ends.
	tableLoad = 60

	narrow = uint32(1) << 31 // set in a reach that is no index in wides
)

// wide is what a concept with extra intervals subsumes.
type wide struct {
	// regions has a bit for each 64th part of the active ordinals: an extra
	// interval reaches into it. Most ordinals are in none of the parts.
	regions uint64
	own     interval
	extra   uint32 // the extra intervals are Taxonomy.extra[extra:end]
	end     uint32
}

// found is what the table knows of an identifier.
type found struct {
	ordinal Ordinal // NoOrdinal if it isn't there
	reach   uint32  // see line
}

// hash spreads identifiers, whose digits are regular, over 64 bits.
func hash(id sctid.ID) uint64 {
	h := uint64(id) * 0x9E3779B97F4A7C15
	h ^= h >> 29
	return h * 0xBF58476D1CE4E5B9
}

// makeTable fills lines and wides. The columns must be checked.
func (t *Taxonomy) makeTable() {
	t.regionShift = uint(max(0, bits.Len32(uint32(t.active))-6))
	count := 1 // wides[0]
	for o := range t.active {
		if t.cover[o].extra != t.cover[o+1].extra {
			count++
		}
	}
	t.wides = make([]wide, 1, count)
	t.wides[0] = wide{own: interval{NoOrdinal, NoOrdinal}}
	t.lines = makeLines(100*len(t.ids)/(lineRoom*tableLoad) + 1)
	var at [batch]uint
	for from := 0; from < len(t.ids); from += batch {
		part := t.ids[from:min(from+batch, len(t.ids))]
		for i, id := range part {
			at[i] = t.lineOf(id)
		}
		// Read side by side where a batch goes, see batch.
		var taken [batch]bool
		for i := range part {
			taken[i] = t.lines[at[i]].ids[0] != 0
		}
		for i, id := range part {
			o := Ordinal(from + i)
			reach := ^uint32(o) // an inactive concept subsumes itself alone
			if o < t.active {
				reach = t.reachOf(o)
			}
			t.enter(at[i], taken[i], id, o, reach)
		}
	}
}

// enter fills the first empty place from a line on, where the first one may be
// known to be taken.
func (t *Taxonomy) enter(at uint, taken bool, id sctid.ID, o Ordinal, reach uint32) {
	k := 0
	if taken {
		k = 1
	}
	for t.lines[at].ids[k] != 0 {
		if k++; k == lineRoom {
			k = 0
			if at++; at == uint(len(t.lines)) {
				at = 0
			}
		}
	}
	l := &t.lines[at]
	l.ids[k], l.ordinals[k], l.reaches[k] = id, ^uint32(o), reach
}

// reachOf makes the reach of an active concept, and its entry in wides if it
// needs one.
func (t *Taxonomy) reachOf(o Ordinal) uint32 {
	extras := t.extras(o)
	if len(extras) == 0 {
		return ^uint32(t.cover[o].last)
	}
	w := wide{own: interval{o, t.cover[o].last}, extra: t.cover[o].extra, end: t.cover[o+1].extra}
	for _, v := range extras {
		from, to := v.first>>t.regionShift, v.last>>t.regionShift
		w.regions |= ^uint64(0) << from & (^uint64(0) >> (63 - to))
	}
	t.wides = append(t.wides, w)
	return uint32(len(t.wides) - 1)
}

// makeLines returns empty lines that begin where the processor's do.
func makeLines(n int) []line {
	memory := make([]line, n+1)
	first := uintptr(unsafe.Pointer(unsafe.SliceData(memory)))
	if off := first % unsafe.Sizeof(line{}); off != 0 {
		// Memory comes in pieces of eight bytes at least, and the garbage collector
		// doesn't move it.
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(memory))), uintptr(len(memory))*unsafe.Sizeof(line{}))
		memory = unsafe.Slice((*line)(unsafe.Pointer(&bytes[unsafe.Sizeof(line{})-off])), n)
	}
	memory = memory[:n:n]
	adviseHugePages(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(memory))), uintptr(n)*unsafe.Sizeof(line{})))
	return memory
}

// lineOf returns the line where the search for an identifier begins.
func (t *Taxonomy) lineOf(id sctid.ID) uint {
	at, _ := bits.Mul64(hash(id), uint64(len(t.lines)))
	return uint(at)
}

// look compares an identifier with all four of a line, without branches. It
// returns the place, or lineRoom. The first of the four may have been read already.
func (l *line) look(first, id sctid.ID) uint {
	k := uint(lineRoom)
	if l.ids[3] == id {
		k = 3
	}
	if l.ids[2] == id {
		k = 2
	}
	if l.ids[1] == id {
		k = 1
	}
	if first == id {
		k = 0
	}
	return k
}

// find looks an identifier up.
func (t *Taxonomy) find(id sctid.ID) found {
	return t.findFrom(t.lineOf(id), id)
}

// findFrom goes on with the search in a line.
func (t *Taxonomy) findFrom(at uint, id sctid.ID) found {
	if at >= uint(len(t.lines)) { // an empty Taxonomy
		return found{NoOrdinal, 0}
	}
	for {
		l := &t.lines[at]
		if k := l.look(l.ids[0], id); k < lineRoom {
			return found{Ordinal(^l.ordinals[k]), l.reaches[k]}
		}
		if l.ids[lineRoom-1] == 0 {
			return found{NoOrdinal, 0}
		}
		if at++; at == uint(len(t.lines)) {
			at = 0
		}
	}
}

// reaches reports whether a concept subsumes an ordinal, itself included.
func (t *Taxonomy) reaches(f found, o Ordinal) bool {
	if f.reach&narrow != 0 {
		return o-f.ordinal <= Ordinal(^f.reach)-f.ordinal
	}
	w := &t.wides[f.reach]
	if o-f.ordinal <= w.own.last-f.ordinal {
		return true
	}
	return w.regions>>(o>>t.regionShift)&1 != 0 && holds(t.extra[w.extra:w.end], o)
}

// Ordinal returns the ordinal of a concept, active or not, and whether the
// release has it. It takes some tens of nanoseconds and allocates nothing.
func (t *Taxonomy) Ordinal(id sctid.ID) (Ordinal, bool) {
	f := t.find(id)
	return f.ordinal, f.ordinal != NoOrdinal
}
