package e2e

import (
	"slices"
	"testing"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// What isn't found as it was typed is found by words that mean the same, or by
// other spellings, and says so; never when that isn't wanted.
func TestSearchWidens(t *testing.T) {
	t.Parallel()
	f := subset(t)
	ctx := within(t)
	for _, test := range []struct {
		text    string
		step    firnv1.WidenStep
		concept uint64 // among the first three
	}{
		{"heart disease", firnv1.WidenStep_WIDEN_STEP_AS_TYPED, 56265001},
		{"kidney failure", firnv1.WidenStep_WIDEN_STEP_EQUIVALENTS, 42399005},
		{"SLE", firnv1.WidenStep_WIDEN_STEP_EQUIVALENTS, 55464009},
		{"diabtes", firnv1.WidenStep_WIDEN_STEP_SPELLING, 11687002},
		{"hepattis", firnv1.WidenStep_WIDEN_STEP_SPELLING, 128241005},
	} {
		got, err := f.search.Search(ctx, &firnv1.SearchRequest{Text: test.text})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(got.GetHits(), func(h *firnv1.SearchHit) bool { return h.GetConceptId() == test.concept })
		if at < 0 || at > 2 {
			t.Errorf("%s: %d is at %d of %v", test.text, test.concept, at, got.GetHits())
			continue
		}
		step := firnv1.WidenStep_WIDEN_STEP_AS_TYPED
		if w := got.GetHits()[at].GetWidening(); w != nil {
			step = w.GetStep()
		}
		if step != test.step {
			t.Errorf("%s: found by %v, want %v", test.text, step, test.step)
		}
		never, err := f.search.Search(ctx, &firnv1.SearchRequest{Text: test.text, Widen: firnv1.Widen_WIDEN_NEVER})
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range never.GetHits() {
			if hit.GetWidening() != nil {
				t.Errorf("%s: widened although it must not be: %v", test.text, hit)
			}
		}
	}
}

// Counts by tag and by hierarchy are those of all hits, and a folded hit lies below
// one of the page.
func TestSearchCountsAndFolds(t *testing.T) {
	t.Parallel()
	f := subset(t)
	ctx, folded := within(t), 0
	for _, text := range []string{"heart", "hepatitis", "structure", "a", "disorder of", "congenital", "virus", "entire"} {
		request := &firnv1.SearchRequest{Text: text, CountSemanticTags: true, CountHierarchies: true, FoldSubsumed: true, PageSize: 1000}
		first, err := f.search.Search(ctx, request)
		if err != nil {
			t.Fatal(err)
		}
		tags, hierarchies, total := map[string]uint32{}, map[uint64]uint32{}, uint32(0)
		for page := first; ; {
			for _, hit := range page.GetHits() {
				total++
				tags[hit.GetSemanticTag()]++
				for _, top := range f.model.Children(138875005) {
					if s := f.model.Subsumes(top, hit.GetConceptId()); s == "subsumes" || s == "equivalent" {
						hierarchies[top]++
					}
				}
				if under := hit.GetFoldedUnder(); under != 0 {
					folded++
					if f.model.Subsumes(under, hit.GetConceptId()) != "subsumes" {
						t.Errorf("%s: %d is folded under %d, which doesn't subsume it", text, hit.GetConceptId(), under)
					}
					if !slices.ContainsFunc(page.GetHits(), func(h *firnv1.SearchHit) bool { return h.GetConceptId() == under }) {
						t.Errorf("%s: %d is folded under %d, which isn't on the page", text, hit.GetConceptId(), under)
					}
				}
			}
			if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
				break
			}
			if page, err = f.search.Search(ctx, request); err != nil {
				t.Fatal(err)
			}
		}
		if first.GetTotalSize() != total || first.GetTotalCapped() {
			t.Errorf("%s: total %d, capped %v; %d hits on all pages", text, first.GetTotalSize(), first.GetTotalCapped(), total)
		}
		for _, c := range first.GetSemanticTags() {
			if tags[c.GetSemanticTag()] != c.GetCount() {
				t.Errorf("%s: %d with tag %q, want %d", text, c.GetCount(), c.GetSemanticTag(), tags[c.GetSemanticTag()])
			}
			delete(tags, c.GetSemanticTag())
		}
		for _, c := range first.GetHierarchies() {
			if hierarchies[c.GetConceptId()] != c.GetCount() {
				t.Errorf("%s: %d below %d, want %d", text, c.GetCount(), c.GetConceptId(), hierarchies[c.GetConceptId()])
			}
			delete(hierarchies, c.GetConceptId())
		}
		if delete(tags, ""); len(tags)+len(hierarchies) > 0 {
			t.Errorf("%s: no counts of %v, %v", text, tags, hierarchies)
		}
	}
	if folded == 0 {
		t.Error("nothing was folded: the test tests nothing")
	}
}

// Members of a preferred reference set come first within their class of match, and
// what follows keeps its order.
func TestSearchBoosts(t *testing.T) {
	t.Parallel()
	f := mini(t)
	ctx := within(t)
	const preferred = 1069999999108
	for _, text := range []string{"a", "f", "d", "m", "infarct", "of"} {
		plain := f.find(ctx, t, &firnv1.SearchRequest{Text: text}, 1000)
		boosted := f.find(ctx, t, &firnv1.SearchRequest{Text: text, Boost: &firnv1.Boost{RefsetIds: []uint64{preferred}}}, 1000)
		members := f.model.MemberConcepts(preferred)
		member := func(h *firnv1.SearchHit) int {
			if slices.Contains(members, h.GetConceptId()) {
				return 0
			}
			return 1
		}
		want := slices.Clone(plain)
		slices.SortStableFunc(want, func(a, b *firnv1.SearchHit) int {
			if a.GetMatchClass() != b.GetMatchClass() {
				return int(a.GetMatchClass()) - int(b.GetMatchClass())
			}
			return member(a) - member(b)
		})
		if len(want) != len(boosted) {
			t.Errorf("%s: %d hits, %d with a boost", text, len(want), len(boosted))
			continue
		}
		for i := range want {
			if boosted[i].GetConceptId() != want[i].GetConceptId() || (boosted[i].GetBoostRefsetId() == preferred) != (member(want[i]) == 0) {
				t.Errorf("%s: hit %d is %v, want %v", text, i, boosted[i], want[i])
				break
			}
		}
	}
}

// A box that sends every keystroke gets in the end what Search says of its last text.
func TestSuggest(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		stream, err := f.search.Suggest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		settings := &firnv1.SearchRequest{Dialects: "en-US", PageSize: 10}
		number := uint64(0)
		for _, text := range []string{"heart disease", "frac fem", "hepattis"} {
			for end := range len(text) {
				number++
				request := &firnv1.SuggestRequest{Correlation: number, Text: text[:end+1]}
				if number == 1 {
					request.Settings = settings
				}
				if err := stream.Send(request); err != nil {
					t.Fatal(err)
				}
			}
			var last *firnv1.SuggestResponse
			for last.GetCorrelation() < number {
				before := last.GetCorrelation()
				if last, err = stream.Recv(); err != nil {
					t.Fatal(err)
				}
				if last.GetCorrelation() <= before {
					t.Fatalf("%d after %d", last.GetCorrelation(), before)
				}
			}
			want, err := f.search.Search(ctx, &firnv1.SearchRequest{Text: text, Dialects: "en-US", PageSize: 10})
			if err != nil {
				t.Fatal(err)
			}
			if got := last.GetResponse(); got == nil || !slices.EqualFunc(got.GetHits(), want.GetHits(), func(a, b *firnv1.SearchHit) bool {
				return a.GetDescriptionId() == b.GetDescriptionId()
			}) || got.GetTotalSize() != want.GetTotalSize() {
				t.Errorf("%s: Suggest gives %v, Search %v", text, last, want)
			}
		}
		if err := stream.CloseSend(); err != nil {
			t.Fatal(err)
		}
	})
}
