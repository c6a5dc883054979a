package bulk

import "github.com/firn-sct/firn/terminology/validate"

// block is a part of an input on its way through the stages.
type block struct {
	input int    // its place among the inputs
	line  int    // of its first row, from 1
	last  bool   // of its input
	data  []byte // whole rows
	// fault is there where all of data is one row that can't be read; unfinished tells
	// that more of the same row follows.
	fault      fault
	unfinished bool
	end        int64 // place in the input behind data, in decompressed bytes
	lines      int   // line feeds in data

	out, fix, fixLog []byte
	counts           counts
	codes            []badCode
	codeTexts        []byte
	unreadable       []Unreadable // the first few
	err              error
	done             chan struct{} // gets one value when the block is rendered
}

// badCode is a code for the tally.
type badCode struct {
	column   int
	number   uint64 // 0: a text
	from, to int    // in codeTexts
}

func newBlock(columns int) *block {
	return &block{done: make(chan struct{}, 1), counts: counts{Columns: make([]ColumnCounts, columns)}}
}

// reset makes a block ready for the next part.
func (b *block) reset() {
	columns := b.counts.Columns
	clear(columns)
	*b = block{
		data: b.data[:0], out: b.out[:0], fix: b.fix[:0], fixLog: b.fixLog[:0],
		codes: b.codes[:0], codeTexts: b.codeTexts[:0], unreadable: b.unreadable[:0],
		counts: counts{Columns: columns}, done: b.done,
	}
}

// counts are what is counted of a part of the rows.
type counts struct {
	Rows       int64          `json:"rows"` // those that can be read
	Failing    int64          `json:"failing"`
	Unreadable int64          `json:"unreadable"`
	Swaps      int64          `json:"swaps"` // codes that have a safe replacement
	Columns    []ColumnCounts `json:"columns"`
}

// ColumnCounts count the entries of a coded column.
type ColumnCounts struct {
	Entries  int64                    `json:"entries"`
	Failing  int64                    `json:"failing"`
	Safe     int64                    `json:"safe"` // have a safe replacement
	Verdicts [validate.Verdicts]int64 `json:"verdicts"`
	Reasons  [validate.Reasons]int64  `json:"reasons"`
	Limit    [3]int64                 `json:"limit"` // by [terminology.LimitCheck]
	Displays [validate.Displays]int64 `json:"displays"`
	Days     [validate.Days]int64     `json:"days"`
}

func (c *counts) add(d *counts) {
	c.Rows += d.Rows
	c.Failing += d.Failing
	c.Unreadable += d.Unreadable
	c.Swaps += d.Swaps
	for i := range d.Columns {
		c.Columns[i].add(&d.Columns[i])
	}
}

func (c *ColumnCounts) add(d *ColumnCounts) {
	c.Entries += d.Entries
	c.Failing += d.Failing
	c.Safe += d.Safe
	for i, n := range d.Verdicts {
		c.Verdicts[i] += n
	}
	for i, n := range d.Reasons {
		c.Reasons[i] += n
	}
	for i, n := range d.Limit {
		c.Limit[i] += n
	}
	for i, n := range d.Displays {
		c.Displays[i] += n
	}
	for i, n := range d.Days {
		c.Days[i] += n
	}
}

// count counts an entry.
func (c *ColumnCounts) count(r *validate.Result, fails bool) {
	c.Entries++
	c.Verdicts[r.Verdict]++
	c.Reasons[r.Reason]++
	c.Limit[r.Limit]++
	c.Displays[r.Display]++
	c.Days[r.Day]++
	if fails {
		c.Failing++
	}
}

// Unreadable is a row that can't be read.
type Unreadable struct {
	Input  string `json:"input"`
	Line   int    `json:"line"` // where the row begins, from 1
	Fault  string `json:"fault"`
	Reason string `json:"reason"` // the fault in words
}

// unreadableTold is how many rows that can't be read are told one by one.
const unreadableTold = 20

// codeNumber reads 6 to 18 digits that don't begin with 0; it returns 0 for anything
// else.
func codeNumber(code []byte) uint64 {
	if len(code) < 6 || len(code) > 18 || code[0] == '0' {
		return 0
	}
	n := uint64(0)
	for _, c := range code {
		if c < '0' || c > '9' {
			return 0
		}
		n = 10*n + uint64(c-'0')
	}
	return n
}
