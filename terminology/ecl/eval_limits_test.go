package ecl_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// TestNames covers what a query may name and the release lacks: warnings, and
// errors under strict.
func TestNames(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	for _, test := range []struct {
		query  string
		reason terminology.Reason
		start  int
		words  string
	}{
		{"<< 64572001 OR 1249999999103", ecl.ReasonConceptMalformed, 15, "check digit"},
		{"<< 22298006", ecl.ReasonConceptUnknown, 3, "22298006 is not in release"},
		{"<< 64572001 MINUS 1399999999104", ecl.ReasonConceptInactive, 18, "1399999999104 is inactive; its place was taken by 1249999999102"},
		{"2659999999113", ecl.ReasonConceptMalformed, 0, "identifier of a description, not of a concept; its concept is 1249999999102"},
		{"* {{ C moduleId = 22298006 }}", ecl.ReasonConceptUnknown, 18, "22298006"},
		{"* {{ dialectId = (22298006 900000000000509007) }}", ecl.ReasonConceptUnknown, 18, "22298006"},
		{"1069999999108 {{ + HISTORY (22298006) }}", ecl.ReasonConceptUnknown, 28, "22298006"},
		{"* : 64572001 = (64572001 OR 22298006)", ecl.ReasonConceptUnknown, 28, "22298006"},
		{"* {{ dialect = en-gb (22298006) }}", ecl.ReasonConceptUnknown, 22, "22298006"},
		{"^ 1089999999103 {{ M companionId = 22298006 }}", ecl.ReasonConceptUnknown, 35, "22298006"},
		{"* {{ D id = (2659999999113 22298006) }}", ecl.ReasonDescriptionUnknown, 27, "22298006 is the identifier of a concept"},
		{"* {{ D id = 680946014 }}", ecl.ReasonDescriptionUnknown, 12, "680946014 is not in release"},
		{"* {{ D id = 680946015 }}", ecl.ReasonDescriptionUnknown, 12, "check digit"},
		{"LOINC#1-1", ecl.ReasonConceptUnknown, 0, "no identifier 1-1"},
	} {
		q := parsed(t, test.query)
		r, err := engine.Evaluate(t.Context(), q, ecl.EvaluateOptions{})
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
			continue
		}
		if len(r.Warnings) != 1 || r.Warnings[0].Reason != test.reason || r.Warnings[0].Start != test.start || !strings.Contains(r.Warnings[0].Message, test.words) {
			t.Errorf("%s: warnings %v", test.query, r.Warnings)
			continue
		}
		if w := r.Warnings[0]; !strings.HasPrefix(test.query, "LOINC") && w.ID.String() != test.query[w.Start:w.End] {
			t.Errorf("%s: the warning is about %s", test.query, w.ID)
		}
		if w := r.Warnings[0]; w.Reason == ecl.ReasonConceptInactive && !slices.Equal(w.Replacements, []sctid.ID{1249999999102}) {
			t.Errorf("%s: replacements %v", test.query, w.Replacements)
		}
		_, err = engine.Evaluate(t.Context(), q, ecl.EvaluateOptions{Strict: true})
		var e *ecl.Error
		if !errors.As(err, &e) || e.Reason != test.reason || e.Start != test.start || terminology.KindOf(err) != terminology.KindInvalidArgument {
			t.Errorf("%s: strictly %v", test.query, err)
		}
	}
	for query, reason := range map[string]terminology.Reason{
		"NOSCHEME#1":                                ecl.ReasonSchemeUnknown,
		"* {{ dialect = xx-yy }}":                   ecl.ReasonDialectUnknown,
		"^ [noSuchField] 1069999999108":             ecl.ReasonFieldUnknown,
		"^ 1069999999108 {{ M noSuchField = #1 }}":  ecl.ReasonFieldUnknown,
		`^ 1079999999100 {{ M order = "1" }}`:       ecl.ReasonFilterValueInvalid,
		"< ^ [order] 1079999999100":                 ecl.ReasonRowsNotASet,
		"^ 1089999999103 {{ M companionId = #1 }}":  ecl.ReasonFilterValueInvalid,
		"^ 1089999999103 {{ M amount = 64572001 }}": ecl.ReasonFilterValueInvalid,
	} {
		_, err := engine.Evaluate(t.Context(), parsed(t, query), ecl.EvaluateOptions{})
		var e *ecl.Error
		if !errors.As(err, &e) || e.Reason != reason {
			t.Errorf("%s: got %v, want %s", query, err, reason)
		}
	}
}

// TestNoMembers covers ^ of what isn't a reference set: a warning, and no error
// under strict, since the concept is there.
func TestNoMembers(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	for query, start := range map[string]int{"^ 64572001": 2, "< 64572001 AND < ^ [referencedComponentId] 64572001": 43, "^ [*] (64572001)": 6, "^ [mapTarget] 64572001": 14, "^ 1069999999108": -1, "^ (64572001 OR 1069999999108)": -1, "^R 64572001": -1} {
		r, err := engine.Evaluate(t.Context(), parsed(t, query), ecl.EvaluateOptions{Strict: true})
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
		switch {
		case start < 0 && len(r.Warnings) == 0:
		case start >= 0 && len(r.Warnings) == 1 && r.Warnings[0].Reason == ecl.ReasonNoMembers && r.Warnings[0].Start == start:
		default:
			t.Errorf("%s: warnings %+v", query, r.Warnings)
		}
	}
}

// TestAliases covers tables of one's own.
func TestAliases(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{
		Dialects: map[string]sctid.ID{"Mine": terminology.GBEnglish},
		Schemes:  map[string]sctid.ID{"CARD": 1049999999107},
	})
	for query, want := range map[string]int{"Card#CARD-1": 1, `* {{ dialect = mine (prefer), term = "anaemia" }}`: 1} {
		n, err := engine.Count(t.Context(), parsed(t, query), ecl.EvaluateOptions{})
		if n != want || err != nil {
			t.Errorf("%s: %d, %v", query, n, err)
		}
	}
	if _, err := engine.Count(t.Context(), parsed(t, "* {{ dialect = en-gb }}"), ecl.EvaluateOptions{}); err == nil {
		t.Error("en-gb is known though the table lacks it")
	}
}

// impatient is a context that is cancelled after it was asked a number of times.
type impatient struct {
	context.Context
	asked, most atomic.Int64
}

func (c *impatient) Err() error {
	if c.asked.Add(1) > c.most.Load() {
		return context.Canceled
	}
	return nil
}

// TestCancellation cancels at every look that an evaluation takes at its context:
// it must stop there, with the context's error.
func TestCancellation(t *testing.T) {
	release := mini(t)
	for _, text := range []string{
		"* : { * = * }", `* {{ term = "a", type = syn }}`, `* {{ term = wild:"*a*" }} OR * {{ D active = 0 }}`,
		"^ 1079999999100 {{ M order > #10 }}", "<< 64572001 {{ + HISTORY }}", "^ [*] 1079999999100", "* {{ C moduleId = 1009999999109, effectiveTime > \"20240131\" }}",
		`* {{ D effectiveTime > "20240131" }}`, "(* . *) : [2..*] R * = *",
	} {
		q := parsed(t, text)
		for most := int64(0); ; most++ {
			engine := ecl.NewEngine(release, ecl.EngineOptions{}) // with nothing derived yet
			ctx := &impatient{Context: t.Context()}
			ctx.most.Store(most)
			_, err := engine.Evaluate(ctx, q, ecl.EvaluateOptions{})
			if err == nil {
				if most == 0 {
					t.Errorf("%s: evaluated without a look at the context", text)
				}
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("%s, look %d: %v", text, most, err)
			}
			if after := ctx.asked.Load() - most; after > 2 {
				t.Fatalf("%s: looked %d times after it was cancelled", text, after)
			}
		}
	}
}

// TestCancellationIsQuick cancels a query that takes long, over the real subset,
// while it is planned and while it runs. It must end within 10 ms; the quickest of
// some attempts counts, since others use the machine as well.
func TestCancellationIsQuick(t *testing.T) {
	s := realSubset(t)
	limit := 10 * time.Millisecond
	if testing.Short() { // which the race detector runs
		limit = 200 * time.Millisecond
	}
	var parts []string
	for i := range 4000 {
		id := s.release.Taxonomy().ID(taxonomy.Ordinal(i % s.release.Taxonomy().ActiveCount()))
		parts = append(parts, fmt.Sprintf("(* : [%d..*] { * = << %s, * != %s }, [0..3] R * = (< %s {{ term = wild:\"*a*%d*\" }}))", i%3, id, id, id, i))
	}
	monster := parsed(t, strings.Join(parts, " OR "))
	for _, after := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond, 100 * time.Millisecond} {
		best := time.Hour
		for range 5 {
			engine := ecl.NewEngine(s.release, ecl.EngineOptions{})
			ctx, cancel := context.WithCancel(t.Context())
			cancelled := make(chan time.Time, 1)
			time.AfterFunc(after, func() {
				cancelled <- time.Now()
				cancel()
			})
			_, err := engine.Evaluate(ctx, monster, ecl.EvaluateOptions{})
			took := time.Since(<-cancelled)
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("cancelled after %v: %v", after, err)
			}
			if best = min(best, took); best < limit {
				break
			}
		}
		if best > limit {
			t.Errorf("cancelled after %v it went on for %v", after, best)
		}
	}
	// The deadline that the query may have ends it likewise.
	start := time.Now()
	_, err := s.plain.Evaluate(t.Context(), monster, ecl.EvaluateOptions{Timeout: 30 * time.Millisecond})
	if e, ok := errors.AsType[*terminology.Error](err); !ok || e.Reason != ecl.ReasonDeadline || e.Kind != terminology.KindResourceExhausted {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
	_, err = s.plain.Evaluate(t.Context(), monster, ecl.EvaluateOptions{Memory: 100_000})
	if e, ok := errors.AsType[*terminology.Error](err); !ok || e.Reason != terminology.ReasonBudgetExceeded || e.Kind != terminology.KindResourceExhausted {
		t.Errorf("with little memory: %v", err)
	}
}

func TestDeadlineAndMemory(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	q := parsed(t, "< 64572001 : 363698007 = *")
	for _, test := range []struct {
		options ecl.EvaluateOptions
		reason  terminology.Reason
	}{
		{ecl.EvaluateOptions{Timeout: 1}, ecl.ReasonDeadline},
		{ecl.EvaluateOptions{Memory: 1}, terminology.ReasonBudgetExceeded},
	} {
		_, err := engine.Evaluate(t.Context(), q, test.options)
		var e *terminology.Error
		if !errors.As(err, &e) || e.Kind != terminology.KindResourceExhausted || e.Reason != test.reason {
			t.Errorf("%+v: got %v", test.options, err)
		}
	}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := engine.Evaluate(ctx, q, ecl.EvaluateOptions{}); terminology.KindOf(err) != terminology.KindResourceExhausted {
		t.Errorf("a deadline of the context: %v", err)
	}
	if _, err := engine.Evaluate(t.Context(), parsed(t, "^ [*] 900000000000509007"), ecl.EvaluateOptions{Memory: 4000}); terminology.KindOf(err) != terminology.KindResourceExhausted {
		t.Errorf("many rows: %v", err)
	}
	if _, err := engine.Evaluate(t.Context(), q, ecl.EvaluateOptions{Timeout: -1, Memory: -1}); err != nil {
		t.Errorf("without bounds: %v", err)
	}
}

func TestContainsOfRows(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	var e *ecl.Error
	if _, err := engine.Contains(t.Context(), parsed(t, "^ [*] 1079999999100"), 0); !errors.As(err, &e) || e.Reason != ecl.ReasonRowsNotASet {
		t.Errorf("got %v", err)
	}
	if in, err := engine.Contains(t.Context(), parsed(t, "*"), 1<<31); in || err != nil {
		t.Errorf("an ordinal of nothing: %v, %v", in, err)
	}
}
