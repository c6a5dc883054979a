package rpc

import (
	"context"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// maxBatch bounds the concepts of one BatchGetConcepts.
const maxBatch = 1000

// conceptItems is as how many items of a list a whole concept counts.
const conceptItems = 8

// conceptService serves ConceptService.
type conceptService struct {
	firnv1.UnimplementedConceptServiceServer
	server *Server
}

// GetConcept implements the rpc.
func (s *conceptService) GetConcept(ctx context.Context, request *firnv1.GetConceptRequest) (*firnv1.GetConceptResponse, error) {
	response, err := s.getConcept(request)
	return answer(ctx, s.server, response, err)
}

func (s *conceptService) getConcept(request *firnv1.GetConceptRequest) (*firnv1.GetConceptResponse, error) {
	if err := required(request.GetConceptId(), "concept_id"); err != nil {
		return nil, err
	}
	fields, err := chooseFields(request.GetView(), request.GetReadMask())
	if err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	c := conceptConverter{labels: l, fields: fields, inactive: request.GetIncludeInactive(), additional: request.GetIncludeAdditional()}
	concept, err := c.concept(sctid.ID(request.GetConceptId()))
	if err != nil {
		return nil, terminology.InField(err, "concept_id")
	}
	return &firnv1.GetConceptResponse{Release: l.release.URI(), Concept: concept}, nil
}

// BatchGetConcepts implements the rpc.
func (s *conceptService) BatchGetConcepts(ctx context.Context, request *firnv1.BatchGetConceptsRequest) (*firnv1.BatchGetConceptsResponse, error) {
	response, err := s.batchGetConcepts(ctx, request)
	return answer(ctx, s.server, response, err)
}

func (s *conceptService) batchGetConcepts(ctx context.Context, request *firnv1.BatchGetConceptsRequest) (*firnv1.BatchGetConceptsResponse, error) {
	if err := required(uint64(len(request.GetConceptIds())), "concept_ids"); err != nil {
		return nil, err
	}
	if err := atMost(len(request.GetConceptIds()), maxBatch, "concept_ids"); err != nil {
		return nil, err
	}
	fields, err := chooseFields(request.GetView(), request.GetReadMask())
	if err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	c := conceptConverter{labels: l, fields: fields, inactive: request.GetIncludeInactive(), additional: request.GetIncludeAdditional()}
	response := &firnv1.BatchGetConceptsResponse{
		Release: l.release.URI(),
		Results: make([]*firnv1.BatchConceptResult, 0, len(request.GetConceptIds())),
	}
	work := s.server.lanes.begin(ctx, len(request.GetConceptIds())*conceptItems)
	defer work.end()
	for _, id := range request.GetConceptIds() {
		// A whole concept is much: look each time.
		if err := work.step(); err != nil {
			return nil, err
		}
		result := &firnv1.BatchConceptResult{ConceptId: id}
		concept, err := c.concept(sctid.ID(id))
		switch {
		case err == nil:
			result.Outcome = &firnv1.BatchConceptResult_Concept{Concept: concept}
		case terminology.KindOf(err) == terminology.KindInternal:
			return nil, err
		default:
			result.Outcome = &firnv1.BatchConceptResult_Failure{Failure: failureProto(err)}
		}
		response.Results = append(response.Results, result)
	}
	return response, s.server.fits(response, "ask for fewer concepts or fewer fields at a time")
}

// failureProto converts the error of one concept of a batch.
func failureProto(err error) *firnv1.ConceptFailure {
	reason := grpcerror.Reason(err)
	return &firnv1.ConceptFailure{Reason: string(reason), Message: err.Error()}
}
