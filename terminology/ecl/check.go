package ecl

import (
	"fmt"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Vocabulary is what a query may name, as a release and its server's
// configuration have it. Aliases are given in lower case.
type Vocabulary interface {
	// Concept tells whether there is such a concept, and whether it's active.
	Concept(id sctid.ID) (known, active bool)

	// Dialect tells whether the alias has a language reference set.
	Dialect(alias string) bool

	// Scheme tells whether the alias is one of an identifier scheme.
	Scheme(alias string) bool

	// Columns returns the names of a reference set's columns that can be asked
	// for and compared, or those of all reference sets for 0. Names compare
	// without regard to case; referencedComponentId need not be among them.
	Columns(refset sctid.ID) []string
}

// Check looks at what [Parse] can't know: the names in a query. The error, an
// [*Error], is for an unknown dialect, scheme or column, without which the query
// means nothing. The warnings, in the order of their places, are for concepts
// that are malformed, unknown or inactive: such a concept makes an empty set or
// a set of one, and seldom what was wanted.
//
// The columns of ^ with a constraint in brackets are not checked, since the
// reference sets are known only when the constraint is evaluated. Evaluation
// does all that Check does; it is for those who store queries and don't run them.
func Check(query *Query, vocabulary Vocabulary) ([]Warning, error) {
	c := checker{text: query.Text, vocabulary: vocabulary}
	Walk(query, c.node)
	if c.err != nil {
		c.err.locate()
		return nil, c.err
	}
	locateWarnings(query.Text, c.warnings)
	return c.warnings, nil
}

type checker struct {
	text       string
	vocabulary Vocabulary
	warnings   []Warning
	err        *Error // the first in the order of the text
}

func (c *checker) node(n Node) bool {
	switch n := n.(type) {
	case *ConceptReference:
		c.concept(n)
	case *AlternateIdentifier:
		if !c.vocabulary.Scheme(strings.ToLower(n.Scheme)) {
			c.fail(ReasonSchemeUnknown, Span{n.Start, n.Start + len(n.Scheme)}, "there is no identifier scheme "+n.Scheme)
		}
	case *Dialect:
		if n.Alias != "" && !c.vocabulary.Dialect(n.Alias) {
			c.fail(ReasonDialectUnknown, n.Span, "there is no dialect "+n.Alias)
		}
	case *SubExpression:
		if n.Membership != nil && n.Membership.Operator == MemberOf {
			c.columns(n)
		}
	}
	return c.err == nil
}

func (c *checker) concept(n *ConceptReference) {
	warn := func(reason terminology.Reason, format string, args ...any) {
		c.warnings = append(c.warnings, Warning{Reason: reason, Span: n.Span, ID: n.ID, Message: fmt.Sprintf(format, args...)})
	}
	if err := n.ID.Check(); err != nil {
		warn(ReasonConceptMalformed, "%v", err)
		return
	}
	if n.ID.Kind() != sctid.KindConcept {
		warn(ReasonConceptMalformed, "%v is the identifier of a %v, not of a concept", n.ID, n.ID.Kind())
		return
	}
	switch known, active := c.vocabulary.Concept(n.ID); {
	case !known:
		warn(ReasonConceptUnknown, "there is no concept %v", n.ID)
	case !active:
		warn(ReasonConceptInactive, "concept %v is inactive", n.ID)
	}
}

// columns checks the names of columns behind ^, where one can tell.
func (c *checker) columns(s *SubExpression) {
	var known []string
	switch atom := s.Atom.(type) {
	case *ConceptReference:
		known = c.vocabulary.Columns(atom.ID)
	case *Wildcard:
		known = c.vocabulary.Columns(0)
	default:
		return
	}
	check := func(f *Field) {
		if strings.EqualFold(f.Name, "referencedComponentId") {
			return
		}
		for _, name := range known {
			if strings.EqualFold(f.Name, name) {
				return
			}
		}
		c.fail(ReasonFieldUnknown, f.Span, "no reference set asked has a column "+f.Name)
	}
	for _, f := range s.Membership.Fields {
		check(f)
	}
	for _, filter := range s.Membership.Filters {
		for _, condition := range filter.Conditions {
			if f, ok := condition.(*FieldCondition); ok {
				check(f.Field)
			}
		}
	}
}

func (c *checker) fail(reason terminology.Reason, span Span, message string) {
	if c.err == nil || span.Start < c.err.Start {
		c.err = &Error{Reason: reason, Span: span, Message: message, Text: c.text}
	}
}
