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
	forms := s.tokenizer.wordsByForm(term, lang)
	ranges := make([]terminology.ByteRange, 0, len(r))
	for j := range r {
		if found, ok := m.wordRange(&r[j], int(m.chosen[j]), int(m.ends[j]), forms); ok {
			ranges = append(ranges, found)
		}
	}
	return disjoint(ranges)
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
