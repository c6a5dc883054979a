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

	rows   []uint32 // of this alphabet, ascending
	ends   []uint32 // where the row's tokens end
	tokens []uint32 // numbers of the different words of the rows
}

func newInversion() *inversion { return &inversion{numbers: map[string]uint32{}} }

// add takes the words of a row; rows come in ascending order.
func (v *inversion) add(row uint32, folded []byte) {
	indexedTerms(folded, func(term []byte) {
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
			return
		}
		v.last[n] = row + 1
		v.counts[n]++
		v.tokens = append(v.tokens, n)
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
	for i, n := range v.tokens {
		v.tokens[i] = ranks[n]
	}
}

// eachToken calls visit for every word of every row, in the order of rows.
func (v *inversion) eachToken(ctx context.Context, visit func(row, word uint32)) error {
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

// postings are ascending terms, each with its ascending rows.
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
	return p, v.eachToken(ctx, func(row, word uint32) { p.lists.put(word, row) })
}

// none is the number of a beginning that a word is too short for.
const none = ^uint32(0)

// beginningPostings returns the beginnings of words; sort must have been called.
//
// The words being sorted, those with one beginning follow each other, and
// numbering the beginnings as they turn up, the shorter first, is to sort them.
func (v *inversion) beginningPostings(ctx context.Context) (*postings, error) {
	p := &postings{}
	beginnings := make([][maxBeginning]uint32, len(v.words)) // by word
	var current [maxBeginning]string
	var number [maxBeginning]uint32
	for i, word := range v.words {
		at := 0
		for n := range maxBeginning {
			if at == len(word) {
				beginnings[i][n] = none
				continue
			}
			_, size := utf8.DecodeRuneInString(word[at:])
			at += size
			if current[n] != word[:at] {
				current[n], number[n] = word[:at], uint32(len(p.terms))
				p.terms = append(p.terms, word[:at])
			}
			beginnings[i][n] = number[n]
		}
	}
	counts, last := make([]uint32, len(p.terms)), make([]uint32, len(p.terms))
	err := v.eachToken(ctx, func(row, word uint32) {
		for _, b := range beginnings[word] {
			if b != none && last[b] != row+1 {
				last[b] = row + 1
				counts[b]++
			}
		}
	})
	if err != nil {
		return nil, err
	}
	p.lists = newLists(counts)
	return p, v.eachToken(ctx, func(row, word uint32) {
		for _, b := range beginnings[word] {
			if b != none {
				p.lists.put(b, row)
			}
		}
	})
}
