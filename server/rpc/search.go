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
	query, err := s.searchQuery(request)
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
	if query.Limit, err = s.server.limitOf(ctx, l.release, request.GetLimit()); err != nil {
		return nil, err
	}
	if !p.begins {
		// A token that someone made up may hold any number: nothing is found behind
		// all concepts.
		query.Offset = int(min(p.after.takeNumber(), uint64(l.release.Taxonomy().Len())))
	}
	found, err := l.release.Search(ctx, query)
	if err != nil {
		return nil, err
	}
	response, err := l.searchProto(&found, request.GetExplain())
	if err != nil {
		return nil, err
	}
	if found.More {
		response.NextPageToken = p.next(position{}.number(uint64(query.Offset + len(found.Hits))))
	}
	return response, s.server.fits(response, "ask for a smaller page")
}

// searchQuery converts all of a request but what depends on the release.
func (s *searchService) searchQuery(request *firnv1.SearchRequest) (query terminology.SearchQuery, err error) {
	query = terminology.SearchQuery{
		Text:                 request.GetText(),
		OnlyDialects:         request.GetOnlyDialects(),
		SemanticTags:         request.GetSemanticTags(),
		InactiveDescriptions: request.GetIncludeInactiveDescriptions(),
		Equivalents:          s.server.equivalents,
		ExactTotal:           request.GetExactTotal(),
		CountTags:            request.GetCountSemanticTags(),
		CountHierarchies:     request.GetCountHierarchies(),
		FoldSubsumed:         request.GetFoldSubsumed(),
	}
	if query.Boost, err = s.boostOf(request.GetBoost()); err != nil {
		return query, err
	}
	if err := atMost(len(query.SemanticTags), maxSemanticTags, "semantic_tags"); err != nil {
		return query, err
	}
	switch request.GetWiden() {
	case firnv1.Widen_WIDEN_UNSPECIFIED, firnv1.Widen_WIDEN_WHEN_NOTHING_FOUND:
		query.Widen = terminology.WidenWhenNothingFound
	case firnv1.Widen_WIDEN_NEVER:
		query.Widen = terminology.WidenNever
	case firnv1.Widen_WIDEN_ALWAYS:
		query.Widen = terminology.WidenAlways
	default:
		return query, invalid("widen", "widen %d is not known: expected WHEN_NOTHING_FOUND, NEVER or ALWAYS", request.GetWiden())
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

// boostOf converts what is to come first.
func (s *searchService) boostOf(boost *firnv1.Boost) (terminology.Boost, error) {
	to := terminology.Boost{Refsets: ids(boost.GetRefsetIds())}
	if boost.GetUsage() {
		if to.Usage = s.server.usage; to.Usage == nil {
			e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldInvalid, "the server has no table of use")
			e.Hint = "leave boost.usage out, or start the server with --usage FILE"
			return to, e.WithField("boost.usage")
		}
	}
	return to, nil
}
