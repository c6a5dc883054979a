package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// questionCount is how many different concepts are asked for; so many that they
// don't stay in a processor's caches.
const questionCount = 1 << 16

// questions are what is asked: chosen at random, the same for the same release
// and seed.
type questions struct {
	active   []sctid.ID // any active concept
	ordinals []taxonomy.Ordinal
	general  []sctid.ID // any concept above the one at the same place in active
	parental []sctid.ID // with ten children or more
	deep     []sctid.ID // with ten ancestors or more
	terms    []string   // the preferred term of the concept at the same place in active
	typed    []string   // what a user may have typed on the way to a term
}

func newQuestions(r *terminology.Release, seed uint64) (*questions, error) {
	random := newRandom(seed)
	t := r.Taxonomy()
	q := &questions{}
	var parental, deep []sctid.ID
	for o := range taxonomy.Ordinal(t.ActiveCount()) {
		if len(t.Children(o)) >= 10 {
			parental = append(parental, t.ID(o))
		}
		if len(deep) < questionCount && t.AncestorCount(o) >= 10 {
			deep = append(deep, t.ID(o))
		}
	}
	if len(parental) == 0 || len(deep) == 0 {
		return nil, fmt.Errorf("the release %s has no concept with ten children or ten ancestors: it is too small to measure", r.URI())
	}
	dialects, err := r.Dialects("")
	if err != nil {
		return nil, err
	}
	var above []taxonomy.Ordinal
	for range questionCount {
		o := taxonomy.Ordinal(random.IntN(t.ActiveCount()))
		q.ordinals = append(q.ordinals, o)
		q.active = append(q.active, t.ID(o))
		above = t.AppendAncestorsOrSelf(above[:0], o)
		q.general = append(q.general, t.ID(above[random.IntN(len(above))]))
		q.parental = append(q.parental, parental[random.IntN(len(parental))])
		q.deep = append(q.deep, deep[random.IntN(len(deep))])
		names, err := r.Names(o, dialects)
		if err != nil {
			return nil, err
		}
		q.terms = append(q.terms, strings.Clone(names.PreferredTerm))
		if text := typed(random, names.PreferredTerm); text != "" {
			q.typed = append(q.typed, text)
		}
	}
	return q, nil
}

// typed makes the beginnings of the first two words of a term.
func typed(random *rand.Rand, term string) string {
	words := strings.Fields(term)
	var text []string
	for _, word := range words[:min(2, len(words))] {
		runes := []rune(word)
		text = append(text, string(runes[:min(len(runes), 3+random.IntN(4))]))
	}
	return strings.Join(text, " ")
}

// at returns an element, beginning again at the list's end.
func at[T any](list []T, i int) T { return list[i%len(list)] }

// newRandom returns the source of what is asked.
func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 3)) }
