package synth

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestConfigErrors(t *testing.T) {
	tests := []struct {
		name string
		cfg  Config
		want string
	}{
		{"negative size", Config{Concepts: -1}, "Concepts is -1"},
		{"huge size", Config{Concepts: 60_000_000}, "Concepts is 60000000"},
		{"no date", Config{Date: "2026-01-31"}, `Date is "2026-01-31"`},
		{"no such day", Config{Date: "20260230"}, `Date is "20260230"`},
		{"releases", Config{Releases: 41}, "Releases is 41"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Generate(context.Background(), tt.cfg, memSink{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestSize(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	for _, n := range []int{MinConcepts, DefaultConcepts, 7001} {
		if _, s := generate(t, Config{Concepts: n, Seed: uint64(n)}); s.Concepts != n {
			t.Errorf("%d concepts, want %d", s.Concepts, n)
		}
	}
	if _, s := generate(t, Config{Concepts: 1}); s.Concepts >= MinConcepts {
		t.Errorf("the smallest release has %d concepts, want fewer than %d", s.Concepts, MinConcepts)
	}
}

func TestReleaseDates(t *testing.T) {
	_, dates, err := Config{Date: "20260831", Releases: 3}.complete()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"20250801", "20260201", "20260831"}; !slices.Equal(dates, want) {
		t.Errorf("dates %v, want %v", dates, want)
	}
}

func TestOneReleaseHasNoHistory(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	files, _ := generate(t, Config{Releases: 1, Full: true, Date: "20251001"})
	for name, full := range tables(t, files, "Full") {
		s := tables(t, files, "Snapshot")[strings.Replace(name, "Full", "Snapshot", 1)]
		if len(full.rows) != len(s.rows) {
			t.Errorf("%s has %d rows, the Snapshot %d", full.path, len(full.rows), len(s.rows))
		}
		for _, row := range full.rows {
			if row[1] != "20251001" {
				t.Fatalf("%s: %v is not of the one release", full.path, row)
			}
		}
	}
}

func TestGenerateStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Generate(ctx, Config{}, memSink{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// fullSink refuses more than some bytes, as a full disk does.
type fullSink struct{ left int }

var errFull = errors.New("no space left")

func (s *fullSink) Create(string) (io.WriteCloser, error) { return s, nil }

func (s *fullSink) Write(p []byte) (int, error) {
	if s.left -= len(p); s.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func (s *fullSink) Close() error { return nil }

func TestGenerateReportsAFullDisk(t *testing.T) {
	for _, room := range []int{0, 100_000, 1_000_000} {
		if _, err := Generate(context.Background(), Config{Concepts: MinConcepts}, &fullSink{room}); !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes: error %v, want %v", room, err, errFull)
		}
	}
}

func TestBritish(t *testing.T) {
	s := newSpeller()
	s.prefer("acetaminophen", "paracetamol")
	tests := []struct{ us, gb string }{
		{"Iron deficiency anemia", "Iron deficiency anaemia"},
		{"Malignant tumor of esophagus", "Malignant tumour of oesophagus"},
		{"Pulmonary edema", "Pulmonary oedema"},
		{"Lymphedema of left limb", "Lymphoedema of left limb"},
		{"Gastroesophageal reflux disease", "Gastro-oesophageal reflux disease"},
		{"Acute leukemia", "Acute leukaemia"},
		{"Hypoglycemic coma", "Hypoglycaemic coma"},
		{"Ischemic heart disease", "Ischaemic heart disease"},
		{"Hemorrhoids", "Haemorrhoids"},
		{"Subarachnoid hemorrhage", "Subarachnoid haemorrhage"},
		{"Hemiparesis", "Hemiparesis"},
		{"Diarrhea and dyspnea", "Diarrhoea and dyspnoea"},
		{"Urinary catheterization", "Urinary catheterisation"},
		{"Color blindness", "Colour blindness"},
		{"Colorectal polyp", "Colorectal polyp"},
		{"Systemic lupus erythematosus", "Systemic lupus erythematosus"},
		{"Acetaminophen 500 mg oral tablet", "Paracetamol 500 mg oral tablet"},
		{"Cesarean section", "Caesarean section"},
		{"Ménière's disease", "Ménière's disease"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := s.british(tt.us); got != tt.gb {
			t.Errorf("british(%q) = %q, want %q", tt.us, got, tt.gb)
		}
		if got := s.british(tt.gb); got != tt.gb {
			t.Errorf("british(%q) = %q: British spelling should stay", tt.gb, got)
		}
	}
}

func TestCaseSignificance(t *testing.T) {
	tests := []struct {
		term  string
		named bool
		want  any
	}{
		{"Fracture of femur", false, caseInsensitive},
		{"Infection caused by Candida", false, caseFirstInsens},
		{"Crohn disease", true, caseSensitive},
		{"MRI scan", false, caseSensitive},
		{"X-ray", false, caseInsensitive},
		{"", false, caseInsensitive},
	}
	for _, tt := range tests {
		if got := caseSignificance(tt.term, tt.named); got != tt.want {
			t.Errorf("caseSignificance(%q, %v) = %v, want %v", tt.term, tt.named, got, tt.want)
		}
	}
}

func TestParseLexicon(t *testing.T) {
	lex, err := parseLexicon("# note\n! 404684003 | tag=x\na | sv=å | =\n  b | syn=c; d | flag\n    e\n  f\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(lex.sections) != 1 || lex.sections[0].get("tag") != "x" || len(lex.entries) != 4 {
		t.Fatalf("sections %v, entries %v", lex.sections, lex.entries)
	}
	a, b, e, f := lex.entries[0], lex.entries[1], lex.entries[2], lex.entries[3]
	if b.parent != a || e.parent != b || f.parent != a || a.parent != nil {
		t.Error("wrong parents")
	}
	if !a.has("=") || a.get("sv") != "å" || !slices.Equal(b.list("syn", ";"), []string{"c", "d"}) || b.positional(0) != "flag" || e.section != "404684003" {
		t.Errorf("wrong fields: %+v %+v", a, b)
	}
	if v, ok := e.inherited("sv"); !ok || v != "å" {
		t.Errorf("e inherits %q, %v", v, ok)
	}
	for _, bad := range []string{" a", "a\n    b", "a\n   b", "  a"} {
		if _, err := parseLexicon(bad); err == nil {
			t.Errorf("parseLexicon(%q): no error", bad)
		}
	}
}

func FuzzParseLexicon(f *testing.F) {
	for _, name := range []string{"metadata.txt", "others.txt"} {
		data, err := lexiconFiles.ReadFile("data/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data[:1000]))
	}
	f.Add("a | b=c | =\n  d | e; f\n")
	f.Add("! 1 | mods=a,b\n\n#\n | \n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		lex, err := parseLexicon(text)
		if err != nil {
			return
		}
		line := 0
		for i, e := range lex.entries {
			if e.line <= line {
				t.Errorf("entry %d is of line %d, the one before of line %d", i, e.line, line)
			}
			line = e.line
			if e.parent != nil && e.parent.line >= e.line {
				t.Errorf("line %d is below line %d", e.line, e.parent.line)
			}
		}
	})
}

// The lattice against all pairs: the parents of a point are the points in use
// that are above it, with none of them between.
func TestLatticeFindsTheLowestAbove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBuilder(Config{})
		b.concepts = append(b.concepts, concept{structural: true, name: "top"})
		// A random graph of values, below the structural top.
		n := rapid.IntRange(1, 12).Draw(t, "values")
		for i := 1; i <= n; i++ {
			parents := rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(i-1)), 1, 3, rapid.ID[int32]).Draw(t, "parents")
			slices.Sort(parents)
			b.concepts = append(b.concepts, concept{parents: parents})
		}
		l := newLattice(b)
		l.use(basePoint(0), 0)
		bases := rapid.IntRange(0, 3).Draw(t, "bases")
		for i := 1; i <= bases; i++ {
			l.addBase(int32(i), rapid.Int32Range(0, int32(i-1)).Draw(t, "above"))
		}
		l.baseMemo = map[int32][]int32{}
		value := rapid.Int32Range(0, int32(n))
		for i := range rapid.IntRange(1, 25).Draw(t, "points") {
			p := basePoint(rapid.Int32Range(0, int32(bases)).Draw(t, "base"))
			for axis := 1; axis <= 3; axis++ {
				if v := value.Draw(t, "value"); v > 0 {
					p[axis] = v
				}
			}
			if !l.taken(p) {
				l.use(p, int32(1000+i))
			}
		}
		above := func(low, high point) bool {
			return low != high && l.leq(low, high)
		}
		for _, p := range l.points[1:] {
			var want []int32
			for j, q := range l.points {
				if above(p, q) && !slices.ContainsFunc(l.points, func(m point) bool { return above(p, m) && above(m, q) }) {
					want = append(want, l.indexes[j])
				}
			}
			slices.Sort(want)
			if got := l.parents(p); !slices.Equal(got, want) {
				t.Fatalf("parents of %v are %v, want %v", p, got, want)
			}
		}
	})
}

// Every reason for retirement occurs, with the right association and number of
// targets, and some replacements have been retired in turn.
func TestRetirement(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	files, s := generate(t, Config{})
	snapshot := tables(t, files, "Snapshot")
	g := readGraph(t, snapshot)
	reason := map[string]string{}
	for _, r := range tableOf(t, snapshot, "der2_cRefset_AttributeValue").rows {
		if r[4] == refsetConceptInactivation.String() {
			reason[r[5]] = r[6]
		}
	}
	targets := map[string]map[string][]string{}
	chains := 0
	for _, r := range tableOf(t, snapshot, "der2_cRefset_Association").rows {
		if g.active[r[5]] || strings.HasSuffix(r[5][:len(r[5])-1], "11") {
			continue // whole and part, moved from; descriptions
		}
		if targets[r[5]] == nil {
			targets[r[5]] = map[string][]string{}
		}
		targets[r[5]][r[4]] = append(targets[r[5]][r[4]], r[6])
		if !g.active[r[6]] {
			chains++
		}
	}
	seen := make([]int, len(retirementRules))
	for id, active := range g.active {
		if active {
			if reason[id] != "" {
				t.Errorf("active %s has the reason %s for being inactive", id, reason[id])
			}
			continue
		}
		fits := -1
		for i, rule := range retirementRules {
			want := ""
			if rule.reason != 0 {
				want = rule.reason.String()
			}
			all := targets[id]
			if want != reason[id] || len(all) > 1 {
				continue
			}
			n := len(all[rule.association.String()])
			if rule.association == 0 && len(all) == 0 || n > 0 && n >= rule.least && n <= rule.most {
				fits = i
			}
		}
		if fits < 0 {
			t.Errorf("%s: reason %s with targets %v is in no rule", id, reason[id], targets[id])
			continue
		}
		seen[fits]++
	}
	for i, n := range seen {
		if n == 0 {
			t.Errorf("no concept was retired by rule %d (%v, %v)", i, retirementRules[i].reason, retirementRules[i].association)
		}
	}
	if chains < 3 {
		t.Errorf("%d replacements are retired too: expected some", chains)
	}
	if retired := s.Concepts - s.ActiveConcepts; retired < s.Concepts/10 {
		t.Errorf("%d of %d concepts are retired", retired, s.Concepts)
	}
}

func TestExamples(t *testing.T) {
	_, small := generate(t, Config{Concepts: MinConcepts})
	_, s := generate(t, Config{Seed: 5})
	keys := map[string]Example{}
	for _, e := range s.Examples {
		keys[e.Key] = e
	}
	for _, key := range []string{"heart attack", "asthma", "diabetes", "pneumonia", "fracture of femur", ExampleRetired, ExampleChain, ExampleDrug, ExampleGrouped, ExampleLateral, ExampleMultiple} {
		if keys[key].ID == 0 || keys[key].Term == "" {
			t.Errorf("no example for %q", key)
		}
	}
	// The hand-written core has the same identifiers in every release.
	for _, e := range small.Examples {
		if e.Key == "heart attack" && e.ID != keys["heart attack"].ID {
			t.Errorf("heart attack is %v in one release and %v in another", e.ID, keys["heart attack"].ID)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	for _, profile := range []Profile{ProfileDemo, ProfileSmall} {
		b.Run(string(profile), func(b *testing.B) {
			rows := 0
			for b.Loop() {
				s, err := Generate(context.Background(), Config{Profile: profile}, discard{})
				if err != nil {
					b.Fatal(err)
				}
				rows = 0
				for _, n := range s.Rows {
					rows += n
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

type discard struct{}

func (discard) Create(string) (io.WriteCloser, error) { return discard{}, nil }
func (discard) Write(p []byte) (int, error)           { return len(p), nil }
func (discard) Close() error                          { return nil }
