package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"google.golang.org/grpc"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// streamRows is how many pairs or codes a message has.
const streamRows = 4000

// streams measures the streams for bulk work, and the same messages against a
// server that does nothing with them: what is left for the work itself.
func (m *measuring) streams() error {
	const section = "Streams, 4,000 rows a message"
	if !m.wantsGroup("Stream/") {
		return nil
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if m.floor, err = start(m.ctx, program, floorArgument); err != nil {
		return err
	}
	pairs, common := m.pairs(len(m.asked.active)), m.pairs(commonConcepts)
	verdicts, terms, displays, packed := m.codes(true, false), m.codes(false, false), m.codes(false, true), m.codes(false, false)
	for _, message := range packed {
		message.PackPreferredTerms = true
	}
	for round := range m.rounds {
		m.say("streams, round %d of %d", round+1, m.rounds)
		for _, s := range []struct {
			name   string
			want   float64
			server *process
			run    func() (float64, error)
		}{
			{"Stream/Bare/pairs", 0, m.floor, func() (float64, error) { return m.subsumes(m.floor.conn, pairs) }},
			{"Stream/Subsumes/pairs", 8e6, m.server, func() (float64, error) { return m.subsumes(m.server.conn, pairs) }},
			{"Stream/Subsumes/pairs-of-common-concepts", 8e6, m.server, func() (float64, error) { return m.subsumes(m.server.conn, common) }},
			{"Stream/Validate/verdicts", 5e6, m.server, func() (float64, error) { return m.validate(m.server.conn, verdicts) }},
			{"Stream/Validate/right-display-returned", 2e6, m.server, func() (float64, error) { return m.validate(m.server.conn, terms) }},
			{"Stream/Validate/right-display-packed", 2e6, m.server, func() (float64, error) { return m.validate(m.server.conn, packed) }},
			{"Stream/Validate/display-compared", 0, m.server, func() (float64, error) { return m.validate(m.server.conn, displays) }},
		} {
			if !m.wants(s.name) {
				continue
			}
			var rows float64
			client, served, err := spent(s.server, func() (err error) {
				rows, err = s.run()
				return err
			})
			if err != nil {
				return err
			}
			m.atLeast(section, s.name, "/s", s.want, rows)
			m.atMost(section, s.name+"/cpu-client", "ns", 0, float64(client)/(rows*m.long.Seconds()))
			m.atMost(section, s.name+"/cpu-server", "ns", 0, float64(served)/(rows*m.long.Seconds()))
		}
	}
	return nil
}

// commonConcepts is how many different concepts the pairs of common concepts have
// on the narrower side, as records have that mention the same few over and over.
const commonConcepts = 2000

// pairs makes messages of pairs, one half of them positive, with so many
// different concepts on the narrower side.
func (m *measuring) pairs(different int) []*firnv1.SubsumesStreamRequest {
	var list []*firnv1.SubsumesStreamRequest
	for from := 0; from+streamRows <= len(m.asked.active); from += streamRows {
		message := &firnv1.SubsumesStreamRequest{}
		for i := from; i < from+streamRows; i++ {
			k := i % different
			a := m.asked.active[(i*7+1)%different]
			if i&1 == 0 {
				a = m.asked.general[k]
			}
			message.AIds = append(message.AIds, uint64(a))
			message.BIds = append(message.BIds, uint64(m.asked.active[k]))
		}
		list = append(list, message)
	}
	return list
}

// codes makes messages of codes: for verdicts alone, or with the right display
// in the answer, or with a display to compare, which is right in nine of ten rows.
func (m *measuring) codes(verdicts, displays bool) []*firnv1.ValidateCodesRequest {
	var list []*firnv1.ValidateCodesRequest
	for from := 0; from+streamRows <= len(m.asked.active); from += streamRows {
		message := &firnv1.ValidateCodesRequest{IncludePreferredTerms: !verdicts && !displays, OmitDetails: verdicts}
		for i := from; i < from+streamRows; i++ {
			message.CodeNumbers = append(message.CodeNumbers, uint64(m.asked.active[i]))
			if displays {
				display := m.asked.terms[i]
				if i%10 == 0 {
					display = at(m.asked.terms, i+1)
				}
				message.Displays = append(message.Displays, display)
			}
		}
		list = append(list, message)
	}
	return list
}

func (m *measuring) subsumes(conn grpc.ClientConnInterface, messages []*firnv1.SubsumesStreamRequest) (float64, error) {
	return pump(m.ctx, m.long, messages, func(ctx context.Context) (grpc.BidiStreamingClient[firnv1.SubsumesStreamRequest, firnv1.SubsumesStreamResponse], error) {
		return firnv1.NewSubsumptionServiceClient(conn).SubsumesStream(ctx)
	}, func(*firnv1.SubsumesStreamResponse) error { return nil })
}

func (m *measuring) validate(conn grpc.ClientConnInterface, messages []*firnv1.ValidateCodesRequest) (float64, error) {
	texts := make([]string, streamRows)
	return pump(m.ctx, m.long, messages, func(ctx context.Context) (grpc.BidiStreamingClient[firnv1.ValidateCodesRequest, firnv1.ValidateCodesResponse], error) {
		return firnv1.NewValidationServiceClient(conn).ValidateCodes(ctx)
	}, func(answer *firnv1.ValidateCodesResponse) error { return cut(answer, texts) })
}

// cut takes the packed displays of an answer apart, which belongs to reading them.
func cut(answer *firnv1.ValidateCodesResponse, into []string) error {
	text := answer.GetPreferredTermsText()
	for i, n := range answer.GetPreferredTermLengths() {
		if i >= len(into) || int(n) > len(text) {
			return errors.New("the packed displays don't fit their lengths")
		}
		into[i], text = text[:n], text[n:]
	}
	return nil
}

// pump sends messages without waiting for answers, reads all the answers, hands
// them to read, and returns rows a second.
func pump[Q, R any](ctx context.Context, long time.Duration, messages []*Q, open func(context.Context) (grpc.BidiStreamingClient[Q, R], error), read func(*R) error) (float64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := open(ctx)
	if err != nil {
		return 0, err
	}
	var wait sync.WaitGroup
	defer wait.Wait()
	begin := time.Now()
	var sent int
	ended := make(chan struct{})
	wait.Go(func() {
		defer close(ended)
		defer stream.CloseSend()
		for time.Since(begin) < long && stream.Send(at(messages, sent)) == nil {
			sent++
		}
	})
	answered := 0
	for {
		var answer *R
		if answer, err = stream.Recv(); err != nil {
			break
		}
		if err = read(answer); err != nil {
			break
		}
		answered++
	}
	took := time.Since(begin)
	cancel()
	<-ended
	if answered < sent {
		return 0, err
	}
	return float64(answered*streamRows) / took.Seconds(), nil
}
