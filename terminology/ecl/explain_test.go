package ecl_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func explained(t *testing.T, engine *ecl.Engine, text string) *ecl.Explanation {
	t.Helper()
	p, err := engine.Explain(t.Context(), parsed(t, text), ecl.EvaluateOptions{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

var (
	pipes   = regexp.MustCompile(` \|[^|]*\|`)
	elapsed = regexp.MustCompile(`, [0-9.]+(ns|µs|ms|s)(, of which .* here)?\n`)
)

// plain is an explanation without its first line, times and terms.
func plain(p *ecl.Explanation) string {
	_, text, _ := strings.Cut(p.String(), "\n")
	return elapsed.ReplaceAllString(pipes.ReplaceAllString(text, ""), "\n")
}

// TestExplain checks that a plan says in ECL what each node does, with the sizes
// that were expected and found, and what was never made.
func TestExplain(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	for _, test := range []struct{ query, want string }{
		// * isn't made real, and a set that has to be asked about few concepts isn't either.
		{"(< 64572001 : 363698007 = << 123037004) AND (* OR << 1239999999107)", `
#0 refine, < 64572001 : 363698007 = << 123037004
   7 (estimated 1)
  #1 descendantOrSelfOf, << 123037004
     asked about single concepts at most (estimated 9)
  #4 descendantOf, < 64572001
     8 (estimated 8)
`},
		// A part that comes twice is one node.
		{"((<< 64572001 : 363698007 = *) MINUS 1239999999107) OR ((<< 64572001 : 363698007 = *) MINUS 1249999999102)", `
#0 or, #3 OR #1
   7 (estimated 2)
  #1 minus, #5 MINUS 1249999999102
     6 (estimated 1)
    #5 refine, << 64572001 : 363698007 = *
       7 (estimated 1)
      #8 descendantOrSelfOf, << 64572001
         9 (estimated 9)
  #3 minus, #5 MINUS 1239999999107
     6 (estimated 1)
    #5 refine, see above
`},
		// What can't be otherwise is planned away: nothing is != *.
		{"< 64572001 : { 363698007 = (< 123037004 OR 1149999999108), [0..1] 116676008 != * }, [2..*] R 1142135004 = <! *", `
#0 refine, < 64572001 : { 363698007 = #3 }, [2..*] R 1142135004 = < *
   0 (estimated 1)
  #1 with a parent, < *
     89 (estimated 90)
  #3 or, < 123037004 OR 1149999999108
     8 (estimated 9)
    #5 descendantOf, < 123037004
       8 (estimated 8)
  #8 descendantOf, < 64572001
     8 (estimated 8)
`},
		{`* : 1142135004 >= #500, (1019999999106 = "Pain \"Away\" 500" OR 1029999999104 = true)`, `
#0 refine, * : 1142135004 >= #500, (1019999999106 = "Pain \"Away\" 500" OR 1029999999104 = true)
   1 (estimated 11)
`},
		// Filters stand as they were asked; the part of a set that was looked at.
		{`<< 64572001 {{ C active = 1, moduleId = (<< 900000000000443000) }} {{ term = ("a" wild:"*b"), dialect = en-gb (prefer) }} {{ + HISTORY-MIN }}`, `
#0 history, #1 {{ + HISTORY-MIN }}
   3 (estimated 2)
  #1 description filter, #2 {{ D term = ("a" wild:"*b"), dialect = en-gb (prefer) }}
     2 (estimated 2)
    #2 concept filter, << 64572001 {{ C active = 1, moduleId = (<< 900000000000443000) }}
       2 of 41 (estimated 5)
      #3 descendantOrSelfOf, << 900000000000443000
         3 (estimated 3)
      #5 descendantOrSelfOf, << 64572001
         2 of 36 (estimated 9)
`},
		{"64572001 {{ + HISTORY (< 900000000000522004) }}", `
#0 history, 64572001 {{ + HISTORY (< 900000000000522004) }}
   1 (estimated 1)
  #1 descendantOf, < 900000000000522004
     asked about single concepts at most (estimated 2)
`},
		{"^R 1279999999109 AND ^ (< 900000000000455006) {{ M active = 0 }}", `
#0 and, #4 AND #1
   0 (estimated 20)
  #1 member of, ^ < 900000000000455006 {{ M active = 0 }}
     0 of 4 (estimated 25)
    #2 descendantOf, < 900000000000455006
       asked about single concepts at most (estimated 23)
  #4 reference sets containing any, ^R 1279999999109
     4 (estimated 20)
`},
		{"^ [companionId] 1089999999103 {{ M amount < #0 }}", `
#0 member of, ^ [companionid] 1089999999103 {{ M amount < #0 }}
   1 (estimated 1)
`},
		{"^ [*] 1079999999100 {{ M order > #10 }}", `
#0 rows, ^ [*] 1079999999100 {{ M order > #10 }}
   2 (estimated 1)
`},
		{"^ [order] 1079999999100", `
#0 values, ^ [order] 1079999999100
   3 (estimated 3)
`},
		{"(* . 363698007) MINUS (!!< *)", `
#0 minus, #3 MINUS #1
   1 (estimated 6)
  #1 minus, * MINUS > *
     3 of 4 (estimated 103)
    #2 with a child, > *
       1 of 4 (estimated 22)
  #3 values of attributes, * . 363698007
     4 (estimated 6)
`},
		{"!!> (1399999999104 OR 1409999999101 OR <<! 64572001)", `
#0 top, !!> #1
   3 (estimated 5)
  #1 or, <<! 64572001 OR #2
     8 (estimated 8)
    #2 concepts, 1399999999104 OR 1409999999101
       2 (estimated 2)
    #3 childOrSelfOf, <<! 64572001
       6 (estimated 6)
`},
		{"22298006", `
#0 nothing
   0 (estimated 0)
`},
		{"*", `
#0 all, *
   103 (estimated 103)
`},
	} {
		p := explained(t, engine, test.query)
		if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), plain(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.query, diff)
		}
		n, err := engine.Count(t.Context(), parsed(t, test.query), ecl.EvaluateOptions{})
		if err != nil || p.Count != n || p.Nodes[0].Size != n {
			t.Errorf("%s: explained as %d with a root of %d, but it is %d (%v)", test.query, p.Count, p.Nodes[0].Size, n, err)
		}
	}
}

// Concepts have their terms, warnings are kept, and what is too long is cut.
func TestExplainWords(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	p := explained(t, engine, "<< 64572001 OR 22298006")
	if got := p.Nodes[0].Detail; got != "<< 64572001 |Disease|" {
		t.Errorf("detail %q", got)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Reason != ecl.ReasonConceptUnknown {
		t.Errorf("warnings %v", p.Warnings)
	}
	p = explained(t, engine, `* {{ term = ("`+strings.Repeat("å", 5000)+`" "b") }}`)
	if got := p.Nodes[0].Detail; len(got) > 1010 || !strings.HasSuffix(got, "å…") {
		t.Errorf("%d bytes of detail: %.40s", len(got), got)
	}
	var many []string
	tax := engine.Release().Taxonomy()
	for i := range taxonomy.Ordinal(20) {
		many = append(many, "<<! "+tax.ID(i).String())
	}
	p = explained(t, engine, strings.Join(many, " OR "))
	if got := pipes.ReplaceAllString(p.Nodes[0].Detail, ""); !strings.HasSuffix(got, " in all)") || strings.Count(got, " OR ") != 5 {
		t.Errorf("detail %q", got)
	}
}

// Times add up: what a node took has what it used in it, and is within the whole.
func TestExplainTimes(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{})
	p := explained(t, engine, `((<< 64572001 : 363698007 = < *) MINUS 1239999999107) OR (^ (< 900000000000455006) {{ term = "a" }} {{ + HISTORY }})`)
	var own int64
	for i, n := range p.Nodes {
		own += int64(n.Own)
		if n.Own < 0 || n.Own > n.Elapsed || n.Elapsed > p.Evaluation || n.Evaluated != (n.Elapsed > 0) {
			t.Errorf("node %d: %+v of %v", i, n, p.Evaluation)
		}
	}
	if own != int64(p.Nodes[0].Elapsed) {
		t.Errorf("the nodes took %d ns by themselves, and the root %d", own, p.Nodes[0].Elapsed)
	}
	if p.Planning <= 0 || p.Memory <= 0 {
		t.Errorf("%+v", p)
	}
}

// What the cache has is said to be from there, and what is below isn't asked.
func TestExplainCache(t *testing.T) {
	engine := ecl.NewEngine(mini(t), ecl.EngineOptions{CacheMemory: 1 << 16})
	for i := range 2 {
		p := explained(t, engine, "< 64572001 : 363698007 = *")
		if p.Count != 7 || p.Nodes[0].Cached != (i == 1) || strings.Contains(p.String(), "7 (estimated 1), from the cache") != (i == 1) {
			t.Errorf("time %d: %s", i, p)
		}
	}
}
