package terminology

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/equivalents"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func table(t failer, lines ...string) *equivalents.Table {
	t.Helper()
	parsed, err := equivalents.Parse("test", strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// named makes a world of concepts below the root with a synonym each.
func named(terms ...string) *world {
	w := &world{}
	w.concept(Root, true)
	for i, term := range terms {
		w.concept(id(uint64(100+i)), true, Root).describe(uint64(1000+i), Synonym, "en", term, true)
	}
	return w
}

// told is a page in words: each term with how it was found.
func told(page SearchPage) []string {
	var list []string
	for _, h := range page.Hits {
		s := h.Term
		switch w := h.Widened; w.Step {
		case ByEquivalents:
			s += " ~ " + w.Text
		case BySpelling:
			s += fmt.Sprint(" ? ", w.Words[0].Typed, " ", w.Words[0].Found)
		}
		list = append(list, s)
	}
	return list
}

func TestWidening(t *testing.T) {
	w := named("Myocardial infarction", "Acute myocardial infarction", "Migraine", "MI", "Mild", "Kidney stone", "Renal calculus", "Renal failure",
		"Fracture of wrist", "Wrist", "Fracture", "Asthma",
		"Cephalalgia", "Old head pain", "Anemia", "Anaemia of old")
	r, _ := w.searchable(t)
	words := table(t, "kidney | renal", "stone | calculus", "MI = myocardial infarction | myocardial damage", "# = fracture of | fracture", "heart attack | myocardial infarction", "head pain == cephalalgia", "-aemia == -emia")
	for _, tt := range []struct {
		text string
		mode WidenMode
		step WidenStep
		want []string
	}{
		{"wrist", WidenWhenNothingFound, AsTyped, []string{"Wrist", "Fracture of wrist"}},
		{"renal", WidenWhenNothingFound, AsTyped, []string{"Renal failure", "Renal calculus"}},
		{"kidney", WidenWhenNothingFound, AsTyped, []string{"Kidney stone"}},
		{"kidney", WidenNever, AsTyped, []string{"Kidney stone"}},
		{"kidney", WidenAlways, ByEquivalents, []string{"Kidney stone", "Renal failure ~ renal", "Renal calculus ~ renal"}},
		{"kidney failure", WidenWhenNothingFound, ByEquivalents, []string{"Renal failure ~ renal failure"}},
		{"kidney failure", WidenNever, AsTyped, nil},
		{"fracture", WidenAlways, AsTyped, []string{"Fracture", "Fracture of wrist"}},
		{"heart attack", WidenWhenNothingFound, ByEquivalents, []string{"Myocardial infarction ~ myocardial infarction", "Acute myocardial infarction ~ myocardial infarction"}},
		// A short form: whole terms, what it stands for, beginnings.
		{"mi", WidenWhenNothingFound, ByEquivalents, []string{"MI", "Myocardial infarction ~ myocardial infarction", "Mild", "Migraine"}},
		{"mi", WidenNever, AsTyped, []string{"MI", "Mild", "Migraine"}},
		{"mi", WidenAlways, ByEquivalents, []string{"MI", "Myocardial infarction ~ myocardial infarction", "Mild", "Migraine", "Acute myocardial infarction ~ myocardial infarction"}},
		{"acute mi", WidenWhenNothingFound, ByEquivalents, []string{"Acute myocardial infarction ~ acute myocardial infarction"}},
		// Names of the same thing, though the text finds something.
		{"head pain", WidenWhenNothingFound, ByEquivalents, []string{"Cephalalgia ~ cephalalgia", "Old head pain"}},
		{"cephalalgia", WidenWhenNothingFound, AsTyped, []string{"Cephalalgia"}},
		{"head pa", WidenWhenNothingFound, AsTyped, []string{"Old head pain"}},
		{"anaemia", WidenWhenNothingFound, ByEquivalents, []string{"Anemia ~ anemia", "Anaemia of old"}},
		// A sign, which the words don't show.
		{"#wrist", WidenWhenNothingFound, ByEquivalents, []string{"Fracture of wrist ~ fracture of wrist"}},
		{"wrist #", WidenWhenNothingFound, ByEquivalents, []string{"Fracture of wrist ~ wrist fracture of"}},
		{"#wrist", WidenNever, AsTyped, []string{"Wrist", "Fracture of wrist"}},
		{"# asthma", WidenWhenNothingFound, AsTyped, []string{"Asthma"}},
		{"#", WidenWhenNothingFound, ByEquivalents, []string{"Fracture ~ fracture", "Fracture of wrist ~ fracture of"}},
		// Spelling comes last.
		{"asthna", WidenWhenNothingFound, BySpelling, []string{"Asthma ? asthna asthma"}},
		{"asthna", WidenAlways, BySpelling, []string{"Asthma ? asthna asthma"}},
		{"asthna", WidenNever, AsTyped, nil},
		{"nothing", WidenWhenNothingFound, BySpelling, nil},
	} {
		t.Run(fmt.Sprint(tt.text, tt.mode), func(t *testing.T) {
			page, err := r.Search(context.Background(), SearchQuery{Text: tt.text, Widen: tt.mode, Equivalents: words, Size: 100})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, told(page)); diff != "" || page.Total != len(tt.want) || page.More {
				t.Errorf("total %d, more %v, %s", page.Total, page.More, diff)
			}
			if page.Step != tt.step {
				t.Errorf("step %v, want %v", page.Step, tt.step)
			}
		})
	}
}

// What can't be found otherwise isn't looked for otherwise.
func TestWhatIsNotWidened(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "left": 0, "fracture of neck of femur": 1, "left left left": 2, "Left left": 1, "of-of of.OF": 3, "ÅÄ åä": 1, "1 1 1": 2,
	} {
		if got := repeats(text); got != want {
			t.Errorf("%q repeats %d words, want %d", text, got, want)
		}
	}
	for text, want := range map[string]bool{
		"": false, "of of": false, "left left": false, "heart": true, "the heart": true, "t-cel": true, "type 1": true, "é": true, "abcd efgh": false,
	} {
		if got := hasLongWord(text); got != want {
			t.Errorf("%q has a long word: %v, want %v", text, got, want)
		}
	}
	w := named("Left lung")
	r, p := w.searchable(t)
	words := table(t, "left | sinister | l")
	for text, want := range map[string]int{"left lun": 1, "left left lung": 2, "left left lungx": 3, "left left left lungx": 2, "left left left lung": 1} {
		p.asked = nil
		if _, err := r.Search(context.Background(), SearchQuery{Text: text, Equivalents: words, Size: 5}); err != nil || len(p.asked) != want {
			t.Errorf("%q: %d searches, want %d (%v)", text, len(p.asked), want, err)
		}
	}
}

// A text that has nothing to widen costs one search.
func TestWideningAsksOnce(t *testing.T) {
	w := named("Migraine")
	r, p := w.searchable(t)
	if _, err := r.Search(context.Background(), SearchQuery{Text: "migr", Size: 5}); err != nil || len(p.asked) != 1 {
		t.Fatalf("%d searches, %v", len(p.asked), err)
	}
	if q := p.asked[0]; q.TotalCap != DefaultTotalCap || q.Widened != nil || q.Fuzzy || q.Collect {
		t.Errorf("%+v", q)
	}
	if _, err := r.Search(context.Background(), SearchQuery{Text: "migr", Size: 5, ExactTotal: true}); err != nil || p.asked[1].TotalCap != 0 {
		t.Errorf("%+v, %v", p.asked[1], err)
	}
}

func TestSearchRefuses(t *testing.T) {
	w := named("Migraine", "Myocardial infarction")
	r, _ := w.searchable(t)
	for _, q := range []SearchQuery{
		{Text: "??", Size: 5}, {Text: "mi", Offset: -1, Size: 5}, {Text: "mi", Size: -1}, {Text: "migr", Size: -1}, {Text: "", Size: 1},
	} {
		if _, err := r.Search(context.Background(), q); err == nil || KindOf(err) != KindInvalidArgument {
			t.Errorf("%+v: %v", q, err)
		}
	}
	const huge = int(^uint(0) >> 1)
	for _, q := range []SearchQuery{{Text: "mi", Offset: huge, Size: huge}, {Text: "mi", Offset: 1, Size: huge}, {Text: "mi", Offset: huge, Size: 1}} {
		if page, err := r.Search(context.Background(), q); err != nil || page.Total != 2 {
			t.Errorf("%+v: %+v, %v", q, page, err)
		}
	}
}

func TestTotalCap(t *testing.T) {
	r := named().release(t)
	r.searcher = cannedSearcher{total: DefaultTotalCap + 5}
	for _, tt := range []struct {
		q      SearchQuery
		total  int
		capped bool
	}{
		{SearchQuery{Text: "migr", Size: 1}, DefaultTotalCap, true},
		{SearchQuery{Text: "migr", Size: 1, ExactTotal: true}, DefaultTotalCap + 5, false},
	} {
		page, err := r.Search(context.Background(), tt.q)
		if err != nil || page.Total != tt.total || page.TotalCapped != tt.capped || !page.More {
			t.Errorf("%+v: %+v, %v", tt.q, page, err)
		}
	}
}

// cannedSearcher finds the root so many times.
type cannedSearcher struct{ total int }

func (cannedSearcher) Close() error { return nil }

func (c cannedSearcher) Search(_ context.Context, q TermQuery) (TermResult, error) {
	r := TermResult{Total: c.total, Hits: []TermHit{{Active: true}}}
	if q.TotalCap > 0 && c.total > q.TotalCap {
		r.Total, r.TotalCapped = q.TotalCap, true
	}
	return r, nil
}

// TestPagesStitch: on random terms, texts and tables, pages put together are the
// one large page; totals and facets agree with it; whole terms come first, then what
// the text stands for, then the rest; and each hit that the text as typed doesn't
// match is marked.
func TestPagesStitch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"mi", "mia", "heart", "attack", "kidney", "renal", "fract", "fracture"})
		phrase := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "words"), " ") })
		w := named(rapid.SliceOfN(phrase, 1, 12).Draw(t, "terms")...)
		r, _ := w.searchable(t)
		lines := []string{"# = fract"}
		for range rapid.IntRange(0, 4).Draw(t, "groups") {
			entries := rapid.SliceOfNDistinct(phrase, 2, 3, rapid.ID).Draw(t, "entries")
			line := strings.Join(entries, "|")
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 1:
				line = strings.Replace(line, "|", "=", 1)
			case 2:
				line = strings.ReplaceAll(line, "|", "==")
			}
			lines = append(lines, line)
		}
		q := SearchQuery{
			Text:        rapid.SampledFrom([]string{"", "", "", "# "}).Draw(t, "sign") + phrase.Draw(t, "text"),
			Widen:       WidenMode(rapid.IntRange(0, 2).Draw(t, "mode")),
			Equivalents: table(t, lines...),
			Size:        1000, CountTags: rapid.Bool().Draw(t, "facets"),
		}
		if rapid.Bool().Draw(t, "limited") {
			q.Limit.Set = taxonomySet(r, rapid.SliceOfN(rapid.IntRange(0, 12), 0, 8).Draw(t, "set"))
		}
		whole, err := r.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if whole.Total != len(whole.Hits) || whole.More {
			t.Fatalf("total %d of %d hits", whole.Total, len(whole.Hits))
		}
		if q.CountTags {
			if n := len(whole.Hits); n > 0 && (len(whole.Facets.Tags) != 1 || whole.Facets.Tags[0] != TagCount{"", n}) {
				t.Fatalf("%d hits, facets %+v", n, whole.Facets)
			}
		}
		size := rapid.IntRange(1, 4).Draw(t, "size")
		var stitched []SearchHit
		for offset := 0; ; offset += size {
			q.Offset, q.Size = offset, size
			page, err := r.Search(context.Background(), q)
			if err != nil || page.Total != whole.Total || page.Step != whole.Step && offset+size <= whole.Total {
				t.Fatalf("page at %d: %+v, %v; whole: %+v", offset, page, err, whole)
			}
			stitched = append(stitched, page.Hits...)
			if !page.More {
				break
			}
		}
		if diff := cmp.Diff(fmt.Sprint(told(whole)), fmt.Sprint(told(SearchPage{Hits: stitched}))); diff != "" {
			t.Fatal(diff)
		}
		part, seen := 0, map[taxonomy.Ordinal]bool{}
		stands := q.Equivalents.StandsFor(q.Text, MaxStandsFor)
		for _, h := range whole.Hits {
			if seen[h.Concept] {
				t.Fatalf("%s twice", h.Term)
			}
			seen[h.Concept] = true
			_, typed := matchPlainly(&TermQuery{Text: q.Text}, h.Term)
			if !typed && h.Widened.Step == AsTyped {
				t.Fatalf("%s isn't marked", h.Term)
			}
			at := 2
			switch {
			case h.Class == MatchWholeTerm && h.Widened.Step == AsTyped:
				at = 0
			case h.Class == MatchWholeTerm && slices.Contains(stands, h.Widened.Text):
				at = 1
			}
			if at < part {
				t.Fatalf("%q is out of place in %q", h.Term, told(whole))
			}
			part = at
			if q.Widen == WidenNever && h.Widened.Step != AsTyped {
				t.Fatalf("%s was widened", h.Term)
			}
		}
	})
}

func TestSearchTellsReplacements(t *testing.T) {
	w := named("New")
	w.concept(id(900), false).describe(9000, Synonym, "en", "Old", true)
	w.associate(ReplacedBy, id(900), id(100), true)
	r, _ := w.searchable(t)
	for _, text := range []string{"old", id(900).String()} {
		page, err := r.Search(context.Background(), SearchQuery{Text: text, Status: AllConcepts, Size: 5})
		if err != nil || len(page.Hits) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		if got := page.Hits[0].Replacements; len(got) != 1 || got[0].TargetID != id(100) || got[0].AssociationID != ReplacedBy {
			t.Errorf("%s: %+v", text, got)
		}
	}
	page, err := r.Search(context.Background(), SearchQuery{Text: "new", Size: 5})
	if err != nil || page.Hits[0].Replacements != nil {
		t.Errorf("%+v, %v", page, err)
	}
}

// ids returns the concepts of a page's hits.
func (p SearchPage) ids() []sctid.ID {
	var list []sctid.ID
	for _, h := range p.Hits {
		list = append(list, h.Summary.ConceptID)
	}
	return list
}
