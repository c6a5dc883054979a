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
	var codes []*firnv1.ValidateCodesRequest
	for ctx.Err() == nil {
		page, err := concepts.ListDescendants(ctx, request)
		if err != nil {
			return end(ctx, err)
		}
		request.PageToken = page.GetNextPageToken()
		if kind == "pages" {
			continue
		}
		for ids := page.GetConceptIds(); len(ids) >= streamRows; ids = ids[streamRows:] {
			codes = append(codes, &firnv1.ValidateCodesRequest{CodeNumbers: ids[:streamRows], IncludePreferredTerms: true})
		}
		if request.PageToken == "" || len(codes) >= 20 {
			break
		}
	}
	if kind != "codes" || len(codes) == 0 {
		return end(ctx, fmt.Errorf("nothing to ask for %q", kind))
	}
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

// end forgives the error that the end of the context made.
func end(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
