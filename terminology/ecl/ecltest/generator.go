// Package ecltest makes random well-formed ECL for tests: syntax trees of every
// construct of the language, over identifiers, terms and columns of the test's
// choice. It serves tests only.
package ecltest

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Feature is a part of the language that a generator can do without.
type Feature uint32

// The features.
const (
	Hierarchy          Feature = 1 << iota // the eight operators that walk from each member
	TopAndBottom                           // !!> and !!<
	Membership                             // ^
	ContainingAny                          // ^R
	SelectedFields                         // ^ [field], one of a component column, anywhere
	Rows                                   // ^ [a, b] and ^ [*], and ^ [a] of any column, at the root
	Compounds                              // AND, OR and MINUS
	Dots                                   // X . N
	Refinements                            // X : R
	Groups                                 // { … }
	Cardinalities                          // [m..n]
	Reversed                               // R N = V
	ConcreteValues                         // numbers, strings and truth values of attributes
	TypedStrings                           // match: and wild: of attributes, ECL 2.2
	ConceptFilters                         // {{ C … }}
	DescriptionFilters                     // {{ D … }}
	MemberFilters                          // {{ M … }}
	HistorySupplements                     // {{ + HISTORY … }}
	AlternateIDs                           // LOINC#54486-6
	TermsOfConcepts                        // |terms|
)

// ColumnKind is what a reference set's column holds.
type ColumnKind uint8

// The kinds of column.
const (
	ColumnComponent ColumnKind = iota
	ColumnInteger
	ColumnString
	ColumnTime
	ColumnBoolean
)

// Column is a reference set's column.
type Column struct {
	Name string
	Kind ColumnKind
}

// Generator makes random queries. Each exported field may be set before use;
// [New] fills all of them. The trees have no spans.
type Generator struct {
	// IntN returns a number from 0 to n-1. The same numbers give the same
	// query, so that a property test's library can shrink it: smaller numbers
	// give smaller queries.
	IntN func(n int) int

	// Depth bounds how deep brackets stand in one another, and Width how many
	// operands, attributes, conditions and members of sets there are.
	Depth, Width int

	// Omit is what the queries don't have.
	Omit Feature

	Concepts     []sctid.ID // what operands are
	Attributes   []sctid.ID // what names of attributes are
	Refsets      []sctid.ID // what operands of ^, of dialectId and of HISTORY are
	Modules      []sctid.ID
	Descriptions []sctid.ID

	// Columns returns the columns of a reference set, or those of all for 0.
	Columns func(refset sctid.ID) []Column

	Words     []string // of terms and patterns sought; without blanks
	Strings   []string // what strings and the texts of columns are
	Numbers   []string // in the form of [ecl.Number]
	Dates     []terminology.Date
	Languages []string // two letters in lower case
	Dialects  []string // aliases in lower case
	Schemes   []string
	Codes     []string // of alternate identifiers
	Terms     []string // between pipes
}

// New returns a generator over identifiers that are well formed and mean nothing
// in particular, and over texts with every kind of character.
func New(intN func(n int) int) *Generator {
	columns := []Column{
		{"targetComponentId", ColumnComponent}, {"mapTarget", ColumnString}, {"mapGroup", ColumnInteger},
		{"sourceEffectiveTime", ColumnTime}, {"grouped", ColumnBoolean},
	}
	return &Generator{
		IntN: intN, Depth: 3, Width: 3,
		Concepts:     []sctid.ID{138875005, 404684003, 64572001, 100005, 999999990989121104},
		Attributes:   []sctid.ID{363698007, 116676008, 762705008},
		Refsets:      []sctid.ID{900000000000509007, 900000000000527005, 447562003},
		Modules:      []sctid.ID{900000000000207008, 900000000000012004},
		Descriptions: []sctid.ID{680946014, 1208972017},
		Columns:      func(sctid.ID) []Column { return columns },
		Words:        []string{"heart", "att", "Sjögren", `"a`, `\`, "5*", "-"},
		Strings:      []string{"PANADOL", `say "hi"`, `back\slash`, "*", " two  blanks ", "心臓", "20210131"},
		Numbers:      []string{"0", "5", "-2.5", "62.5", "12345678901234567890"},
		Dates:        []terminology.Date{20190131, 20240229, 0},
		Languages:    []string{"en", "sv"},
		Dialects:     []string{"en-gb", "en-us", "en-x-nhs-clinical"},
		Schemes:      []string{"LOINC", "my-Scheme2", "R", "any"},
		Codes:        []string{"54486-6", "a.b_c", "with blanks/and ()", "1#2"},
		Terms:        []string{"Clinical finding (finding)", "üåäö  中国", "/* no comment */"},
	}
}

// Query returns a random query.
func (g *Generator) Query() *ecl.Query {
	if g.allowed(Rows) && g.one(20) {
		return &ecl.Query{Constraint: g.rows()}
	}
	return &ecl.Query{Constraint: g.Constraint(g.Depth)}
}

// Constraint returns a random constraint with brackets at most depth deep.
func (g *Generator) Constraint(depth int) ecl.Constraint {
	switch g.IntN(8) {
	case 1, 2:
		if g.allowed(Compounds) {
			return g.compound(depth)
		}
	case 3, 4, 5:
		if g.allowed(Refinements) {
			focus := g.SubExpression(depth)
			return &ecl.Refined{Focus: focus, Refinement: g.Refinement(depth, g.allowed(Groups))}
		}
	case 6:
		if g.allowed(Dots) {
			d := &ecl.Dotted{Focus: g.SubExpression(depth)}
			for range g.count(1) {
				d.Attributes = append(d.Attributes, g.name(depth))
			}
			return d
		}
	}
	return g.SubExpression(depth)
}

func (g *Generator) compound(depth int) ecl.Constraint {
	kind := g.IntN(3)
	if kind == 2 {
		left := g.SubExpression(depth)
		return &ecl.Minus{Left: left, Right: g.SubExpression(depth)}
	}
	c := &ecl.Compound{Operator: []ecl.LogicalOperator{ecl.And, ecl.Or}[kind]}
	for range g.count(2) {
		c.Operands = append(c.Operands, g.SubExpression(depth))
	}
	return c
}

func (g *Generator) rows() *ecl.SubExpression {
	refset := g.refsetAtom(g.Depth - 1)
	s := &ecl.SubExpression{Membership: &ecl.Membership{}, Atom: refset}
	switch columns := g.columnsOf(refset); {
	case g.one(3):
		s.Membership.AllFields = true
	case len(columns) > 0 && g.one(3): // the values of a column
		s.Membership.Fields = []*ecl.Field{{Name: pick(g, columns).Name}}
	default:
		s.Membership.Fields = []*ecl.Field{{Name: "referencedComponentId"}}
		for range g.count(1) {
			s.Membership.Fields = append(s.Membership.Fields, &ecl.Field{Name: pick(g, g.columnsOf(refset)).Name})
		}
	}
	g.memberFilters(s, g.columnsOf(refset), g.Depth-1)
	return s
}

// SubExpression returns a random sub-expression that is a set of concepts.
func (g *Generator) SubExpression(depth int) *ecl.SubExpression {
	s := &ecl.SubExpression{}
	if g.allowed(Hierarchy) && g.one(2) {
		s.Hierarchy = ecl.DescendantOf + ecl.HierarchyOperator(g.IntN(8))
	} else if g.allowed(TopAndBottom) && g.one(8) {
		s.Hierarchy = ecl.Top + ecl.HierarchyOperator(g.IntN(2))
	}
	switch {
	case g.allowed(Membership) && g.one(6):
		s.Membership = &ecl.Membership{}
		s.Atom = g.refsetAtom(depth - 1)
		g.selectField(s)
		g.memberFilters(s, g.columnsOf(s.Atom), depth-1)
	case g.allowed(ContainingAny) && g.one(12):
		s.Membership = &ecl.Membership{Operator: ecl.RefsetContainingAny}
		s.Atom = g.atom(depth - 1)
		g.memberFilters(s, g.Columns(0), depth-1)
	default:
		s.Atom = g.atom(depth - 1)
	}
	g.filters(s, depth-1)
	if g.allowed(HistorySupplements) && g.one(12) {
		s.History = g.history(depth - 1)
	}
	return s
}

// selectField asks for one column, of components if the reference set has such.
func (g *Generator) selectField(s *ecl.SubExpression) {
	if !g.allowed(SelectedFields) || !g.one(4) {
		return
	}
	name := "referencedComponentId"
	for _, c := range g.columnsOf(s.Atom) {
		if c.Kind == ColumnComponent && g.one(2) {
			name = c.Name
		}
	}
	s.Membership.Fields = []*ecl.Field{{Name: name}}
}

func (g *Generator) atom(depth int) ecl.Atom {
	switch n := g.IntN(12); {
	case n == 1:
		return &ecl.Wildcard{}
	case n == 2 && g.allowed(AlternateIDs):
		a := &ecl.AlternateIdentifier{Scheme: pick(g, g.Schemes), Code: pick(g, g.Codes)}
		a.Term = g.term()
		return a
	case n > 7 && depth > 0:
		return &ecl.Nested{Constraint: g.Constraint(depth)}
	}
	return g.concept(g.Concepts)
}

// refsetAtom is an operand of ^.
func (g *Generator) refsetAtom(depth int) ecl.Atom {
	switch n := g.IntN(8); {
	case n == 1:
		return &ecl.Wildcard{}
	case n == 2 && depth > 0:
		return &ecl.Nested{Constraint: g.Constraint(depth)}
	}
	return g.concept(g.Refsets)
}

func (g *Generator) columnsOf(refset ecl.Atom) []Column {
	if c, ok := refset.(*ecl.ConceptReference); ok {
		return g.Columns(c.ID)
	}
	return g.Columns(0)
}

func (g *Generator) concept(from []sctid.ID) *ecl.ConceptReference {
	return &ecl.ConceptReference{ID: pick(g, from), Term: g.term()}
}

func (g *Generator) term() string {
	if g.allowed(TermsOfConcepts) && g.one(4) {
		return pick(g, g.Terms)
	}
	return ""
}

func (g *Generator) history(depth int) *ecl.History {
	h := &ecl.History{Profile: ecl.HistoryProfile(g.IntN(3))}
	if g.one(3) {
		h.Profile = ecl.HistorySubset
		if h.Refsets = (&ecl.SubExpression{Atom: g.refsetAtom(depth)}); depth > 0 && g.one(2) {
			h.Refsets = g.Constraint(depth)
		}
	}
	return h
}

func (g *Generator) allowed(f Feature) bool { return g.Omit&f == 0 }

// one is true once in n times, and never for the smallest number.
func (g *Generator) one(n int) bool { return g.IntN(n) == n-1 }

// count returns a number from least to Width, or least if that is more.
func (g *Generator) count(least int) int {
	return least + g.IntN(max(1, g.Width-least+1))
}

func pick[T any](g *Generator, from []T) T { return from[g.IntN(len(from))] }
