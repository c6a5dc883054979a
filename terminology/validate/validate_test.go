package validate_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/validate"
)

// imported imports one or more folders of testdata as one release.
func imported(t testing.TB, folders ...string) *terminology.Release {
	t.Helper()
	var paths []string
	for _, folder := range folders {
		paths = append(paths, filepath.Join(testenv.Root(), "testdata", folder))
	}
	return testrelease.Import(t, importer.Options{Paths: paths})
}

func dialects(t testing.TB, r *terminology.Release, text string) terminology.Dialects {
	t.Helper()
	d, err := r.Dialects(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func judge(t testing.TB, c *validate.Checker, rows ...validate.Row) []validate.Result {
	t.Helper()
	results := make([]validate.Result, len(rows))
	if err := c.NewJudge().Judge(rows, results); err != nil {
		t.Fatal(err)
	}
	return results
}

func checker(t testing.TB, r *terminology.Release, s validate.Settings) *validate.Checker {
	t.Helper()
	c, err := validate.New(t.Context(), r, s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// instead writes the replacements with their associations and judgements.
func instead(r *validate.Result) string {
	var parts []string
	for i := range r.Resolution.Len() {
		x := r.Resolution.Replacement(i)
		parts = append(parts, fmt.Sprintf("%s %v %v", validate.AssociationWord(x.AssociationID), x.TargetID, x.Judgement))
	}
	for i := range r.Resolution.Ends() {
		parts = append(parts, r.Resolution.End(i).Kind.String())
	}
	return strings.Join(parts, "; ")
}

// Every verdict on a code, by the rows of testdata/mini that testdata/README.md tells of.
func TestCodes(t *testing.T) {
	mini, other := imported(t, "mini"), imported(t, "history-and-maps")
	c := checker(t, mini, validate.Settings{Others: []*terminology.Release{other}})
	for _, test := range []struct {
		code, verdict, reason, instead, swap string
		concept                              sctid.ID
		fails                                bool
	}{
		{"1249999999102", "valid", "", "", "", 1249999999102, false},
		{"138875005", "valid", "", "", "", 138875005, false},
		// The form.
		{"", "malformed", "empty", "", "", 0, true},
		{" 1249999999102", "malformed", "not-digits", "", "", 0, true},
		{"I21.9", "malformed", "not-digits", "", "", 0, true},
		{"12345", "malformed", "length", "", "", 0, true},
		{"1234567890123456789", "malformed", "length", "", "", 0, true},
		{"01249999999102", "malformed", "leading-zero", "", "", 0, true},
		{"1249999999103", "malformed", "check-digit", "", "", 0, true},
		{"22298007", "malformed", "check-digit", "", "", 0, true},
		{"1019999999123", "malformed", "not-a-concept-id", "", "", 0, true},
		// The id of a description: active, withdrawn, and one of a retired concept.
		{"2629999999119", "description-id", "", "", "1249999999102", 1249999999102, true},
		{"2659999999113", "description-id", "inactive-description", "", "", 1249999999102, true},
		// Not there, and only in another release.
		{"22298006", "unknown", "not-in-release", "", "", 22298006, true},
		{"12029999996102", "unknown", "in-other-release", "", "", 12029999996102, true},
		// Retired, with each kind of association.
		{"1399999999104", "inactive", "", "same-as 1249999999102 safe", "1249999999102", 1399999999104, true},
		{"1409999999101", "inactive", "", "replaced-by 1249999999102 safe", "1249999999102", 1409999999101, true},
		{"1419999999104", "inactive", "", "possibly-equivalent-to 1249999999102 not-exact; possibly-equivalent-to 1259999999104 not-exact", "", 1419999999104, true},
		{"1429999999106", "inactive", "", "possibly-replaced-by 1289999999106 not-exact; possibly-replaced-by 1299999999108 not-exact", "", 1429999999106, true},
		{"1439999999108", "inactive", "", "partially-equivalent-to 1279999999109 not-exact; partially-equivalent-to 1299999999108 not-exact", "", 1439999999108, true},
		{"1449999999103", "inactive", "", "alternative 1259999999104 not-exact", "", 1449999999103, true},
		{"1459999999100", "inactive", "", "", "", 1459999999100, true},
		{"1479999999105", "inactive", "", "was-a 64572001 not-exact", "", 1479999999105, true},
		{"1489999999107", "inactive", "", "loop", "", 1489999999107, true},
		{"1509999999102", "inactive", "no-reason-given", "", "", 1509999999102, true},
		// Expressions are recognised, whatever stands in them.
		{"1259999999104:363698007=1149999999108", "expression", "not-supported-yet", "", "", 0, true},
		{"=== 1259999999104 + 1249999999102", "expression", "not-supported-yet", "", "", 0, true},
		{"1249999999102 |Myocardial infarction|", "expression", "not-supported-yet", "", "", 0, true},
		{"22298006:", "malformed", "not-digits", "", "", 0, true},
	} {
		got := judge(t, c, validate.Row{Code: []byte(test.code)})[0]
		swap := ""
		if id, ok := got.Swap(); ok {
			swap = id.String()
		}
		if got.Verdict.String() != test.verdict || got.Reason.String() != test.reason || got.ConceptID != test.concept ||
			instead(&got) != test.instead || swap != test.swap || got.Fails() != test.fails {
			t.Errorf("%q: got %v %v concept %v instead %q swap %q fails %v, want %+v", test.code, got.Verdict, got.Reason, got.ConceptID, instead(&got), swap, got.Fails(), test)
		}
		if got.Limit != terminology.LimitNotAsked || got.Display != validate.DisplayNotGiven || got.Day != validate.DayNotGiven {
			t.Errorf("%q: got %v %v %v without having asked", test.code, got.Limit, got.Display, got.Day)
		}
	}
	duplicate := judge(t, c, validate.Row{Code: []byte("1399999999104")})[0].Inactivation
	if duplicate.ReasonID != 900000000000482003 || duplicate.Since != 20240731 {
		t.Errorf("inactivation of a duplicate: %+v", duplicate)
	}
	optional := checker(t, mini, validate.Settings{Optional: true})
	if got := judge(t, optional, validate.Row{})[0]; got.Verdict != validate.NotGiven || got.Fails() {
		t.Errorf("an empty code that may be: %v", got.Verdict)
	}
}

// Displays, by the descriptions of testdata/mini.
func TestDisplays(t *testing.T) {
	mini := imported(t, "mini")
	c := checker(t, mini, validate.Settings{Displays: true, Dialects: dialects(t, mini, "en-US")})
	const infarction, anemia, blanks, cafe = "1249999999102", "1279999999109", "1329999999102", "1339999999100"
	for _, test := range []struct {
		code, display string
		want          validate.Display
		whose         sctid.ID
	}{
		{infarction, "", validate.DisplayNotGiven, 0},
		{infarction, "Myocardial infarction", validate.DisplayPreferred, 0},
		{infarction, " Myocardial infarction ", validate.DisplayPreferred, 0},
		{infarction, "Heart attack", validate.DisplayAcceptable, 0},
		{infarction, "Myocardial infarction (disorder)", validate.DisplayFullySpecifiedName, 0},
		{infarction, "hjärtinfarkt", validate.DisplayAnotherDialect, 0},
		{anemia, "Anaemia", validate.DisplayAnotherDialect, 0},
		{infarction, "Coronary stroke", validate.DisplayInactiveDescription, 0},
		{infarction, "HEART Attack", validate.DisplayDiffersInCase, 0},
		{infarction, "Heart  attack", validate.DisplayDiffersInSpacing, 0},
		{infarction, "heart\tattack", validate.DisplayDiffersInSpacing, 0},
		{blanks, "Finding with two blanks", validate.DisplayDiffersInSpacing, 0},
		{cafe, "Cafe au lait spot", validate.DisplayDiffersInFolding, 0},
		{infarction, "hjartinfarkt", validate.DisplayDiffersInFolding, 0},
		{infarction, "Anemia", validate.DisplayAnotherConcept, 1279999999109},
		{infarction, "ANAEMIA", validate.DisplayAnotherConcept, 1279999999109},
		{infarction, "Broken leg", validate.DisplayNotADescription, 0},
		{"22298006", "Heart attack", validate.DisplayNoConcept, 1249999999102},
		{"1249999999103", "heart attack", validate.DisplayNoConcept, 1249999999102},
		{"I21.9", "Broken leg", validate.DisplayNoConcept, 0},
		{"2609999999112", "Heart attack", validate.DisplayAcceptable, 0}, // by the description's concept
		// A text definition is no display.
		{anemia, "Too little hemoglobin in the blood.", validate.DisplayNotADescription, 0},
	} {
		for range 2 { // the second time it is remembered
			got := judge(t, c, validate.Row{Code: []byte(test.code), Display: []byte(test.display)})[0]
			if got.Display != test.want || got.DisplayConceptID != test.whose {
				t.Errorf("%s %q: got %v %v, want %v %v", test.code, test.display, got.Display, got.DisplayConceptID, test.want, test.whose)
			}
			if test.code == infarction && got.PreferredTerm != "Myocardial infarction" || test.code == anemia && got.PreferredTerm != "Anemia" {
				t.Errorf("%s: the right term is %q", test.code, got.PreferredTerm)
			}
		}
	}
	swedish := checker(t, mini, validate.Settings{Displays: true, Dialects: dialects(t, mini, "sv")})
	if got := judge(t, swedish, validate.Row{Code: []byte(infarction), Display: []byte("hjärtinfarkt")})[0]; got.Display != validate.DisplayPreferred {
		t.Errorf("in Swedish: %v", got.Display)
	}
}

// The day of a record against the newest row: 1249999999102 is active, and
// 1399999999104 was retired on 31 July 2024.
func TestDays(t *testing.T) {
	c := checker(t, imported(t, "mini"), validate.Settings{Dates: true})
	for _, test := range []struct {
		code, date string
		want       validate.Day
	}{
		{"1249999999102", "", validate.DayNotGiven},
		{"1249999999102", "20250801", validate.DayActive},
		{"1249999999102", "2025-08-01", validate.DayActive},
		{"1249999999102", "2025-08-01T12:00:00+01:00", validate.DayActive},
		{"1249999999102", "2025-08-01 12:00", validate.DayActive},
		{"1249999999102", "20200801", validate.DayBefore},
		{"1399999999104", "20240731", validate.DayInactive},
		{"1399999999104", "20250101", validate.DayInactive},
		{"1399999999104", "20240730", validate.DayBefore},
		{"1249999999102", "20250230", validate.DayMalformed},
		{"1249999999102", "1.8.2025", validate.DayMalformed},
		{"1249999999102", "2025", validate.DayMalformed},
		{"1249999999102", "202508011", validate.DayMalformed},
		{"22298006", "20250801", validate.DayNoConcept},
	} {
		if got := judge(t, c, validate.Row{Code: []byte(test.code), Date: []byte(test.date)})[0].Day; got != test.want {
			t.Errorf("%s on %q: got %v, want %v", test.code, test.date, got, test.want)
		}
	}
}

func TestLimits(t *testing.T) {
	mini := imported(t, "mini")
	finding, err := mini.Ordinal(404684003)
	if err != nil {
		t.Fatal(err)
	}
	list, unknown, err := validate.ReadLimit(mini, strings.NewReader("code,term\n# a comment\n\n1249999999102,\"Myocardial infarction\"\n\"1399999999104\"\n22298006 |Heart attack|\n"))
	if err != nil || unknown != 1 {
		t.Fatalf("reading a list: %d unknown, %v", unknown, err)
	}
	for _, test := range []struct {
		name, code string
		limit      *validate.Limit
		want       terminology.LimitCheck
	}{
		{"none", "1249999999102", nil, terminology.LimitNotAsked},
		{"hierarchy", "1249999999102", validate.NewLimit(mini, mini.Taxonomy().Descendants(finding)), terminology.InLimit},
		{"hierarchy", "404684003", validate.NewLimit(mini, mini.Taxonomy().Descendants(finding)), terminology.NotInLimit},
		{"hierarchy", "22298006", validate.NewLimit(mini, mini.Taxonomy().Descendants(finding)), terminology.NotInLimit},
		{"hierarchy", "abc", validate.NewLimit(mini, mini.Taxonomy().Descendants(finding)), terminology.NotInLimit},
		{"hierarchy", "2629999999119", validate.NewLimit(mini, mini.Taxonomy().Descendants(finding)), terminology.InLimit}, // a description's concept
		{"nothing", "1249999999102", validate.NewLimit(mini, roaring.New()), terminology.NotInLimit},
		{"list", "1249999999102", list, terminology.InLimit},
		{"list", "1399999999104", list, terminology.InLimit},
		{"list", "22298006", list, terminology.InLimit}, // listed, and unknown all the same
		{"list", "404684003", list, terminology.NotInLimit},
	} {
		c := checker(t, mini, validate.Settings{Limit: test.limit})
		if got := judge(t, c, validate.Row{Code: []byte(test.code)})[0].Limit; got != test.want {
			t.Errorf("%s, %s: got %v, want %v", test.name, test.code, got, test.want)
		}
	}
	if _, _, err := validate.ReadLimit(mini, strings.NewReader("1249999999102\n1249999999103\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a list with a bad code: %v", err)
	}
}

// A concept of a module that an extension depends on and was imported without is in a
// dependency; what is in any other release isn't.
func TestDependency(t *testing.T) {
	extension, mini, other := imported(t, "mini-extension"), imported(t, "mini"), imported(t, "history-and-maps")
	c := checker(t, extension, validate.Settings{Others: []*terminology.Release{other, mini}})
	for code, want := range map[string]validate.Reason{
		"1279999999109": validate.InDependency, "12029999996102": validate.InOtherRelease, "22298006": validate.NotInRelease,
	} {
		if got := judge(t, c, validate.Row{Code: []byte(code)})[0]; got.Verdict != validate.Unknown || got.Reason != want {
			t.Errorf("%s: got %v %v, want %v", code, got.Verdict, got.Reason, want)
		}
	}
}

// Both judges say the same as far as terminology's has words for it.
func TestAgreesWithValidator(t *testing.T) {
	mini := imported(t, "mini")
	c := checker(t, mini, validate.Settings{Displays: true})
	v, err := mini.NewValidator(c.Settings().Dialects, terminology.Limit{}, true)
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{"", "abc", "1249999999103", "22298006", "2629999999119", "1019999999123"}
	displays := []string{"", "Heart attack", "heart attack", "Anaemia", "Coronary stroke", "nothing", "Heart  attack"}
	for o := range mini.Taxonomy().Len() {
		codes = append(codes, mini.Taxonomy().ID(mini.Taxonomy().ByID()[o]).String())
	}
	for _, code := range codes {
		for _, display := range displays {
			got := judge(t, c, validate.Row{Code: []byte(code), Display: []byte(display)})[0]
			want, err := v.Validate(code, display)
			if err != nil {
				t.Fatal(err)
			}
			if got.Verdict == validate.DescriptionID {
				if want.Reason != terminology.NotAConceptID {
					t.Errorf("%s: a description for one, %q for the other", code, want.Reason)
				}
				continue
			}
			reason := got.Reason.String()
			if got.Inactivation.ReasonID != 0 {
				reason = got.Inactivation.ReasonID.String()
			}
			if got.Verdict.String() != want.Verdict.String() || reason != want.Reason || got.PreferredTerm != want.PreferredTerm {
				t.Errorf("%s: %v %s %q, want %v %s %q", code, got.Verdict, reason, got.PreferredTerm, want.Verdict, want.Reason, want.PreferredTerm)
			}
			fine := got.Display == validate.DisplayDiffersInSpacing || got.Display == validate.DisplayDiffersInFolding || got.Display == validate.DisplayAnotherConcept || got.Display == validate.DisplayNotADescription
			if fine != (want.Display == terminology.DisplayNotADescription) {
				t.Errorf("%s %q: %v and %v", code, display, got.Display, want.Display)
			}
		}
	}
}

func TestNothingAllocated(t *testing.T) {
	mini := imported(t, "mini")
	c := checker(t, mini, validate.Settings{Displays: true, Dates: true})
	var rows []validate.Row
	for _, code := range []string{"1249999999102", "1399999999104", "1419999999104", "138875005"} {
		rows = append(rows, validate.Row{Code: []byte(code), Display: []byte("heart attack"), Date: []byte("2024-02-03")})
	}
	j, results := c.NewJudge(), make([]validate.Result, len(rows))
	allocations := testing.AllocsPerRun(10, func() {
		if err := j.Judge(rows, results); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 0 {
		t.Errorf("judging %d rows over again allocates %v times", len(rows), allocations)
	}
}
