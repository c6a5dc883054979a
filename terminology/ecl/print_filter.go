package ecl

import "strings"

func (w *writer) writeRefinement(node Node) {
	switch n := node.(type) {
	case *RefinementList:
		between := ", "
		if n.Operator == Or || w.style.Long {
			between = " " + n.Operator.String() + " "
		}
		writeList(w, between, n.Items)
	case *NestedRefinement:
		w.put("(")
		w.write(n.Refinement)
		w.put(")")
	case *AttributeGroup:
		w.cardinality(n.Cardinality)
		w.put("{ ")
		w.write(n.Attributes)
		w.put(" }")
	case *Attribute:
		w.cardinality(n.Cardinality)
		if n.Reverse {
			w.choose("R ", "reverseOf ")
		}
		w.write(n.Name)
		w.compare(n.Operator, n.Value, true)
	case *Cardinality:
		if w.style.Long {
			w.put(strings.NewReplacer("..", " to ", "*", "many").Replace(n.String()))
		} else {
			w.put(n.String())
		}
	default:
		w.writeValue(node)
	}
}

func (w *writer) cardinality(c *Cardinality) {
	if c != nil {
		w.write(c)
		w.put(" ")
	}
}

// compare writes an operator and a value. In an attribute a search term has its
// type before it always, since a bare text is a string there.
func (w *writer) compare(operator ComparisonOperator, value Value, attribute bool) {
	w.put(" ")
	w.form(operator)
	w.put(" ")
	w.value = true
	if terms, ok := value.(*SearchTerms); ok && attribute {
		w.searchTerms(terms, true)
	} else {
		w.write(value)
	}
	w.value = false
}

func (w *writer) writeValue(node Node) {
	switch n := node.(type) {
	case *ConceptSet:
		writeSet(w, n.Concepts)
	case *Number:
		w.put("#", n.Text)
	case *Strings:
		writeSet(w, n.Values)
	case *String:
		w.quote(n.Text, escapesPlain)
	case *Boolean:
		if n.Value {
			w.put("true")
		} else {
			w.put("false")
		}
	case *SearchTerms:
		w.searchTerms(n, false)
	case *SearchTerm:
		w.searchTerm(n, false)
	case *Dates:
		writeSet(w, n.Values)
	case *Date:
		w.put(`"`, n.Value.String(), `"`)
	default:
		w.writeFilter(node)
	}
}

func (w *writer) searchTerms(terms *SearchTerms, typed bool) {
	if len(terms.Terms) == 1 {
		w.searchTerm(terms.Terms[0], typed)
		return
	}
	w.put("(")
	for i, term := range terms.Terms {
		if i > 0 {
			w.put(" ")
		}
		w.searchTerm(term, typed)
	}
	w.put(")")
}

func (w *writer) searchTerm(term *SearchTerm, typed bool) {
	switch {
	case term.Type == SearchWild:
		w.put("wild:")
		w.quote(term.Text, `"`)
	case typed:
		w.put("match:")
		w.quote(term.Text, escapesPlain)
	default:
		w.quote(term.Text, escapesPlain)
	}
}

// quote writes a text in quotes, with a backslash before each of some characters.
func (w *writer) quote(text, escape string) {
	w.put(`"`)
	for i := range len(text) {
		if strings.IndexByte(escape, text[i]) >= 0 {
			w.WriteByte('\\')
		}
		w.WriteByte(text[i])
	}
	w.put(`"`)
}

func (w *writer) writeFilter(node Node) {
	switch n := node.(type) {
	case *Filter:
		w.put("{{ ", n.Kind.Letter(), " ")
		writeList(w, ", ", n.Conditions)
		w.put(" }}")
	case *TermCondition:
		w.condition("term", n.Operator, n.Terms)
	case *LanguageCondition:
		w.tokens("language", n.Operator, n.Languages)
	case *TypeCondition:
		w.tokens("type", n.Operator, forms(w, n.Types))
	case *TypeIDCondition:
		w.condition("typeId", n.Operator, n.Value)
	case *DialectCondition:
		w.dialectCondition(n)
	case *Dialect:
		if n.Refset != nil {
			w.write(n.Refset)
		} else {
			w.put(n.Alias)
		}
		w.acceptability(n.Acceptability)
	case *Acceptability:
		w.put("(")
		w.put(strings.Join(forms(w, n.Tokens), " "))
		writeList(w, " ", n.Concepts)
		w.put(")")
	case *IDCondition:
		w.put("id ")
		w.form(n.Operator)
		w.put(" ")
		writeSet(w, n.IDs)
	case *ComponentID:
		w.put(n.ID.String())
	case *DefinitionStatusCondition:
		var tokens []string
		for _, status := range n.Statuses {
			tokens = append(tokens, status.String())
		}
		w.tokens("definitionStatus", n.Operator, tokens)
	case *DefinitionStatusIDCondition:
		w.condition("definitionStatusId", n.Operator, n.Value)
	case *ModuleCondition:
		w.condition("moduleId", n.Operator, n.Value)
	case *EffectiveTimeCondition:
		w.condition("effectiveTime", n.Operator, n.Dates)
	case *ActiveCondition:
		w.put("active ")
		w.form(n.Operator)
		w.put(" ")
		w.form(n.Value)
	case *FieldCondition:
		w.write(n.Field)
		w.compare(n.Operator, n.Value, false)
	}
}

// condition writes one whose value can't be mistaken for a string.
func (w *writer) condition(keyword string, operator ComparisonOperator, value Value) {
	w.put(keyword)
	w.put(" ")
	w.form(operator)
	w.put(" ")
	w.write(value)
}

func (w *writer) tokens(keyword string, operator ComparisonOperator, tokens []string) {
	w.put(keyword, " ")
	w.form(operator)
	w.put(" ")
	if len(tokens) == 1 {
		w.put(tokens[0])
	} else {
		w.put("(", strings.Join(tokens, " "), ")")
	}
}

// forms spells tokens in the writer's style.
func forms[T spelled](w *writer, tokens []T) []string {
	words := make([]string, len(tokens))
	for i, token := range tokens {
		if words[i] = token.Brief(); w.style.Long {
			words[i] = token.Long()
		}
	}
	return words
}

func (w *writer) dialectCondition(d *DialectCondition) {
	keyword := "dialect "
	if d.ByID {
		keyword = "dialectId "
	}
	w.put(keyword)
	w.form(d.Operator)
	w.put(" ")
	switch {
	case d.Constraint != nil:
		w.write(d.Constraint)
	case d.ByID: // a single one has an acceptability, and is a set for that reason
		w.put("(")
		writeList(w, " ", d.Dialects)
		w.put(")")
	default:
		writeSet(w, d.Dialects)
	}
	w.acceptability(d.Acceptability)
}

func (w *writer) acceptability(a *Acceptability) {
	if a != nil {
		w.put(" ")
		w.write(a)
	}
}
