package bulk

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// tally counts codes in bounded memory, by the algorithm of Misra and Gries: where
// more different codes come than there is room for, one is taken from every count. A
// count is then too low by at most Lost, and a code that came more often than that is
// never missing. Codes that are ids are kept as numbers.
type tally struct {
	Numbers map[uint64]int64 `json:"numbers"`
	Texts   map[string]int64 `json:"texts"`
	Lost    int64            `json:"lost"` // 0 means that all counts are exact
}

const (
	// tallyRoom is how many different codes are counted exactly.
	tallyRoom = 100_000
	// tallyText bounds a code that is no number, in bytes; what is longer is cut.
	tallyText = 100
)

func newTally() *tally { return &tally{Numbers: map[uint64]int64{}, Texts: map[string]int64{}} }

func (t *tally) number(code uint64) {
	if n, ok := t.Numbers[code]; ok || t.room() {
		t.Numbers[code] = n + 1
	}
}

func (t *tally) text(code []byte) {
	if len(code) > tallyText {
		code = code[:tallyText]
	}
	if n, ok := t.Texts[string(code)]; ok || t.room() {
		t.Texts[string(code)] = n + 1
	}
}

// room reports whether there is room for another code, and if not makes some.
func (t *tally) room() bool {
	if len(t.Numbers)+len(t.Texts) < tallyRoom {
		return true
	}
	t.Lost++
	for code := range t.Numbers {
		if t.Numbers[code]--; t.Numbers[code] == 0 {
			delete(t.Numbers, code)
		}
	}
	for code := range t.Texts {
		if t.Texts[code]--; t.Texts[code] == 0 {
			delete(t.Texts, code)
		}
	}
	return false
}

// counted is a code with its count.
type counted struct {
	code  string
	count int64
}

// commonest returns the n commonest codes, the most frequent first, and of equally
// frequent ones the first in byte order.
func (t *tally) commonest(n int) []counted {
	list := make([]counted, 0, len(t.Numbers)+len(t.Texts))
	for code, count := range maps.All(t.Numbers) {
		list = append(list, counted{strconv.FormatUint(code, 10), count})
	}
	for code, count := range maps.All(t.Texts) {
		list = append(list, counted{code, count})
	}
	slices.SortFunc(list, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.code, b.code))
	})
	return list[:min(n, len(list))]
}
