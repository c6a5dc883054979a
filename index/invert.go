package index

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// inversion turns the rows of one alphabet into postings: for each word, and for
// each beginning of a word, the rows that have it. It works with numbers for
// words, so that a word is hashed once for each time that it occurs, sorted once,
// and split into its beginnings once, however many rows have it.
type inversion struct {
	numbers map[string]uint32 // of words, in order of appearance
	words   []string          // by number
	counts  []uint32          // rows with the word
	last    []uint32          // the last row with the word, and one

	rows []uint32 // of this alphabet, ascending
	ends []uint32 // where the row's tokens end
	// tokens are the words of the rows: the number of a word, shifted by
	// tokenShift, and the flags below. A word that stands at no place isn't
	// repeated within a row.
	tokens []uint32
}

const (
	tokenPlace = 1 // the word is all that may begin at a place, see indexedTerms
	tokenFirst = 2 // the place is the first of a form
	tokenShift = 2
)

func newInversion() *inversion { return &inversion{numbers: map[string]uint32{}} }

// add takes the words of a row; rows come in ascending order.
func (v *inversion) add(row uint32, folded []byte) {
	number := func(term []byte) (n uint32, isNew bool) {
		n, ok := v.numbers[string(term)]
		if !ok {
			n = uint32(len(v.words))
			word := string(term)
			v.numbers[word] = n
			v.words = append(v.words, word)
			v.counts = append(v.counts, 0)
			v.last = append(v.last, 0)
		}
		if v.last[n] == row+1 {
			return n, false
		}
		v.last[n] = row + 1
		v.counts[n]++
		return n, true
	}
	indexedTerms(folded, func(term []byte, first bool) {
		n, _ := number(term)
		token := n<<tokenShift | tokenPlace
		if first {
			token |= tokenFirst
		}
		v.tokens = append(v.tokens, token)
	}, func(term []byte) {
		if n, isNew := number(term); isNew {
			v.tokens = append(v.tokens, n<<tokenShift)
		}
	})
	v.rows = append(v.rows, row)
	v.ends = append(v.ends, uint32(len(v.tokens)))
}

// sort numbers the words anew, in ascending order.
func (v *inversion) sort() {
	v.numbers, v.last = nil, nil
	order := make([]uint32, len(v.words))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(v.words[a], v.words[b]) })
	words, counts, ranks := make([]string, len(order)), make([]uint32, len(order)), make([]uint32, len(order))
	for to, from := range order {
		words[to], counts[to] = v.words[from], v.counts[from]
		ranks[from] = uint32(to)
	}
	v.words, v.counts = words, counts
	for i, t := range v.tokens {
		v.tokens[i] = ranks[t>>tokenShift]<<tokenShift | t&(1<<tokenShift-1)
	}
}

// eachToken calls visit for every token of every row, in the order of rows.
func (v *inversion) eachToken(ctx context.Context, visit func(row, token uint32)) error {
	at := uint32(0)
	for i, row := range v.rows {
		if i%(1<<14) == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for ; at < v.ends[i]; at++ {
			visit(row, v.tokens[at])
		}
	}
	return nil
}

// postings are ascending terms, each with its ascending rows; a term may have
// none.
type postings struct {
	terms []string
	lists lists
}

// lists are the rows of term i in rows[start[i]:start[i+1]].
type lists struct {
	start []uint64
	rows  []uint32
	next  []uint64
}

// newLists makes room for as many rows as are counted for each term.
func newLists(counts []uint32) lists {
	l := lists{start: make([]uint64, len(counts)+1), next: make([]uint64, len(counts))}
	for i, n := range counts {
		l.next[i] = l.start[i]
		l.start[i+1] = l.start[i] + uint64(n)
	}
	l.rows = make([]uint32, l.start[len(counts)])
	return l
}

// put adds a row to a term's list, unless it was added last.
func (l *lists) put(term, row uint32) {
	at := l.next[term]
	if at > l.start[term] && l.rows[at-1] == row {
		return
	}
	l.rows[at] = row
	l.next[term] = at + 1
}

func (l *lists) of(term int) []uint32 { return l.rows[l.start[term]:l.start[term+1]] }

// wordPostings returns the words; sort must have been called.
func (v *inversion) wordPostings(ctx context.Context) (*postings, error) {
	p := &postings{terms: v.words, lists: newLists(v.counts)}
	return p, v.eachToken(ctx, func(row, token uint32) { p.lists.put(token>>tokenShift, row) })
}

// none is the number of a beginning that isn't one, or that a word is too short
// for.
const none = ^uint32(0)

// beginnings are the beginnings of an inversion's words.
type beginnings struct {
	terms []string                   // ascending
	of    [][maxLongBeginning]uint32 // for each word, the numbers of its beginnings
}

// beginnings returns the beginnings that are terms. The words being sorted, those
// with one beginning follow each other, and numbering the beginnings as they
// turn up, the shorter first, is to sort them.
func (v *inversion) beginnings() *beginnings {
	b := &beginnings{of: make([][maxLongBeginning]uint32, len(v.words))}
	var terms []string
	var counts []uint32 // words with the beginning
	var current [maxLongBeginning]string
	var number [maxLongBeginning]uint32
	for i, word := range v.words {
		at := 0
		for n := range maxLongBeginning {
			if at == len(word) {
				b.of[i][n] = none
				continue
			}
			_, size := utf8.DecodeRuneInString(word[at:])
			at += size
			if current[n] != word[:at] {
				current[n], number[n] = word[:at], uint32(len(terms))
				terms, counts = append(terms, word[:at]), append(counts, 0)
			}
			b.of[i][n] = number[n]
			counts[number[n]]++
		}
	}
	kept := make([]uint32, len(terms))
	for i, term := range terms {
		if utf8.RuneCountInString(term) > maxBeginning && counts[i] < manyWords {
			kept[i] = none
			continue
		}
		kept[i] = uint32(len(b.terms))
		b.terms = append(b.terms, term)
	}
	for i := range b.of {
		for n, number := range b.of[i] {
			if number != none {
				b.of[i][n] = kept[number]
			}
		}
	}
	return b
}

// beginningPostings returns the fields of beginnings, by kind; sort must have
// been called.
func (v *inversion) beginningPostings(ctx context.Context) (all [fieldKinds]*postings, err error) {
	b := v.beginnings()
	var counts [fieldKinds][]uint32
	for kind := beginningField; kind < fieldKinds; kind++ {
		counts[kind] = make([]uint32, len(b.terms))
	}
	if err := v.eachBeginning(ctx, b, func(kind fieldKind, beginning, _ uint32) { counts[kind][beginning]++ }); err != nil {
		return all, err
	}
	for kind := beginningField; kind < fieldKinds; kind++ {
		all[kind] = &postings{terms: b.terms, lists: newLists(counts[kind])}
	}
	return all, v.eachBeginning(ctx, b, func(kind fieldKind, beginning, row uint32) { all[kind].lists.put(beginning, row) })
}

// eachBeginning calls visit once for each posting of the fields of beginnings, in
// the order of rows.
func (v *inversion) eachBeginning(ctx context.Context, b *beginnings, visit func(kind fieldKind, beginning, row uint32)) error {
	last, times, lastFirst := make([]uint32, len(b.terms)), make([]uint32, len(b.terms)), make([]uint32, len(b.terms))
	return v.eachToken(ctx, func(row, token uint32) {
		if token&tokenPlace == 0 {
			return
		}
		for n, number := range b.of[token>>tokenShift] {
			if number == none {
				continue
			}
			if last[number] != row+1 {
				last[number], times[number] = row+1, 0
			}
			times[number]++
			if times[number] == 1 {
				visit(beginningField, number, row)
			}
			if n >= maxBeginning {
				continue
			}
			switch times[number] {
			case 2:
				visit(twiceField, number, row)
			case 3:
				visit(thriceField, number, row)
			}
			if token&tokenFirst != 0 && lastFirst[number] != row+1 {
				lastFirst[number] = row + 1
				visit(firstField, number, row)
			}
		}
	})
}
