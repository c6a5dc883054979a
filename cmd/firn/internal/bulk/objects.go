package bulk

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology/validate"
)

// snomed is the system of SNOMED CT in FHIR.
const snomed = "http://snomed.info/sct"

// visitor finds the entries of a row of JSON.
type visitor struct {
	fhir   bool
	data   []byte
	wanted []wantedKey
	values []field // by wanted key: the scalar, with quotes; to is 0 where it is absent
	bad    []bool  // by wanted key: it is an object or a list

	codes []field // of the batch: where the codes stand in the block

	// Of FHIR.
	open  []fhirObject
	found []foundCoding
	paths []byte
	first [2]field // resourceType and id
}

// wantedKey is a way to a value, such as code.coding.0.code.
type wantedKey []string

type fhirObject struct{ system, code, display field }

type foundCoding struct {
	path          field // in paths
	code, display field // in the row
}

// prepare says what is wanted: for each column its code, display and date.
func (v *visitor) prepare(job *Job, l *layout) {
	v.fhir = l.format == FHIR
	for i := range job.Columns {
		c := &job.Columns[i]
		code := c.Code
		if code == "" {
			code = "code"
		}
		for _, name := range []string{code, c.Display, c.Date} {
			var key wantedKey
			if name != "" {
				key = strings.Split(name, ".")
			}
			v.wanted = append(v.wanted, key)
		}
	}
	v.values, v.bad = make([]field, len(v.wanted)), make([]bool, len(v.wanted))
}

func (v *visitor) reset(data []byte) {
	v.data = data
	clear(v.values)
	clear(v.bad)
	v.open, v.found, v.paths = v.open[:0], v.found[:0], v.paths[:0]
	v.first = [2]field{}
}

func (k wantedKey) is(path []jsonStep) bool {
	if len(k) != len(path) {
		return false
	}
	for i := range k {
		if path[i].key != nil {
			if string(path[i].key) != k[i] {
				return false
			}
		} else if n, err := strconv.Atoi(k[i]); err != nil || n != path[i].index {
			return false
		}
	}
	return true
}

func (v *visitor) begin() {
	if v.fhir {
		v.open = append(v.open, fhirObject{})
	}
}

func (v *visitor) end(path []jsonStep) {
	if !v.fhir {
		return
	}
	o := v.open[len(v.open)-1]
	v.open = v.open[:len(v.open)-1]
	if o.system.to == 0 || o.code.to == 0 {
		return
	}
	if system, ok := jsonText(v.data[o.system.from:o.system.to]); !ok || string(system) != snomed {
		return
	}
	begin := len(v.paths)
	v.paths = appendPath(v.paths, path)
	v.found = append(v.found, foundCoding{field{begin, len(v.paths)}, o.code, o.display})
}

func (v *visitor) scalar(path []jsonStep, from, to int) {
	for i, key := range v.wanted {
		if len(key) == len(path) && key.is(path) {
			v.values[i], v.bad[i] = field{from, to}, false
		}
	}
	if !v.fhir {
		return
	}
	last := path[len(path)-1].key
	if last == nil || v.data[from] != '"' {
		return
	}
	o := &v.open[len(v.open)-1]
	switch string(last) {
	case "system":
		o.system = field{from, to}
	case "code":
		o.code = field{from, to}
	case "display":
		o.display = field{from, to}
	case "resourceType":
		if len(path) == 1 {
			v.first[0] = field{from, to}
		}
	case "id":
		if len(path) == 1 {
			v.first[1] = field{from, to}
		}
	}
}

func (v *visitor) composite(path []jsonStep) {
	for i, key := range v.wanted {
		if len(key) == len(path) && key.is(path) {
			v.bad[i] = true
		}
	}
}

// splitJSON finds the entries of a row of JSON.
func (w *worker) splitJSON(text []byte, r *row) {
	if len(bytes.TrimSpace(text)) == 0 {
		r.blank = true
		return
	}
	v := &w.visitor
	v.reset(text)
	if !w.walker.walk(text, v) {
		r.fault = faultNotJSON
		return
	}
	r.entry = len(w.entries[0])
	if v.fhir {
		w.splitResource(text, r)
		return
	}
	for i, f := range v.values {
		switch {
		case v.bad[i]:
			r.fault = faultNoScalar
		case i%3 == 0 && f.to == 0 && !w.renderers[i/3].settings.Optional:
			r.fault = faultNoKey
		case f.to != 0:
			if _, ok := jsonText(text[f.from:f.to]); !ok {
				r.fault = faultNoScalar
			}
		}
		if r.fault != "" {
			return
		}
	}
	get := func(i int) []byte {
		f := v.values[i]
		if f.to == 0 {
			return nil
		}
		value, _ := jsonText(text[f.from:f.to])
		return value
	}
	for c := range w.entries {
		w.entries[c] = append(w.entries[c], validate.Row{Code: get(3 * c), Display: w.display(c, get(3*c+1)), Date: get(3*c + 2)})
		f := v.values[3*c]
		v.codes = append(v.codes, field{r.from + f.from, r.from + f.to})
	}
}

// display is a display, if displays are judged at all.
func (w *worker) display(column int, text []byte) []byte {
	if !w.renderers[column].settings.Displays {
		return nil
	}
	return text
}

// splitResource makes entries of the codings of a FHIR resource.
func (w *worker) splitResource(text []byte, r *row) {
	v := &w.visitor
	var date []byte
	if f := v.values[2]; f.to != 0 {
		date, _ = jsonText(text[f.from:f.to])
	}
	r.resource = [2]field{{r.from + v.first[0].from, r.from + v.first[0].to}, {r.from + v.first[1].from, r.from + v.first[1].to}}
	r.codings = len(v.found)
	for _, found := range v.found {
		e := validate.Row{Date: date}
		e.Code, _ = jsonText(text[found.code.from:found.code.to])
		if found.display.to != 0 {
			e.Display, _ = jsonText(text[found.display.from:found.display.to])
			e.Display = w.display(0, e.Display)
		}
		w.entries[0] = append(w.entries[0], e)
		begin := len(w.memory)
		if v.first[0].to != 0 {
			name, _ := jsonText(text[v.first[0].from:v.first[0].to])
			w.memory = append(append(w.memory, name...), '.')
		}
		w.memory = append(w.memory, v.paths[found.path.from:found.path.to]...)
		w.codings = append(w.codings, coding{path: field{begin, len(w.memory)}, code: field{r.from + found.code.from, r.from + found.code.to}})
	}
}

// resource counts and renders the codings of a FHIR resource.
func (w *worker) resource(b *block, r *row) {
	b.counts.Rows++
	fails := false
	w.edits = w.edits[:0]
	for e := r.entry; e < r.entry+r.codings; e++ {
		result := &w.results[0][e]
		bad := w.count(b, 0, &w.entries[0][e], result)
		fails = fails || bad
		c := &w.codings[e]
		path := w.memory[c.path.from:c.path.to]
		if w.job.Out != "" && (bad || w.job.Rows == AllRows) {
			if w.job.Rows == ReportRows {
				b.out = append(b.out, ",\n"...)
			}
			b.out = w.entryObject(b.out, b, r, 0, e, path)
			if w.job.Rows != ReportRows {
				b.out = append(b.out, '\n')
			}
		}
		if _, safe := result.Swap(); safe && (w.job.Fix != "" || w.job.FixLog != "") {
			change := edit{0, c.code, w.entries[0][e].Code, result}
			w.edits = append(w.edits, change)
			if w.job.FixLog != "" {
				b.fixLog = w.logged(b.fixLog, b, r, &change, string(path))
			}
		}
	}
	if fails {
		b.counts.Failing++
	}
	if w.job.Fix != "" {
		b.fix = w.copyFixed(b.fix, b, r, w.sortedEdits())
	}
}
