package index

import (
	"cmp"
	"slices"

	"github.com/firn-sct/firn/terminology"
)

// matchedRanges returns the bytes of a term that the words of a reading
// matched. The folded texts must be those of the term, and match.
func (s *search) matchedRanges(folded []byte, term string, lang language, r reading) []terminology.ByteRange {
	m := &s.matcher
	m.load(folded)
	if _, ok := m.match(r, true); !ok {
		return nil
	}
	ranges := make([]terminology.ByteRange, 0, len(r))
	if isASCII(term) {
		s.offsets = appendASCIIOffsets(s.offsets[:0], term, m.forms[0])
		for j := range r {
			if start, end, ok := m.foldedRange(&r[j], int(m.chosen[j]), int(m.ends[j])); ok && end <= len(s.offsets) {
				ranges = append(ranges, terminology.ByteRange{Start: int(s.offsets[start]), End: int(s.offsets[end-1]) + 1})
			}
		}
		return disjoint(ranges)
	}
	forms := s.tokenizer.wordsByForm(term, lang)
	for j := range r {
		if found, ok := m.wordRange(&r[j], int(m.chosen[j]), int(m.ends[j]), forms); ok {
			ranges = append(ranges, found)
		}
	}
	return disjoint(ranges)
}

// foldedRange is wordRange for a term of ASCII characters, which has one form: the
// bytes of the folded text.
func (m *matcher) foldedRange(q *queryWord, first, last int) (start, end int, ok bool) {
	start = int(m.starts[0][first])
	for _, wantWhole := range []bool{true, false} {
		for _, spelling := range q.spellings {
			end, further, prefix, whole := walk(m.forms[0], start, spelling)
			if prefix && first+further == last && (whole || !wantWhole) && end > start {
				return start, end, true
			}
		}
	}
	return 0, 0, false
}

// appendASCIIOffsets appends, for each byte of a folded text, where it comes from
// in the term: the letters in their order, and what stands between words from
// wherever the letter before does.
func appendASCIIOffsets(dst []int32, term string, folded []byte) []int32 {
	at := 0
	for _, c := range folded {
		if c == apart || c == joined {
			dst = append(dst, int32(max(0, at-1)))
			continue
		}
		for at < len(term) && !foldsTo(term[at], c) {
			at++
		}
		dst = append(dst, int32(at))
		at++
	}
	return dst
}

// foldsTo reports whether an ASCII character is kept as c in a folded text.
func foldsTo(from, c byte) bool {
	switch class := asciiClasses[from]; class {
	case asciiApostrophe:
		return c == possessive
	case asciiPlus:
		return c == plusSign
	default:
		return class == c
	}
}

// wordRange returns the bytes that a query word matched, from the beginning of
// one word to somewhere in another one.
func (m *matcher) wordRange(q *queryWord, first, last int, forms [][]word) (terminology.ByteRange, bool) {
	// The same order as in edge; a spelling that covers whole words goes first,
	// because it was counted as such.
	for _, wantWhole := range []bool{true, false} {
		for _, spelling := range q.spellings {
			for f := range min(m.formCount, len(forms)) {
				end, further, prefix, whole := walk(m.forms[f], int(m.starts[f][first]), spelling)
				if !prefix || first+further != last || wantWhole && !whole {
					continue
				}
				words := forms[f]
				if last >= len(words) {
					continue
				}
				used := end - int(m.starts[f][last])
				if used < 1 || used > len(words[last].offsets) {
					continue
				}
				return terminology.ByteRange{
					Start: int(words[first].offsets[0].start),
					End:   int(words[last].offsets[used-1].end),
				}, true
			}
		}
	}
	return terminology.ByteRange{}, false
}

// respelled returns the words of a reading that match only because they may be
// spelled otherwise, each with the word that it took; match must have chosen.
func (m *matcher) respelled(r reading) []terminology.RespelledWord {
	var words []terminology.RespelledWord
	for j := range r {
		w := &r[j]
		if w.typed == "" || m.fits(w.typed, int(m.chosen[j])) {
			continue
		}
		words = append(words, terminology.RespelledWord{Typed: w.typed, Found: m.text(int(m.chosen[j]), int(m.ends[j]))})
	}
	return words
}

// fits reports whether a spelling is a prefix at a word.
func (m *matcher) fits(spelling string, i int) bool {
	for f := range m.formCount {
		if _, _, prefix, _ := walk(m.forms[f], int(m.starts[f][i]), spelling); prefix {
			return true
		}
	}
	return false
}

// text returns the words first to last in the own form.
func (m *matcher) text(first, last int) string {
	text := m.forms[0][m.starts[0][first]:]
	if last+1 < m.words {
		text = m.forms[0][m.starts[0][first] : m.starts[0][last+1]-1]
	}
	return string(text)
}

// wordsByForm returns the words of a term, with their places in it, in each of
// its different forms: those that forms gives, in the same order.
func (t *tokenizer) wordsByForm(term string, lang language) [][]word {
	own := t.words(term, lang, ownForm, true)
	all := [][]word{own}
	if isASCII(term) {
		return all
	}
	texts := []string{joinWords(own)}
	for _, f := range []form{plainForm, spelledForm} {
		words := t.words(term, lang, f, true)
		if text := joinWords(words); !slices.Contains(texts, text) {
			texts = append(texts, text)
			all = append(all, words)
		}
	}
	return all
}

// disjoint sorts ranges and merges those that overlap.
func disjoint(ranges []terminology.ByteRange) []terminology.ByteRange {
	slices.SortFunc(ranges, func(a, b terminology.ByteRange) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	merged := ranges[:0]
	for _, r := range ranges {
		if n := len(merged); n > 0 && r.Start < merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, r.End)
			continue
		}
		merged = append(merged, r)
	}
	return merged
}
