package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
)

// measuring is one run: what is measured, how long, and what came out.
type measuring struct {
	ctx      context.Context
	options  options
	data     string
	progress io.Writer

	rounds int
	long   time.Duration // of one measurement in one round
	calls  int           // before memory is looked at

	release *terminology.Release // in this process
	asked   *questions
	server  *process // firn serve
	floor   *process // the same messages with nothing behind them

	only  *regexp.Regexp
	rows  []*row
	named map[string]*row
}

func newMeasuring(ctx context.Context, o options, data string, progress io.Writer) (*measuring, error) {
	m := &measuring{ctx: ctx, options: o, data: data, progress: progress, rounds: 10, long: time.Second, calls: 100_000, named: map[string]*row{}}
	if o.quick {
		m.rounds, m.long, m.calls = 3, 300*time.Millisecond, 20_000
	}
	var err error
	if m.only, err = regexp.Compile(o.only); err != nil {
		return nil, fmt.Errorf("-only: %w", err)
	}
	dir, err := releaseDir(data)
	if err != nil {
		return nil, err
	}
	if m.release, _, err = catalog.OpenRelease(dir); err != nil {
		return nil, err
	}
	if m.asked, err = newQuestions(m.release, o.seed); err != nil {
		m.release.Close()
		return nil, err
	}
	return m, nil
}

// close ends what was started. The release is closed by inProcess.
func (m *measuring) close() {
	for _, p := range []*process{m.server, m.floor} {
		if p != nil {
			p.stop()
		}
	}
	if m.release != nil {
		m.release.Close()
	}
}

// all measures everything. What is measured in process comes first, and its
// memory is given back before others are measured on the same machine.
func (m *measuring) all() error {
	for _, part := range []func() error{m.inProcess, m.domainSearches} {
		if err := part(); err != nil {
			return err
		}
	}
	if err := m.constraints(); err != nil {
		return err
	}
	if err := m.release.Close(); err != nil {
		return err
	}
	m.release = nil
	runtime.GC()
	for _, part := range []func() error{m.starts, m.memory, m.unary, m.searches, m.streams, m.constraintStreams, m.underLoad} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// wants reports whether a row is to be measured.
func (m *measuring) wants(names ...string) bool {
	return slices.ContainsFunc(names, m.only.MatchString)
}

// wantsGroup reports whether a row of a group may be wanted: where the expression
// matches the group's name, or begins with it.
func (m *measuring) wantsGroup(name string) bool {
	return m.only.MatchString(name) || strings.HasPrefix(strings.TrimPrefix(m.only.String(), "^"), name)
}

// add notes one sample of a row, and makes the row at its first.
func (m *measuring) add(section, name, unit string, want float64, atLeast bool, sample float64) {
	r := m.named[name]
	if r == nil {
		r = &row{section: section, name: name, unit: unit, want: want, atLeast: atLeast}
		m.named[name] = r
		m.rows = append(m.rows, r)
	}
	r.samples = append(r.samples, sample)
}

// atMost notes a sample of which less is better; 0 wants nothing.
func (m *measuring) atMost(section, name, unit string, want, sample float64) {
	m.add(section, name, unit, want, false, sample)
}

// atLeast notes a sample of which more is better; 0 wants nothing.
func (m *measuring) atLeast(section, name, unit string, want, sample float64) {
	m.add(section, name, unit, want, true, sample)
}

// say tells a person who waits what is going on.
func (m *measuring) say(format string, args ...any) {
	fmt.Fprintf(m.progress, "bench: "+format+"\n", args...)
}
