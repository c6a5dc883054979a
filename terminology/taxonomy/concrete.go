package taxonomy

import (
	"cmp"
	"strconv"
	"strings"
)

// ConcreteKind is the kind of a concrete value.
type ConcreteKind uint8

// The kinds of concrete value, in the order of the table of concrete values.
const (
	ConcreteNumber ConcreteKind = iota + 1
	ConcreteString
	ConcreteBoolean
)

// String returns the kind's name in lower case.
func (k ConcreteKind) String() string {
	switch k {
	case ConcreteNumber:
		return "number"
	case ConcreteString:
		return "string"
	case ConcreteBoolean:
		return "boolean"
	default:
		return "ConcreteKind(" + strconv.Itoa(int(k)) + ")"
	}
}

// ConcreteValue is a value of an attribute that is not a concept: see the
// Release File Specification, "Concrete value relationships".
type ConcreteValue struct {
	Kind ConcreteKind
	// Text is the value as RF2 has it without what marks its kind: a number
	// without "#", a string without its quotes and escapes, a boolean as it
	// stands. Numbers stay decimal text and are never a float.
	Text string
}

// String returns the value as ECL writes it: #5, "text", true.
func (v ConcreteValue) String() string {
	switch v.Kind {
	case ConcreteNumber:
		return "#" + v.Text
	case ConcreteString:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.Text) + `"`
	default:
		return v.Text
	}
}

// Compare orders concrete values: by kind, numbers by value and then by text
// (5 before 5.0), the others by text. It returns -1, 0 or 1.
func (v ConcreteValue) Compare(w ConcreteValue) int {
	if c := cmp.Compare(v.Kind, w.Kind); c != 0 {
		return c
	}
	if v.Kind == ConcreteNumber {
		if c := CompareNumbers(v.Text, w.Text); c != 0 {
			return c
		}
	}
	return strings.Compare(v.Text, w.Text)
}

// ValidNumber reports whether s is a decimal number: an optional sign, digits,
// and optionally a point with digits after it.
func ValidNumber(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	whole, fraction, point := strings.Cut(s, ".")
	return allDigits(whole) && (!point || allDigits(fraction))
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// CompareNumbers compares two decimal numbers exactly, whatever their length:
// -1, 0 or 1. "5", "+5.0" and "005" are equal, and so are "0" and "-0". Both
// must be valid, see [ValidNumber].
func CompareNumbers(a, b string) int {
	negativeA, wholeA, fractionA := splitNumber(a)
	negativeB, wholeB, fractionB := splitNumber(b)
	if negativeA != negativeB {
		if negativeA {
			return -1
		}
		return 1
	}
	// Without leading zeros the longer whole part is the larger; without
	// trailing zeros fractions compare as text does.
	c := cmp.Compare(len(wholeA), len(wholeB))
	if c == 0 {
		c = strings.Compare(wholeA, wholeB)
	}
	if c == 0 {
		c = strings.Compare(fractionA, fractionB)
	}
	if negativeA {
		return -c
	}
	return c
}

func splitNumber(s string) (negative bool, whole, fraction string) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		s = s[1:]
	}
	whole, fraction, _ = strings.Cut(s, ".")
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" && fraction == "" {
		negative = false // -0 is 0
	}
	return negative, whole, fraction
}

// problem says what is wrong with a concrete value, or returns "".
func (v ConcreteValue) problem() string {
	switch v.Kind {
	case ConcreteNumber:
		if !ValidNumber(v.Text) {
			return "the number " + strconv.Quote(v.Text) + ": expected digits, with an optional sign and decimal point"
		}
	case ConcreteString:
	case ConcreteBoolean:
		if v.Text != "true" && v.Text != "false" {
			return "the boolean " + strconv.Quote(v.Text) + ": expected true or false"
		}
	default:
		return "the concrete value kind " + strconv.Itoa(int(v.Kind)) + ": expected 1 (number), 2 (string) or 3 (boolean)"
	}
	return ""
}
