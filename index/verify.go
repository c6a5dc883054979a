package index

import (
	"bytes"
	"context"
	"hash/maphash"
	"slices"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology"
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
	for _, s := range []section{textSection, pieceSection} {
		if err := x.rows.checkSum(s); err != nil {
			return err
		}
	}
	if x.words == nil {
		return nil
	}
	if size, sum, err := segmentSum(x.words.path); err != nil {
		return err
	} else if uint64(size) != x.rows.wordsSize || sum != x.rows.wordsSum {
		return x.words.damaged("the checksum of its segment doesn't fit")
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
	var texts textBuffer
	var last []byte // the own text of the row before
	var forms, term []byte
	for row := range r.count {
		if row%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if r.group(row) >= len(r.groups) || int64(r.concept(row)) >= int64(r.concepts) {
			return r.damaged("row %d has a concept or group that doesn't exist", row)
		}
		g := &r.groups[r.group(row)]
		term = r.appendTerm(term[:0], row)
		searched, folded := r.texts(row, &texts)
		if want := searchable(string(term), g.typeID); string(searched) != want {
			return r.damaged("row %d: %.200q isn't the part of %.200q that is searched", row, searched, term)
		}
		forms = t.appendForms(forms[:0], string(searched), languageOf(g.language))
		if !bytes.Equal(folded, forms) {
			return r.damaged("row %d: %.200q isn't what %.200q folds to", row, folded, term)
		}
		own := ownText(folded)
		if r.severalForms.has(uint32(row)) != (len(own) < len(folded)) {
			return r.damaged("row %d is listed wrongly by number of forms", row)
		}
		run := r.sizeRun(row)
		size := r.sizes[run]
		if words, length := textSize(own); words != size.words || length != size.length {
			return r.damaged("row %d has a wrong size", row)
		}
		if before := r.sizes[max(0, run-1)]; int(size.first) == row && run > 0 {
			if before.words > size.words || before.words == size.words && before.length >= size.length {
				return r.damaged("row %d is out of order", row)
			}
		} else if bytes.Compare(own, last) < 0 {
			return r.damaged("row %d is out of order", row)
		}
		last = append(last[:0], own...)
		if r.lastOfConcept.has(uint32(row)) != r.isLast(row) {
			return r.damaged("row %d is listed wrongly as the last of its concept", row)
		}
	}
	return nil
}

// isLast reports whether a row is what lastSection lists.
func (r *rows) isLast(row int) bool {
	counted := func(row int) bool {
		if r.group(row) >= len(r.groups) {
			return false
		}
		g := &r.groups[r.group(row)]
		return g.active && (g.typeID == terminology.FullySpecifiedName || g.typeID == terminology.Synonym)
	}
	_, end := r.conceptRows(r.concept(row))
	for i := min(end, r.count) - 1; i >= 0; i-- {
		if other := r.conceptRow(i); other <= row || counted(other) {
			return other == row && counted(row)
		}
	}
	return false
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

// verifyPostings compares the postings, as bleve reads them, with the rows by
// number and by a sum of hashes, which doesn't depend on order: equal sums mean
// equal postings but for a chance of one in 2⁶⁴.
func (x *Index) verifyPostings(ctx context.Context) (err error) {
	defer damageFromPanic(x.words.path, &err)
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
	type sum struct {
		count int
		sum   uint64
	}
	var want, got sum
	var texts textBuffer
	shared := x.words.longBeginnings()
	for row := range x.rows.count {
		if row%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		a := x.rows.language(row).alphabet
		for kind, terms := range fieldTerms(x.rows.folded(row, &texts)) {
			for _, term := range terms {
				if fieldKind(kind) == beginningField && utf8.RuneCountInString(term) > maxBeginning && !shared[a][term] {
					continue
				}
				want.count++
				want.sum += hash(fieldNames[a][kind], []byte(term), row)
			}
		}
	}
	err = eachPosting(ctx, x.words.path, uint64(x.rows.count), func(field string, term []byte, row uint64) {
		got.count++
		got.sum += hash(field, term, int(row))
	})
	if err != nil {
		return err
	}
	if got != want {
		return x.words.damaged("its %d postings aren't the %d of the rows", got.count, want.count)
	}
	return nil
}

// fieldTerms returns the terms of a row by field, each once: the plain way to say
// what inversion works out for all rows at once. The beginnings are there up to
// maxLongBeginning characters.
func fieldTerms(folded []byte) (terms [fieldKinds][]string) {
	times := map[string]int{}
	add := func(kind fieldKind, term []byte) {
		if !slices.Contains(terms[kind], string(term)) {
			terms[kind] = append(terms[kind], string(term))
		}
	}
	indexedTerms(folded, func(term []byte, first bool) {
		add(wordField, term)
		eachBeginning(term, maxLongBeginning, func(characters int, b []byte) {
			add(beginningField, b)
			if characters > maxBeginning {
				return
			}
			times[string(b)]++
			if times[string(b)] > 1 {
				add(twiceField, b)
			}
			if times[string(b)] > 2 {
				add(thriceField, b)
			}
			if first {
				add(firstField, b)
			}
		})
	}, func(term []byte) { add(wordField, term) })
	return terms
}

// longBeginnings returns the beginnings of more than maxBeginning characters that
// are terms, because many words have them.
func (w *words) longBeginnings() (shared [alphabetCount]map[string]bool) {
	for a := range alphabetCount {
		fst := w.fields[a][wordField]
		if fst == nil {
			continue
		}
		counts := map[string]int{}
		terms, err := fst.Iterator(nil, nil)
		for ; err == nil; err = terms.Next() {
			term, _ := terms.Current()
			eachBeginning(term, maxLongBeginning, func(characters int, b []byte) {
				if characters > maxBeginning {
					counts[string(b)]++
				}
			})
		}
		shared[a] = map[string]bool{}
		for b, n := range counts {
			shared[a][b] = n >= manyWords
		}
	}
	return shared
}
