package ecl_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/internal/naive/naiveecl"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// card is the scheme that releases of ecldata have besides LOINC.
const card = 1039999997100

// subject is a release in the engine, and in the naive model of it.
type subject struct {
	release       *terminology.Release
	plain, cached *ecl.Engine
	model         *naiveecl.Model
	text          *naive.Release
}

func newSubject(t testing.TB, dir, uri string) *subject {
	t.Helper()
	s, err := openSubject(t.TempDir(), dir, uri)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.release.Close() })
	return s
}

// openSubject imports the RF2 files of a folder into another.
func openSubject(data, dir, uri string) (*subject, error) {
	text, err := naive.ReadSnapshot(dir)
	if err != nil {
		return nil, err
	}
	summary, err := importer.Import(context.Background(), importer.Options{DataDir: data, Paths: []string{dir}, Release: uri})
	if err != nil {
		return nil, err
	}
	release, _, err := catalog.OpenRelease(summary.Dir)
	if err != nil {
		return nil, err
	}
	schemes := map[string]sctid.ID{"loinc": ecl.LOINC, "card": card}
	s := &subject{
		release: release, text: text, model: naiveecl.New(text),
		plain:  ecl.NewEngine(release, ecl.EngineOptions{Schemes: schemes}),
		cached: ecl.NewEngine(release, ecl.EngineOptions{Schemes: schemes, CacheMemory: 1 << 20}),
	}
	s.model.Schemes = map[string]uint64{"LOINC": uint64(ecl.LOINC), "CARD": card}
	return s, nil
}

// answer is a result by identifiers; exactly one of the fields isn't nil.
type answer struct {
	concepts []uint64   // ascending
	rows     [][]string // in the order of the result
}

func (a answer) String() string {
	if a.rows != nil {
		return fmt.Sprintf("%d rows %q", len(a.rows), a.rows)
	}
	return fmt.Sprintf("%d concepts %d", len(a.concepts), a.concepts)
}

func (a answer) equal(b answer) bool {
	return (a.rows == nil) == (b.rows == nil) && slices.Equal(a.concepts, b.concepts) && slices.EqualFunc(a.rows, b.rows, slices.Equal[[]string])
}

// answer asks the engine without a cache, and the one with a cache twice, which
// must all say the same.
func (s *subject) answer(text string) (answer, error) {
	q, _, err := ecl.Parse(text, ecl.Options{})
	if err != nil {
		return answer{}, err
	}
	first, firstErr := s.ask(s.plain, q)
	for _, way := range []string{"with a cache", "from the cache"} {
		again, err := s.ask(s.cached, q)
		if !again.equal(first) || (err == nil) != (firstErr == nil) {
			return answer{}, fmt.Errorf("%s the engine gives %v and %v; without one %v and %v", way, again, err, first, firstErr)
		}
	}
	return first, firstErr
}

func (s *subject) ask(e *ecl.Engine, q *ecl.Query) (a answer, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	r, err := e.Evaluate(context.Background(), q, ecl.EvaluateOptions{})
	if err != nil {
		return answer{}, err
	}
	if r.Concepts == nil {
		rows := [][]string{}
		for _, row := range r.Rows {
			var values []string
			for _, field := range row {
				values = append(values, ecl.FieldText(field))
			}
			rows = append(rows, values)
		}
		return answer{rows: rows}, nil
	}
	ids := []uint64{}
	for it := r.Concepts.Iterator(); it.HasNext(); {
		ids = append(ids, uint64(s.release.Taxonomy().ID(taxonomy.Ordinal(it.Next()))))
	}
	slices.Sort(ids)
	return answer{concepts: ids}, nil
}

// contains asks of each concept of the release whether it is in a query's set,
// which is known.
func (s *subject) contains(ctx context.Context, text string, set []uint64) error {
	q, _, err := ecl.Parse(text, ecl.Options{})
	if err != nil {
		return err
	}
	p, err := s.plain.Prepare(ctx, q, false)
	if err != nil {
		return err
	}
	var all []taxonomy.Ordinal
	for o := range s.release.Taxonomy().Len() {
		all = append(all, taxonomy.Ordinal(o))
	}
	together := make([]bool, len(all))
	if err := p.ContainsEach(ctx, all, together); err != nil {
		return err
	}
	for i, o := range all {
		id := uint64(s.release.Taxonomy().ID(o))
		_, want := slices.BinarySearch(set, id)
		alone, err := p.Contains(ctx, o)
		if err != nil {
			return err
		}
		if alone != want || together[i] != want {
			return fmt.Errorf("of %d Contains says %v, ContainsEach %v, want %v", id, alone, together[i], want)
		}
	}
	return nil
}

// naively asks the model. An error of the model is one only if the engine gives
// it as well: the engine may see that the part at fault makes no difference.
func (s *subject) naively(text string) (answer, error) {
	q, _, err := ecl.Parse(text, ecl.Options{})
	if err != nil {
		return answer{}, err
	}
	r, err := s.model.Evaluate(q)
	if r.Concepts == nil {
		return answer{rows: append([][]string{}, r.Rows...)}, err
	}
	return answer{concepts: append([]uint64{}, r.Concepts.Sorted()...)}, err
}

// disagreement compares engine and model, and describes how they differ; empty
// if they don't.
func (s *subject) disagreement(text string, contains bool) string {
	got, err := s.answer(text)
	want, wantErr := s.naively(text)
	if err != nil {
		var reason string
		if e, ok := err.(*ecl.Error); ok {
			reason = string(e.Reason)
		}
		if wantErr != nil && reason != "" && strings.HasPrefix(wantErr.Error(), reason) {
			return ""
		}
		return fmt.Sprintf("the engine's error is %v\nthe model's %v", err, wantErr)
	}
	if !got.equal(want) {
		return fmt.Sprintf("the engine gives %v\nthe model       %v", got, want)
	}
	if contains && got.rows == nil {
		if err := s.contains(context.Background(), text, want.concepts); err != nil {
			return err.Error()
		}
	}
	return ""
}

// tempDir makes a folder that is removed with remove.
func tempDir(t testing.TB) (dir string, remove func()) {
	t.Helper()
	dir, err := os.MkdirTemp("", "firn-ecl-random-")
	if err != nil {
		t.Fatal(err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }
}
