package rpc

import (
	"context"

	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Bounds of the rpcs about many ids.
const (
	idsPerMessage  = 65_536
	maxContainsIDs = 100_000
)

// StreamConceptIds implements the rpc.
func (s *eclService) StreamConceptIds(request *firnv1.StreamConceptIdsRequest, stream grpc.ServerStreamingServer[firnv1.StreamConceptIdsResponse]) error {
	err := s.streamIDs(request, stream)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

func (s *eclService) streamIDs(request *firnv1.StreamConceptIdsRequest, stream grpc.ServerStreamingServer[firnv1.StreamConceptIdsResponse]) error {
	byID := true
	switch request.GetOrder() {
	case firnv1.EclOrder_ECL_ORDER_UNSPECIFIED, firnv1.EclOrder_ECL_ORDER_CONCEPT_ID:
	case firnv1.EclOrder_ECL_ORDER_HIERARCHY:
		byID = false
	default:
		return invalid("order", "a stream of ids has the order CONCEPT_ID or HIERARCHY, not %s", request.GetOrder())
	}
	release, free, err := s.server.open(request.GetRelease())
	if err != nil {
		return err
	}
	defer free()
	prepared, warnings, err := s.server.prepare(stream.Context(), release, request)
	if err != nil {
		return err
	}
	result, err := prepared.Evaluate(stream.Context(), ecl.EvaluateOptions{})
	if err != nil {
		return eclError(err, "ecl")
	}
	if result.Concepts == nil {
		return ecl.RowsError().WithField("ecl")
	}
	t := release.Taxonomy()
	total := result.Count()
	response := &firnv1.StreamConceptIdsResponse{Release: release.URI(), Count: uint32(total), Warnings: warnings}
	if byID {
		var after sctid.ID
		for {
			page := release.PageOf(result.Concepts, after, idsPerMessage)
			response.ConceptIds = numbers(page.IDs)
			if err := s.sendIDs(stream, response); err != nil || !page.More {
				return err
			}
			after = page.IDs[len(page.IDs)-1]
			response = &firnv1.StreamConceptIdsResponse{}
		}
	}
	it := result.Concepts.ManyIterator()
	ordinals := make([]uint32, min(total, idsPerMessage))
	for sent := 0; ; {
		n := it.NextMany(ordinals)
		ids := make([]uint64, n)
		for i, o := range ordinals[:n] {
			ids[i] = uint64(t.ID(taxonomy.Ordinal(o)))
		}
		response.ConceptIds = ids
		if err := s.sendIDs(stream, response); err != nil {
			return err
		}
		if sent += n; sent >= total {
			return nil
		}
		response = &firnv1.StreamConceptIdsResponse{}
	}
}

// sendIDs sends a message, unless the server stops its streams.
func (s *eclService) sendIDs(stream grpc.ServerStreamingServer[firnv1.StreamConceptIdsResponse], response *firnv1.StreamConceptIdsResponse) error {
	select {
	case <-s.server.stopped:
		return shuttingDown()
	default:
		return stream.Send(response)
	}
}

// Contains implements the rpc.
func (s *eclService) Contains(ctx context.Context, request *firnv1.ContainsRequest) (*firnv1.ContainsResponse, error) {
	response, err := s.contains(ctx, request)
	return answer(ctx, s.server, response, err)
}

func (s *eclService) contains(ctx context.Context, request *firnv1.ContainsRequest) (*firnv1.ContainsResponse, error) {
	release, free, err := s.server.open(request.GetRelease())
	if err != nil {
		return nil, err
	}
	defer free()
	prepared, warnings, err := s.server.prepare(ctx, release, request)
	if err != nil {
		return nil, err
	}
	response := &firnv1.ContainsResponse{Release: release.URI(), Warnings: warnings}
	response.Memberships, err = s.memberships(ctx, release, prepared, request.GetConceptIds())
	return response, err
}

// memberships tells of each concept how it stands to a set.
func (s *eclService) memberships(ctx context.Context, release *terminology.Release, prepared *ecl.Prepared, ids []uint64) ([]firnv1.EclMembership, error) {
	if err := atMost(len(ids), maxContainsIDs, "concept_ids"); err != nil {
		return nil, err
	}
	work := s.server.lanes.begin(ctx, len(ids))
	defer work.end()
	ordinals := make([]taxonomy.Ordinal, len(ids))
	release.Taxonomy().Ordinals(ids, ordinals)
	list := make([]firnv1.EclMembership, len(ids))
	known := ordinals[:0]
	for i, o := range ordinals {
		if list[i] = firnv1.EclMembership_ECL_MEMBERSHIP_UNKNOWN_CONCEPT; o != taxonomy.NoOrdinal {
			list[i] = firnv1.EclMembership_ECL_MEMBERSHIP_NOT_IN
			known = append(known, o)
		}
	}
	if err := work.step(); err != nil {
		return nil, err
	}
	in := make([]bool, len(known))
	if err := prepared.ContainsEach(ctx, known, in); err != nil {
		return nil, eclError(err, "ecl")
	}
	next := 0
	for i := range list {
		if list[i] == firnv1.EclMembership_ECL_MEMBERSHIP_NOT_IN {
			if in[next] {
				list[i] = firnv1.EclMembership_ECL_MEMBERSHIP_IN
			}
			next++
		}
	}
	return list, nil
}

// ContainsStream implements the rpc.
func (s *eclService) ContainsStream(stream grpc.BidiStreamingServer[firnv1.ContainsStreamRequest, firnv1.ContainsStreamResponse]) error {
	session := containsSession{service: s}
	defer session.close()
	err := serveStream(s.server, stream, session.answer)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

// containsSession is what a stream keeps from message to message.
type containsSession struct {
	service  *eclService
	first    *firnv1.ContainsStreamRequest
	release  *terminology.Release
	free     func()
	prepared *ecl.Prepared
}

func (s *containsSession) close() {
	if s.free != nil {
		s.free()
	}
}

func (s *containsSession) answer(ctx context.Context, request *firnv1.ContainsStreamRequest) (any, error) {
	response := &firnv1.ContainsStreamResponse{Correlation: request.GetCorrelation()}
	if s.first == nil {
		var err error
		if s.release, s.free, err = s.service.server.open(request.GetRelease()); err != nil {
			return nil, err
		}
		if s.prepared, response.Warnings, err = s.service.server.prepare(ctx, s.release, request); err != nil {
			return nil, err
		}
		s.first = request
		response.Release = s.release.URI()
	} else if err := s.same(request); err != nil {
		return nil, err
	}
	var err error
	response.Memberships, err = s.service.memberships(ctx, s.release, s.prepared, request.GetConceptIds())
	return response, err
}

func (s *containsSession) same(request *firnv1.ContainsStreamRequest) error {
	switch {
	case request.GetEcl() != "" && request.GetEcl() != s.first.GetEcl():
		return settingsChanged("ecl")
	case request.GetStrict() && !s.first.GetStrict():
		return settingsChanged("strict")
	}
	return sameReleaseNamed(request.GetRelease(), s.first.GetRelease(), s.release)
}
