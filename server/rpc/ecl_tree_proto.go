package rpc

import (
	"fmt"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/ecl"
)

// treeProto converts a syntax tree. What a node holds, [ecl.Walk] tells; the rest of
// it are properties.
func treeProto(node ecl.Node) *firnv1.EclNode {
	span := node.Pos()
	m := &firnv1.EclNode{
		Kind:  strings.TrimPrefix(fmt.Sprintf("%T", node), "*ecl."),
		Start: uint32(span.Start), End: uint32(span.End),
	}
	for _, p := range nodeProperties(node) {
		if p[1] != "" {
			m.Properties = append(m.Properties, &firnv1.EclProperty{Name: p[0], Value: p[1]})
		}
	}
	ecl.Walk(node, func(held ecl.Node) bool {
		if held == node {
			return true
		}
		m.Children = append(m.Children, treeProto(held))
		return false
	})
	return m
}

// nodeProperties returns what a node has beside what it holds, by name. Empty ones
// are left out of the message.
func nodeProperties(node ecl.Node) [][2]string {
	switch n := node.(type) {
	case *ecl.SubExpression:
		return [][2]string{{"operator", n.Hierarchy.Brief()}}
	case *ecl.Membership:
		return [][2]string{{"operator", n.Operator.Brief()}, {"allFields", flag(n.AllFields)}}
	case *ecl.Compound:
		return [][2]string{{"operator", n.Operator.String()}}
	case *ecl.ConceptReference:
		return [][2]string{{"conceptId", n.ID.String()}, {"term", n.Term}}
	case *ecl.AlternateIdentifier:
		return [][2]string{{"scheme", n.Scheme}, {"code", n.Code}, {"term", n.Term}}
	case *ecl.Field:
		return [][2]string{{"name", n.Name}}
	case *ecl.History:
		return [][2]string{{"profile", n.Profile.String()}}
	case *ecl.RefinementList:
		return [][2]string{{"operator", n.Operator.String()}}
	case *ecl.Attribute:
		return [][2]string{{"reverse", flag(n.Reverse)}, {"operator", n.Operator.Brief()}}
	case *ecl.Cardinality:
		return [][2]string{{"bounds", n.String()}}
	case *ecl.Number:
		return [][2]string{{"value", n.Text}}
	case *ecl.String:
		return [][2]string{{"value", n.Text}}
	case *ecl.Boolean:
		return [][2]string{{"value", fmt.Sprint(n.Value)}}
	case *ecl.SearchTerm:
		return [][2]string{{"type", searchTypeName(n.Type)}, {"value", n.Text}}
	case *ecl.Date:
		return [][2]string{{"value", n.Value.String()}}
	case *ecl.Filter:
		return [][2]string{{"letter", n.Kind.Letter()}}
	}
	return conditionProperties(node)
}

// conditionProperties are those of the conditions of filters and their parts.
func conditionProperties(node ecl.Node) [][2]string {
	switch n := node.(type) {
	case *ecl.TermCondition:
		return [][2]string{{"operator", n.Operator.Brief()}}
	case *ecl.LanguageCondition:
		return [][2]string{{"operator", n.Operator.Brief()}, {"values", strings.Join(n.Languages, " ")}}
	case *ecl.TypeCondition:
		return [][2]string{{"operator", n.Operator.Brief()}, {"values", joined(n.Types, ecl.DescriptionType.Brief)}}
	case *ecl.TypeIDCondition:
		return [][2]string{{"operator", n.Operator.Brief()}}
	case *ecl.DialectCondition:
		return [][2]string{{"operator", n.Operator.Brief()}, {"byId", flag(n.ByID)}}
	case *ecl.Dialect:
		return [][2]string{{"alias", n.Alias}}
	case *ecl.Acceptability:
		return [][2]string{{"values", joined(n.Tokens, ecl.AcceptabilityToken.Brief)}}
	case *ecl.IDCondition:
		return [][2]string{{"operator", n.Operator.Brief()}}
	case *ecl.ComponentID:
		return [][2]string{{"id", n.ID.String()}}
	case *ecl.DefinitionStatusCondition:
		return [][2]string{{"operator", n.Operator.Brief()}, {"values", joined(n.Statuses, ecl.DefinitionStatusToken.String)}}
	case *ecl.DefinitionStatusIDCondition:
		return [][2]string{{"operator", n.Operator.Brief()}}
	case *ecl.ModuleCondition:
		return [][2]string{{"operator", n.Operator.Brief()}}
	case *ecl.EffectiveTimeCondition:
		return [][2]string{{"operator", n.Operator.Brief()}}
	case *ecl.ActiveCondition:
		return [][2]string{{"operator", n.Operator.Brief()}, {"value", n.Value.Brief()}}
	case *ecl.FieldCondition:
		return [][2]string{{"operator", n.Operator.Brief()}}
	}
	return nil
}

// flag is a property that is either there or not.
func flag(set bool) string {
	if set {
		return "true"
	}
	return ""
}

// joined writes tokens with blanks between them, as ECL does.
func joined[T any](tokens []T, name func(T) string) string {
	words := make([]string, len(tokens))
	for i, token := range tokens {
		words[i] = name(token)
	}
	return strings.Join(words, " ")
}

func searchTypeName(t ecl.SearchType) string {
	if t == ecl.SearchWild {
		return "wild"
	}
	return "match"
}
