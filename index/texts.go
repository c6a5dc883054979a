package index

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf8"
)

// Terms repeat the same few words, so their texts are kept as numbers of pieces.
// A piece is a word with what stands before it: "Fracture", " of", " femur",
// "-cell"; or what stands behind the last word; or all that follows the part
// that is searched: " (disorder)". The pieces are numbered by how often they
// occur, the most frequent first, and each number is a varint, most of them of
// one or two bytes.
//
// The text of a row is: the pieces of the part of the term that is searched;
// tagFollows and one piece, where the term has more; formsFollow and the pieces
// of the folded texts (see words.go), where the part that is searched isn't
// ASCII; endOfText. What is ASCII is folded when it is read, which is faster than
// to read it from another place.
//
// A varint ends with a zero byte only if it is endOfText. So the text of a row
// is found from the beginning of its block by skipping zeros, and needs no
// offset of its own.
const (
	endOfText   = 0
	tagFollows  = 1
	formsFollow = 2
	firstPiece  = 3
)

// nextPiece returns the length of the piece at the beginning of a text.
func nextPiece[T []byte | string](s T) int {
	i := 0
	for i < len(s) && !inWord(s[i]) {
		i++
	}
	for i < len(s) && inWord(s[i]) {
		i++
	}
	return i
}

func inWord(c byte) bool {
	return c >= utf8.RuneSelf || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// pieceTable collects the texts of all rows while an index is written.
type pieceTable struct {
	numbers map[string]uint32 // provisional, in order of appearance, from firstPiece on
	pieces  []string
	counts  []uint32
	codes   []uint32 // of all rows, each ending with endOfText
}

func newPieceTable() *pieceTable { return &pieceTable{numbers: map[string]uint32{}} }

func (t *pieceTable) piece(text string) {
	n, ok := t.numbers[text]
	if !ok {
		n = firstPiece + uint32(len(t.pieces))
		t.numbers[text] = n
		t.pieces = append(t.pieces, text)
		t.counts = append(t.counts, 0)
	}
	t.counts[n-firstPiece]++
	t.codes = append(t.codes, n)
}

func (t *pieceTable) text(s string) {
	for len(s) > 0 {
		n := nextPiece(s)
		t.piece(s[:n])
		s = s[n:]
	}
}

// add takes the next row: the part of its term that is searched, the rest of it,
// and its folded texts.
func (t *pieceTable) add(searched, rest string, folded []byte) {
	t.text(searched)
	if rest != "" {
		t.codes = append(t.codes, tagFollows)
		t.piece(rest)
	}
	if !isASCII(searched) {
		t.codes = append(t.codes, formsFollow)
		t.text(string(folded))
	}
	t.codes = append(t.codes, endOfText)
}

// sort numbers the pieces by how often they occur; those that occur equally
// often by their text.
func (t *pieceTable) sort() {
	t.numbers = nil
	order := make([]uint32, len(t.pieces))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		switch {
		case t.counts[a] > t.counts[b]:
			return -1
		case t.counts[a] < t.counts[b]:
			return 1
		case t.pieces[a] < t.pieces[b]:
			return -1
		default:
			return 1 // all pieces differ
		}
	})
	pieces, codes := make([]string, len(order)), make([]uint32, len(order))
	for to, from := range order {
		pieces[to] = t.pieces[from]
		codes[from] = firstPiece + uint32(to)
	}
	t.pieces = pieces
	for i, c := range t.codes {
		if c >= firstPiece {
			t.codes[i] = codes[c-firstPiece]
		}
	}
}

// textRecord returns the encoded text of a row, without its end; nil where the
// file is damaged.
func (r *rows) textRecord(row int) []byte {
	text := r.sections[textSection]
	at := r.textOffsets.at(row / blockRows)
	if at > uint64(len(text)) {
		return nil
	}
	text = text[at:]
	for range row % blockRows {
		end := bytes.IndexByte(text, endOfText)
		if end < 0 {
			return nil
		}
		text = text[end+1:]
	}
	return text[:max(0, bytes.IndexByte(text, endOfText))]
}

// appendPiece appends a piece by its number.
func (r *rows) appendPiece(dst []byte, code uint64) []byte {
	i := int(code - firstPiece)
	if i < 0 || i+1 >= r.pieceOffsets.count {
		return dst // only in a damaged file
	}
	start, end, pieces := r.pieceOffsets.at(i), r.pieceOffsets.at(i+1), r.sections[pieceSection]
	if start > end || end > uint64(len(pieces)) {
		return dst
	}
	return append(dst, pieces[start:end]...)
}

// appendPieces appends the pieces of an encoded text up to the next code that is
// none. It returns that code, or endOfText, and what follows it.
func (r *rows) appendPieces(dst, text []byte) (_ []byte, code uint64, rest []byte) {
	for len(text) > 0 {
		var n int
		if text[0] < 0x80 {
			code, n = uint64(text[0]), 1
		} else if code, n = binary.Uvarint(text); n <= 0 {
			break
		}
		text = text[n:]
		if code < firstPiece {
			return dst, code, text
		}
		dst = r.appendPiece(dst, code)
	}
	return dst, endOfText, nil
}

// appendTerm appends a row's whole term.
func (r *rows) appendTerm(dst []byte, row int) []byte {
	dst, code, rest := r.appendPieces(dst, r.textRecord(row))
	if code == tagFollows {
		dst, _, _ = r.appendPieces(dst, rest)
	}
	return dst
}

// textBuffer is memory to read texts into.
type textBuffer struct{ searched, folded []byte }

// texts returns the part of a row's term that is searched, and its folded texts,
// see words.go. Both are valid until the buffer is used again.
func (r *rows) texts(row int, b *textBuffer) (searched, folded []byte) {
	searched, code, rest := r.appendPieces(b.searched[:0], r.textRecord(row))
	b.searched = searched
	if code == tagFollows {
		b.folded, code, rest = r.appendPieces(b.folded[:0], rest)
	}
	if code == formsFollow {
		b.folded, _, _ = r.appendPieces(b.folded[:0], rest)
	} else if isASCII(searched) {
		b.folded = appendFoldedASCII(b.folded[:0], searched)
	} else {
		b.folded = b.folded[:0] // only in a damaged file
	}
	return searched, b.folded
}

// folded returns a row's folded texts; they are valid until the buffer is used
// again.
func (r *rows) folded(row int, b *textBuffer) []byte {
	_, folded := r.texts(row, b)
	return folded
}

// term returns a row's whole term.
func (r *rows) term(row int) string { return string(r.appendTerm(nil, row)) }
