package terminology

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/taxonomy"
)

// plainSearcher answers searches over a world by looking at every description with
// string functions: enough of the real searcher to see what a search asks of it.
type plainSearcher struct {
	world *world
	asked []TermQuery
}

func (p *plainSearcher) Close() error { return nil }

func (p *plainSearcher) Search(_ context.Context, q TermQuery) (TermResult, error) {
	p.asked = append(p.asked, q)
	if q.Offset < 0 || q.Limit < 0 {
		return TermResult{}, Errorf(KindInvalidArgument, ReasonPageSizeInvalid, "negative")
	}
	if len(fields(q.Text)) == 0 {
		return TermResult{}, Errorf(KindInvalidArgument, ReasonQueryEmpty, "no word")
	}
	best := map[taxonomy.Ordinal]TermHit{}
	for _, c := range p.world.concepts {
		o, _ := p.world.tax.Ordinal(c.ID)
		if q.Within == nil && !c.Active || q.Within != nil && !q.Within.Contains(uint32(o)) {
			continue
		}
		for _, d := range c.Descriptions {
			hit, ok := matchPlainly(&q, d.Term)
			if !ok || !d.Active {
				continue
			}
			hit.Concept, hit.DescriptionID, hit.Term, hit.TypeID, hit.Active = o, d.ID, d.Term, d.TypeID, true
			hit.Rank.Boost = slices.IndexFunc(q.Boosts, func(set *roaring.Bitmap) bool { return set.Contains(uint32(o)) })
			if hit.Rank.Boost < 0 {
				hit.Rank.Boost = len(q.Boosts)
			}
			if old, ok := best[o]; !ok || plainOrder(hit, old) < 0 {
				best[o] = hit
			}
		}
	}
	var result TermResult
	for _, h := range best {
		result.Hits = append(result.Hits, h)
	}
	slices.SortFunc(result.Hits, plainOrder)
	result.Total = len(result.Hits)
	if q.Collect {
		result.Concepts = roaring.New()
		for _, h := range result.Hits {
			result.Concepts.Add(uint32(h.Concept))
		}
	} else if q.TotalCap > 0 && result.Total > q.TotalCap {
		result.Total, result.TotalCapped = q.TotalCap, true
	}
	result.Hits = result.Hits[min(q.Offset, len(result.Hits)):]
	result.Hits = result.Hits[:min(q.Limit, len(result.Hits))]
	return result, nil
}

func plainOrder(a, b TermHit) int {
	return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Rank.Boost, b.Rank.Boost), cmp.Compare(a.Rank.UnmatchedWords, b.Rank.UnmatchedWords),
		cmp.Compare(len(a.Term), len(b.Term)), cmp.Compare(a.Term, b.Term), cmp.Compare(a.Concept, b.Concept))
}

// matchPlainly matches a term with the text, its widenings, and its misspellings.
func matchPlainly(q *TermQuery, term string) (TermHit, bool) {
	words := fields(WithoutSemanticTag(term))
	begins := func(text string) bool {
		left := slices.Clone(words)
		for _, w := range fields(text) {
			i := slices.IndexFunc(left, func(s string) bool { return strings.HasPrefix(s, w) })
			if i < 0 {
				return false
			}
			left = slices.Delete(left, i, i+1)
		}
		return true
	}
	hit := TermHit{Class: MatchPrefixes, Rank: MatchRank{UnmatchedWords: len(words) - len(fields(q.Text))}}
	if begins(q.Text) {
		if slices.Equal(words, fields(q.Text)) {
			hit.Class = MatchWholeTerm
		}
		return hit, true
	}
	hit.Class = MatchWidened
	for i, text := range q.Widened {
		if begins(text) {
			hit.Widening = &Widening{Text: i}
			return hit, true
		}
	}
	if typed := fields(q.Text); q.Fuzzy && len(typed) == 1 && len(typed[0]) >= 5 {
		for _, w := range words {
			if len(w) == len(typed[0]) && differing(w, typed[0]) == 1 {
				hit.Widening = &Widening{Text: -1, Words: []RespelledWord{{typed[0], w}}}
				return hit, true
			}
		}
	}
	return hit, false
}

func differing(a, b string) (n int) {
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

func fields(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// searchable makes a release of a world that answers searches plainly.
func (w *world) searchable(t failer) (*Release, *plainSearcher) {
	t.Helper()
	r := w.release(t)
	p := &plainSearcher{world: w}
	r.searcher = p
	return r, p
}
