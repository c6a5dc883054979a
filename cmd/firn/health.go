package main

import (
	"strings"
	"time"

	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

type healthCommand struct {
	address
	Service string `placeholder:"NAME" help:"Ask for one service, such as firn.v1.ConceptService, in the place of the whole server."`
	Quiet   bool   `short:"q" help:"Print nothing; the exit code says it."`
}

// Help implements [kong.HelpProvider].
func (healthCommand) Help() string {
	return `
Asks a server by the standard gRPC health protocol (at 127.0.0.1:50051 without --server), and prints "serving" or "not-serving". It gives up after 5 seconds unless --timeout says otherwise.

Example:

    firn health --server 127.0.0.1:50051

Exit codes: 0 serving; 1 not serving, or no such service; 2 bad usage; 3 no answer.
`
}

// Run implements the command.
func (f *healthCommand) Run(p *process) error {
	if f.Server == "" {
		f.Server = "127.0.0.1:50051"
	}
	if f.Timeout == 0 {
		f.Timeout = 5 * time.Second
	}
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	r, err := healthpb.NewHealthClient(c.conn).Check(c.ctx, &healthpb.HealthCheckRequest{Service: f.Service})
	if err != nil {
		return err
	}
	if !f.Quiet {
		p.line("%s", strings.ReplaceAll(strings.ToLower(r.GetStatus().String()), "_", "-"))
	}
	if r.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		return errNo
	}
	return nil
}
