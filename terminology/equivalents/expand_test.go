package equivalents

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func parse(t interface {
	Helper()
	Fatal(...any)
}, lines ...string) *Table {
	t.Helper()
	table, err := Parse("test", strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestExpand(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines string // parted by ;
		text  string
		want  []string
	}{
		{"a word", "kidney | renal", "kidney stone", []string{"renal stone"}},
		{"in the other direction", "kidney | renal", "renal", []string{"kidney"}},
		{"nothing", "kidney | renal", "liver", nil},
		{"case and accents", "Ménière | vertigo", "MENIERE", []string{"vertigo"}},
		{"an apostrophe", "Crohn's disease | CD", "crohn’s disease", []string{"CD"}},
		{"what isn't exchanged stays as typed", "kidney | renal", "5-HT, Crohn's kidney", []string{"5-HT, Crohn's renal"}},
		{"a phrase", "heart attack | myocardial infarction", "old heart attack", []string{"old myocardial infarction"}},
		{"a phrase with a hyphen", "heart attack | myocardial infarction", "heart-attack", []string{"myocardial infarction"}},
		{"half a phrase", "heart attack | myocardial infarction", "heart", nil},
		{"an unfinished phrase", "heart attack | myocardial infarction", "heart a", []string{"myocardial infarction"}},
		{"an unfinished phrase inside", "heart attack | myocardial infarction", "heart a old", nil},
		{"an unfinished word", "kidney | renal", "kidn", []string{"renal"}},
		{"a word too unfinished", "kidney | renal", "kid", nil},
		{"an unfinished word inside", "kidney | renal", "kidn stone", nil},
		{"a plural", "kidney | renal", "kidneys", []string{"renal", "kidney"}},
		{"plurals", "x | y", "biopsies abscesses", []string{"biopsy abscesses", "biopsies abscess", "biopsy abscess"}},
		{"no plurals", "x | y", "pus iris grass virus gas diabetes", nil},
		{"a short form", "MI | AMI = myocardial infarction", "ami", []string{"myocardial infarction"}},
		{"a short form, not back", "MI = myocardial infarction", "myocardial infarction", nil},
		{"a short form of several", "MS = multiple sclerosis | mitral stenosis", "ms", []string{"multiple sclerosis", "mitral stenosis"}},
		{"an unfinished short form", "MI = myocardial infarction", "m", nil},
		{"a beginning", "haem- | hem-", "Haematuria", []string{"hematuria"}},
		{"a beginning alone, unfinished", "oesophag- | esophag-", "oeso", []string{"esophag"}},
		{"a beginning for a word", "kidney | nephr-", "kidney", []string{"nephr"}},
		{"a word for a beginning", "kidney | nephr-", "nephr", []string{"kidney"}},
		{"no word for the beginning of another", "kidney | nephr-", "nephritis", nil},
		{"an end", "-aemia | -emia", "uraemia", []string{"uremia"}},
		{"an end is no word", "-aemia | -emia", "aemia", nil},
		{"an end is the end", "-aemia | -emia", "aemias", []string{"aemia"}},
		{"inside", "-glycaem- | -glycem-", "hypoglycaemic", []string{"hypoglycemic"}},
		{"inside, at the beginning", "-glycaem- | -glycem-", "glycaemia", []string{"glycemia"}},
		{"no plural of a possessive", "x | y", "Crohn's", nil},
		{"two exchanges", "a1 | b1;a2 | b2", "a1 a2", []string{"b1 a2", "a1 b2", "b1 b2"}},
		{"longer phrases first", "a1 | b1;a1 a2 | c1", "a1 a2", []string{"c1", "b1 a2"}},
		{"a sign", "# = fracture of | fracture", "# wrist", []string{"fracture of wrist", "fracture wrist"}},
		{"a sign behind", "# = fracture", "wrist#", []string{"wrist fracture"}},
		{"a sign in a phrase", "#NOF = fracture of neck of femur;# = fracture", "old #nof", []string{"old fracture of neck of femur", "old fracture nof"}},
		{"signs all or none", "# = fracture", "# wrist #", []string{"fracture wrist fracture"}},
		{"a sign that may stay", "n&v = nausea and vomiting", "a & b n&v", []string{"a & b nausea and vomiting"}},
		{"the same text", "ray | RAY's", "ray", []string{"RAY's"}},
		{"no words", "kidney | renal", "?!", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, strings.Split(tt.lines, ";")...).Expand(tt.text, 100)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStandsFor(t *testing.T) {
	table := parse(t, "MI = myocardial infarction", "acute | sudden", "heart attack = myocardial infarction", "-aem- | -em-", "haem- == hem-", "blood in urine == hematuria", "earache == otalgia", "# = fracture")
	for text, want := range map[string][]string{
		"mi":                      {"myocardial infarction"},
		"acute MI":                {"acute myocardial infarction"},
		"Heart attack":            {"myocardial infarction"},
		"heart att":               nil, // typed whole
		"heart attacks":           {"myocardial infarction", "heart attack"},
		"acute haematuria":        {"acute blood in urine", "acute hematuria"},
		"old otalgia":             {"old earache"},
		"otalg":                   nil,
		"kidneys":                 {"kidney"},
		"#":                       {"fracture"},
		"# mi":                    {"fracture mi", "fracture myocardial infarction"},
		"mi mi":                   {"myocardial infarction mi", "mi myocardial infarction", "myocardial infarction myocardial infarction"},
		"":                        nil,
		strings.Repeat("mi ", 21): nil,
	} {
		if got := table.StandsFor(text, 10); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestHasSign(t *testing.T) {
	table := parse(t, "# = fracture", "n&v = nausea and vomiting", "@ | at")
	for text, want := range map[string]bool{"#": true, "wrist #": true, "n&v": false, "a @ b": false, "": false, "wrist": false} {
		if table.HasSign(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
	var none *Table
	if none.HasSign("#") || none.Expand("mi", 5) != nil || none.StandsFor("mi", 5) != nil || none.Groups() != 0 {
		t.Error("a nil table isn't empty")
	}
}

func TestJoin(t *testing.T) {
	table := Join(parse(t, "a1 | b1"), nil, parse(t, "a1 | c1", "MI = x"))
	if got := table.Expand("a1", 10); !slices.Equal(got, []string{"b1", "c1"}) || table.Groups() != 3 {
		t.Errorf("%q", got)
	}
}

// What the English table must know, each from clinical usage.
func TestEnglishKnows(t *testing.T) {
	for text, want := range map[string]string{
		"kidney stone": "renal calculus", "heart failure": "cardiac failure", "high blood pressure": "hypertension",
		"heart attack": "myocardial infarction", "lung cancer": "malignant neoplasm of lung", "stroke": "cerebrovascular accident",
		"CVA": "cerebrovascular accident", "anaemia": "anemia", "oesophagitis": "esophagitis", "haematuria": "hematuria",
		"hypoglycaemia": "hypoglycemia", "lymphoedema": "lymphedema", "tumour of brain": "tumor of brain", "immunisation": "immunization",
		"paediatric": "pediatric", "gynaecological": "gynecological", "orthopaedic": "orthopedic", "leukaemia": "leukemia",
		"diarrhoea": "diarrhea", "foetus": "fetus", "caecum": "cecum", "MI": "myocardial infarction",
		"COPD": "chronic obstructive lung disease", "UTI": "urinary tract infection", "T2DM": "type 2 diabetes mellitus",
		"T1DM": "type 1 diabetes mellitus", "DVT": "deep venous thrombosis", "PE": "pulmonary embolism", "CABG": "coronary artery bypass graft",
		"HTN": "hypertension", "AF": "atrial fibrillation", "CKD": "chronic kidney disease", "IHD": "ischemic heart disease",
		"RA": "rheumatoid arthritis", "OA": "osteoarthritis", "TIA": "transient ischemic attack", "GORD": "gastroesophageal reflux disease",
		"GERD": "gastroesophageal reflux disease", "URTI": "upper respiratory tract infection", "LRTI": "lower respiratory tract infection",
		"BPH": "benign prostatic hyperplasia", "PCOS": "polycystic ovary syndrome", "ADHD": "attention deficit hyperactivity disorder",
		"PTSD": "posttraumatic stress disorder", "#NOF": "fracture of neck of femur", "# radius": "fracture of radius",
	} {
		if got := English().Expand(text, 32); !slices.Contains(got, want) {
			t.Errorf("%q: %q lacks %q", text, got, want)
		}
	}
}

// naive makes all texts by trying every phrase of every group at every word.
func naive(groups []group, words []string) map[string]bool {
	if len(words) == 0 {
		return map[string]bool{"": true}
	}
	all := map[string]bool{}
	join := func(text string, rest []string) {
		for tail := range naive(groups, rest) {
			all[strings.TrimSpace(text+" "+tail)] = true
		}
	}
	join(words[0], words[1:])
	for _, g := range groups {
		for e := range g.entries {
			if !g.givesWay(e) || !fits(g.entries[e].words, words) {
				continue
			}
			for o := range g.entries {
				if o != e && (g.short == 0 || o >= g.short) {
					join(g.entries[o].text, words[len(g.entries[e].words):])
				}
			}
		}
	}
	return all
}

func fits(phrase, words []string) bool {
	if len(phrase) > len(words) {
		return false
	}
	for i, p := range phrase {
		last := i == len(words)-1
		if p != words[i] && !(last && len(phrase) > 1 && i > 0 && strings.HasPrefix(p, words[i])) {
			return false
		}
	}
	return true
}

// TestExpandEqualsNaive compares with the plain way on random tables of short words.
func TestExpandEqualsNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "ab", "ba", "abc"})
		phrase := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "words"), " ")
		})
		var lines []string
		for range rapid.IntRange(1, 5).Draw(t, "groups") {
			entries := rapid.SliceOfNDistinct(phrase, 2, 4, rapid.ID).Draw(t, "entries")
			line := strings.Join(entries, "|")
			if rapid.Bool().Draw(t, "short") {
				line = strings.Replace(line, "|", "=", 1)
			}
			lines = append(lines, line)
		}
		table := parse(t, lines...)
		text := strings.Join(rapid.SliceOfN(word, 1, 5).Draw(t, "text"), " ")
		want := naive(table.groups, strings.Fields(text))
		delete(want, text)
		for s := range want {
			if len(strings.Fields(s)) > maxTextWords {
				delete(want, s)
			}
		}
		got := table.Expand(text, 100_000)
		for _, s := range got {
			if !want[s] {
				t.Fatalf("%q isn't made of %q by %q", s, text, lines)
			}
			delete(want, s)
		}
		if len(want) > 0 {
			t.Fatalf("%v of %q by %q are missing", want, text, lines)
		}
		n := rapid.IntRange(0, len(got)).Draw(t, "limit")
		if some := table.Expand(text, n); len(some) != n || !slices.Equal(some, got[:n]) {
			t.Fatalf("a limit of %d gives %q, want the beginning of %q", n, some, got)
		}
	})
}

// No text takes long, however many ways there are to read it.
func TestExpandIsBounded(t *testing.T) {
	var lines []string
	for range 30 {
		lines = append(lines, "a | b a | c a a | a a a", "aa- | ab-", "-aa- | -ba-", "# = a")
	}
	table := parse(t, lines...)
	for _, text := range []string{
		strings.Repeat("a ", 20), strings.Repeat("a", 200), strings.Repeat("# ", 20), strings.Repeat("a#", 20),
		strings.Repeat("aaaaaaaaa ", 20), strings.Repeat("#", 5000), strings.Repeat("a ", 5000),
	} {
		began := time.Now()
		for _, s := range table.Expand(text, 32) {
			if len(strings.Fields(s)) > maxTextWords || len(s) > maxTextCharacters {
				t.Errorf("%.40q: a text too long: %.300q", text, s)
			}
		}
		if d := time.Since(began); d > time.Second { // some milliseconds, without the race detector
			t.Errorf("%.40q takes %v", text, d)
		}
	}
}

func BenchmarkStandsForNothing(b *testing.B) {
	table := English()
	b.ReportAllocs()
	for b.Loop() {
		table.StandsFor("myocardial infarct", 6)
	}
}

func BenchmarkExpand(b *testing.B) {
	table := English()
	b.ReportAllocs()
	for b.Loop() {
		table.Expand("chronic kidney disease due to high blood pressure", 32)
	}
}
