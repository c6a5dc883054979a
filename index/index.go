package index

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
)

// Index is an open search index. It implements [terminology.Searcher].
type Index struct {
	rows  *rows
	words *words // nil where there are no descriptions
	// alphabets are those that some description has.
	alphabets [alphabetCount]bool

	searches sync.Pool // of *search
	scopes   latest[scope]
	sets     latest[flat]
	seed     maphash.Seed

	tuning
	filters filters

	mu     sync.RWMutex // held for reading by whoever uses the files
	closed bool
}

var _ terminology.Searcher = (*Index)(nil)

// tuning says which way is taken to an answer that is the same either way.
type tuning struct {
	// fewConcepts is the size up to which the descriptions of a set of concepts are
	// all looked at, instead of the postings.
	fewConcepts uint64
	// smallSet is the size up to which the rows of a set are listed anew for each
	// search.
	smallSet uint64
	// fewRows is the number of rows up to which all that may match are judged,
	// which takes no longer than to look for the best classes first.
	fewRows int
}

var defaultTuning = tuning{fewConcepts: 4, smallSet: 2000, fewRows: 24}

// maxBoosts is the number of boosts that the key of a rank has room for.
const maxBoosts = 1<<boostBits - 1

// Open opens an index that [Write] made. Damage is told as a [*DamageError], an
// index of another format version as a [*terminology.Error] with
// [terminology.ReasonFormatUnknown]. The files must not change while the index
// is open.
func Open(dir string) (*Index, error) {
	r, err := openRows(dir)
	if err != nil {
		return nil, err
	}
	x := &Index{rows: r, tuning: defaultTuning, seed: maphash.MakeSeed()}
	x.scopes.limit, x.sets.limit = keptScopes, keptSets
	x.searches.New = func() any { return newSearch(x) }
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

// Search implements [terminology.Searcher]. Malformed questions are errors of
// kind invalid argument: an empty or too long text, a negative offset, limit or
// cap, OnlyDialects without dialects, more than 255 boosts.
func (x *Index) Search(ctx context.Context, q terminology.TermQuery) (terminology.TermResult, error) {
	done, err := x.use()
	if err != nil {
		return terminology.TermResult{}, err
	}
	defer done()
	if err := checkQuery(&q); err != nil {
		return terminology.TermResult{}, err
	}
	if err := ctx.Err(); err != nil {
		return terminology.TermResult{}, err
	}
	s := x.searches.Get().(*search)
	defer func() {
		s.reset()
		x.searches.Put(s)
	}()
	if err := s.begin(ctx, &q); err != nil {
		return terminology.TermResult{}, err
	}
	if err := s.run(); err != nil {
		return terminology.TermResult{}, err
	}
	return s.result(), nil
}

func checkQuery(q *terminology.TermQuery) error {
	switch {
	case q.Offset < 0:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageSizeInvalid, "the offset %d is negative", q.Offset)
	case q.Limit < 0:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageSizeInvalid, "the limit %d is negative", q.Limit)
	case q.TotalCap < 0:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageSizeInvalid, "the cap of the total %d is negative", q.TotalCap)
	case len(q.Boosts) > maxBoosts:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageSizeInvalid, "%d boosts are more than %d", len(q.Boosts), maxBoosts)
	case q.OnlyDialects && len(q.LanguageRefsets) == 0:
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "a search limited to dialects names no dialect")
	}
	return nil
}

// begin prepares a search.
func (s *search) begin(ctx context.Context, q *terminology.TermQuery) error {
	s.ctx, s.q = ctx, q
	for i := range len(q.Widened) + 1 {
		text := q.Text
		if i > 0 {
			text = q.Widened[i-1]
		}
		parsed, err := parseQuery(text)
		if err != nil {
			return err
		}
		s.variants = append(s.variants, parsed)
	}
	if s.fuzzy = -1; q.Fuzzy && s.x.words != nil {
		respelled, err := s.respell(s.variants[0])
		if err != nil {
			return err
		}
		if respelled != nil {
			s.fuzzy = len(s.variants)
			s.variants = append(s.variants, respelled)
		}
	}
	s.repeats = s.repeated()
	s.scope = s.x.scope(q)
	n := 0
	if q.Limit > 0 && q.Offset < s.x.rows.concepts { // no more concepts than that can be hit
		n = q.Offset + min(q.Limit, s.x.rows.concepts-q.Offset)
	}
	s.best.reset(n)
	if q.Within != nil {
		switch size := q.Within.GetCardinality(); {
		case size <= s.x.fewConcepts:
		case size <= s.x.smallSet:
			s.some.take(s.x, q.Within)
		default:
			s.within = s.x.rowsOf(q.Within)
		}
	}
	for _, b := range q.Boosts {
		s.boosts = append(s.boosts, s.x.rowsOf(b))
	}
	return nil
}

// reset makes a search ready for the next one, and lets go of all that isn't its
// own.
func (s *search) reset() {
	s.ctx, s.q, s.repeats, s.scope, s.within, s.stopped = nil, nil, nil, nil, nil, nil
	clear(s.variants)
	clear(s.streams)
	clear(s.boosts)
	s.variants, s.streams, s.boosts = s.variants[:0], s.streams[:0], s.boosts[:0]
	s.judged.clear()
	s.some.reset()
	clear(s.seen)
	s.total, s.looked = 0, 0
	s.all.reset()
	s.lookup.arena.reset()
}

// result makes an answer of what run found.
func (s *search) result() terminology.TermResult {
	result := terminology.TermResult{Total: s.total}
	if s.capped(s.total) {
		result.Total, result.TotalCapped = s.q.TotalCap, true
	}
	if s.q.Collect {
		result.Concepts = roaring.FromDense(s.seen, true)
	}
	items := s.best.items
	slices.SortFunc(items, func(a, b bestItem) int {
		return cmp.Or(cmp.Compare(a.rank.key, b.rank.key), cmp.Compare(a.rank.row, b.rank.row))
	})
	if s.q.Offset < len(items) {
		result.Hits = make([]terminology.TermHit, 0, len(items)-s.q.Offset)
		for i := s.q.Offset; i < len(items); i++ {
			result.Hits = append(result.Hits, s.hit(&items[i]))
		}
	}
	return result
}

// hit makes an answer of a ranked row.
func (s *search) hit(item *bestItem) terminology.TermHit {
	row := int(item.rank.row)
	r := s.x.rows
	g := &r.groups[r.group(row)]
	term := r.term(row)
	lang := languageOf(g.language)
	reading := s.variants[item.variant].folded[lang.alphabet].readings[item.reading]
	hit := terminology.TermHit{
		Concept:       item.concept,
		DescriptionID: r.descriptionID(row),
		Term:          term,
		TypeID:        g.typeID,
		LanguageCode:  g.language,
		Active:        g.active,
		Class:         item.rank.class(),
		Matches:       s.matchedRanges(r.folded(row, &s.texts), searchable(term, g.typeID), lang, reading),
		Rank:          item.rank.explain(int(r.sizes[r.sizeRun(row)].length)),
	}
	switch {
	case item.variant == s.fuzzy:
		hit.Widening = &terminology.Widening{Text: -1, Words: s.matcher.respelled(reading)}
	case item.variant > 0:
		hit.Widening = &terminology.Widening{Text: item.variant - 1}
	}
	return hit
}
