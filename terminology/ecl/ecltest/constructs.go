package ecltest

import (
	"fmt"

	"github.com/firn-sct/firn/terminology/ecl"
)

// Constructs calls note with the name of every construct that a query has, as
// often as it has it: operators, forms of operands and values, conditions, and
// the pairings whose meaning isn't that of their parts. [AllConstructs] lists the
// names.
func Constructs(q *ecl.Query, note func(name string)) {
	n := noter{note: note, root: ecl.Unwrap(q.Constraint)}
	ecl.Walk(q, n.visit)
}

// noter names what Walk meets. It needs no memory of what is above a node but for
// groups, which don't nest.
type noter struct {
	note func(string)
	root ecl.Constraint
}

func (n *noter) visit(node ecl.Node) bool {
	switch c := node.(type) {
	case *ecl.Compound:
		n.note(c.Operator.String())
	case *ecl.Minus:
		n.note("MINUS")
	case *ecl.Dotted:
		n.note(many("X . N", len(c.Attributes)))
	case *ecl.Refined:
		n.note("X : R")
	case *ecl.SubExpression:
		n.sub(c)
	case *ecl.Membership:
		n.membership(c)
	case *ecl.History:
		n.note(c.Profile.String() + map[bool]string{true: " (…)", false: ""}[c.Refsets != nil])
	case *ecl.RefinementList:
		n.note("attributes joined by " + c.Operator.String())
	case *ecl.NestedRefinement:
		n.note("attributes in brackets")
	case *ecl.AttributeGroup:
		n.note(cardinality(c.Cardinality) + "{ … }")
		ecl.Walk(c.Attributes, n.inGroup)
	case *ecl.Attribute:
		n.attribute(c)
	case *ecl.Filter:
		n.note("{{ " + c.Kind.Letter() + " … }}")
		if len(c.Conditions) > 1 {
			n.note("{{ " + c.Kind.Letter() + " several conditions }}")
		}
		for _, condition := range c.Conditions {
			n.condition(c.Kind.Letter()+" ", condition)
		}
	}
	return true
}

// many marks what there are several of.
func many(name string, count int) string {
	if count > 1 {
		return name + ", several"
	}
	return name
}

func cardinality(c *ecl.Cardinality) string {
	switch {
	case c == nil:
		return ""
	case c.Max == 0:
		return "[0..0] "
	case c.Max == ecl.Unbounded:
		return "[m..*] "
	default:
		return "[m..n] "
	}
}

func (n *noter) sub(s *ecl.SubExpression) {
	if s.Hierarchy != ecl.NoHierarchy {
		n.note(s.Hierarchy.Brief() + " X")
		if s.Membership != nil {
			n.note("hierarchy over ^")
		}
	}
	switch s.Atom.(type) {
	case *ecl.ConceptReference:
		n.note("concept")
	case *ecl.Wildcard:
		n.note("*")
	case *ecl.AlternateIdentifier:
		n.note("SCHEME#code")
	case *ecl.Nested:
		n.note("brackets")
	}
	if m := s.Membership; m != nil && len(m.Fields) == 1 && m.Fields[0].Name != "referencedComponentId" && n.root == ecl.Constraint(s) {
		n.note("^ [f] alone")
	}
	if len(s.Filters) > 1 {
		n.note("several filters")
	}
	if s.History != nil && len(s.Filters) > 0 {
		n.note("history behind a filter")
	}
}

func (n *noter) membership(m *ecl.Membership) {
	name := m.Operator.Brief()
	switch {
	case m.AllFields:
		name += " [*]"
	case len(m.Fields) > 1:
		name += " [f, g]"
	case len(m.Fields) == 1:
		name += " [f]"
	}
	n.note(name + " X")
	if len(m.Filters) > 0 {
		n.note(name + " X {{ M … }}")
	}
	if len(m.Filters) > 1 {
		n.note("several {{ M … }}")
	}
}

// attribute names an attribute outside and inside groups.
func (n *noter) attribute(a *ecl.Attribute) {
	if a.Cardinality != nil {
		n.note(cardinality(a.Cardinality) + "N = V")
	}
	if a.Reverse {
		n.note("R N " + a.Operator.Brief() + " V")
		if a.Cardinality != nil {
			n.note(cardinality(a.Cardinality) + "R N = V")
		}
	}
	n.note(operand("N", a.Name))
	n.value("N ", a.Operator, a.Value)
}

// inGroup names what has another meaning in a group.
func (n *noter) inGroup(node ecl.Node) bool {
	switch c := node.(type) {
	case *ecl.RefinementList:
		n.note("{ attributes joined by " + c.Operator.String() + " }")
	case *ecl.Attribute:
		if c.Cardinality != nil {
			n.note("{ " + cardinality(c.Cardinality) + "N = V }")
		}
		if c.Reverse {
			n.note("{ R N = V }")
		}
		if c.Operator == ecl.NotEqual {
			n.note("{ N != V }")
		}
	case *ecl.SubExpression:
		return false
	}
	return true
}

// operand names the form of a name or a value.
func operand(name string, s *ecl.SubExpression) string {
	_, nested := s.Atom.(*ecl.Nested)
	_, wildcard := s.Atom.(*ecl.Wildcard)
	switch {
	case nested:
		return name + " is brackets"
	case s.Membership != nil:
		return name + " is ^"
	case s.Hierarchy != ecl.NoHierarchy:
		return name + " is a hierarchy"
	case wildcard:
		return name + " is *"
	default:
		return name + " is a concept"
	}
}

// value names a comparison.
func (n *noter) value(what string, operator ecl.ComparisonOperator, v ecl.Value) {
	name := what + operator.Brief() + " "
	switch v := v.(type) {
	case *ecl.SubExpression:
		n.note(name + "V")
		n.note(operand(what+"V", v))
	case *ecl.ConceptSet:
		n.note(name + "(id id)")
	case *ecl.Number:
		n.note(name + "#1")
	case *ecl.Strings:
		n.note(many(name+`"a"`, len(v.Values)))
	case *ecl.Boolean:
		n.note(name + fmt.Sprint(v.Value))
	case *ecl.Dates:
		n.note(many(name+"date", len(v.Values)))
		for _, d := range v.Values {
			if d.Value == 0 {
				n.note(what + "empty date")
			}
		}
	case *ecl.SearchTerms:
		if _, ok := v.Dates(); ok {
			n.note(many(name+"text or date", len(v.Terms)))
			break
		}
		n.note(many(name+"match:", len(v.Terms)))
		for _, t := range v.Terms {
			if t.Type == ecl.SearchWild {
				n.note(name + "wild:")
				n.note("wild: " + anchors(t.Pattern()))
			}
		}
	}
}

// anchors says where a pattern is open.
func anchors(pieces []string) string {
	switch {
	case len(pieces) == 1:
		return "a"
	case pieces[0] != "" && pieces[len(pieces)-1] != "":
		return "a*b"
	case pieces[0] != "":
		return "a*"
	case pieces[len(pieces)-1] != "":
		return "*a"
	default:
		return "*a*"
	}
}

func (n *noter) condition(kind string, c ecl.Condition) {
	equality := func(name string, o ecl.ComparisonOperator, count int) { n.note(kind + many(name+" "+o.Brief(), count)) }
	switch c := c.(type) {
	case *ecl.ActiveCondition:
		n.note(kind + "active " + c.Operator.Brief() + " " + c.Value.Brief())
	case *ecl.ModuleCondition:
		n.value(kind+"moduleId ", c.Operator, c.Value)
	case *ecl.EffectiveTimeCondition:
		n.value(kind+"effectiveTime ", c.Operator, c.Dates)
	case *ecl.DefinitionStatusIDCondition:
		n.value(kind+"definitionStatusId ", c.Operator, c.Value)
	case *ecl.DefinitionStatusCondition:
		equality("definitionStatus", c.Operator, len(c.Statuses))
	case *ecl.TermCondition:
		n.value(kind+"term ", c.Operator, c.Terms)
	case *ecl.LanguageCondition:
		equality("language", c.Operator, len(c.Languages))
	case *ecl.TypeCondition:
		equality("type", c.Operator, len(c.Types))
	case *ecl.TypeIDCondition:
		n.value(kind+"typeId ", c.Operator, c.Value)
	case *ecl.IDCondition:
		equality("id", c.Operator, len(c.IDs))
	case *ecl.DialectCondition:
		n.dialect(kind, c)
	case *ecl.FieldCondition:
		n.value(kind+"field ", c.Operator, c.Value)
	}
}

func (n *noter) dialect(kind string, c *ecl.DialectCondition) {
	name := kind + "dialect"
	if c.ByID {
		name += "Id"
	}
	name += " " + c.Operator.Brief() + " "
	if c.Constraint != nil {
		n.note(name + "X")
	} else {
		n.note(many(name+"d", len(c.Dialects)))
	}
	own := false
	for _, d := range c.Dialects {
		n.acceptability(d.Acceptability)
		own = own || d.Acceptability != nil
	}
	if n.acceptability(c.Acceptability); own && c.Acceptability != nil {
		n.note("acceptability of a dialect in a set with one")
	}
}

func (n *noter) acceptability(a *ecl.Acceptability) {
	if a != nil {
		n.note("acceptability by " + map[bool]string{true: "token", false: "id"}[len(a.Tokens) > 0])
	}
}

// AllConstructs returns the names that [Constructs] gives, with no particular
// order.
func AllConstructs() []string {
	names := []string{
		"AND", "OR", "MINUS", "X . N", "X . N, several", "X : R", "concept", "*", "SCHEME#code", "brackets", "several filters", "history behind a filter",
		"hierarchy over ^", "^ X", "^R X", "^ [f] X", "^ [f] alone", "^ [f, g] X", "^ [*] X", "several {{ M … }}", "^ X {{ M … }}", "^R X {{ M … }}",
		"^ [f] X {{ M … }}", "^ [*] X {{ M … }}", "^ [f, g] X {{ M … }}",
		"HISTORY-MIN", "HISTORY-MOD", "HISTORY-MAX", "HISTORY (…)",
		"attributes joined by AND", "attributes joined by OR", "attributes in brackets", "{ … }",
		"{ attributes joined by AND }", "{ attributes joined by OR }", "{ R N = V }", "{ N != V }",
		"R N = V", "R N != V", "wild: a", "wild: a*", "wild: *a", "wild: a*b", "wild: *a*",
		"acceptability by token", "acceptability by id", "acceptability of a dialect in a set with one",
	}
	for o := ecl.DescendantOf; o <= ecl.Bottom; o++ {
		names = append(names, o.Brief()+" X")
	}
	for _, c := range []string{"[0..0] ", "[m..n] ", "[m..*] "} {
		names = append(names, c+"N = V", c+"R N = V", c+"{ … }", "{ "+c+"N = V }")
	}
	for _, what := range []string{"N", "N V", "C moduleId V", "D moduleId V", "M moduleId V", "C definitionStatusId V", "D typeId V", "M field V"} {
		names = append(names, what+" is a concept", what+" is brackets", what+" is ^", what+" is *", what+" is a hierarchy")
	}
	for _, o := range []string{"=", "!="} {
		names = append(names, "N "+o+" V", "N "+o+` "a"`, "N "+o+` "a", several`, "N "+o+" true", "N "+o+" false", "N "+o+" match:", "N "+o+" match:, several", "N "+o+" wild:")
		for _, kind := range []string{"C ", "D ", "M "} {
			names = append(names, kind+"moduleId "+o+" V", kind+"moduleId "+o+" (id id)", kind+"effectiveTime "+o+" date, several",
				kind+"active "+o+" 1", kind+"active "+o+" 0", kind+"active "+o+" *")
		}
		names = append(names, "C definitionStatusId "+o+" V", "C definitionStatusId "+o+" (id id)", "D typeId "+o+" V", "D typeId "+o+" (id id)",
			"D term "+o+" match:", "D term "+o+" match:, several", "D term "+o+" wild:", "D dialectId "+o+" X",
			"M field "+o+" V", "M field "+o+" match:", "M field "+o+" match:, several", "M field "+o+" wild:", "M field "+o+" true", "M field "+o+" false",
			"M field "+o+" text or date", "M field "+o+" text or date, several", "M field "+o+" date, several")
		for _, condition := range []string{"C definitionStatus", "D language", "D type", "D id"} {
			names = append(names, condition+" "+o, condition+" "+o+", several")
		}
		for _, dialect := range []string{"D dialect ", "D dialectId "} {
			names = append(names, dialect+o+" d", dialect+o+" d, several")
		}
	}
	for _, o := range []string{"=", "!=", "<", "<=", ">", ">="} {
		names = append(names, "N "+o+" #1", "M field "+o+" #1", "M field "+o+" date")
		for _, kind := range []string{"C ", "D ", "M "} {
			names = append(names, kind+"effectiveTime "+o+" date")
		}
	}
	for _, kind := range []string{"C", "D", "M"} {
		names = append(names, "{{ "+kind+" … }}", "{{ "+kind+" several conditions }}", kind+" effectiveTime empty date")
	}
	return append(names, "M field empty date")
}
