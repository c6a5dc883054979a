package index

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology"
)

// naiveDistance is the distance of optimal string alignment by its table.
func naiveDistance(a, b []rune) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
		for j := range table[i] {
			if i == 0 || j == 0 {
				table[i][j] = i + j
				continue
			}
			changed := table[i-1][j-1]
			if a[i-1] != b[j-1] {
				changed++
			}
			table[i][j] = min(changed, table[i-1][j]+1, table[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				table[i][j] = min(table[i][j], table[i-2][j-2]+1)
			}
		}
	}
	return table[len(a)][len(b)]
}

// naiveBeginning returns the shortest beginning of a word that is near enough to a
// text, and its distance.
func naiveBeginning(text, word string, most int) (beginning string, distance int, ok bool) {
	runes := []rune(word)
	for n := 1; n <= len(runes); n++ {
		if d := naiveDistance([]rune(text), runes[:n]); d <= most {
			return string(runes[:n]), d, true
		}
	}
	return "", 0, false
}

// naiveNear is words.near on a list of words.
func naiveNear(words []string, text string, most int) (near []string) {
	distances := map[string]int{}
	for _, word := range words {
		if beginning, d, ok := naiveBeginning(text, word, most); ok {
			distances[beginning] = d
			near = append(near, beginning)
		}
	}
	slices.SortFunc(near, func(a, b string) int { return cmp.Or(cmp.Compare(distances[a], distances[b]), strings.Compare(a, b)) })
	near = slices.Compact(near)
	return near[:min(len(near), maxRespelled)]
}

func TestErrorsAllowed(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "gout": 0, "mumps": 1, "åäöåä": 1, "diabetes": 1, "infection": 2, "osteoarthritis": 2,
		strings.Repeat("a", maxFuzzyBytes): 2, strings.Repeat("a", maxFuzzyBytes+1): 0,
	} {
		if got := errorsAllowed(text); got != want {
			t.Errorf("%q: %d errors, want %d", text, got, want)
		}
	}
}

// The automaton accepts what the table of distances says, for any text.
func TestNearAutomatonEqualsTable(t *testing.T) {
	few := rapid.StringOfN(rapid.RuneFrom([]rune("abcåäø漢")), 1, 10, maxFuzzyBytes)
	rapid.Check(t, func(t *rapid.T) {
		text, most := few.Draw(t, "text"), rapid.IntRange(0, maxErrors).Draw(t, "errors")
		a := newNearAutomaton(text, most)
		for range 20 {
			word := few.Draw(t, "word")
			if rapid.Bool().Draw(t, "misspelled") { // chance finds few that are near
				runes := []rune(text + few.Draw(t, "rest"))
				for range rapid.IntRange(0, 3).Draw(t, "errors made") {
					i := rapid.IntRange(0, len(runes)-1).Draw(t, "where")
					switch rapid.IntRange(0, 3).Draw(t, "error") {
					case 0:
						runes = append(slices.Delete(runes, i, i+1), 'b')
					case 1:
						runes = slices.Insert(runes, i, 'x')
					case 2:
						runes[i] = 'é'
					default:
						runes[0], runes[i] = runes[i], runes[0]
						if i > 0 {
							runes[i-1], runes[i] = runes[i], runes[i-1]
						}
					}
				}
				word = string(runes)
			}
			beginning, distance, ok := naiveBeginning(text, word, most)
			if ok && naiveDistance([]rune(text), nil) <= most {
				continue // the empty beginning is near enough: words so short are never asked for
			}
			n, got := a.accepted([]byte(word))
			if n > 0 != ok || n != len(beginning) || got != distance {
				t.Fatalf("%q within %d of %q: %d bytes at distance %d, want %q at %d", word, most, text, n, got, beginning, distance)
			}
			// Nothing is given up that could still be near.
			state := a.Start()
			for i := range n {
				if !a.CanMatch(state) {
					t.Fatalf("%q within %d of %q is given up after %d bytes", word, most, text, i)
				}
				state = a.Accept(state, word[i])
			}
		}
	})
}

func TestRespelledWords(t *testing.T) {
	x := buildTemp(t, terms("Myocardial infarction", "Cardiac infarct", "Asthma", "Co-trimoxazole", "Infant", "Gouty arthritis"))
	for _, c := range []struct {
		text  string
		found []string
		words []terminology.RespelledWord // of the first hit
	}{
		{"infraction", []string{"Myocardial infarction"}, []terminology.RespelledWord{{Typed: "infraction", Found: "infarction"}}},
		{"myocardail infraction", []string{"Myocardial infarction"}, []terminology.RespelledWord{{Typed: "myocardail", Found: "myocardial"}, {Typed: "infraction", Found: "infarction"}}},
		{"myocardial infraction", []string{"Myocardial infarction"}, []terminology.RespelledWord{{Typed: "infraction", Found: "infarction"}}},
		{"asthma", []string{"Asthma"}, nil},
		{"atshma", []string{"Asthma"}, []terminology.RespelledWord{{Typed: "atshma", Found: "asthma"}}},
		{"asthna", []string{"Asthma"}, []terminology.RespelledWord{{Typed: "asthna", Found: "asthma"}}},
		{"xasthma", []string{"Asthma"}, []terminology.RespelledWord{{Typed: "xasthma", Found: "asthma"}}},
		{"cotrimoxzole", []string{"Co-trimoxazole"}, []terminology.RespelledWord{{Typed: "cotrimoxzole", Found: "co-trimoxazole"}}},
		{"guot", []string{}, nil}, // four letters must be there as typed
		{"gout artritis", []string{"Gouty arthritis"}, []terminology.RespelledWord{{Typed: "artritis", Found: "arthritis"}}},
		{"astmha xyz", []string{}, nil},
	} {
		got := ask(t, x, terminology.TermQuery{Text: c.text, Fuzzy: true})
		if diff := gocmp.Diff(c.found, found(got)); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", c.text, diff)
			continue
		}
		if len(got.Hits) == 0 {
			continue
		}
		if c.words == nil {
			if got.Hits[0].Widening != nil {
				t.Errorf("%q is marked as widened: %+v", c.text, got.Hits[0].Widening)
			}
			continue
		}
		want := &terminology.Widening{Text: -1, Words: c.words}
		if diff := gocmp.Diff(want, got.Hits[0].Widening); diff != "" || got.Hits[0].Class != terminology.MatchWidened {
			t.Errorf("%q: class %v (-want +got)\n%s", c.text, got.Hits[0].Class, diff)
		}
	}
}
