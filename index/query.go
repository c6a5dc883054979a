package index

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/firn-sct/firn/terminology"
)

// maxReadings bounds how many ways there are to read a query, see [readings].
const maxReadings = 64

// query is a parsed [terminology.TermQuery.Text], or another text to look for
// instead.
type query struct {
	// folded holds the query for each alphabet. The alphabets differ in
	// letters, never in the number of words.
	folded [alphabetCount]foldedQuery
	// marked are the runs of letters and digits with a letter beyond ASCII, as they
	// were typed, composed and in lower case: see exactMarks.
	marked []string
	ascii  bool // the text is: then the alphabets don't differ
}

// foldedQuery is a query for the descriptions of one alphabet.
type foldedQuery struct {
	readings []reading
}

// reading is one way to read the text as words. The first reading takes the
// words as they are typed; others write two or more neighbours as one word, so
// that "5-ht" finds 5HT and "hb a1c" finds HbA1c.
type reading []queryWord

// queryWord is a word of a reading with its alternative spellings, of which
// one must be a prefix. The first is the one that is typed.
type queryWord struct {
	spellings []string
	// first and last are the typed words that it is made of.
	first, last int
	// typed is the word as typed, folded, where the spellings are others for it:
	// see fuzzy.go. Else it is empty.
	typed string
}

// parseQuery checks and folds a query text.
func parseQuery(text string) (*query, error) {
	// Bytes bound characters from above, and counting stops a huge text early.
	if n := utf8.RuneCountInString(text[:min(len(text), utf8.UTFMax*(terminology.MaxQueryCharacters+1))]); n > terminology.MaxQueryCharacters {
		err := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonQueryTooLong,
			"the search text has more than %d characters", terminology.MaxQueryCharacters)
		err.Hint = "search for a few words, or beginnings of words"
		return nil, err
	}
	var t tokenizer
	var q query
	q.ascii = isASCII(text)
	for a := range alphabetCount {
		if q.ascii && a > 0 { // no letter that the alphabets disagree about
			q.folded[a] = q.folded[0]
			continue
		}
		lang := queryLanguage(a)
		words := t.words(text, lang, ownForm, false)
		if len(words) == 0 {
			err := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonQueryEmpty,
				"the search text has no letter and no digit")
			err.Hint = "type the beginning of a word"
			return nil, err
		}
		if len(words) > terminology.MaxQueryWords {
			err := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonQueryTooLong,
				"the search text has %d words, more than %d", len(words), terminology.MaxQueryWords)
			err.Hint = "search for a few words, or beginnings of words"
			return nil, err
		}
		var spelled []word
		if a == danishAlphabet { // å and aa are one letter there
			spelled = slices.Clone(words)
			for i := range spelled {
				spelled[i].text = strings.ReplaceAll(spelled[i].text, "å", "aa")
			}
		}
		q.folded[a] = foldedQuery{readings(words, spelled)}
	}
	if !q.ascii {
		for _, word := range strings.FieldsFunc(asTyped(text), func(r rune) bool { return kindOf(r) != letter }) {
			if !isASCII(word) {
				q.marked = append(q.marked, word)
			}
		}
	}
	return &q, nil
}

// asTyped makes texts comparable that differ in case only, or in how marks are
// encoded.
func asTyped(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// exactMarks reports whether each of the marked words of a query stands in a
// term, at the beginning of a word, with its marks: where "sjögren" was typed,
// Sjögren goes before Sjogren, all else being equal.
func exactMarks(marked []string, term []byte) bool {
	if len(marked) == 0 {
		return true
	}
	if isASCII(term) {
		return false
	}
	text := asTyped(string(term))
	for _, word := range marked {
		if !containsWord(text, word) {
			return false
		}
	}
	return true
}

func containsWord(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at+i])
		if at+i == 0 || kindOf(before) != letter {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[at+i:])
		at += i + size
	}
}

// queryLanguage returns the folding of a query for an alphabet: a marked
// letter that the alphabet has finds only itself, and every other one finds
// what it folds to.
func queryLanguage(a alphabet) language { return language{alphabet: a} }

// readings returns the ways to read a sequence of words. Two neighbours may be
// written as one word if only punctuation parts them, or if one of them has a
// digit: without that, "a b" would find every word that begins with ab. The
// readings are: as typed; each single pair as one word; each run of words that
// punctuation parts as one word; all those runs at once; and all pairs at once,
// each run of them as one word. There are no more than maxReadings, and never
// so many unless the query is absurd.
func readings(words, spelled []word) []reading {
	n := len(words)
	mayJoin := make([]bool, n-1)
	for i := range mayJoin {
		mayJoin[i] = words[i].joined || hasDigit(words[i].text) || hasDigit(words[i+1].text)
	}
	var all []reading
	seen := map[string]bool{}
	add := func(join func(i int) bool) {
		var r reading
		var key strings.Builder
		for i := 0; i < n; {
			j := i
			for j < n-1 && mayJoin[j] && join(j) {
				j++
			}
			r = append(r, makeQueryWord(words, spelled, i, j))
			key.WriteByte(byte(j))
			i = j + 1
		}
		if len(all) < maxReadings && !seen[key.String()] {
			seen[key.String()] = true
			all = append(all, r)
		}
	}
	add(func(int) bool { return false })
	for pair := range n - 1 {
		add(func(i int) bool { return i == pair })
	}
	for start := 0; start < n; start++ {
		end := start
		for end < n-1 && words[end].joined {
			end++
		}
		add(func(i int) bool { return start <= i && i < end })
		start = end
	}
	add(func(i int) bool { return words[i].joined })
	add(func(int) bool { return true })
	return all
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsNumber) }

// makeQueryWord writes the typed words first to last as one.
func makeQueryWord(words, spelled []word, first, last int) queryWord {
	w := queryWord{first: first, last: last}
	add := func(words []word, dropPossessive bool) {
		if words == nil {
			return
		}
		var b strings.Builder
		for i := first; i <= last; i++ {
			text := words[i].text
			if before, _, ok := strings.Cut(text, string(possessive)); ok {
				text = before
				if !dropPossessive || i < last {
					text += "s"
				}
			}
			if i < last {
				text = strings.TrimRight(text, string(plusSign))
			}
			b.WriteString(text)
		}
		if !slices.Contains(w.spellings, b.String()) {
			w.spellings = append(w.spellings, b.String())
		}
	}
	add(words, false)
	add(spelled, false)
	add(words, true)
	add(spelled, true)
	return w
}

// lookups returns, for each typed word, the texts of which a description must
// have one as a prefix at some word, to match under any reading: those of all
// query words that the typed word is part of.
func (q *foldedQuery) lookups() [][]string {
	first := q.readings[0]
	lookups := make([][]string, len(first))
	for _, r := range q.readings {
		for _, w := range r {
			for i := w.first; i <= w.last; i++ {
				lookups[i] = append(lookups[i], w.spellings...)
			}
		}
	}
	for i := range lookups {
		lookups[i] = shortest(lookups[i])
	}
	return lookups
}

// shortest cuts texts to what is indexed, and leaves out those that begin with
// another one: whatever begins with them begins with the other one too.
func shortest(texts []string) []string {
	kept := make([]string, 0, len(texts))
	for _, text := range texts {
		kept = append(kept, cut(text))
	}
	slices.Sort(kept)
	n := 0
	for _, text := range kept { // whatever begins with a text follows it
		if n == 0 || !strings.HasPrefix(text, kept[n-1]) {
			kept[n] = text
			n++
		}
	}
	return kept[:n]
}
