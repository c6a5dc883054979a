package history_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// tell writes a resolution as lines: a judgement or end, then steps as
// association:concept.
func tell(r history.Resolution) string {
	step := func(w history.Way) string {
		var b strings.Builder
		for i := range w.Len() {
			s := w.Step(i)
			fmt.Fprintf(&b, " %s:%v", short[s.AssociationID], s.ConceptID)
		}
		return b.String()
	}
	var lines []string
	for i := range r.Len() {
		replacement := r.Replacement(i)
		lines = append(lines, replacement.Judgement.String()+step(replacement.Way))
	}
	for i := range r.Ends() {
		end := r.End(i)
		lines = append(lines, end.Kind.String()+step(end.Way))
	}
	return strings.Join(lines, "\n")
}

// The retired concepts of two releases that we made; testdata/README.md tells what
// their rows say.
func TestHandMadeReleases(t *testing.T) {
	for _, release := range []struct {
		folder string
		want   map[sctid.ID]string
	}{
		{"history-and-maps", map[sctid.ID]string{
			13019999996102: "safe same:12029999996102",
			13029999996106: "safe replaced:13019999996102 same:12029999996102",
			13039999996109: "safe same:13029999996106 replaced:13019999996102 same:12029999996102",
			13049999996103: "loop replaced:13059999996101 replaced:13049999996103",
			13059999996101: "loop replaced:13049999996103 replaced:13059999996101",
			13069999996104: "loop replaced:13049999996103 replaced:13059999996101 replaced:13049999996103",
			13079999996107: "dead-end replaced:13089999996105",
			13089999996105: "",
			13099999996108: "not-exact possibly:12039999996104\nnot-exact possibly:12049999996105\n" +
				"dead-end possibly:13079999996107 replaced:13089999996105",
			13109999996101: "not-in-release same:77779999996105",
			13119999996103: "reason-disagrees same:12069999996109",
			13129999996107: "several-targets replaced:12069999996109\nseveral-targets replaced:12079999996101",
			13139999996105: "not-exact wasA:12059999996107",
			13149999996104: "not-exact moved:11999999996106",
			13159999996102: "several-targets same:13169999996100 same:12109999996107",
			13169999996100: "several-targets same:12109999996107",
			13179999996108: "not-exact partially:12019999996106\nnot-exact partially:12059999996107",
			13189999996106: "not-exact alternative:13039999996109 same:13029999996106 replaced:13019999996102 same:12029999996102",
		}},
		{"mini", map[sctid.ID]string{
			1399999999104: "safe same:1249999999102",
			1409999999101: "safe replaced:1399999999104 same:1249999999102",
			1419999999104: "not-exact possibly:1249999999102\nnot-exact possibly:1259999999104",
			1429999999106: "not-exact possiblyReplaced:1289999999106\nnot-exact possiblyReplaced:1299999999108",
			1439999999108: "not-exact partially:1279999999109\nnot-exact partially:1299999999108",
			1449999999103: "not-exact alternative:1259999999104",
			1459999999100: "",
			1479999999105: "not-exact wasA:64572001",
			1489999999107: "loop replaced:1499999999109 replaced:1489999999107",
			1499999999109: "loop replaced:1489999999107 replaced:1499999999109",
			1509999999102: "",
		}},
	} {
		r := testrelease.Import(t, importer.Options{Paths: []string{filepath.Join(testenv.Root(), "testdata", release.folder, "Snapshot")}})
		x := indexOf(t, r)
		for concept, want := range release.want {
			got, err := x.Resolve(ordinal(t, r, concept))
			if err != nil {
				t.Fatal(err)
			}
			if tell(got) != want {
				t.Errorf("%s, %v: got\n%s\nwant\n%s", release.folder, concept, tell(got), want)
			}
		}
		// Whatever the concept, reason and time are those of the rest of the program.
		for o := range taxonomy.Ordinal(r.Taxonomy().Len()) {
			got, ok := x.Inactivation(o)
			want, wantOK, err := r.ConceptInactivation(r.Taxonomy().ID(o))
			if err != nil || ok != wantOK || got != want {
				t.Errorf("%v: %v, %v; want %v, %v, %v", r.Taxonomy().ID(o), got, ok, want, wantOK, err)
			}
		}
	}
}

// The real subset has 33 rows of associations. Most are of the anatomy
// association, which isn't historical; the only retired concept that one of the
// others speaks of is 307530000. The known answers are those of the text files.
func TestSubset(t *testing.T) {
	dir := testenv.Subset(t)
	text, err := naive.ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := testrelease.Import(t, importer.Options{Paths: []string{dir}, Release: testenv.SubsetRelease})
	x := indexOf(t, r)
	rows, resolved := 0, 0
	for _, m := range text.Members {
		var target sctid.ID
		if m.Field("targetComponentId") == "" {
			continue
		}
		if target, err = sctid.Parse(m.Field("targetComponentId")); err != nil {
			t.Fatal(err)
		}
		rows++
		source, held := r.Taxonomy().Ordinal(sctid.ID(m.ReferencedComponentID))
		if !held {
			t.Errorf("%d isn't there", m.ReferencedComponentID)
			continue
		}
		got, err := x.Resolve(source)
		if err != nil {
			t.Fatal(err)
		}
		predecessors := x.ReplacedID(target)
		counts := m.Active && m.RefsetID == uint64(terminology.ReplacedBy) && !text.Concepts[m.ReferencedComponentID].Active
		if !counts {
			if got.Len()+got.Ends() != 0 || predecessors.Len() != 0 {
				t.Errorf("%d → %v: %q, %d predecessors", m.ReferencedComponentID, target, tell(got), predecessors.Len())
			}
			continue
		}
		resolved++
		if want := fmt.Sprintf("safe replaced:%v", target); tell(got) != want || m.ReferencedComponentID != 307530000 || target != 74400008 {
			t.Errorf("%d: %q, want %q", m.ReferencedComponentID, tell(got), want)
		}
		if predecessors.Len() != 1 {
			t.Errorf("%v took the place of %d concepts", target, predecessors.Len())
		} else if p, err := predecessors.At(0); err != nil || uint64(p.ConceptID) != m.ReferencedComponentID || p.Judgement != history.Safe {
			t.Errorf("%v took the place of %+v, %v", target, p, err)
		}
		if why, ok := x.Inactivation(source); !ok || why.Since != 20100131 || why.ReasonID != 0 {
			t.Errorf("%d: %+v, %v", m.ReferencedComponentID, why, ok)
		}
	}
	if rows != 33 || resolved != 1 {
		t.Errorf("%d rows, of which %d count", rows, resolved)
	}
}

// BenchmarkIndex makes the index, and tells how much memory it takes.
func BenchmarkIndex(b *testing.B) {
	var before, after runtime.MemStats
	for b.Loop() {
		b.StopTimer()
		r := testrelease.Scaled(b)
		runtime.GC()
		runtime.ReadMemStats(&before)
		b.StartTimer()
		x, err := history.Of(b.Context(), r)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		runtime.KeepAlive(x)
		b.StartTimer()
	}
}

// BenchmarkResolve reads the replacements of one retired concept after the other.
func BenchmarkResolve(b *testing.B) {
	r := testrelease.Scaled(b)
	x, err := history.Of(b.Context(), r)
	if err != nil {
		b.Fatal(err)
	}
	first, n := r.Taxonomy().ActiveCount(), r.Taxonomy().Len()-r.Taxonomy().ActiveCount()
	i, safe := 0, 0
	for b.Loop() {
		i = (i*7 + 12345) % n
		got, err := x.Resolve(taxonomy.Ordinal(first + i))
		if err != nil {
			b.Fatal(err)
		}
		for j := range got.Len() {
			if replacement := got.Replacement(j); replacement.Safe() {
				safe++
			}
		}
		x.Inactivation(taxonomy.Ordinal(first + i))
	}
	if safe == 0 {
		b.Fatal("nothing is safe")
	}
}
