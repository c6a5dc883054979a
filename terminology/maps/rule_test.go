package maps_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

const ageTerm = "445518008 | Age at onset of clinical finding (observable entity) |"

func TestParseRule(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "TRUE"},
		{"  ", "TRUE"},
		{"TRUE", "TRUE"},
		{"true ", "TRUE"},
		{"OTHERWISE TRUE", "OTHERWISE TRUE"},
		{"otherwise   TRUE", "OTHERWISE TRUE"},
		{"IFA 248152002 | Female (finding) |", "IFA 248152002 | Female (finding) |"},
		{"IFA 248152002", "IFA 248152002"},
		{"ifa  248152002|Female (finding)|", "IFA 248152002 | Female (finding) |"},
		{"IFA " + ageTerm + " < 1.0 year", "IFA " + ageTerm + " < 1.0 years"},
		{"IFA " + ageTerm + " >= 12.0 years AND IFA " + ageTerm + " < 19.0 years", "IFA " + ageTerm + " >= 12.0 years AND IFA " + ageTerm + " < 19.0 years"},
		{"IFA " + ageTerm + "<=28 day", "IFA " + ageTerm + " <= 28 days"},
		{"IFA 445518008 = 2 weeks", "IFA 445518008 = 2 weeks"},
		{"IFA 445518008 > 6 Months AND IFA 248153007", "IFA 445518008 > 6 months AND IFA 248153007"},
		{"IFA 64572001 | Fall AND fracture, IFA any | AND IFA 248152002 | Female |", "IFA 64572001 | Fall AND fracture, IFA any | AND IFA 248152002 | Female |"},
		{"IFA 64572001 | Disease < 3 (x) |", "IFA 64572001 | Disease < 3 (x) |"},
		{"IFA 64572001 ||", "IFA 64572001"},
	} {
		got, err := maps.ParseRule(tt.text)
		if err != nil || got.String() != tt.want || got.Text != tt.text || got.Err != nil {
			t.Errorf("%q: got %q, %v; want %q", tt.text, got, err, tt.want)
			continue
		}
		again, err := maps.ParseRule(got.String())
		if err != nil || again.String() != tt.want {
			t.Errorf("%q is read again as %q, %v", got, again, err)
		}
	}
}

func TestParseRuleParts(t *testing.T) {
	r, err := maps.ParseRule("IFA " + ageTerm + " >= 12.5 years AND IFA 248152002 | Female (finding) |")
	if err != nil {
		t.Fatal(err)
	}
	want := []maps.Condition{
		{ConceptID: 445518008, Term: "Age at onset of clinical finding (observable entity)", Compare: maps.GreaterOrEqual, Value: "12.5", Unit: maps.Years},
		{ConceptID: 248152002, Term: "Female (finding)"},
	}
	if len(r.Conditions) != 2 || r.Conditions[0] != want[0] || r.Conditions[1] != want[1] || r.Otherwise {
		t.Errorf("got %+v", r)
	}
}

func TestParseRuleErrors(t *testing.T) {
	for _, tt := range []struct {
		text   string
		offset int
		want   string
	}{
		{"FALSE", 0, "TRUE, OTHERWISE TRUE or IFA"},
		{"TRUE TRUE", 5, "the end"},
		{"OTHERWISE", 9, "TRUE"},
		{"TRUEISH", 0, "TRUE, OTHERWISE TRUE or IFA"},
		{"IF 248152002", 0, "TRUE, OTHERWISE TRUE or IFA"},
		{"IFA", 3, "a concept id"},
		{"IFA 248152003", 4, "a concept id"},             // check digit
		{"IFA 123456789012345678901", 4, "a concept id"}, // too long
		{"IFA 1489010 | x |", 4, "a concept id"},         // the id of a description
		{"IFA 248152002 | Female", 22, "| behind the term"},
		{"IFA 248152002 AND", 17, "IFA"},
		{"IFA 248152002 OR IFA 248153007", 14, "AND or the end"},
		{"IFA 248152002 AND TRUE", 18, "IFA"},
		{"IFA 445518008 <", 15, "a number"},
		{"IFA 445518008 < 1. years", 18, "a digit, nine at most"},
		{"IFA 445518008 < 1234567890 years", 16, "a number"},
		{"IFA 445518008 < 1", 17, "a unit of time: hours, days, weeks, months or years"},
		{"IFA 445518008 < 1 fortnight", 18, "a unit of time: hours, days, weeks, months or years"},
		{"IFA 445518008 < 1 year old", 23, "AND or the end"},
	} {
		got, err := maps.ParseRule(tt.text)
		var e *maps.RuleError
		if !errors.As(err, &e) || e.Offset != tt.offset || e.Want != tt.want || e.Rule != tt.text {
			t.Errorf("%q: got %v, want %q at %d", tt.text, err, tt.want, tt.offset)
			continue
		}
		if got == nil || got.Err == nil || got.Text != tt.text || len(got.Conditions) != 0 {
			t.Errorf("%q: the rule is %+v", tt.text, got)
		}
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: the message is %q", tt.text, err)
		}
	}
}

// Whatever the text, a rule that is read is written in a form that is read as the
// same rule, and an error lies within the text.
func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{
		"", "TRUE", "OTHERWISE TRUE", "IFA 248152002 | Female (finding) |", "IFA " + ageTerm + " >= 12.0 years AND IFA " + ageTerm + " < 19.0 years",
		"IFA 248152002 |a| AND IFA 445518008 <= 28 days", "IFB x", "IFA 64572001 | a AND IFA b |", "IFA 445518008 < 1.", "IFA 1 | |", "\tIFA\t445518008\t=\t1\tweek\t",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1000 {
			return
		}
		r, err := maps.ParseRule(text)
		var e *maps.RuleError
		if err != nil {
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(text) || e.Want == "" || r.Err != err || r.String() != text {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := maps.ParseRule(r.String())
		if err != nil || again.String() != r.String() || again.Otherwise != r.Otherwise || len(again.Conditions) != len(r.Conditions) {
			t.Fatalf("%q is written %q, and that read as %q, %v", text, r, again, err)
		}
		for i := range r.Conditions {
			if r.Conditions[i] != again.Conditions[i] || r.Conditions[i].ConceptID.Check() != nil {
				t.Fatalf("%q: condition %d is %+v, then %+v", text, i, r.Conditions[i], again.Conditions[i])
			}
		}
	})
}

func TestParseAge(t *testing.T) {
	for text, want := range map[string]maps.Age{
		"12y": {12, maps.Years}, "12 years": {12, maps.Years}, " 1 Year ": {1, maps.Years}, "0d": {0, maps.Days}, "28 days": {28, maps.Days},
		"6 months": {6, maps.Months}, "6m": {6, maps.Months}, "2w": {2, maps.Weeks}, "5h": {5, maps.Hours},
	} {
		if got, err := maps.ParseAge(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "y", "12", "-1y", "1.5y", "12 years old", "12x", "1234567890y", "99999999999999999999y"} {
		if got, err := maps.ParseAge(text); terminology.KindOf(orNil(err)) != terminology.KindInvalidArgument {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// orNil makes a nil error one that is of no kind that a test expects.
func orNil(err error) error {
	if err == nil {
		return errors.New("no error")
	}
	return err
}

// people is a hierarchy for rules: pregnancy above its complication.
func people(t testing.TB) *terminology.Release {
	w := testrelease.New()
	for _, c := range []struct {
		id     sctid.ID
		parent sctid.ID
	}{
		{248152002, terminology.Root}, {248153007, terminology.Root}, {pregnancy, terminology.Root}, {complication, pregnancy},
		{diabetes, terminology.Root},
	} {
		w.Concept(c.id, true, c.parent)
	}
	w.Concept(terminology.Root, true)
	return w.Release(t)
}

var pregnancy, complication, diabetes, elsewhere = id(301), id(302), id(303), id(399)

func TestEvaluate(t *testing.T) {
	r := people(t)
	tax := r.Taxonomy()
	o := func(id sctid.ID) taxonomy.Ordinal { o, _ := tax.Ordinal(id); return o }
	age := func(text string) maps.Age {
		a, err := maps.ParseAge(text)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	pregnant := "IFA " + pregnancy.String()
	nothing := maps.Record{}
	for _, tt := range []struct {
		rule   string
		record maps.Record
		want   maps.Outcome
	}{
		{"TRUE", nothing, maps.Holds},
		{"", nothing, maps.Holds},
		{"OTHERWISE TRUE", nothing, maps.Holds},
		{"what is this", nothing, maps.Undecided},
		{"what is this", maps.Record{Complete: true}, maps.Undecided},

		{"IFA 248152002", nothing, maps.Undecided},
		{"IFA 248152002", maps.Record{Sex: maps.Female}, maps.Holds},
		{"IFA 248152002", maps.Record{Sex: maps.Male}, maps.Fails},
		{"IFA 248152002", maps.Record{Sex: maps.OtherSex}, maps.Fails},
		{"IFA 248153007", maps.Record{Sex: maps.Male}, maps.Holds},
		{"IFA 248153007", maps.Record{Sex: maps.Female}, maps.Fails},
		{"IFA 248153007", maps.Record{Sex: maps.OtherSex}, maps.Fails},
		{"IFA 248153007", maps.Record{Complete: true}, maps.Undecided}, // the sex isn't a concept of the record as a rule
		{"IFA 248153007", maps.Record{Concepts: []taxonomy.Ordinal{o(248153007)}}, maps.Holds},

		{pregnant, nothing, maps.Undecided},
		{pregnant, maps.Record{Complete: true}, maps.Fails},
		{pregnant, maps.Record{Concepts: []taxonomy.Ordinal{o(diabetes), o(pregnancy)}}, maps.Holds},
		{pregnant, maps.Record{Concepts: []taxonomy.Ordinal{o(complication)}, Complete: true}, maps.Holds}, // a subtype
		{"IFA " + complication.String(), maps.Record{Concepts: []taxonomy.Ordinal{o(pregnancy)}, Complete: true}, maps.Fails},
		{"IFA " + diabetes.String(), nothing, maps.Holds}, // the concept that is mapped is in the record
		{"IFA " + elsewhere.String(), nothing, maps.Undecided},
		{"IFA " + elsewhere.String(), maps.Record{Complete: true}, maps.Fails},

		{"IFA 445518008 < 1.0 year", nothing, maps.Undecided},
		{"IFA 445518008 < 1.0 year", maps.Record{Complete: true}, maps.Undecided},
		{"IFA 445518008 < 1.0 year", maps.Record{Age: age("0y")}, maps.Holds},
		{"IFA 445518008 < 1.0 year", maps.Record{Age: age("1y")}, maps.Fails},
		{"IFA 445518008 < 1.0 year", maps.Record{Age: age("11m")}, maps.Holds},
		{"IFA 445518008 < 1.0 year", maps.Record{Age: age("12m")}, maps.Fails},
		{"IFA 445518008 < 1.0 year", maps.Record{Age: age("365d")}, maps.Undecided}, // the day of the birthday
		{"IFA 445518008 < 1.0 year", maps.Record{Age: age("364d")}, maps.Holds},
		{"IFA 445518008 < 1.0 year", maps.Record{Age: age("366d")}, maps.Fails},
		{"IFA 445518008 < 28.0 days", maps.Record{Age: age("0y")}, maps.Undecided},
		{"IFA 445518008 < 28.0 days", maps.Record{Age: age("1y")}, maps.Fails},
		{"IFA 445518008 < 28.0 days", maps.Record{Age: age("3w")}, maps.Holds},
		{"IFA 445518008 < 28.0 days", maps.Record{Age: age("4w")}, maps.Fails},
		{"IFA 445518008 <= 28.0 days", maps.Record{Age: age("28d")}, maps.Holds},
		{"IFA 445518008 <= 28.0 days", maps.Record{Age: age("29d")}, maps.Fails},
		{"IFA 445518008 <= 28.0 days", maps.Record{Age: age("4w")}, maps.Undecided},
		{"IFA 445518008 > 15 years", maps.Record{Age: age("15y")}, maps.Fails},
		{"IFA 445518008 > 15 years", maps.Record{Age: age("16y")}, maps.Holds},
		{"IFA 445518008 >= 15.0 years", maps.Record{Age: age("15y")}, maps.Holds},
		{"IFA 445518008 >= 15.0 years", maps.Record{Age: age("14y")}, maps.Fails},
		{"IFA 445518008 >= 15.0 years", maps.Record{Age: age("180m")}, maps.Holds},
		{"IFA 445518008 >= 15.0 years", maps.Record{Age: age("179m")}, maps.Fails},
		{"IFA 445518008 > 15.0 years", maps.Record{Age: age("180m")}, maps.Undecided},
		{"IFA 445518008 >= 1.5 years", maps.Record{Age: age("1y")}, maps.Undecided},
		{"IFA 445518008 >= 1.5 years", maps.Record{Age: age("2y")}, maps.Holds},
		{"IFA 445518008 = 2 years", maps.Record{Age: age("2y")}, maps.Holds},
		{"IFA 445518008 = 2 years", maps.Record{Age: age("3y")}, maps.Fails},
		{"IFA 445518008 = 2 years", maps.Record{Age: age("24m")}, maps.Undecided},
		{"IFA 445518008 = 2 years", maps.Record{Age: age("23m")}, maps.Fails},
		{"IFA 424144002 < 24 hours", maps.Record{Age: age("0d")}, maps.Holds},
		{"IFA 424144002 < 24 hours", maps.Record{Age: age("1d")}, maps.Fails},
		{"IFA 363787002 < 24 hours", maps.Record{Age: age("0d")}, maps.Undecided}, // some other observable

		{"IFA 248152002 AND " + pregnant, maps.Record{Sex: maps.Female}, maps.Undecided},
		{"IFA 248152002 AND " + pregnant, maps.Record{Sex: maps.Male}, maps.Fails},
		{pregnant + " AND IFA 248152002", maps.Record{Sex: maps.Male}, maps.Fails}, // in either order
		{"IFA 248152002 AND " + pregnant, maps.Record{Sex: maps.Female, Complete: true}, maps.Fails},
		{"IFA 445518008 >= 12.0 years AND IFA 445518008 < 19.0 years", maps.Record{Age: age("18y")}, maps.Holds},
		{"IFA 445518008 >= 12.0 years AND IFA 445518008 < 19.0 years", maps.Record{Age: age("19y")}, maps.Fails},
	} {
		rule, _ := maps.ParseRule(tt.rule)
		if got := rule.Evaluate(tax, o(diabetes), &tt.record); got != tt.want {
			t.Errorf("%q with %+v: %v, want %v", tt.rule, tt.record, got, tt.want)
		}
	}
	if got := (*maps.Rule)(nil).Evaluate(tax, 0, &nothing); got != maps.Holds {
		t.Errorf("no rule: %v", got)
	}
}

// What is known more of a patient never turns an answer round: it only decides what
// was undecided. For an age in another unit this holds where a rule draws its border
// before the value, as most do: "<= 15 years" takes all who are 15 years old, and in
// months only those of 180.
func TestKnowingMore(t *testing.T) {
	r := people(t)
	tax := r.Taxonomy()
	rapid.Check(t, func(t *rapid.T) {
		forget := rapid.IntRange(0, 4).Draw(t, "forget")
		compare := []string{"<", ">=", "<=", ">"}
		if forget == 3 {
			compare = compare[:2]
		}
		condition := rapid.Custom(func(t *rapid.T) string {
			if rapid.Bool().Draw(t, "age") {
				return "IFA 445518008 " + rapid.SampledFrom(compare).Draw(t, "compare") + " " +
					rapid.SampledFrom([]string{"0", "1.0", "1.5", "12", "28.0"}).Draw(t, "value") + " " + rapid.SampledFrom([]string{"days", "weeks", "months", "years"}).Draw(t, "unit")
			}
			return "IFA " + rapid.SampledFrom([]sctid.ID{248152002, 248153007, pregnancy, complication, elsewhere}).Draw(t, "concept").String()
		})
		rule, err := maps.ParseRule(strings.Join(rapid.SliceOfN(condition, 1, 3).Draw(t, "rule"), " AND "))
		if err != nil {
			t.Fatal(err)
		}
		// An age in a smaller unit knows more than the same in a larger one.
		weeks := rapid.IntRange(0, 200).Draw(t, "weeks")
		known := maps.Record{
			Age: maps.Age{Number: weeks * 7, Unit: maps.Days}, Sex: maps.Sex(rapid.IntRange(1, 3).Draw(t, "sex")), Complete: true,
		}
		less := known
		switch forget {
		case 0:
			less.Age = maps.Age{}
		case 1:
			less.Sex, less.Complete = maps.SexUnknown, false
		case 2:
			less.Complete = false
		case 3:
			less.Age = maps.Age{Number: weeks / 53, Unit: maps.Years}
			known.Age = maps.Age{Number: weeks / 53 * 12, Unit: maps.Months}
		case 4:
			less = maps.Record{}
		}
		before, after := rule.Evaluate(tax, 0, &less), rule.Evaluate(tax, 0, &known)
		if before != maps.Undecided && before != after {
			t.Fatalf("%q: %v with %+v, and %v with %+v", rule, before, less, after, known)
		}
	})
}
