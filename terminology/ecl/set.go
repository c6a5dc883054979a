package ecl

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
)

// Set reads and evaluates a constraint for those who have room for nothing but its
// set, such as the limit of a search. So that nothing is silently empty, an
// identifier that is malformed or that the release lacks, and ^ of what has no
// members, are errors like those of the text; inactive concepts are taken. So is a
// constraint that gives rows ([ReasonRowsNotASet]). Other errors are those of
// [Parse] and [Engine.Evaluate].
func (e *Engine) Set(ctx context.Context, text string) (*roaring.Bitmap, error) {
	query, _, err := Parse(text, Options{})
	if err != nil {
		return nil, err
	}
	result, err := e.Evaluate(ctx, query, EvaluateOptions{})
	if err != nil {
		return nil, err
	}
	for _, w := range result.Warnings {
		switch w.Reason {
		case ReasonConceptMalformed, ReasonConceptUnknown, ReasonDescriptionUnknown, ReasonNoMembers:
			return nil, w.AsError(query)
		}
	}
	if result.Concepts == nil {
		return nil, RowsError()
	}
	return result.Concepts, nil
}

// RowsError is the error of a constraint that gives rows or values where a set is
// needed, of kind invalid argument and reason [ReasonRowsNotASet].
func RowsError() *terminology.Error {
	e := terminology.Errorf(terminology.KindInvalidArgument, ReasonRowsNotASet, "the constraint gives rows or values, and here a set of concepts is needed")
	e.Hint = "leave the fields in brackets out, or ask Evaluate, which returns rows"
	return e
}
