package ecltest

import (
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
)

// filters adds concept and description filters.
func (g *Generator) filters(s *ecl.SubExpression, depth int) {
	for g.one(6) && len(s.Filters) < g.Width {
		kind := ecl.FilterKind(g.IntN(2))
		if kind == ecl.FilterDescription && !g.allowed(DescriptionFilters) {
			kind = ecl.FilterConcept
		}
		if kind == ecl.FilterConcept && !g.allowed(ConceptFilters) {
			return
		}
		s.Filters = append(s.Filters, g.Filter(kind, nil, depth))
	}
}

func (g *Generator) memberFilters(s *ecl.SubExpression, columns []Column, depth int) {
	for g.allowed(MemberFilters) && g.one(3) && len(s.Membership.Filters) < g.Width {
		s.Membership.Filters = append(s.Membership.Filters, g.Filter(ecl.FilterMember, columns, depth))
	}
}

// Filter returns a random filter of a kind; columns are those a member filter
// may compare.
func (g *Generator) Filter(kind ecl.FilterKind, columns []Column, depth int) *ecl.Filter {
	f := &ecl.Filter{Kind: kind}
	for range g.count(1) {
		switch {
		case g.one(3):
			f.Conditions = append(f.Conditions, g.anyCondition(depth))
		case kind == ecl.FilterConcept:
			f.Conditions = append(f.Conditions, g.conceptCondition(depth))
		case kind == ecl.FilterMember:
			f.Conditions = append(f.Conditions, g.fieldCondition(columns, depth))
		default:
			f.Conditions = append(f.Conditions, g.descriptionCondition(depth))
		}
	}
	return f
}

// anyCondition is one that all kinds of filter have.
func (g *Generator) anyCondition(depth int) ecl.Condition {
	switch g.IntN(3) {
	case 0:
		return &ecl.ActiveCondition{Operator: g.equality(), Value: ecl.ActiveValue(g.IntN(3))}
	case 1:
		return &ecl.ModuleCondition{Operator: g.equality(), Value: g.conceptsOf(g.Modules, depth)}
	default:
		c := &ecl.EffectiveTimeCondition{Operator: ecl.ComparisonOperator(g.IntN(6)), Dates: &ecl.Dates{}}
		n := 1
		if !c.Operator.Order() {
			n = g.count(1)
		}
		for range n {
			c.Dates.Values = append(c.Dates.Values, &ecl.Date{Value: pick(g, g.Dates)})
		}
		return c
	}
}

func (g *Generator) conceptCondition(depth int) ecl.Condition {
	statuses := []sctid.ID{terminology.Primitive, terminology.Defined}
	if g.one(2) {
		return &ecl.DefinitionStatusIDCondition{Operator: g.equality(), Value: g.conceptsOf(statuses, depth)}
	}
	c := &ecl.DefinitionStatusCondition{Operator: g.equality()}
	for range 1 + g.IntN(2) {
		c.Statuses = append(c.Statuses, ecl.DefinitionStatusToken(g.IntN(2)))
	}
	return c
}

func (g *Generator) descriptionCondition(depth int) ecl.Condition {
	switch g.IntN(7) {
	case 0, 1:
		return &ecl.TermCondition{Operator: g.equality(), Terms: g.searchTerms()}
	case 2:
		c := &ecl.LanguageCondition{Operator: g.equality()}
		for range g.count(1) {
			c.Languages = append(c.Languages, pick(g, g.Languages))
		}
		return c
	case 3:
		c := &ecl.TypeCondition{Operator: g.equality()}
		for range g.count(1) {
			c.Types = append(c.Types, ecl.DescriptionType(g.IntN(3)))
		}
		return c
	case 4:
		types := []sctid.ID{terminology.Synonym, terminology.FullySpecifiedName, terminology.TextDefinition}
		return &ecl.TypeIDCondition{Operator: g.equality(), Value: g.conceptsOf(types, depth)}
	case 5:
		c := &ecl.IDCondition{Operator: g.equality()}
		for range g.count(1) {
			c.IDs = append(c.IDs, &ecl.ComponentID{ID: pick(g, g.Descriptions)})
		}
		return c
	default:
		return g.dialectCondition(depth)
	}
}

func (g *Generator) dialectCondition(depth int) *ecl.DialectCondition {
	c := &ecl.DialectCondition{Operator: g.equality()}
	if c.ByID = g.one(2); c.ByID && g.one(2) {
		if c.Constraint = (&ecl.SubExpression{Atom: g.concept(g.Refsets)}); depth > 0 && g.one(4) {
			c.Constraint = g.SubExpression(depth)
		}
		c.Acceptability = g.acceptability()
		return c
	}
	for range g.count(1) {
		d := &ecl.Dialect{Acceptability: g.acceptability()}
		if c.ByID {
			d.Refset = g.concept(g.Refsets)
		} else {
			d.Alias = pick(g, g.Dialects)
		}
		c.Dialects = append(c.Dialects, d)
	}
	switch {
	case len(c.Dialects) > 1:
		c.Acceptability = g.acceptability()
	case c.ByID && c.Dialects[0].Acceptability == nil:
		c.Dialects[0].Acceptability = &ecl.Acceptability{Tokens: []ecl.AcceptabilityToken{ecl.TokenPreferred}}
	}
	return c
}

func (g *Generator) acceptability() *ecl.Acceptability {
	if !g.one(2) {
		return nil
	}
	a := &ecl.Acceptability{}
	byID := g.one(2)
	for range 1 + g.IntN(2) {
		if token := ecl.AcceptabilityToken(g.IntN(2)); byID {
			a.Concepts = append(a.Concepts, &ecl.ConceptReference{ID: token.ID(), Term: g.term()})
		} else {
			a.Tokens = append(a.Tokens, token)
		}
	}
	return a
}

// conceptsOf is what typeId, moduleId and definitionStatusId compare with.
func (g *Generator) conceptsOf(from []sctid.ID, depth int) ecl.Value {
	switch n := g.IntN(4); {
	case n == 2:
		set := &ecl.ConceptSet{}
		for range g.count(2) {
			set.Concepts = append(set.Concepts, g.concept(from))
		}
		return set
	case n == 3 && depth > 0:
		return g.SubExpression(depth)
	}
	return &ecl.SubExpression{Atom: g.concept(from)}
}

func (g *Generator) searchTerms() *ecl.SearchTerms {
	terms := &ecl.SearchTerms{}
	for range g.count(1) {
		var words []string
		for range g.count(1) {
			words = append(words, pick(g, g.Words))
		}
		term := &ecl.SearchTerm{Text: strings.Join(words, " ")}
		if g.one(3) {
			term.Type, term.Text = ecl.SearchWild, g.pattern(words)
		}
		terms.Terms = append(terms.Terms, term)
	}
	return terms
}

// pattern makes the pattern of an [ecl.SearchWild] that has the words in it, in
// their order, with an asterisk before, between or behind them, or without.
func (g *Generator) pattern(words []string) string {
	escape := strings.NewReplacer(`\`, `\\`, `*`, `\*`)
	var b strings.Builder
	gap := func(without string) {
		if g.one(3) {
			b.WriteString(without)
		} else {
			b.WriteString("*")
		}
	}
	gap("")
	for i, word := range words {
		if i > 0 {
			gap(" ")
		}
		b.WriteString(escape.Replace(word))
	}
	gap("")
	return b.String()
}

func (g *Generator) fieldCondition(columns []Column, depth int) ecl.Condition {
	if len(columns) == 0 {
		return &ecl.ActiveCondition{Value: ecl.ActiveAny}
	}
	column := pick(g, columns)
	c := &ecl.FieldCondition{Field: &ecl.Field{Name: column.Name}, Operator: g.equality()}
	switch column.Kind {
	case ColumnInteger:
		c.Operator = ecl.ComparisonOperator(g.IntN(6))
		c.Value = &ecl.Number{Text: pick(g, g.Numbers)}
	case ColumnBoolean:
		c.Value = &ecl.Boolean{Value: g.one(2)}
	case ColumnString:
		c.Value = g.columnTexts()
	case ColumnTime:
		g.columnTime(c)
	default:
		if c.Value = (&ecl.SubExpression{Atom: g.concept(g.Concepts)}); depth > 0 && g.one(2) {
			c.Value = g.SubExpression(depth)
		}
	}
	return c
}

func (g *Generator) columnTexts() ecl.Value {
	terms := g.searchTerms()
	for _, term := range terms.Terms {
		if words := strings.Fields(pick(g, g.Strings)); len(words) > 0 && term.Type == ecl.SearchMatch {
			term.Text = strings.Join(words, " ")
		}
	}
	return terms
}

// columnTime compares with a date, which the parser takes for search terms where
// it can't know better.
func (g *Generator) columnTime(c *ecl.FieldCondition) {
	c.Operator = ecl.ComparisonOperator(g.IntN(6))
	n := 1
	if !c.Operator.Order() {
		n = g.count(1)
	}
	dates, terms, empty := &ecl.Dates{}, &ecl.SearchTerms{}, false
	for range n {
		date := pick(g, g.Dates)
		dates.Values = append(dates.Values, &ecl.Date{Value: date})
		terms.Terms = append(terms.Terms, &ecl.SearchTerm{Text: date.String()})
		empty = empty || date == 0
	}
	if c.Value = terms; c.Operator.Order() || empty {
		c.Value = dates
	}
}
