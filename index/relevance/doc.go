// Package relevance measures what a search finds: real queries as clinicians type
// them, each with the concept that they mean, over real content. It holds only a
// test, a table of queries (testdata/queries.tsv) and the figures that must not
// fall, which stand in docs/search.md.
//
// The expected concepts were taken from clinical sense, by looking into the
// content, and never from an answer of the engine; the table's note says why where
// it is arguable. The content itself is licensed and lies outside the project; the
// table has ids and no names.
package relevance
