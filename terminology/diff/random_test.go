package diff_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/diff"
	"github.com/firn-sct/firn/terminology/sctid"
)

// mutate changes some rows of mini at random: states, definition statuses, parents,
// terms, what is preferred, and which concepts there are.
func mutate(t *rapid.T, r *rows, depth map[string]int) {
	flip := func(v string) string {
		if v == "1" {
			return "0"
		}
		return "1"
	}
	pick := func(file string) []string {
		return rapid.SampledFrom(r.files[file][1:]).Draw(t, "row")
	}
	ours := func(id string) bool { return strings.HasSuffix(id[:len(id)-3], "9999999") } // leave the metadata alone
	for range rapid.IntRange(0, 25).Draw(t, "changes") {
		switch rapid.IntRange(0, 7).Draw(t, "what") {
		case 0:
			if row := pick(concepts); ours(row[0]) {
				row[2] = flip(row[2])
			}
		case 1:
			row := pick(concepts)
			row[4] = rapid.SampledFrom([]string{"900000000000074008", "900000000000073002"}).Draw(t, "status")
		case 2:
			// Parents only become such as were nearer to the root, so that there is
			// no circle.
			row, to := pick(relationships), pick(concepts)[0]
			if row[7] == "116680003" && depth[to] < depth[row[4]] {
				row[5] = to
			}
		case 3:
			if row := pick(relationships); row[7] == "116680003" && depth[row[5]] < depth[row[4]] {
				row[2] = flip(row[2])
			}
		case 4:
			row := pick(descriptions)
			row[7] = rapid.SampledFrom([]string{"Heart", "Heart (disorder)", row[7] + " x"}).Draw(t, "term")
		case 5:
			row := pick(descriptions)
			row[2] = flip(row[2])
		case 6:
			row := pick(language)
			row[2] = flip(row[2])
			if rapid.Bool().Draw(t, "acceptability") {
				row[6] = rapid.SampledFrom([]string{"900000000000548007", "900000000000549004"}).Draw(t, "value")
			}
		case 7:
			if id := pick(concepts)[0]; ours(id) && !strings.HasPrefix(id, "10") { // modules and reference sets stay
				r.drop(concepts, 0, id)
			}
		}
	}
}

// fewer sets how many pairs a test makes, unless RAPID_CHECKS or -rapid.checks says:
// each takes two imports.
func fewer(t *testing.T, usual, short int) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	if os.Getenv("RAPID_CHECKS") != "" || checks.Value.String() != checks.DefValue {
		return
	}
	if testing.Short() {
		usual = short
	}
	if err := checks.Value.Set(strconv.Itoa(usual)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := checks.Value.Set(checks.DefValue); err != nil {
			t.Error(err)
		}
	})
}

// depths are the lengths of the longest ways up to the root.
func depths(r *naive.Release) map[string]int {
	depth := map[string]int{}
	var of func(id uint64) int
	of = func(id uint64) int {
		key := fmt.Sprint(id)
		if d, known := depth[key]; known {
			return d
		}
		d := 0
		for _, parent := range r.Parents(id) {
			d = max(d, of(parent)+1)
		}
		depth[key] = d
		return d
	}
	for _, id := range r.ConceptIDs() {
		of(id)
	}
	return depth
}

// TestRandomPairs compares the walk with the plain twin, on pairs of releases that
// are mini with random changes.
func TestRandomPairs(t *testing.T) {
	base := readMini(t)
	model, err := naive.ReadSnapshot(base.write(t))
	if err != nil {
		t.Fatal(err)
	}
	depth := depths(model)
	fewer(t, 12, 3)
	kinds := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		oldRows, newRows := base.clone(), base.clone()
		mutate(rt, oldRows, depth)
		mutate(rt, newRows, depth)
		old, oldModel := both(t, importer.Options{Paths: []string{oldRows.write(t)}})
		new, newModel := both(t, importer.Options{Paths: []string{newRows.write(t)}})
		comparePair(rt, old, new, oldModel, newModel, kinds)
		comparePair(rt, new, old, newModel, oldModel, kinds)
	})
	if !testing.Short() && len(kinds) < 9 {
		t.Errorf("only these kinds of change came up: %v", kinds)
	}
}

func comparePair(t *rapid.T, old, new *terminology.Release, oldModel, newModel *naive.Release, kinds map[string]int) {
	walk := func(what string, options diff.Options, w twin) {
		comparison, err := diff.New(old, new, options)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for c, err := range comparison.Changes(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			kinds[c.Kind.String()]++
			got = append(got, tell(c))
		}
		w.old, w.new = oldModel, newModel
		for _, id := range new.Info().DefaultLanguageRefsets {
			w.chosen = append(w.chosen, uint64(id))
		}
		for _, l := range old.Info().LanguageRefsets {
			w.dialects = append(w.dialects, uint64(l.RefsetID))
		}
		if diff := cmp.Diff(w.changes(), got); diff != "" {
			t.Fatalf("%s (-naive +walk):\n%s", what, diff)
		}
	}
	walk("all concepts", diff.Options{}, twin{})

	// Disease without what is below Disorder of heart, written out by hand.
	disease, heart := uint64(64572001), uint64(1239999999107)
	in := func(r *naive.Release) func(uint64) bool {
		below := r.Descendants(disease)
		without := append(r.Descendants(heart), heart)
		return func(id uint64) bool { return slices.Contains(below, id) && !slices.Contains(without, id) }
	}
	bitmap := func(release *terminology.Release, has func(uint64) bool, model *naive.Release) *roaring.Bitmap {
		b := roaring.New()
		for id := range model.Concepts {
			if o, ok := release.Taxonomy().Ordinal(sctid.ID(id)); ok && has(id) {
				b.Add(uint32(o))
			}
		}
		return b
	}
	set := &diff.ValueSet{
		Old: bitmap(old, in(oldModel), oldModel), New: bitmap(new, in(newModel), newModel),
		Anchors: []sctid.ID{sctid.ID(disease), sctid.ID(heart)},
	}
	walk("a value set", diff.Options{ValueSet: set}, twin{inOld: in(oldModel), inNew: in(newModel), anchors: []uint64{disease, heart}})

	ids := slices.Concat(oldModel.ConceptIDs(), []uint64{22298006, 5})
	chosen := rapid.SliceOf(rapid.SampledFrom(ids)).Draw(t, "codes")
	codes := make([]sctid.ID, len(chosen))
	for i, id := range chosen {
		codes[i] = sctid.ID(id)
	}
	if chosen == nil {
		chosen = []uint64{}
	}
	walk("a list of codes", diff.Options{Codes: codes}, twin{codes: chosen})
}
