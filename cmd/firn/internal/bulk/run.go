package bulk

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
)

// run is a job being done.
type run struct {
	job    *Job
	reader reader
	layout *layout
	done   atomic.Int64 // bytes of the inputs
	total  int64

	out, fix, fixLog *sink
	state            state
	resumed          int64
	blocks           int // written
	saved            time.Time
	told             time.Time
}

// progressEvery is the least time between two calls of [Job.Progress].
const progressEvery = 200 * time.Millisecond

// Run does a job and returns what it counted. Errors are [*Error], those of ctx, of
// package records where columns aren't found, and of reading and writing. Outputs
// that aren't whole are removed then, unless there is a checkpoint.
func Run(ctx context.Context, job Job) (*Summary, error) {
	if err := job.fill(); err != nil {
		return nil, err
	}
	r := &run{job: &job}
	from, err := readCheckpoint(&job)
	if err != nil {
		return nil, err
	}
	r.reader = reader{job: &job, done: &r.done}
	defer func() {
		if r.reader.in != nil {
			r.reader.in.Close()
		}
	}()
	if err := r.begin(ctx, from); err != nil {
		return nil, err
	}
	err = r.openOutputs(from)
	if err == nil {
		err = r.pipeline(ctx)
	}
	if err == nil {
		err = r.finish(ctx)
	}
	if err != nil {
		for _, s := range []*sink{r.out, r.fix, r.fixLog} {
			s.abandon(job.Checkpoint != "")
		}
		return nil, err
	}
	return r.summary(ctx)
}

// begin opens the first input, and then the one of the checkpoint.
func (r *run) begin(ctx context.Context, from *checkpoint) error {
	for _, path := range r.job.Inputs {
		info, err := os.Stat(path)
		if path == "-" || err != nil || !info.Mode().IsRegular() {
			r.total = 0
			break
		}
		r.total += info.Size()
	}
	if err := r.reader.open(ctx, 0, 0, 0); err != nil {
		return err
	}
	r.layout = r.reader.layout
	r.state = state{Counts: counts{Columns: make([]ColumnCounts, len(r.job.Columns))}}
	for range r.job.Columns {
		r.state.Tallies = append(r.state.Tallies, newTally())
	}
	if r.layout.header != nil && r.job.Header != records.HeaderYes && r.job.Say != nil {
		r.job.Say("the first row is taken as a header: " + string(trimEnd(r.layout.header)))
	}
	if from == nil {
		return nil
	}
	if err := r.reader.in.Close(); err != nil {
		return err
	}
	r.reader.in = nil
	r.state = from.State
	for _, t := range r.state.Tallies {
		if t.Numbers == nil || t.Texts == nil {
			return errorf("remove it to begin anew", "the checkpoint %s is damaged", r.job.Checkpoint)
		}
	}
	r.resumed = r.state.Counts.Rows + r.state.Counts.Unreadable
	r.done.Store(0)
	for i := range from.Input {
		r.done.Add(from.Inputs[i].Size)
	}
	err := r.reader.open(ctx, from.Input, from.Offset, from.Line)
	if err == nil && r.reader.in.plain != nil {
		r.done.Add(from.Offset)
	}
	return err
}

func (r *run) openOutputs(from *checkpoint) (err error) {
	var at map[string]int64
	if from != nil {
		at = from.Outputs
	}
	if r.out, err = openSink(r.job, r.job.Out, at[r.job.Out]); err != nil {
		return err
	}
	if r.fix, err = openSink(r.job, r.job.Fix, at[r.job.Fix]); err != nil {
		return err
	}
	if r.fixLog, err = openSink(r.job, r.job.FixLog, at[r.job.FixLog]); err != nil {
		return err
	}
	if from != nil {
		return nil
	}
	if err := r.out.write(r.outHeader()); err != nil {
		return err
	}
	if err := r.fix.write(r.layout.header); err != nil {
		return err
	}
	return r.fixLog.write([]byte(fixLogHeader))
}

// outHeader is what stands before the rows of the output.
func (r *run) outHeader() []byte {
	if r.job.Rows == ReportRows {
		return []byte("{\"entries\":[\n")
	}
	header := r.layout.header
	if header == nil {
		return nil
	}
	text := trimEnd(header)
	dst := append([]byte(nil), text...)
	for i := range r.job.Columns {
		for _, title := range titles(&r.job.Columns[i]) {
			dst = appendCell(append(dst, r.layout.output), title, r.layout.output)
		}
	}
	return appendEnd(dst, header[len(text):])
}

// pipeline runs the three stages.
func (r *run) pipeline(ctx context.Context) error {
	workers := r.job.workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	blocks := 2*workers + 3
	free, work, order := make(chan *block, blocks), make(chan *block, blocks), make(chan *block, blocks)
	for range blocks {
		free <- newBlock(len(r.job.Columns))
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(order)
		defer close(work)
		return r.read(ctx, free, work, order)
	})
	for range workers {
		w := newWorker(r.job, r.layout)
		group.Go(func() error {
			for b := range work {
				b.err = w.do(b)
				b.done <- struct{}{}
			}
			return nil
		})
	}
	group.Go(func() error {
		for b := range order {
			<-b.done
			if b.err != nil {
				return b.err
			}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := r.write(b); err != nil {
				return err
			}
			free <- b
		}
		return nil
	})
	return group.Wait()
}

// read is the first stage.
func (r *run) read(ctx context.Context, free, work, order chan *block) error {
	for {
		var b *block
		select {
		case b = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		b.reset()
		err := r.reader.next(ctx, b)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			b.err = err // told behind what is wrong with the rows before
			b.done <- struct{}{}
			order <- b
			return nil
		}
		if err != nil {
			return err
		}
		work <- b // there is room for all blocks
		order <- b
	}
}

// write is the last stage.
func (r *run) write(b *block) error {
	if r.job.stop != nil {
		if err := r.job.stop(r.blocks); err != nil {
			return err
		}
	}
	out := b.out
	if s := &r.state.Counts; r.job.Rows == ReportRows && len(out) > 0 && s.Failing+s.Unreadable == 0 {
		out = out[len(",\n"):] // nothing stands before the first entry
	}
	for _, part := range []struct {
		sink *sink
		data []byte
	}{{r.out, out}, {r.fix, b.fix}, {r.fixLog, b.fixLog}} {
		if err := part.sink.write(part.data); err != nil {
			return err
		}
	}
	r.state.Counts.add(&b.counts)
	for _, code := range b.codes {
		if t := r.state.Tallies[code.column]; code.number != 0 {
			t.number(code.number)
		} else {
			t.text(b.codeTexts[code.from:code.to])
		}
	}
	for i := range b.unreadable {
		if len(r.state.Unreadable) < unreadableTold {
			r.state.Unreadable = append(r.state.Unreadable, b.unreadable[i])
		}
	}
	if most := r.job.MaxUnreadable; most >= 0 && r.state.Counts.Unreadable > most {
		first := r.state.Unreadable[len(r.state.Unreadable)-1]
		return errorf("mend the input, or allow more with --max-unreadable", "%d rows can't be read, among them line %d of %s: %s", r.state.Counts.Unreadable, first.Line, first.Input, first.Reason)
	}
	if r.blocks++; r.blocks%r.job.sectionBlocks == 0 {
		if err := r.endSection(b); err != nil {
			return err
		}
	}
	r.tell(false)
	return nil
}

// endSection ends a section behind a block, and makes a checkpoint if it is time.
func (r *run) endSection(b *block) error {
	sinks := []*sink{r.out, r.fix, r.fixLog}
	for _, s := range sinks {
		if err := s.endSection(); err != nil {
			return err
		}
	}
	now := time.Now()
	if r.job.Checkpoint == "" || b.unfinished || now.Sub(r.saved) < r.job.CheckpointEvery {
		return nil
	}
	inputs, err := describeInputs(r.job)
	if err != nil {
		return err
	}
	c := checkpoint{
		Version: checkpointVersion, Settings: r.job.Settings, Inputs: inputs,
		Input: b.input, Offset: b.end, Line: b.line - 1 + b.lines, Outputs: map[string]int64{}, State: r.state,
	}
	for _, s := range sinks {
		if s == nil {
			continue
		}
		if err := s.sync(); err != nil {
			return err
		}
		c.Outputs[s.path] = s.written
	}
	r.saved = now
	return c.write(r.job.Checkpoint)
}

func (r *run) tell(last bool) {
	if r.job.Progress == nil {
		return
	}
	now := time.Now()
	if !last && now.Sub(r.told) < progressEvery {
		return
	}
	r.told = now
	r.job.Progress(Progress{Rows: r.state.Counts.Rows + r.state.Counts.Unreadable, Resumed: r.resumed, Done: r.done.Load(), Total: r.total})
}

// finish ends the outputs and puts them in their places.
func (r *run) finish(ctx context.Context) error {
	if r.job.Rows == ReportRows && r.job.Out != "" {
		summary, err := r.summary(ctx)
		if err != nil {
			return err
		}
		text, err := summary.JSON()
		if err != nil {
			return err
		}
		if err := r.out.write(append(append([]byte("\n],\n\"summary\":"), text...), "}\n"...)); err != nil {
			return err
		}
	}
	for _, s := range []*sink{r.out, r.fix, r.fixLog} {
		if err := s.finish(); err != nil {
			return err
		}
	}
	r.tell(true)
	if r.job.Checkpoint != "" {
		if err := os.Remove(r.job.Checkpoint); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
