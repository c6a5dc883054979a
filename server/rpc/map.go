package rpc

import (
	"context"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// mapService serves MapService.
type mapService struct {
	firnv1.UnimplementedMapServiceServer
	server *Server
}

// maxRecordConcepts bounds the concepts of a patient's record.
const maxRecordConcepts = 1_000

// findMap finds the map that a request names.
func findMap(release *terminology.Release, name string) (*maps.Map, error) {
	if name == "" {
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "map is not given")
		e.Hint = "name it by its reference set's id or by its code system; ListMaps tells which there are"
		return nil, e.WithField("map")
	}
	m, err := maps.Of(release).Find(name)
	return m, terminology.InField(err, "map")
}

// ListMaps implements the rpc.
func (s *mapService) ListMaps(ctx context.Context, request *firnv1.ListMapsRequest) (*firnv1.ListMapsResponse, error) {
	response, err := s.listMaps(request)
	return answer(ctx, s.server, response, err)
}

func (s *mapService) listMaps(request *firnv1.ListMapsRequest) (*firnv1.ListMapsResponse, error) {
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	response := &firnv1.ListMapsResponse{Release: l.release.URI()}
	for _, m := range maps.Of(l.release).All() {
		term, err := l.concept(m.Refset.ID)
		if err != nil {
			return nil, err
		}
		response.Maps = append(response.Maps, &firnv1.MapRefset{
			RefsetId: uint64(m.Refset.ID), RefsetTerm: term, Kind: mapKindProto(m.Kind), Direction: mapDirectionProto(m.Direction),
			SystemName: m.System.Name, SystemUri: m.System.URI, ActiveMemberCount: uint32(m.Refset.ActiveMembers),
		})
	}
	return response, s.server.fits(response, "the release has too many maps for one answer")
}

// MapConcept implements the rpc.
func (s *mapService) MapConcept(ctx context.Context, request *firnv1.MapConceptRequest) (*firnv1.MapConceptResponse, error) {
	response, err := s.mapConcept(request)
	return answer(ctx, s.server, response, err)
}

func (s *mapService) mapConcept(request *firnv1.MapConceptRequest) (*firnv1.MapConceptResponse, error) {
	if err := required(request.GetConceptId(), "concept_id"); err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	m, err := findMap(l.release, request.GetMap())
	if err != nil {
		return nil, err
	}
	o, err := l.release.Ordinal(sctid.ID(request.GetConceptId()))
	if err != nil {
		return nil, terminology.InField(err, "concept_id")
	}
	record, err := recordOf(l.release, request.GetRecord(), "record")
	if err != nil {
		return nil, err
	}
	c := converter{l, m, maps.NewClimber(l.release), request.GetChosenOnly(), request.GetNearestAncestors()}
	response := &firnv1.MapConceptResponse{Release: l.release.URI(), RefsetId: uint64(m.Refset.ID)}
	if response.Concept, err = l.summaryProto(sctid.ID(request.GetConceptId())); err != nil {
		return nil, err
	}
	if response.Groups, response.Nearest, err = c.concept(o, record); err != nil {
		return nil, err
	}
	return response, s.server.fits(response, "ask with chosen_only")
}

// converter converts the rows of one map.
type converter struct {
	*labels
	of         *maps.Map
	climber    *maps.Climber
	chosenOnly bool
	nearest    bool
}

// concept tells the groups of a concept, or those of its nearest mapped ancestors.
func (c *converter) concept(o taxonomy.Ordinal, record *maps.Record) (groups []*firnv1.MapGroup, nearest []*firnv1.BorrowedMap, err error) {
	translated, err := c.of.Translate(o, record)
	if err != nil {
		return nil, nil, err
	}
	if groups, err = c.groups(translated); err != nil || len(groups) > 0 || !c.nearest {
		return groups, nil, err
	}
	ancestors, err := c.of.Nearest(c.climber, o)
	if err != nil || len(ancestors) == 0 {
		return nil, nil, err
	}
	// The record has the concept asked about, not the ancestor.
	with := *record
	with.Concepts = append(with.Concepts[:len(with.Concepts):len(with.Concepts)], o)
	for _, a := range ancestors {
		borrowed := &firnv1.BorrowedMap{Distance: uint32(a.Distance)}
		if borrowed.Ancestor, err = c.summaryProto(a.ConceptID); err != nil {
			return nil, nil, err
		}
		if translated, err = c.of.Translate(a.Ordinal, &with); err != nil {
			return nil, nil, err
		}
		if borrowed.Groups, err = c.groups(translated); err != nil {
			return nil, nil, err
		}
		nearest = append(nearest, borrowed)
	}
	return nil, nearest, nil
}

// ListMappedConcepts implements the rpc.
func (s *mapService) ListMappedConcepts(ctx context.Context, request *firnv1.ListMappedConceptsRequest) (*firnv1.ListMappedConceptsResponse, error) {
	response, err := s.listMappedConcepts(ctx, request)
	return answer(ctx, s.server, response, err)
}

// A position is the place of the next row in the list, which doesn't change.
func (s *mapService) listMappedConcepts(ctx context.Context, request *firnv1.ListMappedConceptsRequest) (*firnv1.ListMappedConceptsResponse, error) {
	match := maps.Exact
	switch request.GetMatch() {
	case firnv1.CodeMatch_CODE_MATCH_UNSPECIFIED, firnv1.CodeMatch_CODE_MATCH_EXACT:
	case firnv1.CodeMatch_CODE_MATCH_PREFIX:
		match = maps.Prefix
	default:
		return nil, invalid("match", "%d is no way to look for a code", request.GetMatch())
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	m, err := findMap(l.release, request.GetMap())
	if err != nil {
		return nil, err
	}
	p, err := newPage(l.release, request, 8)
	if err != nil {
		return nil, err
	}
	codes, err := m.ByCode(ctx, request.GetCode(), match)
	if err != nil {
		return nil, err
	}
	from := 0
	if !p.begins {
		from = min(int(p.after.takeNumber()), codes.Len())
	}
	c := converter{labels: l, of: m}
	response := &firnv1.ListMappedConceptsResponse{Release: l.release.URI(), RefsetId: uint64(m.Refset.ID), TotalSize: uint32(codes.Len())}
	room := s.server.newRoom()
	work := s.server.lanes.begin(ctx, min(p.size, codes.Len()-from))
	defer work.end()
	for i := from; i < codes.Len(); i++ {
		if i%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
		row := codes.Row(i)
		mapped := &firnv1.MappedConcept{Block: int32(row.Block), Group: int32(row.Group)}
		if mapped.Row, err = c.row(&row); err != nil {
			return nil, err
		}
		if mapped.Concept, err = l.summaryProto(row.ComponentID); err != nil {
			return nil, err
		}
		if i-from == p.size || !room.take(mapped) {
			response.NextPageToken = p.next(position{}.number(uint64(i)))
			break
		}
		response.MappedConcepts = append(response.MappedConcepts, mapped)
	}
	return response, nil
}
