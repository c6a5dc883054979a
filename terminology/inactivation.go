package terminology

import "github.com/firn-sct/firn/terminology/sctid"

// inactivationWords are the inactivation values of concepts and descriptions, in
// English words of our own. Editorial Guide, "Inactivation".
var inactivationWords = map[sctid.ID]string{
	900000000000482003: "Duplicate",
	900000000000485001: "Erroneous",
	900000000000484002: "Ambiguous",
	900000000000483008: "Outdated",
	900000000000486000: "Limited",
	900000000000487009: "Moved elsewhere",
	900000000000492006: "Pending move",
	1186917008:         "Classification derived",
	1186919006:         "Meaning of component unknown",
	723277005:          "Nonconformance to editorial policy",
	// Of descriptions.
	723278000:          "Not semantically equivalent",
	1217318005:         "Grammatical description error",
	900000000000494007: "Inappropriate",
	900000000000495008: "Concept non-current",
}

// InactivationWords returns English words for an inactivation value, such as
// "Duplicate" for 900000000000482003. They are for releases that have no concept
// of the value, a subset for example: a release's own term goes before them,
// because it is in the reader's language. A value that isn't one of the
// specification's is told by its id, and 0, no value, has no words.
func InactivationWords(value sctid.ID) string {
	if value == 0 {
		return ""
	}
	if words, ok := inactivationWords[value]; ok {
		return words
	}
	return "Inactivation value " + value.String()
}
