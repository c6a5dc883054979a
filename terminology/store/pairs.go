package store

import (
	"cmp"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// pairsPerChunk is how many pairs stand below one key of the description map
// and of the association index.
const pairsPerChunk = 256

// descriptionPlace is an entry of the description map.
type descriptionPlace struct {
	id      sctid.ID
	concept taxonomy.Ordinal
}

// appendPlaces writes a chunk of the description map: the count, the ids behind
// the first, then all ordinals. The first id is the key.
func appendPlaces(b []byte, places []descriptionPlace, spaces *spaceTable) []byte {
	b = appendCount(b, len(places))
	ids := spaces.writerFrom(places[0].id)
	for _, p := range places[1:] {
		b = ids.append(b, p.id)
	}
	for _, p := range places {
		b = appendUvarint(b, uint32(p.concept))
	}
	return b
}

// findPlace looks for a description in a chunk. It compares ids as space and
// item, without making them.
func findPlace(chunk []byte, spaces []placedSpace, first, id sctid.ID) (o taxonomy.Ordinal, found, ok bool) {
	d := decoder{b: chunk}
	n := d.count(1)
	ids, known := idReaderFrom(spaces, first)
	if n == 0 || !known {
		return 0, false, false
	}
	space, item, known := findSpace(spaces, id)
	if !known {
		return 0, false, true
	}
	i := 0
	for ids.space != space || ids.item != item {
		if i++; i == n || d.failed {
			return 0, false, !d.failed
		}
		ids.next(&d)
	}
	d.skipIDs(n - 1 - i)
	d.skip(i)
	v := d.uvarint()
	return taxonomy.Ordinal(v), true, !d.failed && v <= 1<<32-1
}

// eachPlace calls f for each entry of a chunk, in ascending order.
func eachPlace(chunk []byte, spaces []placedSpace, first sctid.ID, f func(descriptionPlace)) bool {
	steps := decoder{b: chunk}
	n := steps.count(1)
	ids, known := idReaderFrom(spaces, first)
	if n == 0 || !known {
		return false
	}
	ordinals := steps
	ordinals.skipIDs(n - 1)
	for i := range n {
		if i > 0 {
			ids.next(&steps)
		}
		v := ordinals.uvarint()
		if steps.failed || ordinals.failed || v > 1<<32-1 {
			return false
		}
		f(descriptionPlace{ids.id(), taxonomy.Ordinal(v)})
	}
	return ordinals.done()
}

// idPair is an entry of the association index.
type idPair struct{ target, source sctid.ID }

func (p idPair) compare(q idPair) int {
	return cmp.Or(cmp.Compare(p.target, q.target), cmp.Compare(p.source, q.source))
}

// appendPairs writes a chunk of the association index: the count, then behind
// the first pair, which is the key, the difference of targets and the source,
// as a difference too where the target is the same.
func appendPairs(b []byte, pairs []idPair) []byte {
	b = appendCount(b, len(pairs))
	for i := 1; i < len(pairs); i++ {
		step := pairs[i].target - pairs[i-1].target
		b = appendUvarint(b, step)
		if step == 0 {
			b = appendUvarint(b, pairs[i].source-pairs[i-1].source)
		} else {
			b = appendUvarint(b, pairs[i].source)
		}
	}
	return b
}

// eachPair calls f for each pair of a chunk, in ascending order.
func eachPair(chunk []byte, first idPair, f func(idPair)) bool {
	d := decoder{b: chunk}
	count := d.uvarint()
	if count > uint64(len(d.b)/2+1) { // the first pair takes no bytes, the others two or more
		return false
	}
	n := int(count)
	for i := range n {
		if i > 0 {
			step := sctid.ID(d.uvarint())
			source := sctid.ID(d.uvarint())
			if step == 0 {
				source += first.source
			}
			first = idPair{first.target + step, source}
		}
		if d.failed {
			return false
		}
		f(first)
	}
	return n > 0 && d.done()
}
