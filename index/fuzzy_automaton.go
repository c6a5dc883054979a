package index

import (
	"slices"
	"unicode/utf8"
)

// nearAutomaton accepts what has a beginning within a distance of a text. It
// makes its states as they are needed: a state is the last two rows of the table
// of distances, cut off above the distance, the last character, and the bytes of
// a character that isn't complete. Characters that the text doesn't have are all
// the same to it, so there are few states, and few ways out of each.
type nearAutomaton struct {
	text    []rune
	most    int
	states  []nearState
	found   []bool // by state: it accepts
	lost    []bool // by state: no state that follows accepts
	known   map[nearState]int32
	classOf [256]uint8 // of bytes; those of one class lead to the same state
	sample  []byte     // by class, a byte of it
	next    []int32    // by state and class: 1 + the next state
}

// nearState is a state. The rows hold a distance in two bits for each beginning of
// the text, from the empty one on.
type nearState struct {
	row, before nearRow // distances to what was read, and to what was read before the last character
	last        rune    // or -1 where the text doesn't have it; before is 0 then
	pending     [utf8.UTFMax]byte
	bytes       uint8 // of pending
}

type nearRow uint64

func (r nearRow) at(i int) int                 { return int(r >> (2 * i) & 3) }
func (r nearRow) with(i, distance int) nearRow { return r | nearRow(distance)<<(2*i) }

// newNearAutomaton makes an automaton for a text of maxFuzzyBytes at most and a
// distance of maxErrors at most.
func newNearAutomaton(text string, most int) *nearAutomaton {
	a := &nearAutomaton{text: []rune(text), most: most, known: map[nearState]int32{}}
	own := map[byte]uint8{} // classes of the text's bytes
	kinds := map[int]uint8{}
	class := func(b byte) uint8 {
		if slices.Contains([]byte(text), b) {
			c, ok := own[b]
			if !ok {
				c = uint8(len(a.sample))
				own[b] = c
				a.sample = append(a.sample, b)
			}
			return c
		}
		kind := characterBytes(b)
		c, ok := kinds[kind]
		if !ok {
			c = uint8(len(a.sample))
			kinds[kind] = c
			a.sample = append(a.sample, b)
		}
		return c
	}
	for b := range 256 {
		a.classOf[b] = class(byte(b))
	}
	start := nearState{last: -1}
	for i := range len(a.text) + 1 {
		start.row = start.row.with(i, min(i, most+1))
	}
	a.add(start)
	return a
}

// characterBytes returns how many bytes a character has that begins with this
// one; 0 if none does.
func characterBytes(b byte) int {
	switch {
	case b < utf8.RuneSelf:
		return 1
	case b < 0xc0:
		return 0
	case b < 0xe0:
		return 2
	case b < 0xf0:
		return 3
	default:
		return 4
	}
}

// add returns the number of a state.
func (a *nearAutomaton) add(s nearState) int {
	if n, ok := a.known[s]; ok {
		return int(n)
	}
	n := len(a.states)
	a.states = append(a.states, s)
	a.known[s] = int32(n)
	a.found = append(a.found, s.bytes == 0 && s.row.at(len(a.text)) <= a.most)
	lost := true
	for i := range len(a.text) + 1 {
		// A swap may still repair what the last row has lost.
		lost = lost && s.row.at(i) > a.most && (s.last < 0 || s.before.at(i) >= a.most)
	}
	a.lost = append(a.lost, lost)
	a.next = append(a.next, make([]int32, len(a.sample))...)
	return n
}

// Start implements vellum.Automaton.
func (a *nearAutomaton) Start() int { return 0 }

// IsMatch implements vellum.Automaton.
func (a *nearAutomaton) IsMatch(state int) bool { return a.found[state] }

// CanMatch implements vellum.Automaton.
func (a *nearAutomaton) CanMatch(state int) bool { return !a.lost[state] }

// WillAlwaysMatch implements vellum.Automaton: whatever follows a beginning that
// is near enough doesn't matter.
func (a *nearAutomaton) WillAlwaysMatch(state int) bool { return a.found[state] }

// Accept implements vellum.Automaton.
func (a *nearAutomaton) Accept(state int, b byte) int {
	if a.found[state] {
		return state
	}
	class := int(a.classOf[b])
	at := state*len(a.sample) + class
	if n := a.next[at]; n > 0 {
		return int(n - 1)
	}
	n := a.add(a.step(a.states[state], a.sample[class]))
	a.next[at] = int32(n + 1)
	return n
}

// step reads a byte.
func (a *nearAutomaton) step(s nearState, b byte) nearState {
	s.pending[s.bytes] = b
	s.bytes++
	if int(s.bytes) < characterBytes(s.pending[0]) {
		return s
	}
	r, _ := utf8.DecodeRune(s.pending[:s.bytes])
	next := nearState{last: -1}
	if slices.Contains(a.text, r) {
		next.last, next.before = r, s.row
	}
	above := a.most + 1
	left := min(above, s.row.at(0)+1)
	next.row = next.row.with(0, left)
	for i, c := range a.text {
		distance := s.row.at(i)
		if c != r {
			distance++
		}
		distance = min(above, distance, s.row.at(i+1)+1, left+1)
		if i > 0 && c == s.last && a.text[i-1] == r {
			distance = min(distance, s.before.at(i-1)+1)
		}
		next.row = next.row.with(i+1, distance)
		left = distance
	}
	return next
}

// accepted returns the length of the shortest beginning of a term that is near
// enough, and its distance; 0 if there is none.
func (a *nearAutomaton) accepted(term []byte) (length, distance int) {
	state := 0
	for i, b := range term {
		if state = a.Accept(state, b); a.found[state] {
			return i + 1, a.states[state].row.at(len(a.text))
		}
	}
	return 0, 0
}
