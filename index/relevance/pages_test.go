package relevance

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// TestPages: with the real engine too, pages put together are the large page, for
// every mode of widening; totals and facets agree with it, whatever is counted; and
// each hit explains itself.
func TestPages(t *testing.T) {
	c := importContent(t, testenv.Subset(t), testenv.SubsetRelease)
	widened, found := 0, 0
	for _, q := range readQueries(t) {
		if q.set != "subset" || testing.Short() && found > 300 {
			continue
		}
		for _, mode := range []terminology.WidenMode{terminology.WidenWhenNothingFound, terminology.WidenNever, terminology.WidenAlways} {
			query := terminology.SearchQuery{Text: q.text, Widen: mode, Size: 3000, CountTags: true, CountHierarchies: true}
			whole := search(t, c, query)
			if whole.Total != len(whole.Hits) || whole.TotalCapped || whole.More {
				t.Fatalf("%q, mode %d: a total of %d, more %v, but %d hits", q.text, mode, whole.Total, whole.More, len(whole.Hits))
			}
			sum := 0
			for _, tag := range whole.Facets.Tags {
				sum += tag.Count
			}
			if sum != whole.Total {
				t.Fatalf("%q, mode %d: %d by tag of %d", q.text, mode, sum, whole.Total)
			}
			for i := range whole.Hits {
				h := &whole.Hits[i]
				if len(h.Explain(nil)) < 5 {
					t.Fatalf("%q: %+v explains nothing", q.text, h)
				}
				if h.Widened.Step != terminology.AsTyped {
					widened++
					if mode == terminology.WidenNever || whole.Step < h.Widened.Step {
						t.Fatalf("%q, mode %d, step %v: %s is %+v", q.text, mode, whole.Step, h.Term, h.Widened)
					}
				}
			}
			query.CountTags, query.CountHierarchies, query.Size = false, false, 7
			var stitched []sctid.ID
			for {
				query.Offset = len(stitched)
				page := search(t, c, query)
				if page.Total != whole.Total {
					t.Fatalf("%q, mode %d: a total of %d at %d, of %d with facets", q.text, mode, page.Total, query.Offset, whole.Total)
				}
				stitched = append(stitched, ids(page)...)
				if !page.More || len(stitched) > 100 {
					break
				}
			}
			want := ids(whole)
			if diff := cmp.Diff(want[:len(stitched)], stitched); diff != "" {
				t.Fatalf("%q, mode %d: (-whole +pages)\n%s", q.text, mode, diff)
			}
			found += len(want)
		}
	}
	if widened < 100 || found < 300 {
		t.Errorf("only %d hits, %d of them widened", found, widened)
	}
}

func search(t *testing.T, c *content, q terminology.SearchQuery) terminology.SearchPage {
	t.Helper()
	page, err := c.release.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return page
}

func ids(page terminology.SearchPage) []sctid.ID {
	var list []sctid.ID
	for i := range page.Hits {
		list = append(list, page.Hits[i].Summary.ConceptID)
	}
	return list
}
