package naive

import (
	"strconv"
	"strings"
)

// Verdict judges a code as it was recorded: valid, malformed, unknown or
// inactive, and why if it isn't valid.
func (r *Release) Verdict(code string) (verdict, reason string) {
	if reason := Malformed(code); reason != "" {
		return "malformed", reason
	}
	if code[len(code)-2] != '0' {
		return "malformed", "not-a-concept-id"
	}
	c, ok := r.Concepts[number(code)]
	switch {
	case !ok:
		return "unknown", "not-in-release"
	case c.Active:
		return "valid", ""
	}
	if why := r.Reason(c.ID, ConceptInactivation); why != 0 {
		return "inactive", strconv.FormatUint(why, 10)
	}
	return "inactive", "no-reason-given"
}

// Malformed says what is wrong with an SCTID, or "". Release File
// Specification, section "Component identifiers".
func Malformed(code string) string {
	switch {
	case code == "":
		return "empty"
	case strings.Trim(code, "0123456789") != "" || strings.ContainsFunc(code, func(r rune) bool { return r < '0' || r > '9' }):
		return "not-digits"
	case len(code) < 6 || len(code) > 18:
		return "length"
	case code[0] == '0':
		return "leading-zero"
	case !verhoeff(code):
		return "check-digit"
	}
	partition := code[len(code)-3 : len(code)-1]
	switch partition {
	case "00", "01", "02":
	case "10", "11", "12", "16":
		if len(code) < 11 {
			return "namespace"
		}
	default:
		return "partition"
	}
	return ""
}

// verhoeff checks the check digit, in the dihedral group D5.
func verhoeff(code string) bool {
	c := 0
	for i := range len(code) {
		digit := int(code[len(code)-1-i] - '0')
		for range i % 8 {
			digit = [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}[digit]
		}
		c = d5(c, digit)
	}
	return c == 0
}

// d5 multiplies rotations 0 to 4 and reflections 5 to 9 of the pentagon.
func d5(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b)%5
	case b < 5:
		return 5 + (a-b)%5
	default:
		return (a - b + 5) % 5
	}
}

// Display says how a display stands to a concept's descriptions, in the words of
// the API's DisplayCheck: preferred, acceptable, fully-specified-name,
// another-dialect, inactive-description, differs-in-case or not-a-description.
func (r *Release) Display(id uint64, display string, dialects []uint64) string {
	found := map[string]bool{}
	if r.Names(id, dialects).PreferredTerm == display {
		found["preferred"] = true
	}
	for _, d := range r.descriptionsOf[id] {
		switch {
		case d.TypeID == TextDefinition:
		case d.Term != display:
			if strings.EqualFold(d.Term, display) {
				found["differs-in-case"] = true
			}
		case !d.Active:
			found["inactive-description"] = true
		case d.TypeID == FullySpecifiedName:
			found["fully-specified-name"] = true
		default:
			found["another-dialect"] = true
			for _, dialect := range dialects {
				switch r.Acceptability(d.ID, dialect) {
				case Preferred:
					found["preferred"] = true
				case Acceptable:
					found["acceptable"] = true
				}
			}
		}
	}
	for _, check := range []string{"preferred", "acceptable", "fully-specified-name", "another-dialect", "inactive-description", "differs-in-case"} {
		if found[check] {
			return check
		}
	}
	return "not-a-description"
}
