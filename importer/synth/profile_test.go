package synth

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"
	"pgregory.net/rapid"
)

// The small profile is held to its figures, each within its tolerance.
func TestSmallMeetsItsProfile(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	for _, seed := range []uint64{0, 12} {
		_, s := generate(t, Config{Seed: seed, Profile: ProfileSmall})
		for _, f := range s.Figures {
			if !f.Met() {
				t.Errorf("seed %d: %s: made %.2f, wanted %.2f within %.0f %%", seed, f.Name, f.Made, f.Wanted, 100*f.Tolerance)
			}
		}
		if len(s.Figures) < 40 {
			t.Errorf("%d figures: expected the whole report", len(s.Figures))
		}
	}
}

// A part of a large profile has that part of its concepts and rows, which is what
// it is for: to show how something grows.
func TestPartOfAProfile(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	_, s := generate(t, Config{Profile: ProfileInternational, Part: 40})
	whole := map[string]float64{
		"concepts": 524_048, "descriptions": 1_650_000, "relationships": 3_530_000, "language members": 3_200_000,
		"attribute value members": 678_000, "rows of the Snapshot": 11_400_000,
	}
	for _, f := range s.Figures {
		if want, ok := whole[f.Name]; ok {
			delete(whole, f.Name)
			if math.Abs(f.Made-want/40) > 0.15*want/40 {
				t.Errorf("%s: made %.0f, a fortieth is %.0f", f.Name, f.Made, want/40)
			}
		}
	}
	if len(whole) > 0 {
		t.Errorf("the report lacks %v", whole)
	}
}

// The report tells the truth: its figures, counted again from the files.
func TestFiguresAreThoseOfTheFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	files, s := generate(t, Config{Seed: 12, Profile: ProfileSmall})
	snapshot := tables(t, files, "Snapshot")
	g := readGraph(t, snapshot)
	want := map[string]float64{}
	hasChild := map[string]bool{}
	words := map[string]bool{}
	depth := map[string]int{}
	var depthOf func(id string) int
	depthOf = func(id string) int {
		if d, ok := depth[id]; ok || id == "138875005" {
			return d
		}
		least := math.MaxInt
		for _, p := range g.parents[id] {
			least = min(least, depthOf(p)+1)
		}
		depth[id] = least
		return least
	}
	for id, active := range g.active {
		want["concepts"]++
		if !active {
			continue
		}
		want["active concepts"]++
		want["active is-a relationships"] += float64(len(g.parents[id]))
		above := len(g.above(t, id))
		if g.above(t, id)[id] {
			above-- // itself
		}
		want["closure pairs"] += float64(above)
		for _, p := range g.parents[id] {
			hasChild[p] = true
		}
		want["longest shortest path to the root"] = max(want["longest shortest path to the root"], float64(depthOf(id)))
	}
	want["retired concepts"] = want["concepts"] - want["active concepts"]
	want["share of leaves"] = 1 - float64(len(hasChild))/want["active concepts"]
	want["parents a concept"] = want["active is-a relationships"] / want["active concepts"]
	want["ancestors a concept"] = want["closure pairs"] / want["active concepts"]
	for _, row := range tableOf(t, snapshot, "sct2_Description_Snapshot-en").rows {
		if row[2] != "1" {
			continue
		}
		for _, word := range strings.FieldsFunc(strings.ToLower(row[7]), func(r rune) bool {
			return r < 0x80 && (r < 'a' || r > 'z') && (r < '0' || r > '9')
		}) {
			words[word] = true
		}
	}
	want["distinct words"] = float64(len(words))
	want["simple members"] = float64(len(tableOf(t, snapshot, "der2_Refset_Simple").rows))
	want["association members"] = float64(len(tableOf(t, snapshot, "der2_cRefset_Association").rows))
	checked := 0
	for _, f := range s.Figures {
		if w, ok := want[f.Name]; ok {
			checked++
			if math.Abs(f.Made-w) > 1e-6*w {
				t.Errorf("%s: the report says %v, the files have %v", f.Name, f.Made, w)
			}
		}
	}
	if checked != len(want) {
		t.Errorf("%d figures compared, want %d", checked, len(want))
	}
}

// One core or several, the release is the same bytes, and so is its archive.
func TestScaleIsTheSameOnAnyMachine(t *testing.T) {
	cfg := Config{Seed: 12, Profile: ProfileSmall}
	want, s := generate(t, cfg)
	archive := func() []byte {
		var out bytes.Buffer
		sink := NewParallelZipSink(&out, s.Package)
		if _, err := Generate(context.Background(), cfg, sink); err != nil {
			t.Fatal(err)
		}
		if err := sink.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	several := archive()
	before := runtime.GOMAXPROCS(1)
	one := several
	if !testing.Short() { // races take more than one core
		one = archive()
	}
	runtime.GOMAXPROCS(before)
	if !bytes.Equal(one, several) {
		t.Error("the archive depends on the number of cores")
	}
	inZip := unzip(t, one)
	for path, data := range want {
		if !bytes.Equal(inZip[s.Package+"/"+path], data.Bytes()) {
			t.Errorf("%s differs in the zip", path)
		}
	}
}

func TestScaleConfigErrors(t *testing.T) {
	for _, tt := range []struct {
		cfg  Config
		want string
	}{
		{Config{Profile: "huge"}, `Profile is "huge"`},
		{Config{Profile: ProfileSmall, Concepts: 5}, "has a size of its own"},
		{Config{Profile: ProfileSmall, Part: 2}, "only international and uk are made in part"},
		{Config{Part: 2}, "only international and uk are made in part"},
		{Config{Profile: ProfileUK, Part: 51}, "expected 1 to 50"},
		{Config{Profile: ProfileUK, Part: -1}, "expected 1 to 50"},
	} {
		if _, err := Generate(context.Background(), tt.cfg, memSink{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one with %q", tt.cfg, err, tt.want)
		}
	}
}

func TestScaleReportsAFullDiskAndStopsWhenTold(t *testing.T) {
	cfg := Config{Profile: ProfileSmall}
	for _, room := range []int{0, 500_000, 5_000_000} {
		if testing.Short() && room != 500_000 {
			continue
		}
		if _, err := Generate(context.Background(), cfg, &fullSink{room}); !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes: error %v, want %v", room, err, errFull)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err := GenerateWithProgress(ctx, cfg, discard{}, func(p Progress) {
		if p.Phase == "write" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// Everyday queries find the hand-written core in the profiles too.
func TestScaleKeepsTheCore(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	_, demo := generate(t, Config{})
	_, small := generate(t, Config{Seed: 12, Profile: ProfileSmall})
	for _, key := range []string{"heart attack", "asthma", "diabetes", "pneumonia"} {
		id := func(s *Summary) any {
			i := slices.IndexFunc(s.Examples, func(e Example) bool { return e.Key == key })
			if i < 0 {
				return "missing"
			}
			return s.Examples[i].ID
		}
		if id(demo) != id(small) {
			t.Errorf("%s is %v in the demo and %v in the small profile", key, id(demo), id(small))
		}
	}
}

// What the pieces of the parallel compressor make together, any reader takes.
func TestParallelDeflate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var out, want bytes.Buffer
		d := newParallelDeflate(&out, rapid.IntRange(1, 4).Draw(t, "cores"))
		for range rapid.IntRange(0, 4).Draw(t, "writes") {
			p := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "text"), rapid.IntRange(0, 60_000).Draw(t, "times"))
			want.Write(p)
			if _, err := d.Write(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(flate.NewReader(&out))
		if err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("%d bytes went in, %d came out, error %v", want.Len(), len(got), err)
		}
	})
}

// The table of pairs against a map.
func TestPairTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table pairTable
		keys := rapid.SliceOfNDistinct(rapid.Uint64Range(1, 5000), 0, 400, rapid.ID[uint64]).Draw(t, "keys")
		table.init(len(keys))
		want := map[uint64]int32{}
		for i, k := range keys {
			table.put(k, int32(i))
			want[k] = int32(i)
		}
		for k := range uint64(5001) {
			v, ok := table.get(k + 1)
			w, has := want[k+1]
			if ok != has || v != w {
				t.Fatalf("key %d: %d %v, want %d %v", k+1, v, ok, w, has)
			}
		}
	})
}
