package taxonomy

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

func rational(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("no number: " + s)
	}
	return r
}

func concepts(active ...sctid.ID) []Concept {
	var list []Concept
	for _, id := range active {
		list = append(list, Concept{ID: id, Active: true})
	}
	return list
}

// TestNumbering fixes the order of ordinals by hand.
//
//	Root          9 (another root)
//	├── 20        └── 30 (also below 20)
//	│   ├── 30
//	│   └── 40 (also below Root)
//	│       └── 50 (also below Root and 20)
//	└── 11
//	    └── 60 (also below 20, which is as deep)
func TestNumbering(t *testing.T) {
	in := Input{
		Concepts: append(concepts(50, 60, 40, 30, 20, 11, 9, Root), Concept{ID: 7}, Concept{ID: 3, Defined: true}),
		Edges: []Edge{
			{11, Root}, {20, Root}, {30, 20}, {30, 9}, {40, 20}, {40, Root}, {50, Root}, {50, 20}, {50, 40}, {60, 20}, {60, 11},
		},
	}
	taxonomy, report := mustBuild(t, in)
	want := []sctid.ID{Root, 11, 60, 20, 30, 40, 50, 9, 3, 7}
	if !slices.Equal(taxonomy.ids, want) {
		t.Errorf("ordinals %v, want %v", taxonomy.ids, want)
	}
	if n := taxonomy.ActiveCount(); n != 8 {
		t.Errorf("%d active concepts, want 8", n)
	}
	if roots := idsOf(taxonomy, taxonomy.Roots()); !slices.Equal(roots, []sctid.ID{Root, 9}) {
		t.Errorf("roots %v", roots)
	}
	nine, _ := taxonomy.Ordinal(9)
	if got := fmt.Sprint(taxonomy.extras(nine)); got != "[{4 4}]" {
		t.Errorf("extra intervals of 9: %s, want only 30, which is ordinal 4", got)
	}
	if len(taxonomy.extra) != 2 { // 60 below 20 is the other
		t.Errorf("extra intervals %v, want two", taxonomy.extra)
	}
	fifty, _ := taxonomy.Ordinal(50)
	if l, s := taxonomy.LongestDepth(fifty), taxonomy.ShortestDepth(fifty); l != 3 || s != 1 {
		t.Errorf("depths of 50: %d and %d, want 3 and 1", l, s)
	}
	if got := report.Findings[0].String(); got != "1 active concepts without an active parent, besides the root: concept 9" {
		t.Errorf("report: %s", got)
	}
}

func TestOutsideOrdinals(t *testing.T) {
	taxonomy, _ := mustBuild(t, Input{Concepts: append(concepts(Root), Concept{ID: 5})})
	for _, o := range []Ordinal{1, 2, 63, 64, 1 << 31, 1<<32 - 1} {
		if taxonomy.Parents(o) != nil || taxonomy.Children(o) != nil || taxonomy.Attributes(o) != nil ||
			taxonomy.IsActive(o) || taxonomy.IsDefined(o) || taxonomy.DescendantCount(o) != 0 || taxonomy.AncestorCount(o) != 0 ||
			taxonomy.Subsumes(0, o) || taxonomy.Subsumes(o, 0) || !taxonomy.Subsumes(o, o) ||
			!taxonomy.Descendants(o).IsEmpty() || !taxonomy.Ancestors(o).IsEmpty() ||
			taxonomy.LongestDepth(o) != 0 || taxonomy.ShortestDepth(o) != 0 ||
			taxonomy.Values(o) != nil || taxonomy.Sources(o, 0) != nil {
			t.Errorf("ordinal %d has something", o)
		}
		if self := o == 1; taxonomy.DescendantsOrSelf(o).IsEmpty() == self || taxonomy.AncestorsOrSelf(o).IsEmpty() == self ||
			(len(taxonomy.AppendAncestorsOrSelf(nil, o)) == 1) != self || (taxonomy.ID(o) == 5) != self {
			t.Errorf("ordinal %d: only the inactive concept 1 has itself", o)
		}
	}
	if v := taxonomy.ConcreteValue(0); v != (ConcreteValue{}) {
		t.Errorf("concrete value %v from an empty table", v)
	}
}

func TestEmpty(t *testing.T) {
	built, report := mustBuild(t, Input{})
	for _, taxonomy := range []*Taxonomy{built, reload(t, built)} {
		if _, ok := taxonomy.Ordinal(Root); ok || taxonomy.Len() != 0 || len(taxonomy.Roots()) != 0 || !taxonomy.All().IsEmpty() {
			t.Error("the empty release has concepts")
		}
	}
	if len(report.Findings) != 0 {
		t.Errorf("report: %v", report.Findings)
	}
}

// TestChain has a path longer than any stack of calls should be, and longer
// than a depth counts.
func TestChain(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine")
	}
	const n = 200_000
	var in Input
	for i := range sctid.ID(n) {
		in.Concepts = append(in.Concepts, Concept{ID: 10 + i, Active: true})
		if i > 0 {
			in.Edges = append(in.Edges, Edge{Child: 10 + i - 1, Parent: 10 + i})
		}
	}
	taxonomy, _, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	bottom, _ := taxonomy.Ordinal(10)
	if n := taxonomy.AncestorCount(bottom); n != 199_999 {
		t.Errorf("%d ancestors", n)
	}
	if d := taxonomy.LongestDepth(bottom); d != 65_535 {
		t.Errorf("depth %d, want the cap", d)
	}
	in.Edges = append(in.Edges, Edge{Child: 10 + n - 1, Parent: 10})
	_, _, err = Build(in)
	var cycle *CycleError
	if !errors.As(err, &cycle) || len(cycle.Concepts) != n {
		t.Fatalf("the closed chain: %v", err)
	}
	if text := err.Error(); len(text) > 1000 || !strings.Contains(text, "10 is-a 11 is-a 12") || !strings.Contains(text, "… is-a 10;") {
		t.Errorf("error text %q", text)
	}
}

// A concept that is-a itself is a cycle too, the shortest there can be.
func TestOwnParent(t *testing.T) {
	_, _, err := Build(Input{
		Concepts: append(concepts(Root, 10, 20, 30), Concept{ID: 5}),
		Edges:    []Edge{{5, 5}, {10, Root}, {10, 20}, {20, 10}, {30, 30}, {20, 20}},
	})
	var cycle *CycleError
	if !errors.As(err, &cycle) || !slices.Equal(cycle.Concepts, []sctid.ID{20}) {
		t.Fatalf("%v, want a cycle of 20 alone: 5 is inactive, 30 higher", err)
	}
	if text := err.Error(); !strings.Contains(text, "a cycle of 1 concept: 20 is-a 20;") {
		t.Errorf("error text %q", text)
	}
}

func TestReport(t *testing.T) {
	in := Input{
		Concepts: append(concepts(Root, 10, 20, 30, 40), Concept{ID: 50}),
		Edges: []Edge{
			{10, Root}, {20, Root}, {20, Root}, {30, 99}, {98, 97}, {50, Root}, {10, 50}, {98, 50},
		},
		Attributes: []AttributeRow{
			{Source: 10, Type: 20, Destination: 30},
			{Source: 10, Type: 20, Destination: 30},
			{Source: 10, Type: 20, Destination: 30, Group: 1},
			{Source: 10, Type: 20, Concrete: 0, Group: 2},
			{Source: 10, Type: 20, Concrete: 1, Group: 2},
			{Source: 10, Type: 20, Destination: 50},
			{Source: 10, Type: 99, Destination: 50},
			{Source: 50, Type: 20, Concrete: 1},
			{Source: 10, Type: IsA, Destination: 20},
		},
		ConcreteValues: []ConcreteValue{{ConcreteString, "a"}, {ConcreteString, "a"}},
	}
	_, report := mustBuild(t, in)
	want := map[string][]string{
		FindingIsAAbsent:          {"30 is-a 99, the parent is absent", "98 is-a 50, the child is absent, the parent is inactive", "98 is-a 97, the child is absent, the parent is absent"},
		FindingIsAInactive:        {"10 is-a 50, the parent is inactive", "50 is-a 138875005, the child is inactive"},
		FindingIsADuplicate:       {"20 is-a 138875005"},
		FindingAttributeAbsent:    {"concept 10, group 0: 99 = 50, the type is absent, the destination is inactive"},
		FindingAttributeInactive:  {"concept 10, group 0: 20 = 50, the destination is inactive", "concept 50, group 0: 20 = a concrete value, the source is inactive"},
		FindingAttributeDuplicate: {"concept 10, group 0: 20 = 30", `concept 10, group 2: 20 = "a"`},
		FindingAttributeIsA:       {"concept 10, group 0: 116680003 = 20"},
		FindingOrphan:             {"concept 30", "concept 40"},
	}
	if len(report.Findings) != len(want) {
		t.Errorf("%d findings, want %d", len(report.Findings), len(want))
	}
	for i, f := range report.Findings {
		if f.Code != findingSummaries[i].code {
			t.Errorf("finding %d is %s", i, f.Code)
		}
		if !slices.Equal(f.Examples, want[f.Code]) || f.Count != len(want[f.Code]) || report.Count(f.Code) != f.Count {
			t.Errorf("%s: %d: %q, want %q", f.Code, f.Count, f.Examples, want[f.Code])
		}
	}
	if report.Count("nothing") != 0 {
		t.Error("a count of nothing")
	}
}

func TestReportKeepsTheFirstTen(t *testing.T) {
	in := Input{Concepts: concepts(Root)}
	for i := range sctid.ID(25) {
		in.Concepts = append(in.Concepts, Concept{ID: 300 - i, Active: true})
		in.Edges = append(in.Edges, Edge{Child: 300 - i, Parent: 99}) // in descending order
	}
	_, report := mustBuild(t, in)
	if f := report.Findings[0]; f.Count != 25 || len(f.Examples) != 10 || f.Examples[0] != "276 is-a 99, the parent is absent" {
		t.Errorf("%d: %q", f.Count, f.Examples)
	}
	report.Findings = report.Findings[1:]
	f := report.Findings[0]
	if f.Count != 25 || len(f.Examples) != 10 || f.Examples[0] != "concept 276" || f.Examples[9] != "concept 285" {
		t.Errorf("%d: %q", f.Count, f.Examples)
	}
	if !strings.HasSuffix(f.String(), "concept 285; …") {
		t.Errorf("%q does not tell that there are more", f)
	}
}

func TestInputErrors(t *testing.T) {
	number := func(text string) Input {
		return Input{ConcreteValues: []ConcreteValue{{ConcreteString, "x"}, {ConcreteNumber, text}}}
	}
	for _, c := range []struct {
		name string
		in   Input
		want InputError
	}{
		{"twice active", Input{Concepts: concepts(7, 8, 7)}, InputError{"Concepts", 2, "concept 7 stands there twice: expected one row a concept"}},
		{"active and inactive", Input{Concepts: append(concepts(7, 8), Concept{ID: 8})}, InputError{"Concepts", 2, "concept 8 stands there twice: expected one row a concept"}},
		{"zero", Input{Concepts: concepts(7, 0)}, InputError{"Concepts", 1, "identifier 0: expected an SCTID"}},
		{"no value", Input{Concepts: concepts(7), Attributes: []AttributeRow{{Source: 7, Type: 7}}}, InputError{"Attributes", 0, "no destination, and concrete value 0: expected an index below 0"}},
		{"exponent", number("1e5"), InputError{"ConcreteValues", 1, `the number "1e5": expected digits, with an optional sign and decimal point`}},
		{"bare point", number(".5"), InputError{"ConcreteValues", 1, `the number ".5": expected digits, with an optional sign and decimal point`}},
		{"open point", number("5."), InputError{"ConcreteValues", 1, `the number "5.": expected digits, with an optional sign and decimal point`}},
		{"sign", number("-"), InputError{"ConcreteValues", 1, `the number "-": expected digits, with an optional sign and decimal point`}},
		{"empty", number(""), InputError{"ConcreteValues", 1, `the number "": expected digits, with an optional sign and decimal point`}},
		{"boolean", Input{ConcreteValues: []ConcreteValue{{ConcreteBoolean, "yes"}}}, InputError{"ConcreteValues", 0, `the boolean "yes": expected true or false`}},
		{"kind", Input{ConcreteValues: []ConcreteValue{{9, "yes"}}}, InputError{"ConcreteValues", 0, `the concrete value kind 9: expected 1 (number), 2 (string) or 3 (boolean)`}},
	} {
		taxonomy, report, err := Build(c.in)
		var got *InputError
		if !errors.As(err, &got) || *got != c.want || taxonomy != nil || report != nil {
			t.Errorf("%s: %v, want %v", c.name, err, &c.want)
		}
	}
}

func TestConcreteValues(t *testing.T) {
	in := Input{Concepts: concepts(Root, 10, 20)}
	for i, v := range []ConcreteValue{
		{ConcreteNumber, "10"}, {ConcreteNumber, "9"}, {ConcreteNumber, "-1"}, {ConcreteNumber, "9.0"}, {ConcreteNumber, "123456789012345678901234567890.5"},
		{ConcreteString, `a "b"\`}, {ConcreteBoolean, "false"}, {ConcreteNumber, "9"},
	} {
		in.ConcreteValues = append(in.ConcreteValues, v)
		in.Attributes = append(in.Attributes, AttributeRow{Source: 10, Type: 20, Concrete: uint32(i), Group: uint32(i)})
	}
	in.ConcreteValues = append(in.ConcreteValues, ConcreteValue{ConcreteString, "unused"})
	built, _ := mustBuild(t, in)
	taxonomy := reload(t, built)
	var got []string
	for i := range taxonomy.ConcreteValueCount() {
		got = append(got, taxonomy.ConcreteValue(i).String())
	}
	want := []string{"#-1", "#9", "#9.0", "#10", "#123456789012345678901234567890.5", `"a \"b\"\\"`, "false"}
	if !slices.Equal(got, want) {
		t.Errorf("values %q, want %q", got, want)
	}
	kind, _ := taxonomy.Ordinal(20)
	nine, ok := taxonomy.FindConcreteValue(ConcreteValue{ConcreteNumber, "9"})
	if sources := taxonomy.Sources(kind, nine); !ok || len(sources) != 1 || taxonomy.ID(sources[0]) != 10 {
		t.Errorf("sources of 9: %v", sources)
	}
	for _, v := range []ConcreteValue{{ConcreteNumber, "9.00"}, {ConcreteString, "9"}, {ConcreteNumber, "x"}, {}} {
		if _, ok := taxonomy.FindConcreteValue(v); ok {
			t.Errorf("%v is found", v)
		}
	}
}
