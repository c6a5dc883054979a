package index

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Index is an open search index. It implements [terminology.Searcher].
type Index struct {
	rows  *rows
	words *words // nil where there are no descriptions
	// alphabets are those that some description has.
	alphabets [alphabetCount]bool
	scratch   sync.Pool // of *scratch

	// fewConcepts is the size up to which a set of concepts to search within is
	// walked instead of the postings.
	fewConcepts uint64

	mu     sync.RWMutex // held for reading by whoever uses the files
	closed bool
}

var _ terminology.Searcher = (*Index)(nil)

// fewConcepts is the default of Index.fewConcepts. To match every description
// of a thousand concepts takes about as long as to unite the postings of a
// common beginning.
const fewConcepts = 1000

// Open opens an index that [Write] made. Damage is told as a [*DamageError], an
// index of another format version as a [*terminology.Error] with
// [terminology.ReasonFormatUnknown]. The files must not change while the index
// is open.
func Open(dir string) (*Index, error) {
	r, err := openRows(dir)
	if err != nil {
		return nil, err
	}
	x := &Index{rows: r, fewConcepts: fewConcepts}
	x.scratch.New = func() any { return &scratch{seen: make([]uint64, (r.concepts+63)/64)} }
	for i := range r.groups {
		x.alphabets[languageOf(r.groups[i].language).alphabet] = true
	}
	if r.count > 0 {
		if x.words, err = openWords(dir, r); err != nil {
			return nil, errors.Join(err, r.close())
		}
	}
	return x, nil
}

// Close frees the index when the searches that are running have ended. Later
// ones get [ErrClosed]. Closing twice is harmless.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	var err error
	if x.words != nil {
		err = x.words.close()
	}
	return errors.Join(err, x.rows.close())
}

// use keeps the index from being closed until the returned function is called.
func (x *Index) use() (done func(), err error) {
	x.mu.RLock()
	if x.closed {
		x.mu.RUnlock()
		return nil, ErrClosed
	}
	return x.mu.RUnlock, nil
}

// scratch is the memory of one search.
type scratch struct {
	tokenizer  tokenizer
	matcher    matcher
	judgements []judgement
	best       best
	seen       []uint64 // a bit for each concept that was hit
}

// Search implements [terminology.Searcher]. Malformed questions are errors of
// kind invalid argument: an empty or too long text, a negative offset or limit,
// OnlyDialects without dialects.
func (x *Index) Search(ctx context.Context, q terminology.TermQuery) (terminology.TermResult, error) {
	done, err := x.use()
	if err != nil {
		return terminology.TermResult{}, err
	}
	defer done()
	if err := checkQuery(&q); err != nil {
		return terminology.TermResult{}, err
	}
	parsed, err := parseQuery(q.Text)
	if err != nil {
		return terminology.TermResult{}, err
	}
	if err := ctx.Err(); err != nil {
		return terminology.TermResult{}, err
	}
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	total, err := x.rank(ctx, s, &q, parsed)
	if err != nil {
		return terminology.TermResult{}, err
	}
	result := terminology.TermResult{Total: total}
	slices.SortFunc(s.best.items, func(a, b bestItem) int {
		return cmp.Or(cmp.Compare(a.rank.key, b.rank.key), cmp.Compare(a.rank.row, b.rank.row))
	})
	for i := q.Offset; i < len(s.best.items); i++ {
		result.Hits = append(result.Hits, x.hit(s, parsed, &s.best.items[i]))
	}
	return result, nil
}

func checkQuery(q *terminology.TermQuery) error {
	switch {
	case q.Offset < 0:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageSizeInvalid, "the offset %d is negative", q.Offset)
	case q.Limit < 0:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageSizeInvalid, "the limit %d is negative", q.Limit)
	case q.OnlyDialects && len(q.LanguageRefsets) == 0:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "a search limited to dialects names no dialect")
	}
	return nil
}

// rank looks at all hits and leaves the best ones in s.best, without order. It
// returns the number of concepts.
func (x *Index) rank(ctx context.Context, s *scratch, q *terminology.TermQuery, parsed *query) (total int, err error) {
	s.judgements = judge(x.rows.groups, q, s.judgements)
	n := 0
	if q.Limit > 0 && q.Offset < x.rows.concepts { // no more concepts than that can be hit
		n = q.Offset + min(q.Limit, x.rows.concepts-q.Offset)
	}
	s.best.reset(n)
	clear(s.seen)
	var stopped error
	looked := 0
	// visit looks at a row and reports whether to go on.
	visit := func(row int, within bool) bool {
		if looked++; looked%1024 == 0 {
			if stopped = ctx.Err(); stopped != nil {
				return false
			}
		}
		j := &s.judgements[x.rows.uint32(groupSection, row)]
		if !j.admitted {
			return true
		}
		concept := x.rows.concept(row)
		if !within && q.Within != nil && !q.Within.Contains(uint32(concept)) {
			return true
		}
		bit := &s.seen[concept/64]
		mask := uint64(1) << (concept % 64)
		if n == 0 && *bit&mask != 0 {
			return true
		}
		item, ok := x.match(s, parsed, j, row)
		if !ok {
			return true
		}
		if *bit&mask == 0 {
			*bit |= mask
			total++
		}
		item.concept = concept
		s.best.add(item)
		return true
	}
	if q.Within != nil && q.Within.GetCardinality() <= x.fewConcepts {
		for it := q.Within.Iterator(); it.HasNext(); {
			start, end := x.rows.conceptRows(taxonomy.Ordinal(it.Next()))
			for i := start; i < end; i++ {
				if !visit(x.rows.conceptRow(i), true) {
					return 0, stopped
				}
			}
		}
		return total, ctx.Err()
	}
	for a := range alphabetCount {
		if !x.alphabets[a] {
			continue
		}
		err := x.words.candidates(ctx, a, parsed.folded[a].lookups(), func(row int) bool { return visit(row, false) })
		if err := cmp.Or(stopped, err); err != nil {
			return 0, err
		}
	}
	return total, ctx.Err()
}

// match ranks a row by the reading of the query that ranks it best.
func (x *Index) match(s *scratch, parsed *query, j *judgement, row int) (item bestItem, ok bool) {
	s.matcher.load(x.rows.folded(row))
	for i, r := range parsed.folded[j.alphabet].readings {
		m, matches := s.matcher.match(r, false)
		if !matches {
			continue
		}
		found := rank{rankKey(m, x.rows.length(row), j), int32(row)}
		if !ok || found.less(item.rank) {
			item, ok = bestItem{rank: found, reading: i}, true
		}
	}
	return item, ok
}

// hit makes an answer of a ranked row.
func (x *Index) hit(s *scratch, parsed *query, item *bestItem) terminology.TermHit {
	row := int(item.rank.row)
	g := &x.rows.groups[x.rows.uint32(groupSection, row)]
	term := x.rows.term(row)
	r := parsed.folded[languageOf(g.language).alphabet].readings[item.reading]
	return terminology.TermHit{
		Concept:       item.concept,
		DescriptionID: x.rows.descriptionID(row),
		Term:          term,
		TypeID:        g.typeID,
		Active:        g.active,
		Class:         item.rank.class(),
		Matches:       s.matchedRanges(x.rows.folded(row), searchable(term, g.typeID), languageOf(g.language), r),
	}
}
