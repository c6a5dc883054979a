package rpc

import (
	"context"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// maxTypes bounds the types of one ListInboundRelationships.
const maxTypes = 1000

// ListInboundRelationships implements the rpc.
func (s *conceptService) ListInboundRelationships(ctx context.Context, request *firnv1.ListInboundRelationshipsRequest) (*firnv1.ListInboundRelationshipsResponse, error) {
	response, err := s.listInboundRelationships(ctx, request)
	return answer(ctx, s.server, response, err)
}

// inboundChunk is how many relationships are read at a time, so that a page that
// nobody waits for any longer isn't read to its end.
const inboundChunk = 2000

// A position is the last relationship's source and its number there.
func (s *conceptService) listInboundRelationships(ctx context.Context, request *firnv1.ListInboundRelationshipsRequest) (*firnv1.ListInboundRelationshipsResponse, error) {
	if err := required(request.GetConceptId(), "concept_id"); err != nil {
		return nil, err
	}
	if err := atMost(len(request.GetTypeIds()), maxTypes, "type_ids"); err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	p, err := newPage(l.release, request, 16)
	if err != nil {
		return nil, err
	}
	concept := sctid.ID(request.GetConceptId())
	query := terminology.InboundQuery{ConceptID: concept, TypeIDs: ids(request.GetTypeIds())}
	if !p.begins {
		query.After.SourceID = sctid.ID(p.after.takeNumber())
		query.After.Index = int(p.after.takeNumber())
	}
	response := &firnv1.ListInboundRelationshipsResponse{Release: l.release.URI()}
	room := s.server.newRoom()
	last, more := query.After, true
	work := s.server.lanes.begin(ctx, p.size)
	defer work.end()
	for full := false; more && !full && len(response.Relationships) < p.size; {
		if err := work.step(); err != nil {
			return nil, err
		}
		query.Limit = min(inboundChunk, p.size-len(response.Relationships))
		found, err := l.release.Inbound(query)
		if err != nil {
			return nil, terminology.InField(err, "concept_id")
		}
		response.TotalSize, more = uint32(found.Total), found.More
		for i := range found.Relationships {
			r := &found.Relationships[i]
			relationship, err := l.relationshipProto(r, concept)
			if err != nil {
				return nil, err
			}
			if !room.take(relationship) {
				full, more = true, true
				break
			}
			response.Relationships = append(response.Relationships, relationship)
			if r.SourceID != last.SourceID {
				last = terminology.InboundKey{SourceID: r.SourceID}
			}
			last.Index++
		}
		query.After = last
	}
	if more {
		response.NextPageToken = p.next(position{}.number(uint64(last.SourceID)).number(uint64(last.Index)))
	}
	return response, nil
}
