package index

import (
	"cmp"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/vellum"
)

// Words of a query that are spelled otherwise in the terms. The distance is that
// of optimal string alignment: the least number of letters left out, added,
// changed, or swapped with their neighbour, no letter being touched twice. As a
// word of a query is but the beginning of a word, the distance to a word of the
// index is that to the nearest of its beginnings.

const (
	// A word of so many characters may have one error, or two.
	oneErrorFrom  = 5
	twoErrorsFrom = 9
	// Longer words than maxFuzzyBytes are taken as typed: what is indexed of a word
	// might be too short for them.
	maxFuzzyBytes = maxIndexedBytes - 2*utf8.UTFMax
	// maxRespelled is the number of beginnings that may stand for a word, the
	// nearest ones.
	maxRespelled = 128
	// maxFuzzyWords is the number of words of a query that are respelled, the first
	// ones; it bounds the time.
	maxFuzzyWords = 4
	// maxErrors is the greatest distance.
	maxErrors = 2
)

// errorsAllowed returns the greatest distance of a query word.
func errorsAllowed(spelling string) int {
	n := utf8.RuneCountInString(spelling)
	switch {
	case len(spelling) > maxFuzzyBytes || n < oneErrorFrom:
		return 0
	case n < twoErrorsFrom:
		return 1
	default:
		return maxErrors
	}
}

// respell returns a query in which words may be spelled as in the index. It is
// nil if no word may.
func (s *search) respell(q *query) (*query, error) {
	respelled := &query{}
	some := false
	for a := range alphabetCount {
		if !s.x.alphabets[a] {
			continue
		}
		for _, r := range q.folded[a].readings[:min(maxStreams, len(q.folded[a].readings))] {
			var other reading
			count := 0
			for _, w := range r {
				typed := w.spellings[0]
				most := errorsAllowed(typed)
				if count++; most == 0 || count > maxFuzzyWords {
					if most == 0 {
						count--
					}
					other = append(other, w)
					continue
				}
				near, err := s.x.words.near(a, typed, most)
				if err != nil {
					return nil, err
				}
				w.typed = typed
				w.spellings = slices.Clone(w.spellings)
				for _, n := range near {
					if !slices.Contains(w.spellings, n) {
						w.spellings = append(w.spellings, n)
					}
				}
				some = some || len(w.spellings) > 1
				other = append(other, w)
			}
			respelled.folded[a].readings = append(respelled.folded[a].readings, other)
		}
	}
	if !some {
		return nil, nil
	}
	return respelled, nil
}

// near returns the shortest beginnings of words of the index that are within the
// distance of a text, the nearest first, no more than maxRespelled.
func (w *words) near(a alphabet, text string, most int) (_ []string, err error) {
	defer damageFromPanic(w.path, &err)
	fst := w.fields[a][wordField]
	if fst == nil {
		return nil, nil
	}
	type beginning struct {
		text     string
		distance int
	}
	var all []beginning
	automaton := newNearAutomaton(text, most)
	terms, err := fst.Search(automaton, nil, nil)
	for err == nil {
		term, _ := terms.Current()
		n, distance := automaton.accepted(term)
		if n == 0 {
			err = terms.Next()
			continue
		}
		all = append(all, beginning{string(term[:n]), distance})
		err = terms.Seek(prefixEnd(string(term[:n]))) // all that begins so is near
	}
	if !errors.Is(err, vellum.ErrIteratorDone) {
		return nil, err
	}
	slices.SortFunc(all, func(a, b beginning) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.text, b.text))
	})
	var texts []string
	for _, b := range all[:min(len(all), maxRespelled)] {
		texts = append(texts, b.text)
	}
	return texts, nil
}

// nearAutomaton accepts what has a beginning within a distance of a text. It
// makes its states as they are needed: a state is the last two rows of the table
// of distances, cut off above the distance, the last character, and the bytes of
// a character that isn't complete.
type nearAutomaton struct {
	text   []rune
	most   int
	states []nearState
	known  map[string]int
	next   [][]int32 // by state and byte: 1 + the next state
	key    []byte
}

type nearState struct {
	row, before []byte // distances of the beginnings of text to what was read, and to what was read before the last character
	last        rune
	pending     []byte
	accepting   bool
	alive       bool
	distance    int // if accepting
}

func newNearAutomaton(text string, most int) *nearAutomaton {
	a := &nearAutomaton{text: []rune(text), most: most, known: map[string]int{}}
	row := make([]byte, len(a.text)+1)
	for i := range row {
		row[i] = byte(min(i, most+1))
	}
	a.add(nearState{row: row, before: slices.Repeat([]byte{byte(most + 1)}, len(row)), last: -1})
	return a
}

// add returns the number of a state.
func (a *nearAutomaton) add(s nearState) int {
	a.key = append(append(append(a.key[:0], s.row...), s.before...), s.pending...)
	a.key = append(a.key, byte(len(s.pending)))
	a.key = utf8.AppendRune(a.key, s.last)
	if n, ok := a.known[string(a.key)]; ok {
		return n
	}
	s.distance = int(s.row[len(a.text)])
	s.accepting = s.distance <= a.most && len(s.pending) == 0
	s.alive = slices.Min(s.row) <= byte(a.most)
	// A swap may still repair what the last row has lost.
	s.alive = s.alive || slices.Min(s.before) < byte(a.most)
	n := len(a.states)
	a.states = append(a.states, s)
	a.next = append(a.next, nil)
	a.known[string(a.key)] = n
	return n
}

// Start implements vellum.Automaton.
func (a *nearAutomaton) Start() int { return 0 }

// IsMatch implements vellum.Automaton.
func (a *nearAutomaton) IsMatch(state int) bool { return a.states[state].accepting }

// CanMatch implements vellum.Automaton.
func (a *nearAutomaton) CanMatch(state int) bool { return a.states[state].alive }

// WillAlwaysMatch implements vellum.Automaton: whatever follows a beginning that
// is near enough doesn't matter.
func (a *nearAutomaton) WillAlwaysMatch(state int) bool { return a.states[state].accepting }

// Accept implements vellum.Automaton.
func (a *nearAutomaton) Accept(state int, b byte) int {
	s := a.states[state]
	if s.accepting {
		return state
	}
	if a.next[state] == nil {
		a.next[state] = make([]int32, 256)
	}
	if n := a.next[state][b]; n > 0 {
		return int(n - 1)
	}
	n := a.add(a.step(s, b))
	a.next[state][b] = int32(n + 1)
	return n
}

// step reads a byte.
func (a *nearAutomaton) step(s nearState, b byte) nearState {
	pending := append(slices.Clone(s.pending), b)
	if !utf8.FullRune(pending) {
		s.pending = pending
		return s
	}
	r, _ := utf8.DecodeRune(pending)
	above := byte(a.most + 1)
	row := make([]byte, len(s.row))
	row[0] = min(above, s.row[0]+1)
	for i := 1; i < len(row); i++ {
		changed := s.row[i-1]
		if a.text[i-1] != r {
			changed++
		}
		row[i] = min(above, changed, s.row[i]+1, row[i-1]+1)
		if i > 1 && a.text[i-1] == s.last && a.text[i-2] == r {
			row[i] = min(row[i], s.before[i-2]+1)
		}
	}
	return nearState{row: row, before: s.row, last: r}
}

// accepted returns the length of the shortest beginning of a term that is near
// enough, and its distance; 0 if there is none.
func (a *nearAutomaton) accepted(term []byte) (length, distance int) {
	state := 0
	for i, b := range term {
		state = a.Accept(state, b)
		if s := &a.states[state]; s.accepting {
			return i + 1, s.distance
		}
	}
	return 0, 0
}
