package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/server/ops"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
)

// serverFlags is how a server runs; serve and demo have them in common.
type serverFlags struct {
	GRPC  string        `name:"grpc" env:"FIRN_GRPC" placeholder:"HOST:PORT" help:"Address for gRPC; port 0 takes a free one."`
	Drain time.Duration `default:"10s" env:"FIRN_DRAIN" placeholder:"DURATION" help:"How long to wait at the end for calls and streams that are running."`

	TLSCert     string `name:"tls-cert" group:"server-tls" env:"FIRN_TLS_CERT" placeholder:"FILE" help:"Certificate (PEM), followed by those between it and its authority. Read again when it changes."`
	TLSKey      string `name:"tls-key" group:"server-tls" env:"FIRN_TLS_KEY" placeholder:"FILE" help:"Key (PEM) of the certificate."`
	TLSClientCA string `name:"tls-client-ca" group:"server-tls" env:"FIRN_TLS_CLIENT_CA" placeholder:"FILE" help:"Authorities (PEM) whose clients alone may connect: mutual TLS."`

	MaxMessage     int    `group:"server-limits" default:"4194304" placeholder:"BYTES" help:"Largest request and largest answer."`
	MaxStreams     uint32 `group:"server-limits" default:"1000" placeholder:"N" help:"Calls at once on one connection."`
	MaxCalls       int    `group:"server-limits" default:"0" placeholder:"N" help:"Calls at once in all; 0 means no limit."`
	MaxConnections int    `group:"server-limits" default:"0" placeholder:"N" help:"Connections at once; 0 means no limit."`

	ECLTimeout time.Duration       `name:"ecl-timeout" group:"server-ecl" default:"30s" placeholder:"DURATION" help:"Longest evaluation of an expression constraint; 0 means no limit."`
	ECLMemory  int64               `name:"ecl-memory" group:"server-ecl" default:"268435456" placeholder:"BYTES" help:"Most memory of one evaluation; 0 means no limit."`
	ECLCache   int64               `name:"ecl-cache" group:"server-ecl" default:"67108864" placeholder:"BYTES" help:"Memory for results of parts of constraints, for each release; 0 keeps none."`
	ECLScheme  map[string]sctid.ID `name:"ecl-scheme" group:"server-ecl" mapsep:"," placeholder:"ALIAS=ID" help:"Name for a scheme of alternate identifiers, as LOINC=705114005, besides those of the release; several with commas."`

	siteTables

	LogFormat string        `group:"logs" enum:"text,json" default:"text" env:"FIRN_LOG_FORMAT" help:"Form of the log on standard error: text or json."`
	LogLevel  slog.Level    `group:"logs" default:"info" env:"FIRN_LOG_LEVEL" placeholder:"LEVEL" help:"What to log: debug, info, warn or error."`
	LogCalls  bool          `group:"logs" help:"Log every call, not only slow and failed ones."`
	SlowCall  time.Duration `group:"logs" default:"1s" placeholder:"DURATION" help:"From what duration a call is logged as slow."`
}

type serveCommand struct {
	Data           string `env:"FIRN_DATA" placeholder:"DIR" help:"Data directory to serve, ./firn-data if not given."`
	DefaultRelease string `env:"FIRN_DEFAULT_RELEASE" placeholder:"URI" help:"Release that answers when a request names none: its URI, its edition's URI, or a module id for the newest version."`
	serverFlags
}

// Help implements [kong.HelpProvider].
func (serveCommand) Help() string {
	return `
Serves every release of the data directory over gRPC (at 127.0.0.1:50051 if not told otherwise), with the standard health and reflection services. When it is ready it prints one line to standard output, "grpc: HOST:PORT", with the address that it listens at. Logs go to standard error.

SIGHUP makes it look at the data directory again: new releases appear, old ones are closed after their last use, and no request is lost. SIGTERM and SIGINT end it in good order: it reports that it isn't serving, takes no more calls, and lets those that are running end.

Examples:

    firn serve
    firn serve --data /srv/firn --grpc 127.0.0.1:0
    firn serve --grpc :50051 --tls-cert server.pem --tls-key server.key --tls-client-ca clients.pem
    firn serve --equivalents words.txt --usage usage.tsv

Exit codes: 0 ended by a signal; 2 bad usage, bad certificate files, a fault in a table of the site (told with file, line and column), or no release in the data directory; 3 the system failed, for example because the address is in use.
`
}

// Run implements the command.
func (f *serveCommand) Run(p *process) error {
	if f.Data == "" {
		f.Data = defaultData
	}
	if f.GRPC == "" {
		f.GRPC = "127.0.0.1:50051"
	}
	return f.serve(p, f.Data, f.DefaultRelease, func(address net.Addr) {
		p.line("grpc: %s", address)
	})
}

// eclOptions are those of the engines, where a negative number is no limit.
func (f *serverFlags) eclOptions() ecl.EngineOptions {
	o := ecl.EngineOptions{Timeout: f.ECLTimeout, Memory: f.ECLMemory, CacheMemory: f.ECLCache, Schemes: f.ECLScheme}
	if o.Timeout == 0 {
		o.Timeout = -1
	}
	if o.Memory == 0 {
		o.Memory = -1
	}
	return o
}

// logger makes the log.
func (f *serverFlags) logger(p *process) *slog.Logger {
	options := &slog.HandlerOptions{Level: f.LogLevel}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}

// checkAddress refuses an address that can't be one.
func (f *serverFlags) checkAddress() error {
	const hint = "expected HOST:PORT, such as 127.0.0.1:50051"
	if _, port, err := net.SplitHostPort(f.GRPC); err != nil {
		return usagef(hint, "--grpc: %v", err)
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		return usagef(hint, "--grpc: %q is no port", port)
	}
	return nil
}

// serve serves a data directory until the process is told to end. It calls ready,
// whose output it flushes, when the server answers.
func (f *serverFlags) serve(p *process, dataDir, defaultRelease string, ready func(net.Addr)) error {
	if err := f.checkAddress(); err != nil {
		return err
	}

	// From now on a SIGHUP must not end the process.
	reload := make(chan os.Signal, 1)
	signal.Notify(reload, syscall.SIGHUP)
	defer signal.Stop(reload)

	if err := dataDirectory(dataDir); err != nil {
		return err
	}
	log := f.logger(p)
	options := rpc.Options{MaxAnswerBytes: f.MaxMessage, Logger: log, ECL: f.eclOptions()}
	if err := f.load(&options); err != nil {
		return err
	}
	releases, err := catalog.Open(dataDir, catalog.Options{Default: defaultRelease, Logger: log})
	if err != nil {
		return err
	}
	defer releases.Close()
	if len(releases.Releases()) == 0 {
		if broken := releases.Broken(); len(broken) > 0 {
			return &codedError{exitUsage, broken[0].Err}
		}
		return noReleaseIn(p, dataDir)
	}
	if defaultRelease != "" {
		_, free, err := releases.Acquire(defaultRelease)
		if err != nil {
			return fmt.Errorf("--default-release: %w", err)
		}
		free()
	}

	if options.Usage != nil {
		release, free, err := releases.Acquire(defaultRelease)
		if err != nil {
			return err
		}
		// A large number of unknown ones tells that the table is of another edition.
		log.Info("read the table of use", "concepts", options.Usage.Len(), "unknown", release.UsageUnknown(options.Usage), "release", release.URI())
		free()
	}

	services := rpc.New(releases, options)
	server, err := ops.NewServer(f.options(services, log))
	if err != nil {
		return &codedError{exitUsage, err}
	}
	if err := server.Start(p.ctx); err != nil {
		return err
	}
	go func() {
		for range reload {
			if err := releases.Reload(); err != nil {
				log.Error("looking at the data directory again", "error", err)
				continue
			}
			log.Info("looked at the data directory again", "releases", len(releases.Releases()))
		}
	}()
	ready(server.Addr())
	if err := p.out.Flush(); err != nil {
		log.Warn("nobody reads standard output", "error", err)
	}
	if err := server.Serve(p.ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	log.Info("stopped")
	return nil
}

func (f *serverFlags) options(services *rpc.Server, log *slog.Logger) ops.Options {
	drain := f.Drain
	if drain == 0 {
		drain = -1 // not at all; 0 would mean the default
	}
	slow := f.SlowCall
	if slow == 0 {
		slow = -1
	}
	return ops.Options{
		Address:     f.GRPC,
		Register:    services.Register,
		StopStreams: services.StopStreams,
		TLS: ops.TLSOptions{
			CertificateFile: f.TLSCert, KeyFile: f.TLSKey, ClientCAFile: f.TLSClientCA,
		},
		MaxReceiveBytes:      f.MaxMessage,
		MaxConcurrentStreams: f.MaxStreams,
		MaxConcurrentCalls:   f.MaxCalls,
		MaxConnections:       f.MaxConnections,
		DrainPeriod:          drain,
		SlowCall:             slow,
		LogCalls:             f.LogCalls,
		Logger:               log,
	}
}
