package store

// A concept record, see the package comment, is
//
//	stamp, definition status                 indexes
//	mask                                     bit i is set: section i is there
//	length of each section that is there
//	the sections
//
// with these sections. Rows keep the order that the domain promises; where the
// rows of a kind are split into active and inactive ones, each inactive row
// begins with its gap: the number of active rows between it and the inactive
// row before it. So both lists merge in one pass.
const (
	sectionDescriptions = iota
	sectionRelationships
	sectionAxioms
	sectionIdentifiers
	sectionRefsets
	// The inactive rows of each kind, in the same order.
	sectionInactive
	sectionCount = 2 * sectionInactive
)

// Descriptions:
//
//	count, active language members, all language members, bytes of terms
//	each: [gap], id minus the id before, stamp, form, acceptability set, bytes of term
//	the terms
//
// Relationships:
//
//	count, bytes of values
//	each: [gap], zigzag of id minus the id before, stamp, form, group, destination
//	the values
//
// A destination is 2×ordinal for a concept of the release; 1 and then the SCTID
// for another; 2×kind+1 and then the number of bytes for a concrete value.
//
// Axioms:
//
//	count, bytes of expressions
//	each: [gap], 16 bytes of member id, stamp, reference set, bytes of expression
//	the expressions, as tokens, see owl.go
//
// Alternate identifiers:
//
//	count
//	each: [gap], stamp, scheme, bytes of code, the code
//
// Reference sets:
//
//	the concept's lists (in the active section alone)
//	count of the section's descriptions that have lists
//	each: steps from the description with lists before it (or from before the first), lists
//
// where the lists are two, each a count and indexes of reference sets: those
// with an active row, and those with inactive rows alone. Language reference
// sets of a description are in its acceptability set and not here.

// sections holds the bytes of each section of a record.
type sections [sectionCount][]byte

// recordHead is the part of a record before its sections.
type recordHead struct {
	stamp, status int
}

// openRecord reads the head of a record and finds its sections. Sections that
// aren't in want are skipped.
func openRecord(record []byte, t *tables, want uint64, s *sections) (recordHead, bool) {
	d := decoder{b: record}
	head := recordHead{stamp: d.index(len(t.stamps)), status: d.index(len(t.statuses))}
	mask := d.uvarint()
	if mask >= 1<<sectionCount {
		return head, false
	}
	var lengths [sectionCount]int
	for i := range lengths {
		if mask>>i&1 != 0 {
			lengths[i] = d.count(1)
		}
	}
	for i, n := range lengths {
		b := d.bytes(n)
		if want>>i&1 != 0 {
			s[i] = b
		}
	}
	return head, d.done()
}
