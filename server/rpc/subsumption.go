package rpc

import (
	"context"
	"slices"

	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// maxStreamItems bounds the pairs or codes of one message of a stream.
const maxStreamItems = 10_000

// subsumptionService serves SubsumptionService.
type subsumptionService struct {
	firnv1.UnimplementedSubsumptionServiceServer
	server *Server
}

// Subsumes implements the rpc.
func (s *subsumptionService) Subsumes(ctx context.Context, request *firnv1.SubsumesRequest) (*firnv1.SubsumesResponse, error) {
	response, err := s.subsumes(request)
	return answer(ctx, s.server, response, err)
}

func (s *subsumptionService) subsumes(request *firnv1.SubsumesRequest) (*firnv1.SubsumesResponse, error) {
	if err := required(request.GetAId(), "a_id"); err != nil {
		return nil, err
	}
	if err := required(request.GetBId(), "b_id"); err != nil {
		return nil, err
	}
	release, free, err := s.server.open(request.GetRelease())
	if err != nil {
		return nil, err
	}
	defer free()
	a, err := release.Ordinal(sctid.ID(request.GetAId()))
	if err != nil {
		return nil, terminology.InField(err, "a_id")
	}
	b, err := release.Ordinal(sctid.ID(request.GetBId()))
	if err != nil {
		return nil, terminology.InField(err, "b_id")
	}
	t := release.Taxonomy()
	return &firnv1.SubsumesResponse{
		Release: release.URI(),
		Outcome: outcomeProto(release.SubsumesOrdinals(a, b)),
		AActive: t.IsActive(a),
		BActive: t.IsActive(b),
	}, nil
}

// SubsumesStream implements the rpc.
func (s *subsumptionService) SubsumesStream(stream grpc.BidiStreamingServer[firnv1.SubsumesStreamRequest, firnv1.SubsumesStreamResponse]) error {
	session := subsumesSession{server: s.server}
	defer session.close()
	err := serveStream(s.server, stream, session.answer)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

// subsumesSession is what a stream keeps from message to message.
type subsumesSession struct {
	server  *Server
	named   string // the release as the first message named it
	release *terminology.Release
	free    func()

	outcomes []taxonomy.Comparison // of the last message
}

func (s *subsumesSession) close() {
	if s.free != nil {
		s.free()
	}
}

func (s *subsumesSession) begin(request *subsumesMessage) (err error) {
	if s.release == nil {
		s.named = request.GetRelease()
		s.release, s.free, err = s.server.open(s.named)
		return err
	}
	return sameReleaseNamed(request.GetRelease(), s.named, s.release)
}

// answer answers a message, whose memory it frees.
func (s *subsumesSession) answer(ctx context.Context, request *subsumesMessage) (any, error) {
	defer request.free()
	if err := s.begin(request); err != nil {
		return nil, err
	}
	as, bs := request.numbers()
	pairs := len(as) / 8
	if len(as) != len(bs) {
		return nil, terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonArrayLengthsDiffer,
			"a_ids has %d ids and b_ids has %d: expected as many", pairs, len(bs)/8).WithField("b_ids")
	}
	if err := atMost(pairs, maxStreamItems, "a_ids"); err != nil {
		return nil, err
	}
	if pairs > 0 {
		work := s.server.lanes.begin(ctx, pairs)
		defer work.end()
		if err := work.step(); err != nil {
			return nil, err
		}
	}
	s.outcomes = slices.Grow(s.outcomes[:0], pairs)[:pairs]
	s.release.Taxonomy().CompareEach(as, bs, s.outcomes)
	return subsumesAnswer(s.release.URI(), request.GetCorrelation(), s.outcomes), nil
}
