package rpc

import (
	"context"
	"errors"
	"io"
	"sync"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
)

// Suggest implements the rpc.
//
// One goroutine reads. It keeps only the newest query, and cancels the search that
// runs: a text that has been typed on is of no use to anyone. The handler's
// goroutine searches and answers, so that answers come in order, one at a time.
func (s *searchService) Suggest(stream grpc.BidiStreamingServer[firnv1.SuggestRequest, firnv1.SuggestResponse]) error {
	box := &suggestBox{changed: make(chan struct{}, 1)}
	go box.read(stream)
	for {
		// A stop goes before a query that waits.
		select {
		case <-s.server.stopped:
			return shuttingDown()
		default:
		}
		select {
		case <-s.server.stopped:
			return shuttingDown()
		case <-stream.Context().Done():
			return stream.Context().Err()
		case <-box.changed:
		}
		for {
			q, err := box.take(stream.Context())
			if err != nil {
				if errors.Is(err, io.EOF) {
					return nil
				}
				return err
			}
			if q == nil {
				break
			}
			response := s.suggest(q)
			superseded := q.ctx.Err() != nil && stream.Context().Err() == nil
			q.cancel()
			if superseded {
				continue
			}
			if err := stream.Send(response); err != nil {
				return err
			}
		}
	}
}

// suggestBox holds what has been read and not yet looked at: the newest query, and
// how the stream ended.
type suggestBox struct {
	changed chan struct{} // has room for one: there is something to take

	mutex    sync.Mutex
	settings *firnv1.SearchRequest
	waiting  *suggestQuery
	running  context.CancelFunc // of the query taken last
	err      error              // the end of the stream; taken after what waits
}

// suggestQuery is one text with the settings that hold for it.
type suggestQuery struct {
	correlation uint64
	text        string
	settings    *firnv1.SearchRequest
	ctx         context.Context
	cancel      context.CancelFunc
}

func (b *suggestBox) read(stream grpc.BidiStreamingServer[firnv1.SuggestRequest, firnv1.SuggestResponse]) {
	for {
		request, err := stream.Recv()
		b.mutex.Lock()
		if err != nil {
			b.err = err
		} else {
			if request.GetSettings() != nil {
				b.settings = request.GetSettings()
			}
			b.waiting = &suggestQuery{correlation: request.GetCorrelation(), text: request.GetText(), settings: b.settings}
			if b.running != nil {
				b.running()
			}
		}
		b.mutex.Unlock()
		select {
		case b.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// take returns the query that waits, with a context that a newer one cancels. With
// nothing left it returns nil, and at the end of the stream how that ended.
func (b *suggestBox) take(ctx context.Context) (*suggestQuery, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	q := b.waiting
	if q == nil {
		return nil, b.err
	}
	b.waiting = nil
	q.ctx, q.cancel = context.WithCancel(ctx)
	b.running = q.cancel
	return q, nil
}

// suggest answers one query.
func (s *searchService) suggest(q *suggestQuery) *firnv1.SuggestResponse {
	response, err := s.suggestSearch(q)
	var domain *terminology.Error
	if errors.As(err, &domain) && domain.Reason == terminology.ReasonQueryEmpty {
		response, err = s.suggestNothing(q)
	}
	if err != nil {
		return &firnv1.SuggestResponse{Correlation: q.correlation, Outcome: &firnv1.SuggestResponse_Error{Error: suggestError(grpcerror.From(q.ctx, s.server.log, err))}}
	}
	return &firnv1.SuggestResponse{Correlation: q.correlation, Outcome: &firnv1.SuggestResponse_Response{Response: response}}
}

func (s *searchService) suggestSearch(q *suggestQuery) (*firnv1.SearchResponse, error) {
	switch {
	case q.settings == nil:
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "settings are not given")
		e.Hint = "the first message of the stream has settings; empty ones will do"
		return nil, e.WithField("settings")
	case q.settings.GetText() != "":
		return nil, invalid("settings.text", "settings have a text: the text is a field of the message")
	case q.settings.GetPageToken() != "":
		return nil, invalid("settings.page_token", "settings have a page token: a box shows the first page")
	}
	// The token in the answer belongs to a call of Search, so it is made of one.
	request := proto.CloneOf(q.settings)
	request.Text = q.text
	response, err := s.search(q.ctx, request)
	var domain *terminology.Error
	if errors.As(err, &domain) && domain.Field != "" && domain.Field != "text" {
		err = domain.WithField("settings." + domain.Field)
	}
	return response, err
}

// suggestNothing is the answer to an empty box. Its settings have been looked at, as
// for any other text: the search finds out last that there is nothing to look for.
func (s *searchService) suggestNothing(q *suggestQuery) (*firnv1.SearchResponse, error) {
	release, free, err := s.server.open(q.settings.GetRelease())
	if err != nil {
		return nil, err
	}
	defer free()
	return &firnv1.SearchResponse{Release: release.URI(), WidenStep: firnv1.WidenStep_WIDEN_STEP_AS_TYPED}, nil
}

// suggestError takes the error of a call apart.
func suggestError(err error) *firnv1.SuggestError {
	s := status.Convert(err)
	m := &firnv1.SuggestError{Code: int32(s.Code()), Message: s.Message()}
	for _, detail := range s.Details() {
		switch d := detail.(type) {
		case *errdetails.ErrorInfo:
			m.Reason = d.GetReason()
		case *errdetails.BadRequest:
			for _, violation := range d.GetFieldViolations() {
				m.Field = violation.GetField()
			}
		}
	}
	if s.Code() == codes.Canceled || s.Code() == codes.DeadlineExceeded {
		m.Reason = s.Code().String()
	}
	return m
}
