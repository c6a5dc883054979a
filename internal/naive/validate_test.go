package naive

import (
	"strconv"
	"testing"
)

func TestMalformed(t *testing.T) {
	// Identifiers that the specification calls right, and the common slips.
	for code, want := range map[string]string{
		"100005": "", "100014": "", "100022": "", "11000001102": "", "10989121108": "", "1290989121103": "",
		"1290000001117": "", "9940000001126": "", "999999990989121104": "",
		"":                    "empty",
		"100 005":             "not-digits",
		"100005x":             "not-digits",
		"-100005":             "not-digits",
		"10005":               "length",
		"1234567890123456789": "length",
		"0100005":             "leading-zero",
		"100006":              "check-digit",
		"100050":              "check-digit",
	} {
		if got := Malformed(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}

// Every change of one digit and every swap of neighbours is caught: that is what
// the check digit is for.
func TestVerhoeffCatchesSlips(t *testing.T) {
	for _, code := range []string{"404684003", "900000000000207008", "1290989121103"} {
		for i := range len(code) {
			for digit := byte('0'); digit <= '9'; digit++ {
				slip := code[:i] + string(digit) + code[i+1:]
				if (slip == code) != verhoeff(slip) {
					t.Errorf("%s for %s", slip, code)
				}
			}
			if i+1 < len(code) && code[i] != code[i+1] {
				if slip := code[:i] + code[i+1:i+2] + code[i:i+1] + code[i+2:]; verhoeff(slip) {
					t.Errorf("%s for %s", slip, code)
				}
			}
		}
	}
}

// A third of the numbers with an unassigned partition have a right check digit.
func TestPartitions(t *testing.T) {
	found := map[string]int{}
	for n := 100000; n < 200000; n++ {
		found[Malformed(strconv.Itoa(n))]++
	}
	// 1,000 bodies of three item digits for each of the partitions: one check
	// digit is right. 00, 01 and 02 are assigned; 10, 11, 12 and 16 need a
	// namespace, for which six digits have no room.
	want := map[string]int{"": 300, "namespace": 400, "partition": 9300, "check-digit": 90000}
	for reason, n := range want {
		if found[reason] != n {
			t.Errorf("%q: got %d, want %d", reason, found[reason], n)
		}
	}
}

func TestVerdict(t *testing.T) {
	r := readTiny(t)
	r.Concepts[307530000] = Concept{ID: 307530000}
	r.Members["x"] = Member{ID: "x", Row: Row{Active: true}, RefsetID: ConceptInactivation, ReferencedComponentID: 268677005, Columns: []string{"valueId"}, Fields: []string{"900000000000482003"}}
	r.Concepts[268677005] = Concept{ID: 268677005}
	r.arrange()
	for code, want := range map[string][2]string{
		"138875005":  {"valid", ""},
		"404684003":  {"unknown", "not-in-release"},
		"307530000":  {"inactive", "no-reason-given"},
		"268677005":  {"inactive", "900000000000482003"},
		"404684004":  {"malformed", "check-digit"},
		"100014":     {"malformed", "not-a-concept-id"},
		" 138875005": {"malformed", "not-digits"},
	} {
		if verdict, reason := r.Verdict(code); verdict != want[0] || reason != want[1] {
			t.Errorf("%q: got %s %q, want %q", code, verdict, reason, want)
		}
	}
}

func TestDisplay(t *testing.T) {
	r := readTiny(t)
	for display, want := range map[string]string{
		"Cardiac disease":          "preferred",
		"Disease of heart":         "another-dialect",
		"Heart disease (disorder)": "fully-specified-name",
		"Bad heart":                "inactive-description",
		"cardiac Disease":          "differs-in-case",
		"Heart":                    "not-a-description",
	} {
		if got := r.Display(10, display, []uint64{USEnglish}); got != want {
			t.Errorf("%q in US English: got %s, want %s", display, got, want)
		}
	}
	if got := r.Display(10, "Cardiac disease", []uint64{GBEnglish}); got != "acceptable" {
		t.Errorf("in GB English: %s", got)
	}
}
