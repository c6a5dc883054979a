package main

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// word is the word by which the output calls an enum's value: the value's name
// without the enum's, in lower case with hyphens, so that
// SUBSUMPTION_OUTCOME_SUBSUMED_BY is "subsumed-by". It is "" for UNSPECIFIED and
// for values that this program doesn't know.
func word(value protoreflect.Enum) string {
	descriptor := value.Descriptor()
	known := descriptor.Values().ByNumber(value.Number())
	if known == nil || value.Number() == 0 {
		return ""
	}
	// The name of value 0 is the prefix of all and UNSPECIFIED.
	prefix := strings.TrimSuffix(string(descriptor.Values().ByNumber(0).Name()), "UNSPECIFIED")
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(string(known.Name()), prefix)), "_", "-")
}

// definitionStatus is "primitive", "defined" or, for an id that isn't known, "".
func definitionStatus(status firnv1.DefinitionStatus) string { return word(status) }

// day makes a date easy to read: 2025-09-09, or "unpublished".
func day(effectiveTime string) string {
	if len(effectiveTime) != 8 {
		return "unpublished"
	}
	return effectiveTime[:4] + "-" + effectiveTime[4:6] + "-" + effectiveTime[6:]
}

// plural puts a number before its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes a number with commas between its groups of digits.
func thousands[T int | int64 | uint32 | uint64](n T) string {
	digits := fmt.Sprint(n)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return sign + b.String()
}
