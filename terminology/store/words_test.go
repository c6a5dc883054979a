package store

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTerms codes terms with a table that was made for others, and reads them
// back.
func TestTerms(t *testing.T) {
	vocabulary := []string{
		"Fracture", " fracture", " of", " left", " femur", " (disorder)", " (finding)", "-", ",", " ", "  ", "(", ")", "a", "A",
		"ß", " größe", "\xff", "\x80", " 長い", " well-being", "x", " hyperretinocephalal", strings.Repeat("ab", 40), " ((", "1/2",
	}
	term := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 12).Draw(t, "pieces"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		words := chooseWords(slices.Values(rapid.SliceOf(term).Draw(t, "sample")))
		d := decoder{b: appendWords(nil, words)}
		table := d.words()
		if !d.done() || table.len() != len(words) {
			t.Fatalf("%d words became %d", len(words), table.len())
		}
		for i, w := range words {
			if table.word(i) != w {
				t.Fatalf("word %d is %q, want %q", i, table.word(i), w)
			}
		}
		e := newTermEncoder(words)
		for range 2 {
			e.begin()
			terms := rapid.SliceOf(rapid.OneOf(term, rapid.String())).Draw(t, "terms")
			// The second half stands for the inactive descriptions.
			half := len(terms) / 2
			var tokens [2][]byte
			var text [2]string
			for i, term := range terms {
				k := 0
				if i >= half {
					k = 1
				}
				tokens[k] = e.append(tokens[k], term)
				text[k] += term
			}
			before := []byte("what is there already")
			got := slices.Clone(before)
			for k := range 2 {
				from := len(got)
				var ok bool
				if got, ok = table.appendTerms(got, tokens[k], len(before), len(text[k])); !ok || string(got[from:]) != text[k] {
					t.Fatalf("%q became %q, %t", text[k], got[from:], ok)
				}
			}
		}
	})
}

// TestTermsOfManyWords reaches the words of each rank.
func TestTermsOfManyWords(t *testing.T) {
	const n = firstRank + secondRank + 1000
	words := make([]string, n)
	for i := range words {
		words[i] = " w" + strings.Repeat("x", i%7) + string(rune('A'+i%26)) + strconv.Itoa(i)
	}
	d := decoder{b: appendWords(nil, words)}
	table := d.words()
	e := newTermEncoder(words)
	for _, i := range []int{0, 1, firstRank - 1, firstRank, firstRank + 255, firstRank + 256, firstRank + secondRank - 1, firstRank + secondRank, n - 1} {
		e.begin()
		tokens := e.append(nil, words[i])
		if len(tokens) > 3 {
			t.Errorf("word %d takes %d bytes", i, len(tokens))
		}
		if got, ok := table.appendTerms(nil, tokens, 0, len(words[i])); !ok || string(got) != words[i] {
			t.Errorf("word %d became %q, %t; want %q", i, got, ok, words[i])
		}
	}
}

// FuzzTerms reads damaged tokens: they give the announced size or fail.
func FuzzTerms(f *testing.F) {
	words := []string{" fracture", " of", "Fracture", " (disorder)"}
	e := newTermEncoder(words)
	e.begin()
	tokens := e.append(nil, "Fracture of femur, größer (disorder)")
	tokens = e.append(tokens, "Fracture of femur, größer")
	f.Add(tokens, uint16(61+2))
	f.Add([]byte{copyToken, 1, 1}, uint16(1))
	f.Add([]byte{'a', copyToken, 1, 1}, uint16(2))
	f.Add([]byte{byteToken}, uint16(1))
	f.Add([]byte{0xF0, 0}, uint16(1))
	d := decoder{b: appendWords(nil, words)}
	table := d.words()
	f.Fuzz(func(t *testing.T, tokens []byte, size uint16) {
		got, ok := table.appendTerms([]byte("before"), tokens, 6, int(size))
		if len(got) > 6+int(size) || ok && len(got) != 6+int(size) || string(got[:6]) != "before" {
			t.Fatalf("%d bytes, %t; want %d", len(got)-6, ok, size)
		}
	})
}
