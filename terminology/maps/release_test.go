package maps_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// The maps of testdata/history-and-maps, whose README tells what their rows say.
const (
	wards    = sctid.ID(11019999996101)
	oldCodes = sctid.ID(11029999996105)
	extended = sctid.ID(11039999996108)
	tariff   = sctid.ID(11049999996102)
	blocks   = sctid.ID(11059999996100)

	lung        = sctid.ID(12019999996106)
	pneumonia   = sctid.ID(12029999996102)
	bacterial   = sctid.ID(12039999996104)
	ofNewborn   = sctid.ID(12049999996105)
	newborn     = sctid.ID(12059999996107)
	sugar       = sctid.ID(12069999996109)
	sugarTwo    = sctid.ID(12079999996101)
	inPregnancy = sctid.ID(12089999996103)
	ofPregnancy = sctid.ID(12099999996100)
	prostate    = sctid.ID(12109999996107)
	rare        = sctid.ID(12119999996105)
	retired     = sctid.ID(13019999996102)
)

func TestFind(t *testing.T) {
	r := handMade(t)
	m := maps.Of(r)
	var got []string
	for _, one := range m.All() {
		got = append(got, fmt.Sprintf("%v %v %v %d", one.Refset.ID, one.Kind, one.Direction, one.Refset.ActiveMembers))
	}
	want := []string{
		"11019999996101 simple from-snomed-ct 6", "11029999996105 simple to-snomed-ct 4", "11039999996108 extended from-snomed-ct 11",
		"11049999996102 complex from-snomed-ct 2", "11059999996100 complex from-snomed-ct 3",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if one, err := m.Find("11039999996108"); err != nil || one.Refset.ID != extended {
		t.Errorf("%v, %v", one, err)
	}
	for _, tt := range []struct {
		name   string
		kind   terminology.Kind
		reason terminology.Reason
	}{
		{"icd-10", terminology.KindNotFound, terminology.ReasonRefsetNotFound},
		{"http://hl7.org/fhir/sid/ICD-10-CM", terminology.KindNotFound, terminology.ReasonRefsetNotFound},
		{"447562003", terminology.KindNotFound, terminology.ReasonRefsetNotFound},
		{"900000000000489007", terminology.KindInvalidArgument, terminology.ReasonFieldInvalid},
		{"tariff", terminology.KindInvalidArgument, terminology.ReasonFieldInvalid},
		{"", terminology.KindInvalidArgument, terminology.ReasonFieldInvalid},
		{"447562004", terminology.KindInvalidArgument, terminology.ReasonSCTIDMalformed},
	} {
		_, err := m.Find(tt.name)
		var e *terminology.Error
		if !errors.As(err, &e) || e.Kind != tt.kind || e.Reason != tt.reason {
			t.Errorf("%q: %v", tt.name, err)
		} else if tt.reason != terminology.ReasonSCTIDMalformed && !strings.Contains(e.Hint, wards.String()) {
			t.Errorf("%q: the hint doesn't tell what there is: %q", tt.name, e.Hint)
		}
	}
}

// Every identifier in the table of code systems is one.
func TestSystems(t *testing.T) {
	names := map[string]bool{}
	for _, s := range maps.Systems() {
		for _, id := range s.Refsets {
			if id.Check() != nil || id.Kind() != sctid.KindConcept {
				t.Errorf("%s: %d is no concept id", s.Name, id)
			}
		}
		for _, name := range append(s.Aliases, strings.ToLower(s.URI)) {
			if names[name] && name != "" || strings.ToLower(name) != name {
				t.Errorf("%s: %q is there twice, or not in small letters", s.Name, name)
			}
			names[name] = true
		}
	}
}

// showGroups writes groups as block/number: decision, then the codes with what their
// rules say, the chosen one with a star.
func showGroups(groups []maps.Group) string {
	var lines []string
	for _, g := range groups {
		var line strings.Builder
		fmt.Fprintf(&line, "%d/%d %v:", g.Block, g.Number, g.Decision)
		for i, row := range g.Rows {
			star := ""
			if i == g.Chosen {
				star = "*"
			}
			fmt.Fprintf(&line, " %q %v%s", row.Code, g.Outcomes[i], star)
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "\n")
}

func TestTranslate(t *testing.T) {
	r := handMade(t)
	of := func(ids ...sctid.ID) (list []taxonomy.Ordinal) {
		for _, id := range ids {
			list = append(list, ordinal(t, r, id))
		}
		return list
	}
	age := func(n int, u maps.Unit) maps.Record { return maps.Record{Age: maps.Age{Number: n, Unit: u}} }
	for _, warm := range []bool{false, true} {
		for _, tt := range []struct {
			of, concept sctid.ID
			record      maps.Record
			want        string
		}{
			{wards, pneumonia, maps.Record{}, `0/0 decided: "W-10" holds*`},
			{wards, sugar, maps.Record{}, "0/0 decided: \"W-20\" holds*\n0/0 decided: \"W-21\" holds*"},
			{wards, sugarTwo, maps.Record{}, ""},
			{wards, retired, maps.Record{}, ""}, // its row is inactive
			{oldCodes, pneumonia, maps.Record{}, "0/0 decided: \"OLD1\" holds*\n0/0 decided: \"OLD2\" holds*"},
			{extended, pneumonia, maps.Record{}, `0/1 open: "FX30.0" undecided "FX30.1" undecided "FX30.9" holds*`},
			{extended, pneumonia, age(27, maps.Days), `0/1 decided: "FX30.0" holds* "FX30.1" fails "FX30.9" holds`},
			{extended, pneumonia, age(6, maps.Months), `0/1 decided: "FX30.0" fails "FX30.1" holds* "FX30.9" holds`},
			{extended, pneumonia, age(40, maps.Years), `0/1 decided: "FX30.0" fails "FX30.1" fails "FX30.9" holds*`},
			{extended, pneumonia, age(0, maps.Years), `0/1 open: "FX30.0" undecided "FX30.1" undecided "FX30.9" holds*`},
			{extended, sugar, maps.Record{}, "0/1 open: \"FX60.1\" undecided \"FX60.9\" holds*\n0/2 open: \"FX61\" undecided \"\" holds*"},
			{extended, sugar, maps.Record{Sex: maps.Male}, "0/1 open: \"FX60.1\" undecided \"FX60.9\" holds*\n0/2 decided: \"FX61\" fails \"\" holds*"},
			{extended, sugar, maps.Record{Sex: maps.Female, Concepts: of(inPregnancy)}, "0/1 decided: \"FX60.1\" holds* \"FX60.9\" holds\n0/2 decided: \"FX61\" holds* \"\" holds"},
			{extended, sugar, maps.Record{Complete: true, Concepts: of(pneumonia)}, "0/1 decided: \"FX60.1\" fails \"FX60.9\" holds*\n0/2 decided: \"FX61\" fails \"\" holds*"},
			{extended, prostate, maps.Record{}, `0/1 open: "FX70" undecided`},
			{extended, prostate, maps.Record{Sex: maps.Female}, `0/1 no-row: "FX70" fails`},
			{extended, lung, maps.Record{}, `0/1 decided: "" holds*`},
			{extended, ofPregnancy, maps.Record{Complete: true}, `0/1 open: "FX90" undecided "FX99" holds*`},
			{tariff, bacterial, maps.Record{}, `0/1 decided: "T100" holds*`},
			{blocks, sugarTwo, maps.Record{}, "1/1 decided: \"B7A\" holds*\n2/1 decided: \"B7B\" holds*\n2/2 decided: \"B7C\" holds*"},
		} {
			m, err := maps.Of(r).ByID(tt.of)
			if err != nil {
				t.Fatal(err)
			}
			if warm {
				if err := m.Warm(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			got, err := m.Translate(ordinal(t, r, tt.concept), &tt.record)
			if err != nil || showGroups(got) != tt.want {
				t.Errorf("%v of %v, warm %v: got\n%s\nwant\n%s\n%v", tt.of, tt.concept, warm, showGroups(got), tt.want, err)
			}
		}
	}
}

// What a row tells beside its code.
func TestRow(t *testing.T) {
	r := handMade(t)
	m, err := maps.Of(r).ByID(extended)
	if err != nil {
		t.Fatal(err)
	}
	groups, err := m.Translate(ordinal(t, r, prostate), nil)
	if err != nil || len(groups) != 1 {
		t.Fatal(groups, err)
	}
	row := groups[0].Rows[0]
	if row.Rule.Text != "IFA 248153007 | Male (finding) |" || row.Advice != "IF MALE CHOOSE FX70" || row.CorrelationID != 447557004 ||
		row.CategoryID != 447639009 || row.Group != 1 || row.Priority != 1 || row.ComponentID != prostate {
		t.Errorf("%+v", row)
	}
}

func TestByCode(t *testing.T) {
	r := handMade(t)
	for _, tt := range []struct {
		of    sctid.ID
		code  string
		match maps.Match
		want  string
	}{
		{wards, "W-10", maps.Exact, "W-10 12029999996102"},
		{wards, "w-10", maps.Exact, "w-10 12059999996107"}, // in the case of the release
		{wards, "W-1", maps.Exact, ""},
		{wards, "W-", maps.Prefix, "W-10 12029999996102, W-11 12039999996104, W-20 12069999996109, W-21 12069999996109"},
		{wards, "W-2", maps.Prefix, "W-20 12069999996109, W-21 12069999996109"},
		{wards, "X", maps.Prefix, ""},
		{wards, "", maps.Exact, ""},
		{wards, "", maps.Prefix, "V-1 12099999996100, W-10 12029999996102, W-11 12039999996104, W-20 12069999996109, W-21 12069999996109, w-10 12059999996107"},
		{oldCodes, "OLD3", maps.Exact, "OLD3 12069999996109, OLD3 12079999996101"},
		{extended, "", maps.Exact, " 12019999996106,  12069999996109"}, // rows without a code
		{extended, "FX60", maps.Prefix, "FX60.1 12069999996109, FX60.9 12069999996109"},
		{tariff, "T100", maps.Exact, "T100 12029999996102, T100 12039999996104"},
	} {
		m, err := maps.Of(r).ByID(tt.of)
		if err != nil {
			t.Fatal(err)
		}
		codes, err := m.ByCode(t.Context(), tt.code, tt.match)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range codes.Len() {
			row := codes.Row(i)
			got = append(got, row.Code+" "+row.ComponentID.String())
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%v, %q: got %q, want %q", tt.of, tt.code, strings.Join(got, ", "), tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	r := handMade(t)
	c := maps.NewClimber(r)
	for _, tt := range []struct {
		of, concept sctid.ID
		want        string
	}{
		{wards, pneumonia, "12029999996102 at 0"},
		{wards, rare, "12039999996104 at 1, 12059999996107 at 2"}, // pneumonia is above bacterial pneumonia
		{wards, ofNewborn, "12029999996102 at 1, 12059999996107 at 1"},
		{wards, inPregnancy, "12069999996109 at 1, 12099999996100 at 1"},
		{wards, lung, ""},
		{wards, retired, ""},
		{extended, rare, "12029999996102 at 2"},
		{extended, bacterial, "12029999996102 at 1"},
	} {
		m, err := maps.Of(r).ByID(tt.of)
		if err != nil {
			t.Fatal(err)
		}
		found, err := m.Nearest(c, ordinal(t, r, tt.concept))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range found {
			got = append(got, fmt.Sprintf("%v at %d", a.ConceptID, a.Distance))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%v of %v: got %q, want %q", tt.of, tt.concept, strings.Join(got, ", "), tt.want)
		}
	}
}
