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
	JSON    bool   `name:"json" help:"Print one JSON object: server, service and status."`
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

// healthObject is the answer of --json.
type healthObject struct {
	Server  string `json:"server"`
	Service string `json:"service"` // "" for the whole server
	Status  string `json:"status"`
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
	status := strings.ReplaceAll(strings.ToLower(r.GetStatus().String()), "_", "-")
	switch {
	case f.JSON:
		if err := p.json(healthObject{f.Server, f.Service, status}); err != nil {
			return err
		}
	case !f.Quiet:
		p.line("%s", status)
	}
	if r.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		return errNo
	}
	return nil
}
