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
// number of words, length of the folded term, folded term, concept id, description
// id. A segment in bleve's format maps words and beginnings of words to these
// numbers, and nothing else: nothing is stored, scored or sorted by it. Everything
// else about a description stands in a file of columns, mapped into memory
// (layout.go, texts.go).
//
// # A search
//
// A query can be read in several ways (query.go). For each reading and each
// alphabet there is a stream: for each query word the postings of the rows that
// have a word that begins so (plan.go). They are intersected 65,536 rows at a time
// (evaluate.go, containers.go). The rows that may match are gathered until there
// are so many that the total needn't be exact (gather.go). Then the classes of match
// are walked, best first, each on postings that hold at least its rows, until no row
// that follows can come onto the page (walk.go). Each row that is met is judged:
// matched for certain on its folded text, with different words for different query
// words in whatever way they can be dealt out (match.go), and ranked (rank.go). So
// the page is that of a full sort of all hits, of which most were never looked at.
//
// The naive scan that this must agree with is in naive_test.go. docs/search.md says
// why it does.
package index
