package index

import (
	"cmp"
	"slices"

	"github.com/firn-sct/firn/terminology"
)

// matchedRanges returns the bytes of a term that the words of a reading
// matched. The folded texts must be those of the term, and match.
func (s *scratch) matchedRanges(folded []byte, term string, lang language, r reading) []terminology.ByteRange {
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
