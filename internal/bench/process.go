package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// process is a server that runs by itself, with a connection to it.
type process struct {
	command *exec.Cmd
	conn    *grpc.ClientConn
	ready   time.Duration // from the start of the process to the first healthy answer
}

// start runs a server that prints "grpc: HOST:PORT" when it is ready, and waits
// until it is healthy.
func start(ctx context.Context, program string, arguments ...string) (*process, error) {
	p := &process{command: exec.Command(program, arguments...)}
	p.command.Stderr = os.Stderr
	output, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "grpc: ")
	if err != nil || !ok {
		p.stop()
		return nil, fmt.Errorf("%s said %q and not where it listens: %w", program, line, err)
	}
	go io.Copy(io.Discard, output)
	if p.conn, err = dial(address); err != nil {
		p.stop()
		return nil, err
	}
	for {
		answer, err := healthpb.NewHealthClient(p.conn).Check(ctx, &healthpb.HealthCheckRequest{}, grpc.WaitForReady(true))
		if err != nil {
			p.stop()
			return nil, err
		}
		if answer.GetStatus() == healthpb.HealthCheckResponse_SERVING {
			p.ready = time.Since(begin)
			return p, nil
		}
		time.Sleep(time.Millisecond)
	}
}

func dial(address string) (*grpc.ClientConn, error) {
	return grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
}

// stop ends the process and waits for its end.
func (p *process) stop() {
	if p.conn != nil {
		p.conn.Close()
	}
	_ = p.command.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(15*time.Second, func() { _ = p.command.Process.Kill() })
	defer late.Stop()
	_ = p.command.Wait()
}

// memory is what a process has in memory, in MB of a million bytes.
type memory struct {
	resident  float64
	anonymous float64 // the heap, stacks and tables: what nothing on disk backs
	mapped    float64 // pages of files, which the system can drop and read again
}

// memory reads /proc/<pid>/smaps_rollup.
func (p *process) memory() (memory, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.command.Process.Pid))
	if err != nil {
		return memory{}, err
	}
	return parseRollup(string(text))
}

func parseRollup(text string) (memory, error) {
	var m memory
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[2] != "kB" {
			continue
		}
		kB, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			return memory{}, fmt.Errorf("smaps_rollup: %q: %w", line, err)
		}
		switch fields[0] {
		case "Rss:":
			m.resident = kB * 1024 / 1e6
		case "Anonymous:":
			m.anonymous = kB * 1024 / 1e6
		}
	}
	if m.resident == 0 {
		return memory{}, errors.New("smaps_rollup has no line Rss")
	}
	m.mapped = m.resident - m.anonymous
	return m, nil
}
