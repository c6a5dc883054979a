package ecl

// Walk visits a node and all below it, each before what it holds, in the order
// of the text, except that a sub-expression's member filters, which stand behind
// its atom, are visited with its membership. If visit returns false, what the
// node holds is passed over. A nil node is not visited.
func Walk(node Node, visit func(Node) bool) {
	if node == nil || !visit(node) {
		return
	}
	switch n := node.(type) {
	case *Query:
		Walk(n.Constraint, visit)
	case *Compound:
		walkAll(n.Operands, visit)
	case *Minus:
		Walk(n.Left, visit)
		Walk(n.Right, visit)
	case *Dotted:
		Walk(n.Focus, visit)
		walkAll(n.Attributes, visit)
	case *Refined:
		Walk(n.Focus, visit)
		Walk(n.Refinement, visit)
	case *SubExpression:
		if n.Membership != nil {
			Walk(n.Membership, visit)
		}
		Walk(n.Atom, visit)
		walkAll(n.Filters, visit)
		if n.History != nil {
			Walk(n.History, visit)
		}
	case *Nested:
		Walk(n.Constraint, visit)
	case *Membership:
		walkAll(n.Fields, visit)
		walkAll(n.Filters, visit)
	case *History:
		Walk(n.Refsets, visit)
	case *RefinementList:
		walkAll(n.Items, visit)
	case *NestedRefinement:
		Walk(n.Refinement, visit)
	case *AttributeGroup:
		if n.Cardinality != nil {
			Walk(n.Cardinality, visit)
		}
		Walk(n.Attributes, visit)
	case *Attribute:
		if n.Cardinality != nil {
			Walk(n.Cardinality, visit)
		}
		Walk(n.Name, visit)
		Walk(n.Value, visit)
	default:
		walkFilter(node, visit)
	}
}

// walkFilter is Walk for filters and values; what isn't listed holds no node.
func walkFilter(node Node, visit func(Node) bool) {
	switch n := node.(type) {
	case *Filter:
		walkAll(n.Conditions, visit)
	case *TermCondition:
		Walk(n.Terms, visit)
	case *TypeIDCondition:
		Walk(n.Value, visit)
	case *DialectCondition:
		if n.Constraint != nil {
			Walk(n.Constraint, visit)
		}
		walkAll(n.Dialects, visit)
		if n.Acceptability != nil {
			Walk(n.Acceptability, visit)
		}
	case *Dialect:
		if n.Refset != nil {
			Walk(n.Refset, visit)
		}
		if n.Acceptability != nil {
			Walk(n.Acceptability, visit)
		}
	case *Acceptability:
		walkAll(n.Concepts, visit)
	case *IDCondition:
		walkAll(n.IDs, visit)
	case *DefinitionStatusIDCondition:
		Walk(n.Value, visit)
	case *ModuleCondition:
		Walk(n.Value, visit)
	case *EffectiveTimeCondition:
		Walk(n.Dates, visit)
	case *FieldCondition:
		Walk(n.Field, visit)
		Walk(n.Value, visit)
	case *ConceptSet:
		walkAll(n.Concepts, visit)
	case *Strings:
		walkAll(n.Values, visit)
	case *SearchTerms:
		walkAll(n.Terms, visit)
	case *Dates:
		walkAll(n.Values, visit)
	}
}

func walkAll[N Node](nodes []N, visit func(Node) bool) {
	for _, n := range nodes {
		Walk(n, visit)
	}
}
