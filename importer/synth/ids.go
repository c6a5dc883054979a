package synth

import (
	"fmt"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Namespace is the seven-digit namespace of every identifier that this package
// mints. It is not assigned to anybody, so a synthetic identifier can't be
// taken for one of SNOMED CT's.
const Namespace = 1999999

// Items of the hand-written core begin at firstCoreItem and follow the order
// of the lexicon, so that "heart attack" has one identifier whatever the seed
// and size; composed concepts begin at firstComposedItem.
const (
	firstCoreItem     = 1001
	firstComposedItem = 100_001
)

// minter hands out identifiers of one kind in rising order.
type minter struct {
	kind sctid.Kind
	next uint64
}

func (m *minter) mint() (sctid.ID, error) {
	id, err := sctid.New(m.kind, Namespace, m.next)
	if err != nil {
		return 0, fmt.Errorf("synth: out of identifiers: %w", err)
	}
	m.next++
	return id, nil
}

// appendUUID appends the identifier of a member, as a UUID of version 8 (ours
// to lay out): a hash of what the member says, not a random number, so that it
// stays the same in Snapshot, Full and from one run to the next.
func appendUUID(dst []byte, seed uint64, refset, component sctid.ID, extra uint64) []byte {
	a := mix(mix(seed^uint64(refset))+uint64(component)) ^ mix(extra+0x632be59bd9b4e019)
	hi := mix(a)
	lo := mix(a + 0x9e3779b97f4a7c15)
	hi = hi&^0xf000 | 0x8000
	lo = lo&^(3<<62) | 2<<62
	const digits = "0123456789abcdef"
	for i := 60; i >= 0; i -= 4 {
		dst = append(dst, digits[hi>>uint(i)&15])
		if i == 32 || i == 16 {
			dst = append(dst, '-')
		}
	}
	dst = append(dst, '-')
	for i := 60; i >= 0; i -= 4 {
		dst = append(dst, digits[lo>>uint(i)&15])
		if i == 48 {
			dst = append(dst, '-')
		}
	}
	return dst
}
