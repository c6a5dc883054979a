package diff

import (
	"context"
	"slices"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
)

// EvaluateValueSet evaluates an expression constraint in both releases. Its anchors
// are the concepts that the constraint names, in the order of the text. The warnings
// are those of either evaluation: a concept that only one of the releases has, for
// example.
//
// Errors are those of [ecl.Engine.Evaluate], and [ecl.ReasonRowsNotASet] for a
// constraint that gives rows or values.
func EvaluateValueSet(ctx context.Context, old, new *ecl.Engine, query *ecl.Query, options ecl.EvaluateOptions) (set *ValueSet, oldWarnings, newWarnings []ecl.Warning, err error) {
	set = &ValueSet{Anchors: anchorsOf(query)}
	before, err := old.Evaluate(ctx, query, options)
	if err != nil {
		return nil, nil, nil, err
	}
	after, err := new.Evaluate(ctx, query, options)
	if err != nil {
		return nil, nil, nil, err
	}
	if before.Concepts == nil || after.Concepts == nil {
		e := terminology.Errorf(terminology.KindInvalidArgument, ecl.ReasonRowsNotASet, "the constraint gives rows or values, and here a set of concepts is needed")
		return nil, nil, nil, e
	}
	set.Old, set.New = before.Concepts, after.Concepts
	return set, before.Warnings, after.Warnings, nil
}

// anchorsOf returns the concepts that a constraint names.
func anchorsOf(query *ecl.Query) []sctid.ID {
	var ids []sctid.ID
	ecl.Walk(query, func(n ecl.Node) bool {
		if c, ok := n.(*ecl.ConceptReference); ok && !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
		return true
	})
	return ids
}
