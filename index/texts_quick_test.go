package index

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A quick look never says no to what the matcher finds. (That it says no at all is
// seen by looking at a term that is nothing like the query.)
func TestQuickLooksMissNothing(t *testing.T) {
	root, said := t.TempDir(), 0
	checkSome(t, func(t *rapid.T) {
		documents := someDocuments(t)
		if len(documents) == 0 {
			return
		}
		dir, err := os.MkdirTemp(root, "index")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		x := build(t, dir, documents)
		defer x.Close()
		var texts textBuffer
		var m matcher
		for range 20 {
			w := repeatedWord{rapid.StringMatching(`[ab]{1,3}|[12]`).Draw(t, "word"), rapid.IntRange(1, 5).Draw(t, "times")}
			again, err := parseQuery(strings.Repeat(w.letters+" ", w.times))
			if err != nil {
				t.Fatal(err)
			}
			once, err := parseQuery(w.letters)
			if err != nil {
				t.Fatal(err)
			}
			for row := range x.rows.count {
				m.load(x.rows.folded(row, &texts))
				if m.words == 0 {
					continue
				}
				a := x.rows.language(row).alphabet
				if _, ok := m.match(again.folded[a].readings[0], false); ok && !x.rows.mayRepeat(row, &w) {
					t.Fatalf("%q has %d words with %q", x.rows.term(row), w.times, w.letters)
				} else if !ok && !x.rows.mayRepeat(row, &w) {
					said++
				}
				if got, ok := m.match(once.folded[a].readings[0], false); ok && m.edges[0].prefix && !x.rows.mayBegin(row, w.letters) {
					t.Fatalf("%q begins with %q: %+v", x.rows.term(row), w.letters, got)
				} else if !ok && !x.rows.mayBegin(row, w.letters) {
					said++
				}
			}
		}
	})
	if said == 0 {
		t.Fatal("no quick look said no")
	}
}
