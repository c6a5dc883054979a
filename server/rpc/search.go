package rpc

import (
	"context"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

// maxSemanticTags bounds the tags of one search.
const maxSemanticTags = 100

// searchService serves SearchService.
type searchService struct {
	firnv1.UnimplementedSearchServiceServer
	server *Server
}

// Search implements the rpc.
func (s *searchService) Search(ctx context.Context, request *firnv1.SearchRequest) (*firnv1.SearchResponse, error) {
	response, err := s.search(ctx, request)
	return answer(ctx, s.server, response, err)
}

// A position is how many hits have been shown.
func (s *searchService) search(ctx context.Context, request *firnv1.SearchRequest) (*firnv1.SearchResponse, error) {
	query, err := searchQuery(request)
	if err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	p, err := newPageOf(l.release, request, 8, defaultSearchPageSize, maxSearchPageSize)
	if err != nil {
		return nil, err
	}
	query.Dialects, query.Size = l.dialects, p.size
	if !p.begins {
		// A token that someone made up may hold any number: nothing is found behind
		// all concepts.
		query.Offset = int(min(p.after.takeNumber(), uint64(l.release.Taxonomy().Len())))
	}
	found, err := l.release.Search(ctx, query)
	if err != nil {
		return nil, err
	}
	response := &firnv1.SearchResponse{Release: l.release.URI(), TotalSize: uint32(found.Total)}
	for i := range found.Hits {
		response.Hits = append(response.Hits, hitProto(&found.Hits[i]))
	}
	if found.More {
		response.NextPageToken = p.next(position{}.number(uint64(query.Offset + len(found.Hits))))
	}
	return response, s.server.fits(response, "ask for a smaller page")
}

// searchQuery converts all of a request but what depends on the release.
func searchQuery(request *firnv1.SearchRequest) (terminology.SearchQuery, error) {
	query := terminology.SearchQuery{
		Text:                 request.GetText(),
		Limit:                limitOf(request.GetLimit()),
		SemanticTags:         request.GetSemanticTags(),
		InactiveDescriptions: request.GetIncludeInactiveDescriptions(),
		// The messages can't yet tell of widened hits and capped totals.
		Widen:      terminology.WidenNever,
		ExactTotal: true,
	}
	if err := atMost(len(query.SemanticTags), maxSemanticTags, "semantic_tags"); err != nil {
		return query, err
	}
	for _, t := range request.GetDescriptionTypes() {
		id, ok := descriptionTypeID(t)
		if !ok {
			return query, invalid("description_types", "description type %d is not known: expected FULLY_SPECIFIED_NAME, SYNONYM or DEFINITION", t)
		}
		query.TypeIDs = append(query.TypeIDs, id)
	}
	switch request.GetStatus() {
	case firnv1.ConceptStatus_CONCEPT_STATUS_UNSPECIFIED, firnv1.ConceptStatus_CONCEPT_STATUS_ACTIVE:
		query.Status = terminology.ActiveConcepts
	case firnv1.ConceptStatus_CONCEPT_STATUS_INACTIVE:
		query.Status = terminology.InactiveConcepts
	case firnv1.ConceptStatus_CONCEPT_STATUS_ANY:
		query.Status = terminology.AllConcepts
	default:
		return query, invalid("status", "status %d is not known: expected ACTIVE, INACTIVE or ANY", request.GetStatus())
	}
	return query, nil
}
