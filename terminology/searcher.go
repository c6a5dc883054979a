package terminology

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Searcher finds descriptions by their words. It is read-only and safe for use
// by many goroutines at once.
type Searcher interface {
	// Search answers a query: one hit a concept, with the concept's best
	// description, in the order documented at [MatchClass] and in
	// docs/search.md. It stops with ctx.
	Search(ctx context.Context, query TermQuery) (TermResult, error)
	// Close frees the index.
	Close() error
}

// Bounds of a query's text. Longer ones are refused with [ReasonQueryTooLong].
const (
	MaxQueryCharacters = 200
	MaxQueryWords      = 20
)

// TermQuery is a question to a [Searcher].
type TermQuery struct {
	// Text is what the user typed: words, each a prefix of a different word of
	// one description, in any order.
	Text string
	// Within limits the answer to these concepts; nil means all active ones.
	// It may be shared and is not changed. Inactive concepts are found only if
	// they are in it.
	Within *roaring.Bitmap
	// TypeIDs limits the description types; empty means fully specified names
	// and synonyms.
	TypeIDs []sctid.ID
	// InactiveDescriptions also looks at inactive descriptions.
	InactiveDescriptions bool
	// LanguageRefsets are the user's dialects in order of wish. They rank
	// descriptions, and with OnlyDialects limit the search to descriptions with
	// an active member in one of them.
	LanguageRefsets []sctid.ID
	OnlyDialects    bool
	// Offset and Limit choose the page; Limit 0 only counts.
	Offset, Limit int
}

// TermResult is a [Searcher]'s answer.
type TermResult struct {
	Total int // concepts, over all pages; exact
	Hits  []TermHit
}

// TermHit is a concept found, with its best description.
type TermHit struct {
	Concept       taxonomy.Ordinal
	DescriptionID sctid.ID
	Term          string
	TypeID        sctid.ID
	Active        bool // the description's state
	Class         MatchClass
	// Matches are the byte ranges of Term that the query's words matched, in
	// ascending order, not overlapping.
	Matches []ByteRange
}

// ByteRange is the half-open range [Start, End) of bytes.
type ByteRange struct{ Start, End int }

// MatchClass is how well a description matches a query: the first thing by
// which hits are ordered. Lower is better. Within a class come first: fewer
// unmatched words; shorter folded terms; the better acceptability in the user's
// dialects; words in query order; active before inactive; the folded term; the
// concept id.
type MatchClass uint8

// The classes of match, best first.
const (
	MatchWholeTerm           MatchClass = iota // the whole term is the query
	MatchPreferredTermBegins                   // the preferred term begins with the query
	MatchTermBegins                            // another term begins with the query
	MatchWholeWords                            // every query word is a whole word of the term
	MatchPrefixes                              // every query word is a prefix of a word of the term
)
