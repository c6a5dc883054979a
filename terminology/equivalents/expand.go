package equivalents

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of a text that [Table.Expand] returns; longer ones are left out. They are
// those of a search's text.
const (
	maxTextCharacters = 200
	maxTextWords      = 20
)

// Bounds of the work for one word. No word of medicine is so long, and no table
// that makes sense has so much to say of one.
const (
	maxPartsWord = 64 // bytes of a word in which parts are looked for
	maxOptions   = 256
)

// unfinishedLetters is how much of a word must be there for it to count as an
// unfinished word of the table.
const unfinishedLetters = 4

// Expand returns texts that mean the same as a query's text, at most limit of
// them, none twice and the text itself not among them. First come those with one
// exchange, then those with two, and so on; within that, exchanges further to the
// left and of longer phrases, then in the order of the table. It takes a bounded
// time for any text.
func (t *Table) Expand(text string, limit int) []string {
	if t == nil {
		return nil
	}
	return t.expand(text, limit, false)
}

// StandsFor is Expand with nothing exchanged but what is the same as a whole: the
// groups with equals signs, single or double, and plurals. Words must be typed to
// their ends. It is quick for the usual text, which has nothing of that.
func (t *Table) StandsFor(text string, limit int) []string {
	if t == nil {
		return nil
	}
	return t.expand(text, limit, true)
}

// HasSign reports whether a text has a sign that stands for a word by itself, such
// as "#", which a search for words can't see.
func (t *Table) HasSign(text string) bool {
	return t != nil && len(t.musts) > 0 && strings.ContainsFunc(text, func(r rune) bool { return t.musts[r] })
}

func (t *Table) expand(text string, limit int, onlyShort bool) []string {
	e := expansion{table: t, onlyShort: onlyShort, limit: limit}
	e.text = text
	e.tokens = tokens(text, func(r rune) bool { return t.signs[r] })
	if len(e.tokens) == 0 || len(e.tokens) > maxTextWords || limit <= 0 {
		return nil
	}
	if !e.collect() {
		return nil
	}
	e.steps = 1000 + 64*limit
	e.seen = map[string]bool{canonical(text, e.tokens): true}
	for n := 1; n <= e.most[0] && !e.full(); n++ {
		e.build(0, n, "", 0)
	}
	return e.found
}

// canonical is a text as far as it matters to a search.
func canonical(text string, list []token) string {
	var b strings.Builder
	for i, t := range list {
		if i > 0 && strings.TrimSpace(text[list[i-1].end:t.start]) == "" {
			b.WriteByte(' ')
		} else if i > 0 {
			b.WriteString(text[list[i-1].end:t.start])
		}
		b.WriteString(t.text)
	}
	return b.String()
}

// expansion is the state of one [Table.Expand]. For each token, options are the
// exchanges that begin there, and most is how many exchanges at most can be made
// from there to the end, by which branches that can't have enough are cut; it is -1
// where a sign can't be exchanged.
type expansion struct {
	table     *Table
	onlyShort bool
	limit     int
	text      string
	tokens    []token
	options   [][]option
	spellings [][]string // other spellings of each word
	most      []int
	steps     int // how many more steps may be taken
	seen      map[string]bool
	found     []string
}

// option exchanges a number of tokens for a text.
type option struct {
	tokens int
	text   string
}

func (e *expansion) full() bool { return len(e.found) >= e.limit || e.steps <= 0 }

// build exchanges n options in the tokens from i on, behind what has been written
// up to byte done of the text.
func (e *expansion) build(i, n int, written string, done int) {
	if e.steps--; e.full() || n > e.most[i] {
		return
	}
	if i == len(e.tokens) {
		if n == 0 {
			e.add(written + e.text[done:])
		}
		return
	}
	if n > 0 {
		for _, o := range e.options[i] {
			last := i + o.tokens
			next := e.tokens[last-1].end
			exchanged := written + e.text[done:e.tokens[i].start]
			if i > 0 && e.tokens[i-1].end == e.tokens[i].start && !strings.HasSuffix(exchanged, " ") {
				exchanged += " " // "wrist#" is two words
			}
			exchanged += o.text
			if last < len(e.tokens) && e.tokens[last].start == next {
				exchanged += " " // and so is "#nof"
			}
			e.build(last, n-1, exchanged, next)
		}
	}
	if !e.must(i) {
		e.build(i+1, n, written, done)
	}
}

func (e *expansion) add(text string) {
	text = strings.TrimSpace(text)
	list := tokens(text, e.table.isSign)
	if len(list) > maxTextWords || utf8.RuneCountInString(text) > maxTextCharacters {
		return
	}
	if key := canonical(text, list); !e.seen[key] {
		e.seen[key] = true
		e.found = append(e.found, text)
	}
}

func (t *Table) isSign(r rune) bool { return t.signs[r] }

// collect finds the options and reports whether there are any.
func (e *expansion) collect() bool {
	e.options = make([][]option, len(e.tokens))
	e.most = make([]int, len(e.tokens)+1)
	e.spellings = make([][]string, len(e.tokens))
	for i := range e.tokens {
		if !e.tokens[i].sign && len(e.tokens[i].text) <= maxPartsWord {
			e.parts(i)
		}
	}
	for i := len(e.tokens) - 1; i >= 0; i-- {
		parts := e.options[i]
		e.options[i] = nil
		e.phrases(i)
		e.options[i] = append(e.options[i], parts...)
		if !e.tokens[i].sign {
			if one := singular(e.tokens[i].text); one != "" && !e.tokens[i].possessive {
				e.options[i] = append(e.options[i], option{1, one})
			}
		}
		if len(e.options[i]) > maxOptions {
			e.options[i] = e.options[i][:maxOptions]
		}
		slices.SortStableFunc(e.options[i], func(a, b option) int { return b.tokens - a.tokens })
		e.most[i] = -1
		if !e.must(i) {
			e.most[i] = e.most[i+1]
		}
		for _, o := range e.options[i] {
			if rest := e.most[i+o.tokens]; rest >= 0 {
				e.most[i] = max(e.most[i], 1+rest)
			}
		}
	}
	return e.most[0] > 0
}

// must reports whether token i has to be exchanged.
func (e *expansion) must(i int) bool {
	if !e.tokens[i].sign {
		return false
	}
	r, _ := utf8.DecodeRuneInString(e.tokens[i].text)
	return e.table.musts[r]
}

// phrases adds the options of the whole words and phrases that begin at token i.
func (e *expansion) phrases(i int) {
	t, word := e.table, e.tokens[i].text
	try := func(key string) {
		for _, at := range t.phrases[key] {
			e.phrase(i, at)
		}
	}
	try(word)
	if e.tokens[i].sign {
		return
	}
	for _, spelling := range e.spellings[i] {
		try(spelling)
	}
	if one := singular(word); one != "" {
		try(one)
	}
	if e.onlyShort {
		return
	}
	if i == len(e.tokens)-1 && len(word) >= unfinishedLetters {
		from, found := slices.BinarySearch(t.firstWords, word)
		if found {
			from++
		}
		for ; from < len(t.firstWords) && strings.HasPrefix(t.firstWords[from], word); from++ {
			try(t.firstWords[from])
		}
	}
}

// phrase adds the options of an entry if it stands at token i.
func (e *expansion) phrase(i int, at place) {
	g := &e.table.groups[at.group]
	if e.onlyShort && g.short == 0 && !g.names {
		return
	}
	words := g.entries[at.entry].words
	if i+len(words) > len(e.tokens) {
		return
	}
	for j, word := range words {
		if !e.matches(i+j, word, len(words) > 1) {
			return
		}
	}
	for _, other := range g.others(at.entry) {
		if other.form == whole || other.form == beginning {
			e.options[i] = append(e.options[i], option{len(words), other.text})
		}
	}
}

// matches reports whether token i is a word of the table: the word, another spelling
// of it, its plural, or at the end of the text its beginning. Of a phrase, one letter of the last word
// will do.
func (e *expansion) matches(i int, word string, phrase bool) bool {
	typed := e.tokens[i].text
	if typed == word {
		return true
	}
	if e.tokens[i].sign {
		return false
	}
	if singular(typed) == word || slices.Contains(e.spellings[i], word) {
		return true
	}
	return !e.onlyShort && i == len(e.tokens)-1 && (len(typed) >= unfinishedLetters || phrase && i > 0) && strings.HasPrefix(word, typed)
}

// parts adds the options of parts of the word at token i, and its other spellings.
func (e *expansion) parts(i int) {
	t, word := e.table, e.tokens[i].text
	exchange := func(f form, start, end int) {
		for _, at := range t.parts[f][word[start:end]] {
			if e.onlyShort && !t.groups[at.group].names {
				continue
			}
			for _, other := range t.groups[at.group].others(at.entry) {
				switch {
				case strings.Contains(other.text, at.text(t)) && strings.Contains(word, other.text):
					// anaemia has the part -emia and is spelled with -aemia already
				case other.form == f:
					changed := word[:start] + other.text + word[end:]
					e.options[i] = append(e.options[i], option{1, changed})
					if t.groups[at.group].names {
						e.spellings[i] = append(e.spellings[i], changed)
					}
				case !e.onlyShort && other.form == whole && f == beginning && end == len(word):
					e.options[i] = append(e.options[i], option{1, other.text})
				}
			}
		}
	}
	for start := range len(word) - 1 {
		if start == 0 && t.mayBegin(beginning, word, 0) {
			for end := 2; end <= min(len(word), t.longest[beginning]); end++ {
				exchange(beginning, 0, end)
			}
		}
		if start > 0 && start >= len(word)-t.longest[ending] && t.mayBegin(ending, word, start) {
			exchange(ending, start, len(word))
		}
		if t.mayBegin(inside, word, start) {
			for end := start + 2; end <= min(len(word), start+t.longest[inside]); end++ {
				exchange(inside, start, end)
			}
		}
	}
	if !e.onlyShort && i == len(e.tokens)-1 && len(word) >= unfinishedLetters {
		from, _ := slices.BinarySearch(t.stems, word)
		for ; from < len(t.stems) && strings.HasPrefix(t.stems[from], word); from++ {
			if t.stems[from] == word {
				continue
			}
			for _, at := range t.parts[beginning][t.stems[from]] {
				for _, other := range t.groups[at.group].others(at.entry) {
					if other.form == beginning || other.form == whole {
						e.options[i] = append(e.options[i], option{1, other.text})
					}
				}
			}
		}
	}
}

// singular returns an English plural without its ending, or "" for what isn't
// one. A search looks for beginnings, so the singular finds the plural too.
func singular(word string) string {
	n := len(word)
	switch {
	case n < 4 || word[n-1] != 's':
		return ""
	case strings.HasSuffix(word, "etes"), strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"):
		return ""
	case strings.HasSuffix(word, "ies"):
		return word[:n-3] + "y"
	case strings.HasSuffix(word, "sses"), strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "shes"):
		return word[:n-2]
	default:
		return word[:n-1]
	}
}
