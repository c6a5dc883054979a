package index

import "math/bits"

// allSet is all rows that may match, chunk by chunk, as far as they have been
// gathered.
type allSet struct {
	chunks []rowSet
	done   int // chunks gathered
	rows   int // in them
	stored []*chunkBits
	lists  []uint16
	union  chunkBits
}

func newAllSet(rows int) allSet {
	n := (rows + chunkRows - 1) / chunkRows
	return allSet{chunks: make([]rowSet, n), stored: make([]*chunkBits, n)}
}

func (a *allSet) reset() { a.done, a.rows, a.lists = 0, 0, a.lists[:0] }

// keep keeps the rows of the next chunk.
func (a *allSet) keep(f rowSet) {
	if f.bits != nil {
		if a.stored[a.done] == nil {
			a.stored[a.done] = new(chunkBits)
		}
		*a.stored[a.done] = *f.bits
		f.bits = a.stored[a.done]
	} else {
		begin := len(a.lists)
		a.lists = append(a.lists, f.rows...)
		f.rows = a.lists[begin:len(a.lists):len(a.lists)]
	}
	a.chunks[a.done] = f
	a.done++
	a.rows += f.count
}

// gatherChunk gathers the next chunk: the union of all streams.
func (s *search) gatherChunk() *rowSet {
	flats := s.flats()
	chunk := s.all.done
	if len(s.streams) == 1 {
		s.all.keep(s.evaluator.evaluate(chunk, s.some.chunk(chunk), s.streams[0].prefixes, flats))
		return &s.all.chunks[chunk]
	}
	var union *chunkBits
	for i := range s.streams {
		f := s.evaluator.evaluate(chunk, s.some.chunk(chunk), s.streams[i].prefixes, flats)
		if f.count == 0 {
			continue
		}
		if union == nil {
			union = &s.all.union
			*union = chunkBits{}
		}
		if f.bits != nil {
			for w, word := range f.bits {
				union[w] |= word
			}
			continue
		}
		for _, row := range f.rows {
			union[row/64] |= 1 << (row % 64)
		}
	}
	if union == nil {
		s.all.keep(rowSet{})
	} else {
		s.all.keep(rowSet{count: countBits(union), bits: union})
	}
	return &s.all.chunks[chunk]
}

// flats returns the limits that every row must keep to, and more of them; a limit
// to some concepts is in s.some instead.
func (s *search) flats(more ...*flat) []*flat {
	flats := append(make([]*flat, 0, 4), &s.scope.admitted)
	if s.within != nil {
		flats = append(flats, s.within)
	}
	return append(flats, more...)
}

// gather gathers all chunks; or, where all that is gathered matches, as many as
// hold enough concepts for a capped total. Each concept has one row at most in
// lastOfConcept, so that the rows gathered there are so many concepts, and that
// many are counted without a look at any of them.
func (s *search) gather() (complete, enough bool, err error) {
	certain, words := true, 0
	for i := range s.streams {
		certain = certain && s.streams[i].certain
		words = max(words, s.streams[i].words)
	}
	sure := &s.x.rows.lastOfConcept
	if words > 1 {
		sure = &s.x.rows.lastPlain
	}
	concepts := 0
	for s.all.done < len(s.all.chunks) {
		if err := s.ctx.Err(); err != nil {
			return false, false, err
		}
		f := s.gatherChunk()
		if certain {
			if concepts += f.countIn(s.all.done-1, sure); s.capped(concepts) {
				s.total = concepts
				return false, true, nil
			}
		}
		if s.q.TotalCap > 0 && !certain && s.all.rows > s.x.fewRows {
			return false, false, nil
		}
	}
	return true, false, nil
}

// judgeAll counts the concepts of all rows that match, until there are enough.
// Where the postings are certain it doesn't look at the texts, unless the page is
// to be made of them.
func (s *search) judgeAll(forPage bool) error {
	certain, words := !forPage, 0
	for i := range s.streams {
		certain = certain && s.streams[i].certain
		words = max(words, s.streams[i].words)
	}
	for chunk := range s.all.chunks {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		if chunk == s.all.done {
			s.gatherChunk()
		}
		f := &s.all.chunks[chunk]
		if certain && words == 1 {
			s.countAll(f, chunk*chunkRows)
			if s.capped(s.total) {
				return nil
			}
			continue
		}
		if !f.each(func(at int) bool {
			row := chunk*chunkRows + at
			if certain && !s.x.rows.severalForms.has(uint32(row)) {
				s.count(s.x.rows.concept(row))
			} else if !s.judge(row) {
				return false
			}
			return forPage || !s.capped(s.total)
		}) {
			return s.stopped
		}
	}
	return nil
}

// countAll counts the concepts of the rows of a chunk, which begins at first. It
// is count for each of them, written out: of a frequent beginning there are tens
// of thousands.
func (s *search) countAll(f *rowSet, first int) {
	concepts, seen, total := s.x.rows.conceptOf, s.seen, uint64(0)
	one := func(at int) {
		o := concepts.at(first + at)
		before := seen[o/64]
		seen[o/64] = before | 1<<(o%64)
		total += ^before >> (o % 64) & 1
	}
	if f.bits == nil {
		for _, at := range f.rows {
			one(int(at))
		}
	} else {
		for i, word := range f.bits {
			for ; word != 0; word &= word - 1 {
				one(i*64 + bits.TrailingZeros64(word))
			}
		}
	}
	s.total += int(total)
}
