package rpc

import (
	"context"
	"fmt"

	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// MapConceptStream implements the rpc.
func (s *mapService) MapConceptStream(stream grpc.BidiStreamingServer[firnv1.MapConceptStreamRequest, firnv1.MapConceptStreamResponse]) error {
	session := mapSession{server: s.server}
	defer session.close()
	err := serveStream(s.server, stream, session.answer)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

// mapSession is what a stream keeps from message to message.
type mapSession struct {
	server    *Server
	first     *firnv1.MapConceptStreamRequest
	converter converter
	free      func()
	ordinals  []taxonomy.Ordinal
}

func (s *mapSession) close() {
	if s.free != nil {
		s.free()
	}
}

// begin reads the settings from the first message, and compares those of a later one
// with them.
func (s *mapSession) begin(ctx context.Context, request *firnv1.MapConceptStreamRequest) error {
	if s.first != nil {
		return s.same(request)
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return err
	}
	s.free = free
	m, err := findMap(l.release, request.GetMap())
	if err != nil {
		return err
	}
	s.first = &firnv1.MapConceptStreamRequest{
		Map: request.GetMap(), Release: request.GetRelease(), Dialects: request.GetDialects(),
		NearestAncestors: request.GetNearestAncestors(), ChosenOnly: request.GetChosenOnly(),
	}
	s.converter = converter{l, m, maps.NewClimber(l.release), request.GetChosenOnly(), request.GetNearestAncestors()}
	return m.Warm(ctx)
}

func (s *mapSession) same(request *firnv1.MapConceptStreamRequest) error {
	switch {
	case request.GetMap() != "" && request.GetMap() != s.first.GetMap():
		return settingsChanged("map")
	case request.GetDialects() != "" && request.GetDialects() != s.first.GetDialects():
		return settingsChanged("dialects")
	case request.GetNearestAncestors() && !s.first.GetNearestAncestors():
		return settingsChanged("nearest_ancestors")
	case request.GetChosenOnly() && !s.first.GetChosenOnly():
		return settingsChanged("chosen_only")
	}
	return sameReleaseNamed(request.GetRelease(), s.first.GetRelease(), s.converter.release)
}

func (s *mapSession) answer(ctx context.Context, request *firnv1.MapConceptStreamRequest) (any, error) {
	if err := s.begin(ctx, request); err != nil {
		return nil, err
	}
	rows, records := len(request.GetConceptIds()), request.GetRecords()
	if err := atMost(rows, maxStreamItems, "concept_ids"); err != nil {
		return nil, err
	}
	if len(records) > 0 && len(records) != rows {
		return nil, terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonArrayLengthsDiffer,
			"concept_ids has %d items and records has %d: expected as many, or none", rows, len(records)).WithField("records")
	}
	release := s.converter.release
	s.ordinals = ordinalsOf(release, request.GetConceptIds(), s.ordinals)
	response := &firnv1.MapConceptStreamResponse{
		Release: release.URI(), RefsetId: uint64(s.converter.of.Refset.ID), Correlation: request.GetCorrelation(),
		Statuses: make([]firnv1.MapStatus, rows),
	}
	work := s.server.lanes.begin(ctx, rows)
	defer work.end()
	record := &maps.Record{}
	for row, o := range s.ordinals {
		if row%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		if len(records) > 0 {
			var err error
			if record, err = recordOf(release, records[row], fmt.Sprintf("records[%d]", row)); err != nil {
				return nil, err
			}
		}
		if o == taxonomy.NoOrdinal {
			response.Statuses[row] = firnv1.MapStatus_MAP_STATUS_UNKNOWN_CONCEPT
			continue
		}
		groups, nearest, err := s.converter.concept(o, record)
		if err != nil {
			return nil, err
		}
		switch {
		case len(groups) > 0:
			response.Statuses[row] = firnv1.MapStatus_MAP_STATUS_MAPPED
		case len(nearest) > 0:
			response.Statuses[row] = firnv1.MapStatus_MAP_STATUS_BORROWED
		default:
			response.Statuses[row] = firnv1.MapStatus_MAP_STATUS_UNMAPPED
			continue
		}
		response.Details = append(response.Details, &firnv1.MapDetail{Row: uint32(row), Groups: groups, Nearest: nearest})
	}
	return response, s.server.fits(response, "send fewer concepts in each message")
}
