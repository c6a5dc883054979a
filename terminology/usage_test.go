package terminology

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology/sctid"
)

func TestParseUsage(t *testing.T) {
	table, err := ParseUsage("u.tsv", strings.NewReader(fmt.Sprintf("\ufeffconceptId\tcount\r\n%d\t5\r\n\n%d\t0\n%d\t18446744073709551615", id(101), id(102), id(103))))
	if err != nil || table.Len() != 3 {
		t.Fatalf("%+v, %v", table, err)
	}
	one := id(101).String()
	for _, tt := range []struct {
		text         string
		line, column int
		words        string
	}{
		{"\n" + one + "\n", 2, len(one) + 1, "tab"},
		{one + " 5", 1, len(one) + 3, "tab"},
		{"x\t5", 1, 1, "expected digits only"},
		{"123\t5", 1, 1, "expected 6 to 18"},
		{"73211008\t5", 1, 1, "check digit"},
		{descriptionID(1001).String() + "\t5", 1, 1, "not of a concept"},
		{one + "\t-5", 1, len(one) + 2, "no count"},
		{one + "\t5\t6", 1, len(one) + 2, "no count"},
		{one + "\t", 1, len(one) + 2, "no count"},
		{one + "\t18446744073709551616", 1, len(one) + 2, "no count"},
		{one + "\t5\n" + one + "\t6", 2, 1, "in line 1 already"},
		{one + "\t5\nconceptId\tcount", 2, 1, "conceptId"},
		{strings.Repeat("1", 70000), 1, 1, "longer"},
	} {
		_, err := ParseUsage("u.tsv", strings.NewReader(tt.text))
		var e *UsageError
		if !errors.As(err, &e) || e.Line != tt.line || e.Column != tt.column || !strings.Contains(err.Error(), tt.words) || !strings.HasPrefix(err.Error(), "u.tsv:") {
			t.Errorf("%.60q: %v, want %d:%d %s", tt.text, err, tt.line, tt.column, tt.words)
		}
	}
	broken := errors.New("broken")
	if _, err := ParseUsage("u.tsv", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func FuzzParseUsage(f *testing.F) {
	for _, seed := range []string{"conceptId\tcount\n73211009\t5\n", "73211009\t5\r\n22298006\t0", "73211009 5", "\ufeff\n", "73211009\t99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ParseUsage("u", strings.NewReader(text))
		if err != nil {
			var e *UsageError
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 {
				t.Fatalf("%v", err)
			}
			return
		}
		for i, id := range table.ids {
			if id.Check() != nil || id.Kind() != sctid.KindConcept || slices.Contains(table.ids[:i], id) {
				t.Fatalf("%v", table.ids)
			}
		}
	})
}

func TestUsageLevel(t *testing.T) {
	for count, want := range map[uint64]int{0: 0, 1: 1, 9: 1, 10: 2, 99: 2, 100: 3, 1000: 4, 9999: 4, 10000: 5, 1 << 60: 5} {
		if got := UsageLevel(count); got != want {
			t.Errorf("%d: %d, want %d", count, got, want)
		}
	}
}

// TestBoosts: preferred reference sets in their order, use within them and after
// them, and never over a better class.
func TestBoosts(t *testing.T) {
	w := named("Heart", "Heart a", "Heart b", "Heart c", "Heart d", "Heart e", "Heart f")
	for refset, items := range map[uint64][]uint64{501: {104, 105}, 502: {103, 105}} {
		for _, item := range items {
			w.join(id(refset), id(item))
		}
	}
	r, _ := w.searchable(t)
	usage, err := ParseUsage("u", strings.NewReader(fmt.Sprintf("%d\t50\n%d\t7\n%d\t70000\n%d\t3", id(102), id(105), id(106), id(999))))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		boost Boost
		want  []uint64
	}{
		{"none", Boost{}, []uint64{100, 101, 102, 103, 104, 105, 106}},
		{"a reference set", Boost{Refsets: []sctid.ID{id(501)}}, []uint64{100, 104, 105, 101, 102, 103, 106}},
		{"two", Boost{Refsets: []sctid.ID{id(502), id(501)}}, []uint64{100, 103, 105, 104, 101, 102, 106}},
		{"use", Boost{Usage: usage}, []uint64{100, 106, 102, 105, 101, 103, 104}},
		{"both", Boost{Refsets: []sctid.ID{id(501)}, Usage: usage}, []uint64{100, 105, 104, 106, 102, 101, 103}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := r.Search(context.Background(), SearchQuery{Text: "heart", Boost: tt.boost, Size: 10})
			if err != nil {
				t.Fatal(err)
			}
			var want []sctid.ID
			for _, item := range tt.want {
				want = append(want, id(item))
			}
			if diff := cmp.Diff(want, page.ids()); diff != "" {
				t.Error(diff)
			}
			for _, h := range page.Hits {
				item := slices.Index([]sctid.ID{id(102), id(105), id(106)}, h.Summary.ConceptID)
				level := 0
				if tt.boost.Usage != nil && item >= 0 {
					level = []int{2, 1, 5}[item]
				}
				if h.Boost.UsageLevel != level || h.Boost.RefsetID != 0 && !slices.Contains(tt.boost.Refsets, h.Boost.RefsetID) {
					t.Errorf("%s: %+v, want level %d", h.Term, h.Boost, level)
				}
			}
		})
	}
	if n := r.UsageUnknown(usage); n != 1 {
		t.Errorf("%d unknown concepts", n)
	}
	for _, boost := range []Boost{{Refsets: []sctid.ID{id(100)}}, {Refsets: make([]sctid.ID, MaxBoostRefsets+1)}} {
		_, err := r.Search(context.Background(), SearchQuery{Text: "heart", Boost: boost})
		if e, _ := err.(*Error); e == nil || e.Field != "boost.refset_ids" {
			t.Errorf("%+v: %v", boost, err)
		}
	}
}

func TestExplain(t *testing.T) {
	hit := SearchHit{
		TermHit: TermHit{
			Class: MatchTermBegins, TypeID: Synonym, Matches: []ByteRange{{0, 5}},
			Rank: MatchRank{UnmatchedWords: 1, Length: 13, Acceptability: 3, InOrder: true, ConceptActive: true, DescriptionActive: true, ExactMarks: true},
		},
		Boost: HitBoost{id(501), 2},
	}
	tell := func(h SearchHit, dialects Dialects) (lines []string) {
		for _, r := range h.Explain(dialects) {
			lines = append(lines, r.Key+"="+r.Value+": "+r.Text)
		}
		return lines
	}
	refset := id(501).String()
	want := []string{
		"class=term begins: a term begins with the text",
		"boost=refset " + refset + ", usage 2: a member of the preferred reference set " + refset + ", usage level 2 of 5",
		"unmatchedWords=1: 1 word of the term that the text doesn't touch",
		"length=13: 13 characters long, folded",
		"acceptability=3: acceptable in 900000000000508004",
		"inOrder=true: the words stand in the typed order",
		"active=true: concept and description are active",
		"exactMarks=true: letters and marks as typed",
	}
	if diff := cmp.Diff(want, tell(hit, Dialects{USEnglish, GBEnglish})); diff != "" {
		t.Error(diff)
	}
	for _, tt := range []struct {
		change func(h *SearchHit)
		line   int
		want   string
	}{
		{func(h *SearchHit) { h.Widened = HitWidening{Step: ByEquivalents, Text: "renal"} }, 0, `widening=renal: found by "renal", which means the same`},
		{func(h *SearchHit) {
			h.Widened = HitWidening{Step: BySpelling, Words: []RespelledWord{{"hart", "heart"}, {"falure", "failure"}}}
		}, 0, "widening=hart→heart falure→failure: nothing is spelled as typed; read as hart→heart, falure→failure"},
		{func(h *SearchHit) { h.Boost = HitBoost{} }, 1, want[2]},
		{func(h *SearchHit) { h.Boost = HitBoost{UsageLevel: 1} }, 1, "boost=usage 1: usage level 1 of 5"},
		{func(h *SearchHit) { h.Rank.Acceptability = 0 }, 4, "acceptability=0: preferred in 900000000000509007"},
		{func(h *SearchHit) { h.Rank.Acceptability = 5 }, 4, "acceptability=5: in none of the dialects asked for"},
		{func(h *SearchHit) { h.TypeID = FullySpecifiedName }, 4, "acceptability=3: a fully specified name"},
		{func(h *SearchHit) { h.TypeID = TextDefinition }, 4, "acceptability=3: a text definition"},
		{func(h *SearchHit) { h.Rank.ConceptActive = false }, 6, "active=false: the concept is inactive"},
		{func(h *SearchHit) { h.Rank.DescriptionActive = false }, 6, "active=false: the description is inactive"},
		{func(h *SearchHit) { h.Rank.ConceptActive, h.Rank.DescriptionActive = false, false }, 6, "active=false: concept and description are inactive"},
	} {
		h := hit
		tt.change(&h)
		if got := tell(h, Dialects{USEnglish, GBEnglish})[tt.line]; got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	hit.Rank.Acceptability = 1
	if got := tell(hit, nil)[4]; got != "acceptability=1: acceptable in a dialect" {
		t.Error(got)
	}
	if got := (&SearchHit{}).Explain(nil); got != nil {
		t.Errorf("of a concept found by its id: %v", got)
	}
	for c := MatchWholeTerm; c <= MatchWidened; c++ {
		if classTexts[c.String()] == "" {
			t.Errorf("class %d has no words", c)
		}
	}
}
