package naive

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Query is a search for concepts by text.
type Query struct {
	Text     string
	Dialects []uint64 // language reference sets that rank the descriptions
	Within   []uint64 // only these concepts; nil means all
	Types    []uint64 // description types; none means fully specified names and synonyms
	// Inactive says which concepts: "" only active ones, "only" or "too".
	Inactive             string
	InactiveDescriptions bool
}

// Hit is a concept found, with its best description.
type Hit struct {
	ConceptID, DescriptionID uint64
	Class                    int // 1 whole term, 2 preferred term begins, 3 term begins, 4 whole words, 5 prefixes

	// order is what hits are sorted by, class first, lower being better: words
	// not touched (joined ones counting as one), length in characters, place in the
	// dialects, words not in the query's order, inactive concept or description,
	// letters beyond ASCII not as typed.
	order  [7]int
	folded string
}

func (h *Hit) compare(o *Hit) int {
	return cmp.Or(
		slices.Compare(h.order[:], o.order[:]),
		cmp.Compare(strings.Count(h.folded, " "), strings.Count(o.folded, " ")), // fewer words, joined ones counting as one
		cmp.Compare(h.folded, o.folded),
		cmp.Compare(h.ConceptID, o.ConceptID), cmp.Compare(h.DescriptionID, o.DescriptionID),
	)
}

// Search looks at every description, and returns all hits, best first. A query
// without any word finds nothing.
func (r *Release) Search(q Query) []Hit {
	best := map[uint64]Hit{}
	terms, ways := r.terms(), readings(words(q.Text, 0))
	within := map[uint64]bool{}
	for _, id := range q.Within {
		within[id] = true
	}
	for _, d := range r.Descriptions {
		if q.Within != nil && !within[d.ConceptID] || !r.admits(&q, &d) {
			continue
		}
		for _, term := range terms[d.ID] {
			for _, reading := range ways {
				hit, ok := match(reading, term)
				if !ok {
					continue
				}
				r.rank(&hit, &q, &d)
				if old, ok := best[d.ConceptID]; !ok || hit.compare(&old) < 0 {
					best[d.ConceptID] = hit
				}
			}
		}
	}
	var hits []Hit
	for _, hit := range best {
		hits = append(hits, hit)
	}
	slices.SortFunc(hits, func(a, b Hit) int { return a.compare(&b) })
	return hits
}

// terms returns the words of every description, in each way to read the micro
// sign where it has one. It works them out once.
func (r *Release) terms() map[uint64][][]word {
	r.termsOnce.Do(func() {
		r.termWords = map[uint64][][]word{}
		for id, d := range r.Descriptions {
			forms := 1
			if strings.ContainsAny(d.Term, "µμ") {
				forms = len(micro)
			}
			for form := range forms {
				r.termWords[id] = append(r.termWords[id], words(searched(&d), form))
			}
		}
	})
	return r.termWords
}

func (r *Release) admits(q *Query, d *Description) bool {
	c, ok := r.Concepts[d.ConceptID]
	types := q.Types
	if len(types) == 0 {
		types = []uint64{FullySpecifiedName, Synonym}
	}
	return ok && slices.Contains(types, d.TypeID) &&
		(d.Active || q.InactiveDescriptions) &&
		(c.Active && q.Inactive != "only" || !c.Active && q.Inactive != "")
}

// searched is the part of a term that is searched: the semantic tag makes no
// match.
func searched(d *Description) string {
	if d.TypeID == FullySpecifiedName {
		return WithoutTag(d.Term)
	}
	return d.Term
}

// rank completes a match by what the release says of the description.
func (r *Release) rank(hit *Hit, q *Query, d *Description) {
	hit.ConceptID, hit.DescriptionID = d.ConceptID, d.ID
	place, preferred := 2*len(q.Dialects)+1, false
	for i, dialect := range q.Dialects {
		switch r.Acceptability(d.ID, dialect) {
		case Preferred:
			place, preferred = min(place, 2*i), true
		case Acceptable:
			place = min(place, 2*i+1)
		}
	}
	if d.TypeID == FullySpecifiedName {
		place = 2 * len(q.Dialects)
	}
	if hit.Class == 3 && preferred && d.TypeID == Synonym {
		hit.Class = 2
	}
	hit.order[0], hit.order[3] = hit.Class, place
	if !marksAsTyped(q.Text, searched(d)) {
		hit.order[6] = 1
	}
	if !d.Active {
		hit.order[5]++
	}
	if !r.Concepts[d.ConceptID].Active {
		hit.order[5] += 2
	}
}

// marksAsTyped reports whether the words of a query that have letters beyond
// ASCII begin words of the term, with their marks.
func marksAsTyped(text, term string) bool {
	split := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)), func(r rune) bool { return !isWordRune(r) })
	}
	for _, typed := range split(text) {
		if strings.ContainsFunc(typed, func(r rune) bool { return r > unicode.MaxASCII }) &&
			!slices.ContainsFunc(split(term), func(w string) bool { return strings.HasPrefix(w, typed) }) {
			return false
		}
	}
	return true
}

// readings are the ways to take a query's words: as they are, and with
// neighbours written as one that only punctuation parts or one of which has a
// digit: "5-ht" also means "5ht".
func readings(ws []word) [][][]string {
	var all [][][]string
	var take func(from int, reading [][]string)
	take = func(from int, reading [][]string) {
		if from == len(ws) {
			if from > 0 {
				all = append(all, slices.Clone(reading))
			}
			return
		}
		text := ""
		for i := from; i < len(ws); i++ {
			spellings := []string{text + ws[i].whole()}
			if ws[i].possessive {
				spellings = append(spellings, text+ws[i].text)
			}
			take(i+1, append(reading, spellings))
			text += strings.TrimRight(ws[i].whole(), "+")
			hasDigit := func(w word) bool { return strings.ContainsFunc(w.text, unicode.IsNumber) }
			if i+1 < len(ws) && !ws[i].joined && !hasDigit(ws[i]) && !hasDigit(ws[i+1]) {
				return
			}
		}
	}
	take(0, nil)
	return all
}

// fit is one way for a query word to be a prefix at a word of the term. It may
// run on into words that only punctuation parts: "tcell" begins at "t" in T-cell.
type fit struct {
	start, end int  // the first and last word covered
	whole      bool // it ends where a word ends
}

func fits(spellings []string, ws []word) []fit {
	var found []fit
	for start := range ws {
		text := ""
		for end := start; end < len(ws); end++ {
			before := text
			text += ws[end].whole()
			for _, spelling := range spellings {
				if len(spelling) > len(before) && strings.HasPrefix(text, spelling) {
					rest := spelling[len(before):]
					stem := strings.TrimRight(ws[end].text, "+")
					whole := rest == ws[end].whole() || rest == ws[end].text || strings.TrimRight(rest, "+") == stem
					found = append(found, fit{start, end, whole})
				}
			}
			if !ws[end].joined {
				break
			}
		}
	}
	return found
}

// match matches a reading of the query with a term's words: every query word must be a
// prefix at a word of its own.
func match(reading [][]string, ws []word) (Hit, bool) {
	choices := make([][]fit, len(reading))
	for i, spellings := range reading {
		if choices[i] = fits(spellings, ws); choices[i] == nil {
			return Hit{}, false
		}
	}
	var chain, any, anyOrdered, whole, wholeOrdered []fit // the first found of each kind
	chainEnd := func(f []fit) int {
		if last := f[len(f)-1]; last.whole {
			return 2*last.end + 1
		}
		return 2 * f[len(f)-1].end
	}
	var deal func(taken []fit)
	deal = func(taken []fit) {
		if len(taken) < len(choices) {
			for _, f := range choices[len(taken)] {
				if !slices.ContainsFunc(taken, func(t fit) bool { return t.start == f.start }) {
					deal(append(slices.Clip(taken), f))
				}
			}
			return
		}
		ordered := slices.IsSortedFunc(taken, func(a, b fit) int { return cmp.Compare(a.start, b.start) })
		allWhole := !slices.ContainsFunc(taken, func(f fit) bool { return !f.whole })
		first := func(to *[]fit, when bool) {
			if *to == nil && when {
				*to = slices.Clone(taken)
			}
		}
		first(&any, true)
		first(&anyOrdered, ordered)
		first(&whole, allWhole)
		first(&wholeOrdered, allWhole && ordered)
		if begins(taken) && (chain == nil || chainEnd(taken) > chainEnd(chain)) {
			chain = slices.Clone(taken)
		}
	}
	deal(nil)
	if any == nil {
		return Hit{}, false
	}
	var texts []string
	for _, w := range ws {
		separator := " "
		if w.joined {
			separator = "-"
		}
		texts = append(texts, w.folded(), separator)
	}
	hit := Hit{folded: strings.Join(texts[:len(texts)-1], "")}
	hit.order[2] = utf8.RuneCountInString(hit.folded)
	var taken []fit
	switch {
	case chain != nil:
		hit.Class, taken = 3, chain
		if last := chain[len(chain)-1]; last.end == len(ws)-1 && last.whole {
			hit.Class = 1
		}
	case whole != nil:
		hit.Class, taken = 4, cmpOr(wholeOrdered, whole)
	default:
		hit.Class, taken = 5, cmpOr(anyOrdered, any)
	}
	// What no blank parts counts as one word.
	group, groups := make([]int, len(ws)), 0
	for i := range ws {
		group[i] = groups
		if !ws[i].joined {
			groups++
		}
	}
	touched := map[int]bool{}
	for _, f := range taken {
		touched[group[f.start]] = true
	}
	hit.order[1] = groups - len(touched)
	if !slices.IsSortedFunc(taken, func(a, b fit) int { return cmp.Compare(a.start, b.start) }) {
		hit.order[4] = 1
	}
	return hit, true
}

func cmpOr(a, b []fit) []fit {
	if a != nil {
		return a
	}
	return b
}

// begins reports whether the term begins with the query: each query word right
// behind the one before, all but the last whole.
func begins(taken []fit) bool {
	next := 0
	for i, f := range taken {
		if f.start != next || i < len(taken)-1 && !f.whole {
			return false
		}
		next = f.end + 1
	}
	return true
}
