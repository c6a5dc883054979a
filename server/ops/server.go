package ops

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"golang.org/x/net/netutil"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

	"github.com/firn-sct/firn/server/internal/wire"
)

// Server is a gRPC server on a listener of its own. Make it with [NewServer],
// then call [Server.Serve], or [Server.Start] and in the end [Server.Shutdown].
type Server struct {
	options  Options
	grpc     *grpc.Server
	health   *health.Server
	listener net.Listener

	served   chan error         // what serving ended with
	unwatch  context.CancelFunc // ends watches over the health
	shutdown sync.Once
}

// NewServer makes a server. It reads the TLS files, so that broken ones are an
// error here, and registers all services; it doesn't listen yet.
func NewServer(options Options) (*Server, error) {
	options = options.withDefaults()
	watching, unwatch := context.WithCancel(context.Background())
	s := &Server{options: options, health: health.NewServer(), served: make(chan error, 1), unwatch: unwatch}
	serverOptions := append(options.interceptors(watching),
		grpc.ForceServerCodecV2(wire.Codec()),
		grpc.MaxRecvMsgSize(options.MaxReceiveBytes),
		grpc.MaxConcurrentStreams(options.MaxConcurrentStreams),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: options.KeepaliveMinTime, PermitWithoutStream: true}),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: options.KeepaliveTime, Timeout: keepaliveTimeout}),
	)
	if options.TLS.Enabled() {
		certificates, err := newCertificates(options.TLS, options.Logger)
		if err != nil {
			return nil, err
		}
		serverOptions = append(serverOptions, grpc.Creds(credentials.NewTLS(certificates.serverConfig())))
	}
	s.grpc = grpc.NewServer(serverOptions...)
	options.Register(s.grpc)
	// Each of our services and, under the empty name, the whole.
	for service := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(service, healthpb.HealthCheckResponse_NOT_SERVING)
	}
	s.health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
	healthpb.RegisterHealthServer(s.grpc, s.health)
	reflection.Register(s.grpc)
	return s, nil
}

// Start listens, begins to serve, and loads. When it returns without error the
// server answers, and [Server.Addr] tells where. After an error nothing is left
// running.
func (s *Server) Start(ctx context.Context) error {
	listener, err := Listen(ctx, s.options.Address, s.options.TLS.Enabled(), s.options.Logger)
	if err != nil {
		return err
	}
	s.listener = listener
	if s.options.MaxConnections > 0 {
		listener = netutil.LimitListener(listener, s.options.MaxConnections)
	}
	go func() { s.served <- s.grpc.Serve(listener) }()
	if err := s.options.Load(ctx); err != nil {
		s.grpc.Stop()
		return errors.Join(fmt.Errorf("loading: %w", err), s.ended())
	}
	for service := range s.grpc.GetServiceInfo() {
		if !ancillary(service) {
			s.health.SetServingStatus(service, healthpb.HealthCheckResponse_SERVING)
		}
	}
	s.health.SetServingStatus("", healthpb.HealthCheckResponse_SERVING)
	return nil
}

// Addr returns the address that the server listens at, once it is started; nil
// before.
func (s *Server) Addr() net.Addr {
	if s.listener == nil {
		return nil
	}
	return s.listener.Addr()
}

// Serve starts the server if it isn't started, and serves until ctx ends, then
// shuts down. It returns nil after an orderly shutdown.
func (s *Server) Serve(ctx context.Context) error {
	if s.listener == nil {
		if err := s.Start(ctx); err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
		s.Shutdown()
		return s.ended()
	case err := <-s.served:
		s.served <- nil // for a later Serve or Shutdown
		return err
	}
}

// ended waits for serving to end and returns what it ended with.
func (s *Server) ended() error {
	err := <-s.served
	s.served <- nil
	if errors.Is(err, grpc.ErrServerStopped) {
		return nil
	}
	return err
}

// Shutdown reports NOT_SERVING, takes no more calls, and waits for the drain
// period until those that are running have ended. Then streams are told to end
// after the message that they are at, and whatever is still there a little later
// is cut off. It returns when the server is down; a handler that doesn't heed its
// context may still be running then.
func (s *Server) Shutdown() {
	s.shutdown.Do(s.drain)
}

func (s *Server) drain() {
	s.health.Shutdown()
	// Those who watch the health have a moment to hear of it.
	defer s.unwatch()
	defer time.AfterFunc(watchersHear, s.unwatch).Stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.grpc.GracefulStop()
	}()
	wait := func(period time.Duration) bool {
		if period <= 0 {
			return false
		}
		timer := time.NewTimer(period)
		defer timer.Stop()
		select {
		case <-ended:
			return true
		case <-timer.C:
			return false
		}
	}
	if wait(s.options.DrainPeriod) {
		return
	}
	s.options.Logger.Info("the drain period is over: ending streams")
	s.options.StopStreams()
	if wait(cutOff) {
		return
	}
	s.options.Logger.Warn("calls are cut off that didn't end in time")
	s.grpc.Stop()
	wait(cutOff) // their handlers hear of it through their contexts
}
