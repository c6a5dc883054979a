package rpc

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// maxIntoConcepts bounds the concepts of MapInto.
const maxIntoConcepts = 1_000

// setOf makes the set that a request maps into.
func (s *Server) setOf(ctx context.Context, release *terminology.Release, m *firnv1.ConceptLimit) (*roaring.Bitmap, error) {
	limit, err := s.limitOf(ctx, release, m)
	if err != nil {
		return nil, err
	}
	if limit.IsZero() {
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "limit is not given")
		e.Hint = "the set to map into: an expression constraint, reference sets, hierarchies"
		return nil, e.WithField("limit")
	}
	set, err := release.LimitSet(limit)
	return set, terminology.InField(err, "limit")
}

// intoStatus is how a concept stands to a set, by the members that subsume it.
func intoStatus(members []maps.Ancestor) firnv1.MapIntoStatus {
	switch {
	case len(members) == 0:
		return firnv1.MapIntoStatus_MAP_INTO_STATUS_NONE
	case members[0].Distance == 0:
		return firnv1.MapIntoStatus_MAP_INTO_STATUS_MEMBER
	default:
		return firnv1.MapIntoStatus_MAP_INTO_STATUS_SUBSUMED
	}
}

// MapInto implements the rpc.
func (s *mapService) MapInto(ctx context.Context, request *firnv1.MapIntoRequest) (*firnv1.MapIntoResponse, error) {
	response, err := s.mapInto(ctx, request)
	return answer(ctx, s.server, response, err)
}

func (s *mapService) mapInto(ctx context.Context, request *firnv1.MapIntoRequest) (*firnv1.MapIntoResponse, error) {
	if err := atMost(len(request.GetConceptIds()), maxIntoConcepts, "concept_ids"); err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	set, err := s.server.setOf(ctx, l.release, request.GetLimit())
	if err != nil {
		return nil, err
	}
	climber := maps.NewClimber(l.release)
	response := &firnv1.MapIntoResponse{Release: l.release.URI()}
	work := s.server.lanes.begin(ctx, len(request.GetConceptIds()))
	defer work.end()
	for i, o := range ordinalsOf(l.release, request.GetConceptIds(), nil) {
		if i%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		result := &firnv1.MapIntoResult{Status: firnv1.MapIntoStatus_MAP_INTO_STATUS_UNKNOWN_CONCEPT}
		if result.Concept, err = l.summaryProto(sctid.ID(request.GetConceptIds()[i])); err != nil {
			return nil, err
		}
		if o != taxonomy.NoOrdinal {
			members := climber.MostSpecific(set, o)
			result.Status = intoStatus(members)
			for _, member := range members {
				m := &firnv1.MapIntoMember{Distance: uint32(member.Distance)}
				if m.Concept, err = l.summaryProto(member.ConceptID); err != nil {
					return nil, err
				}
				result.Members = append(result.Members, m)
			}
		}
		response.Results = append(response.Results, result)
	}
	return response, s.server.fits(response, "ask about fewer concepts at a time, or use MapIntoStream")
}

// MapIntoStream implements the rpc.
func (s *mapService) MapIntoStream(stream grpc.BidiStreamingServer[firnv1.MapIntoStreamRequest, firnv1.MapIntoStreamResponse]) error {
	session := intoSession{server: s.server}
	defer session.close()
	err := serveStream(s.server, stream, session.answer)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

// intoSession is what a stream keeps from message to message.
type intoSession struct {
	server   *Server
	first    *firnv1.MapIntoStreamRequest
	release  *terminology.Release
	free     func()
	set      *roaring.Bitmap
	climber  *maps.Climber
	ordinals []taxonomy.Ordinal
}

func (s *intoSession) close() {
	if s.free != nil {
		s.free()
	}
}

// begin reads the settings from the first message, and compares those of a later one
// with them.
func (s *intoSession) begin(ctx context.Context, request *firnv1.MapIntoStreamRequest) (err error) {
	if s.first != nil {
		if request.Limit != nil && !proto.Equal(request.Limit, s.first.Limit) {
			return settingsChanged("limit")
		}
		return sameReleaseNamed(request.GetRelease(), s.first.GetRelease(), s.release)
	}
	if s.release, s.free, err = s.server.open(request.GetRelease()); err != nil {
		return err
	}
	s.first = &firnv1.MapIntoStreamRequest{Release: request.GetRelease(), Limit: request.GetLimit()}
	s.climber = maps.NewClimber(s.release)
	s.set, err = s.server.setOf(ctx, s.release, request.GetLimit())
	return err
}

func (s *intoSession) answer(ctx context.Context, request *firnv1.MapIntoStreamRequest) (any, error) {
	if err := s.begin(ctx, request); err != nil {
		return nil, err
	}
	rows := len(request.GetConceptIds())
	if err := atMost(rows, maxStreamItems, "concept_ids"); err != nil {
		return nil, err
	}
	s.ordinals = ordinalsOf(s.release, request.GetConceptIds(), s.ordinals)
	response := &firnv1.MapIntoStreamResponse{
		Release: s.release.URI(), Correlation: request.GetCorrelation(),
		Statuses: make([]firnv1.MapIntoStatus, rows), MemberCounts: make([]uint32, rows),
	}
	work := s.server.lanes.begin(ctx, rows)
	defer work.end()
	for row, o := range s.ordinals {
		if row%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		if o == taxonomy.NoOrdinal {
			response.Statuses[row] = firnv1.MapIntoStatus_MAP_INTO_STATUS_UNKNOWN_CONCEPT
			continue
		}
		members := s.climber.MostSpecific(s.set, o)
		response.Statuses[row], response.MemberCounts[row] = intoStatus(members), uint32(len(members))
		for _, member := range members {
			response.MemberIds = append(response.MemberIds, uint64(member.ConceptID))
			response.Distances = append(response.Distances, uint32(member.Distance))
		}
	}
	return response, s.server.fits(response, "send fewer concepts in each message")
}
