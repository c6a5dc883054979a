package rpc

import (
	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/diff"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Bounds of Diff.
const (
	maxDiffIDs        = 100_000
	changesPerMessage = 1000

	// diffKinds is the number of kinds of change.
	diffKinds = int(diff.DefinitionStatus) + 1
)

// Diff implements the rpc.
func (s *releaseService) Diff(request *firnv1.DiffRequest, stream grpc.ServerStreamingServer[firnv1.DiffResponse]) error {
	err := s.diff(request, stream)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

func (s *releaseService) diff(request *firnv1.DiffRequest, stream grpc.ServerStreamingServer[firnv1.DiffResponse]) error {
	options, err := diffOptions(request)
	if err != nil {
		return err
	}
	l, free, err := s.server.openPair(request)
	if err != nil {
		return err
	}
	defer free()
	if request.GetDialects() != "" {
		options.Dialects = l.new.dialects
	}
	d := diffStream{server: s.server, stream: stream, labels: l, limit: request.GetLimit(), room: s.server.newRoom()}
	d.message = d.newMessage()
	if request.GetEcl() != "" {
		if options.ValueSet, err = d.valueSet(request); err != nil {
			return err
		}
	}
	if options.Kinds == 0 || options.Kinds.Has(diff.Retired) || options.Kinds.Has(diff.LostMember) {
		if d.index, err = history.Of(stream.Context(), l.new.release); err != nil {
			return err
		}
	}
	d.work = s.server.lanes.begin(stream.Context(), checkEvery+1)
	defer d.work.end()
	options.Step = d.step
	comparison, err := diff.New(l.old.release, l.new.release, options)
	if err != nil {
		return err
	}
	for change, err := range comparison.Changes(stream.Context()) {
		if err != nil {
			return err
		}
		if err := d.change(change); err != nil {
			return err
		}
	}
	d.message.Complete, d.message.ConceptCount = true, d.concepts
	if set := options.ValueSet; set != nil {
		d.message.OldSetSize, d.message.SetSize = uint32(set.Old.GetCardinality()), uint32(set.New.GetCardinality())
	}
	for kind, count := range d.counts {
		if count > 0 {
			d.message.Counts = append(d.message.Counts, &firnv1.ChangeCount{Kind: firnv1.ChangeKind(kind), Count: count})
		}
	}
	return d.send()
}

// diffOptions reads what of a request can be read without a release.
func diffOptions(request *firnv1.DiffRequest) (options diff.Options, err error) {
	if request.GetOldRelease() == "" {
		return options, terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "old_release is not given").WithField("old_release")
	}
	if request.GetEcl() != "" && len(request.GetConceptIds()) > 0 {
		return options, invalid("concept_ids", "a comparison is limited by ecl or by concept_ids, not by both")
	}
	if err := atMost(len(request.GetConceptIds()), maxDiffIDs, "concept_ids"); err != nil {
		return options, err
	}
	options.Codes = ids(request.GetConceptIds())
	for _, kind := range request.GetKinds() {
		if kind == 0 || firnv1.ChangeKind_name[int32(kind)] == "" {
			return options, invalid("kinds", "%d is no kind of change", kind)
		}
		options.Kinds |= diff.KindsOf(diff.Kind(kind - 1))
	}
	return options, nil
}

// pair is the terms of two releases.
type pair struct{ old, new *labels }

// openPair finds the two releases of a request, and the dialects in each. The old one
// is answered in its default dialects where it has none of those asked for.
func (s *Server) openPair(request *firnv1.DiffRequest) (p pair, free func(), err error) {
	var freeNew, freeOld func()
	if p.new, freeNew, err = s.openWith(request.GetRelease(), request.GetDialects()); err != nil {
		return p, nil, err
	}
	old, freeOld, err := s.catalog.Acquire(request.GetOldRelease())
	if err != nil {
		freeNew()
		return p, nil, terminology.InField(err, "old_release")
	}
	free = func() {
		freeOld()
		freeNew()
	}
	dialects, err := old.Dialects(request.GetDialects())
	if err != nil {
		if dialects, err = old.Dialects(""); err != nil {
			free()
			return p, nil, err
		}
	}
	p.old = newLabels(old, dialects)
	return p, free, nil
}

// diffStream is one answer of Diff.
type diffStream struct {
	server *Server
	stream grpc.ServerStreamingServer[firnv1.DiffResponse]
	labels pair
	index  *history.Index // of the new release; nil where no change needs it
	work   long
	limit  uint32

	message  *firnv1.DiffResponse // that is being filled
	room     room
	counts   [diffKinds + 1]uint32 // by kind
	concepts uint32
	last     sctid.ID
}

func (d *diffStream) newMessage() *firnv1.DiffResponse {
	return &firnv1.DiffResponse{Release: d.labels.new.release.URI(), OldRelease: d.labels.old.release.URI()}
}

// valueSet evaluates the constraint of a request in both releases.
func (d *diffStream) valueSet(request *firnv1.DiffRequest) (*diff.ValueSet, error) {
	query, warnings, err := parseConstraint(request)
	if err != nil {
		return nil, err
	}
	set, oldWarnings, newWarnings, err := diff.EvaluateValueSet(d.stream.Context(),
		d.server.engine(d.labels.old.release), d.server.engine(d.labels.new.release), query, ecl.EvaluateOptions{Strict: request.GetStrict()})
	if err != nil {
		return nil, eclError(err, "ecl")
	}
	d.message.OldWarnings, d.message.Warnings = warningProtos(warnings, oldWarnings), warningProtos(warnings, newWarnings)
	return set, nil
}

// step lets others by, and ends the stream where the server stops its streams.
func (d *diffStream) step() error {
	select {
	case <-d.server.stopped:
		return shuttingDown()
	default:
		return d.work.step()
	}
}

// change counts a change, and puts it into the message unless there were enough of its
// kind.
func (d *diffStream) change(change *diff.Change) error {
	kind := firnv1.ChangeKind(change.Kind + 1)
	d.counts[kind]++
	if change.ConceptID != d.last {
		d.last = change.ConceptID
		d.concepts++
	}
	if d.limit > 0 && d.counts[kind] > d.limit {
		return nil
	}
	m, err := d.labels.changeProto(d.index, change)
	if err != nil {
		return err
	}
	if len(d.message.Changes) == changesPerMessage || !d.room.take(m) {
		if err := d.send(); err != nil {
			return err
		}
		d.room.take(m)
	}
	d.message.Changes = append(d.message.Changes, m)
	return nil
}

// send sends the message without holding a lane, and begins another.
func (d *diffStream) send() error {
	select {
	case <-d.server.stopped:
		return shuttingDown()
	default:
	}
	d.work.end()
	if err := d.stream.Send(d.message); err != nil || d.message.Complete {
		return err
	}
	d.message, d.room = d.newMessage(), d.server.newRoom()
	d.work.take()
	return nil
}
