package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// underLoad compares single lookups on a quiet server with those on one that
// another client reads all descendants of the root from, page by page, while a
// third validates codes, both without pause.
func (m *measuring) underLoad() error {
	const section = "Lookups while others keep the server busy"
	if !m.wantsGroup("UnderLoad/") {
		return nil
	}
	concepts := firnv1.NewConceptServiceClient(m.server.conn)
	lookups := func(from int) (durations, error) {
		return timed(m.ctx, 2*m.long, func(i int) error {
			_, err := concepts.GetConcept(m.ctx, &firnv1.GetConceptRequest{ConceptId: uint64(at(m.asked.active, from+i))})
			return err
		})
	}
	for round := range m.rounds {
		m.say("under load, round %d of %d", round+1, m.rounds)
		quiet, err := lookups(round * 10_007)
		if err != nil {
			return err
		}
		load, err := m.load()
		if err != nil {
			return err
		}
		busy, err := lookups(round*10_007 + 5_003)
		if others := load(); err == nil {
			err = others
		}
		if err != nil {
			return err
		}
		m.atMost(section, "UnderLoad/quiet/p50", "ns", 0, quiet.percentile(50))
		m.atMost(section, "UnderLoad/quiet/p99", "ns", 0, quiet.percentile(99))
		m.atMost(section, "UnderLoad/busy/p50", "ns", 0, busy.percentile(50))
		m.atMost(section, "UnderLoad/busy/p99", "ns", 0, busy.percentile(99))
		m.atMost(section, "UnderLoad/busy-by-quiet/p99", "x", 10, busy.percentile(99)/quiet.percentile(99))
	}
	return nil
}

// load starts two other clients, processes of their own, that keep the server
// busy until the function that it returns is called. They run with nice(1): on
// machines of their own they wouldn't take processors from the server and from
// the client that is measured.
func (m *measuring) load() (end func() error, err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var clients []*exec.Cmd
	var outputs []*bytes.Buffer
	stop := func() {
		for _, c := range clients {
			_ = c.Process.Signal(syscall.SIGTERM)
			_ = c.Wait()
		}
	}
	for _, kind := range []string{"pages", "codes"} {
		c := exec.Command("nice", "-n", "19", program, loadArgument, kind, m.server.conn.Target())
		output := &bytes.Buffer{}
		c.Stderr = output
		if err := c.Start(); err != nil {
			stop()
			return nil, err
		}
		clients, outputs = append(clients, c), append(outputs, output)
	}
	time.Sleep(300 * time.Millisecond) // until they are at it
	return func() error {
		stop()
		for i, c := range clients {
			if code := c.ProcessState.ExitCode(); code != 0 {
				return fmt.Errorf("the client that keeps the server busy ended with %d: %s", code, outputs[i])
			}
		}
		return nil
	}, nil
}
