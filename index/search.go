package index

import (
	"context"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// search is one search, with the memory that it works in: at most some bits for
// each row and each concept, which are used again by later searches.
type search struct {
	x   *Index
	ctx context.Context
	q   *terminology.TermQuery

	variants []*query // the text, the other texts, and the respelled text if there is one
	fuzzy    int      // its number among the variants, or -1
	streams  []stream
	repeats  *repeatedWord // nil: none
	scope    *scope
	within   *flat    // the rows of a limit to many concepts, else nil
	some     someRows // those of a limit to some
	boosts   []*flat  // the rows of each boost

	judged flat     // rows that have been judged
	seen   []uint64 // a bit for each concept that was found
	total  int      // how many those are
	best   best

	all allSet

	lookup    lookup
	evaluator evaluator
	tokenizer tokenizer
	matcher   matcher
	texts     textBuffer
	offsets   []int32 // scratch of ranges
	looked    int
	stopped   error
}

func newSearch(x *Index) *search {
	return &search{
		x: x, judged: newFlat(x.rows.count), some: newSomeRows(x.rows.count),
		seen: make([]uint64, (x.rows.concepts+63)/64), lookup: lookup{words: x.words},
		all: newAllSet(x.rows.count),
	}
}

// run finds the best concepts, which it leaves in s.best without order, and
// counts them.
func (s *search) run() error {
	if s.q.Within != nil && s.q.Within.GetCardinality() <= s.x.fewConcepts {
		return s.runFew()
	}
	if s.x.words == nil {
		return nil
	}
	for v := range s.variants {
		if err := s.plan(v); err != nil {
			return err
		}
	}
	if len(s.streams) == 0 {
		return nil
	}
	complete, enough, err := s.gather()
	if err != nil {
		return err
	}
	if complete && s.all.rows <= s.x.fewRows {
		return s.judgeAll(s.best.n > 0)
	}
	exhausted := false
	if s.best.n > 0 {
		if exhausted, err = s.walkClasses(); err != nil {
			return err
		}
	}
	if exhausted || enough {
		return nil
	}
	return s.judgeAll(false)
}

// capped reports whether more concepts have been found than need be counted.
func (s *search) capped(n int) bool {
	return s.q.TotalCap > 0 && !s.q.Collect && n > s.q.TotalCap
}

// runFew judges all descriptions of a few concepts.
func (s *search) runFew() error {
	for it := s.q.Within.Iterator(); it.HasNext(); {
		start, end := s.x.rows.conceptRows(taxonomy.Ordinal(it.Next()))
		for i := start; i < end; i++ {
			row := s.x.rows.conceptRow(i)
			if s.scope.judgements[s.x.rows.group(row)].admitted && !s.judge(row) {
				return s.stopped
			}
		}
	}
	return s.ctx.Err()
}

// judge matches and ranks a row, unless that was done before. It returns false
// when the search has to stop.
func (s *search) judge(row int) bool {
	if s.looked++; s.looked%256 == 0 {
		if s.stopped = s.ctx.Err(); s.stopped != nil {
			return false
		}
	}
	if !s.judged.add(uint32(row)) {
		return true
	}
	item, ok := s.match(row)
	if !ok {
		return true
	}
	item.concept = s.x.rows.concept(row)
	s.count(item.concept)
	s.best.add(item)
	return true
}

// count takes note of a concept that was found.
func (s *search) count(o taxonomy.Ordinal) {
	word, mask := &s.seen[o/64], uint64(1)<<(o%64)
	if *word&mask == 0 {
		*word |= mask
		s.total++
	}
}

// match ranks a row by the reading of the text that ranks it best; of the other
// texts if the text itself doesn't match.
func (s *search) match(row int) (item bestItem, ok bool) {
	if s.repeats != nil && !s.x.rows.mayRepeat(row, s.repeats) {
		return item, false
	}
	j := &s.scope.judgements[s.x.rows.group(row)]
	searched, folded := s.x.rows.texts(row, &s.texts)
	if len(folded) == 0 {
		return item, false
	}
	s.matcher.load(folded)
	length := s.x.rows.sizes[s.x.rows.sizeRun(row)].length
	for v, variant := range s.variants {
		for i, r := range variant.folded[j.alphabet].readings {
			m, matches := s.matcher.match(r, false)
			if !matches {
				continue
			}
			switch {
			case v > 0:
				m.class = terminology.MatchWidened
			case m.class == terminology.MatchTermBegins && j.preferredTerm:
				m.class = terminology.MatchPreferredTermBegins
			}
			key := placeKey(m.class, s.boost(row), m.unmatched, length, j.acceptability)
			if !m.inOrder {
				key |= 1 << orderShift
			}
			key |= uint64(j.inactive) << inactiveShift
			if !exactMarks(variant.marked, searched) {
				key |= 1 << marksShift
			}
			if !ok || key < item.rank.key {
				item, ok = bestItem{rank: rank{key, int32(row)}, variant: v, reading: i}, true
			}
		}
		if v == 0 && ok {
			break
		}
	}
	return item, ok
}

// boost returns the first boost that has a row's concept, or their number.
func (s *search) boost(row int) int {
	for i, b := range s.boosts {
		if b.has(uint32(row)) {
			return i
		}
	}
	return len(s.boosts)
}
