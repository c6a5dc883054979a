package synth

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func unzip(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range r.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name], err = io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

var idInAxiom = regexp.MustCompile(`:(\d+)`)

func axiomIDs(text string) []string {
	var out []string
	for _, m := range idInAxiom.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// axiomOf is a class axiom taken apart.
type axiomOf struct {
	defined bool
	named   string
	parents []string
	groups  [][][2]string
}

// parseAxiom reads the axioms that this package writes, by recursive descent
// over brackets: independent of how they are written.
func parseAxiom(t testing.TB, text string) axiomOf {
	t.Helper()
	pos := 0
	var node func() any
	node = func() any {
		for pos < len(text) && text[pos] == ' ' {
			pos++
		}
		start := pos
		for pos < len(text) && !strings.ContainsRune("() ", rune(text[pos])) {
			pos++
		}
		word := text[start:pos]
		if pos >= len(text) || text[pos] != '(' {
			return word
		}
		pos++
		list := []any{word}
		for text[pos] != ')' {
			list = append(list, node())
			for text[pos] == ' ' {
				pos++
			}
		}
		pos++
		return list
	}
	top := node().([]any)
	a := axiomOf{defined: top[0] == "EquivalentClasses", named: strings.TrimPrefix(top[1].(string), ":")}
	parts := []any{top[2]}
	if list, ok := top[2].([]any); ok && list[0] == "ObjectIntersectionOf" {
		parts = list[1:]
	}
	attribute := func(list []any) [2]string {
		value := strings.TrimPrefix(list[2].(string), ":")
		if list[0] == "DataHasValue" {
			value = "#" + strings.Split(value, `"`)[1]
		}
		return [2]string{strings.TrimPrefix(list[1].(string), ":"), value}
	}
	for _, p := range parts {
		list, ok := p.([]any)
		if !ok {
			a.parents = append(a.parents, strings.TrimPrefix(p.(string), ":"))
			continue
		}
		if list[1] != ":609096000" {
			a.groups = append(a.groups, [][2]string{attribute(list)})
			continue
		}
		inner := []any{list[2]}
		if l := list[2].([]any); l[0] == "ObjectIntersectionOf" {
			inner = l[1:]
		}
		var group [][2]string
		for _, x := range inner {
			group = append(group, attribute(x.([]any)))
		}
		a.groups = append(a.groups, group)
	}
	return a
}

// The inferred hierarchy is exactly what the axioms entail: a concept is below
// a defined one if and only if it is below all its stated parents and has, for
// each of its groups, a group that meets it. That is naive classification, all
// pairs, with the values compared by the same hierarchy.
func TestInferredHierarchyIsWhatAxiomsEntail(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	for _, cfg := range []Config{{Seed: 11, Concepts: 6000}, {Seed: 12, Profile: ProfileSmall}} {
		t.Run(string(cfg.Profile), func(t *testing.T) { testAxiomsEntail(t, cfg) })
	}
}

func testAxiomsEntail(t *testing.T, cfg Config) {
	files, _ := generate(t, cfg)
	snapshot := tables(t, files, "Snapshot")
	g := readGraph(t, snapshot)
	axioms := map[string]axiomOf{}
	for _, row := range tableOf(t, snapshot, "sct2_sRefset_OWLExpression").rows {
		if row[2] != "1" || row[4] != refsetOWLAxiom.String() || !strings.HasPrefix(row[6], "SubClassOf") && !strings.HasPrefix(row[6], "EquivalentClasses") {
			continue
		}
		a := parseAxiom(t, row[6])
		if a.named != row[5] {
			t.Fatalf("the axiom of %s is about %s", row[5], a.named)
		}
		axioms[row[5]] = a
	}
	meets := func(have, want [][2]string) bool {
		return !slices.ContainsFunc(want, func(w [2]string) bool {
			return !slices.ContainsFunc(have, func(h [2]string) bool {
				return g.above(t, h[0])[w[0]] && (h[1] == w[1] || g.above(t, h[1])[w[1]])
			})
		})
	}
	defined, entailed := 0, 0
	for id, active := range g.active {
		if !active {
			if g.defined[id] {
				t.Errorf("%s is retired and still defined", id)
			}
			continue
		}
		a, ok := axioms[id]
		if !ok {
			continue // the root, and attributes
		}
		if a.defined != g.defined[id] {
			t.Errorf("%s: definition status and axiom disagree", id)
		}
		// The attributes of the axiom are those of the relationships.
		var want, got []string
		for _, group := range a.groups {
			want = append(want, groupText(group))
		}
		for _, group := range g.groups[id] {
			got = append(got, groupText(group))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("%s: the axiom has %v, the relationships have %v", id, want, got)
		}
		for _, p := range a.parents {
			if !g.above(t, id)[p] || p == id {
				t.Errorf("%s: stated parent %s is not inferred", id, p)
			}
			if g.defined[p] {
				t.Errorf("%s: stated parent %s is not primitive", id, p)
			}
		}
	}
	// All pairs are of a defined concept and what is below its first parent:
	// that what is below the concept is below the parent has just been tested.
	under := map[string][]string{}
	for x, active := range g.active {
		if active {
			for p := range g.above(t, x) {
				under[p] = append(under[p], x)
			}
		}
	}
	for d, a := range axioms {
		if !a.defined {
			continue
		}
		defined++
		for _, x := range under[a.parents[0]] {
			if x == d {
				continue
			}
			is := !slices.ContainsFunc(a.parents, func(p string) bool { return !g.above(t, x)[p] })
			for _, want := range a.groups {
				if !is {
					break
				}
				is = false
				for _, have := range g.groups[x] {
					is = is || meets(have, want)
				}
			}
			if is {
				entailed++
			}
			if is != g.above(t, x)[d] {
				t.Fatalf("%s below defined %s: axioms say %v, relationships %v\n%+v\n%+v", x, d, is, !is, axioms[x], a)
			}
		}
	}
	if defined < 500 || entailed < 1000 {
		t.Errorf("%d defined concepts and %d entailed pairs: too few to test with", defined, entailed)
	}
}

func groupText(group [][2]string) string {
	var parts []string
	for _, a := range group {
		parts = append(parts, a[0]+"="+a[1])
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

func TestHierarchy(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	files, s := generate(t, Config{Concepts: 20_000})
	g := readGraph(t, tables(t, files, "Snapshot"))
	active, links, multiple, leaves := 0, 0, 0, map[string]bool{}
	for id, a := range g.active {
		if !a {
			if len(g.parents[id]) > 0 {
				t.Errorf("retired %s has active parents", id)
			}
			continue
		}
		active++
		leaves[id] = true
		if !g.above(t, id)["138875005"] {
			t.Errorf("%s is not below the root", id)
		}
		for i, p := range g.parents[id] {
			for j, q := range g.parents[id] {
				if i != j && g.above(t, p)[q] {
					t.Errorf("%s has the parents %s and %s, one below the other", id, p, q)
				}
			}
		}
		links += len(g.parents[id])
		if len(g.parents[id]) > 1 {
			multiple++
		}
	}
	for id := range g.active {
		for _, p := range g.parents[id] {
			delete(leaves, p)
		}
	}
	if active != s.ActiveConcepts {
		t.Errorf("the summary counts %d active concepts, the file has %d", s.ActiveConcepts, active)
	}
	if mean := float64(links) / float64(active); mean < 1.2 || mean > 2.2 {
		t.Errorf("%.2f parents a concept: expected about 1.7", mean)
	}
	if part := float64(len(leaves)) / float64(active); part < 0.5 || part > 0.85 {
		t.Errorf("%.0f %% leaves: expected about 65", 100*part)
	}
	if part := float64(multiple) / float64(active); part < 0.15 {
		t.Errorf("%.0f %% of the concepts have several parents", 100*part)
	}
	t.Logf("%.2f parents a concept, %.0f %% leaves, %.0f %% with several parents", float64(links)/float64(active), 100*float64(len(leaves))/float64(active), 100*float64(multiple)/float64(active))
	for _, share := range []struct {
		top  string
		part float64
	}{{"404684003", 0.338}, {"71388002", 0.159}, {"123037004", 0.114}, {"410607006", 0.092}, {"105590001", 0.074}, {"373873005", 0.068}} {
		n := 0
		for id, a := range g.active {
			if a && g.above(t, id)[share.top] {
				n++
			}
		}
		if got := float64(n) / float64(active); got < share.part*0.85 || got > share.part*1.15 {
			t.Errorf("%s has %.3f of the concepts, want about %.3f", share.top, got, share.part)
		}
	}
}

// described is what the tests know of a concept's names.
type described struct {
	fsn  []string
	pt   map[string][]string // by language refset
	all  []string            // active synonyms and FSN
	lang map[string]bool
}

func readNames(t testing.TB, all map[string]*file, swedish string) map[string]*described {
	t.Helper()
	accept := map[string]map[string]string{}
	for _, name := range []string{"der2_cRefset_LanguageSnapshot-en", "der2_cRefset_LanguageSnapshot-sv"} {
		for _, r := range tableOf(t, all, name).rows {
			if r[2] == "1" {
				if accept[r[5]] == nil {
					accept[r[5]] = map[string]string{}
				}
				if accept[r[5]][r[4]] != "" {
					t.Errorf("description %s has two members in %s", r[5], r[4])
				}
				accept[r[5]][r[4]] = r[6]
			}
		}
	}
	names := map[string]*described{}
	for _, name := range []string{"sct2_Description_Snapshot-en", "sct2_Description_Snapshot-sv"} {
		for _, r := range tableOf(t, all, name).rows {
			d := names[r[4]]
			if d == nil {
				d = &described{pt: map[string][]string{}, lang: map[string]bool{}}
				names[r[4]] = d
			}
			if r[2] != "1" {
				if len(accept[r[0]]) > 0 {
					t.Errorf("inactive description %s is in a language reference set", r[0])
				}
				continue
			}
			if len(accept[r[0]]) == 0 {
				t.Errorf("active description %s (%s) is in no language reference set", r[0], r[7])
			}
			d.all = append(d.all, r[7])
			d.lang[r[5]] = true
			if r[6] == typeFSN.String() {
				d.fsn = append(d.fsn, r[7])
				continue
			}
			for refset, value := range accept[r[0]] {
				if value == isPreferred.String() {
					d.pt[refset] = append(d.pt[refset], r[7])
				}
			}
		}
	}
	return names
}

func TestNames(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	files, s := generate(t, Config{})
	snapshot := tables(t, files, "Snapshot")
	g := readGraph(t, snapshot)
	names := readNames(t, snapshot, s.SwedishRefset.String())
	fsns := map[string]string{}
	differ, swedish, spelled := 0, 0, 0
	tag := regexp.MustCompile(` \([a-z A-Z/+0-9]+\)$`)
	for id := range g.active {
		d := names[id]
		if d == nil || len(d.fsn) != 1 {
			t.Fatalf("%s has no or several fully specified names: %+v", id, d)
		}
		if other := fsns[d.fsn[0]]; other != "" {
			t.Errorf("%s and %s are both %q", id, other, d.fsn[0])
		}
		fsns[d.fsn[0]] = id
		if !tag.MatchString(d.fsn[0]) {
			t.Errorf("%q has no semantic tag", d.fsn[0])
		}
		us, gb := d.pt[refsetUS.String()], d.pt[refsetGB.String()]
		if len(us) != 1 || len(gb) != 1 {
			t.Fatalf("%s: preferred in US %q, in GB %q", d.fsn[0], us, gb)
		}
		if us[0] != gb[0] {
			differ++
			if strings.Contains(gb[0], "aem") || strings.Contains(gb[0], "our") || strings.Contains(gb[0], "oe") {
				spelled++
			}
		}
		if sv := d.pt[s.SwedishRefset.String()]; len(sv) == 1 {
			swedish++
		} else if len(sv) > 1 {
			t.Errorf("%s has several Swedish preferred terms: %q", d.fsn[0], sv)
		}
		for _, term := range d.all {
			if strings.TrimSpace(term) != term || strings.Contains(term, "  ") || len([]rune(term)) > maxTermRunes {
				t.Errorf("%s has the term %q", id, term)
			}
		}
	}
	if differ < 100 || spelled < 40 || swedish < 1000 {
		t.Errorf("%d concepts differ between US and GB (%d by spelling), %d have Swedish terms: too few", differ, spelled, swedish)
	}
}

// What a newcomer would type finds what it should: every word is the beginning
// of a word of one term of the concept.
func TestEverydayQueries(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	files, s := generate(t, Config{})
	snapshot := tables(t, files, "Snapshot")
	names := readNames(t, snapshot, s.SwedishRefset.String())
	tests := []struct{ query, fsn string }{
		{"heart attack", "Myocardial infarction (disorder)"},
		{"myo inf", "Myocardial infarction (disorder)"},
		{"myocardial infarction", "Acute myocardial infarction (disorder)"},
		{"fracture of femur", "Fracture of femur (disorder)"},
		{"femur fracture", "Fracture of femur (disorder)"},
		{"broken hip", "Fracture of neck of femur (disorder)"},
		{"fracture left femur", "Fracture of left femur (disorder)"},
		{"asthma", "Asthma (disorder)"},
		{"diabetes", "Diabetes mellitus (disorder)"},
		{"type 2 diabetes", "Type 2 diabetes mellitus (disorder)"},
		{"pneumonia", "Pneumonia (disorder)"},
		{"high blood pressure", "Hypertensive disorder (disorder)"},
		{"stroke", "Cerebrovascular accident (disorder)"},
		{"flu", "Influenza (disorder)"},
		{"copd", "Chronic obstructive lung disease (disorder)"},
		{"anaemia", "Anemia (disorder)"},
		{"anemia", "Anemia (disorder)"},
		{"oedema pulmonary", "Pulmonary edema (disorder)"},
		{"headache", "Headache (finding)"},
		{"appendicectomy", "Appendectomy (procedure)"},
		{"paracetamol 500 mg tablet", "Product containing precisely acetaminophen 500 milligram/1 tablet oral tablet (clinical drug)"},
		{"acetaminophen 500 mg", "Product containing precisely acetaminophen 500 milligram/1 tablet oral tablet (clinical drug)"},
		{"adrenaline", "Epinephrine (substance)"},
		{"hjärtinfarkt", "Myocardial infarction (disorder)"},
		{"lårbensfraktur", "Fracture of femur (disorder)"},
		{"chest x-ray", "Chest X-ray (procedure)"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			found := false
			for _, d := range names {
				if d.fsn[0] != tt.fsn {
					continue
				}
				found = true
				if !slices.ContainsFunc(d.all, func(term string) bool { return matches(term, tt.query) }) {
					t.Errorf("%q doesn't find %s, whose terms are %q", tt.query, tt.fsn, d.all)
				}
			}
			if !found {
				t.Errorf("there is no %s", tt.fsn)
			}
		})
	}
}

func matches(term, query string) bool {
	words := strings.FieldsFunc(strings.ToLower(term), func(r rune) bool { return strings.ContainsRune(" ,()/", r) })
	return !slices.ContainsFunc(strings.Fields(query), func(q string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, q) })
	})
}
