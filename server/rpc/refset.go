package rpc

import (
	"context"
	"slices"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// refsetService serves RefsetService.
type refsetService struct {
	firnv1.UnimplementedRefsetServiceServer
	server *Server
}

// ListRefsets implements the rpc.
func (s *refsetService) ListRefsets(ctx context.Context, request *firnv1.ListRefsetsRequest) (*firnv1.ListRefsetsResponse, error) {
	response, err := s.listRefsets(ctx, request)
	return answer(ctx, s.server, response, err)
}

// A position is the last reference set's id.
func (s *refsetService) listRefsets(ctx context.Context, request *firnv1.ListRefsetsRequest) (*firnv1.ListRefsetsResponse, error) {
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	p, err := newPage(l.release, request, 8)
	if err != nil {
		return nil, err
	}
	refsets := l.release.Refsets()
	response := &firnv1.ListRefsetsResponse{Release: l.release.URI(), TotalSize: uint32(len(refsets))}
	if !p.begins {
		after := sctid.ID(p.after.takeNumber())
		behind := slices.IndexFunc(refsets, func(r terminology.Refset) bool { return r.ID > after })
		if behind < 0 {
			behind = len(refsets)
		}
		refsets = refsets[behind:]
	}
	room := s.server.newRoom()
	for i := range refsets {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		refset, err := l.refsetProto(&refsets[i])
		if err != nil {
			return nil, err
		}
		if i == p.size || !room.take(refset) {
			response.NextPageToken = p.next(position{}.number(uint64(refsets[i-1].ID)))
			break
		}
		response.Refsets = append(response.Refsets, refset)
	}
	return response, nil
}

// ListMembers implements the rpc.
func (s *refsetService) ListMembers(ctx context.Context, request *firnv1.ListMembersRequest) (*firnv1.ListMembersResponse, error) {
	response, err := s.listMembers(ctx, request)
	return answer(ctx, s.server, response, err)
}

// A position is the last member's key.
func (s *refsetService) listMembers(ctx context.Context, request *firnv1.ListMembersRequest) (*firnv1.ListMembersResponse, error) {
	if err := required(request.GetRefsetId(), "refset_id"); err != nil {
		return nil, err
	}
	component := sctid.ID(request.GetReferencedComponentId())
	if err := component.Check(); component != 0 && err != nil {
		return nil, malformed(err, "referenced_component_id")
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	p, err := newPage(l.release, request, 8+16)
	if err != nil {
		return nil, err
	}
	query := terminology.MemberQuery{
		RefsetID:              sctid.ID(request.GetRefsetId()),
		ReferencedComponentID: component,
		Inactive:              request.GetIncludeInactive(),
		Limit:                 p.size,
	}
	if !p.begins {
		query.After.ReferencedComponentID = sctid.ID(p.after.takeNumber())
		query.After.MemberID = p.after.takeUUID()
	}
	found, err := l.release.Members(query)
	if err != nil {
		return nil, terminology.InField(err, "refset_id")
	}
	c := newMemberConverter(l, request.GetOmitTerms())
	response := &firnv1.ListMembersResponse{Release: l.release.URI(), TotalSize: uint32(found.Total)}
	room := s.server.newRoom()
	more := found.More
	work := s.server.lanes.begin(ctx, len(found.Members))
	defer work.end()
	for i := range found.Members {
		if i%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		member, err := c.member(&found.Members[i])
		if err != nil {
			return nil, err
		}
		if !room.take(member) {
			more = true
			break
		}
		response.Members = append(response.Members, member)
	}
	if more {
		last := found.Members[len(response.Members)-1]
		response.NextPageToken = p.next(position{}.number(uint64(last.ReferencedComponentID)).uuid(last.ID))
	}
	return response, nil
}

// ListMemberships implements the rpc.
func (s *refsetService) ListMemberships(ctx context.Context, request *firnv1.ListMembershipsRequest) (*firnv1.ListMembershipsResponse, error) {
	response, err := s.listMemberships(ctx, request)
	return answer(ctx, s.server, response, err)
}

// A position is the last member's reference set and UUID. A component has few
// members, so that each page walks all of them and counts.
func (s *refsetService) listMemberships(ctx context.Context, request *firnv1.ListMembershipsRequest) (*firnv1.ListMembershipsResponse, error) {
	if err := required(request.GetComponentId(), "component_id"); err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	p, err := newPage(l.release, request, 8+16)
	if err != nil {
		return nil, err
	}
	var after terminology.Member
	if !p.begins {
		after.RefsetID = sctid.ID(p.after.takeNumber())
		after.ID = p.after.takeUUID()
	}
	members, err := l.release.Memberships(sctid.ID(request.GetComponentId()), request.GetIncludeInactive())
	if err != nil {
		return nil, terminology.InField(err, "component_id")
	}
	c := newMemberConverter(l, request.GetOmitTerms())
	response := &firnv1.ListMembershipsResponse{Release: l.release.URI()}
	room := s.server.newRoom()
	last, full := after, false
	for m, err := range members {
		if err != nil {
			return nil, err
		}
		if response.TotalSize%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		response.TotalSize++
		if full || !p.begins && !membershipLess(&after, &m) {
			continue
		}
		if len(response.Members) == p.size {
			full = true
			continue
		}
		member, err := c.member(&m)
		if err != nil {
			return nil, err
		}
		if full = !room.take(member); !full {
			response.Members = append(response.Members, member)
			last = m
		}
	}
	if full {
		response.NextPageToken = p.next(position{}.number(uint64(last.RefsetID)).uuid(last.ID))
	}
	return response, nil
}

func membershipLess(a, b *terminology.Member) bool {
	if a.RefsetID != b.RefsetID {
		return a.RefsetID < b.RefsetID
	}
	return slices.Compare(a.ID[:], b.ID[:]) < 0
}
