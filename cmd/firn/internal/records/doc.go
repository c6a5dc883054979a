// Package records reads recorded codes from text: a code a line, CSV, TSV, or
// newline-delimited JSON. It reads streams of any length in bounded memory, and
// goes on after a row that it can't read, so that one bad row of a million
// doesn't hide the others.
//
// # Formats
//
// [Lines] takes each line whole, blanks and all, as a code; an empty line is an
// empty code. [TSV] splits lines at tabs; quotes mean nothing there, as in RF2, and blank
// lines are passed over.
// [CSV] is RFC 4180: fields in double quotes may hold commas, line breaks and
// doubled quotes; blank lines are passed over. [NDJSON] has an object a line;
// blank lines are passed over. A byte order mark and the carriage returns of
// line ends are taken away.
//
// # Header and columns
//
// CSV and TSV may begin with a header; see [Options.Header]. A column is named by
// its title in the header or by its number from 1. Where none is named, it is
// the only column, or the one whose title is code, concept id, SCTID or SNOMED
// code in any spelling. In NDJSON a column is the name of a key.
package records
