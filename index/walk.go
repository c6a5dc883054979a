package index

import "github.com/firn-sct/firn/terminology"

// walkClasses fills the page without judging every row. It goes through the
// classes of match, best first; within a class through the boosts; and there, for
// each stream, through the rows that may be of that class, in their order.
//
// Rows are in the order of number of words, length, text and ids. A row with more
// words than the query has at least the rest of them unmatched. So the class, the
// boost, that rest and the length are a bound: no row from there on, and none of
// a later walk of the same stream, can have a better rank. When the page is full
// and its worst hit is better than the bound, the stream is done. Rows that are
// met again in a later walk have been judged, by their true rank, the first time.
//
// exhausted is true if no stream stopped early: then every row that matches has
// been judged, and counted.
func (s *search) walkClasses() (exhausted bool, err error) {
	exhausted = true
	for class := terminology.MatchWholeTerm; class <= terminology.MatchWidened; class++ {
		for boost := range len(s.boosts) + 1 {
			open := false
			for i := range s.streams {
				st := &s.streams[i]
				if st.done || (st.variant == 0) != (class < terminology.MatchWidened) {
					open = open || !st.done
					continue
				}
				if err := s.walk(st, class, boost); err != nil {
					return false, err
				}
				exhausted = exhausted && !st.done
				open = open || !st.done
			}
			if !open {
				return false, nil
			}
		}
	}
	return exhausted, nil
}

// walk judges the rows of a stream that may be of a class and have a boost, until
// none that follows can come onto the page.
func (s *search) walk(st *stream, class terminology.MatchClass, boost int) error {
	b := bound{s: s, words: st.words, class: class, boost: boost}
	if class == terminology.MatchTermBegins {
		b.acceptability = 1 // a preferred synonym would be of the class before
	}
	if st.done = b.passed(0); st.done {
		return nil
	}
	clauses, some, err := s.classClauses(st, class)
	if err != nil || !some {
		return err
	}
	more := make([]*flat, 0, 2)
	if class == terminology.MatchPreferredTermBegins {
		more = append(more, &s.scope.preferred)
	}
	if boost < len(s.boosts) {
		more = append(more, s.boosts[boost])
	}
	flats := s.flats(more...)
	beginning := ""
	if class <= terminology.MatchTermBegins {
		beginning = st.beginning
	}
	end := s.x.rows.count
	if class == terminology.MatchWholeTerm {
		end = s.x.rows.firstOfWords(st.words)
	}
	gathered := len(s.streams) == 1 && class == terminology.MatchPrefixes && len(more) == 0
	for chunk := 0; chunk*chunkRows < end; chunk++ {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		if st.done = b.passed(chunk * chunkRows); st.done {
			return nil
		}
		var f rowSet
		switch { // what has been gathered keeps to the limits, and all that matches is in it
		case chunk >= s.all.done:
			f = s.evaluator.evaluate(chunk, s.some.chunk(chunk), clauses, flats)
		case gathered:
			f = s.all.chunks[chunk]
		default:
			f = s.evaluator.evaluate(chunk, &s.all.chunks[chunk], clauses, more)
		}
		if !f.each(func(at int) bool {
			row := chunk*chunkRows + at
			if row >= end {
				return false
			}
			if st.done = b.passed(row); st.done {
				return false
			}
			if beginning != "" && !s.x.rows.mayBegin(row, beginning) {
				return true // it is of a later class, if of any
			}
			return s.judge(row)
		}) && (st.done || s.stopped != nil) {
			return s.stopped
		}
	}
	return nil
}

// bound is the best rank that rows may have from some row on.
type bound struct {
	s             *search
	words         int // of the query
	class         terminology.MatchClass
	boost         int
	acceptability uint16

	run int // of rows of one size
	key uint64
	set bool
}

// passed reports whether no row from this one on can come onto the page. Rows are
// asked about in ascending order.
func (b *bound) passed(row int) bool {
	worst, full := b.s.best.full()
	if !full {
		return false
	}
	sizes := b.s.x.rows.sizes
	if !b.set {
		b.run, b.set = b.s.x.rows.sizeRun(row), true
		b.makeKey()
	}
	for b.run+1 < len(sizes) && int(sizes[b.run+1].first) <= row {
		b.run++
		b.makeKey()
	}
	return !rank{b.key, int32(row)}.less(worst)
}

func (b *bound) makeKey() {
	size := &b.s.x.rows.sizes[b.run]
	unmatched, length := 0, uint32(0)
	// A shorter term may still follow where several query words share a word.
	if int(size.words) >= b.words {
		unmatched, length = int(size.words)-b.words, size.length
	}
	b.key = placeKey(b.class, b.boost, unmatched, length, b.acceptability)
}
