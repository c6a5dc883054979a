// Package index finds descriptions by their words, with bleve. It is the one
// package that knows bleve.
//
// [Write] makes an index of all descriptions of a release, [Open] opens it, and
// [Index.Search] answers queries in the order that
// [terminology.MatchClass] documents. docs/search.md describes for users what
// matches and in which order.
//
// # Folding
//
// Terms and queries are folded and parted into words by one tokenizer (fold.go,
// words.go): compatibility decomposition, lower case, marks off, except that
// Swedish and Finnish keep å, ä and ö, and Danish and Norwegian æ, ø and å, as
// letters of their own. Such terms are indexed both with these letters and
// without their marks. So a query typed without marks finds them, and a query
// typed with them finds only what has them. A query has no language; it is
// folded once for each alphabet that the index has descriptions of.
//
// # Two halves
//
// The descriptions are numbered in an order that doesn't depend on the query:
// length of the folded term, folded term, concept id, description id. bleve
// maps words and beginnings of words to these numbers, and nothing else:
// nothing is stored, scored or sorted by it. Everything else about a
// description stands in a file of columns, mapped into memory (layout.go).
//
// A query takes from bleve the descriptions that have, for each of its words, a
// word that begins so. Each candidate is then matched for certain on its folded
// text: different words for different query words, in whatever way they can be
// dealt out (match.go). All hits are ranked, never a window of them, and a heap
// keeps the best of each concept and the best concepts (rank.go). For a small
// set of concepts to search within, the candidates are simply their
// descriptions.
//
// The naive scan that this must agree with is in naive_test.go.
package index
