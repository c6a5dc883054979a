package index

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// typedQueries is how many queries are typed, each letter by letter.
const typedQueries = 200

// keystroke is a query as it stands after a key was hit.
type keystroke struct{ class, text string }

// keystrokes types queries made of the index's own terms: one to three words that
// follow each other or don't, each cut somewhere, in the proportions in which
// people type.
func keystrokes(x *Index) []keystroke {
	random := rand.New(rand.NewPCG(11, 13))
	var all []keystroke
	var texts textBuffer
	admitted := &x.scope(&terminology.TermQuery{}).admitted
	for n := 0; n < typedQueries; {
		row := random.IntN(x.rows.count)
		if !admitted.has(uint32(row)) {
			continue
		}
		words := strings.Fields(strings.ReplaceAll(string(ownText(x.rows.folded(row, &texts))), "-", " "))
		count := []int{1, 1, 2, 2, 2, 3}[random.IntN(6)]
		if len(words) < count {
			continue
		}
		n++
		if random.IntN(3) > 0 { // most begin at the beginning
			words = words[:count]
		} else {
			random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
			words = words[:count]
		}
		for i, w := range words {
			if r := []rune(w); random.IntN(2) == 0 {
				words[i] = string(r[:min(len(r), 3+random.IntN(6))])
			}
		}
		text := []rune(strings.Join(words, " "))
		for end := 1; end <= len(text); end++ {
			if text[end-1] == ' ' {
				continue // the blank changes nothing
			}
			typed := string(text[:end])
			class := "three or more letters"
			switch blanks := strings.Count(typed, " "); {
			case blanks == 1:
				class = "two words"
			case blanks > 1:
				class = "three words"
			case end == 1:
				class = "one letter"
			case end == 2:
				class = "two letters"
			}
			all = append(all, keystroke{class, typed})
		}
	}
	return all
}

// benchmarkIndex opens the index of the data directory that FIRN_BENCH_DATA
// names, or makes a small one.
func benchmarkIndex(b *testing.B) *Index {
	b.Helper()
	dir := os.Getenv("FIRN_BENCH_DATA")
	if dir == "" {
		if testing.Short() {
			b.Skip("indexes 200,000 descriptions")
		}
		return buildTemp(b, benchmarkDocuments())
	}
	found, err := filepath.Glob(filepath.Join(dir, "releases", "*", "*", "search"))
	if err != nil || len(found) != 1 {
		b.Fatalf("%d search indexes below %s (%v)", len(found), dir, err)
	}
	x, err := Open(found[0])
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := x.Close(); err != nil {
			b.Error(err)
		}
	})
	return x
}

// BenchmarkTyping types 200 queries letter by letter, on one goroutine and on 16,
// without a limit and within sets of concepts, and reports by class of keystroke
// how long an answer of ten rows takes.
func BenchmarkTyping(b *testing.B) {
	x := benchmarkIndex(b)
	keys := keystrokes(x)
	within := func(n int) *roaring.Bitmap {
		// Runs of neighbours, as the descendants of concepts are.
		random := rand.New(rand.NewPCG(3, 3))
		set := roaring.New()
		for int(set.GetCardinality()) < n {
			first := random.Uint64N(uint64(x.rows.concepts))
			set.AddRange(first, first+min(uint64(n)/10+1, uint64(n)-set.GetCardinality()))
		}
		return set
	}
	for _, goroutines := range []int{1, 16} {
		for _, size := range []int{0, 40, 100, 5000, 100_000} {
			name := fmt.Sprintf("%d-clients/all", goroutines)
			q := terminology.TermQuery{LanguageRefsets: []sctid.ID{terminology.USEnglish}, Limit: 10, TotalCap: terminology.DefaultTotalCap}
			if size > 0 {
				if size > x.rows.concepts/2 {
					continue
				}
				name = fmt.Sprintf("%d-clients/within-%d", goroutines, size)
				q.Within = within(size)
			}
			b.Run(name, func(b *testing.B) { benchmarkKeys(b, x, keys, q, goroutines) })
		}
	}
}

// benchmarkKeys reports the times of all searches, and of the best of the rounds
// for each query: what the query costs where the machine's other work didn't get
// between. With one goroutine it also reports the processor time, which leaves out
// that others had the processor.
func benchmarkKeys(b *testing.B, x *Index, keys []keystroke, q terminology.TermQuery, goroutines int) {
	var mu sync.Mutex
	times := map[string][]time.Duration{}
	best := make([]time.Duration, len(keys))
	cpu := make([]time.Duration, len(keys)) // of one goroutine alone
	for b.Loop() {
		var wg sync.WaitGroup
		for g := range goroutines {
			wg.Go(func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				own := make([]time.Duration, len(keys))
				q := q
				for i := range keys {
					i := (i + g*len(keys)/goroutines) % len(keys)
					q.Text = keys[i].text
					start, spent := time.Now(), threadTime()
					if _, err := x.Search(bg, q); err != nil {
						b.Error(err)
						return
					}
					own[i] = time.Since(start)
					if goroutines == 1 {
						if spent = threadTime() - spent; cpu[i] == 0 || spent < cpu[i] {
							cpu[i] = spent
						}
					}
				}
				mu.Lock()
				defer mu.Unlock()
				for i, took := range own {
					times[keys[i].class] = append(times[keys[i].class], took)
					if best[i] == 0 || took < best[i] {
						best[i] = took
					}
				}
			})
		}
		wg.Wait()
	}
	searches := 0
	for _, class := range []string{"one letter", "two letters", "three or more letters", "two words", "three words"} {
		var ofBest, ofCPU []time.Duration
		slowest := 0
		for i, k := range keys {
			if k.class == class {
				ofBest, ofCPU = append(ofBest, best[i]), append(ofCPU, cpu[i])
				if keys[slowest].class != class || best[i] > best[slowest] {
					slowest = i
				}
			}
		}
		searches += len(times[class])
		unit := strings.ReplaceAll(class, " ", "-")
		for suffix, t := range map[string][]time.Duration{"": times[class], "-best": ofBest, "-cpu": ofCPU} {
			slices.Sort(t)
			b.ReportMetric(float64(t[len(t)/2].Nanoseconds())/1e3, unit+suffix+"-p50-us")
			b.ReportMetric(float64(t[len(t)*99/100].Nanoseconds())/1e3, unit+suffix+"-p99-us")
		}
		all := times[class]
		b.Logf("%-21s p50 %8v p99 %8v; best rounds p50 %8v p99 %8v; processor p50 %8v p99 %8v; most %8v (%q)", class,
			all[len(all)/2].Round(100), all[len(all)*99/100].Round(100), ofBest[len(ofBest)/2].Round(100),
			ofBest[len(ofBest)*99/100].Round(100), ofCPU[len(ofCPU)/2].Round(100), ofCPU[len(ofCPU)*99/100].Round(100),
			best[slowest].Round(100), keys[slowest].text)
	}
	b.ReportMetric(float64(searches)/b.Elapsed().Seconds(), "searches/s")
}
