package synth

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"sync"
)

// blockSize is how many concepts are written as a piece: small enough to keep
// all cores busy to the end, large enough not to matter.
const blockSize = 2048

// Items of descriptions and relationships are spread, so that blocks can be
// written side by side: each concept has room for so many.
const (
	mostDescriptions  = 8
	mostRelationships = 56
)

// scaleWriter writes the files of a scale profile, in blocks of concepts that
// are made side by side and written in order.
type scaleWriter struct {
	*writer
	world *world
	lanes []*lane
	// facts are of each description, by its number: they are worked out with
	// the description file and used by those that refer to descriptions.
	facts    []descriptionFacts
	counts   map[string]count
	tune     tuning
	isA      int32
	coreLock sync.Mutex
	// Tops of some hierarchies, and a tag.
	productTop, findingTop, situationTop, eventTop int32
	productTag                                     uint8
	attributeTypes                                 map[int32]bool // those in use
	// Of the simple reference sets.
	ranks       []rank
	eligible    int
	eligibleTop map[int32]int
	sets        []placedRefset
	progress    func(Progress)
	files       int
	filesAll    int
}

// count is the rows of a file, over all concepts.
type count struct{ rows, active int }

// lane is what one goroutine has for itself.
type lane struct {
	speller    *speller
	words      map[uint64]struct{}
	attributes []attribute
	relations  []relation
	list       []description
	text       []byte
}

// Progress tells how far making a release has come.
type Progress struct {
	// Phase is "grow" while the concepts are made, "write" while the files are.
	Phase string
	// File is the file being written, by its path in the package.
	File string
	// Done of Total concepts are made, or written to the file.
	Done, Total int
	// Files of AllFiles are finished.
	Files, AllFiles int
}

// block is a piece of a file.
type block struct {
	text []byte
	n    int
	on   int
}

// blocks writes a file whose rows come concept by concept: fill adds those of
// the concepts from lo to hi, in writing order.
func (w *scaleWriter) blocks(folder, name, header string, fill func(t *table, l *lane, lo, hi int)) error {
	kind := releaseTypes[w.typ]
	path := fmt.Sprintf("%s/%s/"+name+"_%d_%s.txt", kind, folder, kind, Namespace, w.dates[len(w.dates)-1])
	out, err := w.sink.Create(path)
	if err != nil {
		return fmt.Errorf("synth: creating %s: %w", path, err)
	}
	if w.progress != nil {
		w.progress(Progress{Phase: "write", File: path, Total: len(w.world.order), Files: w.files, AllFiles: w.filesAll})
	}
	total := count{}
	err = w.stream(out, header, fill, path, &total)
	if closed := out.Close(); err == nil {
		err = closed
	}
	w.rows[path], w.counts[path] = total.rows, total
	w.files++
	if err != nil {
		return fmt.Errorf("synth: writing %s: %w", path, err)
	}
	return nil
}

func (w *scaleWriter) stream(out io.Writer, header string, fill func(t *table, l *lane, lo, hi int), path string, total *count) error {
	if _, err := out.Write(append(bytes.ReplaceAll([]byte(header), []byte(" "), []byte("\t")), '\r', '\n')); err != nil {
		return err
	}
	n := len(w.world.order)
	all := (n + blockSize - 1) / blockSize
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	pieces := make(chan chan block, len(w.lanes)+1)
	jobs := make(chan func(l *lane))
	var workers sync.WaitGroup
	for _, l := range w.lanes {
		workers.Go(func() {
			for job := range jobs {
				job(l)
			}
		})
	}
	go func() {
		defer close(pieces)
		defer close(jobs)
		for b := range all {
			piece := make(chan block, 1)
			select {
			case pieces <- piece:
			case <-ctx.Done():
				return
			}
			jobs <- func(l *lane) {
				t := &table{writer: w.writer, buf: textPool.Get().([]byte)[:0]}
				fill(t, l, b*blockSize, min((b+1)*blockSize, n))
				piece <- block{t.buf, t.n, t.on}
			}
		}
	}()
	var failed error
	done := 0
	for piece := range pieces {
		b := <-piece
		if failed == nil {
			if _, failed = out.Write(b.text); failed != nil {
				cancel()
			}
		}
		//lint:ignore SA6002 a slice header is small change beside the text
		textPool.Put(b.text)
		total.rows += b.n
		total.active += b.on
		if done++; w.progress != nil && done%8 == 0 {
			w.progress(Progress{Phase: "write", File: path, Done: min(done*blockSize, n), Total: n, Files: w.files, AllFiles: w.filesAll})
		}
	}
	workers.Wait()
	if failed == nil {
		failed = w.ctx.Err()
	}
	return failed
}

var textPool = sync.Pool{New: func() any { return make([]byte, 0, 1<<19) }}

// generateScale makes a release of a scale profile.
func generateScale(ctx context.Context, cfg Config, dates []string, sink Sink, progress func(Progress)) (*Summary, error) {
	s, err := shapeOf(cfg.Profile, cfg.Part)
	if err != nil {
		return nil, err
	}
	world, err := buildScale(ctx, cfg, s, progress)
	if err != nil {
		return nil, err
	}
	w := &scaleWriter{
		writer: newWriter(ctx, world.b, dates, sink), world: world, counts: map[string]count{}, attributeTypes: map[int32]bool{}, progress: progress,
		facts: make([]descriptionFacts, len(world.nodes)*mostDescriptions),
	}
	for range runtime.GOMAXPROCS(0) {
		w.lanes = append(w.lanes, &lane{speller: &speller{words: maps.Clone(world.b.spelling.words)}, words: map[uint64]struct{}{}})
	}
	w.isA = w.b.must(isA)
	w.productTop, w.findingTop, w.situationTop, w.eventTop = w.b.must(topProduct), w.b.must(topFinding), w.b.must(topSituation), w.b.must(topEvent)
	w.productTag = world.tagOf("product")
	w.rankConcepts()
	if err := w.adjust(); err != nil {
		return nil, err
	}
	types := w.types()
	w.filesAll = len(types) * 14
	for _, w.typ = range types {
		steps := []func() error{w.terminology, w.content, w.maps, w.metadataFiles}
		if err := inOrder(steps); err != nil {
			return nil, err
		}
	}
	summary, err := w.summarize()
	if err != nil {
		return nil, err
	}
	if err := w.texts(summary); err != nil {
		return nil, err
	}
	if w.b.err != nil {
		return nil, w.b.err
	}
	return summary, nil
}
