package ecl_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/firn-sct/firn/internal/ecldata"
	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// corpusOf makes the first queries of the corpus of a release.
func corpusOf(tb testing.TB, release *terminology.Release, seed uint64, n int) []ecldata.CorpusQuery {
	tb.Helper()
	c, err := ecldata.NewCorpus(release, seed)
	if err != nil {
		tb.Fatal(err)
	}
	queries, err := c.Queries(n)
	if err != nil {
		tb.Fatal(err)
	}
	return queries
}

// BenchmarkCorpus evaluates and counts a corpus of 1,000 queries, one after the
// other, and reports how long they took: the median, the 95th and the 99th of 100,
// for all and by class. Parsing isn't in it. The first pass, in which derived
// columns are made, is reported by itself.
func BenchmarkCorpus(b *testing.B) {
	release := testrelease.Scaled(b)
	queries := corpusOf(b, release, 1, 1000)
	parsed := make([]*ecl.Query, len(queries))
	for i, q := range queries {
		var err error
		if parsed[i], _, err = ecl.Parse(q.Text, ecl.Options{}); err != nil {
			b.Fatalf("%s: %v", q.Text, err)
		}
	}
	for _, cache := range []int64{0, 64 << 20} {
		b.Run(fmt.Sprintf("cache=%dMB", cache>>20), func(b *testing.B) {
			engine := ecl.NewEngine(release, ecl.EngineOptions{CacheMemory: cache})
			pass := func() (took []time.Duration, nothing int) {
				for i, q := range parsed {
					start := time.Now()
					n, err := engine.Count(context.Background(), q, ecl.EvaluateOptions{})
					took = append(took, time.Since(start))
					if err != nil {
						b.Fatalf("%s: %v", queries[i].Text, err)
					}
					if n == 0 {
						nothing++
					}
				}
				return took, nothing
			}
			first, nothing := pass()
			b.ReportMetric(float64(nothing), "empty")
			b.ReportMetric(float64(slices.Max(first))/1e6, "ms-first-max")
			times := map[string][]time.Duration{}
			best := make([]time.Duration, len(queries))
			for b.Loop() {
				took, _ := pass()
				for i, d := range took {
					times["all"] = append(times["all"], d)
					times[queries[i].Class] = append(times[queries[i].Class], d)
					if best[i] == 0 || d < best[i] {
						best[i] = d
					}
				}
			}
			for class, list := range times {
				slices.Sort(list)
				for _, p := range []int{50, 95, 99} {
					b.ReportMetric(float64(list[len(list)*p/100])/1e3, fmt.Sprintf("µs-%s-p%d", class, p))
				}
			}
			if os.Getenv("FIRN_BENCH_SLOWEST") != "" {
				order := make([]int, len(queries))
				for i := range order {
					order[i] = i
				}
				slices.SortFunc(order, func(i, j int) int { return cmp.Compare(best[j], best[i]) })
				for _, i := range order[:60] {
					fmt.Fprintf(os.Stderr, "%10v first %10v %.200s\n", best[i], first[i], queries[i].Text)
				}
			}
		})
	}
}

func BenchmarkRoot(b *testing.B) {
	release := testrelease.Scaled(b)
	engine := ecl.NewEngine(release, ecl.EngineOptions{})
	q, _, err := ecl.Parse("<< 138875005", ecl.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if n, err := engine.Count(context.Background(), q, ecl.EvaluateOptions{}); n < 2 || err != nil {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkContains asks about one concept after another: of a query that is
// parsed, and of one that is planned too.
func BenchmarkContains(b *testing.B) {
	release := testrelease.Scaled(b)
	engine := ecl.NewEngine(release, ecl.EngineOptions{})
	for _, text := range []string{"<< 404684003", "(<< 404684003 OR << 71388002) MINUS << 64572001", "<< 404684003 : 363698007 = << 123037004"} {
		q, _, err := ecl.Parse(text, ecl.Options{})
		if err != nil {
			b.Fatal(err)
		}
		o, count := taxonomy.Ordinal(0), taxonomy.Ordinal(release.Taxonomy().Len())
		b.Run("parsed/"+text, func(b *testing.B) {
			for b.Loop() {
				o = (o + 7919) % count
				if _, err := engine.Contains(context.Background(), q, o); err != nil {
					b.Fatal(err)
				}
			}
		})
		p, err := engine.Prepare(context.Background(), q, false)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("prepared/"+text, func(b *testing.B) {
			for b.Loop() {
				o = (o + 7919) % count
				if _, err := p.Contains(context.Background(), o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// watched notes the longest time between two looks at a context, which is how long
// a cancellation may have to wait.
type watched struct {
	context.Context
	last    time.Time
	longest time.Duration
}

func (w *watched) Err() error {
	now := time.Now()
	w.longest = max(w.longest, now.Sub(w.last))
	w.last = now
	return nil
}

// BenchmarkCancellation evaluates the corpus and reports the longest time for which
// no evaluation looked whether it was cancelled: in an engine that has nothing yet,
// and in one that has made its columns.
func BenchmarkCancellation(b *testing.B) {
	release := testrelease.Scaled(b)
	queries := corpusOf(b, release, 1, 1000)
	for b.Loop() {
		engine := ecl.NewEngine(release, ecl.EngineOptions{})
		for _, pass := range []string{"first", "later"} {
			var gaps []time.Duration
			longest := map[string]time.Duration{}
			for _, q := range queries {
				parsed, _, err := ecl.Parse(q.Text, ecl.Options{})
				if err != nil {
					b.Fatal(err)
				}
				w := &watched{Context: context.Background(), last: time.Now()}
				if _, err := engine.Count(w, parsed, ecl.EvaluateOptions{}); err != nil {
					b.Fatal(err)
				}
				_ = w.Err()
				gaps = append(gaps, w.longest)
				longest[q.Text] = w.longest
			}
			slices.Sort(gaps)
			b.ReportMetric(float64(gaps[len(gaps)-1])/1e6, "ms-"+pass+"-longest")
			b.ReportMetric(float64(gaps[len(gaps)*99/100])/1e6, "ms-"+pass+"-p99")
			if os.Getenv("FIRN_BENCH_SLOWEST") != "" {
				texts := slices.SortedFunc(maps.Keys(longest), func(p, q string) int { return cmp.Compare(longest[q], longest[p]) })
				for _, text := range texts[:30] {
					fmt.Fprintf(os.Stderr, "%s %10v %.200s\n", pass, longest[text], text)
				}
			}
		}
	}
}
