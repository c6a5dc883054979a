package rpc

import (
	"context"

	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// historyService serves HistoryService.
type historyService struct {
	firnv1.UnimplementedHistoryServiceServer
	server *Server
}

// GetHistory implements the rpc.
func (s *historyService) GetHistory(ctx context.Context, request *firnv1.GetHistoryRequest) (*firnv1.GetHistoryResponse, error) {
	response, err := s.getHistory(ctx, request)
	return answer(ctx, s.server, response, err)
}

func (s *historyService) getHistory(ctx context.Context, request *firnv1.GetHistoryRequest) (*firnv1.GetHistoryResponse, error) {
	if err := required(request.GetConceptId(), "concept_id"); err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	o, err := l.release.Ordinal(sctid.ID(request.GetConceptId()))
	if err != nil {
		return nil, terminology.InField(err, "concept_id")
	}
	index, err := history.Of(ctx, l.release)
	if err != nil {
		return nil, err
	}
	response := &firnv1.GetHistoryResponse{Release: l.release.URI()}
	if response.History, err = l.historyProto(index, o); err != nil {
		return nil, err
	}
	return response, s.server.fits(response, "the concept has too many replacements for one answer")
}

// GetHistoryStream implements the rpc.
func (s *historyService) GetHistoryStream(stream grpc.BidiStreamingServer[firnv1.GetHistoryStreamRequest, firnv1.GetHistoryStreamResponse]) error {
	session := historySession{server: s.server}
	defer session.close()
	err := serveStream(s.server, stream, session.answer)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

// historySession is what a stream keeps from message to message.
type historySession struct {
	server   *Server
	first    *firnv1.GetHistoryStreamRequest
	labels   *labels
	free     func()
	index    *history.Index
	ordinals []taxonomy.Ordinal
}

func (s *historySession) close() {
	if s.free != nil {
		s.free()
	}
}

// begin reads the settings from the first message, and compares those of a later one
// with them.
func (s *historySession) begin(ctx context.Context, request *firnv1.GetHistoryStreamRequest) (err error) {
	if s.first != nil {
		switch {
		case request.GetDialects() != "" && request.GetDialects() != s.first.GetDialects():
			return settingsChanged("dialects")
		case request.GetOmitDetails() && !s.first.GetOmitDetails():
			return settingsChanged("omit_details")
		}
		return sameReleaseNamed(request.GetRelease(), s.first.GetRelease(), s.labels.release)
	}
	if s.labels, s.free, err = s.server.openWith(request.GetRelease(), request.GetDialects()); err != nil {
		return err
	}
	s.first = &firnv1.GetHistoryStreamRequest{Release: request.GetRelease(), Dialects: request.GetDialects(), OmitDetails: request.GetOmitDetails()}
	s.index, err = history.Of(ctx, s.labels.release)
	return err
}

func (s *historySession) answer(ctx context.Context, request *firnv1.GetHistoryStreamRequest) (any, error) {
	if err := s.begin(ctx, request); err != nil {
		return nil, err
	}
	rows := len(request.GetConceptIds())
	if err := atMost(rows, maxStreamItems, "concept_ids"); err != nil {
		return nil, err
	}
	s.ordinals = ordinalsOf(s.labels.release, request.GetConceptIds(), s.ordinals)
	response := &firnv1.GetHistoryStreamResponse{
		Release: s.labels.release.URI(), Correlation: request.GetCorrelation(),
		Statuses: make([]firnv1.HistoryStatus, rows), SafeReplacementIds: make([]uint64, rows),
	}
	work := s.server.lanes.begin(ctx, rows)
	defer work.end()
	for row, o := range s.ordinals {
		if row%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		if err := s.row(response, row, o); err != nil {
			return nil, err
		}
	}
	return response, s.server.fits(response, "send fewer concepts in each message")
}

// row answers about one concept.
func (s *historySession) row(response *firnv1.GetHistoryStreamResponse, row int, o taxonomy.Ordinal) error {
	switch {
	case o == taxonomy.NoOrdinal:
		response.Statuses[row] = firnv1.HistoryStatus_HISTORY_STATUS_UNKNOWN_CONCEPT
		return nil
	case s.labels.release.Taxonomy().IsActive(o):
		response.Statuses[row] = firnv1.HistoryStatus_HISTORY_STATUS_ACTIVE
		return nil
	}
	response.Statuses[row] = firnv1.HistoryStatus_HISTORY_STATUS_RETIRED
	resolved, err := s.index.Resolve(o)
	if err != nil {
		return err
	}
	if swap, ok := resolved.Swap(); ok {
		response.SafeReplacementIds[row] = uint64(swap.TargetID)
	}
	if s.first.GetOmitDetails() {
		return nil
	}
	detail := &firnv1.HistoryDetail{Row: uint32(row)}
	if detail.History, err = s.labels.historyProto(s.index, o); err != nil {
		return err
	}
	response.Details = append(response.Details, detail)
	return nil
}

// ordinalsOf finds the ordinals of a message's concepts, in memory that is used over
// and over.
func ordinalsOf(release *terminology.Release, ids []uint64, ordinals []taxonomy.Ordinal) []taxonomy.Ordinal {
	if cap(ordinals) < len(ids) {
		ordinals = make([]taxonomy.Ordinal, len(ids))
	}
	ordinals = ordinals[:len(ids)]
	release.Taxonomy().Ordinals(ids, ordinals)
	return ordinals
}

// ListReplacedConcepts implements the rpc.
func (s *historyService) ListReplacedConcepts(ctx context.Context, request *firnv1.ListReplacedConceptsRequest) (*firnv1.ListReplacedConceptsResponse, error) {
	response, err := s.listReplacedConcepts(ctx, request)
	return answer(ctx, s.server, response, err)
}

// A position is the last concept's id.
func (s *historyService) listReplacedConcepts(ctx context.Context, request *firnv1.ListReplacedConceptsRequest) (*firnv1.ListReplacedConceptsResponse, error) {
	if err := required(request.GetConceptId(), "concept_id"); err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	p, err := newPage(l.release, request, 8)
	if err != nil {
		return nil, err
	}
	index, err := history.Of(ctx, l.release)
	if err != nil {
		return nil, err
	}
	id := sctid.ID(request.GetConceptId())
	list := index.ReplacedID(id)
	if _, err := l.release.Ordinal(id); err != nil && list.Len() == 0 {
		return nil, terminology.InField(err, "concept_id")
	}
	response := &firnv1.ListReplacedConceptsResponse{Release: l.release.URI(), TotalSize: uint32(list.Len())}
	from := 0
	if !p.begins {
		from = list.After(sctid.ID(p.after.takeNumber()))
	}
	room := s.server.newRoom()
	work := s.server.lanes.begin(ctx, min(p.size, list.Len()-from))
	defer work.end()
	var last sctid.ID
	for i := from; i < list.Len(); i++ {
		if i%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		one, err := list.At(i)
		if err != nil {
			return nil, err
		}
		replaced, err := l.replacedProto(index, &one)
		if err != nil {
			return nil, err
		}
		if i-from == p.size || !room.take(replaced) {
			response.NextPageToken = p.next(position{}.number(uint64(last)))
			break
		}
		response.ReplacedConcepts = append(response.ReplacedConcepts, replaced)
		last = one.ConceptID
	}
	return response, nil
}
