// Package maps answers from the map reference sets of a release: which codes of
// another code system a concept maps to, which concepts a code belongs to, and
// which members of a set a concept is below.
//
// # Maps
//
// A [Map] is a reference set with a column mapTarget or mapSource: simple maps
// (900000000000496009, and 1187636009 for those to SNOMED CT), complex maps
// (447250001), extended maps (609331003), and others of the same columns, such as
// the British ones with a map block. Reference Set Files, sections "Simple map",
// "Complex and extended map". Only active rows count.
//
// # Groups, priorities and rules
//
// A complex map gives a concept rows in groups; each group stands for one code.
// Within a group the rows are tried by ascending priority, and the first whose rule
// holds is chosen. Rules speak of what else is known of the patient (see
// [ParseRule]), so [Map.Translate] takes a [Record]. What it says may leave a rule
// open: then the group is [Open], and its rows say which. Nothing is left out.
//
// # Nearest and most specific
//
// Where a concept has no row, [Map.Nearest] finds its nearest ancestors that have
// one. [Climber] does the same for any set of concepts, such as what an
// expression constraint stands for: the most specific members that subsume a concept.
//
// # Cost
//
// The rows of one concept come from the store, in some five microseconds, until the
// map's table is made: by [Map.Warm], which bulk work calls, or at the first
// question about a code. To make the table of a simple map of 524,000 rows takes 1.3 s,
// of an extended one of 193,000 rows 0.7 s; they stay with the release and take 8 and
// 11 MB. After that a concept's codes are found and chosen in one microsecond, and a
// code's concepts in three.
package maps
