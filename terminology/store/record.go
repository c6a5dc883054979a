package store

// A concept record, see the package comment, is
//
//	mask                                     bit i is set: section i is there
//	length of each section that is there
//	the sections
//
// with these sections. The concept's stamp and definition status are in a column
// of their own, see heads.go. Rows keep the order that the domain promises; where the
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
//	count, active language members, all language members, bytes of terms, bytes of tokens
//	each: [gap], id, stamp, form, acceptability set, bytes of term
//	the tokens of the terms, see words.go
//
// Relationships:
//
//	count, bytes of values
//	each: [gap], id, stamp, form, group, destination
//	the values
//
// Ids are lists of ids as spaces.go has them. A destination is 2×ordinal for a concept of the release; 1 and then the SCTID
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

// openRecord finds the sections of a record. Those that aren't in want are
// skipped.
func openRecord(record []byte, want uint64, s *sections) bool {
	d := decoder{b: record}
	mask := d.uvarint()
	if mask >= 1<<sectionCount {
		return false
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
	return d.done()
}

// blockConcepts is how many records stand below one key: those of neighbours in
// the hierarchy, so that the keys cost little.
const blockConcepts = 8

// A block of records is the length of each and then the records. The last block
// of a file may have fewer.
func appendBlock(b []byte, records []byte, lengths []int) []byte {
	for _, n := range lengths {
		b = appendCount(b, n)
	}
	return append(b, records...)
}

// recordOf finds a record in a block of n.
func recordOf(block []byte, i, n int) ([]byte, bool) {
	d := decoder{b: block}
	var begin, length, total uint64
	for k := range n {
		v := d.uvarint()
		if k < i {
			begin += v
		} else if k == i {
			length = v
		}
		if v > uint64(len(block)) { // no sum can overflow
			return nil, false
		}
		total += v
	}
	if d.failed || i >= n || total != uint64(len(d.b)) {
		return nil, false
	}
	return d.b[begin : begin+length : begin+length], true
}
