package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/alecthomas/kong"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/ops"
	"github.com/firn-sct/firn/server/rpc"
)

// defaultData is the data directory when none is named.
const defaultData = "firn-data"

// address says which server to ask, and how to trust it.
type address struct {
	Server  string        `group:"connection" env:"FIRN_SERVER" placeholder:"HOST:PORT" help:"Server to ask."`
	Timeout time.Duration `group:"connection" env:"FIRN_TIMEOUT" placeholder:"DURATION" help:"Give up after this long, such as 30s; 0 means never."`

	TLS           bool   `group:"tls" env:"FIRN_TLS" help:"Connect by TLS, trusting the system's authorities. The other TLS flags imply it."`
	TLSCA         string `group:"tls" name:"tls-ca" env:"FIRN_TLS_CA" placeholder:"FILE" help:"Certificates (PEM) of the authorities to trust instead."`
	TLSCert       string `group:"tls" name:"tls-cert" env:"FIRN_TLS_CLIENT_CERT" placeholder:"FILE" help:"This client's certificate (PEM), for mutual TLS."`
	TLSKey        string `group:"tls" name:"tls-key" env:"FIRN_TLS_CLIENT_KEY" placeholder:"FILE" help:"The key (PEM) of this client's certificate."`
	TLSServerName string `group:"tls" name:"tls-server-name" env:"FIRN_TLS_SERVER_NAME" placeholder:"NAME" help:"Name that the server's certificate must have, if not the host's."`
}

// source says where the answers come from: a server, or a data directory.
type source struct {
	Data string `group:"connection" env:"FIRN_DATA" placeholder:"DIR" help:"Data directory to read when there is no --server, ./firn-data if not given."`
	address
}

// AfterApply settles what the command line and the environment say of both. The
// command line goes before the environment, and must not contradict itself.
func (s *source) AfterApply(command *kong.Context) error {
	dataGiven, serverGiven := given(command, "data"), given(command, "server")
	if dataGiven && serverGiven {
		return usagef("leave one of them out", "--data reads a directory and --server asks a server: not both")
	}
	if dataGiven {
		s.Server = ""
	}
	if s.Data == "" {
		s.Data = defaultData
	}
	return nil
}

// question is what all commands that ask about one release have in common.
type question struct {
	source
	Release string `group:"connection" env:"FIRN_RELEASE" placeholder:"URI" help:"Release to ask: its URI, its edition's URI or module id for the newest version, or nothing for the default."`
}

// dialects is the choice of terms.
type dialects struct {
	Dialect string `env:"FIRN_DIALECT" placeholder:"LIST" help:"Dialects to take terms from, best first: tags such as en-GB or ids of language reference sets, with weights as in Accept-Language if need be."`
}

// client is an open connection with its services.
type client struct {
	ctx    context.Context
	cancel context.CancelFunc
	conn   *grpc.ClientConn
	stop   func() // ends the server in this process, if there is one

	concepts    firnv1.ConceptServiceClient
	subsumption firnv1.SubsumptionServiceClient
	search      firnv1.SearchServiceClient
	refsets     firnv1.RefsetServiceClient
	validation  firnv1.ValidationServiceClient
	history     firnv1.HistoryServiceClient
	maps        firnv1.MapServiceClient
	releases    firnv1.ReleaseServiceClient
	ecl         firnv1.EclServiceClient
}

// maxResponse bounds a message from the server. A page of ten thousand rows
// with long texts has some megabytes.
const maxResponse = 256 << 20

// dialOptions are the options of every connection.
func dialOptions(creds credentials.TransportCredentials) []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithTransportCredentials(creds),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxResponse)),
		grpc.WithUserAgent("firn/" + buildVersion().Version),
		// Large answers stream in: let the server send far ahead.
		grpc.WithInitialWindowSize(1 << 20),
		grpc.WithInitialConnWindowSize(4 << 20),
	}
}

// open connects to the server, or opens the data directory.
func (s *source) open(p *process) (*client, error) {
	return s.openWith(p, rpc.Options{})
}

// openWith is open where a data directory is served with options of its own.
func (s *source) openWith(p *process, options rpc.Options) (*client, error) {
	if s.Server != "" {
		return s.address.open(p)
	}
	return openData(p, s.Data, s.Timeout, options)
}

// open connects to the server.
func (a *address) open(p *process) (*client, error) {
	conn, err := a.dial()
	if err != nil {
		return nil, err
	}
	return newClient(p.ctx, conn, a.Timeout, func() {}), nil
}

// dial makes the connection; it is first used by the first call.
func (a *address) dial() (*grpc.ClientConn, error) {
	creds, err := a.credentials()
	if err != nil {
		return nil, err
	}
	conn, err := grpc.NewClient(a.Server, dialOptions(creds)...)
	if err != nil {
		return nil, usagef("expected HOST:PORT", "--server %q: %v", a.Server, err)
	}
	return conn, nil
}

func newClient(ctx context.Context, conn *grpc.ClientConn, timeout time.Duration, stop func()) *client {
	cancel := context.CancelFunc(func() {})
	if timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, timeout)
	}
	return &client{
		ctx: ctx, cancel: cancel, conn: conn, stop: stop,
		concepts:    firnv1.NewConceptServiceClient(conn),
		subsumption: firnv1.NewSubsumptionServiceClient(conn),
		search:      firnv1.NewSearchServiceClient(conn),
		refsets:     firnv1.NewRefsetServiceClient(conn),
		validation:  firnv1.NewValidationServiceClient(conn),
		history:     firnv1.NewHistoryServiceClient(conn),
		maps:        firnv1.NewMapServiceClient(conn),
		releases:    firnv1.NewReleaseServiceClient(conn),
		ecl:         firnv1.NewEclServiceClient(conn),
	}
}

func (c *client) close() {
	c.cancel()
	c.conn.Close()
	c.stop()
}

func (a *address) credentials() (credentials.TransportCredentials, error) {
	if !a.TLS && a.TLSCA == "" && a.TLSCert == "" && a.TLSKey == "" && a.TLSServerName == "" {
		return insecure.NewCredentials(), nil
	}
	config, err := ops.ClientTLS(a.TLSCA, a.TLSCert, a.TLSKey)
	if err != nil {
		return nil, &codedError{exitUsage, err}
	}
	config.ServerName = a.TLSServerName
	return credentials.NewTLS(config), nil
}

// inputFile makes the error of a file that the user named.
func inputFile(flag string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return usagef("", "%s: %v", flag, err)
	}
	return &codedError{exitUsage, fmt.Errorf("%s: %w", flag, err)}
}

// everyPage calls fetch for one page after the other, from the first to the last.
// fetch handles the page and returns the token of the next one, "" after the last.
func everyPage(fetch func(token string) (next string, err error)) error {
	for token := ""; ; {
		next, err := fetch(token)
		if err != nil || next == "" {
			return err
		}
		token = next
	}
}
