package ecl_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
)

// smallVocabulary has one concept, one inactive one, and a reference set.
type smallVocabulary struct{}

func (smallVocabulary) Concept(id sctid.ID) (known, active bool) {
	return id == 138875005 || id == 31978002 || id == 447562003, id != 31978002
}
func (smallVocabulary) Dialect(alias string) bool { return alias == "en-gb" }
func (smallVocabulary) Scheme(alias string) bool  { return alias == "loinc" }
func (smallVocabulary) Columns(refset sctid.ID) []string {
	if refset == 447562003 {
		return []string{"mapTarget"}
	}
	if refset == 0 {
		return []string{"mapTarget", "valueId"}
	}
	return nil
}

func TestCheck(t *testing.T) {
	tests := []struct {
		text     string
		err      string // reason and byte
		warnings string
	}{
		{text: "< 138875005 {{ dialect = EN-GB }} OR loinc#1 OR LOINC#2"},
		{text: "138875005 OR 31978002 OR 404684003 OR 404684004 OR 680946014",
			warnings: "ECL_CONCEPT_INACTIVE 13; ECL_CONCEPT_UNKNOWN 25; ECL_CONCEPT_MALFORMED 38; ECL_CONCEPT_MALFORMED 51"},
		{text: "138875005 {{ dialect = (en-gb xx-yy) }}", err: "ECL_DIALECT_UNKNOWN 30"},
		{text: "NOSCHEME#1", err: "ECL_SCHEME_UNKNOWN 0"},
		{text: "^ [maptarget, referencedcomponentid] 447562003 {{ M MAPTARGET = \"a\" }}"},
		{text: "^ [valueId] 447562003", err: "ECL_FIELD_UNKNOWN 3"},
		{text: "^ [valueId] *"},
		{text: "^ * {{ M active = 1, other = #1 }}", err: "ECL_FIELD_UNKNOWN 21"},
		{text: "^ [valueId] 138875005", err: "ECL_FIELD_UNKNOWN 3"},
		{text: "^ [other] (447562003)"}, // known only when it's evaluated
		{text: "^ [b] 447562003 {{ M a = #1 }}", err: "ECL_FIELD_UNKNOWN 3"},
		{text: "X#1 OR * {{ dialect = xx }}", err: "ECL_SCHEME_UNKNOWN 0"},
	}
	for _, test := range tests {
		query, _, err := ecl.Parse(test.text, ecl.Options{})
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		warnings, err := ecl.Check(query, smallVocabulary{})
		got := ""
		if e, ok := err.(*ecl.Error); ok {
			got = fmt.Sprintf("%s %d", e.Reason, e.Start)
			if e.Line != 1 || e.Column != e.Start+1 || terminology.KindOf(err) != terminology.KindInvalidArgument {
				t.Errorf("%s: %+v", test.text, e)
			}
		}
		if got != test.err {
			t.Errorf("%s: error %q, want %q", test.text, got, test.err)
		}
		var remarks []string
		for _, w := range warnings {
			remarks = append(remarks, fmt.Sprintf("%s %d", w.Reason, w.Start))
		}
		if got := strings.Join(remarks, "; "); got != test.warnings {
			t.Errorf("%s: warnings %q, want %q", test.text, got, test.warnings)
		}
	}
}

// Every node that a tree holds is visited, once: a tree is also searched for
// nodes by reflection. That there are all types of node among them is what
// TestGeneratorMakesAll is for.
func TestWalkVisitsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := generator(t).Query()
		visits := map[ecl.Node]int{}
		ecl.Walk(tree, func(n ecl.Node) bool {
			visits[n]++
			return true
		})
		found := map[ecl.Node]bool{}
		search(reflect.ValueOf(tree), found)
		for n := range found {
			if visits[n] != 1 {
				t.Fatalf("%T is visited %d times in %s", n, visits[n], tree)
			}
		}
		if len(found) != len(visits) {
			t.Fatalf("%d nodes, %d visited in %s", len(found), len(visits), tree)
		}
	})
}

func search(v reflect.Value, found map[ecl.Node]bool) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			search(v.Elem(), found)
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(ecl.Node); ok {
			found[n] = true
		}
		search(v.Elem(), found)
	case reflect.Slice:
		for i := range v.Len() {
			search(v.Index(i), found)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			search(field, found)
		}
	}
}

func TestWalkPassesOver(t *testing.T) {
	query, _, err := ecl.Parse("* : * = (100005 OR *)", ecl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	ecl.Walk(query, func(n ecl.Node) bool {
		count++
		_, refined := n.(*ecl.Refined)
		return !refined
	})
	if count != 2 {
		t.Errorf("%d visits, want the query and what it holds", count)
	}
	ecl.Walk(nil, func(ecl.Node) bool { t.Error("nothing is visited"); return true })
}

// The text at a sub-expression's place is that sub-expression.
func TestSpansOfSubExpressions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := respell(t, ecl.Format(generator(t).Query(), ecl.Style{KeepTerms: true}))
		query, _, err := ecl.Parse(text, ecl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ecl.Walk(query, func(n ecl.Node) bool {
			s, ok := n.(*ecl.SubExpression)
			if !ok {
				return true
			}
			piece := text[s.Start:s.End]
			alone, _, err := ecl.Parse(piece, ecl.Options{})
			if err != nil {
				t.Fatalf("%s in %s: %v", piece, text, err)
			}
			if diff := cmp.Diff(&ecl.Query{Constraint: s}, alone, sameTree); diff != "" {
				t.Fatalf("%s in %s is another tree:\n%s", piece, text, diff)
			}
			return true
		})
	})
}

func TestPattern(t *testing.T) {
	tests := map[string][]string{
		`wild:"cardi*opathy"`: {"cardi", "opathy"},
		`wild:"*itis"`:        {"", "itis"},
		`wild:"**"`:           {"", "", ""},
		`wild:"5\*"`:          {"5*"},
		`wild:"a\\*b"`:        {`a\`, "b"},
		`wild:"\\\*\""`:       {`\*"`},
		`"a*"`:                nil,
	}
	for text, want := range tests {
		query, _, err := ecl.Parse("* {{ term = "+text+" }}", ecl.Options{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		ecl.Walk(query, func(n ecl.Node) bool {
			if term, ok := n.(*ecl.SearchTerm); ok && !reflect.DeepEqual(term.Pattern(), want) {
				t.Errorf("%s has the pieces %q, want %q", text, term.Pattern(), want)
			}
			return true
		})
	}
}

func TestRows(t *testing.T) {
	for text, want := range map[string]bool{
		"^ *": false, "^ [a] *": false, "^ [a, b] *": true, "((^ [*] *))": true, "^ [a, b] * {{ M active = 0 }}": true, "^R *": false,
	} {
		query, _, err := ecl.Parse(text, ecl.Options{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := query.Rows() != nil; got != want {
			t.Errorf("%s gives rows: %v, want %v", text, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string][]terminology.Date{
		`"20190131"`: {20190131}, `("20190131" "20190231")`: {20190131, 20190231}, `"J45"`: nil, `wild:"20190131"`: nil, `"20191301"`: nil,
	} {
		query, _, err := ecl.Parse("^ * {{ M a = "+text+" }}", ecl.Options{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		ecl.Walk(query, func(n ecl.Node) bool {
			if terms, ok := n.(*ecl.SearchTerms); ok {
				got, ok := terms.Dates()
				if ok != (want != nil) || ok && !reflect.DeepEqual(got, want) {
					t.Errorf("%s: dates %v %v, want %v", text, got, ok, want)
				}
			}
			return true
		})
	}
}

func TestCardinality(t *testing.T) {
	c := ecl.Cardinality{Min: 1, Max: 3}
	open := ecl.Cardinality{Min: 2, Max: ecl.Unbounded}
	for count, want := range map[int][2]bool{0: {false, false}, 1: {true, false}, 2: {true, true}, 3: {true, true}, 4: {false, true}} {
		if c.Contains(count) != want[0] || open.Contains(count) != want[1] {
			t.Errorf("%d in %v: %v, in %v: %v, want %v", count, c, c.Contains(count), open, open.Contains(count), want)
		}
	}
}

func TestComparisonHolds(t *testing.T) {
	want := map[ecl.ComparisonOperator][3]bool{ // below, equal, above
		ecl.Equal: {false, true, false}, ecl.NotEqual: {true, false, true}, ecl.Less: {true, false, false},
		ecl.LessOrEqual: {true, true, false}, ecl.Greater: {false, false, true}, ecl.GreaterOrEqual: {false, true, true},
	}
	for o, holds := range want {
		for i, compared := range []int{-1, 0, 1} {
			if o.Holds(compared) != holds[i] {
				t.Errorf("%v of %d: %v", o, compared, o.Holds(compared))
			}
		}
	}
}
