package equivalents

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Table is a set of groups of equivalents. It is read-only and safe for use by
// many goroutines at once. A nil Table has no groups.
type Table struct {
	groups []group
	// phrases holds the places of whole words and phrases by their first word.
	phrases map[string][]place
	// firstWords are the keys of phrases in order, for words that are unfinished.
	firstWords []string
	// parts holds the places of parts of words by their text, for each form.
	parts   [formCount]map[string][]place
	longest [formCount]int // bytes of the longest part
	// heads has a bit for each two bytes with which some part begins. Nearly all
	// places of a word are no part of the table, and are passed over so.
	heads [formCount][1 << 16 / 64]uint64
	stems []string      // the beginnings in order, for words that are unfinished
	signs map[rune]bool // the signs in entries
	// musts are the signs that stand for something by themselves.
	musts map[rune]bool
}

// group is a line of the table.
type group struct {
	entries []entry
	// short is how many of the entries, at the front, stand for the others; 0
	// where each stands for all.
	short int
	// names says that each entry, as a whole term, is a name of the same thing.
	names bool
}

// form is what an entry is.
type form uint8

const (
	whole     form = iota // words, or a sign
	beginning             // "nephr-"
	ending                // "-aemia"
	inside                // "-glycaem-"
	formCount
)

// entry is a word, phrase or part of a word.
type entry struct {
	form  form
	words []string // folded; one for a part
	text  string   // as it was written; of a part, its one word
}

// place is an entry of a group.
type place struct{ group, entry int }

func (p place) text(t *Table) string { return t.groups[p.group].entries[p.entry].text }

// Groups returns the number of groups.
func (t *Table) Groups() int {
	if t == nil {
		return 0
	}
	return len(t.groups)
}

//go:embed english.txt
var englishText string

// English returns the table that comes with Firn. It is made once and shared.
var English = sync.OnceValue(func() *Table {
	t, err := Parse("english.txt", strings.NewReader(englishText))
	if err != nil {
		panic(err) // the text is part of the program, and a test reads it
	}
	return t
})

// Join makes one table of several: the groups of the first, then those of the
// next. Groups aren't united where they share an entry; both count.
func Join(tables ...*Table) *Table {
	var groups []group
	for _, t := range tables {
		if t != nil {
			groups = append(groups, t.groups...)
		}
	}
	return newTable(groups)
}

// newTable makes a table findable.
func newTable(groups []group) *Table {
	t := &Table{groups: groups, phrases: map[string][]place{}, signs: map[rune]bool{}, musts: map[rune]bool{}}
	for f := range formCount {
		t.parts[f] = map[string][]place{}
	}
	for g := range groups {
		for e := range groups[g].entries {
			entry := &groups[g].entries[e]
			at := place{g, e}
			if !groups[g].givesWay(e) {
				continue
			}
			first := entry.words[0]
			if entry.form == whole {
				t.phrases[first] = append(t.phrases[first], at)
			} else {
				t.parts[entry.form][first] = append(t.parts[entry.form][first], at)
				t.longest[entry.form] = max(t.longest[entry.form], len(first))
				head := uint16(first[0])<<8 | uint16(first[1])
				t.heads[entry.form][head/64] |= 1 << (head % 64)
			}
		}
		for e := range groups[g].entries {
			for _, word := range groups[g].entries[e].words {
				if r, ok := signOf(word); ok {
					t.signs[r] = true
					t.musts[r] = t.musts[r] || e < groups[g].short && len(groups[g].entries[e].words) == 1
				}
			}
		}
	}
	t.firstWords = sortedKeys(t.phrases)
	t.stems = sortedKeys(t.parts[beginning])
	return t
}

// mayBegin reports whether a part of a form may begin at a byte of a word, which has
// one more at least.
func (t *Table) mayBegin(f form, word string, at int) bool {
	head := uint16(word[at])<<8 | uint16(word[at+1])
	return t.heads[f][head/64]>>(head%64)&1 == 1
}

// givesWay reports whether others may stand for an entry.
func (g *group) givesWay(e int) bool { return g.short == 0 || e < g.short }

// others returns the entries that may stand for entry e.
func (g *group) others(e int) []entry {
	if g.short > 0 {
		return g.entries[g.short:]
	}
	others := slices.Clone(g.entries[:e])
	return append(others, g.entries[e+1:]...)
}

func sortedKeys(m map[string][]place) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
