package ecl_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// miniature is testdata/mini, imported once for all tests of the package.
var miniature = sync.OnceValues(func() (*terminology.Release, error) {
	dir, err := os.MkdirTemp("", "firn-ecl-")
	if err != nil {
		return nil, err
	}
	removeLater = append(removeLater, dir)
	summary, err := importer.Import(context.Background(), importer.Options{
		DataDir: dir, Paths: []string{filepath.Join(testenv.Root(), "testdata", "mini")}, Program: "firn test",
	})
	if err != nil {
		return nil, err
	}
	release, _, err := catalog.OpenRelease(summary.Dir)
	return release, err
})

var removeLater []string

func TestMain(m *testing.M) {
	code := m.Run()
	for _, dir := range removeLater {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func mini(tb testing.TB) *terminology.Release {
	tb.Helper()
	release, err := miniature()
	if err != nil {
		tb.Fatal(err)
	}
	return release
}

func parsed(tb testing.TB, text string) *ecl.Query {
	tb.Helper()
	q, _, err := ecl.Parse(text, ecl.Options{})
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return q
}

// idsOf lists a set's concepts in ascending order of id. Of an identifier of
// testdata it leaves what tells it from others, as testdata/README.md does in
// places: 124 for 1249999999102.
func idsOf(release *terminology.Release, r ecl.Result) string {
	page := release.PageOf(r.Concepts, 0, 1000)
	ids := make([]string, len(page.IDs))
	for i, id := range page.IDs {
		if ids[i] = id.String(); len(ids[i]) == 13 && strings.HasPrefix(ids[i][3:], "9999999") {
			ids[i] = ids[i][:3]
		}
	}
	return strings.Join(ids, " ")
}

// TestMini holds each construct to what testdata/README.md and the files of
// testdata/mini say. The tables of testdata/ecl are larger; this one is there to be
// read beside the files.
func TestMini(t *testing.T) {
	release := mini(t)
	engine := ecl.NewEngine(release, ecl.EngineOptions{Schemes: map[string]sctid.ID{"card": 1049999999107}})
	for _, test := range []struct{ query, want string }{
		// Hierarchy.
		{"< 1239999999107", "124 130"},
		{"<< 1239999999107", "123 124 130"},
		{"<! 64572001", "123 125 127 128 129"},
		{">! 1309999999107", "124 129"},
		{"!!> (< 64572001)", "123 125 127 128 129"},
		{"!!< (<< 1239999999107)", "130"},
		{"1399999999104", "139"},
		{"< 1399999999104", ""},
		{"* MINUS < *", "138875005 134 139 140 141 142 143 144 145 146 147 148 149 150"},
		{"(<< 1239999999107) MINUS 1249999999102", "123 130"},
		{"<< 1239999999107 AND << 1299999999108", "130"},
		{"1249999999102 OR 1259999999104", "124 125"},
		// Refinement. 1309999999107 has a site in group 1 and another in group 3.
		{"< 64572001 : 363698007 = 1149999999108", "123 124 130"},
		{"< 64572001 : 363698007 != 1149999999108", "125 126 128 129 130"},
		{"< 64572001 : [0..0] 363698007 = *", "127"},
		{"< 64572001 : [0..0] 363698007 != 1149999999108", "123 124 127"},
		{"* : [2..2] 363698007 = *", "130"},
		{"* : { 363698007 = 1149999999108, 116676008 = 1189999999104 }", "124 130"},
		{"* : { 363698007 = 1149999999108, 116676008 = 1209999999100 }", ""},
		{"* : 363698007 = 1149999999108, 116676008 = 1209999999100", "130"},
		{"* : [2..*] { 363698007 = * }", "130"},
		{"< 64572001 : [0..1] { 363698007 = * }, 363698007 = *", "123 124 125 126 128 129"},
		{"* : { 411116001 = * }", ""}, // in group 0
		{"* : 411116001 = *", "137"},
		{"* : 1142135004 = #500", "137"},
		{"* : 1142135004 = #500.00", "137"},
		{"* : 1142135004 > #-4", "137 138"},
		{"* : [1..1] 1142135004 <= #0.5", ""},
		{"* : [2..2] 1142135004 <= #0.5", "138"},
		{"* : 1142135004 != #500", "138"},
		{`* : 1019999999106 = "Pain \"Away\" 500"`, "137"},
		{`* : 1019999999106 = ("x" "Pain \"Away\" 500")`, "137"},
		{`* : 1019999999106 = "pain \"away\" 500"`, ""},
		{"* : 1029999999104 = true", "137"},
		{"* : 1029999999104 != true", ""},
		{"* : R 246075003 = *", "121"},
		{"* : [4..*] R 363698007 = *", ""},
		{"* : [3..3] R 363698007 = *", "114 117"},
		{"1309999999107 . 363698007", "114 117"},
		{"(< 64572001 . 363698007) : R 116676008 = *", ""},
		// Membership.
		{"^ 1069999999108", "124 125 127"},
		{"^ 1069999999108 {{ M active = 0 }}", "129"},
		{"^ 1069999999108 {{ M active = * }}", "124 125 127 129"},
		{"^ 1079999999100 {{ M order > #10 }}", "124 127"},
		{"^ 1089999999103 {{ M companionId = << 1239999999107 }}", "125"},
		{`^ 1089999999103 {{ M remark = "quo rem" }}`, "124"},
		{"^ [companionId] 1089999999103 {{ M amount < #0 }}", "125"},
		{"^ 404684003", ""},
		{"^R 1279999999109 AND (1069999999108 OR 1079999999100 OR 1089999999103)", "106 107"},
		// Filters.
		{`* {{ term = "heart att" }}`, "124"},
		{`* {{ term = "anaemia", dialect = en-gb (prefer) }}`, "127"},
		{`* {{ term = "anaemia", dialect = en-us }}`, ""},
		{"* {{ language = sv }}", "114 122 124 125"},
		{"* {{ D active = 0 }}", "124"},
		{"* {{ D id = 2659999999113 }}", ""},
		{"* {{ D id = 2659999999113, active = 0 }}", "124"},
		{"<< 64572001 {{ C definitionStatus = defined }}", "123 124 125 126"},
		{"* {{ C active = 0 }} MINUS (1399999999104 OR 1409999999101)", "141 142 143 144 145 146 147 148 149 150"},
		// History.
		{"1249999999102 {{ + HISTORY-MIN }}", "124 139"},
		{"1399999999104 {{ + HISTORY-MOD }}", "139 140"},
		{"1249999999102 {{ + HISTORY (900000000000523009) }}", "124"}, // no concept of the release
		{"CARD#CARD-1", "124"},
		{"<< CARD#CARD-1", "124 130"},
	} {
		got, err := engine.Evaluate(t.Context(), parsed(t, test.query), ecl.EvaluateOptions{})
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
			continue
		}
		if ids := idsOf(release, got); ids != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.query, ids, test.want)
		}
	}
}

// TestRowsAndValues covers results that are no sets.
func TestRowsAndValues(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	for _, test := range []struct{ query, want string }{
		{"^ [*] 1089999999103", `referencedComponentId companionId amount remark;1249999999102 1259999999104 -7 a remark with "quotes";1259999999104 1249999999102 0 `},
		{"^ [ORDER, referencedcomponentid] 1079999999100 {{ M order = #20 }}", "order referencedComponentId;20 1249999999102"},
		{"^ [order] 1079999999100", "order;10;20;30"},
		{"^ [active, order] (1079999999100 OR 1069999999108) {{ M active = 0 }}", "active order;0 "},
	} {
		r, err := engine.Evaluate(t.Context(), parsed(t, test.query), ecl.EvaluateOptions{})
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
			continue
		}
		var names []string
		for _, c := range r.Columns {
			names = append(names, c.Name)
		}
		lines := []string{strings.Join(names, " ")}
		for _, row := range r.Rows {
			var fields []string
			for _, f := range row {
				fields = append(fields, ecl.FieldText(f))
			}
			lines = append(lines, strings.Join(fields, " "))
		}
		if got := strings.Join(lines, ";"); got != test.want || r.Concepts != nil || r.Count() != len(r.Rows) {
			t.Errorf("%s\n got %s\nwant %s", test.query, got, test.want)
		}
	}
}

// TestLaws checks equations of sets that hold whatever the parts are.
func TestLaws(t *testing.T) {
	release := mini(t)
	engine := ecl.NewEngine(release, ecl.EngineOptions{})
	set := func(text string) string {
		r, err := engine.Evaluate(t.Context(), parsed(t, text), ecl.EvaluateOptions{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return idsOf(release, r)
	}
	parts := []string{
		"*", "<< 64572001", "1239999999107", "< 138875005", "^ 1069999999108", "* {{ C active = 0 }}", "777999999999",
		"(< 64572001 : 363698007 = *)", `(* {{ term = "heart" }})`, "(< 64572001 . 363698007)", "(!!< *)", "(<< 1239999999107 {{ + HISTORY }})",
	}
	for _, a := range parts {
		for _, b := range parts {
			for _, law := range [][2]string{
				{"A AND B", "B AND A"},
				{"A OR B", "B OR A"},
				{"A MINUS B", "A MINUS (A AND B)"},
				{"(A AND B) OR (A MINUS B)", "A"},
				{"A AND (A OR B)", "A"},
				{"* MINUS (A OR B)", "(* MINUS A) AND (* MINUS B)"},
				{"<< (A OR B)", "(<< A) OR (<< B)"},
				{"< (A OR B)", "(< A) OR (< B)"},
				{"> (A OR B)", "(> A) OR (> B)"},
				{"<! (A OR B)", "(<! A) OR (<! B)"},
				{"(A) : [0..0] 363698007 = B", "(A) MINUS ((A) : 363698007 = B)"},
				{"(A) : R 363698007 = B", "(A) AND ((B) . 363698007)"},
				{"(A) : [0..2] 363698007 = B, [1..*] 363698007 = B", "(A) : [1..2] 363698007 = B"},
				{"!!> (A OR B)", "(A OR B) MINUS (< (A OR B))"},
				{"!!< (A OR B)", "(A OR B) MINUS (> (A OR B))"},
			} {
				write := func(s string) string {
					s = strings.NewReplacer("<< A", "<< (A)", "<! A", "<! (A)", "< A", "< (A)", "> A", "> (A)", "<< B", "<< (B)", "<! B", "<! (B)", "< B", "< (B)", "> B", "> (B)", "= B", "= (B)").Replace(s)
					words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })
					for i, w := range words {
						core := strings.Trim(w, "(),")
						switch core {
						case "A", "B":
							x := a
							if core == "B" {
								x = b
							}
							words[i] = strings.Replace(w, core, "("+x+")", 1)
						}
					}
					return strings.Join(words, " ")
				}
				left, right := write(law[0]), write(law[1])
				if l, r := set(left), set(right); l != r {
					t.Fatalf("%s: %s\n%s: %s", left, l, right, r)
				}
			}
		}
	}
}

// TestWithin checks that a limit of the result is the same as cutting it.
func TestWithin(t *testing.T) {
	release := mini(t)
	engine := ecl.NewEngine(release, ecl.EngineOptions{})
	within, err := engine.Evaluate(t.Context(), parsed(t, "<< 1239999999107 OR ^ 1069999999108"), ecl.EvaluateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"*", "<< 64572001", "* : 363698007 = *", "* MINUS << 1239999999107", "* : { 363698007 = * } OR 116676008 = *", `* {{ term = "f" }}`,
		"^ 1069999999108", "1249999999102 {{ + HISTORY }}", "* {{ C definitionStatus = defined }}", "< 64572001 . 363698007",
	} {
		all, err := engine.Evaluate(t.Context(), parsed(t, text), ecl.EvaluateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		limited, err := engine.Evaluate(t.Context(), parsed(t, text), ecl.EvaluateOptions{Within: within.Concepts})
		if err != nil {
			t.Fatal(err)
		}
		all.Concepts = all.Concepts.Clone()
		all.Concepts.And(within.Concepts)
		if !limited.Concepts.Equals(all.Concepts) {
			t.Errorf("%s: got %v, want %v", text, limited.Concepts, all.Concepts)
		}
	}
}

// TestConcurrent has many goroutines ask one engine, of which the first to need
// something derived make it.
func TestConcurrent(t *testing.T) {
	release := mini(t)
	plain := ecl.NewEngine(release, ecl.EngineOptions{})
	queries := []string{
		"<< 64572001", "* : { 363698007 = * }", `* {{ term = "heart" }}`, "* {{ D active = 0 }}", "<< 1239999999107 {{ + HISTORY }}",
		"* {{ C moduleId = 1009999999109 }}", "^ 1079999999100 {{ M order > #10 }}", "!!< *", "* : [2..*] R 363698007 = *", "* {{ D effectiveTime > \"20240101\" }}",
		`* {{ term = wild:"*e*" }}`,
	}
	var want []string
	for _, q := range queries {
		r, err := plain.Evaluate(t.Context(), parsed(t, q), ecl.EvaluateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, idsOf(release, r))
	}
	for _, cache := range []int64{0, 2000} {
		engine := ecl.NewEngine(release, ecl.EngineOptions{CacheMemory: cache})
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for i, q := range queries {
					r, err := engine.Evaluate(t.Context(), parsed(t, q), ecl.EvaluateOptions{})
					if err != nil || idsOf(release, r) != want[i] {
						t.Errorf("%s: %v, %v", q, r.Concepts, err)
					}
					p, err := engine.Prepare(context.Background(), parsed(t, q), false)
					if err != nil {
						t.Error(err)
						continue
					}
					if in, err := p.Contains(t.Context(), taxonomy.Ordinal(3)); err != nil || in != r.Concepts.Contains(3) {
						t.Errorf("%s: contains %v, %v", q, in, err)
					}
				}
			})
		}
		group.Wait()
	}
}

// TestDescriptionsWithoutColumns compares description filters by the index with
// the same by reading every description.
func TestDescriptionsWithoutColumns(t *testing.T) {
	release := mini(t)
	info := *release.Info()
	reading := ecl.NewEngine(terminology.NewRelease(&info, release.Taxonomy(), release.Store(), noSearch{}), ecl.EngineOptions{})
	columns := ecl.NewEngine(release, ecl.EngineOptions{})
	for _, f := range []string{
		`term = "hea"`, `term != "hea"`, `term = wild:"*art*"`, `term = "disorder"`, `term = ("heart" "fem")`, "type = syn", "type = def", "type != fsn", "language = sv",
		"language != en", "dialect = en-gb", "dialect != en-gb", "dialect = (en-gb (prefer) en-us (accept))", "active = 0", "active = *",
		"moduleId = 1009999999109", `effectiveTime > "20240131"`, `effectiveTime = ("20240131" "20250131")`, `term = "a", effectiveTime >= "20240131"`,
		`term = "a", type = syn, dialect = en-us (prefer), moduleId = 1009999999109`, "id = 2659999999113, active = *", "id != 2659999999113, active = 0",
	} {
		for _, focus := range []string{"*", "<< 64572001"} {
			q := parsed(t, focus+" {{ D "+f+" }}")
			got, err := columns.Evaluate(t.Context(), q, ecl.EvaluateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			want, err := reading.Evaluate(t.Context(), q, ecl.EvaluateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if !got.Concepts.Equals(want.Concepts) {
				t.Errorf("%s {{ %s }}: got %s, want %s", focus, f, idsOf(release, got), idsOf(release, want))
			}
		}
	}
}

type noSearch struct{}

func (noSearch) Search(context.Context, terminology.TermQuery) (terminology.TermResult, error) {
	return terminology.TermResult{}, nil
}
func (noSearch) Close() error { return nil }

// TestCorpusFinds makes sure that what the benchmarks ask is real: it evaluates,
// much of it finds something, and Contains agrees.
func TestCorpusFinds(t *testing.T) {
	release := mini(t)
	engine := ecl.NewEngine(release, ecl.EngineOptions{})
	found := 0
	queries := corpusOf(t, release, 7, 200)
	for _, q := range queries {
		r, err := engine.Evaluate(t.Context(), parsed(t, q.Text), ecl.EvaluateOptions{})
		if err != nil {
			t.Fatalf("%s: %v", q.Text, err)
		}
		if r.Count() > 0 {
			found++
		}
		p, err := engine.Prepare(context.Background(), parsed(t, q.Text), false)
		if err != nil {
			t.Fatal(err)
		}
		for o := range release.Taxonomy().Len() {
			in, err := p.Contains(t.Context(), taxonomy.Ordinal(o))
			if err != nil || in != r.Concepts.Contains(uint32(o)) {
				t.Fatalf("%s: contains %d: %v, %v", q.Text, o, in, err)
			}
		}
	}
	if found < len(queries)/3 {
		t.Errorf("only %d of %d queries find anything", found, len(queries))
	}
	if !slices.Equal(queries, corpusOf(t, release, 7, 200)) {
		t.Error("the same seed gives another corpus")
	}
}
