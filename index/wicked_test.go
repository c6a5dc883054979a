package index

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/firn-sct/firn/terminology"
)

func reasonOf(err error) terminology.Reason {
	var e *terminology.Error
	if errors.As(err, &e) {
		return e.Reason
	}
	if err != nil {
		return "internal"
	}
	return ""
}

var wicked = []string{
	"a", "a b", "of a", "heart heart", "heart hear", "hearts heart", "hear hear hear", "hear hear hear hear", "a a a a a", "*", "a*", "%", "_", `"heart"`, "heart OR liver", "+heart -liver", "heart~2", "heart^3", "field:heart", "[a TO z]", "(", `\`,
	"\x00", "heart\x00failure", "\xff\xfe", "heart \xc3", "❤️ heart", "👩‍⚕️", "שלום", "\u202eheart\u202c", "h\u0301e\u0301a\u0301r\u0301t\u0301",
	"ﷺ", "½", "µ", "ß", "å", "5-ht", "2+", "'s", "''", "a'", "1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16-17-18-19-20",
	"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
	strings.Repeat("a", terminology.MaxQueryCharacters), strings.Repeat("é", terminology.MaxQueryCharacters),
	strings.Repeat("a ", terminology.MaxQueryWords), strings.Repeat("ab ", terminology.MaxQueryWords), strings.Repeat("\u0301", terminology.MaxQueryCharacters),
	"DROP TABLE concepts", "../../etc/passwd", "${jndi:ldap://x}", "<script>alert(1)</script>",
}

func someTerms() []Document {
	documents := terms("Heart failure", "5-HT", "Heart a of a a a a a", "Å ß µ ½ 2+", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "HEART OR LIVER", strings.Repeat("ab ", 7), "שלום", "Hearts heart", "Heart hearing heart", "Hearing heart hearty hear")
	documents[3].LanguageCode = "sv"
	documents[4].LanguageCode = "da"
	return documents
}

// Whatever is typed is answered as the naive scan answers, or refused as a
// malformed question.
func TestWickedQueries(t *testing.T) {
	documents := someTerms()
	x := buildTemp(t, documents)
	for _, text := range wicked {
		q := terminology.TermQuery{Text: text, Limit: 10}
		got, err := x.Search(bg, q)
		if r := reasonOf(err); r != "" {
			if r != terminology.ReasonQueryEmpty && r != terminology.ReasonQueryTooLong {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if len(strings.Fields(text)) > 5 || strings.Count(text, "-") > 5 {
			continue // too much for the naive scan, which tries all ways
		}
		want, err := newNaive(documents).search(q)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%q: %v %s", text, err, diff)
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, text := range wicked {
		f.Add(text)
	}
	documents := someTerms()
	x := buildTemp(f, documents)
	f.Fuzz(func(t *testing.T, text string) {
		q := terminology.TermQuery{Text: text, Limit: 100}
		got, err := x.Search(bg, q)
		if r := reasonOf(err); r != "" {
			if r != terminology.ReasonQueryEmpty && r != terminology.ReasonQueryTooLong {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		for _, h := range got.Hits {
			last := 0
			for _, r := range h.Matches {
				if r.Start < last || r.End <= r.Start || r.End > len(h.Term) {
					t.Fatalf("%q: %q has the ranges %v", text, h.Term, h.Matches)
				}
				last = r.End
			}
			if len(h.Matches) == 0 {
				t.Fatalf("%q: %q has no range", text, h.Term)
			}
		}
		// Both ways to candidates agree.
		q.Within = roaring.New()
		q.Within.AddRange(0, uint64(len(documents)))
		within, err := x.Search(bg, q)
		if diff := cmp.Diff(got, within); err != nil || diff != "" {
			t.Fatalf("%q: %v %s", text, err, diff)
		}
	})
}

func TestCancelled(t *testing.T) {
	x := buildTemp(t, manyTerms(5000))
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := x.Search(ctx, terminology.TermQuery{Text: "term", Limit: 10}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := x.Verify(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	// A context that ends in the middle, after the search has looked at it some times.
	for _, within := range []*roaring.Bitmap{nil, roaring.BitmapOf(0)} {
		if within != nil {
			within.AddRange(0, 5000)
			x.fewConcepts = 1 << 20
		}
		ctx := &countdown{Context: bg, left: 3}
		if _, err := x.Search(ctx, terminology.TermQuery{Text: "term", Within: within, Limit: 10}); !errors.Is(err, context.Canceled) {
			t.Errorf("within %v: %v", within != nil, err)
		}
	}
}

// countdown is a context that is cancelled after its Err has been asked for
// some times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Many goroutines get what one gets, and closing waits for them.
func TestConcurrentSearches(t *testing.T) {
	x := build(t, t.TempDir(), manyTerms(2000))
	queries := []string{"te", "term o", "of a", "1 t", "11", "term 19 of"}
	want := map[string]terminology.TermResult{}
	for _, text := range queries {
		want[text] = ask(t, x, terminology.TermQuery{Text: text, Limit: 20})
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 40 {
				text := queries[(g+i)%len(queries)]
				got, err := x.Search(bg, terminology.TermQuery{Text: text, Limit: 20})
				if errors.Is(err, ErrClosed) {
					return
				}
				if diff := cmp.Diff(want[text], got); err != nil || diff != "" {
					t.Errorf("%q: %v %s", text, err, diff)
					return
				}
			}
		})
	}
	time.Sleep(10 * time.Millisecond)
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
}

// A word of the query may be respelled to one that begins as another word of the
// query does, and to one that doesn't.
func TestRespelledWordsBeginDifferently(t *testing.T) {
	documents := terms("Abba beta", "Bbab x", "Bbab beta")
	q := terminology.TermQuery{Text: "abbab b", Fuzzy: true, Limit: 10}
	got, err := buildTemp(t, documents).Search(bg, q)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, h := range got.Hits {
		found = append(found, h.Term)
	}
	if diff := cmp.Diff([]string{"Abba beta", "Bbab beta"}, found); diff != "" || got.Total != 2 {
		t.Errorf("total %d, %s", got.Total, diff)
	}
}
