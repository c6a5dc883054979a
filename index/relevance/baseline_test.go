package relevance

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/firn-sct/firn/terminology/sctid"
)

// A finder returns the concepts for a text, best first, at most maxRank of them.
type finder func(t *testing.T, text string) []sctid.ID

// maxRank is how far down an expected concept is looked for.
const maxRank = 50

// concepts returns the concepts of descriptions in order, each once.
func concepts(descriptions []description) []sctid.ID {
	var ids []sctid.ID
	seen := map[sctid.ID]bool{}
	for _, d := range descriptions {
		if !seen[d.concept] {
			seen[d.concept] = true
			if ids = append(ids, d.concept); len(ids) == maxRank {
				break
			}
		}
	}
	return ids
}

// plainBleve is bleve as it comes: its default mapping, analysis, match query and
// scoring, over one document a description.
func plainBleve(t *testing.T, c *content) finder {
	t.Helper()
	x, err := bleve.NewMemOnly(bleve.NewIndexMapping())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	batch := x.NewBatch()
	for i, d := range c.descriptions {
		if err := batch.Index(strconv.Itoa(i), map[string]any{"term": d.term}); err != nil {
			t.Fatal(err)
		}
		if batch.Size() == 5000 || i == len(c.descriptions)-1 {
			if err := x.Batch(batch); err != nil {
				t.Fatal(err)
			}
			batch.Reset()
		}
	}
	return func(t *testing.T, text string) []sctid.ID {
		query := bleve.NewMatchQuery(text)
		query.SetField("term")
		result, err := x.Search(bleve.NewSearchRequestOptions(query, 5*maxRank, 0, false))
		if err != nil {
			t.Fatal(err)
		}
		var found []description
		for _, hit := range result.Hits {
			i, err := strconv.Atoi(hit.ID)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, c.descriptions[i])
		}
		return concepts(found)
	}
}

// shortestFirst is what most terminology servers do: every word of the text is the
// beginning of a word of the description, and shorter terms come first.
func shortestFirst(_ *testing.T, c *content) finder {
	sorted := slices.Clone(c.descriptions)
	slices.SortStableFunc(sorted, func(a, b description) int {
		return cmp.Or(cmp.Compare(len(a.term), len(b.term)), cmp.Compare(a.term, b.term), cmp.Compare(a.concept, b.concept))
	})
	words := make([][]string, len(sorted))
	for i, d := range sorted {
		words[i] = plainWords(d.term)
	}
	return func(_ *testing.T, text string) []sctid.ID {
		typed := plainWords(text)
		var found []description
		for i := range sorted {
			if len(found) < 10*maxRank && begins(words[i], typed) {
				found = append(found, sorted[i])
			}
		}
		return concepts(found)
	}
}

func begins(words, typed []string) bool {
	for _, w := range typed {
		if !slices.ContainsFunc(words, func(s string) bool { return strings.HasPrefix(s, w) }) {
			return false
		}
	}
	return len(typed) > 0
}

// plainWords parts a text in lower case, without marks, at all but letters and
// digits.
func plainWords(text string) []string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case unicode.IsMark(r) || r == '\'' || r == '’':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}
