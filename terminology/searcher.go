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
	// Widened are other texts to look for, each as if it were Text. A description
	// that matches one of them and not Text is of the class [MatchWidened]. A
	// text without a word, or too long a one, is an error as it is in Text.
	Widened []string
	// Fuzzy also finds descriptions in which words of Text are spelled otherwise:
	// one letter left out, added, changed or swapped with its neighbour for words
	// of five letters or more, two for words of nine or more; a beginning of the
	// description's word is enough, as it is without. They are of the class
	// [MatchWidened].
	Fuzzy bool
	// Boosts are sets of concepts that come first within a class: those of
	// Boosts[0] before those only in Boosts[1], and so on, before all others. The
	// sets may be shared and are not changed.
	Boosts []*roaring.Bitmap
	// TotalCap is the number of concepts up to which they are counted: of more,
	// [TermResult.Total] is TotalCap. 0 counts all.
	TotalCap int
	// Collect asks for the set of all concepts found, and for an exact total
	// whatever TotalCap says.
	Collect bool
	// Offset and Limit choose the page; Limit 0 only counts.
	Offset, Limit int
}

// TermResult is a [Searcher]'s answer.
type TermResult struct {
	// Total is the number of concepts found, over all pages: exact, unless
	// TotalCapped is set.
	Total int
	// TotalCapped says that there are more than Total concepts, which is
	// [TermQuery.TotalCap].
	TotalCapped bool
	Hits        []TermHit
	// Concepts are all concepts found, on all pages, if [TermQuery.Collect] is
	// set; else nil. The set belongs to the caller.
	Concepts *roaring.Bitmap
}

// TermHit is a concept found, with its best description.
type TermHit struct {
	Concept       taxonomy.Ordinal
	DescriptionID sctid.ID
	Term          string
	TypeID        sctid.ID
	LanguageCode  string
	Active        bool // the description's state
	Class         MatchClass
	// Matches are the byte ranges of Term that the query's words matched, in
	// ascending order, not overlapping.
	Matches []ByteRange
	// Rank is what decided the hit's place within its class.
	Rank MatchRank
	// Widening says what was searched for instead of Text, where Class is
	// [MatchWidened]; else it is nil.
	Widening *Widening
}

// MatchRank holds the keys of the order within a class of match, most
// significant first; what they leave open, the folded term and the ids decide.
// docs/search.md explains them.
type MatchRank struct {
	// Boost is the first of [TermQuery.Boosts] that has the concept, by index, or
	// the number of sets.
	Boost int
	// UnmatchedWords counts the words of the term that the query doesn't touch.
	// Words that only punctuation joins count as one.
	UnmatchedWords int
	Length         int // characters of the folded term without its semantic tag
	// Acceptability is 2n for a synonym that is preferred in the dialect n of the
	// query, counting from 0, 2n+1 for one that is acceptable there; then come
	// fully specified names, and then everything else.
	Acceptability int
	InOrder       bool // the words stand in the term in the order of the query
	ConceptActive bool
	// DescriptionActive comes before it in the order: an inactive description of
	// an active concept is better than an active one of an inactive concept.
	DescriptionActive bool
	// ExactMarks is true where the words of the query that have letters beyond
	// ASCII stand in the term as they were typed, or where there are none.
	ExactMarks bool
}

// Widening is how a description was found that doesn't match the text that was
// typed.
type Widening struct {
	// Text is the one of [TermQuery.Widened] that matches, by index; -1 if the
	// description was found by [TermQuery.Fuzzy].
	Text int
	// Words are the words that were taken for others, in the order of the query,
	// if Text is -1.
	Words []RespelledWord
}

// RespelledWord is a word of a query that was taken for another word. Both are
// folded.
type RespelledWord struct {
	Typed string
	Found string // the whole word of the description
}

// ByteRange is the half-open range [Start, End) of bytes.
type ByteRange struct{ Start, End int }

// MatchClass is how well a description matches a query: the first thing by
// which hits are ordered. Lower is better. Within a class come first: boosted
// concepts; fewer unmatched words; shorter folded terms; the better
// acceptability in the user's dialects; words in query order; active before
// inactive; letters as typed, marks and all; fewer words, joined ones counting as
// one; the folded term; the concept id. [MatchRank] holds these keys.
type MatchClass uint8

// The classes of match, best first.
const (
	MatchWholeTerm           MatchClass = iota // the whole term is the query
	MatchPreferredTermBegins                   // the preferred term begins with the query
	MatchTermBegins                            // another term begins with the query
	MatchWholeWords                            // every query word is a whole word of the term
	MatchPrefixes                              // every query word is a prefix of a word of the term
	MatchWidened                               // only another text matches: see [Widening]
)
