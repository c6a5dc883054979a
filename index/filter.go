package index

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/internal/once"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// A description filter of the Expression Constraint Language asks another question
// than a search: which concepts have a description that satisfies all conditions,
// of whatever kind, by rules of comparison of its own, and in no order. The columns
// and postings that are there serve it too. Postings, or the pieces that texts are
// made of, give the rows that may match; the term itself decides.
//
// The naive twin is [terminology.Release], which reads every description when it
// has no [terminology.DescriptionFinder]; a test compares the two.

// filters is what filters need beside the index. Each part is made at the first
// question.
type filters struct {
	few uint64 // instead of fewWithin, in tests

	lookups sync.Pool // of *lookup

	tags   once.Value[[]tagRows]
	pieces once.Value[[]uint64]          // by piece: it isn't ASCII
	groups once.Value[[]*roaring.Bitmap] // by group: the concepts of its rows
}

var _ terminology.DescriptionFinder = (*Index)(nil)

// filter is a question on the way to its answer.
type filter struct {
	x        *Index
	ctx      context.Context
	q        *terminology.DescriptionQuery
	stamps   func(taxonomy.Ordinal, sctid.ID) bool
	admitted []bool   // by group
	within   []uint64 // q.Within, a bit a concept; nil for all
	found    []uint64 // a bit a concept

	lookup *lookup
	text   terminology.TermText
	term   []byte
	looked int

	// For a quick look, see filter_quick.go.
	quick       []quickCondition
	danish      []bool // by group
	beyondASCII []uint64
	pieces      [][]byte
	joined      bool // term holds the pieces
}

// fewWithin is the number of concepts up to which all their rows are looked at.
const fewWithin uint64 = 200

// FindDescriptions implements [terminology.DescriptionFinder].
func (x *Index) FindDescriptions(ctx context.Context, q *terminology.DescriptionQuery, stamps func(taxonomy.Ordinal, sctid.ID) bool) (_ *roaring.Bitmap, err error) {
	done, err := x.use()
	if err != nil {
		return nil, err
	}
	defer done()
	if x.words == nil {
		return roaring.New(), nil
	}
	defer damageFromPanic(x.words.path, &err)
	f := &filter{x: x, ctx: ctx, q: q, stamps: stamps}
	if !f.admit() {
		return roaring.New(), nil
	}
	few := cmp.Or(x.filters.few, fewWithin)
	if len(q.Terms) == 0 && stamps == nil && len(q.NotIDs) == 0 && (q.Within == nil || q.Within.GetCardinality() > few) {
		return f.byGroups()
	}
	if len(q.Terms) > 0 {
		if f.beyondASCII, err = x.filters.pieces.Get(ctx, x.rows.beyondASCII); err != nil {
			return nil, err
		}
		f.prepare()
	}
	words := (x.rows.concepts + 63) / 64
	f.found = make([]uint64, words)
	if q.Within != nil {
		if q.Within.GetCardinality() <= few {
			return f.ofConcepts()
		}
		f.within = make([]uint64, max(words, int(q.Within.DenseSize())))
		q.Within.WriteDenseTo(f.within)
	}
	f.lookup, _ = x.filters.lookups.Get().(*lookup)
	if f.lookup == nil {
		f.lookup = &lookup{words: x.words}
	}
	defer func() {
		f.lookup.arena.reset()
		x.filters.lookups.Put(f.lookup)
	}()
	candidates, err := f.candidates()
	if err != nil {
		return nil, err
	}
	if err := f.walk(candidates); err != nil {
		return nil, err
	}
	return roaring.FromDense(f.found, true), nil
}

// admit judges the groups and reports whether any is admitted.
func (f *filter) admit() bool {
	groups := f.x.rows.groups
	f.admitted = make([]bool, len(groups))
	some := false
	var d terminology.Description
	for i := range groups {
		g := &groups[i]
		ok := g.active && f.q.Active || !g.active && f.q.Inactive
		if ok && f.q.Kind != nil {
			d = terminology.Description{LanguageCode: g.language, TypeID: g.typeID, Acceptability: d.Acceptability[:0]}
			for _, a := range g.acceptability {
				id := terminology.Acceptable
				if a.preferred {
					id = terminology.Preferred
				}
				d.Acceptability = append(d.Acceptability, terminology.Acceptability{RefsetID: a.refset, AcceptabilityID: id, Active: true})
			}
			ok = f.q.Kind(&d)
		}
		f.admitted[i] = ok
		some = some || ok
	}
	return some
}

// byGroups answers a question about nothing but groups.
func (f *filter) byGroups() (*roaring.Bitmap, error) {
	groups, err := f.x.filters.groups.Get(f.ctx, f.x.rows.groupConcepts)
	if err != nil {
		return nil, err
	}
	var parts []*roaring.Bitmap
	for i, concepts := range groups {
		if f.admitted[i] {
			parts = append(parts, concepts)
		}
	}
	found := roaring.FastOr(parts...)
	if f.q.Within != nil {
		found.And(f.q.Within)
	}
	return found, nil
}

// groupConcepts returns the concepts of each group's rows.
func (r *rows) groupConcepts(ctx context.Context) ([]*roaring.Bitmap, error) {
	words := (r.concepts + 63) / 64
	members := make([][]uint64, len(r.groups)) // a bit for each concept
	for row := range r.count {
		if row%8192 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		g, o := r.group(row), r.concept(row)
		if members[g] == nil {
			members[g] = make([]uint64, words)
		}
		members[g][o/64] |= 1 << (o % 64)
	}
	groups := make([]*roaring.Bitmap, len(members))
	for g, concepts := range members {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		groups[g] = roaring.FromDense(concepts, true)
		groups[g].RunOptimize()
	}
	return groups, nil
}

// ofConcepts looks at the rows of each concept.
func (f *filter) ofConcepts() (*roaring.Bitmap, error) {
	for it := f.q.Within.Iterator(); it.HasNext(); {
		start, end := f.x.rows.conceptRows(taxonomy.Ordinal(it.Next()))
		for i := start; i < end; i++ {
			if err := f.look(f.x.rows.conceptRow(i)); err != nil {
				return nil, err
			}
		}
	}
	return roaring.FromDense(f.found, true), nil
}

// walk looks at the rows of a set, or at all rows if it is nil.
func (f *filter) walk(rows *flat) error {
	if rows == nil {
		for row := range f.x.rows.count {
			if err := f.look(row); err != nil {
				return err
			}
		}
		return nil
	}
	for c := range rows.chunks {
		var err error
		eachBit(&rows.chunks[c], func(at int) bool {
			err = f.look(c*chunkRows + at)
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// look notes the concept of a row if the row satisfies the query.
func (f *filter) look(row int) error {
	if f.looked++; f.looked%1024 == 0 {
		if err := f.ctx.Err(); err != nil {
			return err
		}
	}
	r := f.x.rows
	if row >= r.count || !f.admitted[r.group(row)] {
		return nil
	}
	o := r.concept(row)
	word, mask := o/64, uint64(1)<<(o%64)
	if f.found[word]&mask != 0 || f.within != nil && f.within[word]&mask == 0 {
		return nil
	}
	if f.stamps != nil || len(f.q.NotIDs) > 0 {
		id := r.descriptionID(row)
		if slices.Contains(f.q.NotIDs, id) || f.stamps != nil && !f.stamps(o, id) {
			return nil
		}
	}
	if len(f.q.Terms) > 0 {
		switch f.judge(row) {
		case fails:
			return nil
		case unknown:
			f.term = r.appendTerm(f.term[:0], row)
			f.text.Fold(r.groups[r.group(row)].language, string(f.term))
			if !f.q.HoldForTerm(&f.text) {
				return nil
			}
		}
	}
	f.found[word] |= mask
	return nil
}

// candidates returns rows beyond which none can satisfy the conditions on the
// term, or nil where that can't be told. For negated conditions it notes the rows
// whose terms have to be looked at.
func (f *filter) candidates() (*flat, error) {
	var all *flat
	for i := range f.q.Terms {
		c := &f.q.Terms[i]
		some, err := f.ofAnyPattern(c.Patterns)
		switch {
		case err != nil:
			return nil, err
		case c.Negate:
			f.quick[i].unlikely = some
		case some != nil:
			all = intersected(all, some)
		}
	}
	return all, nil
}

// ofAnyPattern returns the rows that some of the patterns may match, or nil for
// all.
func (f *filter) ofAnyPattern(patterns []*terminology.TermPattern) (*flat, error) {
	var some *flat
	for _, p := range patterns {
		rows, err := f.ofPattern(p)
		if err != nil || rows == nil {
			return nil, err
		}
		some = united(some, rows)
	}
	return some, nil
}

// ofPattern returns the rows that a pattern may match, or nil for all.
func (f *filter) ofPattern(p *terminology.TermPattern) (*flat, error) {
	if p.Nothing() {
		none := newFlat(f.x.rows.count)
		return &none, nil
	}
	words := p.Text()
	if p.Wild() {
		words = anchoredWords(words)
	}
	var all *flat
	for _, word := range words {
		if word = lookedUp(word); word == "" || word == "s" || word == "S" {
			// The s of a possessive is no word of the index.
			continue
		}
		rows, err := f.ofWord(word)
		if err != nil {
			return nil, err
		}
		all = intersected(all, rows)
	}
	if all == nil && p.Wild() {
		return f.ofPieces(longestRun(p.Text()))
	}
	return all, nil
}

// lookedUp returns the beginning of a word that postings can be asked for: letters
// that the index folds to what they are compared by here, or to something more
// general.
func lookedUp(word string) string {
	for i, r := range word {
		ascii := r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if !ascii && (!unicode.In(r, unicode.Latin) || !unicode.In(r, unicode.Lu, unicode.Ll)) {
			return word[:i]
		}
	}
	return word
}

// anchoredWords returns the words of a wildcard pattern before which a word must
// begin: at its beginning, or behind a character that is no part of words.
func anchoredWords(pieces []string) []string {
	var words []string
	for n, piece := range pieces {
		before := n == 0 // whether a word may begin here
		start := -1
		for i, r := range piece {
			inside := unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Cf)
			switch {
			case inside && start < 0 && before:
				start = i
			case !inside && start >= 0:
				words = append(words, piece[start:i])
				start = -1
			}
			before = !inside
		}
		if start >= 0 {
			words = append(words, piece[start:])
		}
	}
	return words
}

// ofWord returns the rows with a word that may begin with another one.
func (f *filter) ofWord(word string) (*flat, error) {
	rows := newFlat(f.x.rows.count)
	var tokens tokenizer
	var lists []list
	for a := range alphabetCount {
		if !f.x.alphabets[a] {
			continue
		}
		for _, text := range spellingsOf(&tokens, word, a) {
			var err error
			if lists, err = f.lookup.appendPrefix(lists[:0], a, cut(text)); err != nil {
				return nil, err
			}
			for i := range lists {
				for j := range lists[i].containers {
					if c := &lists[i].containers[j]; int(c.key) < len(rows.chunks) {
						c.orInto(&rows.chunks[c.key])
					}
				}
			}
			if err := f.ctx.Err(); err != nil {
				return nil, err
			}
		}
	}
	// A semantic tag is no part of what is searched, but of the term.
	tags, err := f.x.filters.tags.Get(f.ctx, f.x.rows.tagRows)
	if err != nil {
		return nil, err
	}
	p := terminology.MatchPattern(word)
	for t := range tags {
		if tag := &tags[t]; tag.mayMatch(p) {
			for c := range rows.chunks {
				for i := range chunkWords {
					rows.chunks[c][i] |= tag.rows.chunks[c][i]
				}
			}
		}
	}
	return &rows, nil
}

// spellingsOf returns the texts of which one is in the index where the word is the
// beginning of a word of an alphabet.
func spellingsOf(t *tokenizer, word string, a alphabet) []string {
	lang := map[alphabet]language{latinAlphabet: languageOf("en"), swedishAlphabet: languageOf("sv"), danishAlphabet: languageOf("da")}[a]
	own := t.foldedText(word, lang, ownForm)
	texts := []string{own}
	if a == danishAlphabet { // å and aa are one letter, and ASCII terms have only one form
		if spelled := t.foldedText(word, lang, spelledForm); spelled != own {
			texts = append(texts, spelled)
		}
	}
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

func united(a, b *flat) *flat {
	if a == nil {
		return b
	}
	for c := range a.chunks {
		for i := range chunkWords {
			a.chunks[c][i] |= b.chunks[c][i]
		}
	}
	return a
}

func intersected(a, b *flat) *flat {
	if a == nil {
		return b
	}
	for c := range a.chunks {
		for i := range chunkWords {
			a.chunks[c][i] &= b.chunks[c][i]
		}
	}
	return a
}
