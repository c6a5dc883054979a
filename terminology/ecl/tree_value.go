package ecl

import (
	"github.com/firn-sct/firn/terminology"
)

// Value is the right side of a comparison, in a refinement or a filter: one of
// [*SubExpression], [*ConceptSet], [*Number], [*Strings], [*Boolean],
// [*SearchTerms] and [*Dates]. The struct that holds one says which it may be.
type Value interface {
	Node
	value()
}

// ConceptSet is two or more concept references in brackets without operators
// between them, as the typeId filter takes them: any of these. A single one in
// brackets is a [*SubExpression]. (Specification: eclConceptReferenceSet.)
type ConceptSet struct {
	Span
	Concepts []*ConceptReference // two or more
}

// Number is a decimal number, #5 or #-2.50.
type Number struct {
	Span

	// Text is the number without "#", brought to one form: no plus sign, no
	// zeros at the end of the fraction, no point without a fraction, no minus
	// before zero. Equal numbers have equal texts. Never make it a float.
	Text string
}

// Strings is a string, or a set of strings in brackets: any of these, exactly
// and with regard to case.
type Strings struct {
	Span
	Values []*String // one or more
}

// String is a text in quotes.
type String struct {
	Span
	Text string // without quotes and escapes; not empty
}

// Boolean is true or false.
type Boolean struct {
	Span
	Value bool
}

// SearchTerms is a search term, or a set of them in brackets: any of these.
//
// The quoted value of a column in a member filter is parsed as this, though the
// column may turn out to hold dates: see [SearchTerms.Dates].
type SearchTerms struct {
	Span
	Terms []*SearchTerm // one or more
}

// SearchTerm is one search term or pattern. (Specification: typedSearchTerm.)
type SearchTerm struct {
	Span
	Type SearchType

	// Text is what stands in the quotes. For SearchMatch the escapes are
	// resolved: words with one blank between them, in any order, each the
	// beginning of a word of the text sought. For SearchWild it is the pattern,
	// in which \* is an asterisk and \\ a backslash; see [SearchTerm.Pattern].
	Text string
}

// Pattern takes the text of a SearchWild apart: the literal pieces between the
// asterisks. There is one piece more than asterisks; pieces at the ends are
// empty if the pattern begins or ends with one. A term matches if it is the
// pieces in their order with anything, or nothing, in the place of each
// asterisk. For SearchMatch it returns nil.
func (t *SearchTerm) Pattern() []string {
	if t.Type != SearchWild {
		return nil
	}
	var pieces []string
	var piece []byte
	for i := 0; i < len(t.Text); i++ {
		switch c := t.Text[i]; {
		case c == '*':
			pieces = append(pieces, string(piece))
			piece = piece[:0]
		case c == '\\' && i+1 < len(t.Text) && (t.Text[i+1] == '*' || t.Text[i+1] == '\\'):
			i++
			piece = append(piece, t.Text[i])
		default:
			piece = append(piece, c)
		}
	}
	return append(pieces, string(piece))
}

// Dates reads the terms as dates, for a column that holds such. It is false if
// any isn't eight digits of a date, or has a match: or wild: before it.
func (t *SearchTerms) Dates() ([]terminology.Date, bool) {
	dates := make([]terminology.Date, len(t.Terms))
	for i, term := range t.Terms {
		date, ok := dateOf(term.Text)
		if !ok || term.Type != SearchMatch {
			return nil, false
		}
		dates[i] = date
	}
	return dates, true
}

// Dates is an effective time, or a set of them in brackets.
type Dates struct {
	Span
	Values []*Date // one or more; exactly one with an order relation
}

// Date is one effective time.
type Date struct {
	Span

	// Value is the date, or 0 for "": not published. The grammar lets any month
	// have 31 days, so [terminology.Date.Valid] may be false.
	Value terminology.Date
}

func (*SubExpression) value() {}
func (*ConceptSet) value()    {}
func (*Number) value()        {}
func (*Strings) value()       {}
func (*Boolean) value()       {}
func (*SearchTerms) value()   {}
func (*Dates) value()         {}
