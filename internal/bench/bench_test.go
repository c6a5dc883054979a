package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPercentile(t *testing.T) {
	var d durations
	for i := 100; i > 0; i-- {
		d = append(d, time.Duration(i))
	}
	for p, want := range map[float64]float64{0: 1, 50: 51, 99: 100, 100: 100} {
		if got := d.percentile(p); got != want {
			t.Errorf("percentile %v: got %v, want %v", p, got, want)
		}
	}
	if got := (durations{}).percentile(50); got != 0 {
		t.Errorf("of nothing: got %v", got)
	}
}

func TestRow(t *testing.T) {
	for _, test := range []struct {
		row           row
		median, best  float64
		verdict, want string
	}{
		{row{unit: "ns", want: 200, samples: []float64{300, 100, 150}}, 150, 100, "yes", "≤ 200 ns"},
		{row{unit: "ns", want: 120, samples: []float64{300, 100, 150}}, 150, 100, "no", "≤ 120 ns"},
		{row{unit: "/s", want: 8e6, atLeast: true, samples: []float64{9e6, 7e6}}, 8e6, 9e6, "yes", "≥ 8 M/s"},
		{row{unit: "x", want: 0.8, atLeast: true, samples: []float64{0.7}}, 0.7, 0.7, "no", "≥ 0.80"},
		{row{unit: "ms", samples: []float64{1500}}, 1500, 1500, "", ""},
	} {
		if m, b := test.row.median(), test.row.best(); m != test.median || b != test.best {
			t.Errorf("%v: median %v, best %v", test.row, m, b)
		}
		if v, w := test.row.verdict(), test.row.wanted(); v != test.verdict || w != test.want {
			t.Errorf("%v: met %q, wanted %q", test.row, v, w)
		}
	}
	if m := (&row{}).median(); !math.IsNaN(m) {
		t.Errorf("median of nothing: %v", m)
	}
}

func TestQuantity(t *testing.T) {
	for _, test := range []struct {
		value float64
		unit  string
		want  string
	}{
		{98, "ns", "98 ns"}, {4970, "ns", "4.97 µs"}, {50.8e6, "ns", "50.8 ms"}, {12.5e6, "/s", "12.5 M/s"},
		{163e3, "/s", "163 k/s"}, {131.4, "MB", "131 MB"}, {1500, "ms", "1.50 s"}, {1.4, "x", "1.40"},
	} {
		if got := quantity(test.value, test.unit); got != test.want {
			t.Errorf("%v %s: got %q, want %q", test.value, test.unit, got, test.want)
		}
	}
}

// TestSamples holds the lines to the form that benchstat reads.
func TestSamples(t *testing.T) {
	var b bytes.Buffer
	printSamples(&b, []note{{"cpu", "Fast"}, {"load before", "0.1"}}, []*row{
		{name: "Serve/Healthy", unit: "ms", samples: []float64{54.6, 60}},
		{name: "Stream/Subsumes", unit: "/s", atLeast: true, samples: []float64{8e6}},
		{name: "Call/rate-by-empty", unit: "x", atLeast: true, samples: []float64{0.8}},
	})
	want := `
cpu: Fast
Unit items/s better=higher
Unit x-higher better=higher
BenchmarkServe/Healthy 1 5.46e+07 ns/op
BenchmarkServe/Healthy 1 6e+07 ns/op
BenchmarkStream/Subsumes 1 8e+06 items/s
BenchmarkCall/rate-by-empty 1 0.8 x-higher
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

// TestNotes: whatever may differ between two runs that are compared is no line
// "key: value", of which benchstat would make tables apart.
func TestNotes(t *testing.T) {
	var b bytes.Buffer
	notes := describe(t.Context(), options{}, "a release")
	notes = append(notes, note{"measured in", "1s"})
	printTable(&b, notes, nil)
	printSamples(&b, notes, nil)
	var keys []string
	for line := range strings.Lines(b.String()) {
		if key, _, ok := strings.Cut(line, ":"); ok && key == strings.ToLower(key) {
			keys = append(keys, key)
		}
	}
	if want := []string{"release", "seed", "goos", "goarch", "cpu", "cores"}; !slices.Equal(keys, want) {
		t.Errorf("benchstat tells %q apart, want %q", keys, want)
	}
	if !strings.Contains(b.String(), "Commit:") || !strings.Contains(b.String(), "Load before:") {
		t.Errorf("the notes are\n%s", b.String())
	}
}

func TestRollup(t *testing.T) {
	m, err := parseRollup("00400000-7ffd [rollup]\nRss:   2000 kB\nPss:   900 kB\nAnonymous:   500 kB\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := (memory{resident: 2.048, anonymous: 0.512, mapped: 1.536}); m != want {
		t.Errorf("got %+v, want %+v", m, want)
	}
	for _, text := range []string{"", "Rss: many kB\n"} {
		if _, err := parseRollup(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestCodesOf(t *testing.T) {
	for n, want := range map[int]int{1: 1, 3: 1, streamRows - 1: 1, streamRows: 1, 2*streamRows - 1: 1, 2 * streamRows: 2} {
		ids := make([]uint64, n)
		for i := range ids {
			ids[i] = uint64(i)
		}
		codes := codesOf(ids)
		if len(codes) != want {
			t.Errorf("%d ids make %d messages, want %d", n, len(codes), want)
		}
		for k, message := range codes {
			for i, id := range message.GetCodeNumbers() {
				if len(message.GetCodeNumbers()) != streamRows || id != uint64((k*streamRows+i)%n) {
					t.Fatalf("%d ids, message %d: code %d of %d is %d", n, k, i, len(message.GetCodeNumbers()), id)
				}
			}
		}
	}
}

func TestWantsGroup(t *testing.T) {
	for pattern, want := range map[string]bool{"": true, "Stream/": true, "Stream/Subsumes": true, "^Stream/Bare": true, "Call/": false, "Call/|Stream/": true} {
		m := &measuring{only: regexp.MustCompile(pattern)}
		if got := m.wantsGroup("Stream/"); got != want {
			t.Errorf("-only %q: got %t, want %t", pattern, got, want)
		}
	}
}

func TestStat(t *testing.T) {
	const text = "42 (a) b) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 9 0 1 2 3\n"
	if got, err := parseStat(text); err != nil || got != 3*time.Second {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "42 (a) S 1 2", strings.Replace(text, "250", "x", 1)} {
		if _, err := parseStat(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

func TestRateStopsAtErrors(t *testing.T) {
	wrong := errors.New("wrong")
	begin := time.Now()
	_, err := rate(t.Context(), 4, time.Minute, func(_ context.Context, client, i int) error {
		if client == 2 && i == 3 {
			return wrong
		}
		time.Sleep(time.Microsecond)
		return nil
	})
	if !errors.Is(err, wrong) || time.Since(begin) > 30*time.Second {
		t.Errorf("got %v after %v, want %v at once", err, time.Since(begin), wrong)
	}
}

func TestRateCountsCalls(t *testing.T) {
	begin := time.Now()
	perSecond, err := rate(t.Context(), 4, 50*time.Millisecond, func(context.Context, int, int) error {
		time.Sleep(10 * time.Millisecond)
		return nil
	})
	// Four clients make 20 calls, or fewer on a busy machine.
	if err != nil || perSecond <= 0 || perSecond > 400 || time.Since(begin) < 50*time.Millisecond {
		t.Errorf("got %v calls a second, %v", perSecond, err)
	}
}

func TestTyped(t *testing.T) {
	q := strings.Fields(typed(newRandom(1), "Myocardial infarction of heart"))
	if len(q) != 2 || !strings.HasPrefix("Myocardial", q[0]) || !strings.HasPrefix("infarction", q[1]) || len(q[0]) < 3 {
		t.Errorf("got %q", q)
	}
}
