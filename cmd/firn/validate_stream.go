package main

import (
	"errors"
	"io"
	"strings"
	"time"

	"google.golang.org/grpc"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// validation sends the rows of an input through ValidateCodes and prints the
// verdicts. A goroutine reads and sends; the answers are printed as they
// come. What is on its way is bounded, so that memory doesn't grow with the input.
type validation struct {
	p        *process
	source   string // of the rows, for messages
	reader   *records.Reader
	settings *firnv1.ValidateCodesRequest
	json     bool
	displays bool
	limit    bool

	began    time.Time
	rows     int // answered
	failing  int // of rows
	badRows  int // that couldn't be read
	release  string
	verdicts map[firnv1.Verdict]int
	checks   map[firnv1.DisplayCheck]int
	outside  int // of the limit

	progress counter
}

// A message has at most so many rows and so many bytes of text; so many messages
// may be on their way.
const (
	batchRows     = 1000
	batchBytes    = 256 << 10
	batchesAtOnce = 8
)

// batch is the rows of one message.
type batch struct {
	records []records.Record
	bad     []*records.RowError // rows before its end that couldn't be read
}

// run judges all rows. It returns an error of the stream, or of an input that
// can't be read on.
func (v *validation) run(c *client) error {
	v.began = time.Now()
	defer v.progress.clear()
	v.verdicts = make(map[firnv1.Verdict]int)
	v.checks = make(map[firnv1.DisplayCheck]int)
	stream, err := c.validation.ValidateCodes(c.ctx)
	if err != nil {
		return err
	}
	sent := make(chan batch, batchesAtOnce)
	stop := make(chan struct{}) // closed when nobody receives any more
	var readErr error
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		defer close(sent)
		readErr = v.send(stream, sent, stop)
	}()

	err = v.receive(stream, sent)
	close(stop)
	if err != nil {
		// The sender may be waiting for input that never comes: leave it behind.
		return limitError(err)
	}
	<-finished
	if readErr != nil {
		return inputError(v.source, readErr)
	}
	return nil
}

// send reads rows and sends them, until the input ends.
func (v *validation) send(stream grpc.BidiStreamingClient[firnv1.ValidateCodesRequest, firnv1.ValidateCodesResponse], sent chan<- batch, stop <-chan struct{}) error {
	defer stream.CloseSend()
	settings := v.settings
	for first := true; ; first = false {
		b, readErr := v.readBatch()
		if errors.Is(readErr, io.EOF) && len(b.records)+len(b.bad) == 0 && !first {
			return nil
		}
		// The first message goes out even if it is empty: a release, dialect or
		// limit that doesn't exist is an error whatever the input.
		request := settings
		settings = &firnv1.ValidateCodesRequest{}
		for _, record := range b.records {
			// Only UTF-8 travels. What isn't would be malformed anyway.
			request.Codes = append(request.Codes, strings.ToValidUTF8(record.Code, "\uFFFD"))
			if v.displays {
				request.Displays = append(request.Displays, strings.ToValidUTF8(record.Display, "\uFFFD"))
			}
		}
		select {
		case sent <- b:
		case <-stop:
			return nil
		}
		if stream.Send(request) != nil {
			return nil // Recv has the error
		}
		switch {
		case errors.Is(readErr, io.EOF):
			return nil
		case readErr != nil:
			return readErr
		}
	}
}

// readBatch reads the rows of the next message: as many as fit, or fewer when
// more would have to be waited for. The error is that which ended it: io.EOF, or
// that of an input that can't be read on.
func (v *validation) readBatch() (batch, error) {
	var b batch
	for size := 0; len(b.records) < batchRows && size < batchBytes; {
		record, err := v.reader.Next()
		var bad *records.RowError
		switch {
		case errors.As(err, &bad) && !bad.Fatal:
			b.bad = append(b.bad, bad)
			if len(b.bad) == batchRows {
				return b, nil
			}
			continue
		case err != nil:
			return b, err
		}
		b.records = append(b.records, record)
		size += len(record.Code) + len(record.Display)
		if !v.reader.Ready() {
			break
		}
	}
	return b, nil
}

// receive prints the answer to each batch.
func (v *validation) receive(stream grpc.BidiStreamingClient[firnv1.ValidateCodesRequest, firnv1.ValidateCodesResponse], sent <-chan batch) error {
	for b := range sent {
		response, err := stream.Recv()
		if err != nil {
			return err
		}
		if v.release == "" && !v.json {
			// Not before: an error of the request has no output at all.
			v.p.line("%s", strings.Join(v.columns(), "\t"))
		}
		v.release = response.GetRelease()
		if err := v.print(b, response); err != nil {
			return err
		}
		v.progress.tell(v.rows)
		if len(sent) == 0 {
			// The input may be slow: don't keep what is known from the reader.
			if err := v.p.out.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}
