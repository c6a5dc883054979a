package index

import (
	"slices"

	"github.com/firn-sct/firn/terminology"
)

// matcher decides whether and how a folded text matches a reading of a query:
// each query word must be a prefix at a different word of the term. It is a
// bipartite matching: query words on one side, words of the term on the other,
// an edge where the prefix fits. Greedy choice would be wrong: for "heart
// hearts" and the term "hearts heart", the first query word must leave "hearts"
// to the second. It holds scratch memory and is for one goroutine.
type matcher struct {
	formCount int
	forms     [formCount][]byte  // the folded text in each form
	starts    [formCount][]int32 // where the words of a form begin
	words     int
	groups    []int32 // for each word, how many blanks stand before it

	edges   []edge // query words × words of the term
	owner   []int32
	visited []bool
	chosen  []int32 // the word of the term for each query word
	ends    []int32 // the last word that it covers
	reached []int32 // see begins
}

// edge says how a query word fits at a word of the term.
type edge struct {
	prefix, whole bool
	// end and wholeEnd are the last words that are covered: more than the
	// first one where the query word runs on into joined words.
	end, wholeEnd int32
}

// matched is how a term matches a reading.
type matched struct {
	class     terminology.MatchClass // MatchTermBegins stands for both classes of beginning
	unmatched int                    // words of the term that no query word touches, joined ones counting as one
	inOrder   bool
}

// load takes a row's folded texts.
func (m *matcher) load(text []byte) {
	m.formCount = 0
	for len(text) > 0 && m.formCount < int(formCount) {
		end := slices.Index(text, formSeparator)
		rest := []byte(nil)
		if end < 0 {
			end = len(text)
		} else {
			rest = text[end+1:]
		}
		f := m.formCount
		m.forms[f] = text[:end]
		m.starts[f] = append(m.starts[f][:0], 0)
		for i, c := range text[:end] {
			if c == apart || c == joined {
				m.starts[f] = append(m.starts[f], int32(i+1))
			}
		}
		m.formCount++
		text = rest
	}
	m.words = 0
	if m.formCount > 0 {
		m.words = len(m.starts[0])
		for f := 1; f < m.formCount; f++ { // only in a damaged file do they differ
			m.words = min(m.words, len(m.starts[f]))
		}
	}
	m.groups = grow(m.groups, m.words)
	group := int32(0)
	for i := range m.words {
		if start := m.starts[0][i]; start > 0 && m.forms[0][start-1] == apart {
			group++
		}
		m.groups[i] = group
	}
}

// joinedWords reports whether some words of the loaded text are joined.
func (m *matcher) joinedWords() bool { return int(m.groups[m.words-1]) < m.words-1 }

// walk compares a spelling with the text from p on. It returns where it stopped
// and how many words further that is.
func walk(text []byte, p int, spelling string) (end, further int, prefix, whole bool) {
	for i := 0; i < len(spelling); {
		if p == len(text) {
			return 0, 0, false, false
		}
		switch c := text[p]; {
		case c == spelling[i]:
			i++
		case c == joined:
			further++
		case c == possessive:
		default:
			return 0, 0, false, false
		}
		p++
	}
	if p == len(text) {
		return p, further, true, true
	}
	switch text[p] {
	case apart, joined, possessive, plusSign:
		whole = true
	}
	return p, further, true, whole
}

// edge computes how a query word fits at word i of the term. Where several
// spellings or forms fit, the first one counts.
func (m *matcher) edge(q *queryWord, i int) (e edge) {
	for _, spelling := range q.spellings {
		for f := range m.formCount {
			_, further, prefix, whole := walk(m.forms[f], int(m.starts[f][i]), spelling)
			if prefix && !e.prefix {
				e.prefix, e.end = true, int32(i+further)
			}
			if whole {
				e.whole, e.wholeEnd = true, int32(i+further)
				return e
			}
		}
	}
	return e
}

// match matches the loaded text against a reading. With choose set, it leaves
// in m.chosen and m.ends which words of the term the query words took.
//
// Which words they take is fixed: a chain from the term's first word on if
// there is one, else the matching with whole words if there is one, else one
// with prefixes; among several an ordered one, and among those the one with the
// earliest word for the first query word, then for the second, and so on.
func (m *matcher) match(r reading, choose bool) (matched, bool) {
	k, n := len(r), m.words
	if k > n {
		return matched{}, false
	}
	m.edges = grow(m.edges, k*n)
	runsOn := false
	for j := range r {
		twin, needed := r.twins(j)
		if twin >= 0 { // as many words as there are equal query words must fit
			copy(m.edges[j*n:(j+1)*n], m.edges[twin*n:])
		}
		fitting := 0
		for i := range n {
			e := &m.edges[j*n+i]
			if twin < 0 {
				*e = m.edge(&r[j], i)
			}
			if e.prefix {
				fitting++
				runsOn = runsOn || int(e.end) != i || e.whole && int(e.wholeEnd) != i
			}
		}
		if fitting < needed {
			return matched{}, false
		}
	}
	m.chosen, m.ends = grow(m.chosen, k), grow(m.ends, k)
	if m.edges[0].prefix {
		if got, ok := m.begins(r, choose); ok {
			return got, true
		}
	}
	if !m.perfect(k, false) {
		return matched{}, false
	}
	got := matched{class: terminology.MatchPrefixes}
	whole := m.perfect(k, true)
	if whole {
		got.class = terminology.MatchWholeWords
	}
	got.inOrder = m.ordered(k, whole)
	if !choose && !runsOn && !m.joinedWords() {
		got.unmatched = n - k
		return got, true
	}
	if !got.inOrder {
		m.earliest(k, whole)
	}
	for j, i := range m.chosen {
		e := &m.edges[j*n+int(i)]
		m.ends[j] = e.end
		if whole {
			m.ends[j] = e.wholeEnd
		}
	}
	got.unmatched = m.uncovered()
	return got, true
}

// twins returns the last query word before j that is spelled like it, or -1, and
// how many up to j are.
func (r reading) twins(j int) (last, count int) {
	last, count = -1, 1
	for i := range j {
		if slices.Equal(r[i].spellings, r[j].spellings) {
			last = i
			count++
		}
	}
	return last, count
}

// grow returns s with length n and any content.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	return s[:n]
}

// begins looks for a chain: the first query word at the term's first word, each
// further one right behind the words that the one before covers; all but the
// last whole. reached[j*(n+1)+p] is 1 + the word where query word j begins that
// ends right before word p, or 0; the first one found counts.
func (m *matcher) begins(r reading, choose bool) (matched, bool) {
	k, n := len(r), m.words
	m.reached = grow(m.reached, k*(n+1))
	clear(m.reached)
	last, lastEnd, whole := int32(-1), int32(-1), false
	for j := range r {
		found := false
		for i := range n {
			if j == 0 && i > 0 {
				break
			}
			if j > 0 && m.reached[(j-1)*(n+1)+i] == 0 || !m.edges[j*n+i].prefix {
				continue
			}
			for _, spelling := range r[j].spellings {
				for f := range m.formCount {
					_, further, prefix, isWhole := walk(m.forms[f], int(m.starts[f][i]), spelling)
					end := i + further
					if j == k-1 {
						if prefix && (int32(end) > lastEnd || int32(end) == lastEnd && isWhole && !whole) {
							last, lastEnd, whole, found = int32(i), int32(end), isWhole, true
						}
					} else if isWhole && end < n {
						if at := &m.reached[j*(n+1)+end+1]; *at == 0 {
							*at = int32(i) + 1
						}
						found = true
					}
				}
			}
		}
		if !found {
			return matched{}, false
		}
	}
	got := matched{class: terminology.MatchTermBegins, unmatched: int(m.groups[n-1] - m.groups[lastEnd]), inOrder: true}
	if whole && int(lastEnd) == n-1 {
		got.class = terminology.MatchWholeTerm
	}
	if choose {
		start, end := last, lastEnd
		for j := k - 1; j >= 0; j-- {
			m.chosen[j], m.ends[j] = start, end
			if j > 0 {
				end = start - 1
				start = m.reached[(j-1)*(n+1)+int(start)] - 1
			}
		}
	}
	return got, true
}

func (m *matcher) allowed(j, i int, whole bool) bool {
	e := &m.edges[j*m.words+i]
	return e.prefix && (!whole || e.whole)
}

// perfect looks for a matching that gives each of the k query words a word of
// its own, with whole words only if so asked, by augmenting paths (Kuhn). It
// leaves the matching in m.chosen and m.owner.
func (m *matcher) perfect(k int, whole bool) bool {
	m.owner, m.visited = grow(m.owner, m.words), grow(m.visited, m.words)
	for i := range m.owner {
		m.owner[i] = -1
	}
	for j := range k {
		clear(m.visited)
		if !m.augment(j, whole) {
			return false
		}
	}
	return true
}

// augment gives query word j a word, if need be by moving others. It doesn't
// touch words that are marked as visited.
func (m *matcher) augment(j int, whole bool) bool {
	for i := range m.words {
		if m.visited[i] || !m.allowed(j, i, whole) {
			continue
		}
		m.visited[i] = true
		if o := m.owner[i]; o < 0 || m.augment(int(o), whole) {
			m.owner[i], m.chosen[j] = int32(j), int32(i)
			return true
		}
	}
	return false
}

// ordered looks for a matching in ascending order of words. Taking the first
// word that fits is right here: it leaves the most to those that follow. It
// sets m.chosen if it finds one.
func (m *matcher) ordered(k int, whole bool) bool {
	i := 0
	for pass := range 2 { // look first, so that m.chosen stays on failure
		i = 0
		for j := range k {
			for i < m.words && !m.allowed(j, i, whole) {
				i++
			}
			if i == m.words {
				return false
			}
			if pass == 1 {
				m.chosen[j] = int32(i)
			}
			i++
		}
	}
	return true
}

// earliest turns some perfect matching into the one that is first in the order
// of the words chosen.
func (m *matcher) earliest(k int, whole bool) {
	m.perfect(k, whole)
	for j := range k {
		for i := range int(m.chosen[j]) {
			if m.allowed(j, i, whole) && m.move(j, i, whole) {
				break
			}
		}
	}
}

// move gives word i to query word j and finds another one for the query word
// that had it, without moving those before j. If it can't, nothing changes.
func (m *matcher) move(j, i int, whole bool) bool {
	displaced := m.owner[i]
	if displaced >= 0 && int(displaced) < j {
		return false
	}
	old := m.chosen[j]
	m.owner[old], m.owner[i], m.chosen[j] = -1, int32(j), int32(i)
	if displaced < 0 {
		return true
	}
	clear(m.visited)
	for before := range j + 1 {
		m.visited[m.chosen[before]] = true
	}
	if m.augment(int(displaced), whole) {
		return true
	}
	m.owner[old], m.owner[i], m.chosen[j] = int32(j), displaced, old
	return false
}

// uncovered counts the words that m.chosen and m.ends leave out, joined ones
// counting as one.
func (m *matcher) uncovered() int {
	groups := int(m.groups[m.words-1]) + 1
	m.visited = grow(m.visited, groups)
	clear(m.visited)
	left := groups
	for _, start := range m.chosen {
		// A query word runs on only into joined words.
		if g := m.groups[start]; !m.visited[g] {
			m.visited[g] = true
			left--
		}
	}
	return left
}
