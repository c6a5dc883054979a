package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/firn-sct/firn/cmd/firn/internal/box"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// live is `firn search` without a text: a box on the terminal. It draws on standard
// output if that is a terminal, else on the terminal itself, so that the concept that
// is chosen can go to another command.
func (f *searchCommand) live(p *process) error {
	in, terminal := p.stdin.(*os.File)
	if !terminal || !isTerminal(in) || os.Getenv("TERM") == "dumb" || f.JSON || f.Count || f.Facets {
		return usagef("run firn search --help", `expected "<text> ..."`)
	}
	out, closeOut, err := p.drawing()
	if err != nil {
		return usagef("give a text: firn search TEXT", "there is no terminal for a search box: %v", err)
	}
	defer closeOut()

	// What is said meanwhile would spoil the screen.
	held := &heldOutput{to: p.stderr}
	p.stderr = held
	defer func() {
		p.stderr = held.to
		held.release()
	}()
	c, err := f.connect(p)
	if err != nil {
		return err
	}
	defer c.close()

	// A terminal that is closed, or whose owner ends us, is given back like any other.
	ctx, stop := signal.NotifyContext(p.ctx, syscall.SIGHUP)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l := &liveSearch{
		command: f, concepts: c.concepts, in: in, out: out,
		screen:   &box.Screen{Out: out, Plain: os.Getenv("NO_COLOR") != ""},
		model:    box.New(),
		events:   make(chan box.Event),
		input:    make(chan []byte),
		failures: make(chan error),
		panics:   make(chan any),
	}
	if err := l.open(ctx, cancel, c.search); err != nil {
		return limitError(err)
	}
	if err := l.run(ctx); err != nil {
		return err
	}
	if hit := l.model.Chosen(); hit != nil {
		p.line("%s\t%s", hit.ConceptID, hit.PreferredTerm)
	}
	return nil
}

// drawing returns the terminal to draw on.
func (p *process) drawing() (out *os.File, closeOut func(), err error) {
	if f, ok := p.stdout.(*os.File); ok && isTerminal(f) {
		return f, func() {}, nil
	}
	f, err := os.OpenFile(controllingTerminal, os.O_WRONLY, 0)
	if err != nil {
		return nil, nil, err
	}
	return f, func() { f.Close() }, nil
}

// liveSearch runs a box. One goroutine reads the keyboard, one the answers; each
// call for details has one. All else is done by the one of run.
type liveSearch struct {
	command  *searchCommand
	concepts firnv1.ConceptServiceClient
	stream   grpc.BidiStreamingClient[firnv1.SuggestRequest, firnv1.SuggestResponse]
	in, out  *os.File
	screen   *box.Screen

	model    box.Model
	decoder  box.Decoder
	asked    time.Time // the newest query
	events   chan box.Event
	input    chan []byte
	failures chan error
	panics   chan any // of other goroutines
}

const (
	// liveHits is how many hits a list has: some screens full.
	liveHits = 100
	// escapeDelay is how long after an ESC the rest of a key may come.
	escapeDelay = 40 * time.Millisecond
	// patience is how long the screen waits for an answer before it shows that it
	// waits: what comes sooner is drawn at once, in its place.
	patience = 30 * time.Millisecond
)

// open begins the stream of suggestions, with an empty text: settings at fault, and a
// server that isn't there, are told before the screen is taken.
func (l *liveSearch) open(ctx context.Context, cancel context.CancelCauseFunc, search firnv1.SearchServiceClient) error {
	if timeout := l.command.Timeout; timeout > 0 {
		timer := time.AfterFunc(timeout, func() { cancel(context.DeadlineExceeded) })
		defer timer.Stop()
	}
	var err error
	if l.stream, err = search.Suggest(ctx); err != nil {
		return err
	}
	settings := l.command.request()
	settings.PageSize = liveHits
	if err := l.stream.Send(&firnv1.SuggestRequest{Settings: settings}); err != nil && err != io.EOF {
		return err
	}
	first, err := l.stream.Recv() // which has the error of Send, too
	if cause := context.Cause(ctx); err != nil && cause == context.DeadlineExceeded {
		return status.Error(codes.DeadlineExceeded, cause.Error())
	}
	if err != nil {
		return err
	}
	if e := first.GetError(); e != nil {
		return status.Error(codes.Code(e.GetCode()), strings.Replace(e.GetMessage(), "settings.", "", 1))
	}
	return nil
}

// run takes the terminal, and gives it back however it ends.
func (l *liveSearch) run(ctx context.Context) error {
	before, err := term.MakeRaw(int(l.in.Fd()))
	if err != nil {
		return terminalError(err)
	}
	defer term.Restore(int(l.in.Fd()), before)
	drawn, err := drawingMode(l.out)
	if err != nil {
		return terminalError(err)
	}
	defer drawn()
	defer l.screen.Leave()
	if err := l.screen.Enter(); err != nil {
		return terminalError(err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // of what the goroutines wait for

	signals := make(chan os.Signal, 1)
	stop := watchTerminal(signals)
	defer stop()
	go l.guard(ctx, func() { l.read(ctx) })
	go l.guard(ctx, func() { l.receive(ctx) })
	if _, err := l.update(ctx, l.size()); err != nil {
		return err
	}
	return l.loop(ctx, signals)
}

// loop does what comes, until the box is left.
func (l *liveSearch) loop(ctx context.Context, signals <-chan os.Signal) error {
	var waiting time.Time // since when for an answer; zero for not
	for {
		var late, lone <-chan time.Time
		switch {
		case !l.model.Waiting():
			waiting = time.Time{}
		case waiting.IsZero():
			waiting = time.Now()
		}
		if left := patience - time.Since(waiting); !waiting.IsZero() && left > 0 {
			late = time.After(left)
		} else if err := l.screen.Draw(l.model.View()); err != nil {
			return terminalError(err)
		}
		if l.decoder.Pending() {
			lone = time.After(escapeDelay)
		}
		var events []box.Event
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-l.panics:
			panic(r)
		case err := <-l.failures:
			return err
		case <-late:
		case bytes := <-l.input:
			events = keyEvents(l.decoder.Decode(bytes))
		case <-lone:
			events = keyEvents(l.decoder.Flush())
		case event := <-l.events:
			events = []box.Event{event}
		case s := <-signals:
			if continued(s) { // somebody else had the terminal
				if _, err := term.MakeRaw(int(l.in.Fd())); err != nil {
					return terminalError(err)
				}
				if err := l.screen.Enter(); err != nil {
					return terminalError(err)
				}
			}
			events = []box.Event{l.size()}
		}
		for _, event := range events {
			if left, err := l.update(ctx, event); left || err != nil {
				return err
			}
		}
	}
}

func terminalError(err error) error { return fmt.Errorf("the terminal: %w", err) }

func keyEvents(keys []box.Key) (events []box.Event) {
	for _, key := range keys {
		events = append(events, key)
	}
	return events
}

// update gives the box an event and does what it wants.
func (l *liveSearch) update(ctx context.Context, event box.Event) (left bool, err error) {
	if answer, ok := event.(box.Answer); ok {
		answer.Took = time.Since(l.asked) // of an older query it is passed over, whatever this says
		event = answer
	}
	var effects []box.Effect
	l.model, effects = l.model.Update(event)
	for _, effect := range effects {
		switch e := effect.(type) {
		case box.Leave:
			return true, nil
		case box.Redraw:
			l.screen.Redraw()
		case box.Ask:
			l.asked = time.Now()
			// An error of Send is told by Recv.
			if err := l.stream.Send(&firnv1.SuggestRequest{Correlation: e.Number, Text: e.Text}); err != nil && err != io.EOF {
				return false, err
			}
		case box.Show:
			go l.guard(ctx, func() { l.send(ctx, l.details(ctx, e.ConceptID)) })
		}
	}
	return false, nil
}

// size asks the terminal how large it is.
func (l *liveSearch) size() box.Resize {
	width, height, err := term.GetSize(int(l.out.Fd()))
	if err != nil {
		return box.Resize{} // the usual size
	}
	return box.Resize{Width: width, Height: height}
}

// guard runs a goroutine. Its panic is that of run, which gives the terminal back.
func (l *liveSearch) guard(ctx context.Context, f func()) {
	defer func() {
		if r := recover(); r != nil {
			select {
			case l.panics <- r:
			case <-ctx.Done():
			}
		}
	}()
	f()
}

// send hands an event to run.
func (l *liveSearch) send(ctx context.Context, event box.Event) {
	select {
	case l.events <- event:
	case <-ctx.Done():
	}
}

// fail ends run with an error.
func (l *liveSearch) fail(ctx context.Context, err error) {
	select {
	case l.failures <- err:
	case <-ctx.Done():
	}
}

// read reads the keyboard. It may wait in Read when the box has been left, until the
// process ends.
func (l *liveSearch) read(ctx context.Context) {
	for {
		bytes := make([]byte, 1024)
		n, err := l.in.Read(bytes)
		if n > 0 {
			select {
			case l.input <- bytes[:n]:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			l.fail(ctx, fmt.Errorf("reading the keyboard: %w", err))
			return
		}
	}
}

// receive takes the answers.
func (l *liveSearch) receive(ctx context.Context) {
	for {
		response, err := l.stream.Recv()
		if err == io.EOF {
			err = status.Error(codes.Unavailable, "the server has ended the search")
		}
		if err != nil {
			l.fail(ctx, err)
			return
		}
		l.send(ctx, boxAnswer(response))
	}
}
