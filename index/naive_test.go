package index

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// naive is the plain way to search: it looks at every description with string
// functions, tries every way to give the query words words of the term, sorts
// all hits and cuts out the page. It shares with the index only how text is
// folded and parted into words and how a query can be read, which have table
// tests of their own.
type naive struct {
	documents []Document
	forms     [][][]word // of each document, see wordsByForm
}

func newNaive(documents []Document) *naive {
	n := &naive{documents: documents}
	var t tokenizer
	for _, d := range documents {
		n.forms = append(n.forms, t.wordsByForm(searchable(d.Term, d.TypeID), languageOf(d.LanguageCode)))
	}
	return n
}

type naiveHit struct {
	hit    terminology.TermHit
	order  [8]int // class, boost, unmatched, length, acceptability, order, state, marks
	folded string
	d      *Document
}

func (h *naiveHit) compare(o *naiveHit) int {
	return cmp.Or(
		slices.Compare(h.order[:], o.order[:]),
		cmp.Compare(strings.Count(h.folded, string(apart)), strings.Count(o.folded, string(apart))),
		cmp.Compare(h.folded, o.folded),
		cmp.Compare(h.d.ConceptID, o.d.ConceptID),
		cmp.Compare(h.d.DescriptionID, o.d.DescriptionID),
	)
}

func (n *naive) search(q terminology.TermQuery) (terminology.TermResult, error) {
	var texts []*query
	for _, text := range append([]string{q.Text}, q.Widened...) {
		parsed, err := parseQuery(text)
		if err != nil {
			return terminology.TermResult{}, err
		}
		texts = append(texts, parsed)
	}
	marks := append([]string{q.Text}, q.Widened...)
	fuzzy := -1
	if q.Fuzzy {
		fuzzy = len(texts)
		texts, marks = append(texts, n.respell(texts[0])), append(marks, "")
	}
	bestOf := map[taxonomy.Ordinal]*naiveHit{}
	for i := range n.documents {
		d := &n.documents[i]
		if !naiveAdmits(d, &q) {
			continue
		}
		lang := languageOf(d.LanguageCode)
		matches := false
		for t, parsed := range texts {
			if t > 0 && matches {
				break // the text itself matches this description
			}
			for _, r := range parsed.folded[lang.alphabet].readings {
				h := naiveMatch(d, n.forms[i], &q, r)
				if h == nil {
					continue
				}
				matches = matches || t == 0
				if t > 0 {
					h.hit.Class, h.order[0] = terminology.MatchWidened, int(terminology.MatchWidened)
					h.hit.Widening = &terminology.Widening{Text: t - 1}
				}
				if t == fuzzy {
					h.hit.Widening.Text = -1
				}
				naiveMarks(h, marks[t])
				if b := bestOf[d.Concept]; b == nil || h.compare(b) < 0 {
					bestOf[d.Concept] = h
				}
			}
		}
	}
	var all []*naiveHit
	for _, h := range bestOf {
		all = append(all, h)
	}
	slices.SortFunc(all, func(a, b *naiveHit) int { return a.compare(b) })
	result := terminology.TermResult{Total: len(all)}
	if q.Collect {
		result.Concepts = roaring.New()
		for _, h := range all {
			result.Concepts.Add(uint32(h.d.Concept))
		}
	} else if q.TotalCap > 0 && len(all) > q.TotalCap {
		result.Total, result.TotalCapped = q.TotalCap, true
	}
	for i := q.Offset; i < len(all) && i-q.Offset < q.Limit; i++ {
		result.Hits = append(result.Hits, all[i].hit)
	}
	return result, nil
}

// respell gives the words of a query all beginnings of words that they may stand
// for.
func (n *naive) respell(q *query) *query {
	var respelled query
	for a := range alphabetCount {
		var words []string
		for i, d := range n.documents {
			if languageOf(d.LanguageCode).alphabet != a {
				continue
			}
			for _, form := range n.forms[i] {
				for first := range form {
					var run strings.Builder
					for _, w := range form[first:] {
						run.WriteString(strings.ReplaceAll(w.text, "'", ""))
						if !w.joined {
							break
						}
					}
					words = append(words, cut(run.String()))
				}
			}
		}
		for _, r := range q.folded[a].readings {
			other, count := slices.Clone(r), 0
			for j := range other {
				typed := other[j].spellings[0]
				if most := errorsAllowed(typed); most > 0 && count < maxFuzzyWords {
					count++
					other[j].spellings = slices.Clone(other[j].spellings)
					for _, near := range naiveNear(words, typed, most) {
						if !slices.Contains(other[j].spellings, near) {
							other[j].spellings = append(other[j].spellings, near)
						}
					}
				}
			}
			respelled.folded[a].readings = append(respelled.folded[a].readings, other)
		}
	}
	return &respelled
}

func naiveAdmits(d *Document, q *terminology.TermQuery) bool {
	if q.Within == nil && !d.ConceptActive || q.Within != nil && !q.Within.Contains(uint32(d.Concept)) {
		return false
	}
	if !d.Active && !q.InactiveDescriptions {
		return false
	}
	if len(q.TypeIDs) == 0 && d.TypeID != terminology.FullySpecifiedName && d.TypeID != terminology.Synonym {
		return false
	}
	if len(q.TypeIDs) > 0 && !slices.Contains(q.TypeIDs, d.TypeID) {
		return false
	}
	if q.OnlyDialects {
		return slices.ContainsFunc(d.Acceptability, func(a terminology.Acceptability) bool {
			return a.Active && slices.Contains(q.LanguageRefsets, a.RefsetID)
		})
	}
	return true
}

// naiveFit is a way in which a query word fits at a word of a term.
type naiveFit struct {
	end    int // the last word that it covers
	length int // of the folded bytes that matched of it
	form   int
	whole  bool
}

// naiveFits returns all the ways in which a spelling fits at word i of a form.
func naiveFits(words []word, i int, spelling string) (fits []naiveFit) {
	text := ""
	for e := i; e < len(words); e++ {
		before := text
		full := words[e].text
		flat := strings.ReplaceAll(full, "'", "")
		text += flat
		if strings.HasPrefix(text, spelling) && len(spelling) > len(before) {
			taken := spelling[len(before):]
			whole := taken == flat
			if stem, _, ok := strings.Cut(full, "'"); ok {
				whole = whole || taken == stem
			}
			if trimmed := strings.TrimRight(full, "+"); trimmed != full {
				whole = whole || strings.HasPrefix(taken, trimmed) && strings.Trim(taken[len(trimmed):], "+") == ""
			}
			fits = append(fits, naiveFit{end: e, whole: whole, length: len(taken)})
		}
		if !words[e].joined {
			break
		}
	}
	return fits
}

func naiveMatch(d *Document, forms [][]word, q *terminology.TermQuery, r reading) *naiveHit {
	n, k := len(forms[0]), len(r)

	// fits[j][i]: the ways of query word j at word i, spellings first, then forms.
	fits := make([][][]naiveFit, k)
	for j := range r {
		fits[j] = make([][]naiveFit, n)
		for i := range n {
			for _, spelling := range r[j].spellings {
				for f := range forms {
					for _, fit := range naiveFits(forms[f], i, spelling) {
						fit.form = f
						fits[j][i] = append(fits[j][i], fit)
					}
				}
			}
		}
	}
	// Every way to give each query word a word of its own, in lexicographic order.
	var assignments [][]int
	var assign func(prefix []int)
	assign = func(prefix []int) {
		if len(prefix) == k {
			assignments = append(assignments, slices.Clone(prefix))
			return
		}
		for i := range n {
			if len(fits[len(prefix)][i]) > 0 && !slices.Contains(prefix, i) {
				assign(append(prefix, i))
			}
		}
	}
	assign(nil)
	if len(assignments) == 0 {
		return nil
	}

	class, unmatched, ordered := terminology.MatchPrefixes, 0, false
	var ranges []terminology.ByteRange
	if end, whole, chainRanges, ok := naiveChain(fits, forms, n, k); ok {
		class, unmatched, ordered, ranges = terminology.MatchTermBegins, naiveGroups(forms[0], n)-naiveGroups(forms[0], end+1), true, chainRanges
		if whole && end == n-1 {
			class = terminology.MatchWholeTerm
		}
	} else {
		wholeFit := func(fits []naiveFit) (naiveFit, bool) {
			i := slices.IndexFunc(fits, func(f naiveFit) bool { return f.whole })
			if i < 0 {
				return naiveFit{}, false
			}
			return fits[i], true
		}
		allWhole := slices.DeleteFunc(slices.Clone(assignments), func(a []int) bool {
			for j, i := range a {
				if _, ok := wholeFit(fits[j][i]); !ok {
					return true
				}
			}
			return false
		})
		if len(allWhole) > 0 {
			class, assignments = terminology.MatchWholeWords, allWhole
		}
		chosen := assignments[0]
		for _, a := range assignments {
			if slices.IsSorted(a) {
				chosen, ordered = a, true
				break
			}
		}
		covered := map[int]bool{}
		for j, i := range chosen {
			fit := fits[j][i][0]
			if class == terminology.MatchWholeWords {
				fit, _ = wholeFit(fits[j][i])
			} else if w, ok := wholeFit(fits[j][i]); ok && w.end == fit.end {
				fit = w
			}
			for e := i; e <= fit.end; e++ {
				covered[e] = true
			}
			ranges = append(ranges, naiveRange(forms, i, fit))
		}
		unmatched = naiveGroups(forms[0], n) - naiveGroupsOf(forms[0], covered)
	}

	acceptability, preferred := naiveAcceptability(d, q)
	if class == terminology.MatchTermBegins && preferred && d.TypeID == terminology.Synonym {
		class = terminology.MatchPreferredTermBegins
	}
	state := 0
	if !d.Active {
		state++
	}
	if !d.ConceptActive {
		state += 2
	}
	notOrdered := 1
	if ordered {
		notOrdered = 0
	}
	folded := joinWords(forms[0])
	boost := slices.IndexFunc(q.Boosts, func(set *roaring.Bitmap) bool { return set.Contains(uint32(d.Concept)) })
	if boost < 0 {
		boost = len(q.Boosts)
	}
	return &naiveHit{
		hit: terminology.TermHit{
			Concept: d.Concept, DescriptionID: d.DescriptionID, Term: d.Term, TypeID: d.TypeID, LanguageCode: d.LanguageCode, Active: d.Active,
			Class: class, Matches: naiveDisjoint(ranges),
			Rank: terminology.MatchRank{
				Boost: boost, UnmatchedWords: unmatched, Length: utf8.RuneCountInString(folded), Acceptability: acceptability,
				InOrder: ordered, ConceptActive: d.ConceptActive, DescriptionActive: d.Active,
			},
		},
		order:  [8]int{int(class), boost, unmatched, utf8.RuneCountInString(folded), acceptability, notOrdered, state},
		folded: folded,
		d:      d,
	}
}

// naiveGroups counts the first words of a term, those that are joined as one.
func naiveGroups(words []word, first int) int {
	covered := map[int]bool{}
	for i := range first {
		covered[i] = true
	}
	return naiveGroupsOf(words, covered)
}

func naiveGroupsOf(words []word, covered map[int]bool) int {
	groups := map[int]bool{}
	group := 0
	for i := range words {
		if covered[i] {
			groups[group] = true
		}
		if !words[i].joined {
			group++
		}
	}
	return len(groups)
}

// naiveMarks says whether the words of a query that have marks are in the term as
// they were typed.
func naiveMarks(h *naiveHit, text string) {
	runesOf := func(s string) []rune { return []rune(strings.ToLower(norm.NFC.String(s))) }
	term := runesOf(searchable(h.d.Term, h.d.TypeID))
	h.hit.Rank.ExactMarks = true
	for typed := range strings.FieldsFuncSeq(string(runesOf(text)), func(r rune) bool { return kindOf(r) != letter }) {
		typed := []rune(typed)
		if !slices.ContainsFunc(typed, func(r rune) bool { return r > 127 }) {
			continue
		}
		found := false
		for i := range term {
			if i > 0 && kindOf(term[i-1]) == letter || len(term)-i < len(typed) {
				continue
			}
			found = found || slices.Equal(term[i:i+len(typed)], typed)
		}
		if !found {
			h.hit.Rank.ExactMarks, h.order[7] = false, 1
		}
	}
}

// naiveChain looks for the chain from the first word that covers the most, and
// gives its ranges if there is but one such chain.
func naiveChain(fits [][][]naiveFit, forms [][]word, n, k int) (end int, whole bool, ranges []terminology.ByteRange, ok bool) {
	end = -1
	var walk func(j, i int, path []terminology.ByteRange)
	walk = func(j, i int, path []terminology.ByteRange) {
		if i >= n {
			return
		}
		for _, fit := range fits[j][i] {
			path := append(slices.Clone(path), naiveRange(forms, i, fit))
			if j < k-1 {
				if fit.whole {
					walk(j+1, fit.end+1, path)
				}
				continue
			}
			if fit.end > end || fit.end == end && fit.whole && !whole {
				end, whole, ranges, ok = fit.end, fit.whole, path, true
			}
		}
	}
	walk(0, 0, nil)
	return end, whole, ranges, ok
}

func naiveRange(forms [][]word, i int, fit naiveFit) terminology.ByteRange {
	last := forms[fit.form][fit.end]
	// Count off the bytes that matched, leaving out the mark of a possessive.
	used, left := 0, fit.length
	for ; left > 0; used++ {
		if last.text[used] != '\'' {
			left--
		}
	}
	return terminology.ByteRange{
		Start: int(forms[fit.form][i].offsets[0].start),
		End:   int(last.offsets[used-1].end),
	}
}

func naiveDisjoint(ranges []terminology.ByteRange) []terminology.ByteRange {
	covered := map[int]bool{}
	breaks := map[int]bool{}
	for _, r := range ranges {
		breaks[r.Start] = true
		for i := r.Start; i < r.End; i++ {
			covered[i] = true
		}
	}
	for _, r := range ranges { // a range that begins inside another one is no break
		for i := r.Start + 1; i < r.End; i++ {
			delete(breaks, i)
		}
	}
	out := []terminology.ByteRange{}
	for i := 0; len(covered) > 0; i++ {
		if !covered[i] {
			continue
		}
		delete(covered, i)
		if len(out) > 0 && out[len(out)-1].End == i && !breaks[i] {
			out[len(out)-1].End++
		} else {
			out = append(out, terminology.ByteRange{Start: i, End: i + 1})
		}
	}
	return out
}

func naiveAcceptability(d *Document, q *terminology.TermQuery) (place int, preferred bool) {
	dialects := q.LanguageRefsets
	place = 2*max(1, len(dialects)) + 1
	for _, a := range d.Acceptability {
		if !a.Active {
			continue
		}
		dialect := slices.Index(dialects, a.RefsetID)
		if len(dialects) == 0 {
			dialect = 0
		}
		if dialect < 0 {
			continue
		}
		if a.AcceptabilityID == terminology.Preferred {
			preferred = true
			place = min(place, 2*dialect)
		} else {
			place = min(place, 2*dialect+1)
		}
	}
	if d.TypeID == terminology.FullySpecifiedName {
		place = 2 * max(1, len(dialects))
	}
	return place, preferred
}
