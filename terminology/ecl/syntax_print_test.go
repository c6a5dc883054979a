package ecl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/ecl/ecltest"
	"github.com/firn-sct/firn/terminology/sctid"
)

// sameTree compares trees but for where their nodes stand.
var sameTree = cmp.Options{
	cmpopts.IgnoreTypes(ecl.Span{}),
	cmpopts.IgnoreFields(ecl.Query{}, "Text"),
	cmpopts.EquateEmpty(),
}

func generator(t *rapid.T) *ecltest.Generator {
	return ecltest.New(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "n") })
}

func TestPrintThenParse(t *testing.T) {
	styles := map[string]ecl.Style{
		"brief": {KeepTerms: true},
		"long":  {KeepTerms: true, Long: true},
	}
	rapid.Check(t, func(t *rapid.T) {
		tree := generator(t).Query()
		for name, style := range styles {
			text := ecl.Format(tree, style)
			parsed, _, err := ecl.Parse(text, ecl.Options{})
			if err != nil {
				t.Fatalf("%s form %s: %v", name, text, err)
			}
			if diff := cmp.Diff(tree, parsed, sameTree); diff != "" {
				t.Fatalf("%s form %s gives another tree (-printed +parsed):\n%s", name, text, diff)
			}
			if again := ecl.Format(parsed, style); again != text {
				t.Fatalf("%s form %s is printed again as %s", name, text, again)
			}
		}
	})
}

// What Firn writes, every other program reads: it is in the specification's
// grammar, but for the two things that Format's comment names.
func TestPrintIsStrict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := generator(t)
		g.Omit = ecltest.TypedStrings
		g.Codes = []string{"54486-6", "a.b_c"}
		tree := g.Query()
		for _, style := range []ecl.Style{{}, {Long: true}} {
			text := ecl.Format(tree, style)
			if _, _, err := ecl.Parse(text, ecl.Options{Strict: true}); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
		}
	})
}

// Any mix of forms, cases, blanks and comments is the same tree.
func TestParseAnySpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := generator(t).Query()
		text := respell(t, ecl.Format(tree, ecl.Style{KeepTerms: true, Long: rapid.Bool().Draw(t, "long")}))
		parsed, _, err := ecl.Parse(text, ecl.Options{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(tree, parsed, sameTree); diff != "" {
			t.Fatalf("%s gives another tree (-printed +parsed):\n%s", text, diff)
		}
	})
}

// respell changes blanks and the case of keywords, outside quotes and pipes.
func respell(t *rapid.T, text string) string {
	var b strings.Builder
	var inside byte // the quote or pipe that we are in
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case inside != 0:
			if b.WriteByte(c); c == '\\' && inside == '"' {
				i++
				b.WriteByte(text[i])
			} else if c == inside {
				inside = 0
			}
		case c == '"' || c == '|':
			inside = c
			b.WriteByte(c)
		case c == ' ':
			// Inside [1 to 2] comments may stand too; "HISTORY (" has none next
			// to a sign that a blank would change.
			b.WriteString(rapid.SampledFrom([]string{" ", "  ", "\n", "\t\r\n", "/* , AND ( */", " /**/ "}).Draw(t, "blank"))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func TestFormat(t *testing.T) {
	terms := func(id sctid.ID) string {
		return map[sctid.ID]string{404684003: "Clinical finding", 363698007: "Finding | site\n"}[id]
	}
	tests := []struct {
		text  string
		style ecl.Style
		want  string
	}{
		{"<<404684003|wrong|:363698007=*", ecl.Style{}, "<< 404684003 : 363698007 = *"},
		{"<<404684003|old|:363698007=*", ecl.Style{KeepTerms: true}, "<< 404684003 |old| : 363698007 = *"},
		{"<<404684003|wrong|:363698007=*", ecl.Style{Term: terms}, "<< 404684003 |Clinical finding| : 363698007 |Finding   site| = *"},
		{"<<404684003:363698007=999999990989121104 |kept|", ecl.Style{Term: terms, KeepTerms: true, Long: true},
			"descendantOrSelfOf 404684003 |Clinical finding| : 363698007 |Finding   site| = 999999990989121104"},
		{"*:[0..1]{R*!=<!(100005,100005)},100005<#+05.50", ecl.Style{}, ""}, // a leading zero
		{"*:[0..1]{R*!=<!(100005,100005)},100005<#+5.50", ecl.Style{}, "* : [0..1] { R * != <! (100005 AND 100005) }, 100005 < #5.5"},
		{"*:[0..*]{R*!=<!(100005,100005)}or 100005<#-0", ecl.Style{Long: true},
			"ANY : [0 to many] { reverseOf ANY NOT = childOf (100005 AND 100005) } OR 100005 < #0"},
		{"^r*", ecl.Style{}, "^R *"},
		{"refsetContainingAny*", ecl.Style{Long: true}, "refsetContainingAny ANY"},
		{"memberof[any]447562003", ecl.Style{}, "^ [*] 447562003"},
		{"* {{term=(match:\" b  a \" wild:\"*a\\\\\\*\\\"\"),type=synonym,active=true}}{{c definitionstatus=PRIMITIVE}}", ecl.Style{},
			`* {{ D term = ("b a" wild:"*a\\\*\""), type = syn, active = 1 }} {{ C definitionStatus = primitive }}`},
		{"* {{dialect=(EN-gb),dialect=en-gb en-us}}", ecl.Style{}, ""}, // brackets are missing
		{"* {{dialect=(EN-gb),dialect=(en-gb en-us(accept))(prefer)}}", ecl.Style{Long: true},
			"ANY {{ D dialect = en-gb, dialect = (en-gb en-us (acceptable)) (preferred) }}"},
		{"*{{+history}}", ecl.Style{}, "* {{ + HISTORY-MAX }}"},
		{"*{{+history_min}}", ecl.Style{}, "* {{ + HISTORY-MIN }}"},
		{"*{{+history(*)}}", ecl.Style{}, "* {{ + HISTORY (*) }}"},
		{"((100005))", ecl.Style{}, "((100005))"},
		{`LOINC#"a"`, ecl.Style{}, "LOINC#a"},
		{`"LOINC#a b"`, ecl.Style{}, `"LOINC#a b"`},
		{`*:100005=LOINC#"a b"`, ecl.Style{}, `* : 100005 = LOINC#"a b"`},
		{`*:100005="LOINC#a b"|t|`, ecl.Style{KeepTerms: true}, `* : 100005 = "LOINC#a b" |t|`},
		{`*:100005="LOINC#a b"`, ecl.Style{}, `* : 100005 = "LOINC#a b"`}, // a string
	}
	for _, test := range tests {
		query, _, err := ecl.Parse(test.text, ecl.Options{})
		if err != nil {
			if test.want != "" {
				t.Errorf("%s: %v", test.text, err)
			}
			continue
		}
		if got := ecl.Format(query, test.style); got != test.want {
			t.Errorf("%s is written as\n%s, want\n%s", test.text, got, test.want)
		}
	}
}
