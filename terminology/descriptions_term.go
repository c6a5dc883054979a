package terminology

// TermPattern is what a term is compared with in a filter: words, or a pattern
// with asterisks. It is read-only. Expression Constraint Language, sections "Term
// filters" and "Collation".
type TermPattern struct {
	wild  bool
	text  []string // the words, or the pieces
	forms [collationCount][][]unit
}

// MatchPattern makes the pattern of match: every word of the text is the
// beginning of a word of the term, in any order. Words are what stands between
// characters that are neither letters nor digits. Two words of the text may be
// the beginning of one and the same word of the term. A text without a word
// matches nothing.
func MatchPattern(text string) *TermPattern {
	p := &TermPattern{text: wordsOf(text)}
	for c := range collationCount {
		for _, word := range p.text {
			p.forms[c] = append(p.forms[c], appendUnits(nil, word, c))
		}
	}
	return p
}

// WildPattern makes the pattern of wild: the term is the pieces in their order,
// with anything or nothing between one and the next. A single piece is the whole
// term.
func WildPattern(pieces []string) *TermPattern {
	p := &TermPattern{wild: true, text: pieces}
	for c := range collationCount {
		for _, piece := range pieces {
			p.forms[c] = append(p.forms[c], appendUnits(nil, piece, c))
		}
	}
	return p
}

// Nothing reports whether the pattern matches no term whatever.
func (p *TermPattern) Nothing() bool { return len(p.text) == 0 }

// Wild reports whether the pattern is one of [WildPattern].
func (p *TermPattern) Wild() bool { return p.wild }

// Text returns the words or the pieces that the pattern was made from. The slice
// is shared.
func (p *TermPattern) Text() []string { return p.text }

// Matches reports whether the pattern matches a term.
func (p *TermPattern) Matches(t *TermText) bool {
	form := p.forms[t.collation]
	if p.wild {
		return wildMatches(form, t.units)
	}
	for _, word := range form {
		if !t.hasBeginning(word) {
			return false
		}
	}
	return len(form) > 0
}

func (t *TermText) hasBeginning(word []unit) bool {
	for _, start := range t.starts {
		if begins(t.units[start:], word) {
			return true
		}
	}
	return false
}

// begins reports whether a text begins with what a part of a query matches.
func begins(text, query []unit) bool {
	if len(query) > len(text) {
		return false
	}
	for i := range query {
		if !query[i].matches(text[i]) {
			return false
		}
	}
	return true
}

func wildMatches(pieces [][]unit, text []unit) bool {
	if len(pieces) == 0 {
		return false
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if !begins(text, first) {
		return false
	}
	if len(pieces) == 1 {
		return len(text) == len(first)
	}
	text = text[len(first):]
	if len(text) < len(last) || !begins(text[len(text)-len(last):], last) {
		return false
	}
	text = text[:len(text)-len(last)]
	// The first place is the best one: it leaves the most to what follows.
	for _, piece := range pieces[1 : len(pieces)-1] {
		for !begins(text, piece) {
			if len(text) <= len(piece) {
				return false
			}
			text = text[1:]
		}
		text = text[len(piece):]
	}
	return true
}

// wordsOf parts a text into words.
func wordsOf(text string) []string {
	var words []string
	start := -1
	for i, r := range text {
		if wordRune(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			words = append(words, text[start:i])
			start = -1
		}
	}
	if start >= 0 {
		words = append(words, text[start:])
	}
	return words
}
