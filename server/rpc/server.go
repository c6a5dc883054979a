package rpc

import (
	"context"
	"log/slog"
	"sync"

	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/equivalents"
)

// Options is how the services answer. The zero value is useful.
type Options struct {
	// MaxAnswerBytes bounds one answer, in bytes of its protobuf form. Lists end a
	// page early at it; other answers fail with BUDGET_EXCEEDED. 0 means
	// [DefaultMaxAnswerBytes], the most that gRPC clients accept unless they are
	// told otherwise.
	MaxAnswerBytes int
	// Equivalents is the table of word equivalents by which searches widen; nil is
	// [equivalents.English].
	Equivalents *equivalents.Table
	// Usage tells how often concepts are chosen, for searches that ask for it; nil
	// for not known.
	Usage *terminology.UsageTable
	// ECL is how expression constraints are evaluated. Its Schemes are names
	// besides those of the release.
	ECL ecl.EngineOptions
	// Logger hears of internal errors, whose detail clients don't get; nil is
	// silent.
	Logger *slog.Logger
}

// DefaultMaxAnswerBytes is the limit of an answer unless [Options] has another.
const DefaultMaxAnswerBytes = 4 << 20

// Server answers the rpcs of all services from the releases of a catalog. It is
// safe for use by many goroutines at once. Make it with [New].
type Server struct {
	catalog   terminology.Catalog
	log       *slog.Logger
	maxAnswer int

	equivalents *equivalents.Table
	usage       *terminology.UsageTable
	ecl         ecl.EngineOptions

	lanes lanes // for long work

	stopOnce sync.Once
	stopped  chan struct{} // closed when streams are to end
}

// New returns a server that answers from the catalog.
func New(catalog terminology.Catalog, options Options) *Server {
	s := &Server{
		catalog: catalog, log: options.Logger, maxAnswer: options.MaxAnswerBytes,
		equivalents: options.Equivalents, usage: options.Usage, ecl: options.ECL,
		stopped: make(chan struct{}), lanes: newLanes(),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.maxAnswer <= 0 {
		s.maxAnswer = DefaultMaxAnswerBytes
	}
	return s
}

// Register adds all services to a gRPC server, before that serves.
func (s *Server) Register(registrar grpc.ServiceRegistrar) {
	registrar.RegisterService(&conceptServiceDesc, &conceptService{server: s})
	firnv1.RegisterSubsumptionServiceServer(registrar, &subsumptionService{server: s})
	firnv1.RegisterSearchServiceServer(registrar, &searchService{server: s})
	firnv1.RegisterEclServiceServer(registrar, &eclService{server: s})
	firnv1.RegisterRefsetServiceServer(registrar, &refsetService{server: s})
	firnv1.RegisterValidationServiceServer(registrar, &validationService{server: s})
	firnv1.RegisterHistoryServiceServer(registrar, &historyService{server: s})
	firnv1.RegisterMapServiceServer(registrar, &mapService{server: s})
	firnv1.RegisterReleaseServiceServer(registrar, &releaseService{server: s})
}

// StopStreams ends every stream, now and in future, with UNAVAILABLE and the
// reason SHUTTING_DOWN, each after the answer that it is at. Call it when a
// graceful stop has waited long enough for clients to end their streams
// themselves; calls that are no streams are left alone. It may be called more
// than once, and returns at once.
func (s *Server) StopStreams() {
	s.stopOnce.Do(func() { close(s.stopped) })
}

// answer is the end of every handler: it turns the domain's errors into those of
// the face.
func answer[R any](ctx context.Context, s *Server, response *R, err error) (*R, error) {
	if err != nil {
		return nil, grpcerror.From(ctx, s.log, err)
	}
	return response, nil
}
