package store

import (
	"github.com/firn-sct/firn/terminology/sctid"
)

// An SCTID is an item number, a partition, perhaps a namespace, and a check
// digit. Nearly all ids of a release agree in everything but the item, and the
// check digit follows from the rest: so an id is stored as a space, which is a
// number into a table, and its item, and a list of ids as the steps between the
// items. What isn't a well-formed SCTID has the space of plain numbers.
//
// Ids in ascending order are written by [idWriter.append]:
//
//	0                           the id before it once more
//	1, space, step              another space; the step is from the list's last item in it
//	n > 1                       the item is n-1 more
//
// Relationship ids, which aren't in order, by [idWriter.appendAny]:
//
//	0, space, item              another space, or the id before it once more
//	zigzag                      the item is that much more
//
// A list begins in the first space of the table that has its kind, at item 0.

// The forms of a space.
const (
	plainSpace = iota // the item is the id
	shortSpace        // item, partition, check digit
	longSpace         // item, namespace, partition, check digit
	spaceForms
)

const (
	shortScale = 1_000          // of the item, in the id
	longScale  = 10_000_000_000 // likewise
)

// space is what ids have in common besides their kind of form: namespace and
// partition, as they stand before the check digit.
type space struct {
	form byte
	tail uint64
}

// Kinds of lists, by the last digit of the partition.
const (
	descriptionList  = 1
	relationshipList = 2
)

// split takes an id apart.
func split(id sctid.ID) (space, uint64) {
	v := uint64(id)
	s, item := space{shortSpace, v / 10 % 100}, v/shortScale
	if s.tail >= 10 {
		s, item = space{longSpace, v / 10 % (longScale / 10)}, v/longScale
	}
	if placed := newPlacedSpace(s); placed.id(item) != id {
		return space{}, v
	}
	return s, item
}

// placedSpace is a space with what makes ids of items fast.
type placedSpace struct {
	space
	scale, add uint64
	check      uint8 // the product of the tail's digits
	at         uint8 // the place of the item's last digit, modulo 8
}

func newPlacedSpace(s space) placedSpace {
	switch s.form {
	case shortSpace:
		return placedSpace{s, shortScale, s.tail * 10, fixedProduct(s.tail, 1, 2), 3}
	case longSpace:
		return placedSpace{s, longScale, s.tail * 10, fixedProduct(s.tail, 1, 9), 10 & 7}
	default:
		return placedSpace{space: space{}, scale: 1}
	}
}

// id makes the id of an item. An item that is too large for an SCTID gives a
// number that is none; only damaged content has it.
func (s *placedSpace) id(item uint64) sctid.ID {
	if s.form == plainSpace {
		return sctid.ID(item)
	}
	c, at := s.check, s.at
	rest := item
	for rest >= 1000 {
		c = checkProducts[c][wholeGroups[at][rest%1000]]
		rest /= 1000
		at = (at + 3) & 7
	}
	c = checkProducts[c][lastGroups[at][rest]]
	return sctid.ID(item*s.scale + s.add + uint64(checkInverse[c]))
}

// spaceTable numbers the spaces of a release in the order of first sight.
type spaceTable struct {
	dictionary[space]
	placed   []placedSpace
	lastCode uint64 // neighbours often agree
}

func (t *spaceTable) split(id sctid.ID) (code, item uint64) {
	if len(t.placed) > 0 {
		s := &t.placed[t.lastCode]
		if item := uint64(id) / s.scale; s.form != plainSpace && s.id(item) == id {
			return t.lastCode, item
		}
	}
	s, item := split(id)
	code = t.code(s)
	if code == uint64(len(t.placed)) {
		t.placed = append(t.placed, newPlacedSpace(s))
	}
	t.lastCode = code
	return code, item
}

// noSpace is where a list begins that can't have begun in a space of its kind:
// its first id tells one.
const noSpace = 1<<64 - 1

// firstSpace returns the space in which a list of a kind begins. A table grows
// while lists are written, but its first space of a kind stays the first.
func firstSpace(spaces []placedSpace, kind uint64) uint64 {
	for i := range spaces {
		if spaces[i].form != plainSpace && spaces[i].tail%10 == kind {
			return uint64(i)
		}
	}
	return noSpace
}

func appendSpaces(b []byte, spaces []space) []byte {
	b = appendCount(b, len(spaces))
	for _, s := range spaces {
		b = appendUvarint(append(b, s.form), s.tail)
	}
	return b
}

func (d *decoder) spaces() []placedSpace {
	list := make([]placedSpace, d.count(2))
	for i := range list {
		s := space{form: byte(d.index(spaceForms)), tail: d.uvarint()}
		if s.tail >= longScale/10 || s.form == plainSpace && s.tail != 0 || s.form == shortSpace && s.tail >= 10 {
			d.fail()
		}
		if d.failed {
			return nil
		}
		list[i] = newPlacedSpace(s)
	}
	return list
}

// spacesKept is for how many spaces a list remembers the last item.
const spacesKept = 16

// idWriter writes one list of ids.
type idWriter struct {
	table *spaceTable
	space uint64
	item  uint64
	lasts [spacesKept]uint64
}

func (t *spaceTable) writer(kind uint64) idWriter {
	return idWriter{table: t, space: firstSpace(t.placed, kind)}
}

// writerFrom begins a list behind an id that is known.
func (t *spaceTable) writerFrom(id sctid.ID) idWriter {
	w := idWriter{table: t}
	w.space, w.item = t.split(id)
	w.keep()
	return w
}

func (w *idWriter) keep() {
	if w.space < spacesKept {
		w.lasts[w.space] = w.item
	}
}

func (w *idWriter) append(b []byte, id sctid.ID) []byte {
	code, item := w.table.split(id)
	switch {
	case code != w.space || item < w.item || item-w.item == 1<<64-1: // the last would give 0 below
		var last uint64
		if code < spacesKept {
			last = w.lasts[code] // not above item, or the difference wraps
		}
		b = appendUvarint(appendUvarint(append(b, 1), code), item-last)
	case item == w.item:
		return append(b, 0)
	default:
		b = appendUvarint(b, item-w.item+1)
	}
	w.space, w.item = code, item
	w.keep()
	return b
}

func (w *idWriter) appendAny(b []byte, id sctid.ID) []byte {
	code, item := w.table.split(id)
	if step := int64(item - w.item); code == w.space && step != 0 {
		b = appendZigzag(b, step)
	} else {
		b = appendUvarint(appendUvarint(append(b, 0), code), item)
	}
	w.space, w.item = code, item
	return b
}

// idReader reads what an idWriter wrote, as space and item. Only those that are
// wanted are made into ids, which costs most.
type idReader struct {
	spaces []placedSpace
	space  uint64
	item   uint64
	lasts  [spacesKept]uint64
}

func newIDReader(spaces []placedSpace, kind uint64) idReader {
	return idReader{spaces: spaces, space: firstSpace(spaces, kind)}
}

// idReaderFrom begins behind an id that is known, as writerFrom does. It
// reports whether the id has a space of the table.
func idReaderFrom(spaces []placedSpace, id sctid.ID) (r idReader, ok bool) {
	r.spaces = spaces
	r.space, r.item, ok = findSpace(spaces, id)
	r.keep()
	return r, ok
}

// findSpace is split with a table that is complete.
func findSpace(spaces []placedSpace, id sctid.ID) (code, item uint64, ok bool) {
	s, item := split(id)
	for i := range spaces {
		if spaces[i].space == s {
			return uint64(i), item, true
		}
	}
	return 0, item, false
}

func (r *idReader) keep() {
	if r.space < spacesKept {
		r.lasts[r.space] = r.item
	}
}

// next reads an id of an ascending list.
func (r *idReader) next(d *decoder) {
	switch v := d.uvarint(); v {
	case 0:
	case 1:
		code := d.index(len(r.spaces))
		if code < 0 {
			return
		}
		r.space, r.item = uint64(code), d.uvarint()
		if code < spacesKept {
			r.item += r.lasts[code]
		}
		r.keep()
	default:
		r.item += v - 1
		r.keep()
	}
}

// skipIDs passes over n ids of an ascending list.
func (d *decoder) skipIDs(n int) {
	for range n {
		if d.uvarint() == 1 {
			d.skip(2)
		}
	}
}

// nextAny reads an id of a list in any order.
func (r *idReader) nextAny(d *decoder) {
	if step := d.zigzag(); step != 0 {
		r.item += uint64(step)
		return
	}
	if code := d.index(len(r.spaces)); code >= 0 {
		r.space, r.item = uint64(code), d.uvarint()
	}
}

// id returns the id that was read last; 0 if the table has no space at all,
// which only damaged content brings about.
func (r *idReader) id() sctid.ID {
	if r.space >= uint64(len(r.spaces)) {
		return 0
	}
	return r.spaces[r.space].id(r.item)
}
