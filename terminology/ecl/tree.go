package ecl

import "github.com/firn-sct/firn/terminology/sctid"

// Node is a node of the syntax tree. Each is a pointer to one of the structs of
// this package; [Walk] visits them in the order of the text.
//
// Trees come from [Parse], and a program may also build one. A tree is read
// only: [Query.String], evaluation and caches share it between goroutines.
type Node interface {
	// Pos returns the place of the node in the text it was parsed from.
	Pos() Span

	node()
}

// Span is a place in a text: the bytes Start to End, End not included. The zero
// Span belongs to a node that wasn't parsed. A node's span begins with its first
// token and ends with its last; white space and comments around it don't count.
type Span struct {
	Start, End int
}

// Pos returns the span itself; nodes have it by embedding.
func (s Span) Pos() Span { return s }

func (Span) node() {}

// Query is a whole parsed text: the root of a tree. (Specification: the
// expression constraint that is evaluated.)
type Query struct {
	Span

	// Text is what was parsed; spans and offsets count its bytes. It is empty
	// for a tree that a program built.
	Text string

	Constraint Constraint
}

// Constraint is what stands alone or in brackets: one of [*SubExpression],
// [*Compound], [*Minus], [*Dotted] and [*Refined]. (Specification:
// expressionConstraint.)
type Constraint interface {
	Node
	constraint()
}

// Compound is sub-expressions joined by AND, or joined by OR: the intersection
// or the union of their sets. (Specification: conjunction- and
// disjunctionExpressionConstraint.)
type Compound struct {
	Span
	Operator LogicalOperator
	Operands []*SubExpression // two or more
}

// Minus is the set of the left sub-expression without that of the right.
// (Specification: exclusionExpressionConstraint.)
type Minus struct {
	Span
	Left, Right *SubExpression
}

// Dotted is a chain of attribute names after a sub-expression, X . N . M: the
// values of M of the values of N of the members of X. (Specification:
// dottedExpressionConstraint.)
type Dotted struct {
	Span
	Focus      *SubExpression
	Attributes []*SubExpression // the names, left to right; one or more
}

// Refined is a sub-expression and the refinement that its members must satisfy,
// X : R. (Specification: refinedExpressionConstraint.)
type Refined struct {
	Span
	Focus      *SubExpression
	Refinement Refinement
}

// SubExpression is an atom with the operators before it and the filters behind
// it. All parts but the atom may be absent. They apply in this order:
//
//  1. Atom gives a set of concepts;
//  2. Membership, with its member filters, takes it to members or reference sets;
//  3. Hierarchy walks from there;
//  4. Filters keep some of the result, each after the other;
//  5. History adds inactive concepts.
//
// (Specification: subExpressionConstraint.)
type SubExpression struct {
	Span
	Hierarchy     HierarchyOperator // or NoHierarchy
	HierarchySpan Span              // of the operator, if any
	Membership    *Membership       // or nil
	Atom          Atom
	Filters       []*Filter // of kind FilterDescription and FilterConcept, as written
	History       *History  // or nil
}

// Atom is the operand of a sub-expression's operators: one of
// [*ConceptReference], [*Wildcard], [*AlternateIdentifier] and [*Nested].
type Atom interface {
	Node
	atom()
}

// ConceptReference names a concept. (Specification: eclConceptReference.)
type ConceptReference struct {
	Span

	// ID is the number as written: 6 to 18 digits. Whether it has a right check
	// digit and a concept's partition, [sctid.ID.Check] and [sctid.ID.Kind]
	// tell; the parser takes any, because what such a number means is the
	// evaluator's to say (an unknown concept).
	ID sctid.ID

	// Term is what stands between the pipes, without the blanks next to them;
	// it may be empty. It has no meaning: a wrong term is no error.
	Term string
}

// Wildcard is "*" or ANY: every concept of the release, of both states.
type Wildcard struct {
	Span
}

// AlternateIdentifier names a concept by the code it has in another scheme, as
// LOINC#54486-6. (Specification: alternateIdentifier.)
type AlternateIdentifier struct {
	Span
	Scheme string // the alias as written: a letter, then letters, digits and dashes
	Code   string // without quotes; not empty, no quote or backslash in it
	Term   string // as in a ConceptReference
}

// Nested is a constraint in brackets.
type Nested struct {
	Span
	Constraint Constraint
}

// Membership is the operator ^ or ^R with what belongs to it. (Specification:
// refsetOperator, refsetFieldNameSet, memberFilterConstraint.)
type Membership struct {
	Span     // of the operator and its fields; the filters stand behind the atom
	Operator RefsetOperator

	// Fields are the columns asked for, ^ [a, b]; empty without brackets, which
	// asks for referencedComponentId. Only for MemberOf.
	Fields []*Field

	// AllFields is set for ^ [*]: referencedComponentId and all columns of the
	// reference set's type. Fields is empty then.
	AllFields bool

	// Filters are the member filters, each of kind FilterMember, as written.
	// All conditions of all of them speak of one and the same member row.
	Filters []*Filter
}

// Rows reports whether the result is rows of several columns, as for ^ [a, b]
// and ^ [*], and not a set. Such a membership stands only at the root of a
// query; the parser sees to it. A single field gives a set of concepts if its
// column holds concepts, and values otherwise: that depends on the release.
func (m *Membership) Rows() bool { return m.AllFields || len(m.Fields) > 1 }

// Field is the name of a reference set's column.
type Field struct {
	Span
	Name string // letters, as written; names compare without regard to case
}

// History is a history supplement, {{ + HISTORY-MIN }} and its like.
// (Specification: historySupplement.)
type History struct {
	Span
	Profile HistoryProfile

	// Refsets gives the reference sets to follow for HistorySubset; else nil.
	Refsets Constraint
}

func (*SubExpression) constraint() {}
func (*Compound) constraint()      {}
func (*Minus) constraint()         {}
func (*Dotted) constraint()        {}
func (*Refined) constraint()       {}

func (*ConceptReference) atom()    {}
func (*Wildcard) atom()            {}
func (*AlternateIdentifier) atom() {}
func (*Nested) atom()              {}

// Unwrap takes the brackets off a constraint that is nothing but brackets
// round another: ((X)) becomes X.
func Unwrap(c Constraint) Constraint {
	for {
		nested, ok := bare(c).(*Nested)
		if !ok {
			return c
		}
		c = nested.Constraint
	}
}

// bare returns the atom of a constraint that is an atom and nothing else, or nil.
func bare(c Constraint) Atom {
	s, ok := c.(*SubExpression)
	if !ok || s.Hierarchy != NoHierarchy || s.Membership != nil || len(s.Filters) > 0 || s.History != nil {
		return nil
	}
	return s.Atom
}

// Rows returns the membership whose rows are the query's result, as in
// ^ [referencedComponentId, mapTarget] X, or nil for a query that gives a set.
func (q *Query) Rows() *Membership {
	s, ok := Unwrap(q.Constraint).(*SubExpression)
	if !ok || s.Membership == nil || !s.Membership.Rows() ||
		s.Hierarchy != NoHierarchy || len(s.Filters) > 0 || s.History != nil {
		return nil
	}
	return s.Membership
}
