package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology"
)

// tagRows are the rows with one semantic tag: what follows the part of a term that
// is searched.
type tagRows struct {
	// texts are the tag as each of the collations has it.
	texts [3]terminology.TermText
	rows  flat
}

// mayMatch reports whether a pattern matches the tag in some language.
func (t *tagRows) mayMatch(p *terminology.TermPattern) bool {
	for i := range t.texts {
		if p.Matches(&t.texts[i]) {
			return true
		}
	}
	return false
}

// tagRows returns the tags of the index, some dozens, with their rows. They are
// made in one pass over the texts.
func (r *rows) tagRows(ctx context.Context) ([]tagRows, error) {
	index := map[uint64]int{}
	var tags []tagRows
	text := r.sections[textSection]
	afterTag := false
	for row, steps := 0, 0; len(text) > 0 && row < r.count; steps++ {
		if steps%codesPerCheck == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		code, n := nextCode(text)
		if n <= 0 {
			break // only in a damaged file
		}
		text = text[n:]
		if code < firstPiece {
			afterTag = code == tagFollows
			if code == endOfText {
				row++
			}
			continue
		}
		if !afterTag {
			continue
		}
		afterTag = false
		i, ok := index[code]
		if !ok {
			i = len(tags)
			index[code] = i
			tag := tagRows{rows: newFlat(r.count)}
			piece := string(r.appendPiece(nil, code))
			for n, language := range [...]string{"en", "sv", "da"} {
				tag.texts[n].Fold(language, piece)
			}
			tags = append(tags, tag)
		}
		tags[i].rows.add(uint32(row))
	}
	return tags, nil
}

// codesPerCheck is how many codes of texts are read between two looks whether to
// stop: some tenths of a millisecond.
const codesPerCheck = 1 << 16

// nextCode returns the code at the beginning of a text, and its length; see
// texts.go.
func nextCode(text []byte) (code uint64, n int) {
	switch {
	case text[0] < utf8.RuneSelf:
		return uint64(text[0]), 1
	case len(text) > 1 && text[1] < utf8.RuneSelf:
		return uint64(text[0]&0x7f) | uint64(text[1])<<7, 2
	default:
		return binary.Uvarint(text)
	}
}

// longestRun returns the longest run of ASCII letters and digits in the pieces of
// a wildcard pattern, in lower case. "aa" parts it, because some languages take
// that for another letter.
func longestRun(pieces []string) string {
	longest := ""
	for _, piece := range pieces {
		start := 0
		for i := 0; i <= len(piece); i++ {
			if i < len(piece) && piece[i] < utf8.RuneSelf && inWord(piece[i]) && (i == start || piece[i]|0x20 != 'a' || piece[i-1]|0x20 != 'a') {
				continue
			}
			if i-start > len(longest) {
				longest = piece[start:i]
			}
			start = i
			if i < len(piece) && (piece[i] >= utf8.RuneSelf || !inWord(piece[i])) {
				start = i + 1
			}
		}
	}
	return string(bytes.ToLower([]byte(longest)))
}

// ofPieces returns the rows in which a run of letters and digits may stand, or nil
// for all. Such a run lies within one piece; so the pieces are searched, and then
// the texts, which are numbers of pieces. A piece with any letter beyond ASCII may
// have it, as far as can be told here.
func (f *filter) ofPieces(run string) (*flat, error) {
	if run == "" {
		return nil, nil
	}
	r := f.x.rows
	count := r.pieceOffsets.count - 1
	has := make([]uint64, (count+firstPiece+63)/64)
	var piece []byte
	for i := range count {
		if i%8192 == 0 && f.ctx.Err() != nil {
			return nil, f.ctx.Err()
		}
		beyond := f.beyondASCII[i/64]>>(i%64)&1 != 0
		if !beyond {
			piece = r.appendPiece(piece[:0], uint64(i+firstPiece))
			lowerASCII(piece)
		}
		if beyond || bytes.Contains(piece, []byte(run)) {
			code := i + firstPiece
			has[code/64] |= 1 << (code % 64)
		}
	}
	found := newFlat(r.count)
	text := r.sections[textSection]
	for row, steps := 0, 0; len(text) > 0 && row < r.count; steps++ {
		if steps%codesPerCheck == 0 && f.ctx.Err() != nil {
			return nil, f.ctx.Err()
		}
		code, n := nextCode(text)
		if n <= 0 {
			return nil, nil // only in a damaged file
		}
		text = text[n:]
		if code == endOfText {
			row++
		} else if code/64 < uint64(len(has)) && has[code/64]>>(code%64)&1 != 0 {
			found.chunks[row/chunkRows][row%chunkRows/64] |= 1 << (row % 64)
		}
	}
	return &found, nil
}
