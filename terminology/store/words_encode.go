package store

import (
	"cmp"
	"iter"
	"maps"
	"math/bits"
	"slices"
)

// A term is cut into pieces at the same places wherever it stands: before each
// space, and before and behind what is neither letter nor digit. A piece is a
// word with the space before it, or a punctuation mark; a semantic tag, with
// its parentheses, is one piece.

// piece returns the length of the first piece of text, which isn't empty.
func piece[T string | []byte](text T) int {
	i := 0
	if text[0] == ' ' {
		i = 1
	}
	if i == len(text) {
		return i
	}
	if !isWordByte(text[i]) {
		if text[i] == '(' {
			if n := tagPiece(text); n > 0 {
				return n
			}
		}
		return i + 1
	}
	for i < len(text) && isWordByte(text[i]) {
		i++
	}
	return i
}

// tagPiece returns the length of text if it ends with the only parenthesis that
// it has, else 0.
func tagPiece[T string | []byte](text T) int {
	if len(text) > maxWordBytes || text[len(text)-1] != ')' {
		return 0
	}
	for i := 2; i < len(text)-1; i++ {
		if text[i] == '(' || text[i] == ')' {
			return 0
		}
	}
	return len(text)
}

func isWordByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c >= 0x80
}

// The bounds of choosing words.
const (
	sampledTerms    = 400_000 // about so many terms are looked at
	thirdRankCount  = 3       // occurrences in them that earn a word its three-byte token
	secondRankBytes = 3       // the length that gains by a token of two bytes
	thirdRankBytes  = 5       // and of three
)

// chooseWords makes the table for some of the terms that will be written: the
// commonest pieces, those first that gain most by a short token. Equally
// common ones are in byte order.
func chooseWords(terms iter.Seq[string]) []string {
	count := make(map[string]uint32)
	for term := range terms {
		for term != "" {
			n := piece(term)
			if n > 1 && n <= maxWordBytes {
				count[term[:n]]++
			}
			term = term[n:]
		}
	}
	pieces := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	words := make([]string, 0, min(len(pieces), maxWords))
	for _, p := range pieces {
		fits := true
		switch {
		case len(words) == maxWords:
			return words
		case len(words) >= firstRank+secondRank:
			fits = len(p) >= thirdRankBytes && count[p] >= thirdRankCount
		case len(words) >= firstRank:
			fits = len(p) >= secondRankBytes
		}
		if fits {
			words = append(words, p)
		}
	}
	return words
}

// termEncoder makes tokens of the terms of a concept.
type termEncoder struct {
	words map[string]uint32

	text   []byte   // of the concept so far
	starts []uint32 // of the pieces in it
	chain  []int32  // by piece: the one before it with the same hash, or -1
	heads  [256]int32
}

func newTermEncoder(words []string) *termEncoder {
	e := &termEncoder{words: make(map[string]uint32, len(words))}
	for i, w := range words {
		e.words[w] = uint32(i)
	}
	return e
}

// begin begins a concept.
func (e *termEncoder) begin() {
	e.text, e.starts, e.chain = e.text[:0], e.starts[:0], e.chain[:0]
	for i := range e.heads {
		e.heads[i] = -1
	}
}

const (
	copyHashBytes = 4  // pieces are looked for by so many bytes from their start
	shortestCopy  = 8  // a shorter one saves nothing
	copyTries     = 16 // earlier places that are looked at
)

// append appends the tokens of a term.
func (e *termEncoder) append(dst []byte, term string) []byte {
	begin := len(e.text)
	e.text = append(e.text, term...)
	for at := begin; at < len(e.text); {
		n := piece(term[at-begin:])
		if from, length := e.search(at, n); length > 0 {
			dst = appendCount(appendCount(append(dst, copyToken), at-from), length)
			for end := at + length; at < end; {
				e.remember(at)
				at += piece(term[at-begin:])
			}
			continue
		}
		e.remember(at)
		dst = e.appendPiece(dst, term[at-begin:at-begin+n])
		at += n
	}
	return dst
}

func (e *termEncoder) appendPiece(dst []byte, p string) []byte {
	if i, known := e.words[p]; known {
		switch {
		case i < firstRank:
			return append(dst, byte(wordToken+i))
		case i < firstRank+secondRank:
			i -= firstRank
			return append(dst, byte(word2Token+i>>8), byte(i))
		default:
			i -= firstRank + secondRank
			return append(dst, byte(word3Token+i>>16), byte(i>>8), byte(i))
		}
	}
	for i := range len(p) {
		if p[i] >= wordToken {
			dst = append(dst, byteToken)
		}
		dst = append(dst, p[i])
	}
	return dst
}

func (e *termEncoder) hash(at int) (h uint8, ok bool) {
	if at+copyHashBytes > len(e.text) {
		return 0, false
	}
	b := e.text[at:]
	v := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	return uint8(v * 2654435761 >> 24), true
}

// remember puts the piece that begins at a place among those that can be copied
// from.
func (e *termEncoder) remember(at int) {
	h, ok := e.hash(at)
	if !ok {
		return
	}
	e.starts = append(e.starts, uint32(at))
	e.chain = append(e.chain, e.heads[h])
	e.heads[h] = int32(len(e.starts) - 1)
}

// search finds the longest earlier text that is the same from a place on up to
// the end of a piece; the first piece there has n bytes.
func (e *termEncoder) search(at, n int) (from, length int) {
	h, ok := e.hash(at)
	if !ok {
		return 0, 0
	}
	rest := e.text[at:]
	for i, tries := e.heads[h], copyTries; i >= 0 && tries > 0; i, tries = e.chain[i], tries-1 {
		start := int(e.starts[i])
		most := min(len(rest), at-start, maxCopy) // a copy doesn't overlap itself
		if most <= length {
			continue
		}
		same := 0
		for same < most && e.text[start+same] == rest[same] {
			same++
		}
		if same > length {
			from, length = start, same
		}
	}
	length, pieces := wholePieces(rest, length, n)
	cost := 1 + uvarintBytes(uint64(at-from)) + uvarintBytes(uint64(length))
	switch {
	case length < shortestCopy:
		return 0, 0
	case pieces == 1: // better than spelling a word, worse than its number
		if _, known := e.words[string(rest[:n])]; known {
			return 0, 0
		}
	case 2*pieces <= cost: // most words take two bytes
		return 0, 0
	}
	return from, length
}

// wholePieces returns how many bytes of the first length are whole pieces, and
// how many pieces they are. The first has n bytes.
func wholePieces(text []byte, length, n int) (whole, pieces int) {
	for whole+n <= length {
		whole += n
		pieces++
		if whole == len(text) {
			break
		}
		n = piece(text[whole:])
	}
	return whole, pieces
}

func uvarintBytes(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }
