package terminology

import (
	"fmt"
	"strconv"
	"strings"
)

// String returns the class in lower-case words, as docs/search.md names it.
func (c MatchClass) String() string {
	switch c {
	case MatchWholeTerm:
		return "whole term"
	case MatchPreferredTermBegins:
		return "preferred term begins"
	case MatchTermBegins:
		return "term begins"
	case MatchWholeWords:
		return "whole words"
	case MatchPrefixes:
		return "prefixes"
	case MatchWidened:
		return "widened"
	default:
		return "unknown"
	}
}

// RankReason is one of the keys by which a hit has its place.
type RankReason struct {
	// Key names it, for programs: widening, class, boost, unmatchedWords, length,
	// acceptability, inOrder, active or exactMarks.
	Key string
	// Value is the hit's, for programs.
	Value string
	// Text says the same to people, without a full stop.
	Text string
}

// Explain tells why a hit has its place: its keys in the order of their weight. Two
// hits of a page are told apart by the first of them that differs, or else by their
// folded terms and ids. dialects are those of the query. A concept found by its id
// has no keys.
func (h *SearchHit) Explain(dialects Dialects) []RankReason {
	if len(h.Matches) == 0 && h.Class == MatchWholeTerm && h.Rank == (MatchRank{}) {
		return nil
	}
	var reasons []RankReason
	add := func(key, value, text string) { reasons = append(reasons, RankReason{key, value, text}) }
	switch w := &h.Widened; w.Step {
	case ByEquivalents:
		add("widening", w.Text, fmt.Sprintf("found by %q, which means the same", w.Text))
	case BySpelling:
		var words []string
		for _, word := range w.Words {
			words = append(words, word.Typed+"→"+word.Found)
		}
		add("widening", strings.Join(words, " "), "nothing is spelled as typed; read as "+strings.Join(words, ", "))
	}
	add("class", h.Class.String(), classTexts[h.Class.String()])
	if h.Boost != (HitBoost{}) {
		var parts, texts []string
		if id := h.Boost.RefsetID; id != 0 {
			parts, texts = append(parts, "refset "+id.String()), append(texts, "a member of the preferred reference set "+id.String())
		}
		if l := h.Boost.UsageLevel; l > 0 {
			parts, texts = append(parts, "usage "+strconv.Itoa(l)), append(texts, fmt.Sprintf("usage level %d of %d", l, MaxUsageLevel))
		}
		add("boost", strings.Join(parts, ", "), strings.Join(texts, ", "))
	}
	add("unmatchedWords", strconv.Itoa(h.Rank.UnmatchedWords), plural(h.Rank.UnmatchedWords, "word of the term", "words of the term")+" that the text doesn't touch")
	add("length", strconv.Itoa(h.Rank.Length), plural(h.Rank.Length, "character", "characters")+" long, folded")
	add("acceptability", strconv.Itoa(h.Rank.Acceptability), h.acceptability(dialects))
	add("inOrder", strconv.FormatBool(h.Rank.InOrder), either(h.Rank.InOrder, "the words stand in the typed order", "the words stand in another order"))
	add("active", strconv.FormatBool(h.Rank.DescriptionActive && h.Rank.ConceptActive), activity(&h.Rank))
	add("exactMarks", strconv.FormatBool(h.Rank.ExactMarks), either(h.Rank.ExactMarks, "letters and marks as typed", "other marks than typed"))
	return reasons
}

// classTexts says what the classes mean.
var classTexts = map[string]string{
	"whole term":            "the whole term is the text",
	"preferred term begins": "the preferred term begins with the text",
	"term begins":           "a term begins with the text",
	"whole words":           "every word of the text is a whole word of the term",
	"prefixes":              "every word of the text is the beginning of a word of the term",
	"widened":               "the text itself doesn't match",
}

// acceptability words the rank's acceptability, see [MatchRank].
func (h *SearchHit) acceptability(dialects Dialects) string {
	n := h.Rank.Acceptability
	switch {
	case h.TypeID == FullySpecifiedName:
		return "a fully specified name"
	case h.TypeID == TextDefinition:
		return "a text definition"
	case len(dialects) == 0 && n < 2:
		return [...]string{"preferred in a dialect", "acceptable in a dialect"}[n]
	case n < 2*len(dialects) && n%2 == 0:
		return "preferred in " + dialects[n/2].String()
	case n < 2*len(dialects):
		return "acceptable in " + dialects[n/2].String()
	}
	return "in none of the dialects asked for"
}

func activity(rank *MatchRank) string {
	switch {
	case rank.ConceptActive && rank.DescriptionActive:
		return "concept and description are active"
	case rank.ConceptActive:
		return "the description is inactive"
	case rank.DescriptionActive:
		return "the concept is inactive"
	default:
		return "concept and description are inactive"
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func either(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}
