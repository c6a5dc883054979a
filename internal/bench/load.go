package main

import (
	"context"
	"fmt"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// loadArgument makes this program a client that asks for long work without pause.
const loadArgument = "ask"

// ask asks the server at an address for long work of a kind until the context
// ends: "pages" reads all descendants of the root, page by page, over and over;
// "codes" validates the codes that it has read so, with the right displays in the
// answers.
func ask(ctx context.Context, kind, address string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	concepts := firnv1.NewConceptServiceClient(conn)
	request := &firnv1.ListDescendantsRequest{ConceptId: uint64(taxonomy.Root), PageSize: 10_000, IdsOnly: kind == "codes"}
	var ids []uint64
	for ctx.Err() == nil {
		page, err := concepts.ListDescendants(ctx, request)
		if err != nil {
			return end(ctx, err)
		}
		request.PageToken = page.GetNextPageToken()
		if kind == "pages" {
			continue
		}
		ids = append(ids, page.GetConceptIds()...)
		if request.PageToken == "" || len(ids) >= 20*streamRows {
			break
		}
	}
	if kind != "codes" || len(ids) == 0 {
		return end(ctx, fmt.Errorf("nothing to ask for %q", kind))
	}
	codes := codesOf(ids)
	stream, err := firnv1.NewValidationServiceClient(conn).ValidateCodes(ctx)
	if err != nil {
		return end(ctx, err)
	}
	for i := 0; ; i++ {
		if err := stream.Send(at(codes, i)); err != nil {
			return end(ctx, err)
		}
		if i < 4 { // a few messages ahead
			continue
		}
		if _, err := stream.Recv(); err != nil {
			return end(ctx, err)
		}
	}
}

// codesOf makes whole messages of ids, beginning again at the end of a few.
func codesOf(ids []uint64) (codes []*firnv1.ValidateCodesRequest) {
	for from := 0; from == 0 || from+streamRows <= len(ids); from += streamRows {
		message := &firnv1.ValidateCodesRequest{IncludePreferredTerms: true}
		for i := range streamRows {
			message.CodeNumbers = append(message.CodeNumbers, at(ids, from+i))
		}
		codes = append(codes, message)
	}
	return codes
}

// end forgives the error that the end of the context made.
func end(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
