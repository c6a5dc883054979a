package ecl_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/firn-sct/firn/internal/ecldata"
)

// The variables that make the comparison of engine and model longer than go test
// has time for, and the same again: see docs/ecl.md.
const (
	randomVariable = "FIRN_ECL_RANDOM" // how many queries over random releases
	subsetVariable = "FIRN_ECL_SUBSET" // how many over the real subset
	seedVariable   = "FIRN_ECL_SEED"   // where to begin; printed by every run
)

// setting returns a variable's number, or what go test takes without it.
func setting(t *testing.T, variable string, usual, short int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv(variable))
	switch {
	case err == nil:
		return n
	case os.Getenv(variable) != "":
		t.Fatalf("%s: %v", variable, err)
	case testing.Short():
		return short
	}
	return usual
}

func seed(t *testing.T) uint64 {
	n := setting(t, seedVariable, int(time.Now().UnixNano()%1_000_000_000), 1)
	t.Logf("%s=%d makes this run again", seedVariable, n)
	return uint64(n)
}

// The engine agrees with the naive model on random queries over random releases.
func TestRandomReleases(t *testing.T) {
	const perRelease = 250
	first, total := seed(t), setting(t, randomVariable, 3000, 500)
	counts := tally{}
	for i := range uint64((total + perRelease - 1) / perRelease) {
		dir, remove := tempDir(t)
		rf2 := filepath.Join(dir, "rf2")
		if err := ecldata.Random(first + i).Write(rf2); err != nil {
			t.Fatal(err)
		}
		s, err := openSubject(filepath.Join(dir, "data"), rf2, ecldata.RandomRelease)
		if err != nil {
			t.Fatalf("random release %d: %v", first+i, err)
		}
		compareRandomly(t, s, first+i, perRelease, 5, &counts)
		if err := s.release.Close(); err != nil {
			t.Fatal(err)
		}
		remove()
		if t.Failed() {
			t.Fatalf("random release %d: ecldata.Random makes it again", first+i)
		}
	}
	counts.check(t)
}

// The same over the real subset.
func TestRandomSubset(t *testing.T) {
	s := realSubset(t)
	total := setting(t, subsetVariable, 100, 10)
	counts := tally{}
	compareRandomly(t, s, seed(t), total, 50, &counts)
	counts.check(t)
}

// tally counts what the queries found, so that a generator whose queries never
// find anything is noticed.
type tally struct{ queries, nothing, rows, errors int }

func (c *tally) add(s *subject, text string) {
	c.queries++
	switch a, err := s.naively(text); {
	case err != nil:
		c.errors++
	case a.rows != nil:
		c.rows++
	case len(a.concepts) == 0:
		c.nothing++
	}
}

func (c *tally) check(t *testing.T) {
	t.Logf("%d queries: %d found nothing, %d gave rows, %d were refused", c.queries, c.nothing, c.rows, c.errors)
	if c.queries >= 100 && (c.nothing > c.queries*3/4 || c.errors > c.queries/10) {
		t.Error("the random queries find too little to tell anything")
	}
}

// compareRandomly asks random queries; of one in every so many it also asks each
// concept. It reports the first disagreement by the simplest query that shows it.
func compareRandomly(t *testing.T, s *subject, seed uint64, queries, every int, counts *tally) {
	t.Helper()
	vocabulary := ecldata.NewVocabulary(s.text)
	random := rand.New(rand.NewPCG(seed, 7))
	for i := range queries {
		var choices ecldata.Choices
		text := vocabulary.Query(ecldata.Record(random, &choices), 0).String()
		counts.add(s, text)
		if s.disagreement(text, i%every == 0) == "" {
			continue
		}
		until := time.Now().Add(20 * time.Second)
		simplest := choices.Shrink(func(c ecldata.Choices) bool {
			return time.Now().Before(until) && s.disagreement(vocabulary.Query(c.Replay(), 0).String(), true) != ""
		})
		text = vocabulary.Query(simplest.Replay(), 0).String()
		t.Errorf("seed %d, query %d, made simpler:\n%s\n%s", seed, i, text, s.disagreement(text, true))
		return
	}
}
