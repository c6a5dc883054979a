package maps

import (
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// System is a code system that well-known maps lead to or come from.
type System struct {
	Name    string     // as people write it, such as "ICD-10"
	URI     string     // as FHIR writes it; "" where FHIR has none
	Aliases []string   // short names and other URIs, in small letters
	Refsets []sctid.ID // its maps
}

// Systems returns the code systems that [Maps.Find] knows by name. Short names and
// URIs are compared without regard to case.
func Systems() []System {
	return []System{
		{"ICD-10", "http://hl7.org/fhir/sid/icd-10", []string{"icd-10", "icd10"}, []sctid.ID{447562003, 999002271000000101}},
		{"ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm", []string{"icd-10-cm", "icd10cm"}, []sctid.ID{6011000124106}},
		{"ICD-9-CM", "http://hl7.org/fhir/sid/icd-9-cm", []string{"icd-9-cm", "icd9cm"}, []sctid.ID{447563008}},
		{"ICD-O-3", "http://hl7.org/fhir/sid/icd-o-3", []string{"icd-o-3", "icd-o", "http://terminology.hl7.org/codesystem/icd-o-3", "http://hl7.org/fhir/sid/icd-o"}, []sctid.ID{446608001}},
		{"CTV3", "http://read.info/ctv3", []string{"ctv3"}, []sctid.ID{900000000000497000}},
		{"MedDRA", "", []string{"meddra"}, []sctid.ID{816210007, 1193497006}},
		{"LOINC", "http://loinc.org", []string{"loinc"}, []sctid.ID{705112009, 705110001}},
	}
}

func findSystem(name string) (System, bool) {
	for _, s := range Systems() {
		if s.URI != "" && strings.EqualFold(name, s.URI) || slices.Contains(s.Aliases, strings.ToLower(name)) {
			return s, true
		}
	}
	return System{}, false
}

// systemOf returns the code system that a map leads to or comes from, if it is a
// well-known one.
func systemOf(refset sctid.ID) System {
	for _, s := range Systems() {
		if slices.Contains(s.Refsets, refset) {
			return s
		}
	}
	return System{}
}
