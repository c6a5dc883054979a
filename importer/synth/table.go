package synth

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/firn-sct/firn/terminology/sctid"
)

// module is one of the modules of a synthetic edition.
type module uint8

const (
	moduleCore    module = iota // top-level hierarchies
	moduleModel                 // metadata
	moduleContent               // synthetic content, English
	moduleEdition               // the edition's own: Swedish
)

// releaseType is one of the forms in which a release is written.
type releaseType uint8

const (
	snapshotType releaseType = iota
	fullType
	deltaType
)

var releaseTypes = [...]string{"Snapshot", "Full", "Delta"}

// writer writes the files of one package.
type writer struct {
	ctx     context.Context
	b       *builder
	dates   []string
	sink    Sink
	typ     releaseType
	modules [4]sctid.ID
	rows    map[string]int
}

// table is a file being written.
type table struct {
	*writer
	path string
	out  io.WriteCloser
	buf  []byte
	cell bool // the row has a cell already
	n    int
	on   int // rows that are active
	err  error
}

const flushAt = 1 << 15

// file writes one file of the current release type: name has a %s for the type,
// header the column names separated by blanks.
func (w *writer) file(folder, name, header string, fill func(t *table)) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	kind := releaseTypes[w.typ]
	path := fmt.Sprintf("%s/%s/"+name+"_%d_%s.txt", kind, folder, kind, Namespace, w.dates[len(w.dates)-1])
	out, err := w.sink.Create(path)
	if err != nil {
		return fmt.Errorf("synth: creating %s: %w", path, err)
	}
	t := &table{writer: w, path: path, out: out, n: -1}
	t.buf = append(t.buf, bytes.ReplaceAll([]byte(header), []byte(" "), []byte("\t"))...)
	t.end()
	fill(t)
	t.flush()
	if err := out.Close(); t.err == nil {
		t.err = err
	}
	w.rows[path] = t.n
	if t.err != nil {
		return fmt.Errorf("synth: writing %s: %w", path, t.err)
	}
	return nil
}

// version is one row to write of a component.
type version struct {
	date   int
	first  bool // there is a later version: the state before the change
	active bool
}

// versions calls row for each version that this release type holds of a
// component that was created, and perhaps changed or retired.
func (t *table) versions(h history, inactive bool, row func(v version)) {
	changed := h.changed > h.created
	last := len(t.dates) - 1
	if changed && t.typ == fullType {
		row(version{int(h.created), true, true})
	}
	if t.typ != deltaType || int(max(h.created, h.changed)) == last {
		row(version{int(max(h.created, h.changed)), false, !inactive})
	}
}

func (t *table) tab() {
	if t.cell {
		t.buf = append(t.buf, '\t')
	}
	t.cell = true
}

func (t *table) text(s string) *table {
	t.tab()
	t.buf = append(t.buf, s...)
	return t
}

func (t *table) id(ids ...sctid.ID) *table {
	for _, id := range ids {
		t.tab()
		t.buf = id.Append(t.buf)
	}
	return t
}

func (t *table) int(n int) *table {
	t.tab()
	t.buf = strconv.AppendInt(t.buf, int64(n), 10)
	return t
}

// state writes the columns effectiveTime, active and moduleId.
func (t *table) state(v version, m module) *table {
	t.text(t.dates[v.date])
	if v.active {
		t.on++
		t.text("1")
	} else {
		t.text("0")
	}
	return t.id(t.modules[m])
}

// member writes the six columns that all reference set rows begin with.
func (t *table) member(v version, m module, refset, component sctid.ID, extra uint64) *table {
	t.tab()
	t.buf = appendUUID(t.buf, t.b.cfg.Seed, refset, component, extra)
	return t.state(v, m).id(refset, component)
}

// end ends the row.
func (t *table) end() {
	t.buf = append(t.buf, '\r', '\n')
	t.cell = false
	t.n++
	if len(t.buf) >= flushAt && t.out != nil {
		t.flush()
	}
}

func (t *table) flush() {
	if t.err == nil {
		_, t.err = t.out.Write(t.buf)
	}
	t.buf = t.buf[:0]
}
