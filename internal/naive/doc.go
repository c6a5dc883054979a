// Package naive answers questions about a SNOMED CT release straight from the
// RF2 text files, in the plainest way: lines split at tabs, maps, slices, and
// walks that look at everything. It is what the end-to-end tests hold the
// program against, so it shares no code with it: not the RF2 reader, nor the
// identifiers, the taxonomy, the store or the index. Where the two disagree, the
// Release File Specification decides who is wrong.
//
// It is slow and keeps the whole release in memory. It trusts its input: a file
// that isn't RF2 as the specification has it is an error or a wrong answer.
//
// The fields of its types are those of the Release File Specification, by the
// same names. Identifiers are plain numbers, and lists are in ascending order of
// them unless their comment says otherwise.
package naive
