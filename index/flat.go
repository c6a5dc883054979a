package index

import "math/bits"

// chunkRows is the number of rows that are looked at together: as many as are in
// a container of a roaring bitmap.
const (
	chunkRows  = 1 << 16
	chunkWords = chunkRows / 64
)

// chunkBits are the rows of a chunk, a bit each.
type chunkBits = [chunkWords]uint64

// flat is a set of rows as a bit for each row, in whole chunks.
type flat struct {
	chunks []chunkBits
	counts []int32 // rows of each chunk
}

func newFlat(rows int) flat {
	n := (rows + chunkRows - 1) / chunkRows
	return flat{make([]chunkBits, n), make([]int32, n)}
}

func (f *flat) has(row uint32) bool {
	return f.chunks[row/chunkRows][row%chunkRows/64]>>(row%64)&1 != 0
}

// add adds a row; it reports whether it is new.
func (f *flat) add(row uint32) bool {
	word := &f.chunks[row/chunkRows][row%chunkRows/64]
	mask := uint64(1) << (row % 64)
	if *word&mask != 0 {
		return false
	}
	*word |= mask
	f.counts[row/chunkRows]++
	return true
}

// setWord says which of 64 rows are in the set, from a multiple of 64 on.
func (f *flat) setWord(first int, word uint64) {
	f.chunks[first/chunkRows][first%chunkRows/64] = word
	f.counts[first/chunkRows] += int32(bits.OnesCount64(word))
}

// count returns how many rows are in the set.
func (f *flat) count() int {
	n := 0
	for _, of := range f.counts {
		n += int(of)
	}
	return n
}

// clear empties the set, at the cost of the chunks that aren't empty.
func (f *flat) clear() {
	for i, n := range f.counts {
		if n != 0 {
			f.chunks[i] = chunkBits{}
			f.counts[i] = 0
		}
	}
}

// eachBit calls visit with the bits that are set, in ascending order, until it
// returns false; it reports whether it came to the end.
func eachBit(b *chunkBits, visit func(at int) bool) bool {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			if !visit(i*64 + bits.TrailingZeros64(word)) {
				return false
			}
		}
	}
	return true
}

// appendBits appends the bits that are set, in ascending order.
func appendBits(dst []uint16, b *chunkBits) []uint16 {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			dst = append(dst, uint16(i*64+bits.TrailingZeros64(word)))
		}
	}
	return dst
}

func countBits(b *chunkBits) int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}
