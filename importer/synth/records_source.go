package synth

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// RecordSource is what [WriteRecords] must know of a release: its concepts with
// a term each, which are retired and replaced, and the hierarchy.
type RecordSource struct {
	concepts []recordConcept
	byID     map[sctid.ID]int32
	children map[int32][]int32
}

type recordConcept struct {
	id, description  sctid.ID
	fsn, synonym     string
	active, replaced bool
}

// ReadRecordSource reads the Snapshot files of a release: a zip archive or a
// directory, of this package or any other RF2 release in English.
func ReadRecordSource(name string) (*RecordSource, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("synth: reading a release: %w", err)
	}
	var files fs.FS = os.DirFS(name)
	if !info.IsDir() {
		z, err := zip.OpenReader(name)
		if err != nil {
			return nil, fmt.Errorf("synth: reading the release %s: %w", name, err)
		}
		defer z.Close()
		files = z
	}
	s := newRecordSource()
	for _, kind := range recordFiles {
		found := false
		err := fs.WalkDir(files, ".", func(at string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !kind.is(at) {
				return err
			}
			found = true
			f, err := files.Open(at)
			if err != nil {
				return err
			}
			w := &lineWriter{row: func(row [][]byte) error { return kind.take(s, row) }}
			_, err = io.CopyBuffer(struct{ io.Writer }{w}, f, make([]byte, 1<<18))
			return errors.Join(err, w.Close(), f.Close())
		})
		if err != nil {
			return nil, fmt.Errorf("synth: reading the release %s: %w", name, err)
		}
		if !found && kind.needed {
			return nil, fmt.Errorf("synth: %s has no Snapshot file %s: expected an RF2 release", name, kind.prefix)
		}
	}
	return s, nil
}

// GenerateRecordSource makes the release in memory, keeping what records need.
func GenerateRecordSource(ctx context.Context, cfg Config) (*RecordSource, error) {
	cfg.Full, cfg.Delta = false, false
	s := newRecordSource()
	if _, err := Generate(ctx, cfg, sourceSink{s}); err != nil {
		return nil, err
	}
	return s, nil
}

func newRecordSource() *RecordSource {
	return &RecordSource{byID: map[sctid.ID]int32{}, children: map[int32][]int32{}}
}

// recordFile is a file to read, and what to do with its rows.
type recordFile struct {
	prefix string
	needed bool
	take   func(s *RecordSource, row [][]byte) error
}

// recordFiles are in the order in which they must be read, which is also the
// order in which they are written.
var recordFiles = []recordFile{
	{"sct2_Concept_", true, (*RecordSource).takeConcept},
	{"sct2_Description_", true, (*RecordSource).takeDescription},
	{"sct2_Relationship_", true, (*RecordSource).takeRelationship},
	{"der2_cRefset_Association", false, (*RecordSource).takeAssociation},
}

func (f recordFile) is(at string) bool {
	base := path.Base(at)
	return strings.HasPrefix(base, f.prefix) && strings.Contains(base, "Snapshot") && strings.HasSuffix(base, ".txt")
}

// errShortRow is the fault of a row that lacks columns.
var errShortRow = errors.New("a row has too few columns")

func ids(row [][]byte, columns ...int) ([]sctid.ID, error) {
	out := make([]sctid.ID, len(columns))
	for i, c := range columns {
		if c >= len(row) {
			return nil, errShortRow
		}
		id, err := sctid.ParseBytes(row[c])
		if err != nil {
			return nil, err
		}
		out[i] = id
	}
	return out, nil
}

func (s *RecordSource) takeConcept(row [][]byte) error {
	id, err := ids(row, 0)
	if err != nil {
		return err
	}
	if len(row) < 3 {
		return errShortRow
	}
	s.byID[id[0]] = int32(len(s.concepts))
	s.concepts = append(s.concepts, recordConcept{id: id[0], active: string(row[2]) == "1"})
	return nil
}

func (s *RecordSource) takeDescription(row [][]byte) error {
	if len(row) < 8 {
		return errShortRow
	}
	if string(row[2]) != "1" || string(row[5]) != "en" {
		return nil
	}
	id, err := ids(row, 0, 4, 6)
	if err != nil {
		return err
	}
	at, ok := s.byID[id[1]]
	if !ok {
		return nil
	}
	c := &s.concepts[at]
	switch {
	case id[2] == typeFSN && c.fsn == "":
		c.fsn, c.description = string(row[7]), id[0]
	case id[2] == typeSynonym && c.synonym == "":
		c.synonym = string(row[7])
	}
	return nil
}

func (s *RecordSource) takeRelationship(row [][]byte) error {
	if len(row) < 9 {
		return errShortRow
	}
	if string(row[2]) != "1" || string(row[7]) != "116680003" {
		return nil
	}
	id, err := ids(row, 4, 5)
	if err != nil {
		return err
	}
	child, ok := s.byID[id[0]]
	parent, known := s.byID[id[1]]
	if ok && known {
		s.children[parent] = append(s.children[parent], child)
	}
	return nil
}

func (s *RecordSource) takeAssociation(row [][]byte) error {
	if len(row) < 7 {
		return errShortRow
	}
	if string(row[2]) != "1" {
		return nil
	}
	id, err := ids(row, 4, 5)
	if err != nil {
		return err
	}
	if at, ok := s.byID[id[1]]; ok && (id[0] == assocSameAs || id[0] == assocReplacedBy) {
		s.concepts[at].replaced = true
	}
	return nil
}

// recordPools are the concepts that records of each kind draw from.
type recordPools struct{ good, outside, replaced, retired []int32 }

func (p *recordPools) of(kind RecordKind) *[]int32 {
	switch kind {
	case RecordReplaced:
		return &p.replaced
	case RecordRetired:
		return &p.retired
	case RecordOutOfHierarchy:
		return &p.outside
	default:
		return &p.good
	}
}

// pools sorts the concepts that have a name, in the order of the file.
func (s *RecordSource) pools(below sctid.ID) recordPools {
	inside := make([]bool, len(s.concepts))
	var queue []int32
	if top, ok := s.byID[below]; ok {
		queue = append(queue, top)
		inside[top] = true
	}
	for len(queue) > 0 {
		at := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, c := range s.children[at] {
			if !inside[c] {
				inside[c] = true
				queue = append(queue, c)
			}
		}
	}
	var p recordPools
	for i, c := range s.concepts {
		switch {
		case c.fsn == "":
		case c.active && inside[i]:
			p.good = append(p.good, int32(i))
		case c.active:
			p.outside = append(p.outside, int32(i))
		case c.replaced:
			p.replaced = append(p.replaced, int32(i))
		default:
			p.retired = append(p.retired, int32(i))
		}
	}
	return p
}

// sourceSink keeps what records need of a release that is being made.
type sourceSink struct{ s *RecordSource }

// Create implements [Sink].
func (k sourceSink) Create(at string) (io.WriteCloser, error) {
	for _, kind := range recordFiles {
		if kind.is(at) {
			return &lineWriter{row: func(row [][]byte) error { return kind.take(k.s, row) }}, nil
		}
	}
	return nowhere{}, nil
}

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) Close() error                { return nil }

// lineWriter takes a table apart that is written to it in pieces, and hands
// its rows on, without the header line.
type lineWriter struct {
	row  func(row [][]byte) error
	rest []byte
	line int
	cut  [][]byte
}

// Write implements [io.Writer]. The error says the line.
func (w *lineWriter) Write(p []byte) (int, error) {
	n := len(p)
	for {
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			w.rest = append(w.rest, p...)
			return n, nil
		}
		line := p[:end]
		if len(w.rest) > 0 {
			w.rest = append(w.rest, line...)
			line = w.rest
		}
		if err := w.take(line); err != nil {
			return 0, err
		}
		w.rest = w.rest[:0]
		p = p[end+1:]
	}
}

func (w *lineWriter) take(line []byte) error {
	w.line++
	if line = bytes.TrimSuffix(line, []byte("\r")); w.line == 1 || len(line) == 0 {
		return nil
	}
	w.cut = w.cut[:0]
	for {
		end := bytes.IndexByte(line, '\t')
		if end < 0 {
			w.cut = append(w.cut, line)
			break
		}
		w.cut = append(w.cut, line[:end])
		line = line[end+1:]
	}
	if err := w.row(w.cut); err != nil {
		return fmt.Errorf("line %d: %w", w.line, err)
	}
	return nil
}

// Close takes a last line that has no end.
func (w *lineWriter) Close() error {
	if len(w.rest) == 0 {
		return nil
	}
	rest := w.rest
	w.rest = nil
	return w.take(rest)
}
