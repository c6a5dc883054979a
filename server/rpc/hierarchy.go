package rpc

import (
	"context"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// relativesRequest is the request of each of the four rpcs that list relatives.
type relativesRequest interface {
	pagedRequest
	GetConceptId() uint64
	GetRelease() string
	GetDialects() string
	GetIdsOnly() bool
}

// relatives is the answer of each of them.
type relatives struct {
	release   string
	concepts  []*firnv1.ConceptSummary
	ids       []uint64
	nextToken string
	total     uint32
}

// related answers the four rpcs. A position is the last id of the page.
func (s *conceptService) related(ctx context.Context, request relativesRequest, relation terminology.Relation) (*relatives, error) {
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
	var after sctid.ID
	if !p.begins {
		after = sctid.ID(p.after.takeNumber())
	}
	found, err := l.release.Related(sctid.ID(request.GetConceptId()), relation, after, p.size)
	if err != nil {
		return nil, terminology.InField(err, "concept_id")
	}
	list := &relatives{release: l.release.URI(), total: uint32(found.Total)}
	if request.GetIdsOnly() {
		list.ids = numbers(found.IDs)
	} else if list.concepts, err = s.server.summaries(ctx, l, found.IDs); err != nil {
		return nil, err
	}
	shown := max(len(list.ids), len(list.concepts))
	if found.More || shown < len(found.IDs) {
		list.nextToken = p.next(position{}.number(uint64(found.IDs[shown-1])))
	}
	return list, nil
}

// summaries makes the rows of concepts, as many as fit an answer.
func (s *Server) summaries(ctx context.Context, l *labels, ids []sctid.ID) ([]*firnv1.ConceptSummary, error) {
	list := make([]*firnv1.ConceptSummary, 0, len(ids))
	room := s.newRoom()
	rows := make([]firnv1.ConceptSummary, len(ids)) // all in one piece
	work := s.lanes.begin(ctx, len(ids))
	defer work.end()
	for i, id := range ids {
		if i%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		row := &rows[i]
		if err := l.fillSummary(row, id); err != nil {
			return nil, err
		}
		if !room.take(row) {
			break
		}
		list = append(list, row)
	}
	return list, nil
}

// ListParents implements the rpc.
func (s *conceptService) ListParents(ctx context.Context, request *firnv1.ListParentsRequest) (*firnv1.ListParentsResponse, error) {
	list, err := s.related(ctx, request, terminology.Parents)
	if err != nil {
		return answer[firnv1.ListParentsResponse](ctx, s.server, nil, err)
	}
	return &firnv1.ListParentsResponse{
		Release: list.release, Concepts: list.concepts, ConceptIds: list.ids, NextPageToken: list.nextToken, TotalSize: list.total,
	}, nil
}

// ListChildren implements the rpc.
func (s *conceptService) ListChildren(ctx context.Context, request *firnv1.ListChildrenRequest) (*firnv1.ListChildrenResponse, error) {
	list, err := s.related(ctx, request, terminology.Children)
	if err != nil {
		return answer[firnv1.ListChildrenResponse](ctx, s.server, nil, err)
	}
	return &firnv1.ListChildrenResponse{
		Release: list.release, Concepts: list.concepts, ConceptIds: list.ids, NextPageToken: list.nextToken, TotalSize: list.total,
	}, nil
}

// ListAncestors implements the rpc.
func (s *conceptService) ListAncestors(ctx context.Context, request *firnv1.ListAncestorsRequest) (*firnv1.ListAncestorsResponse, error) {
	list, err := s.related(ctx, request, terminology.Ancestors)
	if err != nil {
		return answer[firnv1.ListAncestorsResponse](ctx, s.server, nil, err)
	}
	return &firnv1.ListAncestorsResponse{
		Release: list.release, Concepts: list.concepts, ConceptIds: list.ids, NextPageToken: list.nextToken, TotalSize: list.total,
	}, nil
}

// ListDescendants implements the rpc.
func (s *conceptService) ListDescendants(ctx context.Context, request *firnv1.ListDescendantsRequest) (*firnv1.ListDescendantsResponse, error) {
	list, err := s.related(ctx, request, terminology.Descendants)
	if err != nil {
		return answer[firnv1.ListDescendantsResponse](ctx, s.server, nil, err)
	}
	return &firnv1.ListDescendantsResponse{
		Release: list.release, Concepts: list.concepts, ConceptIds: list.ids, NextPageToken: list.nextToken, TotalSize: list.total,
	}, nil
}
