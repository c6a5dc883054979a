package index

import (
	"bytes"
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
func (x *Index) tagRows() []tagRows {
	x.filters.tagsOnce.Do(func() {
		index := map[uint64]int{}
		var tags []tagRows
		afterTag := false
		x.rows.eachCode(func(row int, code uint64) {
			if !afterTag || code < firstPiece {
				afterTag = code == tagFollows
				return
			}
			afterTag = false
			i, ok := index[code]
			if !ok {
				i = len(tags)
				index[code] = i
				tag := tagRows{rows: newFlat(x.rows.count)}
				text := string(x.rows.appendPiece(nil, code))
				for n, language := range [...]string{"en", "sv", "da"} {
					tag.texts[n].Fold(language, text)
				}
				tags = append(tags, tag)
			}
			tags[i].rows.add(uint32(row))
		})
		x.filters.tags = tags
	})
	return x.filters.tags
}

// eachCode calls visit with the codes of all texts, row by row; see texts.go.
func (r *rows) eachCode(visit func(row int, code uint64)) {
	text := r.sections[textSection]
	row := 0
	for len(text) > 0 && row < r.count {
		code, n := uint64(text[0]), 1
		if code >= utf8.RuneSelf {
			if code, n = binary.Uvarint(text); n <= 0 {
				return // only in a damaged file
			}
		}
		text = text[n:]
		if code == endOfText {
			row++
			continue
		}
		visit(row, code)
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
func (f *filter) ofPieces(run string) *flat {
	if run == "" {
		return nil
	}
	r := f.x.rows
	count := r.pieceOffsets.count - 1
	has := make([]uint64, (count+firstPiece+63)/64)
	var piece []byte
	for i := range count {
		piece = r.appendPiece(piece[:0], uint64(i+firstPiece))
		ascii := true
		for j, c := range piece {
			if c >= utf8.RuneSelf {
				ascii = false
				break
			}
			if c >= 'A' && c <= 'Z' {
				piece[j] = c | 0x20
			}
		}
		if !ascii || bytes.Contains(piece, []byte(run)) {
			code := i + firstPiece
			has[code/64] |= 1 << (code % 64)
		}
	}
	found := newFlat(r.count)
	r.eachCode(func(row int, code uint64) {
		if code/64 < uint64(len(has)) && has[code/64]>>(code%64)&1 != 0 {
			found.chunks[row/chunkRows][row%chunkRows/64] |= 1 << (row % 64)
		}
	})
	return &found
}
