package index

import (
	"encoding/binary"
	"unicode/utf8"
)

// Quick looks at the text of a row, piece by piece as it is stored. They cost a
// tenth of matching it, and are true wherever more than comparing ASCII letters is
// needed to tell.

// eachSearchedPiece calls visit with the pieces of the part of a term that is
// searched until it returns false. It reports whether it came to the end of them.
func (r *rows) eachSearchedPiece(row int, visit func(piece []byte) bool) bool {
	pieces := r.sections[pieceSection]
	for text := r.textRecord(row); len(text) > 0; {
		code, n := uint64(text[0]), 1
		if code >= 0x80 {
			if code, n = binary.Uvarint(text); n <= 0 {
				return true // only in a damaged file, as below
			}
		}
		if code < firstPiece {
			return true
		}
		text = text[n:]
		i := int(code - firstPiece)
		if i+1 >= r.pieceOffsets.count {
			return true
		}
		start, end := r.pieceOffsets.at(i), r.pieceOffsets.at(i+1)
		if start > end || end > uint64(len(pieces)) {
			return true
		}
		if !visit(pieces[start:end]) {
			return false
		}
	}
	return true
}

// mayBegin reports whether a row's term may begin with some words, which are given
// without what parts them, in ASCII letters and digits.
func (r *rows) mayBegin(row int, letters string) bool {
	at, may := 0, false
	r.eachSearchedPiece(row, func(piece []byte) bool {
		for _, c := range piece {
			if c >= utf8.RuneSelf {
				may = true
				return false
			}
			switch class := asciiClasses[c]; {
			case class == asciiApostrophe || class == asciiPlus:
				may = true
				return false
			case class < firstASCIILetter:
			case class != letters[at]:
				return false
			default:
				if at++; at == len(letters) {
					may = true
					return false
				}
			}
		}
		return true
	})
	return may
}

// repeatedWord is what all readings of a query have several times, in ASCII letters
// and digits.
type repeatedWord struct {
	letters string
	times   int
}

// mayRepeat reports whether a row's term may have so many words that begin so. A
// piece has one run of letters, at which a word begins or goes on.
func (r *rows) mayRepeat(row int, w *repeatedWord) bool {
	left := w.times
	return !r.eachSearchedPiece(row, func(piece []byte) bool {
		if !isASCII(piece) {
			left = 0
			return false
		}
		for len(piece) > 0 && !inWord(piece[0]) {
			piece = piece[1:]
		}
		if len(piece) == 0 {
			return true
		}
		for i := range min(len(piece), len(w.letters)) {
			if asciiClasses[piece[i]] != w.letters[i] {
				return true
			}
		}
		left--
		return left > 0
	})
}

// repeated returns the word that a query has most often, if it is read in one way
// only in each alphabet and has one four times or more: of fewer, the postings tell
// how often a term has it.
func (s *search) repeated() *repeatedWord {
	if len(s.variants) > 1 {
		return nil
	}
	var most *repeatedWord
	for a := range alphabetCount {
		readings := s.variants[0].folded[a].readings
		if len(readings) != 1 {
			return nil
		}
		if a > latinAlphabet && (most == nil || !s.variants[0].ascii) {
			return nil // the alphabets may differ in their letters
		}
		if a > latinAlphabet {
			continue
		}
		for j := range readings[0] {
			w := &readings[0][j]
			_, times := readings[0].twins(j)
			if times > 3 && len(w.spellings) == 1 && isASCII(w.spellings[0]) && w.spellings[0][len(w.spellings[0])-1] != plusSign && (most == nil || times > most.times) {
				most = &repeatedWord{w.spellings[0], times}
			}
		}
	}
	return most
}
