// Package rf2 reads SNOMED CT's Release Format 2: it finds the RF2 files of a
// package and reads their rows, checked, without unpacking anything on disk.
//
// # Packages
//
// [Open] takes one path: a release zip, a zip that holds zips, a directory, or
// a single RF2 text file. It returns the RF2 files in it, in ascending order
// of path, and a list of everything it left out with the reason. Folder names don't
// matter. A file's kind is decided by its header line; its name tells the
// rest: Full, Snapshot or Delta, the date, the language, the letters of a
// reference set's columns.
//
// A file that looks like RF2 and isn't understood is a [*FileError], never a
// silence. A file looks like RF2 if its name begins with sct2_ or der2_ (with
// x or z before it) and ends in .txt, or if its first line is an RF2 header.
//
// # Rows
//
// [ReadConcepts], [ReadDescriptions], [ReadRelationships],
// [ReadConcreteRelationships], [ReadIdentifiers] and [ReadMembers] hand each
// row of a file to a function. Every field is checked: column count, SCTID
// with check digit and partition, date, boolean, UUID, integer, concrete
// value, UTF-8. What is wrong is a [*RowError], which says file, line, column,
// what was found and what was expected. It ends the reading, or goes to
// [Options.OnBadRow], which may let the row be skipped.
//
// A row struct and its byte slices are used again for the next row: copy what
// must outlive the function. Several files of one package may be read at the
// same time, each by its own call. Inflating is the slowest part, so this is
// where a second core helps.
//
// # What is tolerated
//
// Real packages stray from the specification. Read without complaint, or with
// a [Notice]: LF for CRLF, a missing last line end, a byte order mark, blank lines, cut-off
// empty columns at the end of a row, additional columns, dates with dashes or a time,
// upper case and braces in UUIDs, header names in other case, both column orders of the Identifier
// file, backslashes in zip names. Quotation marks mean nothing, as RF2 has no quoting.
//
// The format is that of the SNOMED CT Release File Specification.
package rf2
