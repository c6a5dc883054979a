package bulk

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/firn-sct/firn/terminology/validate"
)

// fixLogHeader is the first row of the log of changes.
const fixLogHeader = "input,line,column,path,from,to,why\n"

// codeField returns where the code of a column stands in the block.
func (w *worker) codeField(number, column int) field {
	r := &w.rows[number]
	if w.layout.json() {
		return w.visitor.codes[r.entry*len(w.job.Columns)+column]
	}
	f := w.fields[r.entry*len(w.layout.wanted)+w.layout.columns[column].code]
	return field{r.from + f.from, r.from + f.to}
}

// fix appends a row with the edits that were found in it, and logs them.
func (w *worker) fix(b *block, r *row) {
	if w.job.Fix != "" {
		b.fix = w.copyFixed(b.fix, b, r, w.sortedEdits())
	}
	if w.job.FixLog != "" {
		for i := range w.edits {
			b.fixLog = w.logged(b.fixLog, b, r, &w.edits[i], "")
		}
	}
}

// sortedEdits are the edits in the order of the row. Two coded columns may be the same
// column of the file, which is changed once.
func (w *worker) sortedEdits() []edit {
	slices.SortStableFunc(w.edits, func(x, y edit) int { return cmp.Compare(x.code.from, y.code.from) })
	w.edits = slices.CompactFunc(w.edits, func(x, y edit) bool { return x.code == y.code })
	return w.edits
}

// copyFixed copies a row with its line end.
func (w *worker) copyFixed(dst []byte, b *block, r *row, edits []edit) []byte {
	if w.job.Fix == "" {
		return dst
	}
	at := r.from
	for i := range edits {
		e := &edits[i]
		quoted := e.code.to > e.code.from && b.data[e.code.from] == '"'
		dst = append(dst, b.data[at:e.code.from]...)
		id, _ := e.result.Swap()
		if quoted {
			dst = append(dst, '"')
		}
		dst = id.Append(dst)
		if quoted {
			dst = append(dst, '"')
		}
		at = e.code.to
	}
	dst = append(dst, b.data[at:r.end]...)
	if r.to == r.end && b.last && b.input+1 < len(w.job.Inputs) {
		dst = append(dst, '\n') // another input follows
	}
	return dst
}

// logged appends a change.
func (w *worker) logged(dst []byte, b *block, r *row, e *edit, path string) []byte {
	dst = append(appendCell(dst, w.job.Inputs[b.input], ','), ',')
	dst = append(strconv.AppendInt(dst, int64(r.line), 10), ',')
	dst = append(appendCell(dst, w.job.Columns[e.column].Name, ','), ',')
	dst = append(appendCell(dst, path, ','), ',')
	dst = append(appendCell(dst, string(e.from), ','), ',')
	id, _ := e.result.Swap()
	dst = append(id.Append(dst), ',')
	dst = append(dst, why(e.result)...)
	return append(dst, '\n')
}

// why says by what a replacement is safe: the weakest association, and before that
// that the code is the id of a description.
func why(r *validate.Result) string {
	association := ""
	if x, ok := r.Resolution.Swap(); ok {
		association = validate.AssociationWord(x.AssociationID)
	}
	if r.Verdict != validate.DescriptionID {
		return association
	}
	if association == "" {
		return validate.DescriptionID.String()
	}
	return validate.DescriptionID.String() + " " + association
}
