package bulk

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/validate"
)

// batchRows is how many rows are judged at a time.
const batchRows = 256

// worker judges and renders blocks. It is for one goroutine.
type worker struct {
	job       *Job
	layout    *layout
	judges    []*validate.Judge
	renderers []renderer

	rows    []row
	entries [][]validate.Row // by column: those of the batch
	results [][]validate.Result
	fields  []field // of the batch's rows, len(layout.wanted) each
	memory  []byte  // texts that had to be unescaped
	line    int     // of the next row

	walker  jsonWalker
	visitor visitor
	codings []coding // of the batch
	edits   []edit
}

// row is a row of the batch, as part of the block.
type row struct {
	from, to, end int // its bytes, and the place behind its line end
	line          int
	fault         fault
	blank         bool
	entry         int      // the place in entries, or of its first coding
	codings       int      // how many it has, in FHIR
	resource      [2]field // its type and id
}

// coding is a Coding of a FHIR resource.
type coding struct {
	path field // in memory
	code field // the scalar in the block, quotes included
}

// edit puts a concept id in the place of a code.
type edit struct {
	column int
	code   field // in the block, quotes included
	from   []byte
	result *validate.Result
}

func newWorker(job *Job, l *layout) *worker {
	w := &worker{job: job, layout: l, rows: make([]row, 0, batchRows)}
	for i := range job.Columns {
		c := &job.Columns[i]
		w.judges = append(w.judges, c.Checker.NewJudge())
		w.renderers = append(w.renderers, renderer{settings: c.Checker.Settings(), column: c, others: job.OtherReleases, comma: l.output})
		w.entries = append(w.entries, make([]validate.Row, 0, batchRows))
		w.results = append(w.results, make([]validate.Result, batchRows))
	}
	w.visitor.prepare(job, l)
	return w
}

// do judges a block and renders its outputs.
func (w *worker) do(b *block) error {
	if b.fault != "" {
		w.unreadable(b, &row{to: len(trimEnd(b.data)), end: len(b.data), line: b.line, fault: b.fault}, !b.unfinished)
		return nil
	}
	w.line = b.line
	quote := 0
	if w.layout.quotes() {
		quote = nextQuote(b.data, 0)
	} else {
		quote = len(b.data)
	}
	for at := 0; at < len(b.data); {
		r := row{from: at, line: w.line}
		n := bytes.IndexByte(b.data[at:], '\n')
		switch {
		case n < 0:
			r.to, r.end = len(b.data), len(b.data)
		default:
			r.to, r.end = at+n, at+n+1
		}
		quoted := quote < r.to
		if quoted {
			if end, _ := rowEnd(b.data[at:], w.layout.delimiter); end >= 0 {
				r.to, r.end = at+end-1, at+end
			} else {
				r.to, r.end = len(b.data), len(b.data)
			}
			w.line += bytes.Count(b.data[at:r.end], []byte{'\n'})
			quote = nextQuote(b.data, r.end)
		} else {
			w.line++
		}
		if r.to > r.from && b.data[r.to-1] == '\r' {
			r.to--
		}
		at = r.end
		w.split(b, &r, quoted)
		w.rows = append(w.rows, r)
		if len(w.rows) == batchRows {
			if err := w.flush(b); err != nil {
				return err
			}
		}
	}
	return w.flush(b)
}

func nextQuote(data []byte, from int) int {
	q := bytes.IndexByte(data[from:], '"')
	if q < 0 {
		return len(data)
	}
	return from + q
}

// split finds the entries of a row and appends them to the batch.
func (w *worker) split(b *block, r *row, quoted bool) {
	text := b.data[r.from:r.to]
	l := w.layout
	if l.json() {
		w.splitJSON(text, r)
		return
	}
	if len(text) == 0 && l.format != records.Lines {
		r.blank = true
		return
	}
	begin := len(w.fields)
	w.fields = slices.Grow(w.fields, len(l.wanted))[:begin+len(l.wanted)]
	fields := w.fields[begin:]
	if quoted {
		r.fault = splitQuoted(text, l.delimiter, l.width, l.wanted, fields)
	} else {
		r.fault = splitPlain(text, l.delimiter, l.width, l.wanted, fields)
	}
	if r.fault != "" {
		w.fields = w.fields[:begin]
		return
	}
	get := func(place int) []byte {
		if place < 0 {
			return nil
		}
		if !quoted {
			return text[fields[place].from:fields[place].to]
		}
		return value(text, fields[place], &w.memory)
	}
	r.entry = len(w.entries[0])
	for i := range l.columns {
		p := &l.columns[i]
		w.entries[i] = append(w.entries[i], validate.Row{Code: get(p.code), Display: get(p.display), Date: get(p.date)})
	}
}

// flush judges and renders the batch.
func (w *worker) flush(b *block) error {
	for i := range w.entries {
		n := len(w.entries[i])
		if len(w.results[i]) < n {
			w.results[i] = make([]validate.Result, n+n/2)
		}
		if err := w.judges[i].Judge(w.entries[i], w.results[i][:n]); err != nil {
			return err
		}
	}
	for i := range w.rows {
		r := &w.rows[i]
		switch {
		case r.fault != "":
			w.unreadable(b, r, true)
		case r.blank:
			if w.job.Out != "" && w.job.Rows == AllRows && w.layout.format != FHIR {
				b.out = append(b.out, b.data[r.from:r.end]...)
			}
			b.fix = w.copyFixed(b.fix, b, r, nil)
		case w.layout.format == FHIR:
			w.resource(b, r)
		default:
			w.row(b, i, r)
		}
	}
	w.rows, w.fields, w.memory, w.codings = w.rows[:0], w.fields[:0], w.memory[:0], w.codings[:0]
	w.visitor.codes = w.visitor.codes[:0]
	for i := range w.entries {
		w.entries[i] = w.entries[i][:0]
	}
	return nil
}

// row counts and renders a row of CSV, TSV, lines or NDJSON.
func (w *worker) row(b *block, number int, r *row) {
	b.counts.Rows++
	fails := false
	w.edits = w.edits[:0]
	for c := range w.entries {
		result := &w.results[c][r.entry]
		if w.count(b, c, &w.entries[c][r.entry], result) {
			fails = true
		}
		if w.job.Fix != "" || w.job.FixLog != "" {
			if _, safe := result.Swap(); safe {
				w.edits = append(w.edits, edit{c, w.codeField(number, c), w.entries[c][r.entry].Code, result})
			}
		}
	}
	if fails {
		b.counts.Failing++
	}
	if w.job.Out != "" {
		switch {
		case w.job.Rows == ReportRows:
			for c := range w.entries {
				if w.results[c][r.entry].Fails() {
					b.out = w.entryObject(append(b.out, ",\n"...), b, r, c, r.entry, nil)
				}
			}
		case w.job.Rows == AllRows || fails:
			b.out = w.rendered(b.out, b, r)
		}
	}
	w.fix(b, r)
}

// count counts an entry, and reports whether it fails.
func (w *worker) count(b *block, column int, entry *validate.Row, result *validate.Result) bool {
	fails := result.Fails()
	counts := &b.counts.Columns[column]
	counts.count(result, fails)
	if !fails {
		return false
	}
	if _, safe := result.Swap(); safe {
		counts.Safe++
		b.counts.Swaps++
	}
	if result.Verdict != validate.Valid || result.Limit == terminology.NotInLimit {
		bad := badCode{column: column, number: codeNumber(entry.Code)}
		if bad.number == 0 {
			bad.from = len(b.codeTexts)
			b.codeTexts = append(b.codeTexts, entry.Code[:min(len(entry.Code), tallyText)]...)
			bad.to = len(b.codeTexts)
		}
		b.codes = append(b.codes, bad)
	}
	return true
}

// rendered appends a row with its verdicts.
func (w *worker) rendered(dst []byte, b *block, r *row) []byte {
	text := b.data[r.from:r.to]
	if w.layout.format != records.NDJSON {
		dst = append(dst, text...)
		for c := range w.renderers {
			dst = w.renderers[c].cells(dst, &w.results[c][r.entry])
		}
		return appendEnd(dst, b.data[r.to:r.end])
	}
	closing := bytes.LastIndexByte(text, '}')
	dst = append(dst, text[:closing]...)
	if bytes.TrimRight(text[:closing], " \t\r")[len(bytes.TrimRight(text[:closing], " \t\r"))-1] != '{' {
		dst = append(dst, ',')
	}
	dst = append(dst, `"firn":{`...)
	for c := range w.renderers {
		if c > 0 {
			dst = append(dst, ',')
		}
		if name := w.job.Columns[c].Name; name != "" {
			dst = append(appendJSON(dst, name), ':', '{')
			dst = append(w.renderers[c].members(dst, &w.results[c][r.entry]), '}')
			continue
		}
		dst = w.renderers[c].members(dst, &w.results[c][r.entry])
	}
	dst = append(append(dst, '}'), text[closing:]...)
	return appendEnd(dst, b.data[r.to:r.end])
}

// appendEnd appends a line end; a last row without one gets one.
func appendEnd(dst, end []byte) []byte {
	if len(end) == 0 {
		return append(dst, '\n')
	}
	return append(dst, end...)
}

// entryObject appends an entry as a JSON object of its own. path is where it stands in
// a FHIR resource.
func (w *worker) entryObject(dst []byte, b *block, r *row, column, entry int, path []byte) []byte {
	dst = append(dst, '{')
	if len(w.job.Inputs) > 1 {
		dst = appendJSON(append(dst, `"input":`...), w.job.Inputs[b.input])
		dst = append(dst, ',')
	}
	dst = append(dst, `"line":`...)
	dst = strconv.AppendInt(dst, int64(r.line), 10)
	if name := w.job.Columns[column].Name; name != "" {
		dst = appendJSON(append(dst, `,"column":`...), name)
	}
	if path != nil {
		for i, key := range [...]string{`,"resourceType":`, `,"id":`} {
			if f := r.resource[i]; f.to > f.from {
				dst = append(append(dst, key...), b.data[f.from:f.to]...)
			}
		}
		dst = appendJSON(append(dst, `,"path":`...), string(path))
	}
	e := &w.entries[column][entry]
	dst = appendJSON(append(dst, `,"code":`...), string(e.Code))
	if len(e.Display) > 0 {
		dst = appendJSON(append(dst, `,"text":`...), string(e.Display))
	}
	if len(e.Date) > 0 {
		dst = appendJSON(append(dst, `,"day":`...), string(e.Date))
	}
	dst = append(dst, ',')
	return append(w.renderers[column].members(dst, &w.results[column][entry]), '}')
}

// unreadable passes a row through and marks it. counted is false for the beginning of
// one that goes on.
func (w *worker) unreadable(b *block, r *row, counted bool) {
	b.fix = w.copyFixed(b.fix, b, r, nil)
	if counted {
		b.counts.Unreadable++
		if len(b.unreadable) < unreadableTold {
			b.unreadable = append(b.unreadable, Unreadable{Input: w.job.Inputs[b.input], Line: r.line, Fault: string(r.fault), Reason: r.fault.text()})
		}
	}
	if w.job.Out == "" {
		return
	}
	text := b.data[r.from:r.to]
	switch {
	case w.job.Rows == ReportRows, w.layout.format == FHIR, w.layout.format == records.NDJSON:
		if !counted {
			return // the end of the row stands for it: an object must be whole
		}
		if w.job.Rows == ReportRows {
			b.out = append(b.out, ",\n"...)
		}
		b.out = append(b.out, '{')
		if len(w.job.Inputs) > 1 {
			b.out = append(appendJSON(append(b.out, `"input":`...), w.job.Inputs[b.input]), ',')
		}
		b.out = strconv.AppendInt(append(b.out, `"line":`...), int64(r.line), 10)
		b.out = append(append(b.out, `,"verdict":"unreadable","reason":"`...), r.fault...)
		b.out = append(appendJSON(append(b.out, `","row":`...), string(text)), '}')
		if w.job.Rows != ReportRows {
			b.out = append(b.out, '\n')
		}
		return
	case r.fault == faultQuote || r.fault == faultOpen:
		// As one cell: what follows would be read as part of an open field otherwise.
		b.out = append(b.out, '"')
		b.out = append(b.out, bytes.ReplaceAll(text, []byte{'"'}, []byte(`""`))...)
		b.out = append(b.out, '"')
	default:
		b.out = append(b.out, text...)
	}
	if !counted {
		return
	}
	for c := range w.renderers {
		if c == 0 {
			b.out = w.renderers[c].unreadableCells(b.out, r.fault)
			continue
		}
		for range titles(w.renderers[c].column) {
			b.out = append(b.out, w.layout.output)
		}
	}
	b.out = appendEnd(b.out, b.data[r.to:r.end])
}
