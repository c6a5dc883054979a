package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// draft is a description on its way into the index.
type draft struct {
	concept taxonomy.Ordinal
	group   uint32
	id      sctid.ID
	// The folded texts are drafts.folded[start : start+size]; the own form is the
	// first own bytes of them.
	start, size, own uint32
	words, length    uint32 // of the own form: words, the joined ones counting as one; characters
	term             string
}

type drafts struct {
	rows       []draft
	folded     []byte
	groups     []group
	conceptIDs []sctid.ID // by ordinal
}

// text returns a row's folded texts.
func (d *drafts) text(r *draft) []byte {
	return d.folded[r.start : r.start+r.size : r.start+r.size]
}

// ownText returns a row's folded text in the own form.
func (d *drafts) ownText(r *draft) []byte { return d.folded[r.start : r.start+r.own] }

// concepts returns one more than the highest ordinal.
func (d *drafts) concepts() int { return len(d.conceptIDs) }

// conceptCounts returns the number of rows of each concept.
func (d *drafts) conceptCounts() []uint32 {
	counts := make([]uint32, d.concepts())
	for i := range d.rows {
		counts[d.rows[i].concept]++
	}
	return counts
}

// sortKey stands for a row while rows are sorted.
type sortKey struct {
	prefix uint64 // eight bytes of the own text
	row    uint32
}

// Rows are dealt into buckets by number of words and length. From maxBucketWords
// words on, and within a number of words from maxBucketLength characters on, all
// share one.
const (
	maxBucketWords  = 1<<6 - 1
	maxBucketLength = 1<<10 - 1
	buckets         = (maxBucketWords + 1) * (maxBucketLength + 1)
)

// bucket returns the number of a row's bucket.
func (r *draft) bucket() uint32 {
	if r.words >= maxBucketWords {
		return buckets - 1
	}
	return r.words*(maxBucketLength+1) + min(r.length, maxBucketLength)
}

// sort puts the rows into the order of the index: by number of words of the
// folded term, its length, the folded term, concept id and description id. So
// short terms come first, and the row number settles the last keys of the order
// of results.
// The groups are numbered anew in the order of their encoding, so that the
// order in which the documents came leaves no trace in the files. The folded
// texts stand in the order of the rows afterwards.
//
// Rows are first dealt into buckets. Within a size, terms are sorted by
// eight bytes at a time, as numbers: comparing whole strings, scattered over the
// memory, would take several times as long, because terms begin alike.
func (d *drafts) sort(ctx context.Context, goroutines int) error {
	ends := make([]uint32, buckets)
	for i := range d.rows {
		ends[d.rows[i].bucket()]++
	}
	next := uint32(0)
	for i := range ends {
		next += ends[i]
		ends[i] = next - ends[i]
	}
	keys := make([]sortKey, len(d.rows))
	for i := range d.rows {
		end := &ends[d.rows[i].bucket()]
		keys[*end].row = uint32(i)
		*end++
	}
	var bucket atomic.Int64
	err := side(ctx, goroutines, func(int) {
		for {
			i := int(bucket.Add(1)) - 1
			if i >= buckets || ctx.Err() != nil {
				return
			}
			begin := uint32(0)
			if i > 0 {
				begin = ends[i-1]
			}
			if i%(maxBucketLength+1) < maxBucketLength {
				d.sortTexts(keys[begin:ends[i]], 0)
			} else {
				d.sortBySize(keys[begin:ends[i]])
			}
		}
	})
	if err != nil {
		return err
	}
	return d.arrange(ctx, keys, goroutines)
}

// side calls work on that many goroutines at once, each with its number.
func side(ctx context.Context, goroutines int, work func(number int)) error {
	if goroutines == 1 {
		work(0)
		return ctx.Err()
	}
	var group errgroup.Group
	for i := range goroutines {
		group.Go(func() error { work(i); return nil })
	}
	return cmp.Or(group.Wait(), ctx.Err())
}

// sortTexts sorts rows whose own texts agree in the first depth bytes. A folded
// text has no byte 0, so that what ends earlier comes first.
func (d *drafts) sortTexts(keys []sortKey, depth uint32) {
	if len(keys) < 2 {
		return
	}
	for i := range keys {
		keys[i].prefix = prefixOf(d.ownText(&d.rows[keys[i].row]), depth)
	}
	slices.SortFunc(keys, func(a, b sortKey) int { return cmp.Compare(a.prefix, b.prefix) })
	for begin := 0; begin < len(keys); {
		end := begin + 1
		for end < len(keys) && keys[end].prefix == keys[begin].prefix {
			end++
		}
		if end-begin > 1 {
			if byte(keys[begin].prefix) == 0 {
				d.sortEqual(keys[begin:end])
			} else {
				d.sortTexts(keys[begin:end], depth+8)
			}
		}
		begin = end
	}
}

// prefixOf returns the eight bytes from depth on as a number, with zeros behind
// the end.
func prefixOf(text []byte, depth uint32) uint64 {
	if int64(depth) >= int64(len(text)) {
		return 0
	}
	text = text[depth:]
	if len(text) >= 8 {
		return binary.BigEndian.Uint64(text)
	}
	var b [8]byte
	copy(b[:], text)
	return binary.BigEndian.Uint64(b[:])
}

// sortEqual sorts rows with the same text.
func (d *drafts) sortEqual(keys []sortKey) {
	slices.SortFunc(keys, func(a, b sortKey) int {
		x, y := &d.rows[a.row], &d.rows[b.row]
		return cmp.Or(cmp.Compare(d.conceptIDs[x.concept], d.conceptIDs[y.concept]), cmp.Compare(x.id, y.id))
	})
}

// sortBySize sorts the rows of a bucket of several sizes, few but long.
func (d *drafts) sortBySize(keys []sortKey) {
	compare := func(a, b sortKey) int {
		x, y := &d.rows[a.row], &d.rows[b.row]
		return cmp.Or(cmp.Compare(x.words, y.words), cmp.Compare(x.length, y.length))
	}
	slices.SortFunc(keys, compare)
	for begin := 0; begin < len(keys); {
		end := begin + 1
		for end < len(keys) && compare(keys[begin], keys[end]) == 0 {
			end++
		}
		d.sortTexts(keys[begin:end], 0)
		begin = end
	}
}

// arrange puts the rows into the order of the keys, in place, and makes folded
// anew. It spoils the keys.
func (d *drafts) arrange(ctx context.Context, keys []sortKey, goroutines int) error {
	numbers := d.sortGroups()
	// Each row is taken out once, and what belongs to its place moved there, until
	// the circle closes.
	for i := range keys {
		if keys[i].row == uint32(i) {
			continue
		}
		first := d.rows[i]
		for at := i; ; {
			from := int(keys[at].row)
			keys[at].row = uint32(at)
			if from == i {
				d.rows[at] = first
				break
			}
			d.rows[at] = d.rows[from]
			at = from
		}
	}
	// Where each goroutine's part begins, in rows and in bytes.
	starts := make([]uint32, goroutines+1)
	part := len(d.rows)/goroutines + 1
	at := uint32(0)
	for i := range d.rows {
		if i%part == 0 {
			starts[i/part] = at
		}
		at += d.rows[i].size
	}
	folded := make([]byte, len(d.folded))
	err := side(ctx, goroutines, func(number int) {
		at := starts[number]
		for i := number * part; i < min((number+1)*part, len(d.rows)); i++ {
			r := &d.rows[i]
			copy(folded[at:], d.text(r))
			r.start, r.group = at, numbers[r.group]
			at += r.size
		}
	})
	d.folded = folded
	return err
}

// sortGroups puts the groups into the order of their encoding, and returns their
// new numbers by the old ones.
func (d *drafts) sortGroups() (numbers []uint32) {
	order := make([]int, len(d.groups))
	encoded := make([]string, len(d.groups))
	for i := range d.groups {
		order[i] = i
		encoded[i] = string(appendGroup(nil, &d.groups[i]))
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(encoded[a], encoded[b]) })
	groups := make([]group, len(d.groups))
	numbers = make([]uint32, len(d.groups))
	for to, from := range order {
		groups[to] = d.groups[from]
		numbers[from] = uint32(to)
	}
	d.groups = groups
	return numbers
}
