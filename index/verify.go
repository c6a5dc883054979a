package index

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Verify checks the index against itself: the checksums of all files, the order
// of the rows, that every folded text is what its term folds to, that the rows
// by concept are the rows, and that bleve has a posting for each beginning of a
// word of each row and no other one. It reads everything: seconds for a large
// edition. What it finds is told as a [*DamageError].
func (x *Index) Verify(ctx context.Context) error {
	done, err := x.use()
	if err != nil {
		return err
	}
	defer done()
	for _, s := range []section{foldedSection, termSection} {
		if err := x.rows.checkSum(s); err != nil {
			return err
		}
	}
	if x.words == nil {
		return nil
	}
	if size, sum, err := segmentSum(x.words.dir); err != nil {
		return err
	} else if uint64(size) != x.rows.wordsSize || sum != x.rows.wordsSum {
		return &DamageError{x.words.dir, "the checksum of its segment doesn't fit"}
	}
	if err := x.verifyRows(ctx); err != nil {
		return err
	}
	if err := x.verifyConcepts(ctx); err != nil {
		return err
	}
	return x.verifyPostings(ctx)
}

func (x *Index) verifyRows(ctx context.Context) error {
	r := x.rows
	var t tokenizer
	var last struct {
		length int
		own    []byte
	}
	var forms []byte
	for row := range r.count {
		if row%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		number := r.uint32(groupSection, row)
		if int64(number) >= int64(len(r.groups)) || int64(r.concept(row)) >= int64(r.concepts) {
			return r.damaged("row %d has a concept or group that doesn't exist", row)
		}
		g := &r.groups[number]
		folded := r.folded(row)
		forms = t.appendForms(forms[:0], searchable(r.term(row), g.typeID), languageOf(g.language))
		if !bytes.Equal(folded, forms) {
			return r.damaged("row %d: %.200q isn't what %.200q folds to", row, folded, r.term(row))
		}
		own := ownText(folded)
		length := utf8.RuneCount(own)
		if int(r.length(row)) != min(length, 1<<16-1) {
			return r.damaged("row %d has a wrong length", row)
		}
		if length < last.length || length == last.length && bytes.Compare(own, last.own) < 0 {
			return r.damaged("row %d is out of order", row)
		}
		last.length, last.own = length, own
	}
	return nil
}

// verifyConcepts checks that the rows by concept name each row once, below its
// concept, in ascending order.
func (x *Index) verifyConcepts(ctx context.Context) error {
	next := 0
	for o := range x.rows.concepts {
		if o%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		start, end := x.rows.conceptRows(taxonomy.Ordinal(o))
		if start != next || end < start || end > x.rows.count {
			return x.rows.damaged("the rows of concept %d make no sense", o)
		}
		next = end
		for i := start; i < end; i++ {
			row := x.rows.conceptRow(i)
			if row >= x.rows.count || int(x.rows.concept(row)) != o || i > start && row <= x.rows.conceptRow(i-1) {
				return x.rows.damaged("the rows of concept %d make no sense", o)
			}
		}
	}
	if next != x.rows.count {
		return x.rows.damaged("the rows by concept are %d of %d", next, x.rows.count)
	}
	return nil
}

// verifyPostings compares the postings with the rows by number and by a sum of
// hashes, which doesn't depend on order: equal sums mean equal postings but for
// a chance of one in 2⁶⁴.
func (x *Index) verifyPostings(ctx context.Context) (err error) {
	defer damageFromPanic(x.words.dir, &err)
	seed := maphash.MakeSeed()
	hash := func(field string, term []byte, row int) uint64 {
		var h maphash.Hash
		h.SetSeed(seed)
		h.WriteString(field)
		h.WriteByte(0)
		h.Write(term)
		for shift := 0; shift < 32; shift += 8 {
			h.WriteByte(byte(row >> shift))
		}
		return h.Sum64()
	}
	var want, got struct {
		count int
		sum   uint64
	}
	terms := map[string]bool{} // of a field of a row
	for row := range x.rows.count {
		if row%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		a := languageOf(x.rows.groups[x.rows.uint32(groupSection, row)].language).alphabet
		folded := x.rows.folded(row)
		for name, termsOf := range map[string]func([]byte, func([]byte)){wordFields[a]: indexedTerms, beginningFields[a]: indexedBeginnings} {
			clear(terms)
			termsOf(folded, func(term []byte) {
				if terms[string(term)] {
					return
				}
				terms[string(term)] = true
				want.count++
				want.sum += hash(name, term, row)
			})
		}
	}
	for _, name := range slices.Concat(wordFields[:], beginningFields[:]) {
		err := x.words.eachTerm(name, "", func(term string) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			postings, err := x.words.reader.TermFieldReader(ctx, []byte(term), name, false, false, false)
			if err != nil {
				return err
			}
			for {
				p, err := postings.Next(nil)
				if err != nil {
					return err
				}
				if p == nil {
					return postings.Close()
				}
				got.count++
				got.sum += hash(name, []byte(term), int(p.ID.Value()))
			}
		})
		if err != nil {
			return err
		}
	}
	if got != want {
		return &DamageError{x.words.dir, fmt.Sprintf("its %d postings aren't the %d of the rows", got.count, want.count)}
	}
	return nil
}
