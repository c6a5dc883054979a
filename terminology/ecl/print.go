package ecl

import (
	"strings"
	"unicode"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Style says how [Format] writes a tree. The zero value is the canonical form:
// brief, without terms.
type Style struct {
	// Long writes words for symbols, as descendantOrSelfOf for <<.
	Long bool

	// KeepTerms writes the terms that the tree has.
	KeepTerms bool

	// Term gives the term to write behind a concept, whatever the tree has, or
	// "" for one that isn't known; nil writes none. A release's preferred terms
	// are the usual choice. Pipes and control characters in a term become
	// blanks, since ECL has no place for them.
	Term func(sctid.ID) string
}

// String returns the canonical form: brief, without terms, comments and blanks
// that do nothing, and with one spelling of everything. Trees that differ in
// nothing else have the same text, and [Parse] makes the same tree of it.
func (q *Query) String() string { return Format(q, Style{}) }

// Format writes a node and all below it, in the style asked for. What it writes
// for a [*Query], [Parse] reads back to the same tree but for spans, and but for
// terms that weren't kept.
//
// Brackets are written as the tree has them, no more and no less. All that is
// written is in the specification's grammar, but for match: and wild: of ECL 2.2
// where the tree has them, and for an alternate identifier that needs quotes and
// is by itself the value of a comparison: "LOINC#a b" would be a string there,
// and LOINC#"a b" is written.
func Format(node Node, style Style) string {
	w := writer{style: style}
	w.write(node)
	return w.String()
}

// writer builds the text. value is set while the next token would be the first
// of a comparison's value.
type writer struct {
	strings.Builder
	style Style
	value bool
}

// put writes tokens, parted by nothing.
func (w *writer) put(tokens ...string) {
	for _, token := range tokens {
		w.WriteString(token)
	}
	w.value = false
}

// spelled is what has a brief and a long form.
type spelled interface {
	Brief() string
	Long() string
}

// form writes the form of the style.
func (w *writer) form(s spelled) { w.choose(s.Brief(), s.Long()) }

func (w *writer) choose(brief, long string) {
	if w.style.Long {
		w.put(long)
	} else {
		w.put(brief)
	}
}

func (w *writer) write(node Node) {
	switch n := node.(type) {
	case *Query:
		w.write(n.Constraint)
	case *Compound:
		for i, operand := range n.Operands {
			if i > 0 {
				w.put(" ", n.Operator.String(), " ")
			}
			w.write(operand)
		}
	case *Minus:
		w.write(n.Left)
		w.put(" MINUS ")
		w.write(n.Right)
	case *Dotted:
		w.write(n.Focus)
		for _, attribute := range n.Attributes {
			w.put(" . ")
			w.write(attribute)
		}
	case *Refined:
		w.write(n.Focus)
		w.put(" : ")
		w.write(n.Refinement)
	case *SubExpression:
		w.subExpression(n)
	case *Nested:
		value := w.value // the place after the bracket is as good
		w.put("(")
		w.value = value
		w.write(n.Constraint)
		w.put(")")
	case *ConceptReference:
		w.put(n.ID.String())
		w.term(n.ID, n.Term)
	case *Wildcard:
		w.choose("*", "ANY")
	case *AlternateIdentifier:
		w.alternateIdentifier(n)
	case *History:
		w.put("{{ + ", n.Profile.String())
		if n.Refsets != nil {
			w.put(" (")
			w.write(n.Refsets)
			w.put(")")
		}
		w.put(" }}")
	case *Membership:
		w.membership(n)
	case *Field:
		w.put(n.Name)
	default:
		w.writeRefinement(node)
	}
}

func (w *writer) subExpression(s *SubExpression) {
	if s.Hierarchy != NoHierarchy {
		w.form(s.Hierarchy)
		w.put(" ")
	}
	if s.Membership != nil {
		w.membership(s.Membership)
		w.put(" ")
	}
	w.write(s.Atom)
	if s.Membership != nil {
		w.filters(s.Membership.Filters)
	}
	w.filters(s.Filters)
	if s.History != nil {
		w.put(" ")
		w.write(s.History)
	}
}

func (w *writer) filters(filters []*Filter) {
	for _, f := range filters {
		w.put(" ")
		w.write(f)
	}
}

func (w *writer) membership(m *Membership) {
	w.form(m.Operator)
	switch {
	case m.AllFields:
		w.put(" [")
		w.choose("*", "ANY")
		w.put("]")
	case len(m.Fields) > 0:
		w.put(" [")
		writeList(w, ", ", m.Fields)
		w.put("]")
	}
}

// term writes a concept's term, as the style wants it.
func (w *writer) term(id sctid.ID, kept string) {
	term := ""
	if w.style.Term != nil {
		term = w.style.Term(id)
	} else if w.style.KeepTerms {
		term = kept
	}
	w.pipes(term)
}

// pipes writes a term between pipes, if it isn't empty.
func (w *writer) pipes(term string) {
	term = strings.Map(func(r rune) rune {
		if r == '|' || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(term, " "))
	if term = strings.Trim(term, " "); term != "" {
		w.put(" |", term, "|")
	}
}

func (w *writer) alternateIdentifier(a *AlternateIdentifier) {
	term := ""
	if w.style.KeepTerms {
		term = a.Term
	}
	plain := true
	for i := range len(a.Code) {
		plain = plain && codeByte(a.Code[i])
	}
	switch {
	case plain:
		w.put(a.Scheme, "#", a.Code)
	case w.value && term == "":
		w.put(a.Scheme, `#"`, a.Code, `"`)
	default:
		w.put(`"`, a.Scheme, "#", a.Code, `"`)
	}
	w.pipes(term)
}

// writeList writes nodes with something between them.
func writeList[N Node](w *writer, between string, nodes []N) {
	for i, n := range nodes {
		if i > 0 {
			w.put(between)
		}
		w.write(n)
	}
}

// writeSet writes one node, or several in brackets.
func writeSet[N Node](w *writer, nodes []N) {
	if len(nodes) == 1 {
		w.write(nodes[0])
		return
	}
	w.put("(")
	writeList(w, " ", nodes)
	w.put(")")
}
