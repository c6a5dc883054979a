package index

import (
	"cmp"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/vellum"
)

// Words of a query that are spelled otherwise in the terms. The distance is that
// of optimal string alignment: the least number of letters left out, added,
// changed, or swapped with their neighbour, no letter being touched twice. As a
// word of a query is but the beginning of a word, the distance to a word of the
// index is that to the nearest of its beginnings.

const (
	// A word of so many characters may have one error, or two.
	oneErrorFrom  = 5
	twoErrorsFrom = 9
	// Longer words than maxFuzzyBytes are taken as typed: what is indexed of a word
	// might be too short for them.
	maxFuzzyBytes = maxIndexedBytes - 2*utf8.UTFMax
	// maxRespelled is the number of beginnings that may stand for a word, the
	// nearest ones.
	maxRespelled = 128
	// maxFuzzyWords is the number of words of a query that are respelled, the first
	// ones; it bounds the time.
	maxFuzzyWords = 4
	// maxErrors is the greatest distance.
	maxErrors = 2
)

// errorsAllowed returns the greatest distance of a query word.
func errorsAllowed(spelling string) int {
	n := utf8.RuneCountInString(spelling)
	switch {
	case len(spelling) > maxFuzzyBytes || n < oneErrorFrom:
		return 0
	case n < twoErrorsFrom:
		return 1
	default:
		return maxErrors
	}
}

// respell returns a query in which words may be spelled as in the index. It is
// nil if no word may.
func (s *search) respell(q *query) (*query, error) {
	respelled := &query{}
	some := false
	for a := range alphabetCount {
		if !s.x.alphabets[a] {
			continue
		}
		known := map[string][]string{} // readings have words in common
		for _, r := range q.folded[a].readings[:min(maxStreams, len(q.folded[a].readings))] {
			var other reading
			left := maxFuzzyWords
			for _, w := range r {
				typed := w.spellings[0]
				most := errorsAllowed(typed)
				if most == 0 || left == 0 {
					other = append(other, w)
					continue
				}
				left--
				near, ok := known[typed]
				if !ok {
					var err error
					if near, err = s.x.words.near(a, typed, most); err != nil {
						return nil, err
					}
					known[typed] = near
				}
				w.typed = typed
				w.spellings = slices.Clone(w.spellings)
				for _, n := range near {
					if !slices.Contains(w.spellings, n) {
						w.spellings = append(w.spellings, n)
					}
				}
				some = some || len(w.spellings) > 1
				other = append(other, w)
			}
			respelled.folded[a].readings = append(respelled.folded[a].readings, other)
		}
	}
	if !some {
		return nil, nil
	}
	return respelled, nil
}

// near returns the shortest beginnings of words of the index that are within the
// distance of a text, the nearest first, no more than maxRespelled.
func (w *words) near(a alphabet, text string, most int) (_ []string, err error) {
	defer damageFromPanic(w.path, &err)
	fst := w.fields[a][wordField]
	if fst == nil {
		return nil, nil
	}
	type beginning struct {
		text     string
		distance int
	}
	var all []beginning
	automaton := newNearAutomaton(text, most)
	terms, err := fst.Search(automaton, nil, nil)
	for err == nil {
		term, _ := terms.Current()
		n, distance := automaton.accepted(term)
		if n == 0 {
			err = terms.Next()
			continue
		}
		all = append(all, beginning{string(term[:n]), distance})
		err = terms.Seek(prefixEnd(string(term[:n]))) // all that begins so is near
	}
	if !errors.Is(err, vellum.ErrIteratorDone) {
		return nil, err
	}
	slices.SortFunc(all, func(a, b beginning) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.text, b.text))
	})
	var texts []string
	for _, b := range all[:min(len(all), maxRespelled)] {
		texts = append(texts, b.text)
	}
	return texts, nil
}
